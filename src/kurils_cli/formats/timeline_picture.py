"""The picture of a timeline: one light card, which needs no page around it."""

from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from kurils_cli.formats import drawing
from kurils_cli.formats.board import (
    badge_shapes,
    grid,
    label_texts,
    named_event,
    sample,
    short_day,
    year_labels,
)
from kurils_cli.formats.drawing import Axis, Shape, lane, line, number, rect, sign, text
from kurils_cli.formats.labels import Badge, badges, placed, row_heights
from kurils_cli.formats.lettering import BOLD, GLUE, folded, width
from kurils_cli.reports.plan import blocks
from kurils_cli.reports.plan.blocks import Event as Moving
from kurils_cli.reports.plan.blocks import Run, Words, shortened, spelled
from kurils_cli.words import visible

WIDTH = 960
_MARGIN = 16
_LEFT, _RIGHT = 200, 676
"""The left and right end of the lanes, whose names are on the left."""
_MARK, _WHO = 692, 808
_NAME, _NAME_LINE = 11.5, 14
_SMALL = 10.5
_ROW = 34
_MANY = 12
"""With more lanes than this the years are above them too."""


class Picture(NamedTuple):
    """A drawing of some height."""

    height: int
    shapes: tuple[Shape, ...]


def picture(headline: blocks.Headline, marks: blocks.Marks) -> Picture:
    """Draw the lanes of marks below what a headline says."""
    card = _Card(marks)
    card.heading(headline)
    card.events()
    card.rows()
    card.axis()
    card.legend()
    card.key()
    return card.done()


class _Card:
    """Draws from top to bottom; what is behind the lanes is drawn into `_behind`."""

    def __init__(self, marks: blocks.Marks) -> None:
        assert marks.timeline is not None, "a picture is of a timeline"
        self._marks, self._timeline = marks, marks.timeline
        self._axis = Axis(marks.timeline.start, marks.timeline.end, _LEFT, _RIGHT, "")
        self._behind: list[Shape] = []
        self._shapes: list[Shape] = []
        self._y = 12.0

    def done(self) -> Picture:
        height = round(self._y + _MARGIN)
        ground = rect((0, 0, WIDTH, height), drawing.PAPER)
        return Picture(height, (ground, *self._behind, *self._shapes))

    def heading(self, headline: blocks.Headline) -> None:
        finding = in_words(headline.finding, spelled)
        self._paragraph(finding, 17, drawing.INK, 22, bold=True)
        for words in headline.deck:
            self._paragraph(in_words(words), 12, drawing.INK, 17)
        self._y += 4
        for said in (
            " ".join(headline.title),
            *map(in_words, (headline.standing, *headline.notes)),
        ):
            self._paragraph(said, 11, drawing.SOFT, 16)
        self._y += 16

    def events(self) -> None:
        """Name what moved marks beside its line, or number it above the lanes."""
        timeline, axis = self._timeline, self._axis
        events = [named_event(axis, event) for event in timeline.events]
        names = placed(events, _MARGIN, WIDTH - _MARGIN)
        self._has_key = names is None
        self._tops = [self._y + 18.0] * len(events)
        if names is None:
            for badge in badges([event.at for event in events], _LEFT - 8, _RIGHT + 8):
                self._shapes += badge_shapes(badge, badge.at, self._y + 8)
            self._y += 26
            return
        heights = row_heights(names)
        self._y += sum(heights)
        for place, label in enumerate(names):
            self._tops[place] = self._y - sum(heights[: label.row + 1])
            self._shapes += label_texts(label, label.event.at, self._tops[place])

    def rows(self) -> None:
        """Draw each area, then each issue: its name, its lane, its mark."""
        if len(self._marks.rows) > _MANY:
            self._y += 4
            self.axis()
        top = self._y
        for kind, head in (("area", self._marks.heads.areas), ("issue", self._marks.heads.issues)):
            rows = [row for row in self._marks.rows if row.kind == kind]
            if rows:
                head_at = (_MARGIN, self._y + 14)
                self._shapes.append(text(head_at, head, _SMALL, drawing.SOFT, bold=True))
                self._y += 20
            start = self._y
            middles = [self._row(row) for row in rows]
            if kind == "area":
                self._bands(start, middles)
            self._y += 6 if rows else 0
        self._behind += grid(self._timeline, self._axis, _RIGHT - _LEFT, (top, self._y), self._tops)

    def _row(self, row: blocks.Mark) -> float:
        """Draw a row; return the height of its lane."""
        lines = folded(visible(row.name.text), _LEFT - 34, _NAME) or [row.name.to]
        where = [*_where(row, self._marks.heads)]
        height = max(_ROW, _NAME_LINE * len(lines) + 10, _NAME_LINE * len(where) + 8)
        middle = self._y + height / 2
        for place, words in enumerate(lines):
            y = middle + 4 + _NAME_LINE * (place - (len(lines) - 1) / 2)
            self._shapes.append(text((_MARGIN, y), words, _NAME))
        self._shapes += lane(row, self._timeline, self._axis, middle)
        for place, pieces in enumerate(where):
            y = middle + 4 + _NAME_LINE * (place - (len(where) - 1) / 2)
            self._shapes += [shape for piece in pieces for shape in piece.shapes(y)]
        self._y += height
        return middle

    def _bands(self, start: float, middles: Sequence[float]) -> None:
        """Draw the times in which no entry names an area, and say so where there is room."""
        for gap in self._timeline.gaps:
            left, right = self._axis.at(gap.start), self._axis.at(gap.end)
            box = (left, start, right - left, self._y - start)
            self._behind.append(rect(box, drawing.BAND))
            said = in_words(gap.words)
            wide = width(said, _SMALL) + 10
            if len(middles) > 1 and wide < right - left - 8:
                half = len(middles) // 2
                y = (middles[half - 1] + middles[half]) / 2
                centre = (left + right) / 2
                self._shapes.append(rect((centre - wide / 2, y - 8, wide, 15), drawing.BAND))
                self._shapes.append(text((centre, y + 3.5), said, _SMALL, drawing.SOFT, "middle"))

    def axis(self) -> None:
        self._shapes += year_labels(self._timeline, self._axis, self._y + 13)
        self._y += 18

    def legend(self) -> None:
        """Draw the meanings of the signs, as many on a line as have room."""
        x, self._y = float(_MARGIN), self._y + 10
        for meaning in self._timeline.legend:
            said = in_words(meaning.words)
            wide = width(said, _SMALL) + 40
            if x > _MARGIN and x + wide > WIDTH:
                x, self._y = float(_MARGIN), self._y + 18
            self._shapes += sample(meaning.sign, x, self._y)
            self._shapes.append(text((x + 22, self._y + 11), said, _SMALL, drawing.SOFT))
            x += wide
        self._y += 16 if self._timeline.legend else 0

    def key(self) -> None:
        """Draw what each number means, in two columns, where the names have no room."""
        if not self._has_key:
            return
        self._y += 12
        self._shapes.append(
            line((f"{_MARGIN}", f"{WIDTH - _MARGIN}"), (self._y,) * 2, drawing.RULE)
        )
        events = self._timeline.events
        half = -(-len(events) // 2)
        start, ends = self._y + 20, []
        for left, column in ((_MARGIN, events[:half]), (WIDTH // 2 + 4, events[half:])):
            self._y = start
            for event in column:
                self._keyed(left, event)
            ends.append(self._y)
        self._y = max(ends) - 16

    def _keyed(self, left: float, event: Moving) -> None:
        badge = Badge(0, event.number, event.number)
        self._shapes += badge_shapes(badge, left + 10, self._y - 4)
        self._shapes.append(text((left + 28, self._y), short_day(event.day), _SMALL, drawing.SOFT))
        at, room = left + 108, WIDTH / 2 - 130
        for words in folded(visible(event.title), room / BOLD, _SMALL):
            self._shapes.append(text((at, self._y), words, _SMALL, bold=True))
            self._y += 14
        for said in map(in_words, event.moves):
            for words in folded(said, room, 10):
                self._shapes.append(text((at, self._y), words, 10, drawing.SOFT))
                self._y += 13
        self._y += 8

    def _paragraph(
        self, said: str, size: float, fill: str, high: float, *, bold: bool = False
    ) -> None:
        room = (WIDTH - 2 * _MARGIN) / (BOLD if bold else 1)
        for words in folded(said, room, size):
            self._y += high
            self._shapes.append(text((_MARGIN, self._y), words, size, fill, bold=bold))


class _Piece(NamedTuple):
    """Some words of the line with a row's mark, after a sign."""

    at: float
    words: str
    size: float = 10
    fill: str = drawing.SOFT
    bold: bool = False
    sign: str = ""

    def shapes(self, y: float) -> Iterator[Shape]:
        if self.sign:
            yield sign(self.sign, number(self.at + 5), y - 4, 5)
        at = self.at + (14 if self.sign else 0)
        yield text((at, y), self.words, self.size, self.fill, bold=self.bold)


def _where(row: blocks.Mark, heads: blocks.Heads) -> Iterator[list[_Piece]]:
    """Yield the lines with a row's mark: one, or one for each side of a contested one."""
    named = ((heads.last_heard, row.last_heard), (heads.looked, row.looked))
    heard = [f"{head.lower()} {shortened(day)}" for head, day in named if day]
    for claim in row.claims:
        since = f"{heads.since.lower()} {shortened(claim.since)}" if claim.since else ""
        if row.is_contested:
            yield from _side(claim, since)
            continue
        left = [_state(claim, _NAME), *([_Piece(_MARK, since)] if since else [])]
        said = [
            _Piece(_WHO, words, fill=drawing.INK) for words in _fitting(in_words(claim.said), _WHO)
        ]
        right = [*said, *(_Piece(_WHO, words) for words in heard)]
        yield from ([each for each in pair if each] for pair in zip_longest(left, right))
    if row.is_contested:
        side = "; ".join((heads.contested, *heard))
        yield from ([_Piece(_MARK + 14, words)] for words in _fitting(side, _MARK + 14))
    if row.finding:
        wrong = in_words(row.finding)
        yield from ([_Piece(_MARK, words, fill=drawing.INK)] for words in _fitting(wrong, _MARK))


def _side(claim: blocks.Claim, since: str) -> Iterator[list[_Piece]]:
    """Yield what one side says and since when, on a line if it has room."""
    said = " ".join(filter(None, (in_words(claim.who), since)))
    at = _MARK + 14 + width(claim.state.text, 11, bold=True) + 4
    if at + width(said, 10) <= WIDTH - _MARGIN:
        yield [_state(claim, 11), _Piece(at, said, fill=drawing.INK)]
    else:
        yield [_state(claim, 11)]
        yield from ([_Piece(_MARK + 14, words)] for words in _fitting(said, _MARK + 14))


def _fitting(said: str, left: float) -> list[str]:
    """Return a text as lines that end within the card."""
    return folded(said, WIDTH - _MARGIN - left, 10)


def _state(claim: blocks.Claim, size: float) -> _Piece:
    name, state = claim.state.text, claim.state.to
    return _Piece(_MARK, name, size, drawing.COLOURS[state], bold=True, sign=state)


def in_words(words: Words, form: Callable[[Run], str] = shortened) -> str:
    """Return words as text; a line never ends within a day."""
    days = ("day", "days")
    parts = (form(run).replace(" ", GLUE) if run.kind in days else run.text for run in words)
    return visible("".join(parts))
