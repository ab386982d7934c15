"""Tables in a terminal: the marks, and plain grids. Where it is narrow, rows become lines."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from kurils_cli.formats.screen import KEPT, NO_LIMIT, Line, Screen, Span, cell_len, parted, wide
from kurils_cli.reports.plan.blocks import Grid, Mark, Marks, Strip, words

NARROW = 60
"""On a narrower screen a row of a plain grid becomes a few lines rather than one."""
LONG_WORD = 20
"""A word with more columns may be broken in a table: an address, or Japanese."""
ROOMY = 40
"""With fewer columns for names, days of parties are left out."""
GAP = 2
"""How far columns are apart."""

_IN = Span(" " * GAP)
Cells = Sequence[Sequence[Span]]


def grid(screen: Screen, block: Grid) -> Iterator[Line]:
    """Yield a table, or where it is narrow each row as a few lines."""
    yield from _grid(screen, block, [[*map(screen.spans, row)] for row in block.rows])


def strip(screen: Screen, block: Strip) -> Iterator[Line]:
    """Yield a line a thing; those that continue one are indented a little."""
    names = {words(row.name) for row in block.rows}
    rows = []
    for cells in block.grid.rows:
        first, *rest = (screen.spans(cell, short=True) for cell in cells)
        rows.append([first if cells[0] in names else [_IN, *first], *rest])
    yield from _grid(screen, block.grid, rows)


def _grid(screen: Screen, block: Grid, rows: Sequence[Cells]) -> Iterator[Line]:
    heads = _heads(screen, block.heads)
    widths = _widths([heads, *rows], screen.width)
    if widths is None or (screen.width < NARROW and any(block.heads)):
        yield from parted(_stacked(screen, block, row) for row in rows)
    else:
        for row in [heads, *rows] if any(block.heads) else rows:
            yield from _row(screen, row, widths)


def _row(screen: Screen, row: Cells, widths: Sequence[int]) -> Iterator[Line]:
    cells = (screen.folded(cell, width=width) for cell, width in zip(row, widths, strict=True))
    return beside([*map(tuple, cells)], widths)


def beside(
    cells: Sequence[Sequence[Line]], widths: Sequence[int], indent: int = 0
) -> Iterator[Line]:
    """Yield cells of a line or more next to each other."""
    blanks = [Span(" " * indent)] if indent else []
    for parts in zip_longest(*cells, fillvalue=()):
        line = [*blanks]
        for part, width in zip(parts, widths, strict=True):
            line += part
            line.append(Span(" " * (width - wide(part) + GAP)))
        yield tuple(line)


def _widths(rows: Sequence[Cells], room: int) -> list[int] | None:
    """Return how wide each column is; None where words would be broken."""
    room -= GAP * (len(rows[0]) - 1)
    columns = [*zip(*rows, strict=True)]
    widths = [min(room, max(map(wide, column))) for column in columns]
    least = [
        min(width, max(map(_longest_word, column)))
        for width, column in zip(widths, columns, strict=True)
    ]
    if sum(least) > room:
        return None
    while sum(widths) > room:
        free = [width if width > low else 0 for width, low in zip(widths, least, strict=True)]
        widths[free.index(max(free))] -= 1
    return widths


def _longest_word(cell: Sequence[Span]) -> int:
    words = "".join([span.text for span in cell]).split(" ")
    return max(cell_len(word) if KEPT in word else min(LONG_WORD, cell_len(word)) for word in words)


def _stacked(screen: Screen, block: Grid, row: Cells) -> Iterator[Line]:
    """Yield a row as its first cell, and below it the others with their headings."""
    labels = [f"  {screen.text(head).lower()}" for head in block.heads]
    first, *rest = [at for at, cell in enumerate(row) if wide(cell)] or [0]
    heading = [span._replace(style=span.style or "strong") for span in row[first]]
    if rest and not block.heads[first]:
        heading += [Span("  "), *row[rest.pop(0)]]
    yield from screen.folded(heading)
    label_width = max((len(labels[at]) for at in rest), default=0)
    room = max(1, screen.width - label_width - GAP)
    for at in rest:
        cell = [*screen.folded(row[at], width=room)]
        yield from beside([[(Span(labels[at], "soft"),)], cell], [label_width, room])


class _Layout(NamedTuple):
    """The lines of each mark in each table, under its headings, and how wide columns are.

    With `has_names`, the last column is for names. Without widths there is no room for columns.
    """

    tables: Sequence[tuple[Cells, Sequence[tuple[Mark, Sequence[Cells]]]]]
    widths: Sequence[int]
    has_names: bool


def marks(screen: Screen, block: Marks) -> Iterator[Line]:
    """Yield the row of each thing: its id, mark, day, who says so, when it was last heard of.

    Its name is the last column, or below the row where there is no room for it. Where there is
    not even room for the others, they are below too.
    """
    layout = _layout(screen, block, ROOMY)
    if not layout.has_names:
        brief = _layout(screen, block._replace(rows=tuple(map(_brief, block.rows))), LONG_WORD)
        layout = brief if brief.widths else layout
    return parted(_table(screen, block, layout, at) for at in range(len(layout.tables)))


def _brief(mark: Mark) -> Mark:
    """Return a row that says who says so, but not since when: that is below it."""
    claims = (claim._replace(who=claim.brief or claim.who) for claim in mark.claims)
    return mark._replace(claims=tuple(claims))


def _layout(screen: Screen, block: Marks, least: int) -> _Layout:
    """Lay marks out with their names, if there are so many columns for these."""
    tables = [(_heads(screen, grid.heads), _lines(screen, grid, of)) for grid, of in block.tables]
    cells: list[Cells] = [heads for heads, _ in tables]
    cells += [[*map(whole, each)] for _, rows in tables for _, lines in rows for each in lines]
    widths = (_widths(cells, screen.width) if cells else None) or []
    names = [block.heads.name, *(row.name.text for row in block.rows)]
    longest = max(cell_len(screen.text(name)) for name in names)
    room = screen.width - sum(widths) - GAP * len(widths)
    has_names = bool(widths) and room >= min(least, longest)
    return _Layout(tables, [*widths, *[min(room, longest)] * has_names], has_names)


def _lines(screen: Screen, grid: Grid, of: Sequence[Mark]) -> list[tuple[Mark, list[Cells]]]:
    """Return the lines of each mark; those that continue it are indented a little."""
    found: list[tuple[Mark, list[Cells]]] = []
    for mark, row in zip(of, grid.rows, strict=True):
        first, *rest = (screen.spans(cell, short=True) for cell in row)
        if found and found[-1][0] is mark:
            found[-1][1].append([[_IN, *first], *rest])
        else:
            found.append((mark, [[first, *rest]]))
    return found


def _table(screen: Screen, block: Marks, layout: _Layout, at: int) -> Iterator[Line]:
    """Yield a table of marks; below the lines of each what has no room, and what is wrong."""
    (heads, rows), (_, widths, has_names) = layout.tables[at], layout
    named = [*heads, *_heads(screen, [block.heads.name] * has_names)]
    yield from _row(screen, named, widths) if widths else screen.folded(heads[0])
    for mark, lines in rows:
        name = [Span(screen.text(mark.name.text))]
        for place, cells in enumerate(lines):
            if widths:
                last = [[] if place else name] * has_names
                yield from _row(screen, [*map(whole, cells), *last], widths)
            else:
                yield from _cramped(screen, heads, cells)
        if not has_names and mark.name.text.casefold() != mark.name.to.casefold():
            yield from screen.folded(name, GAP)
        for claim in mark.claims:
            if "day" in {run.kind for run in claim.said} - {run.kind for run in claim.who}:
                yield from screen.folded(screen.spans(claim.said, "soft", short=True), GAP)
        if mark.finding:
            yield from screen.paragraph(mark.finding, "contested", GAP)


def _heads(screen: Screen, heads: Iterable[str]) -> list[list[Span]]:
    return [[Span(screen.text(head), "soft")] for head in heads]


def whole(spans: Sequence[Span], room: int = NO_LIMIT) -> Sequence[Span]:
    """Return spans within which no line ends, if they have room on one."""
    if wide(spans) > room:
        return spans
    return [span._replace(text=span.text.replace(" ", KEPT)) for span in spans]


def _cramped(screen: Screen, heads: Cells, cells: Cells) -> Iterator[Line]:
    """Yield a row of marks as a line, and below it its other cells that are not empty."""
    name, state, *rest = cells
    strong = [span._replace(style=span.style or "strong") for span in name]
    yield from screen.folded([*strong, Span("  "), *state])
    said: list[Span] = []
    for [head], cell in zip(heads[2:], rest, strict=True):
        if cell:
            pair = [Span(f"{head.text.lower()} ", "soft"), *cell]
            said += [Span("  ")] if said else []
            said += whole(pair, screen.width - GAP)
    if said:
        yield from screen.folded(said, GAP)
