"""`kurils init`: a record that ships as a new tracker."""

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
    record: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help=f"The record to start from: {' or '.join(records.names())}.",
            autocompletion=lambda: list(records.names()),
        ),
    ] = records.DEFAULT,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file that is there.")] = False,
) -> None:
    """Write a new tracker from a shipped record.

    Example: kurils init
    """
    text = source.record_text(record)
    target = source.named_tracker(path) or store.FILE_NAME
    if source.is_readable_only(target):
        raise UsageError(f"`{target}` can be read, not written: name a file")
    if target.endswith("/") and not store.exists(target):
        target += store.FILE_NAME  # its folder is missing
    with store.creating(Path(target), overwrite=force) as writing:
        recording.save(writing, text, "init", record)
    printing.to_stderr(f"wrote {target}")
