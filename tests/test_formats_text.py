"""A report as plain, csv, json and markdown text."""

import csv
import io
import json
import os
import subprocess
import sys
import unicodedata
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from markdown_it import MarkdownIt
from markdown_it.token import Token

from kurils_cli import reports
from kurils_cli.formats import csv as csv_format
from kurils_cli.formats import json as json_format
from kurils_cli.formats import markdown, plain
from kurils_cli.model import Area, Entry, Issue, Tracker
from kurils_cli.reports import Report
from kurils_cli.reports.cells import Cell, Every, Moved, cell_items, cell_text, is_link
from kurils_cli.reports.parts import Section, shown_columns
from kurils_cli.words import visible
from samples import (
    CONTESTED,
    DAY,
    DRIFTING,
    EMPTY,
    FORMATS,
    HOSTILE,
    NAMES,
    TINY,
    as_json,
    every_report,
    facts,
    squeezed,
    tracker_saying,
)
from strategies import trackers

MOVES = (Moved("wind", None, "open"), Moved("waste", "pending", "piloted"))


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_format_lets_through_a_control_character(text: str, format: str) -> None:
    """Nothing but a newline ends a line; plain has its tabs, between fields."""
    allowed = "\n\t" if format == "plain" else "\n"
    for each in every_report(tracker_saying(text), text).values():
        printed = FORMATS[format](each)
        through = {
            character
            for character in printed
            if unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp")
            and character not in allowed
        }
        assert through == set(), each.name
        assert printed == "" or printed.endswith("\n"), each.name


_PRINT_ALL = """
import sys
from samples import FORMATS, every_report
from kurils_cli import records
from kurils_cli.toml_format import read
tracker = read(records.text("2019-12-19"), "x").tracker
for each in every_report(tracker).values():
    for form in FORMATS.values():
        sys.stdout.buffer.write(form(each).encode())
"""


@pytest.mark.slow
def test_two_runs_give_the_same_bytes_in_every_format() -> None:
    here = Path(__file__).parent
    runs = [
        subprocess.run(
            [sys.executable, "-c", _PRINT_ALL],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(here)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]
    assert len(runs[0]) > 100_000


# ---------------------------------------------------------------- cells


@pytest.mark.parametrize(
    ("cell", "for_programs", "for_people"),
    [
        (None, "", []),
        ("", "", []),
        ("a\tb", "a\\tb", ["a\\tb"]),
        (DAY, "2019-12-19", ["2019-12-19"]),
        (MOVES[0], "wind:->open", ["wind: not yet raised → open"]),
        (
            MOVES,
            "wind:->open waste:pending->piloted",
            ["wind: not yet raised → open", "waste: pending → piloted"],
        ),
        (("a", "b\n"), "a b\\n", ["a", "b\\n"]),
        ((), "", []),
        (Every(("wind", "waste"), "every area"), "wind waste", ["every area"]),
        (Every((), "every area"), "", ["every area"]),
    ],
)
def test_what_a_cell_says(cell: Cell, for_programs: str, for_people: list[str]) -> None:
    assert (cell_text(cell), cell_items(cell)) == (for_programs, for_people)


def test_columns_that_say_nothing_are_not_shown() -> None:
    areas, issues = reports.status(TINY).sections
    assert [column.key for _, column in shown_columns(areas)] == ["id", "status", "since", "name"]
    assert [place for place, _ in shown_columns(issues)] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("address", "linked"),
    [
        ("https://tass.com/politics/1101355", True),
        ("http://例え.jp/経済?q=1&r=(2)#f", True),
        ("ftp://example.org", False),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https://a b", False),
        ('https://a"onload="', False),
        ("https://a'b", False),
        ("https://a<b>", False),
        ("https://a\\b", False),
        ("https://a`b", False),
        ("see https://a", False),
        ("https://a\n", False),
    ],
)
def test_only_an_address_with_nothing_odd_in_it_is_a_link(address: str, linked: bool) -> None:
    assert bool(is_link(address)) is linked


# ---------------------------------------------------------------- plain


def test_plain_of_the_shipped_record(shipped: Tracker) -> None:
    lines = [
        "area|aquaculture|pending||Aquaculture|movement legal|||||",
        "area|greenhouse|pending||Greenhouse farming|movement legal|||||",
        "area|tourism|piloted|2019-12-19|Tourism|movement legal|||||",
        "area|wind|pending||Wind energy|movement legal|||||",
        "area|waste|piloted|2019-12-19|Waste management|movement legal|||||",
        "issue|movement|open|2019-12-19|Movement of those involved in joint economic activity||"
        "aquaculture greenhouse tourism wind waste||||",
        "issue|legal|open|2019-12-19|Legal aspects of joint economic activity||"
        "aquaculture greenhouse tourism wind waste|One issue, two wordings: Japan speaks of a "
        "special system that harms neither side's position, Russia of legal aspects related to "
        "Russian legislation.|||",
    ]
    expected = "".join(f"{line}\n" for line in lines).replace("|", "\t")
    assert plain.render(reports.status(shipped)) == expected


def test_plain_of_a_timeline_and_a_log() -> None:
    assert plain.render(reports.timeline(TINY)) == (
        "interval\twind\tpending\t\t2020-01-01\tWind energy\n"
        "interval\twind\tpiloted\t2020-01-01\t\tWind energy\n"
        "interval\tlegal\topen\t2019-01-01\t2021-01-01\tLaw\n"
        "interval\tlegal\tresolved\t2021-01-01\t\tLaw\n"
    )
    assert plain.render(reports.log(TINY, limit=2)) == (
        "entry\t2021-01-01\tThird\t\tlegal:open->resolved\t\t\t\t\n"
        "entry\t2020-01-01\tSecond\t\twind:pending->piloted\t\t\t\t\n"
    )


def records(each: Report) -> list[list[str]]:
    return [line.split("\t") for line in plain.render(each).split("\n")[:-1]]


@pytest.mark.parametrize("name", NAMES)
def test_plain_is_one_record_a_line_of_as_many_fields(name: str, long_record: Tracker) -> None:
    samples = [every_report(tracker_saying(text), text)[name] for text in HOSTILE.values()]
    for each in (*samples, every_report(long_record)[name], every_report(TINY)[name]):
        read = records(each)
        assert len(read) == sum(len(section.rows) for section in each.sections)
        assert len({len(record) for record in read}) == 1


@pytest.mark.parametrize("name", NAMES)
def test_plain_has_each_cell_under_its_key(name: str, long_record: Tracker) -> None:
    """No section loses a cell to another that has a column of the same name."""
    for tracker in (long_record, tracker_saying("x")):
        each = every_report(tracker)[name]
        header = csv_format.render(each).split("\n")[0].split(",")
        read = iter(records(each))
        for section in each.sections:
            keys = [column.key for column in section.columns if column.holds != "data"]
            for row in section.rows:
                said = {k: v for k, v in zip(header, next(read), strict=True) if v}
                texts = {key: cell_text(section.cells(row)[key]) for key in keys}
                cells = {key: text for key, text in texts.items() if text}
                assert said == {"kind": section.kind, **cells}


# ---------------------------------------------------------------- csv


def test_csv_has_a_header_and_quotes_what_needs_it() -> None:
    tracker = Tracker("T", (Area("wind", 'Wind, "big"', "pending", "=1+1"),))
    assert csv_format.render(reports.status(tracker)) == (
        "kind,id,status,since,name,blocked_by,blocks,note,finding,said_by,accounts\n"
        'area,wind,pending,,"Wind, ""big""",,,=1+1,,,\n'
    )


def read_csv(text: str) -> list[list[str]]:
    """The rows of csv, with line ends as plain has them."""
    return [[cell.replace("\n", "\\n") for cell in row] for row in csv.reader(io.StringIO(text))]


@pytest.mark.parametrize("name", NAMES)
def test_csv_reads_back_to_the_records_of_plain(name: str, long_record: Tracker) -> None:
    samples = [every_report(tracker_saying(text), text)[name] for text in HOSTILE.values()]
    for each in (*samples, every_report(long_record)[name], every_report(EMPTY)[name]):
        header, *read = read_csv(csv_format.render(each))
        assert read == records(each)
        assert header[0] == "kind"
        assert len(set(header)) == len(header)


@pytest.mark.slow
@given(trackers())
def test_csv_of_any_tracker_reads_back_to_the_records_of_plain(tracker: Tracker) -> None:
    for each in (reports.report(tracker), reports.log(tracker)):
        assert read_csv(csv_format.render(each))[1:] == records(each)


def test_a_text_of_several_lines_has_lines_in_its_cell() -> None:
    log = (Entry(DAY, "T", note="One.\n\nTwo.\ttab"),)
    each = reports.log(Tracker("T", log=log))
    assert '"One.\n\nTwo.\\ttab"' in csv_format.render(each)
    assert "One.\\n\\nTwo.\\ttab" in plain.render(each)


# ---------------------------------------------------------------- json


def test_json_is_one_indented_document() -> None:
    assert json_format.render(reports.log(TINY, limit=1)) == (
        """{
  "schema": "kurils/log@1",
  "title": "Tiny",
  "as_of": null,
  "entries": [
    {
      "date": "2021-01-01",
      "title": "Third",
      "place": null,
      "changes": [
        {
          "id": "legal",
          "from": "open",
          "to": "resolved"
        }
      ],
      "about": [],
      "sources": [],
      "note": null,
      "by": [],
      "says": {},
      "entry": "2021-01-01"
    }
  ],
  "by": null
}
"""
    )


def test_json_keeps_letters_and_escapes_what_is_invisible() -> None:
    printed = json_format.render(reports.log(Tracker("経済 Ы 🏝\u202e\x7f\x85\u2028\t")))
    assert '"title": "経済 Ы 🏝\\u202e\\u007f\\u0085\\u2028\\t"' in printed


@pytest.mark.slow
@given(trackers())
def test_json_of_any_tracker_reads_back_to_its_data(tracker: Tracker) -> None:
    each = reports.report(tracker)
    assert json.loads(json_format.render(each)) == as_json(each.data)


# ---------------------------------------------------------------- markdown


def test_markdown_of_a_small_tracker() -> None:
    tracker = Tracker(
        "A *small* tracker",
        (Area("wind", "Wind | sea", "piloted"),),
        (),
        (
            Entry(
                DAY,
                "Talks",
                sources=("https://a.b/c_d", "a <b>", "https://a.b/|"),
                changes=(("wind", "piloted"),),
            ),
        ),
    )
    assert markdown.render(reports.status(tracker, as_of=date(2020, 1, 1))) == (
        """\
# A \\*small\\* tracker

As of 2020-01-01. Newest of 1 entry: 2019-12-19.

1 of 1 area piloted, 0 of 0 issues open

## Areas

| Id | Status | Since | Name |
| --- | --- | --- | --- |
| wind | piloted | 2019-12-19 | Wind \\| sea |

## Issues

none
"""
    )
    assert markdown.render(reports.log(tracker)) == (
        """\
# A \\*small\\* tracker

Newest of 1 entry: 2019-12-19.

## Log

### 2019-12-19 Talks

- Wind \\| sea: pending → piloted

Sources: [1](<https://a.b/c_d>), a \\<b\\>, [3](<https://a.b/|>)
"""
    )


class Read(NamedTuple):
    """What a reader has of Markdown: what is beside its tables, their cells, and the links."""

    words: list[str]
    tables: list[list[list[str]]]
    links: list[str]

    @property
    def text(self) -> str:
        cells = [cell for table in self.tables for row in table for cell in row]
        return squeezed("".join([*self.words, *cells]))


def inline_text(token: Token) -> str:
    """What a reader sees of inline Markdown; an element in it is an error, links apart."""
    children = token.children or []
    kinds = {child.type for child in children}
    assert kinds <= {"text", "text_special", "link_open", "link_close", "html_inline"}
    hidden = [child for child in children if child.type == "html_inline"]
    assert all(child.content == "<!-- -->" for child in hidden)
    return "".join(child.content for child in children if child not in hidden)


def read(text: str) -> Read:
    """Read Markdown; anything in it but headings, paragraphs, lists and tables is an error."""
    found = Read([], [], [])
    in_cell = False
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        if token.type == "table_open":
            found.tables.append([])
        elif token.type == "tr_open":
            found.tables[-1].append([])
        elif token.type in ("th_open", "td_open", "th_close", "td_close"):
            in_cell = token.type.endswith("open")
        elif token.type == "inline":
            (found.tables[-1][-1] if in_cell else found.words).append(inline_text(token))
            children = token.children or []
            found.links.extend(f"{c.attrs['href']}" for c in children if c.type == "link_open")
        else:
            lists = ("bullet_list", "ordered_list", "list_item")
            blocks = ("heading", "paragraph", "table", "thead", "tbody", "tr", *lists)
            assert token.type.rpartition("_")[0] in blocks
    return found


def table_of(section: Section) -> list[list[str]]:
    columns = shown_columns(section)
    rows = [[column.heading for _, column in columns]]
    for row in section.rows:
        joined = [
            (" " if column.holds == "links" else ", ").join(cell_items(row[place]))
            for place, column in columns
        ]
        rows.append([text.strip() for text in joined])
    return rows


@pytest.mark.parametrize("name", ["diff", "update", "undo", "check"])
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_markdown_renders_to_the_same_rows_and_texts(text: str, name: str) -> None:
    each = every_report(tracker_saying(text), text)[name]
    shown = read(markdown.render(each))
    assert shown.tables == [table_of(section) for section in each.shown]
    said = [each.title, *([each.summary] if each.summary else [])]
    titles = [section.title for section in each.shown]
    assert shown.words == [*(visible(text).strip() for text in said), *titles]
    assert shown.links == []


@pytest.mark.parametrize("name", ["status", "log", "report"])
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_markdown_has_every_fact_as_text_and_no_link(text: str, name: str) -> None:
    each = every_report(tracker_saying(text), text)[name]
    shown = read(markdown.render(each))
    told = [visible(each.title), visible(each.summary), *facts(each, each.names)]
    assert [fact for fact in told if squeezed(fact) not in shown.text] == []
    assert shown.links == []


def test_markdown_of_the_long_record_has_all_of_it(long_record: Tracker) -> None:
    each = reports.report(long_record, full=True)
    shown = read(markdown.render(each))
    told = map(squeezed, facts(each, each.names))
    assert [fact for fact in told if fact not in shown.text] == []
    addresses = {address for entry in long_record.log for address in entry.sources}
    assert set(shown.links) == addresses


@pytest.mark.parametrize(
    "title", ["C #", "C ##", "#", "# a #", "a\\#", "- a", "1. a", "===", "> a", "a {#b}"]
)
def test_markdown_shows_a_title_whole(title: str) -> None:
    assert read(markdown.render(reports.log(Tracker(title)))).words == [title, "Log", "no entries"]


@pytest.mark.parametrize(
    "text",
    [
        "- a",
        "+ a",
        "1. a",
        "23) a",
        "===",
        "---",
        "# a",
        "> a",
        ": a",
        "% a",
        "* a",
        "    a",
        "| a",
    ],
)
def test_markdown_takes_a_paragraph_for_nothing_else(text: str) -> None:
    tracker = Tracker("T", log=(Entry(DAY, note=text, sources=(text,)),))
    words = read(markdown.render(reports.log(tracker))).words
    assert words[3:] == ["2019-12-19", text.strip(), f"Sources: {text}"]
    assert read(markdown.render(reports.report(tracker))).words[-1] == text.strip()


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("see https://a.b/c", "see https<!-- -->://a.b/c"),
        ("HTTP://a.b", "HTTP<!-- -->://a.b"),
        ("ftp://a.b", "ftp<!-- -->://a.b"),
        ("www.a.b", "www<!-- -->.a.b"),
        ("mailto:a", "mailto<!-- -->:a"),
        ("a@b.cd", "a@<!-- -->b.cd"),
        ("@a", "@<!-- -->a"),
    ],
)
def test_an_address_in_running_text_is_kept_from_being_a_link(text: str, written: str) -> None:
    tracker = Tracker("T", log=(Entry(DAY, text, sources=("https://a.b/c_(d)?x=1&y=2",)),))
    document = markdown.render(reports.log(tracker))
    assert f"### 2019-12-19 {written}\n" in document
    shown = read(document)
    assert f"2019-12-19 {text}" in shown.words
    assert shown.links == ["https://a.b/c_(d)?x=1&y=2"]


@pytest.mark.slow
@given(trackers())
def test_markdown_of_any_tracker_has_every_fact(tracker: Tracker) -> None:
    each = reports.report(tracker)
    shown = read(markdown.render(each))
    told = map(squeezed, facts(each, each.names))
    assert [fact for fact in told if fact not in shown.text] == []


def test_a_report_in_markdown_says_what_does_not_add_up() -> None:
    shown = markdown.render(reports.report(DRIFTING)._replace(made=DAY))
    assert "\n\nAs the file stood on 2019-12-19. Newest of 2 entries: 2020-01-01.\n\n" in shown
    assert "\n## What does not add up\n\n- \\`wind\\` is marked " in shown
    assert "Where the accounts differ" not in shown


def test_a_report_since_a_day_names_the_parties_that_say_what_changed() -> None:
    since = markdown.render(reports.report_since(CONTESTED, date(2020, 1, 1)))
    assert "\n| wind | pending | piloted | 2020-01-02 | Wind energy | Japan |\n" in since
    tracker = CONTESTED._replace(log=(*CONTESTED.log, Entry(date(2021, 1, 1), "Talks")))
    assert reports.report_since(tracker, date(2021, 1, 1)).summary == (
        "Since 2021-01-01 the log has 1 new entry, the newest of 2021-01-01; no mark changed."
    )


def test_a_report_in_markdown_of_a_log_that_moves_nothing_says_so() -> None:
    tracker = Tracker("T", (Area("wind", "W", "pending"),), log=(Entry(DAY, "x"),))
    assert "\n## Timeline\n\nno entry moved a mark\n" in markdown.render(reports.report(tracker))


def test_a_report_in_markdown_is_a_document() -> None:
    assert markdown.render(reports.report(CONTESTED)) == (
        """\
# Contested

Newest of 4 entries: 2020-01-02.

1 of 1 area is piloted (Wind energy), and 1 of 1 issue is open (Law). The log has 4 entries, the newest of 2020-01-02: Pilot again.

## Areas

| Id | Status | Since | Name | Blocked by | Said by |
| --- | --- | --- | --- | --- | --- |
| wind | piloted | 2020-01-02 | Wind energy | legal | contested: Japan piloted, Russia pending |

## Issues

| Id | Status | Since | Name | Blocks | Said by |
| --- | --- | --- | --- | --- | --- |
| legal | open | 2019-01-01 | Law | every area | Japan, Russia |

## Timeline

- 2019-01-01: Law: not yet raised → open (Talks)
- 2020-01-01: Wind energy: pending → piloted (Pilot)
- 2020-01-01: Wind energy: piloted → pending (No pilot)
- 2020-01-02: Wind energy: pending → piloted (Pilot again)

## Where the accounts differ

- Wind energy: contested: Japan piloted, Russia pending

### 2019-01-01 Talks

| Japan | Russia |
| --- | --- |
| A framework. A framework. A framework. A framework. A framework. A framework. A framework. A framework. A framework.  | Russian law. Russian law. Russian law. Russian law. Russian law. Russian law. Russian law. Russian law. Russian law.  |

## Log

### 2020-01-02 Pilot again

Said by Japan

- Wind energy: pending → piloted

### 2020-01-01\\#2 No pilot

Said by Russia

- Wind energy: piloted → pending

### 2020-01-01\\#1 Pilot

Said by Japan

- Wind energy: pending → piloted

Japan: It ended.

### 2019-01-01 Talks

Said by Japan, Russia; accounts above

- Law: not yet raised → open

## Sources

none
"""  # noqa: E501  # a line of the document is as long
    )


# ---------------------------------------------------------------- nothing to show


HEADERS = {
    "status": "kind,id,status,since,name,blocked_by,blocks,note,finding,said_by,accounts\n",
    "log": "kind,date,title,place,changes,about,sources,note,by\n",
    "timeline": "kind,id,status,from,to,name\n",
    "report": (
        "kind,id,status,since,name,blocked_by,blocks,note,finding,from,to,date,title,place,changes,"
        "about,sources,source,dates,said_by,accounts,by\n"
    ),
}


@pytest.mark.parametrize("name", HEADERS)
def test_an_empty_tracker_is_no_records_and_a_header(name: str) -> None:
    each = every_report(EMPTY)[name]
    assert (plain.render(each), csv_format.render(each)) == ("", HEADERS[name])


def test_an_empty_report_in_markdown() -> None:
    assert markdown.render(reports.report(EMPTY)) == (
        """\
# Empty

0 of 0 areas are piloted, and 0 of 0 issues are open.

## Areas

none

## Issues

none

## Timeline

none

## Log

no entries

## Sources

none
"""
    )


def test_no_difference_is_a_sentence_in_markdown_and_nothing_in_plain() -> None:
    each = reports.diff("T", (), old="a", new="b")
    assert markdown.render(each) == "# T\n\nno difference between a and b\n"
    header = "kind,change,id,name,field,old,new,entries\n"
    assert (plain.render(each), csv_format.render(each)) == ("", header)


def test_an_issue_that_blocks_no_area_is_not_said_to_block_every_one() -> None:
    tracker = Tracker("T", (Area("wind", "W", "pending"),), (Issue("law", "L", "open", ()),))
    assert plain.render(reports.status(tracker)) == (
        "area\twind\tpending\t\tW\t\t\t\t\t\t\nissue\tlaw\topen\t\tL\t\t\t\t\t\t\n"
    )
    assert "every area" not in markdown.render(reports.status(tracker))


def test_every_character_that_means_something_to_markdown_is_escaped() -> None:
    tracker = Tracker(r"\`*_[]<>|~&$#")
    assert markdown.render(reports.log(tracker)).startswith(
        "# \\\\\\`\\*\\_\\[\\]\\<\\>\\|\\~\\&\\$\\#\n"
    )
