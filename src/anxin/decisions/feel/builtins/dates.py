"""Built-in functions that make, read and name dates, times and durations (DMN 1.5 §10.3.4.1, .7, .9 and .11)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from anxin.decisions.feel.builtins.declaring import declared
from anxin.decisions.feel.instants import identical
from anxin.decisions.feel.moving import months_between
from anxin.decisions.feel.reading_times import parse_date, parse_date_time, parse_duration, parse_time
from anxin.decisions.feel.temporal import NANOSECONDS, UTC_MIDNIGHT, Date, DateTime, Duration, Time, days_in
from anxin.decisions.feel.types import DAYS, NUMBER, STRING, TIME
from anxin.decisions.feel.values import Function, Parameter, Run, Unanswerable, Value

DAYS_OF_WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS_OF_YEAR = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def _date_from(run: Run, source: Value) -> Date:
    found = _single(source)
    return parse_date(found) if isinstance(found, str) else _day(found)


def _date_of_parts(run: Run, year: Decimal, month: Decimal, day: Decimal) -> Date:
    return Date(_whole(year), _whole(month), _whole(day))


def _time_from(run: Run, source: Value) -> Time:
    match _single(source):
        case str(text):
            return parse_time(text)
        case Time() as time:
            return time
        case DateTime() as moment:
            return moment.time
        case Date():
            return UTC_MIDNIGHT
    raise Unanswerable("time(): text, a time, a date or a date and time is asked for")


def _time_of_parts(run: Run, hour: Decimal, minute: Decimal, second: Decimal, offset: Duration | None = None) -> Time:
    if not 0 <= second < 60:
        raise Unanswerable("time(): seconds are a number from 0 to less than 60")
    seconds, nanosecond = divmod(int(second * NANOSECONDS), NANOSECONDS)
    return Time(_whole(hour), _whole(minute), seconds, nanosecond, None if offset is None else _offset(offset))


def _date_time_from(run: Run, source: str) -> DateTime:
    return parse_date_time(source)


def _date_time_of_parts(run: Run, date: Value, time: Time) -> DateTime:
    return DateTime(_day(date), time)


def _duration(run: Run, source: str) -> Value:
    return parse_duration(source)


def _months_duration(run: Run, start: Value, end: Value) -> Value:
    return months_between(_day(start), _day(end))


def _now(run: Run) -> DateTime:
    if not isinstance(run.now, DateTime):
        raise Unanswerable("the evaluation was not told what time it is")
    return run.now


def _today(run: Run) -> Date:
    return _now(run).date


def _day_of_week(date: Date) -> str:
    return DAYS_OF_WEEK[date.weekday - 1]


def _month_of_year(date: Date) -> str:
    return MONTHS_OF_YEAR[date.month - 1]


def _day_of_year(date: Date) -> Decimal:
    return Decimal(date.number - Date(date.year, 1, 1).number + 1)


def _week_of_year(date: Date) -> Decimal:
    """A week belongs to the year of its Thursday (ISO 8601); counted in days, as that may be a year out of range."""
    thursday, first = date.number - date.weekday + 4, Date(date.year, 1, 1).number
    if thursday < first:
        first -= _year_length(date.year - 1)
    elif thursday >= first + _year_length(date.year):
        first = thursday
    return Decimal((thursday - first) // 7 + 1)


def _year_length(year: int) -> int:
    return 337 + days_in(year, 2)


def _day(value: Value) -> Date:
    found = _single(value)
    if isinstance(found, DateTime):
        return found.date
    if isinstance(found, Date):
        return found
    raise Unanswerable("a date or a date and time is asked for")


def _whole(value: Decimal) -> int:
    if abs(value) > 10**10 or value != value.to_integral_value():
        raise Unanswerable("a whole number is asked for")
    return int(value)


def _offset(offset: Duration) -> int:
    if offset.nanoseconds % NANOSECONDS:
        raise Unanswerable("an offset is a duration of whole seconds")
    return offset.nanoseconds // NANOSECONDS


def _single(value: Value) -> Value:
    """Several types fit these parameters, so that no coercion took a value out of its list."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _of_day(name: str, answer: Callable[[Date], Value]) -> Function:
    def call(run: Run, date: Value) -> Value:
        return answer(_day(date))

    return declared(name, (Parameter("date"),), call)


_FROM = (Parameter("from"),)
_TEXT = (Parameter("from", STRING),)
_DATE_PARTS = tuple(Parameter(name, NUMBER) for name in ("year", "month", "day"))
_TIME_PARTS = (*(Parameter(name, NUMBER) for name in ("hour", "minute", "second")), Parameter("offset", DAYS))
_DATE_AND_TIME = (Parameter("date"), Parameter("time", TIME))

FUNCTIONS: tuple[Function, ...] = (
    declared("date", _FROM, _date_from, alternatives=(declared("date", _DATE_PARTS, _date_of_parts),)),
    declared(
        "time",
        _FROM,
        _time_from,
        alternatives=(declared("time", _TIME_PARTS, _time_of_parts, optional=1, nullable=("offset",)),),
    ),
    declared(
        "date and time",
        _TEXT,
        _date_time_from,
        alternatives=(declared("date and time", _DATE_AND_TIME, _date_time_of_parts),),
    ),
    declared("duration", _TEXT, _duration),
    declared("years and months duration", (Parameter("from"), Parameter("to")), _months_duration),
    declared("now", (), _now),
    declared("today", (), _today),
    declared("is", (Parameter("value1"), Parameter("value2")), identical, nullable=("value1", "value2")),
    _of_day("day of week", _day_of_week),
    _of_day("month of year", _month_of_year),
    _of_day("day of year", _day_of_year),
    _of_day("week of year", _week_of_year),
)
