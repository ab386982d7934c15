"""The user's editor, and the copy that it edits."""

import os
import shlex
import signal
import stat
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import names, refusal
from kurils_cli import editor


def test_a_copy_to_edit_is_the_users_own(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", f"{folder}")
    copy = editor.copy_of(Path("far/kurils.toml"), "text é\r\n".encode())
    assert copy.read_bytes() == "text é\r\n".encode()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert (copy.parent, copy.suffix, copy.name[:7]) == (folder, ".toml", "kurils-")
    editor.remove(copy)
    editor.remove(copy)
    assert names(folder) == []


def test_a_copy_that_can_not_be_written_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", f"{folder / 'no'}")
    assert refusal(lambda: editor.copy_of(Path("kurils.toml"), b"text")) == (
        "can't write a copy to edit: no such file or directory",
        None,
    )


def test_an_editor_is_a_command_line(folder: Path) -> None:
    (folder / "my file").write_text("old\n")
    editor.run("sh -c 'echo new >> \"$1\"' 'an editor'", folder / "my file")
    assert (folder / "my file").read_text() == "old\nnew\n"


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("false", "the editor `false` ended with 1; nothing was written"),
        ("no-such-editor", "can't run the editor `no-such-editor`: no such file or directory"),
        ("ed 'x", "can't run the editor `ed 'x`: no closing quotation"),
    ],
)
def test_an_editor_that_fails_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, command: str, message: str
) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    before = signal.getsignal(signal.SIGINT)
    hint = "set $VISUAL or $EDITOR to one that is installed, such as nano"
    expected = (message, None if command == "false" else hint)
    assert refusal(lambda: editor.run(command, folder / "x")) == expected
    assert signal.getsignal(signal.SIGINT) is before


def test_an_interrupt_goes_to_the_editor_alone(folder: Path) -> None:
    editor.run("sh -c 'kill -INT $PPID'", folder / "x")
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_copy_that_does_not_fit_is_not_left_behind(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = folder / "copy.toml"
    copy.touch()
    full = os.open("/dev/full", os.O_WRONLY)
    monkeypatch.setattr(tempfile, "mkstemp", lambda **_: (full, f"{copy}"))
    assert refusal(lambda: editor.copy_of(Path("kurils.toml"), b"text")) == (
        "can't write a copy to edit: no space left on device",
        None,
    )
    assert not copy.exists()


def test_a_copy_is_kept_with_what_it_was_made_from_or_not_at_all(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = folder / "copy.toml"
    editor.base_of(copy).touch()
    monkeypatch.setattr(
        tempfile, "mkstemp", lambda **_: (os.open(copy, os.O_CREAT | os.O_WRONLY), f"{copy}")
    )
    assert refusal(lambda: editor.copy_of(Path("kurils.toml"), b"text")) == (
        "can't write a copy to edit: file exists",
        None,
    )
    assert names(folder) == []


@pytest.mark.parametrize(
    ("entry", "other"), [("", "2018-02-01"), ("2018-02-01", ""), ("2018-02-01", "2018-02-01#2")]
)
def test_a_copy_is_taken_up_as_what_it_is_of(
    folder: Path, monkeypatch: pytest.MonkeyPatch, entry: str, other: str
) -> None:
    monkeypatch.setattr("tempfile.tempdir", f"{folder}")
    path = Path("kurils.toml")
    copy = editor.copy_of(path, b"text", entry)
    assert editor.base(copy, path, entry) == b"text"
    what = f"the entry of {other} in `kurils.toml`" if other else "`kurils.toml`"
    assert refusal(lambda: editor.base(copy, path, other)) == (
        f"`{copy}` is not a copy of {what}",
        None,
    )


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda base: base.write_bytes(b"\xff"), "`{}`, of which it is a copy, is damaged"),
        (lambda base: base.chmod(0o620), "can't read `{}`: others may write `{}`"),
    ],
    ids=["no text", "not its own"],
)
def test_a_copy_whose_base_is_not_as_kurils_left_it_is_not_taken_up(
    folder: Path, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[Path], object], told: str
) -> None:
    monkeypatch.setattr("tempfile.tempdir", f"{folder}")
    copy = editor.copy_of(Path("kurils.toml"), b"text")
    base = editor.base_of(copy)
    spoil(base)
    assert refusal(lambda: editor.base(copy, Path("kurils.toml"))) == (
        told.format(base, base),
        None,
    )
    assert copy.read_bytes() == b"text"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (r"C:\Windows\notepad.exe", [r"C:\Windows\notepad.exe"]),
        (r'"C:\Program Files\Code.exe" --wait', [r"C:\Program Files\Code.exe", "--wait"]),
    ],
)
def test_a_backslash_is_part_of_a_path_of_windows(
    monkeypatch: pytest.MonkeyPatch, line: str, words: list[str]
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert shlex.split(editor.waiting(line))[: len(words)] == words
    assert editor.waits(editor.waiting(line))


@pytest.mark.parametrize("line", ["vi", "/usr/bin/vim -u NONE", "nano", "code --wait"])
def test_an_editor_that_is_known_to_wait_is_not_taken_for_open_still(line: str) -> None:
    assert editor.waits(line)
    assert not editor.waits("code")
