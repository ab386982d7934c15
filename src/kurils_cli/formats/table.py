"""A report as a table in a terminal."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import IO, NamedTuple

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.style import Style
from rich.table import Table
from rich.text import Text

from kurils_cli.formats import documents
from kurils_cli.formats.bars import ASCII, UNICODE, Bars, told
from kurils_cli.reports import Report
from kurils_cli.reports.cells import Cell, Every, cell_items, is_link
from kurils_cli.reports.parts import Column, Section, Timeline, capitalized, shown_columns
from kurils_cli.words import visible

NARROW = 60
"""Below this many columns a row becomes a few lines rather than one."""
ROOM = 28
"""Accounts stand side by side where each has so many columns."""
INDENT = 2
"""How far what is under a heading stands in from it."""
NATURAL_BAR = 100
"""How wide the bars are where no width is given."""
GAP = 2
"""How far columns are apart."""
LONG_WORD = 20
"""A word with more columns may be broken: an address, or Japanese, which has no blanks."""
NO_LIMIT = 100_000

# No yellow or cyan: a light background swallows them. The usual state needs no colour.
_STYLES = {
    "piloted": "bold green",
    "open": "magenta",
    "resolved": "green",
    "+": "green",
    "-": "red",
    "~": "magenta",
}
_SIGNS = {"pending": "-", "piloted": "*", "open": "!", "resolved": "+"}
"""A sign beside each mark, which any console can show: colour never carries a fact alone."""


def render(report: Report, stream: IO[str], width: int | None) -> str:
    """Return the report as lines for `stream`, coloured if it takes colours.

    `width` is in columns; None means as wide as the rows are.
    """
    console = Console(
        file=stream, width=width or NO_LIMIT, highlight=False, markup=False, emoji=False
    )
    with console.capture() as captured:
        console.print(Drawing(console, width).document(report, report.standing))
    return "\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n"


def chunks(report: Report, stream: IO[str], width: int | None) -> Iterator[str]:
    """Yield the same in pieces."""
    yield render(report, stream, width)


class Drawn(NamedTuple):
    """A column as it is drawn: its heading, its cells, and whether these stay on one line."""

    heading: Text
    texts: list[Text]
    is_whole: bool

    @property
    def least_width(self) -> int:
        """How wide this is where no word is broken, unless it is long."""
        if self.is_whole:
            return max(text.cell_len for text in self.texts)
        words = {word for text in self.texts for word in text.plain.split()}
        return min(LONG_WORD, max(map(cell_len, words), default=0))


class Drawing:
    """What a console of some width and encoding can show of a report."""

    def __init__(self, console: Console, width: int | None) -> None:
        self._ascii = console.options.ascii_only
        self._width = width
        self._ellipsis = "..." if self._ascii else "…"

    def document(self, report: Report, standing: str = "") -> RenderableType:
        """Return a report as its heading and sections; `standing` says as of when it is.

        What sums a tracker up stands on top, what a command did at the end.
        """
        self._report = report
        is_document = report.name == "report"
        parts: list[RenderableType] = [
            self._text(report.title, "bold") if is_document else self._line(report.title, "bold")
        ]
        if standing:
            parts.append(self._text(standing, "dim"))
        parts += self._summed_up(is_document)
        for section in report.shown:
            if section.is_of_entries and is_document:
                parts += self._accounts()
            if len(report.shown) > 1:
                parts += [Text(), self._text(section.title, "bold")]
            else:
                parts.append(Text())
            parts += self._section(section)
        if report.summary and not report.is_of_a_tracker:
            parts += [Text(), self._text(report.summary)]
        return Group(*parts)

    def _summed_up(self, is_document: bool) -> Iterable[RenderableType]:
        """Return what sums up a tracker, in a line or in a paragraph of its own."""
        report = self._report
        if not report.is_of_a_tracker:
            return
        told = [report.summary] if not is_document else []
        summed_up = "; ".join(filter(None, (*told, report.newest_entry)))
        if summed_up:
            yield self._text(capitalized(summed_up))
        if is_document:
            yield from (Text(), self._text(report.summary))
            if report.findings:
                yield from (Text(), self._text(documents.FINDINGS, "bold"))
                yield from (self._text(finding) for finding in report.findings)

    def _text(self, text: str, style: str | Style = "") -> Text:
        shown = visible(text)
        if self._ascii:
            shown = shown.replace("→", "->")
            shown = shown.encode("ascii", "backslashreplace").decode()
        return Text(shown, style, overflow="fold")

    def _line(self, text: str, style: str = "", taken: int = 0) -> Text:
        """Return a text on one line beside what is taken of the width; it ends with … if cut."""
        line = self._text(text, style)
        room = self._width and max(self._width - taken, len(self._ellipsis))
        if room and line.cell_len > room:
            line.truncate(room - len(self._ellipsis))
            line.append(self._ellipsis)
        return line

    def _section(self, section: Section) -> Iterable[RenderableType]:
        if not section.rows:
            return [self._text(section.empty, "dim")]
        if section.timeline:
            return self._bars(section.timeline, self._report.day)
        if section.is_of_entries:
            return self._entries(documents.entries_of(section, self._report))
        if section.kind == "source":
            return [self._numbered(documents.numbered_sources(self._report).values())]
        columns = self._columns(section)
        if self._is_cramped(columns):
            return self._blocks(section)
        return [self._table(columns), *self._notes(section)]

    def _columns(self, section: Section) -> list[Drawn]:
        """Return the columns of a table: all that say something, but for the notes."""
        return [
            Drawn(
                self._text(column.heading),
                [self._cell(row[place], column) for row in section.rows],
                column.holds in ("date", "mark", "sign")
                or all(isinstance(row[place], Every) for row in section.rows),
            )
            for place, column in shown_columns(section)
            if column.holds != "note"
        ]

    def _is_cramped(self, columns: Sequence[Drawn]) -> bool:
        """Tell whether there is so little room that a table would break words."""
        needed = sum(column.least_width + GAP for column in columns) - GAP
        return self._width is not None and max(NARROW, needed) > self._width

    def _table(self, columns: Sequence[Drawn]) -> Table:
        grid = Table(box=None, pad_edge=False, header_style="dim", padding=(0, GAP, 0, 0))
        for heading, _, is_whole in columns:
            grid.add_column(heading, overflow="fold", no_wrap=is_whole)
        for texts in zip(*(column.texts for column in columns), strict=True):
            grid.add_row(*texts)
        return grid

    def _notes(self, section: Section) -> Iterable[RenderableType]:
        """Return the notes that rows have, each beside the row's first cell."""
        notes = [
            (" ".join(cell_items(row[0])), " ".join(cell_items(row[place])))
            for row in section.rows
            for place, column in enumerate(section.columns)
            if column.holds == "note" and cell_items(row[place])
        ]
        if not notes:
            return []
        grid = Table.grid(padding=(0, 2, 0, 0))
        beside = max(self._text(first).cell_len for first, _ in notes)
        grid.add_column(width=min(beside, self._width // 3) if self._width else None)
        for first, note in notes:
            grid.add_row(self._text(first, "dim"), self._note(note, section, beside + 2))
        return [Text(), grid]

    def _note(self, note: str, section: Section, taken: int) -> Text:
        return self._line(note, "dim", taken) if section.brief else self._text(note, "dim")

    def _blocks(self, section: Section) -> Iterable[RenderableType]:
        """Return each row as a few lines: its cells one below the other."""
        parts: list[RenderableType] = []
        for row in section.rows:
            (first, first_column), *rest = [
                (cell, column)
                for cell, column in zip(row, section.columns, strict=True)
                if column.is_for_people and cell_items(cell)
            ]
            heading = self._cell(first, first_column)
            heading.stylize("bold")
            if rest and rest[0][1] is section.columns[1]:
                heading = Text("  ", overflow="fold").join([heading, self._cell(*rest.pop(0))])
            grid = Table.grid(padding=(0, 2, 0, 0))
            grid.add_column(no_wrap=True)
            grid.add_column()
            labels = [self._text(f"  {column.heading.lower()}", "dim") for _, column in rest]
            taken = max((label.cell_len for label in labels), default=0) + 2
            for label, (cell, column) in zip(labels, rest, strict=True):
                is_note = column.holds == "note" and section.brief
                grid.add_row(
                    label,
                    self._line(f"{cell}", taken=taken)
                    if is_note
                    else self._cell(cell, column, "\n"),
                )
            parts += [*([Text()] if parts else []), heading, *([grid] if rest else [])]
        return parts

    def _entries(self, entries: Iterable[documents.Document]) -> Iterable[RenderableType]:
        """Return entries, each a heading and what is under it."""
        is_report = self._report.name == "report"
        for place, entry in enumerate(entries):
            yield from [Text()] if place else []
            yield self._text(entry.heading, "bold")
            is_above = is_report and len(entry.accounts) > 1
            parts: list[RenderableType] = [
                self._text(move.told({}), _STYLES.get(move.new, "")) for move in entry.moves
            ]
            if met := documents.circumstances(entry, entry.about, is_above=is_above):
                parts.append(self._text(met, "dim"))
            parts += [self._text(text) for text in entry.paragraphs]
            if not is_above:
                parts += self._side_by_side(entry.accounts)
            if is_report and entry.sources:
                numbers = " ".join(f"[{source.number}]" for source in entry.sources)
                parts.append(self._text(f"sources {numbers}", "dim"))
            elif entry.sources:
                parts.append(self._numbered(entry.sources))
            if parts:
                yield self._indented(parts)

    def _accounts(self) -> Iterable[RenderableType]:
        """Return what parties say of one mark or entry, side by side."""
        entries, marks = (
            documents.with_two_accounts(self._report),
            documents.contested(self._report),
        )
        if entries or marks:
            yield from (Text(), self._text(documents.ACCOUNTS, "bold"))
        yield from (self._text(mark) for mark in marks)
        for place, entry in enumerate(entries):
            yield from [Text()] if place or marks else []
            yield self._text(entry.heading, "bold")
            yield self._indented(self._side_by_side(entry.accounts))

    def _indented(self, parts: Iterable[RenderableType]) -> RenderableType:
        return Padding(Group(*parts), (0, 0, 0, INDENT), expand=False)

    def _side_by_side(self, accounts: Sequence[documents.Account]) -> Iterable[RenderableType]:
        """Return accounts in columns of one width, or one below the other where it is narrow."""
        told = [
            Group(
                self._text(account.party, "bold"),
                *(self._text(text) for text in account.paragraphs),
            )
            for account in accounts
        ]
        room = (self._width - INDENT) // len(accounts) - 2 if self._width and accounts else 0
        if len(accounts) < 2 or room < ROOM:
            return told
        grid = Table.grid(padding=(0, 2, 0, 0))
        for _ in accounts:
            grid.add_column(width=room)
        grid.add_row(*told)
        return [grid]

    def _numbered(self, sources: Iterable[documents.Source]) -> Table:
        """Return sources with their numbers, a line each."""
        grid = Table.grid(padding=(0, 1, 0, 0))
        grid.add_column(justify="right", no_wrap=True)
        for source in sources:
            grid.add_row(self._text(f"[{source.number}]", "dim"), self._link(source.address))
        return grid

    def _cell(self, cell: Cell, column: Column, joiner: str = ", ") -> Text:
        items = cell_items(cell)
        between = joiner if column.holds in ("mark", "state") else ", "
        return Text(between, overflow="fold").join(
            self._text(f"{self._sign(item, column)}{item}", self._style(item, column))
            for item in items
        )

    def _sign(self, item: str, column: Column) -> str:
        return f"{_SIGNS[item]} " if column.holds == "mark" and item in _SIGNS else ""

    def _style(self, item: str, column: Column) -> str:
        if column.holds not in ("mark", "state", "sign"):
            return ""
        return _STYLES.get(item.rpartition(" → ")[2].rpartition(": ")[2], "")

    def _link(self, address: str) -> Text:
        if is_link(address):
            return self._text(address, Style(link=address))
        return self._text(address)

    def _bars(self, timeline: Timeline, day: date | None) -> Iterable[RenderableType]:
        label_width = max(len(lane.id) for lane in timeline.lanes)
        label_width = max(label_width, len("entries"))
        if self._width:
            label_width = min(label_width, max(self._width // 3, len("entries")))
        width = (self._width - label_width - 2) if self._width else NATURAL_BAR
        bars = Bars(timeline, day, width, ASCII if self._ascii else UNICODE)
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(width=label_width, overflow="fold")
        grid.add_column(width=width, no_wrap=True)
        if bars.numbered:
            grid.add_row("", Text(bars.numbers(), "bold"))
        for lane in timeline.lanes:
            bar = Text()
            for state, run in groupby(bars.bar(lane), key=lambda run: run.state):
                bar.append("".join(each.text for each in run), _STYLES.get(state, ""))
            grid.add_row(self._text(lane.id), bar)
        if timeline.ticks:
            grid.add_row(self._text("entries", "dim"), Text(bars.ticks(), "dim"))
            grid.add_row("", Text(bars.labels(), "dim"))
        return [grid, Text(), self._legend(bars), *self._key(bars)]

    def _legend(self, bars: Bars) -> Text:
        """Return what the signs mean, in their colours, as many to a line as have room."""
        legend, used = Text(overflow="fold"), 0
        for run in bars.legend():
            wide = len(run.text) + 2
            is_new_line = used and self._width and used + wide - 2 > self._width
            legend.append("\n" if is_new_line else "  " if used else "")
            legend.append(run.text, _STYLES.get(run.state, "dim"))
            used = wide if is_new_line else used + wide
        return legend

    def _key(self, bars: Bars) -> Iterable[RenderableType]:
        """Return what the numbers stand for, and in which times there is no entry."""
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(justify="right", no_wrap=True)
        grid.add_column(no_wrap=True)
        for number, tick in enumerate(bars.numbered, start=1):
            grid.add_row(Text(f"{number}", "bold"), f"{tick.day}", self._text(told(tick)))
        if bars.numbered:
            yield from (Text(), grid)
        if bars.unnumbered:
            yield self._text(f"{bars.unnumbered} earlier, without a number", "dim")
        if gaps := bars.gaps():
            yield Text()
            yield from (self._text(capitalized(gap), "dim") for gap in gaps)
