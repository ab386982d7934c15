"""The places of things in a TOML text, which no TOML library gives.

The text is one that `tomllib` has read, so this scanner need not judge it, only find
its way. It serves the line numbers of findings, and edits that touch only what changes.
It finds the headers first, and looks under one only when asked about it: most of a long
log is never asked for.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from functools import cache, cached_property
from typing import Literal, NamedTuple

from kurils_cli.check import KeyPath

SHORT_STRING = r"""" (?!"") (?: [^"\\\n]++ | \\. )*+ " | ' (?!\'\') [^'\n]*+ ' """
LONG_STRING = r'''""" [^"\\]*+ (?: (?: \\. | "(?!"") ) [^"\\]*+ )*+ "{3,5}
                 | \'\'\' [^']*+ (?: '(?!\'\') [^']*+ )*+ '{3,5}'''
_TOKEN = re.compile(
    rf"""
      (?P<blank>   [ \t\r\n]+ | \#[^\n]* )
    | (?P<string>  {LONG_STRING} | {SHORT_STRING} )
    | (?P<mark>    [][{{}}=,.] )
    | (?P<bare>    [^][{{}}=,.\s\#"']+ )
    """,
    re.VERBOSE | re.DOTALL,
)
_COMMENT = re.compile(
    rf"""(?: [^"'\#]++ | {LONG_STRING} | {SHORT_STRING} )*+ (?P<comment> \#[^\n]* )?""",
    re.VERBOSE | re.DOTALL,
)
HEADER = rf"""\[ (?: [^]"'\n]++ | {SHORT_STRING} )*+ \]{{1,2}}"""
_TO_HEADER = re.compile(
    rf"""
    (?: [ \t\r]*+ (?! \[ )
        (?: [^[{{"'\#\n]++ | \#[^\n]*+ | {SHORT_STRING}
          | (?: \[ | \{{ ) (?: [^][{{}}"'\#\n]++ | {SHORT_STRING} )*+ (?: \] | \}} )
        )*+ \n
    )*+
    [ \t\r]*+
    (?P<header> {HEADER} )?
    """,
    re.VERBOSE | re.DOTALL,
)
"""Lines, then a header or none: it stops at a statement that continues on the next line."""
_TO_NEWLINE = re.compile(r"[^\r\n]*")
BLANKS = re.compile(r"(?:[ \t\r\n]++|#[^\n]*+)*+")
"""White space, newlines and comments."""
_BARE_VALUE = re.compile(r"[^,\]}#\r\n]*")
_DEPTH = {"[": 1, "{": 1, "]": -1, "}": -1}


def comments(text: str) -> list[str]:
    """Return the comments of a valid TOML text, each with its `#`."""
    found = (passed["comment"] for passed in _COMMENT.finditer(text))
    return [comment.rstrip() for comment in found if comment]


def lost_comments(before: str, after: str) -> list[str]:
    """Return the comments of a valid TOML text that another one no longer has."""
    return list((Counter(comments(before)) - Counter(comments(after))).elements())


_INDEXED = 2
"""Headers are looked up by this many parts of their path: an area, issue or entry."""
_DEEPEST = 40
"""Brackets nested deeper than this are skipped as a whole: nothing in them has a place."""


class Place(NamedTuple):
    """Where one thing is, as offsets into the text.

    `start` is where its key, its header or (in an array) its value starts;
    `value` is where its value starts; both end at `end`. A header has no value
    of its own: there `value` is `end`.
    """

    how: Literal["header", "statement", "inline", "element"]
    start: int
    value: int
    end: int


class Section:
    """What is under one header, or under none at the top.

    `body` is where the header ends; `end` is where the last statement does, or the header
    if there is none, once `written` is known. `above` is the section before it.
    """

    def __init__(self, header: KeyPath, start: int, body: int, above: "Section | None") -> None:
        self.header = header
        self.above = above
        self.start = start
        self.body = self.end = body
        self.written: list[Written] | None = None
        """Its header and statements, once they are scanned."""


class Written(NamedTuple):
    """A header or a statement, its place, and the header that it is under."""

    path: KeyPath
    place: Place
    under: Section


class Places:
    """The places of every key, header and array element of a valid TOML text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._places: dict[KeyPath, Place] = {}
        """The place where a path was first written out, as far as it is scanned."""
        self._members: dict[KeyPath, list[tuple[KeyPath, Place]]] = {}
        self._at = 0
        self._arrays: dict[KeyPath, int] = {}
        self._sections: dict[KeyPath, Section] = {}
        self._split()

    def of(self, path: KeyPath) -> Place | None:
        """Return the place where a path is written out, None if it is nowhere."""
        for length in range(len(path) + 1):
            if section := self._sections.get(path[:length]):
                self._statements(section)
        return self._places.get(path)

    def line(self, path: KeyPath) -> int:
        """Return the line, counted from 1, of a path or of what is nearest above it."""
        while path:
            if place := self.of(path) or self.of((*path, 0)):
                return bisect_left(self._line_ends, place.start) + 1
            path = path[:-1]
        return 1

    def within(self, path: KeyPath) -> list[Written]:
        """Return the headers and statements of a path and of all below it."""
        above = (self._sections.get(path[:length]) for length in range(len(path)))
        alike = [section for section in above if section]
        alike += self._alike.get(path[:_INDEXED], ())
        return [
            written
            for section in sorted(set(alike), key=lambda section: section.body)
            for written in self._statements(section)
            if written.path[: len(path)] == path
        ]

    def members(self, path: KeyPath) -> list[tuple[KeyPath, Place]]:
        """Return the members of an array or inline table, in their order."""
        return self._members[path] if self.of(path) else []

    def headers(self) -> list[tuple[KeyPath, int]]:
        """Return the path of each table under a header of its own, and where that starts."""
        return [(path, section.start) for path, section in self._sections.items() if path]

    def names(self, place: Place) -> list[tuple[str, int, int]]:
        """Return the names that a header or a key is made of, each with its start and end."""
        end = place.end if place.how == "header" else place.value
        return [
            (_unquoted(token[0]), *token.span())
            for token in _TOKEN.finditer(self.text, place.start, end)
            if token.lastgroup in ("bare", "string")
        ]

    def part(self, path: KeyPath) -> slice | None:
        """Return which part of the text a table under a header of its own is, comments included.

        Its comments are on the lines right above it, and after it on its last line.
        """
        section = self._sections.get(path)
        if section is None:
            return None
        end = _TO_NEWLINE.match(self.text, self.within(path)[-1].under.end)
        return slice(self.top(section), end.end() if end else None)

    def top(self, section: Section) -> int:
        """Return where a section starts, with the comments on the lines right above its header."""
        assert section.above, "what has a header is below the top"
        self._statements(section.above)
        top = self.text.rfind("\n", 0, section.start) + 1
        while True:
            line = self.text.rfind("\n", 0, top - 1) + 1
            is_comment = self.text[line:top].lstrip(" \t").startswith("#")
            if line < section.above.end or not is_comment:
                return top
            top = line

    @cached_property
    def _alike(self) -> dict[KeyPath, list[Section]]:
        """Sections in the order of the text, by what starts the path of their header."""
        alike: dict[KeyPath, list[Section]] = {}
        for header, section in self._sections.items():
            for length in range(min(len(header), _INDEXED) + 1):
                alike.setdefault(header[:length], []).append(section)
        return alike

    @cached_property
    def _line_ends(self) -> list[int]:
        return [end.start() for end in re.finditer("\n", self.text)]

    def _split(self) -> None:
        """Find the headers."""
        section = Section((), 0, 0, None)
        while True:
            self._sections.setdefault(section.header, section)
            header = self._next_header(section.body)
            if header is None:
                return
            start, end = header
            section = Section(self._path(self.text[start:end]), start, end, section)

    def _next_header(self, at: int) -> tuple[int, int] | None:
        """Return where the next header starts and ends."""
        while at < len(self.text):
            passed = _TO_HEADER.match(self.text, at)
            assert passed is not None, "it matches where there is nothing to pass, too"
            if passed["header"]:
                return passed.span("header")
            at = self._end_of_statement(passed.end())
        return None

    def _end_of_statement(self, at: int) -> int:
        """Return where the statement ends, newline and all, that starts at a place."""
        depth = 0
        for token in _TOKEN.finditer(self.text, at):
            if token.lastgroup == "mark":
                depth += _DEPTH.get(token[0], 0)
            elif not depth and token.lastgroup == "blank" and "\n" in token[0]:
                return token.end()
        return len(self.text)

    def _path(self, header: str) -> KeyPath:
        """Return the path of the table that a header opens."""
        path: KeyPath = ()
        for name in names_of(header):
            path = (*self._current(path), name)
        if header.startswith("[["):
            self._arrays[path] = self._arrays.get(path, -1) + 1
        return self._current(path)

    def _current(self, path: KeyPath) -> KeyPath:
        """Return the path, or that of its newest table if it is an array of tables."""
        return (*path, self._arrays[path]) if path in self._arrays else path

    def _statements(self, section: Section) -> list[Written]:
        """Return the header and the statements of a section."""
        if section.written is None:
            section.written = []
            if section.body:
                header = Place("header", section.start, section.body, section.body)
                self._places.setdefault(section.header, header)
                section.written.append(Written(section.header, header, section))
            self._at = section.body
            while self._skip_blanks() and self.text[self._at] != "[":
                written = self._statement(section.header, "statement")
                section.written.append(Written(*written, section))
                section.end = self._at
        return section.written

    def _statement(
        self, table: KeyPath, how: Literal["statement", "inline"]
    ) -> tuple[KeyPath, Place]:
        start = self._at
        path = (*table, *self._key())
        self._at += 1
        self._skip_blanks()
        value = self._at
        self._value(path)
        place = Place(how, start, value, self._at)
        self._places.setdefault(path, place)
        return path, place

    def _key(self) -> list[str]:
        """Scan a key, dotted or not, up to the mark that ends it."""
        keys = []
        while True:
            self._skip_blanks()
            keys.append(_unquoted(self._next()))
            self._skip_blanks()
            if self.text[self._at] != ".":
                return keys
            self._at += 1

    def _value(self, path: KeyPath) -> None:
        mark = self.text[self._at]
        if mark in "[{" and len(path) > _DEEPEST:
            self._pass_brackets()
        elif mark == "[":
            self._series(path, "]", lambda place: self._element((*path, place)))
        elif mark == "{":
            self._series(path, "}", lambda _: self._statement(path, "inline"))
        elif mark in "\"'":
            self._next()
        else:  # a date with a blank inside, or a float, is several tokens
            bare = _BARE_VALUE.match(self.text, self._at)
            self._at += len(bare[0].rstrip()) if bare else 0

    def _series(
        self, path: KeyPath, closing: str, member: Callable[[int], tuple[KeyPath, Place]]
    ) -> None:
        """Scan an array or inline table, member by member."""
        self._at += 1
        members = self._members.setdefault(path, [])
        while True:
            self._skip_blanks()
            if self.text[self._at] == closing:
                self._at += 1
                return
            if self.text[self._at] == ",":
                self._at += 1
            else:
                members.append(member(len(members)))

    def _pass_brackets(self) -> None:
        depth = 0
        while True:
            depth += _DEPTH.get(self._next(), 0)
            if not depth:
                return

    def _element(self, path: KeyPath) -> tuple[KeyPath, Place]:
        start = self._at
        self._value(path)
        place = Place("element", start, start, self._at)
        self._places.setdefault(path, place)
        return path, place

    def _next(self) -> str:
        token = _TOKEN.match(self.text, self._at)
        assert token is not None, "the text was read by tomllib, so there is a token"
        self._at = token.end()
        return token[0]

    def _skip_blanks(self) -> bool:
        """Skip blanks and comments; tell whether anything is left."""
        self._at = _end(BLANKS, self.text, self._at)
        return self._at < len(self.text)


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Return where a pattern that may match nothing ends."""
    found = pattern.match(text, at)
    return found.end() if found else at


@cache
def names_of(written: str) -> tuple[str, ...]:
    """Return the names that a header has between its brackets, or a key between its dots."""
    tokens = _TOKEN.finditer(written)
    return tuple(_unquoted(token[0]) for token in tokens if token.lastgroup in ("bare", "string"))


def _unquoted(token: str) -> str:
    """Return the key that a bare or quoted token means."""
    if token[0] == "'":
        return token[1:-1]
    if token[0] != '"':
        return token
    import tomllib

    key: str = tomllib.loads(f"key = {token}")["key"]
    return key
