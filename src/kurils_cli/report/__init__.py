"""What a command shows: a `Report` of sections, columns and rows, and its JSON data."""

from importlib import import_module
from typing import TYPE_CHECKING

from kurils_cli.report.parts import Report

if TYPE_CHECKING:
    from kurils_cli.report.changes import diff, recorded, remarks
    from kurils_cli.report.document import RECENT, report
    from kurils_cli.report.entries import log
    from kurils_cli.report.findings import check
    from kurils_cli.report.intervals import timeline
    from kurils_cli.report.marks import status

__all__ = [
    "RECENT",
    "Report",
    "check",
    "diff",
    "log",
    "recorded",
    "remarks",
    "report",
    "status",
    "timeline",
]

_MODULES = {
    "RECENT": "document",
    "check": "findings",
    "diff": "changes",
    "log": "entries",
    "recorded": "changes",
    "remarks": "changes",
    "report": "document",
    "status": "marks",
    "timeline": "intervals",
}


def __getattr__(name: str) -> object:
    """Import what one command shows only once it is asked for: a short run is mostly imports."""
    if name not in _MODULES:
        raise AttributeError(name)
    value: object = getattr(import_module(f"kurils_cli.report.{_MODULES[name]}"), name)
    return value
