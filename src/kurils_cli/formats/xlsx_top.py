"""The first sheet of a workbook, row by row: it reads as the top of a page does."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain
from typing import Literal, NamedTuple, TypeAlias

from kurils_cli.reports.plan.blocks import (
    Block,
    Change,
    Changes,
    Grid,
    Headline,
    Mark,
    Marks,
    Paragraph,
    Part,
    Points,
    Run,
    Strip,
    Words,
    plain,
)

Look: TypeAlias = Literal["text", "day", "heading", "title", "count", "piloted"]


class Value(NamedTuple):
    """What is in a cell, and how it looks; `piloted` is a count of a year with a pilot's end."""

    value: str | date | int
    look: Look = "text"


class Row(NamedTuple):
    """Cells next to each other; one that `is_wide` has the whole width."""

    cells: tuple[Value | None, ...] = ()
    is_wide: bool = False


def rows(headline: Headline, parts: Sequence[Part]) -> Iterator[Row]:
    """Yield the finding and what it rests on, then all that no other sheet has."""
    yield _wide(headline.finding, "title")
    yield from map(_wide, headline.deck)
    if headline.title:
        yield Row((Value(" ".join(headline.title)),), is_wide=True)
    yield from map(_wide, filter(None, (headline.standing, *headline.notes)))
    for part in parts:
        found = [row for block in part.blocks for row in _block(block)]
        if found and not part.is_for_pages:
            yield Row()
            yield from [_wide(part.title, "heading")] if part.title else []
            yield from found


def _wide(words: Words, look: Look = "text") -> Row:
    return Row((Value(plain(words).strip(), look),), is_wide=True)


def _block(block: Block) -> Iterator[Row]:
    match block:
        case Paragraph():
            yield _wide(block.words)
        case Points():
            yield from map(_wide, block.points)
        case Grid():
            yield _heads(block.heads)
            yield from (Row(tuple(Value(plain(cell)) for cell in cells)) for cells in block.rows)
        case Marks():
            yield from _marks(block)
        case Strip():
            yield from chain.from_iterable(_mark(row, "", (), ()) for row in block.rows)
        case Changes():
            yield from chain.from_iterable(map(_change, block.changes))
        case _:
            return  # entries and sources have sheets of their own


def _change(change: Change) -> Iterator[Row]:
    """Yield what became of a thing, and the names of the entries that explain it."""
    first, *rest = change.lines
    yield _wide((Run(f"{change.name.text}: "), *first))
    yield from map(_wide, rest)
    yield from (_wide((Run(f"{item.handle} "), *item.title)) for item in change.entries)


def _heads(heads: Sequence[str | int]) -> Row:
    return Row(tuple(Value(head, "heading") for head in heads))


def _value(run: Run | None) -> Value | None:
    if run is None:
        return None
    return Value(date.fromisoformat(run.text), "day") if run.kind == "day" else Value(run.text)


def _marks(block: Marks) -> Iterator[Row]:
    """Yield the areas, then the issues, each with how many entries of a year name it."""
    heads = block.heads
    has_heard, has_looked = (
        any(row.last_heard for row in block.rows),
        any(row.looked for row in block.rows),
    )
    days = [tick.day for row in block.rows if row.lane for tick in row.lane.ticks]
    years = range(min(days).year, max(days).year + 1) if days else range(0)
    named = [heads.last_heard] * has_heard + [heads.looked] * has_looked
    for kind, head in (("area", heads.areas), ("issue", heads.issues)):
        of_kind = [row for row in block.rows if row.kind == kind]
        if of_kind:
            yield from [Row()] if kind == "issue" else []
            yield _heads((head, heads.mark, heads.since, heads.who, *named, *years))
        for row in of_kind:
            heard = [row.last_heard] * has_heard + [row.looked] * has_looked
            yield from _mark(row, heads.contested, heard, years)
    yield from (
        _wide((Run(f"{row.name.text}: "), *row.finding)) for row in block.rows if row.finding
    )


def _mark(
    row: Mark, contested: str, heard: Sequence[Run | None], years: Sequence[int]
) -> Iterator[Row]:
    """Yield a thing's row, or one a party where its mark is contested."""
    name = f"{row.name.text}: {contested}" if row.is_contested and contested else row.name.text
    for at, claim in enumerate(row.claims):
        cells = [_value(claim.state), _value(claim.since), Value(plain(claim.who))]
        if at:
            yield Row((None, *cells))
        else:
            yield Row((Value(name), *cells, *map(_value, heard), *_counts(row, years)))


def _counts(row: Mark, years: Sequence[int]) -> Iterator[Value | None]:
    ticks = row.lane.ticks if row.lane else ()
    counts = Counter(tick.day.year for tick in ticks)
    piloted = {tick.day.year for tick in ticks if tick.sign == "piloted"}
    for year in years:
        look: Look = "piloted" if year in piloted else "count"
        yield Value(counts[year], look) if counts[year] else None
