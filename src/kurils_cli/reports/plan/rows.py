"""The rows of the one table that is picture and marks: each thing's state and its lane."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from kurils_cli.check import inconsistent_marks
from kurils_cli.history import Interval, Logged
from kurils_cli.model import Area, Issue
from kurils_cli.reports.plan import blocks
from kurils_cli.reports.plan.blocks import Part, Run, Words, joined, part, plain, words
from kurils_cli.reports.plan.headlines import A_YEAR, Shown
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


class _Times(NamedTuple):
    """The first and the last day of a drawing."""

    start: date
    end: date

    def has(self, day: date) -> bool:
        return self.start <= day <= self.end


def rows(
    shown: Shown,
    things: Iterable[Area | Issue],
    lanes: Mapping[str, blocks.Lane] | None = None,
    changed: Iterable[str] = (),
) -> tuple[blocks.Mark, ...]:
    """Return areas and issues as rows, each with its lane if it has one."""
    past, wording = shown.wording.past, shown.wording
    odd, new = inconsistent_marks(past), {*changed}
    # If news of everything was last looked for on one day, the headline says so once.
    differ = len({past.last_looked[id] for id in shown.tracker.ids}) > 1
    return tuple(
        blocks.Mark(
            thing.kind,
            wording.thing(thing.id),
            f"{thing.kind}-{thing.id}",
            wording.claims(thing.id, thing.status),
            is_contested=thing.id in wording.contested_marks,
            last_heard=_on(past.last_heard[thing.id]),
            looked=_on(past.last_looked[thing.id]) if differ else None,
            finding=words(Run(odd[thing.id], "part", FINDINGS)) if thing.id in odd else (),
            lane=(lanes or {}).get(thing.id),
            is_changed=thing.id in new,
        )
        for thing in things
    )


def _on(on: date | None) -> Run | None:
    return day(on) if on else None


def called(shown: Shown, things: Sequence[Area | Issue], *, is_for_pages: bool) -> tuple[Part, ...]:
    """Return the part on what each party calls the things, and their notes, if there are any."""
    named = {id for thing in things for id, _ in thing.called}
    parties = [party for party in shown.tracker.parties if party.id in named]
    has_notes = any(thing.note for thing in things)
    grid = blocks.Grid(
        ("Area or issue", *(party.name for party in parties), *(("Note",) if has_notes else ())),
        tuple(
            (
                words(shown.wording.thing(thing.id)),
                *(
                    words(Run(dict(thing.called).get(party.id, ""), lang=party.lang or ""))
                    for party in parties
                ),
                *((joined(paragraphs(thing.note), " "),) if has_notes else ()),
            )
            for thing in things
            if thing.called or thing.note
        ),
    )
    calls = "What each side calls them"
    title = f"{calls}, and notes" if parties and has_notes else calls if parties else "Notes"
    return part(title, "names", grid, is_folded=True, is_for_pages=is_for_pages)


# ------------------------------------------------------------------ what blocks what


def blocking(shown: Shown, things: Sequence[Area | Issue]) -> Words:
    """Say what the open issues block, of those that are shown, or else of all."""
    tracker, wording = shown.tracker, shown.wording
    issues = [thing for thing in things if isinstance(thing, Issue)]
    every = [area.id for area in tracker.areas]
    areas = every if issues else [thing.id for thing in things]
    still_open = [each for each in issues or tracker.issues if each.status == "open"]
    if not areas or not still_open:
        return ()
    alike = grouped((_blocked(issue, areas), issue.id) for issue in still_open)
    whole = alike.get(tuple(every), [])
    if len(whole) > len(still_open) - len(whole):
        return _most_block_all(wording, len(still_open), alike, every)
    said = (_block(wording, issues, blocked, every) for blocked, issues in alike.items())
    return joined((words(each, ".") for each in said), " ")


def _block(
    wording: Wording, issues: Sequence[str], blocked: Sequence[str], every: Sequence[str]
) -> Words:
    """Say which areas some issues block."""
    verb = " blocks " if len(issues) == 1 else " block "
    return words(wording.things(issues), verb, _which(wording, blocked, every))


def _most_block_all(
    wording: Wording,
    count: int,
    alike: Mapping[tuple[str, ...], Sequence[str]],
    every: Sequence[str],
) -> Words:
    """Say that most open issues block every area, and what the others block."""
    whole = len(alike[tuple(every)])
    most = f"Each of the {count} open issues blocks" if count > 1 else "The only open issue blocks"
    if whole < count:
        most = f"{whole} of the {count} open issues block"
    others = (
        _block(wording, issues, blocked, every)
        for blocked, issues in alike.items()
        if blocked != tuple(every)
    )
    return words(joined((f"{most} every area", *others), "; "), ".")


def _blocked(issue: Issue, areas: Sequence[str]) -> tuple[str, ...]:
    return tuple(id for id in areas if issue.blocks is None or id in issue.blocks)


def _which(wording: Wording, ids: Sequence[str], every: Sequence[str]) -> Words:
    """Name some areas, or if they are most of them, the others."""
    others = [id for id in every if id not in ids]
    if not ids:
        return words("no area")
    if not others:
        return words("every area")
    if len(others) < len(ids):
        return words("every area but ", wording.things(others))
    return wording.things(ids)


# ------------------------------------------------------------------ the lanes


def drawn(
    shown: Shown,
    things: Sequence[Area | Issue],
    first: date | None = None,
    last: date | None = None,
) -> blocks.Marks:
    """Return some things with their lanes, from a first to a last day, if there are entries."""
    ids = {thing.id for thing in things}
    entries = [each for each in shown.wording.logged if each[1].mentions(ids)]
    if not entries and not first:
        return blocks.Marks(rows(shown, things))
    start = first or entries[0][1].date
    end = last or max(filter(None, (start, shown.day, shown.newest)))
    times = _Times(start, max(start, end))
    lanes = {thing.id: _lane(shown, thing, times) for thing in things}
    areas = [thing for thing in things if isinstance(thing, Area)]
    scale = blocks.Timeline(
        times.start,
        times.end,
        shown.newest,
        shown.day if shown.day and times.has(shown.day) else None,
        tuple(_events(shown, ids, [each for each in entries if times.has(each[1].date)])),
        tuple(_gaps(shown, areas, times)),
        tuple(sorted({on for lane in lanes.values() for on in lane.looked})),
    )
    piloted = (
        PILOTED_BY if shown.wording.by or _opens_piloted(shown, areas) else MEANINGS["piloted"]
    )
    scale = scale._replace(legend=tuple(_legend(lanes.values(), scale, piloted)))
    return blocks.Marks(rows(shown, things, lanes), scale)


def _events(shown: Shown, ids: Container[str], entries: Iterable[Logged]) -> Iterator[blocks.Event]:
    """Yield the entries that moved one of the ids, numbered from the oldest."""
    number = 0
    for _, entry, moves in entries:
        moved = [move for move in moves if move.id in ids and move.old != move.new]
        if moved:
            number += 1
            title = entry.title or f"{entry.date}"
            anchor, lines = shown.wording.anchor(entry), shown.wording.moves(moved)
            yield blocks.Event(number, entry.date, anchor, title, lines)


def _gaps(shown: Shown, areas: Sequence[Area], times: _Times) -> Iterator[blocks.Gap]:
    """Yield each time of more than a year in which no entry names any of the areas."""
    ids = {area.id for area in areas}
    days_of = [entry.date for _, entry, _ in shown.wording.logged if entry.mentions(ids)]
    which = "it" if len(areas) == 1 else "any of these areas"
    if len(areas) == len(shown.tracker.areas) > 1:
        which = "an area"
    for before, after in pairwise([*days_of, *([times.end] if days_of else [])]):
        begin, over = max(before, times.start), min(after, times.end)
        if after - before > A_YEAR and begin < over:
            yield blocks.Gap(
                begin, over, words(f"{span(before, after)} in which no entry names {which}")
            )


def _looks(shown: Shown, id: str, times: _Times) -> tuple[date, ...]:
    """Return the days on which somebody looked for news of an id and found none."""
    looked = shown.tracker.looked
    return tuple(each.date for each in looked if each.covers(id) and times.has(each.date))


def _opens_piloted(shown: Shown, areas: Iterable[Area]) -> bool:
    """Tell whether the first entry that names an area says that a pilot was held by then."""
    every = (shown.wording.past.intervals[area.id] for area in areas)
    return any(next((i.state for i in each if i.start), "") == "piloted" for each in every)


def _legend(
    lanes: Iterable[blocks.Lane], times: blocks.Timeline, piloted: str
) -> Iterator[blocks.Meaning]:
    """Yield the meaning of each sign that is drawn; of a pilot's it is given."""
    every = [*lanes]
    signs = {"entry" if tick.sign == "open" else tick.sign for lane in every for tick in lane.ticks}
    if any(len(lane.lines) > 1 for lane in every):
        signs.add("contested")
    if times.looked:
        signs.add("looked")
    if times.newest and times.newest < times.end:
        signs.add("after")
    for sign, meaning in MEANINGS.items():
        if sign in signs:
            yield blocks.Meaning(sign, words(piloted if sign == "piloted" else meaning))
    for gap in times.gaps[:1]:
        which = plain(gap.words).partition(" in which ")[2]
        several = words(f"{len(times.gaps)} times of more than a year in which {which}")
        yield blocks.Meaning("gap", several if times.gaps[1:] else gap.words)


def _lane(shown: Shown, thing: Area | Issue, times: _Times) -> blocks.Lane:
    """Return a thing over time; a contested one's lane splits on the day of the newest word."""
    past, sides = shown.wording.past, shown.wording.contested_marks.get(thing.id, {})
    begun = past.accounts_since[thing.id] if sides else {}
    parting = max(begun.values(), default=None)
    lines = [blocks.Line(None, tuple(_stretches(past.intervals[thing.id], times, parting)))]
    for party, state in sides.items():
        start = parting or begun[party]
        lines.append(
            blocks.Line(shown.wording.party(party), tuple(_clipped(state, start, times.end, times)))
        )
    ticks = tuple(_ticks(shown, thing.id, times, parting))
    return blocks.Lane(tuple(lines), ticks, _looks(shown, thing.id, times))


def _stretches(
    intervals: Iterable[Interval], times: _Times, until: date | None
) -> Iterator[blocks.Stretch]:
    for state, start, end in intervals:
        last = min(filter(None, (end, until, times.end)))
        yield from _clipped(state, start or times.start, last, times)


def _clipped(state: str, start: date, end: date, times: _Times) -> Iterator[blocks.Stretch]:
    """Yield the part of a stretch that is within the drawing, if any."""
    begin, over = max(start, times.start), min(end, times.end)
    if begin < over or begin == over == times.end:
        yield blocks.Stretch(state, begin, over)


def _ticks(shown: Shown, id: str, times: _Times, parting: date | None) -> Iterator[blocks.Tick]:
    """Yield the entries that name a thing; after the lane splits, each in its party's line."""
    for _, entry, moves in shown.wording.naming.get(id, ()):
        if times.has(entry.date):
            moved = [
                move.new for move in moves if move.id == id and move.old not in (None, move.new)
            ]
            is_of_one = parting and entry.date >= parting and len(entry.by) == 1
            yield blocks.Tick(
                entry.date,
                shown.wording.anchor(entry),
                entry.title or f"{entry.date}",
                moved[0] if moved else "entry",
                entry.by[0] if is_of_one else "",
            )


def within(
    shown: Shown, things: Iterable[Area | Issue], first: date, last: date
) -> list[Area | Issue]:
    """Return the things that exist in a window, without those named only later."""
    intervals = shown.wording.past.intervals
    return [each for each in things if any(i.meets(first, last) for i in intervals[each.id])]
