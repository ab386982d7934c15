"""The first sheet of a workbook, row by row: it reads as the top of a page does."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain
from typing import Literal, NamedTuple, TypeAlias

from kurils_cli.reports.plan import blocks
from kurils_cli.reports.plan.blocks import Run, Words, plain

Look: TypeAlias = Literal["text", "day", "heading", "title", "count", "piloted"]


class Value(NamedTuple):
    """What is in a cell, and how it looks; `piloted` is a count of a year with a pilot's end."""

    value: str | date | int
    look: Look = "text"


class Row(NamedTuple):
    """Cells next to each other; one that `is_wide` has the whole width."""

    cells: tuple[Value | None, ...] = ()
    is_wide: bool = False


def rows(plan: blocks.Plan) -> Iterator[Row]:
    """Yield the finding and what it rests on, then all that no other sheet has."""
    headline = plan.headline
    yield _wide(headline.finding, "title")
    yield from map(_wide, headline.deck)
    if headline.title:
        yield Row((Value(" ".join(headline.title)),), is_wide=True)
    yield from map(_wide, filter(None, (headline.standing, *headline.notes)))
    for part in plan.parts:
        found = [row for block in part.blocks for row in _block(block)]
        if found and not part.is_for_pages:
            yield Row()
            yield from [_wide(part.title, "heading")] if part.title else []
            yield from found


def _wide(words: Words, look: Look = "text") -> Row:
    return Row((Value(plain(words).strip(), look),), is_wide=True)


def _block(block: blocks.Block) -> Iterator[Row]:
    match block:
        case blocks.Paragraph():
            yield _wide(block.words)
        case blocks.Points():
            yield from map(_wide, block.points)
        case blocks.Grid():
            yield _heads(block.heads)
            yield from (Row((*map(_value, cells),)) for cells in block.rows)
        case blocks.Marks():
            yield from _marks(block)
        case blocks.Strip():
            yield from (Row((*map(_value, cells),)) for cells in block.grid.rows)
        case blocks.Changes():
            yield from chain.from_iterable(map(_change, block.changes))
        case _:
            return  # entries and sources have sheets of their own


def _change(change: blocks.Change) -> Iterator[Row]:
    """Yield what became of a thing, and the names of the entries that explain it."""
    first, *rest = change.lines
    yield _wide((Run(f"{change.name.text}: "), *first))
    yield from map(_wide, rest)
    yield from (_wide((Run(f"{item.handle} "), *item.title)) for item in change.entries)


def _heads(heads: Sequence[str | int]) -> Row:
    return Row(tuple(Value(head, "heading") for head in heads))


def _value(cell: Words) -> Value | None:
    if not cell:
        return None
    is_day = [run.kind for run in cell] == ["day"]
    return Value(date.fromisoformat(plain(cell)), "day") if is_day else Value(plain(cell))


def _marks(block: blocks.Marks) -> Iterator[Row]:
    """Yield the areas, then the issues, each with how many entries of a year name it."""
    days = [tick.day for row in block.rows if row.lane for tick in row.lane.ticks]
    years = range(min(days).year, max(days).year + 1) if days else range(0)
    for place, (grid, of) in enumerate(block.tables):
        yield from [Row()] if place else []
        yield _heads((*grid.heads, *years))
        for before, mark, cells in zip((None, *of), of, grid.rows, strict=False):
            yield Row((*map(_value, cells), *(_counts(mark, years) if mark is not before else ())))
    yield from (
        _wide((Run(f"{row.name.text}: "), *row.finding)) for row in block.rows if row.finding
    )


def _counts(row: blocks.Mark, years: Sequence[int]) -> Iterator[Value | None]:
    ticks = row.lane.ticks if row.lane else ()
    counts = Counter(tick.day.year for tick in ticks)
    piloted = {tick.day.year for tick in ticks if tick.sign == "piloted"}
    for year in years:
        look: Look = "piloted" if year in piloted else "count"
        yield Value(counts[year], look) if counts[year] else None
