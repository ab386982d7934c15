"""What all commands that write share: save so that it can be undone, and show the change."""

import contextlib
import signal
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Literal, NamedTuple

from kurils_cli import journal, store, things
from kurils_cli.cli import clock, printing
from kurils_cli.cli.findings import inconsistencies_to_stderr
from kurils_cli.cli.printing import Destination, show
from kurils_cli.cli.source import Target
from kurils_cli.diff import Change, only_entry
from kurils_cli.diff import diff as compare
from kurils_cli.errors import NothingLeft, OutputError, ReaderGone, TrackerError, UsageError
from kurils_cli.history import History, handles
from kurils_cli.journal import Places
from kurils_cli.model import Entry, Issue, Tracker
from kurils_cli.reports import Report
from kurils_cli.reports.changes import recorded
from kurils_cli.store import Writing
from kurils_cli.toml_format import InvalidTracker, Reading, decode, read


def save(
    writing: Writing, text: str, command: str, what: str, places: Places = (None, None)
) -> None:
    """Save a tracker's new text, so that it can be undone; raises `TrackerError`.

    `undo --list` shows the `command`, and in a few words `what` it did. `places` are where the
    entry stands, if it is about only one.
    """
    data, trouble = text.encode("utf-8"), None
    end_interruptions()
    if writing.data:  # else the tracker is new
        try:
            journal.record(writing.path, command, what, writing.data, data, places)
        except TrackerError as error:
            trouble = error.message
    writing.save(data)
    if trouble:
        printing.to_stderr(f"note: {trouble}; this change can't be undone, nor one before it")


def end_interruptions() -> None:
    """Ignore Ctrl-C and SIGTERM from here to the program's end.

    So neither can come between a change and the report of it.
    """
    with contextlib.suppress(ValueError):  # not in the main thread, where no signal arrives
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)


def show_done(report: Report, to: Destination, *, is_saved: bool) -> None:
    """Show what was done; once it is saved, a failure to show it is only a warning.

    It uses no pager, so that the line that says that it is saved stays on the screen.
    """
    if is_saved:
        printing.turn_off_pager()
    try:
        show(report, to)
    except Exception as error:
        if not is_saved:
            raise
        if not isinstance(error, ReaderGone):
            why = error.message if isinstance(error, OutputError) else ascii(error)
            printing.to_stderr(f"warning: {why}; the tracker is saved")


class Step(NamedTuple):
    """A tracker before and after a change, and what to say of it.

    `places` are where the entry stands that was added, removed or changed, if it is only one.
    `thing` says what is changed where it is not an entry. `edited` is a text that the user
    edited, which has all of the change except the marks, and what it reads as. `renamed` is
    an old id and the new one, which `old` has already.
    """

    old: History
    new: History
    places: Places = (None, None)
    remarks: tuple[str, ...] = ()
    thing: str = ""
    edited: tuple[str, Tracker] | None = None
    renamed: tuple[str, str] | None = None

    @property
    def entry(self) -> Entry | None:
        """The entry that was added or removed, or what became of the one that was changed."""
        gone, came = self.places
        if came is not None:
            return self.new.tracker.log[came]
        return None if gone is None else self.old.tracker.log[gone]

    @property
    def what(self) -> str:
        """What the step is about, in a few words."""
        if self.thing:
            return self.thing
        if self.entry is None:
            return f"{len(self.new.tracker.log) - len(self.old.tracker.log)} entries"
        return f"the entry of {self.entry.date}: {self.entry.title or 'no title'}"

    @property
    def changes(self) -> tuple[Change, ...]:
        """What differs, without the other places in which a renamed id is named."""
        before, after = self.old.tracker, self.new.tracker
        if self.renamed is None:
            return compare(before, after, pairs=_pairs(before, after, self.places))
        old, new = self.renamed
        thing = things.by_id(after)[new]
        change = Change("changed", thing.kind, new, thing.name, "id", old, new)
        return change, *compare(before, after)


def of_every_area(raised: Iterable[Issue], file: Target) -> Iterator[str]:
    """Note of each new issue for which no area was named that it blocks every one."""
    for issue in raised:
        if issue.blocks is None:
            narrow = file.hint(f"kurils set {issue.id} --blocks ID")
            yield f"note: `{issue.id}` blocks every area; to narrow it: {narrow}"


def ensure_happened(entry: Entry, today: date) -> None:
    """Raise `UsageError` for an entry that is dated in the future and moves a mark."""
    if entry.changes and entry.date > today:
        raise UsageError(
            f"{entry.date} is after today, {today}: such an entry moves no mark",
            hint="announce it with a --title alone, and log the change once it has happened",
        )


def change(
    name: Literal["update", "amend", "remove", "add", "set", "looked", "import"],
    file: Target,
    make: Callable[[History], Step],
    *,
    dry_run: bool,
    to: Destination,
    based_on: str | None = None,
) -> None:
    """Work out a step on the tracker, save it unless it is a dry run, and show it."""
    from kurils_cli.toml_format.places import lost_comments
    from kurils_cli.toml_format.writing import rewrite

    path = file.writable()
    label = f"{path}"
    with contextlib.nullcontext() if dry_run else store.writing(path) as writing:
        text = decode(writing.data if writing else store.read(path), label)
        if based_on is not None and text != based_on:
            raise store.changed_meanwhile(path)
        step = make(read(text, label, clock.today()).past)
        base, reads_as = step.edited or (text, step.old.tracker)
        if step.renamed:
            from kurils_cli.toml_format.renaming import renamed

            base = renamed(text, *step.renamed)
        gone, came = step.places
        changed = None if came is None else gone
        edited, reading = rewrite(base, label, reads_as, step.new.tracker, changed)
        if writing and edited != text:
            save(writing, edited, name, step.what, step.places)
    inconsistencies_to_stderr(reading.knowing(step.new), label, file)
    for remark in step.remarks:
        printing.to_stderr(remark)
    for comment in lost_comments(text, edited):
        printing.to_stderr(f"note: a comment went with it: {comment}")
    show_done(
        recorded(
            name,
            step.new.tracker.title,
            step.changes,
            step.what,
            entry=step.entry,
            dry_run=dry_run,
            pasts=(step.old, step.new),
        ),
        to,
        is_saved=not dry_run,
    )


def _pairs(old: Tracker, new: Tracker, places: Places) -> dict[int, int] | None:
    """Pair the places of two logs that differ in the entry at `places` alone; else None."""
    gone, came = places
    before = [place for place in range(len(old.log)) if place != gone]
    after = [place for place in range(len(new.log)) if place != came]
    if [old.log[place] for place in before] != [new.log[place] for place in after]:
        return None
    pairs = dict(zip(before, after, strict=True))
    return pairs if gone is None or came is None else pairs | {gone: came}


def step_through(
    name: Literal["undo", "redo"], file: Target, *, dry_run: bool, to: Destination
) -> None:
    """Undo or redo the last step, and show it."""
    path = file.writable()
    with contextlib.nullcontext() if dry_run else store.writing(path) as writing:
        data = writing.data if writing else store.read(path)
        step, text = next_step(name, path, data, file, dry_run=dry_run)
        if writing:
            end_interruptions()
            writing.save(text)
    readings = [_reading(each, f"{path}") for each in (data, text)]
    before, after = (
        reading.past if reading else History(Tracker(title="")) for reading in readings
    )
    old, new = before.tracker, after.tracker
    if readings[1]:
        inconsistencies_to_stderr(readings[1], f"{path}", file)
    else:
        printing.to_stderr(f"note: {path} is as it was then, which is no valid tracker")
    places = step.places[::-1] if name == "undo" else step.places
    is_there = _pairs(old, new, places) is not None
    done = Step(before, after, places if is_there else (None, None))
    report = recorded(
        name,
        new.title or old.title,
        done.changes if all(readings) else (),
        f"`{step.command}`: {step.what}",
        entry=done.entry or only_entry(old, new),
        dry_run=dry_run,
        pasts=(before, after),
    )
    show_done(report, to, is_saved=not dry_run)


def next_step(
    name: Literal["undo", "redo"], path: Path, data: bytes, file: Target, *, dry_run: bool
) -> tuple[journal.Step, bytes]:
    """Return the step to undo or redo, and the text that it leaves; raises `KurilsError`."""
    try:
        return journal.move(name, path, data, dry_run=dry_run)
    except NothingLeft as error:
        reading = None if journal.recorded(path) else _reading(data, f"{path}")
        if name == "undo" and reading and reading.tracker.log:
            last = handles(reading.tracker.log)[-1]
            error.hint = file.hint(f"to take out the last entry: kurils remove {last}")
        raise


def _reading(text: bytes, label: str) -> Reading | None:
    """Read a tracker; None if it is not one, as a file that `init --force` replaced may be."""
    try:
        return read(decode(text, label), label, clock.today())
    except InvalidTracker:
        return None
