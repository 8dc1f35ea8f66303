"""The types of FEEL (DMN 1.5 §10.3.2.9): which values have them, and what is coerced to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

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
