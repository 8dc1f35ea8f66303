"""Retention: what is over its time is removed, and the journal says how much.

Personal Information Protection Law, arts. 19 (no longer than needed) and 47 (removed by the handler itself). A visit
that nobody rated or complained about is removed after `settings.VISIT_DAYS`; else it stays with what was said.
The salt of a day is destroyed as soon as none of its showings can be confirmed any more: from then on no handle matches
a visit, so that visits of different days cannot be joined by what was shown. Look-ups by phone go after a day, and
offers to carry a code once they are over.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from anxin.kernel.access.rules import Act, require
from anxin.kernel.codes.models import Carrying, DaySalt, Lookup, Visit
from anxin.kernel.codes.showing import LIVES
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes.actions import shanghai_day

LOOKUP_KEPT = timedelta(days=1)
BATCH = 500


@dataclass(frozen=True)
class Retained:
    """How many rows were over their time and are gone."""

    visits: int
    salts: int
    lookups: int
    carryings: int


@transaction.atomic
def retain(*, by: Actor, at: datetime, days: int | None = None) -> Retained:
    """Remove what is over its time; `days` in the place of the setting, for visits. One journal entry."""
    require(by, Act.RETAIN)
    kept_for = timedelta(days=settings.VISIT_DAYS if days is None else days)
    over = Q(ended_at__lt=at - kept_for) | Q(opened_at__isnull=True, offered_until__lt=at - LOOKUP_KEPT)
    gone = Retained(
        visits=_visits_before(at - kept_for),
        salts=DaySalt.objects.filter(day__lt=shanghai_day(at - max(LIVES.values()))).delete()[0],
        lookups=Lookup.objects.filter(at__lt=at - LOOKUP_KEPT).delete()[0],
        carryings=Carrying.objects.filter(over).delete()[0],
    )
    journal.write(by=by, at=at, act="codes.retain", detail=asdict(gone) | {"days": kept_for.days})
    return gone


def _visits_before(moment: datetime) -> int:
    silent = Visit.objects.filter(confirmed_at__lt=moment, feedback__isnull=True)
    ids = list(silent.values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        Visit.objects.filter(pk__in=ids[start : start + BATCH]).delete()
    return len(ids)
