"""A `Report` as plain, csv, json and markdown text."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from kurils_cli.report import Report
from kurils_cli.report.parts import (
    Cell,
    Column,
    Section,
    cell_items,
    cell_text,
    is_link,
    shown_columns,
)
from kurils_cli.words import visible


def plain(report: Report) -> str:
    """Return tab-separated records, one a line: the kind, then the report's columns."""
    return "".join(f"{chr(9).join(record)}\n" for record in _records(report))


def csv(report: Report) -> str:
    """Return the same records as `plain` under a header, as RFC 4180 has it."""
    import csv
    import io

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["kind", *(column.key for column in _columns(report))])
    writer.writerows(_records(report))
    return text.getvalue()


def json(report: Report) -> str:
    """Return one document, its `schema` first; what is invisible is escaped."""
    import json

    text = json.dumps(report.json, ensure_ascii=False, indent=2)
    # Outside of strings, all that is not printable is the newlines.
    if text.replace("\n", "").isprintable():
        return f"{text}\n"
    return re.sub(r"[^\n -~]", lambda found: _json_character(found[0]), text) + "\n"


def _json_character(character: str) -> str:
    import json

    return character if visible(character) == character else json.dumps(character)[1:-1]


def markdown(report: Report) -> str:
    """Return a document with a table for each section."""
    return "\n".join(_markdown_lines(report)) + "\n"


def _columns(report: Report) -> list[Column]:
    columns = {column.key: column for s in report.sections for column in s.columns}
    return list(columns.values())


def _records(report: Report) -> Iterator[list[str]]:
    keys = [column.key for column in _columns(report)]
    for section in report.sections:
        for row in section.rows:
            cells = dict(zip((column.key for column in section.columns), row, strict=True))
            yield [section.kind, *(cell_text(cells.get(key)) for key in keys)]


def _markdown_lines(report: Report) -> Iterator[str]:
    yield f"# {_markdown(report.title)}"
    if report.as_of:
        yield from ("", f"As of {report.as_of}.")
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
