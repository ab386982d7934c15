"""`kurils set`: change an area, issue or party."""

from typing import Annotated

import typer

from kurils_cli import things
from kurils_cli.cli import completion, recording, values
from kurils_cli.cli.options import (
    Called,
    DryRun,
    FormatOption,
    Lang,
    Note,
    Output,
    WritableFile,
    several,
)
from kurils_cli.cli.output import destination
from kurils_cli.cli.recording import Step
from kurils_cli.cli.source import HERE
from kurils_cli.errors import UsageError
from kurils_cli.history import History
from kurils_cli.model import Area, Party, Tracker
from kurils_cli.words import pasted


def set(
    id: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            autocompletion=completion.all_ids,
            help="Of an area, issue or party.",
            show_default=False,
        ),
    ],
    name: Annotated[
        list[str] | None, several("--name", "TEXT", "What it is called; the title of an issue.")
    ] = None,
    note: Note = None,
    called: Called = None,
    blocks: Annotated[
        list[str] | None,
        several("--blocks", "ID", "The areas that it blocks, all or none.", completion.blocks),
    ] = None,
    lang: Lang = None,
    new_id: Annotated[
        list[str] | None, several("--id", "NEW", "Another id, wherever it is named.")
    ] = None,
    dry_run: DryRun = False,
    format: FormatOption = None,
    output: Output = None,
    file: WritableFile = HERE,
) -> None:
    """Change the name, note, terms or id of an area, issue or party.

    An option replaces what is there, an empty one takes it away: --note ''. --called
    replaces that party's term alone. Only update and amend change its state.

    Example: kurils set movement --blocks tourism --blocks wind --dry-run
    """
    to = destination(format, output, file)
    if "=" in id:
        raise UsageError(f"`{id}` is no id", hint=file.hint(f"kurils update {pasted(id)}"))
    if all(given is None for given in (name, note, called, blocks, lang, new_id)):
        raise UsageError("nothing to change: name an option", hint="kurils set --help")

    def step(past: History) -> Step:
        tracker = past.tracker
        old = values.thing(tracker, id, file)
        values.fits(old.kind, note=note, called=called, blocks=blocks, lang=lang)
        title = values.one_text(name, "--name") or old.name
        thing: things.Thing
        if isinstance(old, Party):
            thing = old._replace(name=title, lang=values.replacing(old.lang, lang, "--lang"))
        else:
            terms = dict(old.called) | values.accounts(tracker, called, "--called")
            thing = old._replace(
                note=values.replacing(old.note, note, "--note"), called=values.texts(terms)
            )
            if isinstance(thing, Area):
                thing = thing._replace(name=title)
            else:
                listed = thing.blocks if blocks is None else values.blocks(tracker, blocks)
                thing = thing._replace(title=title, blocks=listed)
        new = things.put(tracker, thing)
        other = _other_id(tracker, id, new_id)
        if other:
            new = things.renamed(new, id, other)
        if new == tracker:
            raise UsageError(
                f"nothing to change: `{id}` is so already",
                hint=None if isinstance(old, Party) else file.hint(f"kurils status {id}"),
            )
        return Step(
            *(past, History(new), None),
            renamed=(id, other) if other else None,
            thing=f"the {old.kind} `{other or id}`: {title}",
        )

    recording.change("set", file, step, dry_run=dry_run, to=to)


def _other_id(tracker: Tracker, id: str, given: list[str] | None) -> str | None:
    """Return the id to take in the place of one, if it is another; raises `UsageError`."""
    new = values.one_text(given, "--id")
    if new is None or new == id:
        return None
    return values.new_id(tracker, new, "--id")
