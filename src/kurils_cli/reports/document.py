"""`report`: everything in one document."""

from collections.abc import Iterable, Sequence
from datetime import date

from kurils_cli import history
from kurils_cli.history import History, Logged, View
from kurils_cli.reports import plan
from kurils_cli.reports.cells import Cell, accounts, sides
from kurils_cli.reports.entries import entry_section
from kurils_cli.reports.marks import status, timeline
from kurils_cli.reports.parts import Column, Report, Section, report_on
from kurils_cli.words import counted

RECENT = 10
"""How many entries a report has, unless it is to have all."""
MOST_NAMES = 7
"""How many names a summary has at most; more are counted."""

_CHANGED_COLUMNS = (
    Column("id", "Id"),
    Column("old", "Before", "mark"),
    Column("new", "Now", "mark"),
    Column("since", "Since", "date"),
    Column("name", "Name"),
    Column("said_by", "Said by"),
    Column("accounts", "Accounts", late=2),
    Column("accounts_since", "Said since", late=2),
)
_CHANGED_KEYS = (
    *("kind", "id", "name", "old", "new"),
    *("since", "said_by", "accounts", "accounts_since"),
)
_SOURCE_COLUMNS = (Column("source", "Source", "links"), Column("dates", "Entries of", "date"))


def report(view: View, *, full: bool = False) -> Report:
    """Report everything in one document: words, status, timeline, log, sources.

    Unless it is `full`, the log is the newest entries, and those that set the marks.
    """
    past, marks, times = view.past, status(view), timeline(view)
    entries, since = past.logged[::-1], past.since
    shown = [
        (handle, entry, moves)
        for place, (handle, entry, moves) in enumerate(entries)
        if full or place < RECENT or any(since.get(move.id) == entry.date for move in moves)
    ]
    title = "Log"
    if len(shown) < len(entries):
        title = f"Log: the {RECENT} newest of {len(entries)} entries"
        if len(shown) > RECENT:
            title = f"{title}, and {len(shown) - RECENT} that set the marks"
    log = entry_section(shown, past.tracker, title)
    sources = _source_section(shown)
    return report_on(
        view,
        "report",
        (*marks.sections, *times.sections, log, sources),
        {
            "summary": _in_words(past, view.as_of),
            "areas": marks.document["areas"],
            "issues": marks.document["issues"],
            "intervals": times.document["intervals"],
            "entries": log,
            "sources": sources,
        },
        lambda wording: plan.report.plan(wording, is_full=full),
    )


def report_since(view: View, since: date) -> Report:
    """Report what changed from a day on and who says so, then the entries from that day on.

    JSON is as of `report`, with `since` and `changes` last.
    """
    past = view.past
    entries = [each for each in past.logged[::-1] if each[1].date >= since]
    changed = _changed_section(past, since)
    log = entry_section(entries, past.tracker, f"Log since {since}")
    sources = _source_section(entries)
    return report_on(
        view,
        "report",
        (changed, log, sources) if entries else (),
        {
            **report(view).document,
            "summary": _news_in_words(past, since, len(changed.rows)),
            "entries": log,
            "sources": sources,
            "since": since,
            "changes": changed,
        },
        lambda wording: plan.report.since_plan(wording, since),
    )


def _changed_section(past: History, since: date) -> Section:
    before = history.before(past.tracker, since).marks
    return Section(
        "changed",
        f"Changed since {since}",
        _CHANGED_COLUMNS,
        lambda: (
            (
                *(thing.id, before.get(thing.id), thing.status),
                *(past.since.get(thing.id), thing.name, past.said_by[thing.id]),
                *accounts(past, thing.id),
            )
            for thing in past.tracker.things
            if before.get(thing.id) != past.marks_by_log[thing.id]  # drift has no day
        ),
        _CHANGED_KEYS,
    )


def _source_section(entries: Sequence[Logged]) -> Section:
    def rows() -> Iterable[tuple[Cell, ...]]:
        dates: dict[str, dict[str, None]] = {}
        for _, entry, _ in entries:
            for source in entry.sources:
                dates.setdefault(source, {})[f"{entry.date}"] = None
        return ((source, tuple(days)) for source, days in dates.items())

    return Section("source", "Sources", _SOURCE_COLUMNS, rows)


def _news_in_words(past: History, since: date, changed: int) -> str:
    entries = sum(entry.date >= since for _, entry, _ in past.happened)
    if not entries:
        log = f"the newest entry is of {past.newest}" if past.newest else "the log is empty"
        return f"Nothing new since {since}: {log}."
    return (
        f"Since {since} the log has {counted(entries, 'new entry')}, the newest "
        f"of {past.newest}; {counted(changed, 'mark') if changed else 'no mark'} changed."
        f"{_contested(past)}"
    )


def _contested(past: History) -> str:
    names = {thing.id: thing.name for thing in past.tracker.things}
    each = ", ".join(f"{names[id]} ({sides(past, id)})" for id in past.contested)
    return f" Contested: {each}." if each else ""


def _in_words(past: History, as_of: date | None) -> str:
    """Summarise a tracker in two sentences: how many and which, and the newest entry."""
    areas, issues = past.tracker.areas, past.tracker.issues
    piloted = [area.name for area in areas if area.status == "piloted"]
    still_open = [issue.title for issue in issues if issue.status == "open"]
    few = len(piloted) + len(still_open) <= MOST_NAMES
    found, log = [], ""
    for names, all, one, state in (
        (piloted, len(areas), "area", "piloted"),
        (still_open, len(issues), "issue", "open"),
    ):
        verb = "is" if 1 in (len(names), all) else "are"
        which = f" ({'; '.join(names)})" if names and few else ""
        found.append(f"{len(names)} of {counted(all, one)} {verb} {state}{which}")
    if past.happened:
        _, newest, _ = past.happened[-1]
        what = f": {newest.title}" if newest.title else ""
        entries = counted(len(past.happened), "entry")
        log = f" The log has {entries}, the newest of {newest.date}{what}."
    when = f"As of {as_of}, " if as_of else ""
    return f"{when}{', and '.join(found)}.{_contested(past)}{log}"
