"""`report`: all there is in one document."""

from collections.abc import Iterable
from datetime import date

from kurils_cli import history
from kurils_cli.model import Entry, Party, Tracker
from kurils_cli.reports.entries import entry_section
from kurils_cli.reports.intervals import timeline
from kurils_cli.reports.marks import count_in_words, status
from kurils_cli.reports.parts import Column, Report, Section, heading, same

RECENT = 10
"""How many entries a report has, unless it is to have all."""

_SOURCE_COLUMNS = (Column("source", "Source", "links"), Column("dates", "Entries of", "date"))


def report(
    tracker: Tracker, *, as_of: date | None = None, by: Party | None = None, full: bool = False
) -> Report:
    """Report all there is in one document: words, status, timeline, log, sources.

    The sources are those of the entries shown and of those that set the marks.
    """
    marks = status(tracker, as_of=as_of, by=by)
    times = timeline(tracker, as_of=as_of, by=by)
    entries = history.moves(tracker)[::-1]
    shown = entries if full else entries[:RECENT]
    all_shown = len(shown) == len(entries)
    title = "Log" if all_shown else f"Log: the {len(shown)} newest of {len(entries)} entries"
    since = history.since(tracker)
    sources = _sources(
        entry
        for place, (entry, moves) in enumerate(entries)
        if place < len(shown) or any(since.get(move.id) == entry.date for move in moves)
    )
    in_words = _in_words(tracker, as_of)
    log = entry_section(shown, tracker.parties, title)
    source_section = Section(
        "source",
        "Sources",
        _SOURCE_COLUMNS,
        tuple((source, dates) for source, dates in sources.items()),
        same("source", "dates"),
    )
    return Report(
        name="report",
        title=tracker.title,
        as_of=as_of,
        by=by,
        entries=len(tracker.log),
        newest=history.newest_day(tracker.log),
        summary=in_words,
        sections=(*marks.sections, *times.sections, log, source_section),
        document={
            **heading(tracker, as_of),
            "summary": in_words,
            "areas": marks.document["areas"],
            "issues": marks.document["issues"],
            "intervals": times.document["intervals"],
            "entries": log,
            "sources": source_section,
            "by": by and by.id,
        },
    )


def _sources(entries: Iterable[Entry]) -> dict[str, tuple[str, ...]]:
    dates: dict[str, list[str]] = {}
    for entry in entries:
        for source in entry.sources:
            dates.setdefault(source, []).append(f"{entry.date}")
    return {source: tuple(dict.fromkeys(days)) for source, days in dates.items()}


def _in_words(tracker: Tracker, as_of: date | None) -> str:
    """Summarise a tracker: counts, names by state, and the newest entry."""
    sentences = [
        f"{'As of ' + as_of.isoformat() + ', ' if as_of else ''}{count_in_words(tracker)}."
    ]
    for state in ("piloted", "pending", "open", "resolved"):
        names = [thing.name for thing in tracker.things if thing.status == state]
        if names:
            sentences.append(f"{state.capitalize()}: {'; '.join(names)}.")
    if tracker.log:
        days = [entry.date for entry in tracker.log]
        entries = "1 entry" if len(days) == 1 else f"{len(days)} entries"
        newest = history.by_date(tracker.log)[-1]
        sentences.append(
            f"The log has {entries}, the newest of {newest.date}"
            f"{f': {newest.title}' if newest.title else ''}."
        )
    return " ".join(sentences)
