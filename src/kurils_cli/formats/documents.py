"""Entries as documents: what people read of each, with its sources numbered."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from kurils_cli.reports.cells import Accounts, Cell, Moved, cell_items, is_link
from kurils_cli.reports.parts import Report, Section, capitalized
from kurils_cli.words import visible

ACCOUNTS = "Where the accounts differ"
FINDINGS = "What does not add up"


class Source(NamedTuple):
    """A source, numbered; `entries` are the handles of those in the report that have it."""

    number: int
    address: str
    entries: tuple[str, ...]
    dates: tuple[str, ...]

    @property
    def is_link(self) -> bool:
        return is_link(self.address)

    @property
    def short(self) -> str:
        """The name of its host, without what most of them begin with."""
        return urlsplit(self.address).netloc.removeprefix("www.") if self.is_link else "source"


class Account(NamedTuple):
    """What a party says of an entry, by the party's name."""

    party: str
    paragraphs: list[str]


class Document(NamedTuple):
    """An entry as people read it; `by` are names of parties, `about` ids."""

    heading: str
    place: str
    moves: tuple[Moved, ...]
    paragraphs: list[str]
    accounts: list[Account]
    by: list[str]
    about: list[str]
    sources: list[Source]


def entries_of(section: Section, report: Report) -> list[Document]:
    """Return the entries of a section as documents."""
    sources = numbered_sources(report)
    return [_document(section.cells(row), report, sources) for row in section.rows]


def circumstances(entry: Document, about: Iterable[str], *, is_above: bool) -> str:
    """Say where an entry was, who says so, what it is about, and where its accounts are."""
    told = [
        f"said by {', '.join(entry.by)}" if entry.by else "",
        f"about {', '.join(about)}" if entry.about else "",
        "accounts above" if is_above else "",
    ]
    rest = "; ".join(filter(None, told))
    return f"{entry.place}{'; ' if rest else ''}{rest}" if entry.place else capitalized(rest)


def with_two_accounts(report: Report) -> list[Document]:
    """Return the entries of a report that more than one party gives an account of."""
    logs = [section for section in report.sections if section.is_of_entries]
    return [each for log in logs for each in entries_of(log, report) if len(each.accounts) > 1]


def _document(row: Mapping[str, Any], report: Report, sources: Mapping[str, Source]) -> Document:
    names = report.names
    return Document(
        " ".join(filter(None, (row["entry"], visible(row["title"] or "")))),
        visible(row["place"] or "").strip(),
        row["changes"],
        paragraphs(row["note"] or ""),
        [
            Account(visible(names.get(party, party)), paragraphs(text))
            for party, text in told_by(row)
        ],
        [visible(names.get(party, party)) for party in row["by"]],
        cell_items(row["about"]),
        [sources[address] for address in cell_items(row["sources"])],
    )


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, which blank lines part; a line may end anywhere."""
    parts = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n"))
    return [visible(" ".join(part.strip("\n").split("\n"))) for part in parts if part.strip()]


def told_by(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the account of each party that has one of an entry, in the order of the file."""
    says = {key.removeprefix("says."): row[key] for key in row if key.startswith("says.")}
    return [(party, text) for party, text in says.items() if text]


def contested(report: Report) -> list[str]:
    """Say of each mark on which parties differ what each of them says."""
    rows = [section.cells(row) for section in report.sections for row in section.rows]
    return [
        visible(f"{row['name']}: {', '.join(accounts.told(report.names))}")
        for row in rows
        if isinstance(accounts := row.get("accounts"), Accounts) and accounts.is_contested
    ]


def numbered_sources(report: Report) -> dict[str, Source]:
    """Number the sources of a report's entries, then those that it lists besides."""
    cited: dict[str, list[str]] = {}
    for row in _entries(report):
        for address in cell_items(row["sources"]):
            cited.setdefault(address, []).append(f"{row['entry']}")
    listed = {
        cell_items(source)[0]: tuple(cell_items(dates))
        for section in report.sections
        if section.kind == "source"
        for source, dates in section.rows
    }
    return {
        address: Source(number, address, tuple(cited.get(address, ())), listed.get(address, ()))
        for number, address in enumerate(dict.fromkeys([*cited, *listed]), start=1)
    }


def _entries(report: Report) -> Iterable[dict[str, Cell]]:
    return (
        section.cells(row)
        for section in report.sections
        if section.is_of_entries
        for row in section.rows
    )
