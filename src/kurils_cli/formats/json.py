"""A report as one JSON document."""

import json
import re

from kurils_cli.reports.parts import Report
from kurils_cli.words import visible


def render(report: Report) -> str:
    """Return one document, its `schema` first; what is invisible is escaped."""
    text = json.dumps(report.data, ensure_ascii=False, indent=2)
    # Outside of strings, only the newlines are not printable.
    if text.replace("\n", "").isprintable():
        return f"{text}\n"
    return re.sub(r"[^\n -~]", _shown, text) + "\n"


def _shown(found: re.Match[str]) -> str:
    return found[0] if visible(found[0]) == found[0] else json.dumps(found[0])[1:-1]
