"""`kurils is`: answer a script."""

from typing import Annotated

import typer

from kurils_cli.cli import completion, reading, values
from kurils_cli.cli.options import Account, AsOf, File
from kurils_cli.cli.source import HERE


def is_(
    id: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            autocompletion=completion.ids,
            help="An area or issue.",
            show_default=False,
        ),
    ],
    state: Annotated[
        str,
        typer.Argument(
            metavar="STATE",
            autocompletion=completion.states,
            help="Of an area: pending or piloted. Of an issue: open or resolved.",
            show_default=False,
        ),
    ],
    as_of: AsOf = None,
    by: Account = None,
    file: File = HERE,
) -> None:
    """Tell a script whether an id is in a state: exit 0 yes, 1 no.

    It prints nothing, even where log and marks do not add up: check finds that.

    Example: kurils is tourism piloted && echo "a pilot was held"
    """
    asked = reading.open_asked(file, as_of=as_of, by=by, quiet=True)
    values.known_state(asked.whole, id, state)
    if not any(thing.id == id and thing.status == state for thing in asked.shown.tracker.things):
        raise typer.Exit(1)
