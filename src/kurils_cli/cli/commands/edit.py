"""`kurils edit`: a copy in the user's editor, and back."""

import contextlib
import shlex
from pathlib import Path

import typer

from kurils_cli import editor, reports, store
from kurils_cli.cli import asking, printing, recording, source
from kurils_cli.cli.options import FormatOption, WritableFile
from kurils_cli.diff import diff as compare
from kurils_cli.errors import TrackerError
from kurils_cli.toml_format import InvalidTracker, decode, read


def edit(file: WritableFile = None, format: FormatOption = None) -> None:
    """Edit the tracker as text; it is saved once it passes check.

    Example: EDITOR=nano kurils edit
    """
    path = source.writable_path(file)
    label = f"{path}"
    with store.writing(path) as writing:  # what can't be written is not edited in vain
        old = decode(writing.data, label)
    command = source.editor("kurils edit")
    copy = editor.copy_of(path, old.encode("utf-8"))
    try:
        new = _edited_until_valid(command, copy, old, label)
    except (typer.Abort, KeyboardInterrupt):
        printing.to_stderr(f"note: your copy is `{copy}`")
        raise
    if new == old:
        store.remove(copy)
        printing.to_stderr(f"{label} is as it was")
        return
    try:
        with store.writing(path) as writing:
            if decode(writing.data, label) != old:
                raise TrackerError(f"`{path}` was changed by somebody else meanwhile")
            recording.save(writing, new, "edit", "by hand")
    except TrackerError as error:
        raise TrackerError(
            f"{error.message}; your copy is `{copy}`",
            hint=shlex.join(["kurils", "diff", label, f"{copy}"]),
        ) from None
    store.remove(copy)
    printing.to_stderr(f"saved {label}")
    with contextlib.suppress(InvalidTracker):
        before, after = read(old, label).tracker, read(new, label).tracker
        shown = reports.diff(after.title, compare(before, after), old="before", new="after")
        recording.show_done(shown, format, is_saved=True)


def _edited_until_valid(command: str, copy: Path, old: str, label: str) -> str:
    """Return the copy's text once it passes check, or as it was; raises `TrackerError`."""
    while True:
        try:
            editor.run(command, copy)
            new = decode(store.read(copy), f"{copy}")
            if new == old:
                return new
            findings = [
                located
                for located in read(new, f"{copy}").findings
                if located.finding.kind != "warning"
            ]
            if not findings:
                return new
            failed: TrackerError = InvalidTracker(f"{copy}", findings)
        except InvalidTracker as error:
            failed = error
        except TrackerError as error:
            if not store.exists(copy):
                raise TrackerError("the editor removed the copy; nothing was written") from None
            if _is_unchanged(copy, old):
                store.remove(copy)
                raise
            raise TrackerError(f"{error.message}; your copy is `{copy}`") from None
        for detail in failed.details:
            printing.to_stderr(detail)
        if not asking.is_terminal() or not asking.confirm("Edit it again?"):
            raise TrackerError(
                f"the copy does not pass check, so nothing was written; it is kept as `{copy}`",
                hint=f"{shlex.join(['kurils', 'edit', '--file', f'{copy}'])} && "
                + shlex.join(["cp", f"{copy}", label]),
            )


def _is_unchanged(copy: Path, old: str) -> bool:
    with contextlib.suppress(TrackerError):
        return decode(store.read(copy), f"{copy}") == old
    return False
