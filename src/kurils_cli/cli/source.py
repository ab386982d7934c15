"""Which tracker is meant: `--file`, the environment, or the nearest one; and its text."""

import os
import sys
from pathlib import Path
from typing import NamedTuple

from kurils_cli import records, store
from kurils_cli.cli.printing import to_stderr
from kurils_cli.errors import TrackerError, UsageError
from kurils_cli.toml_format import decode
from kurils_cli.words import did_you_mean, listed, pasted, reason

SHIPPED = "the shipped record"
RECORD = "record:"
"""What `--file` begins with where it names a record that ships."""


class Opened(NamedTuple):
    """A tracker's text, and what to call the place that it is from."""

    label: str
    text: str


def environment(name: str) -> str | None:
    """Return a variable of the environment; None if it is not set, or blank."""
    value = os.environ.get(name, "")
    return value if value.strip() else None


def is_readable_only(file: str | None) -> bool:
    """Tell whether what `--file` means can't be written: standard input, a revision, a record."""
    return file is not None and (file == "-" or file.startswith(("git:", RECORD)))


def can_be_read_again(file: str) -> bool:
    """Tell whether what `--file` means can be read twice: standard input and pipes can't."""
    return file != "-" and (is_readable_only(file) or store.is_file(Path(file)))


def on_file(command: str, file: str | None) -> str:
    """Return a command to paste, with the `--file` that the user gave."""
    return command if file is None else f"{command} --file {pasted(file)}"


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


def path_of(file: str | None) -> Path | None:
    """Return the path of the tracker that `--file` means; None if it is no file here."""
    named = named_tracker(file)
    if is_readable_only(named):
        return None
    return Path(named) if named else tracker_path()


def _here() -> Path:
    try:
        return Path.cwd()
    except FileNotFoundError:
        raise TrackerError("the current folder is no longer there") from None
    except OSError as error:
        raise TrackerError(f"can't find the current folder: {reason(error)}") from None


def open_tracker(
    file: str | None, *, path: Path | None = None, quiet: bool = False, or_shipped: bool = True
) -> Opened:
    """Return the text of the tracker that `--file` means, or else the nearest one.

    `path` is the file that `git:REV` is read from; by default the nearest tracker.
    With no tracker at hand it is the shipped record, which is said unless `quiet`;
    if not `or_shipped`, raises `TrackerError`.
    """
    file = named_tracker(file)
    if file == "-":
        return Opened("<stdin>", decode(stdin(), "<stdin>"))
    if file is not None and file.startswith("git:"):
        return Opened(file, _revision(file, path or tracker_path()))
    if file is not None and file.startswith(RECORD):
        return Opened(file, record_text(file.removeprefix(RECORD)))
    path = Path(file) if file is not None else tracker_path()
    if path:
        if not quiet and (owner := _stranger(path, file)):
            to_stderr(f"note: `{path}` belongs to `{owner}`, not to you")
        return Opened(f"{path}", decode(store.read(path), f"{path}"))
    if not or_shipped:
        raise _no_tracker("to read", f", or --file {RECORD}{records.DEFAULT} for {SHIPPED}")
    if not quiet:
        to_stderr(f"note: no tracker here or above; this is {SHIPPED} of 19 December 2019")
        to_stderr("hint: to start a tracker from it: kurils init")
    return Opened(SHIPPED, records.text(records.DEFAULT))


def writable_path(file: str | None) -> Path:
    """Return the path of the tracker to write; raises `KurilsError` if there is none."""
    file = named_tracker(file)
    if is_readable_only(file):
        raise UsageError(f"`{file}` can be read, not written: name a file")
    path = Path(file) if file is not None else tracker_path()
    if path is None:
        raise _no_tracker("to write to")
    if owner := _stranger(path, file):
        raise TrackerError(
            f"`{path}` belongs to `{owner}`, not to you; nothing was written",
            hint=f"to write it all the same, name it: --file {pasted(path)}",
        )
    return path


def _stranger(path: Path, file: str | None) -> str | None:
    """Return the owner of a tracker that was found, not named, unless it is ours or root's."""
    return None if file is not None else store.foreign_owner(path)


def _no_tracker(purpose: str, other: str = "") -> TrackerError:
    return TrackerError(
        f"there is no {store.FILE_NAME} here or above {purpose}", hint=f"kurils init{other}"
    )


def record_text(name: str) -> str:
    """Return the text of the record of a name; raises `UsageError` if none that ships has it."""
    names = records.names()
    if name not in names:
        raise UsageError(
            f"no record `{name}` ships with kurils",
            hint=f"{did_you_mean(name, names)}the records are {listed(names)}",
        )
    return records.text(name)


def editor(call: str) -> str:
    """Return the user's editor, a command line; raises `UsageError` if there is none.

    `call` is what to call once there is one.
    """
    command = environment("VISUAL") or environment("EDITOR")
    if command is None and sys.platform == "win32":
        return "notepad"
    if command is None:
        raise UsageError("neither $VISUAL nor $EDITOR is set", hint=f"EDITOR=nano {call}")
    return command


def stdin() -> bytes:
    """Return all of standard input; raises `TrackerError` if it is closed, or has no end."""
    if sys.stdin is None:
        raise TrackerError("standard input is closed")
    try:
        return store.read_all(sys.stdin.buffer, "<stdin>")
    except OSError as error:
        raise TrackerError(f"can't read standard input: {reason(error)}") from None


def _revision(file: str, path: Path | None) -> str:
    from kurils_cli import git

    revision, colon, name = file.removeprefix("git:").partition(":")
    # In a hook, GIT_DIR makes git take any folder as the top of the work tree.
    without = () if "GIT_WORK_TREE" in os.environ else ("GIT_DIR",)
    environ = {name: value for name, value in os.environ.items() if name not in without}
    if colon:
        return decode(git.read_revision(revision, name, _here(), environ), f"git:{revision}")
    if path is None:
        raise TrackerError(
            f"{file}: there is no {store.FILE_NAME} here or above",
            hint=f"kurils status --file git:{revision or 'HEAD'}:./{store.FILE_NAME}",
        )
    if path.is_symlink():
        # A link counts as a file of the repository that it leads to.
        path = Path(os.path.realpath(path))
    data = git.read_revision(revision, f"./{path.name}", path.parent, environ)
    return decode(data, f"git:{revision}")
