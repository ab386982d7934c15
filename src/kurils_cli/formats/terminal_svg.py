"""A report as a picture of a terminal: presentation attributes alone, as every renderer knows."""

import re
from collections.abc import Iterator
from html import escape
from itertools import groupby

from kurils_cli.formats import table
from kurils_cli.formats.lettering import clusters
from kurils_cli.formats.screen import KEPT, STYLES, Line, Screen, cell_len
from kurils_cli.reports.parts import Report
from kurils_cli.words import visible

_WIDTH = 100
"""How many columns the terminal of a picture has."""
_CELL, _LINE, _SIZE, _MARGIN = 9.0, 20, 15, 16
"""How wide a column is, how far lines are apart, how high letters are, what is left around them."""
_GROUND, _LETTERS, _DIM_LETTERS = "#1b1f24", "#d6dbe0", "#959a9f"
_COLOURS = {"2": _DIM_LETTERS, "31": "#e06c75", "32": "#7ec07d", "34": "#6ea0e6", "35": "#cd96e1"}
"""The colours of codes on a dark ground: each has a contrast above 4.5 to it."""
# LibreOffice knows only the first of several fonts.
_FONTS = "DejaVu Sans Mono, Menlo, Consolas, Noto Sans Mono CJK JP, monospace"


def render(report: Report) -> str:
    """Return the report as a picture of a terminal; it fetches nothing."""
    lines = [*table.lines(report, Screen(_WIDTH))]
    texts = [
        text
        for number, line in enumerate(lines)
        for text in _texts(line, _MARGIN + (number + 0.75) * _LINE)
    ]
    width, height = round(_WIDTH * _CELL) + 2 * _MARGIN, len(lines) * _LINE + 2 * _MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{escape(visible(report.title))}">\n'
        f'<rect width="{width}" height="{height}" rx="8" fill="{_GROUND}"/>\n'
        f'<g font-family="{_FONTS}" font-size="{_SIZE}">\n' + "\n".join(texts) + "\n</g>\n</svg>\n"
    )


def _texts(line: Line, y: float) -> Iterator[str]:
    """Yield the texts of a line, each at its column.

    Fonts differ in how wide a letter of Japanese is, so each run of them, and each of
    other letters, starts at a column of its own.
    """
    column = 0
    for text, style, _ in line:
        for run in _runs(text.replace(KEPT, " ")):
            cells = cell_len(run)
            if run.strip():
                place = f'x="{_MARGIN + column * _CELL:g}" y="{y:g}"'
                length = f'textLength="{cells * _CELL:g}"'
                yield f"<text {place} {length}{_attributes(style)}>{escape(run)}</text>"
            column += cells


def _runs(text: str) -> Iterator[str]:
    """Yield runs of letters of one width; blanks that a picture drops are apart."""
    for part in re.split(r"(^ +| +$| {2,})", text):
        for _, same in groupby(clusters(part), key=cell_len):
            yield "".join(same)


def _attributes(style: str) -> str:
    *weight, last = STYLES.get(style, "").split(";")
    is_bold = "1" in (*weight, last)
    return f' fill="{_COLOURS.get(last, _LETTERS)}"' + (' font-weight="bold"' if is_bold else "")
