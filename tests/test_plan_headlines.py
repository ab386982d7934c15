"""The first line of what people read: true of any tracker, and in the numbers that JSON has."""

import json
import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import reports
from kurils_cli import history
from kurils_cli.formats.json import render as json_text
from kurils_cli.model import Area, Entry, Issue, Party, Tracker
from kurils_cli.reports import Report
from kurils_cli.reports.plan.blocks import Headline, plain
from strategies import dates, trackers

TODAY = date(2021, 6, 30)
EAST, WEST = Party("ea", "East"), Party("we", "West")


def day(text: str) -> date:
    return date.fromisoformat(text)


def moved(on: str, *by: str, **states: str) -> Entry:
    """An entry that puts areas or issues into states: `wind="piloted"`."""
    return Entry(day(on), f"Of {on}", changes=tuple(states.items()), by=by)


def tracker(
    *log: Entry, areas: str = "sea wind", issues: str = "law", spoken: bool = True
) -> Tracker:
    """A tracker with these areas and issues, as its log leaves it."""
    bare = Tracker(
        "Title",
        tuple(Area(id, id.capitalize(), "pending") for id in areas.split()),
        tuple(Issue(id, id.capitalize(), "open") for id in issues.split()),
        parties=(EAST, WEST) if spoken else (),
    )
    return history.all_logged(bare, log)


def headline(report: Report) -> Headline:
    return report.plan().headline


def finding(report: Report) -> str:
    return plain(headline(report).finding)


NAMED = moved("2017-03-01", "ea", "we", sea="pending", wind="pending", law="open")
PILOT = moved("2018-06-01", "ea", "we", sea="piloted")
TALK = Entry(day("2021-05-01"), "Talk")
LATER = moved("2019-04-01", "ea", "we", wind="piloted")
EAST_SAYS = moved("2020-04-01", "ea", wind="piloted")
WEST_SAYS = moved("2021-04-01", "we", wind="pending", law="resolved")

FINDINGS = {
    "nothing at all": (Tracker("T"), "No area or issue is named yet"),
    "no log": (tracker(), "None of 2 areas piloted"),
    "issues alone": (tracker(areas="", issues="law visas"), "2 of 2 issues open"),
    "one area": (tracker(areas="sea"), "The only area is pending"),
    "one area, piloted": (
        tracker(moved("2017-03-01", sea="pending"), PILOT, TALK, areas="sea"),
        "The only area is piloted, since 2018-06-01; no entry names an area after 2018-06-01",
    ),
    "one piloted": (
        tracker(NAMED, PILOT, moved("2021-05-01", wind="pending")),
        "1 of 2 areas piloted, since 2018-06-01",
    ),
    "all piloted": (
        tracker(NAMED, PILOT, LATER, TALK),
        "2 of 2 areas piloted, the last on 2019-04-01; no entry names an area after 2019-04-01",
    ),
    "a log that opens with the mark": (
        tracker(moved("2021-05-01", sea="piloted", wind="pending")),
        "1 of 2 areas piloted",
    ),
    "a log that ended long ago": (
        tracker(NAMED, PILOT),
        "When the log ends, on 2018-06-01: 1 of 2 areas piloted, since 2018-06-01",
    ),
    "contested": (
        tracker(NAMED, EAST_SAYS, WEST_SAYS),
        "None of 2 areas piloted; 2 of 3 marks contested",
    ),
    "contested, and piloted by the newest word": (
        tracker(NAMED, PILOT, WEST_SAYS, moved("2021-05-01", "ea", wind="piloted")),
        "2 of 2 areas piloted, 1 of them contested; 2 of 3 marks contested",
    ),
    "the only pilot, contested": (
        tracker(NAMED, WEST_SAYS, moved("2021-05-01", "ea", wind="piloted")),
        "1 of 2 areas piloted, which is contested; 2 of 3 marks contested",
    ),
}


@pytest.mark.parametrize("case", FINDINGS)
def test_a_status_leads_with_what_is_found(case: str) -> None:
    whole, expected = FINDINGS[case]
    assert finding(reports.status(whole._replace(on=TODAY))) == expected


def test_the_finding_is_of_the_day_and_the_account_that_are_asked_for() -> None:
    whole = tracker(NAMED, PILOT, EAST_SAYS, WEST_SAYS)._replace(on=TODAY)
    past = history.as_of(whole, day("2020-06-01"))
    by_west = history.account(whole, "we")
    both = history.as_of(by_west, day("2020-06-01"))
    found = [
        finding(reports.status(past, as_of=day("2020-06-01"))),
        finding(reports.status(by_west, by=WEST)),
        finding(reports.status(both, as_of=day("2020-06-01"), by=WEST)),
    ]
    assert found == [
        "On 2020-06-01: 2 of 2 areas piloted, 1 of them contested",
        "By West's account: 1 of 2 areas piloted, since 2018-06-01",
        "On 2020-06-01, by West's account: 1 of 2 areas piloted, since 2018-06-01",
    ]


def test_a_few_that_are_asked_for_are_told_one_by_one() -> None:
    whole = tracker(NAMED, EAST_SAYS, WEST_SAYS, areas="sea wind waste")._replace(on=TODAY)
    assert finding(reports.status(whole, ids=["sea", "wind", "waste"])) == (
        "Sea: pending since 2017-03-01, said by East, West; Wind: contested (East: piloted since "
        "2020-04-01; West: pending since 2017-03-01); Waste: pending"
    )
    before = history.as_of(whole, day("2016-01-01"))
    assert finding(reports.status(before, as_of=day("2016-01-01"), ids=["sea"])) == (
        "On 2016-01-01: none of these is named yet"
    )


DECKS = {
    "contested, and an issue moved last": (
        tracker(NAMED, EAST_SAYS, WEST_SAYS),
        [
            "Contested: Wind (East: piloted since 2020-04-01; West: pending since 2017-03-01) "
            "and Law (East: open since 2017-03-01; West: resolved since 2021-04-01).",
            "Newest change: “Wind” and “Law” on 2021-04-01.",
        ],
    ),
    "one changed": (
        tracker(NAMED, PILOT, EAST_SAYS, issues="law visas"),
        [
            "Contested: Wind (East: piloted since 2020-04-01; West: pending since 2017-03-01).",
            "Both issues are open.",
        ],
    ),
    "one party alone": (
        tracker(NAMED, PILOT, moved("2019-01-01", "we", a="open"), issues="law a b"),
        [
            "Newest change of a mark: “A”, open since 2019-01-01, said by West alone.",
            "All 3 issues are open.",
        ],
    ),
    "nobody speaks": (
        tracker(NAMED._replace(by=()), PILOT._replace(by=()), issues="law a", spoken=False),
        ["Newest change of a mark: “Sea”, piloted since 2018-06-01.", "Both issues are open."],
    ),
    "some resolved": (
        tracker(moved("2018-01-01", a="resolved"), areas="sea", issues="a b c"),
        ["2 of 3 issues are open."],
    ),
    "drift": (
        tracker(NAMED, issues="")._replace(areas=(Area("sea", "Sea", "piloted"),)),
        ["What does not add up: 1 finding, below."],
    ),
}


@pytest.mark.parametrize("case", DECKS)
def test_below_the_finding_stands_what_follows_from_it(case: str) -> None:
    whole, expected = DECKS[case]
    shown = headline(reports.report(whole._replace(on=TODAY)))
    assert [plain(words) for words in shown.deck] == expected


def test_of_many_contested_marks_the_headline_has_names_or_the_number() -> None:
    def contested(count: int) -> str:
        ids = {f"a{n}": "pending" for n in range(count)}
        whole = tracker(
            moved("2021-01-01", "ea", **ids),
            moved("2021-01-02", "we", **dict.fromkeys(ids, "piloted")),
            areas=" ".join(ids),
        )
        return plain(headline(reports.report(whole)).deck[0])

    assert contested(4) == "Contested: A0, A1, A2 and A3."
    assert contested(9) == "Contested: 9 areas."


def test_what_is_new_leads_with_how_much() -> None:
    whole = tracker(NAMED, EAST_SAYS, WEST_SAYS._replace(changes=(("wind", "pending"),)))
    first, last = day("2020-01-01"), day("2021-04-30")
    past = history.as_of(whole, last)
    found = [
        finding(reports.report_since(past, first, as_of=last)),
        finding(reports.report_since(history.account(past, "ea"), first, as_of=last, by=EAST)),
        finding(reports.report_since(tracker(NAMED, PILOT)._replace(on=TODAY), first)),
        finding(reports.report_since(tracker(NAMED, PILOT)._replace(on=TODAY), PILOT.date)),
        finding(reports.report_since(Tracker("T"), first)),
        finding(reports.report_since(tracker(TALK), first)),
    ]
    assert found == [
        "2020-01-01 to 2021-04-30: no mark changed, 1 became contested, 2 entries; 1 of 3 marks "
        "contested",
        "By East's account, 2020-01-01 to 2021-04-30: 1 of 3 marks changed (Wind), 1 entry",
        "Since 2020-01-01: nothing new; the newest entry is of 2018-06-01",
        "Since 2018-06-01: 1 of 3 marks changed (Sea), 1 entry",
        "Since 2020-01-01: nothing new; the log is empty",
        "Since 2020-01-01: no mark changed, 1 entry",
    ]


def test_a_window_of_a_day_names_that_day() -> None:
    whole, on = tracker(NAMED, PILOT, TALK)._replace(on=TODAY), day("2018-07-01")
    assert finding(reports.timeline(whole, since=on, until=on)) == "2018-07-01: no entry"


AGES = {
    "2021-06-30": "the same day",
    "2021-06-29": "1 day earlier",
    "2021-05-01": "60 days earlier",
    "2021-04-30": "2 months earlier",
    "2020-06-30": "1 year earlier",
    "2018-05-01": "3 years 1 month earlier",
}


@pytest.mark.parametrize("newest", AGES)
def test_the_line_of_the_day_says_how_old_the_log_is(newest: str) -> None:
    whole = tracker(NAMED, Entry(day(newest), "Talk"))._replace(on=TODAY)
    standing = plain(headline(reports.status(whole)).standing)
    assert standing == f"As of 2021-06-30; newest of 2 entries: {newest}, {AGES[newest]}"


# ------------------------------------------------------------------ laws


def numbers(pattern: str, text: str) -> list[int] | None:
    """The numbers that a finding has in a place, if it says that."""
    found = re.search(pattern, text)
    return [0 if each == "none" else int(each) for each in found.groups()] if found else None


def in_json(report: Report) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(json_text(report))
    return data


def contested_in(rows: Iterable[dict[str, Any]]) -> int:
    return sum(len({state for state in row["accounts"].values() if state}) > 1 for row in rows)


@given(trackers(), dates)
def test_each_number_of_a_standing_is_the_one_of_json(whole: Tracker, on: date) -> None:
    report = reports.status(history.as_of(whole, on), as_of=on)
    data, found = in_json(report), finding(report).lower()
    counts = data["summary"]
    rows = [*data["areas"], *data["issues"]]
    assert numbers(r"(\d+|none) of (\d+) areas piloted", found) in (
        [counts["piloted"], counts["areas"]],
        None if counts["areas"] < 2 else [],
    )
    contested = contested_in(rows)
    assert numbers(r"(\d+) of (\d+) marks? contested", found) == (
        [contested, len(rows)] if contested else None
    )


@given(trackers(), dates, st.integers(0, 900))
def test_each_number_of_what_is_new_is_the_one_of_json(whole: Tracker, on: date, ago: int) -> None:
    first = on - timedelta(days=ago)
    report = reports.report_since(history.as_of(whole, on), first, as_of=on)
    data, found = in_json(report), finding(report).lower()
    changed, entries = len(data["changes"]), len(data["entries"])
    if "nothing new" in found:
        assert (changed, entries) == (0, 0)
        return
    things = len(data["areas"]) + len(data["issues"])
    assert numbers(r"(\d+) of (\d+) marks? changed", found) == (
        [changed, things] if changed else None
    )
    assert numbers(r"(\d+) entr(?:y|ies)", found) == [entries]
