"""Reading what was sent and what came of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Min, Q
from django.utils.translation import gettext_lazy

from anxin.kernel.deliveries.models import Delivery, DeliveryState
from anxin.kernel.deliveries.parcels import FIRST_KIND

STATES = {
    DeliveryState.WAITING: gettext_lazy("waits to be sent"),
    DeliveryState.REACHED: gettext_lazy("taken there"),
    DeliveryState.GIVEN_UP: gettext_lazy("given up"),
}


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

    @property
    def state_word(self) -> str:
        return str(STATES[DeliveryState(self.state)])


def hops_about(about: str) -> list[Hop]:
    """Every message that tells of this, the oldest first."""
    return [_hop(one) for one in Delivery.objects.filter(about=about).order_by("pk")]


def targets_told(about: str) -> list[str]:
    """The systems that were sent this, in the order in which they were."""
    first = Delivery.objects.filter(about=about, kind=FIRST_KIND).order_by("pk")
    return list(dict.fromkeys(first.values_list("target", flat=True)))


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
    """How it stands with one target. `failing`: waiting with something gone wrong; `oldest`: since when one waits."""

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
        failing=Count("pk", filter=waiting & ~Q(last_error="")),
        reached=Count("pk", filter=Q(state=DeliveryState.REACHED)),
        given_up=Count("pk", filter=Q(state=DeliveryState.GIVEN_UP)),
        oldest=Min("made_at", filter=waiting),
    )
    return [TargetFigures(**row) for row in rows.order_by("target")]


ASK_AGAIN = timedelta(minutes=10)


def to_ask_after(at: datetime, targets: Collection[str], limit: int) -> list[Hop]:
    """What these platforms took under a number of their own and have not closed, and were not asked about just now:
    whoever was asked after longest ago comes first, so that none starves."""
    held = Delivery.objects.filter(state=DeliveryState.REACHED, kind=FIRST_KIND, target__in=list(targets))
    held = held.exclude(external_id="").exclude(external_status="closed")
    held = held.filter(Q(asked_at__isnull=True) | Q(asked_at__lte=at - ASK_AGAIN))
    return [_hop(one) for one in held.order_by(F("asked_at").asc(nulls_first=True), "pk")[:limit]]
