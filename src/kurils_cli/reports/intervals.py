"""`timeline`: the states of areas and issues over time."""

from collections.abc import Iterable
from datetime import date

from kurils_cli import history
from kurils_cli.model import Tracker
from kurils_cli.reports.parts import Column, Json, Lane, Report, Section, Timeline, heading, iso

_INTERVAL_COLUMNS = (
    Column("id", "Id"),
    Column("status", "Status", "state"),
    Column("from", "From", "date"),
    Column("to", "To", "date"),
    Column("name", "Name"),
)


def timeline(tracker: Tracker, *, as_of: date | None = None) -> Report:
    """Report the states of each area and issue over time."""
    drawn = _timeline(tracker, as_of)
    sections = _interval_sections(drawn.lanes)
    return Report(
        name="timeline",
        title=tracker.title,
        as_of=as_of,
        sections=sections,
        timeline=drawn,
        data={
            **heading(tracker, as_of),
            "start": iso(drawn.start) if drawn.ticks else None,
            "end": iso(drawn.end) if drawn.ticks else None,
            "intervals": _intervals_data(drawn.lanes),
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


def _interval_sections(lanes: Iterable[Lane]) -> tuple[Section, ...]:
    rows = tuple(
        (lane.id, interval.state, interval.start, interval.end, lane.name)
        for lane in lanes
        for interval in lane.intervals
    )
    return (Section("interval", "Timeline", _INTERVAL_COLUMNS, rows),)


def _intervals_data(lanes: Iterable[Lane]) -> Json:
    return [
        {
            "kind": lane.kind,
            "id": lane.id,
            "name": lane.name,
            "status": interval.state,
            "from": iso(interval.start),
            "to": iso(interval.end),
        }
        for lane in lanes
        for interval in lane.intervals
    ]
