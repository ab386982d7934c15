"""The rules: what makes a tracker invalid, and where log and marks do not add up."""

from datetime import date

import pytest
from hypothesis import given

from kurils_cli.check import (
    Dispute,
    Finding,
    Fix,
    broken,
    contradiction,
    disputes,
    inconsistencies,
    inconsistent_marks,
    unknown_id,
)
from kurils_cli.history import History
from kurils_cli.model import Area, Entry, Issue, Looked, Tracker
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


def test_a_good_tracker_has_no_findings() -> None:
    assert broken(GOOD) == []
    assert inconsistencies(History(GOOD)) == []


def test_an_empty_tracker_has_no_findings() -> None:
    assert broken(Tracker("")) == []
    assert inconsistencies(History(Tracker(""))) == []


def test_the_records_have_no_findings(shipped: Tracker, long_record: Tracker) -> None:
    for tracker in (shipped, long_record):
        assert broken(tracker) == []
        assert inconsistencies(History(tracker)) == []


@pytest.mark.parametrize("id", ["Wind", "1st", "-x", "a b", "wind_energy", "", "ветер", "wind\n"])
def test_an_id_is_small_letters_digits_and_hyphens(id: str) -> None:
    form = "a small letter, then small letters, digits and `-`"
    assert broken(Tracker("t", (Area(id, "Name", "pending"),))) == [
        Finding("invalid", f"`{id}` is no id: {form}", ("areas", id))
    ]
    assert broken(Tracker("t", issues=(Issue(id, "Title", "open"),))) == [
        Finding("invalid", f"`{id}` is no id: {form}", ("issues", id))
    ]


@pytest.mark.parametrize("id", ["w", "wind", "wind-2", "w-"])
def test_a_well_formed_id_is_no_finding(id: str) -> None:
    assert broken(Tracker("t", (Area(id, "Name", "pending"),))) == []


def test_an_issue_can_not_have_the_id_of_an_area() -> None:
    tracker = Tracker("t", (Area("wind", "Wind", "pending"),), (Issue("wind", "Wind", "open"),))
    assert broken(tracker) == [
        Finding("invalid", "`wind` is the id of an area already", ("issues", "wind"))
    ]


@pytest.mark.parametrize(
    ("id", "rest"),
    [
        ("wnd", "did you mean `wind`? valid ids: `wind`, `waste`"),
        ("legal", "valid ids: `wind`, `waste`"),
    ],
)
def test_an_issue_blocks_areas_that_are_there(id: str, rest: str) -> None:
    tracker = GOOD._replace(issues=(Issue("legal", "x", "open", ("wind", id)),))
    assert broken(tracker) == [
        Finding("invalid", f"no area has the id `{id}`: {rest}", ("issues", "legal", "blocks"))
    ]


def test_without_areas_no_area_id_is_valid() -> None:
    assert broken(Tracker("t", issues=(Issue("legal", "x", "open", ("wind",)),))) == [
        Finding(
            "invalid",
            "no area has the id `wind`: valid ids: none",
            ("issues", "legal", "blocks"),
        )
    ]


@pytest.mark.parametrize("title", [None, ""])
def test_an_entry_needs_a_title_or_a_change(title: str | None) -> None:
    mute = Entry(MAY, title, note="x", about=("wind",))
    assert broken(with_log(*GOOD.log, mute)) == [
        Finding("invalid", "an entry needs a `title` or a change", ("log", 2))
    ]


@pytest.mark.parametrize(
    ("entry", "key"),
    [
        (Entry(MAY, "x", about=("wnd",)), "about"),
        (Entry(MAY, changes=(("wnd", "piloted"),)), "piloted"),
        (Entry(MAY, changes=(("wnd", "resolved"),)), "resolved"),
    ],
)
def test_an_entry_names_ids_that_are_there(entry: Entry, key: str) -> None:
    assert broken(with_log(entry)) == [
        Finding(
            "invalid",
            "no area or issue has the id `wnd`: did you mean `wind`? "
            "valid ids: `wind`, `waste`, `legal`",
            ("log", 0, key),
        )
    ]


def test_a_day_of_looking_names_ids_that_are_there() -> None:
    tracker = GOOD._replace(looked=(Looked(MAY), Looked(MAY, ("wind", "wnd"))))
    [finding] = broken(tracker)
    assert finding.path == ("looked", 1, "about")


@pytest.mark.parametrize(
    ("id", "state", "message"),
    [
        ("wind", "open", "`wind` is an area, which can be `pending`, `piloted`, not `open`"),
        ("legal", "piloted", "`legal` is an issue, which can be `open`, `resolved`, not `piloted`"),
    ],
)
def test_a_state_fits_the_kind_of_its_id(id: str, state: str, message: str) -> None:
    finding = Finding("invalid", message, ("log", 0, state))
    assert broken(with_log(Entry(MAY, changes=((id, state),)))) == [finding]


@pytest.mark.parametrize("second", ["pending", "piloted"])
def test_an_entry_puts_an_id_into_a_state_once(second: str) -> None:
    entry = Entry(MAY, changes=(("wind", "pending"), ("legal", "open"), ("wind", second)))
    assert broken(with_log(entry)) == [
        Finding("invalid", "the entry puts `wind` into a state twice", ("log", 0, second))
    ]


def test_all_that_is_invalid_is_found_at_once() -> None:
    tracker = Tracker(
        "t",
        (Area("Wind", "Wind", "pending"),),
        (Issue("legal", "Legal", "open", ("waste",)),),
        (Entry(MAY), Entry(MAY, "x", about=("fees",))),
    )
    assert [finding.path for finding in broken(tracker)] == [
        ("areas", "Wind"),
        ("issues", "legal", "blocks"),
        ("log", 0),
        ("log", 1, "about"),
    ]


def test_a_mark_that_differs_from_what_the_log_left_is_drift_and_the_finding_says_how_to_log_it(
    shipped: Tracker,
) -> None:
    drifted = shipped._replace(
        areas=tuple(area._replace(status="piloted") for area in shipped.areas),
        issues=tuple(issue._replace(status="resolved") for issue in shipped.issues[:1]),
    )
    assert inconsistencies(History(drifted)) == [
        Finding(
            "drift",
            "`movement` is marked `resolved`, but the log leaves it `open` (2019-12-19)",
            ("issues", "movement", "status"),
            Fix("log mark", "movement", "resolved", date(2019, 12, 19)),
        )
    ]


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
    log = (
        Entry(MAY, changes=(("waste", "piloted"),)),
        Entry(MAY, changes=(("waste", "pending"),)),
    )
    by_hand = with_log(*log)._replace(areas=(Area("waste", "Waste", "piloted"),))
    fixes = [finding.fix for finding in inconsistencies(History(by_hand))]
    assert fixes == [Fix("edit"), Fix("amend", "waste", entry="2020-05-01#2")]


def test_two_entries_of_one_date_with_different_states_are_a_dispute() -> None:
    log = (
        Entry(MAY, changes=(("waste", "piloted"),)),
        Entry(MAY, changes=(("wind", "piloted"), ("waste", "pending"))),
    )
    assert inconsistencies(History(with_log(*log))) == [
        Finding(
            "dispute",
            "two entries of 2020-05-01 put `waste` into different states: `piloted`, "
            "and this one `pending`; the later one in the file counts",
            ("log", 1),
            Fix("amend", "waste", entry="2020-05-01#2"),
        )
    ]


def test_each_later_entry_that_differs_from_the_first_is_a_dispute() -> None:
    states = ["piloted", "pending", "piloted", "pending"]
    log = [Entry(MAY, changes=(("waste", state),)) for state in states]
    assert list(disputes(log)) == [
        Dispute("waste", MAY, ("piloted", "pending"), 1),
        Dispute("waste", MAY, ("piloted", "pending"), 3),
    ]


def test_entries_of_one_date_that_agree_and_those_of_two_dates_are_no_dispute() -> None:
    log = [
        Entry(MAY, changes=(("waste", "piloted"),)),
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
    assert unknown_id(id, iter(known)) == (f"no area or issue has the id `{id}`", hint)


@given(trackers())
def test_what_the_strategies_make_is_valid(tracker: Tracker) -> None:
    assert broken(tracker) == []


@given(trackers(drifting=False, disputed=False))
def test_a_tracker_made_without_drift_and_disputes_has_neither(tracker: Tracker) -> None:
    assert inconsistencies(History(tracker)) == []


def test_a_later_entry_settles_a_dispute_wherever_it_stands_in_the_file() -> None:
    log = (
        Entry(date(2021, 1, 1), changes=(("waste", "pending"),)),
        Entry(MAY, changes=(("waste", "piloted"),)),
        Entry(MAY, changes=(("waste", "pending"),)),
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
