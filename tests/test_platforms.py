"""The commands that write, with all taken away that Windows or macOS lacks.

The tests run on Linux: what the other systems do besides is not tried here.
"""

import io
import os
import shlex
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import filelock
import pytest

from conftest import SMALL, names
from kurils_cli import editor, journal, store
from kurils_cli.cli import main, source

ONLY_LINUX = ("getxattr", "listxattr", "removexattr", "setxattr")
NOT_WINDOWS = ("fchmod", "fchown", "getuid", "getgid", *ONLY_LINUX)
AREA = '\n[areas.sea]\nname = "海 and Café"\nstatus = "pending"\n'

Command = Callable[..., tuple[int, str, str]]


class Platform(NamedTuple):
    """What `sys.platform` says, what `os` lacks, and whether locks are files alone."""

    name: str
    lacking: tuple[str, ...]
    only_soft_locks: bool = False


def is_open(path: str | os.PathLike[str]) -> bool:
    """Tell whether this process has a file open."""
    path = os.path.realpath(path)
    return any(
        os.path.realpath(descriptor) == path for descriptor in Path("/proc/self/fd").iterdir()
    )


def open_no_folder(path: str, flags: int, mode: int = 0o777, **others: int) -> int:
    """Open a file as Windows does: folders can't be opened."""
    if Path(path).is_dir():
        raise PermissionError(13, "Permission denied", path)
    return os.open(path, flags, mode, **others)


def refuse_what_windows_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no file be removed or replaced while it is open."""
    unlink, replace = os.unlink, os.replace

    def unlink_closed(path: str, **others: int) -> None:
        if is_open(path):
            raise PermissionError(13, "used by another process", path)
        unlink(path, **others)

    def replace_closed(old: str, new: str, **others: int) -> None:
        if is_open(old) or is_open(new):
            raise PermissionError(13, "used by another process", new)
        replace(old, new, **others)

    monkeypatch.setattr(os, "unlink", unlink_closed)
    monkeypatch.setattr(os, "replace", replace_closed)


@pytest.fixture(
    params=[
        Platform("darwin", ONLY_LINUX),
        Platform("win32", NOT_WINDOWS),
        Platform("win32", NOT_WINDOWS, only_soft_locks=True),
    ],
    ids=["macOS", "Windows", "Windows without locks"],
)
def platform(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Platform]:
    """Another platform, as far as kurils sees it."""
    platform: Platform = request.param
    with monkeypatch.context() as patch:
        if platform.only_soft_locks:
            patch.setattr(filelock, "FileLock", filelock.SoftFileLock)
        if platform.name == "win32":
            refuse_what_windows_refuses(patch)
        # For kurils alone: what it calls chose its own way when it was imported, by the real one.
        seen = SimpleNamespace(platform=platform.name, stdin=sys.stdin)
        lean = SimpleNamespace(
            **{name: value for name, value in vars(os).items() if name not in platform.lacking}
        )
        if platform.name == "win32":  # the lock's own module goes by the real platform
            lean.open = open_no_folder
        for module in (store, source):
            patch.setattr(module, "sys", seen)
        for module in (store, source, editor, journal):
            patch.setattr(module, "os", lean)
        yield platform


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, platform: Platform) -> Command:
    """Run a command line on consoles of that platform."""
    is_windows = platform.name == "win32"

    def command(*arguments: str) -> tuple[int, str, str]:
        streams = [
            io.TextIOWrapper(
                io.BytesIO(),
                encoding="cp1252" if is_windows else "utf-8",
                newline="\r\n" if is_windows else "\n",
            )
            for _ in range(2)
        ]
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", streams[0])
            patch.setattr(sys, "stderr", streams[1])
            code = main(arguments)
        out, err = (stream.buffer.getvalue().decode(stream.encoding) for stream in streams)
        return code, out, err

    return command


def test_init_update_undo_and_redo_leave_a_tracker_and_nothing_else(
    command: Command, folder: Path
) -> None:
    tracker = folder / "kurils.toml"
    assert command("init")[0] == 0
    begun = tracker.read_bytes()
    assert command("update", "wind=piloted", "--date", "2020-02-01", "--title", "Talks")[0] == 0
    logged = tracker.read_bytes()
    assert b"2020-02-01" in logged
    assert command("undo")[0] == 0
    assert tracker.read_bytes() == begun
    assert command("redo")[0] == 0
    assert tracker.read_bytes() == logged
    assert names(folder) == ["kurils.toml"]


def test_a_file_of_a_report_is_replaced(command: Command, tracker_file: Path, folder: Path) -> None:
    (folder / "report.html").write_text("old")
    assert command("status", "--file", f"{tracker_file}", "-o", "report.html") == (0, "", "")
    assert "<html" in (folder / "report.html").read_text("utf-8")
    assert names(folder) == ["kurils.toml", "report.html"]


def test_an_edit_is_saved(
    command: Command, tracker_file: Path, monkeypatch: pytest.MonkeyPatch, platform: Platform
) -> None:
    """With no editor named, Windows has its own."""

    def types(words: Sequence[str], **_: object) -> subprocess.CompletedProcess[str]:
        assert words[0] == ("notepad" if platform.name == "win32" else "vi")
        with Path(words[1]).open("ab") as copy:
            copy.write(AREA.encode())
        return subprocess.CompletedProcess(words, 0)

    monkeypatch.setattr(subprocess, "run", types)
    if platform.name != "win32":
        monkeypatch.setenv("EDITOR", "vi")
    code, _, err = command("edit")
    assert (code, "saved" in err) == (0, True)
    assert tracker_file.read_bytes() == SMALL.encode() + AREA.encode()
    assert names(tracker_file.parent) == ["kurils.toml"]


def test_a_merge_has_what_both_sides_logged(command: Command, folder: Path) -> None:
    for name, title in (("base", None), ("ours", "Talks"), ("theirs", "Visit")):
        entry = f'\n[[log]]\ndate = 2020-02-01\ntitle = "{title}"\n' if title else ""
        (folder / f"{name}.toml").write_bytes((SMALL + entry).encode())
    code, out, _ = command("merge", "base.toml", "ours.toml", "theirs.toml")
    assert (code, out) == (0, "")
    merged = (folder / "ours.toml").read_bytes()
    assert (merged.count(b"Talks"), merged.count(b"Visit"), merged.count(b"\r")) == (1, 1, 0)
    assert names(folder) == ["base.toml", "ours.toml", "theirs.toml"]


def test_the_ends_of_lines_that_a_tracker_has_stay(command: Command, tracker_file: Path) -> None:
    windows = SMALL.replace("\n", "\r\n").encode()
    tracker_file.write_bytes(windows)
    assert command("update", "--date", "2020-02-01", "--title", "Talks")[0] == 0
    assert tracker_file.read_bytes().count(b"\n") == tracker_file.read_bytes().count(b"\r\n")
    assert command("undo")[0] == 0
    assert tracker_file.read_bytes() == windows


def test_text_that_the_console_lacks_is_written_out(
    command: Command, tracker_file: Path, platform: Platform
) -> None:
    tracker_file.write_text(SMALL + AREA, "utf-8")
    code, out, err = command("status", "sea")
    is_windows = platform.name == "win32"
    name = r"\u6d77 and Café" if is_windows else "海 and Café"
    end = "\r\n" if is_windows else "\n"
    assert (code, out, err) == (
        0,
        f"area\tsea\tpending\t\t{name}\tmovement legal\t\t\t\t\t{end}",
        "",
    )


def test_a_read_only_tracker_is_not_written(command: Command, tracker_file: Path) -> None:
    tracker_file.chmod(stat.S_IREAD)
    code, out, err = command("update", "wind=piloted", "--date", "2020-02-01")
    assert (code, out) == (3, "")
    assert "read-only" in err
    assert tracker_file.read_text() == SMALL


def test_a_path_of_windows_is_one_word_of_a_command_line(folder: Path) -> None:
    """Blanks in the path of a program that is there part nothing."""
    program = folder / "an editor"
    program.write_text(f"#!/bin/sh\nexec {shlex.quote(sys.executable)} -c pass\n")
    program.chmod(0o755)
    copy = editor.copy_of(Path("kurils.toml"), b"")
    editor.run(f"{program}", copy)
    assert copy.read_bytes() == b""
