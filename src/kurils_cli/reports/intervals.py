"""`timeline`: the states of areas and issues over time."""

from datetime import date

from kurils_cli import history
from kurils_cli.model import Party, Tracker
from kurils_cli.reports.parts import Column, Lane, Report, Section, Timeline, heading, same

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
    return Report(
        name="timeline",
        title=tracker.title,
        as_of=as_of,
        by=by,
        entries=len(tracker.log),
        newest=history.newest_day(tracker.log),
        sections=(section,),
        document={
            **heading(tracker, as_of),
            "start": drawn.start if drawn.ticks else None,
            "end": drawn.end if drawn.ticks else None,
            "intervals": section,
            "by": by and by.id,
        },
    )


def _timeline(tracker: Tracker, as_of: date | None) -> Timeline:
    intervals = history.intervals(tracker)
    days = sorted(entry.date for entry in tracker.log)
    start = days[0] if days else (as_of or date(1, 1, 1))
    end = max([*days[-1:], as_of or start, start])
    return Timeline(
        start,
        end,
        tuple(days),
        tuple(
            Lane(thing.kind, thing.id, thing.name, intervals[thing.id]) for thing in tracker.things
        ),
    )
