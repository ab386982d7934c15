"""`kurils timeline`: show areas and issues over time."""

from kurils_cli.cli import options, printing, reading, source, values
from kurils_cli.reports import marks


def timeline(
    ids: options.Ids = None,
    since: options.Since = None,
    until: options.Until = None,
    as_of: options.AsOf = None,
    by: options.Account = None,
    format: options.FormatOption = None,
    output: options.Output = None,
    file: options.File = source.HERE,
) -> None:
    """Draw areas and issues over time as bars, entries as ticks.

    With ids, only these, and the entries that move one of them or are about one.

    Example: kurils timeline tourism --since 2019
    """
    to = printing.destination(format, output, file)
    values.in_order("timeline", file, since, until=until, as_of=as_of)
    whole, view = reading.open_asked(file, as_of=as_of, by=by)
    chosen = values.known_ids(whole, ids)
    printing.show(marks.timeline(view, ids=chosen, since=since, until=until), to)
