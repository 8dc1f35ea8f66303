"""Placing a union under another, moving members in one act, and dissolving a union so that nobody is lost.

Persons are locked first, in the order of their ids, then the union: a row that names the union waits for whoever ends
it, and whoever ends it never waits for a person while it holds the union.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from anxin.kernel.codes.agency import transfer_agency
from anxin.kernel.evidence.actions import Statement
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes.actions import shanghai_day, submit_evidence
from anxin.kernel.parties.actions import end_affiliation, lock_parties, start_affiliation, transfer_affiliation
from anxin.kernel.parties.models import Affiliation, Party
from anxin.modules.unions.enums import Level
from anxin.modules.unions.founding import require_over
from anxin.modules.unions.models import TREE, Union
from anxin.modules.unions.queries import ancestors, pool_of, terms_of, union_of_party
from anxin.modules.unions.refusing import (
    changed_meanwhile,
    ended_already,
    in_a_circle,
    in_the_future,
    no_pool,
    still_over_others,
    used_later,
)
from anxin.modules.unions.rights import require, through_desk


@transaction.atomic
def place_under(*, by: Actor, at: datetime, union: Union, under: Union, first_day: date) -> Affiliation:
    """Let a union stand under another from a day on; until the day before it stays where it is."""
    require(by, at, union.pack, under.party.area)
    if first_day > shanghai_day(at):
        raise in_the_future()
    chain = [union.party_id, under.party_id, *ancestors(under.party_id, first_day)]
    lock_parties(chain)
    above = ancestors(under.party_id, first_day)
    if union.party_id in (under.party_id, *above):
        raise in_a_circle()
    if set(above) - set(chain):
        raise changed_meanwhile()
    require_over(under, Level(union.level), first_day)
    held = Affiliation.objects.filter(party=union.party, role=TREE, ended_on=None).first()
    if held is None:
        return start_affiliation(
            by=by, at=at, party=union.party, organisation=under.party, role=TREE, started_on=first_day
        )
    return transfer_affiliation(by=by, at=at, affiliation=held, to=under.party, first_day=first_day)


@transaction.atomic
def move_members(
    *, by: Actor, at: datetime, members: Sequence[Affiliation], to: Union, first_day: date, reason: str = ""
) -> list[Affiliation]:
    """Take people from where they are to a union or pool, all in one act: on no day with both, on no day with none.

    Raises Conflict, and nothing is moved, where one of them left or moved meanwhile.
    """
    require(by, at, to.pack, to.party.area)
    lock_parties([one.party_id for one in members])
    return _moved(by, at, members, to, first_day, reason)


def _moved(
    by: Actor, at: datetime, members: Iterable[Affiliation], to: Union, first_day: date, reason: str
) -> list[Affiliation]:
    acting, statement = through_desk(by), _statement(to, first_day)
    found = []
    for one in members:
        made = transfer_agency(
            by=acting, at=at, affiliation=one, to=to.party, pack=to.pack, first_day=first_day, reason=reason
        )
        if statement is not None:
            submit_evidence(by=acting, at=at, party=made.party, statement=statement)
        found.append(made)
    return found


def _statement(to: Union, first_day: date) -> Statement | None:
    """How membership there stands in evidence, where the service keeps any."""
    terms = terms_of(to.pack)
    if terms is None or terms.standing is None:
        return None
    standing = terms.standing
    result = standing.pool if to.level == Level.POOL else standing.member
    return Statement(standing.kind, standing.source, first_day, result)


@transaction.atomic
def dissolve_union(*, by: Actor, at: datetime, union: Union, last_day: date, reason: str) -> Union:
    """End a union with a day. Its members go to the pool of its area from the next day (工会法 2021, art. 13: whoever's
    unit ended may keep membership). Raises Conflict where unions still stand under it or there is no pool."""
    require(by, at, union.pack, union.party.area)
    if last_day >= shanghai_day(at):
        raise in_the_future()
    known = _members(union)
    lock_parties([one.party_id for one in known])
    held = _locked(union)
    members = _members(held)
    if [one.pk for one in members] != [one.pk for one in known]:
        raise changed_meanwhile()
    _refuse_used_later(held, last_day)
    below = Affiliation.objects.filter(organisation=held.party, role=TREE, ended_on=None).count()
    if below:
        raise still_over_others(below)
    next_day = last_day + timedelta(days=1)
    if members:
        _moved(by, at, members, _pool(held), next_day, reason)
    above = Affiliation.objects.filter(party=held.party, role=TREE, ended_on=None).first()
    if above is not None:
        end_affiliation(by=by, at=at, affiliation=above, ended_on=last_day, reason=reason)
    held.ended_on, held.end_recorded_at, held.end_recorded_by, held.slot = last_day, at, by.label, None
    held.save()
    detail = {"service": held.pack, "until": last_day.isoformat(), "members": len(members)}
    journal.write(by=by, at=at, act="union.dissolve", subjects=[held.party.public_id], detail=detail)
    return held


def _refuse_used_later(union: Union, last_day: date) -> None:
    """Whoever was with it after that day and has gone since would have been with a union that was none."""
    later = Affiliation.objects.filter(organisation=union.party_id, role__in=[union.pack, TREE], ended_on__gt=last_day)
    last = later.order_by("-ended_on").values_list("ended_on", flat=True).first()
    if last is not None:
        raise used_later(last.isoformat())


def _members(union: Union) -> list[Affiliation]:
    """Everybody who has not left, in the order in which persons are locked."""
    rows = Affiliation.objects.filter(organisation=union.party_id, role=union.pack, ended_on=None)
    return list(rows.select_related("party", "organisation").order_by("party_id"))


def _locked(union: Union) -> Union:
    """The union with its file held against everybody who is about to name it."""
    Party.objects.select_for_update().get(pk=union.party_id)
    held = Union.objects.select_related("party").get(pk=union.pk)
    if held.ended_on is not None:
        raise ended_already(held.party.name)
    return held


def _pool(union: Union) -> Union:
    found = pool_of(union.pack, union.party.area)
    if found is None or found.pk == union.party_id:
        raise no_pool(union.party.area)
    return union_of_party(union.pack, found)
