"""Setting the played day."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from anxin.kernel.reference.models import SiteClock


@transaction.atomic
def set_played_day(*, day: date | None) -> None:
    """Let the installation play `day` (None: the real day again). For demonstrations; not journaled, as it is no
    act about anybody: every entry carries the played time itself."""
    SiteClock.objects.all().delete()
    if day is not None:
        SiteClock.objects.create(pk=1, day=day)
