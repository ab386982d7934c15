"""A timeline in columns of characters: its lanes, the numbers over them, and its key."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from kurils_cli.formats import screen_grid
from kurils_cli.formats.screen import Line, Screen, Span, cell_len, wide
from kurils_cli.formats.timescale import Scale
from kurils_cli.reports.plan import blocks
from kurils_cli.reports.plan.blocks import Claim, Event, Gap, Mark, Marks, Tick, Timeline

NATURAL_WIDTH = 100
"""How wide the lanes are where no width is given."""
LEAST_WIDTH = 30
"""Lanes that would be narrower stand below their names."""
GAP = 2
"""How far a lane is from what is beside it."""
SIGNS = {
    "entry": "|",
    "piloted": "◆",
    "pending": "○",
    "resolved": "●",
    "looked": "◦",
    "after": "┄",
    "area": "·",
    "open": "─",
}
"""What stands for an entry, what it did, and the time between."""
ASCII_SIGNS = {
    "entry": "|",
    "piloted": "*",
    "pending": "o",
    "resolved": "x",
    "looked": "?",
    "after": ":",
    "area": ".",
    "open": "-",
}


class Row(NamedTuple):
    """A lane, or a party's part of one: what is beside it, and a cell for each column."""

    label: list[Span]
    end: list[Span]
    cells: list[Span]


def bars(screen: Screen, block: Marks) -> Iterator[Line]:
    """Yield the lanes of a table of marks under their numbers, over a scale and a key."""
    timeline = block.timeline
    if timeline is None or not block.rows:
        return
    labels = [cell_len(row.name.to) for row in block.rows] + [
        cell_len(line.party.to) + GAP
        for row in block.rows
        for line in (row.lane.lines if row.lane else ())
        if line.party
    ]
    ends = [[_end(screen, claim) for claim in row.claims] for row in block.rows]
    beside = min(max(labels), screen.width // 3), max(wide(end) for row in ends for end in row)
    width = screen.width - sum(beside) - 2 * GAP if screen.is_limited else NATURAL_WIDTH
    is_stacked = width < LEAST_WIDTH
    if is_stacked:
        width = screen.width
    drawing = Drawing(screen, timeline, width)
    rows = [
        row for mark in block.rows for row in drawing.rows(mark, screen.text(block.heads.contested))
    ]
    told = drawing.write_gaps(rows)
    margin = 0 if is_stacked else beside[0] + GAP
    yield from _indented(drawing.numbers(), "strong", margin)
    for row in rows:
        if is_stacked:
            yield from screen.folded([*row.label, Span("  " if row.end else ""), *row.end])
            yield _merged(row.cells)
        else:
            label = [*screen.folded(row.label, width=beside[0])]
            cells = [label, [_merged(row.cells)], [tuple(row.end)]]
            yield from screen_grid.beside(cells, [beside[0], width, beside[1]])
    yield from _indented(drawing.labels(), "soft", margin)
    yield from _key(screen, timeline, [gap for gap in timeline.gaps if gap not in told])


def _end(screen: Screen, claim: Claim) -> list[Span]:
    """Return what stands at the right of a lane: the mark, and since when."""
    since = [Span(" "), screen.span(claim.since)] if claim.since else []
    return [screen.span(claim.state), *since]


def _indented(text: str, style: str, margin: int) -> Iterator[Line]:
    if text:
        yield (Span(" " * margin), Span(text, style))


def _merged(cells: Iterable[Span]) -> Line:
    """Return cells with those of one look as one span."""
    return tuple(
        Span("".join(cell.text for cell in same), style)
        for style, same in groupby(cells, key=lambda cell: cell.style)
    )


class Drawing:
    """A timeline whose scale has `width` columns."""

    def __init__(self, screen: Screen, timeline: Timeline, width: int) -> None:
        self._screen, self._timeline, self._width = screen, timeline, width
        self._signs = ASCII_SIGNS if screen.is_ascii else SIGNS
        self._scale = Scale(timeline.start, timeline.end)
        self._newest = self._column(timeline.newest) if timeline.newest else width

    def _column(self, day: date) -> int:
        return self._scale.column(day, self._width)

    def rows(self, mark: Mark, contested: str) -> Iterator[Row]:
        """Yield the row of a thing, and where its lane has parted one for each party."""
        if mark.lane is None:
            return
        first, *sides = mark.lane.lines
        ends = [_end(self._screen, claim) for claim in mark.claims]
        end = [Span(contested, "contested")] if mark.is_contested else ends[0]
        name = [self._screen.span(mark.name, short=True)]
        yield Row(name, end, self._cells(mark, first, mark.lane.looked))
        for side, end in zip(sides, ends, strict=True):
            party = self._screen.span(side.party, short=True) if side.party else Span("")
            yield Row([Span(" " * GAP), party], end, self._cells(mark, side))

    def _cells(self, mark: Mark, line: blocks.Line, looked: Iterable[date] = ()) -> list[Span]:
        """Return what stands in each column of a line."""
        cells = [Span(" ")] * self._width
        for stretch in line.stretches:
            for at in range(self._column(stretch.start), self._column(stretch.end) + 1):
                cells[at] = self._between(mark, stretch.state, at)
        if mark.kind == "area":
            for gap in self._timeline.gaps:
                for at in range(self._column(gap.start) + 1, self._column(gap.end) + 1):
                    cells[at] = Span(" ")
        for day in looked:
            cells[self._column(day)] = Span(self._signs["looked"], "soft")
        ticks: dict[int, list[Tick]] = defaultdict(list)
        party = line.party.to if line.party else ""
        for tick in mark.lane.ticks if mark.lane else ():
            if tick.party == party:
                ticks[self._column(tick.day)].append(tick)
        return [self._tick(ticks[at]) if at in ticks else cell for at, cell in enumerate(cells)]

    def _between(self, mark: Mark, state: str, at: int) -> Span:
        """Return what stands for a time in a state in which no entry names the thing."""
        if state == "resolved" or mark.kind == "area":
            return Span(self._signs["area"], "soft")
        sign = self._signs["after" if at > self._newest else state]
        return Span(sign, state)

    def _tick(self, ticks: Sequence[Tick]) -> Span:
        """Return what stands for entries: what one of them did, or how many they are."""
        for tick in reversed(ticks):
            if tick.sign in ("piloted", "pending", "resolved"):
                return Span(self._signs[tick.sign], tick.sign if tick.sign != "pending" else "")
        if len(ticks) == 1:
            return Span(self._signs["entry"])
        return Span(f"{len(ticks)}" if len(ticks) < 10 else "+")

    def write_gaps(self, rows: Sequence[Row]) -> list[Gap]:
        """Write into the lanes what has room in the gap that it is about; return those gaps."""
        told = []
        for gap in self._timeline.gaps:
            start, end = self._column(gap.start) + 2, self._column(gap.end)
            free = [
                row.cells
                for row in rows
                if end > start and not "".join(c.text for c in row.cells[start:end]).strip()
            ]
            words = self._screen.spans(gap.words)
            if wide(words) > (end - start) * len(free) // 2 or not free:
                continue
            lines = [*self._screen.folded(words, width=end - start)]
            if len(lines) > len(free) or any(wide(line) > end - start for line in lines):
                continue
            first = (len(free) - len(lines)) // 2
            for cells, line in zip(free[first:], lines, strict=False):
                text = "".join(span.text for span in line)
                cells[start : start + len(text)] = [Span(letter, "soft") for letter in text]
            told.append(gap)
        return told

    def numbers(self) -> str:
        """Return the numbers of the events over their days; those that would touch are merged."""
        groups: list[tuple[int, Event, Event]] = []
        for event in self._timeline.events:
            groups.append((self._column(event.day), event, event))
            while len(groups) > 1 and self._start(groups[-1]) <= self._end(groups[-2]):
                (at, first, _), (_, _, last) = groups[-2:]
                groups[-2:] = [(at, first, last)]
        line = ""
        for group in groups:
            line = f"{line:{self._start(group)}}{_number(group)}"
        return line

    def _start(self, group: tuple[int, Event, Event]) -> int:
        return max(0, min(group[0], self._width - len(_number(group))))

    def _end(self, group: tuple[int, Event, Event]) -> int:
        """Return the column behind a number, which stays free."""
        return self._start(group) + len(_number(group))

    def labels(self) -> str:
        """Return the scale: years that have room, each at its first day, and the last day."""
        if not self._timeline.events and self._timeline.start == self._timeline.end:
            return ""
        last = f"{self._timeline.end}"
        room = self._width - len(last)
        line = ""
        for day, label in self._scale.labels(self._width // 6):
            at = self._column(day)
            if at >= len(line) + bool(line) and at + len(label) < room and label != last:
                line = f"{line:{at}}{label}"
        return f"{line:{max(0, room)}}{last}"


def _number(group: tuple[int, Event, Event]) -> str:
    _, first, last = group
    return f"{first.number}" if first is last else f"{first.number}-{last.number}"


def _key(screen: Screen, timeline: Timeline, gaps: Iterable[Gap]) -> Iterator[Line]:
    """Yield what the signs mean, what the numbers stand for, and the gaps that had no room."""
    signs = ASCII_SIGNS if screen.is_ascii else SIGNS
    told: list[Span] = []
    for meaning in timeline.legend:
        sign = signs.get(meaning.sign, "")
        pair = [Span(f"{sign} " if sign else ""), *screen.spans(meaning.words, "soft")]
        told += [Span("   ")] if told else []
        told += screen_grid.whole(pair) if wide(pair) <= screen.width else pair
    if told:
        yield ()
        yield from screen.folded(told)
    for gap in gaps:
        yield from screen.paragraph(gap.words, "soft")
    if timeline.events:
        yield ()
    digits = max((len(f"{event.number}") for event in timeline.events), default=0)
    for event in timeline.events:
        number = Span(f"{event.number:{digits}}  ", "strong")
        hanging = digits + GAP
        title = Span(screen.text(f"{event.day}  {event.title}"))
        yield from screen.folded([number, title], hanging=hanging)
        for moves in event.moves:
            yield from screen.paragraph(moves, "soft", indent=hanging, hanging=GAP)
