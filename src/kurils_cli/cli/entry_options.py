"""The options and arguments of the commands that write an entry; a reader builds none of them."""

from typing import Annotated

import typer

from kurils_cli.cli import completion
from kurils_cli.cli.options import several

EntryName = Annotated[
    str,
    typer.Argument(
        metavar="ENTRY",
        autocompletion=completion.entries,
        help="Its date, or DATE#N for the N-th of that date in the file.",
        show_default=False,
    ),
]
Changes = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[ID=STATE]...",
        autocompletion=completion.pairs,
        help="Which state an area or issue entered.",
        show_default=False,
    ),
]
# Each may be given once; they are lists, so that a second one is noticed and refused.
Title = Annotated[list[str] | None, several("--title", "TEXT", "What it was, such as who met.")]
Place = Annotated[list[str] | None, several("--place", "TEXT", "Where it was.")]
Note = Annotated[list[str] | None, several("--note", "TEXT", "Anything to add.")]
Sources = Annotated[
    list[str] | None,
    several("--source", "URL", "Where it is reported; may be given more than once."),
]
DropSources = Annotated[list[str] | None, several("--drop-source", "URL", "A source to take away.")]
About = Annotated[
    list[str] | None,
    several("--about", "ID", "What it is about without moving it.", completion.ids),
]
DropAbout = Annotated[
    list[str] | None,
    several("--drop-about", "ID", "An id to remove from what it is about.", completion.ids),
]
By = Annotated[
    list[str] | None,
    several("--by", "PARTY", "Who says that it happened.", completion.parties),
]
# The same options of amend, which says which of them add and which replace.
MoreSources = Annotated[
    list[str] | None, several("--source", "URL", "One more address where it is reported.")
]
MoreAbout = Annotated[
    list[str] | None,
    several("--about", "ID", "One more thing that it is about.", completion.ids),
]
OtherBy = Annotated[
    list[str] | None,
    several("--by", "PARTY", "Who says so, in place of those before.", completion.parties),
]
OtherSays = Annotated[
    list[str] | None,
    several(
        "--says",
        "PARTY=TEXT",
        "That party's account, in place of the one before.",
        completion.accounts,
    ),
]
Blocks = Annotated[
    list[str] | None,
    several(
        "--blocks",
        "[ISSUE=]ID",
        "An area that the new issue blocks; otherwise it blocks every one.",
        completion.areas,
    ),
]
Raise = Annotated[list[str] | None, several("--raise", "ID=TITLE", "A new, open issue.")]
Says = Annotated[
    list[str] | None,
    several("--says", "PARTY=TEXT", "A party's own account of it.", completion.accounts),
]
