"""`kurils status`: show the areas and issues."""

from typing import Annotated

from kurils_cli.cli import options, printing, reading, source, values
from kurils_cli.errors import UsageError
from kurils_cli.model import KIND_OF_STATE
from kurils_cli.reports import marks
from kurils_cli.words import one_of


def status(
    ids: options.Ids = None,
    as_of: options.AsOf = None,
    by: options.Account = None,
    only: Annotated[
        list[str] | None,
        options.option(
            "--only",
            "STATE",
            "Only those in this state; may be given more than once.",
            lambda: list(KIND_OF_STATE),
        ),
    ] = None,
    format: options.FormatOption = None,
    output: options.Output = None,
    file: options.File = source.HERE,
) -> None:
    """Show the areas, the issues that block them, and since when.

    Example: kurils status --only pending
    """
    to = printing.destination(format, output, file)
    for state in only or ():
        if state not in KIND_OF_STATE:
            hint = one_of(state, KIND_OF_STATE, "a state is one of")
            raise UsageError(f"--only: `{state}` is no state", hint=hint)
    whole, view = reading.open_asked(file, as_of=as_of, by=by)
    chosen = values.known_ids(whole, ids)
    report = marks.status(view, ids=chosen, only=only or ())
    printing.show(report, to)
