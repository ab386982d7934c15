"""A report as a table in a terminal."""

from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from typing import IO

from rich.console import Console, Group, RenderableType
from rich.style import Style
from rich.table import Table
from rich.text import Text

from kurils_cli.formats.timescale import Scale
from kurils_cli.reports import Report
from kurils_cli.reports.parts import (
    Cell,
    Column,
    Section,
    Timeline,
    cell_items,
    is_link,
    shown_columns,
)
from kurils_cli.words import visible

NARROW = 60
"""Below this many columns a row becomes a few lines rather than one."""
NATURAL_BAR = 100
"""How wide the bars are where no width is given."""
NO_LIMIT = 100_000

_STYLES = {
    "pending": "yellow",
    "piloted": "bold cyan",
    "open": "magenta",
    "resolved": "green",
    "+": "green",
    "-": "red",
    "~": "yellow",
}
_BARS = {"pending": "─", "piloted": "█", "open": "▒", "resolved": "·"}
_ASCII_BARS = {"pending": "-", "piloted": "#", "open": "=", "resolved": "."}


def render(report: Report, stream: IO[str], width: int | None) -> str:
    """Return the report as lines for `stream`, coloured if it takes colours.

    `width` is in columns; None means as wide as the rows are.
    """
    console = Console(
        file=stream, width=width or NO_LIMIT, highlight=False, markup=False, emoji=False
    )
    with console.capture() as captured:
        console.print(Drawing(console, width).document(report))
    return "\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n"


class Drawing:
    """What a console of some width and encoding can show of a report."""

    def __init__(self, console: Console, width: int | None) -> None:
        self._ascii = console.options.ascii_only
        self._width = width

    def document(self, report: Report) -> RenderableType:
        parts: list[RenderableType] = [self._text(report.title, "bold")]
        if report.standing:
            parts.append(self._text(report.standing, "dim"))
        for section in report.shown:
            if len(report.shown) > 1:
                parts += [Text(), self._text(section.title, "bold")]
            else:
                parts.append(Text())
            parts += self._section(section)
        if report.summary:
            parts += [Text(), self._text(report.summary)]
        return Group(*parts)

    def _text(self, text: str, style: str | Style = "") -> Text:
        shown = visible(text)
        if self._ascii:
            shown = shown.replace("→", "->")
            shown = shown.encode("ascii", "backslashreplace").decode()
        return Text(shown, style, overflow="fold")

    def _section(self, section: Section) -> Iterable[RenderableType]:
        if not section.rows:
            return [self._text(section.empty, "dim")]
        if section.timeline:
            return self._bars(section.timeline)
        if section.documents or (self._width and self._width < NARROW):
            return self._documents(section)
        return self._table(section)

    def _table(self, section: Section) -> Iterable[RenderableType]:
        grid = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
        columns = [
            (place, column) for place, column in shown_columns(section) if column.holds != "note"
        ]
        for _, column in columns:
            grid.add_column(
                self._text(column.heading),
                overflow="fold",
                no_wrap=column.holds in ("date", "mark", "sign"),
            )
        for row in section.rows:
            grid.add_row(*(self._cell(row[place], column) for place, column in columns))
        return [grid, *self._notes(section)]

    def _notes(self, section: Section) -> Iterable[RenderableType]:
        """Return the notes that rows have, each beside the row's first cell."""
        notes = [
            (cell_items(row[0]), cell_items(row[place]))
            for row in section.rows
            for place, column in enumerate(section.columns)
            if column.holds == "note" and cell_items(row[place])
        ]
        if not notes:
            return []
        grid = Table.grid(padding=(0, 2, 0, 0))
        for first, note in notes:
            grid.add_row(self._text(" ".join(first), "dim"), self._text(" ".join(note), "dim"))
        return [Text(), grid]

    def _documents(self, section: Section) -> Iterable[RenderableType]:
        parts: list[RenderableType] = []
        for row in section.rows:
            (first, first_column), *rest = [
                (cell, column)
                for cell, column in zip(row, section.columns, strict=True)
                if column.holds != "data" and cell_items(cell)
            ]
            heading = self._cell(first, first_column)
            heading.stylize("bold")
            if rest and rest[0][1] is section.columns[1]:
                heading = Text("  ", overflow="fold").join([heading, self._cell(*rest.pop(0))])
            grid = Table.grid(padding=(0, 2, 0, 0))
            grid.add_column(no_wrap=True)
            grid.add_column()
            for cell, column in rest:
                label = self._text(f"  {column.heading.lower()}", "dim")
                grid.add_row(label, self._cell(cell, column, "\n"))
            parts += [*([Text()] if parts else []), heading, *([grid] if rest else [])]
        return parts

    def _cell(self, cell: Cell, column: Column, joiner: str = ", ") -> Text:
        items = cell_items(cell)
        if column.holds == "links":
            return Text("\n", overflow="fold").join(self._link(item) for item in items)
        between = joiner if column.holds in ("mark", "state") else ", "
        return Text(between, overflow="fold").join(
            self._text(item, self._style(item, column)) for item in items
        )

    def _style(self, item: str, column: Column) -> str:
        if column.holds not in ("mark", "state", "sign"):
            return ""
        return _STYLES.get(item.rpartition(" → ")[2].rpartition(": ")[2], "")

    def _link(self, address: str) -> Text:
        if is_link(address):
            return self._text(address, Style(link=address))
        return self._text(address)

    def _bars(self, timeline: Timeline) -> Iterable[RenderableType]:
        glyphs = _ASCII_BARS if self._ascii else _BARS
        label_width = max(len(lane.id) for lane in timeline.lanes)
        label_width = max(label_width, len("entries"))
        if self._width:
            label_width = min(label_width, max(self._width // 3, len("entries")))
        width = (self._width - label_width - 2) if self._width else NATURAL_BAR
        scale = Scale(timeline.start, timeline.end)
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(width=label_width, overflow="fold")
        grid.add_column(width=width, no_wrap=True)
        for lane in timeline.lanes:
            bar = Text()
            for state, run in groupby(scale.states(lane.intervals, width)):
                bar.append(glyphs.get(state, " ") * len([*run]), _STYLES.get(state, ""))
            grid.add_row(self._text(lane.id), bar)
        ticks = _ticks(timeline, width)
        if timeline.ticks:
            grid.add_row(self._text("entries", "dim"), ticks)
            grid.add_row("", _labels(timeline, width))
        shown = {i.state for lane in timeline.lanes for i in lane.intervals}
        legend = [f"{glyphs[state]} {state}" for state in glyphs if state in shown]
        if ticks.plain.strip():
            legend.append("| entry, or how many")
        if "+" in ticks.plain:
            legend.append("+ ten or more")
        return [grid, Text(), self._text("  ".join(legend), "dim")]


def _ticks(timeline: Timeline, width: int) -> Text:
    """Return a mark for each column with an entry: how many, if more than one."""
    scale = Scale(timeline.start, timeline.end)
    counts = Counter(scale.column(tick.day, width) for tick in timeline.ticks)
    return Text("".join(_tick(counts[column]) for column in range(width)), "dim")


def _tick(count: int) -> str:
    if count < 2:
        return " |"[count]
    return f"{count}" if count < 10 else "+"


def _labels(timeline: Timeline, width: int) -> Text:
    """Return the scale: the labels that have room, each starting at its day's column."""
    scale = Scale(timeline.start, timeline.end)
    line = ""
    for day, label in scale.labels(width // 6):
        at = min(scale.column(day, width), width - len(label))
        if at >= len(line) + bool(line):
            line = f"{line:{at}}{label}"
    return Text(line, "dim")
