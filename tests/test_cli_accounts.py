"""Who says so, from the command line: accounts of parties, and contested marks."""

import json
from html import unescape
from pathlib import Path

import pytest

from conftest import NO_SOURCE, Run, refused
from kurils_cli import records

TALKS = """\
schema = 1
title = "Talks"
[parties.jp]
name = "Japan"
[parties.ru]
name = "Russia"
[areas.wind]
name = "Wind energy"
status = "pending"
"""
LONG = ("-f", "record:2016-2026")


@pytest.fixture
def talks(folder: Path) -> Path:
    """A tracker of two parties, with nothing logged."""
    path = folder / "kurils.toml"
    path.write_text(TALKS)
    return path


def columns(run: Run, *options: str) -> list[str]:
    """Mark, since, who says so and the accounts of `wind`, as plain has them."""
    fields = run("status", "wind", *options, "--format", "plain").out.rstrip("\n").split("\t")
    return [fields[2], fields[3], *fields[9:11]]


@pytest.mark.usefixtures("talks")
def test_one_says_it_the_other_is_silent_then_differs_then_agrees(run: Run) -> None:
    assert run("update", "wind=piloted", "--date", "2020-01-01", "--by", "ru").err == NO_SOURCE
    assert columns(run) == ["piloted", "2020-01-01", "ru", "ru:piloted"]
    assert run("status", "wind", "--by", "jp", "--format", "plain").out == ""
    shown = json.loads(run("status", "--format", "json").out)["areas"][0]
    assert (shown["said_by"], shown["accounts"]) == (["ru"], {"jp": None, "ru": "piloted"})

    contested = (
        "note: `wind` is contested: Japan: pending since 2020-02-01; "
        "Russia: piloted since 2020-01-01; each account is kept, the mark is the newest\n"
        f"{NO_SOURCE}"
    )
    told = run("update", "wind=pending", "--date", "2020-02-01", "--by", "jp")
    assert told.err == contested
    again = ("--date", "2020-02-02", "--by", "jp", "-n")
    assert run("update", "wind=pending", *again).err.endswith(contested)
    assert run("update", "--title", "Talks", *again).err == NO_SOURCE
    assert columns(run) == ["pending", "2020-02-01", "jp", "jp:pending ru:piloted"]
    assert run("check").code == 0
    assert columns(run, "--by", "ru") == ["piloted", "2020-01-01", "ru", "ru:piloted"]
    then = ("--by", "jp", "--as-of", "2020-01-15")
    assert run("status", "wind", *then, "--format", "plain").out == ""

    told = run("update", "wind=piloted", "--date", "2020-03-01", "--by", "jp", "--by", "ru")
    assert told.err.startswith("note: `wind` is no longer contested\n")
    assert columns(run) == ["piloted", "2020-03-01", "jp ru", "jp:piloted ru:piloted"]
    assert columns(run, "--as-of", "2020-02-15") == [
        *("pending", "2020-02-01", "jp", "jp:pending ru:piloted")
    ]


@pytest.mark.usefixtures("talks")
def test_two_parties_of_one_date_contest_and_one_party_disputes_itself(run: Run) -> None:
    date = ("--date", "2020-01-01")
    assert run("update", "wind=piloted", *date, "--by", "ru").code == 0
    told = run("update", "wind=pending", *date, "--by", "jp").err
    assert told.endswith(f"each account is kept, the mark is the later in the file\n{NO_SOURCE}")
    assert columns(run)[3] == "jp:pending ru:piloted"
    assert run("check").code == 0
    assert run("update", "wind=pending", *date, "--by", "ru") == refused(
        2,
        "an entry of 2020-01-01 already puts `wind` into `piloted`; another of that day into "
        "`pending` would be a dispute",
        "to change that entry: kurils amend 2020-01-01#1",
    )


@pytest.mark.usefixtures("talks")
def test_an_answer_is_by_the_account_that_is_asked_for(run: Run) -> None:
    run("update", "wind=piloted", "--date", "2020-01-01", "--by", "ru")
    assert run("is", "wind", "piloted", "--by", "ru").code == 0
    assert run("is", "wind", "piloted", "--by", "jp") == (1, "", "")
    assert run("is", "wind", "piloted", "--by", "ru", "--as-of", "2019-12-31").code == 1


@pytest.mark.usefixtures("talks")
def test_a_diff_of_two_accounts_lists_the_marks_on_which_they_differ(run: Run) -> None:
    run("update", "wind=piloted", "--date", "2020-01-01", "--by", "ru")
    for sides, sign in (("by:jp by:ru", "+"), ("by:ru by:jp", "-"), ("by:jp by:jp", "")):
        out = run("diff", *sides.split()).out
        assert out.startswith(f"area\t{sign}\twind\tWind energy\tstatus\t" if sign else "")
        assert bool(out) == bool(sign)


def test_a_diff_of_accounts_or_of_the_tracker_can_be_as_of_a_day(run: Run) -> None:
    def differing(*sides: str) -> list[list[str]]:
        lines = run("diff", *sides, "--as-of", "2019-10-01", *LONG).out.splitlines()
        return [line.split("\t")[2:7] for line in lines]

    waste = ["waste", "Waste management", "status"]
    assert differing("by:jp", "by:ru") == [[*waste, "piloted", "pending"]]
    assert differing("2019-09-15") == differing() == [[*waste, "pending", "piloted"]]
    found = run("diff", "by:jp", "by:ru", "--as-of", "2019-10-01", *LONG, "--format", "table").out
    assert found.startswith("Japan's account and Russia's account differ on 1 of 7 marks\n")
    assert "\nAs of 2019-10-01\n" in found
    assert run("diff", "2019-01-01", "2019-02-01", "--as-of", "2019-03-01", *LONG) == refused(
        2, "--as-of goes with sides that are no dates", "kurils diff --help"
    )
    early = run("diff", "2016-01-01", "2016-02-01", "--by", "ru", *LONG)
    assert early.err.endswith("no difference between 2016-01-01 and 2016-02-01\n")


@pytest.mark.parametrize(
    ("sides", "meant"),
    [
        ("by:ru", "by:jp by:ru"),
        ("by:ru by:jp", "by:ru by:jp"),
        ("2020-01-01 by:ru", "2020-01-01 by:ru"),
    ],
)
@pytest.mark.usefixtures("talks")
def test_a_diff_takes_an_account_from_its_sides_or_from_an_option(
    run: Run, sides: str, meant: str
) -> None:
    told = "error: --by and a side `by:PARTY` both name an account\n"
    assert run("diff", *sides.split(), "--by", "jp") == (
        2,
        "",
        f"{told}hint: kurils diff {meant}\n",
    )


def test_the_accounts_of_the_long_record_differ_where_one_side_alone_says_so(
    run: Run, folder: Path
) -> None:
    path, answer = folder / "kurils.toml", 'by = ["jp"]\nsays.jp = "Kishida says that all'
    text = records.text("2016-2026")
    assert run("diff", "by:jp", "by:ru", *LONG, "--format", "plain").out == ""
    path.write_text(text.replace(answer, answer.replace('"jp"', '"ru"')), encoding="utf-8")
    listed = run("diff", "by:jp", "by:ru", "--format", "plain").out
    assert [line.split("\t")[:3] for line in listed.splitlines()] == [["issue", "+", "dialogue"]]


@pytest.mark.parametrize("command", ["status", "log", "timeline", "report"])
def test_every_report_of_an_account_says_whose_it_is(run: Run, command: str) -> None:
    told = run(command, *LONG, "--by", "jp", "--format", "json").out
    assert json.loads(told)["by"] == "jp"
    for format in ("markdown", "html", "table"):
        told = run(command, *LONG, "--by", "jp", "--format", format).out
        assert "by japan's account" in unescape(told).casefold()


@pytest.mark.usefixtures("talks")
def test_that_there_is_no_entry_is_said_of_the_account_and_day_that_are_asked_for(run: Run) -> None:
    run("update", "wind=piloted", "--date", "2020-01-01", "--by", "ru", "--title", "R")
    run("update", "--date", "2020-01-02", "--by", "jp", "--title", "J")
    wrong = "there is no entry of 2020-01-01\n2020-01-02  J"
    assert run("log", "2020-01-01", "--by", "jp") == refused(
        2, f"by Japan's account {wrong}", "kurils log --by jp 2020-01-02"
    )
    assert run("log", "2020-01-01", "--by", "jp", "--as-of", "2020-01-03") == refused(
        2,
        f"by Japan's account as of 2020-01-03 {wrong}",
        "kurils log --by jp --as-of 2020-01-03 2020-01-02",
    )


def test_a_party_that_is_renamed_is_a_change(run: Run, talks: Path) -> None:
    (talks.parent / "old.toml").write_text(TALKS)
    talks.write_text(TALKS.replace('"Japan"', '"日本"'))
    assert run("diff", "old.toml").out.split("\t")[:7] == [
        *("party", "~", "jp", "日本", "name", "Japan", "日本")
    ]
