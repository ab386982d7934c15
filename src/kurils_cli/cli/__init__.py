"""The Typer app, its commands by panels, and the one place that catches errors."""

import contextlib
import io
import os
import re
import sys
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from importlib import import_module
from inspect import cleandoc
from io import TextIOWrapper
from typing import Annotated, Protocol

import typer
from typer.core import TyperGroup

from kurils_cli import __version__
from kurils_cli.cli import completion, printing
from kurils_cli.errors import KurilsError, OutputError, ReaderGone
from kurils_cli.words import reason

PANELS = {
    "Look": ("status", "log", "diff", "timeline", "report", "is"),
    "Record": (
        *("update", "amend", "remove", "add", "set", "looked", "import"),
        *("undo", "redo", "edit"),
    ),
    "Keep": ("init", "check", "merge", "schema"),
}
COMMANDS = tuple(name for names in PANELS.values() for name in names)
"""The commands in the order of the list; each is a function in a module of its name."""
_OF_KURILS = ("install_completion", "show_completion")
NOT_MERGED = 129
"""The exit code of a merge that was not done."""


class Formatter(Protocol):
    """The part of Typer's writer of help that is used here: sections of terms."""

    def section(self, name: str) -> AbstractContextManager[None]: ...

    def write_dl(self, rows: Sequence[tuple[str, str]]) -> None: ...


class Panels(TyperGroup):
    """A group whose commands are listed by panels."""

    def format_commands(self, ctx: object, formatter: Formatter) -> None:  # noqa: ARG002  # as Typer calls it
        """Write the commands of each panel, each with the first sentence of its help."""
        for panel, names in PANELS.items():
            with formatter.section(panel):
                formatter.write_dl(
                    [(name, self.commands[name].get_short_help_str(200)) for name in names]
                )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line, by default that of the process; return the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # What the terminal's encoding lacks is written as an escape, and is no error.
            stream.reconfigure(errors="backslashreplace")
    printing.settle_sizes()
    if "--no-pager" in given:
        printing.turn_off_pager()
        given.remove("--no-pager")
    if completion.VARIABLE in os.environ:
        return _complete()
    try:
        return _run(given or ["--help"])
    except KurilsError as error:
        if not isinstance(error, ReaderGone):
            printing.error_to_stderr(error)
        # git reads an exit code up to 128 as a merge, clean or with conflicts.
        return NOT_MERGED if given[:1] == ["merge"] else error.exit_code


def _run(arguments: list[str]) -> int:
    """Run a command; raises `KurilsError` for whatever is wrong."""
    # Importing and building all commands takes longer than running one, so Typer gets
    # the one that is called, and all of them only to list them.
    if arguments[0] == "merge" and len(arguments) == 5 and "--" not in arguments:
        arguments = ["merge", "--", *arguments[1:]]  # git may name a file `-h`
    one = arguments[0] in COMMANDS
    try:
        code = app(arguments[:1] if one else COMMANDS)(
            args=arguments[1:] if one else arguments,
            prog_name=f"kurils {arguments[0]}" if one else "kurils",
            standalone_mode=False,
        )
    except typer.TyperException as error:
        from kurils_cli.cli.usage import usage_error

        raise usage_error(error, arguments) from None
    except (typer.Abort, KeyboardInterrupt):
        below_what_was_typed = [""] if printing.is_terminal(sys.stderr) else []
        for line in [*below_what_was_typed, "interrupted; nothing was written"]:
            printing.to_stderr(line)
        return 130
    except SystemExit as end:
        # This is how Typer exits when the reader of its help has closed the pipe.
        if isinstance(end.__context__, BrokenPipeError):
            raise ReaderGone("the reader closed the pipe") from None
        return int(end.code or 0)
    except OSError as error:
        if error.filename is not None:
            raise
        # All other writers catch their own errors, so this is help that could not be written.
        raise OutputError(f"can't write to standard output: {reason(error)}") from None
    return code if isinstance(code, int) else 0


def app(names: Collection[str], *, completes: bool = False) -> typer.Typer:
    """Return the app with these commands; a single one is the whole app."""
    several = len(names) > 1
    made = typer.Typer(
        add_completion=several or completes,
        cls=Panels,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={
            "help_option_names": ["-h", "--help"],
            "terminal_width": printing.help_width(),
        },
    )
    if several:
        made.callback(help=_help(_kurils))(_kurils)
    for name in names:
        python = {"import": "import_", "is": "is_"}.get(name, name)
        function = getattr(import_module(f"kurils_cli.cli.commands.{python}"), python)
        made.command(name, help=_help(function))(function)
    return made


def _help(function: Callable[..., None]) -> str:
    """Return a docstring with each of its paragraphs on one line, for any width to fold."""
    return re.sub(r"(?<=\S)\n(?=\S)", " ", cleandoc(function.__doc__ or ""))


def _kurils(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            help="Print the version.",
            is_eager=True,
            callback=lambda given: _print_version() if given else None,
        ),
    ] = False,
    no_pager: Annotated[  # it may come anywhere, so `main` takes it out
        bool,
        typer.Option("--no-pager", help="Use no pager for what is longer than the screen."),
    ] = False,
) -> None:
    """Track joint economic activity of Japan and Russia on the four islands.

    They are the Southern Kurils / Northern Territories, administered by Russia and
    claimed by Japan.

    A tracker is a TOML file with five areas, the issues that block them, and a log
    of talks with sources. Where there is none, the record of 19 December 2019 is shown.

    Example: kurils status
    """


def _print_version() -> None:
    printing.to_stdout(f"kurils {__version__}\n")
    raise typer.Exit


def _complete() -> int:
    """Print completions for the shell; after any error at all, print none."""
    start = completion.join_parted(os.environ)
    completed, code = io.StringIO(), 0
    with contextlib.suppress(Exception):
        try:
            with contextlib.redirect_stdout(completed):
                called = completion.called(os.environ, COMMANDS)
                one = typer.main.get_command(app(called, completes=True))
                if len(called) == 1:  # Typer gives it what only `kurils` itself has
                    one.params = [each for each in one.params if each.name not in _OF_KURILS]
                one(args=[], prog_name="kurils", standalone_mode=False)
        except SystemExit as end:
            code = int(end.code or 0)
        printing.to_stdout(re.sub(f"^{re.escape(start)}", "", completed.getvalue(), flags=re.M))
    return code
