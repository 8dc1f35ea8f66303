"""Text to dates, times and durations (DMN 1.5 §10.3.4.1: XML Schema's forms, and times in a zone ``@Region/City``)."""

from __future__ import annotations

import re

from anxin.decisions.feel.temporal import (
    MIDNIGHT,
    NANOSECONDS,
    Date,
    DateTime,
    Duration,
    Months,
    Time,
    months,
)
from anxin.decisions.feel.values import Unanswerable, Value
from anxin.decisions.feel.zones import is_zone

LONGEST_TEXT = 120  # characters; what is longer is not tried

_DATE = re.compile(r"(-?(?:[1-9]\d{4,8}|\d{4}))-(\d\d)-(\d\d)", re.ASCII)
_TIME = re.compile(
    r"(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:([Zz])|([+-])(\d\d):(\d\d)(?::(\d\d))?|@([A-Za-z][\w+/-]*))?", re.ASCII
)
_DURATION = re.compile(
    r"(-?)P(?=.)(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(?=\.?\d)(\d*)(?:\.(\d*))?S)?)?", re.ASCII
)
_MONTHS = re.compile(r"(-?)P(?=.)(?:(\d+)Y)?(?:(\d+)M)?", re.ASCII)


def parse_date(text: str) -> Date:
    """``2021-10-29``, ``-0044-03-15``, ``999999999-12-31``; Unanswerable for anything else."""
    match = _matched(_DATE, text, "a date")
    return Date(int(match[1]), int(match[2]), int(match[3]))


def parse_time(text: str) -> Time:
    """``10:30:00``, with a fraction, and with Z, an offset ``+08:00[:00]`` or ``@Asia/Shanghai``.

    ``24:00:00`` is midnight. Unanswerable for anything else.
    """
    return _time(text)[0]


def parse_date_time(text: str) -> DateTime:
    """A date, ``T`` and a time, or a date alone for its midnight; ``24:00:00`` is the midnight after."""
    day, mark, clock = text.partition("T")
    if not mark:
        return DateTime(parse_date(text), MIDNIGHT)
    date, (time, next_day) = parse_date(day), _time(clock)
    return DateTime(Date.numbered(date.number + 1) if next_day else date, time)


def parse_duration(text: str) -> Duration | Months:
    """``P1DT2H3M4.5S`` or ``P1Y2M``, each with ``-`` in front for the past; Unanswerable for anything else."""
    if len(text) <= LONGEST_TEXT and (match := _MONTHS.fullmatch(text)):
        count = 12 * int(match[2] or 0) + int(match[3] or 0)
        return months(-count if match[1] else count)
    match = _matched(_DURATION, text, "a duration")
    days, hours, minutes, seconds = (int(part or 0) for part in match.group(2, 3, 4, 5))
    whole = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    nanoseconds = whole * NANOSECONDS + _fraction(match[6])
    return Duration(-nanoseconds if match[1] else nanoseconds)


def parse_at(text: str) -> Value | None:
    """What ``@"text"`` stands for, told by its form; None when it is no date, time or duration."""
    try:
        if "P" in text[:2]:
            return parse_duration(text)
        if text[2:3] == ":":
            return parse_time(text)
        return parse_date_time(text) if "T" in text else parse_date(text)
    except Unanswerable:
        return None


def _time(text: str) -> tuple[Time, bool]:
    """The time, and whether it was written as the end of its day."""
    match = _matched(_TIME, text, "a time")
    hour, minute, second, nanosecond = int(match[1]), int(match[2]), int(match[3]), _fraction(match[4])
    ends_day = (hour, minute, second, nanosecond) == (24, 0, 0, 0)
    zone = match[10]
    if zone is not None and not is_zone(zone):
        raise Unanswerable(f"there is no time zone {zone!r}")
    return Time(0 if ends_day else hour, minute, second, nanosecond, _offset(match), zone), ends_day


def _offset(match: re.Match[str]) -> int | None:
    if match[5]:
        return 0
    if not match[6]:
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.group(7, 8, 9))
    if minutes > 59 or seconds > 59:
        raise Unanswerable("an offset is written +hh:mm or +hh:mm:ss")
    return (-1 if match[6] == "-" else 1) * (hours * 3_600 + minutes * 60 + seconds)


def _fraction(digits: str | None) -> int:
    return int((digits or "0")[:9].ljust(9, "0"))


def _matched(pattern: re.Pattern[str], text: str, what: str) -> re.Match[str]:
    match = pattern.fullmatch(text) if len(text) <= LONGEST_TEXT else None
    if match is None:
        raise Unanswerable(f"{text[:40]!r} is not {what}")
    return match
