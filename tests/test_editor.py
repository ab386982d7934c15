"""The user's editor, and the copy that it edits."""

import os
import signal
import stat
import tempfile
from pathlib import Path

import pytest

from conftest import names, refusal
from kurils_cli import editor, store


def test_a_copy_to_edit_is_the_users_own(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", f"{folder}")
    copy = editor.copy_of(Path("far/kurils.toml"), "text é\r\n".encode())
    assert copy.read_bytes() == "text é\r\n".encode()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert (copy.parent, copy.suffix, copy.name[:7]) == (folder, ".toml", "kurils-")
    store.remove(copy)
    store.remove(copy)
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
