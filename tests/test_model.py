"""The tracker's values: states on dates, recording and taking back."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kurils_cli import history
from kurils_cli.history import History, Interval, Move, Standing, by_date
from kurils_cli.model import FIELDS, Area, Entry, Issue, Looked, Party, Record, Tracker
from strategies import dates, entries, trackers

MAY, JUNE, JULY = date(2020, 5, 1), date(2020, 6, 1), date(2020, 7, 1)


def area(id: str, status: str = "pending") -> Area:
    return Area(id, id.title(), status)


def issue(id: str, status: str = "open", blocks: tuple[str, ...] | None = None) -> Issue:
    return Issue(id, id.title(), status, blocks)


def entry(on: date, *changes: tuple[str, str], title: str | None = None) -> Entry:
    return Entry(on, title, changes=changes)


def marks(tracker: Tracker) -> dict[str, str]:
    return {thing.id: thing.status for thing in tracker.things}


def in_any_order(tracker: Tracker) -> tuple[Tracker, list[Entry]]:
    """Return what there is to compare where the places in the log do not matter."""
    return tracker._replace(log=()), sorted(tracker.log, key=repr)


SMALL = Tracker(
    "Small",
    (area("wind"), area("waste", "piloted")),
    (issue("legal"), issue("visas", "resolved", blocks=("wind",))),
    (entry(JULY, ("waste", "piloted"), ("visas", "resolved")), entry(MAY, ("visas", "open"))),
)


# Values


@pytest.mark.parametrize(
    ("status", "blocks", "is_blocking"),
    [
        ("open", None, True),
        ("open", ("waste", "wind"), True),
        ("open", ("waste",), False),
        ("open", (), False),
        ("resolved", None, False),
        ("resolved", ("wind",), False),
    ],
)
def test_an_open_issue_blocks_what_it_lists_or_else_every_area(
    status: str, blocks: tuple[str, ...] | None, is_blocking: bool
) -> None:
    legal = issue("legal", status, blocks)
    assert ("wind" in SMALL.blocked(legal)) is is_blocking
    assert SMALL._replace(issues=(legal,)).blockers["wind"] == (("legal",) if is_blocking else ())


def test_an_entry_names_what_it_moves_and_mentions_what_it_is_about_too() -> None:
    talks = Entry(MAY, changes=(("wind", "piloted"),), about=("waste",))
    assert [talks.names(id) for id in ("wind", "waste", "legal")] == [True, False, False]
    assert talks.mentions(["legal", "wind"])
    assert talks.mentions(["waste"])
    assert not talks.mentions(["legal"])
    assert not talks.mentions([])


# Replay


def test_entries_of_one_date_stay_in_the_order_of_the_file() -> None:
    log = [entry(JULY, title=each) for each in "ba"] + [entry(MAY, title="c")]
    assert [each.title for each in by_date(log)] == ["c", "b", "a"]


def test_a_standing_is_since_the_entry_that_changed_the_state() -> None:
    log = [
        entry(JULY, ("wind", "piloted")),
        entry(MAY, ("wind", "pending"), ("legal", "open")),
        entry(JUNE, ("wind", "piloted")),
    ]
    assert History(Tracker("", log=tuple(log))).standings == {
        "wind": Standing("piloted", JUNE),
        "legal": Standing("open", MAY),
    }


@given(st.data(), trackers(disputed=False))
def test_replay_does_not_depend_on_the_order_of_an_undisputed_log(
    data: st.DataObject, tracker: Tracker
) -> None:
    log = data.draw(st.permutations(tracker.log))
    assert (
        History(Tracker("", log=tuple(log))).standings
        == History(Tracker("", log=tuple(tracker.log))).standings
    )


@given(st.data(), trackers(disputed=False), dates)
def test_the_state_on_a_date_does_not_depend_on_the_order_of_an_undisputed_log(
    data: st.DataObject, tracker: Tracker, on: date
) -> None:
    other = tracker._replace(log=tuple(data.draw(st.permutations(tracker.log))))
    assert in_any_order(history.as_of(other, on)) == in_any_order(history.as_of(tracker, on))
    assert History(other).since == History(tracker).since
    assert History(other).intervals == History(tracker).intervals


# Dates


def test_before_its_first_entry_an_area_is_pending_and_an_issue_is_not_raised() -> None:
    assert marks(history.before(SMALL, MAY)) == {
        "wind": "pending",
        "waste": "pending",
        "legal": "open",
    }
    assert marks(history.as_of(SMALL, MAY)) == {
        "wind": "pending",
        "waste": "pending",
        "legal": "open",
        "visas": "open",
    }
    assert history.as_of(SMALL, JUNE).log == (SMALL.log[1],)
    assert history.as_of(SMALL, JULY) == SMALL


def test_an_id_that_no_entry_names_keeps_its_mark_on_every_date() -> None:
    tracker = Tracker("t", (area("wind", "piloted"),), (issue("legal", "resolved"),))
    assert history.as_of(tracker, date.min) == tracker


@given(trackers(), dates)
def test_before_a_day_is_as_of_the_day_before(tracker: Tracker, on: date) -> None:
    assert history.before(tracker, on) == history.as_of(tracker, on - timedelta(days=1))


@given(trackers(drifting=False))
def test_as_of_the_end_of_time_a_tracker_without_drift_is_itself(tracker: Tracker) -> None:
    assert history.as_of(tracker, date.max) == tracker


@given(trackers(), dates, dates)
def test_as_of_a_date_and_then_an_earlier_one_keeps_the_log_and_the_named_ids_states(
    tracker: Tracker, one: date, other: date
) -> None:
    early, late = min(one, other), max(one, other)
    twice, once = history.as_of(history.as_of(tracker, late), early), history.as_of(tracker, early)
    assert twice.log == once.log
    named = History(Tracker("", log=tuple(once.log))).standings
    assert {id: marks(twice)[id] for id in named} == {id: marks(once)[id] for id in named}


def test_since_is_told_only_where_the_log_explains_the_mark() -> None:
    drifted = SMALL._replace(areas=(area("wind"), area("waste", "pending")))
    assert History(SMALL).since == {"waste": JULY, "visas": JULY}
    assert History(drifted).since == {"visas": JULY}


def test_intervals_follow_the_log_from_the_start_to_now() -> None:
    log = (
        *SMALL.log,
        entry(date(2020, 8, 1), ("waste", "pending")),
        entry(date(2020, 9, 1), ("waste", "pending"), ("visas", "resolved")),
    )
    assert History(SMALL._replace(log=log)).intervals == {
        "wind": (Interval("pending", None, None),),
        "waste": (
            Interval("pending", None, JULY),
            Interval("piloted", JULY, date(2020, 8, 1)),
            Interval("pending", date(2020, 8, 1), None),
        ),
        "legal": (Interval("open", None, None),),
        "visas": (Interval("open", MAY, JULY), Interval("resolved", JULY, None)),
    }


def test_an_area_that_its_first_entry_calls_pending_is_not_named_before_that_entry() -> None:
    tracker = Tracker("t", (area("wind"),), log=(entry(MAY, ("wind", "pending")),))
    assert History(tracker).intervals == {"wind": (Interval("pending", MAY, None),)}
    assert history.before(tracker, MAY) == tracker._replace(areas=(), log=())


def test_what_is_dated_in_the_future_announces_and_moves_nothing() -> None:
    """So it is on the day that a tracker is read on; asked for a later day, it counts."""
    ahead = entry(JULY, ("wind", "piloted"))
    looked = (Looked(MAY), Looked(JULY))
    tracker = Tracker("t", (area("wind"),), log=(ahead,), looked=looked, on=JUNE)
    past = History(tracker)
    assert (past.transitions, past.standings, past.since, past.setters) == ((), {}, {}, {})
    assert past.intervals == {"wind": (Interval("pending", None, None),)}
    assert (past.last_heard, past.last_looked) == ({"wind": None}, {"wind": MAY})
    assert past.logged == (("2020-07-01", ahead, (Move("wind", "pending", "piloted"),)),)
    assert marks(history.as_of(tracker, JUNE)) == {"wind": "pending"}
    assert marks(history.as_of(tracker, JULY)) == {"wind": "piloted"}
    assert history.settled(tracker, ["wind"]) == tracker


@given(trackers(), dates)
def test_the_interval_of_a_date_has_the_state_of_that_date(tracker: Tracker, on: date) -> None:
    shown = {
        id: begun[-1].state
        for id, intervals in History(tracker).intervals.items()
        if (begun := [each for each in intervals if each.start is None or each.start <= on])
    }
    assert shown == marks(history.as_of(tracker, on))


@given(trackers())
def test_intervals_join_each_other_and_the_last_is_still_so(tracker: Tracker) -> None:
    intervals = History(tracker).intervals
    assert set(intervals) == set(tracker.ids)
    for each in intervals.values():
        assert [one.end for one in each] == [*(one.start for one in each[1:]), None]
        assert all(one.state != next.state or one.start is None for one, next in pairwise(each))


# The long record


@pytest.mark.parametrize(
    ("on", "piloted", "issues"),
    [
        ("2016-12-15", [], []),
        ("2016-12-16", [], ["legal"]),
        ("2019-09-01", [], ["movement", "legal"]),
        ("2019-10-01", ["waste"], ["movement", "legal"]),
        ("2019-12-19", ["tourism", "waste"], ["movement", "legal"]),
        ("2022-03-20", ["tourism", "waste"], ["movement", "legal"]),
        ("2022-03-21", ["tourism", "waste"], ["movement", "legal", "dialogue"]),
        ("2026-12-31", ["tourism", "waste"], ["movement", "legal", "dialogue"]),
    ],
)
def test_the_long_record_answers_for_its_dates(
    long_record: Tracker, on: str, piloted: list[str], issues: list[str]
) -> None:
    tracker = history.as_of(long_record, date.fromisoformat(on))
    assert [area.id for area in tracker.areas if area.status == "piloted"] == piloted
    assert len(tracker.areas) == (5 if on > "2017-09-07" else 0)
    assert [(issue.id, issue.status) for issue in tracker.issues] == [(id, "open") for id in issues]


def test_the_long_record_agrees_with_the_shipped_one_on_its_day(
    long_record: Tracker, shipped: Tracker
) -> None:
    assert marks(history.as_of(long_record, date(2019, 12, 19))) == marks(shipped)


# Recording and taking back


def test_recording_appends_the_entry_with_its_changes_in_the_order_of_states() -> None:
    new = history.logged(
        SMALL,
        entry(date(2020, 8, 1), ("legal", "resolved"), ("wind", "piloted"), ("waste", "pending")),
    )
    assert marks(new) == {
        "wind": "piloted",
        "waste": "pending",
        "legal": "resolved",
        "visas": "resolved",
    }
    assert new.log[:-1] == SMALL.log
    assert new.log[-1].changes == (("waste", "pending"), ("wind", "piloted"), ("legal", "resolved"))


def test_an_entry_older_than_what_is_logged_moves_no_mark() -> None:
    new = history.logged(SMALL, entry(JUNE, ("waste", "pending"), ("visas", "open")))
    assert marks(new) == marks(SMALL)


@given(st.data(), trackers(drifting=False))
def test_recording_makes_no_drift(data: st.DataObject, tracker: Tracker) -> None:
    recorded = history.logged(tracker, data.draw(entries(tracker.things)))
    left = History(Tracker("", log=tuple(recorded.log))).standings
    assert {id: marks(recorded)[id] for id in left} == {id: left[id].state for id in left}


# The table of fields


@pytest.mark.parametrize("record", [Party, Area, Issue, Entry, Looked])
def test_each_field_of_a_record_is_in_the_table(record: type[Record]) -> None:
    assert {*FIELDS[record]} == {*record._fields} - {"id", "extra"}
