"""What a log says over time: states on dates, recording and taking back, accounts of parties."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kurils_cli import history
from kurils_cli.check import disputes
from kurils_cli.diff import diff
from kurils_cli.history import History, Interval, Move, Standing, by_date
from kurils_cli.model import Area, Entry, Issue, Looked, Party, Tracker
from strategies import dates, entries, trackers

spoken = trackers(drifting=False, spoken=2)
PARTIES = (Party("jp", "Japan"), Party("ru", "Russia"))
BOTH_DIFFER = {"jp": "pending", "ru": "piloted"}


MAY, JUNE, JULY = date(2020, 5, 1), date(2020, 6, 1), date(2020, 7, 1)


def marks(tracker: Tracker) -> dict[str, str]:
    return {thing.id: thing.status for thing in tracker.things}


def area(id: str, status: str = "pending") -> Area:
    return Area(id, id.title(), status)


def issue(id: str, status: str = "open", blocks: tuple[str, ...] | None = None) -> Issue:
    return Issue(id, id.title(), status, blocks)


def entry(on: date, *changes: tuple[str, str], title: str | None = None) -> Entry:
    return Entry(on, title, changes=changes)


def in_any_order(tracker: Tracker) -> tuple[Tracker, list[Entry]]:
    """Return what there is to compare where the places in the log do not matter."""
    return tracker._replace(log=()), sorted(tracker.log, key=repr)


SMALL = Tracker(
    "Small",
    (area("wind"), area("waste", "piloted")),
    (issue("legal"), issue("visas", "resolved", blocks=("wind",))),
    (entry(JULY, ("waste", "piloted"), ("visas", "resolved")), entry(MAY, ("visas", "open"))),
)


# Replay


def test_entries_of_one_date_stay_in_the_order_of_the_file() -> None:
    log = [entry(JULY, title=each) for each in "ba"] + [entry(MAY, title="c")]
    assert [each.title for each in by_date(log)] == ["c", "b", "a"]


@given(st.data(), trackers(disputed=False), dates)
def test_the_state_on_a_date_does_not_depend_on_the_order_of_an_undisputed_log(
    data: st.DataObject, tracker: Tracker, on: date
) -> None:
    other = tracker._replace(log=tuple(data.draw(st.permutations(tracker.log))))
    assert in_any_order(history.as_of(other, on)) == in_any_order(history.as_of(tracker, on))
    for fact in ("standings", "since", "intervals"):
        assert getattr(History(other), fact) == getattr(History(tracker), fact)


# Dates


def test_before_its_first_entry_an_area_is_pending_and_an_issue_is_not_raised() -> None:
    first = {"wind": "pending", "waste": "pending", "legal": "open"}
    assert marks(history.before(SMALL, MAY)) == first
    assert marks(history.as_of(SMALL, MAY)) == {**first, "visas": "open"}
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


# Recording and taking back


def test_recording_appends_the_entry_with_its_changes_in_the_order_of_states() -> None:
    changes = (("waste", "pending"), ("wind", "piloted"), ("legal", "resolved"))
    new = history.logged(SMALL, entry(date(2020, 8, 1), *changes[::-1]))
    assert marks(new) == {**marks(SMALL), **dict(changes)}
    assert new.log == (*SMALL.log, entry(date(2020, 8, 1), *changes))


@given(st.data(), trackers(drifting=False))
def test_recording_makes_no_drift(data: st.DataObject, tracker: Tracker) -> None:
    recorded = history.logged(tracker, data.draw(entries(tracker.things)))
    left = History(Tracker("", log=tuple(recorded.log))).standings
    assert {id: marks(recorded)[id] for id in left} == {id: left[id].state for id in left}


# Accounts


@given(tracker=spoken)
def test_where_nobody_in_particular_speaks_each_account_is_the_whole_log(tracker: Tracker) -> None:
    nobody = tracker._replace(log=tuple(entry._replace(by=()) for entry in tracker.log))
    for party in nobody.parties:
        assert history.account(nobody, party.id)._replace(by="") == nobody
    assert set(History(nobody).said_by.values()) <= {()}
    assert History(nobody).contested == {}


@given(tracker=spoken)
def test_accounts_do_not_depend_on_the_order_of_the_parties(tracker: Tracker) -> None:
    turned = tracker._replace(parties=tracker.parties[::-1])
    assert History(turned).accounts == History(tracker).accounts
    assert {id: set(by) for id, by in History(turned).said_by.items()} == {
        id: set(by) for id, by in History(tracker).said_by.items()
    }
    for party in tracker.parties:
        account = history.account(turned, party.id)
        assert account == history.account(tracker, party.id)._replace(parties=turned.parties)


@given(tracker=spoken)
def test_an_account_has_the_entries_of_its_party_and_those_of_nobody(tracker: Tracker) -> None:
    for party in tracker.parties:
        log = history.account(tracker, party.id).log
        assert log == tuple(e for e in tracker.log if not e.by or party.id in e.by)
        for entry in tracker.log:
            if set(entry.by) == {each.id for each in tracker.parties}:
                assert entry in log


@given(tracker=spoken)
def test_an_id_is_contested_where_two_parties_that_name_it_differ(tracker: Tracker) -> None:
    """It is symmetric: it does not matter which of the two is asked first."""
    contested = History(tracker).contested
    for id, said in History(tracker).accounts.items():
        states = [word.state for word in said.values()]
        assert (id in contested) == any(one != other for one in states for other in states)
        for party, word in said.items():
            own = [entry for entry in tracker.log if party in entry.by]
            assert history.left(own, tracker.on)[id] == word.state


@given(tracker=spoken)
def test_who_says_a_mark_put_it_there_by_an_entry_of_its_own(tracker: Tracker) -> None:
    for id, parties in History(tracker).said_by.items():
        for party in parties:
            assert History(tracker).accounts[id][party].state == marks(tracker)[id]


@given(tracker=spoken)
def test_two_accounts_differ_on_exactly_the_marks_that_a_diff_of_them_lists(
    tracker: Tracker,
) -> None:
    one, other = (history.account(tracker, party.id) for party in tracker.parties)
    before, after = marks(one), marks(other)
    listed = {
        change.id: (change.old, change.new)
        for change in diff(one, other, with_log=False)
        if change.field == "status"
    }
    assert listed == {
        id: (before.get(id), after.get(id)) for id in tracker.ids if before.get(id) != after.get(id)
    }
    back = diff(other, one, with_log=False)
    turned = {change.id: (change.new, change.old) for change in back if change.field == "status"}
    assert turned == listed


@given(tracker=spoken, day=st.dates(date(2016, 1, 1), date(2026, 12, 31)))
def test_an_account_as_of_a_day_is_the_account_of_what_was_known_then(
    tracker: Tracker, day: date
) -> None:
    for party in tracker.parties:
        assert (
            history.as_of(history.account(tracker, party.id), day).log
            == history.account(history.as_of(tracker, day), party.id).log
        )


@pytest.mark.parametrize(
    ("log", "said_by", "accounts", "is_disputed"),
    [
        # one says it, the other is silent
        ([("piloted", 1, "ru")], "ru", {"ru": "piloted"}, False),
        # the two differ, later or on one date
        ([("piloted", 1, "ru"), ("pending", 2, "jp")], "jp", BOTH_DIFFER, False),
        ([("piloted", 1, "ru"), ("pending", 1, "jp")], "jp", BOTH_DIFFER, False),
        # one party says both on one date; an entry of nobody is in each account,
        # and no party's word
        ([("piloted", 1, "ru"), ("pending", 1, "ru")], "ru", {"ru": "pending"}, True),
        ([("piloted", 1, "ru"), ("pending", 1, "")], "", {"ru": "piloted"}, True),
        # both say it, or nobody in particular
        ([("piloted", 1, "jp ru")], "jp ru", {"jp": "piloted", "ru": "piloted"}, False),
        ([("piloted", 1, "")], "", {}, False),
    ],
)
def test_who_says_so(
    log: list[tuple[str, int, str]], said_by: str, accounts: dict[str, str], is_disputed: bool
) -> None:
    told = [
        Entry(date(2020, 1, day), "T", changes=(("wind", state),), by=tuple(by.split()))
        for state, day, by in log
    ]
    empty = Tracker("T", (Area("wind", "Wind", "pending"),), parties=PARTIES)
    past = History(history.all_logged(empty, told))
    assert past.said_by["wind"] == tuple(said_by.split())
    assert {party: word.state for party, word in past.accounts["wind"].items()} == accounts
    assert bool(past.contested) == (len(set(accounts.values())) > 1)
    assert bool(list(disputes(past.tracker.log))) == is_disputed


def test_a_word_of_nobody_in_particular_is_put_in_no_partys_mouth() -> None:
    def log(*said: tuple[int, str, tuple[str, ...]]) -> History:
        entries = [
            Entry(date(2026, month, 1), "T", changes=(("wind", state),), by=by)
            for month, state, by in said
        ]
        tracker = Tracker("T", (Area("wind", "Wind", "pending"),), parties=PARTIES)
        return History(history.all_logged(tracker, entries))

    both, press = (1, "pending", ("jp", "ru")), (3, "piloted", ())
    pending = Standing("pending", date(2026, 1, 1))
    for past in (log(both, press), log(both, press, (4, "pending", ("ru",)))):
        assert past.contested == {}
        assert past.accounts["wind"] == {"jp": pending, "ru": pending}
    past = log(press, (4, "piloted", ("jp",)))
    assert past.since["wind"] == date(2026, 3, 1)
    assert past.accounts["wind"] == {"jp": Standing("piloted", date(2026, 4, 1))}
    past = log((1, "piloted", ("jp", "ru")), (3, "pending", ()), (4, "pending", ("jp",)))
    states = {party: word.state for party, word in past.contested["wind"].items()}
    assert states == {"jp": "pending", "ru": "piloted"}


@given(tracker=spoken)
def test_in_one_partys_account_no_other_party_has_a_word(tracker: Tracker) -> None:
    for party in tracker.parties:
        past = History(history.account(tracker, party.id))
        assert past.contested == {}
        assert {other for said in past.accounts.values() for other in said} <= {party.id}


# Laws of what nobody said yet


@given(trackers(drifting=False, disputed=False, spoken=2), dates, st.data())
def test_an_entry_taken_out_and_put_back_changes_no_answer_for_any_date(
    tracker: Tracker, day: date, data: st.DataObject
) -> None:
    if not tracker.log:
        return
    at = data.draw(st.integers(0, len(tracker.log) - 1))
    rest = history.replaced(tracker, at)
    back = history.all_logged(rest, [tracker.log[at]])
    assert marks(history.as_of(back, day)) == marks(history.as_of(tracker, day))
    for party in tracker.parties:
        assert marks(history.account(back, party.id)) == marks(history.account(tracker, party.id))


@given(trackers(), dates, dates)
def test_a_diff_and_the_state_on_a_date_agree_on_what_was_not_yet_named(
    tracker: Tracker, one: date, other: date
) -> None:
    before, after = (history.as_of(tracker, day) for day in (one, other))
    told = {(change.how, change.id) for change in diff(before, after, with_log=False)}
    assert {id for how, id in told if how == "added"} == {*after.ids} - {*before.ids}
    assert {id for how, id in told if how == "removed"} == {*before.ids} - {*after.ids}


@given(trackers(), dates, dates)
def test_asked_for_a_day_or_read_on_that_day_a_tracker_says_the_same(
    tracker: Tracker, today: date, day: date
) -> None:
    """What was logged later for another day is no part of either."""
    read = tracker._replace(on=today)
    known = read._replace(
        log=tuple(entry for entry in tracker.log if entry.date <= today),
        looked=tuple(each for each in tracker.looked if each.date <= today),
    )
    past, then = History(read), History(known)
    for fact in ("transitions", "standings", "since", "setters", "intervals", "accounts"):
        assert getattr(past, fact) == getattr(then, fact)
    for fact in ("said_by", "contested", "last_heard", "last_looked"):
        assert getattr(past, fact) == getattr(then, fact)
    days = [entry.date for entry, *_ in past.transitions]
    assert all(each <= today for each in days)
    if day <= today:
        parties = history.as_of(read, day).parties
        assert history.as_of(known, day)._replace(parties=parties) == history.as_of(read, day)


def test_a_party_that_speaks_only_later_is_not_silent_before() -> None:
    later = Entry(date(2021, 1, 1), "A", by=("kr",))
    tracker = Tracker("T", log=(later,), parties=(*PARTIES, Party("kr", "Korea")))
    assert history.as_of(tracker, date(2020, 1, 1)).parties == PARTIES
    assert history.as_of(tracker, later.date).parties == tracker.parties
