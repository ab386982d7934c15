"""Where things stand in a TOML text: what no TOML library tells.

The text is one that `tomllib` has read, so this scanner only has to find its
way, not to judge. It serves the line numbers of findings, and the edits that
touch nothing but what changes.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from typing import Literal, NamedTuple

from kurils_cli.check import KeyPath

_TOKEN = re.compile(
    r'''
      (?P<blank>   [ \t\r\n]+ | \#[^\n]* )
    | (?P<string>  """ (?: [^"\\]+ | \\. | "(?!"") )* "{3,5}
                 | \'\'\' (?: [^']+ | '(?!\'\') )* '{3,5}
                 | " (?: [^"\\]+ | \\. )* "
                 | ' [^']* ' )
    | (?P<mark>    [][{}=,.] )
    | (?P<bare>    [^][{}=,.\s\#"']+ )
    ''',
    re.VERBOSE | re.DOTALL,
)


def comments(text: str) -> list[str]:
    """Return the comments of a valid TOML text, each with its `#`."""
    tokens = (token[0] for token in _TOKEN.finditer(text) if token.lastgroup == "blank")
    return [token.strip() for token in tokens if token.startswith("#")]


def lost_comments(before: str, after: str) -> list[str]:
    """Return the comments of a valid TOML text that another one no longer has."""
    return list((Counter(comments(before)) - Counter(comments(after))).elements())


_INDEXED = 2
"""Headers and statements are looked up by so many parts of their path: an area, issue or entry."""
_DEEPEST = 40
"""Brackets nested deeper than this are passed as a whole: nothing in them has a place."""


class Place(NamedTuple):
    """Where one thing stands, as offsets into the text.

    `start` is where its key, its header or (in an array) its value starts;
    `value` is where its value starts; both end at `end`. A header has no value
    of its own: there `value` is `end`.
    """

    how: Literal["header", "statement", "inline", "element"]
    start: int
    value: int
    end: int


class UnderHeader:
    """What stands under one header, or under none at the top; it ends at `end`."""

    def __init__(self, header: KeyPath) -> None:
        self.header = header
        self.end = 0


class Written(NamedTuple):
    """A header or a statement, where it stands and under which header."""

    path: KeyPath
    place: Place
    under: UnderHeader


class Places:
    """The places of every key, header and array element of a valid TOML text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.of: dict[KeyPath, Place] = {}
        """The place where a path was first written out."""
        self._written: dict[KeyPath, list[Written]] = {}
        """Headers and statements, in the order of the text, by what starts their path."""
        self._at = 0
        self._arrays: dict[KeyPath, int] = {}
        self._line_ends = [end.start() for end in re.finditer("\n", text)]
        self._scan()

    def line(self, path: KeyPath) -> int:
        """Return the line, counted from 1, of a path or of what is nearest above it."""
        while path and path not in self.of and (*path, 0) not in self.of:
            path = path[:-1]
        place = self.of.get(path) or self.of.get((*path, 0)) if path else None
        start = place.start if place else 0
        return bisect_left(self._line_ends, start) + 1

    def within(self, path: KeyPath) -> list[Written]:
        """Return the headers and statements of a path and of all below it."""
        alike = self._written.get(path[:_INDEXED], [])
        return [written for written in alike if written.path[: len(path)] == path]

    def part(self, path: KeyPath) -> slice | None:
        """Return which part of the text a table under a header of its own is, comments too.

        Those are the comments on the lines right above it, and behind it on its last line.
        """
        place = self.of.get(path)
        if place is None or place.how != "header":
            return None
        above = re.search(r"(?:^[ \t]*#[^\n]*\n)*\Z", self.text[: place.start], re.MULTILINE)
        end = re.compile(r"[^\r\n]*").match(self.text, self.within(path)[-1].under.end)
        return slice(above.start() if above else place.start, end.end() if end else None)

    def _scan(self) -> None:
        under = UnderHeader(())
        while self._skip_blanks():
            start = self._at
            if self.text[start] == "[":
                path = self._header()
                place = Place("header", start, self._at, self._at)
                self.of.setdefault(path, place)
                under = UnderHeader(path)
            else:
                path, place = self._statement(under.header, "statement")
            under.end = self._at
            for length in range(min(len(path), _INDEXED) + 1):
                self._written.setdefault(path[:length], []).append(Written(path, place, under))

    def _header(self) -> KeyPath:
        is_array = self.text.startswith("[[", self._at)
        self._at += 2 if is_array else 1
        *parents, name = self._key()
        self._at += 2 if is_array else 1
        path = self._current(())
        for key in parents:
            path = self._current((*path, key))
        path = (*path, name)
        if is_array:
            self._arrays[path] = self._arrays.get(path, -1) + 1
        return self._current(path)

    def _current(self, path: KeyPath) -> KeyPath:
        """Return the path, or that of its newest table if it is an array of tables."""
        return (*path, self._arrays[path]) if path in self._arrays else path

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
        self.of.setdefault(path, place)
        return path, place

    def _key(self) -> list[str]:
        """Pass a key, dotted or not, up to the mark that ends it."""
        keys = []
        while True:
            self._skip_blanks()
            kind, token = self._next()
            keys.append(_unquoted(token) if kind == "string" else token)
            self._skip_blanks()
            if self.text[self._at] != ".":
                return keys
            self._at += 1

    def _value(self, path: KeyPath) -> None:
        mark = self.text[self._at]
        if mark in "[{" and len(path) > _DEEPEST:
            self._pass_brackets()
        elif mark == "[":
            self._series("]", lambda place: self._element((*path, place)))
        elif mark == "{":
            self._series("}", lambda _: self._statement(path, "inline"))
        elif self._next()[0] == "bare":
            # Dates with a blank inside, and floats, are several tokens.
            self._at = self._end_of_bare_value()

    def _series(self, closing: str, member: Callable[[int], object]) -> None:
        self._at += 1
        count = 0
        while True:
            self._skip_blanks()
            if self.text[self._at] == closing:
                self._at += 1
                return
            if self.text[self._at] == ",":
                self._at += 1
            else:
                member(count)
                count += 1

    def _pass_brackets(self) -> None:
        depth = 0
        while True:
            _, token = self._next()
            depth += (token in ("[", "{")) - (token in ("]", "}"))
            if not depth:
                return

    def _element(self, path: KeyPath) -> None:
        start = self._at
        self._value(path)
        self.of.setdefault(path, Place("element", start, start, self._at))

    def _end_of_bare_value(self) -> int:
        rest = re.compile(r"[^,\]}#\r\n]*").match(self.text, self._at)
        return self._at + len(rest[0].rstrip()) if rest else self._at

    def _next(self) -> tuple[str | None, str]:
        token = _TOKEN.match(self.text, self._at)
        assert token is not None, "the text was read by tomllib, so there is a token"
        self._at = token.end()
        return token.lastgroup, token[0]

    def _skip_blanks(self) -> bool:
        """Pass blanks and comments; tell whether anything is left."""
        while self._at < len(self.text):
            token = _TOKEN.match(self.text, self._at)
            if not token or token.lastgroup != "blank":
                return True
            self._at = token.end()
        return False


def _unquoted(token: str) -> str:
    if token[0] == "'":
        return token[1:-1]
    import tomllib

    key: str = tomllib.loads(f"key = {token}")["key"]
    return key
