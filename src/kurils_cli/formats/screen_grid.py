"""Tables in a terminal: where each thing stands, and plain grids. What is narrow becomes lines."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import Literal

from kurils_cli.formats.screen import KEPT, Line, Screen, Span, cell_len, wide
from kurils_cli.reports.plan.blocks import Grid, Heads, Mark, Marks, Run, Strip

NARROW = 60
"""Below this many columns a row of a plain grid becomes a few lines rather than one."""
LONG_WORD = 20
"""A word with more columns may be broken in a table: an address, or Japanese."""
GAP = 2
"""How far columns are apart."""

Cells = Sequence[Sequence[Span]]


def grid(screen: Screen, block: Grid) -> Iterator[Line]:
    """Yield a table, or where it is narrow each row as a few lines."""
    rows = [[screen.spans(cell) for cell in row] for row in block.rows]
    heads = [[Span(screen.text(head), "soft")] for head in block.heads]
    widths = _widths([heads, *rows], screen.width)
    if widths is None or screen.width < NARROW:
        yield from _stacked(screen, block, rows)
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


def _stacked(screen: Screen, block: Grid, rows: Sequence[Cells]) -> Iterator[Line]:
    """Yield each row as its first cell, and below it the others with their headings."""
    labels = [f"  {screen.text(head).lower()}" for head in block.heads]
    for place, row in enumerate(rows):
        if place:
            yield ()
        told = [at for at, cell in enumerate(row) if wide(cell)]
        first, *rest = told or [0]
        heading = [span._replace(style=span.style or "strong") for span in row[first]]
        if rest and not block.heads[first]:
            heading += [Span("  "), *row[rest.pop(0)]]
        yield from screen.folded(heading)
        label_width = max((len(labels[at]) for at in rest), default=0)
        room = max(1, screen.width - label_width - GAP)
        for at in rest:
            cell = [*screen.folded(row[at], width=room)]
            yield from beside([[(Span(labels[at], "soft"),)], cell], [label_width, room])


def strip(screen: Screen, block: Strip) -> Iterator[Line]:
    """Yield where each thing stands, a line each."""
    rows = [
        [
            [screen.span(row.name, short=True)],
            _joined([[screen.span(claim.state)] for claim in row.claims], ", "),
            _joined([[screen.span(claim.since)] for claim in row.claims if claim.since], ", "),
            [Span(screen.text(block.changed), "strong")] if row.is_changed else [],
        ]
        for row in block.rows
    ]
    widths = _widths(rows, screen.width)
    for row in rows:
        if widths:
            yield from _row(screen, row, widths)
        else:
            yield from screen.folded(_joined(row, " "), hanging=GAP)


def _joined(items: Iterable[Sequence[Span]], between: str) -> list[Span]:
    found: list[Span] = []
    for item in items:
        found += [Span(between), *item] if found and item else item
    return found


def marks(screen: Screen, block: Marks) -> Iterator[Line]:
    """Yield where each thing stands: its id, mark, day, who says so, when it was last heard of.

    Its name is the last column, or below the row where there is no room for it. Where there is
    not even room for the others, they are below too.
    """
    tables = [
        (head, [row for row in block.rows if row.kind == kind])
        for kind, head in (("area", block.heads.areas), ("issue", block.heads.issues))
    ]
    shown = [(head, rows) for head, rows in tables if rows]
    optional = _optional_columns(block)
    lines = {
        head: [
            (_heads(screen, block.heads, head, optional), None),
            *_lines(screen, block.heads, rows, optional),
        ]
        for head, rows in shown
    }
    every = [cells for table in lines.values() for cells, _ in table]
    widths = _mark_widths(every, screen.width) if every else None
    for place, (head, rows) in enumerate(shown):
        yield from [()] if place else []
        if widths is None:
            yield from _cramped(screen, block.heads, head, rows)
            continue
        for cells, row in lines[head]:
            yield from _row(screen, cells[: len(widths)], widths)
            if row:
                yield from _below(screen, row, has_name=len(widths) == len(cells))


def _optional_columns(block: Marks) -> list[Literal["last_heard", "looked"]]:
    """Return the columns that not each report has."""
    found: list[Literal["last_heard", "looked"]] = []
    if any(row.last_heard for row in block.rows):
        found.append("last_heard")
    if any(row.looked for row in block.rows):
        found.append("looked")
    return found


def _heads(screen: Screen, heads: Heads, first: str, optional: Iterable[str]) -> list[list[Span]]:
    named = [getattr(heads, column) for column in optional]
    return [
        [Span(screen.text(head), "soft")]
        for head in (first, heads.mark, heads.since, heads.who, *named, heads.name)
    ]


def _lines(
    screen: Screen,
    heads: Heads,
    rows: Iterable[Mark],
    optional: Sequence[Literal["last_heard", "looked"]],
) -> Iterator[tuple[list[list[Span]], Mark | None]]:
    """Yield the cells of each line of some rows; the last line of a row has the row itself."""
    for row in rows:
        for place, claim in enumerate(row.claims):
            beside_first = [getattr(row, column) for column in optional]
            yield (
                [
                    _first_cell(screen, heads, row, place),
                    [screen.span(claim.state)],
                    _day(screen, claim.since),
                    whole(screen.spans(claim.who, short=True)),
                    *(_day(screen, None if place else day) for day in beside_first),
                    [] if place else [Span(screen.text(row.name.text))],
                ],
                row if claim is row.claims[-1] else None,
            )


def _first_cell(screen: Screen, heads: Heads, row: Mark, place: int) -> list[Span]:
    if place == 0:
        return [screen.span(row.name, short=True)]
    return [Span(screen.text(f"  {heads.contested}"), "contested")] if place == 1 else []


def _day(screen: Screen, day: Run | None) -> list[Span]:
    return [screen.span(day)] if day else []


def whole(spans: Iterable[Span]) -> list[Span]:
    """Return spans within which no line ends."""
    return [span._replace(text=span.text.replace(" ", KEPT)) for span in spans]


def _mark_widths(rows: Sequence[Cells], room: int) -> list[int] | None:
    """Return the widths of the columns, or of all but the last where that has no room."""
    names = [row[-1] for row in rows]
    least = min(LONG_WORD, max(map(wide, names)))
    without = _widths([row[:-1] for row in rows], room)
    if without and sum(without) + GAP * len(without) + least <= room:
        name_room = room - sum(without) - GAP * len(without)
        return [*without, min(name_room, max(map(wide, names)))]
    return without


def _below(screen: Screen, row: Mark, *, has_name: bool) -> Iterator[Line]:
    """Yield what stands below a row: its name, unless it is its id or beside it; what is wrong."""
    if not has_name and row.name.text.casefold() != row.name.to.casefold():
        yield from screen.folded([Span(screen.text(row.name.text))], GAP)
    if row.finding:
        yield from screen.paragraph(row.finding, "contested", GAP)


def _cramped(screen: Screen, heads: Heads, head: str, rows: Iterable[Mark]) -> Iterator[Line]:
    """Yield each thing as a few lines."""
    yield from screen.folded([Span(screen.text(head), "soft")])
    for row in rows:
        beside_name = screen.span(row.claims[0].state)
        if row.is_contested:
            beside_name = Span(screen.text(heads.contested), "contested")
        name = screen.span(row.name, short=True)
        yield from screen.folded([name._replace(style="strong"), Span("  "), beside_name])
        for claim in row.claims:
            said = [
                ("", [screen.span(claim.state)] if row.is_contested else []),
                (heads.since, _day(screen, claim.since)),
                (heads.who, screen.spans(claim.who, short=True)),
            ]
            yield from _pairs(screen, said)
        heard = [(heads.last_heard, row.last_heard), (heads.looked, row.looked)]
        yield from _pairs(screen, [(label, _day(screen, day)) for label, day in heard])
        yield from _below(screen, row, has_name=False)


def _pairs(screen: Screen, pairs: Iterable[tuple[str, Sequence[Span]]]) -> Iterator[Line]:
    """Yield what has something to say, each behind its label, as many to a line as have room."""
    told: list[Span] = []
    for label, spans in pairs:
        if spans:
            pair = [Span(screen.text(f"{label.lower()} ") if label else "", "soft"), *spans]
            fits = wide(pair) <= screen.width - GAP
            told += [Span("  ")] if told else []
            told += whole(pair) if fits else pair
    if told:
        yield from screen.folded(told, GAP)
