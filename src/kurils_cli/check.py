"""The rules for trackers: small functions from a tracker, or its history, to findings."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Literal, NamedTuple, TypeAlias

from kurils_cli.history import History, handles, share_an_account
from kurils_cli.model import KIND_OF_STATE, STATES, UNNAMED_AREA, Entry, Tracker
from kurils_cli.things import TABLES, Thing
from kurils_cli.words import did_you_mean, listed

KeyPath: TypeAlias = tuple[str | int, ...]
"""The place of something in the file: keys, and indexes of arrays."""

FindingKind: TypeAlias = Literal["invalid", "drift", "dispute", "warning", "stale"]

Problem: TypeAlias = tuple[str, KeyPath]
"""What makes a tracker invalid, and where."""
_Named: TypeAlias = tuple[str, KeyPath]
"""An id, and where it is named."""

ID = re.compile(r"[a-z][a-z0-9-]*")
ID_FORM = "a small letter, then small letters, digits and `-`"
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
LANGUAGE_FORM = "a language has a tag of BCP 47, such as `ja`, `ru` or `zh-Hant`"

_HINTED = 20
"""How many unknown ids get the list of valid ones: a hostile file has thousands."""


class Fix(NamedTuple):
    """What mends a finding; the command line puts it into words.

    `log mark`: log that `id` entered `state`, in an entry later than `newest`, the
    last that names the id, or else edit the mark. `amend`: take `id`, or several with
    blanks between, out of `entry`, named as for `amend`. `edit`: only by hand. `look`:
    look for news of `id`.
    """

    kind: Literal["log mark", "amend", "edit", "look"]
    id: str = ""
    state: str = ""
    newest: date = date.min
    entry: str = ""


class Finding(NamedTuple):
    """One thing that is wrong with a tracker, and where."""

    kind: FindingKind
    message: str
    path: KeyPath = ()
    fix: Fix | None = None


class Dispute(NamedTuple):
    """Two entries of one date, in one account, that put one id into different states.

    `at` is the place of the later one in the file, counted from 0.
    """

    id: str
    on: date
    states: tuple[str, str]
    at: int


def _path(thing: Thing, *keys: str) -> KeyPath:
    return TABLES[thing.kind], thing.id, *keys


def broken(tracker: Tracker) -> list[Finding]:
    """Return why a tracker can't be used; nothing if it can."""
    return [Finding("invalid", *problem) for rule in INVALID for problem in rule(tracker)]


def inconsistencies(past: History) -> list[Finding]:
    """Return where the log and the marks do not add up."""
    return [finding for rule in INCONSISTENT for finding in rule(past)]


def warnings(past: History) -> list[Finding]:
    """Return what may be right, but has no entry to support it, or one dated in the future."""
    return [finding for rule in WARNINGS for finding in rule(past)]


def stale(past: History, days: int) -> list[Finding]:
    """Return the areas and open issues with nothing logged or looked for in so many days."""
    on = past.tracker.on
    found = []
    for thing in past.tracker.things:
        news = (past.last_heard[thing.id], past.last_looked[thing.id])
        last = max((day for day in news if day), default=None)
        if thing.status != "resolved" and (last is None or (on - last).days > days):
            since = f" since {last}, {(on - last).days} days ago" if last else ""
            ever = "" if last else "ever "
            message = f"nothing was {ever}logged or looked for about `{thing.id}`{since}"
            found.append(Finding("stale", message, _path(thing), Fix("look", thing.id)))
    return found


def disputes(log: Iterable[Entry]) -> Iterator[Dispute]:
    """Find the entries of one date and one account that put one id into different states."""
    seen: dict[tuple[date, str], list[tuple[Entry, str]]] = {}
    for index, entry in enumerate(log):
        for id, state in entry.changes:
            earlier = seen.setdefault((entry.date, id), [])
            shared = (stated for other, stated in earlier if share_an_account(other, entry))
            first = next(shared, state)
            if first != state:
                yield Dispute(id, entry.date, (first, state), index)
            earlier.append((entry, state))


def new_disputes(log: Iterable[Entry], *before: Iterable[Entry]) -> Iterator[Dispute]:
    """Find the disputes of a log, one for each id and date, that no earlier log has."""
    known = {(dispute.id, dispute.on) for each in before for dispute in disputes(each)}
    for dispute in disputes(log):
        if (dispute.id, dispute.on) not in known:
            known.add((dispute.id, dispute.on))
            yield dispute


def inconsistent_marks(past: History) -> dict[str, Literal["drift", "dispute"]]:
    """Return the ids whose mark the log does not settle, and why it does not.

    A dispute is settled by any later entry that names the id.
    """
    drifts = (*_marks_follow_the_log(past), *_no_mark_is_ahead_of_the_log(past))
    found: dict[str, Literal["drift", "dispute"]]
    found = {f"{drift.path[1]}": "drift" for drift in drifts}
    for dispute in disputes(entry for _, entry, _ in past.happened):
        if dispute.on == past.newest_naming[dispute.id].date:
            found[dispute.id] = "dispute"
    return found


def contradiction(log: Iterable[Entry], entry: Entry) -> tuple[int, str, str] | None:
    """Return the entry of a log that another one would dispute, the id, and its state there."""
    states = dict(entry.changes)
    for place, other in enumerate(log):
        if other.date == entry.date and share_an_account(other, entry):
            for id, state in other.changes:
                if states.get(id, state) != state:
                    return place, id, state
    return None


def valid_ids(id: str, known: Iterable[str]) -> str:
    """Return a hint for an id that is not among the known ones."""
    known = tuple(known)
    return f"{did_you_mean(id, known)}valid ids: {listed(known) or 'none'}"


def _ids_are_well_formed(tracker: Tracker) -> Iterator[Problem]:
    every: tuple[Thing, ...] = (*tracker.things, *tracker.parties)
    for thing in every:
        if not ID.fullmatch(thing.id):
            yield f"`{thing.id}` is no id: {ID_FORM}", _path(thing)


def _ids_are_unique(tracker: Tracker) -> Iterator[Problem]:
    kinds = {thing.id: thing.kind for thing in reversed(tracker.things)}
    others: tuple[Thing, ...] = (*tracker.issues, *tracker.parties)
    for thing in others:
        kind = kinds.get(thing.id, thing.kind)
        if kind != thing.kind:
            yield f"`{thing.id}` is the id of an {kind} already", _path(thing)


def _entries_are_sound(tracker: Tracker) -> Iterator[Problem]:
    kinds = {thing.id: thing.kind for thing in tracker.things}
    for index, entry in enumerate(tracker.log):
        if not entry.title and not entry.changes:
            yield "an entry needs a `title` or a change", ("log", index)
        for party in _twice(entry.by):
            yield f"`by` names `{party}` twice", ("log", index, "by")
        for id, state in entry.changes:
            kind = kinds.get(id, KIND_OF_STATE[state])
            if KIND_OF_STATE[state] != kind:
                can = f"which can be {listed(STATES[kind])}, not `{state}`"
                yield f"`{id}` is an {kind}, {can}", ("log", index, state)
        for id in _twice([id for id, _ in entry.changes]):
            _, second, *_ = (state for each, state in entry.changes if each == id)
            yield f"the entry puts `{id}` into a state twice", ("log", index, second)


def _twice(ids: Sequence[str]) -> list[str]:
    if len(ids) < 2:  # true of most entries, and a log may be long
        return []
    return [id for id, count in Counter(ids).items() if count > 1]


def _what_is_named_is_there(tracker: Tracker) -> Iterator[Problem]:
    areas, things, parties = list[_Named](), list[_Named](), list[_Named]()
    for thing in tracker.things:
        parties += [(party, _path(thing, "called", party)) for party, _ in thing.called]
    for issue in tracker.issues:
        areas += [(id, _path(issue, "blocks")) for id in issue.blocks or ()]
    for index, entry in enumerate(tracker.log):
        things += [(id, ("log", index, "about")) for id in entry.about]
        things += [(id, ("log", index, state)) for id, state in entry.changes]
        parties += [(party, ("log", index, "by")) for party in entry.by]
        parties += [(party, ("log", index, "says", party)) for party, _ in entry.says]
    for index, looked in enumerate(tracker.looked):
        things += [(id, ("looked", index, "about")) for id in looked.about]
    yield from _unknown("area", areas, [area.id for area in tracker.areas])
    yield from _unknown("area or issue", things, tracker.ids)
    yield from _unknown("party", parties, [party.id for party in tracker.parties])


def _unknown(what: str, named: Iterable[_Named], ids: Iterable[str]) -> Iterator[Problem]:
    """Yield a problem for each unknown id; the first few list the known ones."""
    known = dict.fromkeys(ids)
    for count, (id, path) in enumerate(each for each in named if each[0] not in known):
        hint = f": {valid_ids(id, known)}" if count < _HINTED else ""
        yield f"no {what} has the id `{id}`{hint}", path


def _marks_follow_the_log(past: History) -> Iterator[Finding]:
    standings = past.standings
    drifted = [
        thing
        for thing in past.tracker.things
        if thing.id in standings and thing.status != standings[thing.id].state
    ]
    happened = [entry for _, entry, _ in past.happened] if drifted else []
    disputed = {(each.id, each.on) for each in disputes(happened)}
    for thing in drifted:
        state, since = standings[thing.id]
        last = past.newest_naming[thing.id].date
        is_disputed = (thing.id, last) in disputed
        yield Finding(
            "drift",
            f"`{thing.id}` is marked `{thing.status}`, but the log leaves it `{state}` ({since})",
            _path(thing, "status"),
            Fix("edit") if is_disputed else Fix("log mark", thing.id, thing.status, last),
        )


def _no_mark_is_ahead_of_the_log(past: History) -> Iterator[Finding]:
    """Find marks that only an entry dated in the future says."""
    announced = {
        change: entry.date for _, entry, _ in reversed(past.announced) for change in entry.changes
    }
    for thing in past.tracker.things if announced else ():
        on = announced.get((thing.id, thing.status))
        if on and thing.id not in past.standings and thing.status != STATES[thing.kind][0]:
            yield Finding(
                "drift",
                f"`{thing.id}` is marked `{thing.status}`, but the entry that says so is dated "
                f"in the future ({on})",
                _path(thing, "status"),
                Fix("edit"),
            )


def _entries_agree_with_each_other(past: History) -> Iterator[Finding]:
    log = past.tracker.log
    found = [*disputes(log)]
    names = handles(log) if found else []
    for id, on, (earlier, later), index in found:
        yield Finding(
            "dispute",
            f"two entries of {on} put `{id}` into different states: `{earlier}`, "
            f"then `{later}`; the later one in the file counts",
            ("log", index),
            Fix("amend", id, entry=names[index]),
        )


def _marks_are_explained(past: History) -> Iterator[Finding]:
    named = {id for _, entry, _ in past.logged for id, _ in entry.changes}
    for thing in past.tracker.things if past.tracker.log else ():
        if thing.id not in named and thing.status != UNNAMED_AREA:
            yield Finding(
                "warning",
                f"unexplained: `{thing.id}` is marked `{thing.status}`, "
                "and no entry of the log names it",
                _path(thing, "status"),
                Fix("log mark", thing.id, thing.status),
            )


def _nothing_moves_ahead(past: History) -> Iterator[Finding]:
    log = past.tracker.log
    ahead = [(i, entry) for i, entry in enumerate(log) if entry.date > past.tracker.on]
    names = handles(log) if ahead else []
    for index, entry in ahead:
        if entry.changes:
            announced = listed(f"{id}={state}" for id, state in entry.changes)
            yield Finding(
                "warning",
                f"an entry is dated in the future, {entry.date}: it announces {announced}, "
                "and moves nothing until then",
                ("log", index, "date"),
                Fix("amend", " ".join(id for id, _ in entry.changes), entry=names[index]),
            )


def _languages_have_tags(past: History) -> Iterator[Finding]:
    for party in past.tracker.parties:
        if party.lang is not None and not LANGUAGE.fullmatch(party.lang):
            message = f"`{party.lang}` is no tag of a language: {LANGUAGE_FORM}"
            yield Finding("warning", message, ("parties", party.id, "lang"))


WARNINGS = (_marks_are_explained, _nothing_moves_ahead, _languages_have_tags)
INVALID = (_ids_are_well_formed, _ids_are_unique, _entries_are_sound, _what_is_named_is_there)
INCONSISTENT = (
    _marks_follow_the_log,
    _no_mark_is_ahead_of_the_log,
    _entries_agree_with_each_other,
)
