"""What a command shows, and its JSON data."""

import json
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given, settings

import reports
from kurils_cli import history
from kurils_cli.check import inconsistencies
from kurils_cli.diff import diff
from kurils_cli.formats.json import render as json_text
from kurils_cli.history import History
from kurils_cli.model import Area, Entry, Issue, Party, Tracker
from kurils_cli.reports import plan
from kurils_cli.reports.cells import (
    Fact,
    blocks,
    by_party,
    cell_text,
    entered,
    sign,
)
from kurils_cli.words import visible
from samples import DAY, EMPTY, FORMATS, HOSTILE, TINY, as_json, every_report, tracker_saying
from strategies import dates, trackers

_LAST = "note finding said_by accounts called set_by accounts_since last looked"
AREA = f"id name status since blocked_by {_LAST}"
ISSUE = f"id title status since blocks {_LAST}"
ENTRY = "date title place changes about sources note by says"
INTERVAL = "kind id name status from to accounts accounts_since"
CHANGE = "change kind id name field old new entries accounts accounts_since"
RECORDED = {
    "": "schema title dry_run entry changes what",
    "entry": ENTRY,
    "entry.changes": "id to",
    "changes": CHANGE,
    "changes.entries": "date title sources",
}
KEYS = {
    "status": {
        "": "schema title as_of areas issues summary by",
        "areas": AREA,
        "issues": ISSUE,
        "summary": "areas pending piloted issues open resolved contested",
    },
    "log": {
        "": "schema title as_of entries by",
        "entries": f"{ENTRY} entry",
        "entries.changes": "id from to",
    },
    "diff": {
        "": "schema title old new changes by as_of",
        "changes": CHANGE,
        "changes.entries": "date title sources",
    },
    "update": RECORDED,
    "undo": RECORDED,
    "timeline": {"": "schema title as_of start end intervals by", "intervals": INTERVAL},
    "report": {
        "": "schema title as_of summary areas issues intervals entries sources by",
        "areas": AREA,
        "issues": ISSUE,
        "intervals": INTERVAL,
        "entries": f"{ENTRY} entry",
        "entries.changes": "id from to",
        "sources": "source dates",
    },
    "check": {"": "schema file findings", "findings": "line finding message file"},
}
"""The keys of each object of each document, in their order: a promise to programs."""


def objects(data: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Each object's path and keys, but for those whose keys are parties."""
    if isinstance(data, dict):
        yield path, " ".join(data)
        for key, value in data.items():
            if key not in ("accounts", "accounts_since", "says", "called"):
                yield from objects(value, f"{path}.{key}".lstrip("."))
    if isinstance(data, list):
        for member in data:
            yield from objects(member, path)


@pytest.mark.parametrize("name", KEYS)
def test_json_has_the_documented_keys_and_no_others(name: str, shipped: Tracker) -> None:
    for tracker in (shipped, tracker_saying("x")):
        document = json.loads(json_text(every_report(tracker)[name]))
        assert document["schema"] == f"kurils/{name}@1"
        assert set(objects(document)) == {*KEYS[name].items()}


@pytest.mark.parametrize("name", KEYS)
def test_json_of_nothing_has_the_same_first_keys(name: str) -> None:
    document = json.loads(json_text(every_report(EMPTY)[name]))
    assert list(document) == KEYS[name][""].split()


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_data_has_every_text_as_it_is(text: str) -> None:
    for each in every_report(tracker_saying(text), text).values():
        assert json.loads(json_text(each)) == as_json(each.data)
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


@pytest.mark.parametrize(
    ("ids", "only", "shown"),
    [
        ((), (), ["aquaculture", "greenhouse", "tourism", "wind", "waste", "movement", "legal"]),
        (("legal", "wind"), (), ["wind", "legal"]),
        ((), ("piloted",), ["tourism", "waste"]),
        (("wind", "waste"), ("piloted",), ["waste"]),
        (("wind",), ("open",), []),
    ],
)
def test_status_shows_what_is_asked_for_and_sums_up_all(
    ids: tuple[str, ...], only: tuple[str, ...], shown: list[str], shipped: Tracker
) -> None:
    asked = reports.status(shipped, ids=ids, only=only)
    assert [row[0] for section in asked.sections for row in section.rows] == shown
    data: Any = asked.data
    assert [thing["id"] for thing in (*data["areas"], *data["issues"])] == shown
    assert data["summary"] == {
        "areas": 5,
        "pending": 3,
        "piloted": 2,
        "issues": 2,
        "open": 2,
        "resolved": 0,
        "contested": 0,
    }


# ---------------------------------------------------------------- log


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ({}, ["Third", "Second", "First"]),
        ({"ids": ("legal",)}, ["Third", "First"]),
        ({"ids": ("wind", "legal"), "limit": 2}, ["Third", "Second"]),
        ({"since": date(2020, 1, 1)}, ["Third", "Second"]),
        ({"until": date(2020, 1, 1)}, ["Second", "First"]),
        ({"since": date(2019, 1, 2), "until": date(2020, 12, 31)}, ["Second"]),
        ({"limit": 0}, []),
        ({"limit": 9}, ["Third", "Second", "First"]),
        ({"since": date(2022, 1, 1)}, []),
    ],
)
def test_log_shows_the_entries_asked_for(asked: dict[str, Any], titles: list[str]) -> None:
    shown = reports.log(TINY, **asked)
    assert [row[1] for row in shown.sections[0].rows] == titles
    data: Any = shown.data
    assert [entry["title"] for entry in data["entries"]] == titles


def test_an_entry_about_an_id_is_shown_for_it() -> None:
    tracker = Tracker(
        "T", (Area("wind", "Wind", "pending"),), (), (Entry(DAY, "x", about=("wind",)),)
    )
    assert len(reports.log(tracker, ids=("wind",)).sections[0].rows) == 1
    assert reports.log(tracker, ids=("legal",)).sections[0].rows[:] == ()


# ---------------------------------------------------------------- diff, update, undo


def test_an_entry_with_no_title_goes_by_its_date() -> None:
    old = Tracker("T", (Area("wind", "Wind", "pending"),))
    changes = diff(
        old, history.logged(old, Entry(DAY, changes=(("wind", "piloted"),))), with_log=False
    )
    (row,) = [
        row for each in reports.diff("T", changes, old="a", new="b").sections for row in each.rows
    ]
    assert row[0] == sign("changed")
    assert row[1:6] == ("wind", "Wind", "status", "pending", "piloted")
    assert cell_text(row[6]) == "2019-12-19"


@pytest.mark.parametrize(("name", "dry_run"), [("update", False), ("remove", True)])
def test_a_recording_has_the_entry_that_it_is_about(name: Any, dry_run: bool) -> None:
    entry = Entry(DAY, "Talks", "Moscow", ("https://x",), "n", (("wind", "piloted"),), ("waste",))
    what = "the entry of 2019-12-19: Talks"
    shown = reports.recorded(name, "T", (), what, entry=entry, dry_run=dry_run)
    assert as_json(shown.data) == {
        "schema": f"kurils/{name}@1",
        "title": "T",
        "dry_run": dry_run,
        "entry": {
            "date": "2019-12-19",
            "title": "Talks",
            "place": "Moscow",
            "changes": [{"id": "wind", "to": "piloted"}],
            "about": ["waste"],
            "sources": ["https://x"],
            "note": "n",
            "by": [],
            "says": {},
        },
        "changes": [],
        "what": what,
    }


# ---------------------------------------------------------------- timeline


@pytest.mark.parametrize(
    ("log", "as_of", "start", "end"),
    [
        ((), None, None, None),
        ((), DAY, None, None),
        ((Entry(DAY, "x"),), None, "2019-12-19", "2019-12-19"),
        ((Entry(DAY, "x"),), date(2020, 5, 1), "2019-12-19", "2020-05-01"),
        ((Entry(DAY, "x"), Entry(date(2018, 1, 1), "y")), None, "2018-01-01", "2019-12-19"),
    ],
)
def test_timeline_ends_on_the_day_asked_for(
    log: tuple[Entry, ...], as_of: date | None, start: str | None, end: str | None
) -> None:
    tracker = Tracker("T", (Area("wind", "Wind", "pending"),), (), log)
    data = reports.timeline(tracker, as_of=as_of).data
    assert (data["start"], data["end"]) == (start, end)


@pytest.mark.parametrize(
    ("asked", "start", "end", "intervals"),
    [
        ({"since": date(2019, 6, 1)}, "2019-06-01", "2021-01-01", 4),
        ({"until": date(2019, 6, 1)}, "2019-01-01", "2019-06-01", 2),
        ({"since": date(2020, 1, 1), "until": date(2020, 1, 1)}, "2020-01-01", "2020-01-01", 2),
        ({"since": date(2030, 1, 1)}, "2030-01-01", "2030-01-01", 2),
        ({"ids": ["wind"]}, "2019-01-01", "2021-01-01", 2),
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


def test_what_an_issue_blocks_is_told_from_what_is_left_out() -> None:
    def blocking(blocks: tuple[str, ...] | None) -> Tracker:
        return Tracker("T", (Area("wind", "W", "pending"),), (Issue("law", "L", "open", blocks),))

    told = {}
    for old in (None, (), ("wind",)):
        for new in (None, (), ("wind",)):
            changes = diff(blocking(old), blocking(new))
            sections = reports.diff("T", changes, old="a", new="b").sections
            told[old, new] = [row[4:6] for section in sections for row in section.rows]
    assert told == {
        (old, new): [] if old == new else [(blocks(old), blocks(new))]
        for old in (None, (), ("wind",))
        for new in (None, (), ("wind",))
    }


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


def test_an_entry_that_makes_an_id_contested_is_told_what_that_means() -> None:
    old = Tracker(
        "T",
        (Area("wind", "Wind energy", "piloted"),),
        log=(Entry(DAY, changes=(("wind", "piloted"),), by=("ru",)),),
        parties=(Party("jp", "Japan"), Party("ru", "Russia")),
    )
    new = history.logged(old, Entry(DAY, changes=(("wind", "pending"),), by=("jp",)))
    told = (
        "note: `wind` is contested: Japan: pending since 2019-12-19; "
        "Russia: piloted since 2019-12-19; each account is kept, the mark is the later "
        "in the file"
    )
    unsourced = "note: the entry has no source: --source URL says where it is reported"
    assert list(reports.remarks(History(old), History(new), DAY)) == [told, unsourced]
    again = history.logged(new, Entry(DAY, changes=(("wind", "pending"),), by=("jp",)))
    assert list(reports.remarks(History(new), History(again), DAY))[-2] == told
    other = history.logged(new, Entry(DAY, "Talks", by=("jp",)))
    assert list(reports.remarks(History(new), History(other), DAY)) == [unsourced]
    settled = history.logged(new, Entry(DAY, changes=(("wind", "pending"),), by=("ru",)))
    assert list(reports.remarks(History(new), History(settled), DAY))[-2] == (
        "note: `wind` is no longer contested"
    )


@pytest.mark.parametrize(
    ("fact", "text", "data"),
    [
        (blocks(None), "every area", None),
        (blocks(()), "no area", ()),
        (blocks(("wind", "waste")), "wind waste", ("wind", "waste")),
        (entered("wind", "piloted"), "wind=piloted", {"id": "wind", "to": "piloted"}),
        (by_party({"jp": "A.", "ru": "B."}), "jp: A. ru: B.", {"jp": "A.", "ru": "B."}),
    ],
)
def test_a_fact_has_a_text_and_data(fact: Fact, text: str, data: object) -> None:
    assert fact == (text, data)


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
