"""Areas, issues and parties by their ids, and an id renamed in a tracker and in its text."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kurils_cli import things
from kurils_cli.model import Area, Entry, Issue, Looked, Party, Tracker
from kurils_cli.things import Naming
from kurils_cli.toml_format import read
from kurils_cli.toml_format.renaming import renamed
from strategies import text_of, trackers

JP, RU = Party("jp", "Japan"), Party("ru", "Russia")
WIND = Area("wind", "Wind", "piloted", called=(("jp", "風"),))
LAW = Issue("law", "Law", "open", ("wind",))
NAMED = Tracker(
    "T",
    (WIND,),
    (LAW,),
    (
        Entry(date(2020, 1, 1), "A", changes=(("wind", "piloted"),), by=("jp",)),
        Entry(date(2020, 1, 2), "B", about=("wind", "law"), says=(("jp", "J"), ("ru", "R"))),
    ),
    (JP, RU),
    (Looked(date(2020, 1, 3), ("wind",)),),
)


def test_what_is_put_takes_the_place_of_its_id_or_is_the_last() -> None:
    for thing in (WIND, LAW, JP):
        assert things.put(NAMED, thing._replace(id="new")) != NAMED
        assert things.without(things.put(NAMED, thing._replace(id="new")), "new") == NAMED
        changed = things.put(NAMED, thing._replace(extra=(("x", "x = 1"),)))
        assert things.by_id(changed).keys() == things.by_id(NAMED).keys()
        assert things.put(changed, thing) == NAMED


@pytest.mark.parametrize(
    ("id", "named"),
    [
        (
            "wind",
            [
                Naming("entry", "2020-01-01", "A", ("changes",)),
                Naming("entry", "2020-01-02", "B", ("about",)),
                Naming("looked", "2020-01-03", "looked for news", ("about",)),
                Naming("thing", "law", "Law", ("blocks",)),
            ],
        ),
        (
            "jp",
            [
                Naming("entry", "2020-01-01", "A", ("by",)),
                Naming("entry", "2020-01-02", "B", ("says",)),
                Naming("thing", "wind", "Wind", ("called",)),
            ],
        ),
        ("law", [Naming("entry", "2020-01-02", "B", ("about",))]),
        ("none", []),
    ],
)
def test_what_names_an_id_is_found(id: str, named: list[Naming]) -> None:
    assert [*things.naming(NAMED, id)] == named


@given(tracker=trackers(), data=st.data())
def test_an_id_is_renamed_in_the_text_as_in_the_tracker_and_nothing_else_is(
    tracker: Tracker, data: st.DataObject
) -> None:
    ids = [*things.by_id(tracker)]
    id = data.draw(st.sampled_from([*ids, "absent"]))
    text, new = text_of(tracker), "renamed-id"
    changed = renamed(text, id, new)
    assert read(changed, "k").tracker == things.renamed(tracker, id, new)
    assert renamed(changed, new, id) == text


@pytest.mark.parametrize("id", ["jp", "ru", "wind", "waste", "law"])
def test_an_id_is_renamed_in_any_layout(id: str) -> None:
    written = Path(__file__).with_name("toml").joinpath("named in odd ways.toml").read_text()
    old = read(written, "k").tracker
    text = renamed(written, id, "renamed-id")
    assert read(text, "k").tracker == things.renamed(old, id, "renamed-id")
    assert re.findall("#.*", text) == re.findall("#.*", written)
    assert text.replace("renamed-id", id).replace('"', "").replace("'", "") == written.replace(
        '"', ""
    ).replace("'", "")
