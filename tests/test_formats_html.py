"""A report as a page of HTML, and a timeline as an SVG."""

import re
from collections import Counter
from datetime import date
from html.parser import HTMLParser
from typing import NamedTuple
from xml.etree import ElementTree

import pytest
from hypothesis import given

from kurils_cli import history, reports
from kurils_cli.formats.html import render as html
from kurils_cli.formats.html import timeline_svg
from kurils_cli.model import STATES, Area, Entry, Issue, Tracker
from kurils_cli.reports import Report
from kurils_cli.reports.parts import Section, cell_items, shown_columns
from kurils_cli.words import visible
from samples import DAY, EMPTY, HOSTILE, NAMES, TINY, every_report, tracker_saying
from strategies import trackers

SVG = "{http://www.w3.org/2000/svg}"
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
        self.tables: list[list[list[str]]] = []
        self.words: dict[str, list[str]] = {}
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
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._within.pop() == tag

    def handle_data(self, data: str) -> None:
        if {"td", "th"} & {*self._within}:
            self.tables[-1][-1][-1] += data
        elif self._within and data.strip():
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
    """The elements and the names of their attributes: all but the words."""
    return [(element.tag, tuple(element.attributes)) for element in page.elements]


def table_of(section: Section) -> list[list[str]]:
    columns = shown_columns(section)
    rows = [[column.heading or "Change" for _, column in columns]]
    for row in section.rows:
        rows.append(
            [
                ("" if column.holds == "links" else ", ").join(cell_items(row[place]))
                for place, column in columns
            ]
        )
    return rows


# ---------------------------------------------------------------- html


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_text_adds_no_element_and_no_attribute(text: str, name: str) -> None:
    hostile = every_report(tracker_saying(text), text)[name]
    harmless = every_report(tracker_saying("harmless"), "harmless")[name]
    page = Page(html(hostile))
    assert shape(page) == shape(Page(html(harmless)))
    assert page.tables == [table_of(section) for section in hostile.sections if section.rows]
    assert page.words["h1"] == [visible(hostile.title)]


@pytest.mark.parametrize("name", NAMES)
def test_a_page_has_every_row_of_the_long_record(name: str, long_record: Tracker) -> None:
    each = every_report(long_record)[name]
    page = Page(html(each))
    assert page.tables == [table_of(section) for section in each.sections]
    assert page.words["h1"] == page.words["title"][:1] == [each.title]
    assert page.words["h2"] == [section.title for section in each.sections]


@pytest.mark.parametrize("name", NAMES)
def test_a_page_fetches_nothing_and_links_to_sources_only(name: str, long_record: Tracker) -> None:
    text = html(every_report(long_record)[name])
    page = Page(text)
    sources = {source for entry in long_record.log for source in entry.sources}
    assert {element.tag for element in page.elements}.isdisjoint(
        {"script", "link", "img", "iframe", "object", "embed", "base", "form", "image", "use"}
    )
    for tag, attributes in page.elements:
        addresses = {k: v for k, v in attributes.items() if v and "//" in v}
        if tag == "a":
            assert [*attributes] == ["href", "rel"]
            assert attributes["rel"] == "noreferrer"
            assert set(addresses.values()) <= sources
        else:
            assert addresses == {}
    assert set(re.findall(r"url\([^)]*\)|@import", text)) <= {"url(#hatch)"}
    (policy,) = (a["content"] for a in page.all("meta") if "http-equiv" in a)
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_whole_and_its_tables_have_headings(name: str, long_record: Tracker) -> None:
    page = Page(html(every_report(long_record)[name]))
    assert page.declarations == ["DOCTYPE html"]
    for tag in ("html", "head", "body", "main", "h1"):
        assert len(page.all(tag)) == 1
    assert page.all("html") == [{"lang": "en"}]
    assert page.all("meta")[0] == {"charset": "utf-8"}
    scopes = Counter(th["scope"] for th in page.all("th"))
    assert scopes["col"] == sum(len(rows[0]) for rows in page.tables)
    assert scopes["row"] == sum(len(rows) - 1 for rows in page.tables)
    ids = [element.attributes["id"] for element in page.elements if "id" in element.attributes]
    assert len(ids) == len(set(ids))


def test_sources_are_links_where_they_are_addresses() -> None:
    log = (
        Entry(date(2020, 1, 1), "None"),
        Entry(date(2020, 1, 2), "One", sources=(SOURCE,)),
        Entry(date(2020, 1, 3), "Three", sources=("https://a.b/?x&y", "a book", "javascript:x")),
    )
    text = html(reports.log(Tracker("T", log=log)))
    cells = re.findall(r'<td class="links" data-label="Sources">(.*?)</td>', text)
    link = '<a href="{0}" rel="noreferrer">{0}</a>'
    assert cells == [
        f"<ul><li>{link.format('https://a.b/?x&amp;y')}</li>"
        "<li>a book</li><li>javascript:x</li></ul>",
        link.format(SOURCE),
        "",
    ]


def test_a_small_page_has_this_body() -> None:
    tracker = Tracker("T & co", (Area("wind", "Wind", "piloted", "<n>"),), (), ())
    body = html(reports.status(tracker, as_of=DAY)).partition("<body>\n")[2]
    assert body == (
        """<main>
<h1>T &amp; co</h1>
<p class="as-of">As of 2019-12-19</p>
<p>1 of 1 area piloted, 0 of 0 issues open</p>
<h2>Areas</h2>
<div class="table">
<table>
<thead><tr><th scope="col">Id</th><th scope="col">Status</th><th scope="col">Name</th>\
<th scope="col">Note</th></tr></thead>
<tbody>
<tr><th scope="row" class="text">wind</th>\
<td class="mark" data-label="Status"><span class="piloted">piloted</span></td>\
<td class="text" data-label="Name">Wind</td>\
<td class="note" data-label="Note">&lt;n&gt;</td></tr>
</tbody>
</table>
</div>
<h2>Issues</h2>
<p>none</p>
</main>
</body>
</html>
"""
    )


@pytest.mark.parametrize("name", NAMES)
def test_only_a_state_is_styled_as_one(name: str) -> None:
    """A class is never made of what a user wrote."""
    page = Page(html(every_report(tracker_saying("note"))[name]))
    states = {state for states in STATES.values() for state in states}
    styled = {element.attributes.get("class") for element in page.elements if element.tag == "span"}
    assert styled <= states | {"day"}


@pytest.mark.parametrize(
    ("name", "body"),
    [
        (
            "status",
            "<h1>Empty</h1>\n<p>0 of 0 areas piloted, 0 of 0 issues open</p>\n"
            "<h2>Areas</h2>\n<p>none</p>\n<h2>Issues</h2>\n<p>none</p>\n",
        ),
        ("log", "<h1>Empty</h1>\n<h2>Log</h2>\n<p>no entries</p>\n"),
        ("timeline", "<h1>Empty</h1>\n<h2>Timeline</h2>\n<p>none</p>\n"),
        (
            "report",
            "<h1>Empty</h1>\n<p>0 of 0 areas piloted, 0 of 0 issues open.</p>\n"
            "<h2>Areas</h2>\n<p>none</p>\n<h2>Issues</h2>\n<p>none</p>\n"
            "<h2>Timeline</h2>\n<p>none</p>\n<h2>Log</h2>\n<p>no entries</p>\n"
            "<h2>Sources</h2>\n<p>none</p>\n",
        ),
    ],
)
def test_a_page_about_nothing_says_so(name: str, body: str) -> None:
    text = html(every_report(EMPTY)[name])
    assert text.partition("<body>\n")[2] == f"<main>\n{body}</main>\n</body>\n</html>\n"
    assert Page(text).tables == []


@given(trackers())
def test_a_page_about_any_tracker_has_all_its_rows(tracker: Tracker) -> None:
    each = reports.report(tracker)
    page = Page(html(each))
    assert page.tables == [table_of(section) for section in each.sections if section.rows]


# ---------------------------------------------------------------- svg


def picture(each: Report, width: int = 900) -> ElementTree.Element:
    return ElementTree.fromstring(timeline_svg(each, width))


def bars(root: ElementTree.Element) -> list[tuple[str, str, str, str]]:
    """The bars of the lanes: class, place, width and title."""
    return [
        (bar.attrib["class"], bar.attrib["x"], bar.attrib["width"], bar[0].text or "")
        for bar in root.iter(f"{SVG}rect")
        if len(bar)
    ]


def test_a_picture_has_a_bar_for_each_state_over_time() -> None:
    root = picture(reports.timeline(TINY))
    assert bars(root) == [
        ("pending", "0.000%", "48.933%", "wind: pending, before the log to 2020-01-01"),
        ("piloted", "48.933%", "51.067%", "wind: piloted, 2020-01-01 to now"),
        ("open", "0.000%", "98.000%", "legal: open, 2019-01-01 to 2021-01-01"),
        ("resolved", "98.000%", "2.000%", "legal: resolved, 2021-01-01 to now"),
    ]
    assert [text.text for text in root.iter(f"{SVG}text")] == [
        "Tiny",
        "2019",
        "2020",
        "2021",
        "Wind energy",
        "Law",
        "pending",
        "piloted",
        "open",
        "resolved",
        "entry",
    ]
    ticks = [
        (line.attrib["x1"], line[0].text)
        for line in root.iter(f"{SVG}line")
        if "class" in line.attrib and len(line)
    ]
    assert ticks == [
        ("0.000%", "2019-01-01: 1 entry"),
        ("48.933%", "2020-01-01: 1 entry"),
        ("98.000%", "2021-01-01: 1 entry"),
    ]
    anchors = [text.attrib.get("text-anchor") for text in root.iter(f"{SVG}text")]
    assert [anchor for anchor in anchors if anchor] == ["start", "middle", "end"]


def test_a_picture_is_as_wide_as_asked_and_as_high_as_its_lanes(shipped: Tracker) -> None:
    root = picture(reports.timeline(shipped), 640)
    assert (root.tag, root.attrib["width"], root.attrib["height"]) == (f"{SVG}svg", "640", "438")
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == shipped.title
    inner = root.find(f"{SVG}svg")
    assert inner is not None
    assert inner.attrib == {"x": "16", "y": "48", "width": "608", "height": "374"}


def test_a_picture_of_a_single_day_has_one_tick_and_its_date(shipped: Tracker) -> None:
    root = picture(reports.timeline(shipped))
    lines = [line.attrib["x1"] for line in root.iter(f"{SVG}line")]
    assert lines == ["0.000%", "0.000%", "10"]
    assert "2019-12-19" in [text.text for text in root.iter(f"{SVG}text")]


def test_a_picture_with_no_log_has_no_scale() -> None:
    tracker = Tracker("T", (Area("wind", "Wind", "pending"),))
    root = picture(reports.timeline(tracker))
    assert bars(root) == [("pending", "0.000%", "100.000%", "wind: pending, before the log to now")]
    assert [*root.iter(f"{SVG}line")] == []
    assert [text.text for text in root.iter(f"{SVG}text")] == ["T", "Wind", "pending"]


def test_a_picture_of_nothing_is_still_one() -> None:
    root = picture(reports.timeline(EMPTY))
    assert [title.text for title in root.iter(f"{SVG}title")] == ["Empty"]
    assert bars(root) == []
    assert [text.text for text in root.iter(f"{SVG}text")] == ["Empty"]


def test_only_a_timeline_is_drawn() -> None:
    with pytest.raises(AssertionError, match="only a report with a timeline"):
        timeline_svg(reports.status(TINY))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_text_adds_nothing_to_a_picture(text: str) -> None:
    hostile, harmless = (
        [
            (element.tag, {**element.attrib, "aria-label": ""})
            for element in picture(reports.timeline(tracker_saying(said))).iter()
        ]
        for said in (text, "harmless")
    )
    assert hostile == harmless
    root = picture(reports.timeline(tracker_saying(text)))
    assert next(root.iter(f"{SVG}title")).text == visible(text)
    assert root.attrib["aria-label"] == visible(text)
    words = Counter(name.text for name in root.iter(f"{SVG}text"))
    assert words[visible(text)] == 4


def test_a_picture_has_no_address_but_its_namespace(long_record: Tracker) -> None:
    text = timeline_svg(reports.timeline(long_record))
    assert re.findall(r"\w+://[^\"'\s<]+", text) == ["http://www.w3.org/2000/svg"]
    assert set(re.findall(r"url\([^)]*\)|@import|href", text)) == {"url(#hatch)"}
    assert "<script" not in text


def test_labels_of_a_long_picture_are_few_and_inside(long_record: Tracker) -> None:
    root = picture(reports.timeline(long_record))
    labels = [text.text for text in root.iter(f"{SVG}text") if text.text and text.text.isdigit()]
    assert labels == ["2018", "2020", "2022", "2024", "2026"]
    assert {issue.id for issue in long_record.issues} <= {
        title.split(":")[0] for *_, title in bars(root)
    }


def test_a_picture_hatches_what_is_open_so_that_colour_is_not_alone() -> None:
    tracker = Tracker("T", (), (Issue("law", "Law", "open"),))
    text = timeline_svg(reports.timeline(tracker))
    assert ".timeline .open { fill: url(#hatch)" in text
    assert '<pattern id="hatch"' in text


def test_entries_of_one_day_are_counted_in_a_picture() -> None:
    tracker = Tracker("T", log=(Entry(DAY, "a"), Entry(DAY, "b"), Entry(date(2020, 1, 1), "c")))
    root = picture(reports.timeline(tracker))
    titles = [line[0].text for line in root.iter(f"{SVG}line") if len(line)]
    assert titles == ["2019-12-19: 2 entries", "2020-01-01: 1 entry"]


def test_a_picture_says_of_which_day_it_is(shipped: Tracker) -> None:
    root = picture(reports.timeline(shipped, as_of=date(2020, 1, 1)))
    heading = next(root.iter(f"{SVG}text")).text
    assert heading == root.attrib["aria-label"] == f"{shipped.title}. As of 2020-01-01"


def test_what_began_on_the_last_day_is_seen_in_a_picture() -> None:
    """As after every update that is dated behind the rest of the log."""
    root = picture(reports.timeline(TINY))
    assert all(float(width.rstrip("%")) >= 2 for _, _, width, _ in bars(root))


def test_a_legend_has_room_on_a_phone() -> None:
    root = picture(reports.timeline(TINY), 320)
    places = [
        (svg.attrib["x"], svg.attrib["y"])
        for svg in root.iter(f"{SVG}svg")
        if svg.attrib.get("height") == "22"
    ]
    top = int(places[0][1])
    assert places == [
        *[(f"{x}%", f"{top}") for x in (0, 33, 66)],
        *[(f"{x}%", f"{top + 22}") for x in (0, 33)],
    ]
    assert top + 44 <= int(root.attrib["height"]) - 48


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_colour_of_a_page_is_read_on_its_paper() -> None:
    """A contrast of 4.5, as WCAG asks for, in the light and in the dark."""
    style = html(reports.status(EMPTY)).partition("<style>")[2]
    light, dark = style.split("@media screen and (prefers-color-scheme: dark)")[:2]
    for scheme in (light, dark.partition("} }")[0]):
        colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", scheme))
        paper = luminance(colours.pop("paper"))
        del colours["line"]
        assert len(colours) == 6
        for colour in colours.values():
            low, high = sorted((luminance(colour), paper))
            assert (high + 0.05) / (low + 0.05) >= 4.5


def test_only_the_log_is_stacked_on_a_wide_page(shipped: Tracker) -> None:
    page = Page(html(reports.report(shipped)))
    classes = [div["class"] for div in page.all("div")]
    assert classes == ["table", "table", "table", "table documents", "table"]


def test_a_page_draws_the_timeline(shipped: Tracker) -> None:
    page = Page(html(reports.timeline(shipped)))
    drawn = [rect for rect in page.all("rect") if rect["height"] == "12"]
    assert len(drawn) == sum(map(len, history.intervals(shipped).values())) == 9
    [svg, *_] = page.all("svg")
    assert (svg["role"], svg["aria-label"], svg["width"]) == ("img", "Timeline", "100%")
    assert int(svg["height"] or "") > 300
