"""What a command shows: a `Report` of sections, columns and rows, and its JSON data."""

from importlib import import_module
from typing import TYPE_CHECKING

from kurils_cli.reports.parts import Report as Report

if TYPE_CHECKING:
    from kurils_cli.reports.changes import arrivals as arrivals
    from kurils_cli.reports.changes import consequences as consequences
    from kurils_cli.reports.changes import contests as contests
    from kurils_cli.reports.changes import diff as diff
    from kurils_cli.reports.changes import recorded as recorded
    from kurils_cli.reports.changes import remarks as remarks
    from kurils_cli.reports.changes import steps as steps
    from kurils_cli.reports.document import RECENT as RECENT
    from kurils_cli.reports.document import report as report
    from kurils_cli.reports.document import report_since as report_since
    from kurils_cli.reports.entries import log as log
    from kurils_cli.reports.findings import check as check
    from kurils_cli.reports.marks import status as status
    from kurils_cli.reports.marks import timeline as timeline

_MODULES = {
    "changes": ("arrivals", "consequences", "contests", "diff", "recorded", "remarks", "steps"),
    "document": ("RECENT", "report", "report_since"),
    "entries": ("log",),
    "findings": ("check",),
    "marks": ("status", "timeline"),
}


def __getattr__(name: str) -> object:
    """Import what one command shows only once it is asked for: a short run is mostly imports."""
    for module, names in _MODULES.items():
        if name in names:
            value: object = getattr(import_module(f"{__name__}.{module}"), name)
            return value
    raise AttributeError(name)
