"""The small language between FEEL and the back-ends: typed values, three-valued conditions, normalised date tests.

Values are null exactly when one of their facts is (or a divisor is zero); a choice between values has been spread over
the conditions that use it. Every back-end asks a condition two questions, *is it true?* and *is it false?*; a condition
that is neither is null.

Dates are sums of days (:class:`Linear`). A comparison with ``as_of`` is always ``facts op T(as_of)`` (:class:`Moment`)
with T a chain of shifts, so the days on which it can flip are known from the facts alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from anxin.decisions.feel.plain import Months, Type

FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
INVERSE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}


@dataclass(frozen=True)
class Const:
    """A string, number, months duration or null; dates and days are :class:`Days`, booleans :class:`Truth`."""

    value: str | int | Decimal | Months | None
    type: Type


@dataclass(frozen=True)
class Fact:
    """An input of the table; ``allowed`` are the only strings it can be, when they were declared."""

    name: str
    type: Type
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Arith:
    """Number arithmetic: op is one of + - * /."""

    op: str
    left: Value
    right: Value

    type = Type.NUMBER


@dataclass(frozen=True)
class Join:
    """Two strings, one after the other."""

    left: Value
    right: Value

    type = Type.STRING


@dataclass(frozen=True)
class Extreme:
    """The ``min`` or ``max`` (op) of two or more values; comparisons and sums of dates spread over its items."""

    op: str
    items: tuple[Value, ...]
    type: Type


@dataclass(frozen=True)
class Tally:
    """The sum of the numbers that go with the conditions that are true; 0 when none is, never null."""

    parts: tuple[tuple[Condition, int | Decimal], ...]

    type = Type.NUMBER


@dataclass(frozen=True)
class AsOf:
    """The day of decision after a chain of shifts, each ("days", n) or ("months", n), the first applied first."""

    chain: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Shifted:
    """A date made of facts, moved by months and clamped to the month's end."""

    base: Linear
    months: int


Term = Fact | AsOf | Shifted


@dataclass(frozen=True)
class Linear:
    """A whole number of days: each term counted as often as its factor says, and ``days`` on top."""

    terms: tuple[tuple[Term, int], ...]
    days: int

    def plus(self, other: Linear, factor: int = 1) -> Linear:
        """This sum and ``factor`` times the other; terms that cancel out are gone."""
        totals = dict(self.terms)
        for term, count in other.terms:
            totals[term] = totals.get(term, 0) + factor * count
        kept = sorted(((term, count) for term, count in totals.items() if count), key=repr)
        return Linear(tuple(kept), self.days + factor * other.days)


@dataclass(frozen=True)
class Days:
    """A date (its ordinal) or a number of days; ``needs`` are the facts that make it null."""

    linear: Linear
    type: Type
    needs: tuple[Fact, ...]


@dataclass(frozen=True)
class Choice:
    """One of two values; lives only while a tree is lowered, and in outputs."""

    test: Condition
    chosen: Value
    otherwise: Value
    type: Type


Value = Const | Fact | Arith | Join | Days | Choice | Extreme | Tally


@dataclass(frozen=True)
class Truth:
    """A condition known beforehand: True, False, or None for null."""

    value: bool | None

    type = Type.BOOLEAN


@dataclass(frozen=True)
class All:
    """And, in three-valued logic."""

    parts: tuple[Condition, ...]

    type = Type.BOOLEAN


@dataclass(frozen=True)
class Some:
    """Or, in three-valued logic."""

    parts: tuple[Condition, ...]

    type = Type.BOOLEAN


@dataclass(frozen=True)
class Not:
    """Not, in three-valued logic."""

    part: Condition

    type = Type.BOOLEAN


@dataclass(frozen=True)
class Order:
    """Numbers or strings compared with < <= > >=; null when either is."""

    op: str
    left: Value
    right: Value

    type = Type.BOOLEAN


@dataclass(frozen=True)
class Equal:
    """Numbers or strings compared in FEEL's way: null equals null, and the answer is never null."""

    left: Value
    right: Value

    type = Type.BOOLEAN


@dataclass(frozen=True)
class Missing:
    """Whether a value is null; never null itself."""

    value: Value

    type = Type.BOOLEAN


@dataclass(frozen=True)
class Is:
    """Whether a condition is exactly True, False or None; never null itself."""

    part: Condition
    value: bool | None

    type = Type.BOOLEAN


@dataclass(frozen=True)
class Pick:
    """``chosen`` when the test is true, else ``otherwise``."""

    test: Condition
    chosen: Condition
    otherwise: Condition

    type = Type.BOOLEAN


@dataclass(frozen=True)
class Span:
    """``facts op 0`` in days; null when any of ``needs`` is."""

    op: str
    linear: Linear
    needs: tuple[Fact, ...]

    type = Type.BOOLEAN


@dataclass(frozen=True)
class Moment:
    """``facts op T(as_of)``; null when any of ``needs`` is. ``facts`` holds no as_of."""

    op: str
    facts: Linear
    as_of: AsOf
    needs: tuple[Fact, ...]

    type = Type.BOOLEAN


Condition = Truth | Fact | All | Some | Not | Order | Equal | Missing | Is | Pick | Span | Moment
Node = Value | Condition


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below a node."""
    match node:
        case All(parts) | Some(parts):
            return parts
        case Not(part) | Is(part, _):
            return (part,)
        case Order(_, left, right) | Equal(left, right) | Arith(_, left, right) | Join(left, right):
            return (left, right)
        case Pick(test, chosen, otherwise) | Choice(test, chosen, otherwise):
            return (test, chosen, otherwise)
        case Missing(value):
            return (value,)
        case Extreme(_, items):
            return items
        case Tally(parts):
            return tuple(condition for condition, _ in parts)
        case Days(_, _, needs) | Span(_, _, needs) | Moment(_, _, _, needs):
            return needs
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """A node and everything below it."""
    yield node
    for child in children(node):
        yield from walk(child)


def needed(node: Node) -> tuple[Fact, ...]:
    """The facts below a node, each once, in order of appearance."""
    return tuple(dict.fromkeys(part for part in walk(node) if isinstance(part, Fact)))


def operands(node: Node) -> Iterator[Node]:
    """A value and the values it is made of: a tally stands for itself, for nothing in it makes it null."""
    yield node
    if not isinstance(node, Tally):
        for child in children(node):
            yield from operands(child)


def presumed(node: Node) -> tuple[Fact, ...]:
    """The facts that make a value, or a comparison of values, null when one of them is."""
    return tuple(dict.fromkeys(part for part in operands(node) if isinstance(part, Fact)))


def memberships(parts: tuple[Condition, ...]) -> tuple[dict[Fact, list[Const]], list[Condition]]:
    """The parts of an Or, with ``fact = constant`` tests of one fact gathered where there are several."""
    gathered: dict[Fact, list[Const]] = {}
    for part in parts:
        if isinstance(part, Equal) and isinstance(part.left, Fact) and isinstance(part.right, Const):
            gathered.setdefault(part.left, []).append(part.right)
    several = {fact: values for fact, values in gathered.items() if len(values) > 1}
    taken = {Equal(fact, value) for fact, values in several.items() for value in values}
    return several, [part for part in parts if part not in taken]


def moments(node: Node) -> tuple[Moment, ...]:
    """The tests against as_of below a node."""
    return tuple(part for part in walk(node) if isinstance(part, Moment))


def mentions_as_of(node: Node) -> bool:
    """Whether a node's value moves with the day of decision."""
    return any(
        isinstance(part, Moment)
        or (isinstance(part, Days) and any(isinstance(term, AsOf) for term, _ in part.linear.terms))
        for part in walk(node)
    )


def size(node: Node, limit: int) -> int:
    """How many nodes a tree has, counted up to ``limit``."""
    return sum(1 for _, _ in zip(range(limit), walk(node), strict=False))


def depth(node: Node) -> int:
    """How deep a tree is nested; a chain of picks counts as one level."""
    deepest, waiting = 0, [(node, 1)]
    while waiting:
        part, level = waiting.pop()
        deepest = max(deepest, level)
        for child in children(part):
            chained = isinstance(part, Pick) and child is part.otherwise and isinstance(child, Pick)
            waiting.append((child, level if chained else level + 1))
    return deepest
