"""What kurils asks of git: a file in a revision, and a merge by lines."""

import contextlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from kurils_cli import store
from kurils_cli.errors import TrackerError
from kurils_cli.words import pasted, reason

_NO_FETCH = {"GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": ""}
"""Keeps git from fetching what a partial clone lacks, by a program that its config names."""
ATTRIBUTE = "*.toml merge=kurils"
"""The line of `.gitattributes` that gives TOML files to the merge driver, whatever their name."""
DRIVER = "kurils merge -- %O %A %B %P"
"""How git calls the merge driver."""


def read_revision(revision: str, name: str, folder: Path, environ: Mapping[str, str]) -> bytes:
    """Return the bytes that a file has in a revision of the git repository of a folder.

    `name` is as git has it: from the repository's root, or `./` and from the folder;
    `environ` is what git has as its environment.
    The answer must depend on the history alone: raises `TrackerError` for names such
    as `main@{yesterday}`, which git looks up in this clone's own reflog.
    """
    if "@{" in revision and not revision.endswith(("@{upstream}", "@{u}", "@{push}")):
        raise TrackerError(
            f"`git:{revision}` is looked up in the reflog, which differs from clone to clone",
            hint="git rev-list -1 --before=2019-12-19 HEAD",
        )
    environ = {**environ, **_NO_FETCH}
    _run(folder, environ, "rev-parse", "--git-dir")
    if not revision or revision.startswith("-") or ":" in revision:
        raise TrackerError(f"`{revision}` is no git revision")
    try:
        commit = _run(folder, environ, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    except TrackerError:
        raise TrackerError(
            f"git knows no revision `{revision}` in `{folder}`",
            hint=f"git{'' if folder == Path() else f' -C {pasted(folder)}'} log --oneline",
        ) from None
    object = f"{commit.decode().strip()}:{name}"
    data = _blob(folder, environ, object, f"git:{revision}")
    if data is not None:
        return data
    if _is_left_out(folder, environ, object):
        raise TrackerError(
            f"`{name}` of revision `{revision}` is not in this clone, which is a partial one",
            hint=f"to fetch it: git cat-file -e {pasted(f'{revision}:{name}')}",
        )
    raise TrackerError(
        f"`{name}` is not in revision `{revision}`",
        hint=f"git ls-tree -r --full-tree --name-only {pasted(revision)}",
    )


def _blob(folder: Path, environ: Mapping[str, str], object: str, label: str) -> bytes | None:
    """Return the bytes of an object, None if git can't; raises `TrackerError` for too many."""
    import subprocess

    with subprocess.Popen(
        ["git", "cat-file", "blob", object],
        cwd=folder,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as git:
        assert git.stdout is not None  # it is a pipe
        try:
            data = store.read_all(git.stdout, label)
        except TrackerError:
            git.kill()
            raise
    return None if git.returncode else data


def _is_left_out(folder: Path, environ: Mapping[str, str], object: str) -> bool:
    """Tell whether a partial clone lacks an object, or the tree that it is in."""
    tree = object.partition(":")[0] + "^{tree}"
    if not _succeeds(folder, environ, "cat-file", "-e", tree):
        return True
    is_known = _succeeds(folder, environ, "rev-parse", "--verify", "--quiet", object)
    return is_known and not _succeeds(folder, environ, "cat-file", "-e", object)


def _succeeds(folder: Path, environ: Mapping[str, str], *arguments: str) -> bool:
    with contextlib.suppress(TrackerError):
        _run(folder, environ, *arguments)
        return True
    return False


def _run(folder: Path, environ: Mapping[str, str], *arguments: str) -> bytes:
    import subprocess

    try:
        done = subprocess.run(
            ["git", *arguments],
            cwd=folder,
            env=environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
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


def install_driver(folder: Path, environ: Mapping[str, str]) -> tuple[str, str]:
    """Make kurils the merge driver of a repository; return the two lines that do it.

    Raises `TrackerError` outside a repository, or if it can't be written.
    """
    attributes = _attributes(folder, environ)
    _run(folder, environ, "config", "merge.kurils.name", "trackers of kurils, by meaning")
    _run(folder, environ, "config", "merge.kurils.driver", DRIVER)
    lines = _lines_of(attributes)
    if ATTRIBUTE not in lines:
        _write_lines(attributes, [*lines, ATTRIBUTE])
    return (
        f"echo '{ATTRIBUTE}' >> {pasted(attributes)}",
        f"git config merge.kurils.driver '{DRIVER}'",
    )


def uninstall_driver(folder: Path, environ: Mapping[str, str]) -> tuple[str, str]:
    """Take back what `install_driver` does; return the lines that do so. Raises as it does."""
    attributes = _attributes(folder, environ)
    if _succeeds(folder, environ, "config", "--get", "merge.kurils.driver"):
        _run(folder, environ, "config", "--remove-section", "merge.kurils")
    lines = _lines_of(attributes)
    if ATTRIBUTE in lines:
        _write_lines(attributes, [line for line in lines if line != ATTRIBUTE])
    return (
        f"sed -i '/merge=kurils$/d' {pasted(attributes)}",
        "git config --remove-section merge.kurils",
    )


def _attributes(folder: Path, environ: Mapping[str, str]) -> Path:
    """Return the `.gitattributes` at the top of the repository of a folder."""
    top = _run(folder, environ, "rev-parse", "--show-toplevel").decode().rstrip("\n")
    return Path(top) / ".gitattributes"


def _lines_of(file: Path) -> list[str]:
    return store.read(file).decode(errors="surrogateescape").splitlines() if file.exists() else []


def _write_lines(file: Path, lines: Iterable[str]) -> None:
    text = "".join(f"{line}\n" for line in lines)
    store.write_whole(file, text.encode(errors="surrogateescape"))


def merge_lines(base: Path, ours: Path, theirs: Path, labels: Iterable[str]) -> bool:
    """Merge files that are no trackers by lines, as git does, into ours; tell if it was clean.

    Raises `TrackerError` if git can't do it.
    """
    import subprocess

    named = [word for label in labels for word in ("-L", label)]
    done = subprocess.run(
        ["git", "merge-file", "--quiet", *named, "--", ours, base, theirs],
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    if done.returncode > 127:
        said = done.stderr.decode(errors="replace").strip().partition("\n")[0]
        raise TrackerError(f"git: {said.removeprefix('error: ')}")
    return done.returncode == 0


def merged_lines(base: Path, ours: Path, theirs: Path) -> str | None:
    """Return git's merge by lines of three files, with ours where lines conflict.

    None: git is not there, or can't do it.
    """
    import subprocess

    try:
        done = subprocess.run(
            ["git", "merge-file", "-p", "--ours", ours, base, theirs],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        return done.stdout.decode("utf-8") if done.returncode == 0 else None
    except (OSError, ValueError):
        return None
