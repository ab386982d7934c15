"""`kurils init`: the shipped record as a new tracker."""

from pathlib import Path
from typing import Annotated

import typer

from kurils_cli import records, store
from kurils_cli.cli import printing, recording, source
from kurils_cli.errors import UsageError


def init(
    path: Annotated[
        str | None,
        typer.Argument(
            metavar="[PATH]",
            help="Where to write it; otherwise $KURILS_FILE, or kurils.toml here.",
            show_default=False,
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file that is there.")] = False,
) -> None:
    """Write a tracker with the record of 19 December 2019.

    Example: kurils init
    """
    target = source.named_tracker(path) or store.FILE_NAME
    if source.is_readable_only(target):
        raise UsageError(f"`{target}` can be read, not written: name a file")
    if target.endswith("/") and not store.exists(target):
        target += store.FILE_NAME  # and so a folder is missing
    with store.creating(Path(target), overwrite=force) as writing:
        recording.save(writing, records.text(records.DEFAULT), "init", records.DEFAULT)
    printing.to_stderr(f"wrote {target}")
