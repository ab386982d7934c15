"""The commands that record: an entry comes or goes, the marks follow, the diff is shown."""

import contextlib
from collections.abc import Callable, Iterator
from datetime import date
from typing import Annotated, Literal, NamedTuple

import typer

from kurils_cli import report as reports
from kurils_cli import store
from kurils_cli.check import contradiction
from kurils_cli.cli import asking, completion, opening, options, printing, saving
from kurils_cli.cli.options import DryRun, Format, FormatOption, WritableFile, day_option
from kurils_cli.diff import diff
from kurils_cli.errors import KurilsError, TrackerError, UsageError
from kurils_cli.model import Entry, Issue, Tracker, by_date
from kurils_cli.toml_format import read


class NothingLeft(KurilsError):
    """There is no entry to take back."""

    exit_code = 1


class Step(NamedTuple):
    """A tracker before and after one entry came or went, and what to say of it."""

    old: Tracker
    new: Tracker
    entry: Entry
    remarks: tuple[str, ...] = ()


def update(
    changes: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID=STATE]...",
            autocompletion=completion.pairs,
            help="Which state an area or issue entered.",
            show_default=False,
        ),
    ] = None,
    title: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="What it was, such as who met.", show_default=False),
    ] = None,
    on: Annotated[date | None, day_option("--date", "When it was; otherwise today.")] = None,
    place: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Where it was.", show_default=False)
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option(
            metavar="URL",
            help="Where it is reported; may be given more than once.",
            show_default=False,
        ),
    ] = None,
    note: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Anything to add.", show_default=False)
    ] = None,
    raise_: Annotated[
        list[str] | None,
        typer.Option("--raise", metavar="ID=TITLE", help="A new, open issue.", show_default=False),
    ] = None,
    dry_run: DryRun = False,
    format: FormatOption = None,
    file: WritableFile = None,
) -> None:
    """Log one entry, such as talks, and set the marks that it changes.

    With nothing named it asks, question by question. Talks at which nothing
    moved are logged too: give a title and no ID=STATE.

    Example: kurils update tourism=piloted --title Tour --date 2019-10-30
    """
    is_bare = not (changes or title or on or place or source or note or raise_)
    if is_bare and asking.is_terminal():
        _ask_and_record(file, dry_run, format)
        return
    if not (changes or title or raise_):
        raise UsageError(
            "nothing to log: an entry needs a title, an ID=STATE or a --raise ID=TITLE",
            hint="kurils update --help",
        )

    today = date.today()

    def given(option: str, value: str | None) -> str | None:
        return None if value is None else options.text(value, option)

    def step(tracker: Tracker) -> Step:
        issues = options.raised(tracker, raise_)
        pairs = options.changes(tracker, changes, issues, file)
        entry = Entry(
            date=on or today,
            title=given("--title", title),
            place=given("--place", place),
            sources=tuple(options.text(each, "--source") for each in source or ()),
            note=given("--note", note),
            changes=(*pairs, *((issue.id, "open") for issue in issues)),
        )
        step = record(tracker, entry, issues, today=today, file=file)
        dated = () if on else (f"note: dated today, {today}",)
        return step._replace(remarks=(*dated, *step.remarks))

    _change("update", file, step, dry_run=dry_run, format=format)


def record(
    tracker: Tracker,
    entry: Entry,
    raised: tuple[Issue, ...] = (),
    *,
    today: date,
    file: str | None,
) -> Step:
    """Return the step that logs an entry; raises `UsageError` if it made a dispute."""
    if found := contradiction(tracker.log, entry):
        id, state = found
        raise UsageError(
            f"an entry of {entry.date} puts `{id}` into `{state}` already; "
            f"one that says `{dict(entry.changes)[id]}` of the same day would dispute it",
            hint=options.on_file("to change that entry: kurils edit", file),
        )
    new = tracker.record(entry, raised)
    return Step(tracker, new, new.log[-1], tuple(_remarks(tracker, new, today)))


def _remarks(old: Tracker, new: Tracker, today: date) -> Iterator[str]:
    """Say what may surprise: a day to come, and each change that did not move its mark."""
    entry = new.log[-1]
    if entry.date > today:
        yield f"note: {entry.date} is after today, {today}"
    if entry.said in {other.said for other in old.log}:
        yield "note: the log has an entry that says the same already"
    marks = {thing.id: thing.status for thing in new.things}
    before = {thing.id: thing.status for thing in old.things}
    since, before_since = new.since(), old.since()
    for id, state in entry.changes:
        if marks[id] != state:
            later = next(e for e in reversed(by_date(new.log)) if e.names(id))
            stays = "stays" if before[id] == marks[id] else "becomes"
            what = f" ({later.title})" if later.title else ""
            yield f"note: `{id}` {stays} `{marks[id]}`: the entry of {later.date}{what} is later"
        elif before.get(id) == state and since[id] == before_since.get(id):
            yield f"note: `{id}` was `{state}` already"
        elif before.get(id) == state:
            no_longer = f", no longer since {before_since[id]}" if id in before_since else ""
            yield f"note: `{id}` was `{state}` already; now it is so since {since[id]}{no_longer}"


def undo(dry_run: DryRun = False, format: FormatOption = None, file: WritableFile = None) -> None:
    """Take back the entry recorded last: the last one in the file.

    Example: kurils undo --dry-run
    """

    def step(tracker: Tracker) -> Step:
        if not tracker.log:
            raise NothingLeft("nothing is left to undo: the log is empty")
        return Step(tracker, tracker.undo(), tracker.log[-1])

    _change("undo", file, step, dry_run=dry_run, format=format)


def _change(
    name: Literal["update", "undo"],
    file: str | None,
    make: Callable[[Tracker], Step],
    *,
    dry_run: bool,
    format: Format | None,
    based_on: str | None = None,
) -> None:
    """Work out a step on the tracker, save it unless it is a dry run, and show it."""
    from kurils_cli.toml_format.writing import rewrite

    path = opening.writable_path(file)
    label = f"{path}"
    with contextlib.nullcontext() if dry_run else store.writing(path) as writing:
        text = writing.text if writing else store.read(path)
        if based_on is not None and text != based_on:
            raise TrackerError(
                f"`{path}` was changed by somebody else meanwhile; nothing was written"
            )
        step = make(read(text, label).tracker)
        edited, reading = rewrite(text, label, step.old, step.new)
        if writing:
            saving.save(writing, edited)
    opening.tell_inconsistencies(reading, label, file)
    for remark in step.remarks:
        printing.tell(remark)
    changes = diff(step.old, step.new)
    saving.show_done(
        reports.recorded(name, step.new.title, changes, step.entry, dry_run=dry_run),
        format,
        is_saved=not dry_run,
    )


def _ask_and_record(file: str | None, dry_run: bool, format: Format | None) -> None:
    path = opening.writable_path(file)
    text = store.read(path)
    tracker = read(text, f"{path}").tracker
    today = date.today()
    entry = asking.ask_for_entry(tracker, today)
    step = record(tracker, entry, today=today, file=file)
    preview = reports.recorded(
        "update", step.new.title, diff(step.old, step.new), entry, dry_run=True
    )
    for remark in step.remarks:
        printing.tell(remark)
    if dry_run:
        printing.show(preview, format)
        return
    printing.tell_report(preview)
    if not asking.confirm("Write this?", default=True):
        printing.tell("nothing was written")
        return
    _change(
        "update",
        file,
        lambda tracker: record(tracker, entry, today=today, file=file)._replace(remarks=()),
        dry_run=False,
        format=format,
        based_on=text,
    )
