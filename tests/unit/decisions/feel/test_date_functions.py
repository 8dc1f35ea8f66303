"""FEEL's built-in functions of dates, times and durations."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.decisions.feel.evaluate import evaluate
from anxin.decisions.feel.reading_times import parse_at
from anxin.decisions.feel.temporal import LAST_YEAR, Date, DateTime, Time
from anxin.decisions.feel.values import Run, Value
from tests.unit.decisions.feel.test_temporal import dates, times

NOW = DateTime(Date(2021, 10, 29), Time(23, 30, 0, zone="Asia/Shanghai"))


def answer(text: str, **names: Value) -> Value:
    return evaluate(text, names, Run(now=NOW))


def why_null(text: str) -> list[str]:
    run = Run()
    assert evaluate(text, {}, run) is None
    return [diagnostic.why for diagnostic in run.diagnostics]


@pytest.mark.parametrize(
    "text, value",
    [
        ('date("2012-12-25")', "2012-12-25"),
        ('date(from: date("2012-12-25"))', "2012-12-25"),
        ('date(["2012-12-25"])', "2012-12-25"),
        ('date(date and time("2012-12-25T23:00:00-05:00"))', "2012-12-25"),
        ("date(2012, 12, 25)", "2012-12-25"),
        ("date(day: 25, month: 12, year: -44)", "-0044-12-25"),
        ('time("23:59:00z")', "23:59:00Z"),
        ('time(date and time("2012-12-25T11:00:00Z"))', "11:00:00Z"),
        ('time(@"11:00:00@Europe/Paris")', "11:00:00@Europe/Paris"),
        ('time(date("2012-12-25"))', "00:00:00Z"),
        ("time(23, 59, 1.3)", "23:59:01.3"),
        ("time(23, 59, 0, null)", "23:59:00"),
        ('time(second: 0, minute: 59, hour: 23, offset: duration("-PT1H30M"))', "23:59:00-01:30"),
        ('date and time("2012-12-24")', "2012-12-24T00:00:00"),
        ('date and time(from: "2012-12-24T23:59:00@Asia/Dhaka")', "2012-12-24T23:59:00@Asia/Dhaka"),
        ('date and time(date("2012-12-24"), time("23:59:00"))', "2012-12-24T23:59:00"),
        ('date and time(date: @"2012-12-24T01:00:00Z", time: @"23:59:00+01:00")', "2012-12-24T23:59:00+01:00"),
        ('duration("P26M")', "P2Y2M"),
        ('duration(from: "PT24H")', "P1D"),
        ('years and months duration(date("2011-12-22"), date("2013-08-24"))', "P1Y8M"),
        ('years and months duration(from: @"2014-12-31T23:59:59", to: @"2016-12-31T00:00:01")', "P2Y"),
        ('years and months duration(@"2017-02-28T23:59:59", @"2019-07-23")', "P2Y4M"),
        ("now()", "2021-10-29T23:30:00@Asia/Shanghai"),
        ("today()", "2021-10-29"),
    ],
)
def test_values_are_made_from_text_parts_and_other_values(text: str, value: str) -> None:
    assert answer(text) == parse_at(value)


@pytest.mark.parametrize(
    "text",
    [
        "date(null)", "date()", "date([])", 'date("2012-12-25T")', "date(2012)", 'date(time("10:00:00"))',
        "date(2012, 12, null)", "date(2012.5, 12, 25)", "date(10 ** 6000, 1, 1)", "date(2021, 2, 29)", "date(1, 2)",
        "time(null)", "time(24, 0, 0)", "time(10, 0, 60)", "time(10, 0, -0.5)", "time(10.5, 0, 0)", "time(2017)",
        'time(10, 0, 0, duration("PT0.5S"))', 'time(10, 0, 0, duration("PT19H"))', 'time(10, 0, 0, duration("P1M"))',
        'date and time(date("2012-12-24"))', 'date and time(date("2012-12-24"), null)', "date and time(null, null)",
        'duration("P1H")', "duration(1)", "duration(null)", 'duration(@"P1D")',
        'years and months duration(date("2017-08-11"), null)', 'years and months duration("2017-08-11", "2018-08-11")',
        "now(1)", "today(1)", 'day of week("2019-09-17")', "day of week(null)", 'day of week(value: @"1970-01-01")',
    ],
)  # fmt: skip
def test_what_cannot_be_made_is_null_and_says_why(text: str) -> None:
    assert len(why_null(text)) == 1


def test_an_evaluation_without_a_clock_does_not_look_at_one() -> None:
    assert why_null("now()") == ["the evaluation was not told what time it is"]
    assert why_null("today()") == ["the evaluation was not told what time it is"]


@pytest.mark.parametrize(
    "text, value",
    [
        ("day of year( date(2019, 9, 17) )", Decimal(260)),
        ("day of week( date(2019, 9, 17) )", "Tuesday"),
        ("month of year( date(2019, 9, 17) )", "September"),
        ("week of year( date(2019, 9, 17) )", Decimal(38)),
        ("week of year( date(2003, 12, 29) )", Decimal(1)),
        ("week of year( date(2004, 1, 4) )", Decimal(1)),
        ("week of year( date(2005, 1, 1) )", Decimal(53)),
        ("week of year( date(2005, 1, 3) )", Decimal(1)),
        ("week of year( date(2005, 1, 9) )", Decimal(1)),
        ('day of week(date: @"2019-09-17T10:10:10")', "Tuesday"),
        ('day of year(@"2020-12-31T00:00:00@Asia/Dhaka")', Decimal(366)),
    ],
)
def test_the_calendar_names_and_numbers_of_a_day(text: str, value: Value) -> None:
    assert answer(text) == value


@given(st.dates())
def test_the_calendar_agrees_with_pythons(day: datetime.date) -> None:
    date = Date(day.year, day.month, day.day)
    found = [answer(f"{name}(d)", d=date) for name in ("week of year", "day of year")]
    assert found == [Decimal(day.isocalendar().week), Decimal(day.timetuple().tm_yday)]
    assert answer("day of week(d)", d=date) == day.strftime("%A")
    assert answer("month of year(d)", d=date) == day.strftime("%B")


@given(dates())
def test_the_calendar_repeats_every_four_hundred_years(date: Date) -> None:
    near = datetime.date(date.year % 400 + 2000, date.month, date.day)
    assert answer("week of year(d)", d=date) == Decimal(near.isocalendar().week)
    assert answer("d.weekday", d=date) == Decimal(near.isoweekday())


def test_the_calendar_has_its_first_and_its_last_day() -> None:
    for date in (Date(-LAST_YEAR, 1, 1), Date(LAST_YEAR, 12, 31)):
        near = datetime.date(date.year % 400 + 2000, date.month, date.day)
        assert answer("week of year(d)", d=date) == Decimal(near.isocalendar().week)


@given(dates(), times())
def test_a_date_and_a_time_make_a_moment_that_gives_them_back(date: Date, time: Time) -> None:
    assert answer("date(date and time(d, t))", d=date, t=time) == date
    assert answer("time(date and time(d, t))", d=date, t=time) == time


@pytest.mark.parametrize(
    "text, value",
    [
        ('is(date("2012-12-25"), time("23:00:50"))', False),
        ('is(date("2012-12-25"), date("2012-12-25"))', True),
        ('is(time("23:00:50z"), time("23:00:50"))', False),
        ('is(time("23:00:50z"), time("23:00:50+00:00"))', True),
        ('is(@"2012-12-25T12:00:00Z", @"2012-12-25T13:00:00+01:00")', False),
        ("is(null, null)", True),
        ("is(null, 0)", False),
        ('is(1, "1")', False),
        ("is([1, {a: null}], [1.0, {a: null}])", True),
        ("is([1..2], [1..2))", False),
        ("is(value2: true, value1: true)", True),
    ],
)
def test_is_tells_whether_two_values_are_one_and_never_null(text: str, value: bool) -> None:
    assert answer(text) is value


def test_the_standards_examples_of_conversion_hold() -> None:
    for text in (
        'date("2012-12-25") - date("2012-12-24") = duration("P1D")',
        'date and time("2012-12-24T23:59:00") + duration("PT1M") = date and time("2012-12-25T00:00:00")',
        'time("23:59:00z") + duration("PT2M") = time("00:01:00@Etc/UTC")',
        'time("23:59:00z") = time(23, 59, 0, duration("PT0H"))',
        'date and time("2012-12-24T23:59:00") - date and time("2012-12-22T03:45:00") = duration("P2DT20H14M")',
    ):
        assert answer(text) is True, text
