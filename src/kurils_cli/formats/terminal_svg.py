"""A report as a picture of a terminal."""

import hashlib
import io
import re
from html import escape

from rich.console import Console
from rich.terminal_theme import TerminalTheme

from kurils_cli.formats.table import Drawing
from kurils_cli.reports.parts import Report
from kurils_cli.words import visible

_WIDTH = 100
"""How many columns the terminal of a picture has."""
_BUTTONS = 24
"""How much lower a picture is, in its units, without the room for a window's buttons."""
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

# Rich's own template fetches its fonts from a network; a picture must not.
_SVG = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" \
xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font: {char_height}px ui-monospace, Menlo, Consolas, \
"DejaVu Sans Mono", monospace; line-height: {line_height}px }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
<rect fill="#1b1f24" width="100%" height="100%" rx="8"/>
<g transform="translate({terminal_x}, 16)" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def render(report: Report) -> str:
    """Return the report as a picture of a terminal; it fetches nothing."""
    console = Console(
        file=io.StringIO(),
        width=_WIDTH,
        record=True,
        force_terminal=True,
        color_system="truecolor",
        highlight=False,
        markup=False,
        emoji=False,
        _environ={},  # Rich's only way to be the same in any environment
    )
    console.print(Drawing(console, _WIDTH).document(report))
    text = console.export_text(clear=False)
    unique = hashlib.sha256(text.encode()).hexdigest()[:8]
    drawn = console.export_svg(theme=_THEME, code_format=_SVG, unique_id=f"kurils-{unique}")
    # Rich leaves room on top for the buttons of a window, of which there are none.
    box = re.compile(r'viewBox="0 0 (?P<width>\S+) (?P<height>\S+)"')
    return box.sub(
        lambda found: (
            f'viewBox="0 0 {found["width"]} {float(found["height"]) - _BUTTONS:g}" '
            f'role="img" aria-label="{escape(visible(report.title))}"'
        ),
        drawn,
        count=1,
    )
