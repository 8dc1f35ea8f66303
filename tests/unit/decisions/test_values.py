"""Calendar arithmetic: clamped months and their exact inverse."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.decisions.feel.plain import NEVER, Months, first_reaching, parse_date, parse_duration, shift_months

DAYS = st.dates(date(1900, 1, 1), date(2400, 12, 31)).map(date.toordinal)


@given(target=DAYS, months=st.integers(-30, 30))
def test_the_first_day_that_reaches_a_date_is_the_first(target: int, months: int) -> None:
    first = first_reaching(target, months)
    assert shift_months(first, months) >= target > shift_months(first - 1, months)


@given(day=DAYS, months=st.integers(-30, 30))
def test_shifted_months_never_go_back_in_time(day: int, months: int) -> None:
    assert shift_months(day, months) <= shift_months(day + 1, months)


def test_a_date_beyond_the_calendar_is_never_reached() -> None:
    assert shift_months(date(9999, 12, 1).toordinal(), 1) == NEVER
    assert first_reaching(NEVER, 1) == NEVER


@pytest.mark.parametrize("text", ["2021-02-30", "2021-2-3", "2021-W01-1", "20210203", "", "２０２１-01-01"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_date(text)


@pytest.mark.parametrize("text", ["P", "PT3H", "P1DT3H", "1D", "P1M3D", "P1.5D", "-P"])
def test_what_is_no_whole_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"duration"):
        parse_duration(text)


def test_years_and_months_are_one_kind() -> None:
    assert parse_duration("-P1Y6M") == Months(-18)
