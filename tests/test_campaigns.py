"""Campaigns against every command that writes: errors and kills at each call, and other writers.

The gate runs a part of them; KURILS_TEST_ROUNDS=1000 runs each error and kill at each call.
"""

import errno
import fcntl
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from conftest import KURILS, SMALL, Run, names, rounds
from kurils_cli.cli import main
from kurils_cli.toml_format import read

pytestmark = pytest.mark.slow

ROUNDS = rounds(8)
CALLS = (
    *("open", "stat", "lstat", "replace", "link", "unlink", "fsync", "fstat", "fchmod", "fchown"),
    *("access", "listdir", "scandir", "mkdir", "readlink"),
    *("listxattr", "getxattr", "setxattr", "removexattr"),
)
ENTRY = '[[log]]\ndate = 2020-01-0{}\ntitle = "x"\n'
COMMANDS = {
    "update": ["update", "wind=piloted", "--title", "x", "--date", "2020-01-01"],
    "amend": ["amend", "2019-12-21", "--place", "Tokyo"],
    "remove": ["remove", "2019-12-21"],
    "import": ["import", "entries.json"],
    "init": ["init", "--force"],
    "edit": ["edit"],
    "merge": ["merge", "base.toml", "kurils.toml", "theirs.toml"],
    "undo": ["undo"],
    "redo": ["redo"],
}
Wrapper = Callable[[], None]


@pytest.fixture
def prepared(tracker_file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tracker with steps to undo and to redo, and what `edit`, `merge` and `import` need."""
    folder = tracker_file.parent
    (folder / "base.toml").write_text(SMALL)
    (folder / "theirs.toml").write_text(SMALL + ENTRY.format(3))
    (folder / "entries.json").write_text('[{"date": "2020-01-03", "title": "y"}]')
    monkeypatch.setenv("EDITOR", "sed -i 's/Wind energy/Wind power/'")
    for day in (1, 2):
        assert main(["update", "--title", "before", "--date", f"2019-12-2{day}"]) == 0
    assert main(["undo"]) == 0
    return tracker_file


def copied(folder: Path) -> dict[Path, bytes]:
    """The files of a folder, to be put back."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def put_back(folder: Path, files: dict[Path, bytes]) -> None:
    for path in folder.rglob("*"):
        if path.is_file() and path not in files:
            path.unlink()
    for path, data in files.items():
        path.write_bytes(data)


@contextmanager
def before_each_call(folders: tuple[Path, ...], act: Wrapper) -> Iterator[None]:
    """Act before each call to the system that touches a folder: it may raise, or kill."""

    def touches(given: str | int | os.PathLike[str]) -> bool:
        if isinstance(given, int):
            try:
                given = Path(f"/proc/self/fd/{given}").readlink()
            except OSError:
                return False
        path = os.path.join(os.getcwd(), os.fsdecode(given))  # noqa: PTH109, PTH118  # as the system gets it
        return any(path.startswith(f"{folder}") for folder in folders)

    def wrapped(function: Callable[..., object]) -> Callable[..., object]:
        is_inside = False

        def call(*arguments: object, **options: object) -> object:
            nonlocal is_inside
            given = arguments[0] if arguments else "."
            if not is_inside and isinstance(given, str | int | os.PathLike):
                is_inside = True
                try:
                    if touches(given):
                        act()
                finally:
                    is_inside = False
            return function(*arguments, **options)

        return call

    with pytest.MonkeyPatch.context() as patch:
        for name in CALLS:
            patch.setattr(os, name, wrapped(getattr(os, name)))
        patch.setattr(fcntl, "flock", wrapped(fcntl.flock))
        yield


class Counter:
    """Counts calls, and does something at one of them."""

    def __init__(self, last: int, act: Wrapper) -> None:
        self.count, self.last, self.act = 0, last, act

    def __call__(self) -> None:
        self.count += 1
        if self.count == self.last:
            self.act()


def moments(total: int) -> list[int]:
    """Some of so many calls, or all."""
    count = min(ROUNDS, total)
    return [1 + number * total // count for number in range(count)]


def counted(command: list[str], folders: tuple[Path, ...]) -> int:
    counter = Counter(-1, lambda: None)
    with before_each_call(folders, counter):
        assert main(command) in (0, 1)
    return counter.count


def failing(number: int) -> Wrapper:
    def fail() -> None:
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC, errno.EACCES, errno.ENOENT])
@pytest.mark.parametrize("name", COMMANDS)
def test_an_error_at_any_call_leaves_the_old_text_or_the_new_one_and_says_which(
    prepared: Path, state: Path, capsys: pytest.CaptureFixture[str], name: str, number: int
) -> None:
    folders, command = (prepared.parent, state), COMMANDS[name]
    before, journals, old = copied(prepared.parent), copied(state), prepared.read_bytes()
    total = counted(command, folders)
    new = prepared.read_bytes()
    for moment in moments(total):
        put_back(prepared.parent, before)
        put_back(state, journals)
        capsys.readouterr()
        counter = Counter(moment, failing(number))
        with before_each_call(folders, counter):
            code = main(command)
        where = f"{name} at call {moment} of {total}: {code}, {capsys.readouterr().err}"
        assert code in (0, 1, 3, 129), where
        # `undo` ends with 1 where the journal can't be read: nothing is recorded then.
        is_done = code == 0 or (code == 1 and name == "merge")
        assert prepared.read_bytes() == (new if is_done else old), where
        assert main(["update", "--title", "after", "--date", "2020-01-09"]) == 0, where
        assert main(["undo"]) == 0, where
        assert prepared.read_bytes() == (new if is_done else old), where
        assert not [each for each in names(prepared.parent) if each.endswith(".new")], where


@pytest.mark.parametrize("name", COMMANDS)
def test_a_kill_at_any_call_leaves_tracker_and_journal_usable(
    prepared: Path, state: Path, name: str
) -> None:
    folders, command = (prepared.parent, state), COMMANDS[name]
    before, journals, old = copied(prepared.parent), copied(state), prepared.read_bytes()
    total = counted(command, folders)
    new = prepared.read_bytes()
    for moment in moments(total):
        put_back(prepared.parent, before)
        put_back(state, journals)
        child = os.fork()
        if not child:
            kill = Counter(moment, lambda: os.kill(os.getpid(), signal.SIGKILL))
            with before_each_call(folders, kill):
                os._exit(main(command))
        os.waitpid(child, 0)
        where = f"{name} at call {moment} of {total}"
        text = prepared.read_bytes()
        assert text in (old, new), where
        assert main(["update", "--title", "after", "--date", "2020-01-09"]) == 0, where
        assert main(["undo"]) == 0, where
        assert prepared.read_bytes() == text, where
        if name not in ("init", "undo", "redo"):
            assert main(["undo"]) == 0, where  # the killed step, or the one before it
            assert (prepared.read_bytes() == old) == (text == new), where
        assert not [each for each in names(prepared.parent) if each.endswith((".new", ".lock"))]


def written_by(count: int) -> list[subprocess.Popen[bytes]]:
    return [
        subprocess.Popen(
            [*KURILS, "update", "--title", f"talks {number}", "--date", "2020-01-01"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        for number in range(count)
    ]


def test_readers_meet_whole_trackers_that_only_grow(tracker_file: Path) -> None:
    writers, sizes = written_by(max(10, min(ROUNDS, 60))), [0]
    while any(writer.poll() is None for writer in writers):
        sizes.append(len(read(tracker_file.read_text(), "k").tracker.log))
    assert [writer.communicate()[1] for writer in writers] == [b""] * len(writers)
    assert sizes == sorted(sizes)
    assert len(read(tracker_file.read_text(), "k").tracker.log) == len(writers) + 1


def test_whoever_clears_locks_away_no_entry_that_was_told_is_lost(tracker_file: Path) -> None:
    """Who comes to write without a lock of its own says so, or is told by what it finds changed."""
    stop = threading.Event()
    lock = tracker_file.with_name(".kurils.toml.lock")

    def clear() -> None:
        while not stop.is_set():
            lock.unlink(missing_ok=True)

    clearing = threading.Thread(target=clear)
    clearing.start()
    writers = written_by(max(10, min(ROUNDS, 60)))
    told = [writer.communicate()[1] for writer in writers]
    stop.set()
    clearing.join()
    codes = [writer.returncode for writer in writers]
    assert set(codes) <= {0, 3}
    assert b"Traceback" not in b"".join(told)
    titles = {entry.title for entry in read(tracker_file.read_text(), "k").tracker.log}
    assert {f"talks {number}" for number, code in enumerate(codes) if code == 0} <= titles


def test_a_state_folder_that_takes_nothing_costs_the_undo_and_not_the_change(
    run: Run, tracker_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "/dev/full")
    done = run("update", "--title", "x", "--date", "2020-01-01")
    assert (done.code, done.err) == (
        0,
        "note: can't keep what undo needs: not a directory; this change can't be undone\n",
    )
    assert len(read(tracker_file.read_text(), "k").tracker.log) == 2


@pytest.mark.skipif(os.getuid() != 0, reason="mounts a small disk; the gate is root")
def test_a_full_disk_leaves_tracker_and_journal_as_they_were(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = folder / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "none", f"{disk}"]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount")
    try:
        monkeypatch.chdir(disk)
        monkeypatch.setenv("XDG_STATE_HOME", f"{disk}/state")
        assert run("init").code == 0
        texts, codes = [(disk / "kurils.toml").read_bytes()], set[int]()
        for number in range(20):
            done = run("update", "--title", f"x {number}", "--date", "2020-01-01")
            codes.add(done.code)
            text = (disk / "kurils.toml").read_bytes()
            assert (text == texts[-1]) == (done.code == 3)
            if done.code == 0:
                texts.append(text)
        assert len(texts) > 2
        assert codes <= {0, 3}
    finally:
        monkeypatch.chdir(folder)
        subprocess.run(["umount", f"{disk}"], check=True)
