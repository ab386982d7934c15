"""The command that git calls: three trackers in, one out."""

from pathlib import Path
from typing import Annotated

import typer

from kurils_cli import store
from kurils_cli.cli import printing, saving
from kurils_cli.errors import KurilsError
from kurils_cli.model import Tracker
from kurils_cli.toml_format import read


def merge(
    base: Annotated[Path, typer.Argument(metavar="BASE", show_default=False)],
    ours: Annotated[Path, typer.Argument(metavar="OURS", show_default=False)],
    theirs: Annotated[Path, typer.Argument(metavar="THEIRS", show_default=False)],
) -> None:
    """Merge trackers by meaning, as a merge driver for git.

    The result goes into OURS. Exit 0: clean. 1: with conflicts, each told; OURS is a
    valid tracker all the same. 129: not merged, OURS is as it was. For git to use it:

    echo 'kurils.toml merge=kurils' >> .gitattributes

    git config merge.kurils.driver 'kurils merge %O %A %B'

    Example: kurils merge base.toml ours.toml theirs.toml
    """
    from kurils_cli.merge import merge as merged_by_meaning
    from kurils_cli.toml_format.writing import rewrite

    try:
        root, other = _tracker_at(base, may_be_empty=True), _tracker_at(theirs)
        with store.writing(ours) as writing:
            mine = read(writing.text, f"{ours}").tracker
            tracker, conflicts = merged_by_meaning(root, mine, other)
            saving.save(writing, rewrite(writing.text, f"{ours}", mine, tracker).text)
    except KurilsError as error:
        error.hint = None  # git ran this, on files of its own
        printing.tell_error(error)
        raise typer.Exit(129) from None
    for conflict in conflicts:
        printing.tell(f"conflict: {conflict}")
    if conflicts:
        printing.tell("hint: kurils check, then kurils edit or kurils undo, then git add")
        raise typer.Exit(1)


def _tracker_at(path: Path, *, may_be_empty: bool = False) -> Tracker:
    text = store.read(path)
    if may_be_empty and not text:
        # git's base where both sides added the file.
        return Tracker(title="")
    return read(text, f"{path}").tracker
