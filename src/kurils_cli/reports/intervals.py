"""`timeline`: the states of areas and issues over time."""

from datetime import date

from kurils_cli import history
from kurils_cli.model import Party, Tracker
from kurils_cli.reports.parts import (
    Column,
    Lane,
    Moved,
    Report,
    Section,
    Tick,
    Timeline,
    about,
    same,
)

_COLUMNS = (
    Column("id", "Id"),
    Column("status", "Status", "mark"),
    Column("from", "From", "date"),
    Column("to", "To", "date"),
    Column("name", "Name"),
    Column("of", "Area or issue", "data"),
)
_KEYS = {"kind": "of"} | same("id", "name", "status", "from", "to")


def timeline(tracker: Tracker, *, as_of: date | None = None, by: Party | None = None) -> Report:
    """Report the states of each area and issue over time."""
    drawn = _timeline(tracker, as_of)
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
        tracker,
        "timeline",
        (section,),
        {
            "start": drawn.start if drawn.ticks else None,
            "end": drawn.end if drawn.ticks else None,
            "intervals": section,
        },
        as_of=as_of,
        by=by,
    )


def _timeline(tracker: Tracker, as_of: date | None) -> Timeline:
    intervals = history.intervals(tracker)
    ticks = tuple(
        Tick(entry.date, handle, entry.title, tuple(Moved(*m) for m in moves if m.old != m.new))
        for handle, entry, moves in history.numbered(tracker)
    )
    start = ticks[0].day if ticks else (as_of or date(1, 1, 1))
    return Timeline(
        start,
        max([*(tick.day for tick in ticks[-1:]), as_of or start]),
        ticks,
        tuple(
            Lane(thing.kind, thing.id, thing.name, intervals[thing.id]) for thing in tracker.things
        ),
    )
