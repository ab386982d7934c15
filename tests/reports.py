"""Reports about a tracker or its history, each by the name of its command."""

from datetime import date
from typing import Any

from kurils_cli.history import History
from kurils_cli.model import Tracker
from kurils_cli.reports import Report as Report
from kurils_cli.reports import document, entries, marks
from kurils_cli.reports.changes import diff as diff
from kurils_cli.reports.changes import recorded as recorded
from kurils_cli.reports.changes import remarks as remarks
from kurils_cli.reports.changes import steps as steps
from kurils_cli.reports.document import RECENT as RECENT
from kurils_cli.reports.findings import check as check


def _past(of: Tracker | History) -> History:
    return of if isinstance(of, History) else History(of)


def status(of: Tracker | History, **asked: Any) -> Report:
    return marks.status(_past(of), **asked)


def timeline(of: Tracker | History, **asked: Any) -> Report:
    return marks.timeline(_past(of), **asked)


def log(of: Tracker | History, **asked: Any) -> Report:
    return entries.log(_past(of), **asked)


def report(of: Tracker | History, **asked: Any) -> Report:
    return document.report(_past(of), **asked)


def report_since(of: Tracker | History, since: date, **asked: Any) -> Report:
    return document.report_since(_past(of), since, **asked)
