"""The dated papers made up for a person: the story follows from them by evidence and date only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from anxin.demo.plan import (
    ABOUT_TO_EXPIRE_DAYS,
    CARDS_ARRIVE,
    DECISION_DAY,
    RENEWALS_ARRIVE,
    RETURNS_ARRIVE,
    ROSTERS_ARRIVE,
    Story,
)

RENEWED_SHARE = 0.033
_FIRST_SAFE = DECISION_DAY + timedelta(days=ABOUT_TO_EXPIRE_DAYS)
_LAST_SAFE = RETURNS_ARRIVE + timedelta(days=363)


@dataclass(frozen=True, slots=True)
class Check:
    """A conclusion of some office on a day: passed, failed, abnormal or invalid."""

    result: str
    on: date


@dataclass(frozen=True, slots=True)
class Validity:
    """A health check or a policy: first and last day it counts (the last day included); None when it never counted."""

    result: str
    start: date
    until: date | None
    arrives: date = RETURNS_ARRIVE


@dataclass(frozen=True, slots=True)
class Card:
    """An entry in the card register: issued or invalid."""

    state: str
    on: date


@dataclass(frozen=True, slots=True)
class Materials:
    """Everything known of one person. `status` is working, seeking or left (with its agency)."""

    status: str
    started_on: date | None
    ended_on: date | None
    trained_on: date | None
    authorised_on: date | None
    police: Check
    city_review: Check | None
    ministry_review: Check | None
    health: tuple[Validity, ...] = ()
    insurance: tuple[Validity, ...] = ()
    card: Card | None = None


def invent_materials(story: Story, rng: Random) -> Materials:
    """The papers of one person for a story; dates are drawn so that they change on many different days."""
    if story is Story.NO_CARD_SEEKING:
        return _seeker(rng)
    if story is Story.NO_CARD_LEFT:
        return _former(rng)
    holder = _holder(rng)
    match story:
        case Story.COMPLETE:
            return _perhaps_renewed(holder, rng)
        case Story.HEALTH_EXPIRING:
            return replace(holder, health=(_one_year_to(_soon(rng)),))
        case Story.INSURANCE_EXPIRING:
            return replace(holder, insurance=(_one_year_to(_soon(rng)),))
        case Story.BOTH_EXPIRING:
            return replace(holder, health=(_one_year_to(_soon(rng)),), insurance=(_one_year_to(_soon(rng)),))
        case Story.HEALTH_EXPIRED:
            return replace(holder, health=_lapsed(rng))
        case Story.INSURANCE_EXPIRED:
            return replace(holder, insurance=_lapsed(rng))
        case Story.BOTH_EXPIRED:
            return replace(holder, health=_lapsed(rng), insurance=_lapsed(rng))
        case Story.POLICE_FAILED:
            return replace(holder, police=Check("failed", _day(rng, date(2021, 7, 1), date(2021, 9, 24))))
        case Story.CITY_REVIEW_FAILED:
            return replace(holder, city_review=_refusal(rng))
        case Story.MINISTRY_REVIEW_FAILED:
            return replace(holder, ministry_review=_refusal(rng))
        case Story.CARD_INVALID_WORKING | Story.CARD_INVALID_LEFT:
            return _struck_off(holder, rng, left=story is Story.CARD_INVALID_LEFT)
        case Story.REVIEW_PENDING:
            return _pending(holder, rng)


def _day(rng: Random, first: date, last: date) -> date:
    return first + timedelta(days=rng.randrange((last - first).days + 1))


def _one_year_to(until: date, *, arrives: date = RETURNS_ARRIVE) -> Validity:
    """A validity of exactly one year whose last day is `until`."""
    after = until + timedelta(days=1)
    start = after - timedelta(days=1) if (after.month, after.day) == (2, 29) else after
    return Validity("passed", start.replace(year=start.year - 1), until, arrives)


def _one_year_from(start: date, *, arrives: date) -> Validity:
    return Validity("passed", start, start.replace(year=start.year + 1) - timedelta(days=1), arrives)


def _comfortable(rng: Random) -> date:
    """A last day at least 30 days ahead; few lie close, most papers were renewed in spring and summer."""
    span = (_LAST_SAFE - _FIRST_SAFE).days + 1
    place = rng.random() if rng.random() < 0.2 else rng.random() ** 0.5
    return _FIRST_SAFE + timedelta(days=int(place * span))


def _soon(rng: Random) -> date:
    return DECISION_DAY + timedelta(days=rng.randrange(ABOUT_TO_EXPIRE_DAYS))


def _lapsed(rng: Random) -> tuple[Validity, ...]:
    """A paper that ended before the decision day: often lately, sometimes long ago, now and then never handed in."""
    kind = rng.random()
    if kind < 0.06:
        return ()
    days_ago = rng.randrange(1, 46) if kind < 0.5 else rng.randrange(46, 330)
    return (_one_year_to(DECISION_DAY - timedelta(days=days_ago)),)


def _holder(rng: Random) -> Materials:
    """A worker with a card and everything in order."""
    issued = _day(rng, date(2019, 6, 3), CARDS_ARRIVE - timedelta(days=7))
    started = issued - timedelta(days=rng.randrange(20, 400))
    trained = issued - timedelta(days=rng.randrange(10, 240))
    reviewed = max(_day(rng, date(2020, 9, 1), date(2021, 9, 20)), issued - timedelta(days=30))
    return Materials(
        status="working",
        started_on=started,
        ended_on=None,
        trained_on=trained,
        authorised_on=issued - timedelta(days=rng.randrange(3, 20)),
        police=Check("passed", _day(rng, date(2021, 2, 22), date(2021, 9, 24))),
        city_review=Check("passed", reviewed),
        ministry_review=Check("passed", min(reviewed + timedelta(days=rng.randrange(1, 15)), date(2021, 9, 27))),
        health=(_one_year_to(_comfortable(rng)),),
        insurance=(_one_year_to(_comfortable(rng)),),
        card=Card("issued", issued),
    )


def _perhaps_renewed(holder: Materials, rng: Random) -> Materials:
    """Some complete workers renewed a paper only in October: before, it was about to expire or had expired."""
    if rng.random() >= RENEWED_SHARE:
        return holder
    arrives = rng.choice(RENEWALS_ARRIVE)
    old = _one_year_to(arrives + timedelta(days=rng.randrange(-8, 13)))
    new = _one_year_from(arrives - timedelta(days=rng.randrange(1, 7)), arrives=arrives)
    if rng.random() < 0.5:
        return replace(holder, health=(old, new))
    return replace(holder, insurance=(old, new))


def _refusal(rng: Random) -> Check:
    result = rng.choice(("failed", "failed", "abnormal", "invalid"))
    return Check(result, _day(rng, date(2021, 3, 1), date(2021, 9, 24)))


def _struck_off(holder: Materials, rng: Random, *, left: bool) -> Materials:
    assert holder.card is not None
    since = _day(rng, max(holder.card.on, date(2020, 3, 2)), ROSTERS_ARRIVE - timedelta(days=3))
    card = Card("invalid", since)
    return replace(holder, card=card, status="left", ended_on=since) if left else replace(holder, card=card)


def _pending(holder: Materials, rng: Random) -> Materials:
    """The city or the ministry has not answered yet."""
    kind = rng.random()
    if kind < 0.7:
        return replace(holder, ministry_review=None)
    if kind < 0.9:
        return replace(holder, city_review=None, ministry_review=None)
    return replace(holder, city_review=None)


def _seeker(rng: Random) -> Materials:
    """Somebody looking for work: a police review, and whatever else has been handed in so far."""
    trained = _sometimes(rng, 0.45, date(2020, 3, 2), date(2021, 9, 10))
    return Materials(
        status="seeking",
        started_on=None,
        ended_on=None,
        trained_on=trained,
        authorised_on=_sometimes(rng, 0.4, date(2021, 3, 1), date(2021, 9, 17)),
        police=_any_police(rng, failed=0.02),
        city_review=_sometimes_reviewed(rng, 0.35),
        ministry_review=_sometimes_reviewed(rng, 0.2),
        health=_partial_health(rng, 0.3),
        insurance=_partial_insurance(rng, 0.04),
    )


def _former(rng: Random) -> Materials:
    """Somebody who worked here before and never got a card, or gave it back before the register was kept."""
    started = _day(rng, date(2018, 3, 1), date(2021, 4, 30))
    ended = min(started + timedelta(days=rng.randrange(40, 700)), date(2021, 9, 20))
    return Materials(
        status="left",
        started_on=started,
        ended_on=ended,
        trained_on=_sometimes(rng, 0.7, date(2018, 3, 1), date(2021, 3, 31)),
        authorised_on=_sometimes(rng, 0.7, date(2019, 3, 1), date(2021, 4, 30)),
        police=_any_police(rng, failed=0.01),
        city_review=_sometimes_reviewed(rng, 0.6),
        ministry_review=_sometimes_reviewed(rng, 0.45),
        health=_partial_health(rng, 0.6),
        insurance=_partial_insurance(rng, 0.35),
    )


def _sometimes(rng: Random, share: float, first: date, last: date) -> date | None:
    return _day(rng, first, last) if rng.random() < share else None


def _sometimes_reviewed(rng: Random, share: float) -> Check | None:
    if rng.random() >= share:
        return None
    result = "passed" if rng.random() < 0.96 else rng.choice(("failed", "abnormal"))
    return Check(result, _day(rng, date(2020, 9, 1), date(2021, 9, 24)))


def _any_police(rng: Random, *, failed: float) -> Check:
    result = "failed" if rng.random() < failed else "passed"
    return Check(result, _day(rng, date(2021, 2, 22), date(2021, 9, 24)))


def _partial_health(rng: Random, share: float) -> tuple[Validity, ...]:
    """Perhaps a health check of the last year and a half; one in thirty is failed and counts for no day."""
    if rng.random() >= share:
        return ()
    start = _day(rng, date(2020, 4, 1), date(2021, 9, 24))
    if rng.random() < 0.03:
        return (Validity("failed", start, None),)
    return (_one_year_from(start, arrives=RETURNS_ARRIVE),)


def _partial_insurance(rng: Random, share: float) -> tuple[Validity, ...]:
    if rng.random() >= share:
        return ()
    return (_one_year_from(_day(rng, date(2020, 4, 1), date(2021, 9, 24)), arrives=RETURNS_ARRIVE),)
