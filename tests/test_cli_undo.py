"""undo and redo: what kurils wrote goes, and comes again; what something else wrote stays."""

import json
import os
import shlex
from pathlib import Path

import pytest

from conftest import SMALL, Run

TALKS = ("wind=piloted", "--date", "2020-06-01", "--title", "Working group")
SHOWN = "2020-06-01 Working group"


def edit_by_hand(path: Path, line: str = "# by hand\n") -> None:
    with path.open("a") as file:
        file.write(line)


def test_undo_gives_the_file_back_and_shows_the_reverse(run: Run, tracker_file: Path) -> None:
    run("update", *TALKS, "--raise", "visas=Visas")
    written = tracker_file.read_text()
    assert run("undo") == (
        0,
        f"area\t~\twind\tWind energy\tstatus\tpiloted\tpending\t{SHOWN}\n"
        f"issue\t-\tvisas\tVisas\tstatus\topen\t\t{SHOWN}\n"
        "entry\t-\t2020-06-01\tWorking group\tchanges\twind=piloted visas=open\t\t\n",
        "",
    )
    assert tracker_file.read_text() == SMALL
    assert run("redo") == (
        0,
        f"area\t~\twind\tWind energy\tstatus\tpending\tpiloted\t{SHOWN}\n"
        f"issue\t+\tvisas\tVisas\tstatus\t\topen\t{SHOWN}\n"
        "entry\t+\t2020-06-01\tWorking group\tchanges\t\twind=piloted visas=open\t\n",
        "",
    )
    assert tracker_file.read_text() == written


def test_undo_and_redo_go_as_far_as_kurils_wrote(run: Run, tracker_file: Path) -> None:
    texts = [SMALL]
    for month in range(1, 5):
        run("update", "--title", f"Talks {month}", "--date", f"2020-0{month}-01")
        texts.append(tracker_file.read_text())
    for text in texts[-2::-1]:
        assert run("undo").code == 0
        assert tracker_file.read_text() == text
    assert run("undo") == (1, "", "error: nothing is left to undo\n")
    assert run("undo", "-n") == (1, "", "error: nothing is left to undo\n")
    for text in texts[1:]:
        assert run("redo").code == 0
        assert tracker_file.read_text() == text
    assert run("redo") == (1, "", "error: nothing is left to redo\n")
    assert tracker_file.read_text() == texts[-1]


@pytest.mark.usefixtures("tracker_file")
def test_something_new_ends_what_could_be_made_again(run: Run) -> None:
    run("update", *TALKS)
    run("undo")
    run("update", "--title", "Other talks")
    assert run("redo").code == 1
    assert run("undo").code == 0


def by_update(run: Run) -> None:
    assert run("update", *TALKS).code == 0


def by_edit(run: Run) -> None:
    assert run("edit").code == 0


def by_merge(run: Run) -> None:
    text = Path("kurils.toml").read_text()
    Path("base.toml").write_text(text)
    Path("theirs.toml").write_text(text.replace("Tourism", "Travel"))
    assert run("merge", "base.toml", "kurils.toml", "theirs.toml").code == 0


def by_init(run: Run) -> None:
    assert run("init", "--force").code == 0


WRITES = {
    "update": (by_update, "the entry of 2020-06-01: Working group"),
    "edit": (by_edit, "by hand"),
    "merge": (by_merge, "of theirs.toml"),
    "init": (by_init, "2019-12-19"),
}


@pytest.mark.parametrize("command", WRITES)
def test_what_any_command_wrote_can_be_undone(
    run: Run, tracker_file: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("EDITOR", "sed -i s/Tourism/Travel/")
    edit_by_hand(tracker_file)
    first = tracker_file.read_text()
    write, what = WRITES[command]
    write(run)
    written = tracker_file.read_text()
    assert written != first
    [_, step] = run("undo", "--list", "--format", "csv").out.splitlines()
    assert step.split(",")[2:] == [command, what]
    assert run("undo", "--format", "table").out.endswith(f"took back `{command}`: {what}\n")
    assert tracker_file.read_text() == first
    assert run("redo", "--format", "table").out.endswith(f"made again `{command}`: {what}\n")
    assert tracker_file.read_text() == written


@pytest.mark.parametrize("name", ["undo", "redo"])
def test_what_something_else_wrote_is_never_taken_back(
    run: Run, tracker_file: Path, name: str
) -> None:
    run("update", *TALKS)
    if name == "redo":
        run("undo")
    left = tracker_file.read_text()
    edit_by_hand(tracker_file, '\n[[log]]\ndate = 2020-07-01\ntitle = "By hand"\n')
    by_hand = tracker_file.read_text()
    code, out, err = run(name)
    error, hint = err.splitlines()
    assert (code, out) == (3, "")
    assert error == (
        "error: something other than kurils has changed `kurils.toml` since; nothing was written"
    )
    assert tracker_file.read_text() == by_hand
    command = shlex.split(hint.removeprefix("hint: to see what: kurils "))
    assert Path(command[1]).read_text() == left
    assert run(*command).out == "entry\t+\t2020-07-01\tBy hand\t\t\t\t\n"


def test_where_nothing_is_recorded_the_way_by_hand_is_shown(run: Run, tracker_file: Path) -> None:
    nothing = "nothing is recorded here of how `kurils.toml` was before"
    hint = "hint: to take out the last entry: kurils remove 2019-12-19"
    assert run("undo") == (1, "", f"error: {nothing}\n{hint}\n")
    assert run("undo", "-n", "-f", "kurils.toml").err.endswith(f"{hint} --file kurils.toml\n")
    assert run("undo", "--list") == (0, "", f"note: {nothing}\n{hint}\n")
    tracker_file.write_text('schema = 1\ntitle = "Bare"\n')
    assert run("undo") == (1, "", f"error: {nothing}\n")
    tracker_file.write_text("no tracker")
    assert run("redo") == (1, "", f"error: {nothing}\n")
    assert tracker_file.read_text() == "no tracker"


def test_two_users_of_one_tracker_each_undo_what_they_wrote(
    run: Run, tracker_file: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("update", *TALKS)
    once = tracker_file.read_text()
    mine = os.environ["XDG_STATE_HOME"]
    monkeypatch.setenv("XDG_STATE_HOME", f"{folder}/theirs")
    assert run("undo").err.startswith("error: nothing is recorded here")
    run("update", "--title", "Theirs")
    monkeypatch.setenv("XDG_STATE_HOME", mine)
    assert "something other than kurils has changed" in run("undo").err
    monkeypatch.setenv("XDG_STATE_HOME", f"{folder}/theirs")
    assert run("undo").code == 0
    assert tracker_file.read_text() == once
    monkeypatch.setenv("XDG_STATE_HOME", mine)
    assert run("undo").code == 0
    assert tracker_file.read_text() == SMALL


def test_where_the_state_folder_takes_nothing_the_change_is_saved_all_the_same(
    run: Run, tracker_file: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", f"{folder}/file")
    code, _, err = run("update", *TALKS)
    assert (code, err) == (
        0,
        "note: can't keep what undo needs: not a directory; this change can't be undone\n",
    )
    assert "Working group" in tracker_file.read_text()
    assert run("undo").code == 1


@pytest.mark.usefixtures("tracker_file")
def test_the_list_has_the_next_step_first(run: Run) -> None:
    run("update", *TALKS)
    run("update", "--title", "More\x1b", "--date", "2020-07-01")
    code, out, err = run("undo", "--list")
    assert (code, err) == (0, "")
    rows = [line.split("\t") for line in out.splitlines()]
    assert [row[2:] for row in rows] == [
        ["update", "the entry of 2020-07-01: More\\x1b"],
        ["update", "the entry of 2020-06-01: Working group"],
    ]
    document = json.loads(run("undo", "--list", "--format", "json").out)
    assert list(document) == ["schema", "file", "steps"]
    assert (document["schema"], document["file"]) == ("kurils/undo-list@1", "kurils.toml")
    assert [list(step) for step in document["steps"]] == [["when", "command", "what"]] * 2
    assert [step["when"] for step in document["steps"]] == [row[1] for row in rows]
    assert rows[0][1].endswith("Z")


@pytest.mark.usefixtures("tracker_file")
def test_an_empty_list_says_why(run: Run, tracker_file: Path) -> None:
    run("update", *TALKS)
    edit_by_hand(tracker_file)
    code, out, err = run("undo", "--list", "--format", "table")
    assert (code, out) == (0, "kurils.toml\n\nnothing to undo\n")
    assert err.startswith("note: something other than kurils has changed `kurils.toml` since")


@pytest.mark.usefixtures("tracker_file")
@pytest.mark.parametrize("name", ["undo", "redo"])
def test_what_was_stepped_through_is_told_as_json(run: Run, name: str) -> None:
    run("update", *TALKS)
    if name == "redo":
        run("undo")
    document = json.loads(run(name, "--format", "json").out)
    assert list(document) == ["schema", "title", "dry_run", "entry", "changes", "what"]
    assert document["schema"] == f"kurils/{name}@1"
    assert document["entry"]["title"] == "Working group"
    assert document["what"] == "`update`: the entry of 2020-06-01: Working group"


def test_a_step_that_is_no_single_entry_has_none(
    run: Run, tracker_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "sed -i s/Tourism/Travel/")
    run("edit")
    document = json.loads(run("undo", "-n", "--format", "json").out)
    assert (document["dry_run"], document["entry"]) == (True, None)
    assert "Travel" in tracker_file.read_text()


def test_a_file_that_was_no_tracker_comes_back_too(run: Run, tracker_file: Path) -> None:
    tracker_file.write_bytes(b"no tracker \xff")
    run("init", "--force")
    text = tracker_file.read_text()
    assert run("undo") == (0, "", "")
    assert tracker_file.read_bytes() == b"no tracker \xff"
    assert run("redo", "--format", "json").code == 0
    assert tracker_file.read_text() == text


def test_a_new_tracker_has_nothing_to_undo(run: Run, tracker_file: Path) -> None:
    tracker_file.unlink()
    run("init")
    assert run("undo").err.startswith("error: nothing is recorded here")
    assert tracker_file.exists()


@pytest.mark.usefixtures("tracker_file")
def test_undo_shows_all_that_goes_with_an_issue(run: Run) -> None:
    run("update", "--raise", "visas=Visas", "--date", "2020-06-01")
    assert run("undo", "-n").out == (
        "issue\t-\tvisas\tVisas\tstatus\topen\t\t2020-06-01\n"
        "entry\t-\t2020-06-01\t\tchanges\tvisas=open\t\t\n"
    )


def test_findings_of_what_comes_back_are_told(run: Run, tracker_file: Path) -> None:
    tracker_file.write_text(SMALL.replace('"piloted"\n\n[areas.wind]', '"pending"\n\n[areas.wind]'))
    run("update", "tourism=pending", "--date", "2020-06-01")
    assert "drift: `tourism`" in run("undo").err


def test_a_merge_that_git_runs_leaves_no_journal(run: Run, tracker_file: Path, state: Path) -> None:
    """Its files are git's own, and have another name each time."""
    tracker_file.with_name("theirs").write_text(SMALL.replace("Tourism", "Travel"))
    tracker_file.with_name("base").write_text(SMALL)
    assert run("merge", "base", "kurils.toml", "theirs", "kurils.toml").code == 0
    assert "Travel" in tracker_file.read_text()
    assert not list(state.iterdir())


def test_undo_follows_a_link_to_the_tracker(run: Run, tracker_file: Path) -> None:
    link = tracker_file.with_name("link.toml")
    link.symlink_to(tracker_file.name)
    run("update", *TALKS, "-f", "link.toml")
    assert run("undo").code == 0
    assert tracker_file.read_text() == SMALL
    assert link.is_symlink()
