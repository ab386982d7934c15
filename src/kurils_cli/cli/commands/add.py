"""`kurils add`: add an area, issue or party."""

import re
from typing import Annotated, Literal

import typer

from kurils_cli import things
from kurils_cli.check import ID, ID_FORM
from kurils_cli.cli import recording, values
from kurils_cli.cli.options import (
    Blocks,
    Called,
    DryRun,
    FormatOption,
    Lang,
    Note,
    Output,
    WritableFile,
)
from kurils_cli.cli.output import destination
from kurils_cli.cli.recording import Step
from kurils_cli.cli.source import HERE, Target
from kurils_cli.errors import UsageError
from kurils_cli.history import History
from kurils_cli.model import UNNAMED_AREA, Area, Issue, Party, Tracker
from kurils_cli.words import pasted


def add(
    kind: Annotated[
        Literal["area", "issue", "party"],
        typer.Argument(metavar="area|issue|party", show_default=False),
    ],
    id: Annotated[str, typer.Argument(metavar="ID", help="A short name.", show_default=False)],
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="What it is called.", show_default=False)
    ],
    note: Note = None,
    called: Called = None,
    blocks: Blocks = None,
    lang: Lang = None,
    dry_run: DryRun = False,
    format: FormatOption = None,
    output: Output = None,
    file: WritableFile = HERE,
) -> None:
    """Add an area, an issue or a party.

    An area is pending and an issue open, and no entry says so yet. To log that an
    entry raised an issue: update --raise.

    Example: kurils add area ports 'Port development' --dry-run
    """
    to = destination(format, output, file)
    values.fits(kind, note=note, called=called, blocks=blocks, lang=lang)

    def step(past: History) -> Step:
        tracker = past.tracker
        _ensure_new(tracker, kind, id, name, file)
        title = values.text(name, "NAME")
        more = values.one_text(note, "--note")
        terms = values.texts(values.accounts(tracker, called, "--called"))
        thing: things.Thing = Party(id, title, values.one_text(lang, "--lang"))
        if kind == "area":
            thing = Area(id, title, UNNAMED_AREA, more, terms)
        elif kind == "issue":
            thing = Issue(id, title, "open", values.areas(tracker, blocks), more, terms)
        new = History(things.put(tracker, thing))
        return Step(past, new, None, _remarks(thing, file), thing=f"the {kind} `{id}`: {title}")

    recording.change("add", file, step, dry_run=dry_run, to=to)


def _remarks(thing: things.Thing, file: Target) -> tuple[str, ...]:
    """Hint, for an issue, that no entry says yet that it is open."""
    if not isinstance(thing, Issue):
        return ()
    command = file.hint(f"kurils update {thing.id}=open --title TITLE")
    return (f"hint: to log that it was raised: {command}",)


def _ensure_new(tracker: Tracker, kind: str, id: str, name: str, file: Target) -> None:
    """Raise `UsageError` for an id that is malformed or exists."""
    there = things.by_id(tracker).get(id)
    if there:
        raise UsageError(
            f"`{id}` is there already: the {there.kind} `{there.name}`",
            hint=file.hint(f"kurils set {id} --name {pasted(name)}"),
        )
    if not ID.fullmatch(id):
        form = re.sub(r"[^a-z0-9]+|^[0-9]+", "-", id.casefold()).strip("-")
        other = file.hint(f"kurils add {kind} {form} {pasted(name)}") if form else ""
        raise UsageError(f"`{id}` is no id: an id is {ID_FORM}", hint=other or None)
