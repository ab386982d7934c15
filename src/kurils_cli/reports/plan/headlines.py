"""The first lines of reports: sentences worked out from the data of any tracker."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta

from kurils_cli.check import inconsistencies
from kurils_cli.model import Area, Entry, Issue
from kurils_cli.reports.plan.blocks import Headline, Run, Words, joined, words
from kurils_cli.reports.plan.wording import (
    Wording,
    day,
    days,
    listed,
    mark,
    span,
    title_pieces,
)
from kurils_cli.words import counted

A_YEAR = timedelta(days=365)
"""A silence as long as this is part of the finding."""
MOST_TOLD = 3
"""For at most this many contested marks the headline says what each side says."""
MOST_NAMED = 3
"""At most this many marks that changed on one day are named."""


def standing(wording: Wording, ids: Collection[str] = (), *, is_brief: bool = False) -> Headline:
    """Return the top of a report on the marks of a tracker, or on a few of them.

    A brief one does not repeat what the rows below it say.
    """
    if 0 < len(ids) <= MOST_TOLD:
        things = [thing for thing in wording.tracker.things if thing.id in ids]
        few = joined((words(wording.thing(t.id), ": ", _one(wording, t)) for t in things), "; ")
        return _headline(wording, _when(wording), few or "none of these is named yet")
    findings = inconsistencies(wording.past)
    found = words(_standing(wording), "; the log and the marks do not add up" if findings else "")
    count = Run(counted(len(findings), "finding"), "part", "findings")
    below = words("What does not add up: ", count, ", below.") if findings else ()
    deck = [below]
    if not is_brief:
        deck += [_contested(wording), _newest_change(wording), _issues(wording)]
    return _headline(wording, _when(wording), found, _silence(wording), deck=deck)


def window(wording: Wording, ids: Collection[str], first: date, last: date) -> Headline:
    """Return the top of a timeline of a window of time, of some ids or of all."""
    inside = [
        any(move.old != move.new and (not ids or move.id in ids) for move in moves)
        for _, entry, moves in wording.past.happened
        if first <= entry.date <= last and (not ids or entry.mentions(ids))
    ]
    entries, moved = len(inside), sum(inside)
    when = days(first, last) if first < last else day(first)
    count = counted(entries, "entry") if entries else "no entry"
    which = "which" if entries == 1 else f"{'all' if moved == entries else moved} of which"
    moving = f", {which} moved a mark" if moved else ", no mark moved" if entries else ""
    return _headline(
        wording, _whose(wording, ", "), when, f": {count}", moving, deck=[_contested(wording)]
    )


def since(
    wording: Wording,
    first: date,
    changed: Sequence[str],
    parted: int,
    returned: int,
    entries: int,
) -> Headline:
    """Return the top of a report on what is new since a day.

    `changed` are the ids whose mark changed; `parted` counts those that only became contested,
    `returned` those that changed and changed back.
    """
    last = wording.day if wording.is_past else None
    when = days(first, last) if last and first < last else words("since ", day(first))
    found = words("nothing new", "; the log is empty")
    if entries or changed or parted:
        marks = counted(len(wording.tracker.things), "mark")
        name = words(" (", wording.thing(changed[0]), ")") if len(changed) == 1 else ()
        found = words(
            words(f"{len(changed)} of {marks} changed", name) if changed else "no mark changed",
            f", {returned} changed and changed back" if returned else "",
            f", {parted} became contested" if parted else "",
            f", {counted(entries, 'entry')}",
        )
    elif wording.past.newest:
        found = words("nothing new; the newest entry is of ", day(wording.past.newest))
    found = words(when, ": ", found, _contested_count(wording))
    return _headline(wording, _whose(wording, ", "), found, deck=[_contested(wording)])


def log(wording: Wording, entries: Sequence[Entry]) -> Headline:
    """Return the top of a log: how many entries it lists, of how many, and what it announces.

    If it lists one entry of several, that one is named.
    """
    if len(entries) == 1 < len(wording.tracker.log):
        [entry] = entries
        later = "" if wording.happened(entry) else ", announced for later"
        title = f": {entry.title}" if entry.title else ""
        return _headline(wording, day(entry.date), f"{later}{title}")
    listed, every = sum(map(wording.happened, entries)), len(wording.past.happened)
    count = counted(every, "entry")
    found = f"{listed or 'none'} of {count}"
    if listed == every:
        found = f"{count}, newest first" if every > 1 else count if every else "the log is empty"
    announced = len(entries) - listed
    later = f"; {announced} announced for later" if announced else ""
    return _headline(wording, _when(wording), found, later)


def named(title: str, found: Words) -> Headline:
    """Return the top of a report on what a command found or did."""
    return Headline(_capital(found), title=title_pieces(title))


# ------------------------------------------------------------------ the finding


def _one(wording: Wording, thing: Area | Issue) -> Words:
    """Say the state of one area or issue, since when and who says so."""
    if thing.id in wording.contested:
        return words("contested (", wording.sides_in_a_line(thing.id), ")")
    [claim] = wording.claims(thing.id, thing.status)
    return words(claim.state, wording.since(claim), ", " if claim.said else "", claim.said)


def _headline(wording: Wording, *found: str | Run | Words, deck: Iterable[Words] = ()) -> Headline:
    finding, *more = (
        # In a sentence the word for a state is enough, without its sign.
        tuple(run._replace(kind="text", to="") if run.kind == "mark" else run for run in said)
        for said in (_capital(words(*found)), *filter(None, deck))
    )
    title = title_pieces(wording.tracker.title)
    return Headline(finding, tuple(more), title, _as_of(wording), _notes(wording))


def _capital(found: Words) -> Words:
    first, *rest = found
    return words(first._replace(text=f"{first.text[:1].upper()}{first.text[1:]}"), *rest)


def _when(wording: Wording) -> Words:
    """Return how a finding begins that is not about today, or not about the whole log."""
    on, newest, after = wording.day, wording.past.newest, ", " if wording.by else ": "
    when: Words = ()
    if wording.is_past and on:
        when = words("on ", day(on), after)
    elif (
        newest
        and on
        and on - max(newest, wording.last_look or newest) >= A_YEAR
        # Where they do not add up, the marks of the file need not be those of that day.
        and not inconsistencies(wording.past)
    ):
        when = words("when the log ends, on ", day(newest), after)
    return words(when, _whose(wording))


def _whose(wording: Wording, after: str = ": ") -> Words:
    party = wording.party(wording.by)
    return words("by ", party, "'s account", after) if wording.by else ()


def _standing(wording: Wording) -> Words:
    """Say how many areas are piloted, since when the last of them is, and what is contested."""
    areas, issues, contested = wording.tracker.areas, wording.tracker.issues, wording.contested
    piloted = [area for area in areas if area.status == "piloted"]
    parted = [area for area in piloted if area.id in contested]
    last = _last(wording, piloted)
    found = words("no area or issue is named yet")
    if areas or issues:
        of = (areas, "piloted", "area") if areas else (issues, "open", "issue")
        found = words(_of(wording, *of))
    if parted:
        some = "all" if len(parted) == len(piloted) else f"{len(parted)}"
        which = f"{some} of them" if len(piloted) > 1 else "which is"
        found = words(found, f", {which} contested")
    elif last:
        # One account has the day of that side's word, on which no pilot need have ended.
        which = "" if len(piloted) == 1 else " the last"
        on = "on" if which and not wording.by else "since"
        return words(found, f",{which} {on} ", day(last), _contested_count(wording))
    return words(found, _contested_count(wording) if len(contested) > len(parted) else ())


def counts(wording: Wording) -> Words:
    """Say in short how many areas are piloted and how many issues are open."""
    tracker = wording.tracker
    kinds = (tracker.areas, "piloted", "area"), (tracker.issues, "open", "issue")
    found = (_of(wording, *kind) for kind in kinds if kind[0])
    return words(joined(found), _contested_count(wording))


def _of(wording: Wording, things: Sequence[Area | Issue], state: str, one: str) -> str:
    count, all = sum(thing.status == state for thing in things), len(things)
    if all == 1:
        is_contested = things[0].id in wording.contested
        return f"the only {one} is {'contested' if is_contested else things[0].status}"
    return f"{count or 'none'} of {counted(all, one)} {state}"


def _last(wording: Wording, piloted: Iterable[Area]) -> date | None:
    """Return the last day on which a pilot ended, if the log has the day of each.

    A log that opens with the mark does not have it: the pilot had ended by then.
    """
    past, found = wording.past, []
    for area in piloted:
        begun = [interval for interval in past.intervals[area.id] if interval.start]
        if area.id not in past.since or len(begun) < 2:
            return None
        found.append(past.since[area.id])
    return max(found, default=None)


def _contested_count(wording: Wording) -> Words:
    contested, things = wording.contested, wording.tracker.things
    of = f"; {len(contested)} of {counted(len(things), 'mark')} contested"
    return words(of) if contested else ()


def _silence(wording: Wording) -> Words:
    """Say that no entry names an area any more, where that is so for a year."""
    on, heard = wording.day, wording.past.last_heard
    last = max(filter(None, (heard[area.id] for area in wording.tracker.areas)), default=None)
    if not (last and on and last != wording.past.newest and on - last >= A_YEAR):
        return ()
    return words("; no entry names an area after ", day(last))


# ------------------------------------------------------------------ what follows from it


def _contested(wording: Wording) -> Words:
    """Say what each side says of contested marks, or how many they are; nothing if none is."""
    ids = [thing.id for thing in wording.tracker.things if thing.id in wording.contested]
    few = len(ids) <= MOST_TOLD
    each = listed(map(wording.contested_in_full, ids)) if few else wording.things(ids)
    return words("Contested: ", each, ".") if ids else ()


def _newest_change(wording: Wording) -> Words:
    """Say which mark changed last, and who says so; nothing if one entry set all of them."""
    since = wording.past.since
    days_of = sorted({*since.values()})
    if len(days_of) < 2:
        return ()
    newest = [thing for thing in wording.tracker.things if since.get(thing.id) == days_of[-1]]
    if len(newest) > 1:
        things = listed(wording.quoted(each.id) for each in newest[:MOST_NAMED])
        few = len(newest) <= MOST_NAMED
        which = things if few else wording.things([each.id for each in newest])
        return words("Newest change: ", which, " on ", day(days_of[-1]), ".")
    if newest[0].id in wording.contested:
        return ()
    thing, said = wording.quoted(newest[0].id), _one(wording, newest[0])
    return words("Newest change of a mark: ", thing, ", ", said, ".")


def _issues(wording: Wording) -> Words:
    issues = wording.tracker.issues
    if not issues or not wording.tracker.areas:
        return ()
    still_open, all = sum(issue.status == "open" for issue in issues), len(issues)
    if all == 1:
        is_contested = issues[0].id in wording.contested
        return words("The only issue is ", mark(issues[0].status), ".") if not is_contested else ()
    if still_open in (0, all):
        both = "Both" if all == 2 else f"All {all}"
        return words(f"{both} issues are ", mark(issues[0].status), ".")
    verb = "is" if still_open == 1 else "are"
    return words(f"{still_open} of {all} issues {verb} ", mark("open"), ".")


# ------------------------------------------------------------------ as of when


def _as_of(wording: Wording) -> Words:
    """Say as of which day a report is, by whose account, and how old the log is by then."""
    on, newest, look = wording.day, wording.past.newest, wording.last_look
    entries = len(wording.past.happened)
    log = words("no entry by then" if wording.is_past else "the log is empty")
    if wording.past.announced and not newest:
        log = words(counted(len(wording.past.announced), "entry"), " announced for later")
    if newest:
        which = f"newest of {entries} entries: " if entries > 1 else "its only entry: "
        log = words(which, day(newest))
        if on and newest <= on:
            age = "the same day" if newest == on else f"{span(newest, on)} earlier"
            log = words(log, f", {age}")
    when = joined((words("as of ", day(on)) if on else (), _whose(wording, "")))
    ids = [id for id, last in wording.past.last_looked.items() if last == look]
    what = words("last looked for news: ")
    if len(ids) < len(wording.tracker.ids):
        what = words("last looked for news of ", wording.things(ids), ": ")
    looked = words(what, day(look), ", none found") if look else ()
    return _capital(joined((when, log, looked), "; "))


def _notes(wording: Wording) -> tuple[Words, ...]:
    """Return what to do next, if the tracker is empty."""
    if wording.past.logged or wording.is_past or wording.by:
        return ()
    how, command = ("Log what happened with ", "kurils update")
    if not wording.tracker.areas:
        how, command = ("Name an area with ", "kurils add area ID NAME")
    return (words(how, Run(command, "command"), "."),)
