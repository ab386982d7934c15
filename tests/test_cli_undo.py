"""undo and redo: what kurils wrote goes, and comes again; what something else wrote stays."""

import contextlib
import io
import itertools
import json
import os
import shlex
import subprocess
import tempfile
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from conftest import NO_SOURCE, SMALL, Run, refused
from kurils_cli.cli import main
from kurils_cli.model import STATES
from kurils_cli.toml_format import read

TALKS = ("wind=piloted", "--date", "2020-06-01", "--title", "Working group")


CHANGED = (
    "`kurils.toml` has changed since the last write that is recorded here; nothing was written"
)


def edit_by_hand(path: Path) -> None:
    with path.open("a") as file:
        file.write("# by hand\n")


def test_undo_gives_the_file_back_and_shows_the_reverse(run: Run, tracker_file: Path) -> None:
    run("update", *TALKS, "--raise", "visas=Visas")
    written = tracker_file.read_text()
    shown = (
        "area\t~\twind\tWind energy\tstatus\t{0}\t{1}\t2020-06-01 Working group\n"
        "issue\t{2}\tvisas\tVisas\tstatus\t{3}\t{4}\t2020-06-01 Working group\n"
        "entry\t{2}\t2020-06-01\tWorking group\tchanges\t{5}\t{6}\t\n"
    )
    moves = "wind=piloted visas=open"
    back = shown.format("piloted", "pending", "-", "open", "", moves, "")
    assert run("undo") == (0, back, "")
    assert tracker_file.read_text() == SMALL
    again = shown.format("pending", "piloted", "+", "", "open", "", moves)
    assert run("redo") == (0, again, "")
    assert tracker_file.read_text() == written
    assert run("redo") == refused(1, "nothing is left to redo")


MET = "the entry of 2019-12-19: Foreign ministers Lavrov (Russia) and Motegi (Japan)"
WRITES = {
    "update": (["update", *TALKS], "the entry of 2020-06-01: Working group"),
    "amend": (["amend", "2019-12-19", "--place", "Tokyo"], MET),
    "remove": (["remove", "2019-12-19"], MET),
    "looked": (["looked", "wind", "--date", "2020-06-01"], "no news of wind on 2020-06-01"),
    "add": (["add", "issue", "visas", "Visas"], "the issue `visas`: Visas"),
    "set": (["set", "wind", "--note", "Gusts"], "the area `wind`: Wind energy"),
    "import": (["import", "entries.csv"], "the entry of 2020-06-01: Talks"),
    "edit": (["edit"], "by hand"),
    "merge": (["merge", "base.toml", "kurils.toml", "theirs.toml"], "of theirs.toml"),
    "init": (["init", "--force"], "2019-12-19"),
}


@pytest.mark.parametrize("command", WRITES)
def test_what_any_command_wrote_can_be_undone(
    run: Run, tracker_file: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("EDITOR", "sed -i s/Tourism/Travel/")
    edit_by_hand(tracker_file)
    first = tracker_file.read_text()
    Path("entries.csv").write_text("date,title\n2020-06-01,Talks\n")
    Path("base.toml").write_text(first)
    Path("theirs.toml").write_text(first.replace("Tourism", "Travel"))
    line, what = WRITES[command]
    assert run(*line).code == 0
    written = tracker_file.read_text()
    assert written != first
    [_, step] = run("undo", "--list", "--format", "csv").out.splitlines()
    assert step.split(",")[2:] == [command, what]
    assert run("undo", "--format", "table").out.startswith(f"Took back `{command}`: {what}\n")
    assert tracker_file.read_text() == first
    assert run("redo", "--format", "table").out.startswith(f"Made again `{command}`: {what}\n")
    assert tracker_file.read_text() == written


@pytest.mark.parametrize("name", ["undo", "redo"])
def test_what_something_else_wrote_is_never_taken_back_and_its_bytes_are_shown(
    run: Run, tracker_file: Path, state: Path, name: str
) -> None:
    run("update", *TALKS)
    if name == "redo":
        run("undo")
    left = tracker_file.read_text()
    edit_by_hand(tracker_file)
    by_hand = tracker_file.read_text()
    code, out, err = run(name)
    error, see, back = err.splitlines()
    assert (code, out) == (3, "")
    assert error == f"error: {CHANGED}"
    assert tracker_file.read_text() == by_hand
    command = shlex.split(see.removeprefix("hint: to see what: "))
    shown = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    assert shown.splitlines()[-1] == "+# by hand"
    subprocess.run(shlex.split(back.removeprefix("hint: to go back to what it was: ")), check=True)
    assert tracker_file.read_text() == left
    assert run(name).code == 0
    edit_by_hand(tracker_file)
    for text in state.glob("kurils/undo/*/[0-9a-f]*"):
        text.unlink()
    assert run(name).err == f"error: {CHANGED}\n"


def test_where_nothing_is_recorded_the_way_by_hand_is_shown(run: Run, tracker_file: Path) -> None:
    nothing = "nothing is recorded here of how `kurils.toml` was before"
    hint = "to take out the last entry: kurils remove 2019-12-19"
    assert run("undo") == refused(1, nothing, hint)
    assert run("redo") == refused(1, nothing)
    assert run("undo", "-n", "-f", "kurils.toml").err.endswith(f"{hint} --file kurils.toml\n")
    assert run("undo", "--list") == (0, "", f"note: {nothing}\nhint: {hint}\n")
    in_words = "Nothing to undo in kurils.toml\n"
    assert run("undo", "--list", "--format", "table") == (0, in_words, f"hint: {hint}\n")
    tracker_file.write_text('schema = 1\ntitle = "Bare"\n')
    assert run("undo") == refused(1, nothing)
    assert run("undo", "--list", "--format", "table") == (0, in_words, "")
    tracker_file.write_text("no tracker")
    assert run("redo") == refused(1, nothing)
    assert tracker_file.read_text() == "no tracker"


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


def test_a_step_that_is_no_single_entry_has_none(
    run: Run, tracker_file: Path, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "sed -i s/Tourism/Travel/")
    run("edit")
    [index] = state.glob("kurils/undo/*/index.json")
    before = index.read_bytes()
    document = json.loads(run("undo", "-n", "--format", "json").out)
    assert (document["dry_run"], document["entry"]) == (True, None)
    assert "Travel" in tracker_file.read_text()
    assert index.read_bytes() == before


@pytest.mark.usefixtures("tracker_file")
def test_a_step_knows_its_entry_and_does_not_look_for_it(run: Run) -> None:
    """Nothing of the entry was left as it was: by its looks it would be two."""
    run("update", *TALKS, "--source", "https://example.org/a")
    run("update", "--date", "2020-07-01", "--title", "Another")
    amended = ("--date", "2021-01-09", "--title", "Visit", "--drop-source", "https://example.org/a")
    shown = run("amend", "2020-06-01", *amended, "wind=", "--place", "Nemuro")
    assert {line.split("\t")[1] for line in shown.out.splitlines()} == {"~"}
    document = json.loads(run("undo", "--format", "json").out)
    assert list(document) == ["schema", "title", "dry_run", "entry", "changes", "what"]
    assert (document["schema"], document["what"][:9]) == ("kurils/undo@1", "`amend`: ")
    assert (document["entry"]["title"], document["entry"]["date"]) == (TALKS[-1], TALKS[2])
    assert {change["change"] for change in document["changes"]} == {"changed"}
    document = json.loads(run("redo", "--format", "json").out)
    assert (document["entry"]["title"], document["entry"]["date"]) == ("Visit", "2021-01-09")
    run("remove", "2020-07-01")
    assert json.loads(run("undo", "--format", "json").out)["entry"]["title"] == "Another"


def test_an_index_that_can_not_be_read_is_not_taken_for_none(
    run: Run, tracker_file: Path, state: Path
) -> None:
    run("update", *TALKS)
    [index] = state.glob("kurils/undo/*/index.json")
    text = index.read_text()
    newer = text.replace("journal@2", "journal@9")
    index.write_text(newer)
    told = f"`{index}` is damaged, or of a newer kurils"
    done = run("update", "--title", "x", "--date", "2020-07-01")
    note = f"note: {told}; this change can't be undone, nor one before it\n"
    assert (done.code, done.err) == (0, note + NO_SOURCE)
    assert index.read_text() == newer
    assert run("undo", "--list").err.startswith(f"error: {told}\nhint: to begin a new one")
    index.write_text(text)
    assert run("undo").err.startswith(f"error: {CHANGED}")
    assert 'title = "x"' in tracker_file.read_text()


def test_a_file_that_was_no_tracker_comes_back_too(run: Run, tracker_file: Path) -> None:
    tracker_file.write_bytes(b"no tracker \xff")
    run("init", "--force")
    text = tracker_file.read_text()
    note = "note: kurils.toml is as it was then, which is no valid tracker\n"
    assert run("undo") == (0, "", note)
    assert tracker_file.read_bytes() == b"no tracker \xff"
    assert run("redo", "--format", "json").code == 0
    assert tracker_file.read_text() == text


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


def test_what_was_done_can_be_written_to_a_file(run: Run, tracker_file: Path) -> None:
    shown = run("update", *TALKS, "-n", "--format", "csv").out
    assert run("update", *TALKS, "-o", "done.csv") == (0, "", NO_SOURCE)
    assert tracker_file.with_name("done.csv").read_text() == shown
    for command in (["undo"], ["redo"], ["undo", "--list"]):
        assert run(*command, "-o", "done.json") == (0, "", "")
        document = json.loads(tracker_file.with_name("done.json").read_text())
        assert document["schema"] == f"kurils/{'-'.join(command).replace('---', '-')}@1"


def test_where_that_file_can_t_be_written_the_change_is_saved_all_the_same(
    run: Run, tracker_file: Path
) -> None:
    told = "can't write `nowhere/done.csv`: no such file or directory; nothing was written"
    failed = (3, "", f"{NO_SOURCE}error: {told}\n")
    assert run("update", *TALKS, "-n", "-o", "nowhere/done.csv") == failed
    assert tracker_file.read_text() == SMALL
    saved = (0, "", f"{NO_SOURCE}warning: {told}; the tracker is saved\n")
    assert run("update", *TALKS, "-o", "nowhere/done.csv") == saved
    assert run("update", *TALKS, "-o", "done.toml").code == 2
    assert run("undo").code == 0
    assert tracker_file.read_text() == SMALL


# ---------------------------------------------------------------- whatever is written, by whom


HOW = ("update", "edit", "merge", "init")


class Desk(RuleBasedStateMachine):
    """Two users who each have a state folder, two trackers, and a hand that edits them."""

    users = st.sampled_from(["ito", "ito", "orlov"])
    trackers = st.sampled_from(["a.toml", "a.toml", "b.toml"])

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(dir=Path.cwd()))
        self.number = itertools.count()
        self.texts: dict[str, list[str]] = {}
        """All that a tracker ever was."""
        self.written: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
        """The texts before and after each write of a user."""
        self.chain: dict[tuple[str, str], list[str]] = defaultdict(list)
        """The texts that a user's last writes led from one to the other."""
        for tracker in ("a.toml", "b.toml"):
            self.path(tracker).write_text(SMALL)
            self.texts[tracker] = [SMALL]

    def path(self, tracker: str) -> Path:
        return self.folder / tracker

    def text(self, tracker: str) -> str:
        return self.path(tracker).read_text()

    def kurils(self, user: str, *arguments: str) -> int:
        """Run a command as a user; return its exit code."""
        os.environ["XDG_STATE_HOME"] = f"{self.folder}/{user}"
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            return main(arguments)

    @rule(user=users, tracker=trackers, data=st.data(), how=st.sampled_from(HOW))
    def write(self, user: str, tracker: str, data: st.DataObject, how: str) -> None:
        """Run a command that may write, and note what it wrote."""
        command = self.command(how, self.path(tracker), data)
        before = self.text(tracker)
        code = self.kurils(user, how, *command)
        after = self.text(tracker)
        assert code == 0 or (how, code, after) == ("update", 2, before)
        if after != before:
            self.note(user, tracker, before, after)
            self.written[user, tracker].add((before, after))
            self.texts[tracker].append(after)

    def note(self, user: str, tracker: str, before: str, after: str) -> None:
        chain = self.chain[user, tracker]
        self.chain[user, tracker] = [*(chain if chain[-1:] == [before] else [before]), after]

    def command(self, how: str, path: Path, data: st.DataObject) -> list[str]:
        """Return the arguments with which a command changes a tracker, each time in another way."""
        name, file = f"Talks {next(self.number)}", ["-f", f"{path}"]
        if how == "update":
            state, day = data.draw(st.sampled_from(STATES["area"])), data.draw(st.integers(10, 28))
            return [f"wind={state}", "--date", f"2020-02-{day}", "--title", name, *file]
        if how == "merge":
            base, theirs = self.folder / "base", self.folder / "theirs"
            base.write_text(path.read_text())
            theirs.write_text(f"{path.read_text()}\n[[log]]\ndate = 2021-01-01\ntitle = '{name}'\n")
            return [f"{base}", f"{path}", f"{theirs}"]
        os.environ["EDITOR"] = f"sed -i '$a # {name}'"
        return ["--force", f"{path}"] if how == "init" else file

    @rule(tracker=trackers, data=st.data())
    def edit_by_hand(self, tracker: str, data: st.DataObject) -> None:
        new = f"{self.text(tracker)}# by hand {next(self.number)}\n"
        self.texts[tracker].append(data.draw(st.sampled_from([new, *self.texts[tracker]])))
        self.path(tracker).write_text(self.texts[tracker][-1])

    @rule(
        user=users, tracker=trackers, names=st.lists(st.sampled_from(["undo", "redo"]), max_size=5)
    )
    def step(self, user: str, tracker: str, names: list[str]) -> None:
        """A step only ever goes between the two texts of one write of that user."""
        for name in names:
            before, chain = self.text(tracker), self.chain[user, tracker]
            code = self.kurils(user, name, "-f", f"{self.path(tracker)}")
            after = self.text(tracker)
            if code:
                assert after == before
                assert name == "redo" or chain[-1:] != [before] or len(chain) == 1
            elif name == "undo":
                assert (after, before) in self.written[user, tracker]
                self.chain[user, tracker] = chain[:-1] if chain[-1:] == [before] else [after]
            else:
                assert (before, after) in self.written[user, tracker]
                self.note(user, tracker, before, after)

    @rule(user=users, tracker=trackers)
    def undo_all_and_redo_all(self, user: str, tracker: str) -> None:
        """As many undos as writes give the first text byte for byte, and redo each of them."""
        chain = self.chain[user, tracker]
        if chain[-1:] == [self.text(tracker)]:
            for name, texts in (("undo", chain[-2::-1]), ("redo", chain[1:])):
                for text in texts:
                    assert self.kurils(user, name, "-f", f"{self.path(tracker)}") == 0
                    assert self.text(tracker) == text

    @invariant()
    def every_text_is_a_tracker(self) -> None:
        for tracker in ("a.toml", "b.toml"):
            read(self.text(tracker), tracker)


@pytest.mark.slow
def test_undo_takes_back_what_a_user_wrote_and_nothing_else() -> None:
    run_state_machine_as_test(Desk, settings=settings(stateful_step_count=20))
