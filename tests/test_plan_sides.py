"""What a report says of three sides that differ: nothing that none of them said."""

import re
from datetime import date

import pytest

import reports
from kurils_cli import history
from kurils_cli.formats import html, svg
from kurils_cli.history import History
from kurils_cli.model import Tracker
from kurils_cli.reports import Report
from kurils_cli.toml_format import read
from plan_text import text_of

THREE = """schema = 1
title = "Three"
parties.jp.name = "Japan"
parties.ru.name = "Russia"
parties.eu.name = "EU"
areas.tourism = {name = "Tourism", status = "piloted"}
areas.wind = {name = "Wind", status = "pending"}
issues.legal = {title = "Law", status = "open"}
log = [
  {date = 2020-01-10, title = "Areas", by = ["jp", "ru"], pending = ["tourism", "wind"]},
  {date = 2020-01-10, title = "Law", by = ["jp", "ru"], open = ["legal"]},
  {date = 2020-02-01, title = "Tour ends", by = ["ru"], piloted = ["tourism"]},
  {date = 2020-03-01, title = "EU observes", by = ["eu"], pending = ["tourism"]},
  {date = 2020-04-01, title = "Tour again", by = ["ru"], piloted = ["tourism"]},
  {date = 2020-05-01, title = "Law done", by = ["jp"], resolved = ["legal"]},
  {date = 2020-06-01, title = "Law again", by = ["ru"], open = ["legal"]},
]
looked = [{date = 2021-01-01, about = ["wind"]}]
"""


def three(text: str = THREE) -> Tracker:
    return read(text, "three.toml", date(2026, 11, 28)).tracker


def shown(report: Report) -> list[str]:
    return text_of(report).splitlines()


def test_a_look_for_one_area_is_no_look_for_all() -> None:
    assert (
        "last looked for news of Wind: 2021-01-01, none found" in shown(reports.status(three()))[1]
    )


def test_a_word_alone_is_not_dated_to_what_nobody_in_particular_said() -> None:
    text = THREE.replace('"Areas", by = ["jp", "ru"]', '"Areas"')
    said = '  {date = 2020-01-20, title = "Wind", by = ["jp"], pending = ["wind"]},\n]\nlooked'
    lines = shown(reports.status(three(text.replace("]\nlooked", said))))
    [wind] = [line for line in lines if line.startswith("Wind")]
    assert "pending 2020-01-10 Japan alone (from 2020-01-20)" in wind


def test_the_only_open_issue_is_contested_where_it_blocks() -> None:
    assert "The only open issue (contested) blocks every area." in shown(reports.status(three()))
    both = three(f'{THREE}\nissues.port = {{title = "Port", status = "open"}}\n')
    line = "Each of the 2 open issues (1 contested) blocks every area."
    assert line in shown(reports.status(both))


def test_what_was_contested_before_did_not_become_so() -> None:
    finding = shown(reports.report_since(three(), date(2020, 4, 1)))[0]
    assert finding == (
        "= Since 2020-04-01: 1 of 3 marks changed (Tourism), 1 became contested, 3 entries; "
        "2 of 3 marks contested"
    )


def test_a_mark_that_stays_contested_goes_nowhere() -> None:
    days = [date(2020, 3, 15), date(2020, 4, 15)]
    sides = [History(history.as_of(three(), day)) for day in days]
    report = reports.diff("T", (), old="a", new="b", pasts=(sides[0], sides[1]))
    assert shown(report)[0] == "= From a to b: 1 mark still contested"


def test_a_first_word_is_no_step_back() -> None:
    lane = shown(reports.timeline(three()))
    assert (
        "  2020-01-10 entry, 2020-02-01 piloted ru, 2020-03-01 entry eu, 2020-04-01 piloted ru"
        in (lane)
    )


def test_a_lane_parts_on_the_day_on_which_two_sides_first_differ() -> None:
    assert shown(reports.timeline(three()))[5:9] == [
        "  -: pending 2020-01-10 2020-02-01",
        "  Japan: pending 2020-02-01 2026-11-28",
        "  Russia: piloted 2020-02-01 2026-11-28",
        "  EU: pending 2020-03-01 2026-11-28",
    ]


@pytest.mark.parametrize(
    ("status", "begins"), [("piloted", "When the log ends"), ("pending", "No")]
)
def test_where_the_marks_do_not_add_up_they_are_not_dated_by_the_log(
    status: str, begins: str
) -> None:
    text = THREE.replace('"Tourism", status = "piloted"', f'"Tourism", status = "{status}"')
    assert shown(reports.status(three(text)))[0].startswith(f"= {begins}")


def test_before_the_first_entry_there_is_none_by_then_or_only_what_is_announced() -> None:
    whole = three()
    before = history.as_of(whole, date(2019, 1, 1))
    head = shown(reports.status(before, as_of=date(2019, 1, 1)))
    assert "As of 2019-01-01; no entry by then" in head[1]
    early = whole._replace(on=date(2019, 6, 1), looked=()).marked({"tourism": "pending"})
    head = shown(reports.status(early))
    assert "As of 2019-06-01; 7 entries announced for later" in head[1]
    assert not any(line.startswith("!") for line in head)


def test_a_mark_that_drifts_did_not_change_on_a_day() -> None:
    text = THREE.replace('"Wind", status = "pending"', '"Wind", status = "piloted"')
    report = reports.report_since(three(text), date(2025, 1, 1))
    assert shown(report)[0] == (
        "= Since 2025-01-01: nothing new; the newest entry is of 2020-06-01; 2 of 3 marks contested"
    )
    assert report.data["changes"] == []


def test_a_mark_that_changed_and_changed_back_is_among_what_changed() -> None:
    law = THREE.replace('["jp"], resolved', '["jp", "ru"], resolved')
    back = three(law.replace('"Law again", by = ["ru"]', '"Law again", by = ["jp", "ru"]'))
    lines = shown(reports.report_since(back, date(2020, 5, 1)))
    assert lines[0].startswith(
        "= Since 2020-05-01: no mark changed, 1 changed and changed back, 2 "
    )
    assert "Law: open again since 2020-06-01, said by Japan, Russia; EU silent" in lines


def test_a_report_says_who_looked_for_what_and_where() -> None:
    text = THREE.replace(
        'about = ["wind"]', 'about = ["wind"], where = ["a.example"], note = "None."'
    )
    lines = shown(reports.report(three(text)))
    at = lines.index("## Where somebody looked for news and found none #looked folded for pages")
    assert lines[at + 1 : at + 3] == [
        "Day | News of | Where | Note",
        "2021-01-01 | Wind | a.example | None.",
    ]


def test_no_side_gives_a_contested_mark_its_colour() -> None:
    page = html.render(reports.report_since(three(), date(2020, 4, 15)))
    assert '<div class="change">' in page
    assert '<div class="change ' not in page


def test_a_silent_party_is_silent_since_no_day() -> None:
    report = reports.timeline(three())
    assert "open Russia since 10 Jan 2020 ; EU silent" in told(html.render(report))
    assert "Russia since 10 Jan 2020; EU silent" in told(svg.render(report))


def told(page: str) -> str:
    return " ".join(re.sub("<[^>]*>", " ", page).split())
