"""The tracker as frozen values: parties, areas, issues, entries, and days of looking.

They are named tuples, not dataclasses, which take seven times as long to define:
some 8 % of a short run. Each field carries its line of the table of fields, `FIELDS`.
"""

from collections.abc import Container, Mapping
from datetime import date
from typing import Annotated, Literal, NamedTuple, TypeAlias, TypeVar

Kind: TypeAlias = Literal["area", "issue"]

STATES: dict[Kind, tuple[str, str]] = {
    "area": ("pending", "piloted"),
    "issue": ("open", "resolved"),
}
KIND_OF_STATE: dict[str, Kind] = {
    state: kind for kind, states in STATES.items() for state in states
}
UNNAMED_AREA = "pending"
"""The state of an area that no entry names, and before a first entry that pilots it."""

Extra: TypeAlias = tuple[tuple[str, str], ...]
"""The keys that kurils does not know, each with its line or table of TOML, in order."""

Texts: TypeAlias = tuple[tuple[str, str], ...]
"""A text of each party that has one: pairs of the party's id and the text, sorted by id."""


FieldKind: TypeAlias = Literal[
    "day", "line", "prose", "mark", "changes", "ids", "areas", "parties", "texts", "by party"
]


class Field(NamedTuple):
    """What is known of a field of the file, besides its key.

    `kind` says what it holds: a `day`; a text of one `line`, or `prose`; the `mark` of an
    area or issue; `changes`, under the keys of states; the `ids` of areas and issues, of
    `areas` alone (None: all), of `parties`; several `texts`; a text `by party`. `what`
    describes it in the schema. `weight` is how much a field helps to recognise an entry.
    """

    kind: FieldKind
    what: str
    is_required: bool = False
    weight: float = 0.0

    @property
    def is_list(self) -> bool:
        """Tell whether it holds several values. None is as good as left out, except for `areas`."""
        return self.kind in ("changes", "ids", "areas", "parties", "texts", "by party")


class Party(NamedTuple):
    """A party that speaks in the log, such as a government."""

    id: str
    name: Annotated[str, Field("line", "What the party is called", is_required=True)]
    lang: Annotated[str | None, Field("line", "The language of its own terms, as BCP 47")] = None
    extra: Extra = ()

    @property
    def kind(self) -> Literal["party"]:
        """`party`, to distinguish parties, areas and issues."""
        return "party"


class Area(NamedTuple):
    """An area of joint economic activity; `called` is each party's own term for it."""

    id: str
    name: Annotated[str, Field("line", "What the area is called", is_required=True)]
    status: Annotated[str, Field("mark", "The area's mark", is_required=True)]
    note: Annotated[str | None, Field("prose", "Anything to add")] = None
    called: Annotated[Texts, Field("by party", "Each party's own term for it")] = ()
    extra: Extra = ()

    @property
    def kind(self) -> Kind:
        """`area`, to distinguish areas and issues."""
        return "area"


class Issue(NamedTuple):
    """A systemic issue; `blocks` None means that it blocks every area."""

    id: str
    title: Annotated[str, Field("line", "What the issue is", is_required=True)]
    status: Annotated[str, Field("mark", "The issue's mark", is_required=True)]
    blocks: Annotated[
        tuple[str, ...] | None,
        Field("areas", "The areas that it blocks; left out, it blocks every area"),
    ] = None
    note: Annotated[str | None, Field("prose", "Anything to add")] = None
    called: Annotated[Texts, Field("by party", "Each party's own term for it")] = ()
    extra: Extra = ()

    @property
    def kind(self) -> Kind:
        """`issue`, to distinguish areas and issues."""
        return "issue"

    @property
    def name(self) -> str:
        """The title, under the word that areas use."""
        return self.title


class Entry(NamedTuple):
    """One entry of the log.

    `changes` are pairs of an id and the state that it entered, grouped by state as in
    the file. `by` are the ids of the parties that say that this happened; without any,
    it belongs to every account. `says` is each party's own account of it.
    """

    date: Annotated[date, Field("day", "The day on which it was", is_required=True, weight=1.0)]
    title: Annotated[str | None, Field("line", "What it was", weight=2.5)] = None
    place: Annotated[str | None, Field("line", "Where it was", weight=1.0)] = None
    sources: Annotated[
        tuple[str, ...], Field("texts", "Addresses of where it is reported", weight=2.0)
    ] = ()
    note: Annotated[str | None, Field("prose", "Anything to add", weight=1.0)] = None
    changes: Annotated[
        tuple[tuple[str, str], ...],
        Field("changes", "The ids that entered a state, under the key of the state", weight=1.5),
    ] = ()
    about: Annotated[
        tuple[str, ...], Field("ids", "Ids that it is about without moving them", weight=0.5)
    ] = ()
    by: Annotated[
        tuple[str, ...], Field("parties", "The parties that say that this happened", weight=0.5)
    ] = ()
    says: Annotated[Texts, Field("by party", "Each party's own account of it", weight=1.0)] = ()
    extra: Extra = ()

    def names(self, id: str) -> bool:
        """Tell whether this entry puts the id into a state."""
        return any(changed == id for changed, _ in self.changes)

    def mentions(self, ids: Container[str]) -> bool:
        """Tell whether this entry moves one of the ids or is about one."""
        return any(id in ids for id in self.about) or any(id in ids for id, _ in self.changes)


IN_FILE = ("date", "title", "place", "by", "says", "sources", "note", "changes", "about")
"""The order in which an entry is written; other fields follow."""
IN_COLUMNS = ("date", "title", "place", "changes", "about", "sources", "note", "by", "says")
"""The order of an entry's columns and keys, which is a contract; other fields follow."""


class Looked(NamedTuple):
    """A day on which somebody looked for news of some ids, or of all, and found none."""

    date: Annotated[date, Field("day", "The day on which somebody looked", is_required=True)]
    about: Annotated[
        tuple[str, ...], Field("ids", "The ids that were looked for; left out, all")
    ] = ()
    where: Annotated[tuple[str, ...], Field("texts", "Where somebody looked")] = ()
    note: Annotated[str | None, Field("prose", "Anything to add")] = None
    extra: Extra = ()

    def covers(self, id: str) -> bool:
        """Tell whether news of the id was looked for."""
        return not self.about or id in self.about


Marked = TypeVar("Marked", Area, Issue)
Record: TypeAlias = Party | Area | Issue | Entry | Looked
"""What has a table of its own in the file."""


FIELDS: Mapping[type[object], Mapping[str, Field]] = {
    record: {
        key: marked.__metadata__[0]
        for key, marked in record.__annotations__.items()
        if hasattr(marked, "__metadata__")
    }
    for record in (Party, Area, Issue, Entry, Looked)
}
"""The fields that each kind of record has in the file, by their keys.

Reading, writing, diff, merge, import, columns and schemas take them from here.
"""


class Tracker(NamedTuple):
    """The areas, the issues, the log, the parties and the days of looking, as in the file.

    `on` is the day on which it is read: entries dated later announce, and move nothing. `by`
    is the party whose account it is, or empty.
    """

    title: str
    areas: tuple[Area, ...] = ()
    issues: tuple[Issue, ...] = ()
    log: tuple[Entry, ...] = ()
    parties: tuple[Party, ...] = ()
    looked: tuple[Looked, ...] = ()
    extra: Extra = ()
    on: date = date.max
    by: str = ""

    @property
    def things(self) -> tuple[Area | Issue, ...]:
        """Areas, then issues: all that has a mark."""
        return (*self.areas, *self.issues)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the areas, then of the issues."""
        return tuple(thing.id for thing in self.things)

    @property
    def marks(self) -> dict[str, str]:
        """The mark of each area and issue, by its id."""
        return {thing.id: thing.status for thing in self.things}

    @property
    def blockers(self) -> dict[str, tuple[str, ...]]:
        """The ids of the open issues that block each area."""
        found: dict[str, list[str]] = {area.id: [] for area in self.areas}
        for issue in self.issues:
            for area in dict.fromkeys(self.blocked(issue)):
                found.get(area, []).append(issue.id)
        return {area: tuple(issues) for area, issues in found.items()}

    def blocked(self, issue: Issue) -> tuple[str, ...]:
        """Return the ids of the areas that an issue blocks: none, once it is resolved."""
        if issue.status == "resolved":
            return ()
        return tuple(area.id for area in self.areas) if issue.blocks is None else issue.blocks

    def marked(self, marks: Mapping[str, str]) -> "Tracker":
        """Return the tracker with these marks; other ids keep theirs."""

        def marked(thing: Marked) -> Marked:
            return thing._replace(status=marks.get(thing.id, thing.status))

        areas, issues = map(marked, self.areas), map(marked, self.issues)
        return self._replace(areas=tuple(areas), issues=tuple(issues))
