"""What somebody is there for at the desks of a scheme: by duty for its area, and for which unions they enter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from anxin.kernel.cases.enums import Duty
from anxin.kernel.cases.matter import Level
from anxin.kernel.cases.rights import desks_in_force, duties_from_seats, seats_of
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.parties.models import Party
from anxin.modules.benefits.rights import require
from anxin.modules.benefits.terms import Scheme


@dataclass(frozen=True)
class Seated:
    """Where somebody sits in a scheme. `unions`: those whose rosters and claims they enter; `everywhere`: they enter
    for whichever union. `audits`: looks on, counted or masked."""

    duties: frozenset[Duty]
    unions: tuple[Party, ...]
    audits: bool

    @property
    def everywhere(self) -> bool:
        return Duty.ENTER in self.duties

    @property
    def enters(self) -> bool:
        return self.everywhere or bool(self.unions)

    @property
    def approves(self) -> bool:
        return Duty.APPROVE in self.duties

    @property
    def pays(self) -> bool:
        return Duty.PAY in self.duties

    @property
    def keeps(self) -> bool:
        return Duty.KEEP in self.duties

    @property
    def sees_all(self) -> bool:
        """Whether every union's rosters and claims are their business."""
        return self.everywhere or self.approves or self.pays or self.keeps

    @property
    def names(self) -> bool:
        """Whether who was paid is shown by name, as `showing.beneficiaries_of` decides it."""
        return self.approves or self.pays or self.keeps


def seated(by: Actor, at: datetime, scheme: Scheme) -> Seated:
    """What the actor is there for in a scheme, now."""
    unions = tuple(Party.objects.filter(pk__in=_union_ids(by, at, scheme)).order_by("name"))
    return Seated(duties_from_seats(by, at, scheme.pack, scheme.area), unions, by.role == Role.AUDITOR)


def _union_ids(by: Actor, at: datetime, scheme: Scheme) -> list[int]:
    held = [one for one in seats_of(by, at) if one.pack == scheme.pack and one.organisation_id is not None]
    desks = desks_in_force(scheme.pack) if held else {}
    return [
        one.organisation_id
        for one in held
        if one.organisation_id is not None
        and (desk := desks.get(one.desk)) is not None
        and desk.level is Level.ORGANISATION
        and Duty.ENTER in desk.duties
    ]


def require_seated(by: Actor, at: datetime, scheme: Scheme) -> Seated:
    """Where somebody sits. Raises Refused for who sits at none of the scheme's desks."""
    held = seated(by, at, scheme)
    if not (held.enters or held.sees_all):
        require(by, at, scheme, Duty.ENTER)
    return held
