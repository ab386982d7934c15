"""The rules: what makes a tracker invalid, and where log and marks do not add up."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given

from kurils_cli.check import (
    LANGUAGE_FORM,
    Dispute,
    Finding,
    Fix,
    broken,
    contradiction,
    disputes,
    inconsistencies,
    inconsistent_marks,
    valid_ids,
    warnings,
)
from kurils_cli.history import History
from kurils_cli.model import Area, Entry, Issue, Looked, Party, Tracker
from strategies import trackers

MAY = date(2020, 5, 1)
GOOD = Tracker(
    "Good",
    (Area("wind", "Wind energy", "piloted"), Area("waste", "Waste management", "pending")),
    (Issue("legal", "Legal basis", "open", blocks=("wind",)),),
    (
        Entry(MAY, "Talks", about=("waste",)),
        Entry(MAY, changes=(("wind", "piloted"), ("legal", "open"))),
    ),
)


def with_log(*log: Entry) -> Tracker:
    return GOOD._replace(log=log)


def moving(*changes: tuple[str, str]) -> Entry:
    return Entry(MAY, changes=changes)


def test_what_is_as_it_should_be_has_no_findings(shipped: Tracker, long_record: Tracker) -> None:
    named = (Area(id, "Name", "pending") for id in ("w", "wind", "wind-2", "w-"))
    for tracker in (shipped, long_record, GOOD, Tracker("", tuple(named))):
        assert broken(tracker) == []
        assert inconsistencies(History(tracker)) == []


FORM = "is no id: a small letter, then small letters, digits and `-`"
IDS = "valid ids: `wind`, `waste`"
UNKNOWN = f"no area or issue has the id `wnd`: did you mean `wind`? {IDS}, `legal`"
ONCE = "the entry puts `wind` into a state twice"
LEGAL = GOOD.issues[0]


@pytest.mark.parametrize(
    ("change", "message", "path"),
    [
        *(
            ({"areas": (*GOOD.areas, Area(id, "Name", "pending"))}, f"`{id}` {FORM}", ("areas", id))
            for id in ("Wind", "1st", "-x", "a b", "wind_energy", "", "ветер", "wind\n")
        ),
        ({"issues": (LEGAL, Issue("A", "A", "open"))}, f"`A` {FORM}", ("issues", "A")),
        (
            {"issues": (LEGAL, Issue("waste", "Waste", "open"))},
            "`waste` is the id of an area already",
            ("issues", "waste"),
        ),
        (
            {"issues": (LEGAL._replace(blocks=("wind", "wnd")),)},
            f"no area has the id `wnd`: did you mean `wind`? {IDS}",
            ("issues", "legal", "blocks"),
        ),
        (
            {"issues": (LEGAL._replace(blocks=("legal",)),)},
            f"no area has the id `legal`: {IDS}",
            ("issues", "legal", "blocks"),
        ),
        *(
            ({"log": (mute,)}, "an entry needs a `title` or a change", ("log", 0))
            for mute in (Entry(MAY, note="x", about=("wind",)), Entry(MAY, ""))
        ),
        ({"log": (Entry(MAY, "x", about=("wnd",)),)}, UNKNOWN, ("log", 0, "about")),
        ({"log": (moving(("wnd", "piloted")),)}, UNKNOWN, ("log", 0, "piloted")),
        ({"log": (*GOOD.log, moving(("wnd", "open")))}, UNKNOWN, ("log", 2, "open")),
        ({"looked": (Looked(MAY), Looked(MAY, ("wnd",)))}, UNKNOWN, ("looked", 1, "about")),
        (
            {"log": (moving(("wind", "open")),)},
            "`wind` is an area, which can be `pending`, `piloted`, not `open`",
            ("log", 0, "open"),
        ),
        (
            {"log": (moving(("legal", "piloted")),)},
            "`legal` is an issue, which can be `open`, `resolved`, not `piloted`",
            ("log", 0, "piloted"),
        ),
        *(
            ({"log": (moving(("wind", "pending"), ("wind", each)),)}, ONCE, ("log", 0, each))
            for each in ("pending", "piloted")
        ),
    ],
)
def test_what_breaks_a_rule_is_found_with_its_place(
    change: dict[str, Any], message: str, path: tuple[str | int, ...]
) -> None:
    assert broken(GOOD._replace(**change)) == [Finding("invalid", message, path)]


def test_drift_tells_since_when_the_log_leaves_the_other_state() -> None:
    log = (
        Entry(date(2021, 1, 1), changes=(("waste", "piloted"),)),
        Entry(date(2020, 1, 1), changes=(("waste", "piloted"),)),
    )
    assert inconsistencies(History(with_log(*log))) == [
        Finding(
            "drift",
            "`waste` is marked `pending`, but the log leaves it `piloted` (2020-01-01)",
            ("areas", "waste", "status"),
            Fix("log mark", "waste", "pending", date(2021, 1, 1)),
        )
    ]


def test_drift_that_comes_of_a_dispute_is_not_mended_by_one_more_entry() -> None:
    log = (moving(("waste", "piloted")), moving(("waste", "pending")))
    by_hand = with_log(*log)._replace(areas=(Area("waste", "Waste", "piloted"),))
    fixes = [finding.fix for finding in inconsistencies(History(by_hand))]
    assert fixes == [Fix("edit"), Fix("amend", "waste", entry="2020-05-01#2")]


def test_each_later_entry_that_differs_from_the_first_is_a_dispute() -> None:
    states = ["piloted", "pending", "piloted", "pending"]
    log = [Entry(MAY, changes=(("waste", state),)) for state in states]
    assert list(disputes(log)) == [
        Dispute("waste", MAY, ("piloted", "pending"), 1),
        Dispute("waste", MAY, ("piloted", "pending"), 3),
    ]


def test_entries_of_one_date_that_agree_and_those_of_two_dates_are_no_dispute() -> None:
    log = [
        moving(("waste", "piloted")),
        Entry(MAY, "Again", changes=(("waste", "piloted"),)),
        Entry(date(2020, 5, 2), changes=(("waste", "pending"),)),
    ]
    assert list(disputes(log)) == []


@pytest.mark.parametrize(
    ("id", "known", "hint"),
    [
        ("wnd", ("wind", "waste"), "did you mean `wind`? valid ids: `wind`, `waste`"),
        ("xyz", ("wind", "waste"), "valid ids: `wind`, `waste`"),
        ("xyz", (), "valid ids: none"),
    ],
)
def test_an_unknown_id_is_answered_with_the_valid_ones(
    id: str, known: tuple[str, ...], hint: str
) -> None:
    assert valid_ids(id, iter(known)) == hint


@pytest.mark.parametrize("lang", [None, "ja", "zh-Hant", "RU", "sr-Latn-RS-x1", "ja_JP", "x", ""])
def test_a_language_that_has_no_tag_is_a_warning(lang: str | None) -> None:
    party = Party("jp", "Japan", lang)
    told = f"`{lang}` is no tag of a language: {LANGUAGE_FORM}"
    expected = [] if lang is None or (len(lang) > 1 and "_" not in lang) else [told]
    found = warnings(History(Tracker("T", parties=(party,))))
    assert [finding.message for finding in found] == expected


@given(trackers())
def test_what_the_strategies_make_is_valid(tracker: Tracker) -> None:
    assert broken(tracker) == []


@given(trackers(drifting=False, disputed=False))
def test_a_tracker_made_without_drift_and_disputes_has_neither(tracker: Tracker) -> None:
    assert inconsistencies(History(tracker)) == []


def test_a_later_entry_settles_a_dispute_wherever_it_stands_in_the_file() -> None:
    log = (
        Entry(date(2021, 1, 1), changes=(("waste", "pending"),)),
        moving(("waste", "piloted")),
        moving(("waste", "pending")),
    )
    assert inconsistent_marks(History(with_log(*log))) == {}
    assert inconsistent_marks(History(with_log(*log[1:]))) == {"waste": "dispute"}


@pytest.mark.parametrize(
    ("one", "other", "is_dispute"),
    [
        ((), (), True),
        (("jp",), (), True),
        ((), ("ru",), True),
        (("jp",), ("jp", "ru"), True),
        (("jp",), ("ru",), False),
    ],
)
def test_two_parties_may_say_what_one_can_not(
    one: tuple[str, ...], other: tuple[str, ...], is_dispute: bool
) -> None:
    """Entries of one date dispute an id only where one account has both."""
    first = Entry(date(2020, 1, 1), changes=(("wind", "piloted"),), by=one)
    second = Entry(date(2020, 1, 1), changes=(("wind", "pending"),), by=other)
    expected = (0, "wind", "piloted") if is_dispute else None
    assert contradiction([first], second) == expected


def test_of_many_unknown_ids_the_first_are_told_with_the_valid_ones() -> None:
    """So a hostile file of 66 kB gives no megabytes of messages."""
    areas = tuple(Area(f"a{n}", "A", "pending") for n in range(500))
    entry = Entry(MAY, "Talks", about=tuple(f"b{n}" for n in range(5000)))
    findings = broken(Tracker("T", areas, log=(entry,)))
    assert len(findings) == 5000
    assert "and 460 more" in findings[0].message
    assert findings[-1].message == "no area or issue has the id `b4999`"
    assert sum(len(finding.message) for finding in findings) < 300_000
