"""Edits of a text: collected by place, then made all at once."""

import re
from typing import Literal, NamedTuple

from kurils_cli.toml_format.places import line_end, line_start


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
        self._add(start, 1, end, text)

    def remove_lines(self, start: int, end: int, above: int = 0) -> None:
        """Take out the lines from one place to another, and up to so many blank ones above."""
        first = line_start(self.text, start)
        before = self.text[max(0, first - 4) : first]
        newlines = re.search(rf"(?:\r?\n){{0,{above + 1}}}\Z", before)
        start = first - len(newlines[0]) if newlines else first
        self.replace(start, line_end(self.text, end), "")

    def insert(self, at: int, text: str) -> None:
        """Put a text in."""
        self._add(at, 0, at, text)

    def insert_block(self, at: int, block: str) -> None:
        """Put a block and a blank line above it where a line ends."""
        self._add(at, 2, at, f"\n\n{block}")

    def _add(self, start: int, rank: Literal[0, 1, 2], end: int, text: str) -> None:
        """Add an edit, with the line end of the line, or for the last line of the one before."""
        newline = self.text.find("\n", start)
        if newline < 0:
            newline = self.text.rfind("\n")
        line_break = "\r\n" if self.text[max(0, newline - 1) : newline] == "\r" else "\n"
        self._edits.append(_Edit(start, rank, end, text.replace("\n", line_break)))
