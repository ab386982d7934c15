"""What kurils asks of git: a file in a revision, and a merge by lines."""

import contextlib
import os
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from kurils_cli import store
from kurils_cli.errors import TrackerError
from kurils_cli.words import pasted, reason

_NO_FETCH = {"GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": ""}
"""Keeps git from fetching what a partial clone lacks, by a program that its config names."""
ATTRIBUTE = "*.toml merge=kurils"
"""The line of `.gitattributes` that gives TOML files to the merge driver, whatever their name."""
_MARKERS = 7
"""How long git's conflict markers are, if no attribute says otherwise."""
_OLD_DRIVER = "kurils merge -- %O %A %B %P"
"""How version 0.2 had git call it."""
DRIVER = f"{_OLD_DRIVER} %L"
"""How git calls the merge driver."""


def read_revision(revision: str, name: str, folder: Path) -> bytes:
    """Return the bytes that a file has in a revision of the git repository of a folder.

    `name` is a path as git writes it: from the repository's root, or `./` and from the
    folder. The answer must depend on the history alone: raises `TrackerError` for names such
    as `main@{yesterday}`, which git looks up in this clone's own reflog.
    """
    if "@{" in revision and not revision.endswith(("@{upstream}", "@{u}", "@{push}")):
        raise TrackerError(
            f"`git:{revision}` is looked up in the reflog, which differs from clone to clone",
            hint="git rev-list -1 --before=2019-12-19 HEAD",
        )
    # In a hook, GIT_DIR makes git take any folder as the top of the work tree.
    without = () if "GIT_WORK_TREE" in os.environ else ("GIT_DIR",)
    kept = {key: value for key, value in os.environ.items() if key not in without}
    ask = partial(_answer, folder=folder, environ={**kept, **_NO_FETCH})
    is_name = revision and not revision.startswith("-") and ":" not in revision
    commit = ask("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}") if is_name else None
    if commit is None:
        _run("rev-parse", "--git-dir", folder=folder)  # raises an error outside a repository
        if not is_name:
            raise TrackerError(f"`{revision}` is no git revision")
        raise TrackerError(
            f"git knows no revision `{revision}` in `{folder}`",
            hint=f"git{'' if folder == Path() else f' -C {pasted(folder)}'} log --oneline",
        )
    object = f"{commit.decode().strip()}:{name}"
    size = ask("cat-file", "-s", object)
    if size and int(size) > store.LARGEST:
        raise TrackerError(f"`git:{revision}` is larger than {store.LARGEST >> 20} MiB")
    data = ask("cat-file", "blob", object)
    if data is not None:
        return data
    has_tree = ask("cat-file", "-e", f"{commit.decode().strip()}^{{tree}}") is not None
    is_known = ask("rev-parse", "--verify", "--quiet", object) is not None
    if size is None and (is_known or not has_tree):
        raise TrackerError(
            f"`{name}` of revision `{revision}` is not in this clone, which is a partial one",
            hint=f"to fetch it: git cat-file -e {pasted(f'{revision}:{name}')}",
        )
    raise TrackerError(
        f"`{name}` is not in revision `{revision}`",
        hint=f"git ls-tree -r --full-tree --name-only {pasted(revision)}",
    )


def _answer(
    *arguments: str, folder: Path = Path(), environ: Mapping[str, str] | None = None
) -> bytes | None:
    """Return what git prints, None if it fails."""
    with contextlib.suppress(TrackerError):
        return _run(*arguments, folder=folder, environ=environ)
    return None


def _run(
    *arguments: str,
    folder: Path = Path(),
    environ: Mapping[str, str] | None = None,
    input: bytes = b"",
) -> bytes:
    """Return what git prints; raises `TrackerError` if it fails, or can't be run."""
    import subprocess

    line = ["git", *arguments]
    try:
        done = subprocess.run(
            line, cwd=folder, env=environ, input=input, capture_output=True, check=False
        )
    except FileNotFoundError:
        where = "git is not installed" if folder.is_dir() else f"there is no folder `{folder}`"
        raise TrackerError(f"can't read a git revision: {where}") from None
    except (OSError, ValueError) as error:
        raise TrackerError(f"can't run git: {reason(error)}") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().partition("\n")[0]
        raise TrackerError(f"git: {said.removeprefix('fatal: ')}")
    return done.stdout


class SetUp(NamedTuple):
    """The command lines that do what was done, and notes."""

    lines: tuple[str, ...]
    notes: tuple[str, ...] = ()


def install_driver() -> SetUp:
    """Make kurils the merge driver of a repository, wholly or not at all.

    Raises `KurilsError` outside a repository, or if something is in the way.
    """
    file, before = _attributes()
    driver = _local("driver")
    if driver not in (None, DRIVER, _OLD_DRIVER):
        raise TrackerError(
            f"another command is the merge driver `kurils` here: `{driver}`; nothing was written",
            hint="to let it go: git config --remove-section merge.kurils",
        )
    after = with_line(before or b"")
    if driver != DRIVER or after != before:
        is_kept = after == before and driver != _OLD_DRIVER  # which added it too
        how = "kept" if is_kept else "made" if before is None else "added"
        settings = {"name": "trackers of kurils, by meaning", "driver": DRIVER, "line": how}
        with _written(file, before, after):
            try:
                for key, value in settings.items():
                    _run("config", f"merge.kurils.{key}", value)
            except TrackerError:
                if driver is None:
                    _answer("config", "--remove-section", "merge.kurils")
                raise
    return SetUp(
        (
            f"echo '{ATTRIBUTE}' >> {pasted(file)}",
            f"git config merge.kurils.driver '{DRIVER}'",
        ),
        _overruled(file.parent),
    )


def uninstall_driver() -> SetUp:
    """Take back what `install_driver` did in this clone, wholly or not at all. Raises as it does.

    A line that was there before stays.
    """
    file, before = _attributes()
    if _local("driver") is None:
        return SetUp((), ("kurils is not the merge driver of this clone",))
    how = _local("line")
    after = before if how == "kept" or before is None else without_line(before)
    with _written(file, before, None if how == "made" and not after else after):
        _run("config", "--remove-section", "merge.kurils")
    undone = f"sed -i '/^\\*\\.toml merge=kurils$/d' {pasted(file)}"
    return SetUp(
        (*([undone] if after != before else []), "git config --remove-section merge.kurils")
    )


@contextlib.contextmanager
def _written(file: Path, before: bytes | None, after: bytes | None) -> Iterator[None]:
    """Write a file, None being no file; if the block fails, write what was there before."""
    _put(file, before, after)
    try:
        yield
    except BaseException:
        _put(file, after, before)
        raise


def _put(file: Path, old: bytes | None, new: bytes | None) -> None:
    if new is None:
        store.remove(file)
        if os.path.exists(file):
            raise TrackerError(f"can't remove `{file}`; nothing was written")
    elif new != old:
        store.write_whole(file, new)


def with_line(data: bytes) -> bytes:
    """Return the bytes of a `.gitattributes` with the line of the merge driver at their end."""
    line = ATTRIBUTE.encode()
    if line in data.splitlines():
        return data
    end = b"\r\n" if b"\r\n" in data or data.endswith(b"\r") else b"\n"
    is_whole = not data or data.endswith(b"\n")
    return data + line + end if is_whole else data + end + line


def without_line(data: bytes) -> bytes:
    """Return the bytes of a `.gitattributes` as they were before `with_line`."""
    line, lines = ATTRIBUTE.encode(), data.splitlines(keepends=True)
    kept = b"".join(each for each in lines if each.rstrip(b"\r\n") != line)
    if lines[-1:] != [line]:
        return kept
    return kept.removesuffix(b"\r\n") if kept.endswith(b"\r\n") else kept.removesuffix(b"\n")


def _overruled(top: Path) -> tuple[str, ...]:
    """Return a note if git does not merge every TOML file of a repository with kurils."""
    files = {b"kurils.toml", *_run("ls-files", "-z", "--", "*.toml", folder=top).split(b"\0")}
    listed_files = b"\0".join(sorted(files - {b""}))
    answer = _run("check-attr", "-z", "--stdin", "merge", folder=top, input=listed_files)
    parts = answer.split(b"\0")
    others = [
        f"`{os.fsdecode(file)}` ({value.decode(errors='replace')})"
        for file, value in zip(parts[::3], parts[2::3], strict=False)
        if value != b"kurils"
    ]
    if not others:
        return ()
    more = f" and {len(others) - 10} more" if len(others) > 10 else ""
    return (
        "another line, a `.gitattributes` further down or `.git/info/attributes` decides how git "
        f"merges {', '.join(others[:10])}{more}",
    )


def _local(key: str) -> str | None:
    """Return a setting of the merge driver in a clone's own configuration."""
    said = _answer("config", "--local", "--get", f"merge.kurils.{key}")
    return None if said is None else said.decode(errors="replace").removesuffix("\n")


def _attributes() -> tuple[Path, bytes | None]:
    """Return the `.gitattributes` at the top of the repository, and its bytes."""
    top = os.fsdecode(_run("rev-parse", "--show-toplevel").removesuffix(b"\n"))
    file = Path(top) / ".gitattributes"
    try:
        if file.is_symlink():
            raise TrackerError(
                f"`{file}` is a link, which git does not follow; nothing was written"
            )
        return file, None if store.is_gone(file) else store.read(file)
    except OSError as error:
        raise TrackerError(f"can't read `{file}`: {reason(error)}; nothing was written") from None


def is_between_merges(markers: int | None, name: str | None) -> bool:
    """Tell whether git merges bases of its own, for which it makes its conflict markers longer.

    `markers` is their length, and `name` that of the file, from the top of the repository.
    """
    if markers is None or name is None or markers <= _MARKERS:
        return False
    answer = _run("check-attr", "conflict-marker-size", "--", name).decode()
    usual = answer.rpartition(": ")[2].strip()
    return markers > (int(usual) if usual.isdecimal() else _MARKERS)


def merge_lines(base: Path, ours: Path, theirs: Path, labels: Iterable[str]) -> bool:
    """Merge files that are not trackers by lines, as git does, into ours; tell if it was clean.

    Raises `KurilsError` if git can't do it, or the result can't be written.
    """
    import subprocess

    named = [word for label in labels for word in ("-L", label)]
    line = ["git", "merge-file", "-p", *named, "--", f"{ours}", f"{base}", f"{theirs}"]
    try:
        done = subprocess.run(line, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except (OSError, ValueError) as error:
        raise TrackerError(f"can't run git: {reason(error)}") from None
    if done.returncode > 127:
        said = done.stderr.decode(errors="replace").strip().partition("\n")[0]
        raise TrackerError(f"git: {said.removeprefix('error: ')}")
    store.write_whole(ours, done.stdout)
    return done.returncode == 0


def merged_lines(base: Path, ours: Path, theirs: Path) -> str | None:
    """Return git's merge by lines of three files; None if lines conflict, or git can't do it."""
    merged = _answer("merge-file", "-p", "--", f"{ours}", f"{base}", f"{theirs}")
    with contextlib.suppress(UnicodeDecodeError):  # of a file that has changed since it was read
        return None if merged is None else merged.decode("utf-8")
    return None
