"""Words as lines of a terminal: folded, with signs, in colours or without, in ASCII if need be.

Lines are spans of text, each of one style. Nothing here knows what a report is.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO, NamedTuple, TypeAlias

from kurils_cli.reports.cells import is_link
from kurils_cli.reports.plan.blocks import Run, Words
from kurils_cli.words import visible

NO_LIMIT = 1_000_000
"""The width of a screen that has none."""
KEPT = "\u00a0"
"""A blank at which no line ends; it looks like any other."""


class Span(NamedTuple):
    """A piece of a line: `style` is a key of `STYLES`, or nothing."""

    text: str
    style: str = ""
    link: str = ""


Line: TypeAlias = tuple[Span, ...]


STYLES = {
    "strong": "1",
    "soft": "2",
    "piloted": "1;32",
    "open": "35",
    "resolved": "34",
    "contested": "1;31",
    "added": "32",
    "removed": "31",
    "changed": "35",
}
"""The codes of each style: 1 bold, 2 dim, 31 red, 32 green, 34 blue, 35 magenta.

No yellow or cyan: a light background swallows them. The usual state needs no colour.
"""
UNCOLOURED = {name: re.sub(";?3.", "", codes) for name, codes in STYLES.items()}
_SIGNS = {"pending": "-", "piloted": "*", "open": "!", "resolved": "+"}
"""A sign beside each mark that any console can show: colour is never the only sign of a fact."""


def codes_of(stream: IO[str]) -> Mapping[str, str] | None:
    """Return the codes that a stream takes, judging by its kind and the environment."""
    if os.environ.get("TERM", "").lower() in ("dumb", "unknown"):
        return None
    if not (os.environ.get("FORCE_COLOR") or stream.isatty()):
        return None
    return UNCOLOURED if os.environ.get("NO_COLOR") else STYLES


def characters(line: Line, codes: Mapping[str, str] | None) -> str:
    """Return a line as its characters, without blanks at its end; no codes: text alone."""
    if codes is None:
        return "".join([span.text for span in line]).rstrip().replace(KEPT, " ")
    found: list[str] = []
    for text, style, link in reversed(line):
        text = text if found else text.rstrip()
        if text and codes.get(style):
            text = f"\x1b[{codes[style]}m{text}\x1b[0m"
        if text:
            found.append(f"\x1b]8;;{link}\x1b\\{text}\x1b]8;;\x1b\\" if link else text)
    return "".join(reversed(found)).replace(KEPT, " ")


class Screen:
    """Lines of a width; None is no limit. With `is_ascii`, other characters are written out."""

    def __init__(self, width: int | None, *, is_ascii: bool = False) -> None:
        self.is_limited = width is not None
        self.width = width or NO_LIMIT
        self.is_ascii = is_ascii

    def text(self, text: str) -> str:
        """Return a text with nothing in it that the screen can't show."""
        shown = visible(text)
        if self.is_ascii and not shown.isascii():
            spelt = shown.replace("→", "->").replace("…", "...").translate(_QUOTES)
            shown = spelt.encode("ascii", "backslashreplace").decode()
        return shown

    def span(self, run: Run, style: str = "", *, short: bool = False) -> Span:
        """Return a run in its style; `short` shows ids in place of names."""
        if run.kind == "text":
            return Span(self.text(run.text), style)
        if run.kind == "mark":
            sign = f"{_SIGNS[run.to]} " if run.to in _SIGNS else ""
            return Span(self.text(f"{sign}{run.text}").replace(" ", KEPT), _style(run.to, style))
        if run.kind == "sign":
            return Span(self.text(run.text), _style(run.to, style))
        if run.kind == "source":
            return Span(self.text(run.text), style, run.to if is_link(run.to) else "")
        text = run.to if short and run.kind in ("thing", "party") else run.text
        return Span(self.text(text), _style(run.kind, style))

    def spans(self, words: Words, style: str = "", *, short: bool = False) -> list[Span]:
        """Return words in their styles; a run that has none gets `style`."""
        return [self.span(run, style, short=short) for run in words]

    def folded(
        self, spans: Sequence[Span], indent: int = 0, hanging: int = 0, width: int | None = None
    ) -> Iterator[Line]:
        """Yield spans as lines, the first `indent` columns in, the others `hanging` more.

        A line ends between words. A word that is longer than a line is broken.
        """
        text = spans[0].text if len(spans) == 1 else "".join([span.text for span in spans])
        room = (width or self.width) - indent
        if len(text) <= room and text.isascii():
            yield (Span(" " * indent), *spans) if indent else tuple(spans)
            return
        for start, end in _lines(text, room, hanging):
            blanks = " " * (indent + hanging if start else indent)
            yield _part(spans, start, end, blanks)

    def paragraph(
        self, words: Words, style: str = "", indent: int = 0, hanging: int = 0
    ) -> Iterator[Line]:
        """Yield words as the lines of a paragraph."""
        return self.folded(self.spans(words, style), indent, hanging)


def parted(groups: Iterable[Iterable[Line]]) -> Iterator[Line]:
    """Yield the lines of groups, with an empty one between two of them."""
    for place, group in enumerate(groups):
        yield from [()] if place else []
        yield from group


_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-"})


def _style(name: str, style: str) -> str:
    return name if name in STYLES else style


def _part(spans: Sequence[Span], start: int, end: int, blanks: str) -> Line:
    """Return the spans between two characters of their text, behind some blanks."""
    if len(spans) == 1 and not spans[0].link:
        text, style, _ = spans[0]
        return (Span(blanks + text[start:end], style),)
    found, at = [Span(blanks)] if blanks else [], 0
    for text, style, link in spans:
        if piece := text[max(0, start - at) : max(0, end - at)]:
            found.append(Span(piece, style, link))
        at += len(text)
    return tuple(found)


def _lines(text: str, width: int, hanging: int) -> Iterator[tuple[int, int]]:
    """Yield where each line of a text starts and ends."""
    start, length = 0, len(text)
    end_of = _end_of_narrow if _is_narrow(text) else _end_of_any
    while True:
        end = end_of(text, start, max(1, width - (hanging if start else 0)))
        yield start, end
        while end < length and text[end] == " ":
            end += 1
        if end == length:
            return
        start = end


_OTHER = re.compile("[^ -\u02ff\u0370-\u052f\u2010-\u2027\u2030-\u205e\u2190-\u21ff\u2500-\u25fc]")


def _is_narrow(text: str) -> bool:
    """Tell whether each character surely has one column: a cheap test, and nearly always so."""
    return text.isascii() or not _OTHER.search(text)


def _end_of_narrow(text: str, start: int, room: int) -> int:
    """Return where a line ends: at a blank, or anywhere in a word that is longer than a line."""
    end = start + room
    if end >= len(text):
        return len(text)
    blank = text.rfind(" ", start, end + 1)
    return blank if blank > start else end


def _end_of_any(text: str, start: int, room: int) -> int:
    from kurils_cli.formats.lettering import end_of_line

    return start + end_of_line(text[start:], room, cell_len)


def cell_len(text: str) -> int:
    """Return how many columns a text has."""
    if _is_narrow(text):
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def wide(spans: Iterable[Span]) -> int:
    """Return how many columns spans have."""
    return sum([len(text) if text.isascii() else cell_len(text) for text, _, _ in spans])
