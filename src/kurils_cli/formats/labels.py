"""The places of the names of events above the lines of a picture."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import le
from typing import NamedTuple

from kurils_cli.formats.lettering import BOLDER, folded, width

DAY_SIZE, TITLE_SIZE = 10.0, 10.5
DAY_LINE, TITLE_LINE = 18, 13
"""How high the day of a label is, and each line of its title."""
ROWS = 3
"""More rows of labels than this would hide what they name."""
MOST = 20
_GAP = 8.0
"""How much room is left on both sides of a label."""
_ROOMS = (90.0, 130.0, 200.0)
_LINES = 3


class Event(NamedTuple):
    """What happened, and where its line is."""

    at: float
    day: str
    title: str


class Label(NamedTuple):
    """An event in its row, 0 the lowest, on one side of its line, and the ends of its room."""

    event: Event
    row: int
    is_left: bool
    lines: tuple[str, ...]
    start: float
    end: float


class _Choice(NamedTuple):
    """The labels of the events so far; each row's end, last line and height."""

    ends: tuple[float, ...]
    lines: tuple[float, ...]
    heights: tuple[int, ...]
    cost: int
    labels: tuple[Label, ...]

    @property
    def rank(self) -> tuple[int, int]:
        return sum(self.heights), self.cost

    @property
    def all(self) -> tuple[float, ...]:
        """All that matters later: less of it is better."""
        return (*self.ends, *self.lines, *self.heights, self.cost)


def placed(events: Sequence[Event], left: float, right: float) -> list[Label] | None:
    """Name each event beside its line, so that no label meets another or another's line.

    Every choice of side, row and fold is tried, from the left, and those that can't become
    better than another are dropped; the lowest picture wins. None: there is no room.
    """
    if len(events) > MOST:
        return None
    nowhere = (left,) * ROWS
    choices = [_Choice(nowhere, nowhere, (0,) * ROWS, 0, ())]
    for event in sorted(events, key=lambda event: event.at):
        labels = [each for each in _labels(event) if left <= each.start and each.end <= right]
        farthest = event.at - max(_ROOMS) - _GAP
        longer = [each for choice in choices for each in _with_one(choice, labels, farthest)]
        choices = []
        for choice in sorted(longer, key=lambda choice: (choice.rank, choice.ends)):
            if not any(all(map(le, better.all, choice.all)) for better in choices):
                choices.append(choice)
    return [*min(choices, key=lambda choice: choice.rank).labels] if choices else None


def _with_one(choice: _Choice, labels: Sequence[Label], farthest: float) -> Iterator[_Choice]:
    for label in labels:
        at, row = label.event.at, label.row
        is_free = choice.ends[row] <= label.start and all(end <= at for end in choice.ends[:row])
        if not is_free or (label.is_left and choice.lines[row] > label.start):
            continue
        ends = [max(end, farthest) for end in choice.ends]
        ends[row] = label.end
        lines = [at if place <= row else max(x, farthest) for place, x in enumerate(choice.lines)]
        heights = [*choice.heights]
        heights[row] = max(heights[row], _height(label))
        cost = choice.cost + row + label.is_left + len(label.lines)
        every = (*choice.labels, label)
        yield _Choice(tuple(ends), tuple(lines), tuple(heights), cost, every)


def _labels(event: Event) -> Iterator[Label]:
    """Yield the ways to write an event; its title is cut only if the widest can't hold it."""
    folds = dict.fromkeys(tuple(folded(event.title, room / BOLDER, TITLE_SIZE)) for room in _ROOMS)
    widest = tuple(folded(event.title, _ROOMS[-1] / BOLDER, TITLE_SIZE, _LINES))
    for lines in [fold for fold in folds if len(fold) <= _LINES] or [widest]:
        titles = [width(line, TITLE_SIZE, bold=True) for line in lines]
        wide = max([width(event.day, DAY_SIZE), *titles]) + _GAP
        for row in range(ROWS):
            yield Label(event, row, False, lines, event.at, event.at + wide)
            yield Label(event, row, True, lines, event.at - wide, event.at)


def row_heights(labels: Sequence[Label]) -> list[int]:
    """Return how high each row of labels is, the lowest first."""
    by_row = groupby(sorted(labels, key=lambda each: each.row), key=lambda each: each.row)
    return [max(map(_height, row)) for _, row in by_row]


def _height(label: Label) -> int:
    return DAY_LINE + TITLE_LINE * len(label.lines)
