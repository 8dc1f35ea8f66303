"""Finding people, their cycles and claims, and the units of a roster by the numbers people write down.

A desk learns nothing of whom it is not there for: not on file, not enrolled and another union's are answered alike.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kernel.access.rules import Purpose
from anxin.kernel.cases.enums import Duty
from anxin.kernel.errors import NotFound
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.identifiers import Scheme as Numbers
from anxin.kernel.parties.identifiers import checked_credit_code, checked_identity_number
from anxin.kernel.parties.models import Party
from anxin.kernel.parties.queries import party_by_number
from anxin.modules.benefits import queries
from anxin.modules.benefits.desks import require_seated
from anxin.modules.benefits.listing import claims_at
from anxin.modules.benefits.models import Claim, Enrolment, Roster
from anxin.modules.benefits.recording import cycle_of, scheme_of
from anxin.modules.benefits.refusing import not_enrolled
from anxin.modules.benefits.rights import require
from anxin.modules.benefits.showing import CycleOfPerson, left_in


def organisation_of(code: str) -> Party:
    """The organisation with this credit code. Raises Invalid, NotFound."""
    found = party_by_number(Numbers.CREDIT_CODE, checked_credit_code(code))
    if found is None:
        raise NotFound(
            _("No organisation is on file under this credit code."),
            why=_("A unit is entered once, with its unified credit code."),
            todo=_("Check the code, or have the unit entered first."),
        )
    return found


def person_to_enter(*, by: Actor, at: datetime, scheme: str, cycle: str, number: str) -> Party:
    """Whoever has the number, for a desk that enters claims of theirs in that cycle. Raises Refused in the same words
    for somebody not on file, not enrolled, or enrolled through a union the desk is not there for; Invalid."""
    terms = scheme_of(queries.version_in_force(scheme))
    chosen, desk = cycle_of(terms, cycle), require_seated(by, at, terms)
    if not desk.enters:
        require(by, at, terms, Duty.ENTER)
    person = party_by_number(Numbers.IDENTITY_NUMBER, checked_identity_number(number))
    held = queries.enrolment_of(scheme, chosen.key, person) if person is not None else None
    if person is None or held is None or not (desk.everywhere or held.roster.union in desk.unions):
        raise not_enrolled(terms, chosen)
    return person


@transaction.atomic
def cycles_at_desk(*, by: Actor, at: datetime, scheme: str, number: str) -> list[CycleOfPerson]:
    """The cycles of a scheme that a person is in, for a desk of it: all of them for one that is there for the whole
    scheme, else those of its unions. Somebody unknown and somebody else's member are answered alike. The reading is
    written down. Raises Refused, NotFound, Invalid."""
    terms = scheme_of(queries.version_in_force(scheme))
    desk = require_seated(by, at, terms)
    person = party_by_number(Numbers.IDENTITY_NUMBER, checked_identity_number(number))
    if person is None:
        raise _nobody()
    rows = queries.enrolments_of(person).filter(scheme=scheme).select_related("roster__version", "roster__unit")
    held = [one for one in rows if desk.sees_all or one.roster.union in desk.unions]
    if not held:
        raise _nobody()
    found = []
    for one in held:
        kept = scheme_of(one.roster.version)
        cycle = cycle_of(kept, one.cycle)
        found.append(CycleOfPerson(one, kept, cycle, left_in(kept, cycle, person.pk)))
    subjects, detail = [person.public_id], {"scheme": scheme, "fields": ["mutual_aid", "name"]}
    journal.write(
        by=by, at=at, act="benefit.read", purpose=Purpose.CASE_WORK, subjects=subjects, detail=detail, is_read=True
    )
    return found


@transaction.atomic
def claims_by_number(*, by: Actor, at: datetime, scheme: str, number: str) -> list[Claim]:
    """The claims of whoever has the number, as far as they are this desk's business; none in the same way for whom the
    site does not know. Raises Refused, Invalid."""
    desk = require_seated(by, at, scheme_of(queries.version_in_force(scheme)))
    person = party_by_number(Numbers.IDENTITY_NUMBER, checked_identity_number(number))
    found = list(claims_at(desk, scheme).filter(person=person)[:50]) if person is not None else []
    subjects = [person.public_id] if person is not None and found else []
    detail = {"scheme": scheme, "found": len(found), "fields": ["mutual_aid", "name"]}
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


def _nobody() -> NotFound:
    return NotFound(
        _("Nobody with this number is enrolled here."),
        why=_("Shown are those whom your desk is there for."),
        todo=_("Check the number, or ask the desk of the person's union."),
    )
