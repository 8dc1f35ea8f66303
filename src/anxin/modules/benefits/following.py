"""What happens next to a claim: whose turn it is, and by when. Worked out from its last step and the calendar; no due
day is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from anxin.kernel.cases.enums import Duty
from anxin.kernel.cases.forms import Words
from anxin.kernel.cases.matter import Level
from anxin.kernel.cases.rights import desks_in_force
from anxin.kernel.reference.working_days import end_of_term
from anxin.modules.benefits.enums import Standing
from anxin.modules.benefits.terms import SHANGHAI, Scheme

WAITS_FOR: Mapping[Standing, Duty] = {
    Standing.ENTERED: Duty.APPROVE,
    Standing.CONSENTED: Duty.APPROVE,
    Standing.REVERSED: Duty.APPROVE,
    Standing.APPROVED: Duty.PAY,
}


@dataclass(frozen=True)
class Next:
    """`office`: the desk that has it, None where no desk does. `due`: the last day, None where nothing was promised.
    `person`: it waits for the person's own word."""

    office: Words | None
    due: date | None
    person: bool


def next_of(scheme: Scheme, standing: str, since: datetime) -> Next:
    """Whose turn it is with a claim that has stood there since a moment."""
    duty = WAITS_FOR.get(Standing(standing))
    if duty is None:
        return Next(None, None, standing == Standing.OFFERED)
    days = scheme.handled_within.get(duty.value, 0)
    due = end_of_term(since.astimezone(SHANGHAI).date(), days) if days else None
    return Next(_office(scheme, duty), due, False)


def _office(scheme: Scheme, duty: Duty) -> Words | None:
    """The desk of the service that has this duty for an area."""
    desks = desks_in_force(scheme.pack).values()
    held = (one.title for one in desks if duty in one.duties and one.level is not Level.ORGANISATION)
    return next(held, None)
