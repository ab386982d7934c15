"""Laws of merges, on texts with comments: nothing is lost, doubled, moved or told for nothing.

KURILS_TEST_ROUNDS says how many merges are tried; `tests/merging.py` prints a table of many.
"""

import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from conftest import KURILS, require, rounds
from kurils_cli.cli import main
from merging import (
    BOTH,
    THEIRS,
    Blocks,
    Case,
    Result,
    Side,
    by_git,
    case_of,
    judged,
    merged,
    text_of,
)

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("folder")]


@pytest.fixture(autouse=True)
def git_is_there() -> None:
    require("git")


def cases() -> Iterator[tuple[int, Case]]:
    return ((seed, case_of(Random(seed))) for seed in range(rounds(40)))


def test_a_merge_leaves_what_both_sides_meant_each_thing_once_with_its_comments() -> None:
    for seed, case in cases():
        result = merged(case.texts, main)
        assert (result.code, judged(case, result)) == (bool(result.conflicts), {}), seed


def test_where_git_merges_the_lines_as_expected_they_are_the_text() -> None:
    for seed, case in cases():
        text = by_git(case)
        assert text in (None, merged(case.texts, main).text), seed


def test_without_a_conflict_it_does_not_matter_which_side_is_ours() -> None:
    for seed, case in cases():
        one, other = merged(case.texts, main), merged(case.swapped.texts, main)
        assert len(one.conflicts) == len(other.conflicts), seed
        assert one.conflicts or one.text == other.text, seed


def test_a_side_that_did_nothing_leaves_the_text_of_the_other() -> None:
    for seed, case in cases():
        base, ours, _ = case.texts
        assert merged((base, base, ours), main) == merged((base, ours, base), main), seed
        assert merged((base, base, ours), main) == Result(0, "", ours), seed


# The same in repositories


class Repository:
    """A repository with kurils as its merge driver."""

    def __init__(self, folder: Path, base: Blocks) -> None:
        self.folder, self.name = folder, "kurils.toml"
        self.git("init", "--quiet", "--initial-branch=main")
        driver = f"{shlex.join(KURILS)} merge -- %O %A %B %P %L"
        self.git("config", "merge.kurils.driver", driver)
        (folder / ".gitattributes").write_text("*.toml merge=kurils\n")
        self.git("add", ".gitattributes")
        self.commit(base)
        self.git("branch", "theirs")

    def git(self, *arguments: str) -> Result:
        who = [option for key in ("name", "email") for option in ("-c", f"user.{key}=a@b.example")]
        command = ["git", *who, *arguments]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)
        return Result(done.returncode, done.stdout + done.stderr, "")

    def write(self, blocks: Blocks) -> None:
        (self.folder / self.name).write_text(text_of(blocks))
        self.git("add", "--all")

    def commit(self, blocks: Blocks) -> Blocks:
        self.write(blocks)
        self.git("commit", "--quiet", "--allow-empty", "--message", "Talks")
        return blocks

    def done(self, *arguments: str) -> Result:
        """What a command of git that merges made of the tracker."""
        result = self.git(*arguments)
        file = self.folder / "tracker.toml"
        text = (file if file.exists() else self.folder / self.name).read_text()
        return Result(result.code, result.err, text)


def with_git(repository: Repository, how: str, case: Case, random: Random) -> tuple[Case, Result]:
    """Let git merge two sides; return what was merged, and the result."""
    git = repository.git
    if how == "stash pop":
        repository.write(case.theirs)
        git("stash")
        repository.commit(case.ours)
        return case, repository.done("stash", "pop")
    if how == "revert":
        latest = Side(random, "last").edited(repository.commit(case.ours), THEIRS)
        repository.commit(latest)
        return Case(case.ours, latest, case.base), repository.done("revert", "--no-edit", "HEAD~1")
    repository.commit(case.ours)
    git("switch", "--quiet", "theirs")
    if how == "rename":
        git("mv", "kurils.toml", "tracker.toml")
        repository.name = "tracker.toml"
    repository.commit(case.theirs)
    if how == "rebase":
        return case, repository.done("rebase", "main")
    if how == "criss-cross":
        return crossed(repository, case, random)
    git("switch", "--quiet", "main")
    options = [] if how == "cherry-pick" else ["--no-edit"]
    return case, repository.done("cherry-pick" if options == [] else "merge", *options, "theirs")


def adding(random: Random) -> Case:
    """Two sides that add an entry each, and differ in a field that nothing else changes."""
    *heads, last = Side(random, "base").base()
    sides = [
        (
            *heads,
            replace(last, fields=last.fields | {"x": f'"{name}"'}),
            Side(random, name).entry(word),
        )
        for name, word in (("one", "masts"), ("two", "ports"))
    ]
    return Case((*heads, last), *sides)


def crossed(repository: Repository, case: Case, random: Random) -> tuple[Case, Result]:
    """Each side merges the other by hand, to one text, and goes on from there."""
    both = (*case.ours, case.theirs[-1])
    repository.git("branch", "before")
    sides = []
    for branch, other, name, words in (
        ("theirs", "main", "four", BOTH[:1]),
        ("main", "before", "three", BOTH[1:2]),
    ):
        repository.git("switch", "--quiet", branch)
        repository.git("merge", "--quiet", "--strategy", "ours", "--no-commit", other)
        repository.commit(both)
        sides.append(Side(random, name).edited(both, words))
        repository.commit(sides[-1])
    return Case(both, sides[1], sides[0]), repository.done("merge", "--no-edit", "theirs")


@pytest.mark.parametrize("seed", range(rounds(2)))
@pytest.mark.parametrize(
    "how", ["merge", "rebase", "cherry-pick", "revert", "stash pop", "rename", "criss-cross"]
)
def test_what_git_does_with_branches_is_as_expected(folder: Path, how: str, seed: int) -> None:
    random = Random(seed)
    case = adding(random) if how == "criss-cross" else case_of(random)
    case, result = with_git(Repository(folder, case.base), how, case, random)
    wrong = judged(case, result)
    assert (wrong, "CONFLICT" in result.err) == ({}, bool(result.conflicts)), result.err
