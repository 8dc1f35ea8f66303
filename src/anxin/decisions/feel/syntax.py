"""The typed syntax tree of the FEEL subset: expressions, and the unary tests of a table's cells."""

from __future__ import annotations

from dataclasses import dataclass

from anxin.decisions.feel.plain import Value


@dataclass(frozen=True)
class Literal:
    """A constant: string, number, boolean, null, date or duration."""

    value: Value


@dataclass(frozen=True)
class Name:
    """A name: an input, a parameter, ``as_of`` or another decision."""

    text: str


@dataclass(frozen=True)
class Question:
    """``?``: the value of the column's input expression."""


@dataclass(frozen=True)
class Arithmetic:
    """``left op right`` where op is one of + - * /."""

    op: str
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Negation:
    """Unary minus."""

    operand: Expression


@dataclass(frozen=True)
class Comparison:
    """``left op right`` where op is one of = != < <= > >=."""

    op: str
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Junction:
    """``and`` or ``or`` over two or more operands, in three-valued logic."""

    op: str
    operands: tuple[Expression, ...]


@dataclass(frozen=True)
class Conditional:
    """``if test then chosen else otherwise``; a test that is null counts as not met."""

    test: Expression
    chosen: Expression
    otherwise: Expression


@dataclass(frozen=True)
class Within:
    """``operand in (tests)``."""

    operand: Expression
    tests: tuple[Test, ...]


@dataclass(frozen=True)
class Opposite:
    """``not(...)``: of a boolean in an expression, of a list of unary tests in a cell."""

    tests: tuple[Test, ...]


@dataclass(frozen=True)
class Call:
    """``name(arguments)``."""

    name: str
    arguments: tuple[Expression, ...]


Expression = (
    Literal | Name | Question | Arithmetic | Negation | Comparison | Junction | Conditional | Within | Opposite | Call
)


@dataclass(frozen=True)
class Against:
    """The unary test ``op bound``, for instance ``< as_of``."""

    op: str
    bound: Expression


@dataclass(frozen=True)
class Interval:
    """The unary test ``[low..high]``; an end is part of the interval when it is closed."""

    low: Expression
    high: Expression
    low_closed: bool
    high_closed: bool


Test = Against | Interval | Expression


@dataclass(frozen=True)
class Cell:
    """What a table's input cell says: met when any of its tests is true; no tests (``-``) always."""

    tests: tuple[Test, ...]
