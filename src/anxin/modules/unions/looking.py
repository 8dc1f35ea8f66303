"""Who reads of unions: numbers as far as one's seats reach, names and a person's standing with an entry in the journal.

Seats at a desk of the service for an area reach every union of that area, the seat of an organisation itself alone. An
auditor sees every number and no name. A person reads their own standing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice

from django.db import transaction

from anxin.kernel.access.rules import Act, Purpose, require
from anxin.kernel.cases.rights import seats_of
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.parties.models import Affiliation, Party
from anxin.kernel.parties.queries import standing_parties
from anxin.kernel.reference.areas import within
from anxin.modules.unions import queries
from anxin.modules.unions.models import Declared, Union
from anxin.modules.unions.queries import Counted, Status
from anxin.modules.unions.refusing import no_such_member, no_such_service, no_such_union


@dataclass(frozen=True)
class Reach:
    """How far somebody sees: areas (an empty one holds everything) and single organisations. `names`: may read of
    persons, not numbers only."""

    areas: frozenset[str]
    organisations: frozenset[int]
    names: bool

    def holds(self, organisation: Party) -> bool:
        return organisation.pk in self.organisations or any(within(organisation.area, area) for area in self.areas)


@dataclass(frozen=True)
class MemberSeen:
    """One member of a union on a day; `until` None: no end was recorded."""

    public_id: str
    name: str
    since: date
    until: date | None


def services() -> list[str]:
    """The services that declare unions, by name."""
    return list(Declared.objects.order_by("pack").values_list("pack", flat=True))


def service_named(pack: str = "") -> str:
    """The service of that name, or without one the only one. Raises NotFound."""
    held = services()
    if pack in held:
        return pack
    if not pack and len(held) == 1:
        return held[0]
    raise no_such_service(held)


def reach_of(by: Actor, at: datetime, pack: str) -> Reach:
    """How far the actor's seats at desks of the service reach at that moment."""
    if by.role in (Role.SYSTEM, Role.AUDITOR):
        return Reach(frozenset({""}), frozenset(), names=by.role == Role.SYSTEM)
    seats = [seat for seat in seats_of(by, at) if seat.pack == pack]
    areas = frozenset(seat.area for seat in seats if seat.organisation_id is None and seat.area)
    return Reach(areas, frozenset(seat.organisation_id for seat in seats if seat.organisation_id), names=True)


def numbers_seen(*, by: Actor, at: datetime, pack: str, on: date, area: str = "") -> list[Counted]:
    """The tree of a day as far as the actor sees it, within an area where one is given; a union whose upper one is not
    seen stands at the top. Names nobody."""
    require(by, Act.SEE_BOOKS)
    reach = reach_of(by, at, pack)
    seen = (one for one in queries.counts(pack, on) if reach.holds(one.union.party))
    return _from_the_top(one for one in seen if within(one.union.party.area, area))


def _from_the_top(rows: Iterable[Counted]) -> list[Counted]:
    depths, found = dict[int, int](), list[Counted]()
    for one in rows:  # each after the one above it
        above = depths.get(one.above) if one.above is not None else None
        depths[one.union.party_id] = 0 if above is None else above + 1
        found.append(replace(one, depth=depths[one.union.party_id], above=one.above if above is not None else None))
    return found


def union_seen(*, by: Actor, at: datetime, pack: str, public_id: str) -> Union:
    """A union within the actor's reach. NotFound in the same words whether absent or beyond it."""
    require(by, Act.SEE_BOOKS)
    union = queries.union_named(pack, public_id)
    if not reach_of(by, at, pack).holds(union.party):
        raise no_such_union()
    return union


@transaction.atomic
def open_members(
    *, by: Actor, at: datetime, union: Union, on: date, first: int = 0, most: int = 50
) -> tuple[list[MemberSeen], bool]:
    """A page of a union's members on a day, from number `first` on, and whether there are more. Each of them finds the
    reading in their own view. An auditor gets none: names are not an auditor's business."""
    reach = reach_of(by, at, union.pack)
    if not (reach.names and reach.holds(union.party)):
        return [], False
    rows = queries.members_of(union, on).filter(party__merged_into=None)[first : first + most + 1]
    held = list(islice(rows, most + 1))
    page = held[:most]
    if page:
        _write_down(by, at, "union.list", [one.party.public_id for one in page], on, "name")
    return [_member(one) for one in page], len(held) > most


def _member(one: Affiliation) -> MemberSeen:
    return MemberSeen(one.party.public_id, one.party.name, one.started_on, one.ended_on)


@transaction.atomic
def open_status(*, by: Actor, at: datetime, pack: str, public_id: str, on: date) -> Status:
    """How a person stood on a day, for themselves or for whoever's seats reach the union in question. NotFound in the
    same words whether there is no such person or the actor's reach ends before."""
    person = standing_parties().filter(public_id=public_id).first()
    if person is None:
        raise no_such_member()
    found = queries.status_of(person, pack, on)
    if not _may_read(by, at, pack, person, found):
        raise no_such_member()
    _write_down(by, at, "union.status", [person.public_id], on, "membership")
    return found


def _may_read(by: Actor, at: datetime, pack: str, person: Party, found: Status) -> bool:
    if by.role == Role.WORKER:
        return by.party_id == person.pk
    reach = reach_of(by, at, pack)
    if found.union is None:  # never entered: known to whoever sees everything
        return reach.names and "" in reach.areas
    return reach.names and reach.holds(found.union)


def _write_down(by: Actor, at: datetime, act: str, subjects: list[str], on: date, *fields: str) -> None:
    purpose = Purpose.OWN_RECORD if by.role == Role.WORKER else Purpose.CASE_WORK
    detail = {"on": on.isoformat(), "fields": fields}
    journal.write(by=by, at=at, act=act, purpose=purpose, subjects=subjects, detail=detail, is_read=True)
