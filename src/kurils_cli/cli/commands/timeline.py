"""`kurils timeline`: bars over time."""

from kurils_cli import reports
from kurils_cli.cli import reading
from kurils_cli.cli.options import AsOf, File, FormatOption, Output
from kurils_cli.cli.output import destination, show


def timeline(
    as_of: AsOf = None,
    format: FormatOption = None,
    output: Output = None,
    file: File = None,
) -> None:
    """Draw areas and issues over time as bars, entries as ticks.

    Example: kurils timeline --as-of 2019-12-19
    """
    to = destination(format, output, file)
    shown = reading.on_day(reading.open_reading(file).tracker, as_of)
    show(reports.timeline(shown, as_of=as_of), to)
