"""Whatever comes in, one clear error goes out, and what was on disk is still there.

Set KURILS_TEST_ROUNDS to try more: as many cases of each kind, times ten.
"""

import errno
import gc
import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
import tracemalloc
import weakref
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import (
    KURILS,
    LONG_RECORD,
    NO_SOURCE,
    SMALL,
    Ran,
    Run,
    failing,
    in_git,
    names,
    ran,
    refused,
    require,
    rounds,
)
from kurils_cli import __main__, store
from kurils_cli.cli import main
from kurils_cli.toml_format import read
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

cut_out = st.tuples(st.floats(0, 1), st.integers(1, 30))
put_in = st.tuples(
    st.floats(0, 1),
    st.sampled_from([*"\"'[]{}=#\n\r\0é\ufeff"])
    | st.sampled_from(["\x1b[2J", "[[log]]\n", "date = 2019-02-30\n", "status = 1\n", '"""']),
)


def near(cut: tuple[float, int] | None, put: tuple[float, str] | None) -> bytes:
    """The small tracker with one thing taken out, or put in, or both."""
    text = SMALL
    if cut:
        at = int(cut[0] * len(text))
        text = text[:at] + text[at + cut[1] :]
    if put:
        at = int(put[0] * len(text))
        text = text[:at] + put[1] + text[at:]
    return text.encode()


DATA = {
    "any bytes": st.binary(max_size=200),
    "one thing broken": st.builds(near, st.none() | cut_out, st.none() | put_in),
    "a valid tracker": trackers().map(lambda tracker: text_of(tracker).encode()),
}


def hold_sound(run: Run, path: Path, data: bytes) -> None:
    """Hold that each command ends as documented: no traceback, and a write only on success."""
    for command in READING + WRITING:
        path.write_bytes(data)
        done = run(*command)
        assert done.code in DOCUMENTED
        assert "Traceback" not in done.err
        assert "\x1b" not in done.err + done.out
        if command in READING or done.code != 0:
            assert path.read_bytes() == data
        if done.code == 3:
            assert done.err.startswith("error: ")
            assert done.out == ""
        assert names(path.parent) == [path.name]


@pytest.mark.slow
@pytest.mark.parametrize("kind", DATA)
@given(data=st.data())
def test_every_command_ends_as_documented_whatever_the_tracker_is(
    kind: str, data: st.DataObject, run: Run, tracker_file: Path
) -> None:
    hold_sound(run, tracker_file, data.draw(DATA[kind]))


def test_so_it_does_with_the_long_record(run: Run, tracker_file: Path) -> None:
    hold_sound(run, tracker_file, LONG_RECORD.read_bytes())


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


ODD = {
    "KURILS_FILE": ["nowhere/kurils.toml", "\udcff", "/dev/null", "/"],
    "COLUMNS": ["abc", "0", "99999999999999999999", "-3", "²"],
    "NO_COLOR": ["1"],
    "FORCE_COLOR": [""],
    "TERM": ["dumb", ""],
    "LC_ALL": ["nowhere"],
    "PYTHONIOENCODING": ["ascii"],
    "EDITOR": ["/nowhere/editor", "'"],
    "_KURILS_COMPLETE": ["x", "complete_nowhere"],
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in ODD.items() for value in values]
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
"""A command that gets a signal at a call of its own, the first being 1."""
TALKS = ["update", "wind=piloted", "--date", "2020-01-01", "--title", "Talks"]


def python(program: str, *arguments: str) -> Ran:
    return ran("env", "PYTHONHASHSEED=0", sys.executable, "-c", program, *arguments)


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> int:
    """How many calls and returns there are in an update, from its start to its end."""
    folder = tmp_path_factory.mktemp("counted")
    path = folder / store.FILE_NAME
    path.write_text(SMALL)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", f"{folder}")
        return int(python(ENDED_AT, "-1", "2", *TALKS, "-f", f"{path}").err.split()[-1])


@pytest.mark.parametrize("part", range(ROUNDS))
@pytest.mark.parametrize(
    ("number", "start"),
    [(signal.SIGINT, 0.0), (signal.SIGINT, 0.975), (signal.SIGTERM, 0.975)],
    ids=["Ctrl-C", "Ctrl-C in the save", "an end in the save"],
)
def test_a_signal_at_any_moment_of_an_update(
    number: signal.Signals, start: float, part: int, calls: int, tracker_file: Path, run: Run
) -> None:
    before = tracker_file.read_text()
    moment = start + (1 - start) * part / ROUNDS
    call = 40 + int(moment * (calls - 40))
    done = python(ENDED_AT, f"{call}", f"{int(number)}", *TALKS)
    assert "Traceback" not in done.err
    if done.code == 0:
        assert 'title = "Talks"' in tracker_file.read_text()
    else:
        assert done.code in (130, -signal.SIGTERM)
        assert tracker_file.read_text() == before
        assert done.out == ""
    assert run("update", "--title", "What is left does not matter").code == 0
    assert names(tracker_file.parent) == [tracker_file.name]


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
        end = time.monotonic() + (30 if error is KeyboardInterrupt else 0)
        while time.monotonic() < end:  # what waits without a signal, nothing wakes
            pass
    assert reference() is None
    assert ("ValueError" in capsys.readouterr().err) == (error is ValueError)


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
    done = python(UNDER_A_LIMIT, f"{room}", "is", "tourism", "piloted")
    assert done.code in (0, 3), done
    assert "Traceback" not in done.err
    assert done.err.count("\n") == (done.code == 3)
    assert tracker_file.read_text() == SMALL


@pytest.mark.parametrize(
    ("command", "code"), [("is", 3), ("merge", 129)], ids=["an answer", "a merge for git"]
)
def test_an_error_that_nobody_foresaw_is_one_line_and_no_answer(
    command: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("kurils_cli.cli.main", failing(MemoryError("of\nlines")))
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
    error = OSError(errno.EIO, "Input/output error", f"{tracker_file}")
    monkeypatch.setattr("kurils_cli.cli.reading.open_asked", failing(error))
    with pytest.raises(OSError, match="Input/output error"):
        main(["status"])


@pytest.mark.parametrize("error", [ImportError("late"), MemoryError("late")])
def test_what_fails_once_a_change_is_saved_is_a_warning(
    run: Run, tracker_file: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """A module that can't be imported any more, for one."""
    monkeypatch.setattr("kurils_cli.cli.printing.import_module", failing(error))
    done = run("update", "--title", "x", "--date", "2020-01-01")
    told = f"warning: {error!r}; the tracker is saved\n"
    assert (done.code, done.out, done.err.endswith(told)) == (0, "", True)
    assert 'title = "x"' in tracker_file.read_text()


def test_a_standard_input_that_fails_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = SimpleNamespace(read=failing(errno.EISDIR))
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=folder))
    assert main(["status", "-f", "-"]) == 3
    told = "error: can't read standard input: is a directory\n"
    assert tuple(capsys.readouterr()) == ("", told)


def test_a_current_folder_that_can_not_be_told_is_an_error(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "getcwd", failing(errno.EACCES))
    assert run("status") == refused(3, "can't find the current folder: permission denied")


# Many at once, and a disk with no room


@pytest.mark.slow
def test_readers_meet_whole_trackers_that_only_grow(tracker_file: Path) -> None:
    update, sizes = [*KURILS, "update", "--date", "2020-01-01", "--title"], [0]
    titles = [f"talks {number}" for number in range(max(10, min(ROUNDS, 60)))]
    writers = [
        subprocess.Popen([*update, title], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for title in titles
    ]
    while any(writer.poll() is None for writer in writers):
        sizes.append(len(read(tracker_file.read_text(), "k").tracker.log))
    assert {writer.communicate()[1].decode() for writer in writers} == {NO_SOURCE}
    assert sizes == sorted(sizes)
    assert len(read(tracker_file.read_text(), "k").tracker.log) == len(writers) + 1


# An error, a short write or a kill at each call of the C library that touches a file

ENTRY = '[[log]]\ndate = 2020-01-0{}\ntitle = "x"\n'
HOWS = {
    **{errno.errorcode[number]: number for number in (5, 13, 28, 116)},
    "a short write": -1,
    "a kill": -9,
}
COMMANDS = {
    "update": "update wind=piloted --title x --date 2020-01-01",
    "amend": "amend 2019-12-21 --place Tokyo",
    "remove": "remove 2019-12-21",
    "add": "add issue visas Visas",
    "set": "set wind --note Gusts",
    "import": "import entries.json",
    "init": "init new.toml",
    "init --force": "init --force",
    "edit": "edit",
    "merge": "merge base.toml kurils.toml theirs.toml",
    "merge for git": "merge base.toml kurils.toml theirs.toml kurils.toml",
    "undo": "undo",
    "redo": "redo",
    "-o": "status -o new.csv",
    "-o over a file": "status -o old.csv",
    "update -o": "update --title x --date 2020-01-01 -o old.csv",
    "--install": "merge --install",
    "--install with attributes": "merge --install",
    "--uninstall": "merge --uninstall",
}
Files = dict[str, bytes]


def copied(folder: Path) -> Files:
    """The files of a folder, to be put back."""
    paths = (path for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts)
    return {f"{path.relative_to(folder)}": path.read_bytes() for path in paths}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The C library's file calls, made to fail."""
    require("gcc")
    made = tmp_path_factory.mktemp("shim") / "failing.so"
    source = Path(__file__).with_name("failing.c")
    line = ["gcc", "-O1", "-shared", "-fPIC", "-o", f"{made}", f"{source}", "-ldl"]
    subprocess.run(line, check=True)
    return made


class Trials:
    """A folder with all that the commands need, and a server that runs them in it."""

    def __init__(self, folder: Path, state: Path, library: Path) -> None:
        self.folder, self.state = folder, state
        self._kept = folder.with_name(f"{folder.name}-kept")
        self._server = subprocess.Popen(
            [sys.executable, f"{Path(__file__).with_name('failing.py')}"],
            env={**os.environ, "LD_PRELOAD": f"{library}", "SHIM_UNDER": f"{folder}/:{state}/"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def keep(self) -> None:
        """Take all as it is for the beginning of each trial."""
        for name, path in (("folder", self.folder), ("state", self.state)):
            shutil.copytree(path, self._kept / name, symlinks=True)

    def begin(self) -> None:
        for name, path in (("folder", self.folder), ("state", self.state)):
            for each in path.iterdir():
                shutil.rmtree(each) if each.is_dir() else each.unlink()
            shutil.copytree(self._kept / name, path, symlinks=True, dirs_exist_ok=True)

    def run(self, command: str, at: int = 0, how: int = 0) -> tuple[Ran, int]:
        """Run a command; return what it did and, if it was not killed, the number of its calls."""
        variables = {name: os.environ[name] for name in ("XDG_STATE_HOME", "EDITOR", "TMPDIR")}
        order = {"command": command.split(), "folder": f"{self.folder}", "variables": variables}
        assert self._server.stdin
        assert self._server.stdout
        print(json.dumps(order | {"at": at, "how": how}), file=self._server.stdin, flush=True)
        code, out, err, count = json.loads(self._server.stdout.readline())
        return Ran(code, out, err), int(count or 0)

    def end(self) -> None:
        self._server.communicate()


@pytest.fixture
def trials(
    tracker_file: Path, state: Path, library: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> Iterator[Trials]:
    folder = tracker_file.parent
    (folder / "base.toml").write_text(SMALL)
    (folder / "theirs.toml").write_text(SMALL + ENTRY.format(3))
    (folder / "entries.json").write_text('[{"date": "2020-01-03", "title": "y"}]')
    (folder / "old.csv").write_text("old")
    (folder / ".kurils.toml.mine.new").write_text("mine")
    in_git(folder, "init", "--quiet", "--template=")
    monkeypatch.setenv("EDITOR", "sed -i 's/Wind energy/Wind power/'")
    for day in (1, 2):
        assert run("update", "--title", "before", "--date", f"2019-12-2{day}").code == 0
    assert run("undo").code == 0
    made = Trials(folder, state, library)
    yield made
    made.end()


def hold(trials: Trials, where: str, done: Ran, before: Files, after: Files) -> None:
    """Hold what a trial left against what each file was, and was to be."""
    assert done.code in (0, 3, 129, -signal.SIGKILL), where
    assert "Traceback" not in done.err, where
    assert "unexpected" not in done.err, where
    found = {name: text for name, text in copied(trials.folder).items() if not is_left(name)}
    for name in before | after | found:
        assert found.get(name) in (before.get(name), after.get(name)), f"{name} of {where}"
    if done.code == 0 and "warning: " not in done.err:
        assert found == after, where
    elif done.code in (3, 129):
        assert found == before, where


def is_left(name: str) -> bool:
    """Tell whether a name is one that a kill may leave for the next write to remove."""
    return bool(re.search(r"\.[0-9a-f]{8}\.new$|\.lock$", name))


def hold_usable(trials: Trials, where: str, *, is_recorded: bool) -> None:
    """Hold that all goes on as if nothing had been, and that all can be undone."""
    text = (trials.folder / "kurils.toml").read_bytes()
    assert trials.run("update --title after --date 2020-01-09")[0].code == 0, where
    assert trials.run("status -o new.csv")[0].code == 0, where
    assert trials.run("status -o old.csv")[0].code == 0, where
    assert trials.run("init --force new.toml")[0].code == 0, where
    assert not [*filter(is_left, copied(trials.folder))], where
    assert trials.run("undo")[0].code == 0, where
    assert (trials.folder / "kurils.toml").read_bytes() == text, where
    if is_recorded:
        while trials.run("undo")[0].code == 0:
            pass
        assert (trials.folder / "kurils.toml").read_text() == SMALL, where
    assert not [*filter(is_left, copied(trials.state))], where


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_whatever_call_fails_each_file_is_as_it_was_or_as_it_was_to_be(
    trials: Trials, run: Run, name: str
) -> None:
    """With all that goes on after it, undo back to the first text included."""
    command = COMMANDS[name]
    if name == "--install with attributes":
        (trials.folder / ".gitattributes").write_text("*.png binary")
    if name == "--uninstall":
        assert run("merge", "--install").code == 0
    trials.keep()
    before = copied(trials.folder)
    done, total = trials.run(command)
    assert done.code == 0, done
    after = copied(trials.folder)
    tried = [(at, how) for at in range(1, total + 1) for how in HOWS]
    count = min(ROUNDS, len(tried))
    for number in range(count):
        at, how = tried[(number * 7919 + len(name)) % len(tried)]  # a prime: none comes twice
        trials.begin()
        done, _ = trials.run(command, at, HOWS[how])
        where = f"{name}: {how} at call {at} of {total}: {done}"
        hold(trials, where, done, before, after)
        if "install" in name:
            assert trials.run("merge --install")[0].code == 0, where
        is_recorded = name != "merge for git" and "can't be undone" not in done.err
        hold_usable(trials, where, is_recorded=is_recorded)


# Other users


def plant(link: Path, target: Path) -> None:
    """Put somebody else's link in the place of whatever is there."""
    if link.is_dir():
        shutil.rmtree(link)
    link.unlink(missing_ok=True)
    link.symlink_to(target)
    os.lchown(link, 12345, 12345)


@pytest.mark.skipif(os.getuid() != 0, reason="gives links to others; the gate is root")
@pytest.mark.parametrize("target", ["a file", "a folder", "nothing"])
@pytest.mark.parametrize(
    "place",
    [
        *("kurils.toml", ".kurils.toml.lock", ".kurils.toml.0.lock", "s.csv", ".gitattributes"),
        *("state/kurils", "state/kurils/undo", "state/kurils/undo/*"),
        *("state/kurils/undo/*/index.json", "state/kurils/undo/*/" + "[0-9a-f]" * 64),
    ],
)
def test_no_link_that_is_planted_where_kurils_writes_leads_it_astray(
    run: Run, tracker_file: Path, monkeypatch: pytest.MonkeyPatch, place: str, target: str
) -> None:
    """In folders of everybody's, as `/tmp` is one; kurils may refuse, or do without."""
    folder = tracker_file.parent
    monkeypatch.setenv("XDG_STATE_HOME", f"{folder / 'state'}")
    in_git(folder, "init", "--quiet")
    for day in (1, 2):
        assert run("update", "--title", "x", "--date", f"2020-01-0{day}").code == 0
    (folder / "mine").mkdir()
    for name in ("tracker", "a" * 64, "index.json", "diary"):
        (folder / "mine" / name).write_text(SMALL)
    for each in (folder, folder / "state"):
        each.chmod(0o1777)
    aims = {"a file": "mine/tracker", "a folder": "mine", "nothing": "mine/new"}
    for link in [*folder.glob(place)] or [folder / place]:
        plant(link, folder / aims[target])
    before = copied(folder / "mine")
    for command in (
        "update --title y --date 2020-01-03",
        "update --title y --date 2020-01-03 --file kurils.toml",
        "undo --file kurils.toml",
        "status --file record:2019-12-19 -o s.csv",
        "init --force kurils.toml",
        "merge --install",
    ):
        assert run(*command.split()).code in (0, 1, 2, 3, 129)
        assert copied(folder / "mine") == before, command
    assert names(folder / "mine") == sorted(before)


@pytest.mark.slow
@pytest.mark.skipif(os.getuid() != 0, reason="is two users; the gate is root")
def test_two_users_who_write_one_tracker_at_once_lose_nothing(
    run: Run, tracker_file: Path, open_way: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "LOCK_SECONDS", 600)  # a slow disk has them wait over a minute
    assert run("update", "--title", "first", "--date", "2020-01-01").code == 0  # imports all
    folder = tracker_file.parent
    (folder / "theirs").mkdir()
    os.chown(folder / "theirs", 65534, 65534)
    os.chown(tracker_file, -1, 65534)
    tracker_file.chmod(0o666)
    open_way.chmod(0o777)
    children = []
    for number in range(12):
        child = os.fork()
        if not child:
            if number % 2:
                os.environ["XDG_STATE_HOME"] = f"{folder / 'theirs'}"
                os.setgid(65534)
                os.setuid(65534)
            talks = ["update", "--title", f"talks {number}", "--date", "2020-01-02"]
            os._exit(main([*talks, "--file", "kurils.toml"]))
        children.append(child)
    assert {os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children} == {0}
    titles = {entry.title for entry in read(tracker_file.read_text(), "k").tracker.log}
    assert {f"talks {number}" for number in range(12)} <= titles
    status = tracker_file.stat()
    assert (status.st_gid, stat.S_IMODE(status.st_mode)) == (65534, 0o666)
    assert names(folder) == ["kurils.toml", "theirs"]
