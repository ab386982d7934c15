"""`status` and `timeline`: the areas and issues, now and over time."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

from kurils_cli.check import inconsistent_marks
from kurils_cli.history import History, View
from kurils_cli.model import Area, Issue, Kind
from kurils_cli.reports import plan
from kurils_cli.reports.cells import Cell, accounts, by_party
from kurils_cli.reports.parts import Column, Report, Section, report_on

_COLUMNS = (
    Column("id", "Id"),
    Column("status", "Status", "mark"),
    Column("since", "Since", "date"),
    Column("name", "Name"),
    Column("blocked_by", "Blocked by"),
    Column("blocks", "Blocks"),
    Column("note", "Note", "note"),
    Column("finding", "Finding"),
    Column("said_by", "Said by", late=1),
    Column("accounts", "Accounts", late=1),
    Column("called", "Called", "data"),
    Column("set_by", "Set by", "data"),
    Column("accounts_since", "Accounts since", late=2),
    Column("last", "Last heard", "date", late=2),
    Column("looked", "Looked", "date", late=2),
)
_LAST_KEYS = tuple(column.key for column in _COLUMNS[6:])
_KEYS = {
    "area": ("id", "name", "status", "since", "blocked_by", *_LAST_KEYS),
    "issue": ("id", "title=name", "status", "since", "blocks", *_LAST_KEYS),
}
_TIMELINE_COLUMNS = (
    Column("id", "Id"),
    Column("status", "Status", "mark"),
    Column("from", "From", "date"),
    Column("to", "To", "date"),
    Column("name", "Name"),
    Column("kind", "Area or issue", "data"),
    Column("accounts", "Accounts", late=1),
    Column("accounts_since", "Accounts since", late=2),
)
_TIMELINE_KEYS = ("kind", "id", "name", "status", "from", "to", "accounts", "accounts_since")


def status(view: View, *, ids: Iterable[str] = (), only: Collection[str] = ()) -> Report:
    """Report the areas and issues, some of them if `ids` or states are given.

    Notes get one line each, except those of the ids that are asked for.
    """
    past, tracker, chosen = view.past, view.past.tracker, set(ids)
    things = [
        thing
        for thing in tracker.things
        if (not chosen or thing.id in chosen) and (not only or thing.status in only)
    ]
    rows = [*zip(things, _rows(past, things), strict=True)]

    def section(kind: Kind, title: str) -> Section:
        of_kind = [row for thing, row in rows if thing.kind == kind]
        return Section(kind, title, _COLUMNS, lambda: of_kind, _KEYS[kind])

    areas, issues = section("area", "Areas"), section("issue", "Issues")
    states = Counter(thing.status for thing in tracker.things)
    summary: dict[str, Cell] = {
        "areas": len(tracker.areas),
        "pending": states["pending"],
        "piloted": states["piloted"],
        "issues": len(tracker.issues),
        "open": states["open"],
        "resolved": states["resolved"],
        "contested": len(past.contested),
    }
    return report_on(
        view,
        "status",
        (areas, issues),
        {"areas": areas, "issues": issues, "summary": summary},
        lambda wording: plan.marks.status_plan(wording, things, chosen),
    )


def _rows(past: History, things: Sequence[Area | Issue]) -> Iterator[tuple[Cell, ...]]:
    tracker, found, blockers = past.tracker, inconsistent_marks(past), past.tracker.blockers
    for thing in things:
        states, days = accounts(past, thing.id)
        called = dict(thing.called)
        yield (
            thing.id,
            thing.status,
            past.since.get(thing.id),
            thing.name,
            blockers[thing.id] if isinstance(thing, Area) else None,
            tracker.blocked(thing) if isinstance(thing, Issue) else None,
            thing.note,
            found.get(thing.id),
            past.said_by[thing.id],
            states,
            by_party({each.id: called[each.id] for each in tracker.parties if each.id in called}),
            past.setters[thing.id][0] if thing.id in past.since else None,
            days,
            past.last_heard[thing.id],
            past.last_looked[thing.id],
        )


def timeline(
    view: View,
    *,
    ids: Collection[str] = (),
    since: date | None = None,
    until: date | None = None,
) -> Report:
    """Report the states of each area and issue over time, or of some of them in a part of it."""
    past, window = view.past, _window(view, since, until)
    section = Section(
        "interval",
        "Timeline",
        _TIMELINE_COLUMNS,
        lambda: _intervals(past, ids, since or until, window),
        _TIMELINE_KEYS,
    )
    has_days = bool(past.happened or since or until)
    start, end = window if has_days else (None, None)
    return report_on(
        view,
        "timeline",
        (section,),
        {"start": start, "end": end, "intervals": section},
        lambda wording: plan.marks.timeline_plan(wording, ids, since, until),
    )


def _window(view: View, since: date | None, until: date | None) -> tuple[date, date]:
    days = [entry.date for _, entry, _ in view.past.happened]
    start = days[0] if days else (view.as_of or date(1, 1, 1))
    end = max([*days[-1:], view.as_of or start])
    first = since or min(start, until or start)
    return first, until or max(end, first)


def _intervals(
    past: History, ids: Collection[str], is_part: object, window: tuple[date, date]
) -> Iterator[tuple[Cell, ...]]:
    """Yield the intervals, whole, of those that meet a window; the last one with its accounts."""
    for thing in past.tracker.things:
        for interval in past.intervals[thing.id] if not ids or thing.id in ids else ():
            if not is_part or interval.meets(*window):
                said = accounts(past, thing.id) if interval.end is None else (None, None)
                state, start, end = interval
                yield (thing.id, state, start, end, thing.name, thing.kind, *said)
