"""Entries out of csv or JSON, as `log` gives them."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import zip_longest
from typing import NamedTuple, TypeVar

from kurils_cli.errors import TrackerError
from kurils_cli.history import in_order
from kurils_cli.model import KIND_OF_STATE, Entry, Texts
from kurils_cli.words import did_you_mean, listed

_KEYS = ("date", "title", "place", "changes", "about", "sources", "note", "by", "says")
_CHANGE = re.compile(r"([^:=]+)(?::.*->|=)(.+)")
"""A change in a cell: `ID:OLD->NEW` as `log` has it, or `ID=NEW`."""

Row = TypeVar("Row")


class Imported(NamedTuple):
    """The entries of a text, each with its place there: its line, or in JSON its number.

    `problems` are what is wrong with the others, each with its place.
    """

    entries: tuple[tuple[int, Entry], ...]
    problems: tuple[tuple[int, str], ...]
    is_json: bool

    def told(self, label: str, problems: Iterable[tuple[int, str]]) -> Iterator[str]:
        """Yield problems in the order of their places, each for one line."""
        for place, problem in sorted(problems):
            yield f"{label}{', entry ' if self.is_json else ':'}{place}: {problem}"


def read_entries(text: str, label: str) -> Imported:
    """Read entries from csv or JSON, oldest first; raises `TrackerError` if it is neither."""
    text = text.removeprefix("\ufeff")
    is_json = text.lstrip()[:1] in ("{", "[")
    if is_json:
        entries, problems = _sorted_out(_objects(text, label), _entry_of_object)
    else:
        entries, problems = _sorted_out(_lines(text, label), _entry_of_cells)
    dates = [entry.date for _, entry in entries]
    is_newest_first = dates == sorted(dates, reverse=True)  # as `log` gives them
    return Imported(
        tuple(reversed(entries) if is_newest_first else entries), tuple(problems), is_json
    )


def _sorted_out(
    rows: Iterable[tuple[int, Row]], entry_of: Callable[[Row], Entry]
) -> tuple[list[tuple[int, Entry]], list[tuple[int, str]]]:
    """Return the entries of rows, and what is wrong with the other rows."""
    entries: list[tuple[int, Entry]] = []
    problems: list[tuple[int, str]] = []
    for place, row in rows:
        try:
            entries.append((place, in_order(entry_of(row))))
        except ValueError as error:
            problems.append((place, f"{error}"))
    return entries, problems


def _lines(text: str, label: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of csv as cells by their column, each with its line."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        _check_columns(header, label)
        end = reader.line_num
        for row in reader:
            start, end = end + 1, reader.line_num
            if row:
                yield start, dict(zip_longest(header, row, fillvalue=""))
    except csv.Error as error:
        raise TrackerError(f"{label}:{reader.line_num}: not csv: {error}") from None


def _check_columns(header: list[str], label: str) -> None:
    known = [key for key in _KEYS if key != "says"]
    if "date" not in header:
        raise TrackerError(
            f"{label}:1: no column is `date`", hint=f"the columns are {listed(known)} and `says.ID`"
        )
    for column in header:
        if column not in (*known, "kind") and not column.startswith("says."):
            raise TrackerError(
                f"{label}:1: unknown column `{column}`",
                hint=f"{did_you_mean(column, known)}the columns are {listed(known)} and `says.ID`",
            )


def _entry_of_cells(cells: Mapping[str, str]) -> Entry:
    """Return the entry of a row of csv; raises `ValueError`."""
    if cells.get("kind", "entry") != "entry":
        raise ValueError(f"it is of the kind `{cells['kind']}`, not `entry`")
    if "" in cells:
        raise ValueError("it has more cells than there are columns")

    def text(key: str) -> str | None:
        return cells.get(key, "") if cells.get(key, "").strip() else None

    def texts(key: str) -> tuple[str, ...]:
        return tuple(cells.get(key, "").split())

    says = {key.removeprefix("says."): text(key) for key in cells if key.startswith("says.")}
    return Entry(
        date=_day(cells["date"]),
        title=text("title"),
        place=text("place"),
        sources=texts("sources"),
        note=text("note"),
        changes=tuple(map(_change, texts("changes"))),
        about=texts("about"),
        by=texts("by"),
        says=_says(says),
    )


def _change(cell: str) -> tuple[str, str]:
    found = _CHANGE.fullmatch(cell)
    if found is None:
        raise ValueError(f"`{cell}` is no change: write `ID=STATE`")
    return found[1], _state(found[2])


def _objects(text: str, label: str) -> Iterator[tuple[int, object]]:
    """Yield the entries of JSON: of a list, or under `entries`."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise TrackerError(f"`{label}` is not JSON: {error}") from None
    entries = document.get("entries") if isinstance(document, dict) else document
    if not isinstance(entries, list):
        raise TrackerError(f"`{label}` has no list `entries`", hint="kurils log --format json")
    return enumerate(entries, 1)


def _entry_of_object(found: object) -> Entry:
    """Return the entry of an object of JSON; raises `ValueError`."""
    entry = _object(found, "it")
    for key in entry:
        if key not in (*_KEYS, "entry"):  # the name of an entry is its place in a log
            raise ValueError(f"unknown key `{key}`: {did_you_mean(key, _KEYS)}".rstrip(": "))
    changes = [_object(change, "a change") for change in _list(entry, "changes")]
    says = _object(entry.get("says") or {}, "`says`")
    return Entry(
        date=_day(_text(entry, "date") or ""),
        title=_text(entry, "title"),
        place=_text(entry, "place"),
        sources=_texts(entry, "sources"),
        note=_text(entry, "note"),
        changes=tuple((_text(c, "id") or "", _state(_text(c, "to"))) for c in changes),
        about=_texts(entry, "about"),
        by=_texts(entry, "by"),
        says=_says({id: _text(says, id) for id in says}),
    )


def _object(value: object, what: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise ValueError(f"{what} is no object")
    return value


def _list(entry: Mapping[str, object], key: str) -> list[object]:
    value = entry.get(key) or []
    if not isinstance(value, list):
        raise ValueError(f"`{key}` is no list")
    return value


def _texts(entry: Mapping[str, object], key: str) -> tuple[str, ...]:
    values = _list(entry, key)
    texts = tuple(value for value in values if isinstance(value, str))
    if len(texts) < len(values):
        raise ValueError(f"`{key}` holds more than texts")
    return texts


def _text(entry: Mapping[str, object], key: str) -> str | None:
    value = entry.get(key)
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if not isinstance(value, str):
        raise ValueError(f"`{key}` is no text")
    return value


def _says(accounts: Mapping[str, str | None]) -> Texts:
    return tuple(sorted((id, account) for id, account in accounts.items() if account))


def _state(text: str | None) -> str:
    if text not in KIND_OF_STATE:
        raise ValueError(f"`{text or ''}` is no state: the states are {listed(KIND_OF_STATE)}")
    return text


def _day(text: str) -> date:
    word = text.strip()
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", word):
            return date.fromisoformat(word)
    except ValueError:
        raise ValueError(f"there is no day `{word}`") from None
    raise ValueError(f"`{word}` is no date: write year-month-day, such as 2019-12-19")
