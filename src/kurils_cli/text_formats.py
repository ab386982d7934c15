"""A `Report` as plain, csv, json and markdown text."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from kurils_cli.errors import visible
from kurils_cli.report import Cell, Column, EveryArea, Move, Report, Section


def is_link(text: str) -> bool:
    """Tell whether a text is an address that may be made a link, not just shown."""
    return re.fullmatch(r"https?://[^\s<>\"'\\`]+", text) is not None


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
    return re.sub(r"[^\n -~]", lambda found: _json_character(found[0]), text) + "\n"


def _json_character(character: str) -> str:
    import json

    return character if visible(character) == character else json.dumps(character)[1:-1]


def markdown(report: Report) -> str:
    """Return a document with a table for each section."""
    return "\n".join(_markdown_lines(report)) + "\n"


def cell_text(cell: Cell) -> str:
    """Return what a program reads in a cell: lists parted by one blank."""
    match cell:
        case None:
            return ""
        case Move(id, old, new):
            return f"{id}:{old or ''}->{new}"
        case EveryArea(ids):
            return visible(" ".join(ids))
        case tuple():
            return visible(" ".join(cell_text(item) for item in cell))
        case _:
            return visible(f"{cell}")


def cell_items(cell: Cell) -> list[str]:
    """Return what people read in a cell, item by item."""
    match cell:
        case None | "":
            return []
        case Move(id, old, new):
            return [f"{id}: {new}" if old == new else f"{id}: {old or 'not yet raised'} → {new}"]
        case EveryArea():
            return ["every area"]
        case tuple():
            return [shown for item in cell for shown in cell_items(item)]
        case _:
            return [visible(f"{cell}")]


def shown_columns(section: Section) -> list[tuple[int, Column]]:
    """Return the columns that say something in some row, each with its place."""
    return [
        (place, column)
        for place, column in enumerate(section.columns)
        if any(cell_items(row[place]) for row in section.rows)
    ]


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
