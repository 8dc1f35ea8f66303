"""Taking people into a cycle, many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.actions import identifier_row
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.models import Identifier, Party, PartyKind
from anxin.kernel.parties.queries import parties_by_number
from anxin.kernel.parties.sealing import phone_index, seal
from anxin.kernel.statements import Insertion
from anxin.modules.benefits.models import Enrolment, Roster

ASKED = 400
IN_ALREADY = _("This person is in the cycle already, through another roster.")
PARTIES = Insertion(
    Party,
    (
        "public_id",
        "kind",
        "name",
        "area",
        "phone_sealed",
        "phone_index",
        "address_sealed",
        "created_at",
        "merged_into_id",
    ),
    returning=("public_id", "id"),
)
IDENTIFIERS = Insertion(Identifier, ("party_id", "scheme", "sealed", "blind_index", "masked"))
ENROLMENTS = Insertion(Enrolment, ("person_id", "scheme", "cycle", "roster_id", "premium"))


@dataclass(frozen=True)
class Wanted:
    """One person of a roster, checked: the row, the name, the identity number, the phone."""

    row: int
    name: str
    number: str
    phone: str = ""


@transaction.atomic
def enrol(*, by: Actor, at: datetime, roster: Roster, premium: int, wanted: Sequence[Wanted]) -> list[tuple[int, str]]:
    """Enrol people of a roster; those the site does not know yet are entered. Row and words for each who is left out:
    a person is in a cycle once, through one union."""
    journal.queue()  # two rosters that name one person come one after the other
    people = parties_by_number(Scheme.IDENTITY_NUMBER, [one.number for one in wanted])
    people |= _entered(at, roster.unit.area, [one for one in wanted if one.number not in people])
    there = enrolled_through(roster, [one.pk for one in people.values()])
    fresh, faults = [], []
    for one in wanted:
        person = people[one.number]
        if (other := there.get(person.pk)) is None:
            fresh.append(person)
        elif other != roster.pk:
            faults.append((one.row, str(IN_ALREADY)))
    ENROLMENTS.insert([(one.pk, roster.version.name, roster.cycle, roster.pk, premium) for one in fresh])
    if fresh:
        detail = {
            "scheme": roster.version.name,
            "cycle": roster.cycle,
            "roster": roster.public_id,
            "people": len(fresh),
        }
        subjects = [person.public_id for person in fresh]
        journal.write(by=by, at=at, act="benefit.enrol", subjects=subjects, detail=detail)
    return faults


def _entered(at: datetime, area: str, wanted: Sequence[Wanted]) -> dict[str, Party]:
    """New persons under their numbers."""
    made = {
        one.number: Party(
            kind=PartyKind.PERSON,
            name=one.name,
            area=area,
            phone_sealed=seal(one.phone, context="phone") if one.phone else "",
            phone_index=phone_index(one.phone),
            created_at=at,
        )
        for one in wanted
    }
    keys: dict[str, int] = dict(PARTIES.insert([PARTIES.row_of(one) for one in made.values()]))
    for party in made.values():
        party.pk, party._state.adding, party._state.db = keys[party.public_id], False, connection.alias
    numbers = [identifier_row(party, Scheme.IDENTITY_NUMBER, number) for number, party in made.items()]
    IDENTIFIERS.insert([IDENTIFIERS.row_of(one) for one in numbers])
    return made


def enrolled_through(roster: Roster, person_ids: Sequence[int]) -> dict[int, int]:
    """By person: the roster through which they are in this cycle already."""
    found: dict[int, int] = {}
    for start in range(0, len(person_ids), ASKED):
        rows = Enrolment.objects.filter(
            scheme=roster.version.name, cycle=roster.cycle, person_id__in=person_ids[start : start + ASKED]
        )
        found |= dict(rows.values_list("person_id", "roster_id"))
    return found


def enrolled_in(roster: Roster) -> int:
    """How many a roster has enrolled."""
    return Enrolment.objects.filter(roster=roster).count()
