"""`kurils remove`: take out an entry, or an area, issue or party that nothing names."""

from typing import Annotated

from kurils_cli import history, things
from kurils_cli.cli import completion, options, printing, recording, source, values
from kurils_cli.errors import UsageError
from kurils_cli.model import Entry, Tracker
from kurils_cli.reports.changes import consequences

_MOST_LISTED = 12


def remove(
    what: Annotated[
        str,
        options.argument(
            "ENTRY|ID",
            "An entry by its date or DATE#N; or an area, issue or party that nothing names.",
            completion.removable,
        ),
    ],
    looked: Annotated[
        bool, options.flag("--looked", "The day of that date on which somebody looked for news.")
    ] = False,
    dry_run: options.DryRun = False,
    format: options.FormatOption = None,
    output: options.Output = None,
    file: options.WritableFile = source.HERE,
) -> None:
    """Take out an entry, or an area, issue or party that nothing names.

    Without an entry, marks are what the rest of the log leaves. With --looked, take out
    a day of looking for news.

    Example: kurils remove 2019-12-19 --dry-run
    """
    to = printing.destination(format, output, file)

    def step(old: history.History) -> recording.Step:
        tracker = old.tracker
        if looked:
            return _without_looking(old, what, file)
        if not values.is_entry(what):
            return _without(old, what, file)
        at = values.entry_at(tracker.log, what, "remove", file)
        new, gone = history.History(history.replaced(tracker, at)), tracker.log[at]
        return recording.Step(old, new, (at, None), tuple(consequences(old, new, [gone])))

    recording.change("remove", file, step, dry_run=dry_run, to=to)


def _without_looking(old: history.History, day: str, file: source.Target) -> recording.Step:
    """Return the step that takes out a day of looking for news; raises `UsageError`."""
    looked = old.tracker.looked
    days = [
        Entry(each.date, f"looked for news of {' '.join(each.about) or 'all'}") for each in looked
    ]
    at = values.entry_at(days, day, "remove --looked", file, what="look for news")
    new = old.tracker._replace(looked=(*looked[:at], *looked[at + 1 :]))
    what = f"that somebody {days[at].title} on {days[at].date}"
    return recording.Step(old, history.History(new), thing=what)


def _without(old: history.History, id: str, file: source.Target) -> recording.Step:
    """Return the step that takes out an area, issue or party; raises `UsageError`."""
    tracker = old.tracker
    thing = values.thing(tracker, id, file)
    named = [*things.naming(tracker, id)]
    lines = [f"{each.name}  {each.title} ({', '.join(each.keys)})" for each in named]
    more = [f"and {len(lines) - _MOST_LISTED} more"] if len(lines) > _MOST_LISTED else []
    if named:
        raise UsageError(
            f"the {thing.kind} `{id}` can't go while it is named",
            details=[*lines[:_MOST_LISTED], *more],
            hint=file.hint(_unnaming(tracker, named[0], id)),
        )
    new = history.History(things.without(tracker, id))
    return recording.Step(old, new, thing=f"the {thing.kind} `{id}`: {thing.name}")


def _unnaming(tracker: Tracker, named: things.Naming, id: str) -> str:
    """Return the command after which the first that names an id no longer does."""
    if named.what == "looked":
        return "kurils edit"
    options = {"changes": f"{id}=", "about": f"--drop-about {id}", "says": f"--says {id}="}
    options["called"] = f"--called {id}="
    if named.what == "entry":
        entry = dict(zip(history.handles(tracker.log), tracker.log, strict=True))[named.name]
        by = [party for party in entry.by if party != id] or ["''"]
        options["by"] = " ".join(f"--by {party}" for party in by)
    else:
        issue = things.by_id(tracker)[named.name]
        blocks = [area for area in getattr(issue, "blocks", None) or () if area != id] or ["none"]
        options["blocks"] = " ".join(f"--blocks {area}" for area in blocks)
    command = "kurils amend" if named.what == "entry" else "kurils set"
    return " ".join([command, named.name, *(options[key] for key in named.keys)])
