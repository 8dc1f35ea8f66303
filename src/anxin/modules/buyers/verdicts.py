"""Somebody looked and says whether two records are one firm. It can be undone, and everything that was said stays."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from anxin.kernel.access.rules import Act, require
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.modules.buyers import shelves
from anxin.modules.buyers.models import Verdict
from anxin.modules.buyers.refusing import already_decided, no_such_firm, no_such_verdict


@transaction.atomic
def decide(*, by: Actor, at: datetime, firm_id: str, other_id: str, same: bool, why: str) -> Verdict:
    """Say whether a firm and another record, or an entry of a list, are one. Raises NotFound, Conflict."""
    require(by, Act.JUDGE_FIRMS)
    if firm_id == other_id or not shelves.firms().by_id(firm_id):
        raise no_such_firm()
    if not shelves.firms().by_id(other_id) and not shelves.lists().by_id(other_id):
        raise no_such_firm()
    if Verdict.objects.filter(firm=firm_id, other=other_id, undone_at=None).exists():
        raise already_decided()
    made = Verdict.objects.create(firm=firm_id, other=other_id, same=same, why=why[:400], by=by.label, at=at)
    if shelves.firms().by_id(other_id):  # of two records of the register it holds both ways
        Verdict.objects.create(firm=other_id, other=firm_id, same=same, why=why[:400], by=by.label, at=at)
    detail = {"verdict": made.pk, "firm": firm_id, "other": other_id, "same": same}
    journal.write(by=by, at=at, act="buyers.decide", detail=detail)
    return made


@transaction.atomic
def undo(*, by: Actor, at: datetime, number: int) -> None:
    """Take a decision back; it stays in the record. Raises NotFound."""
    require(by, Act.JUDGE_FIRMS)
    held = Verdict.objects.select_for_update().filter(pk=number, undone_at=None).first()
    if held is None:
        raise no_such_verdict()
    for firm, other in ((held.firm, held.other), (held.other, held.firm)):
        Verdict.objects.filter(firm=firm, other=other, undone_at=None).update(undone_by=by.label, undone_at=at)
    journal.write(by=by, at=at, act="buyers.undo", detail={"verdict": number})
