"""People of whom some fact is due for refresh, and the last fresh day of a fact, under the console's pack."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from anxin.kernel.access.queries import visible_people
from anxin.kernel.codes.models import Code
from anxin.kernel.evidence.models import Evidence, Standing
from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.models import Party
from anxin.packs import freshness
from anxin.web.console.words import pack


def fresh_until(kind: str, valid_from: date, valid_until: date | None) -> date | None:
    """The last day a fact needs no refresh; None for facts that are never due."""
    return freshness.fresh_until(pack(), kind, valid_from, valid_until)


def people_due(by: Actor, *, on: date) -> QuerySet[Party]:
    """People in scope with a code in use of whom some fact is due for refresh. Open them before showing any."""
    kinds = freshness.kinds_refreshed(pack())
    oldest = freshness.months_later(on, -pack().evidence.freshness)
    standing = Evidence.objects.filter(standing=Standing.STATED, followers__isnull=True)
    same = {key: OuterRef(key) for key in ("party_id", "kind", "source")}
    renewed = standing.filter(**same, valid_from__gte=oldest, valid_from__lte=on)
    old = standing.filter(kind__in=kinds, valid_from__lt=oldest, valid_until__isnull=True).exclude(Exists(renewed))
    held = Code.objects.filter(pack=pack().slug, slot__isnull=False).values("party_id")
    return visible_people(by).filter(pk__in=old.values("party_id")).filter(pk__in=held)
