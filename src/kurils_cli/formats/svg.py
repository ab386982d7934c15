"""A report as a picture: a timeline as one light card of lanes, all else as a terminal shows it."""

from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from kurils_cli.formats import drawing
from kurils_cli.formats.drawing import BOLD, INK, MIDDLE, SOFT, Shape, line, rect, text
from kurils_cli.formats.labels import row_heights
from kurils_cli.formats.lettering import BOLDER, GLUE, folded, width
from kurils_cli.formats.timescale import Axis, number
from kurils_cli.reports.parts import Report
from kurils_cli.reports.plan import blocks
from kurils_cli.reports.plan.blocks import Headline, Mark, Marks, Run, Words, shortened, spelled
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
_FONTS = "DejaVu Sans, Verdana, Noto Sans, Noto Sans CJK JP, Arial, sans-serif"


def render(report: Report) -> str:
    """Return the report as a picture; it fetches nothing."""
    if report.name == "timeline":
        plan = report.plan()
        for block in (block for part in plan.parts for block in part.blocks):
            if isinstance(block, Marks) and block.timeline:
                return _card(plan.headline, block)
    from kurils_cli.formats import terminal_svg

    return terminal_svg.render(report)


def _card(headline: Headline, marks: Marks) -> str:
    from kurils_cli.formats.pieces import shapes
    from kurils_cli.formats.templates import escaped

    height, drawn = picture(headline, marks)
    title = escaped(in_words(headline.finding, spelled))
    description = escaped(" ".join(map(in_words, (*headline.deck, headline.standing))))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="title description" '
        f'font-family="{_FONTS}">\n<title id="title">{title}</title>\n'
        f'<desc id="description">{description}</desc>\n{shapes(drawn)}</svg>\n'
    )


def picture(headline: Headline, marks: Marks) -> tuple[int, tuple[Shape, ...]]:
    """Draw the lanes of marks below what a headline says; return the height and the shapes."""
    card = _Card(marks)
    card.heading(headline)
    card.events()
    card.rows()
    card.axis()
    card.legend()
    card.key()
    height = round(card.y + _MARGIN)
    return height, (rect((0, 0, WIDTH, height), drawing.PAPER), *card.behind, *card.shapes)


class _Card:
    """Draws from top to bottom, down to `y`; what is behind the lanes is drawn into `behind`."""

    def __init__(self, marks: Marks) -> None:
        assert marks.timeline is not None, "a picture is of a timeline"
        self._marks, self._timeline = marks, marks.timeline
        self._axis = Axis(marks.timeline.start, marks.timeline.end, _LEFT, _RIGHT, "")
        self.behind: list[Shape] = []
        self.shapes: list[Shape] = []
        self.y = 12.0

    def heading(self, headline: Headline) -> None:
        self._paragraph(in_words(headline.finding, spelled), 17, INK, 22, **BOLD)
        for words in headline.deck:
            self._paragraph(in_words(words), 12, INK, 17)
        self.y += 4
        title = " ".join(headline.title)
        for said in (title, *map(in_words, (headline.standing, *headline.notes))):
            self._paragraph(said, 11, SOFT, 16)
        self.y += 16

    def _paragraph(self, said: str, size: float, fill: str, high: float, **more: str) -> None:
        for words in folded(said, (WIDTH - 2 * _MARGIN) / (BOLDER if more else 1), size):
            self.y += high
            self.shapes.append(text((_MARGIN, self.y), words, size, fill, **more))

    def events(self) -> None:
        """Name what moved marks beside its line, or number it above the lanes."""
        names = drawing.named(self._timeline, self._axis, _MARGIN, WIDTH - _MARGIN)
        self._has_key = names is None
        self._tops = [self.y + 18.0] * len(self._timeline.events)
        if names is None:
            for badge in drawing.badges(self._timeline, self._axis):
                middle = (badge.start + badge.end) / 2
                self.shapes += drawing.badge_shapes(badge.text, middle, self.y + 8)
            self.y += 26
            return
        heights = row_heights(names)
        self.y += sum(heights)
        self._tops = [self.y - sum(heights[: label.row + 1]) for label in names]
        for label, top in zip(names, self._tops, strict=True):
            self.shapes += drawing.label_texts(label, label.event.at, top)

    def rows(self) -> None:
        """Draw each area, then each issue: its name, its lane, its mark."""
        if len(self._marks.rows) > _MANY:
            self.y += 4
            self.axis()
        top = self.y
        for kind, head in (("area", self._marks.heads.areas), ("issue", self._marks.heads.issues)):
            rows = [row for row in self._marks.rows if row.kind == kind]
            if rows:
                self.shapes.append(text((_MARGIN, self.y + 14), head, _SMALL, SOFT, **BOLD))
                self.y += 20
                start = self.y
                middles = [self._row(row) for row in rows]
                if kind == "area":
                    self._bands(start, middles)
                self.y += 6
        heights = (top, self.y)
        self.behind += drawing.grid(self._timeline, self._axis, _RIGHT - _LEFT, heights, self._tops)

    def _row(self, row: Mark) -> float:
        """Draw a row; return the height of its lane."""
        names = folded(visible(row.name.text), _LEFT - 34, _NAME) or [row.name.to]
        where = [*_where(row, self._marks.heads)]
        height = max(_ROW, _NAME_LINE * len(names) + 10, _NAME_LINE * len(where) + 8)
        middle = self.y + height / 2
        first = middle + 4 - _NAME_LINE * (len(names) - 1) / 2
        for place, words in enumerate(names):
            self.shapes.append(text((_MARGIN, first + _NAME_LINE * place), words, _NAME))
        self.shapes += drawing.lane(row, self._timeline, self._axis, middle)
        first = middle + 4 - _NAME_LINE * (len(where) - 1) / 2
        for place, pieces in enumerate(where):
            for piece in pieces:
                self.shapes += piece.shapes(first + _NAME_LINE * place)
        self.y += height
        return middle

    def _bands(self, start: float, middles: Sequence[float]) -> None:
        """Draw the times in which no entry names an area, and say so where there is room."""
        for gap in self._timeline.gaps:
            left, right = self._axis.at(gap.start), self._axis.at(gap.end)
            self.behind.append(drawing.band(gap, self._axis, start, self.y - start))
            said = in_words(gap.words)
            wide = width(said, _SMALL) + 10
            if len(middles) > 1 and wide < right - left - 8:
                half, centre = len(middles) // 2, (left + right) / 2
                y = (middles[half - 1] + middles[half]) / 2
                self.shapes.append(rect((centre - wide / 2, y - 8, wide, 15), drawing.BAND))
                self.shapes.append(text((centre, y + 3.5), said, _SMALL, SOFT, **MIDDLE))

    def axis(self) -> None:
        self.shapes += drawing.year_labels(self._timeline, self._axis, self.y + 13)
        self.y += 18

    def legend(self) -> None:
        """Draw the meanings of the signs, as many on a line as have room."""
        x, self.y = float(_MARGIN), self.y + 10
        for meaning in self._timeline.legend:
            said = in_words(meaning.words)
            wide = width(said, _SMALL) + 40
            if x > _MARGIN and x + wide > WIDTH:
                x, self.y = float(_MARGIN), self.y + 18
            self.shapes += drawing.sample(meaning.sign, x, self.y)
            self.shapes.append(text((x + 22, self.y + 11), said, _SMALL, SOFT))
            x += wide
        self.y += 16 if self._timeline.legend else 0

    def key(self) -> None:
        """Draw what each number means, in two columns, where the names have no room."""
        if not self._has_key:
            return
        top = self.y + 12
        self.shapes.append(line((_MARGIN, WIDTH - _MARGIN), (top, top), drawing.RULE))
        events, ends = self._timeline.events, []
        half = -(-len(events) // 2)
        for left, column in ((_MARGIN, events[:half]), (WIDTH // 2 + 4, events[half:])):
            self.y = top + 20
            for event in column:
                self._keyed(left, event)
            ends.append(self.y)
        self.y = max(ends) - 16

    def _keyed(self, left: float, event: blocks.Event) -> None:
        self.shapes += drawing.badge_shapes(f"{event.number}", left + 10, self.y - 4)
        self.shapes.append(text((left + 28, self.y), drawing.short_day(event.day), _SMALL, SOFT))
        at, room = left + 108, WIDTH / 2 - 130
        for words in folded(visible(event.title), room / BOLDER, _SMALL):
            self.shapes.append(text((at, self.y), words, _SMALL, **BOLD))
            self.y += 14
        for said in map(in_words, event.moves):
            for words in folded(said, room, 10):
                self.shapes.append(text((at, self.y), words, 10, SOFT))
                self.y += 13
        self.y += 8


class _Piece(NamedTuple):
    """Some words of a line with a row's mark; those of a state are behind its sign."""

    at: float
    words: str
    fill: str = SOFT
    state: str = ""

    def shapes(self, y: float) -> list[Shape]:
        if not self.state:
            return [text((self.at, y), self.words, 10, self.fill)]
        sign = drawing.sign(self.state, number(self.at + 5), y - 4, 5)
        fill = drawing.COLOURS[self.state]
        return [sign, text((self.at + 14, y), self.words, _NAME, fill, **BOLD)]


def _where(row: Mark, heads: blocks.Heads) -> Iterator[list[_Piece]]:
    """Yield the lines with a row's mark: one, or one for each side of a contested one."""
    named = ((heads.last_heard, row.last_heard), (heads.looked, row.looked))
    heard = [f"{head.lower()} {shortened(day)}" for head, day in named if day]
    for claim in row.claims:
        state = _Piece(_MARK, claim.state.text, state=claim.state.to)
        since = f"{heads.since.lower()} {shortened(claim.since)}" if claim.since else ""
        if row.is_contested:
            at = _MARK + 18 + width(claim.state.text, _NAME, bold=True)
            said = _fitting(f"{in_words(claim.who)} {since}{in_words(claim.silent)}", at, INK)
            left = [state]
        else:
            said = [*_fitting(in_words(claim.said), _WHO, INK), *(_Piece(_WHO, h) for h in heard)]
            left = [state, *([_Piece(_MARK, since)] if since else [])]
        yield from ([each for each in pair if each] for pair in zip_longest(left, said))
    if row.is_contested:
        yield from ([each] for each in _fitting("; ".join((heads.contested, *heard)), _MARK + 14))
    yield from ([each] for each in _fitting(in_words(row.finding), _MARK, INK))


def _fitting(said: str, left: float, fill: str = SOFT) -> list[_Piece]:
    """Return a text as lines that begin at a place and end within the card."""
    return [_Piece(left, words, fill) for words in folded(said, WIDTH - _MARGIN - left, 10)]


def in_words(words: Words, form: Callable[[Run], str] = shortened) -> str:
    """Return words as text; a line never ends within a day."""
    days = ("day", "days")
    parts = (form(run).replace(" ", GLUE) if run.kind in days else run.text for run in words)
    return visible("".join(parts))
