"""`kurils edit`: edit a copy of the tracker, which replaces it once it is right."""

import contextlib
from pathlib import Path

import typer

from kurils_cli import editor, history, store
from kurils_cli.cli import asking, clock, editing, options, printing, recording, source
from kurils_cli.cli.merging import Merged, Side, merged
from kurils_cli.diff import diff as compare
from kurils_cli.errors import TrackerError
from kurils_cli.model import Tracker
from kurils_cli.reports.changes import diff as report_on
from kurils_cli.toml_format import InvalidTracker, Located, Reading, decode, read


def edit(
    resume: options.Resume = None,
    format: options.FormatOption = None,
    output: options.Output = None,
    file: options.WritableFile = source.HERE,
) -> None:
    """Edit the tracker as text; it is saved once it passes check.

    If somebody else changes the tracker meanwhile, both changes are merged.

    Example: EDITOR=nano kurils edit
    """
    to = printing.destination(format, output, file, resume)
    path = file.writable()
    with store.writing(path) as writing:  # find out now whether it can be written
        decode(writing.data, f"{path}")  # raises `InvalidTracker` if it is no text
    task = editing.Task(path, "kurils edit", file)
    with editing.edited(task, writing.data, resume, _valid) as edited:
        old = decode(edited.base, f"{edited.copy}")
        saved = edited.result and _save(path, old, edited.result, edited.copy)
    if saved:
        printing.to_stderr(f"saved {path}")
        _show(*saved, f"{path}", file, to)


def _valid(data: bytes, base: bytes, copy: Path) -> str:
    """Return the text of a copy that passes check, with its marks; raises `TrackerError`.

    The user is asked about marks other than those that the log leaves.
    """
    label = f"{copy}"
    try:
        text = decode(data, label)
        reading = read(text, label, clock.today())
    except InvalidTracker as error:
        wrong, marks = error.findings, dict[str, str]()
    else:
        wrong, marks = _failing(reading), _marks_left(reading.tracker, base)
    for located in wrong:
        printing.to_stderr(located.message_in(label))
    if asking.is_terminal() or not wrong:
        for id, state in marks.items():
            printing.to_stderr(f"note: the log leaves `{id}` `{state}`")
    if marks and asking.is_terminal() and asking.confirm("Set the marks as the log leaves them?"):
        from kurils_cli.toml_format.writing import rewrite

        text, reading = rewrite(text, label, reading.tracker, reading.tracker.marked(marks))
        wrong = _failing(reading)
    if not wrong:
        return text
    each = ", ".join(f'`status = "{state}"` of `{id}`' for id, state in marks.items())
    raise TrackerError(
        "the copy does not pass check, so nothing was written",
        hint=f"in it, set {each}" if marks else None,
    )


def _failing(reading: Reading) -> tuple[Located, ...]:
    return tuple(each for each in reading.findings if each.finding.kind != "warning")


def _marks_left(tracker: Tracker, base: bytes) -> dict[str, str]:
    """Return the marks that the log leaves different, of ids that it or the old log names."""
    named = {id for entry in tracker.log for id, _ in entry.changes}
    with contextlib.suppress(InvalidTracker):
        before = read(base.decode(), "").tracker
        named |= {id for entry in before.log for id, _ in entry.changes}
    pairs = zip(tracker.things, history.settled(tracker, named).things, strict=True)
    return {new.id: new.status for old, new in pairs if old.status != new.status}


def _save(path: Path, old: str, new: str, copy: Path) -> tuple[str, Merged]:
    """Save an edit, merged with what somebody else wrote meanwhile; raises `TrackerError`.

    Return the text from before it, and what was saved.
    """
    with store.writing(path) as writing:
        now = decode(writing.data, f"{path}")
        after = Merged(new) if now == old else _merged(path, old, new, now, copy)
        recording.save(writing, after.text, "edit", "by hand")
    if now != old:
        printing.to_stderr(
            f"note: `{path}` was changed by somebody else meanwhile; both are merged"
        )
    return now, after


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


def _show(old: str, new: Merged, label: str, file: source.Target, to: printing.Destination) -> None:
    """Show what an edit changed; exit with 1 if there were conflicts."""
    new.to_stderr()
    if new.conflicts:
        printing.to_stderr(f"hint: {file.hint('kurils edit')}")
    with contextlib.suppress(InvalidTracker):
        before, after = (read(text, label, clock.today()).tracker for text in (old, new.text))
        shown = report_on(after.title, compare(before, after), old="before", new="after")
        recording.show_done(shown, to, is_saved=True)
    if new.conflicts:
        raise typer.Exit(1)
