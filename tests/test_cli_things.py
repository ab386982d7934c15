"""add, set, remove ID and init --empty: no editor is needed for what is no entry."""

import json
import shlex
from pathlib import Path

import pytest

from conftest import AREAS, IDS, SMALL, Run, refused, steps
from kurils_cli.check import ID_FORM
from kurils_cli.toml_format import read

PARTIES = '\n[parties.jp] # speaks\nname = "Japan"\n[parties.ru]\nname = "Russia"\n'


@pytest.fixture(autouse=True)
def parties(tracker_file: Path) -> None:
    tracker_file.write_text(SMALL + PARTIES)


def test_an_area_an_issue_and_a_party_are_added_and_taken_out_again(
    run: Run, tracker_file: Path
) -> None:
    old = tracker_file.read_text()
    area = ("ports", "Port development", "--note", "N", "--called", "jp=港湾")
    assert run("add", "area", *area) == (
        0,
        "area\t+\tports\tPort development\tstatus\t\tpending\t\n"
        "area\t+\tports\tPort development\tnote\t\tN\t\n"
        "area\t+\tports\tPort development\tcalled.jp\t\t港湾\t\n",
        "",
    )
    assert run("add", "issue", "visas", "Visa rules", "--blocks", "ports", "--blocks", "wind") == (
        0,
        "issue\t+\tvisas\tVisa rules\tstatus\t\topen\t\n"
        "issue\t+\tvisas\tVisa rules\tblocks\t\tports wind\t\n",
        "hint: to log that it was raised: kurils update visas=open --title TITLE\n",
    )
    done = run("add", "party", "cn", "China", "--lang", "zh", "--format", "table")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Added the party `cn`: China\n")
    assert "\tadd\tthe issue `visas`: Visa rules\n" in run("undo", "--list").out
    tracker = read(tracker_file.read_text(), "k").tracker
    assert tracker.areas[-1].called == (("jp", "港湾"),)
    assert tracker.issues[-1].blocks == ("ports", "wind")
    assert tracker.parties[-1].lang == "zh"
    for id in ("cn", "visas", "ports"):
        assert run("remove", id).code == 0
    assert tracker_file.read_text() == old


@pytest.mark.parametrize(
    ("line", "change"),
    [
        ("wind --name Winds", "area\t~\twind\tWinds\tname\tWind energy\tWinds\t\n"),
        ("movement --blocks none", "~\tmovement\t…\tblocks\tevery area\tno area\t\n"),
        ("movement --blocks wind --note N", "~\tmovement\t…\tblocks\tevery area\twind\t\n"),
        ("wind --called jp=風力", "area\t~\twind\tWind energy\tcalled.jp\t\t風力\t\n"),
        ("jp --lang ja --name 日本", "party\t~\tjp\t日本\tlang\t\tja\t\n"),
    ],
)
def test_a_field_is_changed_and_changed_back(
    run: Run, tracker_file: Path, line: str, change: str
) -> None:
    old = tracker_file.read_text()
    dry = run("set", *shlex.split(line), "-n")
    assert tracker_file.read_text() == old
    done = run("set", *shlex.split(line))
    assert (done.code, done.err) == (0, "")
    assert dry == done
    name = "Movement of those involved in joint economic activity"
    assert change.replace("…", name) in done.out
    assert run("undo").code == 0
    assert tracker_file.read_text() == old


def test_what_is_taken_away_leaves_no_key(run: Run, tracker_file: Path) -> None:
    old = tracker_file.read_text()
    run("set", "movement", "--note", "N", "--called", "ru=Термин", "--blocks", "wind")
    assert "Термин" in tracker_file.read_text()
    assert run("set", "movement", "--note", "", "--called", "ru=", "--blocks", "all").code == 0
    assert tracker_file.read_text() == old


def test_an_id_is_renamed_wherever_it_is_named_in_one_write(run: Run, tracker_file: Path) -> None:
    run("set", "movement", "--blocks", "tourism")
    before = tracker_file.read_text()
    assert run("set", "tourism", "--id", "travel", "--name", "Travel") == (
        0,
        "area\t~\ttravel\tTravel\tid\ttourism\ttravel\t\n"
        "area\t~\ttravel\tTravel\tname\tTourism\tTravel\t\n",
        "",
    )
    text = before.replace('"tourism"', '"travel"').replace('"Tourism"', '"Travel"')
    text = text.replace("areas.tourism", "areas.travel")
    assert tracker_file.read_text() == text
    assert run("set", "jp", "--id", "japan").code == 0
    assert "[parties.japan] # speaks" in tracker_file.read_text()


def test_what_is_done_is_told_as_json(run: Run) -> None:
    for line in ("add area x X", "set x --id y", "remove y"):
        command, *rest = line.split()
        document = json.loads(run(command, *rest, "--format", "json").out)
        assert document["schema"] == f"kurils/{command}@1"
        assert document["entry"] is None
        assert document["what"].startswith("the area `")


REFUSED = f"""
$ add area wind 'Wind power'
error: `wind` is there already: the area `Wind energy`
hint: kurils set wind --name 'Wind power'
$ add issue 'Tax & Law' Taxes
error: `Tax & Law` is no id: an id is {ID_FORM}
hint: kurils add issue tax-law Taxes
$ add area 港湾 Ports
error: `港湾` is no id: an id is {ID_FORM}
$ add issue visas Visas --blocks tuorism
error: --blocks: `tuorism` is no area
hint: did you mean `tourism`? the areas are {AREAS}
$ add area x X --blocks wind
error: --blocks goes with issue, not with area
$ add party x X --note N
error: --note goes with area and issue, not with party
$ add area x ' '
error: NAME is empty
$ add area x X --called jp
error: --called: `jp` is no party and its text, with `=` between
hint: --called 'jp=The tour is a success.'
$ set wind=piloted
error: `wind=piloted` is no id
hint: kurils update wind=piloted
$ set wind piloted
error: too many arguments: `piloted`
hint: kurils update wind=piloted
$ set wind
error: nothing to change: name an option
hint: kurils set --help
$ set wind --name 'Wind energy'
error: nothing to change: `wind` is so already
hint: kurils status wind
$ set jp --name Japan --id jp
error: nothing to change: `jp` is so already
$ set wind --lang ja
error: --lang goes with party, not with area
$ set jp --lang ja_JP
error: --lang: `ja_JP` is no tag of a language
hint: a language has a tag of BCP 47, such as `ja`, `ru` or `zh-Hant`
$ set legal --blocks all --blocks wind
error: --blocks: `all` is no area
hint: the areas are {AREAS}; or one word alone: `all` or `none`
$ update --raise jp=Visas
error: --raise: `jp` is there already: the party `Japan`
$ set wind --id Wind
error: --id: `Wind` is no id
hint: an id is {ID_FORM}
$ set wnid --name W
error: no area, issue or party has the id `wnid`
hint: did you mean `wind`? the ids are {IDS}, `jp`, `ru`
$ set 2019-12-19 --name W
error: `2019-12-19` is an entry, not an id
hint: kurils amend 2019-12-19
$ init e.toml --empty --record x
error: --empty and --record are two ways to start
hint: kurils init --empty
$ update wind=piloted --by jpn
error: no party has the id `jpn`
hint: did you mean `jp`? the parties are `jp`, `ru`
$ update wind=piloted --by japan
error: no party has the id `japan`
hint: did you mean `jp`? the parties are `jp`, `ru`
$ update wind=piloted --says us=x
error: no party has the id `us`
hint: the parties are `jp`, `ru`
$ update wind=piloted --says jp=a --says jp=b
error: --says: `jp` is given twice
"""


@pytest.mark.parametrize(("line", "told"), steps(REFUSED))
def test_what_is_refused_is_told_with_the_next_step(
    run: Run, tracker_file: Path, line: str, told: str
) -> None:
    old = tracker_file.read_text()
    assert run(*shlex.split(line)) == (2, "", told)
    assert tracker_file.read_text() == old


def test_what_is_named_stays_until_the_commands_of_the_hints_are_run(
    run: Run, tracker_file: Path
) -> None:
    run("set", "movement", "--blocks", "tourism")
    run("set", "legal", "--blocks", "tourism", "--blocks", "wind")
    run(*shlex.split("update --title T --date 2020-01-01 --about tourism --by jp --by ru"))
    run("amend", "2020-01-01", "--says", "jp=J")
    run("set", "wind", "--called", "jp=風")
    assert run("remove", "jp").err.splitlines()[:3] == [
        "error: the party `jp` can't go while it is named",
        "2020-01-01  T (by, says)",
        "wind  Wind energy (called)",
    ]
    for id in ("tourism", "jp"):
        for _ in range(5):
            done = run("remove", id)
            if done.code == 0:
                break
            command = done.err.splitlines()[-1].removeprefix("hint: kurils ")
            assert run(*shlex.split(command)).code == 0, command
        assert done.code == 0
    assert run("check").out == ""
    assert "blocks = []" in tracker_file.read_text()


def test_what_many_entries_name_is_refused_with_the_first_of_them(run: Run) -> None:
    run("init", "long.toml", "--record", "2016-2026")
    told = run("remove", "jp", "-f", "long.toml").err.splitlines()
    assert told[0] == "error: the party `jp` can't go while it is named"
    assert told[1] == "2016-12-16  Consultations to start (by, says)"
    assert told[12:] == [
        "2017-09-23  First grave visit by air (by, says)",
        "and 73 more",
        "hint: kurils amend 2016-12-16 --by ru --says jp= --file long.toml",
    ]


def test_what_was_looked_for_is_taken_out_by_hand(run: Run, tracker_file: Path) -> None:
    tracker_file.write_text(
        'schema = 1\ntitle = "T"\n[areas.x]\nname = "X"\nstatus = "pending"\n'
        '[[looked]]\ndate = 2020-01-01\nabout = ["x"]\n'
    )
    why = "the area `x` can't go while it is named\n2020-01-01  looked for news (about)"
    assert run("remove", "x") == refused(2, why, "kurils edit")


def test_an_empty_tracker_has_the_five_areas_and_says_when_a_mark_is_set(
    run: Run, folder: Path
) -> None:
    dry = run("init", "e.toml", "--empty", "--title", "Talks", "-n")
    assert (dry.code, dry.err) == (0, "would write e.toml\n")
    assert not (folder / "e.toml").exists()
    assert run("init", "e.toml", "--empty", "--title", "Talks") == (0, "", "wrote e.toml\n")
    text = (folder / "e.toml").read_text()
    assert text == dry.out
    assert "on the day on which the\n# pilot ended" in text
    tracker = read(text, "k").tracker
    assert [(area.id, area.status) for area in tracker.areas] == [
        (id, "pending") for id in ("aquaculture", "greenhouse", "tourism", "wind", "waste")
    ]
    assert tracker == tracker._replace(title="Talks", issues=(), log=(), parties=())
    run("add", "party", "jp", "Japan", "-f", "e.toml")
    run("update", "--title", "T", "--raise", "visas=Visas", "-f", "e.toml")
    headers = [line for line in (folder / "e.toml").read_text().splitlines() if line[:1] == "["]
    assert headers[5:] == ["[issues.visas]", "[parties.jp]", "[[log]]"]
    assert run("init", "r.toml", "--title", "Mine").code == 0
    assert 'title = "Mine"' in (folder / "r.toml").read_text()
