"""Reading, locking and saving: the tracker is whole whatever happens."""

import os
import re
import shlex
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import SMALL, Run, require
from kurils_cli import editor, git, store
from kurils_cli.errors import TrackerError
from kurils_cli.toml_format import InvalidTracker, decode, read

KURILS = [sys.executable, "-m", "kurils_cli"]
ROUNDS = int(os.environ.get("KURILS_TEST_ROUNDS", "15"))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def refusal(action: Callable[[], object]) -> tuple[str, str | None]:
    """The message and the hint with which an action is refused."""
    with pytest.raises(TrackerError) as caught:
        action()
    assert caught.value.exit_code == 3
    return caught.value.message, caught.value.hint


def save(path: Path, text: str) -> None:
    with store.writing(path) as writing:
        writing.save(text.encode())


def create(path: Path, text: str, *, overwrite: bool = False) -> None:
    with store.creating(path, overwrite=overwrite) as writing:
        writing.save(text.encode())


def read_revision(revision: str, name: str, folder: Path) -> str:
    return decode(git.read_revision(revision, name, folder, os.environ), f"git:{revision}")


def as_nobody(action: Callable[[], None]) -> int:
    """Run an action in a child process that has no rights of its own; its exit code."""
    import filelock  # noqa: F401 - the child has no right to import it

    child = os.fork()
    if not child:
        code = 70
        try:
            if os.getuid() == 0:
                os.setgid(65534)
                os.setuid(65534)
            action()
            code = 0
        except TrackerError as error:
            print(error.message, file=sys.stderr, flush=True)
            code = error.exit_code
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


# Many at once, and killed


def test_forty_updates_at_once_leave_forty_entries(tracker_file: Path) -> None:
    begun = [
        subprocess.Popen(
            [*KURILS, "update", "--title", f"talks {number}", "--date", "2020-01-01"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        for number in range(40)
    ]
    ended = [(process.communicate()[1], process.returncode) for process in begun]
    assert ended == [(b"", 0)] * 40
    log = read(tracker_file.read_text(), "k").tracker.log
    assert {entry.title for entry in log[1:]} == {f"talks {number}" for number in range(40)}
    assert len(log) == 41
    assert names(tracker_file.parent) == ["kurils.toml"]


KILLED = """
import os, signal, sys
import filelock, tomli_w
from kurils_cli import editor, git, store
from kurils_cli.cli import main
from kurils_cli.toml_format import writing

last, count, is_counting = int(sys.argv[1]), 0, False

def tick(*_):
    global count
    count += is_counting
    if count == last:
        os.kill(os.getpid(), signal.SIGKILL)

def counting(action):
    def counted(*arguments):
        global is_counting
        is_counting = True
        sys.setprofile(tick)
        try:
            return action(*arguments)
        finally:
            sys.setprofile(None)
            is_counting = False
    return counted

sys.addaudithook(tick)
if sys.argv[2] == "save":
    store._replace = counting(store._replace)
else:
    main = counting(main)
code = main(["update", "wind=piloted", "--title", "x", "--date", "2020-01-01"])
print(count, file=sys.stderr)
sys.exit(code)
"""
"""An update that kills itself at the call, return or audit event of a number."""


def run_python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, "PYTHONHASHSEED": "0"},  # every run has the same events
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("part", ["run", "save"])
def test_a_killed_update_leaves_the_old_or_the_new_text(tracker_file: Path, part: str) -> None:
    old = tracker_file.read_text()
    for _ in range(2):  # the first one begins a journal, and so takes longer
        tracker_file.write_text(old)
        whole = run_python(KILLED, "-1", part)
        assert whole.returncode == 0, whole.stderr
    # What a killed run left makes the next one a few events shorter.
    events = int(whole.stderr.split()[-1]) - {"run": 400, "save": 20}[part]
    new = tracker_file.read_text()
    assert len(read(new, "k").tracker.log) == 2
    found = []
    for number in range(ROUNDS):
        tracker_file.write_text(old)
        at = 1 + number * (events - 1) // max(1, ROUNDS - 1)
        assert run_python(KILLED, f"{at}", part).returncode == -signal.SIGKILL
        found.append(tracker_file.read_text())
    assert set(found) == {old, new}
    tracker_file.write_text(old)
    after = run_python(KILLED, "-1", part)
    assert after.returncode == 0, after.stderr
    assert tracker_file.read_text() == new
    assert names(tracker_file.parent) == ["kurils.toml"]


def test_what_a_killed_run_left_does_not_matter(tracker_file: Path, run: Run) -> None:
    folder = tracker_file.parent
    (folder / ".kurils.toml.lock").touch()
    (folder / ".kurils.toml.0123abcd.new").write_text("half of a tra")
    assert run("update", "--title", "x", "--date", "2020-01-01").code == 0
    assert len(read(tracker_file.read_text(), "k").tracker.log) == 2
    assert names(folder) == ["kurils.toml"]


def test_a_lock_that_another_holds_is_waited_for_only_so_long(
    tracker_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "LOCK_SECONDS", 0)
    with store.writing(tracker_file):
        said = refusal(lambda: save(tracker_file, "new"))
    assert said == (
        f"another kurils has been writing `{tracker_file}` for 0 seconds; nothing was written",
        None,
    )
    assert tracker_file.read_text() == SMALL
    assert names(tracker_file.parent) == ["kurils.toml"]


# Saving


def test_a_save_replaces_the_text_and_leaves_nothing_else(tracker_file: Path) -> None:
    with store.writing(tracker_file) as writing:
        assert writing.data == SMALL.encode()
        assert names(tracker_file.parent) == [".kurils.toml.lock", "kurils.toml"]
        writing.save("new é\r\n".encode())
    assert tracker_file.read_bytes() == "new é\r\n".encode()
    assert names(tracker_file.parent) == ["kurils.toml"]


def test_a_failing_change_writes_nothing_and_gives_the_lock_back(tracker_file: Path) -> None:
    with pytest.raises(ZeroDivisionError), store.writing(tracker_file):
        _ = 1 // 0
    assert tracker_file.read_text() == SMALL
    assert names(tracker_file.parent) == ["kurils.toml"]
    save(tracker_file, "new")
    assert tracker_file.read_text() == "new"


@pytest.mark.parametrize("mode", [0o640, 0o600, 0o664, 0o755])
def test_a_save_keeps_the_mode(tracker_file: Path, mode: int) -> None:
    tracker_file.chmod(mode)
    save(tracker_file, "new")
    assert stat.S_IMODE(tracker_file.stat().st_mode) == mode


def test_a_save_goes_through_a_link_to_what_it_points_to(folder: Path) -> None:
    (folder / "far").mkdir()
    real, link = folder / "far" / "real.toml", folder / "kurils.toml"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to("far/real.toml")
    save(link, "new")
    assert link.is_symlink()
    assert (real.read_text(), stat.S_IMODE(real.stat().st_mode)) == ("new", 0o640)
    assert (names(folder), names(real.parent)) == (["far", "kurils.toml"], ["real.toml"])


def test_a_disk_that_is_full_leaves_the_tracker_as_it_was(tracker_file: Path) -> None:
    ended = run_python(
        "import resource, signal, sys; from kurils_cli.cli import main\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "sys.exit(main(['update', '--title', 'x', '--date', '2020-01-01']))"
    )
    assert (ended.returncode, ended.stdout) == (3, "")
    assert ended.stderr == "error: can't write `kurils.toml`: file too large; it is as it was\n"
    assert tracker_file.read_text() == SMALL
    assert names(tracker_file.parent) == ["kurils.toml"]


def test_a_read_only_file_is_refused_even_to_root(tracker_file: Path, run: Run) -> None:
    tracker_file.chmod(0o444)
    assert run("update", "--title", "x", "--date", "2020-01-01") == (
        3,
        "",
        "error: can't write `kurils.toml`: the file is read-only; it is as it was\n",
    )
    assert tracker_file.read_text() == SMALL
    assert stat.S_IMODE(tracker_file.stat().st_mode) == 0o444
    assert names(tracker_file.parent) == ["kurils.toml"]


@pytest.fixture
def open_way(folder: Path) -> Path:
    """A folder that a user without rights can get to, in place of the test's own."""
    for above in (folder, *folder.parents):
        if above.owner() == folder.owner() and not above.stat().st_mode & 0o001:
            above.chmod(above.stat().st_mode | 0o011)
    return folder


def test_a_read_only_folder_is_refused(
    tracker_file: Path, open_way: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    tracker_file.chmod(0o666)
    open_way.chmod(0o555)
    code = as_nobody(lambda: save(tracker_file, "new"))
    open_way.chmod(0o755)
    assert (code, capfd.readouterr().err) == (
        3,
        f"can't write beside `{tracker_file}`: permission denied\n",
    )
    assert tracker_file.read_text() == SMALL


as_root = pytest.mark.skipif(os.getuid() != 0, reason="gives files to others; the gate is root")


@as_root
def test_a_file_of_somebody_else_keeps_its_group_and_mode(
    tracker_file: Path, open_way: Path
) -> None:
    open_way.chmod(0o777)
    tracker_file.chmod(0o660)
    os.chown(tracker_file, 0, 65534)
    assert as_nobody(lambda: save(tracker_file, "new")) == 0
    assert tracker_file.read_text() == "new"
    status = tracker_file.stat()
    assert (status.st_uid, status.st_gid) == (65534, 65534)
    assert stat.S_IMODE(status.st_mode) == 0o660


@as_root
def test_a_file_whose_group_would_lose_it_is_not_written(
    tracker_file: Path, open_way: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    open_way.chmod(0o777)
    tracker_file.chmod(0o666)
    code = as_nobody(lambda: save(tracker_file, "new"))
    assert (code, capfd.readouterr().err) == (
        3,
        f"can't write `{tracker_file}`: its group can't be kept; it is as it was\n",
    )
    assert tracker_file.read_text() == SMALL
    assert names(open_way) == ["kurils.toml"]


@as_root
def test_an_owner_stays_where_root_writes(tracker_file: Path) -> None:
    os.chown(tracker_file, 65534, 65534)
    save(tracker_file, "new")
    assert (tracker_file.stat().st_uid, tracker_file.stat().st_gid) == (65534, 65534)


@as_root
def test_a_file_that_may_not_be_written_is_not_replaced(
    tracker_file: Path, open_way: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    open_way.chmod(0o777)
    tracker_file.chmod(0o644)
    code = as_nobody(lambda: save(tracker_file, "new"))
    told = f"can't write `{tracker_file}`: permission denied; it is as it was\n"
    assert (code, capfd.readouterr().err) == (3, told)
    assert tracker_file.read_text() == SMALL


@pytest.mark.parametrize("name", ["device", "pipe"])
def test_what_is_no_ordinary_file_is_not_written(folder: Path, name: str) -> None:
    path = Path(os.devnull) if name == "device" else folder / "pipe"
    if name == "pipe":
        os.mkfifo(path)
    expected = (f"`{path}` is no ordinary file; nothing was written", None)
    assert refusal(lambda: save(path, "new")) == expected
    assert refusal(lambda: create(path, "new", overwrite=True)) == expected
    assert not path.is_file()


def test_a_tracker_that_could_not_be_read_again_is_not_written(tracker_file: Path) -> None:
    assert refusal(lambda: save(tracker_file, "#" * (store.LARGEST + 1))) == (
        f"`{tracker_file}` would be larger than 64 MiB; nothing was written",
        None,
    )
    assert tracker_file.read_text() == SMALL


@pytest.mark.parametrize("name", ["loop", "a\0b", "x" * 300])
def test_a_path_that_can_not_be_is_refused(folder: Path, name: str) -> None:
    (folder / "loop").symlink_to("loop")
    message, hint = refusal(lambda: create(folder / name, "text"))
    assert message.startswith("can't write ")
    assert f"`{folder / name}`: " in message
    assert hint is None
    assert names(folder) == ["loop"]


# New trackers


def test_a_tracker_is_created_once(folder: Path) -> None:
    path = folder / "my kurils.toml"
    create(path, "one")
    assert refusal(lambda: create(path, "two")) == (
        f"`{path}` is there already; nothing was written",
        f"to overwrite it: kurils init --force '{path}'",
    )
    assert path.read_text() == "one"
    create(path, "three", overwrite=True)
    assert path.read_text() == "three"
    assert names(folder) == ["my kurils.toml"]


def test_a_tracker_is_not_created_over_a_folder(folder: Path) -> None:
    (folder / "x").mkdir()
    said = refusal(lambda: create(folder / "x", "text", overwrite=True))
    assert said == (f"`{folder}/x` is a folder", f"kurils init {folder}/x/kurils.toml")
    assert names(folder) == ["x"]


@pytest.mark.parametrize("name", ["my folder", "kurils.toml"])
def test_a_tracker_is_not_created_where_there_is_no_folder(tracker_file: Path, name: str) -> None:
    parent = tracker_file.parent / name
    assert refusal(lambda: create(parent / "new.toml", "text")) == (
        f"can't write `{parent}/new.toml`: there is no folder `{parent}`",
        f"mkdir -p {shlex.quote(str(parent))}",
    )
    assert names(tracker_file.parent) == ["kurils.toml"]
    assert tracker_file.read_text() == SMALL


# Reading


def test_the_nearest_tracker_is_looked_for_upward(folder: Path) -> None:
    deep = folder / "a" / "b"
    deep.mkdir(parents=True)
    assert store.nearest_tracker(deep) is None
    (folder / "kurils.toml").touch()
    assert store.nearest_tracker(deep) == folder / "kurils.toml"
    (deep / "kurils.toml").touch()
    assert store.nearest_tracker(deep) == deep / "kurils.toml"


def test_a_missing_tracker_is_refused_with_the_way_to_start_one(folder: Path) -> None:
    path = folder / "my file.toml"
    expected = (f"there is no tracker at `{path}`", f"kurils init '{path}'")
    assert refusal(lambda: store.read(path)) == expected
    assert refusal(lambda: save(path, "new")) == expected
    assert names(folder) == []


def test_a_folder_is_no_tracker(folder: Path) -> None:
    expected = f"`{folder}` is a folder, not a tracker"
    assert refusal(lambda: store.read(folder)) == (expected, None)
    assert refusal(lambda: save(folder, "new")) == (expected, None)
    (folder / "kurils.toml").touch()
    hint = f"name the tracker in it: {folder}/kurils.toml"
    assert refusal(lambda: store.read(folder)) == (expected, hint)


def test_an_unreadable_file_is_refused(
    tracker_file: Path, open_way: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert open_way.is_dir()
    tracker_file.chmod(0)
    assert as_nobody(lambda: print(store.read(tracker_file))) == 3
    assert capfd.readouterr() == ("", f"can't read `{tracker_file}`: permission denied\n")


def test_a_path_that_can_not_be_is_not_read() -> None:
    assert refusal(lambda: store.read(Path("a\0b"))) == (
        "can't read `a\0b`: embedded null byte",
        None,
    )


@pytest.mark.parametrize(
    ("data", "finding"),
    [
        (b"\xff", "1: not UTF-8 text: byte 0xff at offset 0"),
        (b"a\nb\n\xe9t\xe9", "3: not UTF-8 text: byte 0xe9 at offset 4"),
        ("\ufeffa".encode("utf-16"), "1: not UTF-8 text: byte 0xff at offset 0"),
    ],
)
def test_what_is_not_utf_8_is_refused(
    run: Run, tracker_file: Path, data: bytes, finding: str
) -> None:
    tracker_file.write_bytes(data)
    for arguments in (["status"], ["update", "wind=piloted"]):
        assert run(*arguments) == (
            3,
            "",
            f"error: `kurils.toml` is not a valid tracker\nkurils.toml:{finding}\n",
        )
    assert tracker_file.read_bytes() == data


def test_what_is_larger_than_the_limit_is_refused(
    tracker_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "LARGEST", 1 << 20)
    tracker_file.write_text("#" * (1 << 20))
    assert len(store.read(tracker_file)) == 1 << 20
    tracker_file.write_text("#" * (1 << 20) + "\n")
    expected = (f"`{tracker_file}` is larger than 1 MiB", None)
    assert refusal(lambda: store.read(tracker_file)) == expected
    assert refusal(lambda: save(tracker_file, "new")) == expected


def test_an_endless_device_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "LARGEST", 1 << 20)
    said = refusal(lambda: store.read(Path("/dev/zero")))
    assert said == ("`/dev/zero` is larger than 1 MiB", None)


# Git


def run_git(folder: Path, *arguments: str) -> str:
    return subprocess.run(
        [
            *("git", "-c", "user.name=A", "-c", "user.email=a@b", "-c", "commit.gpgsign=false"),
            *("-c", "init.defaultBranch=main", *arguments),
        ],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()


@pytest.fixture
def repository(folder: Path) -> Path:
    """A repository with a tracker of three revisions, in a folder of its own within it."""
    require("git")
    sub = folder / "repo" / "sub"
    sub.mkdir(parents=True)
    run_git(sub.parent, "init", "--quiet")
    (sub.parent / "other.txt").write_text("x")
    run_git(sub.parent, "add", ".")
    run_git(sub.parent, "commit", "--quiet", "-m", "none yet")
    for text in ("one é\n", "two\r\n", "three"):
        (sub / "kurils.toml").write_bytes(text.encode())
        run_git(sub, "add", "kurils.toml")
        run_git(sub, "commit", "--quiet", "-m", text.strip())
    run_git(sub, "tag", "v1", "HEAD~1")
    (sub / "kurils.toml").write_text("not committed")
    return sub


@pytest.mark.parametrize(
    ("revision", "text"),
    [
        ("HEAD", "three"),
        ("HEAD~1", "two\r\n"),
        ("main~2", "one é\n"),
        ("v1", "two\r\n"),
        ("HEAD^{/one}", "one é\n"),
    ],
)
def test_a_revision_gives_the_text_of_its_time_in_every_clone(
    repository: Path, revision: str, text: str
) -> None:
    assert read_revision(revision, "./kurils.toml", repository) == text
    commit = run_git(repository, "rev-parse", revision)
    assert read_revision(commit[:10], "sub/kurils.toml", repository) == text
    clone = repository.parent.parent / "clone"
    run_git(repository, "clone", "--quiet", "..", f"{clone}")
    assert read_revision(revision, "./kurils.toml", clone / "sub") == text


def test_the_upstream_is_a_revision(repository: Path) -> None:
    clone = repository.parent.parent / "clone"
    run_git(repository, "clone", "--quiet", "..", f"{clone}")
    for revision in ("main@{upstream}", "@{u}", "main@{push}"):
        assert read_revision(revision, "./kurils.toml", clone / "sub") == "three"


@pytest.mark.parametrize(
    "revision", ["main@{yesterday}", "HEAD@{0}", "@{1}", "@{-1}", "main@{2019-12-19}", "HEAD@{1}~1"]
)
def test_what_git_looks_up_in_its_reflog_is_refused(repository: Path, revision: str) -> None:
    assert refusal(lambda: read_revision(revision, "./kurils.toml", repository)) == (
        f"`git:{revision}` is looked up in the reflog, which differs from clone to clone",
        "git rev-list -1 --before=2019-12-19 HEAD",
    )


@pytest.mark.parametrize("revision", ["nope", "HEAD~99", "0" * 40, "HEAD^{tree}", "a b", "\udcff"])
def test_an_unknown_revision_is_refused(repository: Path, revision: str) -> None:
    assert refusal(lambda: read_revision(revision, "./kurils.toml", repository)) == (
        f"git knows no revision `{revision}` in `{repository}`",
        f"git -C {repository} log --oneline",
    )


@pytest.mark.parametrize("revision", ["", "-h", "--all", "HEAD:kurils.toml", ":0"])
def test_what_is_no_revision_is_refused(repository: Path, revision: str) -> None:
    said = refusal(lambda: read_revision(revision, "./kurils.toml", repository))
    assert said == (f"`{revision}` is no git revision", None)


@pytest.mark.parametrize("name", ["./kurils.toml", "sub/kurils.toml", "../sub/kurils.toml"])
def test_a_file_of_a_revision_is_named_as_git_names_it(repository: Path, name: str) -> None:
    assert read_revision("HEAD", name, repository) == "three"


@pytest.mark.parametrize(
    ("revision", "name"),
    [
        ("HEAD~3", "./kurils.toml"),
        ("HEAD", "kurils.toml"),
        ("HEAD^{/two}", "my file.toml"),
        ("HEAD", "."),
        ("HEAD", ""),
        ("HEAD", "../../x"),
    ],
)
def test_a_file_that_a_revision_lacks_is_refused(
    repository: Path, revision: str, name: str
) -> None:
    assert refusal(lambda: read_revision(revision, name, repository)) == (
        f"`{name}` is not in revision `{revision}`",
        f"git ls-tree -r --full-tree --name-only {shlex.quote(revision)}",
    )


def test_a_revision_that_is_not_utf_8_is_refused(repository: Path) -> None:
    (repository / "kurils.toml").write_bytes(b"a\n\xff")
    run_git(repository, "commit", "--quiet", "-am", "bad")
    with pytest.raises(InvalidTracker) as caught:
        read_revision("HEAD", "./kurils.toml", repository)
    assert caught.value.details == ("git:HEAD:2: not UTF-8 text: byte 0xff at offset 2",)


def test_outside_a_repository_a_revision_is_refused(tracker_file: Path) -> None:
    require("git")
    message, hint = refusal(lambda: read_revision("HEAD", "./kurils.toml", tracker_file.parent))
    assert message.startswith("git: not a git repository")
    assert hint is None


def test_in_a_folder_that_is_not_there_a_revision_is_refused(folder: Path) -> None:
    assert refusal(lambda: read_revision("HEAD", "./kurils.toml", folder / "no")) == (
        f"can't read a git revision: there is no folder `{folder}/no`",
        None,
    )


def test_without_git_a_revision_is_refused(
    tracker_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{tracker_file.parent}")
    assert refusal(lambda: read_revision("HEAD", "./kurils.toml", tracker_file.parent)) == (
        "can't read a git revision: git is not installed",
        None,
    )


def test_a_git_that_can_not_be_run_is_told(
    tracker_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tracker_file.parent / "git").write_bytes(b"\0")
    (tracker_file.parent / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tracker_file.parent}")
    assert refusal(lambda: read_revision("HEAD", "./kurils.toml", tracker_file.parent)) == (
        "can't run git: exec format error",
        None,
    )


# The editor


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
    assert refusal(lambda: editor.run(command, folder / "x")) == (message, None)
    assert signal.getsignal(signal.SIGINT) is before


def test_an_interrupt_goes_to_the_editor_alone(folder: Path) -> None:
    editor.run("sh -c 'kill -INT $PPID'", folder / "x")
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


# What only another user, or a full disk, would meet


def test_without_the_right_to_give_it_away_a_file_keeps_its_group(
    tracker_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = []

    def fchown(_file: int, owner: int, group: int) -> None:
        if owner != -1:
            raise PermissionError("not the owner")
        given.append(group)

    monkeypatch.setattr(os, "fchown", fchown)
    save(tracker_file, "new")
    assert given == [tracker_file.stat().st_gid]
    assert tracker_file.read_text() == "new"


def test_a_file_that_would_lose_its_group_is_left_alone(
    tracker_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fchown(*_: int) -> None:
        raise PermissionError("not a member")

    monkeypatch.setattr(os, "fchown", fchown)
    told = f"can't write `{tracker_file}`: its group can't be kept; it is as it was"
    assert refusal(lambda: save(tracker_file, "new")) == (told, None)
    assert tracker_file.read_text() == SMALL
    assert names(tracker_file.parent) == ["kurils.toml"]


def test_a_file_that_others_may_write_but_not_we_is_left_alone(
    tracker_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    told = f"can't write `{tracker_file}`: permission denied; it is as it was"
    assert refusal(lambda: save(tracker_file, "new")) == (told, None)
    assert tracker_file.read_text() == SMALL


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


# What a power cut, and another user's umask, would meet


def test_a_new_text_is_on_the_disk_before_it_takes_the_place_and_the_place_after(
    tracker_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def noted_fsync(file: int) -> None:
        path = Path(f"/proc/self/fd/{file}").readlink()
        name = re.sub(r"\.[0-9a-f]{8}\.", ".*.", path.name)
        done.append(f"sync {name}: {path.read_text() if path.is_file() else 'folder'}")
        fsync(file)

    def noted_replace(path: Path, target: Path) -> Path:
        done.append(f"replace {target.name}")
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(Path, "replace", noted_replace)
    save(tracker_file, "new")
    assert done == [
        "sync .kurils.toml.*.new: new",
        "replace kurils.toml",
        f"sync {tracker_file.parent.name}: folder",
    ]


def test_a_mode_is_kept_whole(tracker_file: Path) -> None:
    tracker_file.chmod(0o2664)
    save(tracker_file, "new")
    assert stat.S_IMODE(tracker_file.stat().st_mode) == 0o2664


def test_everybody_who_may_write_may_lock(tracker_file: Path) -> None:
    """A lock that somebody else holds, or left behind, can be waited for."""
    lock = tracker_file.with_name(".kurils.toml.lock")
    before = os.umask(0)
    try:
        with store.writing(tracker_file):
            assert stat.S_IMODE(lock.stat().st_mode) == 0o666
    finally:
        os.umask(before)
    assert not lock.exists()


def test_a_lock_that_somebody_cleared_away_is_no_failure(tracker_file: Path) -> None:
    with store.writing(tracker_file) as writing:
        tracker_file.with_name(".kurils.toml.lock").unlink()
        writing.save(b"new")
    assert tracker_file.read_text() == "new"


def test_nobody_reads_a_new_text_who_may_not_read_the_old_one(
    tracker_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tracker_file.chmod(0o600)
    modes = []
    fsync = os.fsync

    def noted(file: int) -> None:
        if not os.isatty(file) and stat.S_ISREG(os.fstat(file).st_mode):
            modes.append(stat.S_IMODE(os.fstat(file).st_mode))
        fsync(file)

    chmod = os.fchmod

    def empty_yet(file: int, mode: int) -> None:
        assert os.fstat(file).st_size == 0
        chmod(file, mode)

    monkeypatch.setattr(os, "fsync", noted)
    monkeypatch.setattr(os, "fchmod", empty_yet)
    save(tracker_file, "new")
    assert modes == [0o600]
