"""Plain Python values to run-time values and back, at the engine's doors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from anxin.decisions.feel.plain import Months
from anxin.decisions.feel.temporal import NANOSECONDS, Date, DateTime, Duration, Time
from anxin.decisions.feel.values import DECIMAL128, Function, Range, Value

DEEPEST = 100  # lists and contexts within each other


def into_feel(plain: object, where: str = "the value", deep: int = 0) -> Value:
    """None, str, bool, int, Decimal, date, time, datetime, timedelta, Months, lists and dicts of these as values.

    A number keeps 34 digits. What is a run-time value already stays. TypeError or ValueError naming where in
    ``plain`` something has no value: a float is refused, as its decimals would be a guess.
    """
    if deep > DEEPEST:
        raise ValueError(f"{where} is nested more than {DEEPEST} deep")
    if plain is None or isinstance(plain, _KEPT):
        return plain
    if isinstance(plain, Mapping):
        return {_key(name, where): into_feel(entry, f"{where}[{name!r}]", deep + 1) for name, entry in plain.items()}
    if isinstance(plain, list | tuple):
        return [into_feel(item, f"{where}[{place}]", deep + 1) for place, item in enumerate(plain)]
    for kind, convert in _INTO:
        if isinstance(plain, kind):
            try:
                return convert(plain)
            except ValueError as error:
                raise ValueError(f"{where}: {error}") from None
    allowed = "; give an int or a Decimal" if isinstance(plain, float) else ""
    raise TypeError(f"{where} is a {type(plain).__name__}, which FEEL does not have{allowed}")


_KEPT = (bool, str, Months, Date, Time, DateTime, Duration, Range, Function)


def _key(name: object, where: str) -> str:
    if not isinstance(name, str):
        raise TypeError(f"{where} has a key that is no string: {name!r}")
    return name


def _number(number: int | Decimal) -> Decimal:
    if isinstance(number, Decimal) and not number.is_finite():
        raise ValueError(f"{number} is no number")
    try:
        return DECIMAL128.create_decimal(number)
    except ArithmeticError:
        raise ValueError("the number is too large") from None


def _date(day: date) -> Date:
    return Date(day.year, day.month, day.day)


def _time(moment: time | datetime) -> Time:
    parts = (moment.hour, moment.minute, moment.second, moment.microsecond * 1_000)
    if isinstance(moment.tzinfo, ZoneInfo) and moment.tzinfo.key:
        return Time(*parts, zone=moment.tzinfo.key)
    offset = moment.utcoffset()
    if moment.tzinfo is not None and offset is None:
        raise ValueError(f"{moment.tzinfo} has no one offset from UTC")
    return Time(*parts, offset=None if offset is None else offset // timedelta(seconds=1))


def _date_time(moment: datetime) -> DateTime:
    return DateTime(_date(moment), _time(moment))


def _duration(length: timedelta) -> Duration:
    return Duration(length // timedelta(microseconds=1) * 1_000)


_INTO: tuple[tuple[type | tuple[type, ...], Callable[[Any], Value]], ...] = (
    ((int, Decimal), _number),
    (datetime, _date_time),
    (date, _date),
    (time, _time),
    (timedelta, _duration),
)


def out_of_feel(value: Value, where: str = "the value", deep: int = 0) -> object:
    """The plain Python value: whole numbers of up to 34 digits as int, others as Decimal, parts of a second as far as
    microseconds.

    TypeError or ValueError naming where in it a value has no plain form: a function, a range, a year beyond 9999.
    """
    if deep > DEEPEST:
        raise ValueError(f"{where} is nested more than {DEEPEST} deep")
    if isinstance(value, dict):
        return {name: out_of_feel(entry, f"{where}[{name!r}]", deep + 1) for name, entry in value.items()}
    if isinstance(value, list):
        return [out_of_feel(item, f"{where}[{place}]", deep + 1) for place, item in enumerate(value)]
    if value is None or isinstance(value, bool | str | Months):
        return value
    convert = _OUT.get(type(value))
    if convert is None:
        raise TypeError(f"{where} is a {type(value).__name__.lower()}, which has no plain form")
    try:
        return convert(value)
    except (OverflowError, ValueError) as error:
        raise ValueError(f"{where}: {error}") from None


def _plain_number(number: Decimal) -> int | Decimal:
    # A number such as 1E+6000 is whole too, but nobody wants its digits.
    whole = number.adjusted() < DECIMAL128.prec and number == number.to_integral_value()
    return int(number) if whole else number


def _plain_date(day: Date) -> date:
    return date(day.year, day.month, day.day)


def _plain_time(moment: Time) -> time:
    return time(moment.hour, moment.minute, moment.second, moment.nanosecond // 1_000, _zone(moment))


def _zone(moment: Time) -> tzinfo | None:
    if moment.zone is not None:
        return ZoneInfo(moment.zone)
    return None if moment.offset is None else timezone(timedelta(seconds=moment.offset))


def _plain_date_time(moment: DateTime) -> datetime:
    return datetime.combine(_plain_date(moment.date), _plain_time(moment.time))


def _plain_duration(length: Duration) -> timedelta:
    return timedelta(seconds=length.nanoseconds // NANOSECONDS, microseconds=length.nanoseconds % NANOSECONDS // 1_000)


_OUT: dict[type, Callable[[Any], object]] = {
    Decimal: _plain_number,
    Date: _plain_date,
    Time: _plain_time,
    DateTime: _plain_date_time,
    Duration: _plain_duration,
}
