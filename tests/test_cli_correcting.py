"""amend and remove: an entry that was logged earlier changes, or goes."""

import shlex
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from conftest import SMALL, Run, refused, steps
from kurils_cli.cli import editing, values

LOGGED = """
# above the talks
[[log]]
date = 2018-02-01 # of the day
title = "Talks"
place = "Tokyo"
sources = [
    "https://a", # the first
    "https://b",
]
piloted = ["wind"]
about = ["waste"]

[[log]]
date = 2019-02-01
title = "Back"
pending = ["wind"]
open = ["visas"]

[issues.visas]
title = "Visas"
status = "open"
"""
"""Two entries, the earlier one with comments; the later one raises an issue."""


@pytest.fixture
def talks(tracker_file: Path, clock: Callable[[str], None]) -> Path:
    """A tracker with three entries."""
    clock("2026-11-24")
    tracker_file.write_text(SMALL + LOGGED)
    return tracker_file


def entries(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(path.read_text())["log"]
    return found


# ---------------------------------------------------------------- amend


def test_amend_changes_every_field(run: Run, talks: Path) -> None:
    code, _, err = run(
        *("amend", "2018-02-01", "wind=", "waste=piloted", "tourism=piloted"),
        *("--date", "2018-03-01", "--title", "T", "--place", "Moscow", "--note", "N"),
        *("--source", "https://c", "--source", "https://a", "--drop-source", "https://b"),
        *("--about", "legal", "--about", "wind", "--drop-about", "waste"),
    )
    assert code == 0
    assert entries(talks)[1] == {
        "date": date(2018, 3, 1),
        "title": "T",
        "place": "Moscow",
        "sources": ["https://a", "https://c"],
        "note": "N",
        "piloted": ["waste", "tourism"],
        "about": ["legal", "wind"],
    }
    assert err.splitlines() == [
        "note: from 2018-03-01 until 2019-12-19: `tourism` is `piloted`, was `pending`",
        "note: until 2018-02-01: `wind` is not yet named, was `pending`",
        "note: from 2018-02-01 until 2019-02-01: `wind` is not yet named, was `piloted`",
        "note: from 2018-03-01 until 2019-12-19: `waste` is `piloted`, was `pending`",
    ]


def test_an_empty_option_takes_a_field_away(run: Run, talks: Path) -> None:
    assert run("amend", "2018-02-01", "--title", "", "--place", " ", "--note", "").code == 0
    assert entries(talks)[1] == {
        "date": date(2018, 2, 1),
        "sources": ["https://a", "https://b"],
        "piloted": ["wind"],
        "about": ["waste"],
    }


def test_comments_stay_with_an_entry_and_its_members_and_one_that_goes_is_named(
    run: Run, talks: Path
) -> None:
    above = '    # above b\n    "https://b", # of b\n'
    talks.write_text(talks.read_text().replace('    "https://b",\n', above))
    amended = run("amend", "2018-02-01", "--date", "2016-05-05", "--source", "https://c")
    assert "went with it" not in amended.err
    assert "\n# above the talks\n[[log]]\ndate = 2016-05-05 # of the day\n" in talks.read_text()
    done = run("amend", "2016-05-05", "--drop-source", "https://b")
    assert done.err == (
        "note: a comment went with it: # above b\nnote: a comment went with it: # of b\n"
    )
    left = '[\n    "https://a", # the first\n    "https://c",\n]\n'
    assert f"sources = {left}" in talks.read_text()


@pytest.mark.parametrize("dry_run", [[], ["-n"]])
def test_what_follows_for_the_marks_is_said_before_it_is_written_and_after(
    run: Run, talks: Path, dry_run: list[str]
) -> None:
    assert run("amend", "2019-02-01", "wind=", *dry_run) == (
        0,
        "area\t~\twind\tWind energy\tstatus\tpending\tpiloted\t2019-02-01 Back\n"
        "entry\t~\t2019-02-01\tBack\tchanges\twind=pending visas=open\tvisas=open\t\n",
        "note: from 2019-02-01 on: `wind` is `piloted`, was `pending`\n",
    )
    assert (talks.read_text() == SMALL + LOGGED) == bool(dry_run)


def test_people_are_told_what_an_entry_of_many_changes_no_longer_moves(run: Run) -> None:
    run("init")
    shown = run("amend", "2019-12-19", "waste=pending", "legal=", "--format", "markdown").out
    told = "no longer waste=piloted, legal=open; now waste=pending"
    assert shown.endswith(f"2019-12-19 All five areas reviewed, changes: {told}\n")


def test_entries_of_one_date_are_told_apart_by_their_number(run: Run, talks: Path) -> None:
    run("update", "--title", "More", "--date", "2018-02-01")
    assert run("amend", "2018-02-01", "--note", "N") == refused(
        2,
        "2 entries are of 2018-02-01\n2018-02-01#1  Talks\n2018-02-01#2  More",
        "kurils amend 2018-02-01#1",
    )
    assert run("amend", "2018-02-01#2", "--note", "N").code == 0
    assert [entry.get("note") for entry in entries(talks)[1:]] == [None, None, "N"]


FORM = "an id and its state are one word, with `=` between"
DISPUTE = (
    "another entry of 2018-02-01 would put `wind` into another state, `piloted` and `pending`: "
    "a dispute"
)
REFUSED = f"""
$ amend 2018-04-01 --note N -f kurils.toml
error: there is no entry of 2018-04-01
2019-12-19  Foreign ministers Lavrov (Russia) and Motegi (Japan)
2018-02-01  Talks
2019-02-01  Back
hint: kurils amend 2018-02-01 --file kurils.toml
$ amend Talks --note N
error: kurils amend: `Talks` is no date
hint: {values.DAY_FORM}
$ amend '2018-02-01#' --note N
error: there is no entry `2018-02-01#`
2018-02-01  Talks
hint: kurils amend 2018-02-01
$ amend 2018-02-01 --title Talks
error: nothing to change: the entry of 2018-02-01 says so already
hint: kurils log 2018-02-01
$ amend 2018-02-01 wind= --title ''
error: an entry needs a title or a change
hint: to take it out: kurils remove 2018-02-01
$ amend 2018-02-01 legal=
error: the entry of 2018-02-01 does not move `legal`
hint: it moves wind=piloted
$ amend 2018-02-01 wind
error: `wind` has no state: {FORM}
hint: kurils amend 2018-02-01 wind=piloted
$ amend 2018-02-01 --drop-source https://aa
error: --drop-source: the entry has no `https://aa`
hint: did you mean `https://a`? it has `https://a`, `https://b`
$ amend 2019-02-01 --drop-about wind
error: --drop-about: the entry has no `wind`
hint: it has none
$ amend 2019-02-01 --date 2018-02-01
error: {DISPUTE}
hint: kurils log wind --since 2018-02-01 --until 2018-02-01
$ amend 2018-02-01 --date 2030-01-01
error: 2030-01-01 is after today, 2026-11-24: such an entry moves no mark
hint: announce it with a --title alone, and log the change once it has happened
$ amend 2018-02-01 --source ''
error: --source is empty
"""


@pytest.mark.parametrize(("line", "told"), steps(REFUSED))
def test_a_wrong_amend_is_refused_with_the_next_step(
    run: Run, talks: Path, line: str, told: str
) -> None:
    assert run(*shlex.split(line)) == (2, "", told)
    assert talks.read_text() == SMALL + LOGGED


def test_an_entry_that_announces_is_amended_in_all_but_what_would_newly_move(
    run: Run, talks: Path
) -> None:
    with talks.open("a") as file:
        file.write('\n[[log]]\ndate = 2030-01-01\ntitle = "To come"\npiloted = ["wind"]\n')
    assert run("amend", "2030-01-01", "--title", "Later", "--date", "2030-02-01").code == 0
    told = "error: 2030-02-01 is after today, 2026-11-24: such an entry moves no mark\n"
    assert run("amend", "2030-02-01", "waste=pending").err.startswith(told)
    assert run("amend", "2030-02-01", "wind=").code == 0
    assert entries(talks)[-1] == {"date": date(2030, 2, 1), "title": "Later"}


def test_a_dispute_that_stands_already_can_be_settled(run: Run, talks: Path) -> None:
    with talks.open("a") as file:
        file.write('\n[[log]]\ndate = 2018-02-01\ntitle = "Other"\npending = ["wind"]\n')
    assert run("check").code == 1
    assert run("amend", "2018-02-01#2", "wind=").code == 0
    assert run("check").code == 0


# ---------------------------------------------------------------- a bare amend


@pytest.fixture
def sed(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Set an editor that runs a script of sed on its file, and keeps what it was given."""

    def sed(script: str) -> None:
        monkeypatch.setenv("EDITOR", f"sed -i.before -e {shlex.quote(script)}")

    return sed


def test_a_bare_amend_opens_the_entry_alone_with_its_comments(
    run: Run, talks: Path, sed: Callable[[str], None], copies: Path
) -> None:
    sed("s/Talks/Working group/; s/piloted/pending/; $a # at the end")
    assert run("amend", "2018-02-01") == (
        0,
        "entry\t~\t2018-02-01\tWorking group\ttitle\tTalks\tWorking group\t\n"
        "entry\t~\t2018-02-01\tWorking group\tchanges\twind=piloted\twind=pending\t\n",
        "note: until 2018-02-01: `wind` is not yet named, was `pending`\n"
        "note: from 2018-02-01 until 2019-02-01: `wind` is `pending`, was `piloted`\n",
    )
    start, _, rest = LOGGED.partition("\n[[log]]\ndate = 2019")
    edited = start.replace("Talks", "Working group").replace("piloted", "pending")
    assert (
        talks.read_text() == f"{SMALL}{edited.rstrip()}\n# at the end\n\n[[log]]\ndate = 2019{rest}"
    )
    [opened] = copies.iterdir()
    assert opened.read_text() == start.removeprefix("\n")


@pytest.mark.usefixtures("talks")
def test_comments_alone_can_be_edited(run: Run, talks: Path, sed: Callable[[str], None]) -> None:
    sed("s/of the day/of that day/")
    assert run("amend", "2018-02-01").out == ""
    assert "# of that day" in talks.read_text()
    assert run("undo", "--list").out.endswith("\tamend\tthe entry of 2018-02-01: Talks\n")


def test_an_entry_that_is_as_it_was_is_not_written(
    run: Run, talks: Path, sed: Callable[[str], None], copies: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editing, "AT_ONCE", 0)
    sed("")
    assert run("amend", "2018-02-01") == (0, "", "kurils.toml is as it was\n")
    assert talks.read_text() == SMALL + LOGGED
    assert [copy.suffix for copy in copies.iterdir()] == [".before"]


ALONE = "error: the copy must have the one entry, and nothing else; your copy is `COPY`"
INVALID = "error: `COPY` is not a valid tracker; your copy is `COPY`\nCOPY"


@pytest.mark.parametrize(
    ("script", "code", "told"),
    [
        ("s/2018-02-01/2018-02-30/", 3, f"{INVALID}:3: not TOML: there is no day `2018-02-30`"),
        (
            '$a open = ["wind"]',
            3,
            f"{INVALID}:12: `wind` is an area, which can be `pending`, `piloted`, not `open`",
        ),
        ('$a [[log]]\\ndate = 2020-01-01\\ntitle = "x"', 2, ALONE),
        ('$a [areas.more]\\nname = "x"\\nstatus = "pending"', 2, ALONE),
        ("1,$d", 2, ALONE),
        ("s/2018-02-01/2019-02-01/", 2, f"error: {DISPUTE.replace('2018', '2019')}; your copy"),
    ],
)
def test_a_copy_that_is_not_right_is_kept_and_nothing_is_written(
    run: Run,
    talks: Path,
    sed: Callable[[str], None],
    copies: Path,
    script: str,
    code: int,
    told: str,
) -> None:
    sed(script)
    done = run("amend", "2018-02-01")
    [copy] = copies.glob("*.toml")
    assert (done.code, done.out) == (code, "")
    assert done.err.startswith(told.replace("COPY", f"{copy}"))
    assert talks.read_text() == SMALL + LOGGED


def test_what_somebody_else_changes_meanwhile_stays(
    run: Run, talks: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, copies: Path
) -> None:
    (folder / "editor.sh").write_text('sed -i s/Talks/New/ "$1"; echo "# theirs" >> kurils.toml\n')
    monkeypatch.setenv("EDITOR", f"sh {folder}/editor.sh")
    done = run("amend", "2018-02-01")
    [copy] = copies.glob("*.toml")
    again = f"kurils amend 2018-02-01 --resume {copy}"
    why = "`kurils.toml` was changed by somebody else meanwhile; nothing was written"
    assert done == refused(3, f"{why}; your copy is `{copy}`", again)
    assert talks.read_text() == f"{SMALL}{LOGGED}# theirs\n"
    monkeypatch.setenv("EDITOR", "true")
    assert run(*again.split()[1:]).out == "entry\t~\t2018-02-01\tNew\ttitle\tTalks\tNew\t\n"
    assert talks.read_text() == f"{SMALL}{LOGGED}# theirs\n".replace("Talks", "New")
    assert not list(copies.iterdir())


def test_a_copy_of_an_entry_is_taken_up_under_all_checks(
    run: Run, talks: Path, sed: Callable[[str], None], copies: Path
) -> None:
    sed("s/2018-02-01/2018-02-30/")
    assert run("amend", "2018-02-01").code == 3
    sed("s/2018-02-30/2018-02-03/")
    [kept] = copies.glob("*.toml")
    again = ["--resume", f"{kept}"]
    assert run("amend", "2019-02-01", *again).err == (
        f"error: `{kept}` is not a copy of the entry of 2019-02-01 in `kurils.toml`\n"
    )
    assert run("edit", *again).code == 3
    assert run("amend", "2018-02-01", "--place", "x", *again).code == 2
    run("amend", "2018-02-01", "--place", "Moscow")
    assert run("amend", "2018-02-01", *again) == refused(
        3, f"the entry of 2018-02-01 is not what `{kept}` was made from"
    )
    run("undo")
    assert run("amend", "2018-02-01", *again).code == 0
    assert talks.read_text() == SMALL + LOGGED.replace("2018-02-01", "2018-02-03")
    assert not kept.exists()


def test_a_dry_run_keeps_what_was_edited(
    run: Run, talks: Path, sed: Callable[[str], None], copies: Path
) -> None:
    sed("s/Talks/New/")
    code, out, err = run("amend", "2018-02-01", "-n")
    [copy] = copies.glob("*.toml")
    assert (code, out.count("\n")) == (0, 1)
    assert err == (f"note: your copy is `{copy}`\nhint: kurils amend 2018-02-01 --resume {copy}\n")
    assert talks.read_text() == SMALL + LOGGED


def test_an_entry_within_brackets_is_edited_with_the_rest(run: Run, tracker_file: Path) -> None:
    tracker_file.write_text('schema = 1\ntitle = "T"\nlog = [{date = 2020-01-01, title = "x"}]\n')
    assert run("amend", "2020-01-01") == refused(
        2, "the entry of 2020-01-01 has no header `[[log]]` of its own", "kurils edit"
    )


# ---------------------------------------------------------------- parties


def test_who_says_so_is_replaced_added_to_and_taken_away(run: Run, talks: Path) -> None:
    for party in (("jp", "Japan"), ("ru", "Russia")):
        run("add", "party", *party)
    told = ("--title", "Told", "--by", "jp", "--says", "jp=A.", "--says", "ru=B.")
    run("update", *told, "--date", "2020-03-01")
    assert run("amend", "2020-03-01", "--by", "ru", "--by", "jp", "--says", "ru=C = D.").code == 0
    assert entries(talks)[-1]["by"] == ["ru", "jp"]
    assert entries(talks)[-1]["says"] == {"jp": "A.", "ru": "C = D."}
    assert run("amend", "2020-03-01", "--by", "", "--says", "jp=").code == 0
    left = {"date": date(2020, 3, 1), "title": "Told", "says": {"ru": "C = D."}}
    assert entries(talks)[-1] == left


# ---------------------------------------------------------------- remove


def test_remove_takes_an_entry_out_with_its_comments_named(run: Run, talks: Path) -> None:
    assert run("remove", "2018-02-01") == (
        0,
        "entry\t-\t2018-02-01\tTalks\tplace\tTokyo\t\t\n"
        "entry\t-\t2018-02-01\tTalks\tsources\thttps://a https://b\t\t\n"
        "entry\t-\t2018-02-01\tTalks\tchanges\twind=piloted\t\t\n"
        "entry\t-\t2018-02-01\tTalks\tabout\twaste\t\t\n",
        "note: until 2018-02-01: `wind` is not yet named, was `pending`\n"
        "note: from 2018-02-01 until 2019-02-01: `wind` is not yet named, was `piloted`\n"
        "note: a comment went with it: # above the talks\n"
        "note: a comment went with it: # of the day\n"
        "note: a comment went with it: # the first\n",
    )
    assert [entry["title"] for entry in entries(talks)][1:] == ["Back"]


@pytest.mark.usefixtures("talks")
def test_an_issue_that_no_entry_names_any_more_stays_and_it_is_said(run: Run) -> None:
    assert run("remove", "2019-02-01").err == (
        "note: no entry names `visas` any more; the issue stays, `open`\n"
        "note: from 2019-02-01 on: `wind` is `piloted`, was `pending`\n"
    )
    assert run("is", "visas", "open").code == 0
    assert run("is", "wind", "piloted").code == 0
