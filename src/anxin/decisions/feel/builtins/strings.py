"""Built-in functions of strings (DMN 1.5 §10.3.4.3): positions count characters from 1, a surrogate pair is one."""

from __future__ import annotations

from decimal import Decimal

from anxin.decisions.feel.builtins.declaring import declared, extent, items_within, offset, text_within
from anxin.decisions.feel.builtins.searching import Matcher, matcher, replacement_parts
from anxin.decisions.feel.types import ANY, NUMBER, STRING, ListType
from anxin.decisions.feel.values import Function, Parameter, Run, Unanswerable, Value


def _substring(run: Run, string: str, start: Decimal, length: Decimal | None = None) -> str:
    begin = offset(start, len(string), "string")
    return string[begin : extent(begin, length, len(string), "string")]


def _length(run: Run, string: str) -> Decimal:
    return Decimal(len(string))


def _upper(run: Run, string: str) -> str:
    return string.upper()


def _lower(run: Run, string: str) -> str:
    return string.lower()


def _before(run: Run, string: str, match: str) -> str:
    return string[: max(string.find(match), 0)]


def _after(run: Run, string: str, match: str) -> str:
    return string.partition(match)[2] if match else string


def _contains(run: Run, string: str, match: str) -> bool:
    return match in string


def _starts_with(run: Run, string: str, match: str) -> bool:
    return string.startswith(match)


def _ends_with(run: Run, string: str, match: str) -> bool:
    return string.endswith(match)


def _matches(run: Run, input_: str, pattern: str, flags: str | None = None) -> bool:
    return matcher(pattern, flags).found(run, input_)


def _replace(run: Run, input_: str, pattern: str, replacement: str, flags: str | None = None) -> str:
    found = _never_empty(run, pattern, flags)
    parts = replacement_parts(replacement, found)
    pieces, done, size = [], 0, 0
    for match in found.occurrences(run, input_):
        pieces.append(input_[done : match.start()])
        pieces += [part if isinstance(part, str) else match[part] or "" for part in parts]
        size += sum(map(len, pieces[-1 - len(parts) :]))
        text_within(run, size)
        done = match.end()
    pieces.append(input_[done:])
    return "".join(pieces)


def _split(run: Run, string: str, delimiter: str) -> list[Value]:
    parts: list[Value] = []
    done = 0
    for match in _never_empty(run, delimiter, None).occurrences(run, string):
        parts.append(string[done : match.start()])
        items_within(run, len(parts))
        done = match.end()
    return [*parts, string[done:]]


def _never_empty(run: Run, pattern: str, flags: str | None) -> Matcher:
    """F&O §7.6.3 and §7.6.4: a pattern that matches nothing at all has no answer."""
    found = matcher(pattern, flags)
    if found.found(run, ""):
        raise Unanswerable("the pattern matches the empty string")
    return found


def _join(run: Run, items: list[Value], delimiter: str | None = None) -> str:
    """The strings of ``items`` one after another; those that are null are passed over."""
    strings = [item for item in items if item is not None]
    if not all(isinstance(item, str) for item in strings):
        raise Unanswerable("string join() takes strings only")
    between = delimiter or ""
    items_within(run, len(strings))
    text_within(run, sum(map(len, strings)) + len(between) * max(len(strings) - 1, 0))
    return between.join(strings)


_STRING, _MATCH = Parameter("string", STRING), Parameter("match", STRING)
_INPUT, _PATTERN, _FLAGS = Parameter("input", STRING), Parameter("pattern", STRING), Parameter("flags", STRING)
_START, _LENGTH = Parameter("start position", NUMBER), Parameter("length", NUMBER)
_DELIMITER = Parameter("delimiter", STRING)

FUNCTIONS: tuple[Function, ...] = (
    declared("substring", (_STRING, _START, _LENGTH), _substring, optional=1, nullable=("length",)),
    declared("string length", (_STRING,), _length),
    declared("upper case", (_STRING,), _upper),
    declared("lower case", (_STRING,), _lower),
    declared("substring before", (_STRING, _MATCH), _before),
    declared("substring after", (_STRING, _MATCH), _after),
    declared("contains", (_STRING, _MATCH), _contains),
    declared("starts with", (_STRING, _MATCH), _starts_with),
    declared("ends with", (_STRING, _MATCH), _ends_with),
    declared("matches", (_INPUT, _PATTERN, _FLAGS), _matches, optional=1, nullable=("flags",)),
    declared(
        "replace",
        (_INPUT, _PATTERN, Parameter("replacement", STRING), _FLAGS),
        _replace,
        optional=1,
        nullable=("flags",),
    ),
    declared("split", (_STRING, _DELIMITER), _split),
    declared(
        "string join",
        (Parameter("list", ListType(ANY)), _DELIMITER),
        _join,
        optional=1,
        nullable=("delimiter",),
    ),
)
