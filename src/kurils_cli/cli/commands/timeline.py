"""`kurils timeline`: bars over time."""

from kurils_cli import reports
from kurils_cli.cli import reading
from kurils_cli.cli.options import Account, AsOf, File, FormatOption, Output
from kurils_cli.cli.output import destination, show


def timeline(
    as_of: AsOf = None,
    by: Account = None,
    format: FormatOption = None,
    output: Output = None,
    file: File = None,
) -> None:
    """Draw areas and issues over time as bars, entries as ticks.

    Example: kurils timeline --as-of 2019-12-19
    """
    to = destination(format, output, file)
    asked = reading.open_asked(file, as_of=as_of, by=by)
    show(reports.timeline(asked.shown, as_of=as_of, by=asked.by), to)
