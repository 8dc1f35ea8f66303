"""Organisations for which a matter was solved, counted by area: numbers alone, nobody's name."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import Count

from anxin.kernel.cases.clocks import SHANGHAI
from anxin.kernel.cases.enums import Result
from anxin.kernel.cases.models import Case


def organisations_served(pack: str, matter: str, on: date) -> dict[str, int]:
    """By area how many organisations had a request of this matter answered `solved` by the end of a day, in that year;
    each once, however often it asked."""
    until = datetime.combine(on + timedelta(days=1), time(), SHANGHAI)
    held = Case.objects.filter(pack=pack, matter=matter, result=Result.SOLVED, about__isnull=False)
    held = held.filter(answered_at__lt=until, answered_at__gte=until.replace(year=on.year, month=1, day=1))
    rows = held.values_list("area").annotate(many=Count("about", distinct=True)).order_by("area")
    return dict(rows)
