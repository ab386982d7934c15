"""Whatever comes in, one clear error goes out, and what was on disk is still there.

Set KURILS_TEST_ROUNDS to try more: as many cases of each kind, times ten.
"""

import errno
import gc
import io
import os
import signal
import subprocess
import sys
import threading
import tracemalloc
import weakref
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import KURILS, LONG_RECORD, SMALL, Ran, Run, rounds
from kurils_cli import __main__, store
from kurils_cli.cli import main
from kurils_cli.model import Tracker
from strategies import text_of, trackers

ROUNDS = rounds(6)
DOCUMENTED = {0, 1, 2, 3, 130, 141}
READING = [
    ["status"],
    ["status", "--format", "table"],
    ["status", "--format", "json", "--as-of", "2019-12-19"],
    ["is", "tourism", "piloted"],
    ["log", "--format", "csv"],
    ["log", "-n", "3", "--format", "table"],
    ["diff"],
    ["diff", "2019-01-01", "2020-01-01", "--format", "markdown"],
    ["timeline", "--format", "table"],
    ["timeline", "--format", "svg"],
    ["report", "--format", "html"],
    ["report", "--format", "svg"],
    ["check", "--strict"],
    ["check", "--format", "json"],
]
WRITING = [
    ["update", "tourism=pending", "--date", "2021-01-01", "--title", "Talks"],
    ["update", "--title", "Talks", "--raise", "visas=Visas", "--date", "2018-01-01"],
    ["update", "--title", "Talks", "--dry-run"],
    ["undo"],
    ["undo", "--dry-run"],
    ["undo", "--list"],
    ["redo"],
]

broken_bytes = st.binary(max_size=200)
cut_out = st.tuples(st.floats(0, 1), st.integers(1, 30))
put_in = st.tuples(
    st.floats(0, 1),
    st.sampled_from([*"\"'[]{}=#\n\r\0é\ufeff"])
    | st.sampled_from(["\x1b[2J", "[[log]]\n", "date = 2019-02-30\n", "status = 1\n", '"""']),
)


def near(text: str, cut: tuple[float, int] | None, put: tuple[float, str] | None) -> bytes:
    """A text with one thing taken out, or put in, or both."""
    if cut:
        at = int(cut[0] * len(text))
        text = text[:at] + text[at + cut[1] :]
    if put:
        at = int(put[0] * len(text))
        text = text[:at] + put[1] + text[at:]
    return text.encode()


def assert_sound(done: Ran, before: bytes, path: Path, *, writes: bool) -> None:
    """Assert a documented end: no traceback, and nothing written but on success."""
    assert done.code in DOCUMENTED
    assert "Traceback" not in done.err
    assert "\x1b" not in done.err + done.out
    if not writes or done.code != 0:
        assert path.read_bytes() == before
    if done.code == 3:
        assert done.err.startswith("error: ")
        assert done.out == ""
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def all_commands(run: Run, path: Path, data: bytes) -> None:
    """Run every command on a tracker of these bytes."""
    for command in READING:
        path.write_bytes(data)
        assert_sound(run(*command), data, path, writes=False)
    for command in WRITING:
        path.write_bytes(data)
        assert_sound(run(*command), data, path, writes=True)


@pytest.mark.slow
@given(data=broken_bytes)
def test_arbitrary_bytes_are_no_tracker(data: bytes, run: Run, tracker_file: Path) -> None:
    all_commands(run, tracker_file, data)


@pytest.mark.slow
@given(cut=st.none() | cut_out, put=st.none() | put_in)
def test_a_tracker_with_one_thing_broken(
    cut: tuple[float, int] | None, put: tuple[float, str] | None, run: Run, tracker_file: Path
) -> None:
    all_commands(run, tracker_file, near(SMALL, cut, put))


@pytest.mark.slow
@given(tracker=trackers())
def test_every_valid_tracker_is_shown_by_every_command(
    tracker: Tracker, run: Run, tracker_file: Path
) -> None:
    all_commands(run, tracker_file, text_of(tracker).encode())


@given(
    arguments=st.lists(
        st.sampled_from(
            ["status", "update", "diff", "log", "is", "undo", "check", "init", "merge", "tourism"]
        )
        | st.sampled_from(["-n", "--format", "json", "--as-of", "--date", "-f", "-", "git:", "="])
        | st.sampled_from(["--raise", "visas=\udcff", "--title", "\udcff", "tourism=piloted"])
        | st.text(max_size=6),
        max_size=5,
    )
)
def test_arbitrary_arguments(arguments: list[str], run: Run, tracker_file: Path) -> None:
    tracker_file.write_text(SMALL)
    done = run(*arguments)
    assert done.code in {*DOCUMENTED, 129}
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KURILS_FILE", "nowhere/kurils.toml"),
        ("KURILS_FILE", "\udcff"),
        ("KURILS_FILE", "/dev/null"),
        ("KURILS_FILE", "/"),
        ("COLUMNS", "abc"),
        ("COLUMNS", "0"),
        ("COLUMNS", "99999999999999999999"),
        ("COLUMNS", "-3"),
        ("COLUMNS", "²"),
        ("NO_COLOR", "1"),
        ("FORCE_COLOR", ""),
        ("TERM", "dumb"),
        ("TERM", ""),
        ("LC_ALL", "nowhere"),
        ("PYTHONIOENCODING", "ascii"),
        ("EDITOR", "/nowhere/editor"),
        ("EDITOR", "'"),
        ("_KURILS_COMPLETE", "x"),
        ("_KURILS_COMPLETE", "complete_nowhere"),
    ],
)
def test_an_odd_environment(
    name: str, value: str, kurils: Run, tracker_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    before = tracker_file.read_bytes()
    for command in (["status", "--format", "table"], ["edit"]):
        done = kurils(*command)
        assert done.code in DOCUMENTED
        assert "Traceback" not in done.err
    assert tracker_file.read_bytes() == before


ENDED_AT = """
import os, sys
wanted, number = int(sys.argv[1]), int(sys.argv[2])
calls = 0

def count(frame, event, argument):
    global calls
    calls += 1
    if calls == wanted:
        sys.setprofile(None)
        os.kill(os.getpid(), number)

def run():
    from kurils_cli.__main__ import run
    sys.argv = ["kurils", *sys.argv[3:]]
    sys.setprofile(count)
    try:
        run()
    finally:
        sys.setprofile(None)
        print(calls, file=sys.stderr)

run()
"""
TALKS = ["update", "wind=piloted", "--date", "2020-01-01", "--title", "Talks"]


def ended_at(
    call: int, number: signal.Signals, *arguments: str
) -> subprocess.CompletedProcess[str]:
    """Run a command that gets a signal at a call of its own, the first being 1."""
    return subprocess.run(
        [sys.executable, "-c", ENDED_AT, f"{call}", f"{int(number)}", *arguments],
        env={**os.environ, "PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> int:
    """How many calls and returns there are in an update, from its start to its end."""
    folder = tmp_path_factory.mktemp("counted")
    path = folder / store.FILE_NAME
    path.write_text(SMALL)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", f"{folder}")
        return int(ended_at(-1, signal.SIGINT, *TALKS, "-f", f"{path}").stderr.split()[-1])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("start", [0.0, 0.975], ids=["all of it", "the save"])
@pytest.mark.parametrize("part", range(ROUNDS))
def test_a_signal_at_any_moment_of_an_update(
    number: signal.Signals, start: float, part: int, calls: int, tracker_file: Path, run: Run
) -> None:
    before = tracker_file.read_text()
    moment = start + (1 - start) * part / ROUNDS
    done = ended_at(40 + int(moment * (calls - 40)), number, *TALKS)
    assert "Traceback" not in done.stderr
    if done.returncode == 0:
        assert 'title = "Talks"' in tracker_file.read_text()
    else:
        assert done.returncode in (130, -signal.SIGTERM)
        assert tracker_file.read_text() == before
        assert done.stdout == ""
    assert run("update", "--title", "What is left does not matter").code == 0
    assert [path.name for path in tracker_file.parent.iterdir()] == [tracker_file.name]


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_an_interrupt_that_python_drops_comes_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: type[BaseException]
) -> None:
    """An exception in the callback of a weak reference, as importing has them, is dropped."""
    monkeypatch.setattr(sys, "unraisablehook", __main__.interrupt_again)

    def stop(_: object) -> None:
        raise error

    watched = threading.Event()
    reference = weakref.ref(watched, stop)
    with pytest.raises(KeyboardInterrupt) if error is KeyboardInterrupt else nullcontext():
        del watched
        threading.Event().wait(30 if error is KeyboardInterrupt else 0)
    assert reference() is None
    assert ("ValueError" in capsys.readouterr().err) == (error is ValueError)


@pytest.mark.parametrize(
    ("command", "codes"),
    [
        ("status", (0, 3, 0)),
        ("status -f -", (3, 3, 3)),
        ("check", (0, 3, 0)),
        ("update --title x -n", (0, 3, 0)),
    ],
)
@pytest.mark.parametrize("closed", [0, 1, 2])
def test_a_closed_stream(
    closed: int, command: str, codes: tuple[int, ...], tracker_file: Path
) -> None:
    """Where standard error is closed, the exit code alone tells a traceback from an answer."""
    before = tracker_file.read_bytes()
    done = subprocess.run(
        ["/bin/sh", "-c", f'exec "$@" {closed}>&-', "sh", *KURILS, *command.split()],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        text=True,
        check=False,
    )
    assert done.returncode == codes[closed]
    assert "Traceback" not in done.stderr
    assert bool(done.stdout) == (codes[closed] == 0 and command != "check")
    assert tracker_file.read_bytes() == before


@pytest.mark.parametrize("day", ["1970-01-02", "2100-06-01"])
def test_a_clock_set_to_another_year_dates_the_entry(
    day: str, run: Run, tracker_file: Path, clock: Callable[[str], None]
) -> None:
    clock(day)
    done = run("update", "--title", "Talks")
    assert done.code == 0
    assert f"dated today, {day}" in done.err
    assert f"date = {day}\n" in tracker_file.read_text()


def test_a_tracker_from_an_endless_device_is_an_error(run: Run) -> None:
    assert run("status", "-f", "/dev/zero") == (
        3,
        "",
        "error: `/dev/zero` is larger than 64 MiB\n",
    )


def test_the_long_record_through_every_command(run: Run, tracker_file: Path) -> None:
    all_commands(run, tracker_file, LONG_RECORD.read_bytes())


UNDER_A_LIMIT = """
import os, resource, sys
from kurils_cli import __main__
pages = int(open("/proc/self/statm").read().split()[0])
limit = pages * os.sysconf("SC_PAGE_SIZE") + int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
sys.argv = ["kurils", *sys.argv[2:]]
__main__.run()
"""
"""A command that has so many more bytes of memory than Python itself takes."""


@pytest.mark.parametrize("room", [20_000 * step**3 // 10 for step in range(1, 3 * ROUNDS)])
def test_a_lack_of_memory_is_no_answer(room: int, tracker_file: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", UNDER_A_LIMIT, f"{room}", "is", "tourism", "piloted"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 3), done
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == (done.returncode == 3)
    assert tracker_file.read_text() == SMALL


@pytest.mark.parametrize(
    ("command", "code"), [("is", 3), ("merge", 129)], ids=["an answer", "a merge for git"]
)
def test_an_error_that_nobody_foresaw_is_one_line_and_no_answer(
    command: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> int:
        raise MemoryError("of\nlines")

    monkeypatch.setattr("kurils_cli.cli.main", broken)
    monkeypatch.setattr(sys, "argv", ["kurils", command])
    with pytest.raises(SystemExit) as ended:
        __main__.run()
    assert ended.value.code == code
    told = "error: unexpected error: MemoryError('of\\nlines'); KURILS_DEBUG=1 shows where\n"
    assert tuple(capsys.readouterr()) == ("", told)
    monkeypatch.setenv("KURILS_DEBUG", "1")
    with pytest.raises(MemoryError):
        __main__.run()
    gc.enable()
    gc.unfreeze()


def test_a_read_takes_no_more_memory_than_there_is_to_read(tracker_file: Path) -> None:
    """Not the 64 MiB that a tracker may have."""
    tracemalloc.start()
    try:
        store.read(tracker_file)
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
    finally:
        tracemalloc.stop()


def test_a_file_that_fails_is_not_taken_for_a_failing_output(
    tracker_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, "Input/output error", f"{tracker_file}")

    monkeypatch.setattr("kurils_cli.cli.reading.open_reading", failing)
    with pytest.raises(OSError, match="Input/output error"):
        main(["status"])


@pytest.mark.parametrize("error", [ImportError("late"), MemoryError("late")])
def test_what_fails_once_a_change_is_saved_is_a_warning(
    run: Run, tracker_file: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """A module that can't be imported any more, for one."""

    def failing(_: str) -> None:
        raise error

    monkeypatch.setattr("kurils_cli.cli.printing.import_module", failing)
    done = run("update", "--title", "x", "--date", "2020-01-01")
    told = f"warning: {error!r}; the tracker is saved\n"
    assert done == (0, "", told)
    assert 'title = "x"' in tracker_file.read_text()


def test_a_standard_input_that_fails_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = os.open("/", os.O_RDONLY)

    class Failing(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, _: object) -> int:
            return len(os.read(folder, 1))

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(Failing())))
    assert main(["status", "-f", "-"]) == 3
    os.close(folder)
    told = "error: can't read standard input: is a directory\n"
    assert tuple(capsys.readouterr()) == ("", told)


def test_a_current_folder_that_can_not_be_told_is_an_error(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing() -> str:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "getcwd", failing)
    told = "error: can't find the current folder: permission denied\n"
    assert run("status") == (3, "", told)
