"""init and edit: the tracker's file made, and edited by hand."""

import os
import shlex
import sys
import tomllib
from pathlib import Path

import pytest

from conftest import KURILS, SMALL, Run, failing, names, refused
from kurils_cli import records, store
from kurils_cli.cli import editing, source
from terminal import Session


@pytest.fixture
def editor(copies: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A shell script to fill, which is the editor; its copies go to `copies`."""
    script = copies.with_name(f"{copies.name}.sh")
    monkeypatch.setenv("EDITOR", f"sh {shlex.quote(f'{script}')}")
    return script


def kept() -> list[Path]:
    """The copies that are kept; what each was made from lies beside it."""
    files = sorted(Path(os.environ["TMPDIR"]).iterdir())
    found = [path for path in files if path.suffix == ".toml"]
    assert files == sorted([*found, *(path.with_name(f"{path.name}.base") for path in found)])
    return found


# ---------------------------------------------------------------- init


@pytest.mark.parametrize("name", records.names())
def test_init_writes_a_shipped_record_which_passes_check(run: Run, folder: Path, name: str) -> None:
    """Whoever opens the file sees, above its marks, on which day one is set."""
    named = () if name == records.DEFAULT else ("--record", name)
    assert run("init", *named) == (0, "", "wrote kurils.toml\n")
    text = (folder / "kurils.toml").read_text()
    assert text == records.text(name)
    head = " ".join(text.partition("schema")[0].replace("\n#", "").split())
    assert " pilot ended" in head
    assert run("check") == (0, "", "kurils.toml: no findings\n")
    assert names(folder) == ["kurils.toml"]


def test_init_writes_where_it_is_told(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KURILS_FILE", "named.toml")
    assert run("init") == (0, "", "wrote named.toml\n")
    assert run("init", "given.toml") == (0, "", "wrote given.toml\n")
    assert names(folder) == ["given.toml", "named.toml"]


@pytest.mark.parametrize("path", ["-", "git:HEAD", "record:x"])
def test_init_writes_no_file_that_could_not_be_named_again(
    run: Run, folder: Path, path: str
) -> None:
    assert run("init", path) == refused(2, f"`{path}` can be read, not written: name a file")
    assert names(folder) == []


def test_init_makes_no_folder(run: Run, folder: Path) -> None:
    told = f"can't write `nowhere/kurils.toml`: there is no folder `{folder}/nowhere`"
    assert run("init", "nowhere/") == refused(3, told, f"mkdir -p {folder}/nowhere")
    (folder / "file").touch()
    told = "can't write `file/x.toml`: not a directory; nothing was written"
    assert run("init", "file/x.toml") == refused(3, told)
    assert names(folder) == ["file"]


# ---------------------------------------------------------------- edit

RENAME = 'sed -i "s/Wind energy/Wind power/" "$1"\n'
RENAMED = "area\t~\twind\tWind power\tname\tWind energy\tWind power\t\t\t\n"
BREAK = 'echo "schema = 1" > "$1"\n'
ADD = 'printf "\\n[[log]]\\ndate = 2020-01-01\\ntitle = \\"Theirs\\"\\n" >> kurils.toml\n'
ENDED = "error: the editor `{editor}` ended with 7; nothing was written"
MERGED = "note: `kurils.toml` was changed by somebody else meanwhile; both are merged\n"


@pytest.mark.parametrize("variable", ["EDITOR", "VISUAL"])
def test_edit_takes_a_copy_that_passes_check(
    run: Run, tracker_file: Path, editor: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    editor.write_text(RENAME)
    if variable == "VISUAL":  # which is preferred
        monkeypatch.setenv("VISUAL", os.environ["EDITOR"])
        monkeypatch.setenv("EDITOR", "false")
    assert run("edit") == (0, RENAMED, "saved kurils.toml\n")
    assert tracker_file.read_text() == SMALL.replace("Wind energy", "Wind power")
    assert kept() == []


@pytest.mark.parametrize("value", [None, ""])
def test_edit_needs_an_editor(
    run: Run, tracker_file: Path, monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    if value is not None:
        monkeypatch.setenv("EDITOR", value)
        monkeypatch.setenv("VISUAL", value)
    told = refused(2, "neither $VISUAL nor $EDITOR is set", "EDITOR=nano kurils edit")
    assert run("edit") == told
    assert tracker_file.read_text() == SMALL


def test_windows_has_an_editor_where_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert source.editor("kurils edit") == "notepad"


def test_edit_that_changes_nothing_writes_nothing(
    run: Run, tracker_file: Path, editor: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editing, "AT_ONCE", 0)
    editor.write_text("true\n")
    before = tracker_file.stat()
    assert run("edit") == (0, "", "kurils.toml is as it was\n")
    after = tracker_file.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert kept() == []


@pytest.mark.parametrize(
    ("name", "option"), [("code", "--wait"), ("kate", "--block"), ("mate", "--wait")]
)
@pytest.mark.usefixtures("tracker_file")
def test_an_editor_that_returns_at_once_may_be_open_still(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, option: str
) -> None:
    program = folder / "my editors" / name
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("EDITOR", f"{program}")
    done = run("edit")
    [copy] = kept()
    waiting = shlex.quote(shlex.join([f"{program}", option]))
    assert done == (
        0,
        "",
        "kurils.toml is as it was\n"
        f"note: the editor returned at once; if it is open, it edits `{copy}`\n"
        f"hint: EDITOR={waiting} kurils edit --resume {copy}\n",
    )


@pytest.mark.parametrize(
    ("script", "told", "is_kept"),
    [
        ("exit 7", ENDED, False),
        ('rm "$1"', "error: the editor removed the copy; nothing was written", False),
        (RENAME + "exit 7", ENDED, True),
        ('rm "$1"; mkdir "$1"; exit 7', ENDED, True),
        (
            BREAK,
            "{copy}:1: `title` is missing\n"
            "error: the copy does not pass check, so nothing was written",
            True,
        ),
        (
            RENAME + "echo theirs > kurils.toml",
            "error: `kurils.toml` was changed by somebody else meanwhile",
            True,
        ),
        (
            RENAME + "chmod 444 kurils.toml",
            "error: can't write `kurils.toml`: the file is read-only; it is as it was",
            True,
        ),
    ],
)
def test_an_edit_that_can_not_be_taken_changes_nothing_and_keeps_what_was_edited(
    run: Run, tracker_file: Path, editor: Path, script: str, told: str, is_kept: bool
) -> None:
    editor.write_text(script)
    done = run("edit")
    copy = "".join(f"{path}" for path in kept())
    told = told.format(copy=copy, editor=os.environ["EDITOR"])
    where = f"; your copy is `{copy}`\nhint: kurils edit --resume {copy}" if is_kept else ""
    assert done == (3, "", f"{told}{where}\n")
    assert tracker_file.read_text() == ("theirs\n" if "theirs" in script else SMALL)


def test_a_copy_whose_marks_do_not_follow_its_log_does_not_pass(
    run: Run, tracker_file: Path, editor: Path
) -> None:
    editor.write_text('sed -i "s/piloted\\"/pending\\"/" "$1"\n')
    code, _, err = run("edit")
    [copy] = kept()
    assert code == 3
    assert err.startswith(f"{copy}:19: drift: `tourism` is marked `pending`")
    assert err.endswith(
        'hint: in it, set `status = "piloted"` of `tourism`, `status = "piloted"` of `waste`; '
        f"then kurils edit --resume {copy}\n"
    )
    assert tracker_file.read_text() == SMALL


@pytest.mark.usefixtures("tracker_file")
def test_a_copy_that_can_not_be_looked_up_is_not_one_that_is_gone(
    run: Run, editor: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor.write_text(RENAME + "exit 7\n")
    monkeypatch.setattr(store, "is_gone", failing(5))
    code, _, err = run("edit")
    [copy] = kept()
    assert (code, err.splitlines()[-1]) == (3, f"hint: kurils edit --resume {copy}")


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


def test_an_edit_is_merged_with_what_somebody_else_wrote_meanwhile(
    run: Run, tracker_file: Path, editor: Path
) -> None:
    editor.write_text(RENAME + ADD + "echo '# theirs' >> kurils.toml\n")
    assert run("edit") == (0, RENAMED, f"{MERGED}saved kurils.toml\n")
    text = tracker_file.read_text()
    assert 'title = "Theirs"' in text
    assert "Wind power" in text
    assert text.endswith("# theirs\n")
    assert kept() == []
    assert run("undo").code == 0
    assert 'title = "Theirs"' in tracker_file.read_text()


def test_an_edit_of_what_somebody_else_edited_is_told_as_a_conflict(
    run: Run, tracker_file: Path, editor: Path
) -> None:
    editor.write_text(RENAME + 'sed -i "s/Wind energy/Their wind/" kurils.toml\n')
    assert run("edit") == (
        1,
        "area\t~\twind\tWind power\tname\tTheir wind\tWind power\t\t\t\n",
        f"{MERGED}saved kurils.toml\n"
        "conflict: `name` of area `wind`: ours is `Wind power` and theirs `Their wind`; "
        "ours stays\n"
        "hint: kurils edit\n",
    )
    assert "Wind power" in tracker_file.read_text()
    assert kept() == []


def test_only_a_copy_that_was_kept_is_taken_up_again(
    run: Run, tracker_file: Path, editor: Path
) -> None:
    told = "`kurils.toml` is no copy that kurils kept"
    assert run("edit", "--resume", "kurils.toml") == refused(3, told)
    editor.write_text(RENAME + "exit 7\n")
    run("edit")
    [copy] = kept()
    editor.write_text('sed -i "s/Tourism/Travel/" "$1"\n' + ADD)
    code, out, err = run("edit", "--resume", f"{copy}")
    assert (code, err) == (0, f"{MERGED}saved kurils.toml\n")
    assert [line.split("\t")[5:7] for line in out.splitlines()] == [
        ["Tourism", "Travel"],
        ["Wind energy", "Wind power"],
    ]
    assert 'title = "Theirs"' in tracker_file.read_text()
    assert kept() == []


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
    notes = "".join(f"note: the log leaves `{id}` `pending`\n" for id in ("tourism", "waste"))
    assert (code, err) == (0, f"{notes}saved kurils.toml\n")
    assert "piloted = [" not in tracker_file.read_text()


def test_on_a_terminal_an_edit_that_does_not_pass_gets_another_round(
    in_terminal: Run, tracker_file: Path, editor: Path
) -> None:
    again = f'if [ -e broke ]; then cp kurils.toml "$1"; {RENAME}else touch broke; {BREAK}fi\n'
    editor.write_text(again)
    code, out, err = in_terminal("edit", "--format", "plain", steps=[("Edit it", "\r")])
    assert (code, out.lstrip(" ")) == (0, RENAMED)
    assert "Edit it again?" in err
    assert err.endswith("saved kurils.toml\n")
    assert tracker_file.read_text() == SMALL.replace("Wind energy", "Wind power")
    assert kept() == []


@pytest.mark.parametrize(("typed", "code"), [("n", 3), ("\x04", 130)])
def test_no_other_round_keeps_the_copy(
    in_terminal: Run, tracker_file: Path, editor: Path, typed: str, code: int
) -> None:
    editor.write_text(BREAK)
    ended, _, err = in_terminal("edit", steps=[("Edit it", typed)])
    [copy] = kept()
    assert ended == code
    assert f"{copy}" in err
    assert tracker_file.read_text() == SMALL


def test_an_edit_that_is_interrupted_names_the_copy(tracker_file: Path, editor: Path) -> None:
    editor.write_text(BREAK)
    session = Session([*KURILS, "edit"])
    session.expect("Edit it again?")
    session.interrupt()
    code, shown = session.end()
    [copy] = kept()
    assert code == 130
    assert shown.replace("\r\n", "\n").endswith(
        f"note: your copy is `{copy}`\nhint: kurils edit --resume {copy}\n\n"
        "interrupted; nothing was written\n"
    )
    assert tracker_file.read_text() == SMALL


def test_a_tracker_that_cannot_be_written_is_not_edited_in_vain(
    run: Run, folder: Path, tracker_file: Path, editor: Path
) -> None:
    editor.write_text("touch edited\n")
    tracker_file.with_name(".kurils.toml.lock").mkdir()
    code, _, err = run("edit")
    assert (code, err.startswith("error: can't lock `kurils.toml`: ")) == (3, True)
    assert not (folder / "edited").exists()
    assert kept() == []
