"""Dates, times and durations as text, in the one form that ``string()`` gives (DMN 1.5 §10.3.4.1)."""

from __future__ import annotations

from anxin.decisions.feel.temporal import NANOSECONDS, PER_DAY, Date, DateTime, Duration, Months, Time

Temporal = Date | Time | DateTime | Duration | Months


def text_of(value: Temporal) -> str:
    """``2021-10-29``, ``10:30:00.5+08:00``, ``2021-10-29T10:30:00@Asia/Shanghai``, ``P1DT2H``, ``-P1Y``, ``P0M``."""
    match value:
        case Date():
            return _date(value)
        case Time():
            return _time(value)
        case DateTime():
            return f"{_date(value.date)}T{_time(value.time)}"
        case Months():
            return _months(value.count)
    return _duration(value.nanoseconds)


def _date(date: Date) -> str:
    sign = "-" if date.year < 0 else ""
    return f"{sign}{abs(date.year):04}-{date.month:02}-{date.day:02}"


def _time(time: Time) -> str:
    clock = f"{time.hour:02}:{time.minute:02}:{time.second:02}{_fraction(time.nanosecond)}"
    if time.zone is not None:
        return f"{clock}@{time.zone}"
    return clock if time.offset is None else clock + _offset(time.offset)


def _offset(offset: int) -> str:
    if offset == 0:
        return "Z"
    minutes, seconds = divmod(abs(offset), 60)
    text = f"{'-' if offset < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}"
    return f"{text}:{seconds:02}" if seconds else text


def _fraction(nanosecond: int) -> str:
    return f".{nanosecond:09}".rstrip("0") if nanosecond else ""


def _months(count: int) -> str:
    years, rest = divmod(abs(count), 12)
    parts = (f"{years}Y" if years else "") + (f"{rest}M" if rest or not years else "")
    return f"{'-' if count < 0 else ''}P{parts}"


def _duration(nanoseconds: int) -> str:
    if nanoseconds == 0:
        return "PT0S"
    days, rest = divmod(abs(nanoseconds), PER_DAY)
    whole, nanosecond = divmod(rest, NANOSECONDS)
    hours, minutes, seconds = whole // 3_600, whole // 60 % 60, whole % 60
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    clock += f"{seconds}{_fraction(nanosecond)}S" if seconds or nanosecond else ""
    sign = "-" if nanoseconds < 0 else ""
    return f"{sign}P{f'{days}D' if days else ''}{f'T{clock}' if clock else ''}"
