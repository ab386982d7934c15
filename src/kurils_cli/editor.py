"""The user's editor, and the copy that it edits."""

import os
import shlex
import shutil
import sys
from pathlib import Path

from kurils_cli import store
from kurils_cli.errors import TrackerError
from kurils_cli.words import reason


def copy_of(path: Path, data: bytes, entry: str = "") -> Path:
    """Write bytes of a tracker, or of one entry, to a new file of the user's own; return its path.

    What it was made from is kept beside it. Raises `TrackerError` if there is no room.
    """
    import tempfile

    try:
        handle, name = tempfile.mkstemp(prefix=_prefix(path, entry), suffix=".toml")
        os.close(handle)
        copy = Path(name)
        try:
            for file in (copy, base_of(copy)):
                store.replace_private(file, data)
        except OSError:
            remove(copy)
            raise
    except OSError as error:
        raise TrackerError(f"can't write a copy to edit: {reason(error)}") from None
    return copy


def base(copy: Path, path: Path, entry: str = "") -> bytes:
    """Return what a copy of the tracker at a path, or of one entry, was made from.

    Raises `TrackerError` for any other file.
    """
    data = store.read_private(base_of(copy))
    if data is None or not os.path.exists(copy):
        raise TrackerError(f"`{copy}` is no copy that kurils kept")
    if not copy.name.startswith(_prefix(path, entry)):
        what = f"the entry of {entry} in `{path}`" if entry else f"`{path}`"
        raise TrackerError(f"`{copy}` is not a copy of {what}")
    try:
        data.decode()
    except UnicodeDecodeError:
        raise TrackerError(f"`{base_of(copy)}`, of which it is a copy, is damaged") from None
    return data


def _prefix(path: Path, entry: str) -> str:
    """Return the start of the names of such copies, the same for each link to the tracker."""
    from zlib import crc32

    real = Path(os.path.realpath(path))
    name = f"{real.stem}-{entry}" if entry else real.stem
    return f"{name}-{crc32(os.fsencode(real)):08x}-"


def remove(copy: Path) -> None:
    """Remove a copy that is no longer needed."""
    store.remove(copy)
    store.remove(base_of(copy))


def base_of(copy: Path) -> Path:
    return copy.with_name(f"{copy.name}.base")


_WAITING = {"kate": "--block", "mate": "--wait", "gvim": "--nofork"}
"""The options that make window editors wait; for all others it is `--wait`."""
_TERMINAL = "ed emacs emacsclient ex hx jed joe kak mcedit mg micro nano ne nvim pico vi view vim"
"""Editors that wait by themselves."""


def waits(editor: str) -> bool:
    """Tell whether an editor is known to return only once its user has closed the text."""
    words = _words(editor)
    name = Path(words[0]).stem
    return name in _TERMINAL.split() or _WAITING.get(name, "--wait") in words


def waiting(editor: str) -> str:
    """Return the command line of an editor with the option that makes it wait."""
    words = _words(editor)
    return shlex.join([*words, _WAITING.get(Path(words[0]).stem, "--wait")])


def _words(editor: str) -> list[str]:
    """Return a command line as words; the path of a program may have blanks."""
    if shutil.which(editor):
        return [editor]
    if sys.platform == "win32":  # where paths have backslashes
        return [word.strip('"') for word in shlex.split(editor, posix=False)]
    return shlex.split(editor)


def run(editor: str, path: Path) -> None:
    """Open a file in an editor, a command line, and wait; raises `TrackerError`."""
    import signal
    import subprocess

    # Ctrl-C is for the editor, which would inherit SIG_IGN, but not this.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        code = subprocess.run([*_words(editor), f"{path}"], check=False).returncode
    except (OSError, ValueError) as error:
        raise TrackerError(
            f"can't run the editor `{editor}`: {reason(error)}",
            hint="set $VISUAL or $EDITOR to one that is installed, such as nano",
        ) from None
    finally:
        signal.signal(signal.SIGINT, before)
    if code:
        how = f"ended with {code}" if code > 0 else f"was ended by signal {-code}"
        raise TrackerError(f"the editor `{editor}` {how}; nothing was written")
