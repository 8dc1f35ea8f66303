"""The service in force in Ninghai and Haining: a county federation with two base unions, another county's union, and
people. Who looks at them: `ninghai` and `haining` at desks of their county, `kuaidi` at a union's own, `shen` audits,
`ge` is a member."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from anxin import packs
from anxin.kernel.access.actions import appoint
from anxin.kernel.access.models import User
from anxin.kernel.cases.seating import seat
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.parties.actions import enter_party, start_affiliation
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.models import Party, PartyKind
from anxin.kernel.reference.actions import set_played_day
from anxin.modules.unions.enums import Level
from anxin.modules.unions.founding import found_union
from anxin.modules.unions.models import Union
from anxin.modules.unions.queries import pool_of
from anxin.packs.actions import apply
from tests.cast import NOON, OPERATOR, credit_code, identity_number
from tests.unit.web.phone.stage import MORNING, PASSWORD

PACK, NINGHAI, HAINING = "union_membership", "330226", "330481"
TODAY, JOINED = NOON.date(), date(2021, 3, 1)


@dataclass(frozen=True)
class Manned:
    county: Union
    couriers: Union
    riders: Union
    weavers: Union
    ge: Party
    waiting: Party


def actor(name: str) -> Actor:
    return User.objects.get(username=name).appointment.actor()


def _union(serial: int, name: str, area: str, level: Level, under: Union | None = None) -> Union:
    return found_union(
        by=OPERATOR, at=NOON, pack=PACK, number=credit_code(serial, area), name=name, area=area, level=level,
        founded_on=date(2021, 1, 1), under=under,
    )  # fmt: skip


def member(serial: int, name: str, where: Party, on: date = JOINED) -> Party:
    party = enter_party(
        by=OPERATOR, at=NOON, kind=PartyKind.PERSON, name=name, area=where.area, scheme=Scheme.IDENTITY_NUMBER,
        number=identity_number(serial, area=where.area),
    )  # fmt: skip
    start_affiliation(by=OPERATOR, at=NOON, party=party, organisation=where, role=PACK, started_on=on)
    return party


def _clerk(name: str, desk: str, area: str = "", union: Party | None = None) -> None:
    user = appoint(by=OPERATOR, at=NOON, username=name, password=PASSWORD, role=Role.CLERK, organisation=union)
    # The site plays the day at the real time of day, which may be before noon.
    seat(by=OPERATOR, at=MORNING, user=user, pack=PACK, desk=desk, area=area, organisation=union)


def manned() -> Manned:
    apply(packs.current(PACK), by=OPERATOR, at=NOON)
    county = _union(1, "宁海县总工会", NINGHAI, Level.COUNTY)
    couriers = _union(2, "宁海快递示例工会", NINGHAI, Level.BASE, county)
    riders = _union(3, "宁海配送示例工会", NINGHAI, Level.BASE, county)
    weavers = _union(4, "海宁纺织示例工会", HAINING, Level.BASE)
    pool = pool_of(PACK, NINGHAI)
    assert pool is not None  # opened with the service
    ge = member(201, "葛三妹", couriers.party)
    member(202, "王小芳", couriers.party, date(2021, 9, 1))
    member(203, "陈四", riders.party)
    member(204, "沈五", weavers.party)
    waiting = member(205, "李六", pool, TODAY)
    _clerk("ninghai", "pool", NINGHAI)
    _clerk("haining", "pool", HAINING)
    _clerk("kuaidi", "base-union", union=couriers.party)
    appoint(by=OPERATOR, at=NOON, username="shen", password=PASSWORD, role=Role.AUDITOR)
    appoint(by=OPERATOR, at=NOON, username="ge", password=PASSWORD, role=Role.WORKER, party=ge)
    set_played_day(day=TODAY)
    return Manned(county, couriers, riders, weavers, ge, waiting)
