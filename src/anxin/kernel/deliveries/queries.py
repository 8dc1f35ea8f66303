"""Reading what was sent and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from anxin.kernel.deliveries.models import Delivery, DeliveryState


@dataclass(frozen=True)
class Hop:
    """A message as shown: where to, whether it arrived and under which id, how often it was tried, what went wrong."""

    public_id: str
    target: str
    kind: str
    state: str
    attempts: int
    last_error: str
    made_at: datetime
    reached_at: datetime | None
    next_try_at: datetime | None
    external_id: str
    external_status: str


def hops_about(about: str) -> list[Hop]:
    """Every message that tells of this, the oldest first."""
    return [_hop(one) for one in Delivery.objects.filter(about=about).order_by("pk")]


def _hop(one: Delivery) -> Hop:
    return Hop(
        public_id=one.public_id,
        target=one.target,
        kind=one.kind,
        state=one.state,
        attempts=one.attempts,
        last_error=one.last_error,
        made_at=one.made_at,
        reached_at=one.reached_at,
        next_try_at=one.next_try_at if one.state == DeliveryState.WAITING else None,
        external_id=one.external_id,
        external_status=one.external_status,
    )


@dataclass(frozen=True)
class TargetFigures:
    """How it stands with one target. `failing`: waiting after at least one attempt; `oldest`: since when one waits."""

    target: str
    waiting: int
    failing: int
    reached: int
    given_up: int
    oldest: datetime | None


def figures() -> list[TargetFigures]:
    """By target, in order of name."""
    waiting = Q(state=DeliveryState.WAITING)
    rows = Delivery.objects.values("target").annotate(
        waiting=Count("pk", filter=waiting),
        failing=Count("pk", filter=waiting & Q(attempts__gt=0)),
        reached=Count("pk", filter=Q(state=DeliveryState.REACHED)),
        given_up=Count("pk", filter=Q(state=DeliveryState.GIVEN_UP)),
        oldest=Min("made_at", filter=waiting),
    )
    return [TargetFigures(**row) for row in rows.order_by("target")]


def still_open() -> list[Hop]:
    """What another platform took under a number of its own and has not closed, the oldest first."""
    held = (
        Delivery.objects.filter(state=DeliveryState.REACHED).exclude(external_id="").exclude(external_status="closed")
    )
    return [_hop(one) for one in held.order_by("pk")]
