"""update, from options."""

import re
import signal
import threading
import tomllib
from datetime import date
from difflib import ndiff
from pathlib import Path

import pytest

from conftest import NO_SOURCE, Run

WORKING_GROUP = ("wind=piloted", "--date", "2020-06-01", "--title", "Working group")
SHOWN = "2020-06-01 Working group"


def changed_lines(old: str, new: str) -> list[str]:
    return [
        line.rstrip("\n") for line in ndiff(old.splitlines(), new.splitlines()) if line[0] in "+-"
    ]


def mark_by_hand(tracker_file: Path, id: str, state: str) -> None:
    head, area, rest = tracker_file.read_text().partition(f"[areas.{id}]")
    rest = re.sub('status = ".*"', f'status = "{state}"', rest, count=1)
    tracker_file.write_text(head + area + rest)


# ---------------------------------------------------------------- update


def test_update_logs_the_entry_sets_the_mark_and_shows_the_difference(
    run: Run, tracker_file: Path
) -> None:
    old = tracker_file.read_text()
    assert run("update", *WORKING_GROUP) == (
        0,
        f"area\t~\twind\tWind energy\tstatus\tpending\tpiloted\t{SHOWN}\n"
        "entry\t+\t2020-06-01\tWorking group\tchanges\t\twind=piloted\t\n",
        NO_SOURCE,
    )
    assert changed_lines(old, tracker_file.read_text()) == [
        '- status = "pending"',
        '+ status = "piloted"',
        "+ ",
        "+ [[log]]",
        "+ date = 2020-06-01",
        '+ title = "Working group"',
        '+ piloted = ["wind"]',
    ]
    assert run("check") == (0, "", "kurils.toml: no findings\n")


def test_update_writes_all_that_it_is_told(run: Run, tracker_file: Path) -> None:
    code, _, err = run(
        *("update", "wind=piloted", "legal=resolved", "--date", "2020-06-01", "--title", "T"),
        *("--place", "Tokyo", "--source", "https://a", "--source", "https://b", "--note", "N"),
        *("--raise", "visas=Visas = permits"),
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


@pytest.mark.usefixtures("tracker_file")
def test_talks_at_which_nothing_moved_are_logged_too(run: Run) -> None:
    marks = run("status").out
    assert run("update", "--title", "Consultations", "--date", "2020-02-02") == (
        0,
        "entry\t+\t2020-02-02\tConsultations\t\t\t\t\n",
        NO_SOURCE,
    )
    assert run("status").out == marks


def test_update_without_a_date_is_of_today_and_says_so(run: Run, tracker_file: Path) -> None:
    earliest = date.today()
    code, _, err = run("update", "wind=piloted")
    entry = tomllib.loads(tracker_file.read_text())["log"][-1]
    assert (code, err) == (0, f"note: dated today, {entry['date']}\n{NO_SOURCE}")
    assert earliest <= entry["date"] <= date.today()


def test_update_behind_a_later_entry_says_that_the_mark_stays_and_why(
    run: Run, tracker_file: Path
) -> None:
    old = tracker_file.read_text()
    assert run("update", "tourism=pending", "--date", "2019-12-01") == (
        0,
        "entry\t+\t2019-12-01\t\tchanges\t\ttourism=pending\t\n",
        "note: `tourism` stays `piloted`: the entry of 2019-12-19 "
        "(Foreign ministers Lavrov (Russia) and Motegi (Japan)) is later\n"
        f"note: until 2019-12-01: `tourism` is not yet named, was `pending`\n{NO_SOURCE}",
    )
    assert not [line for line in changed_lines(old, tracker_file.read_text()) if "status" in line]


@pytest.mark.usefixtures("tracker_file")
def test_an_untitled_later_entry_is_named_by_its_date(run: Run) -> None:
    run("update", "wind=piloted", "--date", "2020-06-01")
    assert run("update", "wind=pending", "--date", "2020-05-01", "-n").err == (
        "note: `wind` stays `piloted`: the entry of 2020-06-01 is later\n"
        f"note: until 2020-05-01: `wind` is not yet named, was `pending`\n{NO_SOURCE}"
    )


def test_update_to_the_mark_that_stands_says_so(run: Run, tracker_file: Path) -> None:
    assert run("update", "tourism=piloted", "--date", "2020-01-01") == (
        0,
        "entry\t+\t2020-01-01\t\tchanges\t\ttourism=piloted\t\n",
        f"note: `tourism` was `piloted` already\n{NO_SOURCE}",
    )
    assert "2020-01-01" in tracker_file.read_text()


def test_update_before_an_entry_that_says_the_same_tells_since_when_it_is_so_now(
    run: Run, tracker_file: Path
) -> None:
    assert run("update", "tourism=piloted", "--date", "2019-10-30").err == (
        "note: `tourism` stays `piloted`, now since 2019-10-30, no longer since 2019-12-19\n"
        f"{NO_SOURCE}"
    )
    mark_by_hand(tracker_file, "wind", "piloted")
    assert run("update", "wind=piloted", "--date", "2020-01-01").err == (
        "note: `wind` stays `piloted`, now since 2020-01-01\n"
        f"note: until 2020-01-01: `wind` is `pending`, was `piloted`\n{NO_SOURCE}"
    )


def test_update_that_ends_a_drift_by_a_later_entry_says_what_the_mark_becomes(
    run: Run, tracker_file: Path
) -> None:
    mark_by_hand(tracker_file, "tourism", "pending")
    code, out, err = run("update", "tourism=pending", "--date", "2019-12-01")
    assert (code, err) == (
        0,
        "note: `tourism` becomes `piloted`: the entry of 2019-12-19 "
        "(Foreign ministers Lavrov (Russia) and Motegi (Japan)) is later\n"
        f"note: until 2019-12-01: `tourism` is not yet named, was `pending`\n{NO_SOURCE}",
    )
    assert out.startswith("area\t~\ttourism\tTourism\tstatus\tpending\tpiloted\t")


@pytest.mark.usefixtures("clock")
def test_an_entry_of_a_day_to_come_may_announce_and_moves_no_mark(
    run: Run, tracker_file: Path
) -> None:
    assert run("update", "--title", "Talks", "--date", "2026-11-25") == (
        0,
        "entry\t+\t2026-11-25\tTalks\t\t\t\t\n",
        f"note: 2026-11-25 is after today, 2026-11-24\n{NO_SOURCE}",
    )
    old = tracker_file.read_bytes()
    for change in (["wind=piloted"], ["--raise", "visas=Visas"]):
        assert run("update", *change, "--date", "2026-11-25") == (
            2,
            "",
            "error: 2026-11-25 is after today, 2026-11-24: such an entry moves no mark\n"
            "hint: announce it with a --title alone, and log the change once it has happened\n",
        )
    assert tracker_file.read_bytes() == old


@pytest.mark.usefixtures("tracker_file")
@pytest.mark.parametrize(("year", "is_odd"), [(2009, False), (2008, True), (1019, True)])
def test_a_date_long_before_the_log_is_pointed_out(run: Run, year: int, is_odd: bool) -> None:
    note = (
        f"note: {year}-12-31 is long before the log, which begins on 2019-12-19: is it the year?\n"
    )
    err = run("update", "--title", "Talks", "--date", f"{year}-12-31").err
    assert err == (note if is_odd else "") + NO_SOURCE


def test_an_empty_log_has_no_year_to_compare(run: Run, tracker_file: Path) -> None:
    tracker_file.write_text('schema = 1\ntitle = "Bare"\n')
    assert run("update", "--title", "Talks", "--date", "1855-02-07").err == NO_SOURCE


def test_what_an_entry_is_about_is_logged_once(run: Run, tracker_file: Path) -> None:
    title = ("--title", "Talks", "--date", "2020-01-01")
    assert run("update", *title, "--about", "wind", "--about", "legal", "--about", "wind") == (
        0,
        "entry\t+\t2020-01-01\tTalks\tabout\t\twind legal\t\n",
        NO_SOURCE,
    )
    assert tomllib.loads(tracker_file.read_text())["log"][-1]["about"] == ["wind", "legal"]
    assert run("update", *title, "--about", "wnid").err == (
        f"error: no area or issue has the id `wnid`\nhint: did you mean `wind`? {VALID}\n"
    )


@pytest.mark.usefixtures("tracker_file")
def test_two_addresses_in_one_source_are_refused_and_one_twice_is_kept_once(run: Run) -> None:
    title = ("update", "--title", "Talks", "--date", "2020-01-01")
    assert run(*title, "--source", "https://a https://b?x&y") == (
        2,
        "",
        "error: --source: `https://a https://b?x&y` is more than one address\n"
        "hint: --source https://a --source 'https://b?x&y'\n",
    )
    twice = run(*title, "--source", "https://a", "--source", " https://a", "-n")
    assert twice.out == "entry\t+\t2020-01-01\tTalks\tsources\t\thttps://a\t\n"


@pytest.mark.parametrize("option", ["--title", "--place", "--note"])
def test_an_option_of_one_text_is_refused_twice(run: Run, tracker_file: Path, option: str) -> None:
    old = tracker_file.read_bytes()
    twice = (option, "A", option, "B")
    told = (2, "", f"error: {option} is given twice: `A`, `B`\n")
    assert run("update", "wind=piloted", *twice) == told
    assert run("amend", "2019-12-19", *twice) == told
    assert tracker_file.read_bytes() == old


def test_update_makes_no_dispute(run: Run, tracker_file: Path) -> None:
    old = tracker_file.read_bytes()
    hint = run("update", "tourism=pending", "--date", "2019-12-19", "-f", "kurils.toml").err
    assert hint.endswith("hint: to change that entry: kurils amend 2019-12-19 --file kurils.toml\n")
    assert run("update", "tourism=pending", "--date", "2019-12-19") == (
        2,
        "",
        "error: an entry of 2019-12-19 already puts `tourism` into `piloted`; "
        "another of that day into `pending` would be a dispute\n"
        "hint: to change that entry: kurils amend 2019-12-19\n",
    )
    assert tracker_file.read_bytes() == old


@pytest.mark.usefixtures("tracker_file")
def test_an_entry_that_stands_there_already_is_pointed_out(run: Run) -> None:
    note = "note: the log has an entry that says the same already\n"
    hint = "hint: to take it back: kurils undo\n"
    assert note not in run("update", *WORKING_GROUP).err
    assert run("update", *WORKING_GROUP, "-n").err.endswith(f"already\n{NO_SOURCE}")
    assert note + hint not in run("update", *WORKING_GROUP, "-n").err
    assert run("update", *WORKING_GROUP).err.startswith(note)
    assert run("update", *WORKING_GROUP).err.endswith(hint)


def test_update_goes_on_where_a_dispute_stands_already(run: Run, tracker_file: Path) -> None:
    with tracker_file.open("a") as file:
        file.write('\n[[log]]\ndate = 2019-12-19\npending = ["tourism"]\n')
    code, out, err = run("update", *WORKING_GROUP)
    assert (code, out.count("\n")) == (0, 2)
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


VALID = "valid ids: `aquaculture`, `greenhouse`, `tourism`, `wind`, `waste`, `movement`, `legal`"
FORM = "an id and its state are one word, with `=` between"
DAY = "a date is `today`, `yesterday` or year-month-day, such as 2019-12-19"


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (
            ["tourism=pilotd"],
            "`tourism` is an area, which can't be `pilotd`",
            "did you mean `piloted`? an area is one of `pending`, `piloted`",
        ),
        (["nowhere=piloted"], "no area or issue has the id `nowhere`", VALID),
        (["tourism"], f"`tourism` has no state: {FORM}", "kurils update tourism=piloted"),
        (
            ["tourism", "pending"],
            f"`tourism` has no state: {FORM}",
            "kurils update tourism=pending",
        ),
        (["legal", "piloted"], f"`legal` has no state: {FORM}", "kurils update legal=resolved"),
        (["piloted"], f"`piloted` is only half: {FORM}", "kurils update aquaculture=piloted"),
        (["wind:piloted"], f"`wind` has no state: {FORM}", "kurils update wind=piloted"),
        (["wnid"], "no area or issue has the id `wnid`", f"did you mean `wind`? {VALID}"),
        (
            ["tourism=piloted", "tourism=pending"],
            "`tourism` is given a state twice: `piloted` and `pending`",
            "kurils update tourism=pending",
        ),
        (
            ["movement=piloted"],
            "`movement` is an issue, which can't be `piloted`",
            "an issue is one of `open`, `resolved`",
        ),
        (["tourism=piloted", "--date", "Dec 19"], "--date: `Dec 19` is no date", DAY),
        (["tourism=piloted", "--date", "2019-02-30"], "--date: there is no day `2019-02-30`", DAY),
        (["tourism=piloted", "--date", ""], "--date: `` is no date", DAY),
        (
            ["--raise", "wind=Wind"],
            "--raise: `wind` is there already: the area `Wind energy`",
            None,
        ),
        (["--raise", "a=A", "--raise", "a=B"], "--raise: `a` is given twice", None),
        (
            ["--raise", "a=A", "a=resolved"],
            "`a` is raised by this entry, which opens it: no state goes with it",
            None,
        ),
        (
            ["wind", "--file", "kurils.toml"],
            "`wind` has no state: an id and its state are one word, with `=` between",
            "kurils update wind=piloted --file kurils.toml",
        ),
        (["wind=piloted", "--file", ""], "--file is empty", None),
        (
            ["--raise", "Visas=Visas"],
            "--raise: `Visas` is no id",
            "an id is a small letter, then small letters, digits and `-`",
        ),
        (
            ["--title", "T", "--blocks", "wind"],
            "--blocks says what a new issue blocks, and no --raise names one",
            "for an issue that is there: kurils set ID --blocks wind",
        ),
        (
            ["--raise", "a=A", "--raise", "b=B", "--blocks", "wind"],
            "--blocks: by which new issue?",
            "--blocks a=wind or --blocks b=wind",
        ),
        (
            ["--raise", "a=A", "--blocks", "c=wind"],
            "--blocks: `c` is not raised here",
            "--blocks a=wind",
        ),
        (
            ["--raise", "a=A", "--blocks", "wnd"],
            "--blocks: `wnd` is no area",
            "did you mean `wind`? the areas are `aquaculture`, `greenhouse`, `tourism`, `wind`, "
            "`waste`",
        ),
        (
            ["--raise", "visas"],
            "--raise: `visas` has no title",
            "kurils update --raise 'insurance=Insurance of those involved'",
        ),
        (["tourism=piloted", "--title", " "], "--title is empty", None),
        (["tourism=piloted", "--source", "\t"], "--source is empty", None),
        (["tourism=piloted", "--title", "\udcff"], "--title is not UTF-8 text", None),
        (
            ["--place", "Moscow"],
            "nothing to log: an entry needs a title, an ID=STATE or a --raise ID=TITLE",
            "kurils update --help",
        ),
        (
            [],
            "nothing to log: an entry needs a title, an ID=STATE or a --raise ID=TITLE",
            "kurils update --help",
        ),
        (["wind=piloted", "-f", "-"], "`-` can be read, not written: name a file", None),
    ],
)
def test_a_wrong_update_names_the_mistake_and_the_next_step(
    run: Run, tracker_file: Path, arguments: list[str], message: str, hint: str | None
) -> None:
    old = tracker_file.read_bytes()
    told = f"error: {message}\n" + (f"hint: {hint}\n" if hint else "")
    assert run("update", *arguments) == (2, "", told)
    assert tracker_file.read_bytes() == old


def test_a_state_alone_is_explained_on_a_tracker_without_ids(run: Run, tracker_file: Path) -> None:
    tracker_file.write_text('schema = 1\ntitle = "Bare"\n')
    assert run("update", "piloted") == (
        2,
        "",
        f"error: `piloted` is only half: {FORM}\nhint: kurils update ID=piloted\n",
    )


@pytest.mark.parametrize(
    "command",
    [("update", *WORKING_GROUP), ("undo",), ("undo", "--list"), ("redo",), ("edit",), ("looked",)],
)
def test_there_must_be_a_tracker_to_write(run: Run, folder: Path, command: tuple[str, ...]) -> None:
    assert run(*command) == (
        3,
        "",
        "error: there is no kurils.toml here or above to write to\nhint: kurils init\n",
    )
    assert not list(folder.iterdir())


@pytest.mark.parametrize("dry", [[], ["--dry-run"]])
@pytest.mark.parametrize(
    ("text", "findings"),
    [
        (
            "schema = 1\ntitle = ",
            [
                "kurils.toml:2: not TOML: Invalid value; "
                'a value follows `=`, as in `title = "Talks"`'
            ],
        ),
        (
            'schema = 1\ntitle = "T"\n[areas.sea]\nname = "Sea"\nstatus = "done"\n'
            '[[log]]\ndate = 2020-01-01\npiloted = ["see"]\n',
            [
                "kurils.toml:5: `status` is `done`; an area is one of `pending`, `piloted`",
                "kurils.toml:8: no area or issue has the id `see`: "
                "did you mean `sea`? valid ids: `sea`",
            ],
        ),
    ],
    ids=["syntax", "rules"],
)
def test_an_invalid_tracker_stops_every_write_with_its_findings(
    run: Run, tracker_file: Path, dry: list[str], text: str, findings: list[str]
) -> None:
    tracker_file.write_text(text)
    code, out, err = run("update", *WORKING_GROUP, *dry)
    assert (code, out) == (3, "")
    assert err.splitlines() == ["error: `kurils.toml` is not a valid tracker", *findings]
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
