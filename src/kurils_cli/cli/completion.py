"""Shell completion of ids and states; a tracker that can't be read completes nothing."""

import contextlib
import re
from collections.abc import MutableMapping

import typer

from kurils_cli.cli.source import open_tracker
from kurils_cli.errors import KurilsError
from kurils_cli.model import KIND_OF_STATE, STATES, Area, Issue
from kurils_cli.toml_format import read

VARIABLE = "_KURILS_COMPLETE"
"""Set by the shell when it asks for completions."""


def ids(context: typer.Context) -> list[tuple[str, str]]:
    """Complete an id, its name beside it."""
    return [(thing.id, _beside(thing)) for thing in _things(context)]


def _beside(thing: Area | Issue) -> str:
    """Return a name without all that a shell or Rich would take for more than text.

    Typer's script for zsh evaluates what it is given.
    """
    return re.sub(r"[^\w ,.-]", "", thing.name)


def pairs(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Complete `ID=`, then `ID=STATE` with the states that the id can have.

    Where one id is left, its states come with it, so that a shell goes on
    behind the `=` instead of adding a blank.
    """
    things = _things(context)
    words = context.params.get("changes") or []
    if words and words[-1].endswith("="):
        # bash: the word ends at `=`, so only the state is asked for.
        named = [thing for thing in things if thing.id == words[-1][:-1]]
        return [(state, _beside(thing)) for thing in named for state in STATES[thing.kind]]
    left = [thing for thing in things if f"{thing.id}=".startswith(incomplete)]
    if not left:
        left = [thing for thing in things if incomplete.startswith(f"{thing.id}=")]
    offered = [(f"{thing.id}=", _beside(thing)) for thing in left if "=" not in incomplete]
    if len(left) == 1:
        [thing] = left
        offered += [(f"{thing.id}={state}", _beside(thing)) for state in STATES[thing.kind]]
    return offered


def states(context: typer.Context) -> list[str]:
    """Complete a state: of the id before it, if there is one."""
    id = context.params.get("id")
    kinds = {thing.kind for thing in _things(context) if thing.id == id} or set(STATES)
    return [state for state, kind in KIND_OF_STATE.items() if kind in kinds]


def join_at_equals(environ: MutableMapping[str, str]) -> None:
    """Undo what bash does to `update tourism=pi`: it parts words at each `=`.

    The words become `tourism=` and `pi`, the second being what is completed.
    """
    words = environ.get("COMP_WORDS", "").split("\n")
    at = environ.get("COMP_CWORD", "")
    if not at.isdecimal() or not 0 < int(at) <= len(words):
        return
    *before, current = [*words, ""][: int(at) + 1]
    joined = [before[0]]
    for word in before[1:]:
        if word == "=" or joined[-1].endswith("="):
            joined[-1] += word
        else:
            joined.append(word)
    if current == "=":
        joined[-1] += current
        current = ""
    environ["COMP_WORDS"] = "\n".join([*joined, current])
    environ["COMP_CWORD"] = f"{len(joined)}"


def _things(context: typer.Context) -> tuple[Area | Issue, ...]:
    file = context.params.get("file")
    if file == "-":
        return ()
    with contextlib.suppress(KurilsError, OSError):
        label, text = open_tracker(file, quiet=True)
        return read(text, label).tracker.things
    return ()
