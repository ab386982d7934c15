"""`kurils report`: one document."""

from typing import Annotated

import typer

from kurils_cli import reports
from kurils_cli.cli import reading
from kurils_cli.cli.options import Account, AsOf, File, FormatOption, Output
from kurils_cli.cli.output import destination, show


def report(
    full: Annotated[
        bool,
        typer.Option("--full", help="With all entries of the log, not just the recent ones."),
    ] = False,
    as_of: AsOf = None,
    by: Account = None,
    format: FormatOption = None,
    output: Output = None,
    file: File = None,
) -> None:
    """Write one document: summary, status, timeline, log, sources.

    Example: kurils report --format html > report.html
    """
    to = destination(format, output, file)
    asked = reading.open_asked(file, as_of=as_of, by=by)
    report = reports.report(asked.shown, as_of=as_of, by=asked.by, full=full)
    show(report, to)
