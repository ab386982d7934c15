"""A report as a table in a terminal, and as a picture of one."""

import io
import re
from collections import Counter
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from kurils_cli import reports
from kurils_cli.formats import table as terminal_table
from kurils_cli.formats import terminal_svg
from kurils_cli.model import Area, Entry, Issue, Tracker
from kurils_cli.reports import Report
from kurils_cli.words import visible
from samples import (
    CONTESTED,
    DAY,
    DRIFTING,
    EMPTY,
    HOSTILE,
    NAMES,
    TINY,
    every_report,
    facts,
    squeezed,
    table,
    tracker_saying,
)
from strategies import trackers

WIDTHS = (20, 40, 59, 60, 80, 120)
ODD = "A note of many words, each of which has to be there. ".join(["", *HOSTILE.values(), ""])
"""A long text, odd in every way."""
DYED = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\")


# ---------------------------------------------------------------- layout


def test_status_in_a_wide_terminal(shipped: Tracker) -> None:
    assert table(reports.status(shipped, as_of=DAY), 100) == (
        """\
Joint economic activity on the four islands (Southern Kurils / Northern Territories)
As of 2019-12-19
2 of 5 areas piloted, 2 of 2 issues open; newest of 1 entry: 2019-12-19

Areas
Id           Status     Since       Name                Blocked by
aquaculture  - pending              Aquaculture         both open issues
greenhouse   - pending              Greenhouse farming  both open issues
tourism      * piloted  2019-12-19  Tourism             both open issues
wind         - pending              Wind energy         both open issues
waste        * piloted  2019-12-19  Waste management    both open issues

Issues
Id        Status  Since       Name                                                   Blocks
movement  ! open  2019-12-19  Movement of those involved in joint economic activity  every area
legal     ! open  2019-12-19  Legal aspects of joint economic activity               every area

legal  One issue, two wordings: Japan speaks of a special system that harms neither side's position…
"""
    )


def test_status_in_a_narrow_terminal(shipped: Tracker) -> None:
    assert table(reports.status(shipped, ids=("tourism", "legal")), 40) == (
        """\
Joint economic activity on the four isl…
2 of 5 areas piloted, 2 of 2 issues
open; newest of 1 entry: 2019-12-19

Areas
tourism  * piloted
  since       2019-12-19
  name        Tourism
  blocked by  movement, legal

Issues
legal  ! open
  since   2019-12-19
  name    Legal aspects of joint
          economic activity
  blocks  every area
  note    One issue, two wordings: Japan
          speaks of a special system
          that harms neither side's
          position, Russia of legal
          aspects related to Russian
          legislation.
"""
    )


def test_log_entries_are_blocks_of_lines() -> None:
    log = (
        Entry(date(2019, 5, 1)),
        Entry(
            DAY,
            "Talks",
            "Moscow",
            ("https://a.b/c", "a book"),
            "Long.",
            (("wind", "piloted"), ("law", "open")),
            ("waste",),
        ),
    )
    tracker = Tracker("T", (Area("wind", "Wind", "piloted"),), (Issue("law", "L", "open"),), log)
    assert table(reports.log(tracker), 60) == (
        """\
T
Newest of 2 entries: 2019-12-19

2019-12-19 Talks
  wind: pending → piloted
  law: not yet raised → open
  Moscow; about waste
  Long.
  [1] https://a.b/c
  [2] a book

2019-05-01
"""
    )


def test_changes_show_their_signs_and_what_explains_them() -> None:
    old = Tracker("T", (Area("wind", "Wind", "pending"), Area("waste", "Waste", "pending")))
    new = Tracker(
        "T",
        (Area("wind", "Wind", "piloted"), Area("grain", "Grain", "pending")),
        (),
        (Entry(DAY, "Talks", changes=(("wind", "piloted"),)),),
    )
    changes = reports_of_change(old, new)
    assert table(changes, 100) == (
        """\
T

Areas
   Id     Name   Field   Old      New      Entries
~  wind   Wind   status  pending  piloted  2019-12-19 Talks
+  grain  Grain  status           pending
-  waste  Waste  status  pending

Entries
   Id          Name   Field    New
+  2019-12-19  Talks  changes  wind=piloted

4 differences between a and b
"""
    )
    assert table(changes, 40).split("\n\n")[1:3] == [
        """\
Areas
~  wind
  name     Wind
  field    status
  old      pending
  new      piloted
  entries  2019-12-19 Talks""",
        "+  grain\n  name   Grain\n  field  status\n  new    pending",
    ]


def reports_of_change(old: Tracker, new: Tracker) -> Report:
    from kurils_cli.diff import diff

    return reports.diff(new.title, diff(old, new), old="a", new="b")


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["status", "log", "diff", "timeline", "report", "check"])
def test_no_line_is_wider_than_the_width(name: str, width: int, long_record: Tracker) -> None:
    for each in (every_report(tracker_saying(ODD), ODD)[name], every_report(long_record)[name]):
        lines = table(each, width).split("\n")
        assert [line for line in lines if cell_len(line) > width or line != line.rstrip()] == []


@pytest.mark.parametrize("name", NAMES)
def test_without_a_width_nothing_is_wrapped(name: str) -> None:
    words = "word " * 1000 + "end"
    short, long = (
        table(every_report(tracker_saying(text), text)[name], None) for text in ("short", words)
    )
    assert long.count("\n") == short.count("\n")
    assert words in long


@pytest.mark.slow
@pytest.mark.parametrize("width", [40, 59, 60, 80, 120])
@pytest.mark.parametrize("name", ["status", "log", "diff", "check"])
def test_any_layout_has_every_fact(name: str, width: int, long_record: Tracker) -> None:
    """Cells are folded, never cut."""
    for tracker in (long_record, tracker_saying(ODD)):
        each = with_whole_notes(every_report(tracker)[name])
        shown = squeezed(table(each, width))
        assert Counter(squeezed("".join(facts(each, {})))) - Counter(shown) == Counter()
        assert squeezed(visible(each.summary)) in shown


def with_whole_notes(each: Report) -> Report:
    return each._replace(sections=tuple(s._replace(brief=False) for s in each.sections))


@pytest.mark.parametrize("name", ["status", "log", "diff", "check"])
def test_the_narrowest_layout_loses_no_character(name: str) -> None:
    each = with_whole_notes(every_report(tracker_saying(ODD), ODD)[name])._replace(title="T")
    assert Counter(squeezed(table(each, 20))) == Counter(squeezed(table(each, 40)))


def test_a_note_and_a_title_get_a_line_each_unless_they_are_asked_for() -> None:
    note = "A note that goes on for long, and says more than has room on a line of forty columns."
    tracker = Tracker("Title " * 9, (Area("wind", "Wind", "pending", note),))
    assert table(reports.status(tracker), 80) == (
        """\
Title Title Title Title Title Title Title Title Title
0 of 1 area piloted, 0 of 0 issues open

Areas
Id    Status     Name
wind  - pending  Wind

wind  A note that goes on for long, and says more than has room on a line of fo…

Issues
none
"""
    )
    first = table(reports.status(tracker), 40).split("\n")[0]
    assert (
        first
        == """\
Title Title Title Title Title Title Tit…"""
    )
    assert "  note  A note that goes on for long, a…" in table(reports.status(tracker), 40)
    assert squeezed(note) in squeezed(table(reports.status(tracker, ids=["wind"]), 40))
    assert "room on a line of ..." in table(reports.status(tracker), 80, "ascii")


def test_a_contested_mark_says_what_each_party_says() -> None:
    shown = table(reports.status(CONTESTED), 100)
    assert (
        "* piloted  2020-01-02  Wind energy  legal       contested: jp piloted, ru pending" in shown
    )
    by_nobody = CONTESTED._replace(log=(Entry(DAY, "x", changes=(("legal", "open"),)),))
    assert "nobody in particular" in table(reports.status(by_nobody), 100)


def test_what_is_not_asked_for_is_not_said_to_be_none(shipped: Tracker) -> None:
    shown = table(reports.status(shipped, ids=["wind"]), 100)
    assert "wind  - pending" in shown
    assert "movement, legal" in shown
    assert "Issues" not in shown
    assert "Areas" not in table(reports.status(shipped, only=["open"]), 100)
    assert table(reports.status(shipped, only=["resolved"]), 100).count("none") == 2


@pytest.mark.slow
@given(trackers(), st.sampled_from(WIDTHS))
def test_any_tracker_fits_any_width(tracker: Tracker, width: int) -> None:
    for each in (reports.status(tracker), reports.log(tracker), reports.timeline(tracker)):
        assert max(map(cell_len, table(each, width).split("\n"))) <= width


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (
            "status",
            "Empty\n0 of 0 areas piloted, 0 of 0 issues open\n\nAreas\nnone\n\nIssues\nnone\n",
        ),
        ("log", "Empty\n\nno entries\n"),
        ("timeline", "Empty\n\nnone\n"),
        (
            "report",
            "Empty\n\n0 of 0 areas are piloted, and 0 of 0 issues are open.\n\n"
            "Areas\nnone\n\nIssues\nnone\n\n"
            "Timeline\nnone\n\nLog\nno entries\n\nSources\nnone\n",
        ),
    ],
)
@pytest.mark.parametrize("width", [None, 60, 80])
def test_a_table_about_nothing_says_so(name: str, shown: str, width: int | None) -> None:
    assert table(every_report(EMPTY)[name], width) == shown


def test_no_difference_is_a_sentence() -> None:
    assert table(reports.diff("T", (), old="a", new="b")) == "T\n\nno difference between a and b\n"


def test_a_report_is_a_document() -> None:
    assert table(reports.report(CONTESTED), 80) == (
        """\
Contested
Newest of 4 entries: 2020-01-02

1 of 1 area is piloted (Wind energy), and 1 of 1 issue is open (Law). The log
has 4 entries, the newest of 2020-01-02: Pilot again.

Areas
Id    Status     Since       Name         Blocked by  Said by
wind  * piloted  2020-01-02  Wind energy  legal       contested: jp piloted, ru
                                                      pending

Issues
Id     Status  Since       Name  Blocks      Said by
legal  ! open  2019-01-01  Law   every area  jp, ru

Timeline
         1                                                                 2 3 4
wind     ······································································◆
legal    ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒
entries  |                                                                     3
         2019                                                               2020

◆═ piloted: the day its pilot ended; the mark stays  ▒ open
· no entry names it yet  | entry, or how many

1  2019-01-01  legal: not yet raised → open (Talks)
2  2020-01-01  wind: pending → piloted (Pilot)
3  2020-01-01  wind: piloted → pending (No pilot)
4  2020-01-02  wind: pending → piloted (Pilot again)

Where the accounts differ
Wind energy: contested: Japan piloted, Russia pending

2019-01-01 Talks
  Japan                                  Russia
  A framework. A framework. A            Russian law. Russian law. Russian
  framework. A framework. A framework.   law. Russian law. Russian law.
  A framework. A framework. A            Russian law. Russian law. Russian
  framework. A framework.                law. Russian law.

Log
2020-01-02 Pilot again
  wind: pending → piloted
  Said by Japan

2020-01-01#2 No pilot
  wind: piloted → pending
  Said by Russia

2020-01-01#1 Pilot
  wind: pending → piloted
  Said by Japan
  Japan
  It ended.

2019-01-01 Talks
  legal: not yet raised → open
  Said by Japan, Russia; accounts above

Sources
none
"""
    )


@pytest.mark.parametrize("width", [80, 100, 121])
def test_accounts_of_one_length_get_the_same_room(width: int) -> None:
    talks, *_ = CONTESTED.log
    text = "a few words of one and the same length, then " * 3
    told = talks._replace(says=(("jp", text), ("ru", text)))
    shown = table(reports.log(CONTESTED._replace(log=(told,))), width)
    middle = 2 + (width - 2) // 2
    accounts = [line for line in shown.splitlines() if "few words" in line or "length" in line]
    assert len(accounts) > 1
    assert [line[2:middle].rstrip() for line in accounts] == [line[middle:] for line in accounts]


def test_accounts_stand_one_below_the_other_where_it_is_narrow() -> None:
    assert table(reports.log(CONTESTED, limit=4), 50) == (
        """\
Contested
Newest of 4 entries: 2020-01-02

2020-01-02 Pilot again
  wind: pending → piloted
  Said by Japan

2020-01-01#2 No pilot
  wind: piloted → pending
  Said by Russia

2020-01-01#1 Pilot
  wind: pending → piloted
  Said by Japan
  Japan
  It ended.

2019-01-01 Talks
  legal: not yet raised → open
  Said by Japan, Russia
  Japan
  A framework. A framework. A framework. A
  framework. A framework. A framework. A
  framework. A framework. A framework.
  Russia
  Russian law. Russian law. Russian law. Russian
  law. Russian law. Russian law. Russian law.
  Russian law. Russian law.
"""
    )


def test_a_report_says_what_does_not_add_up() -> None:
    shown = table(reports.report(DRIFTING), 80)
    assert "What does not add up\n`wind` is marked `piloted`, but the log leaves it" in shown
    assert "Where the accounts differ" not in shown


# ---------------------------------------------------------------- what is shown as it is


@pytest.mark.parametrize("name", ["status", "log", "diff", "report", "check"])
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_markup_and_escapes_are_shown_as_text(text: str, name: str) -> None:
    assert visible(text) in table(every_report(tracker_saying(text), text)[name], None)


@pytest.mark.parametrize("name", NAMES)
def test_an_ascii_stream_gets_ascii(name: str, long_record: Tracker) -> None:
    assert table(every_report(tracker_saying(ODD), ODD)[name], 80, "ascii").isascii()
    assert table(every_report(long_record)[name], 80, "ascii").isascii()


def test_ascii_has_an_arrow_and_names_spelt_out() -> None:
    tracker = Tracker(
        "経済 Ы",
        (Area("wind", "風", "piloted"),),
        (),
        (Entry(DAY, "→", changes=(("wind", "piloted"),)),),
    )
    assert table(reports.log(tracker), 80, "ascii") == (
        """\
\\u7d4c\\u6e08 \\u042b
Newest of 1 entry: 2019-12-19

2019-12-19 ->
  wind: pending -> piloted
"""
    )
    assert "→" in table(reports.log(tracker), 80, "utf-8")


# ---------------------------------------------------------------- colour


def coloured(each: Report, monkeypatch: pytest.MonkeyPatch, **environment: str) -> str:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return terminal_table.render(each, io.StringIO(), 80)


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"NO_COLOR": "1"},
        {"TERM": "dumb"},
        {"TERM": "dumb", "FORCE_COLOR": "1"},
        {"FORCE_COLOR": ""},
    ],
    ids=str,
)
def test_no_colour_where_none_is_wanted(
    environment: dict[str, str], shipped: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    each = reports.log(shipped)
    assert coloured(each, monkeypatch, **environment) == table(each, 80)
    assert "\x1b" not in table(each, 80)


@pytest.mark.parametrize("name", NAMES)
def test_colour_adds_nothing_but_colour(
    name: str, shipped: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    samples = [every_report(shipped)[name], every_report(tracker_saying(HOSTILE["escapes"]))[name]]
    bare = [table(each, 80) for each in samples]
    dyed = [coloured(each, monkeypatch, FORCE_COLOR="1") for each in samples]
    assert all("\x1b[" in text for text in dyed)
    undyed = ["\n".join(line.rstrip() for line in DYED.sub("", text).split("\n")) for text in dyed]
    assert undyed == bare


def test_a_state_has_its_colour_and_a_source_its_link(
    shipped: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    marks = coloured(reports.status(shipped), monkeypatch, FORCE_COLOR="1")
    assert "\x1b[1;32m* piloted\x1b[0m" in marks
    assert "\x1b[35m! open" in marks
    assert re.search("^aquaculture  - pending  ", DYED.sub("", marks), re.MULTILINE)
    assert "mpending" not in marks
    log = coloured(reports.log(shipped), monkeypatch)
    address = "https://tass.com/politics/1101355"
    assert re.search(rf"\x1b\]8;[^;]*;{address}\x1b\\{address}\x1b\]8;;\x1b\\", log)


def test_no_color_wins_over_force_color(shipped: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = coloured(reports.status(shipped), monkeypatch, FORCE_COLOR="1", NO_COLOR="1")
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]", shown)


def test_what_is_no_address_is_no_link(monkeypatch: pytest.MonkeyPatch) -> None:
    tracker = Tracker("T", log=(Entry(DAY, "x", sources=("javascript:x", "http://a b", "book")),))
    shown = coloured(reports.log(tracker), monkeypatch, FORCE_COLOR="1")
    assert "\x1b]8;" not in shown
    assert "javascript:x" in shown


# ---------------------------------------------------------------- timeline


def test_bars_of_the_long_record_at_60(long_record: Tracker) -> None:
    assert table(reports.timeline(long_record), 60) == (
        """\
Joint economic activity on the four islands (Southern Kuril…
Newest of 33 entries: 2026-02-20

             1  2        3 4           5
aquaculture  ···────────────────────────────────────────────
greenhouse   ···────────────────────────────────────────────
tourism      ···───────────◆════════════════════════════════
wind         ···────────────────────────────────────────────
waste        ···───────────◆════════════════════════════════
movement        ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒
legal        ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒
dialogue                               ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒
entries      |2||2  ||2| 3|52||||   |  2  | |              |
                  2018      2020      2022       2024   2026

─ pending
◆═ piloted: the day its pilot ended; the mark stays  ▒ open
· no entry names it yet  | entry, or how many

1  2016-12-16  legal: not yet raised → open (Prime Minister
               Abe (Japan) and President Putin (Russia):
               consultations to start)
2  2017-09-07  movement: not yet raised → open (Prime
               Minister Abe (Japan) and President Putin
               (Russia): five candidate projects)
3  2019-09-16  waste: pending → piloted (Waste pilot: second
               leg ends)
4  2019-10-30  tourism: pending → piloted (Pilot tour held:
               44 people arrive on the islands)
5  2022-03-21  dialogue: not yet raised → open (Russia's
               foreign ministry announces withdrawal from
               the dialogue on joint economic activity)

No entry for 3 years: 2023-01-23 to 2026-02-20
"""
    )


def test_bars_of_the_long_record_at_80(long_record: Tracker) -> None:
    assert table(reports.timeline(long_record), 80) == (
        """\
Joint economic activity on the four islands (Southern Kurils / Northern Territo…
Newest of 33 entries: 2026-02-20

             1    2            3 4                 5
aquaculture  ·····──────────────────────────────────────────────────────────────
greenhouse   ·····──────────────────────────────────────────────────────────────
tourism      ·····───────────────◆══════════════════════════════════════════════
wind         ·····──────────────────────────────────────────────────────────────
waste        ·····───────────────◆══════════════════════════════════════════════
movement          ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒
legal        ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒
dialogue                                           ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒
entries      |||| |2   | |2 | 2||43 | |||     |    2  |  |                     |
             2017   2018   2019    2020   2021   2022    2023   2024   2025 2026

─ pending  ◆═ piloted: the day its pilot ended; the mark stays  ▒ open
· no entry names it yet  | entry, or how many

1  2016-12-16  legal: not yet raised → open (Prime Minister Abe (Japan) and
               President Putin (Russia): consultations to start)
2  2017-09-07  movement: not yet raised → open (Prime Minister Abe (Japan) and
               President Putin (Russia): five candidate projects)
3  2019-09-16  waste: pending → piloted (Waste pilot: second leg ends)
4  2019-10-30  tourism: pending → piloted (Pilot tour held: 44 people arrive on
               the islands)
5  2022-03-21  dialogue: not yet raised → open (Russia's foreign ministry
               announces withdrawal from the dialogue on joint economic
               activity)

No entry for 3 years: 2023-01-23 to 2026-02-20
"""
    )


def test_bars_of_two_years_in_thirty_columns_change_halfway() -> None:
    """Nine columns for names and gap leave 21; 1 January 2020 is in the eleventh."""
    assert table(reports.timeline(TINY), 30) == (
        """\
Tiny
Newest of 3 entries:
2021-01-01

         1         2         3
wind     ··········◆══════════
legal    ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒●
entries  |         |         |
         2019      2020   2021

◆═ piloted: the day its pilot
ended; the mark stays
▒ open
●═ resolved: the day; the mark
stays
· no entry names it yet
| entry, or how many

1  2019-01-01  legal: not yet
               raised → open
               (First)
2  2020-01-01  wind: pending →
               piloted
               (Second)
3  2021-01-01  legal: open →
               resolved
               (Third)

No entry for more than a year:
2020-01-01 to 2021-01-01
"""
    )


def test_bars_in_ascii() -> None:
    assert table(reports.timeline(TINY), 60, "ascii") == (
        """\
Tiny
Newest of 3 entries: 2021-01-01

         1                        2                        3
wind     .........................#=========================
legal    %%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%x
entries  |                        |                        |
         2019                     2020                  2021

#= piloted: the day its pilot ended; the mark stays  % open
x= resolved: the day; the mark stays
. no entry names it yet  | entry, or how many

1  2019-01-01  legal: not yet raised -> open (First)
2  2020-01-01  wind: pending -> piloted (Second)
3  2021-01-01  legal: open -> resolved (Third)

No entry for more than a year: 2020-01-01 to 2021-01-01
"""
    )


def test_bars_have_a_width_of_their_own_where_none_is_given() -> None:
    lines = table(reports.timeline(TINY), None).split("\n")
    assert lines[4] == f"wind     {'·' * 49}◆{'═' * 50}"
    assert lines[6] == f"entries  |{' ' * 48}|{' ' * 49}|"


def test_a_long_id_is_folded_beside_its_bar() -> None:
    tracker = Tracker("T", (Area("a-very-long-identifier", "A", "pending"),))
    assert table(reports.timeline(tracker), 30) == (
        f"T\n\na-very-lon  {'─' * 18}\ng-identifi\ner\n\n─ pending\n"
    )


def test_a_single_day_is_a_bar_of_what_it_left() -> None:
    log = (Entry(DAY, "Talks", changes=(("wind", "piloted"),)),)
    areas = (Area("wind", "Wind", "piloted"), Area("waste", "Waste", "pending"))
    assert table(reports.timeline(Tracker("T", areas, (), log)), 40) == (
        """\
T
Newest of 1 entry: 2019-12-19

         1
wind     ◆┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄
waste    ─┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄
entries  |
         2019-12-19

─ pending
◆═ piloted: the day its pilot ended; the
mark stays
┄ no newer entry  | entry, or how many

1  2019-12-19  wind: pending → piloted
               (Talks)
"""
    )


def test_each_number_stands_over_its_day_and_below_it_is_told() -> None:
    days = [date(2019, 1, 1), date(2020, 12, 30), date(2021, 1, 1)]
    log = tuple(
        Entry(day, "Talks" if n else None, changes=((f"i{n}", "open"),))
        for n, day in enumerate(days)
    )
    tracker = Tracker("T", (), tuple(Issue(f"i{n}", "I", "open") for n in range(3)), log)
    drawn = reports.timeline(tracker)._replace(made=date(2023, 6, 1))
    assert table(drawn, 40) == (
        """\
T
Newest of 3 entries: 2021-01-01

         1           2 3
i0       ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄
i1                     ▒┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄
i2                     ▒┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄
entries  |             2
         2019   2020   2021   2022  2023

▒ open  ┄ no newer entry
| entry, or how many

1  2019-01-01  i0: not yet raised → open
2  2020-12-30  i1: not yet raised → open
               (Talks)
3  2021-01-01  i2: not yet raised → open
               (Talks)

No entry for more than a year:
2019-01-01 to 2020-12-30
No entry for 2 years: 2021-01-01 to
2023-06-01
"""
    )


def test_of_more_numbers_than_have_room_the_newest_stand() -> None:
    issues = tuple(Issue(f"i{n}", "I", "open") for n in range(12))
    log = tuple(Entry(DAY + timedelta(n), changes=((f"i{n}", "open"),)) for n in range(12))
    shown = table(reports.timeline(Tracker("T", (), issues, log)), 30)
    assert "                 1 2 3 4 5 6 7\n" in shown
    assert "7  2019-12-30  i11: not yet" in shown
    assert shown.endswith("\n5 earlier, without a number\n")


def test_bars_of_a_window_have_no_event_of_another_time(long_record: Tracker) -> None:
    window = reports.timeline(
        long_record,
        ids=["tourism", "dialogue"],
        since=date(2020, 1, 1),
        until=date(2021, 12, 31),
    )._replace(made=date(2026, 11, 25))
    assert table(window, 60) == (
        """\
Joint economic activity on the four islands (Southern Kuril…
Newest of 33 entries: 2026-02-20

tourism   ══════════════════════════════════════════════════
dialogue
entries             |     |
          2020                     2021

◆═ piloted: the day its pilot ended; the mark stays
| entry, or how many
"""
    )


def test_one_entry_and_a_later_day_are_labelled_at_both_ends() -> None:
    log = (Entry(DAY, "Talks", changes=(("wind", "piloted"),)),)
    tracker = Tracker("T", (Area("wind", "Wind", "piloted"),), (), log)
    lines = table(reports.timeline(tracker, as_of=date(2020, 3, 1)), 40).split("\n")
    assert lines[:8] == [
        "T",
        "As of 2020-03-01",
        "Newest of 1 entry: 2019-12-19",
        "",
        "         1",
        "wind     ◆┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄",
        "entries  |",
        "         2019-12-19           2020-03-01",
    ]


def test_a_label_that_has_no_room_is_left_out() -> None:
    lines = table(reports.timeline(TINY), 20).split("\n")
    assert lines[7:9] == ["entries  |    |    |", "         2019-01-01"]


@pytest.mark.parametrize(
    ("count", "tick"), [(1, "|"), (2, "2"), (9, "9"), (10, "+"), (25, "+")], ids=str
)
def test_entries_in_one_column_are_counted(count: int, tick: str) -> None:
    log = (*(Entry(DAY, f"{place}") for place in range(count)), Entry(DAY + timedelta(900), "end"))
    tracker = Tracker("T", (Area("wind", "Wind", "pending"),), (), log)
    entries = table(reports.timeline(tracker), 40).split("\n")[4]
    assert entries == f"entries  {tick}{' ' * 29}|"


def test_with_no_log_there_are_bars_and_no_scale() -> None:
    tracker = Tracker("T", (Area("wind", "Wind", "piloted"),), (Issue("law", "L", "open"),))
    assert table(reports.timeline(tracker), 40) == (
        f"T\n\nwind     {'═' * 31}\nlaw      {'▒' * 31}\n\n"
        "◆═ piloted: the day its pilot ended; the\nmark stays\n▒ open\n"
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_a_timeline_keeps_its_ids_and_legend_at_any_width(width: int, long_record: Tracker) -> None:
    shown = squeezed(table(reports.timeline(long_record), width))
    legend = "─ pending  ◆═ piloted: the day its pilot ended; the mark stays  ▒ open"
    assert squeezed(legend) in shown
    if_short = [id for id in long_record.ids if len(id) <= width // 3]
    assert if_short
    assert [id for id in if_short if id not in shown] == []


# ---------------------------------------------------------------- svg

SVG = "{http://www.w3.org/2000/svg}"


def shown_text(root: ElementTree.Element) -> str:
    return squeezed("".join(text.text or "" for text in root.iter(f"{SVG}text")))


@pytest.mark.parametrize("name", ["status", "log", "diff", "report", "check"])
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_text_adds_no_element_or_attribute_to_a_picture(text: str, name: str) -> None:
    root = ElementTree.fromstring(
        terminal_svg.render(every_report(tracker_saying(text), text)[name])
    )
    allowed = {
        "svg": {"width", "height", "viewBox", "role", "aria-label"},
        "rect": {"fill", "width", "height", "rx"},
        "g": {"font-family", "font-size"},
        "text": {"x", "y", "textLength", "fill", "font-weight"},
    }
    for element in root.iter():
        assert set(element.attrib) <= allowed[element.tag.removeprefix(SVG)]


@pytest.mark.parametrize("text", [*HOSTILE.values(), ODD], ids=[*HOSTILE, "all"])
def test_a_picture_of_the_log_has_every_fact(text: str) -> None:
    each = reports.log(tracker_saying(text))
    shown = shown_text(ElementTree.fromstring(terminal_svg.render(each)))
    assert Counter(squeezed("".join(facts(each, {})))) - Counter(shown) == Counter()
    assert squeezed(visible(each.title)) in shown


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_has_no_address_but_its_namespace(name: str, long_record: Tracker) -> None:
    text = terminal_svg.render(every_report(long_record)[name])
    unread = re.sub(r">[^<]*</text>", "></text>", text)
    assert re.findall(r"\w+://[^\"'\s<]+", unread) == ["http://www.w3.org/2000/svg"]
    assert re.findall(r"@import|@font-face|href|url\((?!#kurils-)", unread) == []


def test_a_picture_is_the_same_in_any_environment(
    shipped: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    each = reports.report(shipped)
    before = terminal_svg.render(each)
    for name, value in {"NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "40"}.items():
        monkeypatch.setenv(name, value)
    assert terminal_svg.render(each) == before


@pytest.mark.parametrize("name", ["status", "log", "report"])
def test_a_picture_of_nothing_says_so(name: str) -> None:
    each = every_report(EMPTY)[name]
    shown = shown_text(ElementTree.fromstring(terminal_svg.render(each)))
    assert shown == squeezed(table(each, 100))


def test_a_text_in_a_picture_has_the_room_of_its_columns() -> None:
    """A letter of Japanese has two of them, and joined emoji stay together."""
    family = "👨\u200d👩\u200d👧"
    log = (Entry(DAY, f"日本 and Россия  {family}{family}"),)
    root = ElementTree.fromstring(terminal_svg.render(reports.log(Tracker("T", log=log))))
    texts = [(t.text, t.attrib["x"], t.attrib["textLength"]) for t in root.iter(f"{SVG}text")]
    room = 9 * cell_len(family)
    assert texts[3:] == [
        ("日本", "115", "36"),
        (" and Россия", "151", "99"),
        (family * 2, "268", f"{2 * room:g}"),
    ]


@pytest.mark.parametrize("width", [60, 70, 80])
def test_dates_and_states_are_never_folded(width: int, shipped: Tracker) -> None:
    shown = table(reports.status(shipped), width)
    assert shown.count("2019-12-19") == 5
    assert shown.count("  * piloted") == 2
