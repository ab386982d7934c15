"""A report as an Excel workbook: a sheet as the top of a page, then one for each section."""

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from itertools import zip_longest
from math import ceil
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from kurils_cli.formats import xlsx_top
from kurils_cli.reports.cells import Cell, Fact, cell_text, is_link
from kurils_cli.reports.parts import Column, Report, Section
from kurils_cli.words import escaped, visible

LONGEST_TEXT = 32_767
"""How many characters a cell of Excel can hold; a longer text is cut."""
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
    _write_top(top, report)
    taken = {top.title.casefold()}
    for section in report.sections:
        if section.rows:
            _write_section(book.create_sheet(_sheet_name(section.title, taken)), section)
    # By the day, not the second: one report is the same file each time.
    made = datetime.combine(report.made or _UNDATED, time())
    book.properties.title, book.properties.creator = visible(report.title), "kurils"
    book.properties.created = book.properties.modified = made
    return _bytes(book)


def _bytes(book: Workbook) -> bytes:
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
    yield NamedStyle("kurils text", alignment=top)
    yield NamedStyle("kurils heading", Font(bold=True), alignment=top, border=line)
    yield NamedStyle("kurils title", Font(bold=True, size=14), alignment=top)
    yield NamedStyle("kurils link", Font(color="0563C1", underline="single"), alignment=top)
    yield NamedStyle("kurils day", alignment=left, number_format="yyyy-mm-dd")
    yield NamedStyle("kurils count", alignment=Alignment(vertical="top", horizontal="center"))


def _write_top(sheet: Worksheet, report: Report) -> None:
    """Write what a reader must know of all sheets, as the top of a page has it."""
    sheet.title = "About"
    sheet.sheet_view.showGridLines = False
    rows = [*xlsx_top.rows(report.plan())]
    widths = _top_widths(rows)
    for at, width in enumerate(widths, 1):
        sheet.column_dimensions[_at(sheet, 1, at).column_letter].width = width
    for number, row in enumerate(rows, 1):
        for at, cell in enumerate(row.cells, 1):
            if cell:
                _write_value(_at(sheet, number, at), cell)
        texts = [f"{cell.value}" if cell else "" for cell in row.cells]
        if row.is_wide:
            is_title = row.cells[0] is not None and row.cells[0].look == "title"
            _fit(sheet, number, texts, [sum(widths) * (0.7 if is_title else 1)])
            sheet.merge_cells(None, number, 1, number, len(widths))
        elif texts:
            _fit(sheet, number, texts, widths)
    _set_page(sheet)


def _top_widths(rows: Iterable[xlsx_top.Row]) -> list[int]:
    """Return how wide the columns of the first sheet are: wide enough for its tables."""
    tables = [row.cells for row in rows if not row.is_wide]
    columns = [
        _width(f"{cell.value}" for cell in column if cell)
        for column in zip_longest(*tables, fillvalue=None)
    ]
    return columns if sum(columns) >= _PAGE else [*columns, _PAGE - sum(columns)]


def _write_value(at: SheetCell, cell: xlsx_top.Value) -> None:
    style = "kurils count" if cell.look == "piloted" else f"kurils {cell.look}"
    if isinstance(cell.value, str):
        _write_text(at, escaped(cell.value), style)
    elif isinstance(cell.value, date) and cell.value < _FIRST_DAY:
        _write_text(at, f"{cell.value}", "kurils text")
    else:
        at.value, at.style = cell.value, style
    if isinstance(cell.value, int) and cell.look != "heading":
        shade = f"{max(0x80, 0xF0 - 0x0C * cell.value):02X}"
        at.fill = PatternFill("solid", fgColor=f"{shade}{shade}F8")
        if cell.look == "piloted":
            at.number_format = '0" ◆"'


def _set_page(sheet: Worksheet) -> None:
    """Let all columns fit on a sheet of paper."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _write_section(sheet: Worksheet, section: Section) -> None:
    columns = [
        (place, column)
        for place, column in enumerate(section.columns)
        if column.holds != "data" and any(cell_text(row[place]) for row in section.rows)
    ]
    shown = [[_shown(row[place]) for place, _ in columns] for row in section.rows]
    headings = [_heading(column, section) for _, column in columns]
    widths = [_width(texts) for texts in zip(headings, *shown, strict=True)]
    for at, (heading, width) in enumerate(zip(headings, widths, strict=True), 1):
        first = _at(sheet, 1, at)
        _write_text(first, heading, "kurils heading")
        sheet.column_dimensions[first.column_letter].width = width
    links = 0
    for number, (row, texts) in enumerate(zip(section.rows, shown, strict=True), 2):
        _fit(sheet, number, texts, widths)
        for at, ((place, column), text) in enumerate(zip(columns, texts, strict=True), 1):
            links += _write_cell(_at(sheet, number, at), row[place], column, text, links)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    _set_page(sheet)
    sheet.print_title_rows = "1:1"


def _heading(column: Column, section: Section) -> str:
    """Return what is over a column: over one of entries what `import` knows it by."""
    heading = "" if section.is_of_entries else column.heading
    return heading or column.key.capitalize()


def _write_cell(at: SheetCell, cell: Cell, column: Column, text: str, links: int) -> bool:
    """Write a cell of a report; tell whether it has become a link."""
    is_one_link = column.holds == "links" and is_link(text) and len(text) <= LONGEST_LINK
    if isinstance(cell, date) and cell >= _FIRST_DAY:
        at.value, at.style = cell, "kurils day"
    elif isinstance(cell, int):
        at.value, at.style = cell, "kurils text"
    elif is_one_link and links < MOST_LINKS:
        _write_text(at, text, "kurils link")
        at.hyperlink = text
        return True
    elif text:
        _write_text(at, text, "kurils text")
    return False


def _at(sheet: Worksheet, row: int, column: int) -> SheetCell:
    cell = sheet.cell(row, column)
    assert isinstance(cell, SheetCell), "no cells are merged"
    return cell


def _write_text(at: SheetCell, text: str, style: str) -> None:
    cut = text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"
    at.value, at.style = cut, style
    at.data_type = "s"  # or a text that begins with `=` is a formula


def _shown(cell: Cell) -> str:
    """Return the text of a cell, each item on a line, as `import` reads it."""
    if isinstance(cell, str):
        return escaped(cell)
    if not isinstance(cell, tuple) or isinstance(cell, Fact):
        return cell_text(cell)
    return "\n".join(
        escaped(item, kept="") if isinstance(item, str) else cell_text(item) for item in cell
    )


def _fit(sheet: Worksheet, row: int, texts: Sequence[str], widths: Sequence[float]) -> None:
    """Make a row as high as what is in it, for not every reader does that."""
    lines = max(map(_lines, texts, widths))
    sheet.row_dimensions[row].height = min(lines * _LINE + 3, _HIGHEST)


def _lines(text: str, width: float) -> int:
    """Return how many lines a text may need, with some room for words that are not broken."""
    return sum(max(1, ceil(_cells(line) / (width * 0.9))) for line in text.split("\n"))


def _cells(text: str) -> int:
    """Return how wide a text is, in characters: one of Japanese has the room of two."""
    from unicodedata import east_asian_width

    return len(text) if text.isascii() else sum(1 + (east_asian_width(c) in "WF") for c in text)


def _width(texts: Iterable[str]) -> int:
    """Return how wide a column is in which the longest line fits, up to a limit."""
    longest = max((_cells(line) for text in texts for line in text.split("\n")), default=0)
    return min(max(longest + 2, _NARROWEST), _WIDEST)


def _sheet_name(title: str, taken: set[str]) -> str:
    """Return a name that Excel takes, and that no other sheet has."""
    plain = re.sub(r"[\[\]:*?/\\]", "", visible(title))[:31].strip("' ") or "Sheet"
    name, number = plain, 2
    while name.casefold() in taken:
        name, number = f"{plain[:27]} {number}", number + 1
    taken.add(name.casefold())
    return name
