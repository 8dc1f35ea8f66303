"""What day it is, for doors. Rules and actions get the day handed in and never ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from anxin.kernel.reference.models import SiteClock
from anxin.kernel.statements import Selection

DAYS = Selection(lambda keys: SiteClock.objects.filter(pk__gt=keys[0]).values_list("day"))  # every request asks


def played_day() -> date | None:
    """The demonstration's day, or None on an ordinary installation."""
    return next((day for (day,) in DAYS.rows([0])), None)


@dataclass(frozen=True)
class Clock:
    """One reading of the site's clock: the moment, and the day a demonstration plays (None on an ordinary site)."""

    now: datetime
    played_day: date | None


def clock() -> Clock:
    """The present moment in Shanghai; in a demonstration, this time of day on the played day."""
    real, day = timezone.localtime(), played_day()
    return Clock(real if day is None else real.replace(year=day.year, month=day.month, day=day.day), day)


def now() -> datetime:
    """The moment of `clock`, for doors that show no day of their own."""
    return clock().now


def today() -> date:
    return now().date()
