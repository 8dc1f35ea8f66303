"""What a copied card or a relayed screen looks like among the confirmations of a code. A mark to look at, no colour."""

from __future__ import annotations

from datetime import datetime, timedelta

from anxin.kernel.codes.models import Code, Visit

CLOSE_TOGETHER = "close-together"  # two doors within ten minutes
MANY_HOUSEHOLDS = "many-households"  # more doors in a day than anybody can work at
CLOSE = timedelta(minutes=10)
MOST_A_DAY = 8


def anomaly_of(code: Code, at: datetime) -> str:
    """Why one more confirmation at this moment is odd; empty where it is not."""
    day = timedelta(days=1)
    before = Visit.objects.filter(code=code, confirmed_at__gt=at - day, confirmed_at__lte=at + CLOSE)
    moments = list(before.values_list("confirmed_at", flat=True))
    if any(abs(at - moment) < CLOSE for moment in moments):
        return CLOSE_TOGETHER
    return MANY_HOUSEHOLDS if len(moments) >= MOST_A_DAY else ""
