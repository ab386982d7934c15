"""init and edit: the tracker's file made, and edited by hand."""

import os
import shlex
import sys
import tomllib
from pathlib import Path

import pytest

from conftest import KURILS, SMALL, Run
from kurils_cli import records
from kurils_cli.cli import editing, source
from terminal import Session


@pytest.fixture
def editor(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A shell script to fill, which is the editor; its copies go to `copies`."""
    (folder / "copies").mkdir()
    monkeypatch.setattr("tempfile.tempdir", f"{folder / 'copies'}")
    monkeypatch.setenv("TMPDIR", f"{folder / 'copies'}")
    monkeypatch.setenv("EDITOR", f"sh {shlex.quote(str(folder / 'editor.sh'))}")
    return folder / "editor.sh"


def copies(folder: Path) -> list[Path]:
    """The copies that are kept; what each was made from lies beside it."""
    kept = sorted((folder / "copies").iterdir())
    found = [path for path in kept if path.suffix == ".toml"]
    assert kept == sorted([*found, *(path.with_name(f"{path.name}.base") for path in found)])
    return found


def resume(copy: Path) -> str:
    return f"hint: kurils edit --resume {copy}\n"


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """No editor of this test returns at once."""
    monkeypatch.setattr(editing, "AT_ONCE", 0)


# ---------------------------------------------------------------- init


@pytest.mark.parametrize("name", records.names())
def test_init_writes_a_shipped_record_which_passes_check(run: Run, folder: Path, name: str) -> None:
    named = () if name == records.DEFAULT else ("--record", name)
    assert run("init", *named) == (0, "", "wrote kurils.toml\n")
    assert (folder / "kurils.toml").read_text() == records.text(name)
    assert run("check") == (0, "", "kurils.toml: no findings\n")
    assert [path.name for path in folder.iterdir()] == ["kurils.toml"]


def test_init_writes_where_it_is_told(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KURILS_FILE", "named.toml")
    assert run("init") == (0, "", "wrote named.toml\n")
    assert run("init", "given.toml") == (0, "", "wrote given.toml\n")
    assert sorted(path.name for path in folder.iterdir()) == ["given.toml", "named.toml"]


@pytest.mark.parametrize("path", ["-", "git:HEAD", "record:x"])
def test_init_writes_no_file_that_could_not_be_named_again(
    run: Run, folder: Path, path: str
) -> None:
    error = f"error: `{path}` can be read, not written: name a file\n"
    assert run("init", path) == (2, "", error)
    assert list(folder.iterdir()) == []


def test_init_makes_no_folder(run: Run, folder: Path) -> None:
    error = (
        f"error: can't write `nowhere/kurils.toml`: there is no folder `{folder}/nowhere`\n"
        f"hint: mkdir -p {folder}/nowhere\n"
    )
    assert run("init", "nowhere/") == (3, "", error)
    assert list(folder.iterdir()) == []


# ---------------------------------------------------------------- edit

RENAME = 'sed -i "s/Wind energy/Wind power/" "$1"\n'
RENAMED = "area\t~\twind\tWind power\tname\tWind energy\tWind power\t\t\t\n"
BREAK = 'echo "schema = 1" > "$1"\n'


@pytest.mark.parametrize("variable", ["EDITOR", "VISUAL"])
def test_edit_takes_a_copy_that_passes_check(
    run: Run,
    folder: Path,
    tracker_file: Path,
    editor: Path,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
) -> None:
    editor.write_text(RENAME)
    if variable == "VISUAL":  # which is preferred
        monkeypatch.setenv("VISUAL", os.environ["EDITOR"])
        monkeypatch.setenv("EDITOR", "false")
    assert run("edit") == (0, RENAMED, "saved kurils.toml\n")
    assert tracker_file.read_text() == SMALL.replace("Wind energy", "Wind power")
    assert copies(folder) == []


@pytest.mark.parametrize("value", [None, ""])
def test_edit_needs_an_editor(
    run: Run, tracker_file: Path, monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    if value is not None:
        monkeypatch.setenv("EDITOR", value)
        monkeypatch.setenv("VISUAL", value)
    assert run("edit") == (
        2,
        "",
        "error: neither $VISUAL nor $EDITOR is set\nhint: EDITOR=nano kurils edit\n",
    )
    assert tracker_file.read_text() == SMALL


@pytest.mark.usefixtures("slow")
def test_edit_that_changes_nothing_writes_nothing(
    run: Run, folder: Path, tracker_file: Path, editor: Path
) -> None:
    editor.write_text("true\n")
    before = tracker_file.stat()
    assert run("edit") == (0, "", "kurils.toml is as it was\n")
    after = tracker_file.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert copies(folder) == []


def test_an_editor_that_fails_changes_nothing_and_the_copy_is_kept(
    run: Run, folder: Path, tracker_file: Path, editor: Path
) -> None:
    editor.write_text(RENAME + "exit 7\n")
    code, out, err = run("edit")
    [copy] = copies(folder)
    assert (code, out) == (3, "")
    assert err.endswith(
        f"ended with 7; nothing was written; your copy is `{copy}`\n" + resume(copy)
    )
    assert "Wind power" in copy.read_text()
    assert tracker_file.read_text() == SMALL


@pytest.mark.parametrize("command", ["no-such-editor", "'"])
def test_an_editor_that_cannot_be_run_is_an_error_and_leaves_no_copy(
    run: Run,
    folder: Path,
    tracker_file: Path,
    editor: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
) -> None:
    monkeypatch.setenv("EDITOR", command)
    code, out, err = run("edit")
    assert (code, out) == (3, "")
    assert err.startswith(f"error: can't run the editor `{command}`: ")
    assert "copy" not in err
    assert copies(folder) == []
    assert tracker_file.read_text() == SMALL
    assert not editor.exists()


@pytest.mark.usefixtures("tracker_file")
def test_a_copy_that_can_not_be_looked_up_is_not_one_that_is_gone(
    run: Run, folder: Path, editor: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(_: Path) -> bool:
        raise OSError(5, "Input/output error")

    editor.write_text(RENAME + "exit 7\n")
    monkeypatch.setattr("kurils_cli.store.is_gone", failing)
    code, _, err = run("edit")
    [copy] = copies(folder)
    assert (code, err.endswith(resume(copy))) == (3, True)


def test_an_editor_that_removes_the_copy_is_an_error(
    run: Run, folder: Path, tracker_file: Path, editor: Path
) -> None:
    editor.write_text('rm "$1"\n')
    code, _, err = run("edit")
    assert (code, err) == (3, "error: the editor removed the copy; nothing was written\n")
    assert copies(folder) == []
    assert tracker_file.read_text() == SMALL


def test_a_copy_that_does_not_pass_check_is_kept_and_named(
    run: Run, folder: Path, tracker_file: Path, editor: Path
) -> None:
    editor.write_text(BREAK)
    code, out, err = run("edit")
    [copy] = copies(folder)
    assert (code, out) == (3, "")
    assert err.splitlines() == [
        f"{copy}:1: `title` is missing",
        f"error: the copy does not pass check, so nothing was written; your copy is `{copy}`",
        resume(copy).rstrip(),
    ]
    assert copy.read_text() == "schema = 1\n"
    assert tracker_file.read_text() == SMALL


def test_a_copy_whose_marks_do_not_follow_its_log_does_not_pass(
    run: Run, folder: Path, tracker_file: Path, editor: Path
) -> None:
    editor.write_text('sed -i "s/piloted\\"/pending\\"/" "$1"\n')
    code, _, err = run("edit")
    [copy] = copies(folder)
    assert code == 3
    assert err.startswith(f"{copy}:19: drift: `tourism` is marked `pending`")
    assert err.endswith(
        'hint: in it, set `status = "piloted"` of `tourism`, `status = "piloted"` of `waste`; '
        f"then kurils edit --resume {copy}\n"
    )
    assert tracker_file.read_text() == SMALL


def test_a_warning_does_not_stop_an_edit(run: Run, tracker_file: Path, editor: Path) -> None:
    editor.write_text('sed -i "1i statsu = 1" "$1"\n')
    code, _, err = run("edit")
    assert (code, err) == (0, "saved kurils.toml\n")
    assert tracker_file.read_text().startswith("statsu = 1\n")


def test_edit_mends_a_tracker_that_was_broken(run: Run, tracker_file: Path, editor: Path) -> None:
    tracker_file.write_text('schema = 1\ntitle = "T\n')
    editor.write_text('printf "schema = 1\\ntitle = \\"T\\"\\n" > "$1"\n')
    assert run("edit") == (0, "", "saved kurils.toml\n")
    assert run("check").code == 0


ADD = 'printf "\\n[[log]]\\ndate = 2020-01-01\\ntitle = \\"Theirs\\"\\n" >> kurils.toml\n'
MERGED = "note: `kurils.toml` was changed by somebody else meanwhile; both are merged\n"


def test_an_edit_is_merged_with_what_somebody_else_wrote_meanwhile(
    run: Run, folder: Path, tracker_file: Path, editor: Path
) -> None:
    editor.write_text(RENAME + ADD + "echo '# theirs' >> kurils.toml\n")
    assert run("edit") == (0, RENAMED, f"{MERGED}saved kurils.toml\n")
    text = tracker_file.read_text()
    assert 'title = "Theirs"' in text
    assert "Wind power" in text
    assert text.endswith("# theirs\n")
    assert copies(folder) == []
    assert run("undo").code == 0
    assert 'title = "Theirs"' in tracker_file.read_text()


def test_an_edit_of_what_somebody_else_edited_is_told_as_a_conflict(
    run: Run, folder: Path, tracker_file: Path, editor: Path
) -> None:
    editor.write_text(RENAME + 'sed -i "s/Wind energy/Their wind/" kurils.toml\n')
    code, out, err = run("edit")
    assert (code, out) == (1, "area\t~\twind\tWind power\tname\tTheir wind\tWind power\t\t\t\n")
    assert err == (
        f"{MERGED}saved kurils.toml\n"
        "conflict: `name` of area `wind`: ours is `Wind power` and theirs `Their wind`; "
        "ours stays\n"
        "hint: kurils edit\n"
    )
    assert "Wind power" in tracker_file.read_text()
    assert copies(folder) == []


def test_comments_that_both_sides_add_at_one_place_are_both_kept(
    run: Run, tracker_file: Path, editor: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without git there is no merge by lines."""
    editor.write_text(f"""sed -i '1i # mine' "$1"\n{ADD}sed -i '1i # theirs' kurils.toml\n""")
    monkeypatch.setattr("kurils_cli.git.merged_lines", lambda *_: None)
    code, _, err = run("edit")
    assert code == 0
    assert "did not come along" not in err
    assert {"# mine", "# theirs"} <= {*tracker_file.read_text().splitlines()}


def test_an_edit_is_not_merged_with_what_is_no_tracker(
    run: Run, folder: Path, tracker_file: Path, editor: Path
) -> None:
    editor.write_text(RENAME + "echo theirs > kurils.toml\n")
    code, out, err = run("edit")
    [copy] = copies(folder)
    assert (code, out) == (3, "")
    assert err == (
        "error: `kurils.toml` was changed by somebody else meanwhile; "
        f"your copy is `{copy}`\n{resume(copy)}"
    )
    assert tracker_file.read_text() == "theirs\n"


def test_a_copy_that_was_kept_is_taken_up_again(
    run: Run, folder: Path, tracker_file: Path, editor: Path
) -> None:
    editor.write_text(RENAME + "exit 7\n")
    run("edit")
    [copy] = copies(folder)
    editor.write_text('sed -i "s/Tourism/Travel/" "$1"\n' + ADD)
    code, out, err = run("edit", "--resume", f"{copy}")
    assert (code, err) == (0, f"{MERGED}saved kurils.toml\n")
    assert [line.split("\t")[5:7] for line in out.splitlines()] == [
        ["Tourism", "Travel"],
        ["Wind energy", "Wind power"],
    ]
    assert 'title = "Theirs"' in tracker_file.read_text()
    assert copies(folder) == []


def test_only_a_copy_that_was_kept_is_taken_up(run: Run, tracker_file: Path, editor: Path) -> None:
    editor.write_text("exit 1\n")
    told = "error: `kurils.toml` is no copy that kurils kept\n"
    assert run("edit", "--resume", "kurils.toml") == (3, "", told)
    assert tracker_file.read_text() == SMALL


REMOVE_ENTRY = """sed -i '/^piloted = /d' "$1"\n"""


@pytest.mark.parametrize(("typed", "mark"), [("y", "pending"), ("n", "piloted")])
def test_marks_that_no_longer_follow_are_offered_to_be_set_right(
    in_terminal: Run, tracker_file: Path, editor: Path, typed: str, mark: str
) -> None:
    editor.write_text(REMOVE_ENTRY)
    code, _, err = in_terminal("edit", "--format", "plain", steps=[("Set the", typed)])
    assert code == 0
    assert "note: the log leaves `tourism` `pending`\n" in err
    assert "Set the marks as the log leaves them?" in err
    areas = tomllib.loads(tracker_file.read_text())["areas"]
    assert (areas["tourism"]["status"], areas["waste"]["status"]) == (mark, mark)


def test_a_drift_of_an_edit_is_offered_to_be_set_right(
    in_terminal: Run, tracker_file: Path, editor: Path
) -> None:
    editor.write_text("""sed -i 's/^open = .*/resolved = ["movement", "legal"]/' "$1"\n""")
    code, _, err = in_terminal("edit", "--format", "plain", steps=[("Set the", "\r")])
    assert code == 0
    assert "drift: `movement` is marked `open`" in err
    issues = tomllib.loads(tracker_file.read_text())["issues"]
    assert {issue["status"] for issue in issues.values()} == {"resolved"}


def test_on_no_terminal_a_mark_that_no_entry_names_any_more_is_noted(
    run: Run, tracker_file: Path, editor: Path
) -> None:
    editor.write_text(REMOVE_ENTRY)
    code, _, err = run("edit")
    assert (code, err) == (
        0,
        "note: the log leaves `tourism` `pending`\nnote: the log leaves `waste` `pending`\n"
        "saved kurils.toml\n",
    )
    assert "piloted = [" not in tracker_file.read_text()


@pytest.mark.parametrize(
    ("name", "option"), [("code", "--wait"), ("kate", "--block"), ("mate", "--wait")]
)
def test_an_editor_that_returns_at_once_may_be_open_still(
    run: Run,
    folder: Path,
    tracker_file: Path,
    editor: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    option: str,
) -> None:
    program = folder / "my editors" / name
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("EDITOR", f"{program}")
    code, out, err = run("edit")
    [copy] = copies(folder)
    waiting = shlex.quote(shlex.join([f"{program}", option]))
    assert (code, out, err) == (
        0,
        "",
        "kurils.toml is as it was\n"
        f"note: the editor returned at once; if it is open, it edits `{copy}`\n"
        f"hint: EDITOR={waiting} kurils edit --resume {copy}\n",
    )
    assert tracker_file.read_text() == SMALL
    assert not editor.exists()


def test_windows_has_an_editor_where_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert source.editor("kurils edit") == "notepad"


def test_an_edit_that_cannot_be_saved_keeps_the_copy(
    run: Run, folder: Path, tracker_file: Path, editor: Path
) -> None:
    editor.write_text(RENAME + "chmod 444 kurils.toml\n")
    code, out, err = run("edit")
    [copy] = copies(folder)
    assert (code, out) == (3, "")
    assert err == (
        "error: can't write `kurils.toml`: the file is read-only; it is as it was; "
        f"your copy is `{copy}`\n" + resume(copy)
    )
    assert tracker_file.read_text() == SMALL


def test_on_a_terminal_an_edit_that_does_not_pass_gets_another_round(
    in_terminal: Run, folder: Path, tracker_file: Path, editor: Path
) -> None:
    editor.write_text(
        'if [ -e broke ]; then cp kurils.toml "$1"; '
        + RENAME
        + "else touch broke; "
        + BREAK
        + "fi\n"
    )
    code, out, err = in_terminal("edit", "--format", "plain", steps=[("Edit it", "\r")])
    assert (code, out.lstrip(" ")) == (0, RENAMED)
    assert "Edit it again?" in err
    assert err.endswith("saved kurils.toml\n")
    assert tracker_file.read_text() == SMALL.replace("Wind energy", "Wind power")
    assert copies(folder) == []


@pytest.mark.parametrize(("typed", "code"), [("n", 3), ("\x04", 130)])
def test_no_other_round_keeps_the_copy(
    in_terminal: Run, folder: Path, tracker_file: Path, editor: Path, typed: str, code: int
) -> None:
    editor.write_text(BREAK)
    ended, _, err = in_terminal("edit", steps=[("Edit it", typed)])
    [copy] = copies(folder)
    assert ended == code
    assert f"{copy}" in err
    assert tracker_file.read_text() == SMALL


def test_an_edit_that_is_interrupted_names_the_copy(
    folder: Path, tracker_file: Path, editor: Path
) -> None:
    editor.write_text(BREAK)
    session = Session([*KURILS, "edit"])
    session.expect("Edit it again?")
    session.interrupt()
    code, shown = session.end()
    [copy] = copies(folder)
    assert code == 130
    told = f"note: your copy is `{copy}`\n{resume(copy)}\ninterrupted; nothing was written\n"
    assert told.replace("\n", "\r\n") in shown
    assert tracker_file.read_text() == SMALL


def test_a_tracker_that_cannot_be_written_is_not_edited_in_vain(
    run: Run, folder: Path, editor: Path
) -> None:
    editor.write_text("touch edited\n")
    (folder / ".kurils.toml.lock").mkdir()
    (folder / "kurils.toml").write_text(SMALL)
    code, _, err = run("edit")
    assert (code, err.startswith("error: can't lock `kurils.toml`: ")) == (3, True)
    assert not (folder / "edited").exists()
    assert copies(folder) == []


@pytest.mark.usefixtures("tracker_file")
def test_an_editor_that_is_killed_is_an_error(run: Run, folder: Path, editor: Path) -> None:
    editor.write_text("kill -9 $$\n")
    code, _, err = run("edit")
    assert (code, copies(folder)) == (3, [])
    assert err.endswith("was ended by signal 9; nothing was written\n")


@pytest.mark.usefixtures("tracker_file")
def test_an_editor_that_fails_and_spoils_the_copy_leaves_it(
    run: Run, folder: Path, editor: Path
) -> None:
    editor.write_text('rm "$1"; mkdir "$1"; exit 3\n')
    code, _, err = run("edit")
    [copy] = copies(folder)
    assert code == 3
    assert err.endswith(
        f"ended with 3; nothing was written; your copy is `{copy}`\n" + resume(copy)
    )
