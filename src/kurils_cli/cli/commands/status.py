"""`kurils status`: show the areas and issues."""

from typing import Annotated

import typer

from kurils_cli import reports
from kurils_cli.cli import reading, values
from kurils_cli.cli.options import Account, AsOf, File, FormatOption, Ids, Output
from kurils_cli.cli.output import destination, show
from kurils_cli.cli.source import HERE
from kurils_cli.errors import UsageError
from kurils_cli.model import KIND_OF_STATE
from kurils_cli.words import did_you_mean, listed


def status(
    ids: Ids = None,
    as_of: AsOf = None,
    by: Account = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            metavar="STATE",
            help="Only those in this state; may be given more than once.",
            autocompletion=lambda: list(KIND_OF_STATE),
            show_default=False,
        ),
    ] = None,
    format: FormatOption = None,
    output: Output = None,
    file: File = HERE,
) -> None:
    """Show the areas, the issues that block them, and since when.

    Example: kurils status --only pending
    """
    to = destination(format, output, file)
    for state in only or ():
        if state not in KIND_OF_STATE:
            close = did_you_mean(state, KIND_OF_STATE)
            raise UsageError(
                f"--only: `{state}` is no state",
                hint=f"{close}a state is one of {listed(KIND_OF_STATE)}",
            )
    asked = reading.open_asked(file, as_of=as_of, by=by)
    chosen = values.known_ids(asked.whole, ids)
    report = reports.status(
        asked.shown, as_of=asked.as_of, by=asked.by, ids=chosen, only=only or ()
    )
    show(report, to)
