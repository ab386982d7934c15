"""A report as an Excel workbook: a sheet for each section."""

import io
import re
from collections.abc import Iterable
from datetime import date, datetime, time

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kurils_cli.reports.cells import Cell, cell_items, is_link
from kurils_cli.reports.parts import Column, Report, Section
from kurils_cli.words import visible

LONGEST_TEXT = 32_767
"""How many characters a cell of Excel can hold; a longer text is cut."""
LONGEST_LINK = 2_079
"""How many characters a link of Excel can have; a longer one is text."""
_FIRST_DAY = date(1900, 3, 1)
"""Before this day Excel's calendar is wrong: an earlier date is text."""
_UNDATED = date(1980, 1, 1)
"""The day of a workbook whose report does not know when it was made: that of its zip."""
_NARROWEST, _WIDEST = 6, 60
"""How wide a column is, in characters."""


def render(report: Report) -> bytes:
    """Return the report as the bytes of an `.xlsx` file; text in it is never a formula."""
    file = io.BytesIO()
    # In memory, for a temporary file could be left behind.
    with Workbook(file, {"in_memory": True}) as workbook:
        # By the day, not the second: one report is the same file each time.
        created = datetime.combine(report.made or _UNDATED, time())
        workbook.set_properties({"title": visible(report.title), "created": created})
        formats = _Formats(workbook)
        _write_about(workbook.add_worksheet("About"), report, formats)
        taken = {"about"}
        for section in report.sections:
            name = _sheet_name(section.title, taken)
            _write_section(workbook.add_worksheet(name), section, formats)
    return file.getvalue()


class _Formats:
    def __init__(self, workbook: Workbook) -> None:
        self.heading: Format = workbook.add_format({"bold": True, "bottom": 1, "valign": "top"})
        self.title: Format = workbook.add_format({"bold": True, "text_wrap": True})
        self.text: Format = workbook.add_format({"text_wrap": True, "valign": "top"})
        self.day: Format = workbook.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
        self.link: Format = workbook.add_format(
            {"font_color": "#0563C1", "underline": 1, "text_wrap": True, "valign": "top"}
        )


def _write_about(sheet: Worksheet, report: Report, formats: _Formats) -> None:
    """Write what a reader must know of all sheets: what it is, as of when, in short."""
    sheet.set_column(0, 0, _WIDEST + 20)
    lines = [report.summary] if report.summary else []
    if report.standing:
        lines.insert(0, report.standing)
    sheet.write_string(0, 0, _cut(_lines(report.title)), formats.title)
    for row, line in enumerate(lines, start=1):
        sheet.write_string(row, 0, _cut(_lines(line)), formats.text)


def _write_section(sheet: Worksheet, section: Section, formats: _Formats) -> None:
    columns = [
        (place, column) for place, column in enumerate(section.columns) if column.is_for_people
    ]
    for at, (place, column) in enumerate(columns):
        heading = column.heading or column.key.capitalize()
        sheet.write_string(0, at, heading, formats.heading)
        cells = [row[place] for row in section.rows]
        sheet.set_column(at, at, _width([heading, *map(_shown, cells)]))
        for number, cell in enumerate(cells, start=1):
            _write_cell(sheet, number, at, cell, column, formats)
    sheet.freeze_panes(1, 0)
    if section.rows:
        sheet.autofilter(0, 0, len(section.rows), len(columns) - 1)


def _write_cell(
    sheet: Worksheet, row: int, at: int, cell: Cell, column: Column, formats: _Formats
) -> None:
    items = cell_items(cell)
    link = items[0] if column.holds == "links" and len(items) == 1 else ""
    if isinstance(cell, date) and cell >= _FIRST_DAY:
        sheet.write_datetime(row, at, cell, formats.day)
    elif isinstance(cell, int):
        sheet.write_number(row, at, cell, formats.text)
    elif is_link(link) and len(link) <= LONGEST_LINK:
        sheet.write_url(row, at, link, formats.link, string=link)
    elif items:
        sheet.write_string(row, at, _cut(_shown(cell)), formats.text)


def _shown(cell: Cell) -> str:
    return _lines(cell) if isinstance(cell, str) else "\n".join(cell_items(cell))


def _lines(text: str) -> str:
    """Return a text whose lines stay lines, with all else that has no shape written out."""
    return "\n".join(map(visible, text.splitlines()))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"


def _width(texts: Iterable[str]) -> int:
    """Return how wide a column is in which the longest line fits, up to a limit."""
    from unicodedata import east_asian_width

    longest = max(
        sum(1 + (east_asian_width(character) in "WF") for character in line)
        for text in texts
        for line in text.split("\n")
    )
    return min(max(longest + 2, _NARROWEST), _WIDEST)


def _sheet_name(title: str, taken: set[str]) -> str:
    """Return a name that Excel takes, and that no other sheet has."""
    plain = re.sub(r"[\[\]:*?/\\]", "", visible(title))[:31].strip("' ") or "Sheet"
    name, number = plain, 2
    while name.casefold() in taken:
        name, number = f"{plain[:27]} {number}", number + 1
    taken.add(name.casefold())
    return name
