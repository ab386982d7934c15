"""`kurils is`: an answer for scripts."""

from typing import Annotated

import typer

from kurils_cli import history
from kurils_cli.cli import completion, reading, values
from kurils_cli.cli.options import AsOf, File


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
    file: File = None,
) -> None:
    """Tell a script whether an id is in a state: exit 0 yes, 1 no.

    Silent, also where the log and the marks do not add up: that is for check.

    Example: kurils is tourism piloted && echo "a pilot was held"
    """
    tracker = reading.open_reading(file, quiet=True, or_shipped=False).tracker
    values.known_state(tracker, id, state)
    shown = history.as_of(tracker, as_of) if as_of else tracker
    if not any(thing.id == id and thing.status == state for thing in shown.things):
        raise typer.Exit(1)
