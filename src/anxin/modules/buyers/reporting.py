"""Exporters report how an invoice ended: the only way the light learns whether it was right."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.modules.buyers import queries
from anxin.modules.buyers.enums import Outcome
from anxin.modules.buyers.keeping import account_of
from anxin.modules.buyers.models import Asked, Report
from anxin.modules.buyers.refusing import no_date, no_such_report
from anxin.modules.buyers.subjects import subject

OLDEST_YEAR = 2000


@transaction.atomic
def report(
    *, by: Actor, at: datetime, firm_id: str, outcome: Outcome, due_on: date, paid_on: date | None = None
) -> Report:
    """Keep what became of an invoice. Raises NotFound, and Invalid for days that cannot be."""
    account, today = account_of(by), queries.day_of(at)
    if due_on.year < OLDEST_YEAR or (outcome is Outcome.UNPAID and due_on >= today):
        raise no_date("due_on")
    if outcome is Outcome.UNPAID:
        paid_on = None
    elif paid_on is None or paid_on > today or paid_on.year < OLDEST_YEAR:
        raise no_date("paid_on")
    held = subject(firm_id).first
    light = Asked.objects.filter(account=account, firm=held.id).values_list("light", flat=True).first() or ""
    kept = Report.objects.create(
        account=account,
        firm=held.id,
        country=held.country,
        outcome=outcome,
        due_on=due_on,
        paid_on=paid_on,
        light=light,
        reported_at=at,
    )
    journal.write(by=by, at=at, act="buyers.report", detail={"report": kept.pk})
    return kept


@transaction.atomic
def withdraw(*, by: Actor, at: datetime, number: int) -> None:
    """Take one's own report back; it no longer counts from now on. Raises NotFound."""
    changed = Report.objects.filter(pk=number, account=account_of(by), withdrawn_at=None).update(withdrawn_at=at)
    if not changed:
        raise no_such_report()
    journal.write(by=by, at=at, act="buyers.withdraw", detail={"report": number})
