"""What a command shows: a `Report` of sections, columns and rows, and its JSON data."""

from kurils_cli.report.changes import diff, recorded, remarks
from kurils_cli.report.document import RECENT, report
from kurils_cli.report.entries import log
from kurils_cli.report.findings import check
from kurils_cli.report.intervals import timeline
from kurils_cli.report.marks import status
from kurils_cli.report.parts import Report

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
