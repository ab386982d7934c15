"""The places of the names of events above the lines of a picture, or of their numbers."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from kurils_cli.formats.lettering import BOLD, folded, width

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
BADGE_SIZE, BADGE_HEIGHT = 9.5, 15.0
_BADGE_GAP = 2.0


class Event(NamedTuple):
    """What happened, and where its line is."""

    at: float
    day: str
    title: str


class Label(NamedTuple):
    """An event in its row, 0 the lowest, on one side of its line."""

    event: Event
    row: int
    is_left: bool
    lines: tuple[str, ...]
    width: float

    @property
    def box(self) -> tuple[float, float]:
        """The left and right end of its room."""
        at = self.event.at
        return (at - self.width, at) if self.is_left else (at, at + self.width)


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
        labels = [each for each in _labels(event) if left <= each.box[0] <= each.box[1] <= right]
        farthest = event.at - max(_ROOMS) - _GAP
        choices = _best([c for choice in choices for c in _with_one(choice, labels, farthest)])
    return [*min(choices, key=lambda choice: choice.rank).labels] if choices else None


class Badge(NamedTuple):
    """The numbers, from a first to a last, of events that are too close to be apart."""

    at: float
    first: int
    last: int

    @property
    def text(self) -> str:
        return f"{self.first}" if self.first == self.last else f"{self.first}–{self.last}"

    @property
    def width(self) -> float:
        return max(BADGE_HEIGHT, width(self.text, BADGE_SIZE, bold=True) + 8)


def badges(places: Sequence[float], left: float, right: float) -> list[Badge]:
    """Number places from left to right; badges that would touch become one."""
    found: list[tuple[float, float, Badge]] = []
    for number, place in enumerate(places, start=1):
        start, end, first = place, place, number
        while True:
            badge = _badge(start, end, first, number, left, right)
            if not found or not _meet(found[-1][2], badge):
                break
            start, _, before = found.pop()
            first = before.first
        found.append((start, end, badge))
    return [badge for _, _, badge in found]


def _badge(start: float, end: float, first: int, last: int, left: float, right: float) -> Badge:
    badge = Badge((start + end) / 2, first, last)
    half = badge.width / 2
    return badge._replace(at=max(left + half, min(badge.at, right - half)))


def _meet(one: Badge, other: Badge) -> bool:
    return other.at - one.at < (one.width + other.width) / 2 + _BADGE_GAP


def row_heights(labels: Sequence[Label]) -> list[int]:
    """Return how high each row of labels is, the lowest first."""
    by_row = groupby(sorted(labels, key=lambda each: each.row), key=lambda each: each.row)
    return [max(_height(each.lines) for each in row) for _, row in by_row]


def _height(lines: Sequence[str]) -> int:
    return DAY_LINE + TITLE_LINE * len(lines)


def _labels(event: Event) -> Iterator[Label]:
    """Yield the ways to write an event; its title is cut only if the widest can't hold it."""
    folds = dict.fromkeys(tuple(folded(event.title, room / BOLD, TITLE_SIZE)) for room in _ROOMS)
    whole = [fold for fold in folds if len(fold) <= _LINES]
    widest = tuple(folded(event.title, _ROOMS[-1] / BOLD, TITLE_SIZE, _LINES))
    for lines in whole or [widest]:
        titles = [width(line, TITLE_SIZE, bold=True) for line in lines]
        wide = max([width(event.day, DAY_SIZE), *titles]) + _GAP
        for row in range(ROWS):
            for is_left in (False, True):
                yield Label(event, row, is_left, lines, wide)


def _with_one(choice: _Choice, labels: Sequence[Label], farthest: float) -> Iterator[_Choice]:
    for label in labels:
        at, row, (start, end) = label.event.at, label.row, label.box
        is_free = choice.ends[row] <= start and all(end <= at for end in choice.ends[:row])
        if not is_free or (label.is_left and choice.lines[row] > start):
            continue
        ends = [max(end, farthest) for end in choice.ends]
        ends[row] = end
        lines = [at if place <= row else line for place, line in enumerate(choice.lines)]
        heights = [*choice.heights]
        heights[row] = max(heights[row], _height(label.lines))
        yield _Choice(
            tuple(ends),
            tuple(max(line, farthest) for line in lines),
            tuple(heights),
            choice.cost + row + label.is_left + len(label.lines),
            (*choice.labels, label),
        )


def _best(choices: Sequence[_Choice]) -> list[_Choice]:
    """Return the choices that no other one equals or beats in everything that matters later."""
    kept: list[_Choice] = []
    for choice in sorted(choices, key=lambda choice: (choice.rank, choice.ends)):
        if not any(_is_no_worse(other, choice) for other in kept):
            kept.append(choice)
    return kept


def _is_no_worse(one: _Choice, other: _Choice) -> bool:
    pairs = zip(
        (*one.ends, *one.lines, *one.heights),
        (*other.ends, *other.lines, *other.heights),
        strict=True,
    )
    return one.cost <= other.cost and all(a <= b for a, b in pairs)
