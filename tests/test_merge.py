"""Three trackers in, one out: what merges by itself, and what is told as a conflict."""

from datetime import date
from itertools import permutations
from typing import Any, NamedTuple

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kurils_cli import history
from kurils_cli.check import broken, disputes, inconsistencies
from kurils_cli.history import History
from kurils_cli.merge import merge as merge_sides
from kurils_cli.model import Area, Entry, Issue, Looked, Tracker
from kurils_cli.things import without
from samples import without_last
from strategies import dates, entries, texts, trackers

MAY, JUNE, JULY = date(2020, 5, 1), date(2020, 6, 1), date(2020, 7, 1)
TALKS = Entry(MAY, "Talks", "Tokyo", changes=(("wind", "pending"),))
BASE = Tracker(
    "Base",
    (Area("wind", "Wind energy", "pending"), Area("waste", "Waste", "pending")),
    (Issue("legal", "Legal basis", "open"), Issue("fees", "Fees", "open", ("wind",))),
    (TALKS,),
)


class Merge(NamedTuple):
    """The part of a merge that is told."""

    tracker: Tracker
    conflicts: tuple[str, ...]


def merge(base: Tracker, ours: Tracker, theirs: Tracker) -> Merge:
    merged = merge_sides(base, ours, theirs)
    return Merge(merged.result.tracker, merged.conflicts)


def both_ways(base: Tracker, one: Tracker, other: Tracker) -> Merge:
    """Merge, whichever side is ours: the result is the same."""
    merged, swapped = merge(base, one, other), merge(base, other, one)
    assert in_any_order(merged.tracker) == in_any_order(swapped.tracker)
    assert {*merged.conflicts} == {*swapped.conflicts}
    return merged


def moving(id: str, state: str, on: date = JUNE, title: str | None = None) -> Entry:
    return Entry(on, title, changes=((id, state),))


def with_log(*log: Entry) -> Tracker:
    return BASE._replace(log=log)


def with_wind(tracker: Tracker = BASE, **fields: Any) -> Tracker:
    wind, *others = tracker.areas
    return tracker._replace(areas=(wind._replace(**fields), *others))


def marks(tracker: Tracker) -> dict[str, str]:
    return {thing.id: thing.status for thing in tracker.things}


def in_any_order(tracker: Tracker) -> Tracker:
    return tracker._replace(
        areas=tuple(sorted(tracker.areas, key=repr)),
        issues=tuple(sorted(tracker.issues, key=repr)),
        log=tuple(sorted(tracker.log, key=repr)),
    )


# What merges by itself


def test_an_entry_that_stands_twice_stays_so() -> None:
    base = with_log(TALKS, TALKS)
    more = history.logged(base, Entry(JULY, "More"))
    assert merge(base, base, more) == Merge(more, ())
    once = without_last(base)
    assert both_ways(base, once, base) == merge(base, once, once) == Merge(once, ())


def test_an_edit_that_makes_two_entries_equal_leaves_one_to_take_back() -> None:
    other = TALKS._replace(note="n")
    base = with_log(TALKS, other)
    assert merge(base, with_log(other, other), with_log(TALKS)).tracker == with_log(other)


def test_areas_and_issues_added_on_both_sides_stand_ours_first() -> None:
    tourism, fish = Area("tourism", "Tourism", "pending"), Area("fish", "Fish", "piloted")
    visas, customs = Issue("visas", "Visas", "open"), Issue("customs", "Customs", "resolved")
    ours = BASE._replace(areas=(fish, *BASE.areas), issues=(visas, *BASE.issues))
    theirs = BASE._replace(areas=(*BASE.areas, tourism), issues=(*BASE.issues, customs))
    both = BASE._replace(areas=(fish, *BASE.areas, tourism), issues=(visas, *BASE.issues, customs))
    assert merge(BASE, ours, theirs) == Merge(both, ())


@pytest.mark.parametrize("id", ["waste", "legal"])
def test_a_thing_removed_on_one_side_goes(id: str) -> None:
    gone = without(BASE, id)
    assert both_ways(BASE, gone, BASE) == merge(BASE, gone, gone) == Merge(gone, ())


def test_an_id_that_one_side_moved_from_the_issues_to_the_areas_is_an_area() -> None:
    moved = without(BASE, "fees")
    moved = moved._replace(areas=(*moved.areas, Area("fees", "Fees", "pending")))
    moved = history.logged(moved, moving("fees", "piloted"))
    assert both_ways(BASE, moved, BASE) == Merge(moved, ())


def test_a_mark_by_hand_stays_until_the_other_side_logs_one() -> None:
    by_hand = with_wind(status="piloted")
    logged = history.logged(BASE, moving("waste", "piloted"))
    both = with_wind(logged, status="piloted")
    assert both_ways(BASE, by_hand, logged) == Merge(both, ())
    assert merge(by_hand, by_hand, by_hand) == Merge(by_hand, ())
    assert merge(by_hand, by_hand, BASE) == Merge(BASE, ())


def test_a_mark_that_no_entry_explains_gives_way_to_a_logged_one() -> None:
    by_hand = BASE._replace(areas=(BASE.areas[0], BASE.areas[1]._replace(status="piloted")))
    logged = history.logged(BASE, moving("waste", "pending"))
    assert merge(BASE, by_hand, BASE) == Merge(by_hand, ())
    assert both_ways(BASE, by_hand, logged) == Merge(logged, ())


def test_a_dispute_that_a_side_brings_along_is_no_conflict_of_the_merge() -> None:
    disputed = with_log(TALKS, moving("wind", "piloted", MAY))
    disputed = with_wind(disputed, status="piloted")
    assert merge(BASE, disputed, BASE) == Merge(disputed, ())
    assert merge(disputed, disputed, disputed) == Merge(disputed, ())


# Conflicts


def test_two_states_on_one_date_are_a_conflict_and_both_entries_stay() -> None:
    ours = history.logged(BASE, moving("waste", "piloted", title="Ours"))
    theirs = history.logged(BASE, moving("waste", "pending", title="Theirs"))
    merged = both_ways(BASE, ours, theirs)
    assert merged.tracker.log == (*ours.log, theirs.log[-1])
    assert merged.conflicts == (
        "two entries of 2020-06-01 put `waste` into different states: "
        "`piloted` and `pending`; both stay in the log",
    )


def with_fees(blocks: tuple[str, ...] | None) -> Tracker:
    return BASE._replace(issues=(BASE.issues[0], BASE.issues[1]._replace(blocks=blocks)))


@pytest.mark.parametrize(
    ("ours", "theirs", "conflict"),
    [
        (BASE._replace(title="A"), BASE._replace(title="B"), "`title` of the tracker: ours is `A`"),
        (
            BASE._replace(extra=(("x", "x = 1"),)),
            BASE._replace(extra=(("x", "x = 2"),)),
            "`x` of the tracker: ours is `x = 1` and theirs `x = 2`",
        ),
        (with_wind(name="A"), with_wind(name="B"), "`name` of area `wind`: ours is `A`"),
        (
            with_wind(extra=(("cap", "cap = 3"),)),
            with_wind(extra=(("cap", "cap = 4"),)),
            "`cap` of area `wind`: ours is `cap = 3` and theirs `cap = 4`",
        ),
        (
            with_fees(("wind", "waste")),
            with_fees(None),
            "`blocks` of issue `fees`: ours is `wind`, `waste` and theirs every area",
        ),
        (
            with_fees(None),
            with_fees(()),
            "`blocks` of issue `fees`: ours is every area and theirs no area",
        ),
        (
            with_log(TALKS._replace(place=None)),
            with_log(TALKS._replace(place="Osaka")),
            "`place` of the entry of 2020-05-01 (Talks): ours is nothing and theirs `Osaka`",
        ),
        (
            with_log(TALKS._replace(title="Talks, first")),
            with_log(TALKS._replace(title="Talks, second")),
            "`title` of the entry of 2020-05-01 (Talks): ours is `Talks, first`",
        ),
        (
            with_log(TALKS._replace(changes=(("wind", "piloted"),))),
            with_log(TALKS._replace(changes=(("wind", "open"),))),
            "state of `wind` in the entry of 2020-05-01 (Talks): ours is `piloted`",
        ),
        (
            with_log(TALKS._replace(title="50% done", changes=(("wind", "piloted"),))),
            with_log(TALKS._replace(title="50% done", changes=(("wind", "open"),))),
            "state of `wind` in the entry of 2020-05-01 (50% done): ours is `piloted`",
        ),
    ],
)
def test_a_field_set_to_two_values_is_a_conflict_and_ours_stays(
    ours: Tracker, theirs: Tracker, conflict: str
) -> None:
    ours, theirs = (history.settled(side, ["wind"]) for side in (ours, theirs))
    merged = merge(BASE, ours, theirs)
    assert merged.tracker == ours
    [told] = merged.conflicts
    assert told.startswith(conflict)
    assert told.endswith("; ours stays")


def test_areas_that_an_issue_blocks_terms_and_unknown_keys_merge_one_by_one() -> None:
    base, ours = with_fees(("wind",)), with_fees(("wind", "waste"))
    assert merge(base, ours, with_fees(())) == Merge(with_fees(("waste",)), ())
    terms = ("jp", "Kaze"), ("ru", "Veter")
    both, one, other = (with_wind(called=each) for each in (terms, terms[:1], terms[1:]))
    assert both_ways(BASE, one, other) == Merge(both, ())
    keys = ("cap", "cap = 3"), ("region", 'region = "r"'), ("x", "x = 1")
    both, *sides, left = (with_wind(extra=each) for each in (keys, keys[::2], keys[1:], keys[2:]))
    assert merge(BASE, *sides) == Merge(both, ())
    assert merge(both, *sides) == Merge(left, ())


def test_a_list_merges_member_by_member_and_a_conflict_names_those_that_differ() -> None:
    base = with_log(TALKS._replace(sources=("a", "b", "c")))
    ours, theirs = (with_log(TALKS._replace(sources=tuple(s))) for s in ("xabc", "aycz"))
    assert merge(base, ours, theirs) == Merge(with_log(TALKS._replace(sources=(*"xaycz",))), ())
    theirs = with_log(TALKS._replace(sources=("a", "b", "e")))
    ours = with_log(TALKS._replace(sources=("a", "b", "d")))
    told = "`sources` of the entry of 2020-05-01 (Talks): ours is `d` and theirs `e`; ours stays"
    assert merge(base, ours, theirs) == Merge(ours, (told,))
    more = with_log(TALKS._replace(sources=("a", "b", "d", "e")))
    assert merge(base, ours, more) == merge(base, more, ours) == Merge(more, ())
    emptied = with_log(TALKS._replace(sources=()))
    assert merge(base, emptied, theirs) == Merge(with_log(TALKS._replace(sources=("e",))), ())


UNTITLED = with_log(moving("wind", "pending", MAY))


@pytest.mark.parametrize(
    ("base", "edited", "gone", "conflict"),
    [
        (
            BASE,
            with_log(TALKS._replace(note="n")),
            with_log(),
            "the entry of 2020-05-01 (Talks) was removed on one side, but the other side edited it",
        ),
        (
            UNTITLED,
            with_log(UNTITLED.log[0]._replace(note="n")),
            with_log(),
            "the entry of 2020-05-01 (no title) was removed on one side, but the other side "
            "edited it",
        ),
        (
            BASE,
            BASE._replace(areas=(BASE.areas[0], BASE.areas[1]._replace(note="n"))),
            without(BASE, "waste"),
            "area `waste` was removed on one side, but the other side edited it",
        ),
        *(
            (
                BASE,
                naming,
                without(BASE, id),
                f"{kind} `{id}` was removed on one side, but the tracker still names it",
            )
            for kind, id, naming in (
                ("issue", "legal", history.logged(BASE, moving("legal", "resolved"))),
                ("issue", "legal", history.logged(BASE, Entry(JUNE, "Talks", about=("legal",)))),
                ("area", "waste", with_fees(("wind", "waste"))),
            )
        ),
    ],
)
def test_what_one_side_removed_stays_if_the_other_edited_or_names_it(
    base: Tracker, edited: Tracker, gone: Tracker, conflict: str
) -> None:
    merged = both_ways(base, edited, gone)
    assert in_any_order(merged.tracker) == in_any_order(edited)
    assert merged.conflicts == (f"{conflict}; it stays",)


# Laws


@st.composite
def recorded(draw: st.DrawFn, base: Tracker, *, undoing_base: bool = False) -> Tracker:
    """What `update` and `undo` make of a tracker: no new disputes, no hand at work."""
    side, before = base, [without_last(base)] if undoing_base and base.log else []
    for step in draw(st.lists(st.sampled_from(["update", "raise", "undo"]), max_size=3)):
        if step == "undo":
            side = before.pop() if before else side
            continue
        entry = draw(entries(side.things))
        raised: list[Issue] = []
        if step == "raise" and "fresh" not in side.ids:
            raised.append(Issue("fresh", draw(texts), "open"))
            changes = (*entry.changes, ("fresh", "open"))
            entry = entry._replace(changes=changes)
        new = history.logged(side, entry, raised)
        if len(list(disputes(new.log))) == len(list(disputes(side.log))):
            before.append(side)
            side = new
    return side


@st.composite
def edited(draw: st.DrawFn, base: Tracker) -> Tracker:
    """What an editor makes of a tracker, valid and undisputed: fields and entries changed."""
    edits: list[Entry] = []
    for entry in base.log:
        match draw(st.sampled_from(["keep", "keep", "remove", "twice", "edit", "move"])):
            case "keep":
                edits.append(entry)
            case "twice":
                edits += [entry, entry]
            case "edit":
                edits.append(entry._replace(note=draw(texts)))
            case "move":
                edits.append(entry._replace(date=draw(dates)))
    edits += draw(st.lists(entries(base.things), max_size=2))
    log: list[Entry] = []
    for entry in draw(st.permutations(edits)):
        if not list(disputes([*log, entry])):
            log.append(entry)
    return base._replace(
        title=draw(st.sampled_from([base.title, "New"])),
        areas=tuple(
            area._replace(note=draw(st.sampled_from([area.note, "new"]))) for area in base.areas
        ),
        issues=tuple(
            issue._replace(status=draw(st.sampled_from(["open", "resolved"])))
            for issue in base.issues
        ),
        log=tuple(log),
    )


@given(st.data(), trackers())
def test_a_side_that_did_nothing_adds_nothing(data: st.DataObject, base: Tracker) -> None:
    side = data.draw(st.one_of(recorded(base), edited(base)))
    merged = both_ways(base, base, side)
    assert (in_any_order(merged.tracker), merged.conflicts) == (in_any_order(side), ())


@given(st.data(), trackers())
def test_where_there_is_no_conflict_the_sides_can_be_swapped(
    data: st.DataObject, base: Tracker
) -> None:
    ours, theirs = data.draw(recorded(base)), data.draw(recorded(base))
    merged, swapped = merge(base, ours, theirs), merge(base, theirs, ours)
    assert bool(merged.conflicts) == bool(swapped.conflicts)
    assume(not merged.conflicts)
    assert in_any_order(merged.tracker) == in_any_order(swapped.tracker)


@given(st.data(), trackers())
def test_where_there_is_no_conflict_the_order_of_merging_sides_does_not_matter(
    data: st.DataObject, base: Tracker
) -> None:
    sides = [data.draw(recorded(base)) for _ in range(3)]
    results = []
    for one, two, three in permutations(sides):
        first = merge(base, one, two)
        both = merge(base, first.tracker, three)
        assume(not first.conflicts and not both.conflicts)
        results.append(in_any_order(both.tracker))
    assert results[1:] == results[:-1]


def drifting(tracker: Tracker) -> bool:
    return any(finding.kind == "drift" for finding in inconsistencies(History(tracker)))


@given(st.data(), trackers(drifting=False))
def test_marks_after_a_merge_of_sides_without_drift_are_what_the_merged_log_leaves(
    data: st.DataObject, base: Tracker
) -> None:
    """Also where a side took back what the base had; and the merged tracker is valid."""
    ours, theirs = (data.draw(recorded(base, undoing_base=True)) for _ in range(2))
    assume(not broken(ours) and not broken(theirs))
    assume(not drifting(ours) and not drifting(theirs))
    merged = merge(base, ours, theirs).tracker
    assert not drifting(merged)
    assert broken(merged) == []


@given(st.data(), trackers())
def test_every_entry_that_one_side_recorded_is_in_the_merged_log(
    data: st.DataObject, base: Tracker
) -> None:
    """But for those that both recorded, each in its own words, which are one."""
    sides = [data.draw(recorded(base)) for _ in range(2)]
    here, there = (
        {
            known
            for entry in side.log
            if entry not in base.log
            for known in ((entry.date, entry.title), *entry.sources)
        }
        for side in sides
    )
    assume(here.isdisjoint(there) or sides[0].log == sides[1].log)
    assert {*sides[0].log, *sides[1].log} == {*merge(base, *sides).tracker.log}


# What the sides say of one entry, and of more than one


def test_an_entry_taken_back_for_other_talks_is_no_edit() -> None:
    """Else the talks recorded instead would get what the other side wrote of the old ones."""
    base = with_log(TALKS)
    instead = Entry(TALKS.date, "Legal talks", changes=(("legal", "resolved"),))
    ours = history.logged(without_last(base), instead)
    theirs = with_log(TALKS._replace(sources=("https://other.example",)))
    merged = merge(base, ours, theirs)
    assert instead in [*merged.tracker.log]
    assert merged.conflicts == (
        "the entry of 2020-05-01 (Talks) was removed on one side, but the other side edited it; "
        "it stays",
    )


def test_an_entry_that_both_recorded_is_one_where_a_side_took_back_a_like_one() -> None:
    base = with_log(TALKS)
    same = Entry(JULY, TALKS.title, changes=(("legal", "resolved"),))
    took_back, kept = history.logged(without_last(base), same), history.logged(base, same)
    merged = both_ways(base, took_back, kept)
    assert ([*merged.tracker.log], merged.conflicts) == ([same], ())


def test_an_entry_of_which_each_side_took_another_half_keeps_ours() -> None:
    base = with_log(Entry(MAY, "Talks", changes=(("wind", "piloted"),)))
    entry = base.log[0]
    untitled, unmoved = with_log(entry._replace(title=None)), with_log(entry._replace(changes=()))
    merged = merge(base, unmoved, untitled)
    assert broken(merged.tracker) == []


def test_a_dispute_settled_in_two_ways_stays_whichever_side_is_ours() -> None:
    first, second = moving("wind", "piloted", MAY, "A"), moving("wind", "pending", MAY, "B")
    gone = moving("wind", "pending", MAY, "C")
    base = with_log(first, second, gone)
    sides = (with_log(first), with_log(second))
    merged = both_ways(base, *sides)
    assert {*merged.tracker.log} == {first, second}
    assert merged.conflicts == (
        "of the entries of 2020-05-01 that disputed `wind`, each side took back "
        "what the other kept; both stay in the log",
    )
    assert merge(base, with_log(first), with_log(first)).conflicts == ()
    assert merge(base, with_log(), with_log(second)).tracker.log == ()


def test_a_log_that_one_side_put_in_another_order_has_that_order() -> None:
    base, ordered = with_log(TALKS, Entry(JULY, "Last")), with_log(Entry(JULY, "Last"), TALKS)
    assert merge(base, ordered, base) == merge(base, base, ordered) == Merge(ordered, ())


def test_a_mark_by_hand_comes_along_with_the_area_of_one_side() -> None:
    grain = Area("grain", "Grain", "pending")
    added = history.logged(BASE._replace(areas=(*BASE.areas, grain)), moving("grain", "piloted"))
    *others, _ = added.areas
    drifted = added._replace(areas=(*others, grain))
    assert marks(both_ways(BASE, drifted, BASE).tracker)["grain"] == "pending"


def test_days_of_looking_of_both_sides_come_together_and_one_taken_back_goes() -> None:
    gone, kept, ours, theirs = (Looked(date(2020, 5, day)) for day in range(1, 5))
    merged = merge(
        BASE._replace(looked=(gone, kept)),
        BASE._replace(looked=(kept, ours)),
        BASE._replace(looked=(gone, kept, theirs, ours)),
    )
    assert merged == Merge(BASE._replace(looked=(kept, theirs, ours)), ())


def test_of_two_entries_of_a_date_and_title_each_side_may_keep_another() -> None:
    one, other = TALKS, TALKS._replace(place="Osaka", changes=())
    sides = [with_log(each._replace(note="n")) for each in (one, other)]
    merged = both_ways(with_log(one, other), *sides)
    assert {*merged.tracker.log} == {sides[0].log[0], sides[1].log[0]}
    assert len(merged.conflicts) == 2


def test_talks_that_both_sides_logged_are_one_entry() -> None:
    """By date and title, or by a source; otherwise they are two."""
    talks = Entry(JUNE, "Talks in Tokyo", "Tokyo")

    def logged(**fields: Any) -> Tracker:
        return with_log(TALKS, talks._replace(**fields))

    both = Merge(logged(sources=("a", "b")), ())
    assert both_ways(BASE, logged(sources=("a",)), logged(sources=("b",))) == both
    ours, theirs = logged(title="Talks of Tokyo", sources=("a",)), logged(sources=("a",), note="n")
    merged = merge(BASE, ours, theirs)
    assert (len(merged.tracker.log), len(merged.conflicts)) == (2, 1)
    merged = both_ways(BASE, logged(title="Ship"), logged(title="Visit"))
    assert (len(merged.tracker.log), len(merged.conflicts)) == (3, 0)
