"""The picture of a timeline: one card of lanes."""

import re
from datetime import date
from itertools import combinations
from xml.etree import ElementTree

import pytest
from hypothesis import given

import reports
from kurils_cli import history
from kurils_cli.formats.drawing import COLOURS, Shape
from kurils_cli.formats.lettering import width
from kurils_cli.formats.svg import WIDTH, picture, render
from kurils_cli.model import Area, Entry, Issue, Looked, Party, Tracker
from kurils_cli.reports.plan.blocks import Marks
from samples import (
    CONTESTED,
    DAY,
    DRIFTING,
    EMPTY,
    HOSTILE,
    MANY,
    NAMED_AT_LENGTH,
    TINY,
    tracker_saying,
)
from strategies import trackers

SVG = "{http://www.w3.org/2000/svg}"
TODAY = date(2026, 11, 25)
SOME = {
    "tiny": TINY,
    "many": MANY,
    "at length": NAMED_AT_LENGTH,
    "drifting": DRIFTING,
    "contested": CONTESTED,
}
BACK = Tracker(
    "Back",
    (Area("wind", "Wind", "pending"), Area("sun", "Sun", "pending")),
    (Issue("law", "Law", "open"),),
    (
        Entry(date(2019, 1, 1), "Named", changes=(("wind", "pending"), ("law", "open"))),
        Entry(date(2020, 1, 1), "Pilot", changes=(("wind", "piloted"),)),
        Entry(date(2020, 2, 1), "Resolved", changes=(("law", "resolved"),)),
        Entry(date(2021, 1, 1), "Void", changes=(("wind", "pending"),), about=("sun",)),
        Entry(date(2021, 2, 1), "Again", changes=(("law", "open"),)),
    ),
    looked=(Looked(date(2023, 1, 1)),),
)
"""A mark that goes back, an issue that is open again, a long silence, and a day of looking."""


def drawn(tracker: Tracker, day: date = TODAY) -> tuple[Shape, ...]:
    report = reports.timeline(history.as_of(tracker, day), as_of=day)
    blocks = [block for part in report.plan().parts for block in part.blocks]
    (marks,) = (block for block in blocks if isinstance(block, Marks))
    return picture(report.plan().headline, marks)[1]


def root(tracker: Tracker) -> ElementTree.Element:
    return ElementTree.fromstring(render(reports.timeline(tracker, as_of=TODAY)))


def words(tracker: Tracker, day: date = TODAY) -> list[str]:
    return [shape.text for shape in drawn(tracker, day) if shape.tag == "text"]


@pytest.mark.parametrize("tracker", SOME.values(), ids=SOME)
def test_a_picture_is_made_of_attributes_that_every_renderer_knows(tracker: Tracker) -> None:
    svg = root(tracker)
    tags = {element.tag.removeprefix(SVG) for element in svg.iter()}
    assert tags <= {"svg", "title", "desc", "text", "rect", "path", "circle", "line"}
    attributes = {name for element in svg.iter() for name in element.attrib}
    assert attributes.isdisjoint({"class", "style", "paint-order", "href", "clip-path"})
    assert svg.attrib["viewBox"] == f"0 0 {svg.attrib['width']} {svg.attrib['height']}"
    text = ElementTree.tostring(svg, encoding="unicode")
    assert re.findall(r"\w+://[^\"'\s<]+|var\(|url\(", text) == ["http://www.w3.org/2000/svg"]


def box(shape: Shape) -> tuple[float, float]:
    """Where a shape begins and ends across, as far as it can be told."""
    a = shape.attributes
    if shape.tag == "text":
        wide = width(shape.text, float(a["font-size"]), bold="font-weight" in a)
        left = float(a["x"]) - wide * {"middle": 0.5, "end": 1}.get(a.get("text-anchor", ""), 0)
        return left, left + wide
    if shape.tag == "rect":
        return float(a["x"]), float(a["x"]) + float(a["width"])
    if shape.tag == "circle":
        return float(a["cx"]) - float(a["r"]), float(a["cx"]) + float(a["r"])
    if shape.tag == "line":
        return min(float(a["x1"]), float(a["x2"])), max(float(a["x1"]), float(a["x2"]))
    at = float(re.findall(r"M(-?[\d.]+)", a["d"])[0])
    return at - 8, at + 8


def outside(shapes: tuple[Shape, ...]) -> list[Shape]:
    return [shape for shape in shapes if not 0 <= box(shape)[0] <= box(shape)[1] <= WIDTH]


def meeting(shapes: tuple[Shape, ...]) -> list[tuple[str, str]]:
    """The texts that are on one line and meet."""
    texts = [shape for shape in shapes if shape.tag == "text"]
    return [
        (one.text, other.text)
        for one, other in combinations(texts, 2)
        if abs(float(one.attributes["y"]) - float(other.attributes["y"])) < 8
        and box(one)[0] < box(other)[1]
        and box(other)[0] < box(one)[1]
    ]


@pytest.mark.parametrize("tracker", [*SOME.values(), BACK])
def test_nothing_is_cut_at_the_edges_and_no_texts_meet(tracker: Tracker) -> None:
    for day in (TODAY, date(2051, 1, 1)):
        assert outside(drawn(tracker, day)) == []
        assert meeting(drawn(tracker, day)) == []


@pytest.mark.slow
@given(trackers())
def test_nothing_of_any_tracker_is_cut_at_the_edges(tracker: Tracker) -> None:
    if tracker.log and tracker.things:
        svg = root(tracker)
        shapes = tuple(
            Shape("text", dict(element.attrib), element.text or "")
            for element in svg.iter(f"{SVG}text")
        )
        assert "viewBox" in svg.attrib
        assert "DejaVu Sans Mono" in svg[1].get("font-family", "") or outside(shapes) == []


def signs(tracker: Tracker, state: str) -> list[str]:
    """The titles of the signs of a state in the lanes."""
    colour = COLOURS[state]
    found = [s for s in drawn(tracker) if s.tag in ("circle", "path") and s.entry]
    return [s.title for s in found if colour in (s.attributes["fill"], s.attributes.get("stroke"))]


def test_a_pilot_a_way_back_and_an_end_are_signs_on_their_days_from_which_nothing_runs_on() -> None:
    assert signs(BACK, "piloted") == ["2020-01-01: Pilot"]
    assert signs(BACK, "pending") == ["2021-01-01: Void"]
    assert signs(BACK, "resolved") == ["2020-02-01: Resolved"]
    assert COLOURS["piloted"] != COLOURS["resolved"]
    lines = [s.attributes for s in drawn(BACK) if s.tag == "line"]
    assert {COLOURS["piloted"], COLOURS["resolved"]}.isdisjoint(a["stroke"] for a in lines[:-2])


def test_beyond_the_newest_entry_a_line_is_dotted() -> None:
    dotted = [
        s.attributes["stroke"]
        for s in drawn(BACK)
        if s.attributes.get("stroke-dasharray") == "2 4" and s.attributes["x1"] != "16"
    ]
    assert {COLOURS["pending"], COLOURS["open"]} <= {*dotted}


def test_each_entry_is_a_tick_in_each_lane_and_a_day_of_looking_a_small_ring() -> None:
    ticks = [s.title for s in drawn(BACK) if s.attributes.get("stroke-opacity") == "0.6"]
    assert sorted(ticks) == [*["2019-01-01: Named"] * 2, "2021-01-01: Void", "2021-02-01: Again"]
    rings = [s for s in drawn(BACK) if s.attributes.get("r") == "2.4"]
    assert [s.title for s in rings] == ["2023-01-01"] * 3 + [""]


def test_a_contested_lane_parts_into_a_line_a_side() -> None:
    lines = [s.attributes for s in drawn(CONTESTED) if s.attributes.get("stroke-width") == "1.8"]
    sides = [(a["stroke"], float(a["y1"])) for a in lines][:2]
    assert [colour for colour, _ in sides] == [COLOURS["piloted"], COLOURS["pending"]]
    assert sides[1][1] - sides[0][1] == 14
    shown = words(CONTESTED)
    assert "Japan since 1 Jan 2020" in shown
    assert "Russia since 1 Jan 2020" in shown


def test_a_side_with_a_long_name_goes_on_below() -> None:
    parties = (Party("jp", "The Government of Japan, at its Cabinet Office"), CONTESTED.parties[1])
    shown = words(CONTESTED._replace(parties=parties))
    at = shown.index("The Government of Japan, at its")
    assert (shown[at - 1], shown[at + 1]) == ("piloted", "Cabinet Office since 1 Jan 2020")
    assert outside(drawn(CONTESTED._replace(parties=parties))) == []


def test_events_are_named_beside_their_lines_or_numbered_with_a_key() -> None:
    shown = words(TINY)
    assert shown.index("1 Jan 2019") == shown.index("First") - 1
    assert "1" not in shown
    many = words(MANY)
    assert "1" in many
    assert "Talks number 0" in many


def test_a_silence_of_more_than_a_year_is_a_band_that_says_so() -> None:
    assert any("in which no entry names an area" in text for text in words(BACK))


def test_an_axis_has_its_day_in_bold_and_years_that_do_not_meet_it() -> None:
    bold = [s.text for s in drawn(BACK) if s.attributes.get("font-weight") and "2026" in s.text]
    assert "25 Nov 2026" in bold
    years = [text for text in words(BACK) if re.fullmatch(r"20\d\d", text)]
    assert years == ["2019", "2020", "2021", "2022", "2023", "2024", "2025"]
    assert words(MANY).count("2018") == 2


def test_a_window_has_only_its_own_days() -> None:
    first, last = date(2019, 6, 1), date(2020, 6, 1)
    text = render(reports.timeline(BACK, as_of=TODAY, since=first, until=last))
    assert "Pilot" in text
    assert "Void" not in text
    assert "25 Nov 2026" not in text.partition("</desc>")[2]
    later = render(reports.timeline(BACK, as_of=TODAY, since=date(2030, 1, 1)))
    assert "25 Nov 2026</text>" not in later


@pytest.mark.parametrize(
    "report",
    [
        reports.timeline(EMPTY, as_of=DAY),
        reports.timeline(Tracker("T", (Area("wind", "Wind", "piloted"),)), as_of=DAY),
        reports.status(TINY),
    ],
)
def test_what_has_no_lanes_is_as_a_terminal_shows_it(report: reports.Report) -> None:
    assert "DejaVu Sans Mono" in render(report)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_text_adds_nothing_to_a_picture(text: str) -> None:
    svg, harmless = root(tracker_saying(text)), root(tracker_saying("harmless"))
    kinds = {(element.tag, name) for element in svg.iter() for name in element.attrib}
    assert kinds <= {(e.tag, name) for e in harmless.iter() for name in e.attrib}
