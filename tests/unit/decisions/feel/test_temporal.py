"""FEEL's dates, times and durations: what they are, how they are read and written, their parts."""

from __future__ import annotations

import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.decisions.feel.instants import identical, ordered, same
from anxin.decisions.feel.plain import Months
from anxin.decisions.feel.properties import property_of
from anxin.decisions.feel.reading_times import parse_at, parse_date, parse_date_time, parse_duration, parse_time
from anxin.decisions.feel.temporal import LAST_YEAR, LONGEST, Date, DateTime, Duration, Time, days_in
from anxin.decisions.feel.values import LimitReached, Limits, Range, Run, Unanswerable, Value
from anxin.decisions.feel.writing_times import text_of
from anxin.decisions.feel.zones import instant

SECOND = 10**9
ZONES = ("Europe/Paris", "Asia/Shanghai", "Australia/Melbourne", "America/New_York", "Etc/UTC", "Asia/Kathmandu")


def dates(first: int = -LAST_YEAR, last: int = LAST_YEAR) -> st.SearchStrategy[Date]:
    return st.builds(
        lambda year, month, day: Date(year, month, min(day, days_in(year, month))),
        st.integers(first, last),
        st.integers(1, 12),
        st.integers(1, 31),
    )


def times() -> st.SearchStrategy[Time]:
    clocks = st.one_of(
        st.just((None, None)),
        st.tuples(st.integers(-14 * 3600, 14 * 3600), st.none()),
        st.tuples(st.none(), st.sampled_from(ZONES)),
    )
    return st.builds(
        lambda hour, minute, second, part, clock: Time(hour, minute, second, part, *clock),
        st.integers(0, 23),
        st.integers(0, 59),
        st.integers(0, 59),
        st.one_of(st.just(0), st.integers(0, SECOND - 1)),
        clocks,
    )


temporal = st.one_of(
    dates(),
    times(),
    st.builds(DateTime, dates(), times()),
    st.builds(Duration, st.integers(-LONGEST * SECOND, LONGEST * SECOND)),
    st.builds(Months, st.integers(-LONGEST, LONGEST)),
)


@given(temporal)
def test_what_is_written_reads_back_as_the_same_value(value: Value) -> None:
    assert parse_at(text_of(value)) == value


@given(st.dates())
def test_days_are_counted_as_python_counts_them(day: datetime.date) -> None:
    date = Date(day.year, day.month, day.day)
    assert (date.number, date.weekday) == (day.toordinal() - datetime.date(1970, 1, 1).toordinal(), day.isoweekday())


@given(dates())
def test_a_day_is_found_again_by_its_number(date: Date) -> None:
    assert Date.numbered(date.number) == date


@given(st.dates(datetime.date(2, 1, 1), datetime.date(9998, 12, 30)), st.times(), st.sampled_from(ZONES))
def test_a_moment_in_a_zone_is_the_one_python_finds(day: datetime.date, clock: datetime.time, zone: str) -> None:
    moment = datetime.datetime.combine(day, clock)
    value = parse_date_time(f"{moment.isoformat()}@{zone}")
    offset = moment.replace(tzinfo=ZoneInfo(zone)).utcoffset()
    assert offset is not None
    assert value.number - instant(value) == offset // datetime.timedelta(microseconds=1) * 1000


@pytest.mark.parametrize(
    "year, offset",
    [(-LAST_YEAR, "PT9M21S"), (-1, "PT9M21S"), (0, "PT9M21S"), (1, "PT9M21S"), (12_024, "PT2H"), (LAST_YEAR, "PT2H")],
)
def test_a_zone_keeps_its_rules_in_years_that_python_does_not_have(year: int, offset: str) -> None:
    moment = DateTime(Date(year, 7, 1), Time(12, 0, 0, zone="Europe/Paris"))
    assert text_of(property_of(moment, "time offset")) == offset


@pytest.mark.parametrize(
    "text, value",
    [
        ("2021-10-29", Date(2021, 10, 29)),
        ("-0044-03-15", Date(-44, 3, 15)),
        ("0000-02-29", Date(0, 2, 29)),
        ("999999999-12-31", Date(999_999_999, 12, 31)),
        ("10:30:00", Time(10, 30, 0)),
        ("10:30:00.5Z", Time(10, 30, 0, SECOND // 2, offset=0)),
        ("10:30:00z", Time(10, 30, 0, offset=0)),
        ("10:30:00-00:00", Time(10, 30, 0, offset=0)),
        ("10:30:00-02:45:55", Time(10, 30, 0, offset=-9955)),
        ("10:30:00@Asia/Shanghai", Time(10, 30, 0, zone="Asia/Shanghai")),
        ("24:00:00", Time(0, 0, 0)),
        ("2021-12-31T24:00:00Z", DateTime(Date(2022, 1, 1), Time(0, 0, 0, offset=0))),
        ("2021-10-29T10:30:00.123456789123", DateTime(Date(2021, 10, 29), Time(10, 30, 0, 123_456_789))),
        ("P1DT2H3M4.5S", Duration((((24 + 2) * 60 + 3) * 60 + 4) * SECOND + SECOND // 2)),
        ("PT0.S", Duration(0)),
        ("-PT36H", Duration(-36 * 3600 * SECOND)),
        ("P1Y27M", Months(39)),
        ("-P1Y", Months(-12)),
    ],
)
def test_an_at_literal_is_told_by_its_form(text: str, value: Value) -> None:
    assert parse_at(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "", "foo", "2021-2-03", "998-12-31", "01211-12-31", "+2012-12-02", "2021-02-29", "1900-02-29", "2021-13-01",
        "2021-01-01T", "T10:00:00", "2012/12/25", "9999999999-12-25", "２０２１-10-29", "2021-10-29Z",
        "7:00:00", "07:1:00", "07:01", "25:00:00", "24:00:01", "24:00:00.1", "23:59:60", "00:60:00", "10:00:00.",
        "10:00:00+5", "10:00:00+5:00", "10:00:00+14:01", "10:00:00+02:60", "10:00:00+02:00@Europe/Paris",
        "10:00:00@xyz/abc", "10:00:00@../../etc/passwd", "10:00:00@europe/paris", "10:00:00@",
        "P", "PT", "-P", "P1", "P0", "1Y", "P1H", "P1S", "PT1D", "P1DT", "P1Y1D", "P1M1Y", "PT.S", "PTS", "P-1D",
        "P1.5D", "P1Y\n", "PT" + "9" * 200 + "S", "P9999999999999999999D", "P9999999999999999999M",
    ],
)  # fmt: skip
def test_anything_else_is_no_at_literal(text: str) -> None:
    assert parse_at(text) is None


@pytest.mark.parametrize(
    "value, text",
    [
        (Duration(0), "PT0S"),
        (Duration(86_400 * SECOND), "P1D"),
        (Duration(-86_401 * SECOND), "-P1DT1S"),
        (Duration(1), "PT0.000000001S"),
        (Months(0), "P0M"),
        (Months(-26), "-P2Y2M"),
        (Months(12), "P1Y"),
        (Time(9, 5, 0, offset=-3600), "09:05:00-01:00"),
        (Time(9, 5, 0, offset=0), "09:05:00Z"),
        (Time(9, 5, 0, 120_000_000, offset=9955), "09:05:00.12+02:45:55"),
        (Date(-44, 3, 15), "-0044-03-15"),
        (DateTime(Date(12_345, 1, 1), Time(0, 0, 0, zone="Etc/UTC")), "12345-01-01T00:00:00@Etc/UTC"),
    ],
)
def test_every_value_has_one_canonical_text(value: Value, text: str) -> None:
    assert text_of(value) == text


@given(st.text(st.sampled_from("0123456789-:.+TZP@YMDHS/\n EuropePais")))
def test_whatever_is_read_is_written_so_that_it_reads_the_same(text: str) -> None:
    value = parse_at(text)
    assert value is None or parse_at(text_of(value)) == value


def test_values_that_do_not_exist_cannot_be_made() -> None:
    for make in (
        lambda: Date(2021, 2, 29),
        lambda: Date(LAST_YEAR + 1, 1, 1),
        lambda: Date.numbered(10**12),
        lambda: Time(24, 0, 0),
        lambda: Time(0, 0, 0, offset=19 * 3600),
        lambda: Time(0, 0, 0, offset=0, zone="Etc/UTC"),
        lambda: Duration((LONGEST + 1) * SECOND),
    ):
        with pytest.raises(Unanswerable):
            make()


def test_each_reader_takes_only_its_own_form() -> None:
    assert parse_date_time("2021-10-29") == DateTime(Date(2021, 10, 29), Time(0, 0, 0))
    for reader, text in (
        (parse_date, "2021-10-29T00:00:00"),
        (parse_time, "2021-10-29T00:00:00"),
        (parse_date_time, "10:00:00"),
        (parse_duration, "2021-10-29"),
    ):
        with pytest.raises(Unanswerable):
            reader(text)


@pytest.mark.parametrize(
    "left, right, order",
    [
        ("-0001-12-31", "0001-01-01", -1),
        ("10:00:00+08:00", "02:00:00Z", 0),
        ("10:00:00", "10:00:00+08:00", 0),
        ("10:00:00.1", "10:00:00.9", 0),
        ("10:00:01", "10:00:00.9", 1),
        ("2018-10-08T00:00:00+02:00", "2018-10-08T00:00:00@Europe/Paris", 0),
        ("2018-12-08T00:00:00@Europe/Paris", "2018-12-08T00:00:00@Asia/Dhaka", 1),
        ("2021-10-31T02:00:00@Europe/Paris", "2021-10-31T00:00:00Z", 0),
        ("2018-12-08T00:00:00", "2018-12-08T00:00:01@Asia/Dhaka", -1),
        ("P1D", "PT24H", 0),
        ("PT0.1S", "PT0.2S", -1),
        ("P1Y", "P11M", 1),
    ],
)
def test_moments_are_ordered_by_the_second_and_durations_exactly(left: str, right: str, order: int) -> None:
    forward, backward = ordered(parse_at(left), parse_at(right)), ordered(parse_at(right), parse_at(left))
    assert forward is not None and backward is not None
    assert ((forward > 0) - (forward < 0), (backward > 0) - (backward < 0)) == (order, -order)
    assert same(parse_at(left), parse_at(right)) is (order == 0)


def test_values_of_two_kinds_have_no_order() -> None:
    kinds = [parse_at(text) for text in ("2021-10-29", "10:00:00", "2021-10-29T00:00:00Z", "P1D", "P1M")]
    kinds += [Decimal(1), "2021-10-29", None, True]
    assert {ordered(one, other) for one in kinds[:5] for other in kinds if one is not other} == {None}


def test_identity_asks_for_the_same_clock_too() -> None:
    def is_(left: Value, right: Value) -> bool:
        return identical(Run(), left, right)

    day = Date(2012, 12, 25)
    assert is_(parse_at("23:00:50z"), parse_at("23:00:50+00:00"))
    assert not is_(parse_at("23:00:50z"), parse_at("23:00:50"))
    assert not is_(parse_at("12:00:00Z"), parse_at("13:00:00+01:00"))
    assert not is_(day, parse_at("2012-12-25T00:00:00Z"))
    assert is_([{"a": day}, None, Decimal("1.0")], [{"a": day}, None, Decimal(1)])
    assert not is_([{"a": day}], [{"b": day}])
    assert not is_([True], [Decimal(1)])
    assert is_(Range(day, None, True, False), Range(day, None, True, False))
    assert not is_(Range(day, None, True, False), Range(day, None, False, False))


def test_identity_of_values_that_share_their_parts_stops_at_the_limit() -> None:
    one: Value = [Decimal(1)]
    other: Value = [Decimal(1)]
    for _ in range(10_000):
        one, other = [one, one], [other, other]
    with pytest.raises(LimitReached):
        identical(Run(limits=Limits(steps=20_000)), one, other)


@pytest.mark.parametrize(
    "text, parts",
    [
        ("2018-12-10", {"year": 2018, "month": 12, "day": 10, "weekday": 1, "hour": None}),
        ("-0044-03-15", {"year": -44, "weekday": 4}),
        ("10:30:01.25", {"hour": 10, "minute": 30, "second": Decimal("1.25"), "time offset": None, "year": None}),
        ("10:30:01@Etc/UTC", {"timezone": "Etc/UTC", "time offset": None}),
        ("2018-12-10T10:30:00+05:00", {"year": 2018, "hour": 10, "time offset": Duration(18_000 * SECOND)}),
        ("2018-12-10T10:30:00@Etc/UTC", {"timezone": "Etc/UTC", "time offset": Duration(0)}),
        ("P1DT25H61M1.5S", {"days": 2, "hours": 2, "minutes": 1, "seconds": Decimal("1.5"), "years": None}),
        ("-P1DT2H", {"days": -1, "hours": -2, "minutes": 0, "seconds": 0}),
        ("P1Y14M", {"years": 2, "months": 2, "days": None}),
        ("-P14M", {"years": -1, "months": -2}),
        ("10:30:01", {"nanosecond": None, "zone": None, "offset": None, "__class__": None, "is_local": None}),
    ],
)
def test_a_value_has_the_parts_the_standard_names_and_no_others(text: str, parts: dict[str, Value]) -> None:
    found = {}
    for name in parts:
        try:
            found[name] = property_of(parse_at(text), name)
        except Unanswerable:
            found[name] = None
    assert found == parts
