"""A report as a picture of a terminal: presentation attributes alone, as every renderer knows."""

import io
import re
from collections.abc import Iterator
from html import escape
from itertools import groupby

from rich.cells import cell_len
from rich.color import blend_rgb
from rich.console import Console
from rich.style import Style
from rich.terminal_theme import TerminalTheme

from kurils_cli.formats.lettering import clusters
from kurils_cli.formats.table import Drawing
from kurils_cli.reports.parts import Report
from kurils_cli.words import visible

_WIDTH = 100
"""How many columns the terminal of a picture has."""
_CELL, _LINE, _SIZE, _MARGIN = 9.0, 20, 15, 16
"""How wide a column is, how far lines are apart, how high letters are, what is left around them."""
_DIM = 0.35
"""How much of the ground is in a dim colour."""
_THEME = TerminalTheme(
    (27, 31, 36),
    (214, 219, 224),
    [
        (27, 31, 36),
        (224, 108, 117),
        (126, 192, 125),
        (217, 164, 65),
        (110, 160, 230),
        (205, 150, 225),
        (88, 182, 209),
        (214, 219, 224),
    ],
)
"""Colours that are read on a dark ground: each has a contrast above 4.5 to it."""
# LibreOffice knows only the first of several fonts.
_FONTS = "DejaVu Sans Mono, Menlo, Consolas, Noto Sans Mono CJK JP, monospace"


def render(report: Report) -> str:
    """Return the report as a picture of a terminal; it fetches nothing."""
    console = Console(
        file=io.StringIO(),
        width=_WIDTH,
        force_terminal=True,
        color_system="truecolor",
        highlight=False,
        markup=False,
        emoji=False,
        _environ={},  # Rich's only way to be the same in any environment
    )
    shown = Drawing(console, _WIDTH).document(report, report.dated_standing)
    lines = console.render_lines(shown, pad=False)
    texts = [
        text
        for number, line in enumerate(lines)
        for text in _texts(
            [(each.text, each.style or Style()) for each in line], _MARGIN + (number + 0.75) * _LINE
        )
    ]
    width, height = round(_WIDTH * _CELL) + 2 * _MARGIN, len(lines) * _LINE + 2 * _MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{escape(visible(report.title))}">\n'
        f'<rect width="{width}" height="{height}" rx="8" fill="{_THEME.background_color.hex}"/>\n'
        f'<g font-family="{_FONTS}" font-size="{_SIZE}">\n' + "\n".join(texts) + "\n</g>\n</svg>\n"
    )


def _texts(line: list[tuple[str, Style]], y: float) -> Iterator[str]:
    """Yield the texts of a line, each at its column.

    Fonts differ in how wide a letter of Japanese is, so each run of them, and each of
    other letters, starts at a column of its own.
    """
    column = 0
    for text, style in line:
        for run in _runs(text):
            cells = cell_len(run)
            if run.strip():
                place = f'x="{_MARGIN + column * _CELL:g}" y="{y:g}"'
                length = f'textLength="{cells * _CELL:g}"'
                yield f"<text {place} {length}{_attributes(style)}>{escape(run)}</text>"
            column += cells


def _runs(text: str) -> Iterator[str]:
    """Yield runs of letters of one width; blanks that a picture would drop stand by themselves."""
    for part in re.split(r"(^ +| +$| {2,})", text):
        for _, same in groupby(clusters(part), key=cell_len):
            yield "".join(same)


def _attributes(style: Style) -> str:
    colour = style.color.get_truecolor(_THEME) if style.color else _THEME.foreground_color
    if style.dim:
        colour = blend_rgb(colour, _THEME.background_color, _DIM)
    return f' fill="{colour.hex}"' + (' font-weight="bold"' if style.bold else "")
