"""The options and arguments that commands share, each named once."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import typer

from kurils_cli.cli import completion
from kurils_cli.cli.source import Target, target
from kurils_cli.cli.values import day
from kurils_cli.formats import ENDINGS, FORMATS, Format

Several = list[str] | None
"""Also for what may be given only once, so that a second one can be refused."""


def day_option(name: str, help: str, which: Literal["first", "last"] | None = None) -> object:
    """Return an option whose value is a day, or `which` one of a month or a year."""
    parser = partial(day, option=name, which=which)
    return typer.Option(name, metavar="DATE", parser=parser, help=help)


def option(
    name: str, metavar: str, help: str, complete: Callable[..., object] | None = None
) -> object:
    """Return an option that takes a value, whose words `complete` completes."""
    return typer.Option(name, metavar=metavar, help=help, autocompletion=complete)


def flag(name: str, help: str) -> object:
    """Return an option that takes no value."""
    return typer.Option(name, help=help)


def argument(metavar: str, help: str, complete: Callable[..., object] | None = None) -> object:
    """Return an argument, whose words `complete` completes."""
    return typer.Argument(metavar=metavar, help=help, autocompletion=complete, show_default=False)


def _file_option(what: str) -> object:
    return typer.Option(
        "-f",
        "--file",
        metavar="FILE",
        parser=target,
        autocompletion=completion.files,
        help=f"The tracker: {what}. "
        "Otherwise $KURILS_FILE, or the nearest kurils.toml from here upward.",
        show_default=False,
    )


# ---------------------------------------------------------------- which tracker, and how to show it

File = Annotated[Target, _file_option("a path, - for standard input, git:REV or record:NAME")]
WritableFile = Annotated[Target, _file_option("a path")]
AsOf = Annotated[
    date | None, day_option("--as-of", "As the log leaves it on that day, such as 2019-12-19.")
]
Account = Annotated[
    str | None,
    option(
        "--by",
        "PARTY",
        "By that party's account, leaving out what only others say.",
        completion.parties,
    ),
]
Since = Annotated[
    date | None, day_option("--since", "Only from that day, month or year on.", "first")
]
Until = Annotated[
    date | None,
    day_option("--until", "Only up to that day, or the end of that month or year.", "last"),
]
Ids = Annotated[Several, argument("[ID]...", "Only these areas and issues.", completion.ids)]
FormatOption = Annotated[
    Format | None,
    option(
        "--format",
        "FORMAT",
        f"{', '.join(FORMATS[:-1])} or {FORMATS[-1]}. "
        "Otherwise table on a terminal, plain in a pipe.",
    ),
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
    ),
]
DryRun = Annotated[
    bool, typer.Option("-n", "--dry-run", help="Show what would be done, write nothing.")
]
Resume = Annotated[Path | None, option("--resume", "COPY", "Go on with a copy that was kept.")]

# ---------------------------------------------------------------- what an entry says

EntryName = Annotated[
    str,
    argument(
        "ENTRY", "Its date, or DATE#N for the N-th of that date in the file.", completion.entries
    ),
]
Changes = Annotated[
    Several,
    argument("[ID=STATE]...", "Which state an area or issue entered.", completion.pairs),
]
Title = Annotated[Several, option("--title", "TEXT", "What it was, such as who met.")]
Place = Annotated[Several, option("--place", "TEXT", "Where it was.")]
Note = Annotated[Several, option("--note", "TEXT", "Anything to add.")]
Sources = Annotated[
    Several, option("--source", "URL", "Where it is reported; may be given more than once.")
]
DropSources = Annotated[Several, option("--drop-source", "URL", "A source to take away.")]
About = Annotated[
    Several, option("--about", "ID", "What it is about without moving it.", completion.ids)
]
DropAbout = Annotated[
    Several,
    option("--drop-about", "ID", "An id to remove from what it is about.", completion.ids),
]
By = Annotated[Several, option("--by", "PARTY", "Who says that it happened.", completion.parties)]
Says = Annotated[
    Several,
    option("--says", "PARTY=TEXT", "A party's own account of it.", completion.accounts),
]
Raise = Annotated[Several, option("--raise", "ID=TITLE", "A new, open issue.")]
RaisedBlocks = Annotated[
    Several,
    option(
        "--blocks",
        "[ISSUE=]ID",
        "An area that the new issue blocks; otherwise it blocks every one.",
        completion.areas,
    ),
]

# ---------------------------------------------------------------- areas, issues and parties

Called = Annotated[
    Several, option("--called", "PARTY=TERM", "A party's own term for it.", completion.accounts)
]
Blocks = Annotated[
    Several,
    option("--blocks", "ID", "An area that the issue blocks; otherwise all.", completion.areas),
]
Lang = Annotated[
    Several, option("--lang", "TAG", "The language of the party's own terms, such as ja.")
]
