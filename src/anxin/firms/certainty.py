"""How probable it is that a firm that was found is the firm meant: scores, calibrated.

Isotonic regression (Zadrozny and Elkan 2002) of whether it was right on the score, for candidates that stand alone,
that have a rival close by, and that another is ahead of. Fitted by `make bench-buyers` on names spoiled in seventeen
ways, real variants and names not on file; `certainty.json` says on how many.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from functools import cache
from importlib import resources

from anxin.firms.finding import Found

APART = 0.03
"""Distance to the next candidate from which one stands alone."""
ALONE, CLOSE, BEHIND = "alone", "close", "behind"
Knots = list[tuple[float, float]]


def probability(found: Found, in_country: bool) -> float:
    """0 to 1. `in_country`: it was looked for in one country only."""
    return _at(_knots()[f"{'country' if in_country else 'anywhere'}:{standing(found.margin)}"], found.score)


def standing(margin: float) -> str:
    """How a candidate stands among the others, by its distance to the best of them."""
    if margin < 0:
        return BEHIND
    return ALONE if margin >= APART else CLOSE


def _at(knots: Knots, score: float) -> float:
    place = bisect_right([one[0] for one in knots], score)
    if place == 0:
        return knots[0][1]
    if place == len(knots):
        return knots[-1][1]
    (left, low), (right, high) = knots[place - 1], knots[place]
    return low + (high - low) * (score - left) / (right - left)


@cache
def _knots() -> dict[str, Knots]:
    held = json.loads(resources.files("anxin.firms").joinpath("certainty.json").read_text(encoding="utf-8"))
    return {key: [(float(x), float(y)) for x, y in one] for key, one in held["knots"].items()}
