"""`kurils report`: write one document."""

from datetime import date
from typing import Annotated

from kurils_cli.cli import options, printing, reading, source, values
from kurils_cli.reports import document


def report(
    since: Annotated[
        date | None,
        options.day_option(
            "--since",
            "What changed from that day, month or year on, and its entries.",
            "first",
        ),
    ] = None,
    as_of: options.AsOf = None,
    by: options.Account = None,
    full: Annotated[
        bool, options.flag("--full", "With all entries of the log, not just the recent ones.")
    ] = False,
    format: options.FormatOption = None,
    output: options.Output = None,
    file: options.File = source.HERE,
) -> None:
    """Write one document: summary, status, timeline, log, sources.

    With --since, what changed from that day on, who says so, and the entries since.

    Example: kurils report --format html > report.html
    """
    to = printing.destination(format, output, file)
    values.in_order("report", file, since, as_of=as_of)
    _, view = reading.open_asked(file, as_of=as_of, by=by)
    made = document.report_since(view, since) if since else document.report(view, full=full)
    printing.show(made, to)
