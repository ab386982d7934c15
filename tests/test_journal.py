"""The journal: each text comes back byte for byte, and nothing that kurils did not write goes."""

import errno
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import failing
from kurils_cli import journal, store
from kurils_cli.errors import KurilsError, NothingLeft, TrackerError

Move = Literal["undo", "redo"]


def write(path: Path, text: bytes, *, command: str = "update") -> None:
    """Write a tracker as a command does: locked, recorded, saved."""
    with store.writing(path) as writing:
        journal.record(path, command, f"to {text!r}", writing.data, text)
        writing.save(text)


def take(path: Path, move: Move) -> str:
    """Undo or redo a step of a tracker, and return what it did."""
    with store.writing(path) as writing:
        step, text = journal.move(move, path, writing.data)
        writing.save(text)
    return step.what


def refused(action: Callable[[], object]) -> KurilsError:
    with pytest.raises(KurilsError) as caught:
        action()
    return caught.value


def hold_refused(path: Path, told: str) -> None:
    """Hold that neither a step back nor a write is recorded, and nothing of the journal goes."""
    before, own = copied(index().parent), path.read_bytes()
    for action in (
        lambda: take(path, "undo"),
        lambda: journal.record(path, "update", "x", own, b"new"),
    ):
        assert refused(action).message == told
    assert (copied(index().parent), path.read_bytes()) == (before, own)


def index() -> Path:
    """The index of the only journal there is."""
    [path] = Path(os.environ["XDG_STATE_HOME"]).glob("kurils/undo/*/index.json")
    return path


@pytest.fixture
def path(folder: Path) -> Path:
    path = folder / "kurils.toml"
    path.write_bytes(b"0")
    return path


def copied(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir()}


def test_undo_and_redo_stop_where_something_else_wrote_between_two_steps(path: Path) -> None:
    write(path, b"1")
    path.write_bytes(b"by hand")
    write(path, b"2")
    assert [step.what for step in journal.undoable(path, b"2")] == ["to b'2'"]
    take(path, "undo")
    assert path.read_bytes() == b"by hand"
    assert "has changed" in refused(lambda: take(path, "undo")).message
    take(path, "redo")
    take(path, "undo")
    path.write_bytes(b"1")
    assert "has changed" in refused(lambda: take(path, "redo")).message


Moves = list[tuple[Literal["write", "undo", "redo"], bool, bytes]]
MOVES: st.SearchStrategy[Moves] = st.lists(
    st.tuples(
        st.sampled_from(["write", "undo", "redo"]), st.booleans(), st.sampled_from([b"a", b"b"])
    )
)


@given(moves=MOVES)
def test_undo_and_redo_are_two_stacks_whatever_is_killed(moves: Moves, folder: Path) -> None:
    """Two texts keep coming back; a killed move is recorded, and the tracker not written."""
    path = folder / f"{os.urandom(8).hex()}.toml"
    path.write_bytes(b"a")
    done, undone = list[tuple[bytes, bytes]](), list[tuple[bytes, bytes]]()
    for move, is_killed, text in moves:
        now = path.read_bytes()
        if move == "write":
            journal.record(path, "update", "x", now, text)
            new = text
        elif stack := {"undo": done, "redo": undone}[move]:
            new = journal.move(move, path, now)[1]
            assert new == stack[-1][move == "redo"]
        else:
            with pytest.raises(NothingLeft):
                journal.move(move, path, now)
            continue
        if is_killed or new == now:
            continue
        path.write_bytes(new)
        if move == "write":
            done, undone = [*done, (now, text)], []
        elif move == "undo":
            undone.append(done.pop())
        else:
            done.append(undone.pop())
        assert len(journal.undoable(path, new)) == len(done)


@given(moves=MOVES, by_hand=st.sets(st.integers(0, 10)))
def test_nothing_is_taken_back_but_what_kurils_wrote(
    moves: Moves, by_hand: set[int], folder: Path
) -> None:
    path = folder / f"{os.urandom(8).hex()}.toml"
    path.write_bytes(b"a")
    written = set[tuple[bytes, bytes]]()
    for number, (move, _, text) in enumerate(moves):
        now = path.read_bytes()
        if number in by_hand:
            path.write_bytes(b"by hand %d" % number)
        elif move == "write":
            write(path, text)
            written.add((now, text))
        else:
            try:
                take(path, move)
            except KurilsError:
                assert path.read_bytes() == now
            else:
                pair = (now, path.read_bytes())
                assert (pair[::-1] if move == "undo" else pair) in written


def test_a_link_to_a_tracker_has_its_journal_which_names_it(path: Path) -> None:
    link = path.with_name("link.toml")
    link.symlink_to("kurils.toml")
    write(link, b"1")
    assert take(path, "undo") == "to b'1'"
    assert take(link, "redo") == "to b'1'"
    assert json.loads(index().read_text())["tracker"] == f"{path}"


# What a journal has room for


def test_a_journal_has_only_so_many_texts(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "MOST_TEXTS", 5)
    for number in range(1, 9):
        write(path, f"{number}".encode())
        assert len(list(index().parent.iterdir())) <= 6
    steps = journal.undoable(path, b"8")
    assert [step.what for step in steps] == [f"to b'{number}'" for number in (8, 7, 6, 5)]
    for _ in range(4):
        take(path, "undo")
    write(path, b"new")
    assert len(list(index().parent.iterdir())) <= 6
    take(path, "undo")
    assert path.read_bytes() == b"4"


def test_a_journal_has_only_so_many_bytes(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "MOST_BYTES", 1 << 20)
    for number in range(1, 9):
        write(path, b"%d" % number * (300 << 10))
    texts = [each for each in index().parent.iterdir() if each.name != "index.json"]
    assert sum(each.stat().st_size for each in texts) <= 1 << 20
    assert len(journal.undoable(path, path.read_bytes())) == 2
    with pytest.raises(TrackerError, match="what undo needs is larger than 1 MiB"):
        write(path, b"9" * (1 << 20))


@pytest.mark.parametrize("damage", ["gone", "cut", "other"])
def test_a_text_that_is_damaged_does_not_come_back(path: Path, damage: str) -> None:
    write(path, b"one")
    [step] = journal.undoable(path, b"one")
    text = index().with_name(step.before)
    if damage == "gone":
        text.unlink()
    else:
        text.write_bytes(b"" if damage == "cut" else b"x")
    error = refused(lambda: take(path, "undo"))
    assert isinstance(error, NothingLeft)
    assert error.message == f"the text that `{path}` had is no longer in `{text.parent}`"
    assert path.read_bytes() == b"one"
    write(path, b"0")
    take(path, "undo")
    take(path, "redo")
    assert path.read_bytes() == b"0"


# Whose the files are


def test_a_journal_is_its_users_alone(path: Path, state: Path) -> None:
    write(path, b"1")
    state /= "kurils"
    folders = [state, *(each for each in state.rglob("*") if each.is_dir())]
    files = [each for each in state.rglob("*") if each.is_file()]
    assert (len(folders), len(files)) == (3, 3)
    assert {stat.S_IMODE(each.stat().st_mode) for each in folders} == {0o700}
    assert {stat.S_IMODE(each.stat().st_mode) for each in files} == {0o600}


@pytest.mark.parametrize("which", ["kurils", "undo", "the tracker's own"])
@pytest.mark.parametrize("how", ["a link", "somebody else", "others may write"])
def test_a_folder_that_is_not_the_users_own_is_neither_read_nor_written(
    path: Path, folder: Path, which: str, how: str
) -> None:
    """A link may lead anywhere: what is put there must not come back, nor what is there go."""
    write(path, b"1")
    own = index().parent
    place = {"kurils": own.parent.parent, "undo": own.parent, "the tracker's own": own}[which]
    if how == "a link":
        place.rename(folder / "elsewhere")
        place.symlink_to(folder / "elsewhere")
    elif how == "somebody else" and os.getuid():
        pytest.skip("gives files to others; the gate is root")
    elif how == "somebody else":
        os.chown(place, 12345, 12345)
    else:
        place.chmod(0o770)
    is_what = {
        "a link": f"`{place}` is a link",
        "somebody else": f"`{place}` belongs to somebody else",
        "others may write": f"others may write `{place}`",
    }[how]
    hold_refused(path, f"can't read what undo needs: {is_what}")


def test_an_index_that_is_a_link_is_not_followed(path: Path, folder: Path) -> None:
    write(path, b"1")
    own = index()
    own.rename(folder / "index.json")
    own.symlink_to(folder / "index.json")
    hold_refused(path, f"can't read `{own}`: `{own}` is a link")


def test_only_what_kurils_wrote_is_removed_from_a_journal(path: Path) -> None:
    write(path, b"1")
    own = index().parent
    kept = {"diary.txt", "A" * 64, "0" * 63, ".index.json.mine.new"}
    gone = {"0" * 64, ".index.json.0123abcd.new", f".{'0' * 64}.0123abcd.new"}
    for name in kept | gone:
        (own / name).write_text("mine")
    write(path, b"2")
    assert kept <= copied(own).keys()
    assert not gone & copied(own).keys()


def test_an_index_that_can_not_be_read_is_not_taken_for_none(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(path, b"1")
    own, real, fail = index(), os.open, failing(errno.EIO)

    def opened(name: str, *arguments: int, **options: int) -> int:
        if f"{name}" == f"{own}":
            fail()
        return real(name, *arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", opened)
        hold_refused(path, f"can't read `{own}`: input/output error")
    assert take(path, "undo") == "to b'1'"


STEP = b'["w", "c", "x", "%s", "%s"]' % (b"0" * 64, b"0" * 64)
INDEX = b'{"schema": "kurils/journal@2", "steps": [], "place": %s, "to": %s, "step": %s}'


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b"1",
        b"[" * 10_000,
        b'{"schema": "kurils/journal@3", "steps": [], "place": 0, "to": 0}',
        b'{"schema": "kurils/journal@1", "states": [[]]}',
        b'{"schema": "kurils/journal@1", "states": [{"at": "../../x", "done": [], "undone": []}]}',
        b'{"schema": "kurils/journal@1", "states": [{"at": "%s", "done": 1, "undone": []}]}'
        % (b"0" * 64),
        INDEX % (b"0", b"1", b"null"),
        INDEX % (b"0", b"1", b"[1]"),
        INDEX % (b"1", b"1", b"null"),
        INDEX % (b"-1", b"0", b"null"),
        INDEX % (b"0", b"1", b'["w", "c", "x", "../x", "../x"]'),
        INDEX % (b"0", b"1", STEP[:-1] + b", 1]"),
        INDEX % (b"1", b"0", STEP),
    ],
)
def test_an_index_that_is_damaged_or_newer_is_left_alone(path: Path, text: bytes) -> None:
    """Nothing that it has is erased: neither by a write, which goes on, nor by undo."""
    write(path, b"1")
    index().write_bytes(text)
    before = copied(index().parent)
    told = f"`{index()}` is damaged, or of a newer kurils"
    own = index().parent
    hint = f"to begin a new one, without what it has: mv {own} {own}.old"
    for action in (
        lambda: take(path, "undo"),
        lambda: journal.record(path, "update", "x", b"1", b"2"),
        lambda: journal.undoable(path, b"1"),
    ):
        error = refused(action)
        assert (error.exit_code, error.message, error.hint) == (3, told, hint)
    assert copied(index().parent) == before


def test_a_journal_of_version_0_2_is_read_and_carried_on(path: Path) -> None:
    write(path, b"1")
    write(path, b"2")
    write(path, b"3")
    take(path, "undo")
    document = json.loads(index().read_text())
    steps = [step[:5] for step in document["steps"]]
    states = [
        {"at": steps[2][4], "done": steps, "undone": []},
        {"at": steps[2][3], "done": steps[:2], "undone": steps[2:]},
    ]
    old = {"schema": "kurils/journal@1", "tracker": f"{path}", "states": states}
    index().write_text(json.dumps(old))
    assert take(path, "redo") == "to b'3'"
    for text in (b"2", b"1", b"0"):
        take(path, "undo")
        assert path.read_bytes() == text


def test_the_journal_of_a_tracker_that_is_long_gone_goes(path: Path, state: Path) -> None:
    """One that is there, was there of late, or can't be told, keeps its own."""
    ages = {"gone": 100, "here": 100, "late": 10, "damaged": 100}
    for name in ages:
        other = path.with_name(name)
        other.write_bytes(b"0")
        write(other, b"1")
    journals = {
        Path(json.loads(each.read_text())["tracker"]).name: each
        for each in state.glob("kurils/undo/*/index.json")
    }
    journals["damaged"].write_text("{}")
    for name, days in ages.items():
        long_ago = journals[name].stat().st_mtime - days * 86_400
        os.utime(journals[name], (long_ago, long_ago))
    for name in ages.keys() - {"here"}:
        path.with_name(name).unlink()
    (journals["here"].parent / "diary.txt").touch()
    write(path, b"1")
    assert not journals.pop("gone").parent.exists()
    assert all(each.exists() for each in journals.values())


# Where no journal can be kept


def test_where_no_journal_can_be_kept_it_is_told_and_nothing_is_left(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (path.parent / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", f"{path.parent}/file")
    error = refused(lambda: journal.record(path, "update", "x", b"0", b"1"))
    assert error.message == "can't keep what undo needs: not a directory"
    assert refused(lambda: take(path, "undo")).exit_code == 1


def test_with_no_home_there_is_no_journal(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.setenv("HOME", "relative")
    monkeypatch.setattr("pwd.getpwuid", dict[int, str]().__getitem__)
    for action in (
        lambda: journal.record(path, "update", "x", b"0", b"1"),
        lambda: take(path, "undo"),
    ):
        told = refused(action).message
        assert told.startswith("can't keep what undo needs: could not determine the home")


def test_an_undo_that_the_journal_has_no_room_for_writes_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(path, b"1")
    monkeypatch.setattr(store, "replace_private", failing(28))
    told = f"can't write in `{index().parent}`: no space left on device; nothing was written"
    assert refused(lambda: take(path, "undo")).message == told
    assert path.read_bytes() == b"1"
