"""The templates of pages."""

import re
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup as Markup  # what a page is made of: html.py takes it from here
from markupsafe import escape

from kurils_cli.words import visible


@cache
def environment() -> Environment:
    """Return what renders the templates: a value goes in as text, with every character visible."""
    return Environment(
        loader=PackageLoader("kurils_cli", "formats/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        keep_trailing_newline=True,
    )


def _shown(value: Any) -> Any:
    is_text = isinstance(value, str) and not hasattr(value, "__html__")
    return visible(value) if is_text else value


_DAY = re.compile(r"(?<!\d)\d{4}-\d\d-\d\d(?!\d)")
_AS_IT_IS = re.compile(r"[ !#-%(-;=?-~]*").fullmatch
"""Tells whether a text is its own HTML: visible ASCII, without & < > and quotes."""


def prose(text: str) -> str:
    """Return a text as HTML in which no date breaks, and what is in backticks looks like it."""
    shown = escaped(text)
    if "-" in shown:
        shown = _DAY.sub(lambda found: f'<span class="day">{found[0]}</span>', shown)
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", shown) if "`" in shown else shown


def escaped(text: str) -> str:
    """Return a text as HTML, each of its characters visible."""
    return text if _AS_IT_IS(text) else str(escape(visible(text)))
