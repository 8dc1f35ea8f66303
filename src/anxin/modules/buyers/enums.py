"""The words of the traffic light on buyers."""

from __future__ import annotations

from enum import StrEnum


class Colour(StrEnum):
    """What a light shows; grey is "not known" and never green."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    GREY = "grey"


class Certainty(StrEnum):
    """How sure a search is of its first firm."""

    SURE = "sure"  # this is it
    ASK = "ask"  # the asker says whether it is
    UNSURE = "unsure"  # candidates only, and a grey light
    NONE = "none"  # nothing on file is like it


class Terms(StrEnum):
    """How an order is to be paid."""

    PREPAID = "prepaid"  # or by a confirmed letter of credit
    SHORT = "short"  # open account up to 60 days
    LONG = "long"


class Outcome(StrEnum):
    """What an exporter reports of an invoice."""

    PAID = "paid"
    UNPAID = "unpaid"  # overdue, or a claim: open until it is settled
    SETTLED = "settled"


class LoadState(StrEnum):
    """How far a file of firms has come."""

    CHECKED = "checked"
    RUNNING = "running"
    DONE = "done"
    BROKEN = "broken"  # stopped on the way; it goes on from its last row
