"""Calling functions (DMN 1.5 §10.3.2.13.2): arguments to parameters, coercion, depth."""

from __future__ import annotations

from collections.abc import Sequence

from anxin.decisions.feel import syntax
from anxin.decisions.feel.compiling import Types, code_of, compiles
from anxin.decisions.feel.scope import Code
from anxin.decisions.feel.types import coerced, kind_of
from anxin.decisions.feel.values import Function, LimitReached, Run, Unanswerable, Value


def invoke(function: Function, arguments: Sequence[Value], names: Sequence[str], run: Run, at: int = 0) -> Value:
    """What ``function`` answers: ``names`` go with ``arguments`` one by one, and are empty when they stand in order.

    null with a diagnostic when they do not fit or there is no answer; LimitReached when calls are nested too deep or
    the answer is too long.
    """
    run.step()
    if run.depth >= run.limits.depth:
        raise LimitReached(f"calls may be nested {run.limits.depth} deep", at)
    run.depth += 1
    try:
        if not isinstance(function, Function):
            raise Unanswerable(f"a {kind_of(function)} is called, which is no function")
        chosen, given = _fitting(function, arguments, names)
        answer = chosen.call(run, given)
        if type(answer) in _MEASURED:
            measured(answer, run)
        return answer if chosen.result is None else coerced(answer, chosen.result)
    except Unanswerable as none:
        run.note(str(none), at)
    except ArithmeticError:
        run.note(f"the answer of {_called(function)} is no number of 34 digits", at)
    finally:
        run.depth -= 1
    return None


@compiles(syntax.Call)
def _call(tree: syntax.Call, types: Types) -> Code:
    function, names, at = code_of(tree.function, types), tree.names, tree.at
    arguments = [code_of(argument, types) for argument in tree.arguments]
    return lambda scope, run: invoke(
        function(scope, run), [argument(scope, run) for argument in arguments], names, run, at
    )


_MEASURED = (str, list, dict)


def measured(answer: str | list[Value] | dict[str, Value], run: Run) -> None:
    """Count the work of making a text, a list or a context; LimitReached when it is longer than the limit."""
    if type(answer) is str:
        run.step(len(answer) // 100)
        if len(answer) > run.limits.characters:
            raise LimitReached(f"a string may have {run.limits.characters:,} characters")
    else:
        run.step(len(answer) // 8)
        if len(answer) > run.limits.items:
            raise LimitReached(f"a list may have {run.limits.items:,} items")


def _fitting(function: Function, arguments: Sequence[Value], names: Sequence[str]) -> tuple[Function, Sequence[Value]]:
    """The first way of calling ``function`` that the arguments fit, and the arguments it takes."""
    try:
        return function, _taken(function, arguments, names)
    except Unanswerable:
        # before(point, range) and before(range, point) differ only in the order of their names.
        for alternative in sorted(
            function.alternatives, key=lambda way: [p.name for p in way.parameters] != list(names)
        ):
            try:
                return alternative, _taken(alternative, arguments, names)
            except Unanswerable:
                continue
        raise


def _taken(function: Function, arguments: Sequence[Value], names: Sequence[str]) -> Sequence[Value]:
    if names:
        arguments = _in_order(function, arguments, names)
    parameters = function.parameters
    given, known = len(arguments), len(parameters)
    if given < known - function.optional or (given > known and not function.variadic):
        raise Unanswerable(f"{_called(function)} takes {_how_many(function)}, not {given}")
    return [
        argument if (wanted := parameters[min(place, known - 1)].type) is None else coerced(argument, wanted)
        for place, argument in enumerate(arguments)
    ]


def _in_order(function: Function, arguments: Sequence[Value], names: Sequence[str]) -> Sequence[Value]:
    """Arguments given by name, in the order of the parameters and up to the last that is given or must be.

    A parameter that is not supplied is null (§10.3.2.13.4).
    """
    given = dict(zip(names, arguments, strict=True))
    known = [parameter.name for parameter in function.parameters]
    for name in names:
        if name not in known:
            raise Unanswerable(f"{_called(function)} has no parameter {name!r}; it has {', '.join(known)}")
    if len(given) < len(names):
        raise Unanswerable(f"{_called(function)} is given one parameter twice")
    last = max((place for place, name in enumerate(known) if name in given), default=-1)
    return [given.get(name) for name in known[: max(last + 1, len(known) - function.optional)]]


def _called(function: Function) -> str:
    return f"{function.name}()" if function.name else "the function"


def _how_many(function: Function) -> str:
    known = len(function.parameters)
    least = known - function.optional
    if function.variadic:
        return f"{least} or more arguments"
    return f"{known} argument{'' if known == 1 else 's'}" if least == known else f"{least} to {known} arguments"
