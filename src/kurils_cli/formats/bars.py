"""A timeline in columns of characters: its bars, the numbers over them, and what is below."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from kurils_cli.formats.timescale import Scale, gaps
from kurils_cli.reports.parts import Lane, Tick, Timeline


class Run(NamedTuple):
    """Characters of one look; `state` is the one that they stand for, if any."""

    text: str
    state: str = ""


class Glyphs(NamedTuple):
    """What stands for each state, for the day of an event, and where nothing is known."""

    lines: dict[str, str]
    events: dict[str, str]
    before: str
    after: str


UNICODE = Glyphs(
    {"pending": "─", "piloted": "═", "open": "▒", "resolved": "═"},
    {"piloted": "◆", "resolved": "●"},
    "·",
    "┄",
)
ASCII = Glyphs(
    {"pending": "-", "piloted": "=", "open": "%", "resolved": "="},
    {"piloted": "#", "resolved": "x"},
    ".",
    ":",
)
_MEANINGS = {
    "piloted": "piloted: the day its pilot ended; the mark stays",
    "resolved": "resolved: the day; the mark stays",
}


class Bars:
    """A timeline drawn in `width` columns up to its end, or up to the day of its report."""

    def __init__(
        self, timeline: Timeline, day: date | None, width: int, glyphs: Glyphs = UNICODE
    ) -> None:
        self._timeline, self._day, self._width, self._glyphs = timeline, day, width, glyphs
        self._scale = Scale(timeline.start, timeline.last(day))
        self._newest = self._column(timeline.newest) if timeline.newest else width
        moving = [tick for tick in timeline.ticks if tick.moved]
        most = max(1, width // (len(f"{len(moving)}") + 1))
        # Of more than have room, the newest get a number.
        self.numbered = moving[-most:]
        self.unnumbered = len(moving) - len(self.numbered)

    def numbers(self) -> str:
        """Return the numbers of what moved a mark, each over its day or as near as fits."""
        line, room = "", self._width
        places = [self._column(tick.day) for tick in self.numbered]
        for number, place in reversed([*enumerate(places, start=1)]):
            text = f"{number}"
            start = min(place, room - len(text))
            line = text + line.rjust(self._width - start - len(text))
            room = start - 1
        return line.rjust(self._width).rstrip() if line else ""

    def bar(self, lane: Lane) -> Iterator[Run]:
        """Yield what stands in each column of a lane."""
        states = self._scale.states(lane.intervals, self._width)
        starts = [each.start for each in lane.intervals if each.start]
        is_late = bool(lane.intervals) and lane.intervals[0].start is None and bool(starts)
        named = self._column(starts[0]) if is_late else 0
        events = {
            self._column(each.start): each.state
            for each in lane.intervals
            if each.start and each.start >= self._timeline.start
        }
        for at, state in enumerate(states):
            if not state:
                yield Run(" ")
            elif at < named:
                yield Run(self._glyphs.before)
            elif events.get(at) == state and state in self._glyphs.events:
                yield Run(self._glyphs.events[state], state)
            else:
                is_after = at > self._newest
                yield Run(self._glyphs.after if is_after else self._glyphs.lines[state], state)

    def ticks(self) -> str:
        """Return a mark for each column with an entry: how many, if more than one."""
        counts = Counter(self._column(tick.day) for tick in self._timeline.ticks)
        return "".join(_tick(counts[column]) for column in range(self._width))

    def labels(self) -> str:
        """Return the scale: the labels that have room, each starting at its day's column."""
        line = ""
        for day, label in self._scale.labels(self._width // 6):
            at = min(self._column(day), self._width - len(label))
            if at >= len(line) + bool(line):
                line = f"{line:{at}}{label}"
        return line

    def legend(self) -> Iterator[Run]:
        """Yield what each sign that is drawn means."""
        drawn = {run for lane in self._timeline.lanes for run in self.bar(lane)}
        signs = {run.text for run in drawn}
        states = {run.state for run in drawn}
        for state, line in self._glyphs.lines.items():
            if state in states:
                sign = self._glyphs.events.get(state, "") + line
                yield Run(f"{sign} {_MEANINGS.get(state, state)}", state)
        if self._glyphs.before in signs:
            yield Run(f"{self._glyphs.before} no entry names it yet")
        if self._glyphs.after in signs:
            yield Run(f"{self._glyphs.after} no newer entry")
        ticks = self.ticks()
        if ticks.strip():
            yield Run("| entry, or how many")
        if "+" in ticks:
            yield Run("+ ten or more")

    def gaps(self) -> list[str]:
        """Say in which times of more than a year there is no entry."""
        return [
            f"{told}: {before} to {after}"
            for before, after, told in gaps(self._timeline.days(self._day))
        ]

    def _column(self, day: date) -> int:
        return self._scale.column(day, self._width)


def told(tick: Tick) -> str:
    """Say what an entry moved, and what it is called."""
    moves = ", ".join(item for move in tick.moved for item in move.items)
    return f"{moves} ({tick.title})" if tick.title else moves


def _tick(count: int) -> str:
    if count < 2:
        return " |"[count]
    return f"{count}" if count < 10 else "+"
