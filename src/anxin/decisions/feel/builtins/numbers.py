"""Built-in functions of numbers (DMN 1.5 §10.3.4.5)."""

from __future__ import annotations

import decimal
from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP
from decimal import Decimal as Number

from anxin.decisions.feel.builtins.declaring import declared, whole
from anxin.decisions.feel.plain import Months
from anxin.decisions.feel.temporal import Duration
from anxin.decisions.feel.types import NUMBER
from anxin.decisions.feel.values import DECIMAL128, Function, Parameter, Run, Unanswerable, Value

SMALLEST_SCALE, LARGEST_SCALE = -6111, 6176
# Wide enough for the exact remainder of any two numbers.
_EXACT = decimal.Context(prec=12_400, Emin=-20_000, Emax=20_000)

_N, _SCALE, _NUMBER = Parameter("n", NUMBER), Parameter("scale", NUMBER), Parameter("number", NUMBER)


def rounded(number: Number, scale: Number, mode: str) -> Number:
    """``number`` with at most ``scale`` digits after the point; Unanswerable when the scale is out of range."""
    digits = whole(scale)
    if not SMALLEST_SCALE <= digits <= LARGEST_SCALE:
        raise Unanswerable(f"a scale lies between {SMALLEST_SCALE} and {LARGEST_SCALE}, not at {scale}")
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int), "numbers are finite"
    if exponent >= -digits:
        return number
    # Adding nought turns -0 into 0.
    return DECIMAL128.add(number.quantize(Number((0, (1,), -digits)), mode, DECIMAL128), Number(0))


def _rounding(mode: str) -> Callable[[Run, Number, Number], Number]:
    return lambda run, number, scale: rounded(number, scale, mode)


def _rounding_to_whole(mode: str) -> Callable[[Run, Number], Number]:
    return lambda run, number: rounded(number, Number(0), mode)


def _absolute(run: Run, value: Value) -> Value:
    match value:
        case Number():
            return value.copy_abs()
        case Duration():
            return Duration(abs(value.nanoseconds))
        case Months():
            return Months(abs(value.count))
        case [one]:
            return _absolute(run, one)
    raise Unanswerable("abs() is of a number or a duration")


def _modulo(run: Run, dividend: Number, divisor: Number) -> Number:
    """What is left of ``dividend``, with the sign of ``divisor``: dividend - divisor * floor(dividend / divisor)."""
    if not divisor:
        raise Unanswerable("nothing can be divided by 0")
    left = _EXACT.remainder(dividend, divisor)
    if left and left.is_signed() != divisor.is_signed():
        left = _EXACT.add(left, divisor)
    return DECIMAL128.add(left, Number(0))


def _square_root(run: Run, number: Number) -> Number:
    if number < 0:
        raise Unanswerable("a negative number has no square root")
    return number.sqrt(DECIMAL128)


def _logarithm(run: Run, number: Number) -> Number:
    if number <= 0:
        raise Unanswerable("only a number above 0 has a logarithm")
    return number.ln(DECIMAL128)


def _exponential(run: Run, number: Number) -> Number:
    return Number(0) if number < -20_000 else number.exp(DECIMAL128)


def _is_odd(run: Run, number: Number) -> bool:
    return bool(abs(_remainder_of_two(number)) == 1)


def _is_even(run: Run, number: Number) -> bool:
    return bool(_remainder_of_two(number) == 0)


def _remainder_of_two(number: Number) -> Number:
    return _EXACT.remainder(number, Number(2))


def _to_whole_or_scale(name: str, mode: str) -> Function:
    scaled = declared(name, (_N, _SCALE), _rounding(mode))
    return declared(name, (_N,), _rounding_to_whole(mode), alternatives=(scaled,))


FUNCTIONS: tuple[Function, ...] = (
    declared("decimal", (_N, _SCALE), _rounding(ROUND_HALF_EVEN)),
    _to_whole_or_scale("floor", ROUND_FLOOR),
    _to_whole_or_scale("ceiling", ROUND_CEILING),
    declared("round up", (_N, _SCALE), _rounding(ROUND_UP)),
    declared("round down", (_N, _SCALE), _rounding(ROUND_DOWN)),
    declared("round half up", (_N, _SCALE), _rounding(ROUND_HALF_UP)),
    declared("round half down", (_N, _SCALE), _rounding(ROUND_HALF_DOWN)),
    declared("abs", (Parameter("n"),), _absolute),
    declared("modulo", (Parameter("dividend", NUMBER), Parameter("divisor", NUMBER)), _modulo),
    declared("sqrt", (_NUMBER,), _square_root),
    declared("log", (_NUMBER,), _logarithm),
    declared("exp", (_NUMBER,), _exponential),
    declared("odd", (_NUMBER,), _is_odd),
    declared("even", (_NUMBER,), _is_even),
)
