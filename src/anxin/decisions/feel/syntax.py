"""The typed syntax tree of FEEL: expressions, the unary tests of a table's cells, and type names.

``at`` is where a node begins in its text, counted from 0; it says nothing about what the node means, so that two equal
expressions are equal wherever they stand.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class Literal:
    """A constant: string, number (a whole one without point as int), boolean or null."""

    value: str | int | Decimal | bool | None
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class AtLiteral:
    """``@"2021-10-29"``: a date, time, date and time or duration; null when the text is none of them."""

    text: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Name:
    """A name: a variable, an input, a decision, a function; inner runs of space are one space."""

    text: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Question:
    """``?``: the value of the column's input expression, or what a generalised unary test stands for."""

    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Arithmetic:
    """``left op right`` where op is one of + - * / **."""

    op: str
    left: Expression
    right: Expression
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Negation:
    """Unary minus."""

    operand: Expression
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Comparison:
    """``left op right`` where op is one of = != < <= > >=."""

    op: str
    left: Expression
    right: Expression
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Junction:
    """``and`` or ``or`` over two or more operands, in three-valued logic."""

    op: str
    operands: tuple[Expression, ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Conditional:
    """``if test then chosen else otherwise``; a test that is null counts as not met."""

    test: Expression
    chosen: Expression
    otherwise: Expression
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Between:
    """``operand between low and high``, both ends included."""

    operand: Expression
    low: Expression
    high: Expression
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Within:
    """``operand in test`` or ``operand in (test, test…)``: met when any of its tests is."""

    operand: Expression
    tests: tuple[Test, ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class InstanceOf:
    """``operand instance of type``."""

    operand: Expression
    type: TypeName
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Against:
    """``op bound`` standing alone (op is one of = != < <= > >=): a unary test in a cell, a range in an expression."""

    op: str
    bound: Expression
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Interval:
    """``[low..high]``: a range as an expression, an interval as a unary test; an end is part of it when closed."""

    low: Expression
    high: Expression
    low_closed: bool
    high_closed: bool
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class ListOf:
    """``[a, b, c]``."""

    items: tuple[Expression, ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class ContextOf:
    """``{name: value, "any text": value}``; an entry sees those before it."""

    entries: tuple[tuple[str, Expression], ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class FunctionOf:
    """``function(name: type, …) body``, or with ``external`` a body that names foreign code."""

    parameters: tuple[tuple[str, TypeName | None], ...]
    body: Expression
    external: bool = False
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Path:
    """``source.name``: a context's entry, a temporal value's property; of a list, of each item."""

    source: Expression
    name: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Filter:
    """``source[condition]``: an index counted from 1 (or from the end, negative), or the items that meet it."""

    source: Expression
    condition: Expression
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Call:
    """``function(arguments)``; ``names`` go with the arguments when they are named, and are empty otherwise."""

    function: Expression
    arguments: tuple[Expression, ...]
    names: tuple[str, ...] = ()
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Iterator:
    """``name in domain``; with ``to`` set the domain is the numbers or dates ``domain .. to``."""

    name: str
    domain: Expression
    to: Expression | None = None


@dataclass(frozen=True)
class For:
    """``for iterators return body``; ``partial`` is the list of results so far."""

    iterators: tuple[Iterator, ...]
    body: Expression
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Quantified:
    """``some`` or ``every`` (kind) ``iterators satisfies condition``."""

    kind: str
    iterators: tuple[Iterator, ...]
    condition: Expression
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class TypeName:
    """A type as written: ``of`` holds what stands in angle brackets.

    ``list<number>``: ("list", (("", number),)) · ``range<date>`` alike · ``context<a: number>``: ("context",
    (("a", number),)) · ``function<number, string> -> boolean``: ("function", (("", number), ("", string)), boolean).
    """

    name: str
    of: tuple[tuple[str, TypeName], ...] = ()
    result: TypeName | None = None
    at: int = field(default=0, compare=False)


Expression = (
    Literal
    | AtLiteral
    | Name
    | Question
    | Arithmetic
    | Negation
    | Comparison
    | Junction
    | Conditional
    | Between
    | Within
    | InstanceOf
    | Against
    | Interval
    | ListOf
    | ContextOf
    | FunctionOf
    | Path
    | Filter
    | Call
    | For
    | Quantified
)

Test = Expression


@dataclass(frozen=True)
class Cell:
    """What a table's input cell says: met when any of its tests is true (``negated``: when none is); no tests
    (``-``) always."""

    tests: tuple[Test, ...]
    negated: bool = False
