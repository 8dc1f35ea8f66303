"""Reading zones. They are about areas, not about people: everybody who may see figures may see them."""

from __future__ import annotations

from datetime import date

from django.db.models import F, Q, QuerySet

from anxin.kernel.access.rules import Act, require
from anxin.kernel.journal.actor import Actor
from anxin.kernel.zones.models import Zone


def zones(by: Actor, pack: str, *, on: date | None = None) -> QuerySet[Zone]:
    """The zones of a service, newest first; `on`: only those that stand on a day."""
    require(by, Act.SEE_FIGURES)
    held = Zone.objects.filter(pack=pack).order_by("-starts_on", "-pk")
    if on is None:
        return held
    still = Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    not_lifted = Q(lifted_on__isnull=True) | Q(lifted_on__gt=on)
    return held.filter(still, not_lifted, starts_on__lte=on).exclude(lifted_on__lte=F("starts_on"))
