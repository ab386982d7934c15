"""`kurils update`: log one entry, from options or from answers."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Annotated

from kurils_cli import history, reports, store
from kurils_cli.check import contradiction
from kurils_cli.cli import (
    asking,
    clock,
    options,
    printing,
    recording,
    values,
)
from kurils_cli.cli.asking import Answers
from kurils_cli.cli.output import Destination, destination
from kurils_cli.cli.recording import Step
from kurils_cli.cli.source import HERE, Target
from kurils_cli.errors import TrackerError, UsageError
from kurils_cli.history import History
from kurils_cli.model import Entry, Issue, Tracker
from kurils_cli.toml_format import decode, read


def update(
    changes: options.Changes = None,
    title: options.Title = None,
    on: Annotated[
        date | None, options.day_option("--date", "When it was; otherwise today.")
    ] = None,
    place: options.Place = None,
    sources: options.Sources = None,
    note: options.Note = None,
    about: options.About = None,
    by: options.By = None,
    says: options.Says = None,
    raise_: options.Raise = None,
    blocks: options.RaisedBlocks = None,
    dry_run: options.DryRun = False,
    format: options.FormatOption = None,
    output: options.Output = None,
    file: options.WritableFile = HERE,
) -> None:
    """Log one entry, such as talks, and set the marks that it changes.

    With nothing to log, it asks on a terminal. Talks at which nothing moved are logged
    too: give a title and no ID=STATE. An area is piloted on the day on which its pilot
    ended.

    Example: kurils update tourism=piloted --title Tour --date 2019-10-30
    """
    to = destination(format, output, file)
    today = clock.today()

    def answers(tracker: Tracker) -> Answers:
        issues = values.new_issues(tracker, raise_, blocks)
        pairs = values.changes(tracker, changes, issues, file)
        entry = Entry(
            date=on or today,
            title=values.one_text(title, "--title"),
            place=values.one_text(place, "--place"),
            sources=values.sources(sources),
            note=values.one_text(note, "--note"),
            changes=(*pairs, *((issue.id, "open") for issue in issues)),
            about=tuple(dict.fromkeys(values.known_ids(tracker, about))),
            by=values.known_parties(tracker, by),
            says=values.texts(values.accounts(tracker, says)),
        )
        return Answers(entry, issues)

    if not (changes or title or raise_ or blocks):
        given = {"Date": on, "Source": sources, "Said by": by}
        known = [name for name, value in given.items() if value]
        if _asked_and_recorded(answers, known, file, dry_run, to):
            return
        raise UsageError(
            "nothing to log: an entry needs a title, an ID=STATE or a --raise ID=TITLE",
            hint="kurils update --help",
        )

    def step(old: History) -> Step:
        entry, issues, _ = answers(old.tracker)
        step = record(old, entry, issues, today=today, file=file)
        dated = () if on else (f"note: dated today, {today}",)
        is_twice = not dry_run and step.entry in old.tracker.log
        twice = (file.hint("hint: to take it back: kurils undo"),) if is_twice else ()
        return step._replace(remarks=(*dated, *step.remarks, *twice))

    recording.change("update", file, step, dry_run=dry_run, to=to)


def record(
    old: History,
    entry: Entry,
    raised: tuple[Issue, ...] = (),
    *,
    today: date,
    file: Target,
) -> Step:
    """Return the step that logs an entry; raises `UsageError` if the log can't take it."""
    tracker = old.tracker
    recording.ensure_happened(entry, today)
    if found := contradiction(tracker.log, entry):
        place, id, state = found
        name = history.handles(tracker.log)[place]
        raise UsageError(
            f"an entry of {entry.date} already puts `{id}` into `{state}`; "
            f"another of that day into `{dict(entry.changes)[id]}` would be a dispute",
            hint=file.hint(f"to change that entry: kurils amend {name}"),
        )
    new = History(history.logged(tracker, entry, raised))
    remarks = (*reports.remarks(old, new, today), *recording.of_every_area(raised, file))
    return Step(old, new, new.tracker.log[-1], remarks)


def _asked_and_recorded(
    begin: Callable[[Tracker], Answers],
    known: Sequence[str],
    file: Target,
    dry_run: bool,
    to: Destination,
) -> bool:
    """Ask, and record the answers; return False where there is nobody to ask.

    `begin` returns the answers that the options give; those named in `known` are not
    asked for.
    """
    if not asking.is_terminal():
        return False
    path = file.writable()
    today, answers = clock.today(), None
    while True:
        text = decode(store.read(path), f"{path}")
        past = read(text, f"{path}", today).past
        review = partial(_review, past, today=today, file=file)
        answers = asking.ask_for_entry(
            *(past.tracker, today, None if dry_run else review),
            *((begin(past.tracker), known) if answers is None else (answers, None)),
        )
        if answers is None:
            printing.to_stderr("nothing was written")
            return True
        make = partial(_asked_step, answers=answers, today=today, file=file)
        step = make if dry_run else partial(_without_remarks, make)
        try:
            recording.change("update", file, step, dry_run=dry_run, to=to, based_on=text)
            return True
        except TrackerError as error:
            if store.read(path) == text.encode("utf-8"):
                raise
            printing.error_to_stderr(error)  # review the answers against the tracker as it is now


def _review(past: History, answers: Answers, *, today: date, file: Target) -> tuple[str, ...]:
    """Return what may surprise; raises `UsageError` if the log can't take it."""
    return _asked_step(past, answers, today=today, file=file).remarks


def _asked_step(past: History, answers: Answers, *, today: date, file: Target) -> Step:
    if not answers.entry.title and not answers.entry.changes:
        raise UsageError("nothing to log: no title was given, and no mark changed")
    return record(past, answers.entry, answers.raised, today=today, file=file)


def _without_remarks(make: Callable[[History], Step], past: History) -> Step:
    """Return a step without its remarks, which the review has shown."""
    return make(past)._replace(remarks=())
