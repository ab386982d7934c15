"""`kurils import`: log many entries at once."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated

from kurils_cli import history, importing, store, things
from kurils_cli.check import ID, broken, new_disputes
from kurils_cli.cli import clock, options, printing, recording, source, values
from kurils_cli.errors import TrackerError, UsageError
from kurils_cli.model import KIND_OF_STATE, Entry, Tracker
from kurils_cli.reports.changes import arrivals
from kurils_cli.words import nearest, pasted, reason


def import_(
    entries: Annotated[
        str,
        options.argument(
            "FILE", "csv, JSON or xlsx, as log or a spreadsheet saves it; - for standard input."
        ),
    ],
    raise_: options.Raise = None,
    dry_run: options.DryRun = False,
    format: options.FormatOption = None,
    output: options.Output = None,
    file: options.WritableFile = source.HERE,
) -> None:
    """Log many entries at once, from csv, JSON or a workbook.

    Columns and keys are those of `kurils log --format csv` and `--format json`; ID=STATE
    is a change too. An entry that the log already has, word for word, is skipped. If a
    row is wrong, every wrong row is listed, and nothing is written.

    Example: kurils import entries.csv --dry-run
    """
    to = printing.destination(format, output, file, entries)
    label = "<stdin>" if entries == "-" else entries
    imported = importing.read_entries(_data(entries, label), label)

    def step(old: history.History) -> recording.Step:
        tracker = old.tracker
        new = _new(tracker.log, imported.entries)
        logged = [entry for _, entry in new]
        raised = values.new_issues(tracker, raise_)
        for issue in raised:
            if not any(entry.mentions([issue.id]) for entry in logged):
                raise UsageError(f"--raise: no new entry of `{label}` names `{issue.id}`")
        wider = tracker._replace(issues=(*tracker.issues, *raised))
        past = history.History(history.all_logged(wider, logged))
        problems = [*imported.problems, *_problems(tracker, past.tracker, new)]
        if problems:
            raise TrackerError(
                f"`{label}` can't be imported; nothing was written",
                details=imported.all_problems(label, problems),
                hint=_hint(wider, logged, entries, raise_ or [], file),
            )
        remarks = [*arrivals(old, past, logged), *recording.of_every_area(raised, file)]
        if passed := len(imported.entries) - len(new):
            remarks = [f"note: already in the log, word for word, so skipped: {passed}", *remarks]
        elif not new:
            remarks = [f"note: nothing to log: `{label}` has no entry"]
        place = len(tracker.log) if len(logged) == 1 else None
        return recording.Step(old, past, (None, place), tuple(remarks))

    recording.change("import", file, step, dry_run=dry_run, to=to)


def _data(name: str, label: str) -> bytes:
    if name == "-":
        return source.stdin()
    try:
        with Path(name).open("rb") as file:
            return store.read_all(file, label)
    except (OSError, ValueError) as error:
        raise TrackerError(f"can't read `{label}`: {reason(error)}") from None


def _new(log: Iterable[Entry], entries: Iterable[tuple[int, Entry]]) -> list[tuple[int, Entry]]:
    """Return the entries that a log lacks; of equal entries, as many as it lacks."""
    remaining = Counter(map(importing.known_by, log))
    new = []
    for place, entry in entries:
        known = importing.known_by(entry)
        if remaining[known]:
            remaining[known] -= 1
        else:
            new.append((place, entry))
    return new


def _problems(
    old: Tracker, new: Tracker, entries: Sequence[tuple[int, Entry]]
) -> Iterator[tuple[int, str]]:
    today = clock.today()
    for place, entry in entries:
        try:
            recording.ensure_happened(entry, today)
        except UsageError as error:
            yield place, error.message
    alone = new._replace(log=new.log[len(old.log) :])
    missing = set[str]()
    for finding in broken(alone):  # about the log: everything else was checked before
        what = finding.message.partition(":")[0]
        if what not in missing:
            yield entries[int(finding.path[1])][0], finding.message
        if what.startswith("no party"):  # is told once: many entries name the same few
            missing.add(what)
    for id, on, states, at in new_disputes(new.log, old.log):
        yield (
            entries[at - len(old.log)][0],
            f"another entry of {on} puts `{id}` into "
            f"`{states[0]}`, this one into `{states[1]}`: a dispute",
        )


def _hint(
    tracker: Tracker, entries: Iterable[Entry], name: str, raised: list[str], file: source.Target
) -> str | None:
    """Return how to add parties that speak, or ids that move, and the tracker lacks, if any."""

    def new(ids: Iterable[str], known: Iterable[str]) -> list[str]:
        return [id for id in ids if ID.fullmatch(id) and not nearest(id, known)]

    speakers = dict.fromkeys(id for entry in entries for id in (*entry.by, *dict(entry.says)))
    if parties := new(speakers, things.by_id(tracker)):
        return " && ".join(file.hint(f"kurils add party {id} {id.capitalize()}") for id in parties)
    kinds = {id: KIND_OF_STATE[state] for entry in entries for id, state in entry.changes}
    missing = new(kinds, tracker.ids)
    if issues := [f"{id}={id.capitalize()}" for id in missing if kinds[id] == "issue"]:
        options = " ".join(f"--raise {pasted(pair)}" for pair in (*raised, *issues))
        return file.hint(f"if they are new issues: kurils import {pasted(name)} {options}")
    areas = (id for id in missing if kinds[id] == "area")
    return next((file.hint(f"kurils add area {id} {id.capitalize()}") for id in areas), None)
