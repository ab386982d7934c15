"""Edit a copy of a text until it is right; then keep the copy, or remove it."""

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Generic, NamedTuple, TypeAlias, TypeVar

import typer

from kurils_cli import editor, store
from kurils_cli.cli import asking, printing, source
from kurils_cli.cli.source import Target
from kurils_cli.errors import KurilsError, TrackerError
from kurils_cli.words import pasted

T = TypeVar("T")
Take: TypeAlias = Callable[[bytes, bytes, Path], T]
"""Accepts the bytes of a copy, given those before and its path, or raises `KurilsError`."""

AT_ONCE = 2.0
"""An editor that returns sooner, in seconds, with nothing changed, may not have waited."""


class Task(NamedTuple):
    """What is edited: the tracker's path, one entry of it or all, and the command that edits it.

    `command` has no `--file`; `file` is what the user gave for that. A dry run keeps the copy.
    """

    path: Path
    command: str
    file: Target
    entry: str = ""
    dry_run: bool = False

    def resuming(self, copy: Path) -> str:
        """Return the command that goes on with a copy."""
        return self.file.hint(f"{self.command} --resume {pasted(copy)}")

    def name_copy(self, copy: Path) -> None:
        """Say on standard error which copy is kept, and how to go on with it."""
        printing.to_stderr(f"note: your copy is `{copy}`")
        printing.to_stderr(f"hint: {self.resuming(copy)}")


class Edited(NamedTuple, Generic[T]):
    """A copy, the text that it was made from, and what it became; None if it is unchanged."""

    copy: Path
    base: bytes
    result: T | None


@contextlib.contextmanager
def edited(task: Task, data: bytes, resume: Path | None, take: Take[T]) -> Iterator[Edited[T]]:
    """Let the user edit a copy of some text, or one that was kept, until `take` accepts it.

    The copy is removed when the block ends; if that raises, it is kept, and the error names it.
    """
    program = source.editor(task.file.hint(task.command))
    copy = resume or editor.copy_of(task.path, data, task.entry)
    base = editor.base(copy, task.path, task.entry)
    began = time.monotonic()
    with _naming(task, copy, base):
        result = _taken(program, copy, base, take)
        yield Edited(copy, base, result)
    if result is None:
        printing.to_stderr(f"{task.path} is as it was")
        if time.monotonic() - began < AT_ONCE and not editor.waits(program):
            waiting = f"EDITOR={pasted(editor.waiting(program))}"
            printing.to_stderr(
                f"note: the editor returned at once; if it is open, it edits `{copy}`"
            )
            printing.to_stderr(f"hint: {waiting} {task.resuming(copy)}")
            return
    elif task.dry_run:
        task.name_copy(copy)
        return
    editor.remove(copy)


def _taken(program: str, copy: Path, base: bytes, take: Take[T]) -> T | None:
    """Run the editor until its result is accepted; return None if that is unchanged."""
    while True:
        editor.run(program, copy)
        try:
            data = store.read(copy)
            return None if data == base else take(data, base, copy)
        except KurilsError as error:
            if not asking.is_terminal():
                raise
            printing.error_to_stderr(error)
        if not asking.confirm("Edit it again?"):
            raise TrackerError("nothing was written")


@contextlib.contextmanager
def _naming(task: Task, copy: Path, base: bytes) -> Iterator[None]:
    """Name the copy in any error that ends an edit; remove an unchanged one."""
    try:
        yield
    except (typer.Abort, KeyboardInterrupt):
        task.name_copy(copy)
        raise
    except KurilsError as error:
        is_gone = is_unchanged = False  # also where that can't be found out
        with contextlib.suppress(OSError, TrackerError):
            is_gone = store.is_gone(copy)
            is_unchanged = not is_gone and store.read(copy) == base
        if is_gone or is_unchanged:
            editor.remove(copy)
        if is_gone:
            raise TrackerError("the editor removed the copy; nothing was written") from None
        if is_unchanged:
            raise
        error.message = f"{error.message}; your copy is `{copy}`"
        again = task.resuming(copy)
        error.hint = f"{error.hint}; then {again}" if error.hint else again
        raise
