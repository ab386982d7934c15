"""Which tracker is meant: `--file`, the environment, or the nearest one; and its text."""

import os
import sys
from pathlib import Path
from typing import NamedTuple

from kurils_cli import records, store
from kurils_cli.cli.printing import to_stderr
from kurils_cli.errors import TrackerError, UsageError
from kurils_cli.toml_format import decode
from kurils_cli.words import one_of, pasted, reason

SHIPPED = "the shipped record"
RECORD = "record:"
"""The start of a `--file` that names a record that ships."""
BY = "by:"
"""The start of a side of a diff that names an account."""


def environment(name: str) -> str | None:
    """Return a variable of the environment; None if it is not set, or blank."""
    value = os.environ.get(name, "")
    return value if value.strip() else None


class Target(NamedTuple):
    """The tracker that is meant by `--file`, else by the environment, else the nearest one."""

    file: str | None = None
    """What `--file` says."""

    @property
    def named(self) -> str | None:
        """What `--file`, or else `$KURILS_FILE`, names: None if neither does."""
        return self.file if self.file is not None else environment("KURILS_FILE")

    @property
    def is_readable_only(self) -> bool:
        """Whether it can't be written: standard input, a revision, a record."""
        named = self.named
        return named is not None and (named == "-" or named.startswith(("git:", RECORD)))

    @property
    def can_be_read_again(self) -> bool:
        """Whether it can be read twice: standard input and pipes can't."""
        named = self.named
        return named != "-" and (named is None or self.is_readable_only or os.path.isfile(named))

    @property
    def path(self) -> Path | None:
        """Its path; None if it is no file here."""
        if self.is_readable_only:
            return None
        return Path(self.named) if self.named else _nearest()

    def hint(self, command: str) -> str:
        """Return a command to paste, with the `--file` that the user gave."""
        return command if self.file is None else f"{command} --file {pasted(self.file)}"

    def open(
        self, *, path: Path | None = None, quiet: bool = False, or_shipped: bool = True
    ) -> tuple[str, str]:
        """Return what to call it, and its text, or else those of the shipped record.

        `path` is the file that `git:REV` is read from; by default the nearest tracker.
        Unless `quiet`, a note says that it is the shipped record; if not `or_shipped`,
        raises `TrackerError` in its place.
        """
        named = self.named
        if named == "-":
            return "<stdin>", decode(stdin(), "<stdin>")
        if named is not None and named.startswith("git:"):
            return named, _revision(named, path or HERE.path or _nearest())
        if named is not None and named.startswith(RECORD):
            return named, record_text(named.removeprefix(RECORD))
        path = self.path
        if path:
            if not quiet and (owner := self._stranger(path)):
                to_stderr(f"note: `{path}` belongs to `{owner}`, not to you")
            return f"{path}", decode(store.read(path), f"{path}")
        if not or_shipped:
            raise _no_tracker("to read", f", or --file {RECORD}{records.DEFAULT} for {SHIPPED}")
        if not quiet:
            to_stderr(f"note: no tracker here or above; this is {SHIPPED} of 19 December 2019")
            to_stderr("hint: to start a tracker from it: kurils init")
        return SHIPPED, records.text(records.DEFAULT)

    def writable(self) -> Path:
        """Return its path, to write there; raises `KurilsError` if it can't be written."""
        self.ensure_file()
        path = self.path
        if path is None:
            raise _no_tracker("to write to")
        if owner := self._stranger(path):
            raise TrackerError(
                f"`{path}` belongs to `{owner}`, not to you; nothing was written",
                hint=f"to write it all the same, name it: --file {pasted(path)}",
            )
        return path

    def ensure_file(self) -> None:
        """Raise `UsageError` for what can be read but not written."""
        if self.is_readable_only:
            raise UsageError(f"`{self.named}` can be read, not written: name a file")

    def _stranger(self, path: Path) -> str | None:
        """Return the owner of a tracker that was found, not named; None if it is ours or root's."""
        return None if self.named is not None else store.foreign_owner(path)


HERE = Target()
"""The tracker that is meant where `--file` says nothing."""


def target(given: str | Target) -> Target:
    """Return what `--file` means; raises `UsageError` if it names nothing."""
    if isinstance(given, Target):
        return given
    if not given:
        raise UsageError("--file is empty")
    return Target(given)


def _nearest() -> Path | None:
    found = store.nearest_tracker(_here())
    return Path(os.path.relpath(found)) if found else None


def _here() -> Path:
    try:
        return Path.cwd()
    except FileNotFoundError:
        raise TrackerError("the current folder is no longer there") from None
    except OSError as error:
        raise TrackerError(f"can't find the current folder: {reason(error)}") from None


def _no_tracker(purpose: str, other: str = "") -> TrackerError:
    return TrackerError(
        f"there is no {store.FILE_NAME} here or above {purpose}", hint=f"kurils init{other}"
    )


def record_text(name: str) -> str:
    """Return the text of the record of a name; raises `UsageError` if none that ships has it."""
    names = records.names()
    if name not in names:
        hint = one_of(name, names, "the records are")
        raise UsageError(f"no record `{name}` ships with kurils", hint=hint)
    return records.text(name)


def editor(call: str) -> str:
    """Return the user's editor, a command line; raises `UsageError` if there is none.

    `call` is the command to run once there is one.
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
    if colon:
        return decode(git.read_revision(revision, name, _here()), f"git:{revision}")
    if path is None:
        raise TrackerError(
            f"{file}: there is no {store.FILE_NAME} here or above",
            hint=f"kurils status --file git:{revision or 'HEAD'}:./{store.FILE_NAME}",
        )
    if path.is_symlink():
        # The file behind a link counts, in the repository that has it.
        path = Path(os.path.realpath(path))
    data = git.read_revision(revision, f"./{path.name}", path.parent)
    return decode(data, f"git:{revision}")
