"""What every test has: a folder of its own, and no way to the user's files."""

import contextlib
import inspect
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, settings
from prompt_toolkit.input import create_input
from prompt_toolkit.input.typeahead import clear_typeahead

from agreement import hold_document
from kurils_cli import store
from kurils_cli.cli import clock as today_is
from kurils_cli.cli import main
from kurils_cli.errors import TrackerError
from kurils_cli.formats import json as json_format
from kurils_cli.model import Tracker
from kurils_cli.reports import Report
from kurils_cli.toml_format import read
from terminal import Screen


def rounds(usual: int) -> int:
    """How often to try what is tried at random: as KURILS_TEST_ROUNDS says, or as usual."""
    return int(os.environ.get("KURILS_TEST_ROUNDS", usual))


settings.register_profile(
    "gate",
    max_examples=40,
    deadline=None,
    derandomize=True,  # the gate says of one commit always the same
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.register_profile(
    "thorough", settings.get_profile("gate"), max_examples=10 * rounds(1), derandomize=False
)
settings.load_profile("thorough" if "KURILS_TEST_ROUNDS" in os.environ else "gate")

ROOT = Path(__file__).parent.parent
KURILS = [sys.executable, "-m", "kurils_cli"]
"""How to start kurils as a process of its own."""
TRACKERS = ROOT / "tests" / "trackers"
LONG_RECORD = TRACKERS / "long.toml"
SMALL = (TRACKERS / "small.toml").read_text(encoding="utf-8")
"""A tracker of 0.1.0: five areas, two issues, one entry, no party."""

AREAS = "`aquaculture`, `greenhouse`, `tourism`, `wind`, `waste`"
IDS = f"{AREAS}, `movement`, `legal`"
"""What it has, as hints list it."""


class Ran(NamedTuple):
    """What a command did: its exit code, and what it printed where."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


def refused(code: int, message: str, hint: str = "") -> Ran:
    """What a command does that is refused: it says why, and what the next step is."""
    return Ran(code, "", f"error: {message}\n" + (f"hint: {hint}\n" if hint else ""))


NO_SOURCE = "note: the entry has no source: --source URL says where it is reported\n"


PROGRAMS = {"KURILS", "Session", "in_git", "ran", "require", "subprocess"}
"""What a test, or a helper or fixture of its module, uses to start a program."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that start programs."""
    for item in items:
        if isinstance(item, pytest.Function) and starts_programs(item):
            item.add_marker("processes")


def starts_programs(test: pytest.Function) -> bool:
    """Tell whether a test starts a program by itself, by a helper or by a fixture."""
    function = inspect.unwrap(test.function)
    helpers = [vars(test.module).get(name) for name in function.__code__.co_names]
    used = [each for each in (function, *helpers) if inspect.isfunction(each)]
    return bool(
        PROGRAMS.intersection(name for each in used for name in each.__code__.co_names)
        or {"clone", "kurils", "programs", "repository", "trials", "two_lines"}.intersection(
            test.fixturenames
        )
    )


def require(*programs: str) -> None:
    """Skip the test where a program that it runs is not installed; the gate has them all."""
    missing = [program for program in programs if shutil.which(program) is None]
    if missing:
        pytest.skip(f"needs {' and '.join(missing)}")


def ran(*line: str, stdin: str = "") -> Ran:
    """What a program does, `stdin` being what it reads."""
    done = subprocess.run(
        line,
        env=dict(os.environ),  # without what readline adds behind Python's back
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def in_git(folder: Path | str, *arguments: str, code: int = 0) -> str:
    """Run git in a folder, where it must end with a code, and return what it said."""
    require("git")
    who = ("-c", "user.name=A", "-c", "user.email=a@b", "-c", "init.defaultBranch=main")
    done = ran("git", "-C", f"{folder}", *who, *arguments)
    assert done.code == code, done
    return done.out + done.err


def failing(how: int | BaseException) -> Callable[..., None]:
    """What fails when it is called: with an error, or with the system's error of a number."""

    def fail(*_: object, **__: object) -> None:
        raise OSError(how, os.strerror(how)) if isinstance(how, int) else how

    return fail


def names(folder: Path) -> list[str]:
    """The names in a folder, hidden ones too."""
    return sorted(path.name for path in folder.iterdir())


def steps(transcript: str) -> list[tuple[str, str]]:
    """The command lines of a transcript, each with what its command says."""
    parts = re.split(r"^\$ ", transcript, flags=re.MULTILINE)[1:]
    return [(line, said) for line, _, said in (part.partition("\n") for part in parts)]


def refusal(action: Callable[[], object]) -> tuple[str, str | None]:
    """The message and the hint with which an action is refused."""
    with pytest.raises(TrackerError) as caught:
        action()
    assert caught.value.exit_code == 3
    return caught.value.message, caught.value.hint


def in_bash(run: Run, monkeypatch: pytest.MonkeyPatch, words: Sequence[str]) -> list[str]:
    """Ask as bash does for completions of the last word; nothing else is printed."""
    monkeypatch.setenv("_KURILS_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "\n".join(words))
    monkeypatch.setenv("COMP_CWORD", f"{len(words) - 1}")
    code, out, err = run()
    assert (code, err) == (0, "")
    return out.split()


@pytest.fixture(autouse=True)
def signals() -> Iterator[None]:
    """What a command that saves does to the signals of its process ends with the test."""
    before = [(number, signal.getsignal(number)) for number in (signal.SIGINT, signal.SIGTERM)]
    yield
    for number, handler in before:
        signal.signal(number, handler)


@pytest.fixture(autouse=True)
def schemas_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold each JSON document that a command prints against its schema."""
    render = json_format.render

    def checked(report: Report) -> str:
        text = render(report)
        hold_document(text)
        return text

    monkeypatch.setattr(json_format, "render", checked)


@pytest.fixture(autouse=True)
def copies(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of temporary files, among them the copies that are edited."""
    path = tmp_path_factory.mktemp("copies")
    monkeypatch.setenv("TMPDIR", str(path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return path


@pytest.fixture(autouse=True)
def state(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the user's state, where the journals lie."""
    path = tmp_path_factory.mktemp("state")
    monkeypatch.setenv("XDG_STATE_HOME", str(path))
    return path


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, which is both the current one and the home."""
    for name in (
        *("KURILS_FILE", "VISUAL", "EDITOR", "COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR"),
        *("KURILS_DEBUG", "PYTHONUNBUFFERED", "PYTHONIOENCODING", "PYTHONUTF8"),
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("KURILS_PAGER", "cat")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("PROMPT_TOOLKIT_NO_CPR", "1")  # these terminals answer no question
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def open_way(folder: Path) -> Path:
    """A folder that a user without rights can get to, in place of the test's own."""
    for above in (folder, *folder.parents):
        if above.owner() == folder.owner() and not above.stat().st_mode & 0o001:
            above.chmod(above.stat().st_mode | 0o011)
    return folder


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command line in this process, `stdin` being what it reads."""

    def run(*arguments: str, stdin: str | bytes = b"") -> Ran:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        capsys.readouterr()
        code = main(arguments)
        return Ran(code, *capsys.readouterr())

    return run


@pytest.fixture
def tracker_file(folder: Path) -> Path:
    """A `kurils.toml` with the small tracker, in the current folder."""
    path = folder / store.FILE_NAME
    path.write_text(SMALL)
    return path


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Set the day that it is, at first 2026-11-24."""

    def clock(day: str) -> None:
        monkeypatch.setattr(today_is, "today", lambda: date.fromisoformat(day))

    clock("2026-11-24")
    return clock


@pytest.fixture
def shipped() -> Tracker:
    """The small tracker."""
    return read(SMALL, "record").tracker


@pytest.fixture
def long_record() -> Tracker:
    """A long tracker of 0.1.0, with no party."""
    return read(LONG_RECORD.read_text(), "long record").tracker


@pytest.fixture
def in_terminal(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command line in this process with terminals for all its streams.

    `typed` is what the user types ahead; `steps` are typed as they are asked for.
    """

    def in_terminal(
        *arguments: str,
        typed: str = "",
        steps: Sequence[tuple[str, str | Callable[[], str]]] = (),
        columns: int = 80,
    ) -> Ran:
        out, err = Screen(columns=columns), Screen(steps, columns)
        err.type(typed)
        with contextlib.ExitStack() as streams, monkeypatch.context() as patch:
            for name, screen in (("stdin", err), ("stdout", out), ("stderr", err)):
                mode = "r" if name == "stdin" else "w"
                stream = os.fdopen(screen.line, mode, encoding="utf-8", closefd=False)
                patch.setattr(sys, name, streams.enter_context(stream))
            clear_typeahead(create_input(sys.stdin))  # what a test before this one typed in vain
            code = main(arguments)
        return Ran(code, out.end(), err.end())

    return in_terminal


@pytest.fixture
def kurils() -> Run:
    """Run a command line in a process of its own, `stdin` being what it reads."""
    return partial(ran, *KURILS)
