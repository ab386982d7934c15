"""`kurils report`: one document."""

from typing import Annotated

import typer

from kurils_cli import reports
from kurils_cli.cli import reading
from kurils_cli.cli.options import AsOf, File, FormatOption, Output
from kurils_cli.cli.output import destination, show


def report(
    full: Annotated[
        bool,
        typer.Option("--full", help="With all entries of the log, not just the recent ones."),
    ] = False,
    as_of: AsOf = None,
    format: FormatOption = None,
    output: Output = None,
    file: File = None,
) -> None:
    """Write one document: summary, status, timeline, log, sources.

    Example: kurils report --format html > report.html
    """
    to = destination(format, output, file)
    shown = reading.on_day(reading.open_reading(file).tracker, as_of)
    show(reports.report(shown, as_of=as_of, full=full), to)
