"""The places of things in a TOML text, which no TOML library gives.

The text is one that `tomllib` has read, so this scanner need not judge it, only find
its way. It serves the line numbers of findings, and edits that touch only what changes.
It finds the headers first, and looks under one only when asked about it: most of a long
log is never asked for.
"""

import re
from bisect import bisect_left
from collections import Counter
from functools import cache, cached_property
from typing import Literal, NamedTuple

from kurils_cli.check import KeyPath

SHORT_STRING = r"""" (?!"") (?: [^"\\\n]++ | \\. )*+ " | ' (?!\'\') [^'\n]*+ ' """
_LONG_STRING = r'''""" [^"\\]*+ (?: (?: \\. | "(?!"") ) [^"\\]*+ )*+ "{3,5}
                 | \'\'\' [^']*+ (?: '(?!\'\') [^']*+ )*+ '{3,5}'''
STRING = rf"(?: {_LONG_STRING} | {SHORT_STRING} )"
HEADER = rf"""\[ (?: [^]"'\n]++ | {SHORT_STRING} )*+ \]{{1,2}}"""
_NAME = rf"(?: [\w-]+ | {SHORT_STRING} )"
KEY = rf"{_NAME} (?: [ \t]*\.[ \t]* {_NAME} )*+"
SCALAR = rf"""(?: {STRING} | [^][\s{{}}"'\#,]++ (?: [ ] \d\d: [^][\s{{}}"'\#,]++ )? )"""
"""A value without brackets; a date and its time may have a blank between them."""
_SKIPPED = rf"""[^][{{}}"'\#\n]++ | \#[^\n]*+ | {STRING}"""


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern, once it is used: to compile all of them takes 8 ms of a short run."""
    return re.compile(pattern, re.VERBOSE | re.DOTALL)


_TO_HEADER = rf"""
    (?: \A (?= [ \t\r]*+ \[ )
      | (?: \n [ \t\r]*+ (?! \[ ) | {_SKIPPED} | [\[{{] (?: \n | {_SKIPPED} )*+ []}}] )*+ )
    (?: (?: \n | \A ) [ \t\r]*+ (?P<header> {HEADER} ) )?
    """
"""All up to a header, and that header; it stops at brackets that hold others, too."""
_TO_BRACKET = rf"(?: \n | {_SKIPPED} )*+ [][{{}}]"
_COMMENT = rf"""(?: [^"'\#]++ | {STRING} )*+ (?P<comment> \#[^\n]* )?"""
_BLANKS = r"(?: [ \t\r\n]++ | \#[^\n]*+ )*+"
_BETWEEN = r"(?: [ \t\r\n,]++ | \#[^\n]*+ )*+"
"""What is between the members of an array or inline table."""
_KEY_AND_SIGN = rf"{KEY} [ \t]*=[ \t]*"
_TO_END_OF_LINE = r"[^\r\n]*"


def comments(text: str) -> list[str]:
    """Return the comments of a valid TOML text, each with its `#`."""
    found = (passed["comment"] for passed in compiled(_COMMENT).finditer(text))
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

    path: KeyPath
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
        self.written: list[Place] | None = None
        """The places of its header and statements, once they are scanned."""


class Places:
    """The places of every key, header and array element of a valid TOML text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._places: dict[KeyPath, Place] = {}
        """The place where a path was first written out, as far as it is scanned."""
        self._members: dict[KeyPath, list[Place]] = {}
        self._arrays: dict[KeyPath, int] = {}
        self._sections: dict[KeyPath, Section] = {}
        section = Section((), 0, 0, None)
        while True:
            self._sections.setdefault(section.header, section)
            header = self._next_header(section.body)
            if header is None:
                return
            start, end = header
            section = Section(self._path(text[start:end]), start, end, section)

    def of(self, path: KeyPath) -> Place | None:
        """Return the place where a path is written out, None if it is nowhere."""
        for length in range(len(path) + 1):
            if section := self._sections.get(path[:length]):
                self._written(section)
        return self._places.get(path)

    def line(self, path: KeyPath) -> int:
        """Return the line, counted from 1, of a path or of what is nearest above it."""
        while path:
            if place := self.of(path) or self.of((*path, 0)):
                return bisect_left(self._line_ends, place.start) + 1
            path = path[:-1]
        return 1

    def within(self, path: KeyPath) -> list[tuple[Place, Section]]:
        """Return the headers and statements of a path and below it, each with its section."""
        above = (self._sections.get(path[:length]) for length in range(len(path)))
        alike = {*filter(None, above), *self._alike.get(path[:_INDEXED], ())}
        return [
            (place, section)
            for section in sorted(alike, key=lambda section: section.body)
            for place in self._written(section)
            if place.path[: len(path)] == path
        ]

    def members(self, path: KeyPath) -> list[Place]:
        """Return the members of an array or inline table, in order; other values have none."""
        return self._members.get(path, []) if self.of(path) else []

    def headers(self) -> list[tuple[KeyPath, int]]:
        """Return the path of each table under a header of its own, and where that starts."""
        return [(path, section.start) for path, section in self._sections.items() if path]

    def names(self, place: Place) -> list[tuple[str, int, int]]:
        """Return the names that a header or a key is made of, each with its start and end."""
        end = place.end if place.how == "header" else place.value
        found = compiled(_NAME).finditer(self.text, place.start, end)
        return [(_unquoted(name[0]), *name.span()) for name in found]

    def part(self, path: KeyPath) -> slice | None:
        """Return which part of the text a table under a header of its own is, comments included.

        Its comments are on the lines right above it, and after it on its last line.
        """
        section = self._sections.get(path)
        if section is None:
            return None
        return slice(self.top(section), line_end(self.text, self.within(path)[-1][1].end))

    def top(self, section: Section) -> int:
        """Return where a section starts, with the comments on the lines right above its header."""
        assert section.above, "what has a header is below the top"
        self._written(section.above)
        top = line_start(self.text, section.start)
        while True:
            line = line_start(self.text, top - 1)
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

    def _next_header(self, at: int) -> tuple[int, int] | None:
        passed = compiled(_TO_HEADER).match(self.text, at)
        while passed and not passed["header"] and passed.end() < len(self.text):
            passed = compiled(_TO_HEADER).match(self.text, self._end_of_brackets(passed.end()))
        return passed.span("header") if passed and passed["header"] else None

    def _end_of_brackets(self, opening: int) -> int:
        depth, end = 1, opening + 1
        while depth:
            end = _end(_TO_BRACKET, self.text, end)
            depth += 1 if self.text[end - 1] in "[{" else -1
        return end

    def _path(self, header: str) -> KeyPath:
        path: KeyPath = ()
        for name in names_of(header):
            path = (*self._current(path), name)
        if header.startswith("[["):
            self._arrays[path] = self._arrays.get(path, -1) + 1
        return self._current(path)

    def _current(self, path: KeyPath) -> KeyPath:
        """Return the path, or that of its newest table if it is an array of tables."""
        return (*path, self._arrays[path]) if path in self._arrays else path

    def _written(self, section: Section) -> list[Place]:
        """Return the places of the header and the statements of a section."""
        if section.written is None:
            section.written = []
            if section.body:
                header = Place(section.header, "header", section.start, section.body, section.body)
                self._places.setdefault(section.header, header)
                section.written.append(header)
            at = _end(_BLANKS, self.text, section.body)
            while at < len(self.text) and self.text[at] != "[":
                section.written.append(self._statement(section.header, "statement", at))
                section.end = section.written[-1].end
                at = _end(_BLANKS, self.text, section.end)
        return section.written

    def _statement(self, table: KeyPath, how: Literal["statement", "inline"], start: int) -> Place:
        value = _end(_KEY_AND_SIGN, self.text, start)
        return self._placed((*table, *names_of(self.text[start:value])), how, start, value)

    def _placed(
        self,
        path: KeyPath,
        how: Literal["statement", "inline", "element"],
        start: int,
        value: int,
    ) -> Place:
        """Return the place of what ends with a value, and note that, and the members in it."""
        if self.text[value] not in "[{":
            end = _end(SCALAR, self.text, value)
        elif len(path) > _DEEPEST:
            end = self._end_of_brackets(value)
        else:
            end = self._end_of_members(path, value)
        place = Place(path, how, start, value, end)
        self._places.setdefault(path, place)
        return place

    def _end_of_members(self, path: KeyPath, opening: int) -> int:
        """Note the places of the members of an array or inline table; return where it ends."""
        members = self._members.setdefault(path, [])
        at = _end(_BETWEEN, self.text, opening + 1)
        while self.text[at] not in "]}":
            if self.text[opening] == "[":
                member = self._placed((*path, len(members)), "element", at, at)
            else:
                member = self._statement(path, "inline", at)
            members.append(member)
            at = _end(_BETWEEN, self.text, member.end)
        return at + 1


def line_start(text: str, at: int) -> int:
    """Return where the line starts in which a place is."""
    return text.rfind("\n", 0, at) + 1


def line_end(text: str, at: int) -> int:
    """Return where the line of a place ends, before its newline."""
    return _end(_TO_END_OF_LINE, text, at)


def _end(pattern: str, text: str, at: int) -> int:
    """Return where a pattern that may match nothing ends."""
    found = compiled(pattern).match(text, at)
    return found.end() if found else at


@cache
def names_of(written: str) -> tuple[str, ...]:
    """Return the names that a header has between its brackets, or a key between its dots."""
    return tuple(_unquoted(name[0]) for name in compiled(_NAME).finditer(written))


def _unquoted(token: str) -> str:
    if token[0] == "'":
        return token[1:-1]
    if token[0] != '"':
        return token
    import tomllib

    key: str = tomllib.loads(f"key = {token}")["key"]
    return key
