"""A report as tab-separated records, one a line."""

from collections.abc import Callable, Iterator

from kurils_cli.reports.cells import Cell, cell_text
from kurils_cli.reports.parts import Column, Report


def render(report: Report) -> str:
    """Return tab-separated records, one a line: the kind, then the report's columns."""
    return "".join(f"{chr(9).join(record)}\n" for record in records(report))


def columns(report: Report) -> list[Column]:
    """Return the columns of all sections, each once, except those for JSON alone."""
    columns = {column.key: column for s in report.sections for column in s.columns}
    shown = (column for column in columns.values() if column.holds != "data")
    return sorted(shown, key=lambda column: column.late)


def records(report: Report, text: Callable[[Cell], str] = cell_text) -> Iterator[list[str]]:
    """Yield each row of each section: its kind, then the text of the cell of each column."""
    keys = [column.key for column in columns(report)]
    for section in report.sections:
        for row in section.rows:
            cells = section.cells(row)
            yield [section.kind, *(text(cells.get(key)) for key in keys)]
