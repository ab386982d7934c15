"""A timeline in columns of characters: its lanes, the numbers over them, and its key."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import TypeAlias

from kurils_cli.formats import screen_grid
from kurils_cli.formats.screen import Line, Screen, Span, wide
from kurils_cli.formats.timescale import Scale
from kurils_cli.reports.plan import blocks
from kurils_cli.reports.plan.blocks import Gap, Mark

NATURAL_WIDTH = 100
"""How wide the lanes are where no width is given."""
LEAST_WIDTH = 30
"""Lanes that would be narrower go below their names."""
LEAST_GAP = 16
"""How wide a gap must be for words to have room in it."""
GAP = 2
"""How far a lane is from what is beside it."""
MANY = "+"
"""The sign for ten entries or more."""
_SIGNED = ("entry", "piloted", "pending", "resolved", "looked", "after", "area", "open")
SIGNS, ASCII_SIGNS = (dict(zip(_SIGNED, signs, strict=True)) for signs in ("|◆○●◦┄·─", "|*ox?:.-"))
"""The signs for an entry, for what it did, for a day of looking, and for the time between."""
Spans: TypeAlias = list[Span]


def bars(screen: Screen, block: blocks.Marks, *, has_ends: bool) -> Iterator[Line]:
    """Yield the lanes of a table of marks under their numbers, over a scale and a key.

    With `has_ends`, each has its mark at its right end. Lanes that would be too short get
    a line of their own below what is otherwise beside them.
    """
    timeline, contested = block.timeline, screen.text(block.heads.contested)
    if timeline is None or not block.rows:
        return
    besides = [each for mark in block.rows for each in _besides(screen, mark, contested)]
    label_width = min(max(wide(label) for label, _ in besides), screen.width // 3)
    end_width = max(wide(end) for _, end in besides) if has_ends else 0
    room = screen.width - label_width - GAP - (end_width + GAP if has_ends else 0)
    is_stacked = room < LEAST_WIDTH
    width = screen.width if is_stacked else room if screen.is_limited else NATURAL_WIDTH
    drawing = Drawing(screen, timeline, width)
    lanes = [cells for mark in block.rows for cells in drawing.lanes(mark)]
    drawn = {cell.text for cells in lanes for cell in cells}
    left = drawing.write_gaps(lanes)
    margin = Span(" " * (0 if is_stacked else label_width + GAP))
    if timeline.events:
        yield (margin, Span(drawing.numbers(), "strong"))
    for (label, end), cells in zip(besides, lanes, strict=True):
        if is_stacked:
            yield from screen.folded([*label, *([Span("  "), *end] if has_ends else [])])
            yield _merged(cells)
        else:
            parts = [[*screen.folded(label, width=label_width)], [_merged(cells)], [tuple(end)]]
            widths = [label_width, width, end_width]
            yield from screen_grid.beside(parts[: 2 + has_ends], widths[: 2 + has_ends])
    yield (margin, Span(drawing.labels(), "soft"))
    yield from _legend(screen, timeline, drawn)
    yield from _key(screen, timeline, left)


def _besides(screen: Screen, mark: Mark, contested: str) -> Iterator[tuple[Spans, Spans]]:
    """Yield what is at both ends of a thing's lane, and of each party's where it splits."""
    ends = [_end(screen, claim) for claim in mark.claims]
    name = [screen.span(mark.name, short=True)]
    yield name, [Span(contested, "contested")] if mark.is_contested else ends[0]
    for side, end in zip(_lane(mark).lines[1:], ends, strict=False):
        party = [screen.span(side.party, short=True)] if side.party else []
        yield [Span(" " * GAP), *party], end


def _lane(mark: Mark) -> blocks.Lane:
    """Return a thing's lane; that of one that no entry names may be missing."""
    return mark.lane or blocks.Lane((blocks.Line(None, ()),), ())


def _end(screen: Screen, claim: blocks.Claim) -> list[Span]:
    """Return what is at the right of a lane: the mark, and since when."""
    since = [Span(" "), screen.span(claim.since)] if claim.since else []
    return [screen.span(claim.state), *since]


def _merged(cells: Iterable[Span]) -> Line:
    """Return cells as spans, one for all neighbours of one style."""
    return tuple(
        Span("".join(cell.text for cell in same), style)
        for style, same in groupby(cells, key=lambda cell: cell.style)
    )


class Drawing:
    """A timeline whose scale has `width` columns."""

    def __init__(self, screen: Screen, timeline: blocks.Timeline, width: int) -> None:
        self._screen, self._timeline, self._width = screen, timeline, width
        self._signs = ASCII_SIGNS if screen.is_ascii else SIGNS
        self._scale = Scale(timeline.start, timeline.end)
        self._newest = self._column(timeline.newest) if timeline.newest else width

    def _column(self, day: date) -> int:
        return self._scale.column(day, self._width)

    def lanes(self, mark: Mark) -> Iterator[list[Span]]:
        """Yield the cells of a thing's lane, and of each party's where it splits."""
        lane = _lane(mark)
        first, *sides = lane.lines
        yield self._cells(mark, first, lane.looked)
        yield from (self._cells(mark, side) for side in sides)

    def _cells(self, mark: Mark, line: blocks.Line, looked: Iterable[date] = ()) -> list[Span]:
        """Return what is in each column of a line."""
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
        ticks: dict[int, list[blocks.Tick]] = defaultdict(list)
        party = line.party.to if line.party else ""
        for tick in _lane(mark).ticks:
            if tick.party == party:
                ticks[self._column(tick.day)].append(tick)
        return [self._tick(ticks[at]) if at in ticks else cell for at, cell in enumerate(cells)]

    def _between(self, mark: Mark, state: str, at: int) -> Span:
        """Return the sign for a time in a state in which no entry names the thing."""
        if state == "resolved" or mark.kind == "area":
            return Span(self._signs["area"], "soft")
        sign = self._signs["after" if at > self._newest else state]
        return Span(sign, state)

    def _tick(self, ticks: Sequence[blocks.Tick]) -> Span:
        """Return the sign for entries: what one of them did, or how many they are."""
        for tick in reversed(ticks):
            if tick.sign in ("piloted", "pending", "resolved"):
                return Span(self._signs[tick.sign], tick.sign if tick.sign != "pending" else "")
        if len(ticks) == 1:
            return Span(self._signs["entry"])
        return Span(f"{len(ticks)}" if len(ticks) < 10 else MANY)

    def write_gaps(self, lanes: Sequence[list[Span]]) -> list[Gap]:
        """Write what each gap is into lanes that are free there; return the others."""
        return [gap for gap in self._timeline.gaps if not self._write_gap(gap, lanes)]

    def _write_gap(self, gap: Gap, lanes: Sequence[list[Span]]) -> bool:
        start, end = self._column(gap.start) + GAP, self._column(gap.end) - 1
        if end - start < LEAST_GAP:
            return False
        free = [cells for cells in lanes if not any(c.text.strip() for c in cells[start:end])]
        lines = [*self._screen.folded(self._screen.spans(gap.words), width=end - start)]
        if len(lines) > len(free):
            return False
        first = (len(free) - len(lines)) // 2
        for cells, line in zip(free[first:], lines, strict=False):
            text = "".join(span.text for span in line)
            cells[start : start + len(text)] = [Span(letter, "soft") for letter in text]
        return True

    def numbers(self) -> str:
        """Return the numbers of the events over their days; those that would touch are merged."""
        groups: list[tuple[int, blocks.Event, blocks.Event]] = []
        for event in self._timeline.events:
            groups.append((self._column(event.day), event, event))
            while len(groups) > 1 and self._start(groups[-1]) <= self._end(groups[-2]):
                (at, first, _), (_, _, last) = groups[-2:]
                groups[-2:] = [(at, first, last)]
        line = ""
        for group in groups:
            line = f"{line:{self._start(group)}}{_number(group)}"
        return line

    def _start(self, group: tuple[int, blocks.Event, blocks.Event]) -> int:
        return max(0, min(group[0], self._width - len(_number(group))))

    def _end(self, group: tuple[int, blocks.Event, blocks.Event]) -> int:
        """Return the column after a number, which stays free."""
        return self._start(group) + len(_number(group))

    def labels(self) -> str:
        """Return the scale: years that have room, each at its first day, and the last day."""
        last = f"{self._timeline.end}"
        room = self._width - len(last)
        line = ""
        for day, label in self._scale.labels(self._width // 6):
            at = self._column(day)
            if at >= len(line) + bool(line) and at + len(label) < room and label != last:
                line = f"{line:{at}}{label}"
        return f"{line:{max(0, room)}}{last}"


def _number(group: tuple[int, blocks.Event, blocks.Event]) -> str:
    _, first, last = group
    return f"{first.number}" if first is last else f"{first.number}-{last.number}"


def _legend(screen: Screen, timeline: blocks.Timeline, drawn: Container[str]) -> Iterator[Line]:
    """Yield the meanings of the signs that are drawn, as many on a line as have room."""
    signs = ASCII_SIGNS if screen.is_ascii else SIGNS
    found: list[Spans] = []
    for meaning in timeline.legend:
        has_counts = meaning.sign == "entry" and any(f"{count}" in drawn for count in range(2, 10))
        more = f", {timeline.several}" if has_counts else ""
        sign = f"{signs[meaning.sign]} " if meaning.sign in signs else ""
        if meaning.sign != "gap":  # it is in the lanes, or below
            words = screen.spans(meaning.words, "soft")
            found.append([Span(sign), *words, Span(screen.text(more), "soft")])
    if MANY in drawn:
        found.append([Span(f"{MANY} "), Span(screen.text(timeline.many), "soft")])
    if found:
        yield ()
        whole = (screen_grid.whole(each, screen.width) for each in found)
        yield from screen.folded([span for each in whole for span in (Span("   "), *each)][1:])


def _key(screen: Screen, timeline: blocks.Timeline, gaps: Iterable[Gap]) -> Iterator[Line]:
    """Yield the gaps that had no room in the lanes, and what the numbers mean."""
    for gap in gaps:
        yield from screen.paragraph(gap.words, "soft")
    if timeline.events:
        yield ()
    digits = max((len(f"{event.number}") for event in timeline.events), default=0)
    for event in timeline.events:
        number = Span(f"{event.number:{digits}}  ", "strong")
        line = [number, Span(screen.text(f"{event.day}  {event.title}"))]
        for place, move in enumerate(event.moves):
            after = Span(";" * (move != event.moves[-1]), "soft")
            moved = [*screen.spans(move, "soft", short=True), after]
            line.append(Span(" " if place else "  "))
            line += screen_grid.whole(moved, screen.width - digits - GAP)
        yield from screen.folded(line, hanging=digits + GAP)
