"""A roster before it is read in: how many it would enrol, what is due, and what is wrong with which row."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kernel.cases.enums import Duty
from anxin.kernel.errors import Conflict, Refused
from anxin.kernel.intake.plain_rows import rows_of
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.identifiers import Scheme as Numbers
from anxin.kernel.parties.models import Party
from anxin.kernel.parties.queries import parties_by_number
from anxin.kernel.parties.sealing import seal, unseal
from anxin.modules.benefits.enrolling import IN_ALREADY, Wanted, enrolled_in, enrolled_through
from anxin.modules.benefits.enums import RosterState
from anxin.modules.benefits.models import Roster
from anxin.modules.benefits.queries import version_in_force
from anxin.modules.benefits.recording import cycle_of, scheme_of
from anxin.modules.benefits.refusing import out_of_window
from anxin.modules.benefits.rights import require
from anxin.modules.benefits.rosters import COLUMNS, ROWS, Fault, read_rows, require_share


@dataclass(frozen=True)
class Preview:
    """What reading a roster would do now. `due` in fen; `refusal`: why none of it would be taken; `begun`: some of its
    people are in already, since reading it was interrupted."""

    rows: int
    people: int
    due: int
    faults: tuple[Fault, ...]
    refusal: Refused | None
    begun: bool


def preview(*, by: Actor, at: datetime, roster: Roster) -> Preview:
    """What would become of a roster that was received and not read. Writes nothing."""
    scheme = scheme_of(roster.version)
    cycle = cycle_of(scheme, roster.cycle)
    require(by, at, scheme, Duty.ENTER, roster.union)
    rows: list[dict[str, str]] = json.loads(unseal(roster.rows_sealed, context=ROWS))
    wanted, faults = read_rows(scheme, cycle, rows)
    refusal = None
    try:
        require_share(scheme, len(wanted), roster.staff)
    except Refused as said:
        refusal = said
    elsewhere = _elsewhere(roster, wanted)
    people = len(wanted) - len(elsewhere)
    told = tuple(sorted([*faults, *elsewhere], key=lambda one: one.row))
    return Preview(
        len(rows), people, people * cycle.premium, told, refusal, not roster._state.adding and enrolled_in(roster) > 0
    )


def check_roster(
    *, by: Actor, at: datetime, scheme: str, cycle: str, union: Party, staff: int, content: bytes
) -> Preview:
    """What would become of a file that was not received. Writes nothing. Raises Refused outside the window."""
    version = version_in_force(scheme)
    terms = scheme_of(version)
    chosen = cycle_of(terms, cycle)
    if not chosen.in_window(at):
        raise out_of_window(terms, chosen, at)
    rows = seal(json.dumps(rows_of(content, COLUMNS), ensure_ascii=False), context=ROWS)
    return preview(
        by=by, at=at, roster=Roster(version=version, cycle=cycle, union=union, staff=staff, rows_sealed=rows)
    )


def _elsewhere(roster: Roster, wanted: list[Wanted]) -> list[Fault]:
    """Whoever is in the cycle through another roster."""
    people = parties_by_number(Numbers.IDENTITY_NUMBER, [one.number for one in wanted])
    there = enrolled_through(roster, [one.pk for one in people.values()])
    return [
        Fault(one.row, str(IN_ALREADY))
        for one in wanted
        if (person := people.get(one.number)) is not None and there.get(person.pk, roster.pk) != roster.pk
    ]


@transaction.atomic
def take_back(*, by: Actor, at: datetime, roster: Roster) -> None:
    """Take a roster back before it is read, such as a wrong file; the journal keeps its digest and when it came.
    Raises Conflict for one whose people are in."""
    scheme = scheme_of(roster.version)
    require(by, at, scheme, Duty.ENTER, roster.union)
    journal.queue()
    held = Roster.objects.select_for_update(of=("self",)).filter(pk=roster.pk, state=RosterState.RECEIVED).first()
    if held is None or enrolled_in(held):
        raise Conflict(_("This roster is read already."), todo=_("Whoever should not be in it leaves one by one."))
    subjects = [roster.union.public_id, roster.unit.public_id]
    detail = {"scheme": roster.version.name, "cycle": roster.cycle, "roster": held.public_id, "sha256": held.sha256}
    held.delete()
    journal.write(by=by, at=at, act="benefit.roster-back", subjects=subjects, detail=detail)
