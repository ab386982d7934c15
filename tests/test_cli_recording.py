"""update from options, looked, and what holds for all that write."""

import json
import re
import shlex
import signal
import threading
import tomllib
from datetime import date
from pathlib import Path

import pytest

from conftest import IDS, NO_SOURCE, SMALL, Run, refused, steps

WORKING_GROUP = ("wind=piloted", "--date", "2020-06-01", "--title", "Working group")
SHOWN = "2020-06-01 Working group"


# ---------------------------------------------------------------- update


def test_update_logs_the_entry_sets_the_mark_and_shows_the_difference(
    run: Run, tracker_file: Path
) -> None:
    assert run("update", *WORKING_GROUP) == (
        0,
        f"area\t~\twind\tWind energy\tstatus\tpending\tpiloted\t{SHOWN}\n"
        "entry\t+\t2020-06-01\tWorking group\tchanges\t\twind=piloted\t\n",
        NO_SOURCE,
    )
    wind = '[areas.wind]\nname = "Wind energy"\nstatus = '
    assert tracker_file.read_text() == (
        SMALL.replace(f'{wind}"pending"', f'{wind}"piloted"')
        + '\n[[log]]\ndate = 2020-06-01\ntitle = "Working group"\npiloted = ["wind"]\n'
    )
    assert run("check") == (0, "", "kurils.toml: no findings\n")


def test_update_writes_all_that_it_is_told(run: Run, tracker_file: Path) -> None:
    code, _, err = run(
        *("update", "wind=piloted", "legal=resolved", "--date", "2020-06-01", "--title", "T"),
        *("--place", "Tokyo", "--note", "N", "--raise", "visas=Visas = permits"),
        *("--source", "https://a", "--source", "https://b", "--source", " https://a"),
        *("--about", "waste", "--about", "movement", "--about", "waste"),
    )
    note = "note: `visas` blocks every area; to narrow it: kurils set visas --blocks ID\n"
    assert (code, err) == (0, note)
    document = tomllib.loads(tracker_file.read_text())
    assert document["log"][-1] == {
        "date": date(2020, 6, 1),
        "title": "T",
        "place": "Tokyo",
        "sources": ["https://a", "https://b"],
        "note": "N",
        "piloted": ["wind"],
        "open": ["visas"],
        "resolved": ["legal"],
        "about": ["waste", "movement"],
    }
    assert document["issues"]["visas"] == {"title": "Visas = permits", "status": "open"}
    assert document["issues"]["legal"]["status"] == "resolved"


def test_a_new_issue_blocks_the_areas_that_are_named(run: Run, tracker_file: Path) -> None:
    raised = ("update", "--raise", "visas=Visas", "--raise", "fees=Fees", "--source", "https://a")
    areas = ("--blocks", "visas=wind", "--blocks", "fees=waste", "--blocks", "visas=tourism")
    assert run(*raised, *areas, "--date", "2020-06-01").err == ""
    issues = tomllib.loads(tracker_file.read_text())["issues"]
    assert issues["visas"]["blocks"] == ["wind", "tourism"]
    assert issues["fees"]["blocks"] == ["waste"]


def test_update_without_a_date_is_of_today_and_says_so(run: Run, tracker_file: Path) -> None:
    earliest = date.today()
    code, _, err = run("update", "wind=piloted")
    entry = tomllib.loads(tracker_file.read_text())["log"][-1]
    assert (code, err) == (0, f"note: dated today, {entry['date']}\n{NO_SOURCE}")
    assert earliest <= entry["date"] <= date.today()


TITLE = "Foreign ministers Lavrov (Russia) and Motegi (Japan)"
NOTES = f"""
$ update tourism=pending --date 2019-12-01
note: `tourism` stays `piloted`: the entry of 2019-12-19 ({TITLE}) is later
note: until 2019-12-01: `tourism` is not yet named, was `pending`
$ update tourism=piloted --date 2020-01-01
note: `tourism` was `piloted` already
$ update tourism=piloted --date 2019-10-30
note: `tourism` stays `piloted`, now since 2019-10-30, no longer since 2019-12-19
$ update wind=pending --date 2020-05-01
note: `wind` stays `piloted`: the entry of 2020-06-01 is later
note: until 2020-05-01: `wind` is not yet named, was `pending`
$ update --title Talks --date 2009-12-31
$ update --title Talks --date 2008-12-31
note: 2008-12-31 is long before the log, which begins on 2019-12-19: is it the year?
$ update --title Talks --date 1019-12-31
note: 1019-12-31 is long before the log, which begins on 2019-12-19: is it the year?
"""


@pytest.mark.parametrize(("line", "told"), steps(NOTES))
def test_what_may_surprise_about_an_entry_is_said(
    run: Run, tracker_file: Path, line: str, told: str
) -> None:
    run("update", "wind=piloted", "--date", "2020-06-01")
    marks = run("status").out.count("piloted\t")
    assert run(*shlex.split(line))[::2] == (0, f"{told}{NO_SOURCE}")
    assert run("status").out.count("piloted\t") == marks
    assert tracker_file.read_text().count("[[log]]") == 3


BY_HAND = f"""
$ update wind=piloted --date 2020-01-01
note: `wind` stays `piloted`, now since 2020-01-01
note: until 2020-01-01: `wind` is `pending`, was `piloted`
$ update tourism=pending --date 2019-12-01
note: `tourism` becomes `piloted`: the entry of 2019-12-19 ({TITLE}) is later
note: until 2019-12-01: `tourism` is not yet named, was `pending`
"""
"""What is told of a mark by hand that gets an entry, and of a drift that ends."""


@pytest.mark.parametrize(("line", "told"), steps(BY_HAND))
def test_what_becomes_of_a_mark_by_hand_is_said(
    run: Run, tracker_file: Path, line: str, told: str
) -> None:
    id, by_hand = line.split()[1].split("=")
    head, area, rest = tracker_file.read_text().partition(f"[areas.{id}]")
    rest = re.sub('status = ".*"', f'status = "{by_hand}"', rest, count=1)
    tracker_file.write_text(head + area + rest)
    assert run(*line.split())[::2] == (0, f"{told}{NO_SOURCE}")


@pytest.mark.usefixtures("clock", "tracker_file")
def test_an_entry_of_a_day_to_come_may_announce(run: Run) -> None:
    assert run("update", "--title", "Talks", "--date", "2026-11-25") == (
        0,
        "entry\t+\t2026-11-25\tTalks\t\t\t\t\n",
        f"note: 2026-11-25 is after today, 2026-11-24\n{NO_SOURCE}",
    )
    assert run("check", "--strict").code == 0
    assert run("status").err == ""


@pytest.mark.usefixtures("tracker_file")
def test_an_entry_that_stands_there_already_is_pointed_out(run: Run) -> None:
    note = "note: the log has an entry that says the same already\n"
    hint = "hint: to take it back: kurils undo\n"
    assert note not in run("update", *WORKING_GROUP).err
    assert run("update", *WORKING_GROUP, "-n").err.endswith(f"already\n{NO_SOURCE}")
    assert note + hint not in run("update", *WORKING_GROUP, "-n").err
    assert run("update", *WORKING_GROUP).err.startswith(note)
    assert run("update", *WORKING_GROUP).err.endswith(hint)


# ---------------------------------------------------------------- looked


LOOKED = """
[[looked]]
date = 2026-11-24
about = ["wind", "legal"]
where = ["mofa.go.jp", "tass.com"]
note = "Nothing."
"""


@pytest.mark.usefixtures("clock")
def test_a_day_of_looking_is_logged_and_shown(run: Run, tracker_file: Path) -> None:
    found = run(
        *("looked", "wind", "legal", "wind", "--where", "mofa.go.jp", "--where", "tass.com"),
        *("--note", "Nothing."),
    )
    assert found == (
        0,
        "looked\t+\t2026-11-24\t\tabout\t\twind legal\t\n"
        "looked\t+\t2026-11-24\t\twhere\t\tmofa.go.jp tass.com\t\n"
        "looked\t+\t2026-11-24\t\tnote\t\tNothing.\t\n",
        "note: dated today, 2026-11-24\n",
    )
    assert tracker_file.read_text() == SMALL + LOOKED
    shown = json.loads(run("status", "wind", "waste", "--format", "json").out)["areas"]
    assert [(area["last"], area["looked"]) for area in shown] == [
        ("2019-12-19", "2026-11-24"),
        ("2019-12-19", None),
    ]
    assert run("undo", "--list").out.endswith("\tlooked\tno news of wind, legal on 2026-11-24\n")


@pytest.mark.usefixtures("clock")
def test_looking_for_news_of_all_may_be_of_a_day_before(run: Run, tracker_file: Path) -> None:
    assert run("looked", "--date", "2026-11-01", "-n").err == ""
    assert tracker_file.read_text() == SMALL
    assert run("looked", "--date", "2026-11-01").code == 0
    assert tracker_file.read_text() == f"{SMALL}\n[[looked]]\ndate = 2026-11-01\n"
    assert run("looked", "--date", "2026-11-01") == refused(
        2, "the tracker already says so, with the date 2026-11-01", "kurils status"
    )


@pytest.mark.usefixtures("clock")
def test_a_day_of_looking_is_taken_out_by_its_date(run: Run, tracker_file: Path) -> None:
    run("looked", "--date", "2026-11-01")
    run("looked", "wind", "--date", "2026-11-01")
    two = "2026-11-01#1  looked for news of all\n2026-11-01#2  looked for news of wind"
    assert run("remove", "2026-11-01", "--looked") == refused(
        2, f"2 looks for news are of 2026-11-01\n{two}", "kurils remove --looked 2026-11-01#1"
    )
    assert run("remove", "2026-11-02", "--looked") == refused(
        2, f"there is no look for news of 2026-11-02\n{two}", "kurils remove --looked 2026-11-01#1"
    )
    assert run("remove", "2026-11-01#2", "--looked").out.startswith("looked\t-\t2026-11-01\t")
    assert tracker_file.read_text() == f"{SMALL}\n[[looked]]\ndate = 2026-11-01\n"
    what = run("undo", "--list").out.splitlines()[0].split("\t")[2:]
    assert what == ["remove", "that somebody looked for news of wind on 2026-11-01"]


# ---------------------------------------------------------------- what holds for all


@pytest.mark.parametrize(
    "line",
    ["update waste=pending --date 2020-01-01", "import -", "amend 2019-12-19#1 --note N"],
)
def test_a_dispute_that_stands_already_is_no_hindrance(
    run: Run, tracker_file: Path, line: str
) -> None:
    with tracker_file.open("a") as file:
        file.write('\n[[log]]\ndate = 2019-12-19\npending = ["tourism"]\n')
    code, out, err = run(*line.split(), stdin="date,changes\n2020-01-01,waste=pending\n")
    assert (code, bool(out)) == (0, True)
    assert "dispute: two entries of 2019-12-19 put `tourism`" in err


@pytest.mark.parametrize("command", [("update", *WORKING_GROUP), ("undo",), ("redo",)])
@pytest.mark.parametrize("option", ["-n", "--dry-run"])
def test_a_dry_run_shows_the_same_and_writes_nothing(
    run: Run, tracker_file: Path, folder: Path, command: tuple[str, ...], option: str
) -> None:
    for before in {"undo": ["update"], "redo": ["update", "undo"]}.get(command[0], []):
        run(before, *(["--title", "Talks"] if before == "update" else []))
    old = tracker_file.read_bytes()
    tracker_file.chmod(0o444)
    tried = run(*command, option)
    assert tracker_file.read_bytes() == old
    assert [path.name for path in folder.iterdir()] == ["kurils.toml"]
    tracker_file.chmod(0o644)
    assert run(*command) == tried
    assert tracker_file.read_bytes() != old


FORM = "an id and its state are one word, with `=` between"
NOTHING = "nothing to log: an entry needs a title, an ID=STATE or a --raise ID=TITLE"
DISPUTE = (
    "an entry of 2019-12-19 already puts `tourism` into `piloted`; "
    "another of that day into `pending` would be a dispute"
)
REFUSED = f"""
$ update tourism=pilotd
error: `tourism` is an area, which can't be `pilotd`
hint: did you mean `piloted`? an area is one of `pending`, `piloted`
$ update nowhere=piloted
error: no area or issue has the id `nowhere`
hint: valid ids: {IDS}
$ update tourism
error: `tourism` has no state: {FORM}
hint: kurils update tourism=piloted
$ update tourism pending
error: `tourism` has no state: {FORM}
hint: kurils update tourism=pending
$ update legal piloted
error: `legal` has no state: {FORM}
hint: kurils update legal=resolved
$ update piloted
error: `piloted` is only half: {FORM}
hint: kurils update aquaculture=piloted
$ update wind:piloted
error: `wind` has no state: {FORM}
hint: kurils update wind=piloted
$ update wnid
error: no area or issue has the id `wnid`
hint: did you mean `wind`? valid ids: {IDS}
$ update tourism=piloted tourism=pending
error: `tourism` is given a state twice: `piloted` and `pending`
hint: kurils update tourism=pending
$ update movement=piloted
error: `movement` is an issue, which can't be `piloted`
hint: an issue is one of `open`, `resolved`
$ update --raise a=A --raise a=B
error: --raise: `a` is given twice
$ update --raise a=A a=resolved
error: `a` is raised by this entry, which opens it: no state goes with it
$ update wind --file kurils.toml
error: `wind` has no state: {FORM}
hint: kurils update wind=piloted --file kurils.toml
$ update wind=piloted --file ''
error: --file is empty
$ update --title T --blocks wind
error: --blocks says what a new issue blocks, and no --raise names one
hint: for an issue that is there: kurils set ID --blocks wind
$ update --raise a=A --raise b=B --blocks wind
error: --blocks: by which new issue?
hint: --blocks a=wind or --blocks b=wind
$ update --raise a=A --blocks c=wind
error: --blocks: `c` is not raised here
hint: --blocks a=wind
$ update --raise visas
error: --raise: `visas` has no title
hint: kurils update --raise 'insurance=Insurance of those involved'
$ update tourism=piloted --title ' '
error: --title is empty
$ update tourism=piloted --source '\t'
error: --source is empty
$ update tourism=piloted --title '\udcff'
error: --title is not UTF-8 text
$ update --place Moscow
error: {NOTHING}
hint: kurils update --help
$ update wind=piloted --place A --place B
error: --place is given twice: `A`, `B`
$ update --title T --source 'https://a https://b?x&y'
error: --source: `https://a https://b?x&y` is more than one address
hint: --source https://a --source 'https://b?x&y'
$ update --title T --source 'not an address'
error: --source: `not an address` is no address
hint: --note 'not an address'
$ update wind=piloted --date 2026-11-25
error: 2026-11-25 is after today, 2026-11-24: such an entry moves no mark
hint: announce it with a --title alone, and log the change once it has happened
$ update tourism=pending --date 2019-12-19 -f kurils.toml
error: {DISPUTE}
hint: to change that entry: kurils amend 2019-12-19 --file kurils.toml
$ update wind=piloted --by jp
error: no party has the id `jp`
hint: the tracker has no party yet: kurils add party ID NAME
$ looked wnd
error: no area or issue has the id `wnd`
hint: did you mean `wind`? valid ids: {IDS}
$ looked --date 2026-11-25
error: --date 2026-11-25 is after today, 2026-11-24: nobody has looked yet
hint: kurils looked --date today
$ looked --where ' '
error: --where is empty
$ update wind=piloted -f -
error: `-` can be read, not written: name a file
"""


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(("line", "told"), steps(REFUSED))
def test_what_is_wrong_is_named_with_the_next_step(
    run: Run, tracker_file: Path, line: str, told: str
) -> None:
    assert run(*shlex.split(line)) == (2, "", told)
    assert tracker_file.read_text() == SMALL


def test_a_state_alone_is_explained_on_a_tracker_without_ids(run: Run, tracker_file: Path) -> None:
    tracker_file.write_text('schema = 1\ntitle = "Bare"\n')
    assert run("update", "piloted") == refused(
        2, f"`piloted` is only half: {FORM}", "kurils update ID=piloted"
    )


@pytest.mark.parametrize(
    "command",
    [("update", *WORKING_GROUP), ("undo",), ("undo", "--list"), ("redo",), ("edit",), ("looked",)],
)
def test_there_must_be_a_tracker_to_write(run: Run, folder: Path, command: tuple[str, ...]) -> None:
    assert run(*command) == refused(
        3, "there is no kurils.toml here or above to write to", "kurils init"
    )
    assert not list(folder.iterdir())


@pytest.mark.parametrize(
    "line",
    [
        *("update wind=piloted", "update wind=piloted -n", "remove 2020-01-01", "looked"),
        *("status --format plain", "log --format json", "report --format html", "is sea pending"),
    ],
)
def test_an_invalid_tracker_stops_every_command_with_its_findings(
    run: Run, tracker_file: Path, line: str
) -> None:
    text = 'schema = 1\ntitle = "T"\n[areas.sea]\nname = "Sea"\nstatus = "done"\n'
    text += '[[log]]\ndate = 2020-01-01\npiloted = ["see"]\n'
    tracker_file.write_text(text)
    findings = run("check").out.rstrip()
    told = f"`kurils.toml` is not a valid tracker\n{findings}"
    assert run(*line.split()) == refused(3, told)
    assert findings.count("\n") == 1
    assert tracker_file.read_text() == text


def test_a_tracker_outside_the_main_thread_can_be_written(run: Run, tracker_file: Path) -> None:
    done = []
    thread = threading.Thread(target=lambda: done.append(run("update", *WORKING_GROUP).code))
    thread.start()
    thread.join()
    assert done == [0]
    assert "Working group" in tracker_file.read_text()


@pytest.mark.usefixtures("tracker_file")
def test_once_saved_a_change_is_told_whoever_interrupts(run: Run) -> None:
    ending = (signal.SIGINT, signal.SIGTERM)
    before = [signal.getsignal(number) for number in ending]
    assert run("update", *WORKING_GROUP, "--dry-run").code == 0
    assert [signal.getsignal(number) for number in ending] == before
    assert run("update", *WORKING_GROUP).code == 0
    assert [signal.getsignal(number) for number in ending] == [signal.SIG_IGN] * 2
