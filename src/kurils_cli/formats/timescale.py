"""Days along a line: the place of each, and which years to write under it."""

from collections.abc import Iterator
from datetime import date


class Scale:
    """The days from a first to a last, spread over a length in any unit."""

    def __init__(self, first: date, last: date) -> None:
        self._first, self._last = first, last

    def part(self, day: date) -> float:
        """Return the place of a day, from 0 (the first day) to 1 (the last)."""
        days = max(1, (self._last - self._first).days)
        return min(1.0, max(0.0, (day - self._first).days / days))

    def column(self, day: date, width: int) -> int:
        """Return in which of `width` columns a day falls."""
        return min(width - 1, int(self.part(day) * width))

    def labels(self, most: int) -> Iterator[tuple[date, str]]:
        """Return at most so many days with their labels.

        They are the first days of years, each, every second, fifth and so on; where
        fewer than two fit, they are the first day and the last.
        """
        first, last = self._first, self._last
        years = range(first.year + (first > date(first.year, 1, 1)), last.year + 1)
        step = next(
            s for s in (1, 2, 5, 10, 20, 50, 100, 1000, 10000) if len(years) <= s * max(1, most)
        )
        labelled = [year for year in years if year % step == 0]
        if len(labelled) > 1:
            for year in labelled:
                yield date(year, 1, 1), f"{year:04d}"
        else:
            yield first, f"{first}"
            if last > first:
                yield last, f"{last}"
