"""`kurils edit`: a copy in the user's editor, and back."""

import contextlib
import shlex
from pathlib import Path

import typer

from kurils_cli import reports, store
from kurils_cli.cli import asking, opening, printing, saving
from kurils_cli.cli.options import FormatOption, WritableFile
from kurils_cli.diff import diff as compare
from kurils_cli.errors import TrackerError, UsageError
from kurils_cli.toml_format import InvalidTracker, read


def edit(file: WritableFile = None, format: FormatOption = None) -> None:
    """Edit the tracker as text; it is saved once it passes check.

    Example: EDITOR=nano kurils edit
    """
    path = opening.writable_path(file)
    label = f"{path}"
    with store.writing(path) as writing:  # what can't be written is not edited in vain
        old = writing.text
    editor = opening.environment("VISUAL") or opening.environment("EDITOR")
    if editor is None:
        raise UsageError("neither $VISUAL nor $EDITOR is set", hint="EDITOR=nano kurils edit")
    copy = store.copy_to_edit(path, old)
    try:
        new = _edited_until_valid(editor, copy, old, label)
    except (typer.Abort, KeyboardInterrupt):
        printing.tell(f"note: your copy is `{copy}`")
        raise
    if new == old:
        store.remove(copy)
        printing.tell(f"{label} is as it was")
        return
    try:
        with store.writing(path) as writing:
            if writing.text != old:
                raise TrackerError(f"`{path}` was changed by somebody else meanwhile")
            saving.save(writing, new)
    except TrackerError as error:
        raise TrackerError(
            f"{error.message}; your copy is `{copy}`",
            hint=shlex.join(["kurils", "diff", label, f"{copy}"]),
        ) from None
    store.remove(copy)
    printing.tell(f"saved {label}")
    with contextlib.suppress(InvalidTracker):
        before, after = read(old, label).tracker, read(new, label).tracker
        shown = reports.diff(after.title, compare(before, after), old="before", new="after")
        saving.show_done(shown, format, is_saved=True)


def _edited_until_valid(editor: str, copy: Path, old: str, label: str) -> str:
    """Return the copy's text once it passes check, or as it was; raises `TrackerError`."""
    while True:
        try:
            store.run_editor(editor, copy)
            new = store.read(copy)
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
            printing.tell(detail)
        if not asking.is_terminal() or not asking.confirm("Edit it again?"):
            raise TrackerError(
                f"the copy does not pass check, so nothing was written; it is kept as `{copy}`",
                hint=f"{shlex.join(['kurils', 'edit', '--file', f'{copy}'])} && "
                + shlex.join(["cp", f"{copy}", label]),
            )


def _is_unchanged(copy: Path, old: str) -> bool:
    with contextlib.suppress(TrackerError):
        return store.read(copy) == old
    return False
