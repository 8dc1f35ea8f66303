"""When a fact is due for refresh."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.packs import current
from anxin.packs.freshness import fresh_until, months_later, refresh_due
from anxin.packs.pack import Pack


@pytest.fixture(scope="module")
def pack() -> Pack:
    return current("home_service")


def test_a_review_is_fresh_for_half_a_year_and_then_due(pack: Pack) -> None:
    reviewed = date(2021, 3, 12)
    assert fresh_until(pack, "identity_review", reviewed, None) == date(2021, 9, 12)
    assert not refresh_due(pack, "identity_review", reviewed, None, on=date(2021, 9, 12))
    assert refresh_due(pack, "identity_review", reviewed, None, on=date(2021, 9, 13))


def test_what_has_an_end_of_its_own_or_is_a_state_is_never_due(pack: Pack) -> None:
    assert fresh_until(pack, "health_check", date(2020, 1, 1), date(2020, 12, 31)) is None
    assert fresh_until(pack, "card", date(2020, 1, 1), None) is None


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(-60, 60))
def test_months_later_keeps_the_day_or_takes_the_months_last(day: date, months: int) -> None:
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and months_later(later, 0) == later)


@pytest.mark.parametrize(
    ("stated", "sixmonths_later"),
    [
        (date(2021, 4, 29), date(2021, 10, 29)),
        (date(2021, 8, 31), date(2022, 2, 28)),
        (date(2019, 8, 31), date(2020, 2, 29)),
        (date(2021, 12, 31), date(2022, 6, 30)),
        (date(2021, 6, 30), date(2021, 12, 30)),
        (date(2021, 7, 1), date(2022, 1, 1)),
    ],
)
def test_six_months_end_on_the_same_day_or_the_last_of_the_month(stated: date, sixmonths_later: date) -> None:
    assert months_later(stated, 6) == sixmonths_later
