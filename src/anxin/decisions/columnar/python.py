"""Conditions and values as Python source, in truth form.

A condition becomes two pieces of source: one that is truthy exactly when the condition is true, one exactly when it is
false. Guards keep None away from every operator, so three-valued logic costs nothing where no fact is missing. Only
literals of the model, through ``repr``, and names made here ever reach the source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from anxin.decisions.columnar.ir import (
    INVERSE,
    All,
    Arith,
    AsOf,
    Choice,
    Condition,
    Const,
    Days,
    Equal,
    Extreme,
    Fact,
    Is,
    Join,
    Linear,
    Missing,
    Moment,
    Node,
    Not,
    Order,
    Pick,
    Shifted,
    Some,
    Span,
    Tally,
    Term,
    Truth,
    Value,
    memberships,
    operands,
    presumed,
)
from anxin.decisions.feel.plain import Type

Known = frozenset[Fact]
PYTHON_OPS = {"=": "=="}
ARITHMETIC = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide"}


class Source:
    """Writes source over local variables; ``moment`` writes a test against as_of whose facts are not null."""

    def __init__(
        self,
        variables: dict[Fact, str],
        moment: Callable[[Moment, str], str],
        as_of: Callable[[AsOf], str] | None = None,
    ) -> None:
        self.variables = variables
        self.moment = moment
        self.as_of = as_of

    def true(self, node: Condition, known: Known = frozenset()) -> str:
        """Source that is truthy when the condition is true, given facts known not to be null."""
        match node:
            case Truth(value):
                return str(value is True)
            case Fact():
                return f"{self.variables[node]} is True"
            case All(parts):
                return self._chain(" and ", parts, self.true, proven_by_truth, known)
            case Some(parts):
                return self._some(parts, known)
            case Not(part):
                return self.false(part, known)
            case Equal(left, right):
                return self._equal(left, right, known)
            case Missing(value):
                return self._missing(value)
            case Is(part, value):
                return self._exactly(part, value, known)
            case Pick(test, chosen, otherwise):
                return f"({self.true(chosen)} if {self.true(test, known)} else {self.true(otherwise)})"
        return self._compared(node, node.op, known)

    def false(self, node: Condition, known: Known = frozenset()) -> str:
        """Source that is truthy when the condition is false."""
        match node:
            case Truth(value):
                return str(value is False)
            case Fact():
                return f"{self.variables[node]} is False"
            case All(parts):
                return _any(self.false(part, known) for part in parts)
            case Some(parts):
                return self._chain(" and ", parts, self.false, proven_by_falsehood, known)
            case Not(part):
                return self.true(part, known)
            case Missing(Fact() as fact):
                return f"{self.variables[fact]} is not None"
            case Equal() | Missing() | Is():
                return f"not ({self.true(node, known)})"
            case Pick(test, chosen, otherwise):
                return f"({self.false(chosen)} if {self.true(test, known)} else {self.false(otherwise)})"
        return self._compared(node, INVERSE[node.op], known)

    def value(self, node: Node) -> str:
        """Source of a value whose facts are not null; days are ordinals or counts."""
        match node:
            case Const(value):
                return f"Decimal({str(value)!r})" if isinstance(value, Decimal) else repr(value)
            case Fact():
                return self.variables[node]
            case Arith(op, left, right):
                return f"{ARITHMETIC[op]}({self.value(left)}, {self.value(right)})"
            case Join(left, right):
                return f"({self.value(left)} + {self.value(right)})"
            case Days(linear):
                return self.days(linear)
            case Extreme(op, items):
                return f"{op}({', '.join(map(self.value, items))})"
            case Tally(parts):
                return f"({' + '.join(self._weighed(*part) for part in parts)})"
        raise AssertionError(node)

    def _weighed(self, condition: Condition, number: int | Decimal) -> str:
        return f"({self.value(Const(number, Type.NUMBER))} if {self.true(condition)} else 0)"

    def days(self, linear: Linear) -> str:
        """Source of a sum of days."""
        parts = [
            f"{'+' if count > 0 else '-'} {self._times(abs(count))}{self._term(term)}" for term, count in linear.terms
        ]
        parts += [f"{linear.days:+d}"] if linear.days or not parts else []
        return f"({' '.join(parts)})"

    def result(self, node: Node) -> str:
        """Source of a node as a plain Python value, None when it is null."""
        if isinstance(node, Choice):
            return f"({self.result(node.chosen)} if {self.true(node.test)} else {self.result(node.otherwise)})"
        if node.type is Type.BOOLEAN:
            return f"(True if {self.true(node)} else False if {self.false(node)} else None)"  # type: ignore[arg-type]  # -- boolean
        guards = self._guards((node,), frozenset())
        wrap = {Type.DATE: "plain_date", Type.DAYS: "plain_days"}.get(node.type, "")
        plain = f"{wrap}({self.value(node)})"
        return f"({plain} if {' and '.join(guards)} else None)" if guards else plain

    def _compared(self, node: Order | Span | Moment, op: str, known: Known) -> str:
        if isinstance(node, Order):
            guards = self._guards((node.left, node.right), known)
            test = f"{self.value(node.left)} {op} {self.value(node.right)}"
        else:
            guards = [f"{self.variables[fact]} is not None" for fact in node.needs if fact not in known]
            test = self.moment(node, op) if isinstance(node, Moment) else self._span(node.linear, op)
        return " and ".join([*guards, test])

    def _span(self, linear: Linear, op: str) -> str:
        dated = [(term, count) for term, count in linear.terms if isinstance(term, Fact) and term.type is Type.DATE]
        if linear.days == 0 and len(linear.terms) == 2 and [count for _, count in dated] in ([1, -1], [-1, 1]):
            (one, sign), (two, _) = dated
            left, right = (one, two) if sign > 0 else (two, one)
            return f"{self.value(left)} {PYTHON_OPS.get(op, op)} {self.value(right)}"
        return f"{self.days(linear)} {PYTHON_OPS.get(op, op)} 0"

    def _term(self, term: Term) -> str:
        if isinstance(term, Shifted):
            return f"shift_months({self.days(term.base)}, {term.months})"
        if isinstance(term, AsOf):
            assert self.as_of is not None
            return self.as_of(term)
        return f"{self.variables[term]}.{'toordinal()' if term.type is Type.DATE else 'days'}"

    def _times(self, count: int) -> str:
        return "" if count == 1 else f"{count} * "

    def _equal(self, left: Value, right: Value, known: Known) -> str:
        plain = isinstance(left, Fact) and isinstance(right, Fact | Const)
        if plain or (isinstance(right, Fact) and isinstance(left, Const)):
            return f"{self.value(left)} == {self.value(right)}"
        equal = " and ".join([*self._guards((left, right), known), f"{self.value(left)} == {self.value(right)}"])
        both = [self.true(Missing(side)) for side in (left, right) if not isinstance(side, Const)]
        return equal if len(both) < 2 else f"({equal}) or (({both[0]}) and ({both[1]}))"

    def _exactly(self, part: Condition, value: bool | None, known: Known) -> str:
        if value is not None:
            return self.true(part, known) if value else self.false(part, known)
        if isinstance(part, Fact):
            return f"{self.variables[part]} is None"
        return f"not ({self.true(part, known)}) and not ({self.false(part, known)})"

    def _some(self, parts: tuple[Condition, ...], known: Known) -> str:
        """Or; one fact against several constants is one look into a tuple."""
        members, rest = memberships(parts)
        looks = [
            f"{self.variables[fact]} in ({', '.join(map(self.value, values))})" for fact, values in members.items()
        ]
        chain = [self._chain(" or ", tuple(rest), self.true, proven_by_untruth, known)] if rest else []
        return " or ".join([*looks, *chain])

    def _chain(
        self,
        word: str,
        parts: tuple[Condition, ...],
        form: Callable[[Condition, Known], str],
        proven: Callable[[Condition], Known],
        known: Known,
    ) -> str:
        sources: list[str] = []
        for part in parts:
            sources.append(_wrapped(form(part, known)))
            known = known | proven(part)
        return word.join(sources)

    def _guards(self, nodes: Iterable[Node], known: Known) -> list[str]:
        facts = dict.fromkeys(fact for node in nodes for fact in presumed(node) if fact not in known)
        divisors = [f"{self.value(divisor)} != 0" for node in nodes for divisor in _divisors(node)]
        return [f"{self.variables[fact]} is not None" for fact in facts] + divisors

    def _missing(self, value: Value) -> str:
        absent = [f"{self.variables[guard]} is None" for guard in presumed(value)]
        return " or ".join([*absent, *(f"{self.value(divisor)} == 0" for divisor in _divisors(value))]) or "False"


def _divisors(node: Node) -> list[Value]:
    """The divisors in a value, innermost first, so that each is tested before it is divided by."""
    found = [part.right for part in operands(node) if isinstance(part, Arith) and part.op == "/"]
    return found[::-1]


def proven_by_truth(node: Condition) -> Known:
    """The facts that cannot be null when a condition is true."""
    match node:
        case Fact():
            return frozenset((node,))
        case Order() | Span() | Moment():
            return frozenset(presumed(node))
        case Equal(Fact() as fact, Const()):
            return frozenset((fact,))
        case Is(part, True):
            return proven_by_truth(part)
        case Is(part, False):
            return proven_by_falsehood(part)
        case Not(part):
            return proven_by_falsehood(part)
        case All(parts):
            return frozenset().union(*map(proven_by_truth, parts))
    return frozenset()


def proven_by_falsehood(node: Condition) -> Known:
    """The facts that cannot be null when a condition is false."""
    match node:
        case Fact():
            return frozenset((node,))
        case Order() | Span() | Moment():
            return frozenset(presumed(node))
        case Missing(Fact() as fact):
            return frozenset((fact,))
        case Not(part):
            return proven_by_truth(part)
        case Some(parts):
            return frozenset().union(*map(proven_by_falsehood, parts))
    return frozenset()


def proven_by_untruth(node: Condition) -> Known:
    """The facts that cannot be null when a condition is not true: false or null."""
    match node:
        case Missing(value):
            return frozenset(presumed(value))
        case Is(Fact() as fact, None):
            return frozenset((fact,))
        case Some(parts):
            return frozenset().union(*map(proven_by_untruth, parts))
    return frozenset()


def _any(sources: Iterable[str]) -> str:
    return " or ".join(_wrapped(source) for source in sources) or "False"


def _wrapped(source: str) -> str:
    return f"({source})" if " and " in source or " or " in source or " if " in source else source
