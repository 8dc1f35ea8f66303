"""Literals, names, lists, contexts, ranges and functions as code."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from anxin.decisions.feel import syntax
from anxin.decisions.feel.builtins import BUILTINS
from anxin.decisions.feel.comparing import compare
from anxin.decisions.feel.compiling import Constant, Types, code_of, compiles, noted
from anxin.decisions.feel.inferring import answer_type
from anxin.decisions.feel.reading_times import parse_at
from anxin.decisions.feel.scope import Code, Scope
from anxin.decisions.feel.types import ANY, kind_of, type_named
from anxin.decisions.feel.values import DECIMAL128, Function, Parameter, Range, Run, Unanswerable, Value


@compiles(syntax.Literal)
def _literal(tree: syntax.Literal, types: Types) -> Code:
    value = tree.value
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return Constant(value)
    try:
        return Constant(DECIMAL128.create_decimal(value))
    except ArithmeticError:
        return noted("the number is too large", tree.at)


@compiles(syntax.AtLiteral)
def _at_literal(tree: syntax.AtLiteral, types: Types) -> Code:
    value = parse_at(tree.text)
    return noted(f"{tree.text!r} is no date, time or duration", tree.at) if value is None else Constant(value)


@compiles(syntax.Name)
def _name(tree: syntax.Name, types: Types) -> Code:
    name, at = tree.text, tree.at
    builtin = BUILTINS.get(name)

    if builtin is not None:
        return lambda scope, run: scope.get(name, builtin)

    def code(scope: Scope, run: Run) -> Value:
        try:
            return scope.find(name)
        except KeyError:
            run.note(f"nothing is named {name!r}", at)
            return None

    return code


@compiles(syntax.Question)
def _question(tree: syntax.Question, types: Types) -> Code:
    at = tree.at

    def code(scope: Scope, run: Run) -> Value:
        try:
            return scope.find("?")
        except KeyError:
            run.note("? stands for the value a test is made on, and no test is made here", at)
            return None

    return code


@compiles(syntax.ListOf)
def _list(tree: syntax.ListOf, types: Types) -> Code:
    items = [code_of(item, types) for item in tree.items]
    if all(isinstance(item, Constant) for item in items):
        return Constant([item.value for item in items if isinstance(item, Constant)])
    return lambda scope, run: [item(scope, run) for item in items]


@compiles(syntax.ContextOf)
def _context(tree: syntax.ContextOf, types: Types) -> Code:
    entries = [(name, code_of(entry, types)) for name, entry in tree.entries]
    if len(dict(tree.entries)) < len(entries):
        return noted("a context has two entries of one name", tree.at)

    def code(scope: Scope, run: Run) -> Value:
        # A function among the entries sees the whole context, itself included: the scope shares the growing dict.
        context: dict[str, Value] = {}
        inside = Scope(context, scope)
        for name, entry in entries:
            context[name] = entry(inside, run)
        return context

    return code


@compiles(syntax.Interval)
def _interval(tree: syntax.Interval, types: Types) -> Code:
    low, high = code_of(tree.low, types), code_of(tree.high, types)
    low_closed, high_closed, at = tree.low_closed, tree.high_closed, tree.at

    def code(scope: Scope, run: Run) -> Value:
        first, last = low(scope, run), high(scope, run)
        ordered = compare("<=", first, last)
        if ordered:
            return Range(first, last, low_closed, high_closed)
        backwards = "a range does not end before it starts"
        run.note(f"no range goes from {kind_of(first)} to {kind_of(last)}" if ordered is None else backwards, at)
        return None

    if isinstance(low, Constant) and isinstance(high, Constant) and compare("<=", low.value, high.value):
        return Constant(Range(low.value, high.value, low_closed, high_closed))
    return code


@compiles(syntax.Against)
def _against(tree: syntax.Against, types: Types) -> Code:
    bound, op, at = code_of(tree.bound, types), tree.op, tree.at

    def code(scope: Scope, run: Run) -> Value:
        end = bound(scope, run)
        if end is None or (op not in _EQUALITY and compare("<=", end, end) is None):
            run.note(f"no range ends with {kind_of(end)}", at)
            return None
        return _bounded(op, end)

    return code


_EQUALITY = ("=", "!=")


def _bounded(op: str, end: Value) -> Range:
    if op in _EQUALITY:
        return Range(end, end, op == "=", op == "=", op)
    closed = op.endswith("=")
    return Range(None, end, False, closed) if op.startswith("<") else Range(end, None, closed, False)


@compiles(syntax.FunctionOf)
def _function(tree: syntax.FunctionOf, types: Types) -> Code:
    names = [name for name, _ in tree.parameters]
    if len(set(names)) < len(names):
        return noted("a function has two parameters of one name", tree.at)
    try:
        parameters = tuple(
            Parameter(name, None if written is None else type_named(written, types))
            for name, written in tree.parameters
        )
    except KeyError as unknown:
        return noted(f"no type is named {unknown}", tree.at)
    if tree.external:
        return Constant(Function("", parameters, _foreign, written=(tree.parameters, tree.body)))
    body = code_of(tree.body, types)
    answers = answer_type(tree.body, {parameter.name: parameter.type or ANY for parameter in parameters})

    def code(scope: Scope, run: Run) -> Value:
        def call(run: Run, arguments: Sequence[Value]) -> Value:
            return body(Scope(dict(zip(names, arguments, strict=True)), scope), run)

        return Function("", parameters, call, answers=answers, written=(tree.parameters, tree.body, scope))

    return code


def _foreign(run: Run, arguments: Sequence[Value]) -> Value:
    raise Unanswerable("the function calls foreign code: not applicable")
