"""The table that is picture and marks at once: what is drawn in it, at any width of its lanes.

Days are in percent of a lane and everything else is in pixels, so that one drawing
serves a wide screen, a phone and print. A label that has room on the narrowest lane has
room on a wider one, because only the days move apart.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kurils_cli.formats import drawing, labels
from kurils_cli.formats.drawing import (
    Anchor,
    Axis,
    Heights,
    Shape,
    lane,
    line,
    looked,
    number,
    rect,
    sign,
    text,
)
from kurils_cli.formats.labels import Badge, Event, Label, badges, placed, row_heights
from kurils_cli.formats.lettering import width
from kurils_cli.reports.plan.blocks import Event as Moving
from kurils_cli.reports.plan.blocks import Marks, Run, Timeline, shortened
from kurils_cli.words import visible

_ROOMS = {"wide": (460.0, 190.0, 315.0), "middle": (344.0, 132.0, 200.0)}
"""The narrowest lane beside its name, and what labels may cover left and right of it."""
_PHONE = 288.0
"""The narrowest lane below its name."""
_BADGES = 20
_MARGIN = 14.0
"""How far a label may reach beyond the ends of a lane."""


class Placed(NamedTuple):
    """Shapes around one day: `x` is its place, and theirs are pixels from there."""

    x: str
    shapes: list[Shape]


class Ends(NamedTuple):
    """What is above and below the lanes on a wide page, on one of middle width, or on a phone.

    `events` are named or, where the names have no room, numbered; `years` are below.
    """

    form: str
    is_named: bool
    height: int
    events: list[Placed]
    years: list[Shape]


class Board(NamedTuple):
    """What is drawn around the rows of a table, and the lane of each by its anchor."""

    ends: list[Ends]
    grid: list[Shape]
    bands: list[Shape]
    lanes: dict[str, list[Shape]]


def board(marks: Marks) -> Board | None:
    """Return what is drawn in a table of marks; None if it has no lanes, or of one day only."""
    timeline = marks.timeline
    if timeline is None or timeline.start == timeline.end:
        return None
    axis = Axis(timeline.start, timeline.end)
    return Board(
        [_ends(form, timeline) for form in (*_ROOMS, "narrow")],
        [*grid(timeline, axis, _ROOMS["middle"][0], ("0", "100%"), ["0"] * len(timeline.events))],
        [*_bands(timeline, axis)],
        {row.anchor: [*lane(row, timeline, axis, 0)] for row in marks.rows if row.lane},
    )


def _ends(form: str, timeline: Timeline) -> Ends:
    axis, names = Axis(timeline.start, timeline.end), _names(timeline, form)
    room = _ROOMS[form][0] if form in _ROOMS else _PHONE
    return Ends(
        form,
        names is not None,
        _BADGES if names is None else sum(row_heights(names)),
        [*(_numbered(timeline, room) if names is None else _named(timeline, axis, names))],
        [*year_labels(timeline, axis, 13, room)],
    )


def short_day(day: object) -> str:
    """Return a day for a narrow place."""
    return shortened(Run(f"{day}", "day"))


def _names(timeline: Timeline, form: str) -> list[Label] | None:
    """Return the names of events on lanes that are as narrow as they get, if they have room."""
    if form not in _ROOMS:
        return None
    room, before, behind = _ROOMS[form]
    axis = Axis(timeline.start, timeline.end, 0, room, "")
    return placed([named_event(axis, each) for each in timeline.events], -before, room + behind)


def named_event(axis: Axis, event: Moving) -> Event:
    """Return an event with its day and title, to be placed."""
    return Event(axis.at(event.day), short_day(event.day), visible(event.title))


def _named(timeline: Timeline, axis: Axis, names: list[Label]) -> Iterator[Placed]:
    heights = row_heights(names)
    bottom = sum(heights)
    for event, label in zip(timeline.events, names, strict=True):
        top = bottom - sum(heights[: label.row + 1])
        is_newest = event is timeline.events[-1]
        shapes = [_event_line("0", (top, bottom), is_newest=is_newest), *label_texts(label, 0, top)]
        yield Placed(axis.x(event.day), shapes)


def label_texts(label: Label, at: float, top: float) -> Iterator[Shape]:
    """Yield the day of a label and below it its title."""
    anchor: Anchor = "end" if label.is_left else "start"
    x = at - 5 if label.is_left else at + 5
    yield text((x, top + 10), label.event.day, labels.DAY_SIZE, drawing.SOFT, anchor)
    for place, words in enumerate(label.lines, start=1):
        y = top + 9 + place * labels.TITLE_LINE
        yield text((x, y), words, labels.TITLE_SIZE, drawing.INK, anchor, bold=True)


def _event_line(x: str, heights: Heights, *, is_newest: bool) -> Shape:
    """Return the line of an event, which is whole for the newest."""
    if is_newest:
        return line((x, x), heights, drawing.INK, 1.4)
    return line((x, x), heights, drawing.SOFT, 0.9, drawing.PASSED)


def _numbered(timeline: Timeline, room: float) -> Iterator[Placed]:
    narrow = Axis(timeline.start, timeline.end, 0, room, "")
    for badge in badges([narrow.at(event.day) for event in timeline.events], -8, room + 8):
        yield Placed(f"{number(badge.at / room * 100)}%", [*badge_shapes(badge, 0, 9)])


def badge_shapes(badge: Badge, at: float, y: float) -> Iterator[Shape]:
    """Yield a badge around a point: its ground, and its number."""
    high, wide = labels.BADGE_HEIGHT, badge.width
    yield rect((at - wide / 2, y - high / 2, wide, high), drawing.INK, rx=number(high / 2))
    yield text((at, y + 3.5), badge.text, labels.BADGE_SIZE, drawing.PAPER, "middle", bold=True)


def grid(
    timeline: Timeline, axis: Axis, room: float, heights: Heights, tops: Sequence[float | str]
) -> Iterator[Shape]:
    """Yield what is behind lanes of a length: the years, the events, the day as of which all is.

    The lines of events begin at heights of their own.
    """
    for day, _ in axis.years(room):
        yield line((axis.x(day), axis.x(day)), heights, drawing.RULE)
    for event, top in zip(timeline.events, tops, strict=True):
        is_newest = event is timeline.events[-1]
        yield _event_line(axis.x(event.day), (top, heights[1]), is_newest=is_newest)
    if timeline.day:
        x = axis.x(timeline.day)
        yield line((x, x), heights, drawing.INK, 1.2)


def _bands(timeline: Timeline, axis: Axis) -> Iterator[Shape]:
    for gap in timeline.gaps:
        wide = f"{number(axis.at(gap.end) - axis.at(gap.start))}%"
        yield rect((axis.x(gap.start), "0", wide, "100%"), drawing.BAND)


def year_labels(timeline: Timeline, axis: Axis, y: float, room: float = 0) -> Iterator[Shape]:
    """Yield the labels below the lanes: in bold the day as of which it is, and years.

    `room` is the least length of a lane, whose days are in percent.
    """
    pixels = axis._replace(right=room, unit="") if room else axis
    day = [timeline.day] if timeline.day else []
    labelled = [(at, short_day(at)) for at in day]
    years = pixels.years(pixels.right - pixels.left)
    labelled += [(at, name if name.isdigit() else short_day(at)) for at, name in years]
    taken: list[tuple[float, float]] = []
    for at, words in labelled:
        bold = not taken and bool(day)
        half = width(words, 10.5, bold=bold) / 2
        inside = min(pixels.at(at), pixels.right + _MARGIN - half)
        middle = max(pixels.left + half - _MARGIN, inside)
        if all(middle + half < left or right < middle - half for left, right in taken):
            taken.append((middle - half, middle + half))
            place = f"{number(middle / room * 100)}%" if room else number(middle)
            yield text(
                (place, y), words, 10.5, drawing.INK if bold else drawing.SOFT, "middle", bold=bold
            )


def sample(meaning: str, x: float = 0, y: float = 0) -> list[Shape]:
    """Return what a sign of a legend looks like, 16 wide and 14 high, from a place on."""
    ends, middle = (number(x), number(x + 16)), number(x + 8)
    if meaning in drawing.COLOURS:
        return [sign(meaning, middle, y + 7, 5.5)]
    if meaning == "contested":
        sides = ((y + 4, drawing.COLOURS["piloted"]), (y + 10, drawing.COLOURS["pending"]))
        return [line(ends, (height, height), colour, 1.8) for height, colour in sides]
    return {
        "entry": [line((middle, middle), (y + 2, y + 12), drawing.INK, 2)],
        "after": [line(ends, (y + 7, y + 7), drawing.SOFT, 1.4, drawing.AFTER)],
        "gap": [rect((x + 1, y + 1, 14, 12), drawing.BAND, stroke=drawing.RULE)],
        "looked": [looked(middle, y + 7)],
    }[meaning]
