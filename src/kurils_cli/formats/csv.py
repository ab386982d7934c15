"""A report as csv: the records of `plain` under a header."""

import csv
import io

from kurils_cli.formats.plain import columns, records
from kurils_cli.reports.cells import Cell, cell_text
from kurils_cli.reports.parts import Report
from kurils_cli.words import visible


def render(report: Report) -> str:
    """Return the records of `plain` under a header, by RFC 4180.

    A text of several lines keeps them in its cell.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["kind", *(column.key for column in columns(report))])
    writer.writerows(records(report, _text))
    return text.getvalue()


def _text(cell: Cell) -> str:
    if isinstance(cell, str):
        return "\n".join(map(visible, cell.split("\n")))
    return cell_text(cell)
