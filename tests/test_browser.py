"""Pages in a real browser, and pictures as librsvg draws them."""

import shutil
import subprocess
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

import reports
from conftest import require
from kurils_cli import history, records
from kurils_cli.formats import html, svg
from kurils_cli.formats.drawing import COLOURS
from kurils_cli.model import Area, Issue, Tracker
from kurils_cli.toml_format import read
from samples import CONTESTED, DRIFTING, EMPTY, MANY, NAMED_AT_LENGTH, TINY, every_report
from test_plan_sides import THREE, three

playwright = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")
if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.processes, pytest.mark.slow]

WIDTHS = (360, 768, 1280)
ALL_RULES = {"resultTypes": ["violations"]}
RULES_OF_COLOUR = ALL_RULES | {"runOnly": {"type": "tag", "values": ["cat.color"]}}
"""What can differ between light and dark."""
ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-quic", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
DAY = date(2026, 11, 25)


def record(name: str) -> Tracker:
    return history.as_of(read(records.text(name), name).tracker, DAY)


TRACKERS = {
    "long": record("2016-2026"),
    "drifting": DRIFTING,
    "empty": EMPTY,
    "contested": CONTESTED,
    "named at length": NAMED_AT_LENGTH,
    "three sides": three(THREE.replace('"EU"', '"European Union"')),
    "many": MANY._replace(issues=MANY.issues[:15], log=MANY.log[:80]),
}
OTHERS = ("status", "log", "diff", "timeline", "check", "undo")
"""The pages of one of the trackers besides its report."""
PAGES = (*TRACKERS, *OTHERS, "since", "full")
ALL_STATES = TINY._replace(
    areas=(*TINY.areas, Area("sun", "Sun", "pending")),
    issues=(*TINY.issues, Issue("law", "More law", "open")),
)
TERMINAL = {"piloted": "#7ec07d", "open": "#cd96e1", "resolved": "#6ea0e6"}
"""The colours of the states in a picture of a terminal; the usual one, pending, has none."""


@cache
def pages() -> dict[str, str]:
    """A report about each tracker, and the other pages of one of them."""
    made = {name: reports.report(each, as_of=DAY) for name, each in TRACKERS.items()}
    made |= {name: every_report(CONTESTED)[name] for name in OTHERS}
    made["since"] = reports.report_since(TRACKERS["long"], date(2025, 1, 1), as_of=DAY)
    made["full"] = reports.report(CONTESTED, as_of=DAY, full=True)
    return {name: html.render(each) for name, each in made.items()}


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """One browser for all tests of this module: Debian's.

    It ends with them, for other tests start event loops of their own.
    """
    require("chromium")
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def tab(browser: "Browser") -> "Page":
    """One tab, in which one page after another is opened."""
    return browser.new_page()


def opened(tab: "Page", name: str, folder: Path) -> "Page":
    """Open a page of ours from a file; it may ask for nothing and break no rule of its own."""
    file = folder / "page.html"
    file.write_text(pages()[name], encoding="utf-8")
    asked: list[str] = []
    said: list[str] = []
    tab.on("request", lambda sent: asked.append(sent.url))
    tab.on("console", lambda message: said.append(message.text))
    tab.emulate_media(media="screen", color_scheme="light")
    tab.goto(file.as_uri())
    assert (asked, said) == ([file.as_uri()], [])
    return tab


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_fit_for_everybody_on_any_screen_and_in_print(
    name: str, tab: "Page", tmp_path: Path
) -> None:
    page = opened(tab, name, tmp_path)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page, "dark", RULES_OF_COLOUR) == []
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    assert violations(page, "light", ALL_RULES) == []
    assert page.evaluate(LOW) == []
    assert lost_in_print(page, "A4", tmp_path) == []


COVERED = """
[...document.querySelectorAll('.marks .contested')].flatMap(row =>
  [...row.querySelectorAll('.lane line')].map(line => line.getBoundingClientRect())
    .filter(line => line.height < 2).flatMap(line =>
      [...row.querySelectorAll('.claim, .last')].map(words => words.getBoundingClientRect())
        .filter(words => words.top < line.top && line.bottom < words.bottom)))
"""
"""Words over which a side's line is drawn."""


def test_on_a_phone_no_lane_is_drawn_over_words(tab: "Page", tmp_path: Path) -> None:
    page = opened(tab, "three sides", tmp_path)
    page.set_viewport_size({"width": 360, "height": 900})
    assert page.evaluate(COVERED) == []
    wind = page.locator("#area-wind th").bounding_box()
    assert wind
    assert wind["height"] < 30


RULED = """
[...document.querySelectorAll('.marks tbody tr:not(.group)')].map(row =>
  [row, row.querySelector('th')].map(each => getComputedStyle(each).borderBottomWidth).join(' '))
"""
"""The lines below each row, and below the name in it."""


def test_on_a_phone_a_line_is_below_each_row_not_below_its_name(
    tab: "Page", tmp_path: Path
) -> None:
    page = opened(tab, "status", tmp_path)
    page.set_viewport_size({"width": 360, "height": 900})
    assert {*page.evaluate(RULED)} == {"1px 0px"}


@pytest.mark.parametrize("name", ["long", "contested"])
def test_a_page_is_fit_for_everybody_at_any_width(name: str, tab: "Page", tmp_path: Path) -> None:
    page = opened(tab, name, tmp_path)
    for width in WIDTHS[1:]:
        page.set_viewport_size({"width": width, "height": 900})
        assert violations(page, "light", ALL_RULES) == []
        assert page.evaluate(MEETING) == []


LOW = (
    "[...document.querySelectorAll('.from a, summary')].filter(a => 0 < a.offsetHeight &&"
    " a.offsetHeight < 24).map(a => a.outerHTML)"
)
"""What is not high enough for a finger."""
MEETING = """
[...document.querySelectorAll('thead svg text')].map(t => t.getBoundingClientRect())
  .filter(box => box.width).flatMap((a, at, all) => all.slice(at + 1).filter(
    b => a.left < b.right && b.left < a.right && a.top + 3 < b.bottom && b.top + 3 < a.bottom))
"""
"""The labels of events that meet as they are drawn."""


def test_the_report_of_the_long_record_leads_with_its_finding(tab: "Page", tmp_path: Path) -> None:
    """The table is within the first screen, and within the first two of a phone."""
    page = opened(tab, "long", tmp_path)
    ends = []
    for width, height in ((1280, 800), (360, 740)):
        page.set_viewport_size({"width": width, "height": height})
        bottom = page.evaluate("document.querySelector('.marks').getBoundingClientRect().bottom")
        ends.append(bottom / height)
    assert ends[0] <= 1
    assert ends[1] <= 2
    page.set_viewport_size({"width": 1280, "height": 800})
    assert page.evaluate("document.documentElement.scrollHeight") <= 5 * 800
    page.emulate_media(media="print")
    page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    require("pdftotext")
    text = subprocess.run(
        ["pdftotext", str(tmp_path / "page.pdf"), "-"], capture_output=True, text=True, check=True
    ).stdout
    sheets = text.split("\f")[:-1]
    assert len(sheets) <= 9
    assert min(map(len, sheets)) > 200


def violations(
    page: "Page", scheme: Literal["light", "dark"], options: Mapping[str, object]
) -> list[tuple[str, str]]:
    """The rules of axe-core that a page breaks, each with the first place."""
    page.emulate_media(color_scheme=scheme)
    found = axe.Axe().run(page, options=options).response["violations"]
    return [(each["id"], each["nodes"][0]["html"]) for each in found]


def lost_in_print(page: "Page", size: str, folder: Path) -> list[str]:
    """The words of a page that a PDF of it has not."""
    require("pdftotext")
    page.emulate_media(media="print")
    shown = page.evaluate("document.body.innerText")
    pdf = folder / "page.pdf"
    page.pdf(path=pdf, format=size)
    printed = subprocess.run(
        ["pdftotext", "-raw", str(pdf), "-"], capture_output=True, text=True, check=True
    ).stdout
    text = squeezed(printed)
    return [word for word in shown.split() if squeezed(word) not in text]


def squeezed(text: str) -> str:
    """A text without what a PDF has in another form: blanks, and hyphens at the ends of lines."""
    return "".join(unicodedata.normalize("NFKC", text).replace("-", "").split())


@pytest.mark.parametrize(("name", "width"), [("status", "900"), ("timeline", "900")])
def test_the_colours_of_all_states_are_in_a_picture(name: str, width: str, tmp_path: Path) -> None:
    require("rsvg-convert", "pdftoppm")
    colours = {"status": TERMINAL, "timeline": COLOURS}[name]
    file = tmp_path / "picture"
    file.with_suffix(".svg").write_text(svg.render(every_report(ALL_STATES)[name]), "utf-8")
    scaled = ["rsvg-convert", "--width", width, "--keep-aspect-ratio", "--format", "pdf"]
    subprocess.run([*scaled, "--output", f"{file}.pdf", f"{file}.svg"], check=True)
    subprocess.run(["pdftoppm", "-r", "192", "-singlefile", f"{file}.pdf", str(file)], check=True)
    data = file.with_suffix(".ppm").read_bytes().split(b"\n", 3)[3]
    seen = {data[at : at + 3].hex() for at in range(0, len(data), 3)}
    assert [colour for colour in colours.values() if colour.strip("#") not in seen] == []
