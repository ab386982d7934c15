"""A report as a page of HTML."""

import base64
import hashlib
import re
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from typing import NamedTuple

import pytest
from hypothesis import given

import reports
from kurils_cli import records
from kurils_cli.formats.html import page as page_of
from kurils_cli.formats.html import render as html
from kurils_cli.model import Tracker
from kurils_cli.reports.plan import blocks
from kurils_cli.reports.plan.blocks import Run, Words, words
from kurils_cli.toml_format import read
from samples import (
    CONTESTED,
    DRIFTING,
    EMPTY,
    HOSTILE,
    MANY,
    NAMED_AT_LENGTH,
    NAMES,
    TINY,
    every_report,
    tracker_saying,
)
from strategies import trackers

ALL = [TINY, MANY._replace(log=MANY.log[:60]), NAMED_AT_LENGTH, CONTESTED, DRIFTING, EMPTY]
VOID = ("br", "meta")


class Element(NamedTuple):
    tag: str
    attributes: dict[str, str | None]


class Page(HTMLParser):
    """What a browser would find in a page; tags that do not match are an error."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.words: dict[str, list[str]] = {}
        self.text = ""
        self.declarations: list[str] = []
        self._within: list[str] = []
        self.feed(text)
        self.close()
        assert self._within == [], "an element is left open"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_startendtag(tag, attrs)
        if tag not in VOID:
            self._within.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), "an attribute is given twice"
        self.elements.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._within.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._within and self._within[-1] != "style":
            self.text += data
            self.words.setdefault(self._within[-1], []).append(data)

    def handle_decl(self, decl: str) -> None:
        self.declarations.append(decl)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"an instruction: {data}")

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of each element of a name."""
        return [element.attributes for element in self.elements if element.tag == tag]

    @property
    def ids(self) -> list[str | None]:
        return [attributes["id"] for _, attributes in self.elements if "id" in attributes]

    @property
    def links(self) -> list[str]:
        return [a["href"] or "" for a in self.all("a")]


def kinds(page: Page) -> set[tuple[str, tuple[str, ...]]]:
    """The kinds of elements, with the names of their attributes."""
    return {(tag, tuple(attributes)) for tag, attributes in page.elements}


def told(text: str) -> str:
    """What a part of a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_text_adds_no_kind_of_element_and_no_attribute(text: str, name: str) -> None:
    """A class is never made of what a user wrote, either."""
    page = Page(html(every_report(tracker_saying(text), text)[name]))
    harmless = Page(html(every_report(tracker_saying("`harm` (l / s)"), "`harm`")[name]))
    assert kinds(page) <= kinds(harmless)
    classes = [{a.get("class") for a in each.all("span")} for each in (page, harmless)]
    assert classes[0] <= classes[1]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("tracker", ALL)
def test_a_page_leads_nowhere_but_to_itself_and_to_sources(tracker: Tracker, name: str) -> None:
    page = Page(html(every_report(tracker)[name]))
    sources = {source for entry in tracker.log for source in entry.sources}
    forbidden = {"script", "link", "img", "iframe", "object", "embed", "base", "form", "image"}
    assert {element.tag for element in page.elements}.isdisjoint(forbidden)
    assert len(page.ids) == len(set(page.ids))
    for tag, attributes in page.elements:
        for value in filter(None, (attributes.get("href"), attributes.get("src"))):
            assert value[1:] in page.ids if value[0] == "#" else value in sources
            assert value[0] == "#" or (tag, attributes["rel"]) == ("a", "noreferrer")


@pytest.mark.parametrize("name", NAMES)
def test_a_page_may_use_its_own_styles_and_nothing_else(name: str) -> None:
    text = html(every_report(tracker_saying("</style>\\"))[name])
    styles = re.findall("<style>(.*?)</style>", text, re.DOTALL)
    hashes = [
        base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() for style in styles
    ]
    (policy,) = (a["content"] for a in Page(text).all("meta") if "http-equiv" in a)
    assert policy == "default-src 'none'; style-src " + " ".join(f"'sha256-{h}'" for h in hashes)
    assert "url(" not in "".join(styles)
    assert [attributes for _, attributes in Page(text).elements if "style" in attributes] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_whole_and_its_tables_have_headings(name: str, long_record: Tracker) -> None:
    page = Page(html(every_report(long_record)[name]))
    assert page.declarations == ["DOCTYPE html"]
    for tag in ("html", "head", "body", "main", "h1"):
        assert len(page.all(tag)) == 1
    assert page.all("html") == [{"lang": "en"}]
    assert page.all("meta")[0] == {"charset": "utf-8"}
    assert {th["scope"] for th in page.all("th")} <= {"col", "row", "rowgroup"}
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_page_leads_with_its_finding_in_its_title_too() -> None:
    page = Page(html(reports.report(TINY, as_of=date(2021, 5, 1))))
    metas = {a.get("name") or a.get("property"): a.get("content") for a in page.all("meta")}
    finding = page.words["title"][0]
    assert finding.startswith("On 1 May 2021: ")
    assert metas["og:title"] == finding
    assert metas["og:description"] == metas["description"] != finding


def test_a_heading_does_not_break_within_a_count() -> None:
    text = "".join(page_of(blocks.Headline(words("2 of 5 areas"), (words("1 of 3 issues"),)), ()))
    assert "<h1>2\u00a0of\u00a05 areas</h1>" in text
    assert "1\u00a0of\u00a03 issues </p>" in text


PLAN = blocks.Item(
    "e-2020-01-02-talks",
    "2020-01-02",
    date(2020, 1, 2),
    words("Talks"),
    words(Run("Japan", "party", "jp")),
    (words(Run("piloted", "mark", "piloted"), ": ", Run("Wind", "thing", "wind")),),
    paragraphs=(words("One `x`."), words("Two.")),
    sources=(blocks.Source(1, "https://www.tass.com/a"),),
    has_moved=True,
)
"""An entry as a plan has it."""


def body(*made: object) -> str:
    """What a page of some blocks has between its headline and its end."""
    part = blocks.Part((), "part", made)  # type: ignore[arg-type]  # each gives blocks
    text = "".join(page_of(blocks.Headline(words("Found")), (part,)))
    return text.partition("</header>")[2].partition("</main>")[0]


def test_an_entry_in_full_has_its_anchor_marks_paragraphs_and_sources() -> None:
    shown = body(blocks.Entries([PLAN]))
    assert told(shown) == "2 Jan 2020 Japan Talks piloted : Wind One x . Two. [1] tass.com"
    assert '<article id="e-2020-01-02-talks">' in shown
    assert "<code>x</code>" in shown


def test_a_line_of_a_log_opens_or_leads_to_where_the_entry_is_in_full() -> None:
    line = PLAN._replace(anchor="e-2")
    years = (blocks.Year("2020", "2 entries", [PLAN, line]),)
    shown = body(blocks.Entries([PLAN]), blocks.Log(years, elsewhere=frozenset({PLAN.anchor})))
    log = shown.partition('<div class="log">')[2]
    assert log.count("<details>") == 1
    assert '<a href="#e-2020-01-02-talks">Talks</a>' in log
    assert '<li id="e-2" class="moved">' in log
    assert body(blocks.Log(years, is_full=True)).count("<details open>") == 2
    bare = PLAN._replace(moves=(), paragraphs=(), sources=())
    assert "<details" not in body(blocks.Log((blocks.Year("2020", "1 entry", [bare]),)))


def test_the_years_of_a_log_are_two_columns_of_about_as_many_entries() -> None:
    def columns(*sizes: int) -> list[int]:
        years = tuple(
            blocks.Year(f"{at}", "", [PLAN._replace(anchor=f"e-{at}-{n}") for n in range(size)])
            for at, size in enumerate(sizes)
        )
        halves = body(blocks.Log(years)).partition('<div class="log">')[2].split("<div>")[1:]
        return [half.count("<li ") for half in halves]

    assert columns(5) == [5]
    assert columns(1, 1, 1, 9) == [3, 9]
    assert columns(9, 1, 1) == [9, 2]
    assert columns(3, 3, 3, 3) == [6, 6]


def test_words_in_another_language_say_which(long_record: Tracker) -> None:
    cell: Words = words(Run("風力発電", lang="ja"), Run("soft", "soft"), Run("!", "strong"))
    grid = blocks.Grid(("Name", "Japan"), ((words("Wind"), cell),))
    assert '<span lang="ja">風力発電</span><span class="soft">soft</span>' in body(grid)
    assert '<td data-label="Japan">' in body(grid)
    languages = {
        a["lang"] for a in Page(html(reports.report(long_record))).all("span") if "lang" in a
    }
    assert languages <= {"ja", "ru"}


def test_days_marks_and_signs_are_set_as_such() -> None:
    shown = body(
        blocks.Grid(
            ("What",),
            (
                (words(Run("2019-09-01 to 2019-12-19", "days")),),
                (words(Run("→", "sign", "becomes")),),
                (words(Run("kurils check", "command")),),
                (words(Run("tass.com", "source", "https://tass.com/a?b&c")),),
                (words(Run("a book", "source", "a book")),),
                (words(Run("below", "part", "part"), Run("gone", "part", "nowhere")),),
            ),
        )
    )
    cells = re.findall(r'<th scope="row">(.*?)</th>', shown)
    assert cells == [
        '<span class="day">1 Sep</span> to <span class="day">19 Dec 2019</span>',
        '<span role="img" aria-label="becomes">→</span>',
        "<code>kurils check</code>",
        '<a href="https://tass.com/a?b&amp;c" rel="noreferrer">tass.com</a>',
        "a book",
        '<a href="#part">below</a>gone',
    ]


def test_a_tick_leads_to_its_entry_where_the_page_has_it() -> None:
    anchors = re.findall(r'<a href="#(e-[^"]*)" tabindex="-1">', html(reports.report(TINY)))
    assert len(anchors) == 3
    assert 'tabindex="-1"' not in html(reports.timeline(TINY))


def test_a_timeline_of_one_day_has_no_lanes() -> None:
    text = html(reports.timeline(TINY._replace(log=TINY.log[:1])))
    assert "<svg" not in text
    assert '<ol class="key ">' in text


def test_events_that_are_not_in_full_on_the_page_have_a_key() -> None:
    in_full = TINY._replace(log=TINY.log[1:])
    assert '<ol class="key' not in html(reports.report(in_full))
    key = html(reports.timeline(TINY)).partition('<ol class="key narrow">')[2]
    assert key.partition("</ol>")[0].count("<li>") == 3
    assert '<ol class="key wide middle narrow">' in html(reports.timeline(MANY))


@pytest.mark.slow
@given(trackers())
def test_a_page_about_any_tracker_has_all_its_entries_and_marks(tracker: Tracker) -> None:
    report = reports.report(tracker, full=True)
    page = Page(html(report))
    items = {run.anchor for run in _items(report.plan().parts)}
    assert {f"{thing.kind}-{thing.id}" for thing in tracker.things} <= {*page.ids}
    assert items <= {*page.ids}


def _items(value: object) -> list[blocks.Item]:
    if isinstance(value, blocks.Item):
        return [value]
    parts = value if isinstance(value, tuple | list) else ()
    return [item for each in parts for item in _items(each)]


def test_a_page_of_the_long_record_is_small() -> None:
    record = read(records.text("2016-2026"), "record").tracker
    assert len(html(reports.report(record)).encode()) < 330_000
