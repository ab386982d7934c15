"""`kurils set`: change an area, issue or party."""

from typing import Annotated

from kurils_cli import things
from kurils_cli.cli import completion, options, printing, recording, source, values
from kurils_cli.errors import UsageError
from kurils_cli.history import History
from kurils_cli.model import Area, Party
from kurils_cli.words import pasted


def set(
    id: Annotated[str, options.argument("ID", "Of an area, issue or party.", completion.all_ids)],
    name: Annotated[
        options.Several,
        options.option("--name", "TEXT", "What it is called; the title of an issue."),
    ] = None,
    note: options.Note = None,
    called: options.Called = None,
    blocks: Annotated[
        options.Several,
        options.option(
            "--blocks", "ID", "The areas that it blocks, all or none.", completion.blocks
        ),
    ] = None,
    lang: options.Lang = None,
    new_id: Annotated[
        options.Several, options.option("--id", "NEW", "Another id, wherever it is named.")
    ] = None,
    dry_run: options.DryRun = False,
    format: options.FormatOption = None,
    output: options.Output = None,
    file: options.WritableFile = source.HERE,
) -> None:
    """Change the name, note, terms or id of an area, issue or party.

    An option replaces what is there, an empty one takes it away: --note ''. --called
    replaces that party's term alone. Only update and amend change its state.

    Example: kurils set movement --blocks tourism --blocks wind --dry-run
    """
    to = printing.destination(format, output, file)
    if "=" in id:
        raise UsageError(f"`{id}` is no id", hint=file.hint(f"kurils update {pasted(id)}"))
    if all(given is None for given in (name, note, called, blocks, lang, new_id)):
        raise UsageError("nothing to change: name an option", hint="kurils set --help")

    def step(past: History) -> recording.Step:
        tracker = past.tracker
        old = values.thing(tracker, id, file)
        values.fits(old.kind, note=note, called=called, blocks=blocks, lang=lang)
        title = values.one_text(name, "--name") or old.name
        thing: things.Thing
        if isinstance(old, Party):
            thing = old._replace(
                name=title, lang=values.replacing(old.lang, values.tags(lang), "--lang")
            )
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
        new, other = things.put(tracker, thing), values.one_text(new_id, "--id") or id
        before = past
        if other != id:
            new = things.renamed(new, id, values.new_id(tracker, other, "--id"))
            before = History(things.renamed(tracker, id, other))
        if new == tracker:
            raise UsageError(
                f"nothing to change: `{id}` is so already",
                hint=None if isinstance(old, Party) else file.hint(f"kurils status {id}"),
            )
        return recording.Step(
            before,
            History(new),
            renamed=(id, other) if other != id else None,
            thing=f"the {old.kind} `{other}`: {title}",
        )

    recording.change("set", file, step, dry_run=dry_run, to=to)
