"""Whether a value is the one a case expects, as the kit's own runners compare."""

from __future__ import annotations

from decimal import Decimal

from anxin.decisions.feel.comparing import equal
from anxin.decisions.feel.types import type_of
from anxin.decisions.feel.values import Value

# The kit's reference runner lets numbers differ by less than this.
TOLERANCE = Decimal("0.00000001")


def as_expected(got: Value, expected: Value) -> bool:
    """Whether ``got`` is what was expected: of the same kind, numbers within TOLERANCE, contexts with the same keys."""
    if isinstance(expected, Decimal) and isinstance(got, Decimal):
        return got == expected or (got.is_finite() and expected.is_finite() and abs(got - expected) < TOLERANCE)
    if isinstance(expected, list):
        return isinstance(got, list) and len(got) == len(expected) and all(map(as_expected, got, expected))
    if isinstance(expected, dict):
        known = isinstance(got, dict) and got.keys() == expected.keys()
        return known and all(as_expected(got[name], value) for name, value in expected.items())
    if expected is None or got is None or isinstance(expected, bool | str):
        return type(got) is type(expected) and bool(got == expected)
    return type_of(got) == type_of(expected) and equal(got, expected) is True
