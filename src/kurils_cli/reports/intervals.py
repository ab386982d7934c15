"""`timeline`: the states of areas and issues over time."""

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from kurils_cli import history
from kurils_cli.history import History
from kurils_cli.model import Party, Tracker
from kurils_cli.reports.cells import Moved
from kurils_cli.reports.parts import (
    Column,
    Lane,
    Report,
    Section,
    Tick,
    Timeline,
    about,
    same,
    seen,
)

if TYPE_CHECKING:
    from kurils_cli.reports.plan.blocks import Headline, Part

_COLUMNS = (
    Column("id", "Id"),
    Column("status", "Status", "mark"),
    Column("from", "From", "date"),
    Column("to", "To", "date"),
    Column("name", "Name"),
    Column("of", "Area or issue", "data"),
)
_KEYS = {"kind": "of"} | same("id", "name", "status", "from", "to")


def timeline(
    past: History | Tracker,
    *,
    as_of: date | None = None,
    by: Party | None = None,
    ids: Collection[str] = (),
    since: date | None = None,
    until: date | None = None,
) -> Report:
    """Report the states of each area and issue over time, or of some of them in a part of it."""
    past = history.of(past)
    drawn = _within(_timeline(past, as_of, ids), since, until)
    has_days = bool(past.happened or since or until)
    shown = seen(past, as_of, by)

    def headline() -> "Headline":
        from kurils_cli.reports.plan import timeline as plan

        return plan.headline(plan.windowed(shown(), until), ids, since, until)

    def body() -> "tuple[Part, ...]":
        from kurils_cli.reports.plan import timeline as plan

        return plan.body(plan.windowed(shown(), until), ids, since, until)

    section = Section(
        "interval",
        "Timeline",
        _COLUMNS,
        tuple(
            (lane.id, interval.state, interval.start, interval.end, lane.name, lane.kind)
            for lane in drawn.lanes
            for interval in lane.intervals
        ),
        _KEYS,
        timeline=drawn,
    )
    return about(
        past,
        "timeline",
        (section,),
        {
            "start": drawn.start if has_days else None,
            "end": drawn.end if has_days else None,
            "intervals": section,
        },
        as_of=as_of,
        by=by,
    )._replace(headline=headline, body=body)


def _timeline(past: History, as_of: date | None, ids: Collection[str]) -> Timeline:
    on = past.tracker.on
    entries = [each for each in past.logged if each[1].date <= on]
    days = [entry.date for _, entry, _ in entries]
    start = days[0] if days else (as_of or date(1, 1, 1))
    return Timeline(
        start,
        max([*days[-1:], as_of or start]),
        tuple(
            Tick(
                entry.date,
                handle,
                entry.title,
                tuple(Moved(*m) for m in moves if m.old != m.new and (not ids or m.id in ids)),
            )
            for handle, entry, moves in entries
            if not ids or entry.mentions(ids)
        ),
        tuple(
            Lane(thing.kind, thing.id, thing.name, past.intervals[thing.id])
            for thing in past.tracker.things
            if not ids or thing.id in ids
        ),
        newest=history.newest_day(past.happened),
    )


def _within(timeline: Timeline, since: date | None, until: date | None) -> Timeline:
    """Return the part of a timeline that lies between two days, whole bars, their dates as is."""
    if since is None and until is None:
        return timeline
    start = since or min(timeline.start, until or timeline.start)
    end = until or max(timeline.end, start)
    return timeline._replace(
        start=start,
        end=end,
        ticks=tuple(tick for tick in timeline.ticks if start <= tick.day <= end),
        lanes=tuple(
            lane._replace(
                intervals=tuple(each for each in lane.intervals if each.meets(start, end))
            )
            for lane in timeline.lanes
        ),
        until=until,
    )
