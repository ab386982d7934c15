"""The shapes of which a timeline is drawn: its axis, its signs, its lanes.

They use presentation attributes only, so that browsers, librsvg, Inkscape and
LibreOffice show the same.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Literal, NamedTuple, TypeAlias

from kurils_cli.formats.timescale import Scale
from kurils_cli.reports.plan.blocks import Lane, Line, Mark, Stretch, Tick, Timeline

INK, SOFT, RULE, PAPER, BAND = "#1c2126", "#59636e", "#d0d6dc", "#ffffff", "#f1f3f5"
COLOURS = {"pending": "#9a6700", "piloted": "#0b6e8a", "open": "#8250a0", "resolved": "#2c7a3f"}
TINT = "#eadff2"
"""What fills the time in which an issue is open."""
APART = 14
"""How far the lines of two parties are apart."""
AFTER, PASSED = "2 4", "1.5 2.5"
"""The dashes of what is after the newest entry, and of the line of an event."""

Anchor: TypeAlias = Literal["start", "middle", "end"]
Heights: TypeAlias = tuple[float | str, float | str]
"""Where a line begins and ends, in pixels, or written out."""


class Shape(NamedTuple):
    """One element to draw; `entry` is the anchor of the entry that it represents."""

    tag: Literal["circle", "line", "path", "rect", "text", "use"]
    attributes: Mapping[str, str]
    text: str = ""
    title: str = ""
    entry: str = ""


class Axis(NamedTuple):
    """Where days are, from a left end to a right one, in pixels or in parts of a hundred."""

    first: date
    last: date
    left: float = 0
    right: float = 100
    unit: Literal["", "%"] = "%"

    def at(self, day: date) -> float:
        return self.left + Scale(self.first, self.last).part(day) * (self.right - self.left)

    def x(self, day: date) -> str:
        return f"{number(self.at(day))}{self.unit}"

    def years(self, room: float) -> list[tuple[date, str]]:
        """Return the labels that have room on a line of some pixels."""
        return [*Scale(self.first, self.last).labels(int(room // 34))]


def number(value: float) -> str:
    """Return a coordinate with as many decimal places as can be seen."""
    return f"{round(value, 1):g}"


def line(
    ends: tuple[str, str],
    heights: Heights,
    stroke: str,
    width: float = 1,
    dashes: str = "",
) -> Shape:
    attributes = {
        "x1": ends[0],
        "y1": _length(heights[0]),
        "x2": ends[1],
        "y2": _length(heights[1]),
        "stroke": stroke,
        "stroke-width": number(width),
    }
    return Shape("line", attributes | ({"stroke-dasharray": dashes} if dashes else {}))


def _length(value: float | str) -> str:
    return value if isinstance(value, str) else number(value)


def text(
    place: tuple[float | str, float],
    words: str,
    size: float,
    fill: str = INK,
    anchor: Anchor = "start",
    *,
    bold: bool = False,
) -> Shape:
    attributes = {"x": _length(place[0]), "y": number(place[1]), "font-size": number(size)}
    attributes |= {"fill": fill} | ({"font-weight": "700"} if bold else {})
    return Shape("text", attributes | ({"text-anchor": anchor} if anchor != "start" else {}), words)


def rect(
    place: tuple[float | str, float | str, float | str, float | str], fill: str, **more: str
) -> Shape:
    names = ("x", "y", "width", "height")
    box = {name: _length(value) for name, value in zip(names, place, strict=True)}
    return Shape("rect", {**box, "fill": fill, **{k.replace("_", "-"): v for k, v in more.items()}})


def sign(state: str, x: str, y: float, size: float = 6) -> Shape:
    """Return the sign of a state: a diamond, a ring, a square or a dot, edged by paper."""
    colour, edge = COLOURS[state], {"stroke": PAPER, "stroke-width": "1.5"}
    if state == "piloted" and x.endswith("%"):
        # A path can't be in percent, so the page defines a diamond once.
        return Shape("use", {"href": "#diamond", "x": x, "y": number(y)})
    if state == "piloted":
        return Shape("path", {"d": diamond(float(x), y, size + 1), "fill": colour, **edge})
    if state == "open":
        half = size - 1.2
        box = (float(x) - half, y - half, 2 * half, 2 * half)
        return rect(box, TINT, stroke=colour, stroke_width="1.4")
    ring = {"fill": PAPER, "stroke": colour, "stroke-width": "1.7"}
    look = ring if state == "pending" else {"fill": colour, **edge}
    return Shape("circle", {"cx": x, "cy": number(y), "r": number(size - 0.8), **look})


def diamond(x: float, y: float, size: float) -> str:
    """Return the path of a diamond around a point."""
    r = number(size)
    return f"M{number(x)} {number(y - size)}l{r} {r}l-{r} {r}l-{r} -{r}z"


def lane(mark: Mark, timeline: Timeline, axis: Axis, y: float) -> Iterator[Shape]:
    """Yield a lane around a height: the time in each state, and its entries.

    A pilot is a day, and so is the end of an issue: nothing runs on from them.
    """
    assert mark.lane is not None, "a mark of a timeline has a lane"
    heights = dict(_heights(mark.lane, y))
    for each in mark.lane.lines:
        for stretch in each.stretches:
            yield from _stretch(each, stretch, timeline, axis, heights[_party(each)])
    yield from _parting(mark.lane, axis, y, heights)
    for day in mark.lane.looked:
        yield looked(axis.x(day), y)._replace(title=f"{day}")
    for tick in sorted(mark.lane.ticks, key=lambda tick: tick.sign != "entry"):
        yield _tick(mark, tick, axis, heights[tick.party])


def _party(line: Line) -> str:
    return line.party.to if line.party else ""


def _heights(lane: Lane, y: float) -> Iterator[tuple[str, float]]:
    """Yield the height of everybody's line, and of each party's around it."""
    parties = [_party(each) for each in lane.lines if each.party]
    yield "", y
    for place, party in enumerate(parties):
        yield party, y + (place - (len(parties) - 1) / 2) * APART


def _stretch(
    of: Line, stretch: Stretch, timeline: Timeline, axis: Axis, y: float
) -> Iterator[Shape]:
    colour = COLOURS[stretch.state]
    known = min(stretch.end, max(stretch.start, timeline.newest or stretch.end))
    until, end = axis.x(known), axis.x(stretch.end)
    if of.party is None and stretch.state in ("piloted", "resolved"):
        return
    if stretch.state == "open":
        yield line((axis.x(stretch.start), until), (y, y), TINT, 8)
    else:
        shape = line((axis.x(stretch.start), until), (y, y), colour, 1.8 if of.party else 1.2)
        pale = {} if of.party else {"stroke-opacity": "0.5"}
        yield shape._replace(attributes={**shape.attributes, **pale})
    if until != end:
        yield line((until, end), (y, y), colour, 1.4, AFTER)


def _parting(lane: Lane, axis: Axis, y: float, heights: Mapping[str, float]) -> Iterator[Shape]:
    """Yield what leads from everybody's line to a line for each party."""
    for each in lane.lines:
        if each.party and each.stretches:
            x = axis.x(each.stretches[0].start)
            yield line((x, x), (y, heights[_party(each)]), SOFT)


def looked(x: str, y: float) -> Shape:
    """Return the sign of a day on which somebody looked for news and found none."""
    look = {"fill": PAPER, "stroke": SOFT, "stroke-width": "1"}
    return Shape("circle", {"cx": x, "cy": number(y), "r": "2.4"} | look)


def _tick(mark: Mark, tick: Tick, axis: Axis, y: float) -> Shape:
    x, title = axis.x(tick.day), f"{tick.day.isoformat()}: {tick.title}"
    if tick.sign in ("piloted", "resolved", "pending"):
        return sign(tick.sign, x, y)._replace(title=title, entry=tick.anchor)
    look = _upright(x, y, INK if mark.kind == "area" else COLOURS["open"])
    return Shape("line", look, "", title, tick.anchor)


@cache
def _upright(x: str, y: float, colour: str) -> Mapping[str, str]:
    """Return the look of an entry, the same for all that are at one place of a lane."""
    upright = line((x, x), (y - 5, y + 5), colour, 2)
    return {**upright.attributes, "stroke-opacity": "0.6"}
