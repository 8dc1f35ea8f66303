"""A county with a federation, two base unions and a pool, and people of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.actions import enter_party, start_affiliation
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.models import Affiliation, Party, PartyKind
from anxin.modules.unions.enums import Level
from anxin.modules.unions.founding import found_union, open_pool
from anxin.modules.unions.models import Union
from tests.cast import credit_code, identity_number, noon

PACK, AREA = "unions_tried", "330226"
SYSTEM = Actor.system("union tests")
FIRST = date(2021, 1, 1)
LATER = noon(date(2021, 12, 31))
"""Every act is written on this moment unless it says otherwise: all its days are past by then."""


def union(serial: int, level: Level, under: Union | None = None, *, on: date = FIRST, at: datetime = LATER) -> Union:
    return found_union(
        by=SYSTEM, at=at, pack=PACK, number=credit_code(serial, AREA), name=f"示例工会{serial}", area=AREA, level=level,
        founded_on=on, under=under,
    )  # fmt: skip


def pool(*, at: datetime = LATER, since: date = FIRST) -> Union:
    return open_pool(by=SYSTEM, at=at, pack=PACK, area=AREA, name="宁海县周转库", since=since)


def person(serial: int) -> Party:
    return enter_party(
        by=SYSTEM, at=LATER, kind=PartyKind.PERSON, name=f"会员{serial}", area=AREA,
        scheme=Scheme.IDENTITY_NUMBER, number=identity_number(serial, area=AREA),
    )  # fmt: skip


def join(who: Party, where: Union, on: date = FIRST, *, at: datetime = LATER) -> Affiliation:
    return start_affiliation(by=SYSTEM, at=at, party=who, organisation=where.party, role=PACK, started_on=on)


@dataclass(frozen=True)
class Tree:
    county: Union
    federation: Union
    riders: Union
    drivers: Union
    pool: Union


def tree() -> Tree:
    county = union(1, Level.COUNTY)
    federation = union(2, Level.FEDERATION, county)
    return Tree(county, federation, union(3, Level.BASE, federation), union(4, Level.BASE, federation), pool())


def days(since: date, many: int) -> list[date]:
    return [since + timedelta(days=step) for step in range(many)]
