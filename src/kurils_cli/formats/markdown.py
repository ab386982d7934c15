"""A report as a Markdown document."""

import re
from collections.abc import Iterable, Iterator, Sequence

from kurils_cli.formats import documents
from kurils_cli.reports.cells import Accounts, Cell, cell_items
from kurils_cli.reports.parts import Column, Report, Section, capitalized, shown_columns
from kurils_cli.words import visible

_APART = "<!-- -->"
"""What keeps a forge from making a link of an address or a name: it shows nothing."""


def render(report: Report) -> str:
    """Return a document: tables of marks, the entries under headings, numbered sources."""
    return "\n".join(_markdown_lines(report)) + "\n"


def _markdown_lines(report: Report) -> Iterator[str]:
    yield f"# {_markdown(report.title)}"
    newest = capitalized(report.newest_entry) if report.is_of_a_tracker else ""
    if stands := [each for each in (report.dated_standing, newest) if each]:
        yield from ("", _markdown(f"{'. '.join(stands)}."))
    if report.summary:
        yield from ("", _markdown(report.summary))
    if report.findings and report.name == "report":
        yield from ("", f"## {documents.FINDINGS}", "")
        yield from (f"- {_paragraph(finding)}" for finding in report.findings)
    for section in report.shown:
        if section.is_of_entries and report.name == "report":
            yield from _accounts(report)
        yield from ("", f"## {_markdown(section.title)}", "")
        yield from _section(section, report) if section.rows else (section.empty,)


def _section(section: Section, report: Report) -> Iterator[str]:
    if section.is_of_entries:
        yield from _entries(documents.entries_of(section, report), report)
    elif section.kind == "source":
        for source in documents.numbered_sources(report).values():
            yield f"{source.number}. {_address(source)}"
    elif section.timeline and report.name == "report":
        yield from _moves(section, report)
    else:
        yield from _markdown_table(section, report)


def _entries(entries: Iterable[documents.Document], report: Report) -> Iterator[str]:
    """Yield entries, each a heading and what is under it."""
    for place, entry in enumerate(entries):
        yield from ("",) if place else ()
        yield f"### {_markdown(entry.heading)}"
        is_above = report.name == "report" and len(entry.accounts) > 1
        about = [report.names.get(id, id) for id in entry.about]
        if met := documents.circumstances(entry, about, is_above=is_above):
            yield from ("", _paragraph(met))
        if entry.moves:
            yield ""
            yield from (f"- {_paragraph(move.told(report.names))}" for move in entry.moves)
        for text in entry.paragraphs:
            yield from ("", _paragraph(text))
        if not is_above:
            yield from _side_by_side(entry.accounts)
        if entry.sources:
            yield from ("", f"Sources: {', '.join(map(_reference, entry.sources))}")


def _accounts(report: Report) -> Iterator[str]:
    """Yield what parties say of one entry or mark, side by side."""
    entries, marks = documents.with_two_accounts(report), documents.contested(report)
    if entries or marks:
        yield from ("", f"## {documents.ACCOUNTS}")
    if marks:
        yield ""
        yield from (f"- {_paragraph(mark)}" for mark in marks)
    for entry in entries:
        yield from ("", f"### {_markdown(entry.heading)}")
        yield from _side_by_side(entry.accounts)


def _side_by_side(accounts: Sequence[documents.Account]) -> Iterator[str]:
    if len(accounts) == 1:
        [(party, texts)] = accounts
        yield from ("", _paragraph(f"{party}: {' '.join(texts)}"))
    elif accounts:
        yield ""
        yield from _table(
            [account.party for account in accounts],
            [[" ".join(account.paragraphs) for account in accounts]],
        )


def _moves(section: Section, report: Report) -> Iterator[str]:
    """Yield what moved a mark, oldest first."""
    assert section.timeline, "a section without one is a table"
    moved = [tick for tick in section.timeline.ticks if tick.moved]
    for tick in moved:
        told = "; ".join(move.told(report.names) for move in tick.moved)
        yield f"- {tick.day}: {_markdown(f'{told} ({tick.title})' if tick.title else told)}"
    if not moved:
        yield "no entry moved a mark"


def _markdown_table(section: Section, report: Report) -> Iterator[str]:
    """Yield a table, and below it the notes of its rows."""
    columns = [(at, column) for at, column in shown_columns(section) if column.holds != "note"]
    yield from _table(
        [column.heading for _, column in columns],
        [[_told(row[at], column, report) for at, column in columns] for row in section.rows],
    )
    notes = [
        f"{row[0]}: {' '.join(documents.paragraphs(str(row[at])))}"
        for row in section.rows
        for at, column in enumerate(section.columns)
        if column.holds == "note" and row[at]
    ]
    if notes:
        yield ""
        yield from (f"- {_paragraph(note)}" for note in notes)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    for cells in (map(_markdown, head), ("---" for _ in head), *(map(_markdown, r) for r in rows)):
        yield f"| {' | '.join(cells)} |"


def _told(cell: Cell, column: Column, report: Report) -> str:
    """Return what a cell says, a party by its name."""
    if isinstance(cell, Accounts):
        return ", ".join(cell.told(report.names))
    names = report.names if column.key == "said_by" else {}
    return ", ".join(names.get(item, item) for item in cell_items(cell))


def _reference(source: documents.Source) -> str:
    return f"[{source.number}](<{source.address}>)" if source.is_link else _markdown(source.address)


def _address(source: documents.Source) -> str:
    return f"<{source.address}>" if source.is_link else _paragraph(source.address)


def _paragraph(text: str) -> str:
    """Return text that Markdown shows as it is, and takes for no list, heading or rule."""
    escaped = _markdown(visible(text).strip())
    return re.sub(r"^([-+=:%]|\d+(?=[.)]))", lambda found: _unlisted(found[0]), escaped)


def _unlisted(start: str) -> str:
    return f"{start}{_APART}" if start.isdecimal() else f"\\{start}"


def _markdown(text: str) -> str:
    """Return text that Markdown shows as it is, with no link in it."""
    escaped = re.sub(r"([\\`*_\[\]<>|~&$#{}^])", r"\\\1", visible(text))
    links = r"(?i)\b(https?|ftp|mailto|xmpp)(?=:)|\bwww(?=\.)|@"
    return re.sub(links, rf"\g<0>{_APART}", escaped)
