"""How a built-in function is declared, and the checks that all of them share."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence as Arguments
from decimal import Decimal, DecimalException

from anxin.decisions.feel.values import Function, LimitReached, Parameter, Run, Unanswerable, Value


def declared(
    name: str,
    parameters: tuple[Parameter, ...],
    call: Callable[..., Value],
    *,
    nullable: tuple[str, ...] = (),
    optional: int = 0,
    variadic: bool = False,
    alternatives: tuple[Function, ...] = (),
) -> Function:
    """A built-in function whose ``call`` takes the run and then one argument after another.

    An argument that is null has no answer, but for the parameters that are ``nullable``; nor has a call whose numbers
    leave what decimal128 can hold.
    """

    def checked(run: Run, arguments: Arguments[Value]) -> Value:
        run.step(1 + sum(map(_reading, arguments)))
        for index, argument in enumerate(arguments):
            parameter = parameters[min(index, len(parameters) - 1)]
            if argument is None and parameter.name not in nullable:
                raise Unanswerable(f"{name}(): {parameter.name} is null")
        try:
            return call(run, *arguments)
        except DecimalException:
            raise Unanswerable(f"{name}(): the number is out of range") from None

    return Function(name, parameters, checked, optional, variadic, alternatives)


def _reading(argument: Value) -> int:
    """The steps it takes to look through an argument."""
    if type(argument) is str:
        return len(argument) // 200
    return len(argument) // 16 if type(argument) is list else 0


def whole(number: Decimal) -> int:
    """A position, length or scale: what follows the decimal point is dropped."""
    return int(number)


def text_within(run: Run, characters: int) -> None:
    """LimitReached when a text of so many characters may not be made."""
    if characters > run.limits.characters:
        raise LimitReached(f"a text may have {run.limits.characters:,} characters")


def items_within(run: Run, items: int) -> None:
    """LimitReached when a list of so many items may not be made."""
    if items > run.limits.items:
        raise LimitReached(f"a list may have {run.limits.items:,} items")


def offset(position: Decimal, length: int, what: str) -> int:
    """A position counted from 1, or from the end when negative, as an index; Unanswerable outside (§10.3.4.3)."""
    at = whole(position)
    if at == 0 or abs(at) > length:
        raise Unanswerable(f"position {position} is not in a {what} of {length}")
    return at - 1 if at > 0 else length + at


def extent(start: int, length: Decimal | None, available: int, what: str) -> int:
    """Where a part of ``length`` that begins at ``start`` ends; Unanswerable when there is not so much (§10.3.4.3)."""
    if length is None:
        return available
    wanted = whole(length)
    if not 1 <= wanted <= available - start:
        raise Unanswerable(f"there is no part of length {length} from there in a {what} of {available}")
    return start + wanted
