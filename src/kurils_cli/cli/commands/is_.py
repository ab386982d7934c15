"""`kurils is`: answer a script."""

from typing import Annotated

import typer

from kurils_cli.cli import completion, options, reading, source, values


def is_(
    id: Annotated[str, options.argument("ID", "An area or issue.", completion.ids)],
    state: Annotated[
        str,
        options.argument(
            "STATE",
            "Of an area: pending or piloted. Of an issue: open or resolved.",
            completion.states,
        ),
    ],
    as_of: options.AsOf = None,
    by: options.Account = None,
    file: options.File = source.HERE,
) -> None:
    """Tell a script whether an id is in a state: exit 0 yes, 1 no.

    It prints nothing, even where log and marks do not add up: check finds that.

    Example: kurils is tourism piloted && echo "a pilot was held"
    """
    whole, view = reading.open_asked(file, as_of=as_of, by=by, quiet=True)
    values.known_state(whole, id, state)
    if (id, state) not in {(thing.id, thing.status) for thing in view.past.tracker.things}:
        raise typer.Exit(1)
