"""People of whom some fact is due for refresh, and the last fresh day of a fact, under the console's pack."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from anxin.kernel.codes.queries import holders_not_renewed
from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.models import Party
from anxin.packs import freshness
from anxin.web.console.words import pack


def fresh_until(kind: str, valid_from: date, valid_until: date | None) -> date | None:
    """The last day a fact needs no refresh; None for facts that are never due."""
    return freshness.fresh_until(pack(), kind, valid_from, valid_until)


def people_due(by: Actor, *, on: date) -> QuerySet[Party]:
    """People in scope with a code in use of whom some fact is due for refresh. Open them before showing any."""
    oldest = freshness.months_later(on, -pack().evidence.freshness)
    return holders_not_renewed(by, pack().slug, kinds=freshness.kinds_refreshed(pack()), since=oldest, on=on)
