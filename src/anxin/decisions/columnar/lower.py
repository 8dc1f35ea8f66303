"""Syntax tree to IR: names resolved, types checked, dates normalised.

What is wrong is refused with its place (DecisionError); what is right but cannot run set-wise too (OutsideProfile).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import NoReturn, cast

from anxin.decisions.columnar import calls, dates
from anxin.decisions.columnar.conditions import boolean, every, missing, negated, picked, same_truth, some, surely
from anxin.decisions.columnar.constants import at_literal, is_clocked, is_written
from anxin.decisions.columnar.dates import Unnormal
from anxin.decisions.columnar.ir import (
    FLIPPED,
    Choice,
    Condition,
    Const,
    Days,
    Equal,
    Extreme,
    Fact,
    Node,
    Order,
    Truth,
    Value,
    size,
)
from anxin.decisions.columnar.numbers import calculated, joined_text, plain_order, times
from anxin.decisions.columnar.scope import Outside, Record, Scope, Upstream
from anxin.decisions.errors import DecisionError, OutsideProfile, Place
from anxin.decisions.feel import syntax
from anxin.decisions.feel.plain import Months, Type
from anxin.decisions.feel.plain import Value as PlainValue
from anxin.decisions.feel.syntax import Cell, Expression, Test

LARGEST = 2_000
ORDERED = (Type.NUMBER, Type.STRING)
DATED = (Type.DATE, Type.DAYS)
WORDS = {
    syntax.ListOf: "a list", syntax.ContextOf: "a context", syntax.FunctionOf: "a function", syntax.Filter: "a filter",
    syntax.For: "an iteration", syntax.Interval: "a range as a value", syntax.Against: "a range as a value",
    syntax.InstanceOf: "a test of type", syntax.Path: "a part of a value",
}  # fmt: skip


def constant(value: PlainValue) -> Node:
    """A Python value as a node."""
    if value is None:
        return Const(None, Type.NULL)
    if isinstance(value, bool):
        return Truth(value)
    if isinstance(value, date | timedelta):
        return dates.day_constant(value)
    if isinstance(value, Months):
        return dates.months_constant(value)
    return Const(value, Type.STRING if isinstance(value, str) else Type.NUMBER)


def fact(name: str, kind: Type, allowed: tuple[str, ...] = ()) -> Node:
    """An input as a node."""
    found = Fact(name, kind, allowed)
    return dates.day_fact(found) if kind in DATED else found


class Lowering:
    """Lowers the expressions that stand at one place, in one scope of names."""

    def __init__(self, scope: Scope, place: Place) -> None:
        self.scope = scope
        self.place = place

    def cell(self, cell: Cell, question: Node) -> Condition:
        """An input cell against its column's input expression."""
        if not cell.tests:
            return Truth(True)
        met = some(self.test(test, question) for test in cell.tests)
        return negated(met) if cell.negated else met

    def expression(self, tree: Expression, question: Node | None = None) -> Node:
        """An expression; ``question`` is what ``?`` stands for. A comparison of conditions repeats both, so what one
        expression unfolds to is bounded."""
        node = self._lowered(tree, question)
        if size(node, LARGEST) >= LARGEST:
            self.outside(f"this unfolds to more than {LARGEST:,} conditions")
        return node

    def _lowered(self, tree: Expression, question: Node | None) -> Node:
        match tree:
            case syntax.Literal(value):
                return constant(value)
            case syntax.AtLiteral(text):
                return self._at_literal(text)
            case syntax.Name(text):
                return self._one(text)
            case syntax.Question():
                return question if question is not None else self.fail("? stands only in an input cell", read="?")
            case syntax.Junction(op, operands):
                parts = [self.condition(operand, question) for operand in operands]
                return every(parts) if op == "and" else some(parts)
            case syntax.Conditional(test, chosen, otherwise):
                test_node = self.condition(test, question)
                return self.choose(test_node, self.expression(chosen, question), self.expression(otherwise, question))
            case syntax.Within(operand, tests):
                inner = self.expression(operand, question)
                return some(self.test(test, inner) for test in tests)
            case syntax.Between(operand, low, high):
                return self.test(syntax.Interval(low, high, True, True), self.expression(operand, question))
            case syntax.Call():
                return calls.lowered(self, tree, question)
            case syntax.Quantified():
                return calls.quantified(self, tree, question)
            case syntax.Path(syntax.Name(text), name):
                return self._part(text, name)
        return self._operation(tree, question)

    def _operation(self, tree: Expression, question: Node | None) -> Node:
        match tree:
            case syntax.Negation(operand):
                return self._spread(self._negative, self.expression(operand, question))
            case syntax.Arithmetic(op, left, right):
                return self.calculated(op, self.expression(left, question), self.expression(right, question))
            case syntax.Comparison(op, left, right):
                return self.compared(op, self.expression(left, question), self.expression(right, question))
        return self.outside(f"{WORDS.get(type(tree), type(tree).__name__)} does not run set-wise")

    def _at_literal(self, text: str) -> Node:
        if is_clocked(text):
            return self.outside("a time of day does not run set-wise", read=text)
        try:
            return constant(at_literal(text))
        except ValueError as error:
            return self.fail(f"@...: {error}", read=text)

    def _one(self, text: str) -> Node:
        found = self._named(text)
        if isinstance(found, Record):
            return self.outside("this decision has several outputs; name one of them", read=text)
        return found

    def _part(self, text: str, name: str) -> Node:
        found = self._named(text)
        if not isinstance(found, Record):
            return self.outside("a part of a value does not run set-wise", read=f"{text}.{name}")
        if name not in found.outputs:
            return self.fail("this decision has no such output", read=name, allowed=found.outputs)
        return found.outputs[name]

    def _named(self, text: str) -> Node | Record:
        bound = self.scope.get(text)
        if bound is None:
            return self.fail("nothing has this name", read=text, allowed=sorted(self.scope))
        if isinstance(bound, Outside):
            return self.outside(bound.why, read=text)
        if not isinstance(bound, Expression | Upstream):
            return bound
        if text in self.scope.open_names:
            return self.fail("a decision needs itself", read=" → ".join([*self.scope.open_names, text]))
        inner = self.scope.inside(text)
        found = bound.lower(inner) if isinstance(bound, Upstream) else Lowering(inner, self.place).expression(bound)
        self.scope.keep(text, found)
        return found

    def test(self, test: Test, question: Node) -> Condition:
        """A unary test of ``question``."""
        match test:
            case syntax.Against(op, bound):
                return self.compared(op, question, self.expression(bound, question))
            case syntax.Interval(low, high, low_closed, high_closed):
                above = self.compared(">=" if low_closed else ">", question, self.expression(low, question))
                below = self.compared("<=" if high_closed else "<", question, self.expression(high, question))
                return every((above, below))
            case syntax.ListOf(items):
                return some(self.test(item, question) for item in items)
        node = self.expression(test, question)
        stands_alone = question.type is not Type.BOOLEAN and not is_written(test)
        if node.type is Type.BOOLEAN and (stands_alone or asks(test)):
            return cast(Condition, node)
        return self.compared("=", question, node)

    def condition(self, tree: Expression, question: Node | None) -> Condition:
        """An expression that must be boolean."""
        node = self.expression(tree, question)
        if node.type not in (Type.NULL, Type.BOOLEAN):
            self.fail(f"a condition must be boolean, this is {node.type.value}")
        return boolean(node)

    def choose(self, test: Condition, chosen: Node, otherwise: Node) -> Node:
        """One of two nodes."""
        if isinstance(test, Truth) or chosen == otherwise:
            return chosen if chosen == otherwise or (isinstance(test, Truth) and test.value) else otherwise
        kinds = {chosen.type, otherwise.type} - {Type.NULL}
        if len(kinds) > 1:
            self.fail(f"both branches of an if must have one type, these are {_and(kinds)}")
        if kinds == {Type.BOOLEAN}:
            return picked(test, boolean(chosen), boolean(otherwise))
        if isinstance(otherwise, Choice) and otherwise.chosen == chosen:
            test, otherwise = some((surely(test), surely(otherwise.test))), otherwise.otherwise
        return Choice(test, cast(Value, chosen), cast(Value, otherwise), kinds.pop() if kinds else Type.NULL)

    def _spread(self, combine: Callable[..., Node], *operands: Node) -> Node:
        """``combine`` applied below any choice among the operands, so that values never hold one."""
        for index, operand in enumerate(operands):
            if isinstance(operand, Choice):
                before, after = operands[:index], operands[index + 1 :]
                chosen = self._spread(combine, *before, operand.chosen, *after)
                otherwise = self._spread(combine, *before, operand.otherwise, *after)
                return self.choose(operand.test, chosen, otherwise)
        return combine(*operands)

    def extreme(self, op: str, items: Sequence[Node]) -> Node:
        """The ``min`` or ``max`` of some nodes; null when one of them is."""
        kinds = {item.type for item in items}
        if Type.NULL in kinds or not items:
            return Const(None, Type.NULL)
        if len(kinds) > 1:
            self.fail(f"{op}(...) takes values of one type, these are {_and(kinds)}")
        kind = kinds.pop()
        if kind not in (*ORDERED, *DATED):
            self.outside(f"{op}(...) of {kind.value} values does not run set-wise")
        if len(items) == 1:
            return items[0]
        return self._spread(lambda *parts: Extreme(op, cast("tuple[Value, ...]", parts), kind), *items)

    def calculated(self, op: str, left: Node, right: Node) -> Node:
        """``left op right``."""
        return self._spread(lambda one, two: self._arithmetic(op, one, two), left, right)

    def _negative(self, operand: Node) -> Node:
        if isinstance(operand, Days) and operand.type is Type.DAYS:
            return dates.multiply(operand, -1)
        if isinstance(operand, Const) and isinstance(operand.value, Months):
            return constant(Months(-operand.value.count))
        return self._arithmetic("-", Const(0, Type.NUMBER), operand)

    def _arithmetic(self, op: str, left: Node, right: Node) -> Node:
        kinds = (left.type, right.type)
        if Type.NULL in kinds:
            return Const(None, Type.NULL)
        if any(isinstance(side, Extreme) and side.type in DATED for side in (left, right)):
            return self._over_items(op, left, right)
        found: Node | None = None
        if kinds == (Type.NUMBER, Type.NUMBER):
            found = calculated(op, cast(Value, left), cast(Value, right))
            found = found or self.outside("a power that is not known beforehand does not run set-wise")
        elif kinds == (Type.STRING, Type.STRING) and op == "+":
            found = joined_text(cast(Value, left), cast(Value, right))
        elif op in "+-":
            found = self._shift(left, right, 1 if op == "+" else -1)
        elif op == "*":
            found = times(left, right) or times(right, left)
        return found or self._no_meaning(op, left, right)

    def _no_meaning(self, op: str, left: Node, right: Node) -> Node:
        kinds = {left.type, right.type}
        if op in "+-*/" and kinds <= {Type.DATE, Type.DAYS, Type.MONTHS, Type.NUMBER} and kinds != {Type.DATE}:
            self.outside(f"{left.type.value} {op} {right.type.value} does not run set-wise")
        return self.fail(f"{left.type.value} {op} {right.type.value} has no meaning")

    def _over_items(self, op: str, left: Node, right: Node) -> Node:
        """A sum with the least or greatest of some days is the least or greatest of the sums."""
        if op not in "+-":
            return self.outside("a multiple of the least or greatest of some days does not run set-wise")
        if isinstance(left, Extreme):
            return self.extreme(left.op, [self.calculated(op, item, right) for item in left.items])
        assert isinstance(right, Extreme)
        turned = right.op if op == "+" else {"min": "max", "max": "min"}[right.op]
        return self.extreme(turned, [self.calculated(op, left, item) for item in right.items])

    def _shift(self, left: Node, right: Node, sign: int) -> Node | None:
        if sign > 0 and isinstance(left, Const):
            left, right = right, left
        months = right.value if isinstance(right, Const) else None
        if isinstance(left, Days) and isinstance(right, Days):
            return dates.add(left, right, sign)
        if isinstance(left, Days) and left.type is Type.DATE and isinstance(months, Months):
            return self._normal(lambda: dates.add_months(left, sign * months.count))
        if isinstance(left, Const) and isinstance(left.value, Months) and isinstance(months, Months):
            return constant(Months(left.value.count + sign * months.count))
        return None

    def compared(self, op: str, left: Node, right: Node) -> Condition:
        """``left op right`` as a condition."""
        return boolean(self._spread(lambda one, two: self._comparison(op, one, two), left, right))

    def _comparison(self, op: str, left: Node, right: Node) -> Node:
        if op in ("=", "!="):
            same = self._equal(left, right)
            return negated(same) if op == "!=" else same
        if Type.NULL in (left.type, right.type):
            return Truth(None)
        self._alike(left, right)
        if left.type in DATED:
            return self._days_compared(op, left, right)
        if isinstance(left, Const) and isinstance(right, Const):
            return Truth(dates.holds(op, plain_order(left), plain_order(right)))
        if left.type not in ORDERED:
            self.fail(f"{left.type.value} values have no order; compare with = or !=", read=op)
        if isinstance(left, Const):
            return Order(FLIPPED[op], cast(Value, right), left)
        return Order(op, cast(Value, left), cast(Value, right))

    def _days_compared(self, op: str, left: Node, right: Node) -> Condition:
        if isinstance(left, Extreme):
            return self._items_compared(op, left, right)
        if isinstance(right, Extreme):
            return self._items_compared(FLIPPED[op], right, left)
        assert isinstance(left, Days) and isinstance(right, Days)
        return cast(Condition, self._normal(lambda: dates.compare_days(op, left, right)))

    def _items_compared(self, op: str, extreme: Extreme, other: Node) -> Condition:
        """The greatest is below a bound when all are, above it when one is; null when one is missing."""
        met = [self.compared(op, item, other) for item in extreme.items]
        all_of_them = op in (("<", "<=") if extreme.op == "max" else (">", ">="))
        absent = some((missing(extreme), missing(other)))
        return picked(absent, Truth(None), every(met) if all_of_them else some(met))

    def _equal(self, left: Node, right: Node) -> Condition:
        if left.type is Type.NULL:
            return missing(right)
        if right.type is Type.NULL:
            return missing(left)
        self._alike(left, right)
        if left.type is Type.BOOLEAN:
            return same_truth(cast(Condition, left), cast(Condition, right))
        if left.type in DATED:
            return self._same_day(left, right)
        if isinstance(left, Const) and isinstance(right, Const):
            return Truth(left.value == right.value)
        if isinstance(left, Const):
            left, right = right, left
        self._known(left, right)
        return Equal(cast(Value, left), cast(Value, right))

    def _same_day(self, left: Node, right: Node) -> Condition:
        if isinstance(left, Extreme) or isinstance(right, Extreme):
            equal = every((self._days_compared("<=", left, right), self._days_compared(">=", left, right)))
        else:
            equal = self._days_compared("=", left, right)
        both_missing = every((missing(left), missing(right)))
        return some((both_missing, surely(equal)))

    def _known(self, left: Node, right: Node) -> None:
        """A string that the input can never be is a slip of the pen."""
        if isinstance(left, Fact) and left.allowed and isinstance(right, Const) and right.value not in left.allowed:
            self.fail(f"{left.name!r} is never this", read=str(right.value), allowed=left.allowed)

    def _alike(self, left: Node, right: Node) -> None:
        if left.type is not right.type:
            self.fail(f"cannot compare {left.type.value} with {right.type.value}")

    def _normal(self, build: Callable[[], Node]) -> Node:
        try:
            return build()
        except Unnormal as error:
            return self.outside(str(error))

    def fail(self, why: str, *, read: str | None = None, allowed: Iterable[str] = ()) -> NoReturn:
        """Refuse what is wrong."""
        raise DecisionError(why, place=self.place, read=read, allowed=allowed)

    def outside(self, why: str, *, read: str | None = None) -> NoReturn:
        """Refuse what cannot run set-wise."""
        raise OutsideProfile(why, place=self.place, read=read)


def _and(kinds: set[Type]) -> str:
    return " and ".join(sorted(kind.value for kind in kinds))


def asks(test: Test) -> bool:
    """Whether ``?`` stands somewhere in a test."""
    waiting: list[object] = [test]
    while waiting:
        found = waiting.pop()
        if isinstance(found, syntax.Question):
            return True
        parts = found if isinstance(found, tuple) else tuple(getattr(found, "__dict__", {}).values())
        waiting += [part for part in parts if isinstance(part, tuple) or hasattr(part, "__dataclass_fields__")]
    return False
