"""TOML text to `Tracker`, all problems at once, each with its line."""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from kurils_cli import check
from kurils_cli.check import Finding, KeyPath
from kurils_cli.errors import TrackerError
from kurils_cli.history import History
from kurils_cli.model import (
    FIELDS,
    KIND_OF_STATE,
    STATES,
    Area,
    Entry,
    Extra,
    FieldKind,
    Issue,
    Kind,
    Looked,
    Party,
    Texts,
    Tracker,
)
from kurils_cli.words import listed, nearest

AnyRecord = TypeVar("AnyRecord", Party, Area, Issue, Entry, Looked)

SCHEMA = 1
"""The newest version of the file format that this program reads."""


class Located(NamedTuple):
    """A finding, and the line of the file that it is about, counted from 1."""

    line: int
    finding: Finding

    def message_in(self, label: str) -> str:
        """Return it as `FILE:LINE: message`."""
        kind = self.finding.kind
        prefix = "" if kind == "invalid" else f"{kind}: "
        return f"{label}:{self.line}: {prefix}{self.finding.message}"


class Reading:
    """A tracker as read, its history, and findings that do not stop a reader."""

    def __init__(self, text: str, past: History, warnings: Sequence[Finding] = ()) -> None:
        self._text = text
        self._warnings = warnings
        self.past = past

    @property
    def tracker(self) -> Tracker:
        return self.past.tracker

    @cached_property
    def findings(self) -> tuple[Located, ...]:
        return locate(self._text, [*check.inconsistencies(self.past), *self._warnings])

    def knowing(self, past: History) -> "Reading":
        """Return this with a history of the same tracker that was worked out before."""
        return Reading(self._text, past, self._warnings)


class InvalidTracker(TrackerError):
    """A tracker that can't be used until it is mended."""

    def __init__(self, label: str, findings: Iterable[Located]) -> None:
        self.label = label
        self.findings = tuple(findings)
        super().__init__(
            f"`{label}` is not a valid tracker",
            details=(located.message_in(label) for located in self.findings),
        )


def decode(data: bytes, label: str) -> str:
    """Return the text of a tracker's bytes; raises `InvalidTracker` unless they are UTF-8."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = f"byte 0x{data[error.start]:02x} at offset {error.start}"
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            byte += ", as UTF-16 begins"
        finding = Finding("invalid", f"not UTF-8 text: {byte}")
        raise InvalidTracker(label, [Located(line, finding)]) from None


def read(text: str, label: str, on: date = date.max) -> Reading:
    """Read a tracker from TOML text; `label` is what to call its file, `on` the day.

    Raises `InvalidTracker` with every finding when there is one that makes the
    text unusable.
    """
    try:
        reader = _Reader()
        tracker = reader.tracker(_parse(text))._replace(on=on)
    except _SyntaxProblem as problem:
        finding = Finding("invalid", problem.message)
        raise InvalidTracker(label, [Located(problem.line, finding)]) from None
    except RecursionError:
        finding = Finding("invalid", "brackets or keys are nested too deeply")
        raise InvalidTracker(label, [Located(1, finding)]) from None
    mistaken = {finding.path[:2] for finding in reader.invalid}
    broken = [*reader.invalid, *(f for f in check.broken(tracker) if not _follows(f, mistaken))]
    if not broken:
        return Reading(text, History(tracker), reader.warnings)
    found = [*broken, *_inconsistent(tracker, broken), *reader.warnings]
    raise InvalidTracker(label, locate(text, found))


def _follows(finding: Finding, mistaken: Set[KeyPath]) -> bool:
    """Tell whether a finding may only follow from what could not be read.

    An entry that was not read whole may have what it seems to lack; without the
    areas or the issues, every id is unknown.
    """
    return finding.path in mistaken or not mistaken.isdisjoint({("areas",), ("issues",)})


def _inconsistent(tracker: Tracker, broken: Iterable[Finding]) -> list[Finding]:
    """Return where log and marks do not add up, as far as both were read."""
    mistaken = {finding.path[:2] for finding in broken}
    if any(path[:1] == ("log",) for path in mistaken):
        return []
    return [f for f in check.inconsistencies(History(tracker)) if f.path[:2] not in mistaken]


def locate(text: str, findings: Sequence[Finding]) -> tuple[Located, ...]:
    """Return findings about a text, each with its line, in the order of the lines."""
    if not findings:
        return ()
    from kurils_cli.toml_format.places import Places

    places = Places(text)
    located = (Located(places.line(finding.path), finding) for finding in findings)
    return tuple(sorted(located, key=lambda each: each.line))


class _SyntaxProblem(Exception):
    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


def _parse(text: str) -> dict[str, object]:
    if text.startswith("\ufeff"):
        raise _SyntaxProblem(1, "a byte order mark comes before the text: remove it")
    if not text.strip():
        raise _SyntaxProblem(1, "the file is empty; `kurils init` writes a tracker")
    try:
        return tomllib.loads(text)
    except ValueError as error:
        from kurils_cli.toml_format.mistakes import explained

        raise _SyntaxProblem(*explained(text, error)) from None


class _Reader:
    """Turns tables into values, and notes what is wrong with them."""

    def __init__(self) -> None:
        self.invalid: list[Finding] = []
        self.warnings: list[Finding] = []

    def tracker(self, document: dict[str, object]) -> Tracker:
        table = _Table(self, document, ())
        table.schema()
        return Tracker(
            title=table.text("title"),
            areas=tuple(_record(Area, t, id=id) for id, t in table.tables("areas")),
            issues=tuple(_record(Issue, t, id=id) for id, t in table.tables("issues")),
            log=tuple(_record(Entry, t) for t in table.array("log")),
            parties=tuple(_record(Party, t, id=id) for id, t in table.tables("parties")),
            looked=tuple(_record(Looked, t) for t in table.array("looked")),
            extra=table.rest(_TOP),
        )


class _Table:
    """One table of the file; each method takes a key out of it."""

    def __init__(self, reader: _Reader, table: dict[str, object], path: KeyPath) -> None:
        self._reader = reader
        self._unread = table
        self._path = path

    def has(self, key: str) -> bool:
        return key in self._unread

    def schema(self) -> None:
        schema = self._take("schema")
        if schema is None:
            self._missing("schema", f"write `schema = {SCHEMA}`")
        elif not isinstance(schema, int) or isinstance(schema, bool) or schema < 1:
            self._wrong("schema", f"is {_described(schema)}, not the number {SCHEMA}")
        elif schema > SCHEMA:
            self._wrong(
                "schema",
                f"is newer than {SCHEMA}, the newest that this kurils reads: upgrade kurils",
            )

    def text(self, key: str) -> str:
        value = self._take(key)
        if isinstance(value, str):
            return value
        if value is None:
            self._missing(key)
        else:
            self._wrong(key, f"is {_described(value)}, not text")
        return ""

    def day(self, key: str) -> date:
        value = self._take(key)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if value is None:
            self._missing(key, "write one as `2019-12-19`")
        else:
            self._wrong(
                key, f"is {_described(value)}, not a day such as `2019-12-19` without quotes"
            )
        return date.min

    def mark(self, key: str) -> str:
        value = self._take(key)
        kind: Kind = "area" if self._path[0] == "areas" else "issue"
        states = STATES[kind]
        if isinstance(value, str) and value in states:
            return value
        if value is None:
            self._missing(key)
        else:
            shown = f"`{value}`" if isinstance(value, str) else _described(value)
            self._wrong(key, f"is {shown}; an {kind} is one of {listed(states)}")
        return states[0]

    def changes(self) -> tuple[tuple[str, str], ...]:
        states = [state for state in KIND_OF_STATE if state in self._unread]
        return tuple([(id, state) for state in states for id in self.texts(state)])

    def texts(self, key: str, *, some: bool = False) -> tuple[str, ...]:
        value = self._take(key)
        if not isinstance(value, list):
            self._wrong(key, f"is {_described(value)}, not an array of texts")
            return ()
        found = tuple([item for item in value if isinstance(item, str)])
        if len(found) < len(value):
            for place, item in enumerate(value):
                if not isinstance(item, str):
                    self._wrong(key, f"holds {_described(item)}, not just texts", place)
        if some and not value:
            self._wrong(key, "is empty: name a party, or leave it out")
        return found

    def texts_of_parties(self, key: str) -> Texts:
        value = self._take(key)
        if not isinstance(value, dict):
            self._wrong(key, f"is {_described(value)}, not a text for each party")
            return ()
        for id, text in value.items():
            if not isinstance(text, str):
                self._wrong(key, f"gives `{id}` {_described(text)}, not text", id)
        return tuple(sorted((id, text) for id, text in value.items() if isinstance(text, str)))

    def tables(self, key: str) -> list[tuple[str, "_Table"]]:
        value = self._take(key)
        if value is None:
            return []
        if not isinstance(value, dict):
            self._wrong(key, f"is {_described(value)}, not a table for each id")
            return []
        for id, table in value.items():
            if not isinstance(table, dict):
                self._wrong(key, f"gives `{id}` {_described(table)}, not a table", id)
        return [
            (id, _Table(self._reader, table, (*self._path, key, id)))
            for id, table in value.items()
            if isinstance(table, dict)
        ]

    def array(self, key: str) -> Iterator["_Table"]:
        value = self._take(key)
        if value is None:
            return
        if not isinstance(value, list):
            what = _ITEMS[key]
            self._wrong(key, f"is {_described(value)}; {what} starts with `[[{key}]]`")
            return
        for place, table in enumerate(value):
            if not isinstance(table, dict):
                self._wrong(key, f"holds {_described(table)}, not {_ITEMS[key]}", place)
        for place, table in enumerate(value):
            if isinstance(table, dict):
                yield _Table(self._reader, table, (*self._path, key, place))
            else:
                yield _Table(_Reader(), {}, ())  # keeps the places of the others

    def rest(self, known: Iterable[str]) -> Extra:
        """Return the keys that were not read, each with a warning that names the nearest known."""
        if not self._unread:
            return ()
        keys = [*known]
        return tuple(self._unknown(key, keys) for key in sorted(self._unread))

    def _unknown(self, key: str, known: Iterable[str]) -> tuple[str, str]:
        import tomli_w

        close = nearest(key, known)
        meant = f"; did you mean `{close}`?" if close else ""
        self._reader.warnings.append(
            Finding("warning", f"unknown key `{key}`{meant}", (*self._path, key))
        )
        try:
            return key, tomli_w.dumps({key: self._unread[key]}).strip()
        except ValueError:  # Python writes no longer ones
            self._wrong(key, "holds a number of more than 4300 digits")
            return key, ""

    def _take(self, key: str) -> object:
        return self._unread.pop(key, None)

    def _wrong(self, key: str, message: str, *deeper: str | int) -> None:
        finding = Finding("invalid", f"`{key}` {message}", (*self._path, key, *deeper))
        self._reader.invalid.append(finding)

    def _missing(self, key: str, advice: str | None = None) -> None:
        message = f"`{key}` is missing{f': {advice}' if advice else ''}"
        self._reader.invalid.append(Finding("invalid", message, self._path))


_TOP = ("schema", "title", "areas", "issues", "log", "parties", "looked")
"""The keys outside all tables."""
_ITEMS = {"log": "an entry", "looked": "a day of looking"}
"""What the arrays of the file hold."""
_READERS: dict[FieldKind, Callable[[_Table, str], object]] = {
    "day": _Table.day,
    "line": _Table.text,
    "prose": _Table.text,
    "mark": _Table.mark,
    "changes": lambda table, _: table.changes(),
    "ids": _Table.texts,
    "areas": _Table.texts,
    "parties": lambda table, key: table.texts(key, some=True),
    "texts": _Table.texts,
    "by party": _Table.texts_of_parties,
}
"""How each kind of field is read."""


def _record(make: type[AnyRecord], table: _Table, **id: str) -> AnyRecord:
    """Read a record from its table, field by field; a name that is missing is its id."""
    read: dict[str, Any] = {**id}
    for key, field in FIELDS[make].items():
        if field.kind == "line" and field.is_required:
            read[key] = table.text(key) or id["id"]
        elif field.is_required or field.kind == "changes" or table.has(key):
            read[key] = _READERS[field.kind](table, key)
    return make(**read, extra=table.rest(_keys(make)))


def _keys(make: type[object]) -> Iterator[str]:
    """Yield the keys that a record has in the file."""
    for key, field in FIELDS[make].items():
        yield from KIND_OF_STATE if field.kind == "changes" else (key,)


def _described(value: object) -> str:
    """Say what a TOML value is, in TOML's words."""
    match value:
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "text"
        case datetime():
            return "a date with a time"
        case date():
            return "a date"
        case list():
            return "an array"
        case dict():
            return "a table"
        case _:
            return "a time"
