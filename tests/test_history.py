"""The accounts of parties, as laws over any log."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kurils_cli import history
from kurils_cli.check import disputes
from kurils_cli.diff import diff
from kurils_cli.history import History, Shift
from kurils_cli.model import Area, Entry, Issue, Party, Tracker
from strategies import dates, trackers

spoken = trackers(drifting=False, spoken=2)
PARTIES = (Party("jp", "Japan"), Party("ru", "Russia"))


def states_of(tracker: Tracker) -> dict[str, str]:
    return {thing.id: thing.status for thing in tracker.things}


@given(tracker=spoken)
def test_where_nobody_in_particular_speaks_each_account_is_the_whole_log(tracker: Tracker) -> None:
    nobody = tracker._replace(log=tuple(entry._replace(by=()) for entry in tracker.log))
    for party in nobody.parties:
        assert history.account(nobody, party.id) == nobody
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
    for id, states in History(tracker).accounts.items():
        differ = any(one != other for one in states.values() for other in states.values())
        assert (id in contested) == differ
        for party, state in states.items():
            named = (e for e in tracker.log if party in e.by)
            assert any(id in dict(entry.changes) for entry in named)
            assert states_of(history.account(tracker, party))[id] == state


@given(tracker=spoken)
def test_who_says_a_mark_has_it_in_the_own_account(tracker: Tracker) -> None:
    for id, parties in History(tracker).said_by.items():
        for party in parties:
            assert states_of(history.account(tracker, party))[id] == states_of(tracker)[id]
            assert History(tracker).accounts[id][party] == states_of(tracker)[id]


@given(tracker=spoken)
def test_two_accounts_differ_on_exactly_the_marks_that_a_diff_of_them_lists(
    tracker: Tracker,
) -> None:
    one, other = (history.account(tracker, party.id) for party in tracker.parties)
    before, after = states_of(one), states_of(other)
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
    ("log", "said_by", "accounts", "disputed"),
    [
        pytest.param(
            [("piloted", 1, ("ru",))],
            ("ru",),
            {"ru": "piloted"},
            False,
            id="one says, one is silent",
        ),
        pytest.param(
            [("piloted", 1, ("ru",)), ("pending", 2, ("jp",))],
            ("jp",),
            {"jp": "pending", "ru": "piloted"},
            False,
            id="a later one differs",
        ),
        pytest.param(
            [("piloted", 1, ("ru",)), ("pending", 1, ("jp",))],
            ("jp",),
            {"jp": "pending", "ru": "piloted"},
            False,
            id="both on one date",
        ),
        pytest.param(
            [("piloted", 1, ("ru",)), ("pending", 1, ("ru",))],
            ("ru",),
            {"ru": "pending"},
            True,
            id="one party twice on one date",
        ),
        pytest.param(
            [("piloted", 1, ("ru",)), ("pending", 1, ())],
            (),
            {"ru": "pending"},
            True,
            id="nobody is in each account",
        ),
        pytest.param([("piloted", 1, ("jp", "ru"))], ("jp", "ru"), None, False, id="both say it"),
        pytest.param([("piloted", 1, ())], (), {}, False, id="nobody in particular"),
    ],
)
def test_who_says_so(
    log: list[tuple[str, int, tuple[str, ...]]],
    said_by: tuple[str, ...],
    accounts: dict[str, str] | None,
    disputed: bool,
) -> None:
    entries = tuple(
        Entry(date(2020, 1, day), "T", changes=(("wind", state),), by=by) for state, day, by in log
    )
    empty = Tracker("T", (Area("wind", "Wind", "pending"),), parties=PARTIES)
    tracker = history.all_logged(empty, entries)
    assert History(tracker).said_by["wind"] == said_by
    expected = {"jp": "piloted", "ru": "piloted"} if accounts is None else accounts
    assert History(tracker).accounts["wind"] == expected
    assert bool(History(tracker).contested) == (len(set(expected.values())) > 1)
    assert bool(list(disputes(tracker.log))) == disputed


def test_two_histories_differ_where_their_states_do_and_where_one_has_none_yet() -> None:
    areas, issues = (Area("wind", "Wind", "pending"),), (Issue("law", "Law", "open"),)
    first = Entry(date(2020, 1, 1), "A", changes=(("wind", "piloted"),))
    again = Entry(date(2021, 1, 1), "B", changes=(("wind", "pending"),))
    old = history.all_logged(Tracker("T", areas, issues), [first])
    new = history.all_logged(Tracker("T", areas, issues), [again])
    assert history.shifts(History(old), History(new)) == [
        Shift("wind", None, first.date, "pending", None),
        Shift("wind", first.date, again.date, "piloted", None),
        Shift("wind", again.date, None, "piloted", "pending"),
    ]


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
    assert states_of(history.as_of(back, day)) == states_of(history.as_of(tracker, day))
    for party in tracker.parties:
        assert states_of(history.account(back, party.id)) == states_of(
            history.account(tracker, party.id)
        )


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
    for fact in ("accounts_since", "said_by", "contested", "last_heard", "last_looked"):
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


def test_what_only_others_name_is_not_there_in_an_account() -> None:
    log = (Entry(date(2020, 1, 1), "A", changes=(("wind", "piloted"),), by=("ru",)),)
    areas = (Area("wind", "Wind", "piloted"), Area("waste", "Waste", "pending"))
    tracker = Tracker("T", areas, log=log, parties=PARTIES)
    assert states_of(history.account(tracker, "jp")) == {"waste": "pending"}
    assert states_of(history.account(tracker, "ru")) == states_of(tracker)
