"""kurils as git's merge driver, in real repositories, installed as its help says."""

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import SMALL, Run, in_git, refused

COMMENTED = "# The team's tracker\n" + SMALL.replace(
    'status = "pending"', 'status = "pending" # as we see it'
)


Clone = Callable[[str], Path]


def add_and_commit(folder: Path) -> None:
    in_git(folder, "add", ".")
    in_git(folder, "commit", "--quiet", "--message", "Talks")


def log_dates(folder: Path) -> list[str]:
    log = tomllib.loads((folder / "kurils.toml").read_text())["log"]
    return sorted(entry["date"].isoformat() for entry in log)


@pytest.fixture
def two_lines(run: Run) -> tuple[str, str]:
    """The command lines that set git up, as the help of merge has them."""
    lines = [line.strip() for line in run("merge", "--help").out.splitlines()]
    [attributes] = [line for line in lines if line.endswith(">> .gitattributes")]
    [config] = [line for line in lines if line.startswith("git config")]
    return attributes, config


@pytest.fixture
def clone(folder: Path, two_lines: tuple[str, str]) -> Clone:
    """Clone the team's repository, with the merge driver installed."""
    attributes, config = two_lines
    driver = f"{shlex.quote(sys.executable)} -m kurils_cli merge"
    first = folder / "first"
    first.mkdir()
    in_git(first, "init", "--quiet")
    (first / "kurils.toml").write_text(COMMENTED)
    subprocess.run(attributes, shell=True, cwd=first, check=True)
    add_and_commit(first)
    in_git(folder, "clone", "--quiet", "--bare", "first", "team.git")

    def clone(name: str) -> Path:
        in_git(folder, "clone", "--quiet", "team.git", name)
        there = folder / name
        subprocess.run(config.replace("kurils merge", driver), shell=True, cwd=there, check=True)
        return there

    return clone


def record(run: Run, folder: Path, *arguments: str) -> None:
    assert run("update", *arguments, "-f", f"{folder / 'kurils.toml'}").code == 0
    add_and_commit(folder)


def status(run: Run, folder: Path) -> list[str]:
    out = run("status", "-f", f"{folder / 'kurils.toml'}").out
    return ["\t".join(line.split("\t")[1:4]) for line in out.splitlines()]


def check(run: Run, folder: Path) -> int:
    return run("check", "--strict", "-f", f"{folder / 'kurils.toml'}").code


@pytest.mark.parametrize("how", ["--no-rebase", "--rebase"])
def test_talks_recorded_by_two_merge_clean(run: Run, clone: Clone, how: str) -> None:
    ours, theirs = clone("ours"), clone("theirs")
    record(run, ours, "wind=piloted", "--date", "2020-06-01", "--title", "Wind talks")
    record(run, theirs, "legal=resolved", "--date", "2020-05-01", "--title", "Legal talks")
    in_git(theirs, "push", "--quiet")
    in_git(ours, "pull", "--quiet", how)
    in_git(ours, "push", "--quiet")
    in_git(theirs, "pull", "--quiet", how)
    text = (ours / "kurils.toml").read_text()
    assert (theirs / "kurils.toml").read_text() == text
    assert log_dates(ours) == ["2019-12-19", "2020-05-01", "2020-06-01"]
    moved = {"wind\tpiloted\t2020-06-01", "legal\tresolved\t2020-05-01"}
    assert moved <= {*status(run, ours)}
    assert check(run, ours) == 0
    comments = re.compile("#.*")
    assert comments.findall(text) == comments.findall(COMMENTED)


def disputed(run: Run, clone: Clone) -> Path:
    """Return a clone in which a merge has just ended with a conflict."""
    ours, theirs = clone("ours"), clone("theirs")
    record(run, ours, "wind=piloted", "--date", "2020-06-01", "--title", "As we heard")
    record(run, theirs, "wind=pending", "--date", "2020-06-01", "--title", "As they heard")
    in_git(theirs, "push", "--quiet")
    said = in_git(ours, "pull", "--quiet", "--no-rebase", code=1)
    assert "CONFLICT (content): Merge conflict in kurils.toml" in said
    assert "conflict: two entries of 2020-06-01 put `wind` into different states" in said
    assert "hint: kurils edit --file kurils.toml && git add kurils.toml\n" in said
    return ours


def test_a_dispute_is_a_conflict_for_git_and_a_valid_tracker(run: Run, clone: Clone) -> None:
    ours = disputed(run, clone)
    path = f"{ours / 'kurils.toml'}"
    assert log_dates(ours) == ["2019-12-19", "2020-06-01", "2020-06-01"]
    code, out, err = run("status", "-f", path)
    assert (code, out.count("\n")) == (0, 7)
    [told] = err.splitlines()
    assert "dispute: two entries of 2020-06-01 put `wind` into different states" in told
    assert run("check", "-f", path).code == 1
    assert in_git(ours, "diff", "--name-only", "--diff-filter=U") == "kurils.toml\n"


@pytest.mark.parametrize(
    "settle", [["amend", "2020-06-01#1", "wind=piloted"], ["remove", "2020-06-01#1"], ["edit"]]
)
def test_a_dispute_is_settled_with_kurils_and_then_committed(
    run: Run, folder: Path, clone: Clone, monkeypatch: pytest.MonkeyPatch, settle: list[str]
) -> None:
    ours = disputed(run, clone)
    (folder / "editor.sh").write_text(
        'sed -i \'/areas.wind/,/status/s/"pending"/"piloted"/\' "$1"\n'
        'sed -i \'s/^pending = .*/about = ["wind"]/\' "$1"\n'
    )
    monkeypatch.setenv("EDITOR", f"sh {shlex.quote(str(folder / 'editor.sh'))}")
    assert run(*settle, "-f", f"{ours / 'kurils.toml'}").code == 0
    in_git(ours, "add", "kurils.toml")
    in_git(ours, "commit", "--quiet", "--no-edit")
    assert in_git(ours, "status", "--porcelain") == ""
    assert check(run, ours) == 0
    assert run("is", "wind", "piloted", "-f", f"{ours / 'kurils.toml'}").code == 0


def merge_all(run: Run, names: list[str], there: Path) -> tuple[list[str], list[str]]:
    """Merge clones into one, in an order; return its entries and marks."""
    for name in names:
        in_git(there, "fetch", "--quiet", f"../{name}", "main")
        in_git(there, "merge", "--quiet", "--no-edit", "FETCH_HEAD")
    assert check(run, there) == 0
    log = tomllib.loads((there / "kurils.toml").read_text())["log"]
    return sorted(f"{entry}" for entry in log), status(run, there)


@pytest.mark.slow
def test_ten_clones_merge_in_any_order(run: Run, clone: Clone) -> None:
    names = [f"clone{number}" for number in range(10)]
    ids = ("aquaculture", "greenhouse", "tourism", "wind", "waste")
    for number, name in enumerate(names):
        there = clone(name)
        for place, id in enumerate(ids):
            state = "piloted" if (number + place) % 3 else "pending"
            day = f"2020-{place + 1:02}-{number + 10}"
            pair, title = f"{id}={state}", f"{name} on {id}"
            new = ("--date", day, "--title", title, "-f", f"{there}/kurils.toml")
            assert run("update", pair, *new).code == 0
        add_and_commit(there)
    forward = merge_all(run, names, clone("forward"))
    backward = merge_all(run, names[::-1], clone("backward"))
    assert len(forward[0]) == 51
    assert forward == backward
    assert [mark.split("\t")[:2] for mark in forward[1][:5]] == [
        [id, "piloted" if (9 + place) % 3 else "pending"] for place, id in enumerate(ids)
    ]


# ---------------------------------------------------------------- reading a revision


@pytest.fixture
def history(run: Run, folder: Path) -> Path:
    """A repository, the current folder, whose tracker has an update of today's work."""
    in_git(folder, "init", "--quiet")
    (folder / "kurils.toml").write_text(SMALL)
    add_and_commit(folder)
    assert run("update", "wind=piloted", "--date", "2020-06-01", "--title", "WG").code == 0
    return folder


def test_diff_with_head_shows_an_update_that_is_not_committed(run: Run, history: Path) -> None:
    shown = (
        0,
        "area\t~\twind\tWind energy\tstatus\tpending\tpiloted\t2020-06-01 WG\t\t\n"
        "entry\t+\t2020-06-01\tWG\tchanges\t\twind=piloted\t\t\t\n",
        "",
    )
    assert run("diff", "git:HEAD") == shown
    add_and_commit(history)
    assert run("diff", "git:HEAD") == (0, "", "no difference between git:HEAD and now\n")
    assert run("diff", "git:HEAD~1") == shown
    assert run("diff", "git:HEAD~1", "git:HEAD") == shown
    assert run("is", "wind", "pending", "-f", "git:HEAD~1").code == 0


def test_a_revision_is_of_the_same_file_wherever_one_asks(
    run: Run, history: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link is read from the repository of what it leads to."""
    shown, committed = run("diff", "git:HEAD"), run("status", "-f", "git:HEAD")
    (history / "below").mkdir()
    (history / "below" / "link.toml").symlink_to("../kurils.toml")
    assert run("diff", "git:HEAD", "-f", "below/link.toml") == shown
    monkeypatch.chdir(history / "below")
    assert run("diff", "git:HEAD") == shown
    monkeypatch.setenv("KURILS_FILE", "git:HEAD")
    assert run("status") == committed
    assert run("undo") == refused(2, "`git:HEAD` can be read, not written: name a file")


def test_a_revision_can_name_its_file(run: Run, history: Path) -> None:
    (history / "kurils.toml").rename(history / "moved.toml")
    assert run("is", "wind", "pending", "-f", "git:HEAD:kurils.toml").code == 0
    told = "git:HEAD: there is no kurils.toml here or above"
    hint = "kurils status --file git:HEAD:./kurils.toml"
    assert run("status", "-f", "git:HEAD") == refused(3, told, hint)
    assert run("status", "-f", "git:").err.endswith("--file git:HEAD:./kurils.toml\n")


def test_a_revision_is_of_the_tracker_that_is_named(
    run: Run, history: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By an option, or by the environment."""
    shutil.copy("kurils.toml", "other.toml")
    add_and_commit(history)
    committed = run("status", "-f", "other.toml").out
    run("update", "wind=pending", "--date", "2020-07-01", "-f", "other.toml")
    shown = "area\t~\twind\tWind energy\tstatus\tpiloted\tpending\t2020-07-01\t\t\n"
    assert run("diff", "git:HEAD", "-f", "other.toml").out.startswith(shown)
    assert run("diff", "git:HEAD~1", "-f", "other.toml").code == 3
    assert run("diff", "git:HEAD", "-f", "git:HEAD").out == ""
    monkeypatch.setenv("KURILS_FILE", "other.toml")
    assert run("diff", "git:HEAD").out.startswith(shown)
    assert run("status", "-f", "git:HEAD").out == committed != run("status").out


def test_a_hook_reads_the_file_that_it_names(
    run: Run, history: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (history / "sub").mkdir()
    (history / "sub" / "kurils.toml").write_text(SMALL)
    add_and_commit(history)
    monkeypatch.setenv("GIT_DIR", f"{history / '.git'}")
    assert run("diff", "git:HEAD", "-f", "sub/kurils.toml").out == ""
    monkeypatch.setenv("GIT_WORK_TREE", f"{history}")
    assert run("diff", "git:HEAD", "-f", "sub/kurils.toml").out == ""
