"""`kurils log`: show the entries."""

from collections.abc import Sequence
from typing import Annotated

import typer

from kurils_cli import reports
from kurils_cli.cli import completion, reading, values
from kurils_cli.cli.options import Account, AsOf, File, FormatOption, Output, Since, Until
from kurils_cli.cli.output import destination, show
from kurils_cli.cli.source import HERE, Target
from kurils_cli.history import handles
from kurils_cli.model import Entry


def log(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID|ENTRY]...",
            autocompletion=completion.ids_and_entries,
            help="Only the entries that name these areas and issues, or those of a date or DATE#N.",
            show_default=False,
        ),
    ] = None,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    by: Account = None,
    grep: Annotated[
        str | None,
        typer.Option(
            metavar="TEXT",
            help="Only entries with this in any of their texts, in capitals or not.",
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
    file: File = HERE,
) -> None:
    """Show the log, newest entry first, with places and sources.

    With ids, only the entries that move one of them or are about one; with a date, or
    DATE#N for the N-th of that date in the file, only that entry.

    Example: kurils log tourism --since 2019-01-01
    """
    to = destination(format, output, file)
    values.in_order("log", since, until)
    asked = reading.open_asked(file, as_of=as_of, by=by)
    days = [word for word in words or () if word not in asked.whole.ids and values.is_entry(word)]
    chosen = values.known_ids(asked.whole, [word for word in words or () if word not in days])
    report = reports.log(
        asked.shown,
        as_of=asked.as_of,
        by=asked.by,
        ids=chosen,
        entries=_named(asked.shown.tracker.log, days, file),
        since=since,
        until=until,
        grep=grep,
        limit=limit,
        oneline=oneline,
    )
    show(report, to)


def _named(log: Sequence[Entry], days: Sequence[str], file: Target) -> list[str]:
    """Return the handles of the entries that `DATE` or `DATE#N` means; raises `UsageError`."""
    names = handles(log) if days else []
    return [names[at] for day in days for at in values.entries_at(log, day, "log", file)]
