"""Working days: the make-up Saturdays and Sundays, the long holidays, and how a term is counted over them."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.kernel.reference.working_days import (
    end_of_term,
    is_working_day,
    last_published_year,
    published,
    published_years,
    working_day_from,
    working_days_between,
)

ONE = timedelta(days=1)
DAYS = st.dates(date(2003, 12, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    "day", [date(2021, 10, 9), date(2022, 1, 29), date(2022, 1, 30), date(2021, 9, 26), date(2020, 4, 26)]
)
def test_a_make_up_day_at_the_weekend_is_worked(day: date) -> None:
    assert day.weekday() >= 5
    assert is_working_day(day)


@pytest.mark.parametrize("day", [date(2022, 1, 31) + n * ONE for n in range(7)])
def test_the_spring_festival_of_2022_is_free_for_seven_days(day: date) -> None:
    assert not is_working_day(day)
    assert working_day_from(day) == date(2022, 2, 7)


def test_the_first_week_of_october_2021_is_free_and_its_saturday_after_is_not() -> None:
    october = [date(2021, 10, day) for day in range(1, 12)]
    assert [day.day for day in october if is_working_day(day)] == [8, 9, 11]


def test_the_spring_festival_of_2020_was_prolonged_because_of_the_epidemic() -> None:
    assert working_day_from(date(2020, 1, 31)) == date(2020, 2, 3)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2021, 9, 30), 1, date(2021, 10, 8)),  # the day of the event is not counted (Civil Code art. 201)
        (date(2021, 9, 30), 2, date(2021, 10, 9)),  # a Saturday that makes up for a free Monday
        (date(2021, 9, 30), 3, date(2021, 10, 11)),
        (date(2022, 1, 28), 1, date(2022, 1, 29)),
        (date(2022, 1, 28), 2, date(2022, 1, 30)),
        (date(2022, 1, 28), 3, date(2022, 2, 7)),
        (date(2022, 2, 1), 1, date(2022, 2, 7)),  # begun on a holiday
        (date(2021, 12, 31), 1, date(2022, 1, 4)),  # over the turn of the year
        (date(2021, 12, 31), 249, date(2022, 12, 30)),  # 2022 has 365 - 105 - 11 of them, and ends on a Saturday
        (date(2021, 12, 31), 250, date(2023, 1, 3)),
        (date(2022, 2, 1), 0, date(2022, 2, 1)),
    ],
)
def test_a_term_of_working_days_ends_on_this_day(start: date, days: int, end: date) -> None:
    assert end_of_term(start, days) == end


def test_the_turn_of_two_years_is_counted_through() -> None:
    """300 working days walked one by one."""
    day, left = date(2021, 12, 31), 300
    while left:
        day += ONE
        left -= chinese_calendar.is_workday(day)
    assert end_of_term(date(2021, 12, 31), 300) == day


def test_every_day_the_library_knows_is_told_as_the_library_tells_it() -> None:
    day, told, ours = date(2004, 1, 1), [], []
    while day.year <= 2026:
        told.append(chinese_calendar.is_workday(day))
        ours.append(is_working_day(day))
        day += ONE
    assert ours == told


def test_outside_the_published_years_monday_to_friday_are_working_days_and_it_is_said() -> None:
    beyond = date(last_published_year() + 1, 1, 1)
    week = [beyond + n * ONE for n in range(7)]
    assert [is_working_day(day) for day in week] == [day.weekday() < 5 for day in week]
    assert not any(published(day) for day in week)
    assert published(beyond - ONE)
    assert published(date(2004, 1, 1))
    assert not published(date(2003, 12, 31))
    assert is_working_day(date(2003, 12, 31))
    assert published_years()[0] == 2004


@given(DAYS, st.integers(1, 300))
def test_a_term_has_as_many_working_days_as_it_says(start: date, days: int) -> None:
    end = end_of_term(start, days)
    assert is_working_day(end)
    assert working_days_between(start, end) == days
    assert working_days_between(end, start) == -days


@given(DAYS, st.integers(1, 60), st.integers(1, 60))
def test_two_terms_in_a_row_are_one_term(start: date, first: int, second: int) -> None:
    assert end_of_term(end_of_term(start, first), second) == end_of_term(start, first + second)


@given(DAYS, DAYS, st.integers(0, 60))
def test_who_begins_later_never_ends_earlier(one: date, other: date, days: int) -> None:
    early, late = sorted((one, other))
    assert end_of_term(early, days) <= end_of_term(late, days)


@given(DAYS)
def test_the_working_day_from_a_day_is_that_day_or_the_end_of_a_term_of_one(day: date) -> None:
    assert working_day_from(day) == (day if is_working_day(day) else end_of_term(day, 1))


@given(DAYS, DAYS)
def test_working_days_between_are_the_days_counted_one_by_one(one: date, other: date) -> None:
    early, late = sorted((one, other))
    late = min(late, early + 400 * ONE)
    days = (early + n * ONE for n in range(1, (late - early).days + 1))
    assert working_days_between(early, late) == sum(map(is_working_day, days))
