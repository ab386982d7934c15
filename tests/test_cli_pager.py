"""The pager: what is longer than the screen of a terminal goes through it."""

import os
import select
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conftest import KURILS, Run, failing
from kurils_cli.cli.printing import show_in_pager
from terminal import Session

LONG = ("log", "-n", "8", "-f", "record:2016-2026")


@pytest.fixture
def pager(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Make a pager of a shell script; return the file in which it can leave what it got."""

    def pager(script: str = "cat > got; echo shown") -> Path:
        (folder / "pager").write_text(f"#!/bin/sh\n{script}\n")
        (folder / "pager").chmod(0o755)
        monkeypatch.setenv("KURILS_PAGER", f"{folder / 'pager'} --plain")
        return folder / "got"

    return pager


def test_what_is_longer_than_the_screen_goes_through_the_pager(
    in_terminal: Run, pager: Callable[[str], Path]
) -> None:
    got = pager("cat > got; echo shown $1")
    assert in_terminal(*LONG) == (0, "shown --plain\n", "")
    paged = got.read_text()
    got.unlink()
    whole = in_terminal("--no-pager", *LONG)
    assert not got.exists()
    assert paged == whole.out
    assert "\x1b[" in paged


def test_a_text_is_in_the_pager_before_the_next_is_made(
    pager: Callable[[str], Path], folder: Path
) -> None:
    got = pager("head -n 1 > seen; cat > got")
    os.mkfifo(folder / "seen")
    reader = os.open(folder / "seen", os.O_RDONLY | os.O_NONBLOCK)
    seen: list[bytes] = []

    def texts() -> Iterator[str]:
        yield "first\n"
        select.select([reader], [], [], 10)
        seen.append(os.read(reader, 100))
        yield "second\n"

    with Path(os.devnull).open("w") as nowhere:
        assert show_in_pager(texts(), nowhere)
    os.close(reader)
    assert (seen, got.read_text()) == ([b"first\n"], "second\n")


def test_what_fits_is_printed(
    in_terminal: Run, pager: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    got = pager()
    monkeypatch.setenv("LINES", "500")
    assert "Aquaculture" in in_terminal("status").out
    assert not got.exists()


def test_a_pipe_has_no_pager(run: Run, pager: Callable[..., Path]) -> None:
    got = pager()
    assert run(*LONG).out.count("\n") == 8
    assert not got.exists()


@pytest.mark.parametrize(
    ("variables", "goes_through"),
    [
        ({"KURILS_PAGER": "", "PAGER": "PAGER"}, False),
        ({"KURILS_PAGER": "cat", "PAGER": "PAGER"}, False),
        ({"KURILS_PAGER": None, "PAGER": "PAGER"}, True),
        ({"KURILS_PAGER": None, "PAGER": " "}, False),
        ({"TERM": "dumb"}, False),
        ({"KURILS_PAGER": None, "PAGER": None, "PATH": "HERE"}, True),
        ({"KURILS_PAGER": None, "PAGER": None, "PATH": "nowhere"}, False),
    ],
)
def test_the_pager_is_found_as_git_finds_its_own(
    in_terminal: Run,
    pager: Callable[..., Path],
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str | None],
    goes_through: bool,
) -> None:
    got = pager("/bin/cat > got")
    (folder / "less").symlink_to("pager")
    named = {"PAGER": f"{folder / 'pager'}", "HERE": f"{folder}"}
    for name, value in variables.items():
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, named.get(value, value))
    assert in_terminal(*LONG).code == 0
    assert got.exists() == goes_through


@pytest.mark.parametrize(
    "command",
    [
        "no-such-pager-here",
        "cat > /dev/null; exit 3",
        "kill -9 $$",
        "'",
        "exec < /dev/null; exit 1",
    ],
    ids=["not there", "fails", "killed", "no command", "reads nothing"],
)
def test_where_a_pager_fails_nothing_less_is_shown(
    in_terminal: Run, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    whole = in_terminal(*LONG).out
    monkeypatch.setenv("KURILS_PAGER", command)
    shown = in_terminal(*LONG)
    assert (shown.code, shown.out) == (0, whole)


@pytest.mark.parametrize(("given", "used"), [(None, "FRX"), ("", ""), ("-i", "-i")])
def test_less_shows_colours_unless_its_options_are_set(
    in_terminal: Run,
    pager: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
    given: str | None,
    used: str,
) -> None:
    pager('cat > got; echo "<$LESS>"')
    monkeypatch.delenv("LESS", raising=False)
    if given is not None:
        monkeypatch.setenv("LESS", given)
    assert in_terminal(*LONG).out == f"<{used}>\n"


def test_ctrl_c_ends_a_pager_that_has_no_handler_of_its_own(
    pager: Callable[[str], Path],
) -> None:
    """As `sed | cat` has none: it would wait for ever."""
    pager("echo waiting; exec sleep 60")
    session = Session([*KURILS, *LONG])
    session.expect("waiting")
    session.interrupt()
    code, shown = session.end()
    assert (code, shown.replace("^C", "").strip()) == (0, "")


def test_without_a_shell_there_is_no_pager(
    in_terminal: Run, pager: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    pager()

    monkeypatch.setattr("subprocess.Popen", failing(FileNotFoundError()))
    assert in_terminal(*LONG).out.count("\n") > 24


def test_whoever_leaves_the_pager_early_has_read_enough(
    in_terminal: Run, pager: Callable[[str], Path]
) -> None:
    pager("exec < /dev/null; head -c 1 /dev/zero > /dev/null; exit 0")
    assert in_terminal(*LONG) == (0, "", "")
