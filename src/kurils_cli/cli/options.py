"""The options and arguments, each named once."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from kurils_cli.cli import completion
from kurils_cli.cli.source import Target, target
from kurils_cli.cli.values import day, first_day, last_day
from kurils_cli.formats import ENDINGS, FORMATS, Format


def day_option(name: str, help: str, reader: Callable[[str, str], date] = day) -> object:
    """Return an option whose value is a day, as `reader` reads it."""
    return typer.Option(
        name,
        metavar="DATE",
        parser=lambda text: reader(text, name),
        help=help,
        show_default=False,
    )


def several(
    name: str, metavar: str, help: str, complete: Callable[..., object] | None = None
) -> object:
    """Return an option that may be given several times."""
    return typer.Option(
        name, metavar=metavar, help=help, autocompletion=complete, show_default=False
    )


def _file_option(what: str) -> object:
    return typer.Option(
        "-f",
        "--file",
        metavar="FILE",
        parser=target,
        autocompletion=completion.records,
        help=f"The tracker: {what}. "
        "Otherwise $KURILS_FILE, or the nearest kurils.toml from here upward.",
        show_default=False,
    )


def format_option(otherwise: str) -> object:
    """Return the option `--format`; `otherwise` says which format is the default."""
    return typer.Option(
        "--format",
        metavar="FORMAT",
        help=f"{', '.join(FORMATS[:-1])} or {FORMATS[-1]}. Otherwise {otherwise}.",
        show_default=False,
    )


File = Annotated[Target, _file_option("a path, - for standard input, git:REV or record:NAME")]
WritableFile = Annotated[Target, _file_option("a path")]
AsOf = Annotated[
    date | None, day_option("--as-of", "As the log leaves it on that day, such as 2019-12-19.")
]
Account = Annotated[
    str | None,
    typer.Option(
        "--by",
        metavar="PARTY",
        autocompletion=completion.parties,
        help="By that party's account, leaving out what only others say.",
        show_default=False,
    ),
]
Since = Annotated[
    date | None,
    day_option("--since", "Only from that day, month or year on.", first_day),
]
Until = Annotated[
    date | None,
    day_option("--until", "Only up to that day, or the end of that month or year.", last_day),
]
Output = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--output",
        metavar="FILE",
        help="Write to this file, whole or not at all, in the format of its ending: "
        f"{', '.join(ENDINGS)}.",
        readable=False,  # whether it may be overwritten is for `output` to say
        show_default=False,
    ),
]
FormatOption = Annotated[Format | None, format_option("table on a terminal, plain in a pipe")]
Ids = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[ID]...",
        autocompletion=completion.ids,
        help="Only these areas and issues.",
        show_default=False,
    ),
]
DryRun = Annotated[
    bool, typer.Option("-n", "--dry-run", help="Show what would be done, write nothing.")
]
Resume = Annotated[
    Path | None,
    typer.Option(metavar="COPY", help="Go on with a copy that was kept.", show_default=False),
]
