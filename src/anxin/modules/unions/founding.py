"""Founding a union, and opening the pool of an area."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anxin.kernel.errors import Conflict
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes.actions import shanghai_day
from anxin.kernel.parties.actions import enter_party, enter_unnumbered, start_affiliation
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.models import Party, PartyKind
from anxin.kernel.parties.queries import party_by_number
from anxin.modules.unions.enums import RANKS, Level
from anxin.modules.unions.models import TREE, Union
from anxin.modules.unions.refusing import in_the_future, not_there_yet, wrong_rank
from anxin.modules.unions.rights import require


@transaction.atomic
def found_union(
    *,
    by: Actor,
    at: datetime,
    pack: str,
    number: str,
    name: str,
    area: str,
    level: Level,
    founded_on: date,
    under: Union | None = None,
) -> Union:
    """Enter a union under its unified credit code, from its first day, below the union above it.

    A firm on file under that number keeps its file, and the union is the firm's. Raises Conflict where there is such a
    union already or the one above does not exist on that day, Invalid for a day to come or a wrong level.
    """
    require(by, at, pack, area)
    _refuse_day(founded_on, at)
    party = party_by_number(Scheme.CREDIT_CODE, number) or enter_party(
        by=by,
        at=at,
        kind=PartyKind.ORGANISATION,
        name=name,
        area=area,
        scheme=Scheme.CREDIT_CODE,
        number=number,
    )
    made = _kept(Union(party=party, pack=pack, level=level, founded_on=founded_on), by, at)
    if under is not None:
        require_over(under, level, founded_on)
        start_affiliation(by=by, at=at, party=party, organisation=under.party, role=TREE, started_on=founded_on)
    journal.write(
        by=by,
        at=at,
        act="union.found",
        subjects=[party.public_id],
        detail={"service": pack, "level": level, "on": founded_on.isoformat()},
    )
    return made


@transaction.atomic
def open_pool(*, by: Actor, at: datetime, pack: str, area: str, name: str, since: date | None = None) -> Union:
    """Open the pool of an area (six digits); the one that is open already is given back."""
    require(by, at, pack, area)
    slot = f"{pack}:{area}"
    held = Union.objects.filter(slot=slot).select_related("party").first()
    if held is not None:
        return held
    first = since or shanghai_day(at)
    _refuse_day(first, at)
    party: Party = enter_unnumbered(by=by, at=at, name=name, area=area)
    made = _kept(Union(party=party, pack=pack, level=Level.POOL, founded_on=first, slot=slot), by, at)
    journal.write(
        by=by, at=at, act="union.open-pool", subjects=[party.public_id], detail={"service": pack, "area": area}
    )
    return made


def _kept(union: Union, by: Actor, at: datetime) -> Union:
    union.recorded_at, union.recorded_by = at, by.label
    try:
        with transaction.atomic():
            union.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("This union is entered already."), todo=_("Look it up in the list of unions.")) from None
    return union


def _refuse_day(day: date, at: datetime) -> None:
    if day > shanghai_day(at):
        raise in_the_future()


def require_over(under: Union, level: Level, on: date) -> None:
    """Refuse a union above that is not of a higher level, or not there on that day."""
    federations = level is Level.FEDERATION and under.level == Level.FEDERATION
    ranked = under.level in RANKS and level in RANKS and RANKS[Level(under.level)] > RANKS[level]
    if not (ranked or federations):
        raise wrong_rank()
    if under.founded_on > on or (under.ended_on is not None and under.ended_on < on):
        raise not_there_yet(under.party.name)
