"""Syntax tree to IR: names resolved, types checked, dates normalised; what cannot be is refused with its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Context, Decimal
from typing import cast

from anxin.decisions.columnar import dates
from anxin.decisions.columnar.constants import WRITTEN, is_written, written
from anxin.decisions.columnar.dates import Unnormal
from anxin.decisions.columnar.ir import (
    FLIPPED,
    All,
    Arith,
    Choice,
    Condition,
    Const,
    Days,
    Equal,
    Fact,
    Is,
    Join,
    Missing,
    Node,
    Not,
    Order,
    Pick,
    Some,
    Truth,
    Value,
)
from anxin.decisions.errors import DecisionError, Place
from anxin.decisions.feel import syntax
from anxin.decisions.feel.plain import Months, Type
from anxin.decisions.feel.plain import Value as PlainValue
from anxin.decisions.feel.syntax import Cell, Expression, Test

DECIMALS = Context(prec=34)
ORDERED = (Type.NUMBER, Type.STRING)
DATED = (Type.DATE, Type.DAYS)

Binding = Node | Expression
Scope = Mapping[str, Binding]


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
        self._open: list[str] = []

    def cell(self, cell: Cell, question: Node) -> Condition:
        """An input cell against its column's input expression."""
        if not cell.tests:
            return Truth(True)
        met = some(self._test(test, question) for test in cell.tests)
        return negated(met) if cell.negated else met

    def expression(self, tree: Expression, question: Node | None = None) -> Node:
        """An expression; ``question`` is what ``?`` stands for."""
        match tree:
            case syntax.Literal(value):
                return constant(value)
            case syntax.Name(text):
                return self._named(text)
            case syntax.Question():
                return question if question is not None else self._fail("? stands only in an input cell", read="?")
            case syntax.Junction(op, operands):
                parts = [self._condition(operand, question) for operand in operands]
                return every(parts) if op == "and" else some(parts)
            case syntax.Conditional(test, chosen, otherwise):
                test_node = self._condition(test, question)
                return self._choose(test_node, self.expression(chosen, question), self.expression(otherwise, question))
            case syntax.Within(operand, tests):
                inner = self.expression(operand, question)
                return some(self._test(test, inner) for test in tests)
            case syntax.Call(syntax.Name(name), arguments) if name in WRITTEN:
                return constant(self._written(name, arguments))
            case syntax.Between(operand, low, high):
                return self._test(syntax.Interval(low, high, True, True), self.expression(operand, question))
            case syntax.Call(syntax.Name("not"), arguments):
                return negated(self._condition(self._only(arguments), question))
            case syntax.Call(syntax.Name(name), _):
                return self._fail(f"the function {name}(...) is not here yet", read=name, allowed=(*WRITTEN, "not"))
        return self._operation(tree, question)

    def _written(self, name: str, arguments: tuple[Expression, ...]) -> PlainValue:
        try:
            return written(name, arguments)
        except ValueError as error:
            self._fail(f"{name}(...): {error}")
            raise

    def _operation(self, tree: Expression, question: Node | None) -> Node:
        match tree:
            case syntax.Negation(operand):
                zero = Const(0, Type.NUMBER)
                return self._spread(lambda one: self._negative(one, zero), self.expression(operand, question))
            case syntax.Arithmetic(op, left, right):
                operands = self.expression(left, question), self.expression(right, question)
                return self._spread(lambda one, two: self._arithmetic(op, one, two), *operands)
            case syntax.Comparison(op, left, right):
                return self._compared(op, self.expression(left, question), self.expression(right, question))
        raise AssertionError(tree)

    def _named(self, text: str) -> Node:
        bound = self.scope.get(text)
        if bound is None:
            return self._fail("nothing has this name", read=text, allowed=sorted(self.scope))
        if not isinstance(bound, Expression):
            return bound
        if text in self._open:
            return self._fail("a decision needs itself", read=" → ".join([*self._open, text]))
        self._open.append(text)
        found = self.expression(bound)
        self._open.pop()
        return found

    def _test(self, test: Test, question: Node) -> Condition:
        match test:
            case syntax.Against(op, bound):
                return self._compared(op, question, self.expression(bound, question))
            case syntax.Interval(low, high, low_closed, high_closed):
                above = self._compared(">=" if low_closed else ">", question, self.expression(low, question))
                below = self._compared("<=" if high_closed else "<", question, self.expression(high, question))
                return every((above, below))
        node = self.expression(test, question)
        stands_alone = question.type is not Type.BOOLEAN and not is_written(test)
        if node.type is Type.BOOLEAN and (stands_alone or _asks(test)):
            return cast(Condition, node)
        return self._compared("=", question, node)

    def _only(self, tests: tuple[Test, ...]) -> Expression:
        test = tests[0]
        if len(tests) > 1 or isinstance(test, syntax.Against | syntax.Interval):
            return cast(
                Expression, self._fail("not(...) takes one condition here; a list of tests fits only in a cell")
            )
        return test

    def _condition(self, tree: Expression, question: Node | None) -> Condition:
        node = self.expression(tree, question)
        if node.type is Type.NULL:
            return Truth(None)
        if node.type is not Type.BOOLEAN:
            self._fail(f"a condition must be boolean, this is {node.type.value}")
        return cast(Condition, node)

    def _choose(self, test: Condition, chosen: Node, otherwise: Node) -> Node:
        if isinstance(test, Truth):
            return chosen if test.value else otherwise
        kinds = {chosen.type, otherwise.type} - {Type.NULL}
        if len(kinds) > 1:
            self._fail(f"both branches of an if must have one type, these are {_and(kinds)}")
        if kinds == {Type.BOOLEAN}:
            return Pick(test, _boolean(chosen), _boolean(otherwise))
        kind = kinds.pop() if kinds else Type.NULL
        return Choice(test, cast(Value, chosen), cast(Value, otherwise), kind)

    def _spread(self, combine: Callable[..., Node], *operands: Node) -> Node:
        """``combine`` applied below any choice among the operands, so that values never hold one."""
        for index, operand in enumerate(operands):
            if isinstance(operand, Choice):
                before, after = operands[:index], operands[index + 1 :]
                chosen = self._spread(combine, *before, operand.chosen, *after)
                otherwise = self._spread(combine, *before, operand.otherwise, *after)
                return self._choose(operand.test, chosen, otherwise)
        return combine(*operands)

    def _negative(self, operand: Node, zero: Const) -> Node:
        if isinstance(operand, Days) and operand.type is Type.DAYS:
            return dates.multiply(operand, -1)
        if isinstance(operand, Const) and isinstance(operand.value, Months):
            return constant(Months(-operand.value.count))
        return self._arithmetic("-", zero, operand)

    def _arithmetic(self, op: str, left: Node, right: Node) -> Node:
        kinds = (left.type, right.type)
        if Type.NULL in kinds:
            return Const(None, Type.NULL)
        found: Node | None = None
        if kinds == (Type.NUMBER, Type.NUMBER):
            found = _number(op, cast(Value, left), cast(Value, right))
        elif kinds == (Type.STRING, Type.STRING) and op == "+":
            found = _joined(cast(Value, left), cast(Value, right))
        elif op in "+-":
            found = self._shift(left, right, 1 if op == "+" else -1)
        elif op == "*":
            found = _times(left, right) or _times(right, left)
        return found or self._fail(f"{kinds[0].value} {op} {kinds[1].value} has no meaning")

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

    def _compared(self, op: str, left: Node, right: Node) -> Condition:
        return cast(Condition, self._spread(lambda one, two: self._comparison(op, one, two), left, right))

    def _comparison(self, op: str, left: Node, right: Node) -> Node:
        if op in ("=", "!="):
            same = self._equal(left, right)
            return negated(same) if op == "!=" else same
        if Type.NULL in (left.type, right.type):
            return Truth(None)
        self._alike(left, right)
        if isinstance(left, Days) and isinstance(right, Days):
            return self._normal(lambda: dates.compare_days(op, left, right))
        if isinstance(left, Const) and isinstance(right, Const):
            return Truth(dates.holds(op, _plain(left), _plain(right)))
        if left.type not in ORDERED:
            self._fail(f"{left.type.value} values have no order; compare with = or !=", read=op)
        if isinstance(left, Const):
            return Order(FLIPPED[op], cast(Value, right), left)
        return Order(op, cast(Value, left), cast(Value, right))

    def _equal(self, left: Node, right: Node) -> Condition:
        if left.type is Type.NULL:
            return missing(right)
        if right.type is Type.NULL:
            return missing(left)
        self._alike(left, right)
        if left.type is Type.BOOLEAN:
            return _same_truth(cast(Condition, left), cast(Condition, right))
        if isinstance(left, Days) and isinstance(right, Days):
            return self._same_day(left, right)
        if isinstance(left, Const) and isinstance(right, Const):
            return Truth(left.value == right.value)
        if isinstance(left, Const):
            left, right = right, left
        self._known(left, right)
        return Equal(cast(Value, left), cast(Value, right))

    def _same_day(self, left: Days, right: Days) -> Condition:
        equal = self._normal(lambda: dates.compare_days("=", left, right))
        both_missing = every((missing(left), missing(right)))
        return some((both_missing, Is(cast(Condition, equal), True)))

    def _known(self, left: Node, right: Node) -> None:
        """A string that the input can never be is a slip of the pen."""
        if isinstance(left, Fact) and left.allowed and isinstance(right, Const) and right.value not in left.allowed:
            self._fail(f"{left.name!r} is never this", read=str(right.value), allowed=left.allowed)

    def _alike(self, left: Node, right: Node) -> None:
        if left.type is not right.type:
            self._fail(f"cannot compare {left.type.value} with {right.type.value}")

    def _normal(self, build: Callable[[], Node]) -> Node:
        try:
            return build()
        except Unnormal as error:
            return self._fail(str(error))

    def _fail(self, why: str, *, read: str | None = None, allowed: object = ()) -> Node:
        raise DecisionError(why, place=self.place, read=read, allowed=cast("tuple[str, ...]", allowed))


def every(parts: object) -> Condition:
    """And of conditions, with what is known beforehand left out."""
    return _junction(All, list(cast("list[Condition]", parts)), neutral=True)


def some(parts: object) -> Condition:
    """Or of conditions, with what is known beforehand left out."""
    return _junction(Some, list(cast("list[Condition]", parts)), neutral=False)


def _junction(kind: type[All] | type[Some], parts: list[Condition], *, neutral: bool) -> Condition:
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, kind) else (part,))]
    if Truth(not neutral) in flat:
        return Truth(not neutral)
    kept = tuple(dict.fromkeys(part for part in flat if part != Truth(neutral)))
    return kept[0] if len(kept) == 1 else kind(kept) if kept else Truth(neutral)


def negated(part: Condition) -> Condition:
    """Not of a condition."""
    if isinstance(part, Truth):
        return Truth(None if part.value is None else not part.value)
    return part.part if isinstance(part, Not) else Not(part)


def missing(node: Node) -> Condition:
    """Whether a node is null."""
    if isinstance(node, Choice):
        return Pick(node.test, missing(node.chosen), missing(node.otherwise))
    if node.type is Type.BOOLEAN and not isinstance(node, Truth):
        return Is(cast(Condition, node), None)
    if isinstance(node, Const | Truth):
        return Truth(node.value is None)
    return Truth(False) if isinstance(node, Days) and not node.needs else Missing(cast(Value, node))


def _boolean(node: Node) -> Condition:
    return Truth(None) if node.type is Type.NULL else cast(Condition, node)


def _same_truth(left: Condition, right: Condition) -> Condition:
    if isinstance(left, Truth):
        left, right = right, left
    if isinstance(right, Truth):
        return Is(left, right.value) if not isinstance(left, Truth) else Truth(left.value == right.value)
    return some(every((Is(left, value), Is(right, value))) for value in (True, False, None))


def _number(op: str, left: Value, right: Value) -> Node:
    if not (isinstance(left, Const) and isinstance(right, Const)):
        return Arith(op, left, right)
    one, two = Decimal(str(left.value)), Decimal(str(right.value))
    if op == "/" and two == 0:
        return Const(None, Type.NULL)
    found = {"+": DECIMALS.add, "-": DECIMALS.subtract, "*": DECIMALS.multiply, "/": DECIMALS.divide}[op](one, two)
    return Const(int(found) if found == found.to_integral_value() else found, Type.NUMBER)


def _joined(left: Value, right: Value) -> Node:
    if isinstance(left, Const) and isinstance(right, Const):
        return Const(f"{left.value}{right.value}", Type.STRING)
    return Join(left, right)


def _times(one: Node, two: Node) -> Node | None:
    if not (isinstance(two, Const) and type(two.value) is int):
        return None
    if isinstance(one, Days) and one.type is Type.DAYS:
        return dates.multiply(one, two.value)
    if isinstance(one, Const) and isinstance(one.value, Months):
        return constant(Months(one.value.count * two.value))
    return None


def _plain(node: Const) -> object:
    return node.value.count if isinstance(node.value, Months) else node.value


def _and(kinds: set[Type]) -> str:
    return " and ".join(sorted(kind.value for kind in kinds))


def _asks(test: Test) -> bool:
    """Whether ``?`` stands somewhere in a test."""
    match test:
        case syntax.Question():
            return True
        case syntax.Against(_, bound):
            return _asks(bound)
        case tuple():
            return any(_asks(part) for part in test)
    parts = getattr(test, "__dict__", {}).values()
    flat = [inner for part in parts for inner in (part if isinstance(part, tuple) else (part,))]
    return any(_asks(part) for part in flat if hasattr(part, "__dataclass_fields__"))
