"""`log`: the entries, with what each moved and who says so."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from kurils_cli.history import Logged, Move, View
from kurils_cli.model import FIELDS, IN_COLUMNS, Entry, FieldKind, Tracker
from kurils_cli.reports import plan
from kurils_cli.reports.cells import Cell, Fact, announced, by_party, entered, moved
from kurils_cli.reports.parts import Column, Holds, Report, Section, report_on

_HOLDS: Mapping[FieldKind, Holds] = {
    "day": "date",
    "changes": "state",
    "texts": "links",
    "prose": "note",
    "by party": "data",
}
"""What the columns of some kinds of field hold; all others hold text."""
_VERSIONS = dict.fromkeys(IN_COLUMNS[:7], 0) | dict.fromkeys(IN_COLUMNS[7:], 1)
"""In which version after 0.1.0 each column came; newer ones come last."""
_KEYS = sorted(FIELDS[Entry], key=[*IN_COLUMNS, *FIELDS[Entry]].index)
_COLUMNS = tuple(
    Column(
        key, key.capitalize(), _HOLDS.get(FIELDS[Entry][key].kind, "text"), _VERSIONS.get(key, 2)
    )
    for key in _KEYS
)
_LINE_COLUMNS = (
    Column("entry", "Entry"),
    Column("title", "Title"),
    Column("changes", "Changes", "state"),
)


def log(
    view: View,
    *,
    ids: Iterable[str] = (),
    entries: Iterable[str] = (),
    since: date | None = None,
    until: date | None = None,
    grep: str | None = None,
    limit: int | None = None,
    oneline: bool = False,
) -> Report:
    """Report entries, newest first: those that move one of `ids` or are about one.

    `entries` are the handles of those that are asked for by name. With `grep`, only those
    that have it in one of their texts. With `oneline`, each is its name, its title and
    what it moved; JSON always has all of it.
    """
    chosen, named = tuple(ids), set(entries)
    found = [
        (handle, entry, moves)
        for handle, entry, moves in view.past.logged[::-1]
        if (not (chosen or named) or handle in named or entry.mentions(chosen))
        and (since is None or entry.date >= since)
        and (until is None or entry.date <= until)
        and (grep is None or _has_text(entry, grep))
    ][:limit]
    section = shown = entry_section(found, view.past.tracker)
    if oneline:
        on = view.past.tracker.on
        rows = [(handle, e.title, _did(e, moves, on)) for handle, e, moves in found]
        shown = Section("entry", "Log", _LINE_COLUMNS, lambda: rows)
    return report_on(
        view,
        "log",
        (shown,),
        {"entries": section},
        lambda wording: plan.items.log_plan(wording, found, oneline=oneline),
    )


def _has_text(entry: Entry, text: str) -> bool:
    """Tell whether one of an entry's texts contains a text, in capitals or not."""
    texts: list[str] = []
    for key, field in FIELDS[Entry].items():
        value: Any = getattr(entry, key)
        if field.kind in ("line", "prose"):
            texts.append(value or "")
        elif field.kind in ("texts", "by party"):
            texts += dict(value).values() if field.kind == "by party" else value
    return any(text.casefold() in each.casefold() for each in texts)


def entry_section(entries: Iterable[Logged], tracker: Tracker, title: str = "Log") -> Section:
    """Return entries, each with its handle and what it moved or announces, as a section.

    What each party says has a column of its own. Columns are headed as `import` knows them.
    """
    speakers = [party.id for party in tracker.parties]
    return Section(
        "entry",
        title,
        (
            *_COLUMNS,
            *(Column(f"says.{party}", f"Says.{party}", "note", late=1) for party in speakers),
            Column("entry", "Entry", "data"),
        ),
        lambda: (
            (
                *_cells(entry, _did(entry, moves, tracker.on)),
                *map(dict(entry.says).get, speakers),
                handle,
            )
            for handle, entry, moves in entries
        ),
        (*_KEYS[:9], "entry", *_KEYS[9:]),  # newer keys come last
    )


def entry_data(entry: Entry) -> dict[str, Cell]:
    """Return what JSON has of an entry by itself."""
    return dict(
        zip(_KEYS, _cells(entry, tuple(entered(*change) for change in entry.changes)), strict=True)
    )


def _did(entry: Entry, moves: tuple[Move, ...], on: date) -> tuple[Fact, ...]:
    """Return what an entry moved by a day, or if it is dated later, what it announces."""
    return tuple(map(moved if entry.date <= on else announced, moves))


def _cells(entry: Entry, changes: tuple[Fact, ...]) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for key in _KEYS:
        value: Any = getattr(entry, key)
        match FIELDS[Entry][key].kind:
            case "changes":
                cells.append(changes)
            case "by party":
                cells.append(by_party(dict(value)))
            case _:
                cells.append(value)
    return tuple(cells)
