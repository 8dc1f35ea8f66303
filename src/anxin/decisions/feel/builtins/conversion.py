"""Built-in functions that turn values into others (DMN 1.5 §10.3.4.1), and negation (§10.3.4.2).

Those that make dates, times, durations and ranges are in ``dates`` and ``ranges``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from anxin.decisions.feel.builtins.declaring import declared, text_within
from anxin.decisions.feel.types import BOOLEAN, STRING
from anxin.decisions.feel.values import DECIMAL128, Function, Parameter, Range, Run, Unanswerable, Value
from anxin.decisions.feel.writing_times import text_of

_NUMERAL = re.compile(r"-?([0-9]+(\.[0-9]+)?|\.[0-9]+)([eE][+-]?[0-9]{1,9})?")
_PLAIN_NAME = re.compile(r"[^\W\d]\w*( [^\W\d]\w*)*")
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def number_text(number: Decimal) -> str:
    """``number`` in digits: without exponent, and without zeros that say nothing."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def value_text(run: Run, value: Value) -> str:
    """The text of any value that is not null; inside lists, contexts and ranges, as FEEL writes it.

    LimitReached when it is longer than a text may be: values share parts, so that a small one can be long to write.
    """
    if isinstance(value, str):
        return value
    if not isinstance(value, list | dict | Range):
        return _simple(value, inside=False)
    pieces, size = [], 0
    for piece in _pieces(value):
        size += len(piece)
        text_within(run, size)
        run.step()
        pieces.append(piece)
    return "".join(pieces)


def _pieces(value: Value) -> Iterator[str]:
    """The parts of the text one after another; by hand rather than by recursion, as values may be very deep."""
    waiting = [_parts(value)]
    while waiting:
        part = next(waiting[-1], None)
        if part is None:
            waiting.pop()
        elif isinstance(part, str):
            yield part
        else:
            waiting.append(_parts(part[0]))


def _parts(value: Value) -> Iterator[str | tuple[Value]]:
    """Texts, and values in brackets of Python's that are yet to be written."""
    match value:
        case list():
            yield "["
            for index, item in enumerate(value):
                yield ", " if index else ""
                yield (item,)
            yield "]"
        case dict():
            yield "{"
            for index, (key, entry) in enumerate(value.items()):
                yield f"{', ' if index else ''}{_key(key)}: "
                yield (entry,)
            yield "}"
        case Range():
            yield from _range_parts(value)
        case _:
            yield _simple(value, inside=True)


def _range_parts(range_: Range) -> Iterator[str | tuple[Value]]:
    if range_.op:
        yield from (f"({range_.op} ", (range_.low,), ")")
        return
    yield "[" if range_.low_closed else "("
    if range_.low is not None:
        yield (range_.low,)
    yield ".."
    if range_.high is not None:
        yield (range_.high,)
    yield "]" if range_.high_closed else ")"


def _key(key: str) -> str:
    return key if _PLAIN_NAME.fullmatch(key) else _quoted(key)


def _quoted(text: str) -> str:
    return f'"{text.translate(_ESCAPES)}"'


def _simple(value: Value, inside: bool) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case Decimal():
            return number_text(value)
        case str():
            return _quoted(value)
        case Function():
            return f"function({', '.join(parameter.name for parameter in value.parameters)})"
    return f'@"{text_of(value)}"' if inside else text_of(value)


def _number(run: Run, text: str, grouping: str | None = None, point: str | None = None) -> Decimal:
    if grouping not in (None, " ", ",", "."):
        raise Unanswerable("digits are grouped by a space, a comma or a period")
    if point not in (None, ".", ","):
        raise Unanswerable("the decimal separator is a period or a comma")
    if point is not None and grouping == point:
        raise Unanswerable("the grouping separator and the decimal separator are the same")
    digits = text.replace(grouping, "") if grouping else text
    if point == ",":
        if "." in digits:
            raise Unanswerable("a period stands where the decimal separator is a comma")
        digits = digits.replace(",", ".")
    if not _NUMERAL.fullmatch(digits):
        raise Unanswerable(f"{text[:60]!r} is not a number")
    return DECIMAL128.create_decimal(digits)


def _not(run: Run, negand: bool) -> bool:
    return not negand


_TEXT = Parameter("from", STRING)

FUNCTIONS: tuple[Function, ...] = (
    declared(
        "number",
        (_TEXT, Parameter("grouping separator", STRING), Parameter("decimal separator", STRING)),
        _number,
        nullable=("grouping separator", "decimal separator"),
        alternatives=(declared("number", (_TEXT,), _number),),
    ),
    declared("string", (Parameter("from"),), value_text),
    declared("not", (Parameter("negand", BOOLEAN),), _not),
)
