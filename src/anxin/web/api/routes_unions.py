"""Unions of a day: the tree with its numbers, and how somebody stood."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.params.functions import Path, Query
from pydantic import Field

from anxin.kernel.reference import queries as reference
from anxin.modules.unions import looking, queries
from anxin.modules.unions.enums import Level
from anxin.web.api.declared import MAY_FAIL, PersonId
from anxin.web.api.door import KEYS, actor
from anxin.web.api.schemas import WORD, Area, GivenDay

router = Router(tags=["unions"], auth=KEYS)
Service = Annotated[str, Path(description="The service.", pattern=WORD, max_length=40)]
On = Annotated[GivenDay | None, Query(description="The day asked about; without it, today.")]
Within = Annotated[Area | None, Query(description="Only unions of this area (GB/T 2260 code).")]


class UnionCounted(Schema):
    """A union on the day. `members` = `direct` + the `members` of every union right below it."""

    union: str = Field(description="Public id.")
    name: str
    level: Level
    area: str
    above: str | None = Field(description="Public id of the union above, as far as your desks reach.")
    direct: int = Field(description="Its own members; of a pool, who waits there.")
    members: int
    unions: int = Field(description="Unions that stand over none, here and below.")


class UnionsCounted(Schema):
    """The tree, each union after the one above it. Whoever waits in a pool is no member."""

    service: str
    on: date
    members: int
    waiting: int
    unions: list[UnionCounted]


class StandingShown(Schema):
    """How somebody stood on the day; for somebody who left, the union left last."""

    on: date
    standing: Literal["none", "pool", "member", "left"]
    union: str | None = Field(description="Public id.")
    name: str | None
    since: date | None
    until: date | None = Field(description="The last day, where one is recorded.")


@router.get("/unions/{service}", response={200: UnionsCounted, **MAY_FAIL}, summary="Unions and numbers of a day")
def count_unions(request: HttpRequest, service: Service, on: On = None, area: Within = None) -> UnionsCounted:
    """As far as your seats reach; an auditor reads every number."""
    pack, day = looking.service_named(service), on or reference.today()
    rows = looking.numbers_seen(by=actor(request), at=reference.now(), pack=pack, on=day, area=area or "")
    ids = {one.union.party_id: one.union.party.public_id for one in rows}
    shown = [
        UnionCounted(
            union=one.union.party.public_id,
            name=one.union.party.name,
            level=Level(one.union.level),
            area=one.union.party.area,
            above=None if one.above is None else ids[one.above],
            direct=one.direct,
            members=one.members,
            unions=one.unions,
        )
        for one in rows
    ]
    return UnionsCounted(service=pack, on=day, members=queries.total(rows), waiting=queries.waiting(rows), unions=shown)


@router.get(
    "/unions/{service}/people/{public_id}",
    response={200: StandingShown, **MAY_FAIL},
    summary="How somebody stood on a day",
)
def get_standing(request: HttpRequest, service: Service, public_id: PersonId, on: On = None) -> StandingShown:
    """For the person, and for whoever's seats reach the union in question. The reading is written in the journal."""
    pack, day = looking.service_named(service), on or reference.today()
    found = looking.open_status(by=actor(request), at=reference.now(), pack=pack, public_id=public_id, on=day)
    return StandingShown(
        on=day,
        standing=found.standing.value,
        union=found.union.public_id if found.union else None,
        name=found.union.name if found.union else None,
        since=found.since,
        until=found.until,
    )
