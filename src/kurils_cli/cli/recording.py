"""What update and undo have in common: one entry comes or goes, and the marks follow."""

import contextlib
from collections.abc import Callable
from typing import Literal, NamedTuple

from kurils_cli import reports, store
from kurils_cli.cli import opening, printing, saving
from kurils_cli.cli.values import Format
from kurils_cli.diff import diff as compare
from kurils_cli.errors import TrackerError
from kurils_cli.model import Entry, Tracker
from kurils_cli.toml_format import read


class Step(NamedTuple):
    """A tracker before and after one entry came or went, and what to say of it."""

    old: Tracker
    new: Tracker
    entry: Entry
    remarks: tuple[str, ...] = ()


def change(
    name: Literal["update", "undo"],
    file: str | None,
    make: Callable[[Tracker], Step],
    *,
    dry_run: bool,
    format: Format | None,
    based_on: str | None = None,
) -> None:
    """Work out a step on the tracker, save it unless it is a dry run, and show it."""
    from kurils_cli.toml_format.writing import rewrite

    path = opening.writable_path(file)
    label = f"{path}"
    with contextlib.nullcontext() if dry_run else store.writing(path) as writing:
        text = writing.text if writing else store.read(path)
        if based_on is not None and text != based_on:
            raise TrackerError(
                f"`{path}` was changed by somebody else meanwhile; nothing was written"
            )
        step = make(read(text, label).tracker)
        edited, reading = rewrite(text, label, step.old, step.new)
        if writing:
            saving.save(writing, edited)
    opening.tell_inconsistencies(reading, label, file)
    for remark in step.remarks:
        printing.tell(remark)
    changes = compare(step.old, step.new)
    saving.show_done(
        reports.recorded(name, step.new.title, changes, step.entry, dry_run=dry_run),
        format,
        is_saved=not dry_run,
    )
