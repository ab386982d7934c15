"""`kurils edit`: edit a copy of the tracker, which replaces it once it is right."""

import contextlib
from pathlib import Path
from typing import NamedTuple

import typer

from kurils_cli import editor, history, reports, store
from kurils_cli.cli import asking, clock, editing, printing, recording
from kurils_cli.cli.merging import Merged, Side, merged
from kurils_cli.cli.options import FormatOption, Output, Resume, WritableFile
from kurils_cli.cli.output import Destination, destination
from kurils_cli.cli.source import HERE, Target
from kurils_cli.diff import diff as compare
from kurils_cli.errors import TrackerError
from kurils_cli.model import Tracker
from kurils_cli.toml_format import InvalidTracker, Located, decode, read


class Saved(NamedTuple):
    """The text before and after, with the messages of merging somebody else's change."""

    before: str
    after: Merged


def edit(
    resume: Resume = None,
    format: FormatOption = None,
    output: Output = None,
    file: WritableFile = HERE,
) -> None:
    """Edit the tracker as text; it is saved once it passes check.

    If somebody else changes the tracker meanwhile, both changes are merged.

    Example: EDITOR=nano kurils edit
    """
    to = destination(format, output, file, resume)
    path = file.writable()
    with store.writing(path) as writing:  # find out now whether it can be written
        decode(writing.data, f"{path}")  # raises `InvalidTracker` if it is no text
    task = editing.Task(path, "kurils edit", file)
    with editing.edited(task, writing.data, resume, _valid) as edited:
        old = decode(edited.base, f"{edited.copy}")
        saved = edited.result and _save(path, old, edited.result, edited.copy)
    if saved:
        printing.to_stderr(f"saved {path}")
        _show(saved, f"{path}", file, to)


def _valid(data: bytes, base: bytes, copy: Path) -> str:
    """Return the text of a copy that passes check, with its marks; raises `TrackerError`."""
    hint = None
    try:
        text = decode(data, f"{copy}")
        reading = read(text, f"{copy}", clock.today())
        failed = [each for each in reading.findings if each.finding.kind != "warning"]
        _tell(failed, copy)
        if marked := _with_marks(text, reading.tracker, base.decode(), copy, failed):
            return marked
        hint = _marks_to_set(reading.tracker)
    except InvalidTracker as error:
        _tell(error.findings, copy)
    raise TrackerError("the copy does not pass check, so nothing was written", hint=hint)


def _tell(findings: tuple[Located, ...] | list[Located], copy: Path) -> None:
    for located in findings:
        printing.to_stderr(located.message_in(f"{copy}"))


def _with_marks(
    text: str, tracker: Tracker, old: str, copy: Path, failed: list[Located]
) -> str | None:
    """Return the text, with marks set as the log leaves them if the user agrees; None: not yet.

    A mark that no entry names any more is not wrong, but the user is asked about it too.
    """
    settled = history.settled(tracker, _named(tracker) | _named_in(old))
    marks = _different_marks(tracker, settled)
    for id, state in marks.items() if asking.is_terminal() or not failed else ():
        printing.to_stderr(f"note: the log leaves `{id}` `{state}`")
    if marks and asking.is_terminal() and asking.confirm("Set the marks as the log leaves them?"):
        from kurils_cli.toml_format.writing import rewrite

        text, reading = rewrite(text, f"{copy}", tracker, settled)
        failed = [each for each in reading.findings if each.finding.kind != "warning"]
    return None if failed else text


def _marks_to_set(tracker: Tracker) -> str | None:
    """Say which marks to set so that they follow from the log."""
    settled = history.settled(tracker, _named(tracker))
    marks = _different_marks(tracker, settled).items()
    return (
        "in it, set " + ", ".join(f'`status = "{state}"` of `{id}`' for id, state in marks)
        if marks
        else None
    )


def _different_marks(tracker: Tracker, settled: Tracker) -> dict[str, str]:
    pairs = zip(tracker.things, settled.things, strict=True)
    return {new.id: new.status for old, new in pairs if old.status != new.status}


def _named(tracker: Tracker) -> set[str]:
    return {id for entry in tracker.log for id, _ in entry.changes}


def _named_in(text: str) -> set[str]:
    with contextlib.suppress(InvalidTracker):
        return _named(read(text, "").tracker)
    return set()


def _save(path: Path, old: str, new: str, copy: Path) -> Saved:
    """Save an edit, merged with what somebody else wrote meanwhile; raises `TrackerError`."""
    with store.writing(path) as writing:
        now = decode(writing.data, f"{path}")
        after = Merged(new) if now == old else _merged(path, old, new, now, copy)
        recording.save(writing, after.text, "edit", "by hand")
    if now != old:
        printing.to_stderr(
            f"note: `{path}` was changed by somebody else meanwhile; both are merged"
        )
    return Saved(now, after)


def _merged(path: Path, old: str, new: str, now: str, copy: Path) -> Merged:
    """Merge an edit, which is our side, with the tracker as it is now."""
    texts = {editor.base_of(copy): old, copy: new, path: now}
    try:
        sides = [
            Side(file, text, read(text, f"{path}", clock.today()).tracker)
            for file, text in texts.items()
        ]
    except InvalidTracker:
        raise TrackerError(f"`{path}` was changed by somebody else meanwhile") from None
    return merged(*sides)


def _show(saved: Saved, label: str, file: Target, to: Destination) -> None:
    """Show what an edit changed; exit with 1 if there were conflicts."""
    saved.after.to_stderr()
    if saved.after.conflicts:
        printing.to_stderr(f"hint: {file.hint('kurils edit')}")
    with contextlib.suppress(InvalidTracker):
        today = clock.today()
        before, after = (
            read(text, label, today).tracker for text in (saved.before, saved.after.text)
        )
        shown = reports.diff(after.title, compare(before, after), old="before", new="after")
        recording.show_done(shown, to, is_saved=True)
    if saved.after.conflicts:
        raise typer.Exit(1)
