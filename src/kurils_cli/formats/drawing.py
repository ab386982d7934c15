"""The shapes of which a timeline is drawn, on a page and as a picture.

They use presentation attributes only, so that browsers, librsvg, Inkscape and
LibreOffice show the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Literal, NamedTuple, TypeAlias

from kurils_cli.formats import labels, timescale
from kurils_cli.formats.labels import Label
from kurils_cli.formats.lettering import width as width_of
from kurils_cli.formats.timescale import Axis, Badge, number
from kurils_cli.reports.plan import blocks
from kurils_cli.reports.plan.blocks import Event, Gap, Line, Mark, Stretch, Timeline
from kurils_cli.words import visible

INK, SOFT, RULE, PAPER, BAND = "#1c2126", "#59636e", "#d0d6dc", "#ffffff", "#f1f3f5"
COLOURS = {"pending": "#9a6700", "piloted": "#0b6e8a", "open": "#8250a0", "resolved": "#2c7a3f"}
TINT = "#eadff2"
"""What fills the time in which an issue is open."""
APART = 14
"""How far the lines of two parties are apart."""
AFTER, PASSED = "2 4", "1.5 2.5"
"""The dashes of what is after the newest entry, and of the line of an event."""
BOLD, MIDDLE, END = {"font_weight": "700"}, {"text_anchor": "middle"}, {"text_anchor": "end"}
"""How words look."""
_YEAR, _YEAR_SIZE = 34, 10.5
"""How much room a year has, and how high its letters are."""
_MARGIN = 14.0
"""How far a label of a year may reach beyond the ends of a lane."""
_BADGE_SIZE, _BADGE_HEIGHT = 9.5, 15.0

Length: TypeAlias = float | str
"""In pixels, or written out."""
Ends: TypeAlias = tuple[Length, Length]


class Shape(NamedTuple):
    """One element to draw; `entry` is the anchor of the entry that it represents."""

    tag: Literal["circle", "line", "path", "rect", "text", "use"]
    attributes: Mapping[str, str]
    text: str = ""
    title: str = ""
    entry: str = ""


def line(ends: Ends, heights: Ends, stroke: str, width: float = 1, **more: Length) -> Shape:
    """Return a line from one end and height to another."""
    (x1, x2), (y1, y2) = ends, heights
    look = _look(x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, stroke_width=width, **more)
    return Shape("line", look)


def text(
    place: tuple[Length, float], words: str, size: float, fill: str = INK, **more: Length
) -> Shape:
    """Return words at a place, where they begin unless they have another anchor."""
    return Shape("text", _look(x=place[0], y=place[1], font_size=size, fill=fill, **more), words)


def rect(place: tuple[Length, Length, Length, Length], fill: str, **more: Length) -> Shape:
    """Return a box: its left end and top, its width and height."""
    x, y, width, height = place
    return Shape("rect", _look(x=x, y=y, width=width, height=height, fill=fill, **more))


def _circle(x: str, y: float, radius: float, fill: str, **more: Length) -> Shape:
    return Shape("circle", _look(cx=x, cy=y, r=radius, fill=fill, **more))


def _look(**attributes: Length) -> dict[str, str]:
    return {name.replace("_", "-"): number(value) for name, value in attributes.items()}


def sign(state: str, x: str, y: float, size: float = 6) -> Shape:
    """Return the sign of a state: a diamond, a ring, a square or a dot, edged by paper."""
    colour = COLOURS[state]
    edge: dict[str, Length] = {"stroke": PAPER, "stroke_width": 1.5}
    if state == "piloted" and x.endswith("%"):
        # A path can't be in percent, so the page defines a diamond once.
        return Shape("use", _look(href="#diamond", x=x, y=y))
    if state == "piloted":
        r = number(size + 1)
        path = f"M{x} {number(y - size - 1)}l{r} {r}l-{r} {r}l-{r} -{r}z"
        return Shape("path", _look(d=path, fill=colour, **edge))
    if state == "open":
        half = size - 1.2
        box = (float(x) - half, y - half, 2 * half, 2 * half)
        return rect(box, TINT, stroke=colour, stroke_width=1.4)
    if state == "pending":
        return _circle(x, y, size - 0.8, PAPER, stroke=colour, stroke_width=1.7)
    return _circle(x, y, size - 0.8, colour, **edge)


def sample(meaning: str, x: float = 0, y: float = 0) -> list[Shape]:
    """Return what a sign of a legend looks like, 16 wide and 14 high, from a place on."""
    ends, middle = (x, x + 16), number(x + 8)
    if meaning in COLOURS:
        return [sign(meaning, middle, y + 7, 5.5)]
    return {
        "contested": [
            line(ends, (y + 4, y + 4), COLOURS["piloted"], 1.8),
            line(ends, (y + 10, y + 10), COLOURS["pending"], 1.8),
        ],
        "entry": [line((middle, middle), (y + 2, y + 12), INK, 2)],
        "after": [line(ends, (y + 7, y + 7), SOFT, 1.4, stroke_dasharray=AFTER)],
        "gap": [rect((x + 1, y + 1, 14, 12), BAND, stroke=RULE)],
        "looked": [_looked(middle, y + 7)],
    }[meaning]


def _looked(x: str, y: float) -> Shape:
    return _circle(x, y, 2.4, PAPER, stroke=SOFT, stroke_width=1)


# ---------------------------------------------------------------- a lane


def lane(mark: Mark, timeline: Timeline, axis: Axis, y: float) -> Iterator[Shape]:
    """Yield a lane around a height: the time in each state, and its entries.

    A pilot is a day, and so is the end of an issue: nothing runs on from them.
    """
    lines = {each.party.to if each.party else "": each for each in mark.lane.lines}
    top = y - (len(lines) - 2) / 2 * APART
    heights = {party: top + APART * at for at, party in enumerate(filter(None, lines))} | {"": y}
    for party, each in lines.items():
        for stretch in each.stretches:
            yield from _stretch(each, stretch, timeline, axis, heights[party])
    for party, each in lines.items():
        if party and each.stretches:
            x = axis.x(each.stretches[0].start)
            yield line((x, x), (y, heights[party]), SOFT)
    for day in mark.lane.looked:
        yield _looked(axis.x(day), y)._replace(title=f"{day}")
    for tick in sorted(mark.lane.ticks, key=lambda tick: tick.sign != "entry"):
        shape = _tick(tick.sign, mark.kind, axis.x(tick.day), heights[tick.party])
        yield shape._replace(title=f"{tick.day}: {tick.title}", entry=tick.anchor)


def _stretch(
    of: Line, stretch: Stretch, timeline: Timeline, axis: Axis, y: float
) -> Iterator[Shape]:
    if of.party is None and stretch.state in ("piloted", "resolved"):
        return
    colour = COLOURS[stretch.state]
    known = min(stretch.end, max(stretch.start, timeline.newest or stretch.end))
    until, end = axis.x(known), axis.x(stretch.end)
    known_ends = (axis.x(stretch.start), until)
    if stretch.state == "open":
        yield line(known_ends, (y, y), TINT, 8)
    elif of.party:
        yield line(known_ends, (y, y), colour, 1.8)
    else:
        yield line(known_ends, (y, y), colour, 1.2, stroke_opacity=0.5)
    if until != end:
        yield line((until, end), (y, y), colour, 1.4, stroke_dasharray=AFTER)


@cache
def _tick(state: str, kind: str, x: str, y: float) -> Shape:
    """Return the sign of an entry, the same for all that are at one place of a lane."""
    if state in ("piloted", "resolved", "pending"):
        return sign(state, x, y)
    colour = INK if kind == "area" else COLOURS["open"]
    return line((x, x), (y - 5, y + 5), colour, 2, stroke_opacity=0.6)


# ---------------------------------------------------------------- around the lanes


def short_day(day: object) -> str:
    """Return a day for a narrow place."""
    return blocks.shortened(blocks.Run(f"{day}", "day"))


def named(timeline: Timeline, axis: Axis, left: float, right: float) -> list[Label] | None:
    """Return the names of events that are on an axis in pixels, if they have room."""
    events = [
        labels.Event(axis.at(event.day), short_day(event.day), visible(event.title))
        for event in timeline.events
    ]
    return labels.placed(events, left, right)


def label_texts(label: Label, at: float, top: float) -> Iterator[Shape]:
    """Yield the day of a label and below it its title."""
    x, anchor = (at - 5, END) if label.is_left else (at + 5, {})
    yield text((x, top + 10), label.event.day, labels.DAY_SIZE, SOFT, **anchor)
    for place, words in enumerate(label.lines, start=1):
        y = top + 9 + place * labels.TITLE_LINE
        yield text((x, y), words, labels.TITLE_SIZE, INK, **BOLD, **anchor)


def badges(timeline: Timeline, axis: Axis) -> list[Badge]:
    """Number the events on an axis in pixels, from which a number may jut out a little."""
    places = [axis.at(event.day) for event in timeline.events]
    return timescale.badges(places, (axis.left - 8, axis.right + 8), _badge_width, 2, 0.5)


def _badge_width(words: str) -> float:
    return max(_BADGE_HEIGHT, width_of(words, _BADGE_SIZE, bold=True) + 8)


def badge_shapes(words: str, at: float, y: float) -> Iterator[Shape]:
    """Yield a badge around a point: its ground, and its number."""
    high, wide = _BADGE_HEIGHT, _badge_width(words)
    yield rect((at - wide / 2, y - high / 2, wide, high), INK, rx=high / 2)
    yield text((at, y + 3.5), words, _BADGE_SIZE, PAPER, **BOLD, **MIDDLE)


def band(gap: Gap, axis: Axis, top: Length, height: Length) -> Shape:
    """Return what is behind lanes for a time in which no entry names an area."""
    wide = f"{number(axis.at(gap.end) - axis.at(gap.start))}{axis.unit}"
    return rect((axis.x(gap.start), top, wide, height), BAND)


def event_line(timeline: Timeline, event: Event, x: str, heights: Ends) -> Shape:
    """Return the line of an event, which is whole for the newest."""
    if event is timeline.events[-1]:
        return line((x, x), heights, INK, 1.4)
    return line((x, x), heights, SOFT, 0.9, stroke_dasharray=PASSED)


def grid(
    timeline: Timeline, axis: Axis, room: float, heights: Ends, tops: Sequence[Length]
) -> Iterator[Shape]:
    """Yield what is behind lanes: the years, the events, the day as of which all is.

    `room` is the least length of a lane. The lines of events begin at heights of their own.
    """
    for day, _ in axis.labels(int(room // _YEAR)):
        yield line((axis.x(day), axis.x(day)), heights, RULE)
    for event, top in zip(timeline.events, tops, strict=True):
        yield event_line(timeline, event, axis.x(event.day), (top, heights[1]))
    if timeline.day:
        yield line((axis.x(timeline.day), axis.x(timeline.day)), heights, INK, 1.2)


def year_labels(
    timeline: Timeline, axis: Axis, y: float, unit: Literal["", "%"] = ""
) -> Iterator[Shape]:
    """Yield the labels below lanes in pixels: in bold the day as of which it is, and years.

    With "%" their places are in parts of a hundred of the lane.
    """
    labelled = [*axis.labels(int((axis.right - axis.left) // _YEAR))]
    if timeline.day:
        labelled.insert(0, (timeline.day, f"{timeline.day}"))
    taken: list[tuple[float, float]] = []
    for at, name in labelled:
        is_today = not taken and at == timeline.day
        words = name if name.isdigit() else short_day(name)
        half = width_of(words, _YEAR_SIZE, bold=is_today) / 2
        inside = min(axis.at(at), axis.right + _MARGIN - half)
        middle = max(axis.left + half - _MARGIN, inside)
        if all(middle + half < left or right < middle - half for left, right in taken):
            taken.append((middle - half, middle + half))
            x = f"{number(middle / axis.right * 100)}%" if unit else middle
            fill, bold = (INK, BOLD) if is_today else (SOFT, {})
            yield text((x, y), words, _YEAR_SIZE, fill, **bold, **MIDDLE)
