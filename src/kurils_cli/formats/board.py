"""The table that is picture and marks at once: what is drawn in it, at any width of its lanes.

Days are in percent of a lane and everything else is in pixels, so that one drawing
serves a wide screen, a phone and print. A label that has room on the narrowest lane has
room on a wider one, because only the days move apart.
"""

from typing import NamedTuple

from kurils_cli.formats import drawing
from kurils_cli.formats.drawing import Shape
from kurils_cli.formats.labels import row_heights
from kurils_cli.formats.timescale import Axis, number
from kurils_cli.reports.plan.blocks import Marks, Timeline

_ROOMS = {"wide": (460.0, 190.0, 315.0), "middle": (344.0, 132.0, 200.0), "narrow": (288.0, 0, 0)}
"""The narrowest lane, and what labels may cover left and right of it: none on a phone."""
_BADGES = 20


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
    axis, least = Axis(timeline.start, timeline.end), _ROOMS["middle"][0]
    tops = ["0"] * len(timeline.events)
    return Board(
        [_ends(form, timeline, axis) for form in _ROOMS],
        [*drawing.grid(timeline, axis, least, ("0", "100%"), tops)],
        [drawing.band(gap, axis, "0", "100%") for gap in timeline.gaps],
        {row.anchor: [*drawing.lane(row, timeline, axis, 0)] for row in marks.rows},
    )


def _ends(form: str, timeline: Timeline, axis: Axis) -> Ends:
    room, before, behind = _ROOMS[form]
    narrow = axis._replace(right=room, unit="")
    names = drawing.named(timeline, narrow, -before, room + behind) if before else None
    years = [*drawing.year_labels(timeline, narrow, 13, "%")]
    events: list[Placed] = []
    if names is None:
        for badge in drawing.badges(timeline, narrow):
            place = (badge.start + badge.end) / 2 / room * 100
            shapes = drawing.badge_shapes(badge.text, 0, 9)
            events.append(Placed(f"{number(place)}%", [*shapes]))
        return Ends(form, False, _BADGES, events, years)
    heights = row_heights(names)
    bottom = sum(heights)
    for event, label in zip(timeline.events, names, strict=True):
        top = bottom - sum(heights[: label.row + 1])
        upright = drawing.event_line(timeline, event, "0", (top, bottom))
        shapes = drawing.label_texts(label, 0, top)
        events.append(Placed(axis.x(event.day), [upright, *shapes]))
    return Ends(form, True, bottom, events, years)
