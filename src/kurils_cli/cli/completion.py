"""Shell completion of ids and states; a tracker that can't be read completes nothing."""

import contextlib
import re
from collections.abc import Collection, MutableMapping

import typer

from kurils_cli import records as shipped
from kurils_cli.cli import clock
from kurils_cli.cli.source import HERE, RECORD, Target
from kurils_cli.errors import KurilsError
from kurils_cli.history import handles
from kurils_cli.model import KIND_OF_STATE, STATES, Tracker
from kurils_cli.toml_format import read

VARIABLE = "_KURILS_COMPLETE"
"""Set by the shell when it asks for completions."""


def ids(context: typer.Context) -> list[tuple[str, str]]:
    """Complete an id, its name beside it."""
    return [(thing.id, _beside(thing.name)) for thing in _tracker(context).things]


def parties(context: typer.Context) -> list[tuple[str, str]]:
    """Complete the id of a party, its name beside it."""
    return [(party.id, _beside(party.name)) for party in _tracker(context).parties]


def areas(context: typer.Context) -> list[tuple[str, str]]:
    """Complete the id of an area, its name beside it."""
    return [(area.id, _beside(area.name)) for area in _tracker(context).areas]


def blocks(context: typer.Context) -> list[tuple[str, str]]:
    """Complete what an issue can block: an area, all or none."""
    return [*areas(context), ("all", "every area"), ("none", "no area")]


def all_ids(context: typer.Context) -> list[tuple[str, str]]:
    """Complete the id of an area, issue or party."""
    return [*ids(context), *parties(context)]


def removable(context: typer.Context) -> list[tuple[str, str]]:
    """Complete what can be taken out: an entry, area, issue or party."""
    return [*entries(context), *all_ids(context)]


def ids_and_entries(context: typer.Context) -> list[tuple[str, str]]:
    """Complete an id of an area or issue, or an entry."""
    return [*ids(context), *entries(context)]


def accounts(context: typer.Context) -> list[tuple[str, str]]:
    """Complete `PARTY=`; the party's account follows it."""
    return [(f"{id}=", name) for id, name in parties(context)]


def entries(context: typer.Context) -> list[tuple[str, str]]:
    """Complete an entry by its date, its title beside it."""
    log = _tracker(context).log
    return [
        (handle, _beside(entry.title or ""))
        for handle, entry in zip(handles(log), log, strict=True)
    ]


def _beside(name: str) -> str:
    """Return a name without the characters that mean something to a shell or to Rich.

    Typer's script for zsh evaluates what it is given.
    """
    return re.sub(r"[^\w ,.-]", "", name)


def pairs(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Complete `ID=`, then `ID=STATE` with the states that the id can have.

    Where only one id fits, its states come with it, so that a shell goes on
    after the `=` instead of adding a blank.
    """
    things = _tracker(context).things
    matching = [thing for thing in things if f"{thing.id}=".startswith(incomplete)]
    if not matching:
        matching = [thing for thing in things if incomplete.startswith(f"{thing.id}=")]
    offered = [(f"{thing.id}=", _beside(thing.name)) for thing in matching if "=" not in incomplete]
    if len(matching) == 1:
        [thing] = matching
        offered += [(f"{thing.id}={state}", _beside(thing.name)) for state in STATES[thing.kind]]
    return offered


def states(context: typer.Context) -> list[str]:
    """Complete a state that the id before it can have, if there is one."""
    id = context.params.get("id")
    kinds = {thing.kind for thing in _tracker(context).things if thing.id == id} or set(STATES)
    return [state for state, kind in KIND_OF_STATE.items() if kind in kinds]


def records(incomplete: str) -> list[str]:
    """Complete `record:NAME`; until that is begun, the shell completes file names."""
    named = [f"{RECORD}{name}" for name in shipped.names()]
    return named if incomplete.startswith(RECORD) else []


def join_parted(environ: MutableMapping[str, str]) -> str:
    """Undo what bash does to `tourism=pi` and `record:2016`: it splits words at `=` and `:`.

    Return the start of the word, which bash treats as a word of its own; completions
    must not repeat it.
    """
    words = environ.get("COMP_WORDS", "").split("\n")
    at = environ.get("COMP_CWORD", "")
    if not at.isdecimal() or not 0 < int(at) <= len(words):
        return ""
    first, *rest = [*words, ""][: int(at) + 1]
    joined, start = [first], ""
    for word in rest:
        if is_mark := word in ("=", ":"):
            joined[-1] += word
        elif joined[-1].endswith(("=", ":")):
            start = joined[-1]
            joined[-1] += word
        else:
            start = ""
            joined.append(word)
    environ["COMP_WORDS"] = "\n".join(joined)
    environ["COMP_CWORD"] = f"{len(joined) - 1}"
    return joined[-1] if is_mark else start


def called(environ: MutableMapping[str, str], commands: Collection[str]) -> Collection[str]:
    """Return the one command whose words are completed, and remove its name; else all commands.

    bash gives the words, zsh and fish the whole line.
    """
    line = environ.get("_TYPER_COMPLETE_ARGS", "")
    if (begun := re.match(r"\s*\S+\s+(\S+)(?=\s)", line)) and begun[1] in commands:
        environ["_TYPER_COMPLETE_ARGS"] = line[: begun.start(1)] + line[begun.end(1) :].lstrip()
        return [begun[1]]
    words, at = environ.get("COMP_WORDS", "").split("\n"), environ.get("COMP_CWORD", "")
    if not (at.isdecimal() and int(at) > 1 and words[1] in commands):
        return commands
    environ["COMP_WORDS"] = "\n".join([words[0], *words[2:]])
    environ["COMP_CWORD"] = f"{int(at) - 1}"
    return [words[1]]


def _tracker(context: typer.Context) -> Tracker:
    given = context.params.get("file")
    file = given if isinstance(given, Target) else HERE
    with contextlib.suppress(KurilsError, OSError):
        if file.can_be_read_again:
            label, text = file.open(quiet=True)
            return read(text, label, clock.today()).tracker
    return Tracker(title="")
