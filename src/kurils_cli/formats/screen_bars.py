"""A timeline in columns of characters: its lanes, the numbers over them, and its key."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import TypeAlias

from kurils_cli.formats import screen_grid
from kurils_cli.formats.screen import Line, Screen, Span, wide
from kurils_cli.formats.timescale import Axis, badges
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
    if not has_ends:
        besides = [(label, []) for label, _ in besides]
    label_width = min(max(wide(label) for label, _ in besides), screen.width // 3)
    end_width = max(wide(end) for _, end in besides)
    room = screen.width - label_width - GAP - (end_width + GAP if has_ends else 0)
    is_stacked = room < LEAST_WIDTH
    width = screen.width if is_stacked else room if screen.is_limited else NATURAL_WIDTH
    drawing = _Drawing(screen, timeline, width)
    of_marks = [(mark, [*drawing.lanes(mark)]) for mark in block.rows]
    lanes = [cells for _, of_mark in of_marks for cells in of_mark]
    drawn = {cell.text for cells in lanes for cell in cells}
    # Words across the lines of two parties would be read as one party's.
    whole = [of[0] for mark, of in of_marks if mark.kind == "area" and not mark.is_contested]
    unsaid = [gap for gap in timeline.gaps if not drawing.has_said(gap, whole)]
    margin = Span(" " * (0 if is_stacked else label_width + GAP))
    if timeline.events:
        yield (margin, Span(drawing.numbers(), "strong"))
    for (label, end), cells in zip(besides, lanes, strict=True):
        if is_stacked:
            yield from screen.folded([*label, Span("  "), *end])
            yield _merged(cells)
        else:
            parts = [[*screen.folded(label, width=label_width)], [_merged(cells)], [tuple(end)]]
            yield from screen_grid.beside(parts, [label_width, width, end_width])
    yield (margin, Span(drawing.scale(), "soft"))
    yield from _legend(screen, timeline, drawn)
    yield from _key(screen, timeline, unsaid)


def _besides(screen: Screen, mark: Mark, contested: str) -> Iterator[tuple[Spans, Spans]]:
    """Yield what is at both ends of a thing's lane, and of each party's where it splits."""
    ends = [
        [screen.span(claim.state), *([Span(" "), screen.span(claim.since)] if claim.since else [])]
        for claim in mark.claims
    ]
    name = [screen.span(mark.name, short=True)]
    yield name, [Span(contested, "contested")] if mark.is_contested else ends[0]
    for side, end in zip(mark.lane.lines[1:], ends, strict=False):
        party = [screen.span(side.party, short=True)] if side.party else []
        yield [Span(" " * GAP), *party], end


def _merged(cells: Iterable[Span]) -> Line:
    """Return cells as spans, one for all neighbours of one style."""
    return tuple(
        Span("".join(cell.text for cell in same), style)
        for style, same in groupby(cells, key=lambda cell: cell.style)
    )


class _Drawing:
    """A timeline whose scale has `width` columns."""

    def __init__(self, screen: Screen, timeline: blocks.Timeline, width: int) -> None:
        self._screen, self._timeline, self._width = screen, timeline, width
        self._signs = ASCII_SIGNS if screen.is_ascii else SIGNS
        self._axis = Axis(timeline.start, timeline.end, 0, width, "")
        self._newest = self._axis.column(timeline.newest) if timeline.newest else width

    def lanes(self, mark: Mark) -> Iterator[Spans]:
        """Yield the cells of a thing's lane, and of each party's where it splits."""
        for line in mark.lane.lines:
            yield self._cells(mark, line, () if line.party else mark.lane.looked)

    def _cells(self, mark: Mark, line: blocks.Line, looked: Iterable[date]) -> Spans:
        column = self._axis.column
        cells = [Span(" ")] * self._width
        for stretch in line.stretches:
            is_thin = stretch.state == "resolved" or mark.kind == "area"
            for at in range(column(stretch.start), column(stretch.end) + 1):
                sign = "area" if is_thin else "after" if at > self._newest else stretch.state
                cells[at] = Span(self._signs[sign], "soft" if is_thin else stretch.state)
        for gap in self._timeline.gaps if mark.kind == "area" else ():
            for at in range(column(gap.start) + 1, column(gap.end) + 1):
                cells[at] = Span(" ")
        for day in looked:
            cells[column(day)] = Span(self._signs["looked"], "soft")
        ticks: dict[int, list[str]] = defaultdict(list)
        for tick in mark.lane.ticks:
            if tick.party == (line.party.to if line.party else ""):
                ticks[column(tick.day)].append(tick.sign)
        for at, signs in ticks.items():
            cells[at] = self._tick(signs)
        return cells

    def _tick(self, signs: Sequence[str]) -> Span:
        """Return the sign for entries: what one of them did, or how many they are."""
        for sign in reversed(signs):
            if sign in ("piloted", "pending", "resolved"):
                return Span(self._signs[sign], sign if sign != "pending" else "")
        if len(signs) == 1:
            return Span(self._signs["entry"])
        return Span(f"{len(signs)}" if len(signs) < 10 else MANY)

    def has_said(self, gap: Gap, lanes: Sequence[Spans]) -> bool:
        """Write what a gap is into lanes that are free there; tell whether they had room."""
        start, end = self._axis.column(gap.start) + GAP, self._axis.column(gap.end) - 1
        if end - start < LEAST_GAP:
            return False
        free = [cells for cells in lanes if not any(c.text.strip() for c in cells[start:end])]
        lines = [*self._screen.folded(self._screen.spans(gap.words), width=end - start)]
        if len(lines) > len(free):
            return False
        for cells, line in zip(free[(len(free) - len(lines)) // 2 :], lines, strict=False):
            text = "".join(span.text for span in line)
            cells[start : start + len(text)] = [Span(letter, "soft") for letter in text]
        return True

    def numbers(self) -> str:
        """Return the numbers of the events over their days; those that would touch are merged."""
        columns = [self._axis.column(event.day) for event in self._timeline.events]
        line = ""
        for badge in badges(columns, (0, self._width), len, 1, 0):
            line = f"{line:{int(badge.start)}}{badge.text}"
        return line.replace("–", "-")

    def scale(self) -> str:
        """Return the scale: years that have room, each at its first day, and the last day."""
        last = f"{self._timeline.end}"
        room = self._width - len(last)
        line = ""
        for day, label in self._axis.labels(self._width // 6):
            at = self._axis.column(day)
            if at >= len(line) + bool(line) and at + len(label) < room and label != last:
                line = f"{line:{at}}{label}"
        return f"{line:{max(0, room)}}{last}"


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
