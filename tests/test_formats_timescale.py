"""Days along a line, and the numbers over it."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kurils_cli.formats.timescale import Axis, badges

YEAR = Axis(date(2019, 1, 1), date(2020, 1, 1), 0, 1, "")
ONE_DAY = Axis(date(2019, 12, 19), date(2019, 12, 19), 0, 50, "")


@pytest.mark.parametrize(
    ("day", "part", "column"),
    [
        (date(2018, 6, 1), 0.0, 0),
        (date(2019, 1, 1), 0.0, 0),
        (date(2019, 3, 14), 72 / 365, 1),
        (date(2019, 3, 15), 0.2, 2),
        (date(2020, 1, 1), 1.0, 9),
        (date(2021, 1, 1), 1.0, 9),
    ],
)
def test_a_day_stands_at_its_part_of_the_time_and_never_outside(
    day: date, part: float, column: int
) -> None:
    assert (YEAR.at(day), YEAR._replace(right=10).column(day)) == (part, column)


def test_a_single_day_stands_at_the_start() -> None:
    assert (ONE_DAY.at(ONE_DAY.first), ONE_DAY.column(ONE_DAY.first)) == (0.0, 0)


@pytest.mark.parametrize(
    ("start", "end", "most", "labels"),
    [
        (date(2016, 12, 16), date(2020, 3, 1), 9, "2017 2018 2019 2020"),
        (date(2017, 1, 1), date(2018, 3, 1), 9, "2017 2018"),
        (date(2016, 12, 16), date(2026, 2, 20), 9, "2018 2020 2022 2024 2026"),
        (date(2016, 12, 16), date(2026, 2, 20), 2, "2020 2025"),
        (date(1855, 2, 7), date(2026, 2, 20), 8, "1900 1950 2000"),
        (date(1, 1, 1), date(9999, 12, 31), 3, "0001-01-01 9999-12-31"),
        (date(2018, 12, 16), date(2019, 3, 1), 9, "2018-12-16 2019-03-01"),
        (date(2019, 3, 1), date(2019, 4, 1), 0, "2019-03-01 2019-04-01"),
        (date(2019, 12, 19), date(2019, 12, 19), 9, "2019-12-19"),
    ],
)
def test_labels_are_round_years_or_else_the_ends(
    start: date, end: date, most: int, labels: str
) -> None:
    assert [label for _, label in Axis(start, end).labels(most)] == labels.split()


def test_a_year_is_labelled_at_its_first_day() -> None:
    labels = Axis(date(2016, 12, 16), date(2018, 3, 1)).labels(8)
    assert list(labels) == [(date(2017, 1, 1), "2017"), (date(2018, 1, 1), "2018")]


@given(st.dates(), st.dates(), st.integers(0, 200))
def test_labels_are_few_in_order_and_between_the_ends(a: date, b: date, most: int) -> None:
    start, end = min(a, b), max(a, b)
    days = [day for day, _ in Axis(start, end).labels(most)]
    assert days == sorted(set(days))
    assert days
    assert all(start <= day <= end for day in days)
    assert len(days) <= max(2, most)


@given(st.dates(), st.dates(), st.lists(st.dates()), st.integers(1, 300))
def test_columns_keep_the_order_of_days(a: date, b: date, days: list[date], width: int) -> None:
    axis = Axis(min(a, b), max(a, b), 0, width, "")
    columns = [axis.column(day) for day in sorted(days)]
    assert columns == sorted(columns)
    assert all(0 <= column < width for column in columns)


def wide(text: str) -> float:
    return 10.0 * len(text)


@given(st.lists(st.floats(0, 328), max_size=40).map(sorted))
def test_numbers_are_apart_and_within_and_each_event_has_one(places: list[float]) -> None:
    found = badges(places, (0, 328), wide, 2, 0.5)
    said = [[*map(int, each.text.split("–"))] for each in found]
    assert [n for ends in said for n in range(ends[0], ends[-1] + 1)] == [
        *range(1, len(places) + 1)
    ]
    assert all(one.end + 2 <= other.start for one, other in pairwise(found))
    assert all(0 <= each.start <= each.end <= 328 for each in found)


def test_numbers_that_would_meet_are_one_where_they_begin_or_around_their_middle() -> None:
    places = (0, 100, 104, 200)
    around = badges(places, (-20, 300), wide, 2, 0.5)
    assert [(each.text, each.start) for each in around] == [("1", -5), ("2–3", 87), ("4", 195)]
    begun = badges(places, (0, 205), wide, 1, 0)
    assert [(each.text, each.start) for each in begun] == [("1", 0), ("2–3", 100), ("4", 195)]
