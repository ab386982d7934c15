"""The tracker as frozen values: a change returns a new value.

They are named tuples, not dataclasses, which take seven times as long to define:
some 8 % of a short run.
"""

from collections.abc import Iterable
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


class Area(NamedTuple):
    """An area of joint economic activity."""

    id: str
    name: str
    status: str
    note: str | None = None
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
    the other, as the file has them. `was` are pairs of an id and the mark that
    stood before this entry with no entry to explain it, in the order of the ids,
    kept so that undo can give it back.
    """

    date: date
    title: str | None = None
    place: str | None = None
    sources: tuple[str, ...] = ()
    note: str | None = None
    changes: tuple[tuple[str, str], ...] = ()
    about: tuple[str, ...] = ()
    was: tuple[tuple[str, str], ...] = ()
    extra: Extra = ()

    @property
    def said(self) -> "Entry":
        """What it says, apart from what it notes for undo."""
        return self._replace(was=())

    def names(self, id: str) -> bool:
        """Tell whether this entry puts the id into a state."""
        return any(changed == id for changed, _ in self.changes)

    def mentions(self, ids: Iterable[str]) -> bool:
        """Tell whether this entry moves one of the ids or is about one."""
        return any(id in self.about or self.names(id) for id in ids)


class Standing(NamedTuple):
    """The state that the log leaves an id in, and the day it entered it."""

    state: str
    since: date


class Interval(NamedTuple):
    """A time that an id spent in one state: from `start` up to `end`.

    `start` None: before the first entry that names it. `end` None: still so.
    """

    state: str
    start: date | None
    end: date | None


def by_date(log: Iterable[Entry]) -> list[Entry]:
    """Return the entries, oldest first; those of one date as they stand in the file."""
    return sorted(log, key=lambda entry: entry.date)


def replay(log: Iterable[Entry]) -> dict[str, Standing]:
    """Return what a log leaves: the standing of each id that it names."""
    standings: dict[str, Standing] = {}
    for entry in by_date(log):
        for id, state in entry.changes:
            if id not in standings or standings[id].state != state:
                standings[id] = Standing(state, entry.date)
    return standings


class Tracker(NamedTuple):
    """The areas, the issues and the log, each as it stands in the file."""

    title: str
    areas: tuple[Area, ...] = ()
    issues: tuple[Issue, ...] = ()
    log: tuple[Entry, ...] = ()
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

    def leaving(self, log: Iterable[Entry]) -> "Tracker":
        """Return the tracker that a part of its log leaves.

        An id that the whole log never names keeps its mark; one that only the
        other part names is back at its start: an area pending, an issue gone.
        """
        part = tuple(log)
        left = replay(part)
        named = {id for entry in self.log for id, _ in entry.changes}
        return self._replace(
            areas=tuple(
                area._replace(status=left[area.id].state)
                if area.id in left
                else area._replace(status=UNNAMED_AREA)
                if area.id in named
                else area
                for area in self.areas
            ),
            issues=tuple(
                issue._replace(status=left[issue.id].state) if issue.id in left else issue
                for issue in self.issues
                if issue.id in left or issue.id not in named
            ),
            log=part,
        )

    def as_of(self, on: date) -> "Tracker":
        """Return the tracker as the log leaves it at the end of a day."""
        return self.leaving(entry for entry in self.log if entry.date <= on)

    def before(self, on: date) -> "Tracker":
        """Return the tracker as the log leaves it at the start of a day."""
        return self.leaving(entry for entry in self.log if entry.date < on)

    def since(self) -> dict[str, date]:
        """Return the day on which each id entered its mark, where the log says so."""
        standings = replay(self.log)
        return {
            thing.id: standings[thing.id].since
            for thing in self.things
            if thing.id in standings and standings[thing.id].state == thing.status
        }

    def intervals(self) -> dict[str, tuple[Interval, ...]]:
        """Return each id's states over time, oldest first, from the log.

        An id that no entry names has its mark all the time.
        """
        entered: dict[str, list[tuple[str, date | None]]] = {
            area.id: [(UNNAMED_AREA, None)] for area in self.areas
        }
        named = set()
        for entry in by_date(self.log):
            for id, state in entry.changes:
                named.add(id)
                states = entered.setdefault(id, [])
                if not states or states[-1][0] != state:
                    states.append((state, entry.date))
        for thing in self.things:
            if thing.id not in named:
                entered[thing.id] = [(thing.status, None)]
        return {
            id: tuple(
                Interval(state, start, end)
                for (state, start), (_, end) in zip(states, [*states[1:], ("", None)], strict=True)
            )
            for id, states in entered.items()
        }

    def record(self, entry: Entry, raised: Iterable[Issue] = ()) -> "Tracker":
        """Return the tracker with one more entry, and the issues it raises.

        The marks of the ids that the entry names are what the log then leaves;
        where a mark stood that the log did not explain, the entry notes it.
        """
        explained = replay(self.log)
        unexplained = sorted(
            (thing.id, thing.status)
            for thing in self.things
            if entry.names(thing.id) and thing.status != _explained_status(thing, explained)
        )
        states = list(KIND_OF_STATE)
        changes = tuple(sorted(entry.changes, key=lambda pair: states.index(pair[1])))
        recorded = entry._replace(changes=changes, was=tuple(unexplained))
        log = (*self.log, recorded)
        left = replay(log)
        marks = {id: left[id].state for id, _ in entry.changes}
        return self._replace(issues=(*self.issues, *raised), log=log)._marked(marks)

    def undo(self) -> "Tracker":
        """Return the tracker without the entry recorded last: its log's last.

        An issue that this entry raised goes with it. Raises `ValueError` if the
        log is empty.
        """
        *log, last = self.log
        left = replay(log)
        marks: dict[str, str | None] = {}
        for id, _ in last.changes:
            marks[id] = left[id].state if id in left else None
        marks.update(last.was)
        return self._replace(
            issues=tuple(i for i in self.issues if marks.get(i.id, i.status)),
            log=tuple(log),
        )._marked({id: state or UNNAMED_AREA for id, state in marks.items()})

    def _marked(self, marks: dict[str, str]) -> "Tracker":
        return self._replace(
            areas=tuple(
                area._replace(status=marks.get(area.id, area.status)) for area in self.areas
            ),
            issues=tuple(
                issue._replace(status=marks.get(issue.id, issue.status)) for issue in self.issues
            ),
        )


def _explained_status(thing: Area | Issue, standings: dict[str, Standing]) -> str | None:
    if thing.id in standings:
        return standings[thing.id].state
    return UNNAMED_AREA if thing.kind == "area" else None
