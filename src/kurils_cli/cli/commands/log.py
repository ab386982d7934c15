"""`kurils log`: the entries."""

from typing import Annotated

import typer

from kurils_cli import reports
from kurils_cli.cli import reading, values
from kurils_cli.cli.options import Account, AsOf, File, FormatOption, Ids, Output, Since, Until
from kurils_cli.cli.output import destination, show


def log(
    ids: Ids = None,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    by: Account = None,
    grep: Annotated[
        str | None,
        typer.Option(
            metavar="TEXT",
            help="Only entries that have it in any of their texts, in capitals or not.",
            show_default=False,
        ),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            "-n",
            "--limit",
            metavar="N",
            parser=values.count,
            help="At most this many entries.",
            show_default=False,
        ),
    ] = None,
    oneline: Annotated[
        bool, typer.Option("--oneline", help="An entry a line: name, title, what it moved.")
    ] = False,
    format: FormatOption = None,
    output: Output = None,
    file: File = None,
) -> None:
    """Show the log, newest entry first, with places and sources.

    With ids, only the entries that move one of them or are about one.

    Example: kurils log tourism --since 2019-01-01
    """
    to = destination(format, output, file)
    values.in_order("log", since, until)
    asked = reading.open_asked(file, as_of=as_of, by=by)
    chosen = values.known_ids(asked.whole, ids)
    report = reports.log(
        asked.shown,
        as_of=as_of,
        by=asked.by,
        ids=chosen,
        since=since,
        until=until,
        grep=grep,
        limit=limit,
        oneline=oneline,
    )
    show(report, to)
