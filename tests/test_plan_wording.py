"""Words for facts, one by one."""

from collections.abc import Iterable, Iterator
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import reports
from kurils_cli import history
from kurils_cli.check import inconsistencies
from kurils_cli.diff import diff
from kurils_cli.history import History
from kurils_cli.model import Area, Entry, Issue, Party, Tracker
from kurils_cli.reports import Report
from kurils_cli.reports.plan.blocks import (
    Block,
    Changes,
    Entries,
    Item,
    Log,
    Marks,
    Paragraph,
    Run,
    plain,
    shortened,
    spelled,
)
from kurils_cli.reports.plan.wording import Wording, anchors, days, title_pieces
from plan_text import blocks_of
from strategies import dates, trackers
from test_plan_headlines import EAST_SAYS, NAMED, PILOT, WEST, WEST_SAYS, day, moved, tracker


@pytest.mark.parametrize(
    ("run", "long", "short"),
    [
        (Run("2019-09-16", "day"), "16 September 2019", "16 Sep 2019"),
        (Run("in August 2019"), "in August 2019", "in August 2019"),
        (days(day("2019-11-02"), day("2019-11-30")), "2 to 30 November 2019", "2 to 30 Nov 2019"),
        (
            days(day("2019-09-01"), day("2019-12-19")),
            "1 September to 19 December 2019",
            "1 Sep to 19 Dec 2019",
        ),
        (
            days(day("2019-05-01"), day("2020-06-01")),
            "1 May 2019 to 1 June 2020",
            "1 May 2019 to 1 Jun 2020",
        ),
    ],
)
def test_days_are_spelled_out_or_short_and_other_words_are_not_touched(
    run: Run, long: str, short: str
) -> None:
    assert (spelled(run), shortened(run)) == (long, short)


def entry(title: str | None) -> Entry:
    return Entry(day("2020-02-01"), title, changes=() if title else (("wind", "piloted"),))


def test_an_anchor_is_made_of_date_and_title_whatever_else_is_in_the_log() -> None:
    titles = [
        "First talk",
        "Japan's  “answer”",
        None,
        "共同経済活動",
        "First talk",
        "?",
        "word " * 30,
    ]
    log = [(f"{place}", entry(title), ()) for place, title in enumerate(titles)]
    assert [*anchors(log).values()] == [
        "e-2020-02-01-first-talk",
        "e-2020-02-01-japans-answer",
        "e-2020-02-01",
        "e-2020-02-01-共同経済活動",
        "e-2020-02-01-first-talk-2",
        "e-2020-02-01-2",
        "e-2020-02-01-" + "-".join(["word"] * 12),
    ]


def changes(report: Report) -> dict[str, list[str]]:
    every = [change for block in blocks_of(report, Changes) for change in block.changes]
    return {change.name.to: [plain(line) for line in change.lines] for change in every}


def between(old: Tracker, new: Tracker, *names: str) -> Report:
    found = diff(old, new, with_log=False)
    old_name, new_name = names or ("a", "b")
    pasts = (History(old), History(new))
    return reports.diff(new.title, found, old=old_name, new=new_name, pasts=pasts)


def test_a_party_alone_says_a_mark_and_the_other_is_silent_on_it() -> None:
    old = tracker(moved("2017-03-01", wind="pending"), areas="wind", issues="")
    new = history.all_logged(old, [EAST_SAYS])
    assert changes(between(old, new)) == {
        "wind": ["pending → piloted since 2020-04-01, said by East alone (West silent on the mark)"]
    }


def test_a_report_has_in_full_what_set_a_mark_and_leads_to_the_word_of_whoever_came_later() -> None:
    east = moved("2018-06-01", "ea", sea="piloted")
    west = moved("2019-04-01", "we", sea="piloted")
    talk, again = Entry(day("2019-05-01"), "Talk"), moved("2020-01-01", "we", sea="piloted")
    report = reports.report(tracker(NAMED, east, talk, west, again))
    [entries] = blocks_of(report, Entries)
    assert [item.handle for item in entries.items] == ["2018-06-01", "2017-03-01"]
    [claim] = blocks_of(report, Marks)[0].rows[0].claims
    assert plain(claim.who) == "East, West (from 2019-04-01)"
    assert [run.to for run in claim.who if run.kind == "day"] == ["e-2019-04-01-of-2019-04-01"]


def test_what_two_sides_say_stays_contested_or_is_no_longer() -> None:
    parted = tracker(NAMED, EAST_SAYS)
    still = history.all_logged(parted, [moved("2020-05-01", "we", law="resolved")])
    again = history.all_logged(still, [moved("2020-06-01", "we", wind="piloted", law="open")])
    swapped = history.all_logged(
        parted,
        [moved("2020-05-01", "we", wind="piloted"), moved("2020-05-02", "ea", wind="pending")],
    )
    assert changes(between(parted, swapped)) == {
        "wind": [
            "still contested",
            "East: pending since 2020-05-02",
            "West: piloted since 2020-05-01",
        ]
    }
    assert changes(between(still, again)) == {
        "wind": [
            "no longer contested: piloted since 2020-04-01, said by East, West (from 2020-06-01)"
        ],
        "law": ["no longer contested: open since 2020-06-01, said by East (from 2017-03-01), West"],
    }
    (claim,) = Wording(History(again)).claims("wind", "piloted")
    assert plain(claim.who) == "East, West (from 2020-06-01)"
    assert plain(claim.brief) == "East, West"


def test_where_accounts_differ_each_side_is_there_also_where_it_names_nothing() -> None:
    whole = tracker(moved("2017-03-01", "ea", wind="pending"), areas="wind", issues="")
    east, west = (history.account(whole, party) for party in ("ea", "we"))
    assert changes(between(east, west, "by:ea", "by:we")) == {
        "wind": ["East: pending since 2017-03-01", "West: does not name it"]
    }


def blocked(*issues: Issue, areas: int = 3, ids: tuple[str, ...] = ()) -> str:
    """What `status` says of what issues block."""
    named = tuple(Area(f"a{n}", f"A{n}", "pending") for n in range(areas))
    report = reports.status(Tracker("T", named, issues), ids=ids)
    return " / ".join(plain(block.words) for block in blocks_of(report, Paragraph))


def issue(id: str, *blocks: str, every: bool = False) -> Issue:
    return Issue(id, id.capitalize(), "open", None if every else blocks)


ALL, LAW = issue("all", every=True), issue("law", every=True)
FEW = [f"a{n}" for n in range(11)]
BLOCKED = {
    "nothing is open": (blocked(ALL._replace(status="resolved")), ""),
    "one blocks all": (blocked(ALL), "The only open issue blocks every area."),
    "each blocks all": (blocked(ALL, LAW), "Each of the 2 open issues blocks every area."),
    "most block all": (
        blocked(ALL, LAW, issue("x"), areas=2),
        "2 of the 3 open issues block every area; X blocks no area.",
    ),
    "some block all": (
        blocked(ALL, LAW, issue("x", "a0", "a1"), issue("y", "a0", "a1")),
        "All and Law block every area. X and Y block every area but A2.",
    ),
    "most block all, two do not": (
        blocked(ALL, LAW, issue("more", every=True), issue("v", "a0"), issue("w", "a0")),
        "3 of the 5 open issues block every area; V and W block A0.",
    ),
    "each another": (
        blocked(ALL, issue("x", "a0"), issue("y", "a0")),
        "All blocks every area. X and Y block A0.",
    ),
    "many": (blocked(issue("x", *FEW), areas=25), "X blocks 11 areas."),
    "an issue that is asked for": (
        blocked(ALL, LAW, ids=("law",)),
        "Law blocks every area.",
    ),
    "some of the issues are asked for": (
        blocked(ALL, LAW, issue("x", every=True), ids=("all", "law")),
        "All and Law block every area.",
    ),
    "the only open issue is asked for": (
        blocked(ALL, LAW._replace(status="resolved"), ids=("all", "law")),
        "The only open issue blocks every area.",
    ),
    "an area that is asked for": (
        blocked(ALL, issue("x", "a0"), ids=("a0",)),
        "All and X block A0.",
    ),
}


@pytest.mark.parametrize("case", BLOCKED)
def test_what_blocks_what_is_in_as_few_sentences_as_can_be(case: str) -> None:
    said, expected = BLOCKED[case]
    assert said == expected


def test_the_items_of_a_log_are_made_as_one_goes_through_them() -> None:
    report = reports.log(tracker(NAMED, EAST_SAYS, WEST_SAYS), oneline=True)
    [log] = blocks_of(report, Log)
    first = next(iter(log.years[0].items))
    assert (first in log.years[0].items, first in log.years[1].items) == (True, False)


# ------------------------------------------------------------------ laws


def every(value: object) -> Iterator[Run | date]:
    """The runs and days of a plan, in order."""
    if isinstance(value, Run | date):
        yield value
    elif isinstance(value, Iterable) and not isinstance(value, str):
        for each in value:
            yield from every(each)


def accounts_of(block: Block) -> list[str]:
    """The entries whose accounts a block shows, by handle."""
    items: list[Item] = []
    if isinstance(block, Entries):
        items = [*block.items]
    elif isinstance(block, Changes):
        items = [item for change in block.changes for item in change.entries]
    elif isinstance(block, Log):
        every = [item for year in block.years for item in year.items]
        items = [item for item in every if item.anchor not in block.elsewhere]
    return [item.handle for item in items if item.accounts]


@given(trackers(), trackers(), dates, dates, st.booleans())
def test_any_tracker_has_a_plan_without_empty_words_and_each_account_once(
    whole: Tracker, other: Tracker, one: date, another: date, full: bool
) -> None:
    first, last = sorted((one, another))
    past = history.as_of(whole, last)
    found = [
        reports.report(past, as_of=last, full=full),
        reports.report_since(past, first, as_of=last),
        reports.timeline(whole, since=first, until=last),
        reports.log(whole),
        between(history.as_of(whole, first), past, f"{first}", f"{last}"),
        between(other, whole),
        *(
            reports.report(history.account(whole, party.id), by=party, full=full)
            for party in whole.parties
        ),
    ]
    for report in found:
        parts = report.plan().parts
        assert all(run.text for run in every(report.plan()) if isinstance(run, Run))
        accounts = [
            handle for part in parts for block in part.blocks for handle in accounts_of(block)
        ]
        assert len(accounts) == len({*accounts})


@given(trackers(spoken=2))
def test_whatever_is_contested_is_so_wherever_its_mark_is(whole: Tracker) -> None:
    contested = {*History(whole).contested}
    for report in (reports.status(whole), reports.report(whole), reports.timeline(whole)):
        finding = plain(report.plan().headline.finding)
        assert ("contested" in finding) == bool(contested)
        rows = [row for block in blocks_of(report, Marks) for row in block.rows]
        assert {row.name.to for row in rows if row.is_contested} == contested
        assert all(
            len({claim.state.to for claim in row.claims}) > 1 for row in rows if row.is_contested
        )


def days_of(value: object) -> list[str]:
    """The days that are in a plan, in words or for a drawing."""
    found = [Run(f"{each}", "day") if isinstance(each, date) else each for each in every(value)]
    return [day for run in found if run.kind in ("day", "days") for day in run.text.split(" to ")]


@given(trackers(), dates, dates)
def test_no_plan_has_a_day_after_the_one_that_is_asked_for(
    whole: Tracker, one: date, another: date
) -> None:
    first, on = sorted((one, another))
    past = history.as_of(whole, on)
    for report in (
        reports.status(past, as_of=on),
        reports.report(past, as_of=on, full=True),
        reports.report_since(past, first, as_of=on),
        reports.timeline(whole, until=on),
        reports.timeline(past, as_of=on, until=on),
        reports.log(past, as_of=on),
    ):
        assert all(each <= f"{on}" for each in days_of(report.plan()))


@given(trackers(), dates)
def test_entries_of_the_future_move_nothing_in_a_plan(whole: Tracker, on: date) -> None:
    """They announce: the finding and the rows are the same without them, but for drift."""

    def read(tracker: Tracker) -> object:
        report = reports.timeline(tracker)
        marks = blocks_of(report, Marks)
        rows = [row._replace(finding=()) for block in marks for row in block.rows]
        return report.plan().headline.finding, rows, [block.timeline for block in marks]

    today = whole._replace(on=on)
    known = today._replace(log=tuple(entry for entry in whole.log if entry.date <= on))
    drifts = [bool(inconsistencies(History(each))) for each in (today, known)]
    assume(drifts[0] == drifts[1])
    assert read(today) == read(known)


@pytest.mark.parametrize(
    ("log", "party", "expected"),
    [
        ((NAMED, PILOT), None, "the day a pilot ended; the mark stays"),
        ((NAMED, PILOT), WEST, "piloted by that day; the mark stays"),
        ((PILOT,), None, "piloted by that day; the mark stays"),
    ],
)
def test_a_pilot_is_said_to_have_ended_on_a_day_only_if_the_log_has_it(
    log: tuple[Entry, ...], party: Party | None, expected: str
) -> None:
    whole = tracker(*log)
    report = reports.timeline(history.account(whole, party.id) if party else whole, by=party)
    [marks] = blocks_of(report, Marks)
    assert marks.timeline
    meanings = {each.sign: plain(each.words) for each in marks.timeline.legend}
    assert meanings["piloted"] == expected


@pytest.mark.parametrize(
    ("title", "pieces"),
    [
        ("Work (East / West), 2020 (new)", ("Work", "(East / West),", "2020", "(new)")),
        ("Version 2(b) of the plan(s)", ("Version 2(b) of the plan(s)",)),
    ],
)
def test_a_title_is_parted_only_where_it_has_a_blank(title: str, pieces: tuple[str, ...]) -> None:
    assert title_pieces(title) == pieces
