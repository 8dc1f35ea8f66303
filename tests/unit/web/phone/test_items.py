"""When an item counts as due for refresh: six months after the day it was stated, counted by the calendar."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.web.phone.items import _months_later

pytestmark = pytest.mark.static


@pytest.mark.parametrize(
    ("stated", "six_months_later"),
    [
        (date(2021, 4, 29), date(2021, 10, 29)),
        (date(2021, 8, 31), date(2022, 2, 28)),
        (date(2019, 8, 31), date(2020, 2, 29)),
        (date(2021, 12, 31), date(2022, 6, 30)),
        (date(2021, 6, 30), date(2021, 12, 30)),
        (date(2021, 7, 1), date(2022, 1, 1)),
    ],
)
def test_six_months_end_on_the_same_day_or_the_last_of_the_month(stated: date, six_months_later: date) -> None:
    assert _months_later(stated, 6) == six_months_later


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 36))
def test_a_later_statement_never_goes_stale_earlier(day: date, months: int) -> None:
    later = _months_later(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day <= day.day
