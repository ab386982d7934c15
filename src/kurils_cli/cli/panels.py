"""The commands by panels, as `kurils --help` lists them."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from typer.core import TyperGroup

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
