"""`timeline`: the states of areas and issues over time."""

from collections.abc import Collection, Iterator
from datetime import date

from kurils_cli import history
from kurils_cli.history import History
from kurils_cli.model import Party, Tracker
from kurils_cli.reports import plan
from kurils_cli.reports.cells import Cell, accounts
from kurils_cli.reports.parts import Column, Report, Section, about

_COLUMNS = (
    Column("id", "Id"),
    Column("status", "Status", "mark"),
    Column("from", "From", "date"),
    Column("to", "To", "date"),
    Column("name", "Name"),
    Column("kind", "Area or issue", "data"),
    Column("accounts", "Said by", late=1),
    Column("accounts_since", "Said since", late=2),
)
_KEYS = ("kind", "id", "name", "status", "from", "to", "accounts", "accounts_since")


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
    window = _window(past, as_of, since, until)
    section = Section(
        "interval", "Timeline", _COLUMNS, tuple(_rows(past, ids, since or until, window)), _KEYS
    )
    has_days = bool(past.happened or since or until)
    start, end = window if has_days else (None, None)
    return about(
        past,
        "timeline",
        (section,),
        {"start": start, "end": end, "intervals": section},
        lambda wording: plan.timeline.plan(wording, ids, since, until),
        as_of=as_of,
        by=by,
    )


def _window(
    past: History, as_of: date | None, since: date | None, until: date | None
) -> tuple[date, date]:
    """Return the first and the last day of the report."""
    days = [entry.date for entry in past.happened]
    start = days[0] if days else (as_of or date(1, 1, 1))
    end = max([*days[-1:], as_of or start])
    first = since or min(start, until or start)
    return first, until or max(end, first)


def _rows(
    past: History, ids: Collection[str], is_part: object, window: tuple[date, date]
) -> Iterator[tuple[Cell, ...]]:
    """Yield the intervals, whole, of those that meet a window; the last one with its accounts."""
    for thing in past.tracker.things:
        for interval in past.intervals[thing.id] if not ids or thing.id in ids else ():
            if not is_part or interval.meets(*window):
                said = accounts(past, thing.id) if interval.end is None else (None, None)
                state, start, end = interval
                yield (thing.id, state, start, end, thing.name, thing.kind, *said)
