"""A slow reading of FEEL straight from the syntax tree, to hold the compiled forms against."""

from __future__ import annotations

import calendar
import operator
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from anxin.decisions import Model, Months
from anxin.decisions.columnar.constants import at_literal, written
from anxin.decisions.feel import syntax

NEVER = date.max.toordinal() + 1
COMPARE = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


class Interpreter:
    """One set of facts on one day. Dates are ordinals here, wrapped so that they stay apart from numbers."""

    def __init__(self, model: Model, facts: Mapping[str, Any], as_of: date) -> None:
        self.model = model
        self.names: dict[str, Any] = {name: wrapped(facts.get(name)) for name in model.inputs}
        self.names["as_of"] = wrapped(as_of)

    def row(self, decision: str) -> int | None:
        """The number of the row that fires; for UNIQUE and ANY the first that does."""
        table = self.model.tables[decision]
        questions = [self.value(column.expression, None) for column in table.columns]
        met = [
            rule.number
            for rule in table.rules
            if all(self.met(cell, question) for cell, question in zip(rule.cells, questions, strict=True))
        ]
        if table.hit_policy == "PRIORITY":
            met.sort(key=lambda number: self.priority(table, number))
        return met[0] if met else None

    def priority(self, table: Any, number: int) -> tuple[int, ...]:
        entries = zip(table.rules[number - 1].outputs, table.outputs, strict=True)
        return tuple(column.allowed.index(tree.value) for tree, column in entries)

    def met(self, cell: syntax.Cell, question: Any) -> bool:
        met = disjunction([self.test(test, question) for test in cell.tests])
        return not cell.tests or (opposite(met) if cell.negated else met) is True

    def test(self, test: syntax.Test, question: Any) -> Any:
        match test:
            case syntax.Against(op, bound):
                return compared(op, question, self.value(bound, question))
            case syntax.Interval(low, high, low_closed, high_closed):
                above = compared(">=" if low_closed else ">", question, self.value(low, question))
                below = compared("<=" if high_closed else "<", question, self.value(high, question))
                return conjunction([above, below])
        value = self.value(test, question)
        if "Question(" in repr(test):
            return value
        return compared("=", question, value)

    def value(self, tree: syntax.Expression, question: Any) -> Any:
        match tree:
            case syntax.Literal(value):
                return wrapped(value)
            case syntax.AtLiteral(text):
                return wrapped(at_literal(text))
            case syntax.Name(text):
                expression = self.model.definitions.expressions.get(text)
                return self.value(expression, None) if expression else self.names[text]
            case syntax.Question():
                return question
            case syntax.Negation(operand):
                value = self.value(operand, question)
                return None if value is None else -value
            case syntax.Arithmetic(op, left, right):
                return arithmetic(op, self.value(left, question), self.value(right, question))
            case syntax.Comparison(op, left, right):
                return compared(op, self.value(left, question), self.value(right, question))
            case syntax.Junction(op, operands):
                values = [self.value(operand, question) for operand in operands]
                return conjunction(values) if op == "and" else disjunction(values)
            case syntax.Conditional(test, chosen, otherwise):
                return self.value(chosen if self.value(test, question) is True else otherwise, question)
            case syntax.Within(operand, tests):
                inner = self.value(operand, question)
                return disjunction([self.test(test, inner) for test in tests])
            case syntax.Call(syntax.Name("not"), arguments):
                return opposite(self.value(arguments[0], question))
            case syntax.Call(syntax.Name(name), arguments):
                return wrapped(written(name, arguments))
            case syntax.Between(operand, low, high):
                return self.test(syntax.Interval(low, high, True, True), self.value(operand, question))
        raise AssertionError(tree)


class Day(int):
    """The ordinal of a date, which may lie outside the calendar."""


def wrapped(value: Any) -> Any:
    return Day(value.toordinal()) if isinstance(value, date) else value


def conjunction(values: list[Any]) -> bool | None:
    return False if False in values else None if None in values else True


def disjunction(values: list[Any]) -> bool | None:
    return True if True in values else None if None in values else False


def opposite(value: bool | None) -> bool | None:
    return None if value is None else not value


def compared(op: str, left: Any, right: Any) -> bool | None:
    if op in ("=", "!="):
        same = (left is None) == (right is None) and left == right
        return same if op == "=" else not same
    if left is None or right is None:
        return None
    return bool(COMPARE[op](left, right))


def arithmetic(op: str, left: Any, right: Any) -> Any:
    if left is None or right is None:
        return None
    if isinstance(left, timedelta | Months) and isinstance(right, Day):
        left, right = right, left
    if isinstance(left, Day):
        return moved(left, right, 1 if op == "+" else -1)
    if op == "/":
        return None if right == 0 else Decimal(left) / Decimal(right)
    return {"+": operator.add, "-": operator.sub, "*": operator.mul}[op](left, right)


def moved(day: Day, by: Any, sign: int) -> Any:
    if isinstance(by, Day):
        return timedelta(days=int(day) - int(by))
    if isinstance(by, timedelta):
        return Day(day + sign * by.days)
    if day >= NEVER:
        return Day(NEVER)
    plain = date.fromordinal(day)
    months = plain.year * 12 + plain.month - 1 + sign * by.count
    year, month = months // 12, months % 12 + 1
    if year > 9999:
        return Day(NEVER)
    last = calendar.monthrange(year, month)[1]
    return Day(date(year, month, min(plain.day, last)).toordinal())
