"""The rows of the one table that is picture and marks: each thing's state and its lane."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations, pairwise
from typing import NamedTuple

from kurils_cli.check import inconsistent_marks
from kurils_cli.history import Logged
from kurils_cli.model import Area, Issue
from kurils_cli.reports.plan import blocks
from kurils_cli.reports.plan.blocks import Part, Run, Words, joined, part, plain, words
from kurils_cli.reports.plan.headlines import A_YEAR
from kurils_cli.reports.plan.wording import (
    MEANINGS,
    PILOTED_BY,
    Wording,
    day,
    grouped,
    paragraphs,
    span,
)

FINDINGS = "findings"
"""Where a page says what does not add up."""


def rows(
    wording: Wording,
    things: Iterable[Area | Issue],
    lanes: Mapping[str, blocks.Lane] | None = None,
    changed: Container[str] = (),
) -> tuple[blocks.Mark, ...]:
    """Return areas and issues as rows, each with its lane if it has one."""
    past, odd = wording.past, inconsistent_marks(wording.past)
    # If news of everything was last looked for on one day, the headline says so once.
    differ = len({past.last_looked[id] for id in wording.tracker.ids}) > 1
    return tuple(
        blocks.Mark(
            thing.kind,
            wording.thing(thing.id),
            f"{thing.kind}-{thing.id}",
            wording.claims(thing.id, thing.status),
            is_contested=thing.id in wording.contested,
            last_heard=day(heard) if heard else None,
            looked=day(looked) if looked and differ else None,
            finding=words(Run(odd[thing.id], "part", FINDINGS)) if thing.id in odd else (),
            lane=(lanes or {}).get(thing.id, blocks.NO_LANE),
            is_changed=thing.id in changed,
        )
        for thing in things
        for heard, looked in [(past.last_heard[thing.id], past.last_looked[thing.id])]
    )


def called(
    wording: Wording, things: Sequence[Area | Issue], *, is_for_pages: bool
) -> tuple[Part, ...]:
    """Return the part on what each party calls the things, and their notes, if there are any."""
    named = {id for thing in things for id, _ in thing.called}
    parties = [party for party in wording.tracker.parties if party.id in named]
    notes = ["Note"] if any(thing.note for thing in things) else []
    grid = blocks.Grid(
        ("Area or issue", *(party.name for party in parties), *notes),
        tuple(
            (
                words(wording.thing(thing.id)),
                *(
                    words(Run(dict(thing.called).get(party.id, ""), lang=party.lang or ""))
                    for party in parties
                ),
                *(joined(paragraphs(thing.note), " ") for _ in notes),
            )
            for thing in things
            if thing.called or thing.note
        ),
    )
    calls = "What each side calls them"
    title = f"{calls}, and notes" if parties and notes else calls if parties else "Notes"
    return part(title, "names", grid, is_folded=True, is_for_pages=is_for_pages)


def looks(wording: Wording, *, is_for_pages: bool) -> tuple[Part, ...]:
    """Return the part on when, where and for what somebody looked, and what was not found."""
    looked = sorted(wording.tracker.looked, key=lambda each: each.date, reverse=True)
    grid = blocks.Grid(
        ("Day", "News of", "Where", "Note"),
        tuple(
            (
                words(day(each.date)),
                wording.things(each.about) if each.about else words("all"),
                words(", ".join(each.where)),
                joined(paragraphs(each.note), " "),
            )
            for each in looked
        ),
    )
    title = "Where somebody looked for news and found none"
    return part(title, "looked", grid, is_folded=True, is_for_pages=is_for_pages)


# ------------------------------------------------------------------ what blocks what


def blocking(wording: Wording, things: Sequence[Area | Issue]) -> Words:
    """Say what the open issues block, of those that are shown, or else of all."""
    issues = [thing for thing in things if isinstance(thing, Issue)]
    open_in_all = sum(each.status == "open" for each in wording.tracker.issues)
    every = tuple(area.id for area in wording.tracker.areas)
    areas = every if issues else tuple(thing.id for thing in things)
    still_open = [each for each in issues or wording.tracker.issues if each.status == "open"]
    if not areas or not still_open:
        return ()
    alike = grouped(
        (tuple(id for id in areas if issue.blocks is None or id in issue.blocks), issue.id)
        for issue in still_open
    )
    if not issues:
        alike.pop((), None)
    count, whole = len(still_open), len(alike.get(every, ()))
    parted = sum(issue.id in wording.contested for issue in still_open)
    contested = f" ({parted} contested)" if parted and count > 1 else " (contested)" * parted
    if whole <= count - whole or count < open_in_all:
        said = (_block(wording, ids, blocked, every) for blocked, ids in alike.items())
        return joined((words(each, ".") for each in said), " ")
    del alike[every]
    others = (_block(wording, ids, blocked, every) for blocked, ids in alike.items())
    most = f"The only open issue{contested} blocks"
    if count > 1:
        most = f"Each of the {count} open issues{contested} blocks"
    if alike:
        most = f"{whole} of the {count} open issues{contested} block"
    return words(joined((f"{most} every area", *others), "; "), ".")


def _block(
    wording: Wording, issues: Sequence[str], ids: Sequence[str], every: Sequence[str]
) -> Words:
    """Say which areas some issues block, or if they are most of them, which not."""
    others = [id for id in every if id not in ids]
    which = wording.things(ids)
    if not ids or not others:
        which = words("every area" if ids else "no area")
    elif len(others) < len(ids):
        which = words("every area but ", wording.things(others))
    return words(wording.things(issues), " blocks " if len(issues) == 1 else " block ", which)


# ------------------------------------------------------------------ the lanes


class _Times(NamedTuple):
    """The first and the last day of a drawing, and the one up to which something is drawn."""

    start: date
    end: date
    until: date

    def has(self, day: date) -> bool:
        return self.start <= day <= self.end

    def stretch(self, state: str, start: date, end: date) -> Iterator[blocks.Stretch]:
        """Yield the part of a time that is drawn, if any."""
        begin, over = max(start, self.start), min(end, self.until)
        if begin < over or begin == over == self.until:
            yield blocks.Stretch(state, begin, over)


def drawn(
    wording: Wording, things: Sequence[Area | Issue], window: tuple[date, date] | None = None
) -> blocks.Marks:
    """Return some things with their lanes, over the whole log or in a window.

    Nothing is drawn where the log has no entry, or the window begins after the day.
    """
    ids = {thing.id for thing in things}
    entries = [each for each in wording.past.happened if each[1].mentions(ids)]
    if not (window or entries) or (window and wording.day and window[0] > wording.day):
        return blocks.Marks(rows(wording, things))
    last = max(filter(None, (wording.day, wording.past.newest)), default=date.min)
    start, end = window or (entries[0][1].date, last)
    times = _Times(start, end, min(end, wording.day or end))
    lanes = {thing.id: _lane(wording, thing, times) for thing in things}
    areas = [thing for thing in things if isinstance(thing, Area)]
    scale = blocks.Timeline(
        start,
        end,
        wording.past.newest,
        wording.day if wording.day and times.has(wording.day) else None,
        tuple(_events(wording, ids, [each for each in entries if times.has(each[1].date)])),
        tuple(_gaps(wording, areas, times)),
    )
    begun = (
        next((each.state for each in wording.past.intervals[area.id] if each.start), "")
        for area in areas
    )
    piloted = PILOTED_BY if wording.by or "piloted" in begun else MEANINGS["piloted"]
    scale = scale._replace(legend=tuple(_legend([*lanes.values()], scale, times, piloted)))
    return blocks.Marks(rows(wording, things, lanes), scale)


def _events(
    wording: Wording, ids: Container[str], entries: Iterable[Logged]
) -> Iterator[blocks.Event]:
    """Yield the entries that moved one of the ids, numbered from the oldest."""
    number = 0
    for handle, entry, moves in entries:
        moved = [move for move in moves if move.id in ids and move.old != move.new]
        if moved:
            number += 1
            title = entry.title or f"{entry.date}"
            anchor, lines = wording.anchors[handle], wording.moves(moved)
            yield blocks.Event(number, entry.date, anchor, title, lines)


def _gaps(wording: Wording, areas: Sequence[Area], times: _Times) -> Iterator[blocks.Gap]:
    """Yield each time of more than a year in which no entry names any of the areas."""
    ids = {area.id for area in areas}
    days_of = [entry.date for _, entry, _ in wording.past.happened if entry.mentions(ids)]
    which = "it" if len(areas) == 1 else "any of these areas"
    if len(areas) == len(wording.tracker.areas) > 1:
        which = "an area"
    for before, after in pairwise([*days_of, *([times.until] if days_of else [])]):
        begin, over = max(before, times.start), min(after, times.until)
        if after - before > A_YEAR and begin < over:
            yield blocks.Gap(
                begin, over, words(f"{span(before, after)} in which no entry names {which}")
            )


def _legend(
    lanes: Sequence[blocks.Lane], scale: blocks.Timeline, times: _Times, piloted: str
) -> Iterator[blocks.Meaning]:
    """Yield the meaning of each sign that is drawn; of a pilot's it is given."""
    signs = {"entry" if tick.sign == "open" else tick.sign for lane in lanes for tick in lane.ticks}
    if any(len(lane.lines) > 1 for lane in lanes):
        signs.add("contested")
    if any(lane.looked for lane in lanes):
        signs.add("looked")
    if scale.newest and scale.newest < times.until:
        signs.add("after")
    for sign, meaning in MEANINGS.items():
        if sign in signs:
            yield blocks.Meaning(sign, words(piloted if sign == "piloted" else meaning))
    for gap in scale.gaps[:1]:
        which = plain(gap.words).partition(" in which ")[2]
        several = words(f"{len(scale.gaps)} times of more than a year in which {which}")
        yield blocks.Meaning("gap", several if scale.gaps[1:] else gap.words)


def _lane(wording: Wording, thing: Area | Issue, times: _Times) -> blocks.Lane:
    """Return a thing over time; a contested one's lane splits where two sides first differ."""
    past, sides = wording.past, wording.contested.get(thing.id, {})
    differing = [
        max(one.since, other.since)
        for one, other in combinations(sides.values(), 2)
        if one.state != other.state
    ]
    parting = min(differing, default=None)
    whole = (
        stretch
        for state, start, end in past.intervals[thing.id]
        for stretch in times.stretch(
            state, start or times.start, min(filter(None, (end, parting, times.until)))
        )
    )
    lines = [blocks.Line(None, tuple(whole))]
    for party, (state, since) in sides.items():
        begin = max(filter(None, (parting, since)))
        side = times.stretch(state, begin, times.until)
        lines.append(blocks.Line(wording.party(party), tuple(side)))
    looked = (each.date for each in wording.tracker.looked if each.covers(thing.id))
    return blocks.Lane(
        tuple(lines),
        tuple(_ticks(wording, thing.id, times, parting)),
        tuple(on for on in looked if times.start <= on <= times.until),
    )


def _ticks(wording: Wording, id: str, times: _Times, parting: date | None) -> Iterator[blocks.Tick]:
    """Yield the entries that name a thing; after the lane splits, each in its party's line.

    A party's first word is no step back from what others said.
    """
    said: set[str] = set()
    for handle, entry, moves in wording.naming.get(id, ()):
        if times.has(entry.date):
            moved = [
                move.new for move in moves if move.id == id and move.old not in (None, move.new)
            ]
            if moved == ["pending"] and entry.by and said.isdisjoint(entry.by):
                moved = []
            is_of_one = parting and entry.date >= parting and len(entry.by) == 1
            yield blocks.Tick(
                entry.date,
                wording.anchors[handle],
                entry.title or f"{entry.date}",
                moved[0] if moved else "entry",
                entry.by[0] if is_of_one else "",
            )
        said.update(entry.by if entry.names(id) else ())
