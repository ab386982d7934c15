"""A report as a page of HTML."""

import base64
import hashlib
import re
from datetime import date
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from typing import NamedTuple

import pytest
from hypothesis import given

from kurils_cli import history, records, reports
from kurils_cli.formats.html import render as html
from kurils_cli.model import STATES, Area, Entry, Issue, Party, Tracker
from kurils_cli.reports import Report
from kurils_cli.toml_format import read
from kurils_cli.words import visible
from samples import (
    CONTESTED,
    DAY,
    DRIFTING,
    EMPTY,
    HOSTILE,
    MANY,
    NAMED_AT_LENGTH,
    NAMES,
    TINY,
    every_report,
    squeezed,
    tracker_saying,
)
from strategies import trackers

SOURCE = "https://tass.com/politics/1101355"


class Element(NamedTuple):
    """An element as it starts: its name and attributes."""

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
        if tag != "meta":
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


def shape(page: Page) -> list[tuple[str, tuple[str, ...]]]:
    """The elements and the names of their attributes: all but words, and what sets those off."""
    return [
        (tag, tuple(attributes))
        for tag, attributes in page.elements
        if tag not in ("code", "title", "text", "tspan")
    ]


def links(page: Page) -> list[str]:
    return [a["href"] or "" for a in page.all("a")]


def told(page: str, after: str, before: str = "</") -> str:
    """What a page says between two texts, without its tags."""
    part = (page.partition(after)[2] if after else page).partition(before)[0]
    return unescape(" ".join(re.sub(r"<[^>]*>", " ", part).split()))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_text_adds_no_element_and_no_attribute(text: str, name: str) -> None:
    page = Page(html(every_report(tracker_saying(text), text)[name]))
    assert shape(page) == shape(
        Page(html(every_report(tracker_saying("harmless"), "harmless")[name]))
    )
    assert page.words["h1"] == [visible(every_report(tracker_saying(text), text)[name].title)]


FACTS = "date title place note sources id name status since message line field from to"
"""The cells that a page shows as they are."""


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("tracker", [TINY, MANY, NAMED_AT_LENGTH, CONTESTED, DRIFTING, EMPTY])
def test_a_page_has_every_fact(tracker: Tracker, name: str) -> None:
    each = every_report(tracker)[name]
    text = squeezed(Page(html(each)).text)
    facts = [
        squeezed(visible(f"{fact}"))
        for section in each.sections
        for row in section.rows
        for key, cell in section.cells(row).items()
        if cell and key in (*FACTS.split(), "says.jp", "says.ru")
        for fact in (cell if isinstance(cell, tuple) else (cell,))
    ]
    assert [fact for fact in facts if fact not in text] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_page_fetches_nothing_and_links_to_sources_only(name: str, long_record: Tracker) -> None:
    page = Page(html(every_report(long_record)[name]))
    sources = {source for entry in long_record.log for source in entry.sources}
    assert {element.tag for element in page.elements}.isdisjoint(
        {"script", "link", "img", "iframe", "object", "embed", "base", "form", "image", "use"}
    )
    for tag, attributes in page.elements:
        addresses = {v for v in attributes.values() if v and "//" in v}
        if addresses and tag == "a":
            assert attributes["rel"] == "noreferrer"
            assert addresses <= sources
        else:
            assert addresses == set()
    assert [href for href in links(page) if not href.startswith("#") and href not in sources] == []


@pytest.mark.parametrize("tracker", [TINY, MANY, NAMED_AT_LENGTH, CONTESTED, DRIFTING, EMPTY])
@pytest.mark.parametrize("name", NAMES)
def test_every_link_inside_of_a_page_leads_somewhere(name: str, tracker: Tracker) -> None:
    page = Page(html(every_report(tracker)[name]))
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    inside = {href[1:] for href in links(page) if href.startswith("#")}
    assert inside <= set(ids)


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
    assert {th["scope"] for th in page.all("th")} <= {"col", "row"}
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_titles_tell_the_pages_of_a_tracker_apart(long_record: Tracker) -> None:
    made = [each._replace(made=DAY) for each in every_report(long_record).values()]
    titles = [Page(html(each)).words["title"][0] for each in made]
    assert len(set(titles)) == len(NAMES)
    assert titles[NAMES.index("status")] == f"Status: {long_record.title}, as of 2019-12-19"
    assert titles[NAMES.index("diff")] == f"Diff: {long_record.title}"


def test_a_page_says_of_which_day_and_by_whose_account_it_is() -> None:
    shown = reports.log(TINY, as_of=date(2021, 5, 1), by=Party("jp", "Japan"))
    text = html(shown._replace(made=date(2026, 1, 1)))
    newest = "Newest of 3 entries: 2021-01-01"
    assert told(text, '<p class="as-of">', "</p>") == (
        f"As of 2021-05-01 , by Japan's account. {newest}"
    )
    assert Page(text).words["title"][0] == "Log: Tiny, as of 2021-05-01, by Japan's account"
    now = html(reports.status(TINY)._replace(made=date(2026, 1, 1)))
    assert told(now, '<p class="as-of">', "</p>") == f"As the file stood on 2026-01-01 . {newest}"
    check = html(every_report(TINY)["check"]._replace(made=date(2026, 1, 1)))
    assert told(check, '<p class="as-of">', "</p>") == "Made on 2026-01-01"


def test_a_page_is_described_for_those_who_only_get_its_link() -> None:
    metas = {
        a.get("name") or a.get("property"): a.get("content")
        for a in Page(html(reports.report(TINY))).all("meta")
    }
    assert metas["og:title"] == "Report: Tiny"
    assert metas["og:description"] == metas["description"]
    assert metas["description"] == reports.report(TINY).summary


def test_a_report_starts_with_four_figures() -> None:
    text = html(reports.report(TINY))
    assert told(text, '<dl class="figures">', "</dl>") == (
        "areas piloted 1 of 1 issues open 0 of 1 last change of a mark 2021-01-01 "
        "newest entry 2021-01-01"
    )
    assert "none" in told(html(reports.report(EMPTY)), '<dl class="figures">', "</dl>")


def test_an_area_links_to_the_entry_that_set_its_mark_and_to_what_blocks_it() -> None:
    text = html(reports.report(CONTESTED))
    row = text.partition('id="area-wind"')[2].partition("</tr>")[0]
    assert (
        told(row, ">", "</th>") == "Wind energy wind Japan: 風力発電の導入 Russia: ветроэнергетика"
    )
    assert '<a href="#e-2020-01-02">Pilot again</a>' in row
    assert '<a href="#issue-legal">Law</a>' in row
    assert told(row, 'data-label="Status">', "</td>") == (
        "piloted since 2020-01-02 contested : Japan piloted , Russia pending"
    )
    assert "said by Japan" in row
    assert '<a class="day" href="#e-2020-01-01-2">2020-01-01#2</a>' in row


def test_a_mark_that_nobody_says_and_one_on_which_a_party_is_silent_are_told() -> None:
    parties = (Party("jp", "Japan"), Party("ru", "Russia"))
    log = (
        Entry(DAY, "a", changes=(("wind", "piloted"),)),
        Entry(DAY, "b", changes=(("waste", "piloted"),), by=("ru",)),
    )
    areas = (Area("wind", "Wind", "piloted"), Area("waste", "Waste", "piloted"))
    text = html(reports.status(Tracker("T", areas, (), log, parties)))
    assert "nobody in particular says so" in told(text, 'id="area-wind"', "</tr>")
    assert "said by Russia silent: Japan" in told(text, 'id="area-waste"', "</tr>")


def test_what_blocks_is_told_in_short_where_it_is_all_there_is() -> None:
    issues = (
        Issue("a", "A", "open"),
        Issue("b", "B", "open", ("wind",)),
        Issue("c", "C", "open", ()),
    )
    tracker = Tracker("T", (Area("wind", "Wind", "pending"), Area("sun", "Sun", "pending")), issues)
    text = html(reports.status(tracker))
    assert told(text, 'data-label="Blocked by">', "</td>") == "A B"
    every = tuple(issue._replace(blocks=None) for issue in issues)
    shown = reports.status(tracker._replace(issues=every))
    assert told(html(shown), 'data-label="Blocked by">', "</td>") == "all 3 open issues"
    assert told(html(shown), 'data-label="Blocks">', "</td>") == "every area"
    closed = tuple(issue._replace(status="resolved") for issue in every)
    shown = reports.status(tracker._replace(issues=closed))
    assert told(html(shown), 'data-label="Blocked by">', "</td>") == "nothing"
    assert (
        told(html(reports.status(tracker, ids=["wind"])), 'data-label="Blocked by">', "</td>")
        == "A B"
    )


def test_an_entry_is_a_document_of_its_own() -> None:
    text = html(reports.log(CONTESTED))
    article = text.partition('<article id="e-2019-01-01">')[2].partition("</article>")[0]
    assert told(article, "", "</h4>") == "2019-01-01 Talks"
    assert told(article, '<li class="open">', "</li>") == "Law: open"
    account = '<dl class="accounts">'
    assert (
        told(article, account, "</dl>")
        == f"Japan {'A framework. ' * 9}Russia {'Russian law. ' * 9}".strip()
    )
    assert "said by Japan, Russia" in told(article, '<p class="meta">', "</p>")
    assert '<article id="e-2020-01-01-2">' in text


def test_a_text_of_several_paragraphs_has_them_in_a_page() -> None:
    log = (Entry(DAY, "T", note="One\nline of 2019-10-30.\n\nTwo.\r\n\r\n\r\nThree `x`.\n"),)
    text = html(reports.log(Tracker("T", log=log)))
    article = text.partition("</h4>")[2].partition("</article>")[0]
    assert re.findall("<p>(.*?)</p>", article) == [
        'One line of <span class="day">2019-10-30</span>.',
        "Two.",
        "Three <code>x</code>.",
    ]


def test_accounts_of_one_entry_are_gathered_where_they_differ() -> None:
    text = html(reports.report(CONTESTED))
    section = text.partition('<h2 id="accounts">')[2].partition("</section>")[0]
    assert told(section, "Where the accounts differ</h2>", "<dl") == "2019-01-01 Talks"
    assert section.count("<dt>") == 2
    assert 'href="#accounts"' in text
    assert 'id="accounts"' not in html(reports.log(CONTESTED))


def test_sources_are_numbered_once_and_link_back() -> None:
    log = (
        Entry(date(2020, 1, 2), "One", sources=(SOURCE,)),
        Entry(date(2020, 1, 3), "Two", sources=("https://a.b/?x&y", "a book", SOURCE)),
    )
    for shown in (reports.log(Tracker("T", log=log)), reports.report(Tracker("T", log=log))):
        text = html(shown)
        listed = text.partition('<ol class="sources">')[2].partition("</ol>")[0]
        assert [told(li, ">") for li in listed.split("<li")[1:]] != []
        assert re.findall(r'<li id="(s-\d)">\n(.*?) <span class="cited">', listed) == [
            (
                "s-1",
                '<a class="source" href="https://a.b/?x&amp;y" rel="noreferrer">https://a.b/?x&amp;y</a>',
            ),
            ("s-2", "a book"),
            ("s-3", f'<a class="source" href="{SOURCE}" rel="noreferrer">{SOURCE}</a>'),
        ]
        assert re.findall(r'href="#(e-[^"]*)"', listed.partition("s-3")[2]) == [
            "e-2020-01-03",
            "e-2020-01-02",
        ]
        assert re.findall(r'href="#s-\d">(.*?)</a>', text) == [
            "[1] a.b",
            "[2] source",
            "[3] tass.com",
            "[3] tass.com",
        ]


def test_a_source_of_an_entry_that_is_not_on_the_page_has_its_dates(long_record: Tracker) -> None:
    shown = reports.report(long_record)
    fewer = shown.sections[-2]._replace(rows=())
    text = html(shown._replace(sections=(*shown.sections[:-2], fewer, shown.sections[-1])))
    assert '<span class="cited"><span class="day">' in text


def test_what_does_not_add_up_stands_on_the_page() -> None:
    for shown in (reports.report(DRIFTING), reports.status(DRIFTING), reports.timeline(DRIFTING)):
        assert told(html(shown), '<section class="findings"', "</section>").endswith(
            "wind is marked piloted , but the log leaves it pending ( 2020-01-01 )"
        )
    assert "findings" not in html(reports.report(TINY)).partition("</head>")[2]


def test_a_change_is_told_in_words_beside_its_sign() -> None:
    rows = html(every_report(TINY)["diff"])
    assert '<span aria-hidden="true">+</span> added' in rows


@pytest.mark.parametrize("name", NAMES)
def test_only_a_state_is_styled_as_one(name: str) -> None:
    """A class is never made of what a user wrote."""
    page = Page(html(every_report(tracker_saying("note"))[name]))
    states = {state for states in STATES.values() for state in states}
    styled = {a.get("class") or "" for a in page.all("span")}
    assert styled <= {"", "day", "soft", "badge", "cited"} | {f"state {state}" for state in states}


@pytest.mark.parametrize("name", ["status", "log", "timeline", "report"])
def test_a_page_about_nothing_says_so(name: str) -> None:
    text = html(every_report(EMPTY)[name])
    empty = [
        section.empty for section in every_report(EMPTY)[name].sections if section.kind != "source"
    ]
    assert re.findall("<p>(.*?)</p>", text) == empty


def test_the_timeline_of_a_page_links_each_tick_to_its_entry() -> None:
    text = html(reports.report(TINY))
    svg = text.partition('<svg class="wide"')[2].partition("</svg>")[0]
    assert {*re.findall('<a href="#(.*?)" tabindex="-1">', svg)} == {
        "e-2019-01-01",
        "e-2020-01-01",
        "e-2021-01-01",
    }
    assert "<a" not in html(reports.timeline(TINY)).partition("<svg")[2].partition("</svg>")[0]


def test_a_page_keys_the_numbers_of_its_timeline() -> None:
    text = html(reports.timeline(MANY))
    key = text.partition('<ol class="key">')[2].partition("</ol>")[0]
    assert key.count("<li>") == 20
    assert told(text, "</ol>", "</p>") == "20 earlier, without a number"


@pytest.mark.slow
@given(trackers())
def test_a_page_about_any_tracker_has_all_its_entries_and_marks(tracker: Tracker) -> None:
    page = Page(html(reports.report(tracker, full=True)))
    ids = {attributes.get("id") for _, attributes in page.elements}
    assert {f"{thing.kind}-{thing.id}" for thing in tracker.things} <= ids
    assert len(page.all("article")) == len(tracker.log)


def test_a_page_of_the_long_record_is_small() -> None:
    record = read(records.text("2016-2026"), "record").tracker
    assert len(html(reports.report(record)).encode()) < 120_000
    assert len(html(reports.report(record, full=True)).encode()) < 300_000


def test_the_account_of_a_narrowed_tracker_is_a_page_too() -> None:
    shown: Report = reports.report(history.account(CONTESTED, "ru"), by=CONTESTED.parties[1])
    assert "by Russia&#39;s account" in html(shown)
