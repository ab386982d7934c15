"""The pager that shows what is longer than the screen."""

import contextlib
import os
import shutil
import signal
import sys
from collections.abc import Iterable
from typing import TextIO

USUAL = "less"
NONE = "cat"
_OPTIONS = {"LESS": "FRX", "LV": "-c"}
"""What pagers need to show colours, and to end where everything fits; git sets the same."""


def turn_off() -> None:
    """Use no pager from here on."""
    os.environ["KURILS_PAGER"] = NONE


def command() -> str | None:
    """Return the command line of the user's pager, chosen as git does; None for none."""
    if os.environ.get("TERM") == "dumb":
        return None
    for name in ("KURILS_PAGER", "PAGER"):
        if (given := os.environ.get(name)) is not None:
            return None if given.strip() in ("", NONE) else given
    return USUAL if shutil.which("less") else None


def is_longer_than_screen(text: str) -> bool:
    """Tell whether a text has more lines than the terminal."""
    return text.count("\n") >= shutil.get_terminal_size().lines


def show(texts: Iterable[str], stream: TextIO) -> bool:
    """Show texts in the pager on a stream's terminal; return False where no pager showed them.

    Each can be read before the next is made. To leave the pager early is no error.
    """
    line = command()
    if line is None:
        return False
    import subprocess

    interrupts: list[int] = []
    # Ctrl-C is for the pager, which would inherit SIG_IGN, but not this.
    before = signal.signal(signal.SIGINT, lambda number, _: interrupts.append(number))
    try:
        pager = subprocess.Popen(
            line,
            shell=True,
            env={**_OPTIONS, **os.environ},
            stdin=subprocess.PIPE,
            stdout=stream,
            stderr=sys.stderr,
        )
        assert pager.stdin, "it is a pipe"
        with contextlib.suppress(BrokenPipeError), pager.stdin:
            for text in texts:
                pager.stdin.write(text.encode(errors="backslashreplace"))
                pager.stdin.flush()
        return pager.wait() == 0 or bool(interrupts)
    except OSError:
        return False
    finally:
        signal.signal(signal.SIGINT, before)
