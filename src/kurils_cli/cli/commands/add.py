"""`kurils add`: add an area, issue or party."""

import re
from typing import Annotated, Literal

from kurils_cli import things
from kurils_cli.check import ID, ID_FORM
from kurils_cli.cli import options, printing, recording, source, values
from kurils_cli.errors import UsageError
from kurils_cli.history import History
from kurils_cli.model import UNNAMED_AREA, Area, Issue, Party, Tracker
from kurils_cli.words import pasted


def add(
    kind: Annotated[Literal["area", "issue", "party"], options.argument("area|issue|party", "")],
    id: Annotated[str, options.argument("ID", "A short name.")],
    name: Annotated[str, options.argument("NAME", "What it is called.")],
    note: options.Note = None,
    called: options.Called = None,
    blocks: options.Blocks = None,
    lang: options.Lang = None,
    dry_run: options.DryRun = False,
    format: options.FormatOption = None,
    output: options.Output = None,
    file: options.WritableFile = source.HERE,
) -> None:
    """Add an area, an issue or a party.

    An area is pending and an issue open, and no entry says so yet. To log that an
    entry raised an issue: update --raise.

    Example: kurils add area ports 'Port development' --dry-run
    """
    to = printing.destination(format, output, file)
    values.fits(kind, note=note, called=called, blocks=blocks, lang=lang)

    def step(past: History) -> recording.Step:
        tracker = past.tracker
        _ensure_new(tracker, kind, id, name, file)
        title = values.text(name, "NAME")
        more = values.one_text(note, "--note")
        terms = values.texts(values.accounts(tracker, called, "--called"))
        thing: things.Thing = Party(id, title, values.one_text(values.tags(lang), "--lang"))
        remarks: tuple[str, ...] = ()
        if kind == "area":
            thing = Area(id, title, UNNAMED_AREA, more, terms)
        elif kind == "issue":
            thing = Issue(id, title, "open", values.areas(tracker, blocks), more, terms)
            raising = file.hint(f"kurils update {id}=open --title TITLE")
            remarks = (f"hint: to log that it was raised: {raising}",)
        new = History(things.put(tracker, thing))
        return recording.Step(past, new, remarks=remarks, thing=f"the {kind} `{id}`: {title}")

    recording.change("add", file, step, dry_run=dry_run, to=to)


def _ensure_new(tracker: Tracker, kind: str, id: str, name: str, file: source.Target) -> None:
    """Raise `UsageError` for an id that is malformed or exists."""
    there = things.by_id(tracker).get(id)
    if there:
        raise UsageError(
            f"`{id}` is there already: the {there.kind} `{there.name}`",
            hint=file.hint(f"kurils set {id} --name {pasted(name)}"),
        )
    if not ID.fullmatch(id):
        form = re.sub(r"[^a-z0-9]+|^[0-9]+", "-", id.casefold()).strip("-")
        other = file.hint(f"kurils add {kind} {form} {pasted(name)}") if form else None
        raise UsageError(f"`{id}` is no id: an id is {ID_FORM}", hint=other)
