"""FEEL's arithmetic with dates, times and durations."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.decisions.feel.moving import minus, months_between, negative, over, plus, times
from anxin.decisions.feel.plain import Months, shift_months
from anxin.decisions.feel.reading_times import parse_at, parse_date
from anxin.decisions.feel.temporal import LAST_YEAR, LONGEST, Date, DateTime, Duration, Time
from anxin.decisions.feel.values import Unanswerable, Value
from anxin.decisions.feel.writing_times import text_of
from tests.unit.decisions.feel.test_temporal import SECOND, dates
from tests.unit.decisions.feel.test_temporal import times as clock_times

durations = st.builds(Duration, st.integers(-(10**6) * 86_400 * SECOND, 10**6 * 86_400 * SECOND))
numbers = st.decimals(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    "left, right, answer",
    [
        ("2021-01-01T24:00:00", "PT1S", "2021-01-02T00:00:01"),
        ("-2021-01-01T10:10:10+11:00", "-P1D", "-2022-12-31T10:10:10+11:00"),
        ("2021-01-12T10:10:10@Australia/Melbourne", "P1DT1H", "2021-01-13T11:10:10@Australia/Melbourne"),
        ("2021-03-27T12:00:00@Europe/Paris", "P1D", "2021-03-28T13:00:00@Europe/Paris"),
        ("2021-03-27T12:00:00@Europe/Paris", "P1M", "2021-04-27T12:00:00@Europe/Paris"),
        ("2021-01-01", "PT36H", "2021-01-02"),
        ("2021-01-31", "P1M", "2021-02-28"),
        ("2020-02-29", "P1Y", "2021-02-28"),
        ("2021-01-31T10:00:00", "P13M", "2022-02-28T10:00:00"),
        ("0001-01-01", "-P1M", "0000-12-01"),
        ("10:15:00", "PT14H", "00:15:00"),
        ("10:15:00@Australia/Melbourne", "-P1DT1H", "09:15:00@Australia/Melbourne"),
        ("P1Y", "-P2M", "P10M"),
        ("PT24H", "P1D", "P2D"),
    ],
)
def test_adding_works_in_either_order(left: str, right: str, answer: str) -> None:
    one, other = parse_at(left), parse_at(right)
    assert [text_of(plus(one, other)), text_of(plus(other, one))] == [answer, answer]


@pytest.mark.parametrize(
    "left, right, answer",
    [
        ("2021-01-02", "2021-01-01", "P1D"),
        ("2021-01-02", "PT1S", "2021-01-01"),
        ("2021-01-02", "-PT25H", "2021-01-03"),
        ("2021-03-31", "P1M", "2021-02-28"),
        ("2021-01-02T00:00:00Z", "2021-01-02", "PT0S"),
        ("2021-01-02", "2021-01-01T10:10:10+11:00", "P1DT49M50S"),
        ("2021-01-02T10:10:10@Europe/Paris", "2021-01-01T10:10:10@Asia/Dhaka", "P1DT5H"),
        ("2021-03-29T00:00:00@Europe/Paris", "2021-03-28T00:00:00@Europe/Paris", "PT23H"),
        ("10:10:10", "11:10:10", "-PT1H"),
        ("10:10:10+11:00", "10:10:10Z", "-PT11H"),
        ("10:10:10", "PT11H", "23:10:10"),
        ("P1D", "-PT2H", "P1DT2H"),
    ],
)
def test_subtracting(left: str, right: str, answer: str) -> None:
    assert text_of(minus(parse_at(left), parse_at(right))) == answer


@pytest.mark.parametrize(
    "left, op, right",
    [
        ("2021-01-02T00:00:00", minus, "2021-01-01T00:00:00Z"),
        ("2021-01-02", minus, "2021-01-01T00:00:00"),
        ("10:00:00", minus, "10:00:00Z"),
        ("10:00:00", plus, "P1M"),
        ("10:00:00", minus, "2021-01-01"),
        ("2021-01-02", plus, "2021-01-01"),
        ("P1D", minus, "2021-01-01"),
        ("P1D", plus, "P1M"),
        ("999999999-12-31", plus, "P1D"),
        ("-999999999-01-01", minus, "P1M"),
        ("999999999-12-31", plus, "P1000000000000000000D"),
        ("2021-01-01", plus, "P1000000000000000000M"),
    ],
)
def test_what_the_standard_leaves_undefined_has_no_answer(left: str, op: object, right: str) -> None:
    with pytest.raises(Unanswerable):
        op(parse_at(left), parse_at(right))  # type: ignore[operator]  # -- plus or minus


@pytest.mark.parametrize(
    "duration, number, answer",
    [
        ("P4DT1H", "1.5", "P6DT1H30M"),
        ("P1D", "0", "PT0S"),
        ("PT1S", "0.0000000015", "PT0.000000002S"),
        ("P1Y11M", "-2.5", "-P4Y9M"),
    ],
)
def test_a_duration_times_a_number(duration: str, number: str, answer: str) -> None:
    assert text_of(times(parse_at(duration), Decimal(number))) == answer  # type: ignore[arg-type]  # -- a duration


def test_division_of_durations() -> None:
    def divided(left: str, right: str | Decimal) -> Value:
        return over(parse_at(left), parse_at(right) if isinstance(right, str) else right)  # type: ignore[arg-type]  # -- durations

    assert divided("P10DT23H", Decimal("2.5")) == parse_at("P4DT9H12M")
    assert divided("P10Y11M", Decimal("-2.5")) == parse_at("-P4Y4M")
    assert divided("P10Y", "P5Y") == Decimal(2)
    assert divided("P1D", "PT1H30M") == Decimal(16)
    for left, right in (("P1D", Decimal(0)), ("P1D", "PT0S"), ("P1D", "P1M"), ("P1Y", "P0M")):
        with pytest.raises(Unanswerable):
            divided(left, right)


@given(st.one_of(durations, st.builds(Months, st.integers(-LONGEST, LONGEST))), numbers)
def test_no_number_makes_a_duration_that_is_too_long(duration: Duration | Months, number: Decimal) -> None:
    for scale in (times, over):
        try:
            scaled = scale(duration, number)
        except Unanswerable:
            continue
        length = scaled.nanoseconds // SECOND if isinstance(scaled, Duration) else scaled.count
        assert abs(length) <= LONGEST


@given(dates(-999_000_000, 999_000_000), st.integers(-(10**8), 10**8))
def test_as_many_days_back_as_forth_is_the_same_day(date: Date, days: int) -> None:
    by = Duration(days * 86_400 * SECOND)
    assert minus(plus(date, by), by) == date
    assert minus(plus(date, by), date) == by


@given(
    st.builds(DateTime, dates(-9_000_000, 9_000_000), clock_times().filter(lambda time: time.zone is None)), durations
)
def test_as_long_back_as_forth_is_the_same_moment(moment: DateTime, by: Duration) -> None:
    assert minus(plus(moment, by), by) == moment
    assert minus(plus(moment, by), moment) == by


@given(st.datetimes(), st.timedeltas())
def test_moments_move_as_pythons_do(moment: datetime.datetime, by: datetime.timedelta) -> None:
    try:
        moved = moment + by
    except OverflowError:
        return
    duration = Duration(by // datetime.timedelta(microseconds=1) * 1000)
    assert plus(parse_at(moment.isoformat()), duration) == parse_at(moved.isoformat())


@given(st.dates(), st.integers(-4_800, 4_800))
def test_months_move_as_in_the_columnar_profile(day: datetime.date, count: int) -> None:
    moved = shift_months(day.toordinal(), count)
    if moved < 1 or moved > datetime.date.max.toordinal():
        return
    assert plus(parse_at(day.isoformat()), Months(count)) == parse_at(datetime.date.fromordinal(moved).isoformat())


@given(dates(-9_000, 9_000), st.integers(-5_000, 5_000))
def test_a_day_every_month_has_comes_back_from_any_months(date: Date, count: int) -> None:
    early = Date(date.year, date.month, min(date.day, 28))
    assert minus(plus(early, Months(count)), Months(count)) == early
    assert months_between(early, plus(early, Months(count))) == Months(count)


@pytest.mark.parametrize(
    "start, end, answer",
    [
        ("2011-12-22", "2013-08-24", 20),
        ("2013-08-24", "2011-12-22", -20),
        ("2015-01-31", "2015-02-28", 0),
        ("2015-02-28", "2015-01-31", 0),
        ("-2016-01-30", "-2017-02-28", -11),
        ("2014-12-31", "-2019-10-01", -48_398),
        (f"-{LAST_YEAR}-01-01", f"{LAST_YEAR}-12-31", 2 * 12 * LAST_YEAR + 11),
    ],
)
def test_months_between_dates_are_whole_ones_towards_zero(start: str, end: str, answer: int) -> None:
    assert months_between(parse_date(start), parse_date(end)) == Months(answer)


@given(durations)
def test_a_time_of_day_goes_round_the_clock(by: Duration) -> None:
    moved = plus(Time(10, 0, 0, offset=3600), by)
    assert isinstance(moved, Time)
    assert moved.offset == 3600
    assert (moved.number - Time(10, 0, 0).number - by.nanoseconds) % (86_400 * SECOND) == 0


def test_negative_turns_a_duration_round() -> None:
    assert negative(Months(3)) == Months(-3)
    assert negative(Duration(5)) == Duration(-5)


def test_leap_years_are_pythons() -> None:
    assert [Date(year, 1, 1).number for year in range(1, 9999)] == [
        datetime.date(year, 1, 1).toordinal() - datetime.date(1970, 1, 1).toordinal() for year in range(1, 9999)
    ]
