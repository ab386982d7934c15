"""The picture of a timeline: where each bar, tick and word stands, in pixels.

It is made of presentation attributes alone, so that browsers, librsvg, Inkscape and
LibreOffice show the same.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Literal, NamedTuple

from kurils_cli.formats.lettering import folded, width
from kurils_cli.formats.timescale import Scale, gaps
from kurils_cli.history import Interval
from kurils_cli.model import KIND_OF_STATE
from kurils_cli.reports.parts import Lane, Tick, Timeline

INK, SOFT, RULE, PAPER, BAND = "#1c2126", "#59636e", "#d0d6dc", "#ffffff", "#f1f3f5"
COLOURS = {"pending": "#9a6700", "piloted": "#0b6e8a", "open": "#8250a0", "resolved": "#2c7a3f"}
TINT = "#eadff2"
"""What lies under the hatching of `open`."""

_MARGIN = 16
_LINE = 15
"""How far the lines of one name are apart."""
_SIZE = 12
_SMALL = 11
_BADGE = 20
"""How far two numbers on top are apart at least."""
MOST_NUMBERS = 20
_LABEL = 56
"""How much room a label of the axis takes."""
_MANY = 12
"""After so many lanes the labels of the axis are repeated."""
_LEGENDS = {
    "pending": "pending",
    "piloted": "piloted: the day its pilot ended; the mark stays",
    "open": "open",
    "resolved": "resolved: the day; the mark stays",
}


class Shape(NamedTuple):
    """One element to draw; `entry` is the handle of the entry that it stands for."""

    tag: Literal["circle", "path", "rect", "text"]
    attributes: Mapping[str, str]
    text: str = ""
    title: str = ""
    entry: str = ""


class Layout(NamedTuple):
    """How wide a picture is, and its column of names; 0: a name stands above its bar.

    `hatch` is the id of the pattern of what is open, which a page has one of for each picture.
    """

    width: int
    names: int
    hatch: str

    @property
    def room(self) -> int:
        return self.width - 2 * _MARGIN

    @property
    def most_numbers(self) -> int:
        """How many numbers have room on top."""
        return min(MOST_NUMBERS, (self.room - self.names) // _BADGE)


WIDE = Layout(900, 200, "hatch")
STACKED = Layout(360, 0, "hatch-stacked")


class Picture(NamedTuple):
    """A drawing of some size."""

    width: int
    height: int
    hatch: str
    shapes: tuple[Shape, ...]


class Number(NamedTuple):
    """An entry that moved a mark, and its number on top of the picture."""

    number: int
    tick: Tick


def numbers(timeline: Timeline, layout: Layout) -> list[Number]:
    """Number the entries that moved a mark, oldest first; of many, the newest."""
    moving = [tick for tick in timeline.ticks if tick.moved]
    return [Number(at, tick) for at, tick in enumerate(moving[-layout.most_numbers :], start=1)]


def unnumbered(timeline: Timeline, layout: Layout) -> str:
    """Say how many entries moved a mark before those that have a number."""
    count = sum(bool(tick.moved) for tick in timeline.ticks) - layout.most_numbers
    return f"{count} earlier, without a number" if count > 0 else ""


def moves_in_words(tick: Tick, names: Mapping[str, str]) -> str:
    """Say what an entry moved, by the names of areas and issues."""
    return "; ".join(
        f"{names.get(move.id, move.id)}: {f'{move.old} → ' if move.old else ''}{move.new}"
        for move in tick.moved
    )


def picture(
    timeline: Timeline,
    day: date | None,
    layout: Layout = WIDE,
    heading: tuple[str, Sequence[str]] | None = None,
) -> Picture:
    """Draw a timeline as of a day.

    With a heading, a title and lines below it, the picture stands alone: it then has
    the key to its numbers, too.
    """
    drawing = _Drawing(timeline, day, layout)
    if heading:
        drawing.heading(*heading)
    drawing.top()
    drawing.lanes()
    drawing.bottom()
    if heading:
        drawing.key()
    return drawing.done()


class _Drawing:
    """Draws from top to bottom; what belongs behind the bars is drawn into `_behind`."""

    def __init__(self, timeline: Timeline, day: date | None, layout: Layout) -> None:
        last = timeline.last(day)
        self._timeline, self._layout = timeline, layout
        self._day = day if day and timeline.start <= day <= last else None
        self._scale = Scale(timeline.start, last)
        self._newest = timeline.newest
        self._left = _MARGIN + layout.names
        self._right = layout.width - _MARGIN
        self._names = {lane.id: lane.name for lane in timeline.lanes}
        self._numbers = numbers(timeline, layout)
        self._behind: list[Shape] = []
        self._shapes: list[Shape] = []
        self._y = float(_MARGIN)
        self._top = self._y
        self._dots = False

    def done(self) -> Picture:
        size = (self._layout.width, round(self._y + _MARGIN))
        ground = _rect(0, 0, *size, fill=PAPER)
        return Picture(*size, self._layout.hatch, (ground, *self._behind, *self._shapes))

    def heading(self, title: str, lines: Sequence[str]) -> None:
        self._paragraph(title, 15, INK, weight="bold")
        self._y += 4
        for line in lines:
            self._paragraph(line, _SIZE, SOFT)
        self._y += 8

    def top(self) -> None:
        """Draw the as-of day on a line of its own, and the numbers of what moved a mark."""
        if self._day:
            at = self._x(self._day)
            is_right = at > (self._left + self._right) / 2
            self._text(
                at,
                self._y + _SMALL,
                f"as of {self._day}",
                _SMALL,
                weight="bold",
                anchor="end" if is_right else "start",
            )
            self._y += _LINE
        self._as_of_top = self._y
        places = _apart([self._x(n.tick.day) for n in self._numbers], self._left, self._right)
        if self._numbers:
            self._y += 36
        self._top = self._y
        self._spans = [(self._top, self._top)]
        for number, at in zip(self._numbers, places, strict=True):
            self._badge(at, self._top - 22, number)
        self._stops = list(zip(places, self._numbers, strict=True))

    def lanes(self) -> None:
        """Draw areas and issues under heads of their own."""
        for kind, head in (("area", "Areas"), ("issue", "Issues")):
            lanes = [lane for lane in self._timeline.lanes if lane.kind == kind]
            if lanes:
                self._text(_MARGIN, self._y + 14, head, _SMALL, fill=SOFT, weight="bold")
                self._y += 20
            for place, lane in enumerate(lanes):
                if place and place % _MANY == 0:
                    self._axis()
                self._lane(lane)
            self._y += 6 if lanes else 0

    def bottom(self) -> None:
        """Draw the entries, the axis, the legend, and what lies behind the bars."""
        count = len(self._timeline.ticks)
        if count:
            label = "1 entry" if count == 1 else f"{count} entries"
            self._text(_MARGIN, self._y + 11, label, _SMALL, fill=SOFT)
            self._y += 0 if self._layout.names else 16
            self._ticks()
            self._spans.append((self._y - 2, self._y + 14))
            self._y += 14
        end = self._y
        if self._layout.names:
            self._spans = [(self._top, end)]
        if count:
            self._axis()
        self._ground(end)
        self._legend()

    def key(self) -> None:
        """Draw what each number stands for."""
        for number in self._numbers:
            self._y += 6
            self._badge(_MARGIN + 8, self._y + 8, number)
            tick = number.tick
            self._text(40, self._y + _SIZE, f"{tick.day}", _SMALL, weight="bold")
            indent = 122 if self._layout.names else 40
            self._y += 0 if self._layout.names else _LINE
            for text, fill in ((moves_in_words(tick, self._names), INK), (tick.title or "", SOFT)):
                self._paragraph(text, _SMALL, fill, at=indent)
        if rest := unnumbered(self._timeline, self._layout):
            self._paragraph(rest, _SMALL, SOFT)

    def _x(self, day: date) -> float:
        return self._left + self._scale.part(day) * (self._right - self._left)

    def _text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        fill: str = INK,
        weight: str = "normal",
        anchor: str = "start",
        title: str = "",
    ) -> None:
        attributes = {"x": _number(x), "y": _number(y), "font-size": _number(size), "fill": fill}
        if weight != "normal":
            attributes["font-weight"] = weight
        if anchor != "start":
            attributes["text-anchor"] = anchor
        self._shapes.append(Shape("text", attributes, text, title))

    def _paragraph(
        self, text: str, size: float, fill: str, *, at: float = _MARGIN, weight: str = "normal"
    ) -> None:
        room = (self._right - at) / (1.1 if weight == "bold" else 1)
        for line in folded(text, room, size):
            self._y += size + 4
            self._text(at, self._y - 3, line, size, fill=fill, weight=weight)

    def _badge(self, x: float, y: float, number: Number) -> None:
        tick = number.tick
        told = f"{tick.day}: {moves_in_words(tick, self._names)}"
        circle = {"cx": _number(x), "cy": _number(y), "r": "9", "fill": INK}
        self._shapes.append(Shape("circle", circle, title=told, entry=tick.entry))
        self._text(x, y + 3.5, f"{number.number}", 10, fill=PAPER, weight="bold", anchor="middle")

    def _lane(self, lane: Lane) -> None:
        room = (self._layout.names or self._layout.room) - 8
        lines = folded(lane.name, room, _SIZE, most=3) or [lane.id]
        is_whole = "".join(lines).replace(" ", "") == lane.name.replace(" ", "")
        beside = bool(self._layout.names)
        y = self._y + (16 if beside and len(lines) == 1 else _LINE)
        for number, line in enumerate(lines):
            self._text(
                _MARGIN, y + number * _LINE, line, _SIZE, title="" if is_whole else lane.name
            )
        height = _LINE * len(lines) + 9
        self._bars(lane, self._y + (height / 2 if beside else height + 1))
        self._y += height if beside else height + 14
        if not beside:
            self._spans.append((self._y - 21, self._y - 5))

    def _bars(self, lane: Lane, y: float) -> None:
        for interval in lane.intervals:
            left = self._x(interval.start) if interval.start else self._left
            last = interval.end or self._newest
            right = self._x(last) if last else self._right
            told = f"{lane.name}: {_told(interval)}"
            if interval.start is None and interval.end:
                self._line(f"M{_number(left)} {_number(y)}H{_number(right)}", SOFT, told, "1 4")
                self._dots = self._dots or right > left + 1
            elif interval.state in ("piloted", "resolved"):
                self._event(interval, left, right, y, told)
            else:
                self._bar(interval.state, left, max(right, left + 4), y, told)
            if not interval.end and self._newest and self._day and self._day > self._newest:
                path = f"M{_number(max(right, left))} {_number(y)}H{_number(self._x(self._day))}"
                self._line(path, COLOURS[interval.state], f"{told}; no newer entry", "2 3")

    def _bar(self, state: str, left: float, right: float, y: float, told: str) -> None:
        """Draw a time in a state as a bar, hollow or hatched."""
        box = (left, y - 4.5, right - left, 9)
        fill = TINT if state == "open" else PAPER
        self._shapes.append(_rect(*box, fill=fill, stroke=COLOURS[state], title=told))
        if state == "open":
            self._shapes.append(_rect(*box, fill=f"url(#{self._layout.hatch})", title=told))

    def _event(self, interval: Interval, left: float, right: float, y: float, told: str) -> None:
        """Draw a day that a mark stands for as a sign, its words, and a thin line behind."""
        colour = COLOURS[interval.state]
        label = f"{interval.state} {interval.start}" if interval.start else interval.state
        start = left + 9
        end = start + width(label, _SMALL) + 8
        has_room = end < right
        if has_room:
            self._text(start, y + 4, label, _SMALL, fill=colour, weight="bold")
        if right > (end if has_room else left):
            line = f"M{_number(end if has_room else left)} {_number(y)}H{_number(right)}"
            self._line(line, colour, told)
        self._shapes.append(_sign(interval.state, left, y, told))

    def _line(self, path: str, colour: str, told: str, dashes: str = "") -> None:
        attributes = {"d": path, "stroke": colour, "stroke-width": "2", "fill": "none"}
        if dashes:
            attributes["stroke-dasharray"] = dashes
        self._shapes.append(Shape("path", attributes, title=told))

    def _ticks(self) -> None:
        """Draw a tick for each day with an entry; what moved a mark is longer."""
        for day, ticks in groupby(self._timeline.ticks, key=lambda tick: tick.day):
            of_day = list(ticks)
            told = "\n".join(f"{day}: {t.title}" if t.title else f"{day}" for t in of_day)
            has_moved = any(tick.moved for tick in of_day)
            path = f"M{_number(self._x(day))} {_number(self._y)}v{14 if has_moved else 10}"
            attributes = {
                "d": path,
                "stroke": INK if has_moved else SOFT,
                "stroke-width": "2",
            }
            self._shapes.append(Shape("path", attributes, title=told, entry=of_day[0].entry))

    def _axis(self) -> None:
        """Write the labels of the axis on a line of their own."""
        self._y += 16
        for day, label in self._scale.labels(int((self._right - self._left) // _LABEL)):
            at, half = self._x(day), width(label, _SMALL) / 2
            anchor = "middle"
            if at - half < self._left - (half if self._layout.names else 0):
                anchor = "start"
            elif at + half > self._right + _MARGIN / 2:
                anchor = "end"
            self._text(at, self._y, label, _SMALL, fill=SOFT, anchor=anchor)
        self._y += 8

    def _ground(self, bottom: float) -> None:
        """Draw what lies behind the bars: times with no entry, years, numbers, the as-of day."""
        self._gaps(bottom)
        if self._timeline.ticks:
            for day, _ in self._scale.labels(int((self._right - self._left) // _LABEL)):
                self._rule(self._down(self._x(day)), RULE)
        for at, number in self._stops:
            x = self._x(number.tick.day)
            path = f"M{_number(at)} {_number(self._top - 13)}L{_number(x)} {_number(self._top)}"
            self._rule(path + self._down(x), INK, "1 3")
        if self._day:
            path = f"M{_number(self._x(self._day))} {_number(self._as_of_top)}V{_number(bottom)}"
            self._rule(path, INK, width="1.5")

    def _down(self, x: float) -> str:
        """Return a line from top to bottom; with names above the bars it leaves them out."""
        return "".join(
            f"M{_number(x)} {_number(top)}V{_number(bottom)}" for top, bottom in self._spans
        )

    def _rule(self, path: str, stroke: str, dashes: str = "", width: str = "1") -> None:
        attributes = {"d": path, "stroke": stroke, "stroke-width": width, "fill": "none"}
        if dashes:
            attributes["stroke-dasharray"] = dashes
        self._behind.append(Shape("path", attributes))

    def _gaps(self, bottom: float) -> None:
        """Draw a band over each time of more than a year with no entry, and say how long it is."""
        for before, after, told in gaps(self._timeline.days(self._day)):
            left, right = self._x(before), self._x(after)
            box = (left, self._top, right - left, bottom - self._top)
            self._behind.append(_rect(*box, fill=BAND, title=f"{told}: {before} to {after}"))
            if width(told, _SMALL) < right - left:
                attributes = {
                    "x": _number((left + right) / 2),
                    "y": _number(self._top + 12),
                    "font-size": _number(_SMALL),
                    "fill": SOFT,
                    "text-anchor": "middle",
                }
                self._behind.append(Shape("text", attributes, told))

    def _legend(self) -> None:
        """Draw what each sign means, as many to a line as have room."""
        states = {i.state for lane in self._timeline.lanes for i in lane.intervals}
        meanings = [(state, _LEGENDS[state]) for state in KIND_OF_STATE if state in states]
        if self._dots:
            meanings.append(("before", "no entry names it yet"))
        if self._day and self._newest and self._day > self._newest:
            meanings.append(("after", "no newer entry"))
        x = float(_MARGIN)
        self._y += 14
        for sign, meaning in meanings:
            size = 36 + width(meaning, _SMALL)
            if x > _MARGIN and x + size > self._right:
                x, self._y = float(_MARGIN), self._y + 18
            self._sample(sign, x, self._y)
            self._text(x + 30, self._y + 4, meaning, _SMALL, fill=SOFT)
            x += size + 12
        self._y += 12 if meanings else 0

    def _sample(self, sign: str, x: float, y: float) -> None:
        path = f"M{_number(x)} {_number(y)}H{_number(x + 24)}"
        if sign in ("before", "after"):
            self._line(path, SOFT, "", "1 4" if sign == "before" else "2 3")
        elif sign in ("piloted", "resolved"):
            self._line(path, COLOURS[sign], "")
            self._shapes.append(_sign(sign, x + 7, y, ""))
        else:
            self._bar(sign, x, x + 24, y, "")


def _rect(
    x: float,
    y: float,
    width: float,
    height: float,
    *,
    fill: str,
    stroke: str = "",
    title: str = "",
) -> Shape:
    attributes = {
        "x": _number(x),
        "y": _number(y),
        "width": _number(width),
        "height": _number(height),
        "fill": fill,
    }
    return Shape("rect", attributes | ({"stroke": stroke} if stroke else {}), title=title)


def _sign(state: str, x: float, y: float, told: str) -> Shape:
    """Return the sign of a day on which a mark was set: a diamond, or a dot where it ended."""
    if state == "piloted":
        path = f"M{_number(x - 6)} {_number(y)}l6 -6l6 6l-6 6z"
        return Shape("path", {"d": path, "fill": COLOURS[state]}, title=told)
    attributes = {"cx": _number(x), "cy": _number(y), "r": "5", "fill": COLOURS[state]}
    return Shape("circle", attributes, title=told)


def _number(value: float) -> str:
    return f"{round(value, 1):g}"


def _told(interval: Interval) -> str:
    """Say in words what a bar stands for."""
    state, start, end = interval
    if start is None:
        return f"{state}, before an entry names it, up to {end}" if end else f"{state}, by its mark"
    return f"{state} from {start}" + (f" up to {end}" if end else "")


def _apart(places: Sequence[float], low: float, high: float) -> list[float]:
    """Return places in their order, apart enough for their numbers and inside of the ends."""
    found: list[float] = []
    for place in places:
        found.append(max(place, found[-1] + _BADGE if found else low))
    limit = high
    for at in reversed(range(len(found))):
        found[at] = min(found[at], limit)
        limit = found[at] - _BADGE
    return found
