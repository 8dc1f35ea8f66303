"""Built-in functions that make one value of a list (DMN 1.5 §10.3.4.4): count, least, sum, average, all, any."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal

from anxin.decisions.feel.builtins.declaring import declared
from anxin.decisions.feel.comparing import less
from anxin.decisions.feel.types import ANY, ListType
from anxin.decisions.feel.values import DECIMAL128, Function, Parameter, Run, Unanswerable, Value

Items = list[Value]
Numbers = list[Decimal]


def _count(run: Run, items: Items) -> Decimal:
    return Decimal(len(items))


def _least(run: Run, items: Items) -> Value:
    return _extreme(run, items, less)


def _greatest(run: Run, items: Items) -> Value:
    return _extreme(run, items, lambda left, right: less(right, left))


def _extreme(run: Run, items: Items, goes_before: Callable[[Value, Value], bool | None]) -> Value:
    if not items:
        raise Unanswerable("an empty list has no least and no greatest value")
    run.step(len(items))
    best = items[0]
    for item in items:
        better = goes_before(item, best)
        if better is None:
            raise Unanswerable("the values of the list have no order")
        best = item if better else best
    return best


def _of_numbers(calculate: Callable[[Numbers], Value], least: int = 1) -> Callable[[Run, Items], Value]:
    def call(run: Run, items: Items) -> Value:
        run.step(len(items))
        if not all(type(item) is Decimal for item in items):
            raise Unanswerable("the list holds something that is not a number")
        if len(items) < least:
            raise Unanswerable("the list is empty" if least == 1 else f"the list has fewer than {least} numbers")
        return calculate(items)

    return call


def _sum(numbers: Sequence[Decimal]) -> Decimal:
    total = Decimal(0)
    for number in numbers:
        total = DECIMAL128.add(total, number)
    return total


def _product(numbers: Numbers) -> Decimal:
    total = Decimal(1)
    for number in numbers:
        total = DECIMAL128.multiply(total, number)
    return total


def _mean(numbers: Numbers) -> Decimal:
    return DECIMAL128.divide(_sum(numbers), Decimal(len(numbers)))


def _median(numbers: Numbers) -> Decimal:
    ordered = sorted(numbers)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else _mean(ordered[middle - 1 : middle + 1])


def _deviation(numbers: Numbers) -> Decimal:
    """The standard deviation of a sample: squares are divided by one less than there are numbers."""
    mean = _mean(numbers)
    off = [DECIMAL128.subtract(number, mean) for number in numbers]
    squares = _sum([DECIMAL128.multiply(number, number) for number in off])
    return DECIMAL128.divide(squares, Decimal(len(numbers) - 1)).sqrt(DECIMAL128)


def _mode(numbers: Numbers) -> Items:
    """The numbers that are there most often, in rising order; none of an empty list."""
    times = Counter(numbers)
    most = max(times.values(), default=0)
    return sorted(number for number, count in times.items() if count == most)


def _all(run: Run, items: Items) -> bool:
    return _joined(run, items, decisive=False)


def _any(run: Run, items: Items) -> bool:
    return _joined(run, items, decisive=True)


def _joined(run: Run, items: Items, decisive: bool) -> bool:
    """``decisive`` if that is among ``items``, its opposite if all are that; in between there is no answer."""
    run.step(len(items))
    if any(item is decisive for item in items):
        return decisive
    if all(item is (not decisive) for item in items):
        return not decisive
    raise Unanswerable("the list holds something that is neither true nor false")


def _of_list_or_arguments(name: str, call: Callable[[Run, Items], Value], each: str) -> Function:
    """``name(list)`` and ``name(a, b, …)``."""

    def spread(run: Run, *items: Value) -> Value:
        return call(run, list(items))

    return declared(
        name,
        (Parameter("list", ListType(ANY)),),
        call,
        alternatives=(declared(name, (Parameter(each),), spread, nullable=(each,), variadic=True),),
    )


FUNCTIONS: tuple[Function, ...] = (
    declared("count", (Parameter("list", ListType(ANY)),), _count),
    _of_list_or_arguments("min", _least, "c"),
    _of_list_or_arguments("max", _greatest, "c"),
    _of_list_or_arguments("sum", _of_numbers(_sum), "n"),
    _of_list_or_arguments("product", _of_numbers(_product), "n"),
    _of_list_or_arguments("mean", _of_numbers(_mean), "n"),
    _of_list_or_arguments("median", _of_numbers(_median), "n"),
    _of_list_or_arguments("stddev", _of_numbers(_deviation, least=2), "n"),
    _of_list_or_arguments("mode", _of_numbers(_mode, least=0), "n"),
    _of_list_or_arguments("all", _all, "b"),
    _of_list_or_arguments("any", _any, "b"),
)
