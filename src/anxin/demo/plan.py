"""How big the invented city is and how many people live through which story.

The published figures of Wenzhou in October 2021 are 71 agencies, 43,654 files and 27,033 complete workers. All other
counts are invented. A `Story` only steers which evidence is made up for a person; it is never written to a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

SEED = 20211029
DECISION_DAY = date(2021, 10, 29)
ROSTERS_ARRIVE = date(2021, 9, 27)
RETURNS_ARRIVE = date(2021, 9, 28)
CARDS_ARRIVE = date(2021, 9, 29)
RENEWALS_ARRIVE = (date(2021, 10, 8), date(2021, 10, 15), date(2021, 10, 22))
ABOUT_TO_EXPIRE_DAYS = 30

Size = Literal["full", "small"]


class Story(StrEnum):
    """What happened to a person by the decision day."""

    COMPLETE = "complete"
    HEALTH_EXPIRING = "health-expiring"
    INSURANCE_EXPIRING = "insurance-expiring"
    BOTH_EXPIRING = "both-expiring"
    HEALTH_EXPIRED = "health-expired"
    INSURANCE_EXPIRED = "insurance-expired"
    BOTH_EXPIRED = "both-expired"
    POLICE_FAILED = "police-failed"
    CITY_REVIEW_FAILED = "city-review-failed"
    MINISTRY_REVIEW_FAILED = "ministry-review-failed"
    CARD_INVALID_WORKING = "card-invalid-working"
    CARD_INVALID_LEFT = "card-invalid-left"
    REVIEW_PENDING = "review-pending"
    NO_CARD_SEEKING = "no-card-seeking"
    NO_CARD_LEFT = "no-card-left"


FULL_STORIES: Mapping[Story, int] = {
    Story.COMPLETE: 27_033,
    Story.HEALTH_EXPIRING: 742,
    Story.INSURANCE_EXPIRING: 838,
    Story.BOTH_EXPIRING: 120,
    Story.HEALTH_EXPIRED: 1_318,
    Story.INSURANCE_EXPIRED: 1_127,
    Story.BOTH_EXPIRED: 713,
    Story.POLICE_FAILED: 37,
    Story.CITY_REVIEW_FAILED: 164,
    Story.MINISTRY_REVIEW_FAILED: 121,
    Story.CARD_INVALID_WORKING: 517,
    Story.CARD_INVALID_LEFT: 689,
    Story.REVIEW_PENDING: 402,
    Story.NO_CARD_SEEKING: 5_870,
    Story.NO_CARD_LEFT: 3_963,
}


@dataclass(frozen=True, slots=True)
class CityPlan:
    """The exact counts a city is built to: files, agencies, and people per story (these sum to `files`)."""

    size: Size
    files: int
    agencies: int
    largest_agency: int
    smallest_agency: int
    stories: Mapping[Story, int]

    def __post_init__(self) -> None:
        total = sum(self.stories.values())
        if total != self.files:
            raise ValueError(f"the stories of the plan hold {total} people, but the plan has {self.files} files")


def city_plan(size: Size = "full") -> CityPlan:
    """The plan of the full city (43,654 files, 71 agencies) or of the small one (1,000 files, 12 agencies)."""
    if size == "full":
        return CityPlan("full", 43_654, 71, 4_000, 40, FULL_STORIES)
    return CityPlan("small", 1_000, 12, 230, 15, scale_stories(FULL_STORIES, 1_000))


def scale_stories(stories: Mapping[Story, int], files: int) -> dict[Story, int]:
    """Scale counts to `files` people by largest remainder; every story keeps at least one person."""
    total = sum(stories.values())
    exact = {story: count * files / total for story, count in stories.items()}
    scaled = {story: max(1, int(share)) for story, share in exact.items()}
    by_remainder = sorted(exact, key=lambda story: exact[story] - scaled[story], reverse=True)
    for story in by_remainder[: max(0, files - sum(scaled.values()))]:
        scaled[story] += 1
    surplus = sum(scaled.values()) - files
    scaled[Story.NO_CARD_SEEKING] -= surplus
    return scaled


def agency_sizes(plan: CityPlan) -> list[int]:
    """Files per agency, largest first: a geometric slope from largest to smallest, bent until it sums to the plan."""
    low, high = 0.2, 6.0
    for _ in range(60):
        bend = (low + high) / 2
        if sum(_slope(plan, bend)) > plan.files:
            low = bend
        else:
            high = bend
    sizes = [int(size) for size in _slope(plan, high)]
    missing = plan.files - sum(sizes)
    for place in range(missing):
        sizes[1 + place % (plan.agencies - 2)] += 1
    return sizes


def _slope(plan: CityPlan, bend: float) -> list[float]:
    ratio = plan.largest_agency / plan.smallest_agency
    last = plan.agencies - 1
    return [plan.smallest_agency * ratio ** ((1 - place / last) ** bend) for place in range(plan.agencies)]
