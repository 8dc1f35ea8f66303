"""The types of FEEL (DMN 1.5 §10.3.2.9): which values have them, and what is coerced to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from anxin.decisions.feel.plain import Months
from anxin.decisions.feel.syntax import TypeName
from anxin.decisions.feel.temporal import UTC_MIDNIGHT, Date, DateTime, Duration, Time
from anxin.decisions.feel.values import Budget, Function, Range, Unanswerable, Value


@dataclass(frozen=True)
class Simple:
    """A type without parts, under its FEEL name."""

    name: str


@dataclass(frozen=True)
class ListType:
    """``list<of>``."""

    of: FeelType


@dataclass(frozen=True)
class RangeType:
    """``range<of>``."""

    of: FeelType


@dataclass(frozen=True)
class ContextType:
    """``context<name: type, …>``: a context that has at least these entries."""

    entries: tuple[tuple[str, FeelType], ...]


@dataclass(frozen=True)
class FunctionType:
    """``function<type, …> -> result``."""

    parameters: tuple[FeelType, ...]
    result: FeelType


@dataclass(frozen=True, eq=False)
class Restricted:
    """A type of which only some values are allowed (an item definition with allowed values or a type constraint).

    ``allows`` is asked of values of ``base`` that are not null.
    """

    name: str
    base: FeelType
    allows: Callable[[Value], bool]


FeelType = Simple | ListType | RangeType | ContextType | FunctionType | Restricted

ANY, NULL = Simple("Any"), Simple("Null")
NUMBER, STRING, BOOLEAN = Simple("number"), Simple("string"), Simple("boolean")
DATE, TIME, DATE_TIME = Simple("date"), Simple("time"), Simple("date and time")
DAYS, MONTHS = Simple("days and time duration"), Simple("years and months duration")
FUNCTION, RANGE = Simple("function"), Simple("range")  # of any kind

SIMPLE = {
    type_.name: type_
    for type_ in (ANY, NULL, NUMBER, STRING, BOOLEAN, DATE, TIME, DATE_TIME, DAYS, MONTHS, FUNCTION, RANGE)
}
# The names of DMN 1.1 and 1.2 are still met in files.
_OLDER = {"dateTime": DATE_TIME, "dayTimeDuration": DAYS, "yearMonthDuration": MONTHS}
_BARE: dict[str, FeelType] = {**SIMPLE, **_OLDER, "list": ListType(ANY), "context": ContextType(())}

_OF_PYTHON: dict[type, Simple] = {
    type(None): NULL,
    bool: BOOLEAN,
    str: STRING,
    Decimal: NUMBER,
    Date: DATE,
    Time: TIME,
    DateTime: DATE_TIME,
    Duration: DAYS,
    Months: MONTHS,
}


def kind_of(value: Value) -> str:
    """What a message calls ``value``: the name of its type, without parts."""
    simple = _OF_PYTHON.get(type(value))
    if simple is not None:
        return "null" if simple is NULL else simple.name
    return {list: "list", dict: "context", Range: "range", Function: "function"}.get(type(value), "unknown value")


def written(type_: FeelType) -> str:
    """``type_`` as FEEL writes it."""
    if isinstance(type_, ListType):
        return f"list<{written(type_.of)}>"
    if isinstance(type_, RangeType):
        return f"range<{written(type_.of)}>"
    if isinstance(type_, ContextType):
        return f"context<{', '.join(f'{name}: {written(of)}' for name, of in type_.entries)}>"
    if isinstance(type_, FunctionType):
        return f"function<{', '.join(map(written, type_.parameters))}> -> {written(type_.result)}"
    return type_.name


def type_of(value: Value) -> FeelType:
    """The most specific type of ``value`` (§10.3.2.9); LimitReached when it has too many parts."""
    return _type_of(value, Budget("parts of a value to tell its type"))


def _type_of(value: Value, budget: Budget) -> FeelType:
    budget.spend()
    simple = _OF_PYTHON.get(type(value))
    if simple is not None:
        return simple
    if isinstance(value, list):
        return ListType(_shared([_type_of(item, budget) for item in value]))
    if isinstance(value, dict):
        return ContextType(tuple((name, _type_of(entry, budget)) for name, entry in value.items()))
    if isinstance(value, Range):
        return RangeType(_shared([_type_of(value.low, budget), _type_of(value.high, budget)]))
    if isinstance(value, Function):
        return _type_of_function(value)
    raise TypeError(f"{type(value).__name__} is no FEEL value")


def _type_of_function(function: Function) -> FunctionType:
    return FunctionType(
        tuple(parameter.type or ANY for parameter in function.parameters), function.result or function.answers or ANY
    )


def _shared(types: list[FeelType]) -> FeelType:
    """The one of ``types`` that all others conform to, or Any; of none, Null, which conforms to all."""
    widest: FeelType = NULL
    for type_ in types:
        if not conforms(type_, widest):
            if not conforms(widest, type_):
                return ANY
            widest = type_
    return widest


def conforms(given: FeelType, wanted: FeelType) -> bool:
    """Whether every value of ``given`` may stand where ``wanted`` is asked for (§10.3.2.9.2)."""
    if given is wanted or wanted == ANY or given == NULL:
        return True
    if isinstance(given, Restricted):
        return conforms(given.base, wanted)
    if isinstance(given, ListType) and isinstance(wanted, ListType):
        return conforms(given.of, wanted.of)
    if isinstance(given, RangeType):
        return wanted == RANGE or (isinstance(wanted, RangeType) and conforms(given.of, wanted.of))
    if isinstance(given, ContextType) and isinstance(wanted, ContextType):
        entries = dict(given.entries)
        return all(name in entries and conforms(entries[name], of) for name, of in wanted.entries)
    if isinstance(given, FunctionType):
        return wanted == FUNCTION or (isinstance(wanted, FunctionType) and _stands_for(given, wanted))
    return given == wanted


def _stands_for(given: FunctionType, wanted: FunctionType) -> bool:
    """Parameters may be wider than asked for, the result narrower."""
    return (
        len(given.parameters) == len(wanted.parameters)
        and all(conforms(asked, taken) for taken, asked in zip(given.parameters, wanted.parameters, strict=True))
        and conforms(given.result, wanted.result)
    )


def _is_such(function: Function, wanted: FunctionType) -> bool:
    """Whether ``function`` stands for ``wanted``; where nobody said what it answers, that is not held against it."""
    given = _type_of_function(function)
    return _stands_for(FunctionType(given.parameters, function.result or function.answers or wanted.result), wanted)


def is_instance(value: Value, type_: FeelType) -> bool:
    """What ``value instance of type`` says; null is an instance of Null alone."""
    if value is None:
        return type_ == NULL
    return type_ != NULL and _fits(value, type_, Budget("parts of a value to tell its type"))


def _fits(value: Value, type_: FeelType, budget: Budget) -> bool:
    """Whether the type of ``value`` conforms to ``type_``; null's conforms to all."""
    if value is None or type_ == ANY:
        return True
    if isinstance(type_, Simple):
        found = _OF_PYTHON.get(type(value)) or _ANY_KIND.get(type(value))
        return found is type_ or found == type_
    if isinstance(type_, Restricted):
        return _fits(value, type_.base, budget) and type_.allows(value)
    budget.spend(1 + len(value) // 4 if isinstance(value, list) else 1)
    if isinstance(type_, ListType):
        return isinstance(value, list) and all(_fits(item, type_.of, budget) for item in value)
    if isinstance(type_, ContextType):
        return isinstance(value, dict) and all(
            name in value and _fits(value[name], of, budget) for name, of in type_.entries
        )
    if isinstance(type_, RangeType):
        return isinstance(value, Range) and _fits(value.low, type_.of, budget) and _fits(value.high, type_.of, budget)
    return isinstance(value, Function) and _is_such(value, type_)


_ANY_KIND: dict[type, Simple] = {Function: FUNCTION, Range: RANGE}


def coerced(value: Value, type_: FeelType) -> Value:
    """``value`` as ``type_`` wants it, after the conversions of §10.3.2.9.4; Unanswerable when it does not conform.

    A list of one item stands for that item, an item for a list of it, a date for its midnight in UTC.
    """
    found = _converted(value, type_, Budget("parts of a value to tell its type"))
    if found is None:
        raise Unanswerable(f"a {kind_of(value)} stands where {written(type_)} is asked for")
    return found[0]


def _converted(value: Value, type_: FeelType, budget: Budget) -> tuple[Value] | None:
    if _fits(value, type_, budget):
        return (value,)
    base = type_
    while isinstance(base, Restricted):
        base = base.base
    if type(value) is Date and base == DATE_TIME:
        return _kept(DateTime(value, UTC_MIDNIGHT), type_, budget)
    if isinstance(base, ListType):
        return None if isinstance(value, list) else _kept([value], type_, budget)
    if isinstance(value, list) and len(value) == 1:
        return _kept(value[0], type_, budget)
    return None


def _kept(value: Value, type_: FeelType, budget: Budget) -> tuple[Value] | None:
    return (value,) if _fits(value, type_, budget) else None


def type_named(name: TypeName, items: Mapping[str, FeelType]) -> FeelType:
    """The type written ``name``, ``items`` being the model's own; KeyError when there is none of that name."""
    parts = tuple((part, type_named(of, items)) for part, of in name.of)
    if name.result is not None:
        return FunctionType(tuple(of for _, of in parts), type_named(name.result, items))
    if not parts:
        return items[name.name] if name.name in items else _BARE[name.name]
    if name.name == "context":
        return ContextType(parts)
    return _OF_ONE[name.name](parts[0][1])


_OF_ONE: dict[str, Callable[[FeelType], FeelType]] = {"list": ListType, "range": RangeType}
