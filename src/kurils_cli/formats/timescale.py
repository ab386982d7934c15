"""Days along a line: the place of each, the years to write under it, the numbers over it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Literal, NamedTuple


class Axis(NamedTuple):
    """The days from a first to a last, from a left end to a right one.

    The unit is pixels, columns of a terminal, or parts of a hundred.
    """

    first: date
    last: date
    left: float = 0
    right: float = 100
    unit: Literal["", "%"] = "%"

    def at(self, day: date) -> float:
        """Return the place of a day; one beyond the ends is at the end."""
        days = max(1, (self.last - self.first).days)
        part = min(1.0, max(0.0, (day - self.first).days / days))
        return self.left + part * (self.right - self.left)

    def x(self, day: date) -> str:
        """Return the place of a day as an attribute has it."""
        return f"{number(self.at(day))}{self.unit}"

    def column(self, day: date) -> int:
        """Return in which of as many columns as the right end says a day falls."""
        return min(int(self.right) - 1, int(self.at(day)))

    def labels(self, most: int) -> Iterator[tuple[date, str]]:
        """Return at most so many days with their labels.

        They are the first days of years, each, every second, fifth and so on; where
        fewer than two fit, they are the first day and the last.
        """
        first, last = self.first, self.last
        years = range(first.year + (first > date(first.year, 1, 1)), last.year + 1)
        step = next(
            s for s in (1, 2, 5, 10, 20, 50, 100, 1000, 10000) if len(years) <= s * max(1, most)
        )
        labelled = [year for year in years if year % step == 0]
        if len(labelled) > 1:
            yield from ((date(year, 1, 1), f"{year:04d}") for year in labelled)
        else:
            yield from ((day, f"{day}") for day in dict.fromkeys((first, last)))


def number(value: float | str) -> str:
    """Return a coordinate with as many decimal places as can be seen."""
    return value if isinstance(value, str) else f"{round(value, 1):g}"


class Badge(NamedTuple):
    """The numbers of events that are too close to be apart: of the first, and as written."""

    first: int
    text: str
    start: float
    end: float


def badges(
    places: Sequence[float],
    room: tuple[float, float],
    wide: Callable[[str], float],
    gap: float,
    part: float,
) -> list[Badge]:
    """Number places from left to right; numbers nearer than `gap` become one.

    `part` of what is written is before the middle of its places: with 0 it begins at the first.
    """

    def badge(first: int, last: int) -> Badge:
        text = f"{first}" if first == last else f"{first}–{last}"
        begin, end = places[first - 1], places[last - 1]
        start = begin + part * (end - begin - wide(text))
        start = max(room[0], min(start, room[1] - wide(text)))
        return Badge(first, text, start, start + wide(text))

    found: list[Badge] = []
    for last in range(1, len(places) + 1):
        each = badge(last, last)
        while found and each.start < found[-1].end + gap:
            each = badge(found.pop().first, last)
        found.append(each)
    return found
