"""`kurils merge`, which git calls: merge three trackers into one."""

import contextlib
import os
import shlex
import tomllib
from pathlib import Path
from typing import Annotated

import typer

from kurils_cli import git, store
from kurils_cli.cli import clock, options, printing, recording, source
from kurils_cli.cli.merging import Merged, Side, merged
from kurils_cli.errors import KurilsError, TrackerError, UsageError
from kurils_cli.model import Tracker
from kurils_cli.toml_format import InvalidTracker, decode, read


def merge(
    base: Annotated[
        Path | None, options.argument("[BASE]", "The tracker that both sides began as.")
    ] = None,
    ours: Annotated[
        Path | None,
        options.argument("[OURS]", "The tracker on our side, which becomes the result."),
    ] = None,
    theirs: Annotated[
        Path | None, options.argument("[THEIRS]", "The tracker on their side.")
    ] = None,
    name: Annotated[str | None, options.argument("[PATH]", "What to call it in messages.")] = None,
    markers: Annotated[
        int | None, options.argument("[MARKERS]", "How long git's markers would be.")
    ] = None,
    install: Annotated[
        bool, options.flag("--install", "Make kurils the merge driver of this repository.")
    ] = False,
    uninstall: Annotated[
        bool, options.flag("--uninstall", "Take back what --install does.")
    ] = False,
) -> None:
    """Merge trackers by meaning, as a merge driver for git.

    The result goes into OURS. Exit 0: clean. 1: conflicts, each printed on stderr; OURS
    is still a valid tracker. 129: not merged, OURS is as it was. Other TOML files are
    merged by lines, as git does it. --install makes git use kurils, and prints:

    echo '*.toml merge=kurils' >> .gitattributes

    git config merge.kurils.driver 'kurils merge -- %O %A %B %P %L'

    Example: kurils merge base.toml ours.toml theirs.toml
    """
    if install or uninstall:
        if (install and uninstall) or base:
            raise UsageError("--install and --uninstall take no other argument")
        done = (git.install_driver if install else git.uninstall_driver)()
        printing.to_stdout("".join(f"{line}\n" for line in done.lines))
        for note in done.notes:
            printing.to_stderr(f"note: {note}")
        return
    base, ours, theirs = _given(base, "BASE"), _given(ours, "OURS"), _given(theirs, "THEIRS")
    try:
        result = _merge_into(base, ours, theirs, name)
    except KurilsError as error:
        if isinstance(error, InvalidTracker) and _is_no_tracker(base, ours, theirs):
            labels = (f"{name or ours} ({side})" for side in ("ours", "base", "theirs"))
            raise typer.Exit(not git.merge_lines(base, ours, theirs, labels)) from None
        error.hint = None  # git runs this on its own files, which no hint fits
        raise
    if git.is_between_merges(markers, name):
        raise typer.Exit(bool(result.conflicts))  # nobody sees this result
    result.to_stderr()
    if result.conflicts:
        # git's path is from the top of the repository, the user in GIT_PREFIX below it.
        file = os.path.relpath(name, source.environment("GIT_PREFIX")) if name else f"{ours}"
        edit = shlex.join(["kurils", "edit", "--file", file])
        add = shlex.join(["git", "add", file])
        printing.to_stderr(f"hint: {edit} && {add}")
        raise typer.Exit(1)


def _given(path: Path | None, metavar: str) -> Path:
    """Return an argument that a merge needs; raises `UsageError` if it is not there."""
    if path is None:
        raise UsageError(f"missing argument `{metavar}`", hint="kurils merge --help")
    return path


def _is_no_tracker(*files: Path) -> bool:
    """Tell whether files are some other TOML: none of them has a `schema`, as trackers do."""
    with contextlib.suppress(TrackerError, ValueError, RecursionError):  # which the merge reports
        tables = [tomllib.loads(text.decode()) for text in map(store.read, files) if text]
        return bool(tables) and all("schema" not in table for table in tables)
    return False


def _merge_into(base: Path, ours: Path, theirs: Path, name: str | None) -> Merged:
    root, other = _side(base, name, "base"), _side(theirs, name, "theirs")
    with store.writing(ours) as writing:
        result = merged(root, _side(ours, name, "ours", writing.data), other)
        if name:  # OURS is git's file, and git undoes its own merges
            recording.end_interruptions()
            writing.save(result.text.encode("utf-8"))
        else:
            recording.save(writing, result.text, "merge", f"of {theirs}")
    return result


def _side(path: Path, name: str | None, which: str, data: bytes | None = None) -> Side:
    """Return a side of the merge; git's base is empty where both sides added the file."""
    label = f"{name} ({which})" if name else f"{path}"
    try:
        data = store.read(path) if data is None else data
    except TrackerError as error:
        error.message += f" ({which} of {name})" if name else ""
        raise
    text = decode(data, label)
    is_new = which == "base" and not text
    tracker = Tracker(title="") if is_new else read(text, label, clock.today()).tracker
    return Side(path, text, tracker)
