"""`kurils timeline`: show areas and issues over time."""

from kurils_cli import reports
from kurils_cli.cli import reading, values
from kurils_cli.cli.options import Account, AsOf, File, FormatOption, Ids, Output, Since, Until
from kurils_cli.cli.output import destination, show
from kurils_cli.cli.source import HERE


def timeline(
    ids: Ids = None,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    by: Account = None,
    format: FormatOption = None,
    output: Output = None,
    file: File = HERE,
) -> None:
    """Draw areas and issues over time as bars, entries as ticks.

    With ids, only these, and the entries that move one of them or are about one.

    Example: kurils timeline tourism --since 2019
    """
    to = destination(format, output, file)
    values.in_order("timeline", since, until)
    asked = reading.open_asked(file, as_of=as_of, by=by)
    chosen = values.known_ids(asked.whole, ids)
    report = reports.timeline(
        asked.shown, as_of=asked.as_of, by=asked.by, ids=chosen, since=since, until=until
    )
    show(report, to)
