"""What day it is, for doors. Rules and actions get the day handed in and never ask."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from anxin.kernel.reference.models import SiteClock


def played_day() -> date | None:
    """The demonstration's day, or None on an ordinary installation."""
    return SiteClock.objects.values_list("day", flat=True).first()


def now() -> datetime:
    """The present moment in Shanghai; in a demonstration, this time of day on the played day."""
    real = timezone.localtime()
    day = played_day()
    return real if day is None else real.replace(year=day.year, month=day.month, day=day.day)


def today() -> date:
    return now().date()
