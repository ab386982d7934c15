"""What a command shows: a `Report` of sections, columns and rows, and its JSON data."""

from importlib import import_module
from typing import TYPE_CHECKING

from kurils_cli.reports.parts import Report

if TYPE_CHECKING:
    from kurils_cli.reports.changes import (
        arrivals,
        consequences,
        contests,
        diff,
        recorded,
        remarks,
        steps,
    )
    from kurils_cli.reports.document import RECENT, report, report_since
    from kurils_cli.reports.entries import log
    from kurils_cli.reports.findings import check
    from kurils_cli.reports.intervals import timeline
    from kurils_cli.reports.marks import status

__all__ = [
    "RECENT",
    "Report",
    "arrivals",
    "check",
    "consequences",
    "contests",
    "diff",
    "log",
    "recorded",
    "remarks",
    "report",
    "report_since",
    "status",
    "steps",
    "timeline",
]

_MODULES = {
    "RECENT": "document",
    "arrivals": "changes",
    "check": "findings",
    "consequences": "changes",
    "contests": "changes",
    "diff": "changes",
    "log": "entries",
    "recorded": "changes",
    "remarks": "changes",
    "report": "document",
    "report_since": "document",
    "status": "marks",
    "steps": "changes",
    "timeline": "intervals",
}


def __getattr__(name: str) -> object:
    """Import what one command shows only once it is asked for: a short run is mostly imports."""
    if name not in _MODULES:
        raise AttributeError(name)
    value: object = getattr(import_module(f"kurils_cli.reports.{_MODULES[name]}"), name)
    return value
