"""The commands that read: status, is, log, diff, timeline, report, check."""

import json
import os
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import IDS, LONG_RECORD, SMALL, TRACKERS, Run, refused, steps
from kurils_cli import records
from kurils_cli.cli.clock import today
from test_cli_checking import DRIFT, DRIFTING

LONG = ("-f", f"{LONG_RECORD}")
SHIPPED = ("-f", "record:2019-12-19")
NO_TRACKER = (
    "note: no tracker here or above; this is the shipped record of 19 December 2019\n"
    "hint: to start a tracker from it: kurils init\n"
)
READING = [("status",), ("log",), ("diff", "2019-09-01"), ("timeline",), ("report",)]


# ---------------------------------------------------------------- which tracker


def test_with_no_tracker_the_shipped_record_is_shown_and_named(run: Run) -> None:
    record = run("status", *SHIPPED).out
    assert record.startswith("area\taquaculture\tpending\t2019-12-19\tAquaculture\t")
    assert run("status") == (0, record, NO_TRACKER)


@pytest.mark.parametrize("as_of", [(), ("--as-of", "2026-11-24")])
def test_the_record_that_stands_in_is_shown_as_of_its_day_and_named(
    run: Run, as_of: tuple[str, ...]
) -> None:
    """So it never reads as the news of today."""
    what = "the record of 2019-12-19 that ships with kurils (a longer one: --file record:2016-2026)"
    for command in ("status", "log", "timeline", "report"):
        data = json.loads(run(command, *as_of, "--format", "json").out)
        assert data["as_of"] == "2019-12-19"
        assert data["title"].endswith(f": {what}")
        for format in ("table", "markdown", "html", "svg"):
            out = run(command, *as_of, "--format", format).out
            assert "2019-12-19" in out
            assert "2026-11" not in out
            assert "a longer one" in " ".join(out.split())
    assert json.loads(run("diff", "2019-09-01", "--format", "json").out)["new"] == "2019-12-19"
    early = json.loads(run("status", "--as-of", "2018-01-01", "--format", "json").out)
    assert early["as_of"] == "2018-01-01"
    told = "note: shown as of 2019-12-19, when that record ends, not of 2019-12-20\n"
    assert run("status", "--as-of", "2019-12-20").err == NO_TRACKER + told
    assert run("status", "--as-of", "2019-12-19").err == NO_TRACKER


@pytest.mark.parametrize("command", [("is", "tourism", "piloted"), ("check",)])
def test_with_no_tracker_what_a_script_asks_is_not_answered(
    run: Run, command: tuple[str, ...]
) -> None:
    assert run(*command) == refused(
        3,
        "there is no kurils.toml here or above to read",
        "kurils init, or --file record:2019-12-19 for the shipped record",
    )


@pytest.mark.parametrize("command", [*READING, ("is", "wind", "pending"), ("check",)])
def test_a_record_that_ships_can_be_named(
    run: Run, tracker_file: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    tracker_file.write_text(records.text("2016-2026"), encoding="utf-8")
    nearest = [f"{each}".replace("kurils.toml", "record:2016-2026") for each in run(*command)]
    tracker_file.write_text("not asked for")
    named = run(*command, "--file", "record:2016-2026")
    assert [f"{each}" for each in named] == nearest
    assert named.code == 0
    monkeypatch.setenv("KURILS_FILE", "record:2016-2026")
    assert run(*command) == named


def test_a_side_of_a_diff_can_be_a_record(run: Run) -> None:
    done = run("diff", "record:2019-12-19", "record:2016-2026", "--format", "json")
    assert (done.code, done.err) == (0, "")
    assert json.loads(done.out)["old"] == "record:2019-12-19"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("", "the records are `2016-2026`, `2019-12-19`"),
        ("../x", "the records are `2016-2026`, `2019-12-19`"),
        ("2016", "did you mean `2016-2026`? the records are `2016-2026`, `2019-12-19`"),
    ],
)
def test_a_record_of_another_name_is_refused(run: Run, name: str, hint: str) -> None:
    told = refused(2, f"no record `{name}` ships with kurils", f"{hint}")
    assert run("status", "--file", f"record:{name}") == told
    assert run("init", "--record", name) == told


@pytest.mark.parametrize("command", [("update", "--title", "x"), ("undo",), ("edit",)])
def test_a_record_can_be_read_not_written(run: Run, command: tuple[str, ...]) -> None:
    assert run(*command, "-f", "record:2016-2026") == refused(
        2, "`record:2016-2026` can be read, not written: name a file"
    )


def test_the_nearest_tracker_upward_is_read(
    run: Run, tracker_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = tracker_file.parent / "a" / "b"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)
    assert run("status").out.count("\n") == 7
    assert run("check").err == "../../kurils.toml: no findings\n"


def test_the_file_named_comes_before_the_environment_and_that_before_the_nearest(
    run: Run, tracker_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("given", "named"):
        (tracker_file.parent / f"{name}.toml").write_text(SMALL)
    assert run("check").err == "kurils.toml: no findings\n"
    monkeypatch.setenv("KURILS_FILE", "named.toml")
    assert run("check").err == "named.toml: no findings\n"
    assert run("check", "-f", "given.toml").err == "given.toml: no findings\n"
    monkeypatch.setenv("KURILS_FILE", "")
    assert run("check").err == "kurils.toml: no findings\n"


def test_a_tracker_can_come_from_standard_input(run: Run) -> None:
    assert run("status", "-f", "-", stdin=SMALL) == run("status", "-f", f"{TRACKERS}/small.toml")
    assert run("status", "-f", "-", stdin=b"\xff").code == 3
    finding = "<stdin>:1: not UTF-8 text: byte 0xff at offset 0\n"
    assert run("check", "-f", "-", stdin=b"\xff") == (1, finding, "")


@pytest.mark.parametrize(
    "command", [*READING, ("is", "wind", "pending"), ("check",), ("update", "wind=piloted")]
)
def test_a_tracker_that_is_not_there_is_an_error(run: Run, command: tuple[str, ...]) -> None:
    assert run(*command, "-f", "no such.toml") == refused(
        3, "there is no tracker at `no such.toml`", "kurils init 'no such.toml'"
    )


def test_a_mark_that_drifted_is_shown_and_told(run: Run, tracker_file: Path) -> None:
    tracker_file.write_text(DRIFTING)
    drift = f"kurils.toml:19: {DRIFT}\n"
    code, out, err = run("status", "tourism")
    assert (code, err) == (0, drift.format(of=""))
    assert out.startswith("area\ttourism\tpending\t\tTourism\tmovement legal\t\t\tdrift\t")
    assert run("is", "tourism", "pending") == (0, "", "")
    assert run("is", "tourism", "pending", "--as-of", "2000-01-01") == (0, "", "")
    assert run("check") == (1, drift.format(of=""), "")
    tracker_file.rename("the team's.toml")
    told = drift.replace("kurils.toml", "the team's.toml")
    told = told.format(of=" --file " + shlex.quote("the team's.toml"))
    assert run("check", "--file", "the team's.toml") == (1, told, "")
    cannot_be_written = drift.replace("kurils.toml", "<stdin>").partition("; to log")[0]
    text = Path("the team's.toml").read_text()
    assert run("check", "--file", "-", stdin=text) == (1, cannot_be_written + "\n", "")


# ---------------------------------------------------------------- status


@pytest.mark.parametrize("command", [("status",), ("log",), ("timeline",), ("report",)])
def test_a_date_before_the_log_is_said_to_be_so(
    run: Run, tracker_file: Path, command: tuple[str, ...]
) -> None:
    code, _, err = run(*command, "--as-of", "2010-01-01")
    assert (code, err) == (0, "note: 2010-01-01 is before the log, which begins on 2019-12-19\n")
    err = run(*command, "--as-of", "2999-01-01").err
    assert err == f"note: 2999-01-01 is after today, {today()}: more may happen by then\n"
    tracker_file.write_text('schema = 1\ntitle = "T"\n')
    code, _, err = run(*command, "--as-of", "2010-01-01")
    assert (code, err) == (0, "note: the log is empty, so the marks are the same on every date\n")


DAY = "a date is `today`, `yesterday` or year-month-day, such as 2019-12-19"
PERIOD = f"{DAY}; a month is 2019-12, a year 2019"


@pytest.mark.parametrize(
    "on",
    [
        *("Dec 19", "2019-1-1", "19.12.2019", "", "tomorrow", "２０１９-12-19", "TODAY"),
        *("201912", "2019-12-"),
    ],
)
@pytest.mark.parametrize(("line", "form"), [("is wind open --as-of", DAY), ("log --until", PERIOD)])
def test_a_date_is_never_guessed(run: Run, line: str, form: str, on: str) -> None:
    told = f"error: {line.split()[-1]}: `{on}` is no date\nhint: {form}\n"
    assert run(*line.split(), on) == (2, "", told)


def test_today_and_yesterday_are_dates(
    run: Run, tracker_file: Path, clock: Callable[[str], None]
) -> None:
    with tracker_file.open("a") as file:
        file.write('\n[[log]]\ndate = 2024-03-01\npiloted = ["wind"]\n')
    clock("2024-03-01")
    assert run("is", "wind", "piloted", "--as-of", "today").code == 0
    assert run("is", "wind", "piloted", "--as-of", "yesterday").code == 1
    assert run("diff", "yesterday", "today") == run("diff", "2024-02-29", "2024-03-01")
    assert run("log", "--since", "today") == run("log", "--since", "2024-03-01")


@pytest.mark.parametrize("on", [" 2019-12-19", "2019-12-19\t", "\u00a02019-12-19\u3000"])
def test_a_blank_pasted_around_a_date_is_no_mistake(run: Run, on: str) -> None:
    assert run("status", "--as-of", on, *LONG) == run("status", "--as-of", "2019-12-19", *LONG)
    assert run("log", "--since", on, *LONG) == run("log", "--since", "2019-12-19", *LONG)
    assert run("diff", on, *LONG) == run("diff", "2019-12-19", *LONG)


@pytest.mark.parametrize(
    ("word", "first", "last"),
    [
        *(("2019", "2019-01-01", "2019-12-31"), ("2019-09", "2019-09-01", "2019-09-30")),
        *((" 2020-02 ", "2020-02-01", "2020-02-29"), ("9999-12", "9999-12-01", "9999-12-31")),
    ],
)
def test_a_month_or_a_year_is_meant_from_its_first_day_to_its_last(
    run: Run, word: str, first: str, last: str
) -> None:
    shown = run("log", "--since", word, "--until", word, *LONG)
    assert shown == run("log", "--since", first, "--until", last, *LONG)
    assert (shown.out == "") == word.startswith("9999")


SIDES = "kurils diff 2019-09-01, old.toml, git:HEAD, record:2019-12-19 or by:PARTY"
STATES = "`pending`, `piloted`, `open`, `resolved`"
REFUSED = f"""
$ status turism
error: no area or issue has the id `turism`
hint: did you mean `tourism`? valid ids: {IDS}
$ status --only done
error: --only: `done` is no state
hint: a state is one of {STATES}
$ status --only pending --only pilotd
error: --only: `pilotd` is no state
hint: did you mean `piloted`? a state is one of {STATES}
$ status --as-of 2019-13-01
error: --as-of: there is no day `2019-13-01`
hint: {DAY}
$ log --since 2019-13
error: --since: there is no month `2019-13`
hint: {PERIOD}
$ log --since 0000
error: --since: there is no year `0000`
hint: {PERIOD}
$ log --since 2020-01-02 --until 2019
error: --since 2020-01-02 is after --until 2019-12-31
hint: kurils log --since 2019-12-31 --until 2020-01-02
$ report --since 2020 --as-of 2019-01-01
error: --since 2020-01-01 is after --as-of 2019-01-01
hint: kurils report --since 2019-01-01 --as-of 2020-01-01
$ timeline --since 2020 --as-of 2019-01-01 --file record:2016-2026
error: --since 2020-01-01 is after --as-of 2019-01-01
hint: kurils timeline --since 2019-01-01 --as-of 2020-01-01 --file record:2016-2026
$ is wnid piloted
error: no area or issue has the id `wnid`
hint: did you mean `wind`? valid ids: {IDS}
$ is wind open
error: `wind` is an area, which can't be `open`
hint: an area is one of `pending`, `piloted`
$ diff nowhere
error: `nowhere` is no date, file, git revision, record or account
hint: {SIDES}
$ diff ''
error: `` is no date, file, git revision, record or account
hint: {SIDES}
$ diff {5000 * "a"}
error: `{5000 * "a"}` is no date, file, git revision, record or account
hint: {SIDES}
$ diff HEAD~2
error: `HEAD~2` is no date, file, git revision, record or account
hint: kurils diff git:HEAD~2
$ diff 0b2e8f1
error: `0b2e8f1` is no date, file, git revision, record or account
hint: kurils diff git:0b2e8f1
$ status --by jp
error: no party has the id `jp`
hint: this tracker names no parties
$ diff by:jp
error: no party has the id `jp`
hint: this tracker names no parties
$ check --stale -1
error: --stale: `-1` is no whole number of days
hint: kurils check --stale 90
$ check a.toml --file b.toml
error: --file and FILE both name a tracker
hint: kurils check FILE FILE
$ diff - -
error: standard input can be read once, so only one side can be `-`
$ diff - -f -
error: standard input can be read once, so only one side can be `-`
"""


@pytest.mark.usefixtures("tracker_file")
@pytest.mark.parametrize(("line", "told"), steps(REFUSED))
def test_a_wrong_question_is_answered_with_the_next_step(run: Run, line: str, told: str) -> None:
    assert run(*shlex.split(line)) == (2, "", told)


def test_a_diff_says_what_does_not_add_up_on_its_newer_side(run: Run, tracker_file: Path) -> None:
    tracker_file.write_text(DRIFTING)
    message = DRIFT.removeprefix("drift: ").partition("; to log")[0]
    found = ["## What does not add up", "", f"- {message}"]
    told = run("diff", "2019-12-01", "--format", "markdown").out.replace("\\", "").splitlines()
    at = told.index(found[0])
    assert told[at : at + 3] == found
    assert found[0] not in run("diff", "2019-12-01", "2019-12-20", "--format", "markdown").out


def test_a_log_is_searched_in_every_text_whatever_the_case(run: Run, tracker_file: Path) -> None:
    tracker_file.write_text(
        'schema = 1\ntitle = "T"\n'
        '[[log]]\ndate = 2020-01-01\ntitle = "A"\nplace = "Tokyo"\nnote = "Остров, Ostrov"\n'
        '[[log]]\ndate = 2020-01-02\ntitle = "B"\nnote = "in TOKYO, Straße"\n'
        'sources = ["https://a"]\n'
    )
    found = {"ostrov": "A", "ОСТРОВ": "A", "tokyo": "BA", "https://a": "B", "strasse": "B", "x": ""}
    for text, titles in found.items():
        code, out, err = run("log", "--grep", text)
        assert (code, err) == (0, "")
        assert "".join(line.split("\t")[2] for line in out.splitlines()) == titles


# ---------------------------------------------------------------- is


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("tourism piloted -f record:2019-12-19", 0),
        ("wind piloted -f record:2019-12-19", 1),
        ("legal open -f record:2019-12-19", 0),
        ("dialogue open --as-of 2019-12-19 -f record:2016-2026", 1),
        ("dialogue open --as-of 2022-03-21 -f record:2016-2026", 0),
    ],
)
def test_is_answers_with_its_exit_code_in_silence(run: Run, line: str, code: int) -> None:
    assert run("is", *line.split()) == (code, "", "")


# ---------------------------------------------------------------- diff


def test_diff_tells_by_its_exit_code_if_asked(run: Run) -> None:
    same = ("diff", "2019-12-19", "2019-12-19", "--exit-code", *LONG)
    assert run(*same) == (0, "", "no difference between 2019-12-19 and 2019-12-19\n")
    assert run(*same, "--format", "plain") == (0, "", "")
    assert "No difference between 2019-12-19 and 2019-12-19" in run(*same, "--format", "table").out
    assert run("diff", "2019-09-01", "2019-12-19", "--exit-code", *LONG).code == 1
    assert run("diff", "2019-09-01", "2019-12-19", *LONG).code == 0


@pytest.mark.usefixtures("tracker_file")
def test_a_bare_diff_shows_what_the_last_date_that_moved_a_mark_changed(run: Run) -> None:
    run("update", "wind=piloted", "--date", "2020-06-01", "--title", "WG")
    run("update", "waste=piloted", "--date", "2020-07-01", "--title", "Nothing new")
    shown = "area\t~\twind\tWind energy\tstatus\tpending\tpiloted\t2020-06-01 WG\t\t\n"
    assert run("diff") == (0, shown, "")
    assert "On 2020-06-01: 1 of 5 areas goes from" in run("diff", "--format", "table").out


def test_a_bare_diff_of_an_empty_log_finds_no_difference(run: Run, tracker_file: Path) -> None:
    tracker_file.write_text('schema = 1\ntitle = "T"\n')
    assert run("diff", "--exit-code") == (0, "", "no difference between the start and now\n")
    assert "No difference between the start and now" in run("diff", "--format", "table").out


def test_diff_of_files_compares_every_field(run: Run, folder: Path) -> None:
    old = SMALL
    (folder / "old.toml").write_text(old)
    (folder / "new.toml").write_text(
        old.replace('"Wind energy"', '"Wind power"').replace('place = "Moscow"\n', "")
    )
    shown = run("diff", "old.toml", "new.toml")
    assert (shown.code, shown.err) == (0, "")
    assert shown.out.startswith("area\t~\twind\tWind power\tname\tWind energy\tWind power\t\t\t\n")
    assert "\nentry\t~\t2019-12-19\t" in shown.out
    assert "\tplace\tMoscow\t" in shown.out
    assert run("diff", "-", "new.toml", stdin=old) == shown
    assert run("diff", "old.toml", "-f", "new.toml") == shown
    assert run("diff", "old.toml", "-f", "-", stdin=(folder / "new.toml").read_text()) == shown


@pytest.mark.usefixtures("tracker_file")
def test_diff_of_a_date_with_now(run: Run) -> None:
    code, out, err = run("diff", "2019-12-18")
    ids = [line.split("\t")[2] for line in out.splitlines()]
    assert (code, ids) == (0, ["tourism", "waste", "movement", "legal"])
    assert err == "note: 2019-12-18 is before the log, which begins on 2019-12-19\n"


def test_what_there_is_to_say_of_a_tracker_is_said_once(run: Run) -> None:
    assert run("diff", "2019-01-01", "2019-12-19").err.count("note: no tracker here or above") == 1


# ---------------------------------------------------------------- timeline, report, formats


@pytest.mark.parametrize(
    ("format", "start"),
    [
        *(("table", ""), ("plain", ""), ("csv", "kind,"), ("json", '{\n  "schema": "kurils/')),
        *(("markdown", "# "), ("html", "<!DOCTYPE html>"), ("svg", "<svg ")),
    ],
)
@pytest.mark.parametrize("command", [*READING, ("check",)])
def test_every_command_gives_the_format_asked_for_the_same_each_time(
    run: Run, command: tuple[str, ...], format: str, start: str
) -> None:
    first = run(*command, "--format", format, *LONG)
    assert first == run(*command, "--format", format, *LONG)
    err = f"{LONG_RECORD}: no findings\n" if command == ("check",) and format != "table" else ""
    assert (first.code, first.err) == (0, err)
    assert first.out.startswith(start)


# ---------------------------------------------------------------- check


def test_a_warning_fails_only_a_strict_check(run: Run, tracker_file: Path) -> None:
    tracker_file.write_text(SMALL.replace("note = ", "nota = ", 1))
    code, out, err = run("check")
    assert (code, err) == (0, "")
    assert out == "kurils.toml:38: warning: unknown key `nota`; did you mean `note`?\n"
    assert run("check", "--strict") == (1, out, "")
    assert run("status").err == ""


@pytest.mark.usefixtures("clock")
def test_a_drift_is_told_with_what_mends_it_today(run: Run, tracker_file: Path) -> None:
    text = tracker_file.read_text() + '\n[[log]]\ndate = {}\nresolved = ["legal"]\n'
    tracker_file.write_text(text.format("2026-11-24"))
    assert run("check").out.endswith("; to settle it: kurils edit\n")
    tracker_file.write_text(text.format("2026-11-23"))
    log_it = "update legal=open --title TITLE --date DATE"
    mends = f"to log the mark: kurils {log_it}; to change it: kurils edit\n"
    assert run("check").out.endswith(mends)
    assert run(*log_it.split()).err.startswith("error: --date: `DATE` is no date\n")
    assert run(*log_it.replace("DATE", "2026-11-24").split()).code == 0
    assert run("check").code == 0


def test_a_folder_that_is_gone_is_a_clear_error(run: Run, folder: Path) -> None:
    (folder / "gone").mkdir()
    os.chdir(folder / "gone")
    (folder / "gone").rmdir()
    told = "error: the current folder is no longer there\n"
    for command in (["status"], ["update", "wind=piloted"], ["status", "-f", "git:HEAD:k"]):
        assert run(*command) == (3, "", told)


def test_states_that_are_asked_for_add_to_each_other_and_narrow_the_ids(run: Run) -> None:
    shown = run("status", "--only", "pending", "--only", "resolved").out
    assert [line.split("\t")[2] for line in shown.splitlines()] == ["pending"] * 3
    [waste] = run("status", "wind", "waste", "--only", "piloted").out.splitlines()
    assert waste.startswith("area\twaste\t")


RECORD = ("-f", "record:2016-2026")


def test_a_timeline_is_of_some_ids_and_a_part_of_the_time(run: Run) -> None:
    told = run("timeline", "wind", "tourism", "--since", "2019", "--until", "2019-11", *RECORD)
    assert told == (
        0,
        "interval\ttourism\tpending\t2017-09-07\t2019-11-02\tTourism\t\t\n"
        "interval\ttourism\tpiloted\t2019-11-02\t\tTourism\t"
        "jp:piloted ru:piloted\tjp:2019-11-02 ru:2019-11-02\n"
        "interval\twind\tpending\t2017-09-07\t\tWind energy\t"
        "jp:pending ru:pending\tjp:2017-09-07 ru:2017-09-07\n",
        "",
    )
    assert run("timeline", "tourism", "--until", "2017-09-06", *RECORD).out == ""
    early = run("timeline", "tourism", "--as-of", "2017-09-06", *RECORD, "--format", "table").out
    assert early.endswith("\nnone of these is named yet\n")
    after = run("timeline", "tourism", "--since", "2020", *RECORD).out
    assert after == told.out.splitlines(keepends=True)[1]


def test_a_report_is_of_what_is_recent_of_all_or_since_a_day(run: Run) -> None:
    def report(*options: str) -> dict[str, Any]:
        shown = run("report", *options, "--format", "json", *RECORD).out
        return dict(json.loads(shown))

    recent, full = report()["entries"], report("--full")["entries"]
    assert (len(recent), recent[:10]) == (16, full[:10])
    since = report("--since", "2022-03-21")
    assert [*since][-2:] == ["since", "changes"]
    assert since["entries"] == full[:26]
    assert [change["id"] for change in since["changes"]] == ["dialogue"]
    lines = run("report", "--since", "2022-03-21", *RECORD).out.splitlines()
    assert [line for line in lines if line.startswith("changed")] == [
        "changed\tdialogue\t\topen\t2022-03-21\t"
        "Dialogue on joint economic activity after Russia's withdrawal\tjp ru"
        + 13 * "\t"
        + "jp:open ru:open\tjp:2022-03-22 ru:2022-03-21"
    ]


def test_an_entry_is_shown_by_the_name_that_log_gives_it(run: Run, folder: Path) -> None:
    (folder / "kurils.toml").write_text(
        'schema = 1\ntitle = "T"\n[areas.wind]\nname = "Wind"\nstatus = "piloted"\n'
        '[[log]]\ndate = 2020-01-01\ntitle = "A"\n'
        '[[log]]\ndate = 2020-01-01\ntitle = "B"\npiloted = ["wind"]\n'
        '[[log]]\ndate = 2020-01-02\ntitle = "C"\nabout = ["wind"]\n'
    )
    c, b, a = run("log", "--oneline").out.splitlines(keepends=True)
    assert c == "entry\t2020-01-02\tC\t\n"
    assert b == "entry\t2020-01-01#2\tB\twind:pending->piloted\n"
    assert a == "entry\t2020-01-01#1\tA\t\n"
    assert run("log", "2020-01-01", "--oneline").out == b + a
    assert run("log", "wind", "2020-01-01#1", "--oneline").out == c + b + a
    [shown] = json.loads(run("log", "2020-01-01#2", "--format", "json").out)["entries"]
    assert (shown["entry"], shown["title"]) == ("2020-01-01#2", "B")
    known = "there is no entry of 2020-01-03\n2020-01-01#1  A\n2020-01-01#2  B\n2020-01-02  C"
    assert run("log", "2020-01-03") == refused(2, known, "kurils log 2020-01-02")
    assert run("remove", "2020-01-01#2").code == 0
    assert run("log", "-n", "0").out == ""


def test_a_resolved_issue_blocks_nothing_that_is_shown(run: Run, tracker_file: Path) -> None:
    tracker_file.write_text(SMALL.replace('"open"', '"resolved"'))
    [line, _] = run("status", "--only", "resolved").out.splitlines()
    assert line.split("\t")[6] == ""
    assert json.loads(run("status", "legal", "--format", "json").out)["issues"][0]["blocks"] == []
