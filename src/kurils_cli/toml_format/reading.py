"""TOML text to `Tracker`, all problems at once, each with its line."""

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
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
    Tracker,
)
from kurils_cli.words import listed, nearest

AnyRecord = TypeVar("AnyRecord", Party, Area, Issue, Entry, Looked)
Value = TypeVar("Value")
Container = TypeVar("Container", dict[str, object], list[object])

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
        byte = f"byte 0x{data[error.start]:02x} at offset {error.start}"
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            byte += ", as UTF-16 begins"
        line = data.count(b"\n", 0, error.start) + 1
        raise _unusable(label, line, f"not UTF-8 text: {byte}") from None


def read(text: str, label: str, on: date = date.max) -> Reading:
    """Read a tracker from TOML text; `label` is what to call its file, `on` the day.

    Raises `InvalidTracker` with every finding when there is one that makes the
    text unusable.
    """
    found: list[Finding] = []
    try:
        tracker = _tracker(_Table(found, _parse(text, label), ()))._replace(on=on)
    except RecursionError:
        raise _unusable(label, 1, "brackets or keys are nested too deeply") from None
    invalid = [finding for finding in found if finding.kind == "invalid"]
    unknown = [finding for finding in found if finding.kind != "invalid"]
    mistaken = {finding.path[:2] for finding in invalid}
    if mistaken.isdisjoint({("areas",), ("issues",)}):  # else every id is unknown
        # What was not read whole may have what it seems to lack.
        invalid += [finding for finding in check.broken(tracker) if finding.path not in mistaken]
    if not invalid:
        return Reading(text, History(tracker), unknown)
    mistaken = {finding.path[:2] for finding in invalid}
    if not any(path[:1] == ("log",) for path in mistaken):
        drift = check.inconsistencies(History(tracker))
        invalid += [finding for finding in drift if finding.path[:2] not in mistaken]
    raise InvalidTracker(label, locate(text, [*invalid, *unknown]))


def locate(text: str, findings: Sequence[Finding]) -> tuple[Located, ...]:
    """Return findings about a text, each with its line, in the order of the lines."""
    if not findings:
        return ()
    from kurils_cli.toml_format.places import Places

    places = Places(text)
    located = (Located(places.line(finding.path), finding) for finding in findings)
    return tuple(sorted(located, key=lambda each: each.line))


def _unusable(label: str, line: int, message: str) -> InvalidTracker:
    return InvalidTracker(label, [Located(line, Finding("invalid", message))])


def _parse(text: str, label: str) -> dict[str, object]:
    if text.startswith("\ufeff"):
        raise _unusable(label, 1, "a byte order mark comes before the text: remove it")
    if not text.strip():
        raise _unusable(label, 1, "the file is empty; `kurils init` writes a tracker")
    try:
        return tomllib.loads(text)
    except ValueError as error:
        from kurils_cli.toml_format.mistakes import explained

        raise _unusable(label, *explained(text, error)) from None


class _Table:
    """One table of the file; each method takes a key out of it, and notes what is wrong there."""

    def __init__(self, found: list[Finding], table: dict[str, object], path: KeyPath) -> None:
        self._found = found
        self._unread = table
        self._path = path

    def has(self, key: str) -> bool:
        return key in self._unread

    def schema(self) -> None:
        wrong = f", not the number {SCHEMA}"
        schema = self._take("schema", int, wrong, f"write `schema = {SCHEMA}`")
        newer = f"newer than {SCHEMA}, the newest that this kurils reads: upgrade kurils"
        if schema is not None and schema != SCHEMA:
            self._wrong("schema", f"is {newer if schema > SCHEMA else f'a number{wrong}'}")

    def text(self, key: str) -> str:
        return self._take(key, str, ", not text") or ""

    def field(self, key: str, kind: FieldKind) -> object:
        match kind:
            case "line" | "prose":
                return self.text(key)
            case "texts" | "ids":
                return self._texts(key)
            case "day":
                wrong = ", not a day such as `2019-12-19` without quotes"
                return self._take(key, date, wrong, "write one as `2019-12-19`") or date.min
            case "mark":
                return self._mark(key)
            case "changes":
                states = [state for state in KIND_OF_STATE if state in self._unread]
                return tuple([(id, state) for state in states for id in self._texts(state)])
            case "by party":
                said = self._members(key, dict, ", not a text for each party", str, "text")
                return tuple(
                    sorted((id, text) for id, text in said.items() if isinstance(text, str))
                )
            case "parties" if self._unread[key] == []:
                self._wrong(key, "is empty: name a party, or leave it out")
        return self._texts(key)

    def _mark(self, key: str) -> str:
        kind: Kind = "area" if self._path[0] == "areas" else "issue"
        states = STATES[kind]
        among = f"; an {kind} is one of {listed(states)}"
        mark = self._take(key, str, among)
        if mark is None or mark in states:
            return mark or states[0]
        self._wrong(key, f"is `{mark}`{among}")
        return states[0]

    def _texts(self, key: str) -> tuple[str, ...]:
        texts = self._members(key, list, ", not an array of texts", str, "just texts")
        return tuple([text for text in texts if isinstance(text, str)])

    def tables(self, key: str) -> list[tuple[str, "_Table"]]:
        if not self.has(key):
            return []
        tables = self._members(key, dict, ", not a table for each id", dict, "a table")
        return [
            (id, _Table(self._found, table, (*self._path, key, id)))
            for id, table in tables.items()
            if isinstance(table, dict)
        ]

    def array(self, key: str, what: str) -> Iterator["_Table"]:
        if not self.has(key):
            return
        tables = self._members(key, list, f"; {what} starts with `[[{key}]]`", dict, what)
        for place, table in enumerate(tables):
            if isinstance(table, dict):
                yield _Table(self._found, table, (*self._path, key, place))
            else:
                yield _Table([], {}, ())  # keeps the places of the others

    def rest(self, known: Iterable[str]) -> Extra:
        """Return the keys that were not read, each with a warning that names the nearest known."""
        return tuple([self._unknown(key, known) for key in sorted(self._unread)])

    def _unknown(self, key: str, known: Iterable[str]) -> tuple[str, str]:
        import tomli_w

        close = nearest(key, known)
        meant = f"; did you mean `{close}`?" if close else ""
        path = (*self._path, key)
        self._found.append(Finding("warning", f"unknown key `{key}`{meant}", path))
        try:
            return key, tomli_w.dumps({key: self._unread[key]}).strip()
        except ValueError:  # Python writes no longer ones
            self._wrong(key, "holds a number of more than 4300 digits")
            return key, ""

    def _take(self, key: str, kind: type[Value], wrong: str, advice: str = "") -> Value | None:
        """Take out a value of a type; None if it is missing or of another one."""
        value = self._unread.pop(key, None)
        if type(value) is kind:  # a day with a time, or true, is another
            return value
        if value is None:
            message = f"`{key}` is missing{f': {advice}' if advice else ''}"
            self._found.append(Finding("invalid", message, self._path))
        else:
            self._wrong(key, f"is {_WORDS[type(value)]}{wrong}")
        return None

    def _members(
        self, key: str, kind: type[Container], wrong: str, of: type[object], what: str
    ) -> Container:
        """Take out a list or table, all of whose members are to be of a type."""
        taken = self._take(key, kind, wrong) or kind()
        for at, member in taken.items() if isinstance(taken, dict) else enumerate(taken):
            if type(member) is not of:
                has = f"gives `{at}`" if isinstance(taken, dict) else "holds"
                self._wrong(key, f"{has} {_WORDS[type(member)]}, not {what}", at)
        return taken

    def _wrong(self, key: str, message: str, *deeper: str | int) -> None:
        path = (*self._path, key, *deeper)
        self._found.append(Finding("invalid", f"`{key}` {message}", path))


_WORDS = {
    bool: "true or false",
    int: "a number",
    float: "a number",
    str: "text",
    datetime: "a date with a time",
    date: "a date",
    time: "a time",
    list: "an array",
    dict: "a table",
}
"""What TOML calls a value of each type."""
_TOP = ("schema", "title", "areas", "issues", "log", "parties", "looked")
"""The keys outside all tables."""
_KEYS: dict[type[object], Sequence[str]] = {
    record: [
        each
        for key, field in fields.items()
        for each in (KIND_OF_STATE if field.kind == "changes" else (key,))
    ]
    for record, fields in FIELDS.items()
}
"""The keys that each kind of record has in the file."""


def _tracker(table: _Table) -> Tracker:
    table.schema()
    return Tracker(
        title=table.text("title"),
        areas=tuple(_record(Area, each, id=id) for id, each in table.tables("areas")),
        issues=tuple(_record(Issue, each, id=id) for id, each in table.tables("issues")),
        log=tuple(_record(Entry, each) for each in table.array("log", "an entry")),
        parties=tuple(_record(Party, each, id=id) for id, each in table.tables("parties")),
        looked=tuple(_record(Looked, each) for each in table.array("looked", "a day of looking")),
        extra=table.rest(_TOP),
    )


def _record(make: type[AnyRecord], table: _Table, **id: str) -> AnyRecord:
    """Read a record from its table, field by field; a name that is missing is its id."""
    read: dict[str, Any] = {**id}
    for key, field in FIELDS[make].items():
        if field.kind == "line" and field.is_required:
            read[key] = table.text(key) or id["id"]
        elif field.is_required or field.kind == "changes" or table.has(key):
            read[key] = table.field(key, field.kind)
    return make(**read, extra=table.rest(_KEYS[make]))
