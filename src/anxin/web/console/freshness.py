"""Facts older than the pack's refresh time. Province 2020-07-05: information is refreshed at least every half-year.

A fact with an end date of its own is not meant, and a state lasts until its source ends it.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from anxin.kernel.access.queries import visible_people
from anxin.kernel.codes.models import Code
from anxin.kernel.evidence.models import Evidence, Standing
from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.models import Party
from anxin.web.console.words import pack

STATES = frozenset({"card", "employment", "authorisation", "risk_notice"})


def fresh_until(kind: str, valid_from: date, valid_until: date | None) -> date | None:
    """The last day a fact needs no refresh; None for facts that are never due."""
    if valid_until is not None or kind in STATES or kind not in pack().evidence_kinds:
        return None
    return months_later(valid_from, pack().freshness(kind))


def is_due(kind: str, valid_from: date, valid_until: date | None, *, on: date) -> bool:
    last = fresh_until(kind, valid_from, valid_until)
    return last is not None and last < on


def months_later(day: date, months: int) -> date:
    """The same day of a later (or, below zero, earlier) month, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - timedelta(days=1)).day))


def people_due(by: Actor, *, on: date) -> QuerySet[Party]:
    """People in scope with a code in use of whom some fact is due for refresh. Open them before showing any."""
    kinds = [kind for kind in pack().evidence_kinds if kind not in STATES]
    oldest = months_later(on, -pack().evidence.freshness)
    standing = Evidence.objects.filter(standing=Standing.STATED, followers__isnull=True)
    same = {key: OuterRef(key) for key in ("party_id", "kind", "source")}
    renewed = standing.filter(**same, valid_from__gte=oldest, valid_from__lte=on)
    old = standing.filter(kind__in=kinds, valid_from__lt=oldest, valid_until__isnull=True).exclude(Exists(renewed))
    held = Code.objects.filter(pack=pack().slug, slot__isnull=False).values("party_id")
    return visible_people(by).filter(pk__in=old.values("party_id")).filter(pk__in=held)
