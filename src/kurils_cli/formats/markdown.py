"""A report as a Markdown document."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from kurils_cli.reports.parts import (
    Cell,
    Column,
    Report,
    Section,
    cell_items,
    is_link,
    shown_columns,
)
from kurils_cli.words import visible


def render(report: Report) -> str:
    """Return a document with a table for each section."""
    return "\n".join(_markdown_lines(report)) + "\n"


def _markdown_lines(report: Report) -> Iterator[str]:
    yield f"# {_markdown(report.title)}"
    if report.standing:
        yield from ("", f"{_markdown(report.standing)}.")
    if report.summary:
        yield from ("", _markdown(report.summary))
    for section in report.shown:
        yield from ("", f"## {_markdown(section.title)}", "")
        yield from _markdown_table(section) if section.rows else (section.empty,)


def _markdown_table(section: Section) -> Iterator[str]:
    columns = shown_columns(section)
    yield _markdown_row(column.heading for _, column in columns)
    yield _markdown_row("---" for _ in columns)
    for row in section.rows:
        yield _markdown_row(_markdown_cell(row[place], column) for place, column in columns)


def _markdown_row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _markdown_cell(cell: Cell, column: Column) -> str:
    items = cell_items(cell)
    if column.holds == "links":
        return " ".join(
            f"<{item}>" if is_link(item) and "|" not in item else _markdown(item) for item in items
        )
    if isinstance(cell, date):
        return cell.isoformat()
    return _markdown(", ".join(items))


def _markdown(text: str) -> str:
    """Return text that Markdown shows as it is."""
    return re.sub(r"([\\`*_\[\]<>|~&$#])", r"\\\1", visible(text))
