"""Looking somebody up at a desk by their identity number; each look is written down with whom it was about."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from anxin.kernel.access.rules import Purpose
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.identifiers import Scheme as Numbers
from anxin.kernel.parties.identifiers import checked_identity_number
from anxin.kernel.parties.queries import party_by_number
from anxin.modules.benefits import queries
from anxin.modules.benefits.desks import require_seated
from anxin.modules.benefits.listing import claims_at
from anxin.modules.benefits.models import Claim, Enrolment, Roster
from anxin.modules.benefits.recording import cycle_of, scheme_of
from anxin.modules.benefits.refusing import not_enrolled


@transaction.atomic
def claims_by_number(*, by: Actor, at: datetime, scheme: str, number: str) -> list[Claim]:
    """The claims of whoever has the number, as far as they are this desk's business; none in the same way for whom the
    site does not know. Raises Refused, Invalid."""
    desk = require_seated(by, at, scheme_of(queries.version_in_force(scheme)))
    person = party_by_number(Numbers.IDENTITY_NUMBER, checked_identity_number(number))
    found = list(claims_at(desk, scheme).filter(person=person)[:50]) if person is not None else []
    subjects = [person.public_id] if person is not None and found else []
    detail = {"scheme": scheme, "found": len(found)}
    journal.write(
        by=by, at=at, act="benefit.find", purpose=Purpose.CASE_WORK, subjects=subjects, detail=detail, is_read=True
    )
    return found


def enrolled_by_number(roster: Roster, number: str) -> Enrolment:
    """The place of whoever has the number, through this roster. Raises Refused, Invalid."""
    person = party_by_number(Numbers.IDENTITY_NUMBER, checked_identity_number(number))
    scheme = scheme_of(roster.version)
    held = queries.enrolment_of(roster.version.name, roster.cycle, person) if person is not None else None
    if held is None or held.roster_id != roster.pk:
        raise not_enrolled(scheme, cycle_of(scheme, roster.cycle))
    return held
