"""The tracker that a command shows: `--file` and `--as-of` together."""

from datetime import date
from pathlib import Path

from kurils_cli import history
from kurils_cli.cli.findings import inconsistencies_to_stderr
from kurils_cli.cli.printing import to_stderr
from kurils_cli.cli.source import open_tracker
from kurils_cli.model import Tracker
from kurils_cli.toml_format import Reading, read


def open_reading(
    file: str | None, *, path: Path | None = None, quiet: bool = False, or_shipped: bool = True
) -> Reading:
    """Read the tracker that `--file` means, or else the shipped record, if `or_shipped`.

    Unless `quiet`, say on stderr what is odd about it.
    """
    label, text = open_tracker(file, path=path, quiet=quiet, or_shipped=or_shipped)
    reading = read(text, label)
    if not quiet:
        inconsistencies_to_stderr(reading, label, file)
    return reading


def on_day(tracker: Tracker, as_of: date | None) -> Tracker:
    """Return the tracker as of a day; say so if the log says nothing of it."""
    if as_of is None:
        return tracker
    began = min((entry.date for entry in tracker.log), default=None)
    if began is None:
        to_stderr("note: the log is empty, so the marks are the same on every date")
    elif as_of < began:
        to_stderr(f"note: {as_of} is before the log, which begins on {began}")
    return history.as_of(tracker, as_of)
