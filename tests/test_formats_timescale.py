"""Days along a line."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kurils_cli.formats.timescale import Scale

YEAR = Scale(date(2019, 1, 1), date(2020, 1, 1))
ONE_DAY = Scale(date(2019, 12, 19), date(2019, 12, 19))


@pytest.mark.parametrize(
    ("day", "part"),
    [
        (date(2018, 6, 1), 0.0),
        (date(2019, 1, 1), 0.0),
        (date(2019, 3, 15), 0.2),
        (date(2020, 1, 1), 1.0),
        (date(2021, 1, 1), 1.0),
    ],
)
def test_a_day_stands_at_its_part_of_the_time_and_never_outside(day: date, part: float) -> None:
    assert YEAR.part(day) == part


@pytest.mark.parametrize(
    ("day", "width", "column"),
    [
        (date(2019, 1, 1), 10, 0),
        (date(2019, 3, 14), 10, 1),
        (date(2019, 3, 15), 10, 2),
        (date(2019, 12, 31), 10, 9),
        (date(2020, 1, 1), 10, 9),
        (date(2020, 1, 1), 1, 0),
    ],
)
def test_a_day_falls_in_a_column_the_last_day_in_the_last(
    day: date, width: int, column: int
) -> None:
    assert YEAR.column(day, width) == column


def test_a_single_day_stands_at_the_start() -> None:
    day = date(2019, 12, 19)
    assert (ONE_DAY.part(day), ONE_DAY.column(day, 50)) == (0.0, 0)


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
    assert [label for _, label in Scale(start, end).labels(most)] == labels.split()


def test_a_year_is_labelled_at_its_first_day() -> None:
    labels = Scale(date(2016, 12, 16), date(2018, 3, 1)).labels(8)
    assert list(labels) == [(date(2017, 1, 1), "2017"), (date(2018, 1, 1), "2018")]


@given(st.dates(), st.dates(), st.integers(0, 200))
def test_labels_are_few_in_order_and_between_the_ends(a: date, b: date, most: int) -> None:
    start, end = min(a, b), max(a, b)
    days = [day for day, _ in Scale(start, end).labels(most)]
    assert days == sorted(set(days))
    assert days
    assert all(start <= day <= end for day in days)
    assert len(days) <= max(2, most)


@given(st.dates(), st.dates(), st.lists(st.dates()), st.integers(1, 300))
def test_columns_keep_the_order_of_days(a: date, b: date, days: list[date], width: int) -> None:
    columns = [Scale(min(a, b), max(a, b)).column(day, width) for day in sorted(days)]
    assert columns == sorted(columns)
    assert all(0 <= column < width for column in columns)
