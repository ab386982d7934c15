"""Which tracker is meant, and its text: the environment and standard input end here."""

import os
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import NamedTuple

from kurils_cli import records, store
from kurils_cli.check import EDIT
from kurils_cli.cli.printing import tell
from kurils_cli.cli.values import is_readable_only, on_file
from kurils_cli.errors import TrackerError, UsageError
from kurils_cli.model import Tracker
from kurils_cli.toml_format import Located, Reading, read
from kurils_cli.words import reason

SHIPPED = "the shipped record"


class Opened(NamedTuple):
    """A tracker's text, and what to call the place that it is from."""

    label: str
    text: str


def environment(name: str) -> str | None:
    """Return a variable of the environment; None if it is not set, or blank."""
    value = os.environ.get(name, "")
    return value if value.strip() else None


def named_tracker(file: str | None) -> str | None:
    """Return what `--file`, or else `$KURILS_FILE`, names: None if neither does."""
    return file if file is not None else environment("KURILS_FILE")


def tracker_path() -> Path | None:
    """Return the path in `$KURILS_FILE`, or of the nearest tracker from here upward, or None."""
    named = environment("KURILS_FILE")
    if named and not is_readable_only(named):
        return Path(named)
    found = store.nearest_tracker(_here())
    return Path(os.path.relpath(found)) if found else None


def _here() -> Path:
    try:
        return Path.cwd()
    except OSError as error:
        raise TrackerError(f"can't find the current folder: {reason(error)}") from None


def open_tracker(file: str | None, *, path: Path | None = None, quiet: bool = False) -> Opened:
    """Return the text of the tracker that `--file` means, or else the nearest one.

    `path` is the file that `git:REV` is read from; by default the nearest tracker.
    With no tracker at hand it is the shipped record, which is said unless `quiet`.
    """
    file = named_tracker(file)
    if file == "-":
        return Opened("<stdin>", store.decode(_stdin(), "<stdin>"))
    if file is not None and file.startswith("git:"):
        return Opened(file, _revision(file, path or tracker_path()))
    path = Path(file) if file is not None else tracker_path()
    if path:
        return Opened(f"{path}", store.read(path))
    if not quiet:
        tell(f"note: no tracker here or above; this is {SHIPPED} of 19 December 2019")
        tell("hint: to start a tracker from it: kurils init")
    return Opened(SHIPPED, records.text(records.DEFAULT))


def open_reading(file: str | None, *, path: Path | None = None, quiet: bool = False) -> Reading:
    """Read the tracker that `--file` means; unless `quiet`, say on stderr what is odd about it."""
    label, text = open_tracker(file, path=path, quiet=quiet)
    reading = read(text, label)
    if not quiet:
        tell_inconsistencies(reading, label, file)
    return reading


def tell_inconsistencies(reading: Reading, label: str, file: str | None) -> None:
    """Print the findings other than warnings to standard error."""
    for located in with_remedies(reading.findings, file):
        if located.finding.kind != "warning":
            tell(located.told(label))


def with_remedies(findings: Iterable[Located], file: str | None) -> tuple[Located, ...]:
    """Return the findings, each with what mends it in its message."""
    today = date.today()
    return tuple(_with_remedy(located, file, today) for located in findings)


def _with_remedy(located: Located, file: str | None, today: date) -> Located:
    finding = located.finding
    if finding.remedy is None or is_readable_only(named_tracker(file)):
        return located
    is_too_early = finding.remedy_after is not None and today <= finding.remedy_after
    remedy = on_file(EDIT if is_too_early else finding.remedy, file)
    return located._replace(finding=finding._replace(message=f"{finding.message}; {remedy}"))


def on_day(tracker: Tracker, as_of: date | None) -> Tracker:
    """Return the tracker as of a day; say so if the log says nothing of it."""
    if as_of is None:
        return tracker
    began = min((entry.date for entry in tracker.log), default=None)
    if began is None:
        tell("note: the log is empty, so the marks are the same on every date")
    elif as_of < began:
        tell(f"note: {as_of} is before the log, which begins on {began}")
    return tracker.as_of(as_of)


def writable_path(file: str | None) -> Path:
    """Return the path of the tracker to write; raises `KurilsError` if there is none."""
    file = named_tracker(file)
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
    # In a hook, GIT_DIR makes git take any folder for the top of the work tree.
    without = () if "GIT_WORK_TREE" in os.environ else ("GIT_DIR",)
    environ = {name: value for name, value in os.environ.items() if name not in without}
    if colon:
        return store.read_revision(revision, name, _here(), environ)
    if path is None:
        raise TrackerError(
            f"{file}: there is no {store.FILE_NAME} here or above",
            hint=f"kurils status --file git:{revision or 'HEAD'}:./{store.FILE_NAME}",
        )
    if path.is_symlink():
        # The repository of a link is that of what it leads to.
        path = Path(os.path.realpath(path))
    return store.read_revision(revision, f"./{path.name}", path.parent, environ)
