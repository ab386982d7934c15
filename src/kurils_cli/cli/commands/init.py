"""`kurils init`: write a new tracker, from a shipped record or with the five areas alone."""

import os
from pathlib import Path
from typing import Annotated

from kurils_cli import records, store
from kurils_cli.cli import options, printing, recording, source, values
from kurils_cli.errors import UsageError
from kurils_cli.model import UNNAMED_AREA, Area, Tracker
from kurils_cli.toml_format import read


def init(
    path: Annotated[
        str | None,
        options.argument(
            "[PATH]", "Where to write it; otherwise $KURILS_FILE, or kurils.toml here."
        ),
    ] = None,
    record: Annotated[
        str | None,
        options.option(
            "--record",
            "NAME",
            f"The record to start from: {' or '.join(records.names())}. "
            f"Otherwise {records.DEFAULT}.",
            lambda: list(records.names()),
        ),
    ] = None,
    empty: Annotated[
        bool, options.flag("--empty", "Start with the five areas, pending, and no log.")
    ] = False,
    title: Annotated[
        options.Several, options.option("--title", "TEXT", "What the tracker is about.")
    ] = None,
    dry_run: options.DryRun = False,
    force: Annotated[bool, options.flag("--force", "Overwrite an existing file.")] = False,
) -> None:
    """Write a new tracker: from a shipped record, or empty.

    Example: kurils init --empty --title 'Talks on fisheries'
    """
    if empty and record is not None:
        raise UsageError("--empty and --record are two ways to start", hint="kurils init --empty")
    name = records.DEFAULT if record is None else record
    text = _text(name, values.one_text(title, "--title"), is_empty=empty)
    target = source.Target(path).named or store.FILE_NAME
    source.Target(target).ensure_file()
    if target.endswith("/") and not os.path.exists(target):
        target += store.FILE_NAME  # its folder is missing
    if dry_run:
        printing.to_stdout(text)
        printing.to_stderr(f"would write {target}")
        return
    with store.creating(Path(target), overwrite=force) as writing:
        recording.save(writing, text, "init", "empty" if empty else name)
    printing.to_stderr(f"wrote {target}")


_HEAD = """\
# A tracker of areas, issues and a log, kept by `kurils`: `kurils update --help` says how to log
# what came of talks. Marks of areas: pending or piloted, which is set on the day on which the
# pilot ended. Marks of issues: open or resolved.
# To name who speaks: kurils add party ID NAME. To raise an issue: kurils update --raise ID=TITLE.

schema = 1
"""


def _text(record: str, title: str | None, *, is_empty: bool) -> str:
    from kurils_cli.toml_format.writing import rewrite

    text = source.record_text(record)
    old = read(text, record).tracker
    new = old._replace(title=title or old.title)
    if is_empty:
        areas = tuple(Area(area.id, area.name, UNNAMED_AREA) for area in old.areas)
        text, old, new = f'{_HEAD}title = "T"\n', Tracker("T"), Tracker(new.title, areas)
    return rewrite(text, record, old, new).text
