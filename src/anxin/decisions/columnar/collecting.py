"""The values of collected rows brought together (DMN 1.5 §8.2.10): SUM, COUNT, MIN, MAX."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from anxin.decisions.feel.plain import Value as PlainValue


def collected_value(aggregation: str, values: Sequence[PlainValue]) -> PlainValue:
    """One value for at least one row; null where one of the values is, which is counted none the less."""
    if aggregation == "COUNT":
        return len(values)
    plain: Any = values
    return None if None in plain else sum(plain) if aggregation == "SUM" else _EXTREMES[aggregation](plain)


_EXTREMES: dict[str, Callable[[Any], int | Decimal]] = {"MIN": min, "MAX": max}
