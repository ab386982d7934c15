"""`status`: the areas and issues, each with its mark."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from kurils_cli import history
from kurils_cli.check import doubts
from kurils_cli.model import Area, Issue, Tracker
from kurils_cli.reports.parts import Cell, Column, EveryArea, Json, Report, Section, heading, iso

_THING_COLUMNS = (
    Column("id", "Id"),
    Column("status", "Status", "state"),
    Column("since", "Since", "date"),
    Column("name", "Name"),
    Column("blocked_by", "Blocked by"),
    Column("blocks", "Blocks"),
    Column("note", "Note", "note"),
    Column("finding", "Finding"),
)


def status(
    tracker: Tracker,
    *,
    as_of: date | None = None,
    ids: Iterable[str] = (),
    only: Collection[str] = (),
) -> Report:
    """Report the areas and issues, some of them if `ids` or states are given."""
    chosen = set(ids)
    shown = [
        thing
        for thing in tracker.things
        if (not chosen or thing.id in chosen) and (not only or thing.status in only)
    ]
    areas = tuple(thing for thing in shown if isinstance(thing, Area))
    issues = tuple(thing for thing in shown if isinstance(thing, Issue))
    since, found = history.since(tracker), doubts(tracker)
    return Report(
        name="status",
        title=tracker.title,
        as_of=as_of,
        sections=(
            Section("area", "Areas", _THING_COLUMNS, _area_rows(tracker, areas, since, found)),
            Section("issue", "Issues", _THING_COLUMNS, _issue_rows(tracker, issues, since, found)),
        ),
        summary=count_in_words(tracker),
        data={
            **heading(tracker, as_of),
            "areas": [_area_data(tracker, area, since, found) for area in areas],
            "issues": [_issue_data(tracker, issue, since, found) for issue in issues],
            "summary": _counts(tracker),
        },
    )


def _area_rows(
    tracker: Tracker,
    areas: Iterable[Area],
    since: Mapping[str, date],
    found: Mapping[str, str],
) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        (
            area.id,
            area.status,
            since.get(area.id),
            area.name,
            tracker.blockers(area.id),
            None,
            area.note,
            found.get(area.id),
        )
        for area in areas
    )


def _issue_rows(
    tracker: Tracker,
    issues: Iterable[Issue],
    since: Mapping[str, date],
    found: Mapping[str, str],
) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        (
            issue.id,
            issue.status,
            since.get(issue.id),
            issue.title,
            None,
            EveryArea(tracker.blocked(issue)) if issue.blocks is None else issue.blocks,
            issue.note,
            found.get(issue.id),
        )
        for issue in issues
    )


def _area_data(
    tracker: Tracker, area: Area, since: Mapping[str, date], found: Mapping[str, str]
) -> Json:
    return {
        "id": area.id,
        "name": area.name,
        "status": area.status,
        "since": iso(since.get(area.id)),
        "blocked_by": tracker.blockers(area.id),
        "note": area.note,
        "finding": found.get(area.id),
    }


def _issue_data(
    tracker: Tracker, issue: Issue, since: Mapping[str, date], found: Mapping[str, str]
) -> Json:
    return {
        "id": issue.id,
        "title": issue.title,
        "status": issue.status,
        "since": iso(since.get(issue.id)),
        "blocks": tracker.blocked(issue),
        "note": issue.note,
        "finding": found.get(issue.id),
    }


def _counts(tracker: Tracker) -> dict[str, Json]:
    return {
        "areas": len(tracker.areas),
        "pending": _count(tracker, "pending"),
        "piloted": _count(tracker, "piloted"),
        "issues": len(tracker.issues),
        "open": _count(tracker, "open"),
        "resolved": _count(tracker, "resolved"),
    }


def _count(tracker: Tracker, state: str) -> int:
    return sum(thing.status == state for thing in tracker.things)


def count_in_words(tracker: Tracker) -> str:
    """Return how many areas are piloted and how many issues open, of how many."""
    areas, issues = len(tracker.areas), len(tracker.issues)
    return (
        f"{_count(tracker, 'piloted')} of {areas} {'area' if areas == 1 else 'areas'} piloted, "
        f"{_count(tracker, 'open')} of {issues} {'issue' if issues == 1 else 'issues'} open"
    )
