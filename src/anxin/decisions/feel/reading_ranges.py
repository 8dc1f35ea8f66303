"""Text to ranges, as the built-in ``range(from)`` takes it: literal ends only (DMN 1.5 §10.3.1.2, rules 66 and 67)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from anxin.decisions.feel.comparing import compare
from anxin.decisions.feel.reading_times import parse_at, parse_date, parse_date_time, parse_duration, parse_time
from anxin.decisions.feel.temporal import Date
from anxin.decisions.feel.tokens import Token, Unreadable, number, quoted, scan
from anxin.decisions.feel.values import Range, Unanswerable, Value

_READERS: Mapping[str, Callable[[str], Value]] = {
    "date": parse_date,
    "time": parse_time,
    "date and time": parse_date_time,
    "duration": parse_duration,
}


def parse_range(text: str) -> Range:
    """``[18..21)``, ``[2..)``, ``(.."m"]``, ``[@"2020-01-01"..@"2020-12-31"]``; Unanswerable for anything else.

    One end may be missing, and is then open. The ends are of one type, and the start may not come after the end.
    """
    try:
        tokens = scan(text)[:-1]
        texts = [token.text for token in tokens]
        if texts.count("..") != 1 or texts[0] not in "[(]" or texts[-1] not in "])[":
            raise Unanswerable("that is not a range between literals")
        middle = texts.index("..")
        low, high = _end(tokens[1:middle]), _end(tokens[middle + 1 : -1])
    except Unreadable as error:
        raise Unanswerable(error.why) from None
    return _checked(Range(low, high, texts[0] == "[", texts[-1] == "]"))


def _checked(found: Range) -> Range:
    if found.low is None and found.high is None:
        raise Unanswerable("a range has at least one end")
    if (found.low is None and found.low_closed) or (found.high is None and found.high_closed):
        raise Unanswerable("an end that is missing cannot be part of a range")
    both = found.low is not None and found.high is not None
    if both and compare("<=", found.low, found.high) is not True:
        raise Unanswerable("the ends of a range are of one type, and the start is not after the end")
    return found


def _end(tokens: Sequence[Token]) -> Value:
    """The value of a literal: a number, text, ``@"…"`` or a call of a function that makes dates, times or durations."""
    kinds, first = [token.kind for token in tokens], tokens[0].text if tokens else ""
    if not tokens:
        return None
    if kinds == ["string"]:
        return quoted(tokens[0])
    if kinds == ["number"] or (kinds == ["symbol", "number"] and first == "-"):
        return Decimal(number(tokens[-1], negative=first == "-"))
    if kinds == ["symbol", "string"] and first == "@":
        return _at(quoted(tokens[1]))
    return _made(tokens)


def _at(text: str) -> Value:
    value = parse_at(text)
    if value is None:
        raise Unanswerable("that is no date, time or duration")
    return value


def _made(tokens: Sequence[Token]) -> Value:
    texts = [token.text for token in tokens]
    opening = texts.index("(") if "(" in texts else 0
    name, inside = " ".join(texts[:opening]), tokens[opening + 1 : -1]
    if name in _READERS and texts[-1] == ")":
        if [token.kind for token in inside] == ["string"]:
            return _READERS[name](quoted(inside[0]))
        if name == "date":
            return Date(*_date_parts(inside))
    raise Unanswerable("an end of such a range is a literal")


def _date_parts(tokens: Sequence[Token]) -> tuple[int, int, int]:
    negative = bool(tokens) and tokens[0].text == "-"
    parts = tokens[1:] if negative else tokens
    if [token.kind if token.text != "," else "," for token in parts] != ["number", ",", "number", ",", "number"]:
        raise Unanswerable("a date has a year, a month and a day")
    year, month, day = (number(token) for token in parts[::2])
    if not (isinstance(year, int) and isinstance(month, int) and isinstance(day, int)):
        raise Unanswerable("a date has a whole year, month and day")
    return -year if negative else year, month, day
