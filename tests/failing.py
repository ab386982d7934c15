"""Runs commands in forks of itself, one a line of JSON, each with a file call that fails.

It is started with `failing.c` preloaded, and has imported what most commands need.
"""

import ctypes
import json
import os
import sys
import tempfile
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TypedDict

import platformdirs  # noqa: F401  # so that no fork has to read it

from kurils_cli import journal  # noqa: F401  # nor this
from kurils_cli.__main__ import _unexpected
from kurils_cli.cli import COMMANDS, app, main
from kurils_cli.toml_format import writing  # noqa: F401  # nor this


class Order(TypedDict):
    """A command, where, with which variables, and at which call what happens: 0 is none."""

    command: list[str]
    folder: str
    variables: dict[str, str]
    at: int
    how: int


def done(order: Order, out: Path, err: Path, count: Path) -> int:
    """Carry out an order in this process; return the exit code."""
    os.chdir(order["folder"])
    os.environ.update(order["variables"])
    library = ctypes.CDLL(None)
    with ExitStack() as streams:
        streams.enter_context(redirect_stdout(streams.enter_context(out.open("w"))))
        streams.enter_context(redirect_stderr(streams.enter_context(err.open("w"))))
        os.environ |= {"SHIM_AT": f"{order['at']}", "SHIM_HOW": f"{order['how']}"}
        library.shim_begin()
        try:
            code = main(order["command"])
        except Exception as error:
            code = _unexpected(error)
        os.environ["SHIM_AT"] = "0"
    count.write_text(f"{library.shim_calls()}")
    return code


def serve() -> None:
    """Read orders from standard input; answer each with exit code, texts and number of calls."""
    app(COMMANDS)  # imports every command
    files = [Path(tempfile.mkdtemp(), name) for name in ("out", "err", "count")]
    for line in sys.stdin:
        for file in files:
            file.write_text("")
        child = os.fork()
        if not child:
            os._exit(done(json.loads(line), *files))
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(json.dumps([code, *(file.read_text() for file in files)]), flush=True)


if __name__ == "__main__":
    serve()
