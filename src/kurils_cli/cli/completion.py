"""Shell completion of ids and states; a tracker that can't be read completes nothing."""

import contextlib
import re
from collections.abc import Callable, Collection, Iterable, MutableMapping
from pathlib import Path
from typing import TypeAlias

import typer

from kurils_cli import records as shipped
from kurils_cli.cli import clock
from kurils_cli.cli.source import BY, HERE, RECORD, Target
from kurils_cli.errors import KurilsError
from kurils_cli.history import handles
from kurils_cli.model import KIND_OF_STATE, STATES, Tracker
from kurils_cli.things import Thing
from kurils_cli.toml_format import read

VARIABLE = "_KURILS_COMPLETE"
"""Set by the shell when it asks for completions."""
Offers: TypeAlias = list[tuple[str, str]]
"""Words, each with its description."""


def _of_tracker(offer: Callable[[Tracker], Offers]) -> Callable[[typer.Context], Offers]:
    """Return what completes words from the tracker that is meant."""

    def complete(context: typer.Context) -> Offers:
        return [(word, _beside(name)) for word, name in offer(_tracker(context))]

    return complete


def _named(things: Iterable[Thing]) -> Offers:
    return [(thing.id, thing.name) for thing in things]


def _entries(tracker: Tracker) -> Offers:
    titles = (entry.title or "" for entry in tracker.log)
    return [*zip(handles(tracker.log), titles, strict=True)]


ids = _of_tracker(lambda tracker: _named(tracker.things))
parties = _of_tracker(lambda tracker: _named(tracker.parties))
areas = _of_tracker(lambda tracker: _named(tracker.areas))
all_ids = _of_tracker(lambda tracker: _named([*tracker.things, *tracker.parties]))
entries = _of_tracker(_entries)
ids_and_entries = _of_tracker(lambda tracker: [*_named(tracker.things), *_entries(tracker)])
removable = _of_tracker(
    lambda tracker: [*_entries(tracker), *_named([*tracker.things, *tracker.parties])]
)
blocks = _of_tracker(
    lambda tracker: [*_named(tracker.areas), ("all", "every area"), ("none", "no area")]
)
accounts = _of_tracker(lambda tracker: [(f"{party.id}=", party.name) for party in tracker.parties])


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


def files(incomplete: str) -> list[str]:
    """Complete `record:NAME`, beside what is here; any other name is for the shell to complete."""
    return _beside_files(incomplete, [])


def sides(context: typer.Context, incomplete: str) -> list[str]:
    """Complete a side of a diff: a file, `record:NAME` or `by:PARTY`."""
    return _beside_files(incomplete, [f"{BY}{party.id}" for party in _tracker(context).parties])


def _beside_files(incomplete: str, more: list[str]) -> list[str]:
    named = [*(f"{RECORD}{name}" for name in shipped.names()), *more]
    here = (path.name for path in Path().iterdir() if re.fullmatch(r"\w[\w.,-]*", path.name))
    return [*sorted(here), *named] if any(name.startswith(incomplete) for name in named) else []


def join_parted(environ: MutableMapping[str, str]) -> str:
    """Undo what bash does to `tourism=pi` and `record:2016`: it splits words at `=` and `:`.

    Return the start of the word, which bash treats as a word of its own; completions
    must not repeat it.
    """
    words = environ.get("COMP_WORDS", "").split("\n")
    at = environ.get("COMP_CWORD", "")
    if not at.isdecimal() or not 0 < int(at) <= len(words):
        return ""
    given = [*words, ""][1 : int(at) + 1]
    joined = re.sub(r"\n?([=:])\n?", r"\1", "\n".join(given)).split("\n")
    environ["COMP_WORDS"] = "\n".join([words[0], *joined])
    environ["COMP_CWORD"] = f"{len(joined)}"
    return joined[-1] if given[-1] in ("=", ":") else joined[-1].removesuffix(given[-1])


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
