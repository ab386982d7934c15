"""`status`: the areas and issues, each with its mark and who says so."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from kurils_cli import history
from kurils_cli.check import inconsistent_marks
from kurils_cli.history import History
from kurils_cli.model import Area, Issue, Party, Tracker
from kurils_cli.reports import plan
from kurils_cli.reports.cells import Cell, accounts, by_party
from kurils_cli.reports.parts import Column, Report, Section, about, same

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
_LAST_KEYS = same(
    *("note", "finding", "said_by", "accounts", "called", "set_by"),
    *("accounts_since", "last", "looked"),
)
_AREA_KEYS = same("id", "name", "status", "since", "blocked_by") | _LAST_KEYS
_ISSUE_KEYS = {"id": "id", "title": "name"} | same("status", "since", "blocks") | _LAST_KEYS


def status(
    past: History | Tracker,
    *,
    as_of: date | None = None,
    by: Party | None = None,
    ids: Iterable[str] = (),
    only: Collection[str] = (),
) -> Report:
    """Report the areas and issues, some of them if `ids` or states are given.

    Notes get one line each, except those of the ids that are asked for.
    """
    past = history.of(past)
    tracker, chosen = past.tracker, set(ids)
    things = [
        thing
        for thing in tracker.things
        if (not chosen or thing.id in chosen) and (not only or thing.status in only)
    ]
    rows = _rows(past, things)

    areas, issues = (
        Section(
            kind,
            title,
            _COLUMNS,
            tuple(row for thing, row in rows.items() if thing.kind == kind),
            keys,
        )
        for kind, title, keys in (("area", "Areas", _AREA_KEYS), ("issue", "Issues", _ISSUE_KEYS))
    )
    return about(
        past,
        "status",
        (areas, issues),
        {"areas": areas, "issues": issues, "summary": _counts(past)},
        lambda: plan.status.plan(past, as_of, by, things, chosen),
        as_of=as_of,
        by=by,
    )


def _rows(past: History, things: Sequence[Area | Issue]) -> dict[Area | Issue, tuple[Cell, ...]]:
    tracker, since, said_by = past.tracker, past.since, past.said_by
    found, parties = inconsistent_marks(past), [party.id for party in tracker.parties]
    said = {thing.id: accounts(past, thing.id) for thing in things}
    called = {thing.id: dict(thing.called) for thing in things}
    blockers = tracker.blockers
    return {
        thing: (
            thing.id,
            thing.status,
            since.get(thing.id),
            thing.name,
            blockers[thing.id] if isinstance(thing, Area) else None,
            tracker.blocked(thing) if isinstance(thing, Issue) else None,
            thing.note,
            found.get(thing.id),
            said_by[thing.id],
            said[thing.id][0],
            by_party({id: called[thing.id][id] for id in parties if id in called[thing.id]}),
            past.setters[thing.id][0] if thing.id in since else None,
            said[thing.id][1],
            past.last_heard[thing.id],
            past.last_looked[thing.id],
        )
        for thing in things
    }


def _counts(past: History) -> dict[str, Cell]:
    areas, issues = past.tracker.areas, past.tracker.issues
    states = Counter(thing.status for thing in past.tracker.things)
    return {
        "areas": len(areas),
        "pending": states["pending"],
        "piloted": states["piloted"],
        "issues": len(issues),
        "open": states["open"],
        "resolved": states["resolved"],
        "contested": len(past.contested),
    }
