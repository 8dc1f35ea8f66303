"""Who may do what with an allotment: seats at the desks of its service."""

from __future__ import annotations

from datetime import datetime

from anxin.kernel.cases.enums import Duty
from anxin.kernel.cases.rights import require_seat
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.parties.models import Party
from anxin.modules.allotments.terms import OfferTerms

RECEIVES, APPROVES, KEEPS = Duty.RECEIVE, Duty.APPROVE, Duty.KEEP


def require(by: Actor, at: datetime, terms: OfferTerms, duty: Duty) -> None:
    """`Refused` unless a seat of the actor at a desk of this service carries the duty for its area."""
    require_seat(by, at, terms.pack, duty, terms.area)


def stands_for(by: Actor, firm: Party) -> bool:
    """Whether somebody acts for that firm by their own appointment."""
    return by.role == Role.AGENCY_CLERK and by.organisation_id == firm.pk
