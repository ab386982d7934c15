"""What undo and redo need: the texts from before and after each write, one journal a tracker.

A journal is a folder in the user's state folder: an index of steps, and each text
under its hash. A step is recorded before the tracker is replaced. The index has the
steps as they are with and without the write: the text that is found in the tracker says
which of them holds, however the write ended.

Call `record`, `undo` and `redo` only while the tracker's lock is held.
"""

import contextlib
import os
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from kurils_cli import store
from kurils_cli.errors import NothingLeft, TrackerError
from kurils_cli.words import pasted, reason

MOST_TEXTS = 100
MOST_BYTES = 64 * 1024 * 1024
"""What a journal has at most; the oldest steps go first."""
_INDEX = "index.json"
_FORM = "kurils/journal@1"


class Step(NamedTuple):
    """A write of kurils: when (ISO, in UTC), by which command, what it did in one line.

    `before` and `after` are the SHA-256 of the tracker's texts, in hexadecimal digits.
    """

    when: str
    command: str
    what: str
    before: str
    after: str


class _State(NamedTuple):
    """The steps of a tracker whose text has the hash `at`.

    `done` can be taken back, the last one first; `undone` can be made again, the first one first.
    """

    at: str
    done: tuple[Step, ...] = ()
    undone: tuple[Step, ...] = ()


def record(path: Path, command: str, what: str, before: bytes, after: bytes) -> None:
    """Record that a command is about to write `after` over `before`.

    A write that then fails need not be reported here. Raises `TrackerError` if the journal
    can't be written: the change is then saved all the same, and can't be undone.
    """
    if before == after:
        return
    texts = {_hash(before): before, _hash(after): after}
    at, then = texts
    when = datetime.now(UTC).isoformat(timespec="seconds")
    states = _states(path)
    old = _state(states, before) or (states or [_State(at)])[-1]._replace(at=at)
    new = _State(then, (*old.done, Step(when, command, what, at, then)))
    try:
        _write(path, *_within_limits(_folder(path), old, new, texts), texts)
    except OSError as error:
        raise TrackerError(f"can't keep what undo needs: {reason(error)}") from None


def recorded(path: Path) -> bool:
    """Tell whether kurils has recorded any write to a tracker here."""
    return bool(_states(path))


def undoable(path: Path, current: bytes) -> tuple[Step, ...]:
    """Return the steps that can be taken back from the current text, the next one first."""
    state = _state(_states(path), current)
    back = state.done[::-1] if state else ()
    return back[: _reach(_hash(current), [(step.after, step.before) for step in back])]


def redoable(path: Path, current: bytes) -> tuple[Step, ...]:
    """Return the steps that can be made again from the current text, the next one first."""
    state = _state(_states(path), current)
    on = state.undone if state else ()
    return on[: _reach(_hash(current), [(step.before, step.after) for step in on])]


def _reach(at: str, moves: Iterable[tuple[str, str]]) -> int:
    """Return how many moves, one after the other, begin where the one before it ended."""
    count = 0
    for here, there in moves:
        if here != at:
            break
        at = there
        count += 1
    return count


def undo(path: Path, current: bytes, *, dry_run: bool = False) -> tuple[Step, bytes]:
    """Return the step to take back, and the text from before it, for the caller to save.

    Raises `NothingLeft` if there is none, and `TrackerError` if something other than
    kurils changed the tracker since, or the journal can't be written.
    """
    state = _known_state(path, current)
    if not state.done:
        raise NothingLeft("nothing is left to undo")
    step = state.done[-1]
    if step.after != state.at:
        raise _changed_since(path, step.after)
    then = _State(step.before, state.done[:-1], (step, *state.undone))
    return step, _moved(path, state, then, dry_run=dry_run)


def redo(path: Path, current: bytes, *, dry_run: bool = False) -> tuple[Step, bytes]:
    """Return the step to make again, and the text from after it, for the caller to save.

    Raises as `undo` does.
    """
    state = _known_state(path, current)
    if not state.undone:
        raise NothingLeft("nothing is left to redo")
    step = state.undone[0]
    if step.before != state.at:
        raise _changed_since(path, step.before)
    then = _State(step.after, (*state.done, step), state.undone[1:])
    return step, _moved(path, state, then, dry_run=dry_run)


def _known_state(path: Path, current: bytes) -> _State:
    states = _states(path)
    if not states:
        raise NothingLeft(f"nothing is recorded here of how `{path}` was before")
    state = _state(states, current)
    if state is None:
        raise _changed_since(path, states[-1].at)
    return state


def _changed_since(path: Path, left: str) -> TrackerError:
    text = _folder(path) / left
    return TrackerError(
        f"something other than kurils has changed `{path}` since; nothing was written",
        hint=f"to see what: kurils diff {pasted(text)} {pasted(path)}",
    )


def _moved(path: Path, old: _State, new: _State, *, dry_run: bool) -> bytes:
    """Write that a tracker goes from one state to another; return the text to put there."""
    folder = _folder(path)
    text = _text(folder, new.at)
    if text is None:
        raise NothingLeft(f"the text that `{path}` had is no longer in `{folder}`")
    try:
        if not dry_run:
            _write(path, old, new, {})
    except OSError as error:
        raise TrackerError(
            f"can't write in `{folder}`: {reason(error)}; nothing was written"
        ) from None
    return text


def _text(folder: Path, hash: str) -> bytes | None:
    """Return the text of a hash from a journal; None if it is not there, or damaged."""
    with contextlib.suppress(TrackerError):
        text = store.read(folder / hash)
        if _hash(text) == hash:
            return text
    return None


def _hash(text: bytes) -> str:
    import hashlib  # it loads OpenSSL, which a dry run has no use for

    return hashlib.sha256(text).hexdigest()


def _folder(path: Path) -> Path:
    """Return the folder of a tracker's journal: the same for each link to the tracker.

    Raises `TrackerError` where the user has no home.
    """
    import platformdirs

    try:
        state = platformdirs.user_state_path("kurils", appauthor=False)
    except RuntimeError as error:
        raise TrackerError(f"can't keep what undo needs: {reason(error)}") from None
    return state / "undo" / _hash(os.fsencode(os.path.realpath(path)))[:32]


def _state(states: Iterable[_State], text: bytes) -> _State | None:
    """Return the state of a tracker that has a text; None if kurils did not leave it so."""
    at = _hash(text)
    return next((state for state in states if state.at == at), None)


def _states(path: Path) -> tuple[_State, ...]:
    """Return the states before and after the last write; none where the index is no index."""
    import json

    try:
        index = json.loads(store.read(_folder(path) / _INDEX))
        if index["schema"] != _FORM:
            return ()
        return tuple(_state_of(state) for state in index["states"])
    except (TrackerError, ValueError, TypeError, KeyError, RecursionError):
        return ()


def _state_of(state: dict[str, object]) -> _State:
    return _State(
        _hash_of(state["at"]),
        _steps_of(state["done"]),
        _steps_of(state["undone"]),
    )


def _steps_of(steps: object) -> tuple[Step, ...]:
    if not isinstance(steps, list):
        raise TypeError
    return tuple(
        Step(f"{when}", f"{command}", f"{what}", _hash_of(before), _hash_of(after))
        for when, command, what, before, after in steps
    )


def _hash_of(value: object) -> str:
    """Return a hash of the index, which is also the name of a file."""
    if isinstance(value, str) and re.fullmatch("[0-9a-f]{64}", value):
        return value
    raise ValueError


def _texts_of(states: Iterable[_State]) -> set[str]:
    """Return the hashes of the texts that states need."""
    steps = [step for state in states for step in (*state.done, *state.undone)]
    return {hash for step in steps for hash in (step.before, step.after)}


def _within_limits(
    folder: Path, old: _State, new: _State, texts: dict[str, bytes]
) -> tuple[_State, _State]:
    """Return the states without the steps that a journal has no room for.

    Raises `TrackerError` if there is not even room for the newest step.
    """
    sizes = {hash: len(text) for hash, text in texts.items()}

    def fits() -> bool:
        hashes = _texts_of((old, new))
        for hash in hashes - sizes.keys():
            sizes[hash] = _size(folder / hash)
        return len(hashes) <= MOST_TEXTS and sum(sizes[hash] for hash in hashes) <= MOST_BYTES

    if not fits():
        old = old._replace(undone=())
    while not fits():
        if len(new.done) == 1:
            raise TrackerError(f"what undo needs is larger than {MOST_BYTES >> 20} MiB")
        old, new = old._replace(done=old.done[1:]), new._replace(done=new.done[1:])
    return old, new


def _size(file: Path) -> int:
    return file.stat().st_size if store.exists(file) else -1


def _write(path: Path, old: _State, new: _State, texts: dict[str, bytes]) -> None:
    """Write the texts, then the index, then remove what no step needs; raises `OSError`."""
    import json

    folder = _folder(path)
    for each in (folder.parent.parent, folder.parent, folder):
        each.mkdir(mode=0o700, parents=True, exist_ok=True)
    for hash, text in texts.items():
        if _text(folder, hash) is None:
            store.replace_private(folder / hash, text)
    index = {
        "schema": _FORM,
        "tracker": os.path.realpath(path),
        "states": [state._asdict() for state in (old, new)],
    }
    store.replace_private(folder / _INDEX, json.dumps(index).encode("ascii"))
    needed = {_INDEX, *_texts_of((old, new))}
    for file in folder.iterdir():
        if file.name not in needed:
            store.remove(file)
