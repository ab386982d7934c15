"""A report as an Excel workbook: a sheet as the top of a page, then one for each section."""

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from itertools import zip_longest
from math import ceil
from typing import Any, NamedTuple, TypeAlias
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from kurils_cli.formats.screen import cell_len
from kurils_cli.reports.cells import Cell, Fact, cell_text, is_link
from kurils_cli.reports.parts import Report, Section
from kurils_cli.reports.plan import blocks
from kurils_cli.reports.plan.blocks import Words, plain, words
from kurils_cli.words import escaped, visible

LONGEST_TEXT = 32_767
"""How many characters a cell of Excel can hold; a longer text is cut."""
CUT = "… (cut here; whole in JSON)"
LONGEST_LINK = 2_079
"""How many characters a link of Excel can have; a longer one is text."""
MOST_LINKS = 65_530
"""How many links a sheet of Excel can have; those beyond are text."""
_FIRST_DAY = date(1900, 3, 1)
"""Before this day Excel's calendar is wrong: an earlier date is text."""
_UNDATED = date(1980, 1, 1)
"""The day of a workbook whose report does not know when it was made: that of its zip."""
_NARROWEST, _WIDEST = 6, 44
"""How wide a column is, in characters."""
_PAGE = 100
"""How wide the first sheet is."""
_LINE, _HIGHEST = 15, 405
"""How high a line is, and a row at most, in points."""


def render(report: Report) -> bytes:
    """Return the report as the bytes of an `.xlsx` file; text in it is never a formula."""
    book = Workbook()
    for style in _styles():
        book.add_named_style(style)
    top = book.active
    assert isinstance(top, Worksheet), "a new workbook has one sheet"
    top.title = "About"
    _write_top(top, [*_rows(report.plan())])
    taken = {top.title.casefold()}
    for section in report.sections:
        if section.rows:
            _write_section(book.create_sheet(_sheet_name(section.title, taken)), section)
    # By the day, not the second: one report is the same file each time.
    made = datetime.combine(report.made or _UNDATED, time())
    book.properties.title, book.properties.creator = visible(report.title), "kurils"
    book.properties.created = book.properties.modified = made
    file = io.BytesIO()
    _Writer(book, _Archive(file, "w", ZIP_DEFLATED)).save()
    return file.getvalue()


class _Archive(ZipFile):
    """A zip whose files have no time, so that one report is the same file each time."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        super().writestr(ZipInfo(zinfo_or_arcname), data, ZIP_DEFLATED)


class _Writer(ExcelWriter):
    """What writes sheets in memory, for a temporary file could be left behind."""

    def write_worksheet(self, ws: Any) -> None:
        out = io.BytesIO()
        whole: Any = self
        writer: Any = WorksheetWriter(ws, out)
        writer.write()
        ws._drawing, ws._rels = None, writer._rels
        whole._archive.writestr(ws.path[1:], out.getvalue())
        whole.manifest.append(ws)


def _styles() -> Iterable[NamedStyle]:
    top, line = Alignment(vertical="top", wrap_text=True), Border(bottom=Side("thin"))
    left = Alignment(vertical="top", horizontal="left")
    middle = Alignment(vertical="top", horizontal="center")
    yield NamedStyle("kurils text", alignment=top)
    yield NamedStyle("kurils heading", Font(bold=True), alignment=top, border=line)
    yield NamedStyle("kurils title", Font(bold=True, size=14), alignment=top)
    yield NamedStyle("kurils link", Font(color="0563C1", underline="single"), alignment=top)
    yield NamedStyle("kurils day", alignment=left, number_format="yyyy-mm-dd")
    yield NamedStyle("kurils count", alignment=middle)
    yield NamedStyle("kurils piloted", alignment=middle, number_format='0" ◆"')


def _write(sheet: Worksheet, row: int, column: int, value: str | int | date, look: str) -> None:
    """Write a value into a cell; a text is `escaped` already, and cut where it is too long."""
    at = sheet.cell(row, column)
    assert isinstance(at, SheetCell), "no cells are merged"
    if isinstance(value, date) and value < _FIRST_DAY:
        value, look = f"{value}", "text"
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        value = value[: LONGEST_TEXT - len(CUT)] + CUT
    at.value, at.style = value, f"kurils {look}"
    if isinstance(value, str):
        at.data_type = "s"  # or a text that begins with `=` is a formula
    if isinstance(value, str) and look == "link":
        at.hyperlink = value
    if isinstance(value, int) and look in ("count", "piloted"):
        shade = f"{max(0x80, 0xF0 - 0x0C * value):02X}"
        at.fill = PatternFill("solid", fgColor=f"{shade}{shade}F8")


def _set_page(sheet: Worksheet, widths: Sequence[int]) -> None:
    """Set how wide columns are, and let all of them fit on a sheet of paper."""
    for at, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _fit(sheet: Worksheet, row: int, texts: Iterable[str], widths: Sequence[float]) -> None:
    """Make a row as high as what is in it, for not every reader does that."""
    highest = 1
    for text, width in zip(texts, widths, strict=False):
        # With some room for words that are not broken.
        lines = [ceil(cell_len(line) / (width * 0.9)) for line in text.split("\n")]
        highest = max(highest, sum(max(1, each) for each in lines))
    sheet.row_dimensions[row].height = min(highest * _LINE + 3, _HIGHEST)


def _width(texts: Iterable[str]) -> int:
    """Return how wide a column is in which the longest line fits, up to a limit."""
    longest = max((cell_len(line) for text in texts for line in text.split("\n")), default=0)
    return min(max(longest + 2, _NARROWEST), _WIDEST)


# ---------------------------------------------------------------- the first sheet


class _Value(NamedTuple):
    """What is in a cell, and its style; `piloted` is a count of a year with a pilot's end."""

    value: str | date | int
    look: str = "text"


_Row: TypeAlias = _Value | tuple[_Value | None, ...]
"""Cells next to each other, or one that has the whole width."""


def _write_top(sheet: Worksheet, rows: Sequence[_Row]) -> None:
    """Write what a page has at its top, above what the other sheets list."""
    sheet.sheet_view.showGridLines = False
    columns = zip_longest(*(row for row in rows if not isinstance(row, _Value)))
    widths = [_width(f"{cell.value}" for cell in column if cell) for column in columns]
    widths += [_PAGE - sum(widths)] if sum(widths) < _PAGE else []
    for number, row in enumerate(rows, 1):
        cells = (row,) if isinstance(row, _Value) else row
        for at, cell in enumerate(cells, 1):
            if cell:
                _write(sheet, number, at, cell.value, cell.look)
        texts = [f"{cell.value}" if cell else "" for cell in cells]
        if isinstance(row, _Value):
            _fit(sheet, number, texts, [sum(widths) * (0.7 if row.look == "title" else 1)])
            sheet.merge_cells(None, number, 1, number, len(widths))
        elif texts:
            _fit(sheet, number, texts, widths)
    _set_page(sheet, widths)


def _rows(plan: blocks.Plan) -> Iterator[_Row]:
    """Yield the finding and what it rests on, then all that no other sheet has."""
    headline = plan.headline
    yield _wide(headline.finding, "title")
    title = words(" ".join(headline.title))
    below = (*headline.deck, title, headline.standing, *headline.notes)
    yield from map(_wide, filter(None, below))
    for part in plan.parts:
        found = [row for block in part.blocks for row in _block(block)]
        if found and not part.is_for_pages:
            yield ()
            yield from [_wide(part.title, "heading")] if part.title else []
            yield from found


def _wide(words: Words, look: str = "text") -> _Row:
    return _Value(escaped(plain(words).strip()), look)


def _block(block: blocks.Block) -> Iterator[_Row]:
    match block:
        case blocks.Paragraph():
            yield _wide(block.words)
        case blocks.Points():
            yield from map(_wide, block.points)
        case blocks.Grid():
            yield tuple(_Value(escaped(head), "heading") for head in block.heads)
            yield from (tuple(_cells_of(row)) for row in block.rows)
        case blocks.Marks():
            yield from _marks(block)
        case blocks.Strip():
            yield from (tuple(_cells_of(row)) for row in block.grid.rows)
        case blocks.Changes():
            for change in block.changes:
                first, *rest = change.lines
                yield _wide(words(change.name.text, ": ", first))
                yield from map(_wide, rest)
                yield from (_wide(words(f"{i.handle} ", i.title)) for i in change.entries)
        case _:
            return  # entries and sources have sheets of their own


def _cells_of(row: Iterable[Words]) -> Iterator[_Value | None]:
    for cell in row:
        if [run.kind for run in cell] == ["day"]:
            yield _Value(date.fromisoformat(plain(cell)), "day")
        else:
            yield _Value(escaped(plain(cell))) if cell else None


def _marks(block: blocks.Marks) -> Iterator[_Row]:
    """Yield the areas, then the issues, each with how many entries of a year name it."""
    days = [tick.day for row in block.rows for tick in row.lane.ticks]
    years = range(min(days).year, max(days).year + 1) if days else range(0)
    for place, (grid, of) in enumerate(block.tables):
        yield from [()] if place else []
        yield tuple(_Value(head, "heading") for head in (*grid.heads, *years))
        for before, mark, cells in zip((None, *of), of, grid.rows, strict=False):
            yield (*_cells_of(cells), *(_counts(mark, years) if mark is not before else ()))
    for row in block.rows:
        yield from [_wide(words(row.name.text, ": ", row.finding))] if row.finding else []


def _counts(row: blocks.Mark, years: Iterable[int]) -> Iterator[_Value | None]:
    counts = Counter(tick.day.year for tick in row.lane.ticks)
    piloted = {tick.day.year for tick in row.lane.ticks if tick.sign == "piloted"}
    for year in years:
        look = "piloted" if year in piloted else "count"
        yield _Value(counts[year], look) if counts[year] else None


# ---------------------------------------------------------------- the other sheets


def _write_section(sheet: Worksheet, section: Section) -> None:
    columns = [
        (place, column)
        for place, column in enumerate(section.columns)
        if column.holds != "data" and any(cell_text(row[place]) for row in section.rows)
    ]
    headings = [column.heading for _, column in columns]
    shown = [[_shown(row[place]) for place, _ in columns] for row in section.rows]
    widths = [_width(texts) for texts in zip(headings, *shown, strict=True)]
    for at, heading in enumerate(headings, 1):
        _write(sheet, 1, at, heading, "heading")
    links = 0
    for number, (row, texts) in enumerate(zip(section.rows, shown, strict=True), 2):
        _fit(sheet, number, texts, widths)
        for at, ((place, column), text) in enumerate(zip(columns, texts, strict=True), 1):
            cell, look = row[place], "text"
            if isinstance(cell, date):
                look = "day"
            elif column.holds == "links" and is_link(text) and len(text) <= LONGEST_LINK:
                links += 1
                look = "link" if links <= MOST_LINKS else "text"
            if text:
                value = cell if isinstance(cell, date | int) else text
                _write(sheet, number, at, value, look)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    _set_page(sheet, widths)
    sheet.print_title_rows = "1:1"


def _shown(cell: Cell) -> str:
    """Return the text of a cell, each item on a line, as `import` reads it."""
    if isinstance(cell, str):
        return escaped(cell)
    if not isinstance(cell, tuple) or isinstance(cell, Fact):
        return cell_text(cell)
    return "\n".join(
        escaped(item, kept="") if isinstance(item, str) else cell_text(item) for item in cell
    )


def _sheet_name(title: str, taken: set[str]) -> str:
    """Return a name that Excel takes, and that no other sheet has."""
    plain = re.sub(r"[\[\]:*?/\\]", "", visible(title))[:31].strip("' ") or "Sheet"
    name, number = plain, 2
    while name.casefold() in taken:
        name, number = f"{plain[:27]} {number}", number + 1
    taken.add(name.casefold())
    return name
