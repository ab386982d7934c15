"""Reading, locking and saving: the tracker is whole whatever happens."""

import contextlib
import errno
import fcntl
import os
import re
import stat
import subprocess
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from conftest import SMALL, Run, failing, in_bash, names, refusal, refused, require
from kurils_cli import store
from kurils_cli.errors import TrackerError

WRITE = ("update", "--title", "x", "--date", "2020-01-01")


refuse = failing(errno.EPERM)


def hold_refused(path: Path, told: str, hint: str | None = None) -> None:
    """Hold that a save is refused, and leaves all as it was."""
    before = names(path.parent)
    assert refusal(lambda: save(path, "new")) == (told, hint)
    assert (path.read_text(), names(path.parent)) == (SMALL, before)


def hold_saved(path: Path) -> None:
    """Hold that a save is done, and leaves nothing beside the tracker."""
    save(path, "new")
    assert (path.read_text(), names(path.parent)) == ("new", [path.name])


def save(path: Path, text: str) -> None:
    with store.writing(path) as writing:
        writing.save(text.encode())


def create(path: Path, text: str, *, overwrite: bool = False) -> None:
    with store.creating(path, overwrite=overwrite) as writing:
        writing.save(text.encode())


@contextlib.contextmanager
def nobody() -> Iterator[None]:
    """Be a user without rights, if one is root."""
    if os.getuid():
        yield
        return
    groups = os.getgroups()
    os.setgroups([])
    os.setresgid(65534, 65534, 0)
    os.setresuid(65534, 65534, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)
        os.setresgid(0, 0, 0)
        os.setgroups(groups)


@pytest.fixture
def lock(folder: Path) -> Path:
    """Where the lock of the tracker is."""
    return folder / ".kurils.toml.lock"


as_root = pytest.mark.skipif(os.getuid() != 0, reason="gives files to others; the gate is root")


# Locks, and files that are half written


def test_what_somebody_keeps_under_the_name_of_a_lock_stays(tracker_file: Path, lock: Path) -> None:
    lock.write_text("mine")
    save(tracker_file, "new")
    assert lock.read_text() == "mine"
    lock.unlink()
    os.mkfifo(lock)
    save(tracker_file, "newer")
    assert names(tracker_file.parent) == [".kurils.toml.lock", "kurils.toml"]


def test_a_lock_that_another_holds_is_waited_for_only_so_long(
    tracker_file: Path, lock: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "LOCK_SECONDS", 0)
    told = f"another kurils has been writing `{tracker_file}` for 0 seconds; nothing was written"
    with store.writing(tracker_file):
        hold_refused(tracker_file, told, f"to see which: fuser -v {lock}")
    assert names(tracker_file.parent) == ["kurils.toml"]


def test_a_lock_that_another_gave_back_is_not_taken_for_ours(
    tracker_file: Path, lock: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its file may be gone by the time that it is locked; then there is a new one."""
    flock = fcntl.flock

    def too_late(file: int, operation: int) -> None:
        flock(file, operation)
        monkeypatch.setattr(fcntl, "flock", flock)
        lock.unlink()

    monkeypatch.setattr(fcntl, "flock", too_late)
    hold_saved(tracker_file)


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS])
def test_where_there_are_no_locks_no_tracker_is_written(
    tracker_file: Path, lock: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    lock.touch()
    monkeypatch.setattr(fcntl, "flock", failing(number))
    told = f"can't lock `{tracker_file}`: its file system has no locks; nothing was written"
    hold_refused(tracker_file, told)
    store.write_whole(tracker_file.with_name("s.csv"), b"new")  # which needs none
    assert tracker_file.with_name("s.csv").read_bytes() == b"new"


@pytest.mark.parametrize(
    ("make", "why", "how"),
    [
        (lambda lock: lock.mkdir(), "is a directory", "rmdir"),
        (lambda lock: lock.symlink_to("x"), "too many levels of symbolic links", "rm -f"),
        (lambda lock: lock.touch(), "input/output error", "rm -f"),
    ],
    ids=["a folder", "a link", "what fails"],
)
def test_what_is_in_the_way_of_a_lock_is_named_with_what_to_do(
    tracker_file: Path,
    lock: Path,
    monkeypatch: pytest.MonkeyPatch,
    make: Callable[[Path], None],
    why: str,
    how: str,
) -> None:
    make(lock)
    monkeypatch.setattr(fcntl, "flock", failing(errno.EIO))
    hold_refused(
        tracker_file,
        f"can't lock `{tracker_file}`: `{lock}` is in the way: {why}; nothing was written",
        f"if no kurils is running: {how} {lock}",
    )


def test_a_temporary_file_that_another_run_takes_for_a_leftover_is_begun_anew(
    tracker_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flock, locked = fcntl.flock, list[str]()

    def taken(file: int, operation: int) -> None:
        path = Path(f"/proc/self/fd/{file}").readlink()
        if path.suffix == ".new":
            locked.append(path.name)
        if len(locked) == 1:
            path.unlink()
            raise BlockingIOError
        flock(file, operation)

    monkeypatch.setattr(fcntl, "flock", taken)
    store.write_whole(tracker_file.with_name("s.csv"), b"new")
    assert len({*locked}) == 2
    assert names(tracker_file.parent) == ["kurils.toml", "s.csv"]


# Saving


@pytest.mark.parametrize("mode", [0o640, 0o600, 0o755, 0o2664])
def test_a_save_keeps_the_mode_and_the_link_to_what_is_replaced(folder: Path, mode: int) -> None:
    (folder / "far").mkdir()
    real, link = folder / "far" / "real.toml", folder / "kurils.toml"
    real.write_text("old")
    real.chmod(mode)
    link.symlink_to("far/real.toml")
    save(link, "new é\r\n")
    assert link.is_symlink()
    assert real.read_bytes() == "new é\r\n".encode()
    assert stat.S_IMODE(real.stat().st_mode) == mode
    assert (names(folder), names(real.parent)) == (["far", "kurils.toml"], ["real.toml"])


def test_a_read_only_file_is_refused_even_to_root(tracker_file: Path, run: Run) -> None:
    tracker_file.chmod(0o444)
    told = "can't write `kurils.toml`: the file is read-only; it is as it was"
    assert run(*WRITE) == refused(3, told)
    assert tracker_file.read_text() == SMALL
    assert stat.S_IMODE(tracker_file.stat().st_mode) == 0o444
    assert names(tracker_file.parent) == ["kurils.toml"]


def test_what_is_no_ordinary_file_is_not_written(folder: Path) -> None:
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    for path in (pipe, Path(os.devnull)):
        expected = (f"`{path}` is no ordinary file; nothing was written", None)
        assert refusal(partial(save, path, "new")) == expected
        assert refusal(partial(create, path, "new", overwrite=True)) == expected
        assert not path.is_file()


@pytest.mark.parametrize("name", ["loop", "a\0b", "x" * 250, "x" * 300])
def test_a_path_that_can_not_be_is_refused(folder: Path, name: str) -> None:
    (folder / "loop").symlink_to("loop")
    assert refusal(lambda: store.read(folder / name))[0].startswith(("can't read ", "`", "there"))
    message, hint = refusal(lambda: create(folder / name, "text"))
    assert message.startswith("can't write ")
    assert f"`{folder / name}`: " in message
    assert hint is None
    assert names(folder) == ["loop"]


# New trackers


def test_a_tracker_is_created_once(folder: Path) -> None:
    path = folder / "my kurils.toml"
    create(path, "one")
    with pytest.raises(TrackerError) as refused:
        create(path, "two")
    assert refused.value.message == f"`{path}` is there already; nothing was written"
    assert (refused.value.hint, refused.value.or_else) == (
        f"to see it: kurils status --file '{path}'",
        f"to overwrite it, which can be undone: kurils init --force '{path}'",
    )
    assert path.read_text() == "one"
    create(path, "three", overwrite=True)
    assert path.read_text() == "three"
    assert names(folder) == ["my kurils.toml"]


# Reading


def test_a_folder_is_no_tracker(folder: Path) -> None:
    new = refusal(lambda: create(folder, "new", overwrite=True))
    assert new == (f"`{folder}` is a folder", f"kurils init {folder}/kurils.toml")
    expected = f"`{folder}` is a folder, not a tracker"
    assert refusal(lambda: store.read(folder)) == (expected, None)
    assert refusal(lambda: save(folder, "new")) == (expected, None)
    (folder / "kurils.toml").touch()
    hint = f"name the tracker in it: {folder}/kurils.toml"
    assert refusal(lambda: store.read(folder)) == (expected, hint)


@pytest.mark.parametrize(
    ("data", "finding"),
    [
        (b"\xff", "1: not UTF-8 text: byte 0xff at offset 0"),
        (b"a\nb\n\xe9t\xe9", "3: not UTF-8 text: byte 0xe9 at offset 4"),
        ("\ufeffa".encode("utf-16"), "1: not UTF-8 text: byte 0xff at offset 0, as UTF-16 begins"),
    ],
)
def test_what_is_not_utf_8_is_refused(
    run: Run, tracker_file: Path, data: bytes, finding: str
) -> None:
    tracker_file.write_bytes(data)
    told = f"`kurils.toml` is not a valid tracker\nkurils.toml:{finding}"
    assert run("status") == run("update", "wind=piloted") == refused(3, told)
    assert tracker_file.read_bytes() == data


def test_what_is_larger_than_the_limit_is_neither_read_nor_written(
    tracker_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "LARGEST", 1 << 20)
    told = f"`{tracker_file}` would be larger than 1 MiB; nothing was written"
    assert refusal(lambda: save(tracker_file, "#" * (1 << 20) + "\n")) == (told, None)
    assert tracker_file.read_text() == SMALL
    tracker_file.write_text("#" * (1 << 20))
    assert len(store.read(tracker_file)) == 1 << 20
    tracker_file.write_text("#" * (1 << 20) + "\n")
    expected = (f"`{tracker_file}` is larger than 1 MiB", None)
    assert refusal(lambda: store.read(tracker_file)) == expected
    assert refusal(lambda: save(tracker_file, "new")) == expected


# What only another user would meet


@as_root
@pytest.mark.parametrize(
    ("mode", "group", "told"),
    [
        (0o660, 65534, None),
        (0o666, 0, "can't write `{}`: its group can't be kept; it is as it was"),
        (0o644, 0, "can't write `{}`: permission denied; it is as it was"),
        (0o000, 0, "can't read `{}`: permission denied"),
    ],
)
def test_a_file_of_somebody_else_keeps_its_group_and_mode_or_is_not_written(
    tracker_file: Path, open_way: Path, mode: int, group: int, told: str | None
) -> None:
    open_way.chmod(0o777)
    tracker_file.chmod(mode)
    os.chown(tracker_file, 0, group)
    with nobody():
        if told:
            assert refusal(lambda: save(tracker_file, "new")) == (told.format(tracker_file), None)
        else:
            save(tracker_file, "new")
    assert tracker_file.read_text() == (SMALL if told else "new")
    status = tracker_file.stat()
    assert (status.st_uid, status.st_gid) == (0 if told else 65534, group)
    assert stat.S_IMODE(status.st_mode) == mode
    assert names(open_way) == ["kurils.toml"]
    save(tracker_file, "root's") if mode else None
    assert tracker_file.stat().st_uid == (0 if told else 65534)


def test_a_read_only_folder_is_refused(tracker_file: Path, open_way: Path) -> None:
    tracker_file.chmod(0o666)
    open_way.chmod(0o555)
    told = f"can't write beside `{tracker_file}`: permission denied"
    with nobody():
        hold_refused(tracker_file, told)
    open_way.chmod(0o755)


# What a power cut, and another user's umask, would meet


def test_a_new_text_gets_its_mode_while_empty_and_is_on_the_disk_before_it_takes_the_place(
    tracker_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So nobody reads it who may not read the old one; then the place itself is made to last."""
    done: list[str] = []
    fsync, replace, chmod = os.fsync, Path.replace, os.fchmod

    def noted_chmod(file: int, mode: int) -> None:
        done.append(f"mode of {os.fstat(file).st_size} bytes: {mode:o}")
        chmod(file, mode)

    def noted_fsync(file: int) -> None:
        path = Path(f"/proc/self/fd/{file}").readlink()
        name = re.sub(r"\.[0-9a-f]{8}\.", ".*.", path.name)
        done.append(f"sync {name}: {path.read_text() if path.is_file() else 'folder'}")
        fsync(file)

    def noted_replace(path: Path, target: Path) -> Path:
        done.append(f"replace {target.name}, {stat.S_IMODE(path.stat().st_mode):o}")
        return replace(path, target)

    monkeypatch.setattr(os, "fchmod", noted_chmod)
    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(Path, "replace", noted_replace)
    tracker_file.chmod(0o640)
    save(tracker_file, "new")
    assert done == [
        "mode of 0 bytes: 640",
        "sync .kurils.toml.*.new: new",
        "replace kurils.toml, 640",
        f"sync {tracker_file.parent.name}: folder",
    ]


def test_everybody_who_may_write_may_lock(tracker_file: Path, lock: Path) -> None:
    """A lock that somebody else holds, or left behind, can be waited for."""
    before = os.umask(0)
    try:
        with store.writing(tracker_file):
            assert stat.S_IMODE(lock.stat().st_mode) == 0o666
    finally:
        os.umask(before)
    assert not lock.exists()


# What is no ordinary file, or not there, where a tracker is looked for


@pytest.mark.parametrize("where", [".", "a/b"])
@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_a_pipe_or_device_named_as_a_tracker_is_passed_by(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch, where: str, kind: str
) -> None:
    """It would hang every command, and each TAB, in any folder below."""
    if kind == "pipe":
        os.mkfifo(folder / "kurils.toml")
    else:
        (folder / "kurils.toml").symlink_to("/dev/zero")
    (folder / where).mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(folder / where)
    assert "no tracker here or above" in run("status").err
    assert run("is", "wind", "piloted").code == 3
    assert run("update", "--title", "x").code == 3
    assert in_bash(run, monkeypatch, ["kurils", "status", "to"]) == ["tourism"]


def test_a_pipe_that_is_named_is_read_or_told(folder: Path, run: Run) -> None:
    os.mkfifo(folder / "pipe")
    assert run("status", "-f", "pipe") == refused(3, "`pipe` is a pipe that nobody writes to")
    reading, writing = os.pipe()
    os.write(writing, SMALL.encode())
    os.close(writing)
    done = run("is", "tourism", "piloted", "-f", f"/dev/fd/{reading}")
    os.close(reading)
    assert done == (0, "", "")


@pytest.mark.parametrize(
    "command", [["status"], ["is", "wind", "pending"], ["check"], ["update", "wind=piloted"]]
)
def test_a_tracker_that_is_there_and_out_of_reach_is_an_error(
    folder: Path, run: Run, command: list[str]
) -> None:
    """It may lie on a drive that is not mounted: the shipped record is no answer then."""
    (folder / "kurils.toml").symlink_to("share/kurils.toml")
    broken = f"is a broken link to `{folder}/share/kurils.toml`"
    assert run(*command) == refused(3, f"`{folder}/kurils.toml` {broken}")
    assert run(*command, "-f", "kurils.toml") == refused(3, f"`kurils.toml` {broken}")


# What comes between a read and its write


@pytest.mark.parametrize("by", ["put in its place", "in place", "removed"])
def test_a_tracker_that_changes_meanwhile_is_not_overwritten(tracker_file: Path, by: str) -> None:
    """Not even by the same number of bytes, as an editor's save may be."""
    with store.writing(tracker_file) as writing:
        if by == "in place":
            tracker_file.write_text(SMALL[::-1])
            os.utime(tracker_file, ns=(1, 1))
        else:
            tracker_file.unlink()
        if by == "put in its place":
            tracker_file.write_text(SMALL[::-1])
        said = refusal(lambda: writing.save(b"new"))
    told = f"`{tracker_file}` was changed by somebody else meanwhile; nothing was written"
    assert said == (told, None)
    assert names(tracker_file.parent) == ([] if by == "removed" else ["kurils.toml"])
    assert by == "removed" or tracker_file.read_text() == SMALL[::-1]


@pytest.mark.parametrize("is_taken", [False, True])
def test_without_its_lock_a_writer_writes_nothing(
    tracker_file: Path, lock: Path, is_taken: bool
) -> None:
    """Somebody removed it, and perhaps a second writer has one of that name."""
    with store.writing(tracker_file) as writing:
        lock.rename(lock.with_name("old"))
        if is_taken:
            lock.touch()
        said = refusal(lambda: writing.save(b"new"))
    told = f"somebody removed `{lock}`, the lock of `{tracker_file}`; nothing was written"
    assert said == (told, None)
    assert tracker_file.read_text() == SMALL
    assert lock.exists() == is_taken


# What is absent


def failing_at(monkeypatch: pytest.MonkeyPatch, path: Path, *, followed: bool) -> None:
    """Let a path have no status, where it is looked up through links, or is not."""
    real: Callable[..., object] = os.stat

    def failing(given: object, *arguments: object, **options: object) -> object:
        if f"{given}" == f"{path}" and options.get("follow_symlinks", True) == followed:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return real(given, *arguments, **options)

    monkeypatch.setattr(os, "stat", failing)


@pytest.mark.parametrize("is_followed", [True, False])
def test_a_tracker_that_can_not_be_looked_up_is_not_one_that_is_absent(
    tracker_file: Path, monkeypatch: pytest.MonkeyPatch, is_followed: bool
) -> None:
    tracker_file.chmod(0o640)
    with monkeypatch.context() as patch:
        failing_at(patch, tracker_file, followed=is_followed)
        said = [
            refusal(lambda: create(tracker_file, "new")),
            refusal(lambda: create(tracker_file, "new", overwrite=True)),
            refusal(lambda: save(tracker_file, "new")),
        ]
        if is_followed:
            looked_for = refusal(lambda: store.nearest_tracker(tracker_file.parent))
            told = f"can't look up `{tracker_file}`: input/output error"
            assert looked_for == (told, None)
    told = f"can't write `{tracker_file}`: input/output error; nothing was written"
    assert said == [(told, None)] * 3
    assert (tracker_file.read_text(), stat.S_IMODE(tracker_file.stat().st_mode)) == (SMALL, 0o640)


@pytest.mark.parametrize("has_links", [True, False])
def test_init_replaces_nothing_that_comes_meanwhile(
    folder: Path, monkeypatch: pytest.MonkeyPatch, has_links: bool
) -> None:
    path = folder / "kurils.toml"
    if not has_links:
        monkeypatch.setattr(os, "link", refuse)
    with store.creating(path) as writing:
        monkeypatch.setattr(store.Writing, "_ensure_same", lambda _: path.write_text("mine"))
        told = f"`{path}` is there already; nothing was written"
        assert refusal(lambda: writing.save(b"new"))[0] == told
    assert path.read_text() == "mine"
    assert names(folder) == ["kurils.toml"]


@pytest.mark.parametrize("mask", [0o022, 0o027, 0o077, 0o002])
@pytest.mark.parametrize("has_links", [True, False])
def test_a_new_tracker_has_the_mode_of_any_new_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch, mask: int, has_links: bool
) -> None:
    if not has_links:  # on a file system on which a file has one name
        monkeypatch.setattr(os, "link", refuse)
    before = os.umask(mask)
    try:
        create(folder / "kurils.toml", "new")
    finally:
        os.umask(before)
    assert stat.S_IMODE((folder / "kurils.toml").stat().st_mode) == 0o666 & ~mask
    assert (names(folder), (folder / "kurils.toml").read_text()) == (["kurils.toml"], "new")


def test_init_does_not_go_where_a_link_leads_to_nothing(folder: Path, run: Run) -> None:
    """Somebody may have planted it, to have the file made where it is of use to them."""
    (folder / "kurils.toml").symlink_to("far.toml")
    told = f"`kurils.toml` is a broken link to `{folder}/far.toml`; nothing was written"
    assert run("init") == refused(3, told, "to write there: kurils init --force kurils.toml")
    assert names(folder) == ["kurils.toml"]
    assert run("init", "--force").code == 0
    assert names(folder) == ["far.toml", "kurils.toml"]


# Rights beyond the mode


def attributes(path: Path) -> dict[str, bytes]:
    """The extended attributes of a file, of which its access control list is one."""
    return {name: os.getxattr(path, name) for name in os.listxattr(path)}


def set_acl(path: Path, *entries: str) -> None:
    require("setfacl")
    line = ["setfacl", "--modify", ",".join(entries), f"{path}"]
    if subprocess.run(line, capture_output=True, check=False).returncode:
        pytest.skip("needs a file system with ACLs")


def test_a_save_keeps_the_acl_and_gives_its_group_nothing(tracker_file: Path, run: Run) -> None:
    tracker_file.chmod(0o600)
    set_acl(tracker_file, "user:1234:rw-", "group::---")
    before = attributes(tracker_file)
    assert run(*WRITE).code == 0
    assert attributes(tracker_file) == before != {}
    assert run("undo").code == 0
    assert run("init", "--force").code == 0
    assert attributes(tracker_file) == before


def test_a_folders_default_acl_gives_nobody_a_tracker_that_was_not_theirs(
    tracker_file: Path,
) -> None:
    set_acl(tracker_file.parent, "default:user:1234:rw-")
    save(tracker_file, "new")
    assert attributes(tracker_file) == {}


def test_where_the_acl_can_not_be_kept_nothing_is_written(
    tracker_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_acl(tracker_file, "user:1234:rw-")
    monkeypatch.setattr(os, "setxattr", refuse)
    told = "its access control list can't be kept; it is as it was"
    hold_refused(tracker_file, f"can't write `{tracker_file}`: {told}")


def test_a_save_keeps_extended_attributes_where_the_system_lets_one(
    tracker_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    try:
        os.setxattr(tracker_file, "user.kurils", b"mine")
    except OSError:
        pytest.skip("needs a file system with extended attributes")
    save(tracker_file, "new")
    assert os.getxattr(tracker_file, "user.kurils") == b"mine"

    monkeypatch.setattr(os, "setxattr", refuse)
    save(tracker_file, "newer")
    assert tracker_file.read_text() == "newer"
    assert os.listxattr(tracker_file) == []


def test_attributes_that_can_not_be_listed_are_none_or_stop_the_write(
    tracker_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "listxattr", failing(errno.EIO))
    told = f"can't write `{tracker_file}`: input/output error; it is as it was"
    hold_refused(tracker_file, told)
    monkeypatch.setattr(os, "listxattr", failing(errno.ENOTSUP))
    hold_saved(tracker_file)


def test_a_tracker_of_several_names_is_not_written(tracker_file: Path, run: Run) -> None:
    other, new = tracker_file.with_name("other.toml"), f"{tracker_file}.new"
    other.hardlink_to(tracker_file)
    assert run(*WRITE) == refused(
        3,
        "`kurils.toml` is one of 2 names (hard links) of a file, and writing would part "
        "it from the others; nothing was written",
        f"to part it: cp -p {tracker_file} {new} && mv {new} {tracker_file}",
    )
    assert other.read_text() == tracker_file.read_text() == SMALL
    assert names(tracker_file.parent) == ["kurils.toml", "other.toml"]


# Whose tracker it is


@as_root
@pytest.mark.parametrize("link", [False, True])
def test_a_tracker_of_somebody_else_is_read_with_a_word_and_written_only_by_name(
    tracker_file: Path, run: Run, monkeypatch: pytest.MonkeyPatch, link: bool
) -> None:
    """Or a link of theirs, to a tracker that is not meant."""
    if link:
        tracker_file.rename("mine.toml")
        tracker_file.symlink_to("mine.toml")
    os.lchown(tracker_file, 12345, 0)
    monkeypatch.chdir(tracker_file.parent)
    mine = run("status", "-f", "kurils.toml")
    assert mine.err == ""
    assert run("status") == mine._replace(
        err="note: `kurils.toml` belongs to `12345`, not to you\n"
    )
    told = "`kurils.toml` belongs to `12345`, not to you; nothing was written"
    hint = "to write it all the same, name it: --file kurils.toml"
    for command in (WRITE, ["undo"], ["edit"]):
        assert run(*command) == refused(3, told, hint)
    assert tracker_file.read_text() == SMALL
    assert run(*WRITE, "--file", "kurils.toml").code == 0
    os.lchown(tracker_file, 65534, 0)
    assert run("status").err == "note: `kurils.toml` belongs to `nobody`, not to you\n"
    monkeypatch.setenv("KURILS_FILE", "kurils.toml")
    assert run(*WRITE).code == 0


@as_root
def test_in_a_sticky_folder_a_lock_of_somebody_else_blocks_nobody(
    tracker_file: Path, open_way: Path
) -> None:
    open_way.chmod(0o1777)
    os.chown(tracker_file, 65534, 65534)
    for name in (".kurils.toml.lock", ".kurils.toml.0.lock"):
        tracker_file.with_name(name).touch(0o666)
    with nobody():
        save(tracker_file, "new")
    save(tracker_file, "newer")
    assert tracker_file.read_text() == "newer"
    assert tracker_file.stat().st_uid == 65534
