"""The words of tracing: what may happen to a lot, and what a check station says."""

from __future__ import annotations

from enum import StrEnum


class Happening(StrEnum):
    """What happened to a lot at a site."""

    ENTER = "enter"  # 进赋码: the first station puts a code on it
    DECLARE = "declare"  # goods from outside the province, announced beforehand
    CHECK = "check"  # at a check station on the road
    RECEIVE = "receive"  # 进扫码
    SHIP = "ship"  # 出扫码, to another site
    SPLIT = "split"
    RELABEL = "relabel"
    LOSE = "lose"
    COUNT = "count"  # stock-take: what is really there
    SELL = "sell"  # to whoever eats it
    ERROR = "error"  # an earlier event is declared wrong; both are kept


class Side(StrEnum):
    """How a lot takes part in an event."""

    INTO = "in"  # it was used up, or left
    OUT = "out"  # it came to be, or came
    LOST = "lost"
    SEEN = "seen"  # nothing moved


class Passage(StrEnum):
    """What a check station says."""

    PASS = "pass"
    REGISTERED = "registered"  # complete, not declared in time: registered on the spot, then it passes
    WAREHOUSE = "warehouse"  # papers missing: to a supervised warehouse


CHANGES = frozenset({Happening.SPLIT, Happening.RELABEL})
"""Where some lots become others."""

LEAVES = frozenset({Happening.SHIP, Happening.SELL})
"""Where goods go on to somebody: not without the papers."""

ARRIVES = frozenset({Happening.RECEIVE, Happening.CHECK})
"""Where a lot comes that should have been entered before."""
