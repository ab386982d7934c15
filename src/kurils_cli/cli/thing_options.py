"""The options of the commands that add and change areas, issues and parties."""

from typing import Annotated

from kurils_cli.cli import completion
from kurils_cli.cli.options import several

# Those that may be given once are lists, so that a second one is noticed and refused.
Called = Annotated[
    list[str] | None,
    several("--called", "PARTY=TERM", "A party's own term for it.", completion.accounts),
]
Blocks = Annotated[
    list[str] | None,
    several("--blocks", "ID", "An area that the issue blocks; otherwise all.", completion.areas),
]
Lang = Annotated[
    list[str] | None,
    several("--lang", "TAG", "The language of the party's own terms, such as ja."),
]
