"""The tracker as frozen values: parties, areas, issues, entries.

They are named tuples, not dataclasses, which take seven times as long to define:
some 8 % of a short run.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal, NamedTuple, TypeAlias

Kind: TypeAlias = Literal["area", "issue"]

STATES: dict[Kind, tuple[str, str]] = {
    "area": ("pending", "piloted"),
    "issue": ("open", "resolved"),
}
KIND_OF_STATE: dict[str, Kind] = {
    state: kind for kind, states in STATES.items() for state in states
}
UNNAMED_AREA = "pending"
"""What an area is before the first entry that names it."""

Extra: TypeAlias = tuple[tuple[str, str], ...]
"""The keys that kurils does not know, each with its line or table of TOML, in order."""

Texts: TypeAlias = tuple[tuple[str, str], ...]
"""A text of each party that has one: pairs of the party's id and the text, sorted by id."""


class Party(NamedTuple):
    """A party that speaks in the log, such as a government."""

    id: str
    name: str
    extra: Extra = ()

    @property
    def kind(self) -> Literal["party"]:
        """`party`, so that parties, areas and issues can be told apart."""
        return "party"


class Area(NamedTuple):
    """An area of joint economic activity; `called` is each party's own term for it."""

    id: str
    name: str
    status: str
    note: str | None = None
    called: Texts = ()
    extra: Extra = ()

    @property
    def kind(self) -> Kind:
        """`area`, so that areas and issues can be told apart."""
        return "area"


class Issue(NamedTuple):
    """A systemic issue; `blocks` None means that it blocks every area."""

    id: str
    title: str
    status: str
    blocks: tuple[str, ...] | None = None
    note: str | None = None
    called: Texts = ()
    extra: Extra = ()

    @property
    def kind(self) -> Kind:
        """`issue`, so that areas and issues can be told apart."""
        return "issue"

    @property
    def name(self) -> str:
        """The title, under the word that areas use."""
        return self.title

    def is_blocking(self, area: str) -> bool:
        """Tell whether this issue, being open, blocks the area of that id."""
        return self.status == "open" and (self.blocks is None or area in self.blocks)


class Entry(NamedTuple):
    """One entry of the log.

    `changes` are pairs of an id and the state that it entered, one state after
    the other, as the file has them. `by` are the ids of the parties that say that
    this happened: none, and it belongs to every account. `says` is each party's
    own account of it.
    """

    date: date
    title: str | None = None
    place: str | None = None
    sources: tuple[str, ...] = ()
    note: str | None = None
    changes: tuple[tuple[str, str], ...] = ()
    about: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    says: Texts = ()
    extra: Extra = ()

    def names(self, id: str) -> bool:
        """Tell whether this entry puts the id into a state."""
        return any(changed == id for changed, _ in self.changes)

    def mentions(self, ids: Iterable[str]) -> bool:
        """Tell whether this entry moves one of the ids or is about one."""
        return any(id in self.about or self.names(id) for id in ids)


class Tracker(NamedTuple):
    """The areas, the issues, the log and the parties, each as it stands in the file."""

    title: str
    areas: tuple[Area, ...] = ()
    issues: tuple[Issue, ...] = ()
    log: tuple[Entry, ...] = ()
    parties: tuple[Party, ...] = ()
    extra: Extra = ()

    @property
    def things(self) -> tuple[Area | Issue, ...]:
        """Areas, then issues: all that has a mark."""
        return (*self.areas, *self.issues)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the areas, then of the issues."""
        return tuple(thing.id for thing in self.things)

    def blockers(self, area: str) -> tuple[str, ...]:
        """Return the ids of the open issues that block an area."""
        return tuple(issue.id for issue in self.issues if issue.is_blocking(area))

    def blocked(self, issue: Issue) -> tuple[str, ...]:
        """Return the ids of the areas that an issue blocks while it is open."""
        if issue.blocks is None:
            return tuple(area.id for area in self.areas)
        return issue.blocks

    def marked(self, marks: Mapping[str, str]) -> "Tracker":
        """Return the tracker with these marks; an id that is not among them keeps its own."""
        return self._replace(
            areas=tuple(
                area._replace(status=marks.get(area.id, area.status)) for area in self.areas
            ),
            issues=tuple(
                issue._replace(status=marks.get(issue.id, issue.status)) for issue in self.issues
            ),
        )
