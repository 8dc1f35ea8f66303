"""What a figure is, and how a short thing is timed fairly."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One measure beside its peer. `unit` is of both; `ratio` is ours / theirs."""

    name: str
    peer: str
    unit: str
    ours: float
    theirs: float
    note: str = ""

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "ratio": self.ratio}


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def in_turns(ours: Callable[[], object], theirs: Callable[[], object], *, rounds: int) -> tuple[float, float]:
    """Median seconds of each, taken in turns, so that whatever else the machine does falls on both."""
    taken = [(seconds(ours), seconds(theirs)) for _ in range(rounds)]
    return median(pair[0] for pair in taken), median(pair[1] for pair in taken)
