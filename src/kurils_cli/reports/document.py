"""`report`: everything in one document."""

from collections.abc import Iterable, Sequence
from datetime import date

from kurils_cli import history
from kurils_cli.history import History, Logged
from kurils_cli.model import Party, Tracker
from kurils_cli.reports import plan
from kurils_cli.reports.cells import Cell, accounts, sides
from kurils_cli.reports.entries import entry_section
from kurils_cli.reports.intervals import timeline
from kurils_cli.reports.marks import status
from kurils_cli.reports.parts import Column, Report, Rows, Section, about, same
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
_SOURCE_COLUMNS = (Column("source", "Source", "links"), Column("dates", "Entries of", "date"))


def report(
    past: History | Tracker,
    *,
    as_of: date | None = None,
    by: Party | None = None,
    full: bool = False,
) -> Report:
    """Report everything in one document: words, status, timeline, log, sources.

    Unless it is `full`, the log is the newest entries, and those that set the marks.
    """
    past = history.of(past)
    marks = status(past, as_of=as_of, by=by)
    times = timeline(past, as_of=as_of, by=by)
    entries, since = past.logged[::-1], past.since
    shown = [
        (handle, entry, moves)
        for place, (handle, entry, moves) in enumerate(entries)
        if full or place < RECENT or any(since.get(move.id) == entry.date for move in moves)
    ]
    title = "Log" if len(shown) == len(entries) else _of_the_log(len(shown), len(entries))
    log = entry_section(shown, past.tracker.parties, title)
    sources = _source_section(shown)
    return about(
        past,
        "report",
        (*marks.sections, *times.sections, log, sources),
        {
            "summary": _in_words(past, as_of),
            "areas": marks.document["areas"],
            "issues": marks.document["issues"],
            "intervals": times.document["intervals"],
            "entries": log,
            "sources": sources,
        },
        lambda: plan.report.plan(past, as_of, by, is_full=full),
        as_of=as_of,
        by=by,
    )


def report_since(
    past: History | Tracker, since: date, *, as_of: date | None = None, by: Party | None = None
) -> Report:
    """Report what changed from a day on and who says so, then the entries from that day on.

    JSON is as of `report`, with `since` and `changes` last.
    """
    past = history.of(past)
    whole = report(past, as_of=as_of, by=by)
    entries = [each for each in past.logged[::-1] if each[1].date >= since]
    changed = _changed_section(past, since)
    log = entry_section(entries, past.tracker.parties, f"Log since {since}")
    sources = _source_section(entries)
    happened = [entry for entry in past.happened if entry.date >= since]
    in_words = _news_in_words(past, since, len(changed.rows), len(happened))
    return whole._replace(
        sections=(changed, log, sources) if entries else (),
        document={
            **whole.document,
            "summary": in_words,
            "entries": log,
            "sources": sources,
            "since": since,
            "changes": changed,
        },
        plan=lambda: plan.report.since_plan(past, as_of, by, since),
    )


def _changed_section(past: History, since: date) -> Section:
    """Return the marks that have changed since a day began, each with who says it."""
    tracker = past.tracker
    before = {thing.id: thing.status for thing in history.before(tracker, since).things}
    return Section(
        "changed",
        f"Changed since {since}",
        _CHANGED_COLUMNS,
        tuple(
            (
                *(thing.id, before.get(thing.id), thing.status),
                *(past.since.get(thing.id), thing.name, past.said_by[thing.id]),
                *accounts(past, thing.id),
            )
            for thing in tracker.things
            if before.get(thing.id) != thing.status
        ),
        {"kind": "kind"}
        | same(*("id", "name", "old", "new", "since", "said_by", "accounts", "accounts_since")),
    )


def _news_in_words(past: History, since: date, changed: int, entries: int) -> str:
    newest = past.happened[-1].date if past.happened else None
    if not entries:
        return f"Nothing new since {since}: " + (
            f"the newest entry is of {newest}." if newest else "the log is empty."
        )
    marks = counted(changed, "mark") if changed else "no mark"
    return (
        f"Since {since} the log has {counted(entries, 'new entry', 'new entries')}, "
        f"the newest of {newest}; {marks} changed.{_contested(past)}"
    )


def _contested(past: History) -> str:
    """Say on which marks two parties differ, what each says, and since when."""
    names = {thing.id: thing.name for thing in past.tracker.things}
    each = [f"{names[id]} ({sides(past, id)})" for id in past.contested]
    return f" Contested: {', '.join(each)}." if each else ""


def _of_the_log(shown: int, all: int) -> str:
    """Return a title that says which entries are shown."""
    newest = f"Log: the {RECENT} newest of {all} entries"
    return newest if shown == RECENT else f"{newest}, and {shown - RECENT} that set the marks"


def _source_section(entries: Sequence[Logged]) -> Section:
    """Return the sources of some entries, each once, with the dates of the entries."""

    def rows() -> Iterable[tuple[Cell, ...]]:
        dates: dict[str, list[str]] = {}
        for _, entry, _ in entries:
            for source in entry.sources:
                dates.setdefault(source, []).append(f"{entry.date}")
        return ((source, tuple(dict.fromkeys(days))) for source, days in dates.items())

    return Section("source", "Sources", _SOURCE_COLUMNS, Rows(rows), same("source", "dates"))


def _in_words(past: History, as_of: date | None) -> str:
    """Summarise a tracker in two sentences: how many and which, and the newest entry."""
    tracker = past.tracker
    piloted = [area.name for area in tracker.areas if area.status == "piloted"]
    still_open = [issue.title for issue in tracker.issues if issue.status == "open"]
    few = len(piloted) + len(still_open) <= MOST_NAMES
    first = (
        f"{'As of ' + as_of.isoformat() + ', ' if as_of else ''}"
        f"{_of(len(piloted), len(tracker.areas), 'area')} piloted"
        f"{_named(piloted) if few else ''}, and "
        f"{_of(len(still_open), len(tracker.issues), 'issue')} open"
        f"{_named(still_open) if few else ''}.{_contested(past)}"
    )
    if not past.happened:
        return first
    newest = past.happened[-1]
    entries = counted(len(past.happened), "entry", "entries")
    what = f": {newest.title}" if newest.title else ""
    return f"{first} The log has {entries}, the newest of {newest.date}{what}."


def _of(count: int, all: int, one: str) -> str:
    return f"{count} of {counted(all, one)} {'is' if 1 in (count, all) else 'are'}"


def _named(names: Sequence[str]) -> str:
    return f" ({'; '.join(names)})" if names else ""
