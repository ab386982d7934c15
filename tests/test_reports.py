"""What a command shows, and its JSON data."""

import json
import unicodedata
from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given, settings

import reports
from agreement import hold_document
from kurils_cli import history
from kurils_cli.check import inconsistencies
from kurils_cli.history import History
from kurils_cli.model import Area, Entry, Issue, Tracker
from kurils_cli.reports import plan
from kurils_cli.words import visible
from samples import DAY, EMPTY, FORMATS, HOSTILE, NAMES, TINY, as_json, every_report, tracker_saying
from strategies import dates, trackers


@pytest.mark.parametrize("name", NAMES)
def test_json_has_the_keys_of_its_schema_in_their_order(name: str, shipped: Tracker) -> None:
    for tracker in (EMPTY, shipped, tracker_saying("x")):
        hold_document(FORMATS["json"](every_report(tracker)[name]))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_data_has_every_text_as_it_is(text: str) -> None:
    for each in every_report(tracker_saying(text), text).values():
        assert json.loads(FORMATS["json"](each)) == as_json(each.data)
    document = as_json(reports.report(tracker_saying(text)).data)
    entry = document["entries"][1]
    assert [document["title"], document["areas"][0]["name"], document["areas"][0]["note"]] == [
        text
    ] * 3
    assert [entry["title"], entry["place"], entry["note"], entry["sources"][0]] == [text] * 4


# ---------------------------------------------------------------- visible


def test_visible_leaves_no_control_separator_or_mark_of_direction() -> None:
    directions = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    harmful = [
        character
        for character in map(chr, range(0x10000))
        if unicodedata.category(character) in ("Cc", "Zl", "Zp")
        or unicodedata.bidirectional(character) in directions
        or character in "\u200e\u200f\u061c"
    ]
    assert len(harmful) == 65 + 2 + 9 + 3
    assert [character for character in harmful if not visible(character).isascii()] == []


# ---------------------------------------------------------------- status


def test_status_has_a_word_beside_a_mark_that_the_log_does_not_settle() -> None:
    log = tuple(
        Entry(DAY, title, changes=(("wind", state), ("waste", "piloted"), ("law", "open")))
        for title, state in (("a", "pending"), ("b", "piloted"))
    )
    areas = (Area("wind", "Wind", "piloted"), Area("waste", "Waste", "pending"))
    tracker = Tracker("T", areas, (Issue("law", "Law", "open"),), log)
    shown = reports.status(tracker)
    found = {row[0]: row[7] for section in shown.sections for row in section.rows}
    assert found == {"wind": "dispute", "waste": "drift", "law": None}
    data: Any = shown.data
    assert {t["id"]: t["finding"] for t in (*data["areas"], *data["issues"])} == found
    later = Entry(date(2020, 1, 1), "c", changes=(("wind", "pending"),))
    settled = reports.status(history.logged(tracker, later)).sections[0]
    assert [row[7] for row in settled.rows] == [None, "drift"]


def test_status_names_the_entry_that_set_a_mark() -> None:
    """The first that names an area sets it, too; one that finds a mark as it is does not."""
    log = [Entry(DAY, title, changes=(("wind", "pending"),)) for title in ("First", "Again")]
    tracker = Tracker("T", (Area("wind", "Wind", "pending"),), log=(Entry(DAY, "Talks"), *log))
    assert reports.status(tracker).sections[0].rows[0][11] == "2019-12-19#2"


# ---------------------------------------------------------------- timeline


@pytest.mark.parametrize(
    ("asked", "start", "end", "intervals"),
    [
        ({"since": date(2019, 6, 1)}, "2019-06-01", "2021-01-01", 4),
        ({"until": date(2019, 6, 1)}, "2019-01-01", "2019-06-01", 2),
        ({"since": date(2020, 1, 1), "until": date(2020, 1, 1)}, "2020-01-01", "2020-01-01", 2),
        ({"since": date(2030, 1, 1)}, "2030-01-01", "2030-01-01", 2),
        ({"ids": ["wind"]}, "2019-01-01", "2021-01-01", 2),
        ({"as_of": date(2022, 5, 1)}, "2019-01-01", "2022-05-01", 4),
    ],
    ids=str,
)
def test_a_timeline_of_a_window_has_what_lies_in_it(
    asked: dict[str, Any], start: str, end: str, intervals: int
) -> None:
    shown = reports.timeline(TINY, **asked)
    assert (shown.data["start"], shown.data["end"]) == (start, end)
    assert len(shown.sections[0].rows) == intervals


# ---------------------------------------------------------------- report


def all_piloted(areas: int) -> Tracker:
    return Tracker(
        "T",
        tuple(Area(f"a{n}", f"A{n}", "piloted") for n in range(areas)),
        tuple(Issue(f"i{n}", f"I{n}", "open") for n in range(4)),
    )


@pytest.mark.parametrize(
    ("tracker", "as_of", "summary"),
    [
        (EMPTY, None, "0 of 0 areas are piloted, and 0 of 0 issues are open."),
        (EMPTY, DAY, "As of 2019-12-19, 0 of 0 areas are piloted, and 0 of 0 issues are open."),
        (
            all_piloted(3),
            None,
            "3 of 3 areas are piloted (A0; A1; A2), and 4 of 4 issues are open (I0; I1; I2; I3).",
        ),
        (all_piloted(4), None, "4 of 4 areas are piloted, and 4 of 4 issues are open."),
        (
            TINY._replace(log=TINY.log[::-1]),
            None,
            "1 of 1 area is piloted (Wind energy), and 0 of 1 issue is open. "
            "The log has 3 entries, the newest of 2021-01-01: Third.",
        ),
        (
            Tracker("T", log=(Entry(DAY),)),
            None,
            "0 of 0 areas are piloted, and 0 of 0 issues are open. "
            "The log has 1 entry, the newest of 2019-12-19.",
        ),
    ],
)
def test_report_in_words(tracker: Tracker, as_of: date | None, summary: str) -> None:
    shown = reports.report(tracker, as_of=as_of)
    assert shown.data["summary"] == summary


def test_report_has_the_newest_entries_or_all(long_record: Tracker) -> None:
    count = len(long_record.log)
    some, every = (reports.report(long_record, full=full) for full in (False, True))
    assert [some.sections[3].title, every.sections[3].title] == [
        f"Log: the 10 newest of {count} entries, and 4 that set the marks",
        "Log",
    ]
    newest, rest = every.sections[3].rows[:10], every.sections[3].rows[10:]
    setters = {*History(long_record).since.values()}
    assert some.sections[3].rows[:] == (*newest, *(row for row in rest if row[0] in setters))
    assert len(every.sections[3].rows) == count
    assert every.sections[3].rows[:] == reports.log(long_record).sections[0].rows[:]
    data: Any = some.data
    assert len(data["entries"]) == reports.RECENT + 4
    fewer = reports.report(long_record._replace(areas=(), issues=())).sections[3]
    assert fewer.title == f"Log: the 10 newest of {count} entries"


def test_a_source_stands_once_with_the_dates_of_its_entries() -> None:
    log = (
        Entry(date(2019, 1, 1), "x", sources=("b", "a")),
        Entry(date(2020, 1, 1), "y", sources=("a",)),
        Entry(date(2020, 1, 1), "z", sources=("a", "c")),
    )
    shown = reports.report(Tracker("T", log=log))
    assert shown.sections[4].rows[:] == (
        ("a", ("2020-01-01", "2019-01-01")),
        ("c", ("2020-01-01",)),
        ("b", ("2019-01-01",)),
    )


def test_a_short_report_lists_the_sources_of_the_marks_that_stand() -> None:
    old = [
        Entry(date(2000, 1, 1), sources=("gone",), changes=(("wind", "piloted"),)),
        Entry(date(2001, 1, 1), sources=("stands",), changes=(("wind", "pending"),)),
        Entry(date(2002, 1, 1), "Talks", sources=("beside the mark",)),
    ]
    recent = [Entry(date(2020, 1, day), f"{day}", sources=(f"{day}",)) for day in range(1, 11)]
    tracker = Tracker("T", (Area("wind", "W", "pending"),), (), (*old, *recent))
    listed = [row[0] for row in reports.report(tracker).sections[-1].rows]
    assert listed == [*(f"{day}" for day in range(10, 0, -1)), "stands"]
    assert len(reports.report(tracker, full=True).sections[-1].rows) == 13


def test_there_is_no_plan_of_anything_else() -> None:
    assert not hasattr(plan, "nothing")


# ---------------------------------------------------------------- laws


@settings(max_examples=15)  # each example is written in several formats
@given(trackers(drifting=False, disputed=False, spoken=2), dates)
def test_no_format_bears_anything_of_a_later_day(tracker: Tracker, today: date) -> None:
    """Where it stands and where it stood is the same whatever is announced.

    What people's formats show is in Markdown, which has every run of every block.
    """
    ids = {id for entry in tracker.log for id, _ in entry.changes}
    log = (Entry(date(2015, 1, 1), "An entry of the past"), *tracker.log)
    ahead = history.settled(tracker._replace(on=today, log=log), ids)
    assume(not inconsistencies(History(ahead)))
    known = ahead._replace(
        log=tuple(entry for entry in ahead.log if entry.date <= today),
        looked=tuple(each for each in ahead.looked if each.date <= today),
    )
    for make in (reports.status, reports.timeline):
        for format in ("json", "markdown"):
            assert FORMATS[format](make(ahead)) == FORMATS[format](make(known))
    one, other = (reports.report(each).data for each in (ahead, known))
    for key in ("summary", "areas", "issues", "intervals"):
        assert one[key] == other[key]


@settings(max_examples=15)
@given(trackers(drifting=False, spoken=2))
def test_what_is_contested_is_so_in_each_format_and_summary(tracker: Tracker) -> None:
    past = History(tracker)
    made = [reports.status(past), reports.timeline(past), reports.report(past)]
    for report in made if past.contested else ():
        assert "contested" in FORMATS["markdown"](report).casefold()
        for id, words in past.contested.items():
            said = " ".join(f"{party}:{word.state}" for party, word in words.items())
            days = " ".join(f"{party}:{word.since}" for party, word in words.items())
            lines = [line.split("\t") for line in FORMATS["plain"](report).split("\n")]
            assert any(line[1] == id and said in line and days in line for line in lines[:-1])
    if past.contested:
        assert " Contested: " in f"{made[2].data['summary']}"
