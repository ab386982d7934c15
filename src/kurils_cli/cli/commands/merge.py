"""`kurils merge`, which git calls: three trackers in, one out."""

import contextlib
import os
import shlex
from pathlib import Path
from typing import Annotated

import typer

from kurils_cli import git, store
from kurils_cli.cli import printing, recording, source
from kurils_cli.errors import KurilsError, TrackerError
from kurils_cli.model import Tracker
from kurils_cli.toml_format import decode, read


def _tracker(metavar: str, which: str) -> object:
    return typer.Argument(metavar=metavar, help=f"The tracker {which}.", show_default=False)


def merge(
    base: Annotated[Path, _tracker("BASE", "that both sides came of")],
    ours: Annotated[Path, _tracker("OURS", "on our side, which becomes the result")],
    theirs: Annotated[Path, _tracker("THEIRS", "on their side")],
    name: Annotated[
        str | None,
        typer.Argument(metavar="[PATH]", help="What to call it in messages.", show_default=False),
    ] = None,
) -> None:
    """Merge trackers by meaning, as a merge driver for git.

    The result goes into OURS. Exit 0: clean. 1: with conflicts, each told; OURS is a
    valid tracker all the same. 129: not merged, OURS is as it was. For git to use it:

    echo 'kurils.toml merge=kurils' >> .gitattributes

    git config merge.kurils.driver 'kurils merge %O %A %B %P'

    Example: kurils merge base.toml ours.toml theirs.toml
    """
    try:
        conflicts, lost = _merge_into(base, ours, theirs, name)
    except KurilsError as error:
        error.hint = None  # git ran this, on files of its own
        printing.error_to_stderr(error)
        raise typer.Exit(129) from None
    for conflict in conflicts:
        printing.to_stderr(f"conflict: {conflict}")
    for comment in lost:
        printing.to_stderr(f"note: a comment of theirs did not come along: {comment}")
    if conflicts:
        # git's path is from the top of the repository, the user in GIT_PREFIX below it.
        file = os.path.relpath(name, source.environment("GIT_PREFIX")) if name else f"{ours}"
        edit = shlex.join(["kurils", "edit", "--file", file])
        add = shlex.join(["git", "add", file])
        printing.to_stderr(f"hint: {edit} && {add}")
        raise typer.Exit(1)


def _merge_into(
    base: Path, ours: Path, theirs: Path, name: str | None
) -> tuple[tuple[str, ...], list[str]]:
    """Write the result into OURS; return the conflicts, and the comments that were lost."""
    from kurils_cli.merge import merge as merged_by_meaning
    from kurils_cli.toml_format.places import comments

    root = _text(base, name, "base")
    other = _text(theirs, name, "theirs")
    with store.writing(ours) as writing:
        text = decode(writing.data, _label(ours, name, "ours"))
        mine = read(text, _label(ours, name, "ours")).tracker
        # git's base is empty where both sides added the file.
        old = read(root, _label(base, name, "base")).tracker if root else Tracker(title="")
        new = read(other, _label(theirs, name, "theirs")).tracker
        tracker, conflicts = merged_by_meaning(old, mine, new)
        text = merged_text(tracker, (base, ours, theirs), text, mine)
        if name:  # OURS is a file of git's own, and so is the way back
            recording.end_interruptions()
            writing.save(text.encode("utf-8"))
        else:
            recording.save(writing, text, "merge", f"of {theirs}")
    kept = {*comments(text), *comments(root)}
    return conflicts, [comment for comment in comments(other) if comment not in kept]


def merged_text(merged: Tracker, files: tuple[Path, Path, Path], text: str, ours: Tracker) -> str:
    """Return the merged tracker's text: git's merge by lines, with what is left to say.

    So comments and layout of both sides stay, but for theirs where lines conflict.
    """
    from kurils_cli.toml_format.writing import rewrite

    label = f"{files[1]}"
    by_lines = git.merged_lines(*files)
    if by_lines is not None:
        with contextlib.suppress(TrackerError):
            return rewrite(by_lines, label, read(by_lines, label).tracker, merged).text
    return rewrite(text, label, ours, merged).text


def _label(path: Path, name: str | None, side: str) -> str:
    return f"{name} ({side})" if name else f"{path}"


def _text(path: Path, name: str | None, side: str) -> str:
    try:
        return decode(store.read(path), f"{path}")
    except TrackerError as error:
        raise TrackerError(
            f"{error.message} ({side} of {name})" if name else error.message
        ) from None
