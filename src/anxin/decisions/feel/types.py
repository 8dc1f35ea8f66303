"""The types of FEEL (DMN 1.5 §10.3.2.9): which values have them, and what is coerced to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from anxin.decisions.feel.syntax import TypeName
from anxin.decisions.feel.values import Value


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
    """A type of which only some values are allowed (an item definition with allowed values or a type constraint)."""

    name: str
    base: FeelType
    allows: Callable[[Value], bool]


FeelType = Simple | ListType | RangeType | ContextType | FunctionType | Restricted

ANY, NULL = Simple("Any"), Simple("Null")
NUMBER, STRING, BOOLEAN = Simple("number"), Simple("string"), Simple("boolean")
DATE, TIME, DATE_TIME = Simple("date"), Simple("time"), Simple("date and time")
DAYS, MONTHS = Simple("days and time duration"), Simple("years and months duration")
FUNCTION, RANGE = Simple("function"), Simple("range")  # of any kind


def type_of(value: Value) -> FeelType:
    """The most specific type of ``value`` (§10.3.2.9)."""
    raise NotImplementedError


def conforms(given: FeelType, wanted: FeelType) -> bool:
    """Whether every value of ``given`` may stand where ``wanted`` is asked for (§10.3.2.9.2)."""
    raise NotImplementedError


def is_instance(value: Value, type_: FeelType) -> bool:
    """What ``value instance of type`` says; null is an instance of Null alone."""
    raise NotImplementedError


def coerced(value: Value, type_: FeelType) -> Value:
    """``value`` as ``type_`` wants it, after the conversions of §10.3.2.9.4; Unanswerable when it does not conform."""
    raise NotImplementedError


def type_named(name: TypeName, items: Mapping[str, FeelType]) -> FeelType:
    """The type written ``name``, ``items`` being the model's own; KeyError when there is none of that name."""
    raise NotImplementedError
