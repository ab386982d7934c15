"""`kurils log`: show the entries."""

from typing import Annotated

import typer

from kurils_cli import history
from kurils_cli.cli import completion, options, printing, reading, source, values
from kurils_cli.reports.entries import log as report_on


def log(
    words: Annotated[
        list[str] | None,
        options.argument(
            "[ID|ENTRY]...",
            "Only the entries that name these areas and issues, or those of a date or DATE#N.",
            completion.ids_and_entries,
        ),
    ] = None,
    since: options.Since = None,
    until: options.Until = None,
    as_of: options.AsOf = None,
    by: options.Account = None,
    grep: Annotated[
        str | None,
        options.option(
            "--grep", "TEXT", "Only entries with this in any of their texts, in capitals or not."
        ),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            "-n",
            "--limit",
            metavar="N",
            parser=values.count("--limit", "from 0 up", "kurils log --limit 5"),
            help="At most this many entries.",
            show_default=False,
        ),
    ] = None,
    oneline: Annotated[
        bool, options.flag("--oneline", "An entry a line: name, title, what it moved.")
    ] = False,
    format: options.FormatOption = None,
    output: options.Output = None,
    file: options.File = source.HERE,
) -> None:
    """Show the log, newest entry first, with places and sources.

    With ids, only the entries that move one of them or are about one; with a date, or
    DATE#N for the N-th of that date in the file, only that entry.

    Example: kurils log tourism --since 2019-01-01
    """
    to = printing.destination(format, output, file)
    values.in_order("log", file, since, until=until, as_of=as_of)
    whole, view = reading.open_asked(file, as_of=as_of, by=by)
    days = [word for word in words or () if word not in whole.ids and values.is_entry(word)]
    chosen = values.known_ids(whole, [word for word in words or () if word not in days])
    entries = view.past.tracker.log
    names = history.handles(entries) if days else []
    command, whose = "log", ""
    if view.by:
        command, whose = f"log --by {by}", f"by {view.by.name}'s account "
    if as_of:
        command, whose = f"{command} --as-of {as_of}", f"{whose}as of {as_of} "
    named = (values.entries_at(entries, day, command, file, whose=whose) for day in days)
    report = report_on(
        view,
        ids=chosen,
        entries=[names[at] for places in named for at in places],
        since=since,
        until=until,
        grep=grep,
        limit=limit,
        oneline=oneline,
    )
    printing.show(report, to)
