"""Tests that the rows before a row have settled: where the first row fires, they need not be asked again.

A row is reached when no row before it is true. So after the row "health until before the day, or missing" the test
"health until on or after the day" holds without a look.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from anxin.decisions.columnar.conditions import every, some
from anxin.decisions.columnar.ir import INVERSE, All, Condition, Const, Fact, Moment, Order, Some, presumed
from anxin.decisions.columnar.python import Known, proven_by_untruth


def settled(conditions: Iterable[Condition]) -> Iterator[Condition]:
    """Each condition without what is known when none before it is true; it is true for the same parties there."""
    untrue: set[Condition] = set()
    present: Known = frozenset()
    for condition in conditions:
        left = every(_open(part, untrue) for part in _parts(condition, All) if not _holds(part, untrue, present))
        yield left
        untrue.update(_parts(left, Some))
        present = present | proven_by_untruth(left)


def _parts(condition: Condition, kind: type[All] | type[Some]) -> tuple[Condition, ...]:
    return condition.parts if isinstance(condition, kind) else (condition,)


def _open(part: Condition, untrue: set[Condition]) -> Condition:
    """An alternative that is not true need not be offered."""
    return some(one for one in part.parts if one not in untrue) if isinstance(part, Some) else part


def _holds(part: Condition, untrue: set[Condition], present: Known) -> bool:
    """A comparison whose opposite is not true is true, once nothing it compares is missing."""
    plain = isinstance(part, Moment) or (
        isinstance(part, Order) and all(isinstance(side, Const | Fact) for side in (part.left, part.right))
    )
    return (
        plain
        and isinstance(part, Moment | Order)
        and replace(part, op=INVERSE[part.op]) in untrue
        and present.issuperset(part.needs if isinstance(part, Moment) else presumed(part))
    )
