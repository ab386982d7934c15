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

from conftest import require
from kurils_cli import records, reports
from kurils_cli.formats import html, svg
from kurils_cli.formats.drawing import COLOURS
from kurils_cli.model import Area, Issue, Tracker
from kurils_cli.reports import Report
from kurils_cli.toml_format import read
from samples import CONTESTED, DRIFTING, EMPTY, MANY, NAMED_AT_LENGTH, TINY, every_report

playwright = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")
if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.processes, pytest.mark.slow]

WIDTHS = (360, 768, 1280)
ALL_RULES = {"resultTypes": ["violations"]}
RULES_OF_COLOUR = ALL_RULES | {"runOnly": {"type": "tag", "values": ["cat.color"]}}
"""What can differ between light and dark."""
MADE = date(2026, 11, 25)
ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-quic", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)


def record(name: str) -> Tracker:
    return read(records.text(name), name).tracker


TRACKERS = {
    "shipped": record("2019-12-19"),
    "long": record("2016-2026"),
    "drifting": DRIFTING,
    "empty": EMPTY,
    "contested": CONTESTED,
    "named at length": NAMED_AT_LENGTH,
    "many": MANY,
}


OTHERS = ("status", "log", "diff", "timeline", "check")
"""The pages of one of the trackers besides its report."""
ALL_STATES = TINY._replace(
    areas=(*TINY.areas, Area("sun", "Sun", "pending")),
    issues=(*TINY.issues, Issue("law", "More law", "open")),
)
TERMINAL = {"piloted": "#7ec07d", "open": "#cd96e1", "resolved": "#7ec07d"}
"""The colours of the states in a picture of a terminal; the usual one, pending, has none."""


@cache
def pages() -> dict[str, str]:
    """A report about each tracker, and the other pages of one of them."""
    made: dict[str, Report] = {name: reports.report(tracker) for name, tracker in TRACKERS.items()}
    made |= {name: every_report(CONTESTED)[name] for name in OTHERS}
    made["full"] = reports.report(MANY, full=True)
    return {name: html.render(each._replace(made=MADE)) for name, each in made.items()}


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


@pytest.fixture(params=[*TRACKERS, *OTHERS])
def page(browser: "Browser", request: pytest.FixtureRequest, tmp_path: Path) -> "Iterator[Page]":
    """A page of ours, opened from a file."""
    require("chromium")
    file = tmp_path / "page.html"
    file.write_text(pages()[request.param], encoding="utf-8")
    opened = browser.new_page()
    asked: list[str] = []
    opened.on("request", lambda sent: asked.append(sent.url))
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    opened.goto(file.as_uri())
    yield opened
    opened.close()
    assert asked == [file.as_uri()], "a page asks for nothing but itself"
    assert said == [], "a page breaks none of its own rules"


def test_a_page_is_fit_for_everybody_at_any_width_in_light_and_dark(page: "Page") -> None:
    is_large = len(page.content()) > 90_000
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if not is_large or width == WIDTHS[0]:
            assert violations(page, "light", ALL_RULES) == []
        if not is_large or width == WIDTHS[-1]:
            assert violations(page, "dark", RULES_OF_COLOUR) == []


def violations(
    page: "Page", scheme: Literal["light", "dark"], options: Mapping[str, object]
) -> list[tuple[str, str]]:
    """The rules of axe-core that a page breaks, each with the first place."""
    page.emulate_media(color_scheme=scheme)
    found = axe.Axe().run(page, options=options).response["violations"]
    return [(each["id"], each["nodes"][0]["html"]) for each in found]


def test_links_lead_somewhere_and_are_high_enough_for_a_finger(page: "Page") -> None:
    page.set_viewport_size({"width": 360, "height": 900})
    targets = page.evaluate(
        "[...document.querySelectorAll('a')].map(a => a.getAttribute('href'))"
        ".filter(href => href[0] === '#' && !document.getElementById(href.slice(1)))"
    )
    assert targets == []
    heights = page.evaluate(
        "[...document.querySelectorAll('a.source, nav a, summary')].map(a => a.offsetHeight)"
    )
    assert [height for height in heights if 0 < height < 24] == []


def test_nothing_is_lost_in_print(page: "Page", tmp_path: Path) -> None:
    assert lost_in_print(page, "A4", tmp_path) == []


@pytest.mark.parametrize("page", ["long"], indirect=True)
def test_nothing_is_lost_in_print_in_america(page: "Page", tmp_path: Path) -> None:
    assert lost_in_print(page, "Letter", tmp_path) == []


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


@pytest.mark.parametrize(
    ("name", "width"),
    [("status", "900"), ("timeline", "320"), ("timeline", "900"), ("timeline", "1600")],
)
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
