"""The words of an allotment: what is handed out, by which rule, and where an application stands."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What is handed out."""

    PARCELS = "parcels"
    PLACES = "places"
    ROOMS = "rooms"


class Rule(StrEnum):
    """Who comes first."""

    FIRST_COME = "first-come"
    LOTS = "lots"
    POINTS_THEN_LOTS = "points-then-lots"


class Standing(StrEnum):
    """Where an application stands. The first block has a claim or may get one, the second has ended for good: whoever
    wants to come back applies anew, behind those who wait."""

    ENTERED = "entered"  # in the list of lots, before the draw
    WAITING = "waiting"
    OFFERED = "offered"  # something is held for them until a moment
    TAKEN = "taken"

    DECLINED = "declined"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    NO_SHOW = "no-show"
    OVER = "over"  # what was waited for has begun


class PickedUp(StrEnum):
    """Who came for a parcel, and on whose word."""

    SELF = "self"
    CONSENT = "consent"  # somebody else, with the number sent to the receiver's phone
    FIRM_CLERK = "firm-clerk"  # somebody else, on the word of the firm's clerk


LIVE = frozenset({Standing.ENTERED, Standing.WAITING, Standing.OFFERED, Standing.TAKEN})
