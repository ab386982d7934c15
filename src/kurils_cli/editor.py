"""The user's editor, and the copy that it edits."""

import os
from pathlib import Path

from kurils_cli import store
from kurils_cli.errors import TrackerError
from kurils_cli.words import reason


def copy_of(path: Path, data: bytes) -> Path:
    """Write a tracker's bytes to a new file of the user's own, and return its path.

    Raises `TrackerError` if there is no room for it.
    """
    import tempfile

    try:
        handle, name = tempfile.mkstemp(prefix=f"{path.stem}-", suffix=".toml")
    except OSError as error:
        raise TrackerError(f"can't write a copy to edit: {reason(error)}") from None
    copy = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
    except OSError as error:
        store.remove(copy)
        raise TrackerError(f"can't write a copy to edit: {reason(error)}") from None
    return copy


def run(editor: str, path: Path) -> None:
    """Open a file in an editor, a command line, and wait; raises `TrackerError`."""
    import shlex
    import signal
    import subprocess

    # Ctrl-C is for the editor; unlike SIG_IGN, this is not handed on to it.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        code = subprocess.run([*shlex.split(editor), f"{path}"], check=False).returncode
    except (OSError, ValueError) as error:
        raise TrackerError(f"can't run the editor `{editor}`: {reason(error)}") from None
    finally:
        signal.signal(signal.SIGINT, before)
    if code:
        how = f"ended with {code}" if code > 0 else f"was ended by signal {-code}"
        raise TrackerError(f"the editor `{editor}` {how}; nothing was written")
