"""What a log says over time: one fold over its entries, and facts worked out from it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple, TypeAlias

from kurils_cli.model import KIND_OF_STATE, UNNAMED_AREA, Entry, Issue, Party, Tracker

_BEFORE = {"piloted": UNNAMED_AREA}
"""What an id was before its first entry, by the state in that entry; otherwise it was not named."""


class Move(NamedTuple):
    """What an entry does to an id: from which state to which; None: not yet named."""

    id: str
    old: str | None
    new: str


Logged: TypeAlias = tuple[str, Entry, tuple[Move, ...]]
"""An entry behind its handle, and what it did."""


class Standing(NamedTuple):
    """The state that a log, or a party's own word, leaves an id in, and since when it is so."""

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
    """Return the entries, oldest first; those of one date in the order of the file."""
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


class _Folded(NamedTuple):
    """What one walk through a log finds: its entries, oldest first, and each party's words.

    `words` are what each party's own entries say of each id in the end.
    """

    logged: tuple[Logged, ...]
    words: Mapping[str, Mapping[str, Standing]]


def _fold(tracker: Tracker) -> _Folded:
    """Walk through a log once, oldest entry first: no other place knows how entries move ids."""
    states: dict[str, str] = {}
    words: dict[str, dict[str, Standing]] = {
        party.id: {} for party in tracker.parties if tracker.by in ("", party.id)
    }
    logged: list[Logged] = []
    entries = by_date(tracker.log)
    # A handle counts the entries of one date, which are in the same order in the file.
    for handle, entry in zip(handles(entries), entries, strict=True):
        moves = tuple(Move(id, states.get(id, _BEFORE.get(new)), new) for id, new in entry.changes)
        logged.append((handle, entry, moves))
        states.update(entry.changes)
        for said in (words[party] for party in entry.by if party in words):
            for id, state in entry.changes if entry.date <= tracker.on else ():
                if id not in said or said[id].state != state:
                    said[id] = Standing(state, entry.date)
    return _Folded(tuple(logged), words)


class History:
    """What the log of a tracker says over time: each fact is worked out once, when asked for.

    Entries dated after the day of the tracker are in `logged`; everything else ignores them.
    """

    def __init__(self, tracker: Tracker) -> None:
        self.tracker = tracker

    @cached_property
    def _folded(self) -> _Folded:
        return _fold(self.tracker)

    @property
    def logged(self) -> tuple[Logged, ...]:
        """All entries, oldest first, each behind its handle, with what it does to ids."""
        return self._folded.logged

    @cached_property
    def happened(self) -> tuple[Logged, ...]:
        """The entries up to the day of the tracker, oldest first."""
        return tuple(each for each in self.logged if each[1].date <= self.tracker.on)

    @property
    def announced(self) -> tuple[Logged, ...]:
        """The entries dated later, oldest first."""
        return self.logged[len(self.happened) :]

    @property
    def newest(self) -> date | None:
        """The day of the newest entry that is not dated later."""
        return self.happened[-1][1].date if self.happened else None

    @cached_property
    def transitions(self) -> tuple[tuple[Entry, Move], ...]:
        """What the entries did to the ids that they name, oldest entry first."""
        return tuple((entry, move) for _, entry, moves in self.happened for move in moves)

    @cached_property
    def standings(self) -> dict[str, Standing]:
        """The standing in which the log leaves each id that it names."""
        return {
            id: Standing(new, entry.date)
            for entry, (id, old, new) in self.transitions
            if old != new
        }

    @cached_property
    def marks_by_log(self) -> dict[str, str]:
        """The mark of each id as the log leaves it, or as it is if no entry names the id."""
        return self.tracker.marks | {id: each.state for id, each in self.standings.items()}

    @cached_property
    def newest_naming(self) -> dict[str, Entry]:
        """The last entry that puts each id into a state, even if it was in that state."""
        return {move.id: entry for entry, move in self.transitions}

    @cached_property
    def since(self) -> dict[str, date]:
        """The day on which each id entered its mark, where the log says so."""
        left = self.standings
        return {
            thing.id: left[thing.id].since
            for thing in self.tracker.things
            if thing.id in left and left[thing.id].state == thing.status
        }

    @cached_property
    def setters(self) -> dict[str, tuple[str, Entry]]:
        """The entry that last moved each id, behind its handle."""
        return {
            move.id: (name, entry)
            for name, entry, moves in self.happened
            for move in moves
            if move.old != move.new
        }

    @cached_property
    def intervals(self) -> dict[str, tuple[Interval, ...]]:
        """The states of each id over time, oldest first, from the log.

        An id that no entry names has its mark all the time; one whose first entry says
        that it is pending, open or resolved has none before.
        """
        entered: dict[str, list[tuple[str, date | None]]] = {}
        for entry, (id, old, new) in self.transitions:
            if id not in entered:
                entered[id] = [(old, None)] if old else []
            if old != new:
                entered[id].append((new, entry.date))
        marks = {thing.id: [(thing.status, None)] for thing in self.tracker.things}
        return {
            id: tuple(
                Interval(state, start, end)
                for (state, start), (_, end) in zip(states, [*states[1:], ("", None)], strict=True)
            )
            for id, states in (marks | entered).items()
        }

    @cached_property
    def accounts(self) -> dict[str, dict[str, Standing]]:
        """The state that each party's own word leaves each id in, and since when it says so.

        A party that has no entry of its own about the id is silent: it is not listed. What
        nobody in particular says is no party's word.
        """
        words = self._folded.words.items()
        return {
            id: {party: said[id] for party, said in words if id in said} for id in self.tracker.ids
        }

    @cached_property
    def contested(self) -> dict[str, dict[str, Standing]]:
        """The ids of which two parties say different states, with what each says."""
        return {
            id: said
            for id, said in self.accounts.items()
            if len({word.state for word in said.values()}) > 1
        }

    @cached_property
    def said_by(self) -> dict[str, tuple[str, ...]]:
        """The parties that say the mark of each id, in the order of the file."""
        return {
            thing.id: tuple(
                party
                for party, word in self.accounts[thing.id].items()
                if word.state == thing.status
            )
            for thing in self.tracker.things
        }

    @cached_property
    def last_heard(self) -> dict[str, date | None]:
        """The day of the newest entry that names each id or is about it."""
        heard: dict[str, date | None] = dict.fromkeys(self.tracker.ids)
        for _, entry, _ in self.happened:
            for id in (*entry.about, *(id for id, _ in entry.changes)):
                heard[id] = entry.date
        return {id: heard[id] for id in self.tracker.ids}

    @cached_property
    def last_looked(self) -> dict[str, date | None]:
        """The newest day on which somebody looked for news of each id and found none."""
        looked = [each for each in self.tracker.looked if each.date <= self.tracker.on]
        return {
            id: max((each.date for each in looked if each.covers(id)), default=None)
            for id in self.tracker.ids
        }


class View(NamedTuple):
    """A history that is shown: as of a day, if one was asked for, and by a party's account."""

    past: History
    as_of: date | None = None
    by: Party | None = None


def left(log: Iterable[Entry], on: date) -> dict[str, str]:
    """Return the state in which a log leaves each id that it names by the end of a day."""
    return {id: state for entry in _happened(log, on) for id, state in entry.changes}


def shifts(old: History, new: History) -> list[Shift]:
    """Return when the areas and issues that two trackers share are in unlike states."""
    before, after = old.intervals, new.intervals
    shared = {*old.tracker.ids}
    found: list[Shift] = []
    for id in (id for id in new.tracker.ids if id in shared):
        days = {interval.start for interval in (*before[id], *after[id])} | {None}
        ordered = sorted(days, key=lambda day: day or date.min)
        for start, end in zip(ordered, [*ordered[1:], None], strict=True):
            was, now = (_state_on(start, each[id]) for each in (before, after))
            if was != now:
                found.append(Shift(id, start, end, was, now))
    return found


def _state_on(day: date | None, intervals: Iterable[Interval]) -> str | None:
    """Return the state at the end of a day; None is the time before any entry."""
    begun = [i for i in intervals if i.start is None or (day is not None and i.start <= day)]
    return begun[-1].state if begun else None


def as_of(tracker: Tracker, on: date) -> Tracker:
    """Return the tracker as its log leaves it at the end of a day.

    An id that no entry names keeps its mark. If its first entry is later, an area that this
    entry pilots is pending, and every other id is not there yet; nor is a party that speaks
    only later.
    """
    until = tracker._replace(on=max(on, tracker.on))
    part = tuple(entry for entry in tracker.log if entry.date <= on)
    first = dict(
        change for entry in reversed(_happened(until.log, until.on)) for change in entry.changes
    )
    came_later = _speakers(tracker.log) - _speakers(part)
    return _narrowed(until, part, {id: _BEFORE.get(state) for id, state in first.items()})._replace(
        parties=tuple(party for party in tracker.parties if party.id not in came_later),
        looked=tuple(each for each in tracker.looked if each.date <= on),
    )


def before(tracker: Tracker, on: date) -> Tracker:
    """Return the tracker as its log leaves it at the start of a day."""
    return as_of(tracker, on - timedelta(days=1)) if on > date.min else as_of(tracker, on)


def account(tracker: Tracker, party: str) -> Tracker:
    """Return the tracker by one party's account: as if only its own entries and nobody's were.

    An id that only others name is not there.
    """
    part = tuple(entry for entry in tracker.log if belongs(entry, party))
    named = {id for entry in _happened(tracker.log, tracker.on) for id, _ in entry.changes}
    return _narrowed(tracker, part, dict.fromkeys(named))._replace(by=party)


def _narrowed(
    tracker: Tracker, part: tuple[Entry, ...], start: Mapping[str, str | None]
) -> Tracker:
    """Return the tracker that a part of its log leaves.

    `start` is what each id that the whole log names is, if the part does not name it: a state,
    or None if it is not there yet.
    """
    narrow = tracker._replace(log=part)
    marks = {**start, **left(part, tracker.on)}
    return narrow._replace(
        areas=tuple(area for area in tracker.areas if marks.get(area.id, "") is not None),
        issues=tuple(issue for issue in tracker.issues if marks.get(issue.id, "") is not None),
    ).marked({id: state for id, state in marks.items() if state})


def _happened(log: Iterable[Entry], on: date) -> list[Entry]:
    return [entry for entry in by_date(log) if entry.date <= on]


def _speakers(log: Iterable[Entry]) -> set[str]:
    """Return the parties that say something in a log."""
    return {party for entry in log for party in (*entry.by, *(id for id, _ in entry.says))}


def belongs(entry: Entry, party: str) -> bool:
    """Tell whether an entry is part of a party's account: its own, or nobody's in particular."""
    return not entry.by or party in entry.by


def share_an_account(one: Entry, other: Entry) -> bool:
    """Tell whether some party's account has both entries."""
    return not one.by or not other.by or not {*one.by}.isdisjoint(other.by)


def logged(tracker: Tracker, entry: Entry, raised: Iterable[Issue] = ()) -> Tracker:
    """Return the tracker with one more entry, and the issues that it raises."""
    return all_logged(tracker._replace(issues=(*tracker.issues, *raised)), [entry])


def all_logged(tracker: Tracker, entries: Iterable[Entry]) -> Tracker:
    """Return the tracker with more entries."""
    return replaced(tracker, len(tracker.log), *entries)


def replaced(tracker: Tracker, at: int, *entries: Entry) -> Tracker:
    """Return the tracker with other entries, or none, in place of one of its log, or at its end.

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
    """Return an entry with its changes grouped by state, as in the file."""
    return entry._replace(changes=grouped(entry.changes))


def grouped(changes: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return changes grouped by state, as in the file."""
    states = [*KIND_OF_STATE]
    return tuple(sorted(changes, key=lambda change: states.index(change[1])))


def settled(tracker: Tracker, ids: Iterable[str]) -> Tracker:
    """Return the tracker with the marks of some ids as its log leaves them.

    An area that no entry names is pending; an issue that none names keeps its mark.
    """
    marks = {area.id: UNNAMED_AREA for area in tracker.areas} | left(tracker.log, tracker.on)
    return tracker.marked({id: marks[id] for id in ids if id in marks})
