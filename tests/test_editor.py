"""The user's editor, and the copy that it edits."""

import os
import shlex
import signal
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import failing, names, refusal
from kurils_cli import editor

PATH = Path("far/kurils.toml")


def test_a_copy_to_edit_is_the_users_own(copies: Path) -> None:
    copy = editor.copy_of(PATH, "text é\r\n".encode())
    assert copy.read_bytes() == editor.base(copy, PATH) == "text é\r\n".encode()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert (copy.parent, copy.suffix, copy.name[:7]) == (copies, ".toml", "kurils-")
    editor.remove(copy)
    editor.remove(copy)
    assert names(copies) == []


def test_a_copy_that_does_not_fit_is_told_and_not_left_behind(
    copies: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", failing(28))
    told = "can't write a copy to edit: no space left on device"
    assert refusal(lambda: editor.copy_of(PATH, b"text")) == (told, None)
    assert names(copies) == []


@pytest.mark.parametrize(
    ("entry", "other"), [("", "2018-02-01"), ("2018-02-01", ""), ("2018-02-01", "2018-02-01#2")]
)
def test_a_copy_is_taken_up_as_what_it_is_of(entry: str, other: str) -> None:
    copy = editor.copy_of(PATH, b"text", entry)
    assert editor.base(copy, PATH, entry) == b"text"
    what = f"the entry of {other} in `{PATH}`" if other else f"`{PATH}`"
    told = f"`{copy}` is not a copy of {what}"
    assert refusal(lambda: editor.base(copy, PATH, other)) == (told, None)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda base: base.write_bytes(b"\xff"), "`{}`, of which it is a copy, is damaged"),
        (lambda base: base.chmod(0o620), "can't read `{}`: others may write `{}`"),
    ],
    ids=["no text", "not its own"],
)
def test_a_copy_whose_base_is_not_as_kurils_left_it_is_not_taken_up(
    spoil: Callable[[Path], object], told: str
) -> None:
    copy = editor.copy_of(PATH, b"text")
    base = editor.base_of(copy)
    spoil(base)
    assert refusal(lambda: editor.base(copy, PATH)) == (told.format(base, base), None)
    assert copy.read_bytes() == b"text"


def test_an_editor_is_a_command_line_and_an_interrupt_is_for_it_alone(folder: Path) -> None:
    (folder / "my file").write_text("old\n")
    editor.run("sh -c 'kill -INT $PPID; echo new >> \"$1\"' 'an editor'", folder / "my file")
    assert (folder / "my file").read_text() == "old\nnew\n"
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("false", "the editor `false` ended with 1; nothing was written"),
        ("sh -c 'kill -9 $$'", "the editor `{}` was ended by signal 9; nothing was written"),
        ("no-such-editor", "can't run the editor `{}`: no such file or directory"),
        ("ed 'x", "can't run the editor `{}`: no closing quotation"),
    ],
)
def test_an_editor_that_fails_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, command: str, message: str
) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    hint = "set $VISUAL or $EDITOR to one that is installed, such as nano"
    expected = (message.format(command), hint if "can't run" in message else None)
    assert refusal(lambda: editor.run(command, folder / "x")) == expected
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


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


@pytest.mark.parametrize("line", ["vi", "/usr/bin/vim -u NONE", "nano", "code --wait"])
def test_an_editor_that_is_known_to_wait_is_not_taken_for_open_still(line: str) -> None:
    assert editor.waits(line)
    assert not editor.waits("code")
