"""`log`: the entries, with what each moved and who says so."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from kurils_cli import history
from kurils_cli.history import History, Move
from kurils_cli.model import Entry, Party, Tracker
from kurils_cli.reports.cells import Cell, Moved, Says
from kurils_cli.reports.parts import Column, Report, Section, about, same, seen

if TYPE_CHECKING:
    from kurils_cli.reports.plan.blocks import Headline, Part

_COLUMNS = (
    Column("date", "Date", "date"),
    Column("title", "Title"),
    Column("place", "Place"),
    Column("changes", "Changes", "state"),
    Column("about", "About"),
    Column("sources", "Sources", "links"),
    Column("note", "Note", "note"),
    Column("by", "By", late=True),
    Column("says", "Says", "data"),
)
_LINE_COLUMNS = (
    Column("entry", "Entry"),
    Column("title", "Title"),
    Column("changes", "Changes", "state"),
)
_OWN_KEYS = same("date", "title", "place", "changes", "about", "sources", "note", "by", "says")
_KEYS = _OWN_KEYS | same("entry")


def log(
    past: History | Tracker,
    *,
    as_of: date | None = None,
    by: Party | None = None,
    ids: Iterable[str] = (),
    entries: Iterable[str] = (),
    since: date | None = None,
    until: date | None = None,
    grep: str | None = None,
    limit: int | None = None,
    oneline: bool = False,
) -> Report:
    """Report entries, newest first: those that move one of `ids` or are about one.

    `entries` are the handles of those that are asked for by name.
    With `grep`, only those that have it in one of their texts. With `oneline`, each is
    its name, its title and what it moved; JSON has all of it in any case.
    """
    past, chosen, named = history.of(past), tuple(ids), set(entries)
    found = [
        (handle, entry, moves)
        for handle, entry, moves in past.logged
        if (not (chosen or named) or handle in named or entry.mentions(chosen))
        and (since is None or entry.date >= since)
        and (until is None or entry.date <= until)
        and (grep is None or _has_text(entry, grep))
    ]
    chosen_entries = found[::-1][:limit]
    section = entry_section(chosen_entries, past.tracker.parties)
    shown = _lines(chosen_entries) if oneline else section
    seeing = seen(past, as_of, by)

    def headline() -> "Headline":
        from kurils_cli.reports.plan import headlines

        return headlines.log(seeing(), [entry for _, entry, _ in chosen_entries])

    def body() -> "tuple[Part, ...]":
        from kurils_cli.reports.plan import log as plan

        return plan.body(seeing(), chosen_entries, oneline=oneline)

    return about(past, "log", (shown,), {"entries": section}, as_of=as_of, by=by)._replace(
        headline=headline, body=body
    )


def _lines(entries: Iterable[tuple[str, Entry, tuple[Move, ...]]]) -> Section:
    """Return entries, each in one line that begins with its name."""
    rows = (
        (handle, entry.title, tuple(Moved(*move) for move in moves))
        for handle, entry, moves in entries
    )
    return Section("entry", "Log", _LINE_COLUMNS, tuple(rows), empty="no entries")


def _has_text(entry: Entry, text: str) -> bool:
    """Tell whether an entry has a text in one of its own, whatever the case of its letters."""
    accounts = [account for _, account in entry.says]
    texts = [entry.title, entry.place, entry.note, *entry.sources, *accounts]
    return any(text.casefold() in each.casefold() for each in texts if each)


def entry_section(
    entries: Iterable[tuple[str, Entry, tuple[Move, ...]]],
    parties: Iterable[Party] = (),
    title: str = "Log",
) -> Section:
    """Return entries, each with its handle and what it moved, as a section.

    What each party says has a column of its own.
    """
    speakers = [party.id for party in parties]
    return Section(
        "entry",
        title,
        (
            *_COLUMNS,
            *(Column(f"says.{party}", f"Says {party}", "note", late=True) for party in speakers),
            Column("entry", "Entry", "data"),
        ),
        tuple(
            (*_cells(entry, moves), *map(dict(entry.says).get, speakers), handle)
            for handle, entry, moves in entries
        ),
        _KEYS,
        empty="no entries",
        is_of_entries=True,
    )


def entry_data(entry: Entry) -> dict[str, Cell]:
    """Return what JSON has of an entry by itself; `changes` are for the caller to add."""
    return dict(zip(_OWN_KEYS, _cells(entry, ()), strict=True))


def _cells(entry: Entry, moves: tuple[Move, ...]) -> tuple[Cell, ...]:
    return (
        entry.date,
        entry.title,
        entry.place,
        tuple(Moved(*move) for move in moves),
        entry.about,
        entry.sources,
        entry.note,
        entry.by,
        Says(entry.says),
    )
