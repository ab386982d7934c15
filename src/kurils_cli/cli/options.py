"""The options and arguments that commands share, each named once."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from kurils_cli.cli import completion
from kurils_cli.cli.source import Target, target
from kurils_cli.cli.values import day, first_day, last_day
from kurils_cli.formats import ENDINGS, FORMATS, Format

Several = list[str] | None
"""Also of what may be given once, so that a second one is noticed and refused."""


def day_option(name: str, help: str, reader: Callable[[str, str], date] = day) -> object:
    """Return an option whose value is a day, as `reader` reads it."""
    return typer.Option(name, metavar="DATE", parser=lambda text: reader(text, name), help=help)


def several(
    name: str, metavar: str, help: str, complete: Callable[..., object] | None = None
) -> object:
    """Return an option that may be given several times."""
    return typer.Option(name, metavar=metavar, help=help, autocompletion=complete)


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
    formats = f"{', '.join(FORMATS[:-1])} or {FORMATS[-1]}"
    return typer.Option("--format", metavar="FORMAT", help=f"{formats}. Otherwise {otherwise}.")


# ---------------------------------------------------------------- which tracker, and how to show it

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
    ),
]
Since = Annotated[
    date | None, day_option("--since", "Only from that day, month or year on.", first_day)
]
Until = Annotated[
    date | None,
    day_option("--until", "Only up to that day, or the end of that month or year.", last_day),
]
Ids = Annotated[
    Several,
    typer.Argument(
        metavar="[ID]...",
        autocompletion=completion.ids,
        help="Only these areas and issues.",
    ),
]
FormatOption = Annotated[Format | None, format_option("table on a terminal, plain in a pipe")]
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
Resume = Annotated[
    Path | None, typer.Option(metavar="COPY", help="Go on with a copy that was kept.")
]

# ---------------------------------------------------------------- what an entry says

EntryName = Annotated[
    str,
    typer.Argument(
        metavar="ENTRY",
        autocompletion=completion.entries,
        help="Its date, or DATE#N for the N-th of that date in the file.",
    ),
]
Changes = Annotated[
    Several,
    typer.Argument(
        metavar="[ID=STATE]...",
        autocompletion=completion.pairs,
        help="Which state an area or issue entered.",
    ),
]
Title = Annotated[Several, several("--title", "TEXT", "What it was, such as who met.")]
Place = Annotated[Several, several("--place", "TEXT", "Where it was.")]
Note = Annotated[Several, several("--note", "TEXT", "Anything to add.")]
Sources = Annotated[
    Several, several("--source", "URL", "Where it is reported; may be given more than once.")
]
DropSources = Annotated[Several, several("--drop-source", "URL", "A source to take away.")]
About = Annotated[
    Several, several("--about", "ID", "What it is about without moving it.", completion.ids)
]
DropAbout = Annotated[
    Several,
    several("--drop-about", "ID", "An id to remove from what it is about.", completion.ids),
]
By = Annotated[Several, several("--by", "PARTY", "Who says that it happened.", completion.parties)]
Says = Annotated[
    Several,
    several("--says", "PARTY=TEXT", "A party's own account of it.", completion.accounts),
]
Raise = Annotated[Several, several("--raise", "ID=TITLE", "A new, open issue.")]
RaisedBlocks = Annotated[
    Several,
    several(
        "--blocks",
        "[ISSUE=]ID",
        "An area that the new issue blocks; otherwise it blocks every one.",
        completion.areas,
    ),
]

# ---------------------------------------------------------------- areas, issues and parties

Called = Annotated[
    Several, several("--called", "PARTY=TERM", "A party's own term for it.", completion.accounts)
]
Blocks = Annotated[
    Several,
    several("--blocks", "ID", "An area that the issue blocks; otherwise all.", completion.areas),
]
Lang = Annotated[
    Several, several("--lang", "TAG", "The language of the party's own terms, such as ja.")
]
