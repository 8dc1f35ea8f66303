"""Premiums: money that came in, matched to the rosters it is for, booked by payer; and given back where a scheme lets
somebody out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kernel.cases.enums import Duty
from anxin.kernel.errors import Conflict, Invalid
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.ledger import actions as ledger
from anxin.kernel.ledger.naming import Document
from anxin.kernel.parties.models import Party
from anxin.modules.benefits.booking import book_of, premium_transfers, refund_transfers
from anxin.modules.benefits.enums import Matched, RosterState, Withdrawal
from anxin.modules.benefits.models import Enrolment, Payment, Roster
from anxin.modules.benefits.queries import version_in_force
from anxin.modules.benefits.recording import cycle_of, scheme_of
from anxin.modules.benefits.refusing import paid_already, refused, yuan
from anxin.modules.benefits.rights import require
from anxin.modules.benefits.terms import PREMIUM, REFUND, SHANGHAI


@transaction.atomic
def match_payment(
    *,
    by: Actor,
    at: datetime,
    scheme: str,
    cycle: str,
    union: Party,
    reference: str,
    amount: int,
    received_on: date,
    rosters: Sequence[str],
) -> Payment:
    """Match money that came in under a bank's reference (fen) to the rosters (public ids) it is for.

    Where it is exactly what they owe it is booked, by payer. Else it is kept with what is too much or too little, and
    nothing is booked; matching it again, with other rosters, takes its place.
    """
    terms = scheme_of(version_in_force(scheme))
    chosen = cycle_of(terms, cycle)
    require(by, at, terms, Duty.KEEP, union)
    journal.queue()
    held = Payment.objects.select_for_update().filter(scheme=scheme, reference=reference).first()
    if held is not None and held.posting_id is not None:
        raise paid_already(reference)
    owed = _owed(scheme, cycle, union, rosters)
    due = sum(one.due for one in owed)
    state = Matched.EXACT if amount == due else Matched.OVER if amount > due else Matched.UNDER
    made = held or Payment(scheme=scheme, reference=reference)
    made.cycle, made.union, made.amount, made.due, made.received_on = cycle, union, amount, due, received_on
    made.state, made.recorded_at, made.recorded_by = state, at, by.label[:80]
    if state == Matched.EXACT:
        people = sum(one.people for one in owed)
        document = Document(
            terms.movements[PREMIUM].slug,
            premium_transfers(terms, chosen, union, people),
            received_on,
            about=f"premium:{reference}"[:60],
            once=f"premium:{scheme}:{reference}"[:80],
        )
        made.posting = ledger.post(by=by, at=at, book=book_of(terms), document=document).posting
    made.save()
    if made.posting is not None:
        Roster.objects.filter(pk__in=[one.pk for one in owed]).update(payment=made)
    detail = {"scheme": scheme, "cycle": cycle, "reference": reference, "amount": amount, "due": due, "state": state}
    journal.write(by=by, at=at, act="benefit.premium", subjects=[union.public_id], detail=detail)
    return made


def _owed(scheme: str, cycle: str, union: Party, public_ids: Sequence[str]) -> list[Roster]:
    """The rosters a payment is for. Raises Invalid for one that owes nothing."""
    held = Roster.objects.select_for_update().filter(
        version__name=scheme, cycle=cycle, union=union, state=RosterState.ENROLLED, payment=None
    )
    found = list(held.filter(public_id__in=public_ids).order_by("pk"))
    left = sorted(set(public_ids) - {one.public_id for one in found})
    if left or not found:
        raise Invalid(
            _("These rosters owe nothing here: %(rosters)s.") % {"rosters": ", ".join(left) or "–"},
            field="rosters",
            allowed=_("rosters of this union and cycle that were read and are not paid"),
        )
    return found


def difference(payment: Payment) -> str:
    """What is too much or too little, in words; empty where it matches."""
    if payment.state == Matched.EXACT:
        return ""
    said = _("%(yuan)s yuan too much.") if payment.state == Matched.OVER else _("%(yuan)s yuan too little.")
    return said % {"yuan": yuan(abs(payment.amount - payment.due))}


@transaction.atomic
def withdraw(*, by: Actor, at: datetime, enrolment: Enrolment) -> None:
    """Take somebody out of a cycle and give the premium back, as far as the scheme lets: before the cover begins, or
    never. Raises Refused."""
    held = Enrolment.objects.select_related("roster__version", "roster__union", "roster__payment", "person").get(
        pk=enrolment.pk
    )
    terms = scheme_of(held.roster.version)
    cycle = cycle_of(terms, held.cycle)
    require(by, at, terms, Duty.ENTER, held.roster.union)
    day = at.astimezone(SHANGHAI).date()
    if terms.withdrawal is Withdrawal.NONE or day >= cycle.cover_from:
        why = _("This scheme gives no premium back.")
        if terms.withdrawal is Withdrawal.UNTIL_COVER:
            why = _("Until %(day)s one may leave; the cover has begun.") % {"day": cycle.cover_from}
        raise refused(terms, "withdrawal", _("Nobody leaves this cycle now."), why=why)
    if held.claims.exists():
        raise Conflict(_("There is a claim of this person in the cycle."), todo=_("Look at the claim's page."))
    journal.queue()
    if held.roster.payment is not None:
        document = Document(
            terms.movements[REFUND].slug,
            refund_transfers(terms, cycle, held.roster.union),
            day,
            about=f"roster:{held.roster.public_id}",
            once=f"refund:{held.pk}",
        )
        ledger.post(by=by, at=at, book=book_of(terms), document=document)
    else:
        Roster.objects.filter(pk=held.roster_id).update(
            people=held.roster.people - 1, due=held.roster.due - held.premium
        )
    person = held.person.public_id
    held.delete()
    detail = {"scheme": enrolment.scheme, "cycle": enrolment.cycle}
    journal.write(by=by, at=at, act="benefit.withdraw", subjects=[person], detail=detail)
