"""import: many entries in one write, from csv, JSON or a workbook."""

import io
import json
import shlex
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from openpyxl import Workbook

from conftest import IDS, SMALL, Run, refused
from kurils_cli import importing
from kurils_cli.model import Entry, Tracker
from kurils_cli.toml_format import read
from strategies import text_of, trackers

CSV = """date,title,place,changes,about,sources,note
2020-02-01,"Talks, again",Tokyo,wind=piloted,waste tourism,https://a https://b,N
2020-01-01,Consultations,,,,,
"""


@pytest.fixture(autouse=True)
def today(clock: Callable[[str], None]) -> None:
    clock("2026-11-24")


def log_of(path: Path) -> list[Entry]:
    return [*read(path.read_text(), "k").tracker.log]


def lines_of(path: Path) -> list[str]:
    """The entries of a tracker but its first, each as its day and title."""
    return [f"{entry.date} {entry.title}" for entry in log_of(path)[1:]]


def workbook(*sheets: list[list[object]]) -> bytes:
    book = Workbook()
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    book.remove(book.worksheets[0])
    book.save(file := io.BytesIO())
    return file.getvalue()


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
    assert run("undo", "--list").out.endswith("\timport\t2 entries\n")
    assert run("undo").code == 0
    assert tracker_file.read_text() == SMALL


@pytest.mark.parametrize(
    "rows",
    [
        "date,title\n2020-01-01,A\n2020-02-01,B\n2020-02-01,C\n",
        "date,title\n2020-02-01,B\n2020-02-01,C\n2020-01-01,A\n",
        "kind,date,title\nentry,2020-02-01,C\nentry,2020-02-01,B\nentry,2020-01-01,A\n",
    ],
    ids=["oldest first", "newest first", "as log has them, of one day too"],
)
def test_entries_come_in_oldest_first_those_of_one_day_in_order(
    run: Run, tracker_file: Path, rows: str
) -> None:
    assert run("import", "-", stdin=rows).code == 0
    assert lines_of(tracker_file) == ["2020-01-01 A", "2020-02-01 B", "2020-02-01 C"]


@pytest.mark.parametrize(
    ("rows", "count"),
    [(CSV, 2), ("date,changes\n2020-01-01,legal=resolved wind=piloted\n", 1)],
    ids=["all fields", "changes in any order"],
)
def test_importing_twice_changes_nothing(
    run: Run, tracker_file: Path, rows: str, count: int
) -> None:
    run("import", "-", stdin=rows)
    once = tracker_file.read_bytes()
    passed_over = f"note: already in the log, word for word, so skipped: {count}\n"
    assert run("import", "-", stdin=rows) == (0, "", passed_over)
    assert tracker_file.read_bytes() == once
    assert run("undo", "--list").out.count("\n") == 1


@pytest.mark.usefixtures("tracker_file")
def test_a_file_with_no_entry_is_said_to_have_none(run: Run) -> None:
    for text in ("date,title\n", '{"entries": []}', workbook([["date", "title"]])):
        told = "note: nothing to log: `<stdin>` has no entry\n"
        assert run("import", "-", stdin=text) == (0, "", told)


def test_entries_alike_are_as_many_as_the_rows(run: Run, tracker_file: Path) -> None:
    row = "2020-01-01,Consultations\n"
    run("import", "-", stdin=f"date,title\n{row}")
    assert "so skipped: 1" in run("import", "-", stdin=f"date,title\n{row}{row}").err
    assert tracker_file.read_text().count("Consultations") == 2


SPELT = ["a\\tb", "a\tb", "a\r\nb\rc\nd", "\\\x1b", "☀\\ufe0f", "☀\ufe0f", "\\ud800 \\U00110000"]
SPELT += [" x \n", "_x0041_ _x000D_", "=1+1", "a\x85b\u2028c\x0bd", '"q";,', "\ufeffb", "C:\\new"]
ODD = Tracker("T", log=tuple(Entry(date(2020, 1, 1), t, t, (t, "b c"), t) for t in SPELT))
"""A log of texts that a cell has to spell otherwise, or that look as if one had."""


@pytest.mark.parametrize(
    ("format", "end"),
    [("csv", "\n"), ("csv", "\r\n"), ("csv", "\r"), ("json", "\r\n"), ("xlsx", "\n")],
)
@given(tracker=trackers())
@example(tracker=ODD)
def test_what_log_wrote_changes_nothing_whatever_became_of_its_line_ends(
    run: Run, folder: Path, tracker: Tracker, format: str, end: str
) -> None:
    file, written = folder / "k.toml", folder / f"log.{format}"
    file.write_text(text := text_of(tracker), newline="")
    assert run("log", "-f", f"{file}", "-o", f"{written}").code == 0
    if format != "xlsx":  # a workbook is no text
        written.write_bytes(written.read_bytes().replace(b"\n", end.encode()))
    done = run("import", f"{written}", "-f", f"{file}")
    assert (done.code, done.out, file.read_bytes().decode()) == (0, "", text)


@pytest.mark.slow
@pytest.mark.parametrize("format", ["csv", "json"])
@given(tracker=trackers(disputed=False))
def test_the_log_of_one_tracker_imported_into_another_is_the_same_log(
    run: Run, folder: Path, tracker: Tracker, format: str
) -> None:
    full, other = folder / "full.toml", folder / "empty.toml"
    past = tracker._replace(log=tuple(e for e in tracker.log if e.date < date(2026, 11, 24)))
    full.write_text(text_of(past), newline="")
    other.write_text(text_of(past._replace(log=())), newline="")
    log = run("log", "-f", f"{full}", "--format", format).out
    done = run("import", "-", "-f", f"{other}", stdin=log)
    assert done.code == 0, done.err
    oldest_first = sorted(log_of(full), key=lambda entry: entry.date)
    assert [*map(importing.known_by, log_of(other))] == [*map(importing.known_by, oldest_first)]


LONG = "x" * 200_000
"""More than Python's reader of csv takes by itself."""


@pytest.mark.parametrize(
    "data",
    [
        f"\ufeff{CSV}".replace("\n", "\r\n").encode(),
        CSV.replace(",wind", ";wind").replace(", again", "; again").replace(",", ";").encode(),
        b"sep=;\r\nDATE; Title ;changes\r\n2020-02-01T00:00:00;x;\r\n",
        b"Date\tTitle\n\n2020-01-01\tConsultations\n\t\n2020-02-01 00:00\tx\n",
        f"date,title,note,\n,,,\n2020-01-01,Consultations,{LONG},\n,,,,,\n".encode(),
    ],
    ids=["a mark and CRLF", "semicolons", "Excel's first line", "tabs, capitals", "long, commas"],
)
def test_a_csv_is_read_as_a_spreadsheet_saves_it(run: Run, tracker_file: Path, data: bytes) -> None:
    path = tracker_file.with_name("entries")
    path.write_bytes(data)
    assert run("import", "entries")[::2] == (0, "")
    titles = {entry.title for entry in log_of(tracker_file)[1:]}
    assert titles <= {"Consultations", "Talks, again", "Talks; again", "x"}
    assert titles


def test_a_workbook_is_read_with_its_date_cells(run: Run, tracker_file: Path) -> None:
    data = workbook(
        [["Contents"], ["two sheets"]],
        [
            [],
            ["Date", "Title", "Changes", "About", "Place"],
            [datetime(2020, 1, 1, 9, 30), 5, "wind: pending → piloted\nmovement = open", "waste"],
            [date(2020, 1, 2), "Talks", "legal: not yet raised → open, waste=piloted"],
            [None, " "],
            ["2020-01-03", "\\ud800", None, "waste; wind", None],
        ],
    )
    tracker_file.with_name("e.xlsx").write_bytes(data)
    assert run("import", "e.xlsx")[::2] == (0, "")
    moved = (("wind", "piloted"), ("movement", "open"))
    assert log_of(tracker_file)[1:] == [
        Entry(date(2020, 1, 1), "5", changes=moved, about=("waste",)),
        Entry(date(2020, 1, 2), "Talks", changes=(("waste", "piloted"), ("legal", "open"))),
        Entry(date(2020, 1, 3), "\\ud800", about=("waste", "wind")),
    ]
    code, _, err = run("import", "-", stdin=workbook([["date"], ["May"], ["2020-01-01"]]))
    may = "`May` is no date: write year-month-day, such as 2019-12-19"
    bare = "an entry needs a `title` or a change"
    assert err.splitlines()[1:] == [f"<stdin>, row 2: {may}", f"<stdin>, row 3: {bare}"]
    assert code == 3


@pytest.mark.usefixtures("folder")
def test_a_party_that_is_not_there_yet_is_told_once_and_added_as_the_hint_says(run: Run) -> None:
    run("init", "--empty")
    run("log", "-f", "record:2016-2026", "-o", "log.csv")
    told = run("import", "log.csv").err
    assert [told.count(f"no party has the id `{id}`") for id in ("jp", "ru")] == [1, 1]
    add, raise_ = "add party jp Jp && kurils add party ru Ru\n", "import log.csv --raise legal="
    for hint in (f"hint: kurils {add}", f"hint: if they are new issues: kurils {raise_}"):
        assert hint in told
        for command in told.splitlines()[-1].rpartition(": ")[2].split(" && "):
            assert run(*shlex.split(command)[1:]).code == 0
        told = run("import", "log.csv").err
    assert told == "note: already in the log, word for word, so skipped: 96\n"


def test_an_issue_that_is_not_there_yet_is_raised_as_the_hint_says(
    run: Run, tracker_file: Path
) -> None:
    rows = "date,title,changes\n2020-01-01,T,visas=open tax-law=open legal=resolved\n"
    tracker_file.with_name("my rows.csv").write_text(rows)
    code, _, err = run("import", "my rows.csv", "--raise", "visas=Visas and permits")
    hint = "kurils import 'my rows.csv' --raise 'visas=Visas and permits' --raise tax-law=Tax-law"
    assert (code, err.splitlines()[-1]) == (3, f"hint: if they are new issues: {hint}")
    assert run("import", "my rows.csv", *shlex.split(hint)[3:]).code == 0
    issues = read(tracker_file.read_text(), "k").tracker.issues
    titles = {issue.id: issue.title for issue in issues[2:]}
    assert titles == {"visas": "Visas and permits", "tax-law": "Tax-law"}
    assert run("import", "-", stdin="date,changes\n2020-01-01,ports=piloted\n").err.endswith(
        "hint: kurils add area ports Ports\n"
    )
    why = "--raise: no new entry of `my rows.csv` names `more`"
    assert run("import", "my rows.csv", "--raise", "more=More") == refused(2, why)


WRONG = f"""kind,date,title,changes,about
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
kind,date,title,changes,about
entry,2020-01-02,Long,{LONG},
"""


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
        f"e.csv:9: no area or issue has the id `wnid`: did you mean `wind`? valid ids: {IDS}",
        f"e.csv:10: no area or issue has the id `visas`: valid ids: {IDS}",
        "e.csv:11: `wind` is an area, which can be `pending`, `piloted`, not `open`",
        f"e.csv:12: no area or issue has the id `nowhere`: valid ids: {IDS}",
        "e.csv:13: an entry needs a `title` or a change",
        "e.csv:14: another entry of 2020-01-01 puts `wind` into `piloted`, this one into "
        "`pending`: a dispute",
        "e.csv:15: another entry of 2019-12-19 puts `tourism` into `piloted`, this one into "
        "`pending`: a dispute",
        "e.csv:16: 2030-01-01 is after today, 2026-11-24: such an entry moves no mark",
        "e.csv:18: it has more cells than there are columns",
        "e.csv:19: an entry needs a `title` or a change",
        "e.csv:20: it is of the kind `kind`, not `entry`",
        f"e.csv:21: `{LONG}` is no change: write `ID=STATE`",
        "hint: if they are new issues: kurils import e.csv --raise visas=Visas --file kurils.toml",
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
        (
            f"[{'1' * 5000}]",
            "`<stdin>` is not JSON: Exceeds the limit (4300 digits) for integer string "
            "conversion: value has 5000 digits\n",
        ),
        ('{"schema": "kurils/status@1"}', "`<stdin>` has no list `entries`"),
        ("date,Title,place,TITLE\n", "<stdin>:1: columns 2 and 4 are both `title`"),
        ("date,,title\n", "<stdin>:1: column 2 has no name"),
        (
            b"date\n\xff",
            "`<stdin>` is not UTF-8 text: invalid start byte\nhint: save it as `CSV UTF-8`, or "
            "as an Excel workbook (.xlsx), which import reads too\n",
        ),
        (b"PK\x03\x04", "`<stdin>` is no Excel workbook: File is not a zip file\nhint: save it as"),
        (workbook([["x"]], [[1]]), "<stdin>, row 1: unknown column `x`"),
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
        ({}, "`` is no date: write year-month-day, such as 2019-12-19"),
        ({"date": 2020}, "`date` is no text"),
        ({"date": "2020-01-01", "says": None}, "an entry needs a `title` or a change"),
        (None, "it is no object"),
        ({"date": "2020-01-01", "title": "a\ud800"}, "`title` has half a character, `\\ud800`"),
        (
            {"date": "2020-01-01", "sources": ["a", "\udfff"]},
            "`sources` has half a character, `\\udfff`",
        ),
        ({"date": "2020-01-01", "says": {"jp": "\ud800"}}, "`jp` has half a character, `\\ud800`"),
        ({"date": "2020-01-01", "souces": []}, "unknown key `souces`: did you mean `sources`?"),
        ({"date": "2020-01-01", "mood": []}, "unknown key `mood`"),
        ({"date": "2020-01-01", "about": "wind"}, "`about` is no list"),
        ({"date": "2020-01-01", "about": [1]}, "`about` holds more than texts"),
        ({"date": "2020-01-01", "changes": ["wind"]}, "a change is no object"),
        ({"date": "2020-01-01", "changes": [{"id": "wind"}]}, "`` is no state: the states are"),
        ({"date": "2020-01-01", "says": ["x"]}, "`says` is no object"),
    ],
)
def test_a_wrong_entry_of_json_is_told_with_its_number(run: Run, entry: object, told: str) -> None:
    good = {"date": "2020-01-01", "title": " ", "changes": [{"id": "wind", "to": "piloted"}]}
    code, _, err = run("import", "-", stdin=json.dumps([good, entry]))
    assert code == 3
    assert err.splitlines()[1].startswith(f"<stdin>, entry 2: {told}")


def test_a_file_that_is_not_there_is_named(run: Run) -> None:
    why = "can't read `nowhere.csv`: no such file or directory"
    assert run("import", "nowhere.csv") == refused(3, why)


@pytest.mark.usefixtures("tracker_file")
def test_what_new_entries_change_of_the_time_before_them_is_told(run: Run, folder: Path) -> None:
    (folder / "new.csv").write_text("date,title,changes\n2020-06-02,Talks,wind=pending\n")
    note = "note: until 2020-06-02: `wind` is not yet named, was `pending`\n"
    assert run("import", "new.csv", "-n").err == note
    assert run("import", "new.csv").err == note
