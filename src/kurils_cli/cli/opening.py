"""Which tracker is meant, and its text: the environment and standard input end here."""

import os
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import NamedTuple

from kurils_cli import store
from kurils_cli.cli.options import is_readable_only, on_file
from kurils_cli.cli.printing import tell
from kurils_cli.errors import TrackerError, UsageError
from kurils_cli.model import Tracker
from kurils_cli.toml_format import Located, Reading, read

SHIPPED = "the shipped record"


class Opened(NamedTuple):
    """A tracker's text, and what to call the place that it is from."""

    label: str
    text: str


def environment(name: str) -> str | None:
    """Return a variable of the environment; None if it is not set, or empty."""
    return os.environ.get(name) or None


def tracker_path() -> Path | None:
    """Return `$KURILS_FILE`, or the nearest tracker from here upward, or None."""
    if named := environment("KURILS_FILE"):
        return Path(named)
    found = store.nearest_tracker(Path.cwd())
    return Path(os.path.relpath(found)) if found else None


def open_tracker(file: str | None, *, path: Path | None = None, quiet: bool = False) -> Opened:
    """Return the text of the tracker that `--file` means, or else the nearest one.

    `path` is that of the file which `git:REV` is to be of, if not the nearest one.
    With no tracker at hand it is the shipped record, which is said unless `quiet`.
    """
    if file == "-":
        return Opened("<stdin>", store.decode(_stdin(), "<stdin>"))
    if file is not None and file.startswith("git:"):
        return Opened(file, _revision(file, path or tracker_path()))
    path = Path(file) if file is not None else tracker_path()
    if path:
        return Opened(f"{path}", store.read(path))
    if not quiet:
        tell(
            f"note: no {store.FILE_NAME} here or above, so this is {SHIPPED} "
            "of 19 December 2019; `kurils init` starts a tracker from it"
        )
    return Opened(SHIPPED, store.shipped())


def open_reading(file: str | None, *, path: Path | None = None, quiet: bool = False) -> Reading:
    """Read the tracker that `--file` means; say on stderr where it does not add up."""
    label, text = open_tracker(file, path=path, quiet=quiet)
    reading = read(text, label)
    tell_inconsistencies(reading, label, file)
    return reading


def tell_inconsistencies(reading: Reading, label: str, file: str | None) -> None:
    """Print the findings other than warnings to standard error."""
    for located in with_remedies(reading.findings, file):
        if located.finding.kind != "warning":
            tell(located.told(label))


def with_remedies(findings: Iterable[Located], file: str | None) -> tuple[Located, ...]:
    """Return the findings, a drift with the command that mends it in its message."""
    return tuple(_with_remedy(located, file) for located in findings)


def _with_remedy(located: Located, file: str | None) -> Located:
    finding = located.finding
    if finding.remedy is None or is_readable_only(file):
        return located
    command = on_file(finding.remedy, file)
    message = f"{finding.message}; to log the mark: {command}"
    return located._replace(finding=finding._replace(message=message))


def on_day(tracker: Tracker, as_of: date | None) -> Tracker:
    """Return the tracker as of a day; say so if that is before the log begins."""
    if as_of is None:
        return tracker
    began = min((entry.date for entry in tracker.log), default=None)
    if began is None or as_of < began:
        begins = f"begins on {began}" if began else "is empty"
        tell(f"note: {as_of} is before the log, which {begins}")
    return tracker.as_of(as_of)


def writable_path(file: str | None) -> Path:
    """Return the path of the tracker to write; raises `KurilsError` if there is none."""
    if is_readable_only(file):
        raise UsageError(f"`{file}` can be read, not written: name a file")
    path = Path(file) if file is not None else tracker_path()
    if path is None:
        raise TrackerError(
            f"there is no {store.FILE_NAME} here or above to write to", hint="kurils init"
        )
    return path


def _stdin() -> bytes:
    if sys.stdin is None:
        raise TrackerError("standard input is closed")
    return sys.stdin.buffer.read(store.LARGEST + 1)


def _revision(file: str, path: Path | None) -> str:
    revision, colon, name = file.removeprefix("git:").partition(":")
    if colon:
        return store.read_revision(revision, name, Path.cwd())
    if path is None:
        raise TrackerError(
            f"{file}: there is no {store.FILE_NAME} here or above",
            hint=f"kurils status --file git:{revision or 'HEAD'}:{store.FILE_NAME}",
        )
    return store.read_revision(revision, f"./{path.name}", path.parent)
