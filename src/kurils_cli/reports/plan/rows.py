"""The rows of the one table that is picture and marks: where things stand, and their lanes."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise

from kurils_cli.check import inconsistent_marks
from kurils_cli.history import Interval
from kurils_cli.model import Area, Issue
from kurils_cli.reports.plan.blocks import (
    Event,
    Gap,
    Grid,
    Lane,
    Line,
    Mark,
    Meaning,
    Part,
    Run,
    Stretch,
    Tick,
    Timeline,
    Words,
    joined,
    words,
)
from kurils_cli.reports.plan.headlines import A_YEAR, Shown
from kurils_cli.reports.plan.wording import MEANINGS, Wording, day, paragraphs, span

FINDINGS = "findings"
"""Where a page says what does not add up."""


def rows(
    shown: Shown,
    things: Iterable[Area | Issue],
    *,
    times: Timeline | None = None,
    changed: Iterable[str] = (),
) -> tuple[Mark, ...]:
    """Return areas and issues as rows, each with a lane where they share a timeline."""
    past, wording = shown.wording.past, shown.wording
    odd, new = inconsistent_marks(shown.tracker), {*changed}
    return tuple(
        Mark(
            thing.kind,
            wording.thing(thing.id),
            f"{thing.kind}-{thing.id}",
            wording.claims(thing.id, thing.status),
            is_contested=thing.id in shown.wording.contested_marks,
            last_heard=_on(past.last_heard[thing.id]),
            looked=_on(past.last_looked[thing.id]),
            finding=words(Run(odd[thing.id], "part", FINDINGS)) if thing.id in odd else (),
            lane=_lane(shown, thing, times) if times else None,
            is_changed=thing.id in new,
        )
        for thing in things
    )


def _on(on: date | None) -> Run | None:
    return day(on) if on else None


def called(shown: Shown, things: Sequence[Area | Issue], *, is_for_pages: bool) -> tuple[Part, ...]:
    """Return the part on what each party calls the things, and their notes; none of nothing."""
    named = {id for thing in things for id, _ in thing.called}
    parties = [party for party in shown.tracker.parties if party.id in named]
    has_notes = any(thing.note for thing in things)
    if not parties and not has_notes:
        return ()
    grid = Grid(
        ("Area or issue", *(party.name for party in parties), *(("Note",) if has_notes else ())),
        tuple(
            (
                words(shown.wording.thing(thing.id)),
                *(
                    words(Run(dict(thing.called).get(party.id, ""), lang=_lang(party)))
                    for party in parties
                ),
                *((joined(paragraphs(thing.note), " "),) if has_notes else ()),
            )
            for thing in things
            if thing.called or thing.note
        ),
    )
    about = [
        *(("what each side calls them",) if parties else ()),
        *(("notes",) if has_notes else ()),
    ]
    title = ", and ".join(about)
    return (
        Part(
            words(f"{title[:1].upper()}{title[1:]}"),
            "names",
            (grid,),
            is_folded=True,
            is_for_pages=is_for_pages,
        ),
    )


def _lang(party: object) -> str:
    return getattr(party, "lang", None) or ""


# ------------------------------------------------------------------ what blocks what


def blocking(shown: Shown, things: Sequence[Area | Issue]) -> Words:
    """Say once what the open issues block, of the areas and issues that are shown."""
    areas = [thing.id for thing in things if isinstance(thing, Area)]
    still_open = [each for each in things if isinstance(each, Issue) and each.status == "open"]
    if not areas or not still_open:
        return ()
    wording = shown.wording
    of_each = {issue.id: _blocked(issue, areas) for issue in still_open}
    whole = [id for id, blocked in of_each.items() if blocked == areas]
    rest = {id: blocked for id, blocked in of_each.items() if blocked != areas}
    if len(whole) > len(rest):
        every = (
            words("The only open issue")
            if len(still_open) == 1
            else words(f"Each of the {len(still_open)} open issues")
        )
        but = [
            words(wording.thing(id), ", which blocks ", _which(wording, ids, areas))
            for id, ids in rest.items()
        ]
        return words(
            every, " blocks every area", words(", but for ", joined(but, "; ")) if but else "", "."
        )
    said = (
        words(wording.thing(id), " blocks ", _which(wording, ids, areas), ".")
        for id, ids in of_each.items()
    )
    return joined(said, " ")


def _blocked(issue: Issue, areas: Sequence[str]) -> list[str]:
    return [id for id in areas if issue.blocks is None or id in issue.blocks]


def _which(wording: Wording, ids: Sequence[str], areas: Sequence[str]) -> Words:
    """Name some areas, or of most of them the others."""
    others = [id for id in areas if id not in ids]
    if not ids:
        return words("none" if len(areas) > 1 else "it not")
    if not others:
        return words("every area")
    if len(others) < len(ids):
        return words("every area but ", wording.things(others))
    return wording.things(ids)


# ------------------------------------------------------------------ the lanes


def timeline(
    shown: Shown,
    things: Sequence[Area | Issue],
    first: date | None = None,
    last: date | None = None,
) -> Timeline | None:
    """Return the scale that some things share, from a first to a last day; None with no entry."""
    ids = [thing.id for thing in things]
    entries = [(entry, moves) for _, entry, moves in shown.wording.logged if entry.mentions(ids)]
    if not entries and not first:
        return None
    start = first or entries[0][0].date
    end = max(
        filter(None, (last, start, None if last else shown.day, None if last else shown.newest))
    )
    within = [(entry, moves) for entry, moves in entries if start <= entry.date <= end]
    moving = [
        (entry, moved)
        for entry, moves in within
        if (moved := [move for move in moves if move.id in ids and move.old != move.new])
    ]
    drawn = Timeline(
        start,
        end,
        shown.newest,
        shown.day,
        tuple(
            Event(
                number,
                entry.date,
                shown.wording.anchor(entry),
                entry.title or f"{entry.date}",
                shown.wording.moves(moved),
            )
            for number, (entry, moved) in enumerate(moving, start=1)
        ),
        tuple(_gaps(shown, [thing for thing in things if isinstance(thing, Area)], start, end)),
        tuple(sorted({on for id in ids for on in _looks(shown, id) if start <= on <= end})),
    )
    return drawn._replace(legend=tuple(_legend(shown, things, drawn)))


def _gaps(shown: Shown, areas: Sequence[Area], start: date, end: date) -> Iterator[Gap]:
    """Yield each time of more than a year in which no entry names any of the areas."""
    ids = [area.id for area in areas]
    days_of = [entry.date for _, entry, _ in shown.wording.logged if ids and entry.mentions(ids)]
    which = "any of these areas" if ids else ""
    if len(areas) == len(shown.tracker.areas) > 1:
        which = "an area"
    elif len(areas) == 1:
        which = "it"
    for before, after in pairwise([*days_of, *([end] if days_of else [])]):
        begin, over = max(before, start), min(after, end)
        if after - before > A_YEAR and begin < over:
            yield Gap(begin, over, words(f"{span(before, after)} in which no entry names {which}"))


def _looks(shown: Shown, id: str) -> tuple[date, ...]:
    """Return the days on which somebody looked for news of an id and found none."""
    looked = getattr(shown.tracker, "looked", ())
    return tuple(look.date for look in looked if not look.about or id in look.about)


def _legend(shown: Shown, things: Iterable[Area | Issue], times: Timeline) -> Iterator[Meaning]:
    """Yield what each sign means that is drawn."""
    lanes = [_lane(shown, thing, times) for thing in things]
    signs = {tick.sign for lane in lanes for tick in lane.ticks}
    if any(len(lane.lines) > 1 for lane in lanes):
        signs.add("contested")
    if times.looked:
        signs.add("looked")
    if times.newest and times.newest < times.end:
        signs.add("after")
    for sign, meaning in MEANINGS.items():
        if sign in signs or (sign == "entry" and signs & {"open"}):
            yield Meaning(sign, words(meaning))
    for gap in times.gaps[:1]:
        several = f"{len(times.gaps)} times of more than a year in which no entry names an area"
        yield Meaning("gap", gap.words if len(times.gaps) == 1 else words(several))


def _lane(shown: Shown, thing: Area | Issue, times: Timeline) -> Lane:
    """Return a thing over time; where it is contested, it parts on the day of the newest word."""
    past = shown.wording.past
    claims = past.accounts_since[thing.id] if thing.id in shown.wording.contested_marks else {}
    parting = max(claims.values(), default=None)
    lines = [Line(None, tuple(_stretches(past.intervals[thing.id], times, parting)))]
    for party, state in shown.wording.contested_marks.get(thing.id, {}).items():
        begin = max(claims[party], parting or claims[party], times.start)
        lines.append(
            Line(shown.wording.party(party), tuple(_clipped(state, begin, times.end, times)))
        )
    return Lane(tuple(lines), tuple(_ticks(shown, thing, times, parting)), _looks(shown, thing.id))


def _stretches(
    intervals: Iterable[Interval], times: Timeline, until: date | None
) -> Iterator[Stretch]:
    for state, start, end in intervals:
        last = min(filter(None, (end, until, times.end)))
        yield from _clipped(state, start or times.start, last, times)


def _clipped(state: str, start: date, end: date, times: Timeline) -> Iterator[Stretch]:
    """Yield the part of a stretch that is drawn, if any is."""
    begin, over = max(start, times.start), min(end, times.end)
    if begin < over or begin == over == times.end:
        yield Stretch(state, begin, over)


def _ticks(
    shown: Shown, thing: Area | Issue, times: Timeline, parting: date | None
) -> Iterator[Tick]:
    for _, entry, moves in shown.wording.logged:
        if not entry.mentions([thing.id]) or not times.start <= entry.date <= times.end:
            continue
        [*moved] = [
            move for move in moves if move.id == thing.id and move.old not in (None, move.new)
        ]
        party = entry.by[0] if parting and entry.date >= parting and len(entry.by) == 1 else ""
        yield Tick(
            entry.date,
            shown.wording.anchor(entry),
            entry.title or f"{entry.date}",
            moved[0].new if moved else "entry",
            party,
        )


def within(
    shown: Shown, things: Iterable[Area | Issue], first: date, last: date
) -> list[Area | Issue]:
    """Return the things that an entry had named by the end of a window, or that none names."""
    return [
        thing
        for thing in things
        if any(each.meets(first, last) for each in shown.wording.past.intervals[thing.id])
    ]
