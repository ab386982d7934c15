"""Laws of merges, on texts with comments: nothing is lost, doubled, or moved for nothing."""

import re
import shlex
import subprocess
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import KURILS, Run, require, rounds
from kurils_cli.toml_format import read
from kurils_cli.toml_format.places import comments

HEAD = """\
schema = 1 # the format
title = "T"

# where it blows
[areas.wind]
name = "Wind"
status = "{wind}" # its mark

[areas.waste]
name = "Waste"
status = "{waste}"

[issues.legal]
title = "Legal"
status = "{legal}"
"""
MARKS = {
    "wind": ("pending", "piloted"),
    "waste": ("pending", "piloted"),
    "legal": ("open", "resolved"),
}
TOPICS = {
    "fees": "what a landing at Yuzhno-Kurilsk costs, and fees",
    "visas": "joint statement on passage without visas",
    "crabs": "Sea urchin farms and crabs",
    "roofs": "greenhouses: glass or foil roofs",
    "buses": "Third survey by a tour in 14 buses",
    "masts": "wind measured at low masts",
    "barges": "Rubbish is shipped off on barges",
    "seeds": "strawberries, soil, seeds",
    "ports": "ministers meet in Nagato on ports",
    "tolls": "Query about customs and tolls",
    "roads": "no progress; next round on roads",
}
WORDS = tuple(TOPICS)
"""What entries are about, each unlike the others; it ends with the word that tells it."""


class Block(NamedTuple):
    """An entry in the file. Whatever is edited, its title keeps one word, which no other has."""

    word: str
    day: int
    verb: str = ""
    place: str | None = None
    move: tuple[str, str] | None = None
    source: str | None = None
    above: str | None = None

    def __str__(self) -> str:
        lines = [f"# {self.above}"] if self.above else []
        lines += ["[[log]]", f"date = 2020-01-{self.day:02} # the day of {self.word}"]
        lines += [f'title = "{self.verb}{TOPICS[self.word]}"']
        lines += [f'place = "{self.place}"'] if self.place else []
        if self.source:
            lines += ["sources = [", f'  "https://x/{self.word}", # the first of {self.word}']
            lines += [f'  "https://x/{self.word}/{self.source}",', "]"]
        lines += [f'{self.move[1]} = ["{self.move[0]}"]'] if self.move else []
        return "\n".join(lines) + "\n"


Blocks = tuple[Block, ...]


def text_of(blocks: Blocks) -> str:
    """The text of a tracker with these entries, whose marks are what the log leaves."""
    marks = {"wind": "pending", "waste": "pending", "legal": "open"}
    for block in sorted(blocks, key=lambda block: block.day):
        marks |= dict([block.move] if block.move else [])
    return "\n".join([HEAD.format(**marks), *map(str, blocks)])


def new_block(random: Random, word: str) -> Block:
    id = random.choice(list(MARKS))
    return Block(
        word,
        random.randint(1, 28),
        place=random.choice([None, "Tokyo"]),
        move=random.choice([None, None, (id, random.choice(MARKS[id]))]),
        source=random.choice([None, "more"]),
        above=random.choice([None, f"about {word}"]),
    )


def base_of(random: Random) -> Blocks:
    words = random.sample(WORDS[:5], random.randint(2, 5))
    return tuple(new_block(random, word) for word in words)


def edited(random: Random, blocks: Blocks, mine: Sequence[str]) -> Blocks:
    """What a side makes of the entries; `mine` are the words for those that it adds."""
    log, new = list(blocks), list(mine)
    for _ in range(random.randint(1, 3)):
        at = random.randrange(len(log)) if log else 0
        # Of an entry with little more than a date and a title, one of them says which it is.
        known = "title" if log and log[at].word in WORDS[::2] else "day"
        how = random.choice([known, known, "place", "source", "above", "remove", "add", "swap"])
        if (how == "add" and new) or not log:
            word = new.pop(0) if new else mine[0]
            if word not in {block.word for block in log}:
                log.insert(random.choice([len(log), len(log), at]), new_block(random, word))
        elif how == "remove":
            del log[at]
        elif how == "swap":
            log.insert(random.randrange(len(log)), log.pop(at))
        else:
            value = {
                "title": random.choice(["On: ", "Re "]),
                "day": random.randint(1, 28),
                "place": random.choice([None, "Moscow", "Sapporo"]),
                "source": random.choice(["a", "b"]),
                "above": random.choice([None, f"on {log[at].word}"]),
            }[how]
            name = {"title": "verb"}.get(how, how)
            log[at] = log[at]._replace(**{name: value})  # type: ignore[arg-type] # as above
    return tuple(log)


class Case(NamedTuple):
    """Three logs to merge."""

    base: Blocks
    ours: Blocks
    theirs: Blocks

    @property
    def swapped(self) -> "Case":
        return Case(self.base, self.theirs, self.ours)


def case_of(random: Random) -> Case:
    base = base_of(random)
    ours = edited(random, base, ("masts", "barges", "seeds"))
    return Case(base, ours, edited(random, base, ("ports", "tolls", "roads")))


class Result(NamedTuple):
    """What a merge printed, and the text that it left."""

    code: int
    err: str
    text: str

    @property
    def conflicts(self) -> list[str]:
        return re.findall("^conflict: (.*)", self.err, re.MULTILINE)


def words_of(text: str) -> Counter[str]:
    """How often each entry stands in a text, by its word."""
    return Counter((entry.title or "").split()[-1] for entry in read(text, "k").tracker.log)


def merged(run: Run, case: Case) -> Result:
    for name, blocks in zip(case._fields, case, strict=True):
        Path(f"{name}.toml").write_text(text_of(blocks))
    code, _, err = run("merge", "base.toml", "ours.toml", "theirs.toml")
    assert code in (0, 1)
    return Result(code, err, Path("ours.toml").read_text())


def wanted(case: Case) -> set[str]:
    """The words of the entries that a merge must leave, each once."""
    base, ours, theirs = (
        {block.word: block._replace(above=None) for block in side} for side in case
    )
    taken = {word for word in base if word not in ours and theirs.get(word) in (base[word], None)}
    taken |= {word for word in base if word not in theirs and ours.get(word) in (base[word], None)}
    return {*base, *ours, *theirs} - taken


def assert_whole(case: Case, text: str) -> None:
    """No entry is lost or doubled, and the marks are what the log leaves."""
    assert words_of(text) == Counter(wanted(case))
    past = read(text, "k").past
    tracker, left = past.tracker, past.standings
    for thing in tracker.things:
        assert thing.status == (left[thing.id].state if thing.id in left else MARKS[thing.id][0])


def untouched(case: Case) -> list[Block]:
    """The entries that both sides left as they are, in the order of the base."""
    return [block for block in case.base if block in case.ours and block in case.theirs]


cases = st.randoms(use_true_random=False).map(case_of)


pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("folder")]


@pytest.fixture(autouse=True)
def git_is_there() -> None:
    require("git")


@given(case=cases)
def test_a_merge_loses_nothing_and_doubles_nothing(run: Run, case: Case) -> None:
    assert_whole(case, merged(run, case).text)


@given(case=cases)
def test_what_both_sides_left_alone_stays_in_its_place(run: Run, case: Case) -> None:
    text = merged(run, case).text
    blocks = untouched(case)
    assert all(f"\n{block}" in text for block in blocks)
    if all(
        [block for block in side if block in blocks] == blocks for side in (case.ours, case.theirs)
    ):
        places = [text.index(f"\n{block}") for block in blocks]
        assert places == sorted(places)


@given(case=cases)
def test_where_git_merges_the_lines_to_the_same_meaning_they_are_the_text(
    run: Run, folder: Path, case: Case
) -> None:
    text = merged(run, case).text
    (folder / "ours.toml").write_text(text_of(case.ours))
    command = ["git", "merge-file", "-p", "ours.toml", "base.toml", "theirs.toml"]
    by_lines = subprocess.run(command, capture_output=True, text=True, check=False)
    if by_lines.returncode == 0:
        git, ours = (read(each, "k").tracker for each in (by_lines.stdout, text))
        if (Counter(git.log), git.things) == (Counter(ours.log), ours.things):
            assert text == by_lines.stdout


@given(case=cases)
def test_whose_side_is_ours_changes_neither_entries_nor_marks_nor_conflicts(
    run: Run, case: Case
) -> None:
    one, other = merged(run, case), merged(run, case.swapped)
    a, b = (read(result.text, "k").tracker for result in (one, other))
    assert (one.code, len(one.conflicts)) == (other.code, len(other.conflicts))
    assert {thing.id: thing.status for thing in a.things} == {
        thing.id: thing.status for thing in b.things
    }
    if not one.conflicts:
        assert Counter(a.log) == Counter(b.log)


@given(case=cases)
def test_a_side_that_did_nothing_leaves_the_text_of_the_other(run: Run, case: Case) -> None:
    assert merged(run, case._replace(ours=case.base)).text == text_of(case.theirs)
    assert merged(run, case._replace(theirs=case.base)).text == text_of(case.ours)


@given(case=cases)
def test_every_comment_stays_or_was_taken_away_or_is_named(run: Run, case: Case) -> None:
    result = merged(run, case)
    base, ours, theirs = ({*comments(text_of(side))} for side in case)
    taken_away = base - ours | base - theirs
    there = {*comments(result.text)}
    for comment in ours | theirs:
        is_named = f"did not come along: {comment}\n" in result.err
        assert comment in there or comment in taken_away or is_named
        assert not (is_named and comment in there)


# The same in repositories


class Repository:
    """A repository with kurils as its merge driver."""

    def __init__(self, folder: Path, base: Blocks) -> None:
        self.tracker = folder / "kurils.toml"
        self.git("init", "--quiet", "--initial-branch=main")
        driver = f"{shlex.join(KURILS)} merge -- %O %A %B %P"
        self.git("config", "merge.kurils.driver", driver)
        (folder / ".gitattributes").write_text("*.toml merge=kurils\n")
        self.git("add", ".gitattributes")
        self.commit(base)

    def git(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        name = [option for key in ("name", "email") for option in ("-c", f"user.{key}=a@b.example")]
        return subprocess.run(
            ["git", *name, *arguments],
            cwd=self.tracker.parent,
            capture_output=True,
            text=True,
            check=arguments[0] not in HOW,
        )

    def commit(self, blocks: Blocks) -> Blocks:
        self.tracker.write_text(text_of(blocks))
        self.git("add", "kurils.toml")
        self.git("commit", "--quiet", "--allow-empty", "--message", "Talks")
        return blocks


HOW = ("merge", "rebase", "cherry-pick", "revert")


@pytest.mark.parametrize("seed", range(rounds(4)))
@pytest.mark.parametrize("how", HOW)
def test_what_git_does_with_branches_loses_nothing(folder: Path, how: str, seed: int) -> None:
    random = Random(seed)
    base, ours, theirs = case_of(random)
    repository = Repository(folder, base)
    repository.git("branch", "theirs")
    repository.commit(ours)
    if how == "revert":
        latest = repository.commit(edited(random, ours, ("tolls", "roads")))
        case = Case(ours, latest, base)
        done = repository.git("revert", "--no-edit", "HEAD~1")
    else:
        repository.git("switch", "--quiet", "theirs")
        repository.commit(theirs)
        case = Case(base, ours, theirs)
        if how != "rebase":
            repository.git("switch", "--quiet", "main")
        other = "main" if how == "rebase" else "theirs"
        done = repository.git(how, *(["--no-edit"] if how == "merge" else []), other)
    told = done.stdout + done.stderr
    assert done.returncode == any(why in told for why in ("conflict: ", "nothing to commit")), told
    assert_whole(case, repository.tracker.read_text())
