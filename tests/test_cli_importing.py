"""import: many entries in one write, from csv or JSON as `log` gives them."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given

from conftest import LONG_RECORD, SMALL, Run
from kurils_cli import records
from kurils_cli.model import Tracker
from kurils_cli.toml_format import read
from strategies import text_of, trackers

CSV = """date,title,place,changes,about,sources,note
2020-02-01,"Talks, again",Tokyo,wind=piloted,waste tourism,https://a https://b,N
2020-01-01,Consultations,,,,,
"""


@pytest.fixture(autouse=True)
def today(clock: Callable[[str], None]) -> None:
    clock("2026-11-24")


def log_in(run: Run, path: Path, format: str = "json") -> str:
    """The log of a tracker, without its title."""
    return run("log", "-f", f"{path}", "--format", format).out.partition('"entries"')[2]


def emptied(text: str) -> str:
    """A tracker with the same areas, issues and parties, and no log."""
    tracker = read(text, "k").tracker
    return text_of(tracker._replace(log=()))


def test_many_entries_come_in_with_one_difference_and_go_with_one_undo(
    run: Run, tracker_file: Path
) -> None:
    assert run("import", "-", stdin=CSV) == (
        0,
        "area\t~\twind\tWind energy\tstatus\tpending\tpiloted\t2020-02-01 Talks, again\n"
        "entry\t+\t2020-01-01\tConsultations\t\t\t\t\n"
        "entry\t+\t2020-02-01\tTalks, again\tplace\t\tTokyo\t\n"
        "entry\t+\t2020-02-01\tTalks, again\tsources\t\thttps://a https://b\t\n"
        "entry\t+\t2020-02-01\tTalks, again\tnote\t\tN\t\n"
        "entry\t+\t2020-02-01\tTalks, again\tchanges\t\twind=piloted\t\n"
        "entry\t+\t2020-02-01\tTalks, again\tabout\t\twaste tourism\t\n",
        "",
    )
    assert tracker_file.read_text().startswith(SMALL.replace('"pending"\n\n[areas.waste', "")[:40])
    assert run("undo", "--list").out.endswith("\timport\t2 entries\n")
    assert run("undo").code == 0
    assert tracker_file.read_text() == SMALL


def test_entries_come_in_oldest_first_however_they_are_ordered(
    run: Run, tracker_file: Path
) -> None:
    head, *rows = CSV.splitlines()
    for lines in ([head, *rows], [head, *rows[::-1]]):
        tracker_file.write_text(SMALL)
        run("import", "-", stdin="\n".join(lines))
        dates = [f"{entry.date}" for entry in read(tracker_file.read_text(), "k").tracker.log]
        assert dates == ["2019-12-19", "2020-01-01", "2020-02-01"]


def test_importing_twice_changes_nothing(run: Run, tracker_file: Path) -> None:
    run("import", "-", stdin=CSV)
    once = tracker_file.read_bytes()
    passed_over = "note: there already, word for word, and passed over: 2\n"
    assert run("import", "-", stdin=CSV) == (0, "", passed_over)
    assert tracker_file.read_bytes() == once
    assert run("undo", "--list").out.count("\n") == 1


@pytest.mark.usefixtures("tracker_file")
def test_what_is_there_is_passed_over_and_the_rest_comes_in(run: Run) -> None:
    run("update", "--title", "Consultations", "--date", "2020-01-01")
    code, out, err = run("import", "-", "--format", "table", stdin=CSV)
    assert (code, err) == (0, "note: there already, word for word, and passed over: 1\n")
    assert out.endswith("logged the entry of 2020-02-01: Talks, again\n")


def test_changes_in_any_order_are_known_again(run: Run, tracker_file: Path) -> None:
    text = "date,changes\n2020-01-01,legal=resolved wind=piloted\n"
    run("import", "-", stdin=text)
    once = tracker_file.read_bytes()
    assert "passed over: 1" in run("import", "-", stdin=text).err
    assert tracker_file.read_bytes() == once


def test_entries_alike_are_as_many_as_the_rows(run: Run, tracker_file: Path) -> None:
    row = "2020-01-01,Consultations\n"
    run("import", "-", stdin=f"date,title\n{row}")
    assert "passed over: 1" in run("import", "-", stdin=f"date,title\n{row}{row}").err
    assert tracker_file.read_text().count("Consultations") == 2


@pytest.mark.parametrize("format", ["csv", "json"])
def test_the_log_of_one_tracker_imported_into_another_is_the_same_log(
    run: Run, folder: Path, format: str
) -> None:
    empty = folder / "empty.toml"
    for record in (SMALL, LONG_RECORD.read_text(), records.text("2016-2026")):
        (folder / "full.toml").write_text(record)
        empty.write_text(emptied(record))
        log = run("log", "-f", "full.toml", "--format", format).out
        assert run("import", "-", "-f", f"{empty}", stdin=log).code == 0
        assert log_in(run, empty) == log_in(run, folder / "full.toml")
        again = run("import", "-", "-f", f"{empty}", stdin=log)
        assert again.out == ""


@pytest.mark.slow
@given(tracker=trackers(disputed=False))
def test_the_json_of_any_log_gives_that_log(tracker: Tracker, run: Run, folder: Path) -> None:
    full, empty = folder / "full.toml", folder / "empty.toml"
    plain = tuple(entry._replace(extra=()) for entry in tracker.log)
    full.write_text(text_of(tracker._replace(log=plain)))
    empty.write_text(text_of(tracker._replace(log=())))
    log = run("log", "-f", f"{full}", "--format", "json").out
    done = run("import", "-", "-f", f"{empty}", stdin=log)
    if done.code == 0:
        assert log_in(run, empty) == log_in(run, full)
    else:
        assert "is after today" in done.err


def test_a_dry_run_shows_and_writes_nothing(run: Run, tracker_file: Path) -> None:
    code, out, _ = run("import", "-", "-n", stdin=CSV)
    assert (code, out.count("\n")) == (0, 7)
    assert tracker_file.read_text() == SMALL


@pytest.mark.usefixtures("tracker_file")
def test_an_import_is_told_as_json(run: Run) -> None:
    document = json.loads(run("import", "-", "--format", "json", stdin=CSV).out)
    assert list(document) == ["schema", "title", "dry_run", "entry", "changes", "what"]
    assert (document["schema"], document["entry"]) == ("kurils/import@1", None)
    assert document["what"] == "2 entries"


@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_a_file_is_read_whatever_its_name_and_mark(
    run: Run, tracker_file: Path, start: str
) -> None:
    """Excel writes csv with a mark, and lines that end in CR LF."""
    path = tracker_file.with_name("entries")
    path.write_bytes(f"{start}{CSV}".replace("\n", "\r\n").encode())
    assert run("import", "entries").code == 0
    assert "Consultations" in tracker_file.read_text()


WRONG = """kind,date,title,changes,about
entry,2020-01-01,Good,wind=piloted,
entry,2020-02-30,"Of no
day",,
entry,1 May,No date,,
area,2020-01-01,No entry,,
entry,2020-01-02,No change,wind,
entry,2020-01-02,No state,wind=done,
entry,2020-01-02,Unknown,wnid=piloted,
entry,2020-01-02,New issue,visas:->open,
entry,2020-01-02,Wrong kind,wind=open,
entry,2020-01-02,Unknown,,nowhere
entry,2020-01-02,,,
entry,2020-01-01,Dispute,wind=pending,
entry,2019-12-19,Dispute,tourism=pending,
entry,2030-01-01,To come,wind=pending,
entry,2030-01-01,To come,,
entry,2020-01-02,Too long,,,x
entry,2020-01-03
"""
VALID = "valid ids: `aquaculture`, `greenhouse`, `tourism`, `wind`, `waste`, `movement`, `legal`"


def test_each_wrong_row_is_told_with_its_line_and_nothing_is_written(
    run: Run, tracker_file: Path
) -> None:
    tracker_file.with_name("e.csv").write_text(WRONG)
    code, out, err = run("import", "e.csv", "-f", "kurils.toml")
    assert (code, out) == (3, "")
    assert err.splitlines() == [
        "error: `e.csv` can't be imported; nothing was written",
        "e.csv:3: there is no day `2020-02-30`",
        "e.csv:5: `1 May` is no date: write year-month-day, such as 2019-12-19",
        "e.csv:6: it is of the kind `area`, not `entry`",
        "e.csv:7: `wind` is no change: write `ID=STATE`",
        "e.csv:8: `done` is no state: the states are `pending`, `piloted`, `open`, `resolved`",
        f"e.csv:9: no area or issue has the id `wnid`: did you mean `wind`? {VALID}",
        f"e.csv:10: no area or issue has the id `visas`: {VALID}",
        "e.csv:11: `wind` is an area, which can be `pending`, `piloted`, not `open`",
        f"e.csv:12: no area or issue has the id `nowhere`: {VALID}",
        "e.csv:13: an entry needs a `title` or a change",
        "e.csv:14: another entry of 2020-01-01 puts `wind` into `piloted`, this one into "
        "`pending`: a dispute",
        "e.csv:15: another entry of 2019-12-19 puts `tourism` into `piloted`, this one into "
        "`pending`: a dispute",
        "e.csv:16: 2030-01-01 is after today, 2026-11-24: such an entry moves no mark",
        "e.csv:18: it has more cells than there are columns",
        "e.csv:19: an entry needs a `title` or a change",
        "hint: kurils update --raise visas=TITLE --file kurils.toml",
    ]
    assert tracker_file.read_text() == SMALL


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "<stdin>:1: no column is `date`"),
        ("title\nx\n", "<stdin>:1: no column is `date`"),
        ("date,souces\n", "<stdin>:1: unknown column `souces`\nhint: did you mean `sources`? "),
        ('date,title\n2020-01-01,"x\n', "<stdin>:2: not csv: unexpected end of data"),
        ("[", "`<stdin>` is not JSON: Expecting value: line 1 column 2 (char 1)"),
        ("[" * 100_000, "`<stdin>` is not JSON: maximum recursion depth exceeded"),
        ('{"schema": "kurils/status@1"}', "`<stdin>` has no list `entries`"),
        (b"date\n\xff", "`<stdin>` is not UTF-8 text: invalid start byte"),
    ],
)
def test_what_is_neither_csv_nor_json_is_refused(
    run: Run, tracker_file: Path, text: str | bytes, told: str
) -> None:
    code, out, err = run("import", "-", stdin=text)
    assert (code, out) == (3, "")
    assert err.startswith(f"error: {told}")
    assert tracker_file.read_text() == SMALL


@pytest.mark.usefixtures("tracker_file")
@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (1, "it is no object"),
        ({}, "`` is no date: write year-month-day, such as 2019-12-19"),
        ({"date": 2020}, "`date` is no text"),
        ({"date": "2020-01-01", "souces": []}, "unknown key `souces`: did you mean `sources`?"),
        ({"date": "2020-01-01", "mood": []}, "unknown key `mood`"),
        ({"date": "2020-01-01", "about": "wind"}, "`about` is no list"),
        ({"date": "2020-01-01", "about": [1]}, "`about` holds more than texts"),
        ({"date": "2020-01-01", "changes": ["wind"]}, "a change is no object"),
        ({"date": "2020-01-01", "changes": [{"id": "wind"}]}, "`` is no state: the states are"),
        ({"date": "2020-01-01", "says": []}, "an entry needs a `title` or a change"),
        ({"date": "2020-01-01", "says": ["x"]}, "`says` is no object"),
    ],
)
def test_a_wrong_entry_of_json_is_told_with_its_number(run: Run, entry: object, told: str) -> None:
    good = {"date": "2020-01-01", "title": " ", "changes": [{"id": "wind", "to": "piloted"}]}
    code, _, err = run("import", "-", stdin=json.dumps([good, entry]))
    assert code == 3
    assert err.splitlines()[1].startswith(f"<stdin>, entry 2: {told}")


@pytest.mark.usefixtures("tracker_file")
def test_a_file_that_is_not_there_is_named(run: Run) -> None:
    assert run("import", "nowhere.csv") == (
        3,
        "",
        "error: can't read `nowhere.csv`: no such file or directory\n",
    )


def test_a_dispute_that_stands_already_is_no_hindrance(run: Run, tracker_file: Path) -> None:
    with tracker_file.open("a") as file:
        file.write('\n[[log]]\ndate = 2019-12-19\npending = ["tourism"]\n')
    code, out, err = run("import", "-", stdin=CSV)
    assert (code, out.count("\n")) == (0, 7)
    assert "dispute: two entries of 2019-12-19 put `tourism`" in err


def test_blank_lines_are_passed_over(run: Run, tracker_file: Path) -> None:
    assert run("import", "-", stdin="date,title\n\n2020-01-01,x\n\n").code == 0
    assert tracker_file.read_text().endswith('\n\n[[log]]\ndate = 2020-01-01\ntitle = "x"\n')


def test_a_thousand_rows_come_in_at_once(run: Run, tracker_file: Path) -> None:
    rows = [f"{2016 + n // 365}-01-01,Talks {n},https://example.org/{n}" for n in range(1000)]
    assert run("import", "-", stdin="\n".join(["date,title,sources", *rows])).code == 0
    assert len(read(tracker_file.read_text(), "k").tracker.log) == 1001


def test_a_note_of_several_lines_comes_back_by_csv(run: Run, tracker_file: Path) -> None:
    note = "One.\n\nTwo."
    assert run("update", "--date", "2020-02-01", "--title", "T", "--note", note).code == 0
    rows = run("log", "-n", "1", "--format", "csv").out
    assert run("undo").code == 0
    assert run("import", "-", stdin=rows).code == 0
    assert tomllib.loads(tracker_file.read_text())["log"][-1]["note"] == note
