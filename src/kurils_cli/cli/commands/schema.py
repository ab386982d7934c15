"""`kurils schema`: print the JSON Schema of the tracker, or of a command's JSON."""

from typing import Annotated

from kurils_cli import schemas
from kurils_cli.cli import options, printing
from kurils_cli.errors import UsageError
from kurils_cli.words import one_of


def schema(
    name: Annotated[
        str,
        options.argument(
            "[NAME]",
            "A command, for the schema of its JSON. Otherwise that of the tracker.",
            schemas.names,
        ),
    ] = schemas.TRACKER,
) -> None:
    """Print the JSON Schema of trackers or of JSON.

    An editor that has the schema of trackers completes and checks them as you type.
    The name of a command gives the schema of its JSON.

    Example: kurils schema status
    """
    if name not in schemas.names():
        hint = one_of(name, schemas.names(), "valid names:")
        raise UsageError(f"there is no schema `{name}`", hint=hint)
    printing.to_stdout(schemas.text(name))
