"""A report as plain, csv, json and markdown text."""

import csv
import io
import json
import os
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from markdown_it import MarkdownIt
from markdown_it.token import Token

import reports
from block_samples import report
from kurils_cli.formats import csv as csv_format
from kurils_cli.formats import json as json_format
from kurils_cli.formats import markdown, plain
from kurils_cli.model import Entry, Tracker
from kurils_cli.reports import Report
from kurils_cli.reports.cells import cell_text, is_link
from kurils_cli.reports.plan import blocks
from kurils_cli.reports.plan.blocks import Run, words
from kurils_cli.words import visible
from samples import (
    DAY,
    EMPTY,
    FORMATS,
    HOSTILE,
    NAMES,
    as_json,
    every_report,
    squeezed,
    tracker_saying,
)
from strategies import trackers


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


def records(each: Report) -> list[list[str]]:
    return [line.split("\t") for line in plain.render(each).split("\n")[:-1]]


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


def read_csv(text: str) -> list[list[str]]:
    """The rows of csv, with line ends as plain has them."""
    return [[cell.replace("\n", "\\n") for cell in row] for row in csv.reader(io.StringIO(text))]


@pytest.mark.parametrize("name", NAMES)
def test_csv_reads_back_to_the_records_of_plain(name: str, long_record: Tracker) -> None:
    samples = [every_report(tracker_saying(text), text)[name] for text in HOSTILE.values()]
    for each in (*samples, every_report(long_record)[name], every_report(EMPTY)[name]):
        header, *read = read_csv(csv_format.render(each))
        assert read == records(each)
        assert len(read) == sum(len(section.rows) for section in each.sections)
        assert {len(record) for record in read} <= {len(header)}
        assert header[0] == "kind"
        assert len(set(header)) == len(header)


@pytest.mark.slow
@given(trackers())
def test_csv_and_json_of_any_tracker_read_back(tracker: Tracker) -> None:
    for each in (reports.report(tracker), reports.log(tracker)):
        assert read_csv(csv_format.render(each))[1:] == records(each)
        assert json.loads(json_format.render(each)) == as_json(each.data)


def test_a_text_of_several_lines_has_lines_in_its_cell() -> None:
    log = (Entry(DAY, "T", note="One.\n\nTwo.\ttab"),)
    each = reports.log(Tracker("T", log=log))
    assert '"One.\n\nTwo.\\ttab"' in csv_format.render(each)
    assert "One.\\n\\nTwo.\\ttab" in plain.render(each)


# ---------------------------------------------------------------- json


def test_json_keeps_letters_and_escapes_what_is_invisible() -> None:
    printed = json_format.render(reports.log(Tracker("経済 Ы 🏝\u202e\x7f\x85\u2028\t")))
    assert '"title": "経済 Ы 🏝\\u202e\\u007f\\u0085\\u2028\\t"' in printed


# ---------------------------------------------------------------- markdown


def shown(*blocks: blocks.Block) -> str:
    """Blocks as Markdown, below the finding."""
    return markdown.render(report(*blocks)).removeprefix("# A finding\n\n")


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
    strong = {"strong_open", "strong_close"}
    assert kinds <= {"text", "text_special", "link_open", "link_close", "html_inline", *strong}
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


@pytest.mark.parametrize(
    "text", ["C #", "C ##", "#", "# a #", "a\\#", "- a", "1. a", "===", "> a", "a {#b}", "a #2"]
)
def test_markdown_shows_a_heading_whole(text: str) -> None:
    assert read(markdown.render(report(headline=blocks.Headline(words(text))))).words == [text]


@pytest.mark.parametrize(
    "text",
    [
        *("- a", "+ a", "1. a", "23) a", "===", "---", "# a", "> a", ": a", "% a", "* a", "    a"),
        *("| a", "_a_ b_c *d*", "a & b &amp; &#35;", "`a`", "[a](b)", "~~a~~", "$a$", "a\\"),
    ],
)
def test_markdown_takes_a_paragraph_for_nothing_else(text: str) -> None:
    for block in (
        blocks.Paragraph(words(text)),
        blocks.Points((words(text),)),
        blocks.Sources((blocks.Source(1, text),)),
    ):
        assert read(shown(block)).words == [text.strip()]
    assert read(shown(blocks.Grid((text,), ((words(text),),)))).tables == [[[text.strip()]] * 2]


@pytest.mark.parametrize(
    ("text", "written", "links"),
    [
        ("see https://a.b/c_d.", "see <https://a.b/c_d>.", ["https://a.b/c_d"]),
        ("(https://a.b/?x=1&y=2)", "(<https://a.b/?x=1&y=2>)", ["https://a.b/?x=1&y=2"]),
        ("https://a.b/&copy;", "https://a.b/\\&copy;", []),
        ("www.a.b, ftp://a.b", "www.a.b, ftp://a.b", []),
        ("write to a@b.cd", "write to a@b.cd", []),
        ("@a", "@<!-- -->a", []),
        ("2020-01-01#2 a_b", "2020-01-01#2 a_b", []),
    ],
)
def test_markdown_is_legible_as_it_is_and_calls_nobody(
    text: str, written: str, links: list[str]
) -> None:
    assert shown(blocks.Paragraph(words(text))) == f"{written}\n"
    found = read(shown(blocks.Paragraph(words(text))))
    assert (found.words, found.links) == ([text], links)


def test_a_source_in_markdown_leads_to_its_address_if_that_is_one() -> None:
    sources = words(Run("a", "source", "https://a.b/_"), " ", Run("b", "source", "javascript:b"))
    assert shown(blocks.Paragraph(sources)) == "[a](<https://a.b/_>) b\n"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_markdown_has_any_text_as_text(text: str, name: str) -> None:
    each = every_report(tracker_saying(text), text)[name]
    found = read(markdown.render(each))
    assert squeezed(visible(text)) in found.text
    assert all(link in text for link in found.links)


# ---------------------------------------------------------------- nothing to show


@pytest.mark.parametrize("name", ["status", "log", "timeline", "report"])
def test_an_empty_tracker_is_no_records_and_a_header(name: str) -> None:
    each = every_report(EMPTY)[name]
    header = ",".join(["kind", *(column.key for column in plain.columns(each))])
    assert (plain.render(each), csv_format.render(each)) == ("", f"{header}\n")
