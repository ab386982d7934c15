"""Entries out of csv, JSON or a workbook: as `log` gives them, or as people save them."""

import csv
import io
import json
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar

from kurils_cli.errors import TrackerError
from kurils_cli.history import in_order
from kurils_cli.model import FIELDS, IN_COLUMNS, KIND_OF_STATE, Entry, FieldKind
from kurils_cli.words import did_you_mean, listed, unescaped, visible

_FIELDS = FIELDS[Entry]
_KEYS = sorted(_FIELDS, key=[*IN_COLUMNS, *_FIELDS].index)
_COLUMNS = [key for key in _KEYS if _FIELDS[key].kind != "by party"]
_NOT_READ = ("kind", "entry")
"""Columns that only `log` writes: an entry's name is its place in a log."""
_CHANGE = re.compile(r"(?<![^\s:=,;])([^\s:=,;]++)\s*+(?::(?:[^:=,;\n]*?(?:->|→))?|=)\s*([^\s,;]+)")
"""A change in a cell: `ID:OLD->NEW` or `ID: OLD → NEW` as `log` has it, or `ID=NEW`."""
_ESCAPE = re.compile(r"\\(?:[nrt]|x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8})")
"""What `visible` may have written for an invisible character."""
_AS_UTF_8 = "save it as `CSV UTF-8`, or as an Excel workbook (.xlsx), which import reads too"

Row = TypeVar("Row")
Value = TypeVar("Value")


class Imported(NamedTuple):
    """The entries of a text, oldest first, each with its place there: its line, number or row.

    `problems` are what is wrong with the others, each with its place. `before` goes
    between the name of the file and a place.
    """

    entries: tuple[tuple[int, Entry], ...]
    problems: tuple[tuple[int, str], ...]
    before: str

    def all_problems(self, label: str, problems: Iterable[tuple[int, str]]) -> Iterator[str]:
        """Yield problems in the order of their places, each for one line."""
        for place, problem in sorted(problems):
            yield f"{label}{self.before}{place}: {problem}"


def read_entries(data: bytes, label: str) -> Imported:
    """Read entries, oldest first; raises `TrackerError` if the data is of no known kind.

    Entries of one day keep their order, which in what `log` wrote is newest first.
    """
    if data.startswith(b"PK"):
        return _workbook(data, label)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TrackerError(f"`{label}` is not UTF-8 text: {error.reason}", hint=_AS_UTF_8) from None
    is_json = text.lstrip()[:1] in ("{", "[")
    return _json(text, label) if is_json else _of_table(_lines(text, label), label, ":")


def known_by(entry: Entry) -> Entry:
    """Return an entry reduced to its words, by which one that is already there is recognised.

    White space does not count, nor whether an invisible character is escaped:
    a cell, a spreadsheet and an editor each change those.
    """

    def words(text: str | None) -> str | None:
        return text and " ".join(_ESCAPE.sub(_character, text).split())

    known: dict[str, Any] = {"extra": ()}
    for key, field in _FIELDS.items():
        value = getattr(entry, key)
        match field.kind:
            case "line" | "prose":
                known[key] = words(value)
            case "texts":
                known[key] = tuple((words(" ".join(value)) or "").split())
            case "by party":
                known[key] = tuple((party, words(text) or "") for party, text in value)
    return entry._replace(**known)


def _character(escape: re.Match[str]) -> str:
    """Return the invisible character that an escape is for, or else the escape."""
    try:
        character = escape[0].encode().decode("unicode_escape")
        character.encode()
    except UnicodeError:  # beyond Unicode, or half of a character
        return escape[0]
    return escape[0] if visible(character) == character else character


def _unescaped(cell: str) -> str:
    """Return the text that `log` wrote as a cell of csv."""
    text = _ESCAPE.sub(_character, cell)
    return text if "\n".join(map(visible, text.split("\n"))) == cell else cell


def _of_table(
    rows: Iterable[tuple[int, Sequence[str]]], label: str, before: str, *, is_by_log: bool = False
) -> Imported:
    """Read the entries of rows of cells, the first of which names the columns."""
    filled = ((place, row) for place, row in rows if any(cell.strip() for cell in row))
    at, header = next(filled, (1, ()))
    columns = _columns(header, f"{label}{before}{at}")
    is_csv_by_log = "kind" in columns
    cells = ((place, _cells(columns, row, is_escaped=is_csv_by_log)) for place, row in filled)
    return _sorted_out(cells, _entry_of_cells, before, is_by_log=is_by_log or is_csv_by_log)


def _cells(columns: Sequence[str], row: Sequence[str], *, is_escaped: bool) -> dict[str, str]:
    """Return the cells of a row by their column, those of no column under `""`."""
    cells = {"": "".join(row[len(columns) :]).strip()}
    for column, cell in zip(columns, row, strict=False):
        text = cell.replace("\r\n", "\n").replace("\r", "\n")
        cells[column] = _unescaped(text) if is_escaped else text
    return cells


def _sorted_out(
    rows: Iterable[tuple[int, Row]],
    entry_of: Callable[[Row], Entry],
    before: str,
    *,
    is_by_log: bool,
) -> Imported:
    """Return the entries of rows, and what is wrong with the other rows."""
    entries: list[tuple[int, Entry]] = []
    problems: list[tuple[int, str]] = []
    for place, row in rows:
        try:
            entries.append((place, in_order(entry_of(row))))
        except ValueError as error:
            problems.append((place, f"{error}"))
    dates = [entry.date for _, entry in entries]
    if is_by_log and dates == sorted(dates, reverse=True):
        entries.reverse()
    entries.sort(key=lambda found: found[1].date)
    return Imported(tuple(entries), tuple(problems), before)


def _lines(text: str, label: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the rows of csv, each with its line; commas, semicolons or tabs separate cells."""
    if named := re.match(r"sep=(.)\r?\n", text):  # Excel's own first line
        text = f"\n{text[named.end() :]}"
    header = text.lstrip("\r\n").partition("\n")[0]
    mark = named[1] if named else max(",;\t", key=header.count)
    csv.field_size_limit(max(len(text), csv.field_size_limit()))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    end = 0
    try:
        for row in reader:
            yield end + 1, row
            end = reader.line_num
    except csv.Error as error:
        raise TrackerError(f"{label}:{reader.line_num}: not csv: {error}") from None


def _workbook(data: bytes, label: str) -> Imported:
    """Read the entries of the first sheet that has a column `date`, or else of the first one."""
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings(action="ignore"):  # about styles and the like
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            sheets = [
                [[_cell(value) for value in row] for row in sheet.iter_rows(values_only=True)]
                for sheet in book.worksheets
            ]
    except Exception as error:  # of the zip, of its XML, of what openpyxl misses in it
        raise TrackerError(f"`{label}` is no Excel workbook: {error}", hint=_AS_UTF_8) from None
    found = (rows for rows in sheets if "date" in map(_column, next(filter(any, rows), [])))
    is_by_log = book.properties.creator == "kurils"  # a log with no entry has no sheet
    rows = enumerate(next(found, [["date"]] if is_by_log else sheets[0]), 1)
    return _of_table(rows, label, ", row ", is_by_log=is_by_log)


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    return "" if value is None else unescaped(f"{value}")


def _column(name: str) -> str:
    """Return the key that the head of a column means, however it is spaced or capitalised."""
    return re.sub(r"^says[ .]+", "says.", name.strip().casefold())


def _columns(header: Sequence[str], place: str) -> list[str]:
    """Return the key of each column; raises `TrackerError` unless they are those of entries."""
    columns = [*map(_column, header)]
    while columns and not columns[-1]:
        columns.pop()
    hint = f"the columns are {listed(_COLUMNS)} and `says.ID`"
    for at, column in enumerate(columns):
        if not column:
            raise TrackerError(f"{place}: column {at + 1} has no name")
        if (first := columns.index(column)) < at:
            raise TrackerError(f"{place}: columns {first + 1} and {at + 1} are both `{column}`")
        if column not in (*_COLUMNS, *_NOT_READ) and not column.startswith("says."):
            close = did_you_mean(column, _COLUMNS)
            raise TrackerError(f"{place}: unknown column `{column}`", hint=f"{close}{hint}")
    if "date" not in columns:
        raise TrackerError(f"{place}: no column is `date`", hint=hint)
    return columns


def _entry_of_cells(cells: Mapping[str, str]) -> Entry:
    """Return the entry of a row; raises `ValueError`."""
    if cells.get("kind", "entry") != "entry":
        raise ValueError(f"it is of the kind `{cells['kind']}`, not `entry`")
    if cells[""]:
        raise ValueError("it has more cells than there are columns")
    return _entry(lambda key, kind: _of_cell(key, kind, cells))


def _of_cell(key: str, kind: FieldKind, cells: Mapping[str, str]) -> object:
    """Return what a field's cell holds, or its cells, one for each party, as JSON has it."""
    cell = cells.get(key, "")
    match kind:
        case "day" | "line" | "prose":
            return cell
        case "texts":
            return cell.split()
        case "changes":
            if rest := _CHANGE.sub("", cell).strip(" ,;\t\n").split():
                raise ValueError(f"`{rest[0]}` is no change: write `ID=STATE`")
            return [{"id": found[1], "to": found[2]} for found in _CHANGE.finditer(cell)]
        case "by party":
            own = [column for column in cells if column.startswith(f"{key}.")]
            return {column.removeprefix(f"{key}."): cells[column] for column in own}
        case _:
            return re.findall(r"[^\s,;]+", cell)


def _json(text: str, label: str) -> Imported:
    """Read the entries of JSON, of a list or under `entries`."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        wrong = f"{error}".partition("; use sys.")[0]
        raise TrackerError(f"`{label}` is not JSON: {wrong}") from None
    entries = document.get("entries") if isinstance(document, dict) else document
    if not isinstance(entries, list):
        raise TrackerError(f"`{label}` has no list `entries`", hint="kurils log --format json")
    is_by_log = isinstance(document, dict) and "schema" in document
    return _sorted_out(enumerate(entries, 1), _entry_of_object, ", entry ", is_by_log=is_by_log)


def _entry_of_object(found: object) -> Entry:
    """Return the entry of an object of JSON; raises `ValueError`."""
    entry = _typed(found, dict, "it")
    for key in entry:
        if key not in (*_KEYS, *_NOT_READ):
            raise ValueError(f"unknown key `{key}`: {did_you_mean(key, _KEYS)}".rstrip(": "))
    return _entry(lambda key, _: entry.get(key))


def _entry(value_of: Callable[[str, FieldKind], object]) -> Entry:
    read: dict[str, Any] = {
        key: _field(key, field.kind, value_of(key, field.kind)) for key, field in _FIELDS.items()
    }
    return Entry(**read)


def _field(key: str, kind: FieldKind, value: object) -> object:
    """Return a field out of what JSON has for it, or would."""
    what = f"`{key}`"
    match kind:
        case "day":
            return _day(_text(value, key) or "")
        case "line" | "prose":
            return _text(value, key)
        case "changes":
            changes = [_typed(each, dict, "a change") for each in _typed(value or [], list, what)]
            return tuple(
                (_text(each.get("id"), "id") or "", _state(_text(each.get("to"), "to")))
                for each in changes
            )
        case "by party":
            said = {id: _text(text, id) for id, text in _typed(value or {}, dict, what).items()}
            return tuple(sorted((id, text) for id, text in said.items() if text))
        case _:
            texts = _typed(value or [], list, what)
            if not all(isinstance(text, str) for text in texts):
                raise ValueError(f"{what} holds more than texts")
            return tuple(_whole(f"{text}", key) for text in texts)


_TYPES: dict[type[object], str] = {dict: "object", list: "list", str: "text"}
"""What JSON calls them."""


def _typed(value: object, kind: type[Value], what: str) -> Value:
    if not isinstance(value, kind):
        raise ValueError(f"{what} is no {_TYPES[kind]}")
    return value


def _text(value: object, key: str) -> str | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    return _whole(_typed(value, str, f"`{key}`"), key)


def _whole(text: str, key: str) -> str:
    """Return a text; raises `ValueError` for one that JSON wrote with half a character."""
    if half := re.search("[\ud800-\udfff]", text):
        raise ValueError(f"`{key}` has half a character, `{ascii(half[0])[1:-1]}`")
    return text


def _state(text: str | None) -> str:
    if text not in KIND_OF_STATE:
        raise ValueError(f"`{text or ''}` is no state: the states are {listed(KIND_OF_STATE)}")
    return text


def _day(text: str) -> date:
    word = text.strip()
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([ T]00:00(:00)?)?", word):
            return date.fromisoformat(word[:10])
    except ValueError:
        raise ValueError(f"there is no day `{word}`") from None
    raise ValueError(f"`{word}` is no date: write year-month-day, such as 2019-12-19")
