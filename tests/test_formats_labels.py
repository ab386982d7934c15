"""Where events are named above the lines of a picture: laws of any events."""

from collections.abc import Sequence
from itertools import combinations, product

from hypothesis import given
from hypothesis import strategies as st

from kurils_cli.formats import labels
from kurils_cli.formats.labels import Event, Label, placed, row_heights

LEFT, RIGHT = -200.0, 760.0
titles = st.sampled_from(
    [
        "Talks",
        "Waste pilot: second leg ends",
        "北方四島における共同経済活動",
        "x" * 90,
        "Word " * 30,
    ]
)
events = st.lists(
    st.builds(Event, st.floats(0, 560).map(round), st.just("16 Sep 2019"), titles), max_size=6
)
apart = st.lists(
    st.builds(Event, st.integers(0, 300), st.just("16 Sep 2019"), titles),
    max_size=2,
    unique_by=lambda event: event.at,
)


def crosses(one: Label, other: Label) -> bool:
    """Tell whether the line of one label goes through another, or the two meet."""
    meet = one.row == other.row and one.start < other.end and other.start < one.end
    return meet or (one.row >= other.row and other.start < one.event.at < other.end)


def are_fit(found: Sequence[Label]) -> bool:
    pairs = [*combinations(found, 2)]
    return not any(crosses(one, other) or crosses(other, one) for one, other in pairs)


@given(events)
def test_no_label_meets_another_or_anothers_line_and_all_are_within(given: list[Event]) -> None:
    found = placed(given, LEFT, RIGHT) or []
    assert are_fit(found)
    assert all(each.start >= LEFT and each.end <= RIGHT for each in found)
    assert found == [] or [each.event for each in found] == sorted(given, key=lambda e: e.at)


@given(apart)
def test_the_lowest_of_all_choices_is_found(given: list[Event]) -> None:
    ways = [[*labels._labels(event)] for event in sorted(given, key=lambda e: e.at)]
    inside = [[w for w in way if w.start >= LEFT and w.end <= RIGHT] for way in ways]
    heights = [sum(row_heights(choice)) for choice in product(*inside) if are_fit(choice)]
    found = placed(given, LEFT, RIGHT)
    lowest = None if found is None else sum(row_heights(found))
    assert lowest == min(heights, default=None)


def test_a_title_is_cut_only_where_three_lines_of_the_widest_can_not_hold_it() -> None:
    short, long = Event(0, "1 Jan 2020", "Waste pilot: second leg ends"), "Word " * 30
    (label,) = placed([short], 0, 300) or []
    assert (label.lines, label.row, label.is_left) == (("Waste pilot: second leg ends",), 0, False)
    (label,) = placed([short._replace(title=long)], 0, 300) or []
    assert len(label.lines) == 3
    assert label.lines[-1].endswith("…")


def test_a_row_is_as_high_as_its_highest_label() -> None:
    found = placed([Event(0, "1 Jan 2020", "Talks"), Event(5, "2 Jan 2020", "More " * 9)], 0, 300)
    assert found is not None
    assert row_heights(found) == [labels.DAY_LINE + 2 * labels.TITLE_LINE, 31]


def test_too_many_events_and_too_little_room_leave_them_unnamed() -> None:
    assert placed([Event(at * 1000, "1 Jan 2020", "T") for at in range(21)], 0, 10**6) is None
    assert placed([Event(0, "1 Jan 2020", "Talks")], 0, 20) is None
