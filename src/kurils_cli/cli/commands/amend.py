"""`kurils amend`: change an entry that was logged earlier."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

from kurils_cli import editor, history, store
from kurils_cli.check import new_disputes
from kurils_cli.cli import clock, editing, options, printing, recording, source, values
from kurils_cli.errors import TrackerError, UsageError
from kurils_cli.model import Entry, Tracker
from kurils_cli.reports.changes import consequences
from kurils_cli.toml_format import InvalidTracker, decode, read
from kurils_cli.toml_format.places import Places


def amend(
    entry: options.EntryName,
    changes: options.Changes = None,
    title: options.Title = None,
    on: Annotated[date | None, options.day_option("--date", "When it was.")] = None,
    place: options.Place = None,
    sources: options.Sources = None,
    drop_sources: options.DropSources = None,
    note: options.Note = None,
    about: options.About = None,
    drop_about: options.DropAbout = None,
    by: options.By = None,
    says: options.Says = None,
    dry_run: options.DryRun = False,
    format: options.FormatOption = None,
    output: options.Output = None,
    resume: options.Resume = None,
    file: options.WritableFile = source.HERE,
) -> None:
    """Change an entry that was logged earlier.

    An option replaces what the entry has, an empty one takes it away: --place ''.
    --by replaces all who say so; --source and --about add. ID=STATE sets a change,
    ID= takes it out. With nothing named it opens the entry in your editor. Marks are
    then what the log leaves.

    Example: kurils amend 2019-12-19 --place Moscow --source https://example.org
    """
    to = printing.destination(format, output, file, resume)
    given = (changes, title, on, place, note, sources, drop_sources, about, drop_about, by, says)
    if not any(given):
        _amend_in_editor(entry, resume, dry_run, to, file)
        return
    if resume:
        raise UsageError("--resume takes up a copy, and nothing else changes with it")

    def step(past: history.History) -> recording.Step:
        tracker = past.tracker
        at = values.entry_at(tracker.log, entry, "amend", file)
        old = tracker.log[at]
        new = old._replace(
            date=on or old.date,
            title=values.replacing(old.title, title, "--title"),
            place=values.replacing(old.place, place, "--place"),
            sources=values.adding(
                old.sources, values.sources(sources), drop_sources, "--drop-source"
            ),
            note=values.replacing(old.note, note, "--note"),
            changes=_changes(tracker, at, changes or [], file),
            about=values.adding(
                old.about, values.known_ids(tracker, about), drop_about, "--drop-about"
            ),
            by=old.by if by is None else values.known_parties(tracker, [*filter(None, by)]),
            says=values.texts(dict(old.says) | values.accounts(tracker, says)),
        )
        return amended(past, at, new, file)

    recording.change("amend", file, step, dry_run=dry_run, to=to)


def _changes(
    tracker: Tracker, at: int, pairs: Sequence[str], file: source.Target
) -> tuple[tuple[str, str], ...]:
    """Return the changes of an entry with those that `ID=STATE` sets and `ID=` takes out."""
    name = history.handles(tracker.log)[at]
    gone = [pair.removesuffix("=") for pair in pairs if pair.endswith("=")]
    states = dict(tracker.log[at].changes)
    for id in values.known_ids(tracker, gone):
        if id not in states:
            moved = " ".join(f"{id}={state}" for id, state in states.items()) or "nothing"
            raise UsageError(f"the entry of {name} does not move `{id}`", hint=f"it moves {moved}")
    rest = [pair for pair in pairs if not pair.endswith("=")]
    states |= values.changes(tracker, rest, (), file, f"amend {name}")
    return tuple((id, state) for id, state in states.items() if id not in gone)


def amended(old: history.History, at: int, entry: Entry, file: source.Target) -> recording.Step:
    """Return the step that replaces an entry by another; raises `UsageError`."""
    tracker = old.tracker
    name = history.handles(tracker.log)[at]
    new = history.replaced(tracker, at, entry)
    if new.log == tracker.log:
        raise UsageError(
            f"nothing to change: the entry of {name} says so already",
            hint=file.hint(f"kurils log {name}"),
        )
    if not entry.title and not entry.changes:
        raise UsageError(
            "an entry needs a title or a change",
            hint=file.hint(f"to take it out: kurils remove {name}"),
        )
    announced = tracker.log[at].changes if tracker.log[at].date > tracker.on else ()
    if {*entry.changes} - {*announced}:
        recording.ensure_happened(entry, clock.today())
    for id, on, states, _ in new_disputes(new.log, tracker.log):
        raise UsageError(
            f"another entry of {on} would put `{id}` into another state, "
            f"`{states[0]}` and `{states[1]}`: a dispute",
            hint=file.hint(f"kurils log {id} --since {on} --until {on}"),
        )
    past, touched = history.History(new), [tracker.log[at], new.log[at]]
    return recording.Step(old, past, (at, at), tuple(consequences(old, past, touched)))


def _amend_in_editor(
    name: str, resume: Path | None, dry_run: bool, to: printing.Destination, file: source.Target
) -> None:
    """Let the user edit an entry alone, as TOML, and take it once it is right."""
    path = file.writable()
    text = decode(store.read(path), f"{path}")
    past = read(text, f"{path}", clock.today()).past
    tracker = past.tracker
    at = values.entry_at(tracker.log, name, "amend", file)
    part = Places(text).part(("log", at))
    if part is None:
        raise UsageError(
            f"the entry of {name} has no header `[[log]]` of its own",
            hint=file.hint("kurils edit"),
        )
    before = f"{text[part]}\n".encode()

    def step_of(data: bytes, _: bytes, copy: Path) -> recording.Step:
        edited = decode(data, f"{copy}").rstrip()
        whole = f"{text[: part.start]}{edited}{text[part.stop :]}"
        return _edited(past, at, whole, text.count("\n", 0, part.start), copy, file)

    if resume and editor.base(resume, path, name) != before:
        raise TrackerError(f"the entry of {name} is not what `{resume}` was made from")
    task = editing.Task(path, f"kurils amend {name}", file, name, dry_run)
    with editing.edited(task, before, resume, step_of) as edited:
        step = edited.result
        if step:
            recording.change("amend", file, lambda _: step, dry_run=dry_run, to=to, based_on=text)


def _edited(
    past: history.History, at: int, text: str, lines_above: int, copy: Path, file: source.Target
) -> recording.Step:
    """Return the step for a text in which the user edited one entry; raises `KurilsError`."""
    tracker = past.tracker
    try:
        edited = read(text, f"{copy}", tracker.on).tracker
    except InvalidTracker as error:
        findings = [each._replace(line=each.line - lines_above) for each in error.findings]
        raise InvalidTracker(f"{copy}", findings) from None
    if len(edited.log) != len(tracker.log) or edited != tracker._replace(
        log=(*tracker.log[:at], edited.log[at], *tracker.log[at + 1 :])
    ):
        raise UsageError("the copy must have the one entry, and nothing else")
    entry = edited.log[at]
    is_same = entry == tracker.log[at]  # only comments or the layout changed
    step = recording.Step(past, past, (at, at)) if is_same else amended(past, at, entry, file)
    return step._replace(edited=(text, edited))
