"""What is kept of a measurement, and how several are timed fairly: in turns, the best round of each."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bench.measuring import seconds

Work = Callable[[], object]


@dataclass(frozen=True)
class Measure:
    """A cost beside a peer's, both in ``unit``, over ``n`` decisions.

    ``goal`` is the target: "<= 1.15" and the like holds ours / theirs, ">= 40" theirs / ours, and "<= 4 µs" ours alone.
    """

    part: str
    name: str
    peer: str
    unit: str
    ours: float
    theirs: float | None
    n: int
    goal: str = ""
    note: str = ""
    costs: bool = False  # the ratio is ours / theirs

    @property
    def ratio(self) -> float | None:
        """How many times the peer's cost ours is where that is what is asked, else how many times as fast we are."""
        if self.theirs is None:
            return None
        return self.ours / self.theirs if self.costs or self.goal.startswith("<=") else self.theirs / self.ours

    @property
    def met(self) -> bool | None:
        if not self.goal:
            return None
        sign, bound = self.goal.split()[:2]
        measured = self.ours if self.ratio is None else self.ratio
        return measured <= float(bound) if sign == "<=" else measured >= float(bound)

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "ratio": self.ratio, "met": self.met}


def best_of(works: Sequence[Work], rounds: int, *, warm: bool = False) -> list[float]:
    """The best seconds of each, taken in turns, so that whatever else the machine does falls on all.

    ``warm``: each goes twice at every turn and its better time counts, so that none pays for what the one before left.
    """
    taken: list[list[float]] = []
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            taken.append([min(seconds(work), seconds(work)) if warm else seconds(work) for work in works])
    finally:
        gc.enable()
    return [min(column) for column in zip(*taken, strict=True)]


def agree(ours: object, theirs: object, what: str) -> None:
    """A ratio between two things that do not give the same is worth nothing."""
    if ours == theirs:
        return
    if isinstance(ours, list) and isinstance(theirs, list):
        apart = [(index, *pair) for index, pair in enumerate(zip(ours, theirs, strict=False)) if pair[0] != pair[1]]
        raise RuntimeError(f"{what}: {len(apart)} of {len(ours)} differ, as (index, ours, theirs) {apart[:5]}")
    raise RuntimeError(f"{what}: {str(ours)[:300]} and {str(theirs)[:300]}")
