"""What a log says over time: one fold over its entries, and short functions over that."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from kurils_cli.model import KIND_OF_STATE, UNNAMED_AREA, Entry, Issue, Tracker


class Move(NamedTuple):
    """What an entry does to an id: from which state to which; None: not yet named."""

    id: str
    old: str | None
    new: str


class Transition(NamedTuple):
    """A move, and the entry that made it."""

    entry: Entry
    id: str
    old: str | None
    new: str


class Standing(NamedTuple):
    """The state that a log leaves an id in, and the day it entered it."""

    state: str
    since: date


class Shift(NamedTuple):
    """A time in which two histories of an id differ: from `start` up to `end`.

    `start` None: from the beginning. `end` None: still so. A state of None: not yet raised.
    """

    id: str
    start: date | None
    end: date | None
    old: str | None
    new: str | None


class Interval(NamedTuple):
    """A time that an id spent in one state: from `start` up to `end`.

    `start` None: before the first entry that names it. `end` None: still so.
    """

    state: str
    start: date | None
    end: date | None

    def meets(self, first: date, last: date) -> bool:
        """Tell whether some of this time is from a first day to a last one."""
        return (self.start is None or self.start <= last) and (self.end is None or self.end > first)


def by_date(log: Iterable[Entry]) -> list[Entry]:
    """Return the entries, oldest first; those of one date as they stand in the file."""
    return sorted(log, key=lambda entry: entry.date)


def handles(log: Sequence[Entry]) -> list[str]:
    """Return the name of each entry, in the order of the file.

    That is its date, and its number among those of the date where there are several.
    """
    days = Counter(entry.date for entry in log)
    numbers = Counter[date]()
    found = []
    for entry in log:
        numbers[entry.date] += 1
        number = f"#{numbers[entry.date]}" if days[entry.date] > 1 else ""
        found.append(f"{entry.date}{number}")
    return found


def handle(log: Iterable[Entry], entry: Entry) -> str:
    """Return the name of one entry of a log, as `handles` does."""
    alike = [other for other in log if other.date == entry.date]
    numbers = [number for number, other in enumerate(alike, 1) if other is entry]
    return f"{entry.date}#{numbers[0]}" if len(alike) > 1 else f"{entry.date}"


def newest_day(log: Iterable[Entry]) -> date | None:
    """Return the day of the newest entry; None for an empty log."""
    return max((entry.date for entry in log), default=None)


def steps(log: Iterable[Entry]) -> Iterator[tuple[Entry, tuple[Move, ...]]]:
    """Yield each entry, oldest first, with what it does to each id that it names."""
    states: dict[str, str] = {}
    for entry in by_date(log):
        yield entry, tuple(Move(id, states.get(id), new) for id, new in entry.changes)
        states.update(entry.changes)


def transitions(log: Iterable[Entry]) -> Iterator[Transition]:
    """Yield what the entries do to the ids that they name, oldest entry first."""
    moving = (entry for entry in log if entry.changes)  # few do, and a log may be long
    return (Transition(entry, *move) for entry, moves in steps(moving) for move in moves)


def standings(log: Iterable[Entry]) -> dict[str, Standing]:
    """Return what a log leaves: the standing of each id that it names."""
    return {id: Standing(new, entry.date) for entry, id, old, new in transitions(log) if old != new}


def newest_naming(log: Iterable[Entry]) -> dict[str, Entry]:
    """Return the last entry that puts each id into a state, even if it was in that state."""
    return {id: entry for entry, id, _, _ in transitions(log)}


def moves(tracker: Tracker) -> list[tuple[Entry, tuple[Move, ...]]]:
    """Return the entries, oldest first, each with what it did to the ids that it names.

    An area is pending before its first entry.
    """
    start = {area.id: UNNAMED_AREA for area in tracker.areas}
    return [
        (entry, tuple(move._replace(old=move.old or start.get(move.id)) for move in moves))
        for entry, moves in steps(tracker.log)
    ]


def numbered(tracker: Tracker) -> list[tuple[str, Entry, tuple[Move, ...]]]:
    """Return the entries as `moves` does, each behind its handle."""
    # A handle counts the entries of one date, which stand in one order in both.
    in_order = handles(by_date(tracker.log))
    return [(handle, *each) for handle, each in zip(in_order, moves(tracker), strict=True)]


def since(tracker: Tracker) -> dict[str, date]:
    """Return the day on which each id entered its mark, where the log says so."""
    left = standings(tracker.log)
    return {
        thing.id: left[thing.id].since
        for thing in tracker.things
        if thing.id in left and left[thing.id].state == thing.status
    }


def intervals(tracker: Tracker) -> dict[str, tuple[Interval, ...]]:
    """Return the states of each id over time, oldest first, from the log.

    The time before the first entry that names an area stands by itself. An id that
    no entry names has its mark all the time.
    """
    entered: dict[str, list[tuple[str, date | None]]] = {
        area.id: [(UNNAMED_AREA, None)] for area in tracker.areas
    }
    named = set()
    for entry, id, old, new in transitions(tracker.log):
        named.add(id)
        if old != new:
            entered.setdefault(id, []).append((new, entry.date))
    for thing in tracker.things:
        if thing.id not in named:
            entered[thing.id] = [(thing.status, None)]
    return {
        id: tuple(
            Interval(state, start, end)
            for (state, start), (_, end) in zip(states, [*states[1:], ("", None)], strict=True)
        )
        for id, states in entered.items()
    }


def shifts(old: Tracker, new: Tracker) -> list[Shift]:
    """Return when the areas and issues that two trackers share are in unlike states."""
    before, after = intervals(old), intervals(new)
    found: list[Shift] = []
    for id in (id for id in new.ids if id in old.ids):
        days = {interval.start for interval in (*before[id], *after[id])} | {None}
        ordered = sorted(days, key=lambda day: day or date.min)
        for start, end in zip(ordered, [*ordered[1:], None], strict=True):
            was, now = (_state_on(start, each[id]) for each in (before, after))
            if was == now:
                continue
            shift = Shift(id, start, end, was, now)
            if found and found[-1] == (id, found[-1].start, start, was, now):
                shift = shift._replace(start=found.pop().start)
            found.append(shift)
    return found


def _state_on(day: date | None, intervals: Iterable[Interval]) -> str | None:
    """Return the state at the end of a day; None is the time before any entry."""
    begun = [i for i in intervals if i.start is None or (day is not None and i.start <= day)]
    return begun[-1].state if begun else None


def narrowed(tracker: Tracker, log: Iterable[Entry]) -> Tracker:
    """Return the tracker that a part of its log leaves.

    An id that the whole log never names keeps its mark; one that only the other
    part names is back at its start: an area pending, an issue not yet raised.
    """
    part = tuple(log)
    left = standings(part)
    named = {id for entry in tracker.log for id, _ in entry.changes}
    marks = dict.fromkeys(named, UNNAMED_AREA) | {id: left[id].state for id in left}
    raised = tuple(i for i in tracker.issues if i.id in left or i.id not in named)
    return tracker._replace(issues=raised, log=part).marked(marks)


def as_of(tracker: Tracker, on: date) -> Tracker:
    """Return the tracker as its log leaves it at the end of a day."""
    return narrowed(tracker, (entry for entry in tracker.log if entry.date <= on))


def before(tracker: Tracker, on: date) -> Tracker:
    """Return the tracker as its log leaves it at the start of a day."""
    return narrowed(tracker, (entry for entry in tracker.log if entry.date < on))


def account(tracker: Tracker, party: str) -> Tracker:
    """Return the tracker by one party's account: as if only its own entries and nobody's were."""
    return narrowed(tracker, (entry for entry in tracker.log if belongs(entry, party)))


def belongs(entry: Entry, party: str) -> bool:
    """Tell whether an entry is part of a party's account: its own, or nobody's in particular."""
    return not entry.by or party in entry.by


def share_an_account(one: Entry, other: Entry) -> bool:
    """Tell whether some party's account has both entries."""
    return not one.by or not other.by or not {*one.by}.isdisjoint(other.by)


def accounts(tracker: Tracker) -> dict[str, dict[str, str]]:
    """Return for each id the state in which the account of each party leaves it.

    A party that has no entry of its own about the id is silent: it is not listed.
    """
    found: dict[str, dict[str, str]] = {thing.id: {} for thing in tracker.things}
    for party in tracker.parties:
        own = [entry for entry in tracker.log if belongs(entry, party.id)]
        named = {id for entry in own if party.id in entry.by for id, _ in entry.changes}
        for id, standing in standings(own).items():
            if id in named and id in found:
                found[id][party.id] = standing.state
    return found


def contested(tracker: Tracker) -> dict[str, dict[str, str]]:
    """Return the ids on which the accounts of two parties differ, with each one's state."""
    return {id: states for id, states in accounts(tracker).items() if len({*states.values()}) > 1}


def said_by(tracker: Tracker) -> dict[str, tuple[str, ...]]:
    """Return for each id the parties that say its mark, in the order of the file.

    A party says it if its account leaves the id there, and one of its own entries
    put it there or found it there.
    """
    said: dict[str, list[str]] = {thing.id: [] for thing in tracker.things}
    marks = {thing.id: thing.status for thing in tracker.things}
    for party in tracker.parties:
        own: dict[str, bool] = {}
        left: dict[str, str] = {}
        for entry, id, old, new in transitions(e for e in tracker.log if belongs(e, party.id)):
            own[id] = party.id in entry.by or (old == new and own[id])
            left[id] = new
        for id in said:
            if own.get(id) and left[id] == marks[id]:
                said[id].append(party.id)
    return {id: tuple(parties) for id, parties in said.items()}


def logged(tracker: Tracker, entry: Entry, raised: Iterable[Issue] = ()) -> Tracker:
    """Return the tracker with one more entry, and the issues that it raises."""
    return all_logged(tracker._replace(issues=(*tracker.issues, *raised)), [entry])


def all_logged(tracker: Tracker, entries: Iterable[Entry]) -> Tracker:
    """Return the tracker with more entries."""
    more = tuple(map(in_order, entries))
    ids = {id for entry in more for id, _ in entry.changes}
    return settled(tracker._replace(log=(*tracker.log, *more)), ids)


def replaced(tracker: Tracker, at: int, *entries: Entry) -> Tracker:
    """Return the tracker with other entries, or none, in the place of one of its log.

    Only the marks that depend on what differs are settled anew.
    """
    instead = tuple(map(in_order, entries))
    log = (*tracker.log[:at], *instead, *tracker.log[at + 1 :])
    before, after = (
        {(entry.date, *change) for entry in each for change in entry.changes}
        for each in (tracker.log[at : at + 1], instead)
    )
    return settled(tracker._replace(log=log), {id for _, id, _ in before ^ after})


def in_order(entry: Entry) -> Entry:
    """Return an entry with its changes as the file has them: one state after the other."""
    states = list(KIND_OF_STATE)
    changes = sorted(entry.changes, key=lambda change: states.index(change[1]))
    return entry._replace(changes=tuple(changes))


def settled(tracker: Tracker, ids: Iterable[str]) -> Tracker:
    """Return the tracker with the marks of some ids as its log leaves them.

    An area that no entry names is pending; an issue that none names keeps its mark.
    """
    left = standings(tracker.log)
    marks = {area.id: UNNAMED_AREA for area in tracker.areas}
    marks |= {id: standing.state for id, standing in left.items()}
    return tracker.marked({id: marks[id] for id in ids if id in marks})
