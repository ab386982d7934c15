"""`kurils timeline`: bars over time."""

from kurils_cli import reports
from kurils_cli.cli import printing, reading
from kurils_cli.cli.options import AsOf, File, FormatOption


def timeline(as_of: AsOf = None, format: FormatOption = None, file: File = None) -> None:
    """Draw areas and issues over time as bars, entries as ticks.

    Example: kurils timeline --as-of 2019-12-19
    """
    shown = reading.on_day(reading.open_reading(file).tracker, as_of)
    printing.report_to_stdout(reports.timeline(shown, as_of=as_of), format)
