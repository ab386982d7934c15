"""What undo and redo need: for each tracker one list of steps, and the place in it.

A journal is a folder in the user's state folder: an index, and each text under its hash.
A write is recorded before the tracker is replaced. The index has the place before and after
that write: the text that is found in the tracker says which holds, however the write ended.

Call `record` and `move` only while the tracker's lock is held.
"""

import contextlib
import os
import re
import sys
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from kurils_cli import store
from kurils_cli.errors import NothingLeft, TrackerError
from kurils_cli.words import pasted, reason

MOST_TEXTS = 100
MOST_BYTES = 64 * 1024 * 1024
"""What a journal has at most; the oldest steps go first."""
DAYS_KEPT = 90
"""For how many days the journal of a removed tracker is kept."""
_INDEX = "index.json"
_HASH = "[0-9a-f]{64}"
_OURS = f"{_HASH}|{re.escape(_INDEX)}"
"""The names of the files that kurils writes in a journal."""
Places: TypeAlias = tuple[int | None, int | None]
"""Where an entry is in a log before and after a step; None where it is not there."""


class Step(NamedTuple):
    """A write of kurils: when (ISO, in UTC), by which command, what it did in one line.

    `before` and `after` are the SHA-256 of the tracker's texts, in hexadecimal digits. `places` are
    where the entry stands, if it is about only one.
    """

    when: str
    command: str
    what: str
    before: str
    after: str
    places: Places = (None, None)


class _Index(NamedTuple):
    """The steps of a tracker, and how many of them are done, before and after the last write.

    That write made a new `step`, which takes the place of those not done; or it went one step
    back or on. It may have failed.
    """

    steps: tuple[Step, ...] = ()
    place: int = 0
    to: int = 0
    step: Step | None = None

    @property
    def ends(self) -> tuple["_End", "_End"]:
        """How the last write may have ended: not done, or done."""
        moved = self.step or self.steps[min(self.place, self.to)]
        texts = (moved.before, moved.after)
        before, after = texts if self.to > self.place else texts[::-1]
        steps = (*self.steps[: self.place], self.step) if self.step else self.steps
        return _End(before, self.steps, self.place), _End(after, steps, self.to)


class _End(NamedTuple):
    """The steps of a tracker whose text has the hash `at`, the first `place` of which are done."""

    at: str
    steps: tuple[Step, ...]
    place: int


def record(
    path: Path,
    command: str,
    what: str,
    before: bytes,
    after: bytes,
    places: Places = (None, None),
) -> None:
    """Record that a command is about to write `after` over `before`.

    A write that then fails need not be reported here. Raises `TrackerError` if the journal
    can't be written: the change is then saved all the same, and can't be undone.
    """
    if before == after:
        return
    texts = {_hash(before): before, _hash(after): after}
    at, then = texts
    when = datetime.now(UTC).isoformat(timespec="seconds")
    folder = _folder(path)
    try:
        ends = _ends(folder)
        old = _end(ends, before) or (ends or [_End(at, (), 0)])[-1]
        step = Step(when, command, what, at, then, places)
        index = _Index(old.steps, old.place, old.place + 1, step)
        _make(folder)
        _write(path, folder, _within_limits(folder, index, texts), texts)
    except OSError as error:
        raise TrackerError(f"can't keep what undo needs: {reason(error)}") from None


def recorded(path: Path) -> bool:
    """Tell whether kurils has recorded any write to a tracker here; raises `TrackerError`."""
    return bool(_ends(_folder(path)))


def undoable(path: Path, current: bytes) -> tuple[Step, ...]:
    """Return the steps that can be undone from the current text, the next one first.

    Raises `TrackerError` if the journal can't be read.
    """
    end = _end(_ends(_folder(path)), current)
    back, at = [], end and end.at
    for step in end.steps[: end.place][::-1] if end else ():
        if step.after != at:
            break
        back.append(step)
        at = step.before
    return tuple(back)


def move(
    name: Literal["undo", "redo"], path: Path, current: bytes, *, dry_run: bool = False
) -> tuple[Step, bytes]:
    """Return the step to undo or redo, and the text that this leaves, for the caller to save.

    Raises `NothingLeft` if there is none, and `TrackerError` if the tracker has changed since
    the last step, or the journal can't be read or written.
    """
    folder = _folder(path)
    ends = _ends(folder)
    if not ends:
        raise NothingLeft(f"nothing is recorded here of how `{path}` was before")
    end = _end(ends, current)
    if end is None:
        raise _changed_since(path, ends[-1].at)
    if end.place == (0 if name == "undo" else len(end.steps)):
        raise NothingLeft(f"nothing is left to {name}")
    to = end.place + (-1 if name == "undo" else 1)
    step = end.steps[min(end.place, to)]
    here, there = (step.after, step.before) if name == "undo" else (step.before, step.after)
    if here != end.at:
        raise _changed_since(path, here)
    text = _text(folder, there)
    if text is None:
        raise NothingLeft(f"the text that `{path}` had is no longer in `{folder}`")
    if not dry_run:
        try:
            _write(path, folder, _Index(end.steps, end.place, to), {})
        except OSError as error:
            raise TrackerError(
                f"can't write in `{folder}`: {reason(error)}; nothing was written"
            ) from None
    return step, text


def _changed_since(path: Path, left: str) -> TrackerError:
    text = _folder(path) / left
    both = f"{pasted(text)} {pasted(path)}"
    # Not `kurils diff`, because it may be a comment or a blank that differs.
    error = TrackerError(
        f"`{path}` has changed since the last write that is recorded here; nothing was written"
    )
    if os.path.exists(text):
        error.hint = f"to see what: diff -u {both}"
        error.or_else = f"to go back to what it was: cp {both}"
    return error


def _text(folder: Path, hash: str) -> bytes | None:
    """Return the text of a hash from a journal; None if it is not there, or damaged.

    Raises `TrackerError` if it can't be read.
    """
    text = store.read_private(folder / hash)
    return text if text is not None and _hash(text) == hash else None


def _hash(text: bytes) -> str:
    # Python's own, which `random` uses too, because hashlib loads all of OpenSSL.
    module = import_module("_sha2" if sys.version_info >= (3, 12) else "_sha256")
    digest: str = module.sha256(text).hexdigest()
    return digest


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


def _make(folder: Path) -> None:
    """Make the folder of a journal; raises `OSError` if one on the way is not the user's own."""
    state = folder.parent.parent
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    is_new = not os.path.exists(folder)
    for each in (state, folder.parent, folder):
        store.make_private(each)
    if is_new:
        _remove_abandoned(folder.parent)


def _remove_abandoned(journals: Path) -> None:
    oldest = time.time() - DAYS_KEPT * 86_400
    for folder in journals.iterdir():
        with contextlib.suppress(OSError, TrackerError):
            tracker = (_document(folder) or {}).get("tracker")
            is_old = (folder / _INDEX).lstat().st_mtime < oldest
            if is_old and isinstance(tracker, str) and store.is_gone(Path(tracker)):
                _clear(folder, set())
                folder.rmdir()


def _clear(folder: Path, needed: set[str]) -> None:
    """Remove what kurils wrote in the folder of a journal, except for what is needed."""
    store.remove_leftovers(folder, _OURS)
    for file in folder.iterdir():
        if file.name not in needed and re.fullmatch(_OURS, file.name):
            store.remove(file)


def _end(ends: Iterable[_End], text: bytes) -> _End | None:
    """Return how the last write ended, judging by the current text; None if neither way."""
    at = _hash(text)
    return next((end for end in ends if end.at == at), None)


def _ends(folder: Path) -> tuple[_End, ...]:
    """Return how the last write can have ended; none where nothing is recorded.

    Raises `TrackerError` for an index that can't be read, or is newer than this kurils.
    """
    with contextlib.suppress(ValueError, IndexError):
        match _document(folder):
            case None:
                return ()
            case {
                "schema": "kurils/journal@2",
                "steps": [*steps],
                "place": int(place),
                "to": int(to),
                "step": step,
            } if abs(to - place) == 1 and 0 <= place <= len(steps) and to >= 0:
                last = _step_of(step) if step else None
                return _Index(tuple(map(_step_of, steps)), place, to, last).ends
            case {"schema": "kurils/journal@1", "states": [*states]}:
                return tuple(map(_old_end, states))
    raise _unknown(folder)


def _document(folder: Path) -> dict[str, object] | None:
    """Return the document of an index; None if there is none. Raises `TrackerError`."""
    import json

    try:
        for each in (folder.parent.parent, folder.parent, folder):
            store.ensure_private(each)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise TrackerError(f"can't read what undo needs: {reason(error)}") from None
    data = store.read_private(folder / _INDEX)
    try:
        return None if data is None else {**json.loads(data)}
    except (ValueError, TypeError, RecursionError):
        raise _unknown(folder) from None


def _unknown(folder: Path) -> TrackerError:
    return TrackerError(
        f"`{folder / _INDEX}` is damaged, or of a newer kurils",
        hint=f"to begin a new one, without what it has: mv {pasted(folder)} {pasted(folder)}.old",
    )


def _old_end(state: object) -> _End:
    """Return an end from an index of kurils 0.2, which has done and undone steps apart."""
    match state:
        case {"at": str(at), "done": [*done], "undone": [*undone]}:
            return _End(_hash_of(at), tuple(map(_step_of, [*done, *undone])), len(done))
    raise ValueError


def _step_of(parts: object) -> Step:
    """Return a step of an index; raises `ValueError` for anything else."""
    match parts:
        case [str(when), str(command), str(what), str(before), str(after), *places]:
            step = Step(when, command, what, _hash_of(before), _hash_of(after))
            match places:
                case []:  # as kurils 0.2 wrote it
                    return step
                case [[int() | None as old, int() | None as new]]:
                    return step._replace(places=(old, new))
    raise ValueError


def _hash_of(value: str) -> str:
    """Return a hash of the index, which is also the name of a file."""
    if re.fullmatch(_HASH, value):
        return value
    raise ValueError


def _texts_of(index: _Index) -> set[str]:
    """Return the hashes of the texts that an index needs."""
    steps = [*index.steps, *([index.step] if index.step else [])]
    return {hash for step in steps for hash in (step.before, step.after)}


def _within_limits(folder: Path, index: _Index, texts: dict[str, bytes]) -> _Index:
    """Return an index with a new step, without the old ones that a journal has no room for.

    Raises `TrackerError` if there is not even room for the new step.
    """

    def fits() -> bool:
        hashes = _texts_of(index)
        sizes = (len(texts[each]) if each in texts else _size(folder / each) for each in hashes)
        return len(hashes) <= MOST_TEXTS and sum(sizes) <= MOST_BYTES

    while not fits():
        if not index.steps:
            raise TrackerError(f"what undo needs is larger than {MOST_BYTES >> 20} MiB")
        if len(index.steps) > index.place:  # those that the new step ends first
            index = index._replace(steps=index.steps[: index.place])
        else:
            place = index.place - 1
            index = index._replace(steps=index.steps[1:], place=place, to=place + 1)
    return index


def _size(file: Path) -> int:
    with contextlib.suppress(OSError):
        return file.lstat().st_size
    return 0


def _write(path: Path, folder: Path, index: _Index, texts: dict[str, bytes]) -> None:
    """Write the texts, then the index, then remove what no step needs; raises `OSError`."""
    import json

    for hash, text in texts.items():
        if _size(folder / hash) != len(text) or _text(folder, hash) is None:
            store.replace_private(folder / hash, text)
    document = {"schema": "kurils/journal@2", "tracker": os.path.realpath(path), **index._asdict()}
    store.replace_private(folder / _INDEX, json.dumps(document).encode("ascii"))
    _clear(folder, {_INDEX, *_texts_of(index)})
