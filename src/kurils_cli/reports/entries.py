"""`log`: the entries, with what each moved."""

from collections.abc import Iterable
from datetime import date

from kurils_cli import history
from kurils_cli.history import Move
from kurils_cli.model import Entry, Tracker
from kurils_cli.reports.parts import Column, Json, Report, Section, heading, iso

_ENTRY_COLUMNS = (
    Column("date", "Date", "date"),
    Column("title", "Title"),
    Column("place", "Place"),
    Column("changes", "Changes", "state"),
    Column("about", "About"),
    Column("sources", "Sources", "links"),
    Column("note", "Note", "note"),
)


def log(
    tracker: Tracker,
    *,
    as_of: date | None = None,
    ids: Iterable[str] = (),
    since: date | None = None,
    until: date | None = None,
    limit: int | None = None,
) -> Report:
    """Report entries, newest first: those that move one of `ids` or are about one."""
    chosen = tuple(ids)
    entries = [
        (entry, moves)
        for entry, moves in history.moves(tracker)
        if (not chosen or entry.mentions(chosen))
        and (since is None or entry.date >= since)
        and (until is None or entry.date <= until)
    ]
    entries = entries[::-1][:limit]
    return Report(
        name="log",
        title=tracker.title,
        as_of=as_of,
        sections=(entry_section(entries),),
        data={
            **heading(tracker, as_of),
            "entries": [entry_data(entry, moves) for entry, moves in entries],
        },
    )


def entry_section(entries: Iterable[tuple[Entry, tuple[Move, ...]]], title: str = "Log") -> Section:
    """Return entries and what they moved as a section."""
    return Section(
        "entry",
        title,
        _ENTRY_COLUMNS,
        tuple(
            (e.date, e.title, e.place, moves, e.about, e.sources, e.note) for e, moves in entries
        ),
        empty="no entries",
        documents=True,
    )


def entry_data(entry: Entry, moves: Iterable[Move]) -> dict[str, Json]:
    """Return an entry and what it moved as JSON data."""
    return {
        "date": iso(entry.date),
        "title": entry.title,
        "place": entry.place,
        "changes": [{"id": m.id, "from": m.old, "to": m.new} for m in moves],
        "about": entry.about,
        "sources": entry.sources,
        "note": entry.note,
    }
