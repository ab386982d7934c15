"""The picture of a timeline."""

import re
from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given

from kurils_cli import reports
from kurils_cli.formats.lettering import width
from kurils_cli.formats.svg import render
from kurils_cli.formats.timeline_picture import COLOURS, STACKED, WIDE, Layout, Shape, picture
from kurils_cli.model import Area, Entry, Issue, Tracker
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
SOME = {
    "tiny": TINY,
    "many": MANY,
    "at length": NAMED_AT_LENGTH,
    "drifting": DRIFTING,
    "contested": CONTESTED,
    "empty": EMPTY,
    "no log": Tracker("T", (Area("wind", "Wind", "piloted"),), (Issue("law", "Law", "open"),)),
}
LAYOUTS = [WIDE, STACKED]


def drawn(tracker: Tracker, day: date | None = None, layout: Layout = WIDE) -> tuple[Shape, ...]:
    timeline = reports.timeline(tracker).sections[0].timeline
    assert timeline is not None
    return picture(timeline, day, layout, (tracker.title, ("below",))).shapes


def root(tracker: Tracker, as_of: date | None = None) -> ElementTree.Element:
    shown = reports.timeline(tracker, as_of=as_of)._replace(made=date(2026, 11, 25))
    return ElementTree.fromstring(render(shown))


def words(tracker: Tracker, day: date | None = None, layout: Layout = WIDE) -> list[str]:
    return [shape.text for shape in drawn(tracker, day, layout) if shape.tag == "text"]


def bars(tracker: Tracker, day: date | None = None) -> list[str]:
    """What the bars say of themselves, each once."""
    told = (shape.title for shape in drawn(tracker, day) if not shape.entry)
    return [*dict.fromkeys(title for title in told if re.search(r": [a-z]", title))]


@pytest.mark.parametrize("tracker", SOME.values(), ids=SOME)
def test_a_picture_is_made_of_attributes_that_every_renderer_knows(tracker: Tracker) -> None:
    svg = root(tracker)
    tags = {element.tag.removeprefix(SVG) for element in svg.iter()}
    assert tags <= {
        "svg",
        "title",
        "desc",
        "defs",
        "pattern",
        "g",
        "text",
        "rect",
        "path",
        "circle",
    }
    attributes = {name for element in svg.iter() for name in element.attrib}
    assert attributes.isdisjoint({"class", "style", "paint-order", "href", "clip-path"})
    box = f"0 0 {svg.attrib['width']} {svg.attrib['height']}"
    assert svg.attrib["viewBox"] == box
    assert "var(" not in render(reports.timeline(tracker))
    assert {*re.findall(r"url\([^)]*\)", render(reports.timeline(tracker)))} <= {"url(#hatch)"}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("tracker", SOME.values(), ids=SOME)
def test_nothing_is_cut_at_the_edges(tracker: Tracker, layout: Layout) -> None:
    for day in (None, date(2026, 11, 25), DAY, date(2051, 1, 1)):
        assert outside(drawn(tracker, day, layout), layout) == []


@pytest.mark.slow
@given(trackers())
def test_nothing_of_any_tracker_is_cut_at_the_edges(tracker: Tracker) -> None:
    for layout in LAYOUTS:
        assert outside(drawn(tracker, date(2026, 11, 25), layout), layout) == []


def outside(shapes: tuple[Shape, ...], layout: Layout) -> list[Shape]:
    return [shape for shape in shapes if not 0 <= ends(shape)[0] <= ends(shape)[1] <= layout.width]


def ends(shape: Shape) -> tuple[float, float]:
    """Where a shape begins and ends across, as far as it can be told."""
    a = shape.attributes
    if shape.tag == "text":
        at, wide = float(a["x"]), width(shape.text, float(a["font-size"]))
        left = at - wide * {"start": 0, "middle": 0.5, "end": 1}[a.get("text-anchor", "start")]
        return left, left + wide
    if shape.tag == "rect":
        return float(a["x"]), float(a["x"]) + float(a["width"])
    if shape.tag == "circle":
        return float(a["cx"]) - float(a["r"]), float(a["cx"]) + float(a["r"])
    places = [float(x) for x in re.findall(r"[MLH](-?[\d.]+)", a["d"])]
    return min(places), max(places)


def test_bars_tell_what_they_stand_for() -> None:
    assert bars(TINY) == [
        "Wind energy: pending, before an entry names it, up to 2020-01-01",
        "Wind energy: piloted from 2020-01-01",
        "Law: open from 2019-01-01 up to 2021-01-01",
        "Law: resolved from 2021-01-01",
    ]
    assert bars(TINY, date(2022, 1, 1))[-1] == "Law: resolved from 2021-01-01; no newer entry"
    assert bars(SOME["no log"]) == ["Wind: piloted, by its mark", "Law: open, by its mark"]


def test_a_pilot_is_an_event_and_not_a_time() -> None:
    """A pilot has a sign on its day and a thin line behind; only what lasts has a bar."""
    filled = {shape.attributes["fill"] for shape in drawn(TINY) if shape.tag == "rect"}
    assert COLOURS["piloted"] not in filled
    assert COLOURS["resolved"] not in filled
    signs = [s for s in drawn(TINY) if s.attributes.get("fill") == COLOURS["piloted"]]
    assert [s.tag for s in signs if s.title == "Wind energy: piloted from 2020-01-01"] == ["path"]
    assert "piloted 2020-01-01" in words(TINY)
    assert "piloted: the day its pilot ended; the mark stays" in words(TINY)


def test_what_moved_a_mark_is_numbered_and_told_below() -> None:
    shown = words(TINY)
    at = shown.index("2019-01-01", shown.index("resolved: the day; the mark stays"))
    assert shown[at - 1 :] == [
        "1",
        "2019-01-01",
        "Law: open",
        "First",
        "2",
        "2020-01-01",
        "Wind energy: pending → piloted",
        "Second",
        "3",
        "2021-01-01",
        "Law: open → resolved",
        "Third",
    ]


@pytest.mark.parametrize(("layout", "most"), [(WIDE, 20), (STACKED, 16)])
def test_of_many_entries_that_moved_a_mark_the_newest_are_numbered(
    layout: Layout, most: int
) -> None:
    shapes = drawn(MANY, None, layout)
    badges = [float(s.attributes["cx"]) for s in shapes if s.attributes.get("r") == "9"]
    assert len(badges) == 2 * most
    on_top = badges[:most]
    assert all(b - a >= 20 for a, b in pairwise(on_top))
    assert f"{40 - most} earlier, without a number" in words(MANY, None, layout)


def test_a_picture_says_as_of_when_it_is_and_how_new_the_log_is() -> None:
    texts = [text.text for text in root(TINY).iter(f"{SVG}text")]
    assert texts[1:5] == [
        "Tiny",
        "As the file stood on 2026-11-25",
        "Newest of 3 entries: 2021-01-01",
        "as of 2026-11-25",
    ]
    texts = [text.text for text in root(TINY, date(2021, 2, 1)).iter(f"{SVG}text")]
    assert texts[2:5] == [
        "As of 2021-02-01",
        "Newest of 3 entries: 2021-01-01",
        "as of 2021-02-01",
    ]
    assert "now" not in ElementTree.tostring(root(TINY, DAY), encoding="unicode")
    assert "as of" not in " ".join(words(TINY))


def test_a_picture_of_a_tracker_that_does_not_add_up_says_so() -> None:
    texts = [text.text or "" for text in root(DRIFTING).iter(f"{SVG}text")]
    assert "`wind` is marked `piloted`, but the log leaves it `pending`" in texts[4]


def test_a_time_of_more_than_a_year_with_no_entry_is_told() -> None:
    def tracker(*days: date) -> Tracker:
        return Tracker("T", log=tuple(Entry(day, "a") for day in days))

    start = date(2019, 1, 1)
    assert "no entry for more than a year" not in words(tracker(start, start + timedelta(365)))
    assert "no entry for more than a year" in words(tracker(start, start + timedelta(366)))
    assert "no entry for 3 years" in words(tracker(start, date(2022, 6, 1)))
    assert "no entry for 6 years" in words(tracker(start), date(2025, 2, 1))
    short = drawn(tracker(date(1900, 1, 1), start, date(2020, 6, 1)))
    (band,) = [s for s in short if s.title.endswith(": 2019-01-01 to 2020-06-01")]
    assert band.title.startswith("no entry for more than a year")
    assert "no entry for more than a year" not in [s.text for s in short]


def test_each_day_with_an_entry_has_a_tick_that_names_its_entries() -> None:
    log = (
        Entry(DAY, "a"),
        Entry(DAY, None, changes=(("law", "open"),)),
        Entry(date(2020, 1, 1), "c"),
    )
    shapes = drawn(Tracker("T", (), (Issue("law", "Law", "open"),), log))
    ticks = [(s.title, s.entry) for s in shapes if s.tag == "path" and s.entry]
    assert ticks == [
        ("2019-12-19: a\n2019-12-19", "2019-12-19#1"),
        ("2020-01-01: c", "2020-01-01"),
    ]
    assert "3 entries" in words(Tracker("T", (), (), (Entry(DAY, "a"), *log)[:3]))
    assert "1 entry" in words(Tracker("T", log=log[:1]))


def test_a_long_name_is_folded_then_cut_and_whole_in_a_hover() -> None:
    names = [s for s in drawn(NAMED_AT_LENGTH) if s.tag == "text" and s.title]
    assert [len([s for s in names if s.title == name]) for name in {s.title for s in names}]
    for name in (NAMED_AT_LENGTH.areas[0].name, "x" * 80):
        lines = [s.text for s in names if s.title == name]
        assert lines[2].endswith("…")
        assert "".join(lines[:2]) == name[: len("".join(lines[:2]))]
    assert [s for s in drawn(TINY) if s.tag == "text" and s.title] == []
    unnamed = Tracker("T", (Area("wind", "", "pending"),))
    assert "wind" in words(unnamed)


def test_the_axis_is_repeated_where_there_are_many_lanes() -> None:
    assert words(MANY).count("2020") == 1 + 2 + 3
    assert words(TINY).count("2020") == 1


def test_areas_and_issues_have_heads_of_their_own() -> None:
    shown = words(TINY)
    assert shown.index("Areas") < shown.index("Wind energy") < shown.index("Issues")
    assert {"Areas", "Issues"}.isdisjoint(words(EMPTY))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_text_adds_nothing_to_a_picture(text: str) -> None:
    svg = root(tracker_saying(text))
    assert {element.tag for element in svg.iter()} == {
        element.tag for element in root(tracker_saying("harmless")).iter()
    }
    names = {name for element in svg.iter() for name in element.attrib}
    assert names == {
        name for element in root(tracker_saying("harmless")).iter() for name in element.attrib
    }


def test_a_picture_has_no_address_but_its_namespace(long_record: Tracker) -> None:
    text = render(reports.timeline(long_record))
    assert re.findall(r"\w+://[^\"'\s<]+", text) == ["http://www.w3.org/2000/svg"]
