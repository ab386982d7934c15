"""Reports about a tracker or its history, each by the name of its command."""

from datetime import date
from typing import Any

from kurils_cli.history import History, View
from kurils_cli.model import Party, Tracker
from kurils_cli.reports import Report as Report
from kurils_cli.reports import document, entries, marks
from kurils_cli.reports.changes import diff as diff
from kurils_cli.reports.changes import recorded as recorded
from kurils_cli.reports.changes import remarks as remarks
from kurils_cli.reports.changes import steps as steps
from kurils_cli.reports.document import RECENT as RECENT
from kurils_cli.reports.findings import check as check

Shown = Tracker | History


def _view(of: Shown, as_of: date | None, by: Party | None) -> View:
    return View(of if isinstance(of, History) else History(of), as_of, by)


def status(
    of: Shown, *, as_of: date | None = None, by: Party | None = None, **asked: Any
) -> Report:
    return marks.status(_view(of, as_of, by), **asked)


def timeline(
    of: Shown, *, as_of: date | None = None, by: Party | None = None, **asked: Any
) -> Report:
    return marks.timeline(_view(of, as_of, by), **asked)


def log(of: Shown, *, as_of: date | None = None, by: Party | None = None, **asked: Any) -> Report:
    return entries.log(_view(of, as_of, by), **asked)


def report(
    of: Shown, *, as_of: date | None = None, by: Party | None = None, full: bool = False
) -> Report:
    return document.report(_view(of, as_of, by), full=full)


def report_since(
    of: Shown, since: date, *, as_of: date | None = None, by: Party | None = None
) -> Report:
    return document.report_since(_view(of, as_of, by), since)
