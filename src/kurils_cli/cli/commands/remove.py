"""`kurils remove`: take out an entry, or an area, issue or party that nothing names."""

from collections.abc import Sequence
from typing import Annotated

import typer

from kurils_cli import history, reports, things
from kurils_cli.cli import completion, recording, values
from kurils_cli.cli.options import DryRun, FormatOption, Output, WritableFile
from kurils_cli.cli.output import destination
from kurils_cli.cli.recording import Step
from kurils_cli.cli.source import HERE, Target
from kurils_cli.errors import UsageError
from kurils_cli.history import History
from kurils_cli.model import Tracker

_MOST_LISTED = 12


def remove(
    what: Annotated[
        str,
        typer.Argument(
            metavar="ENTRY|ID",
            autocompletion=completion.removable,
            help="An entry by its date or DATE#N; or an area, issue or party that nothing names.",
            show_default=False,
        ),
    ],
    dry_run: DryRun = False,
    format: FormatOption = None,
    output: Output = None,
    file: WritableFile = HERE,
) -> None:
    """Take out an entry, or an area, issue or party that nothing names.

    Without an entry, marks are what the rest of the log leaves.

    Example: kurils remove 2019-12-19 --dry-run
    """
    to = destination(format, output, file)

    def step(old: History) -> Step:
        tracker = old.tracker
        if not values.is_entry(what):
            return _without(old, what, file)
        at = values.entry_at(tracker.log, what, "remove", file)
        new, gone = History(history.replaced(tracker, at)), tracker.log[at]
        return Step(old, new, gone, tuple(reports.consequences(old, new, [gone])))

    recording.change("remove", file, step, dry_run=dry_run, to=to)


def _without(old: History, id: str, file: Target) -> Step:
    """Return the step that takes out an area, issue or party; raises `UsageError`."""
    tracker = old.tracker
    thing = values.thing(tracker, id, file)
    named = [*things.naming(tracker, id)]
    if named:
        raise UsageError(
            f"the {thing.kind} `{id}` can't go while it is named",
            details=_listed(named),
            hint=file.hint(_unnaming(tracker, named[0], id)),
        )
    new = History(things.without(tracker, id))
    return Step(old, new, None, thing=f"the {thing.kind} `{id}`: {thing.name}")


def _listed(named: Sequence[things.Naming]) -> list[str]:
    """Return a line for each of the first that name an id, and how many more there are."""
    lines = [f"{each.name}  {each.title} ({', '.join(each.keys)})" for each in named[:_MOST_LISTED]]
    more = len(named) - len(lines)
    return [*lines, *([f"and {more} more"] if more else [])]


def _unnaming(tracker: Tracker, named: things.Naming, id: str) -> str:
    """Return the command after which the first that names an id no longer does."""
    if named.what == "looked":
        return "kurils edit"
    if named.what == "entry":
        entry = dict(zip(history.handles(tracker.log), tracker.log, strict=True))[named.name]
        by = [party for party in entry.by if party != id] or ["''"]
        options = {
            "changes": f"{id}=",
            "about": f"--drop-about {id}",
            "by": " ".join(f"--by {party}" for party in by),
            "says": f"--says {id}=",
        }
        return " ".join([f"kurils amend {named.name}", *(options[key] for key in named.keys)])
    issue = things.by_id(tracker)[named.name]
    blocks = [area for area in getattr(issue, "blocks", None) or () if area != id] or ["none"]
    options = {
        "blocks": " ".join(f"--blocks {area}" for area in blocks),
        "called": f"--called {id}=",
    }
    return " ".join([f"kurils set {named.name}", *(options[key] for key in named.keys)])
