"""The rules for trackers: small functions from a tracker to findings.

The rules of `INVALID` say what makes a tracker unusable, those of `INCONSISTENT`, which
take its history, where its log and its marks do not add up.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Literal, NamedTuple, TypeAlias

from kurils_cli.history import History, Standing, handles, share_an_account
from kurils_cli.model import KIND_OF_STATE, STATES, UNNAMED_AREA, Area, Entry, Issue, Party, Tracker
from kurils_cli.words import did_you_mean, listed

KeyPath: TypeAlias = tuple[str | int, ...]
"""The place of something in the file: keys, and indexes of arrays."""

FindingKind: TypeAlias = Literal["invalid", "drift", "dispute", "warning", "stale"]

_TABLES = {"party": "parties", "area": "areas", "issue": "issues"}
"""The key of the file under which parties, areas and issues are."""

ID = re.compile(r"[a-z][a-z0-9-]*")
ID_FORM = "a small letter, then small letters, digits and `-`"
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
LANGUAGE_FORM = "a language has a tag of BCP 47, such as `ja`, `ru` or `zh-Hant`"


_HINTED = 20
"""How many unknown ids get the list of valid ones: a hostile file has thousands."""


class Fix(NamedTuple):
    """What mends a finding; the command line puts it into words.

    `log mark`: log that `id` entered `state`, in an entry later than `newest`, the
    last that names the id, or else edit the mark. `amend`: change `entry`, named as
    for `amend`. `edit`: only by hand. `look`: look for news of `id`.
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
    """Two entries of one date, in one account, that put one id into different states."""

    id: str
    on: date
    states: tuple[str, str]
    at: int
    """Which entry of the log is the later one in the file, counted from 0."""


def broken(tracker: Tracker) -> list[Finding]:
    """Return why a tracker can't be used; nothing if it can."""
    return [finding for rule in INVALID for finding in rule(tracker)]


def inconsistencies(past: History) -> list[Finding]:
    """Return where the log and the marks do not add up."""
    return [finding for rule in INCONSISTENT for finding in rule(past)]


def warnings(past: History) -> list[Finding]:
    """Return what may be right, but has no entry to support it, or one dated in the future."""
    return [finding for rule in WARNINGS for finding in rule(past)]


def stale(past: History, days: int) -> list[Finding]:
    """Return the areas and open issues for which nothing was logged or looked for in so long."""
    on = past.tracker.on
    found = []
    for thing in past.tracker.things:
        news = (past.last_heard[thing.id], past.last_looked[thing.id])
        last = max((day for day in news if day), default=None)
        if thing.status != "resolved" and (last is None or (on - last).days > days):
            since = f" since {last}, {(on - last).days} days ago" if last else ""
            ever = "" if last else "ever "
            message = f"nothing was {ever}logged or looked for about `{thing.id}`{since}"
            path, fix = (_TABLES[thing.kind], thing.id), Fix("look", thing.id)
            found.append(Finding("stale", message, path, fix))
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
    found: dict[str, Literal["drift", "dispute"]] = {}
    for thing, _ in (*_drifted(past), *_marked_ahead(past)):
        found[thing.id] = "drift"
    for dispute in disputes(past.happened):
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


def unknown_id(id: str, known: Iterable[str]) -> tuple[str, str]:
    """Return the message and the hint for an id that the tracker does not have."""
    known = tuple(known)
    hint = f"{did_you_mean(id, known)}valid ids: {listed(known) or 'none'}"
    return f"no area or issue has the id `{id}`", hint


def _ids_are_well_formed(tracker: Tracker) -> Iterator[Finding]:
    named: tuple[Area | Issue | Party, ...] = (*tracker.things, *tracker.parties)
    for thing in named:
        if not ID.fullmatch(thing.id):
            yield Finding(
                "invalid",
                f"`{thing.id}` is no id: {ID_FORM}",
                (_TABLES[thing.kind], thing.id),
            )


def _ids_are_unique(tracker: Tracker) -> Iterator[Finding]:
    kinds = {thing.id: thing.kind for thing in reversed(tracker.things)}
    others: tuple[Issue | Party, ...] = (*tracker.issues, *tracker.parties)
    for thing in others:
        kind = kinds.get(thing.id)
        if kind and kind != thing.kind:
            yield Finding(
                "invalid",
                f"`{thing.id}` is the id of an {kind} already",
                (_TABLES[thing.kind], thing.id),
            )


def _unknown(
    what: str, named: Iterable[tuple[str, KeyPath]], known: Collection[str]
) -> Iterator[Finding]:
    """Yield a finding for each unknown id; the first few list the known ones."""
    hinted = 0
    for id, path in named:
        if id not in known:
            message = f"no {what} has the id `{id}`"
            if hinted < _HINTED:
                hint = f"{did_you_mean(id, known)}valid ids: {listed(known) or 'none'}"
                message = f"{message}: {hint}"
            hinted += 1
            yield Finding("invalid", message, path)


def _blocked_areas_exist(tracker: Tracker) -> Iterator[Finding]:
    named: list[tuple[str, KeyPath]] = [
        (id, ("issues", issue.id, "blocks"))
        for issue in tracker.issues
        for id in issue.blocks or ()
    ]
    yield from _unknown("area", named, {area.id: area for area in tracker.areas})


def _entries_say_something(tracker: Tracker) -> Iterator[Finding]:
    for index, entry in enumerate(tracker.log):
        if not entry.title and not entry.changes:
            yield Finding("invalid", "an entry needs a `title` or a change", ("log", index))


def _entries_name_known_ids(tracker: Tracker) -> Iterator[Finding]:
    named: list[tuple[str, KeyPath]] = []
    for index, entry in enumerate(tracker.log):
        named += [(id, ("log", index, "about")) for id in entry.about]
        named += [(id, ("log", index, state)) for id, state in entry.changes]
    for index, looked in enumerate(tracker.looked):
        named += [(id, ("looked", index, "about")) for id in looked.about]
    yield from _unknown("area or issue", named, dict.fromkeys(tracker.ids))


def _parties_exist(tracker: Tracker) -> Iterator[Finding]:
    named: list[tuple[str, KeyPath]] = []
    for thing in tracker.things:
        table = (_TABLES[thing.kind], thing.id, "called")
        named += [(party, (*table, party)) for party, _ in thing.called]
    for index, entry in enumerate(tracker.log):
        named += [(party, ("log", index, "by")) for party in entry.by]
        named += [(party, ("log", index, "says", party)) for party, _ in entry.says]
    yield from _unknown("party", named, {party.id: party for party in tracker.parties})


def _entries_name_a_party_once(tracker: Tracker) -> Iterator[Finding]:
    for index, entry in enumerate(tracker.log):
        for party in _twice(entry.by):
            yield Finding("invalid", f"`by` names `{party}` twice", ("log", index, "by"))


def _states_fit_their_ids(tracker: Tracker) -> Iterator[Finding]:
    kinds = {thing.id: thing.kind for thing in tracker.things}
    for index, entry in enumerate(tracker.log):
        for id, state in entry.changes:
            kind = kinds.get(id)
            if kind and KIND_OF_STATE[state] != kind:
                yield Finding(
                    "invalid",
                    f"`{id}` is an {kind}, which can be {listed(STATES[kind])}, not `{state}`",
                    ("log", index, state),
                )


def _entries_agree_with_themselves(tracker: Tracker) -> Iterator[Finding]:
    for index, entry in enumerate(tracker.log):
        for id in _twice([id for id, _ in entry.changes]):
            states = [state for each, state in entry.changes if each == id]
            yield Finding(
                "invalid",
                f"the entry puts `{id}` into a state twice",
                ("log", index, states[1]),
            )


def _twice(ids: Sequence[str]) -> list[str]:
    """Return the ids that occur more than once, in their order."""
    if len(ids) < 2:  # true of most entries, and a log may be long
        return []
    return [id for id, count in Counter(ids).items() if count > 1]


def _drifted(past: History) -> Iterator[tuple[Area | Issue, Standing]]:
    for thing in past.tracker.things:
        standing = past.standings.get(thing.id)
        if standing and thing.status != standing.state:
            yield thing, standing


def _marked_ahead(past: History) -> Iterator[tuple[Area | Issue, date]]:
    """Yield what only an entry dated in the future names, if its mark is already that one's."""
    announced = {
        change: entry.date
        for _, entry, _ in reversed(past.logged)
        if entry.date > past.tracker.on
        for change in entry.changes
    }
    for thing in past.tracker.things if announced else ():
        on = announced.get((thing.id, thing.status))
        if on and thing.id not in past.standings and thing.status != STATES[thing.kind][0]:
            yield thing, on


def _no_mark_is_ahead_of_the_log(past: History) -> Iterator[Finding]:
    for thing, on in _marked_ahead(past):
        yield Finding(
            "drift",
            f"`{thing.id}` is marked `{thing.status}`, but the entry that says so is dated "
            f"in the future ({on})",
            (_TABLES[thing.kind], thing.id, "status"),
            fix=Fix("edit"),
        )


def _marks_follow_the_log(past: History) -> Iterator[Finding]:
    disputed = {(dispute.id, dispute.on) for dispute in disputes(past.happened)}
    for thing, (state, since) in _drifted(past):
        last = past.newest_naming[thing.id].date
        is_disputed = (thing.id, last) in disputed
        fix = Fix("log mark", thing.id, thing.status, last)
        yield Finding(
            "drift",
            f"`{thing.id}` is marked `{thing.status}`, but the log leaves it `{state}` ({since})",
            (_TABLES[thing.kind], thing.id, "status"),
            fix=Fix("edit") if is_disputed else fix,
        )


def _entries_agree_with_each_other(past: History) -> Iterator[Finding]:
    log = past.tracker.log
    found = [*disputes(log)]
    names = handles(log) if found else []
    for id, on, (earlier, later), index in found:
        yield Finding(
            "dispute",
            f"two entries of {on} put `{id}` into different states: `{earlier}`, "
            f"and this one `{later}`; the later one in the file counts",
            ("log", index),
            fix=Fix("amend", id, entry=names[index]),
        )


def _marks_are_explained(past: History) -> Iterator[Finding]:
    named = {id for _, entry, _ in past.logged for id, _ in entry.changes}
    for thing in past.tracker.things if past.tracker.log else ():
        if thing.id not in named and thing.status != UNNAMED_AREA:
            yield Finding(
                "warning",
                f"unexplained: `{thing.id}` is marked `{thing.status}`, "
                "and no entry of the log names it",
                (_TABLES[thing.kind], thing.id, "status"),
                fix=Fix("log mark", thing.id, thing.status),
            )


def _nothing_moves_ahead(past: History) -> Iterator[Finding]:
    log = past.tracker.log
    ahead = [(i, entry) for i, entry in enumerate(log) if entry.date > past.tracker.on]
    names = handles(log) if ahead else []
    for index, entry in ahead:
        if entry.changes:
            moved = listed(id for id, _ in entry.changes)
            yield Finding(
                "warning",
                f"an entry dated in the future, {entry.date}, moves {moved}; "
                "until then it only announces that",
                ("log", index, "date"),
                fix=Fix("amend", entry.changes[0][0], entry=names[index]),
            )


def _languages_have_tags(past: History) -> Iterator[Finding]:
    for party in past.tracker.parties:
        if party.lang is not None and not LANGUAGE.fullmatch(party.lang):
            message = f"`{party.lang}` is no tag of a language: {LANGUAGE_FORM}"
            yield Finding("warning", message, ("parties", party.id, "lang"))


WARNINGS = (_marks_are_explained, _nothing_moves_ahead, _languages_have_tags)
INVALID = (
    _ids_are_well_formed,
    _ids_are_unique,
    _blocked_areas_exist,
    _entries_say_something,
    _entries_name_known_ids,
    _parties_exist,
    _entries_name_a_party_once,
    _states_fit_their_ids,
    _entries_agree_with_themselves,
)
INCONSISTENT = (
    _marks_follow_the_log,
    _no_mark_is_ahead_of_the_log,
    _entries_agree_with_each_other,
)
