"""What the commands that write have in common: save, then show what was done."""

import contextlib
import signal
from collections.abc import Callable
from typing import Literal, NamedTuple

from kurils_cli import reports, store
from kurils_cli.cli import printing
from kurils_cli.cli.findings import inconsistencies_to_stderr
from kurils_cli.cli.source import writable_path
from kurils_cli.diff import diff as compare
from kurils_cli.errors import OutputError, ReaderGone, TrackerError
from kurils_cli.formats import Format
from kurils_cli.model import Entry, Tracker
from kurils_cli.reports import Report
from kurils_cli.store import Writing
from kurils_cli.toml_format import decode, read


def save(writing: Writing, text: str) -> None:
    """Save a tracker's new text; raises `TrackerError`.

    From here to its end the program is deaf to Ctrl-C and SIGTERM, so that neither
    comes between a change and the word that it is made.
    """
    with contextlib.suppress(ValueError):  # not in the main thread, where no signal arrives
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
    writing.save(text.encode("utf-8"))


def show_done(report: Report, format: Format | None, *, is_saved: bool) -> None:
    """Show what was done; once it is saved, a failing output undoes nothing."""
    try:
        printing.report_to_stdout(report, format)
    except (OutputError, ReaderGone) as error:
        if not is_saved:
            raise
        if isinstance(error, OutputError):
            printing.to_stderr(f"warning: {error.message}; the tracker is saved")


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

    path = writable_path(file)
    label = f"{path}"
    with contextlib.nullcontext() if dry_run else store.writing(path) as writing:
        text = decode(writing.data if writing else store.read(path), label)
        if based_on is not None and text != based_on:
            raise TrackerError(
                f"`{path}` was changed by somebody else meanwhile; nothing was written"
            )
        step = make(read(text, label).tracker)
        edited, reading = rewrite(text, label, step.old, step.new)
        if writing:
            save(writing, edited)
    inconsistencies_to_stderr(reading, label, file)
    for remark in step.remarks:
        printing.to_stderr(remark)
    changes = compare(step.old, step.new)
    show_done(
        reports.recorded(name, step.new.title, changes, step.entry, dry_run=dry_run),
        format,
        is_saved=not dry_run,
    )
