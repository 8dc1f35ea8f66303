"""Boxed expressions compiled to functions of a scope and a run (DMN 1.5 §10.2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from anxin.decisions.dmn.hits import compile_table
from anxin.decisions.dmn.located import fitted, located, nothing
from anxin.decisions.dmn.model import (
    Boxed,
    BoxedConditional,
    BoxedContext,
    BoxedFilter,
    BoxedFunction,
    BoxedIterator,
    BoxedList,
    Formula,
    Invocation,
    Relation,
    Table,
    Unusable,
)
from anxin.decisions.feel import syntax
from anxin.decisions.feel.calling import invoke
from anxin.decisions.feel.compiling import Types
from anxin.decisions.feel.evaluate import compile_expression
from anxin.decisions.feel.scope import Code, Scope
from anxin.decisions.feel.types import FeelType, FunctionType
from anxin.decisions.feel.values import Function, Parameter, Run, Value

# Names no FEEL text can spell: what a boxed iterator goes through, and the function its body becomes.
SOURCE, BODY = " source", " body"


def compile_boxed(box: Boxed, types: Types) -> Code:
    """What ``box`` is worth in a scope; every diagnostic in it gets the place of its innermost expression."""
    if isinstance(box, Unusable):
        return located(lambda scope, run: nothing(run, box.why), box.place)
    if isinstance(box, Formula):
        return located(compile_expression(box.tree, types), box.place, box.text, box.type)
    if isinstance(box, BoxedFunction):
        return lambda scope, run: function_of(box, scope, types)
    compile_: Callable[..., Code] = _COMPILERS[type(box)]
    return located(compile_(box, types), box.place, "", box.type)


def function_of(
    box: BoxedFunction, scope: Scope, types: Types, name: str = "", type_: FeelType | None = None
) -> Function:
    """The function that ``box`` defines where names mean what they mean in ``scope``."""
    body = compile_boxed(box.body, types)
    names = [parameter for parameter, _ in box.parameters]

    def call(run: Run, arguments: Sequence[Value]) -> Value:
        return body(scope.child(dict(zip(names, arguments, strict=False))), run)

    result = type_ if type_ is not None else box.type
    if isinstance(result, FunctionType):
        result = result.result
    parameters = tuple(Parameter(parameter, wanted) for parameter, wanted in box.parameters)
    return Function(name, parameters, call, result=result)


def _context(box: BoxedContext, types: Types) -> Code:
    entries = [(entry, compile_boxed(entry.value, types)) for entry in box.entries]

    def run_context(scope: Scope, run: Run) -> Value:
        found: dict[str, Value] = {}
        inner = scope.child(found)
        for entry, code in entries:
            value = fitted(code(inner, run), entry.type, run)
            if entry.name is None:
                return value
            found[entry.name] = value
        return dict(found)

    return run_context


def _list(box: BoxedList, types: Types) -> Code:
    items = [compile_boxed(item, types) for item in box.items]
    return lambda scope, run: [item(scope, run) for item in items]


def _relation(box: Relation, types: Types) -> Code:
    rows = [[compile_boxed(cell, types) for cell in row] for row in box.rows]
    shape = list(zip(box.columns, box.types, strict=True))

    def run_row(row: list[Code], scope: Scope, run: Run) -> Value:
        return {name: fitted(cell(scope, run), type_, run) for (name, type_), cell in zip(shape, row, strict=False)}

    return lambda scope, run: [run_row(row, scope, run) for row in rows]


def _invocation(box: Invocation, types: Types) -> Code:
    called = compile_boxed(box.called, types)
    bindings = [(name, type_, compile_boxed(value, types)) for name, type_, value in box.bindings]
    names = [name for name, _, _ in bindings]

    def run_invocation(scope: Scope, run: Run) -> Value:
        function = called(scope, run)
        if not isinstance(function, Function):
            return nothing(run, "what is invoked here is not a function")
        arguments = [fitted(code(scope, run), type_, run) for _, type_, code in bindings]
        return invoke(function, arguments, names, run)

    return run_invocation


def _conditional(box: BoxedConditional, types: Types) -> Code:
    test, chosen, otherwise = (compile_boxed(part, types) for part in (box.test, box.chosen, box.otherwise))

    def run_conditional(scope: Scope, run: Run) -> Value:
        met = test(scope, run)
        if met is not None and not isinstance(met, bool):
            run.note("the condition is not a boolean, so it counts as not met")
        return chosen(scope, run) if met is True else otherwise(scope, run)

    return run_conditional


def _filter(box: BoxedFilter, types: Types) -> Code:
    source, match = compile_boxed(box.source, types), compile_boxed(box.match, types)

    def run_filter(scope: Scope, run: Run) -> Value:
        value = source(scope, run)
        chosen: list[Value] = []
        for item in value if isinstance(value, list) else [] if value is None else [value]:
            run.step()
            entries = item if isinstance(item, dict) else {}
            met = match(scope.child({"item": item, **entries}), run)
            if met is True:
                chosen.append(item)
            elif met is not None and met is not False:
                return nothing(run, "a boxed filter matches by a boolean, nothing else")
        return chosen

    return run_filter


def _iterator(box: BoxedIterator, types: Types) -> Code:
    names = (box.variable, "partial") if box.kind == "for" else (box.variable,)
    called = syntax.Call(syntax.Name(BODY), tuple(map(syntax.Name, names)))
    iterators = (syntax.Iterator(box.variable, syntax.Name(SOURCE)),)
    tree: syntax.Expression = (
        syntax.For(iterators, called) if box.kind == "for" else syntax.Quantified(box.kind, iterators, called)
    )
    inner = compile_boxed(box.body, types)

    def body(scope: Scope, run: Run, arguments: Sequence[Value]) -> Value:
        return inner(scope.child(dict(zip(names, arguments, strict=True))), run)

    code = compile_expression(tree)
    source = located(compile_boxed(box.source, types), box.place, "", box.source_type)
    parameters = tuple(map(Parameter, names))

    def run_through(scope: Scope, run: Run) -> Value:
        function = Function("", parameters, lambda run, arguments: body(scope, run, arguments))
        return code(scope.child({SOURCE: source(scope, run), BODY: function}), run)

    return run_through


_COMPILERS: dict[type, Callable[..., Code]] = {
    Table: compile_table,
    BoxedContext: _context,
    BoxedList: _list,
    Relation: _relation,
    Invocation: _invocation,
    BoxedConditional: _conditional,
    BoxedFilter: _filter,
    BoxedIterator: _iterator,
}
