"""A report as a picture of a terminal."""

import re
from xml.etree import ElementTree

import pytest
from rich.cells import cell_len

import reports
from kurils_cli.formats import terminal_svg
from kurils_cli.model import Entry, Tracker
from kurils_cli.words import visible
from samples import DAY, HOSTILE, NAMES, every_report, squeezed, tracker_saying

ODD = "A note of many words, each of which has to be there. ".join(["", *HOSTILE.values(), ""])
"""A long text, odd in every way."""

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
def test_a_picture_has_every_text_as_it_is(text: str) -> None:
    shown = shown_text(
        ElementTree.fromstring(terminal_svg.render(reports.log(tracker_saying(text))))
    )
    # As the title, a place, a note, an account and a source.
    assert shown.count(squeezed(visible(text.strip()))) >= 5


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


def test_a_text_in_a_picture_has_the_room_of_its_columns() -> None:
    """A letter of Japanese has two of them, and joined emoji stay together."""
    family = "👨\u200d👩\u200d👧"
    log = (Entry(DAY, f"日本 and Россия  {family}{family}"),)
    root = ElementTree.fromstring(terminal_svg.render(reports.log(Tracker("T", log=log))))
    texts = [(t.text, t.attrib["x"], t.attrib["textLength"]) for t in root.iter(f"{SVG}text")]
    room = 9 * cell_len(family)
    assert texts[-3:] == [
        ("日本", "124", "36"),
        (" and Россия", "160", "99"),
        (family * 2, "277", f"{2 * room:g}"),
    ]
