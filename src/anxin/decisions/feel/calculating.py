"""Arithmetic, comparison, logic and conditions as code."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from anxin.decisions.feel import syntax
from anxin.decisions.feel.arithmetic import calculated, negate
from anxin.decisions.feel.calling import measured
from anxin.decisions.feel.comparing import compare
from anxin.decisions.feel.compiling import Constant, Types, code_of, compiles, mentions, noted
from anxin.decisions.feel.scope import Code, Scope
from anxin.decisions.feel.testing import any_of, test_of
from anxin.decisions.feel.types import is_instance, kind_of, type_named
from anxin.decisions.feel.values import DECIMAL128, Run, Unanswerable, Value

_QUICK: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": DECIMAL128.add,
    "-": DECIMAL128.subtract,
    "*": DECIMAL128.multiply,
}

_POWER = 20  # steps, as it takes that much longer than other arithmetic


@compiles(syntax.Arithmetic)
def _arithmetic(tree: syntax.Arithmetic, types: Types) -> Code:
    left, right = code_of(tree.left, types), code_of(tree.right, types)
    op, at, quick = tree.op, tree.at, _QUICK.get(tree.op)

    def code(scope: Scope, run: Run) -> Value:
        first, second = left(scope, run), right(scope, run)
        if op == "**":
            run.step(_POWER)
        try:
            if quick is not None and type(first) is Decimal and type(second) is Decimal:
                return quick(first, second)
            answer = calculated(op, first, second)
        except Unanswerable as none:
            run.note(str(none), at)
            return None
        except ArithmeticError:
            run.note(f"{op} gives a number too large to keep", at)
            return None
        if type(answer) is str:
            measured(answer, run)
        return answer

    return code


@compiles(syntax.Negation)
def _negation(tree: syntax.Negation, types: Types) -> Code:
    operand, at = code_of(tree.operand, types), tree.at
    if isinstance(operand, Constant) and type(operand.value) is Decimal:
        return Constant(DECIMAL128.minus(operand.value))

    def code(scope: Scope, run: Run) -> Value:
        try:
            return negate(operand(scope, run))
        except Unanswerable as none:
            run.note(str(none), at)
            return None

    return code


_DECIMALS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@compiles(syntax.Comparison)
def _comparison(tree: syntax.Comparison, types: Types) -> Code:
    left, right = code_of(tree.left, types), code_of(tree.right, types)
    op, at, quick = tree.op, tree.at, _DECIMALS[tree.op]

    def code(scope: Scope, run: Run) -> Value:
        first, second = left(scope, run), right(scope, run)
        if type(first) is Decimal and type(second) is Decimal:
            return quick(first, second)
        answer = compare(op, first, second, run)
        if answer is None:
            run.note(f"{kind_of(first)} {op} {kind_of(second)} has no answer", at)
        return answer

    return code


@compiles(syntax.Junction)
def _junction(tree: syntax.Junction, types: Types) -> Code:
    """The first operand that decides ends it; otherwise any operand that is no boolean makes it null."""
    operands = [code_of(operand, types) for operand in tree.operands]
    op, at = tree.op, tree.at
    deciding = op == "or"

    def code(scope: Scope, run: Run) -> Value:
        known: bool | None = not deciding
        for operand in operands:
            value = operand(scope, run)
            if value is deciding:
                return deciding
            if value is not True and value is not False:
                known = None
                if value is not None:
                    run.note(f"{op} takes booleans, not {kind_of(value)}", at)
        return known

    return code


@compiles(syntax.Conditional)
def _conditional(tree: syntax.Conditional, types: Types) -> Code:
    test, chosen, otherwise = (code_of(part, types) for part in (tree.test, tree.chosen, tree.otherwise))
    at = tree.at

    def code(scope: Scope, run: Run) -> Value:
        met = test(scope, run)
        if met is True:
            return chosen(scope, run)
        if met is not False and met is not None:
            run.note(f"if takes a boolean, not {kind_of(met)}", at)
        return otherwise(scope, run)

    return code


@compiles(syntax.Between)
def _between(tree: syntax.Between, types: Types) -> Code:
    operand, low, high = (code_of(part, types) for part in (tree.operand, tree.low, tree.high))
    at = tree.at

    def code(scope: Scope, run: Run) -> Value:
        value, first, last = operand(scope, run), low(scope, run), high(scope, run)
        above, below = compare(">=", value, first), compare("<=", value, last)
        if above is False or below is False:
            return False
        if above is None or below is None:
            run.note(f"{kind_of(value)} between {kind_of(first)} and {kind_of(last)} has no answer", at)
            return None
        return True

    return code


@compiles(syntax.Within)
def _within(tree: syntax.Within, types: Types) -> Code:
    operand, test = code_of(tree.operand, types), any_of([test_of(test, types) for test in tree.tests])
    at = tree.at

    def code(scope: Scope, run: Run) -> Value:
        value = operand(scope, run)
        met = test(scope, run, value)
        if met is None:
            run.note(f"whether {kind_of(value)} is in it has no answer", at)
        return met

    return code


@compiles(syntax.InstanceOf)
def _instance_of(tree: syntax.InstanceOf, types: Types) -> Code:
    try:
        wanted = type_named(tree.type, types)
    except KeyError as unknown:
        return noted(f"no type is named {unknown}", tree.at)
    if mentions(tree.type, lambda part: _is_bare(part, types)):
        return noted("a type of lists, contexts, functions or ranges is written with its parts", tree.at)
    operand = code_of(tree.operand, types)
    return lambda scope, run: is_instance(operand(scope, run), wanted)


PARTED = ("list", "context", "function", "range")


def _is_bare(part: object, types: Types) -> bool:
    """Whether a type of parts is written without them (table 61); ``function<> -> T`` is not."""
    if not isinstance(part, syntax.TypeName) or part.of or part.result is not None:
        return False
    return part.name in PARTED and part.name not in types
