"""The levels of the tree of unions, and how somebody stands."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """基层工会、联合会、县市省总工会; and the pool of an area, which is no union."""

    BASE = "base"
    FEDERATION = "federation"
    COUNTY = "county"
    CITY = "city"
    PROVINCE = "province"
    POOL = "pool"


RANKS = {Level.BASE: 0, Level.FEDERATION: 1, Level.COUNTY: 2, Level.CITY: 3, Level.PROVINCE: 4}
"""A union stands under one of a higher rank; a federation may stand under another federation."""


class Standing(StrEnum):
    """How somebody stands on a day."""

    NONE = "none"  # never entered up to that day
    POOL = "pool"  # 在周转库: has no union yet
    MEMBER = "member"
    LEFT = "left"  # was entered once, and is with none on that day
