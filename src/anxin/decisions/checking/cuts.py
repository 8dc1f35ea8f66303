"""Where conditions cut the line of a fact: the bounds they name, worked back through shifts and arithmetic."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from anxin.decisions.columnar.closure import moved_as_of
from anxin.decisions.columnar.ir import (
    Arith,
    AsOf,
    Const,
    Equal,
    Fact,
    Join,
    Linear,
    Moment,
    Node,
    Order,
    Shifted,
    Span,
    walk,
)
from anxin.decisions.feel.plain import LAST_DAY, Type, first_reaching
from anxin.decisions.wording import Named, Sentence, Words
from anxin.decisions.wording import gettext_noop as _

TODAY = Sentence(_("the day of decision"))
Cuts = dict[Any, Words]


def day_cuts(leaf: Span | Moment, fact: Fact, day: int) -> Cuts | None:
    """Ordinals (or counts of days) at which a test of one fact can change; None where it holds several terms."""
    linear = leaf.facts if isinstance(leaf, Moment) else leaf.linear
    target = moved_as_of(leaf.as_of, day) if isinstance(leaf, Moment) else 0
    if len(linear.terms) != 1:
        return None
    plain = isinstance(linear.terms[0][0], Fact) and linear.terms[0][1] == 1
    found: Cuts = {}
    for cut in _reached(linear, target):
        in_range = 1 <= cut <= LAST_DAY if fact.type is Type.DATE else abs(cut) < LAST_DAY
        if in_range:
            moving = isinstance(leaf, Moment) and plain
            found[cut] = day_label(fact, cut, leaf if moving and isinstance(leaf, Moment) else None)
    return found


def _reached(linear: Linear, target: int) -> Iterator[int]:
    """Where a sum of one term meets a number."""
    term, count = linear.terms[0]
    left = target - linear.days
    whole = {left // count, -(-left // count)}
    for value in whole:
        if isinstance(term, Shifted) and len(term.base.terms) == 1:
            for reached in {first_reaching(value, term.months), first_reaching(value + 1, term.months)}:
                yield from _reached(term.base, reached)
        elif not isinstance(term, Shifted):
            yield value


def day_label(fact: Fact, cut: int, moment: Moment | None) -> Words:
    """What a cut is called: the day of decision and so many days, or the date itself."""
    if moment is not None:
        return moved_label(moment.as_of, -moment.facts.days)
    if fact.type is Type.DATE:
        return Named(*2 * (date.fromordinal(cut).isoformat(),))
    return Sentence(_("%(count)s days"), {"count": cut})


def moved_label(as_of: AsOf, days: int) -> Words:
    """The day of decision after its shifts, and so many days more."""
    found: Words = TODAY
    for unit, count in (*as_of.chain, ("days", days)):
        if count:
            found = Sentence(_SHIFTED[unit, count > 0], {"count": abs(count), "day": found})
    return found


_SHIFTED = {
    ("days", True): _("%(count)s days after %(day)s"),
    ("days", False): _("%(count)s days before %(day)s"),
    ("months", True): _("%(count)s months after %(day)s"),
    ("months", False): _("%(count)s months before %(day)s"),
}


def number_cuts(leaf: Order | Equal, fact: Fact) -> Cuts | None:
    """The numbers at which a comparison of one fact can change; None where it is not a straight line."""
    left, right = _affine(leaf.left, fact), _affine(leaf.right, fact)
    if left is None or right is None:
        return None
    slope, level = left[0] - right[0], left[1] - right[1]
    if slope == 0:
        return {}
    return {number: Named(*2 * (str(number),)) for number in _decimals(-level / slope)}


def _affine(node: Node, fact: Fact) -> tuple[Fraction, Fraction] | None:
    """(a, b) for a value ``a × fact + b``."""
    match node:
        case Fact():
            return (Fraction(1), Fraction(0)) if node.name == fact.name else None
        case Const(int() | Decimal() as value):
            return Fraction(0), Fraction(value)
        case Arith(op, one, two):
            left, right = _affine(one, fact), _affine(two, fact)
            return _combined(op, left, right) if left and right else None
    return None


def _combined(
    op: str, left: tuple[Fraction, Fraction], right: tuple[Fraction, Fraction]
) -> tuple[Fraction, Fraction] | None:
    if op in "+-":
        sign = 1 if op == "+" else -1
        return left[0] + sign * right[0], left[1] + sign * right[1]
    if op == "*" and (left[0] == 0 or right[0] == 0):
        return left[0] * right[1] + right[0] * left[1], left[1] * right[1]
    if op == "/" and right[0] == 0 and right[1] != 0:
        return left[0] / right[1], left[1] / right[1]
    return None


def _decimals(exact: Fraction) -> list[int | Decimal]:
    """The fraction as a number, or the two decimals beside it."""
    if exact.denominator == 1:
        return [int(exact)]
    near = Decimal(exact.numerator) / Decimal(exact.denominator)
    if Fraction(near) == exact:
        return [near]
    step = Decimal(1).scaleb(near.adjusted() - 20)
    return [near - step, near + step]


def constants(nodes: list[Node], kind: type) -> dict[Any, None]:
    """Every constant of a kind in some conditions, in order of appearance."""
    found = (part.value for node in nodes for part in walk(node) if isinstance(part, Const))
    return {value: None for value in found if isinstance(value, kind) and not isinstance(value, bool)}


def names(nodes: list[Node]) -> dict[Any, None]:
    """The strings in some conditions, and what is left of one when a constant that is joined on is taken off."""
    found = constants(nodes, str)
    joined = [part for node in nodes for part in walk(node) if isinstance(part, Join)]
    ends = [side.value for join in joined for side in (join.left, join.right) if isinstance(side, Const)]
    for name in list(found):
        for end in ends:
            if isinstance(end, str) and end:
                found |= dict.fromkeys([name.removesuffix(end), name.removeprefix(end)])
    return found
