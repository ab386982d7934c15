"""Edits of a text: collected by place, then made all at once."""

import re
from typing import Literal, NamedTuple

_REST_OF_LINE = re.compile(r"[^\r\n]*")


class _Edit(NamedTuple):
    """What to put in the place of a part of the text.

    Edits that start at one place are made by rank: what is put in goes before what
    is taken out, and a whole block after both.
    """

    start: int
    rank: Literal[0, 1, 2]
    end: int
    text: str


class Edits:
    """Edits of one text; a `\\n` that is put in becomes the line end used at its place."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._edits: list[_Edit] = []

    def made(self) -> str:
        """Return the text with all the edits."""
        pieces, at = [], 0
        for edit in sorted(self._edits, key=lambda edit: edit[:3]):
            pieces += [self.text[at : edit.start], edit.text]
            at = max(at, edit.end)
        return "".join([*pieces, self.text[at:]])

    def replace(self, start: int, end: int, text: str) -> None:
        """Put a text in the place of a part."""
        self._edits.append(_Edit(start, 1, end, text.replace("\n", self._newline_at(start))))

    def remove(self, start: int, end: int) -> None:
        """Take a part out."""
        self.replace(start, end, "")

    def insert(self, at: int, text: str) -> None:
        """Put a text in."""
        self._edits.append(_Edit(at, 0, at, text.replace("\n", self._newline_at(at))))

    def insert_block(self, at: int, block: str) -> None:
        """Put a block and a blank line above it where a line ends."""
        text = f"\n\n{block}".replace("\n", self._newline_at(at))
        self._edits.append(_Edit(at, 2, at, text))

    def _newline_at(self, at: int) -> str:
        """Return the line end of the line of a place, or for the last line of the one before."""
        end = self.text.find("\n", at)
        if end < 0:
            end = self.text.rfind("\n")
        return "\r\n" if self.text[max(0, end - 1) : end] == "\r" else "\n"

    def end_of_text(self) -> int:
        """Return where the last line that is not blank ends."""
        return self.line_end(len(self.text.rstrip()))

    def line_start(self, at: int) -> int:
        """Return where the line starts in which a place is."""
        return self.text.rfind("\n", 0, at) + 1

    def end_of_line_above(self, at: int) -> int:
        """Return where the line above that of a place ends, before its newline."""
        start = self.line_start(at)
        newline = re.search(r"(\r?\n)?\Z", self.text[max(0, start - 2) : start])
        return start - len(newline[0]) if newline else start

    def line_end(self, at: int) -> int:
        """Return where the line of a place ends, before its newline."""
        end = _REST_OF_LINE.match(self.text, at)
        return end.end() if end else at

    def indent(self, at: int) -> str | None:
        """Return what is before a place on its line, if that is only white space."""
        before = self.text[self.line_start(at) : at]
        return before if not before.strip() else None
