"""`kurils update`: log one entry, from options or from answers."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated

from kurils_cli import history, store
from kurils_cli.check import contradiction
from kurils_cli.cli import asking, clock, options, printing, recording, source, values
from kurils_cli.cli.asking import Answers
from kurils_cli.errors import TrackerError, UsageError
from kurils_cli.model import Entry, Tracker
from kurils_cli.reports.changes import remarks
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
    file: options.WritableFile = source.HERE,
) -> None:
    """Log one entry, such as talks, and set the marks that it changes.

    With nothing to log, it asks on a terminal. Talks at which nothing moved are logged
    too: give a title and no ID=STATE. An area is piloted on the day on which its pilot
    ended.

    Example: kurils update tourism=piloted --title Tour --date 2019-10-30
    """
    to = printing.destination(format, output, file)
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
        if not asking.is_terminal():
            raise UsageError(
                "nothing to log: an entry needs a title, an ID=STATE or a --raise ID=TITLE",
                hint="kurils update --help",
            )
        given = {"Date": on, "Source": sources, "Said by": by}
        known = [name for name, value in given.items() if value]
        _ask_and_record(answers, known, file, dry_run, to)
        return

    def step(old: history.History) -> recording.Step:
        step = record(old, answers(old.tracker), today, file)
        dated = () if on else (f"note: dated today, {today}",)
        is_twice = not dry_run and step.entry in old.tracker.log
        twice = (file.hint("hint: to take it back: kurils undo"),) if is_twice else ()
        return step._replace(remarks=(*dated, *step.remarks, *twice))

    recording.change("update", file, step, dry_run=dry_run, to=to)


def record(
    old: history.History, answers: Answers, today: date, file: source.Target
) -> recording.Step:
    """Return the step that logs an entry; raises `UsageError` if the log can't take it."""
    tracker, (entry, raised, _) = old.tracker, answers
    if not entry.title and not entry.changes:
        raise UsageError("nothing to log: no title was given, and no mark changed")
    recording.ensure_happened(entry, today)
    if found := contradiction(tracker.log, entry):
        place, id, state = found
        name = history.handles(tracker.log)[place]
        raise UsageError(
            f"an entry of {entry.date} already puts `{id}` into `{state}`; "
            f"another of that day into `{dict(entry.changes)[id]}` would be a dispute",
            hint=file.hint(f"to change that entry: kurils amend {name}"),
        )
    new = history.History(history.logged(tracker, entry, raised))
    notes = (*remarks(old, new, today), *recording.of_every_area(raised, file))
    return recording.Step(old, new, (None, len(tracker.log)), notes)


def _ask_and_record(
    begin: Callable[[Tracker], Answers],
    known: Sequence[str] | None,
    file: source.Target,
    dry_run: bool,
    to: printing.Destination,
) -> None:
    """Ask, and record the answers.

    `begin` returns the answers so far; the questions named in `known` are not asked. With
    None, the answers are only reviewed, because the tracker has changed since they were given.
    """
    path, today = file.writable(), clock.today()
    text = decode(store.read(path), f"{path}")
    past = read(text, f"{path}", today).past

    def review(answers: Answers) -> Sequence[str]:
        return record(past, answers, today, file).remarks

    answers = asking.ask_for_entry(
        past.tracker, today, None if dry_run else review, begin(past.tracker), known
    )
    if answers is None:
        printing.to_stderr("nothing was written")
        return

    def step(old: history.History) -> recording.Step:
        made = record(old, answers, today, file)
        return made if dry_run else made._replace(remarks=())  # which the review has shown

    try:
        recording.change("update", file, step, dry_run=dry_run, to=to, based_on=text)
    except TrackerError as error:
        if store.read(path) == text.encode("utf-8"):
            raise
        printing.error_to_stderr(error)
        given = answers
        _ask_and_record(lambda _: given, None, file, dry_run, to)
