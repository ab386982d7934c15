"""The first lines of reports: sentences worked out from the data of any tracker."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from kurils_cli.check import inconsistencies
from kurils_cli.history import History
from kurils_cli.model import Area, Entry, Issue, Party, Tracker
from kurils_cli.reports.plan.blocks import Headline, Run, Words, joined, words
from kurils_cli.reports.plan.wording import (
    Wording,
    day,
    days,
    earlier,
    listed,
    mark,
    title_pieces,
)
from kurils_cli.words import counted

A_YEAR = timedelta(days=365)
"""A silence as long as this is part of the finding."""
MOST_TOLD = 3
"""For at most this many contested marks the headline says what each side says."""


class Shown(NamedTuple):
    """What a report shows: a tracker as of a day, which is today unless `is_past`."""

    wording: Wording
    day: date | None = None
    is_past: bool = False

    @property
    def tracker(self) -> Tracker:
        return self.wording.tracker

    @property
    def newest(self) -> date | None:
        """The day of the newest entry."""
        happened = self.wording.past.happened
        return happened[-1].date if happened else None

    @property
    def last_naming(self) -> date | None:
        """The newest day on which an entry names an area or is about one."""
        heard = self.wording.past.last_heard
        return max((on for area in self.tracker.areas if (on := heard[area.id])), default=None)

    @property
    def last_look(self) -> date | None:
        """The newest day on which somebody looked for news and found none."""
        return max((on for on in self.wording.past.last_looked.values() if on), default=None)


def seen(past: History, as_of: date | None, by: Party | None) -> Shown:
    """Return what a report shows of a tracker as of a day, or as of the day it is read on."""
    on = past.tracker.on
    today = on if on < date.max else None
    return Shown(Wording(past, by.id if by else ""), as_of or today, as_of is not None)


def standing(shown: Shown, ids: Collection[str] = (), *, is_brief: bool = False) -> Headline:
    """Return the top of a report on the marks of a tracker, or on a few of them.

    A brief one does not repeat what the rows below it say.
    """
    if 0 < len(ids) <= MOST_TOLD:
        return _headline(shown, words(_when(shown), _few(shown, ids)))
    count = _contested_count(shown, len(_contested_pilots(shown)))
    findings = tuple(_findings(shown))
    drift = "; the log and the marks do not add up" if findings else ""
    found = words(_standing(shown), count, drift, _silence(shown))
    deck = findings if is_brief else (*findings, *_deck(shown))
    return _headline(shown, words(_when(shown), found), tuple(deck))


def window(shown: Shown, first: date, last: date, entries: int, moved: int) -> Headline:
    """Return the top of a timeline of a window of time."""
    moving = f", {_which(moved, entries)} moved a mark" if moved else ", no mark moved"
    found = words(
        *(_whose(shown, ", "), days(first, last) if first < last else day(first)),
        f": {counted(entries, 'entry', 'entries') if entries else 'no entry'}",
        moving if entries else "",
    )
    return _headline(shown, found, tuple(_contested(shown)))


def _which(some: int, all: int) -> str:
    return "which" if all == 1 else f"{'all' if some == all else some} of which"


def since(shown: Shown, first: date, changed: int, parted: int, entries: int) -> Headline:
    """Return the top of a report on what is new since a day.

    `changed` marks are different now, `parted` are the same but contested.
    """
    last = shown.day if shown.is_past else None
    when = days(first, last) if last and first < last else words("since ", day(first))
    if not entries and not changed and not parted:
        newest = words("; the newest entry is of ", day(shown.newest)) if shown.newest else ()
        found = words("nothing new", newest or "; the log is empty")
    else:
        marks = counted(len(shown.tracker.things), "mark")
        found = words(
            f"{changed} of {marks} changed" if changed else "no mark changed",
            f", {parted} became contested" if parted else "",
            f", {counted(entries, 'entry', 'entries')}",
        )
    found = words(_whose(shown, ", "), when, ": ", found, _contested_count(shown))
    return _headline(shown, found, tuple(_contested(shown)))


def log(shown: Shown, entries: Sequence[Entry]) -> Headline:
    """Return the top of a log: how many entries it lists, of how many, and what it announces.

    If it lists one entry of several, that one is named.
    """
    if len(entries) == 1 < len(shown.tracker.log):
        [entry] = entries
        what = "" if shown.wording.happened(entry) else ", announced for later"
        what += f": {entry.title}" if entry.title else ""
        return _headline(shown, words(day(entry.date), what))
    each = [shown.wording.happened(entry) for entry in entries]
    listed, announced, every = sum(each), len(each) - sum(each), len(shown.wording.logged)
    count = counted(every, "entry", "entries")
    if listed == every > 1:
        found = f"{count}, newest first"
    elif listed == every:
        found = count if every else "the log is empty"
    else:
        found = f"{listed or 'none'} of {count}"
    later = f"; {announced} announced for later" if announced else ""
    return _headline(shown, words(_when(shown), found, later))


def named(title: str, found: Words) -> Headline:
    """Return the top of a report on what a command found or did."""
    return Headline(_capital(found), title=title_pieces(title))


# ------------------------------------------------------------------ the finding


def _few(shown: Shown, ids: Collection[str]) -> Words:
    """Say the states of a few areas or issues, each since when and who says so."""
    wording = shown.wording
    found = [
        words(wording.thing(thing.id), ": ", _one(wording, thing))
        for thing in shown.tracker.things
        if thing.id in ids
    ]
    return joined(found, "; ") if found else words("none of these is named yet")


def _one(wording: Wording, thing: Area | Issue) -> Words:
    """Say the state of one area or issue."""
    if thing.id in wording.contested_marks:
        return words("contested (", wording.contested(thing.id), ")")
    [claim] = wording.claims(thing.id, thing.status)
    return words(claim.state, wording.since(claim), ", " if claim.said else "", claim.said)


def _headline(shown: Shown, found: Words, deck: tuple[Words, ...] = ()) -> Headline:
    said = _unsigned(_capital(found)), *map(_unsigned, deck)
    pieces = title_pieces(shown.tracker.title)
    return Headline(said[0], said[1:], pieces, as_of(shown), notes(shown))


def _unsigned(said: Words) -> Words:
    """Return words with no sign beside a state: in a sentence the word is enough."""
    return tuple(run._replace(kind="text", to="") if run.kind == "mark" else run for run in said)


def _capital(found: Words) -> Words:
    first, *rest = found
    return words(first._replace(text=f"{first.text[:1].upper()}{first.text[1:]}"), *rest)


def _when(shown: Shown) -> Words:
    """Return how a finding begins that is not about today, or not about the whole log."""
    newest, after = shown.newest, ", " if shown.wording.by else ": "
    if shown.is_past and shown.day:
        return words("on ", day(shown.day), after, _whose(shown))
    if newest and shown.day and shown.day - max(newest, shown.last_look or newest) >= A_YEAR:
        return words("when the log ends, on ", day(newest), after, _whose(shown))
    return _whose(shown)


def _whose(shown: Shown, after: str = ": ") -> Words:
    by = shown.wording.by
    return words("by ", shown.wording.party(by), "'s account", after) if by else ()


def _standing(shown: Shown) -> Words:
    """Say how many areas are piloted, and since when the last of them is."""
    areas, issues = shown.tracker.areas, shown.tracker.issues
    if not areas:
        return _of(issues, "open", "issue") if issues else words("no area or issue is named yet")
    piloted = [area for area in areas if area.status == "piloted"]
    contested = _contested_pilots(shown)
    found = _of(areas, "piloted", "area")
    if contested:
        return words(found, f", {_part(len(contested), len(piloted))} contested")
    last = _last(shown, piloted)
    if last:
        # One account has the day of that side's word, on which no pilot need have ended.
        which = "" if len(piloted) == 1 else " the last"
        return words(
            found, f",{which} {'on' if which and not shown.wording.by else 'since'} ", day(last)
        )
    return found


def _contested_pilots(shown: Shown) -> list[Area]:
    areas, contested = shown.tracker.areas, shown.wording.contested_marks
    return [area for area in areas if area.status == "piloted" and area.id in contested]


def _part(some: int, all: int) -> str:
    return "all of them" if some == all > 1 else f"{some} of them" if all > 1 else "which is"


def counts(shown: Shown) -> Words:
    """Say in short how many areas are piloted and how many issues are open."""
    tracker = shown.tracker
    kinds = (tracker.areas, "piloted", "area"), (tracker.issues, "open", "issue")
    return words(joined(_of(*kind) for kind in kinds if kind[0]), _contested_count(shown))


def _of(things: Sequence[Area | Issue], state: str, one: str) -> Words:
    """Say how many of some areas or issues are in a state, of how many."""
    count, all = sum(thing.status == state for thing in things), len(things)
    if all == 1:
        return words(f"the only {one} is {things[0].status}")
    some = f"{count}" if count else "none"
    return words(f"{some} of {counted(all, one)} {state}")


def _last(shown: Shown, piloted: Iterable[Area]) -> date | None:
    """Return the last day on which a pilot ended, if the log has the day of each.

    A log that opens with the mark does not have it: the pilot had ended by then.
    """
    past, found = shown.wording.past, []
    for area in piloted:
        begun = [interval for interval in past.intervals[area.id] if interval.start]
        if area.id not in past.since or len(begun) < 2:
            return None
        found.append(past.since[area.id])
    return max(found, default=None)


def _contested_count(shown: Shown, counted_before: int = 0) -> Words:
    """Say how many marks are contested, if it has not counted all of them before."""
    contested, things = shown.wording.contested_marks, shown.tracker.things
    if len(contested) == counted_before:
        return ()
    return words(f"; {len(contested)} of {counted(len(things), 'mark')} contested")


def _silence(shown: Shown) -> Words:
    """Say that no entry names an area any more, where that is so for a year."""
    last = shown.last_naming
    if not (last and shown.day and last != shown.newest and shown.day - last >= A_YEAR):
        return ()
    return words("; no entry names an area after ", day(last))


# ------------------------------------------------------------------ what follows from it


def _deck(shown: Shown) -> list[Words]:
    return [*_contested(shown), *_newest_change(shown), *_issues(shown)]


def _findings(shown: Shown) -> Iterable[Words]:
    count = len(inconsistencies(shown.wording.past))
    if count:
        found = Run(counted(count, "finding"), "part", "findings")
        yield words("What does not add up: ", found, ", below.")


def _contested(shown: Shown) -> Iterable[Words]:
    """Say what each side says of contested marks, or how many they are."""
    wording = shown.wording
    ids = [thing.id for thing in shown.tracker.things if thing.id in wording.contested_marks]
    few = len(ids) <= MOST_TOLD
    if ids:
        each = listed(map(wording.contested_in_full, ids)) if few else wording.things(ids)
        yield words("Contested: ", each, ".")


def _newest_change(shown: Shown) -> Iterable[Words]:
    """Say which mark changed last, and who says so; nothing if one entry set all of them."""
    past, wording = shown.wording.past, shown.wording
    days_of = sorted(set(past.since.values()))
    if len(days_of) < 2:
        return
    newest = [thing for thing in shown.tracker.things if past.since.get(thing.id) == days_of[-1]]
    [thing, *others] = newest
    if others:
        things = wording.things([each.id for each in newest])
        yield words("Newest change: ", things, " on ", day(days_of[-1]), ".")
    elif thing.id not in shown.wording.contested_marks:
        said = _one(wording, thing)
        yield words("Newest change of a mark: “", wording.thing(thing.id), "”, ", said, ".")


def _issues(shown: Shown) -> Iterable[Words]:
    issues = shown.tracker.issues
    if not issues or not shown.tracker.areas:
        return
    still_open, all = sum(issue.status == "open" for issue in issues), len(issues)
    if all == 1:
        yield words("The only issue is ", mark(issues[0].status), ".")
    elif still_open in (0, all):
        both = "Both" if all == 2 else f"All {all}"
        yield words(f"{both} issues are ", mark(issues[0].status), ".")
    else:
        verb = "is" if still_open == 1 else "are"
        yield words(f"{still_open} of {all} issues {verb} ", mark("open"), ".")


# ------------------------------------------------------------------ as of when


def as_of(shown: Shown) -> Words:
    """Say as of which day a report is, by whose account, and how old the log is by then."""
    when = words("as of ", day(shown.day)) if shown.day else ()
    parts = joined((when, _whose(shown, ""))), _newest(shown), _look(shown)
    return _capital(joined(parts, "; "))


def _newest(shown: Shown) -> Words:
    entries, newest = len(shown.wording.past.happened), shown.newest
    if newest is None:
        return words("the log is empty")
    which = f"newest of {entries} entries: " if entries > 1 else "its only entry: "
    how_old = f", {earlier(newest, shown.day)}" if shown.day and newest <= shown.day else ""
    return words(which, day(newest), how_old)


def _look(shown: Shown) -> Words:
    """Say when somebody last looked for news, if ever."""
    look = shown.last_look
    return words("last looked for news: ", day(look), ", none found") if look else ()


def notes(shown: Shown) -> tuple[Words, ...]:
    """Return what to do next, if the tracker is empty."""
    if shown.newest or shown.is_past or shown.wording.by:
        return ()
    how, command = (
        ("Log what happened with ", "kurils update")
        if shown.tracker.areas
        else ("Name an area with ", "kurils add area ID NAME")
    )
    return (words(how, Run(command, "command"), "."),)
