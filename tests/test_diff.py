"""What differs between two trackers, and which entries explain it."""

from datetime import date
from typing import TypeAlias

import pytest
from hypothesis import given

from kurils_cli import history
from kurils_cli.diff import Change, Kind, LogChanges, Value, compare_logs, diff
from kurils_cli.model import Area, Entry, Issue, Looked, Tracker
from strategies import dates, trackers

MAY, JUNE = date(2020, 5, 1), date(2020, 6, 1)
TALKS = Entry(MAY, "Talks", "Tokyo", ("https://a.example",), "n", (("wind", "piloted"),))
SMALL = Tracker(
    "Small",
    (Area("wind", "Wind energy", "piloted"), Area("waste", "Waste", "pending")),
    (Issue("legal", "Legal basis", "open"),),
    (TALKS,),
)

Moves: TypeAlias = dict[tuple[str, str, str | None], tuple[Value, Value]]


def moves(old: Tracker, new: Tracker) -> Moves:
    return {
        (change.kind, change.id, change.field): (change.old, change.new)
        for change in diff(old, new, with_log=False)
    }


def composed(first: Moves, second: Moves) -> Moves:
    """Return what two diffs, one after the other, come to."""
    both = {
        key: (
            first[key][0] if key in first else second[key][0],
            second[key][1] if key in second else first[key][1],
        )
        for key in (*first, *second)
    }
    return {key: (old, new) for key, (old, new) in both.items() if old != new}


def backwards(change: Change) -> tuple[str, str, str | None, Value, Value]:
    return change.kind, change.id, change.field, change.new, change.old


# Things


def test_each_field_that_changed_is_told() -> None:
    new = Tracker(
        "New",
        (SMALL.areas[0]._replace(name="Wind", note="n", extra=(("x", "x = 1"),)), SMALL.areas[1]),
        (Issue("legal", "Legal aspects", "resolved", ("wind",), "m"),),
        SMALL.log,
        extra=(("y", "y = 2"),),
    )
    legal: tuple[Kind, str, str] = ("issue", "legal", "Legal aspects")
    assert diff(SMALL, new) == (
        Change("changed", "tracker", "", "New", "title", "Small", "New"),
        Change("changed", "area", "wind", "Wind", "name", "Wind energy", "Wind"),
        Change("changed", "area", "wind", "Wind", "note", None, "n"),
        Change("changed", "area", "wind", "Wind", "x", None, "x = 1"),
        Change("changed", *legal, "status", "open", "resolved"),
        Change("changed", *legal, "title", "Legal basis", "Legal aspects"),
        Change("changed", *legal, "note", None, "m"),
        Change("changed", *legal, "blocks", None, ("wind",)),
        Change("changed", "tracker", "", "New", "y", None, "y = 2"),
    )


def test_a_thing_that_came_or_went_is_told_by_its_mark_areas_first() -> None:
    fees = Entry(JUNE, changes=(("fees", "open"),))
    new = Tracker(
        "Small",
        (*SMALL.areas, Area("tourism", "Tourism", "pending")),
        (Issue("fees", "Fees", "open"),),
        (TALKS, fees),
    )
    assert diff(SMALL, new, with_log=False) == (
        Change("added", "area", "tourism", "Tourism", "status", None, "pending"),
        Change("added", "issue", "fees", "Fees", "status", None, "open", (fees,)),
        Change("removed", "issue", "legal", "Legal basis", "status", "open", None),
    )
    assert diff(new, SMALL, with_log=False) == (
        Change("removed", "area", "tourism", "Tourism", "status", "pending", None),
        Change("added", "issue", "legal", "Legal basis", "status", None, "open"),
        Change("removed", "issue", "fees", "Fees", "status", "open", None, (fees,)),
    )


def test_the_order_of_areas_issues_and_entries_is_no_difference() -> None:
    more = history.logged(SMALL, Entry(MAY, "More"), [Issue("fees", "Fees", "open")])
    other = more._replace(areas=more.areas[::-1], issues=more.issues[::-1], log=more.log[::-1])
    assert diff(more, other) == ()


def test_an_entry_with_a_mended_place_explains_no_later_change() -> None:
    later = Entry(date(2020, 7, 1), "Later", changes=(("wind", "pending"),))
    old, new = (history.all_logged(SMALL, log) for log in ((), (later,)))
    mended = new._replace(log=(new.log[0]._replace(place="Osaka"), *new.log[1:]))
    [mark] = [change for change in diff(old, mended) if change.field == "status"]
    assert mark.entries == (later,)


def test_the_entries_that_explain_a_mark_are_in_the_order_of_their_dates() -> None:
    july, june = (Entry(date(2020, m, 1), f"{m}", changes=(("wind", "pending"),)) for m in (7, 6))
    [mark] = [c for c in diff(SMALL, history.all_logged(SMALL, (july, june))) if c.kind == "area"]
    assert mark.entries == (june, july)


def test_a_renamed_id_is_told_as_that() -> None:
    wind, *others = SMALL.areas
    old = SMALL._replace(log=())
    new = old._replace(areas=(wind._replace(id="gale", note="n"), *others))
    assert diff(old, new) == (
        Change("changed", "area", "gale", "Wind energy", "id", "wind", "gale"),
        Change("changed", "area", "gale", "Wind energy", "note", wind.note, "n"),
    )
    twice = old._replace(areas=(wind._replace(id="gale"), wind._replace(id="breeze"), *others))
    assert {change.how for change in diff(old, twice)} == {"added", "removed"}


# Entries


def test_entries_that_came_and_went_are_told_by_date_and_title() -> None:
    came, again = Entry(JUNE, "New"), Entry(date(2020, 4, 1), changes=(("wind", "pending"),))
    new = SMALL._replace(log=(came, again))
    talks = Change("removed", "entry", "2020-05-01", "Talks")
    told = (
        Change("added", "entry", "2020-04-01", "", "changes", None, ("wind=pending",)),
        talks._replace(field="place", old="Tokyo"),
        talks._replace(field="sources", old=("https://a.example",)),
        talks._replace(field="note", old="n"),
        talks._replace(field="changes", old=("wind=piloted",)),
        Change("added", "entry", "2020-06-01", "New"),
    )
    assert diff(SMALL, new) == told
    other = {"added": "removed", "removed": "added"}
    assert [(*backwards(change), other[change.how]) for change in diff(new, SMALL)] == [
        (change.kind, change.id, change.field, change.old, change.new, change.how)
        for change in told
    ]


def test_an_edited_entry_is_told_field_by_field() -> None:
    moved = (("wind", "pending"), ("legal", "open"))
    extra = (("x", "x = 1"),)
    edited = Entry(MAY, "Talks", note="m", changes=moved, about=("waste",), extra=extra)
    told = [
        (change.field, change.old, change.new)
        for change in diff(SMALL, SMALL._replace(log=(edited,)))
        if (change.how, change.kind, change.id, change.name)
        == ("changed", "entry", "2020-05-01", "Talks")
    ]
    assert told == [
        ("place", "Tokyo", None),
        ("sources", ("https://a.example",), ()),
        ("note", "n", "m"),
        ("changes", ("wind=piloted",), ("wind=pending", "legal=open")),
        ("about", (), ("waste",)),
        ("x", None, "x = 1"),
    ]


PORTS = Entry(MAY, "Talks about ports", sources=("https://x/1",))
BARE = Entry(MAY, changes=(("wind", "piloted"),))


@pytest.mark.parametrize(
    ("old", "new", "is_same"),
    [
        (TALKS, TALKS._replace(note="other"), True),
        (TALKS, TALKS._replace(title="Other"), True),
        (TALKS, TALKS._replace(title=None), True),
        (TALKS, TALKS._replace(date=JUNE), True),
        (BARE, BARE._replace(date=JUNE), False),
        (PORTS, PORTS._replace(date=JUNE), True),
        (PORTS, PORTS._replace(date=JUNE, sources=()), True),
        (PORTS, PORTS._replace(date=JUNE, sources=(), place="Tokyo", note="n"), False),
        (PORTS, PORTS._replace(date=JUNE, sources=("https://x/2",)), False),
        (PORTS, PORTS._replace(title="Talks about ports!", sources=("https://x/2",)), True),
        (PORTS, PORTS._replace(title="A visit"), True),
        (PORTS, PORTS._replace(title="A visit", sources=("https://x/2",)), False),
    ],
)
def test_an_entry_is_the_same_while_it_keeps_most_of_what_it_has(
    old: Entry, new: Entry, is_same: bool
) -> None:
    other = Entry(date(2021, 1, 1), "Unrelated")
    one = LogChanges((), (other,), ((old, new),))
    two = LogChanges((old,), (other, new), ())
    assert compare_logs([old], [other, new]) == (one if is_same else two)


@pytest.mark.parametrize(("came", "went"), [("bc", "a"), ("c", "ab"), ("cd", "ab")])
def test_entries_of_a_date_that_do_not_match_one_to_one_came_and_went(came: str, went: str) -> None:
    old, new = (tuple(Entry(MAY, title) for title in titles) for titles in (went, came))
    assert compare_logs(old, new) == LogChanges(old, new, ())


def test_the_title_tells_which_of_the_entries_of_one_date_was_edited() -> None:
    other = Entry(MAY, "Other talks")
    edited, came = TALKS._replace(note="m"), Entry(MAY, "Third talks")
    assert compare_logs([TALKS, other], [edited, came]) == LogChanges(
        (), (), ((TALKS, edited), (other, came))
    )


# Laws


@given(trackers())
def test_nothing_differs_from_itself(tracker: Tracker) -> None:
    assert diff(tracker, tracker) == ()
    assert compare_logs(tracker.log, tracker.log) == LogChanges((), (), ())


@given(trackers(), dates, dates, dates)
def test_over_dates_of_one_tracker_diffs_compose(
    tracker: Tracker, first: date, second: date, third: date
) -> None:
    a, b, c = (history.as_of(tracker, on) for on in (first, second, third))
    assert moves(a, c) == composed(moves(a, b), moves(b, c))


@given(trackers(), trackers())
def test_a_diff_the_other_way_round_tells_the_same_backwards(old: Tracker, new: Tracker) -> None:
    there, back = diff(old, new, with_log=False), diff(new, old, with_log=False)
    # What was renamed goes by its new id, whichever that is.
    ids = {change.new: change.old for change in there if change.field == "id"}
    assert {(kind, ids.get(id, id), *rest) for kind, id, *rest in map(backwards, there)} == {
        (change.kind, change.id, change.field, change.old, change.new) for change in back
    }


@given(trackers(), trackers())
def test_every_entry_that_only_one_log_has_is_accounted_for(old: Tracker, new: Tracker) -> None:
    log = compare_logs(old.log, new.log)
    before = [*log.removed, *(entry for entry, _ in log.edited)]
    after = [*log.added, *(entry for _, entry in log.edited)]
    assert sorted([*old.log, *after], key=repr) == sorted([*new.log, *before], key=repr)


@given(trackers(drifting=False), dates, dates)
def test_a_mark_that_moved_between_two_dates_has_an_entry_that_explains_it(
    tracker: Tracker, one: date, other: date
) -> None:
    changes = diff(history.as_of(tracker, one), history.as_of(tracker, other), with_log=False)
    assert all(entry.names(change.id) for change in changes for entry in change.entries)
    assert [change for change in changes if not change.entries] == []


def test_days_of_looking_that_came_and_went_are_told_field_by_field() -> None:
    bare, whole = Looked(MAY), Looked(JUNE, ("wind",), ("tass.com",), "nothing")
    changes = (
        Change("removed", "looked", "2020-05-01", ""),
        Change("added", "looked", "2020-06-01", "", "about", None, ("wind",)),
        Change("added", "looked", "2020-06-01", "", "where", None, ("tass.com",)),
        Change("added", "looked", "2020-06-01", "", "note", None, "nothing"),
    )
    assert diff(SMALL._replace(looked=(bare,)), SMALL._replace(looked=(whole,))) == changes


@pytest.mark.parametrize("count", [3, 300])
def test_of_many_entries_of_one_day_each_is_known_by_what_it_says(count: int) -> None:
    old = [Entry(MAY, f"Talks number {n} about {n * n}") for n in range(count)]
    new = [entry._replace(title=f"{entry.title}, held") for entry in old]
    assert dict(compare_logs(old, new).edited) == dict(zip(old, new, strict=True))
