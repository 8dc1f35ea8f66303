"""The named people of every test. Numbers are invented and only formally right.

Fang (王小芳) works for Anjia and is complete; Mei (李梅) works for Anjia too; Hua (陈丽华) is with Leju.
Anjia (安家乐) sits in Lucheng, Leju (乐居) in Ouhai, both in Wenzhou. Zhou runs the city desk, Lin Lucheng's county
desk, An and Le are the agencies' clerks, Shen audits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from stdnum.cn import ric, uscc

from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.parties import actions as parties
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.models import Party, PartyKind
from tests.built_once import built_once

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = date(2021, 10, 29)
NOON = datetime(2021, 10, 29, 12, 0, tzinfo=SHANGHAI)
LUCHENG, OUHAI = "330302", "330304"
PACK = "home_service"


def noon(day: date) -> datetime:
    """Twelve o'clock in Shanghai on a day."""
    return datetime(day.year, day.month, day.day, 12, 0, tzinfo=SHANGHAI)


def identity_number(serial: int, *, born: str = "19800101", area: str = "330302") -> str:
    """A formally right number of an invented person."""
    stem = f"{area}{born}{serial:03d}"
    return stem + ric.calc_check_digit(stem + "0")


OPERATOR = Actor.system("operator")


def credit_code(serial: int, area: str = LUCHENG) -> str:
    """A formally right unified credit code of an invented firm."""
    stem = f"91{area}MA2{serial:06d}"
    return stem + uscc.calc_check_digit(stem)


def agency(name: str, *, serial: int, area: str) -> Party:
    return parties.enter_party(
        by=OPERATOR,
        at=NOON,
        kind=PartyKind.ORGANISATION,
        name=name,
        area=area,
        scheme=Scheme.CREDIT_CODE,
        number=credit_code(serial, area),
    )


def worker(name: str, *, serial: int, area: str = LUCHENG, phone: str = "", address: str = "") -> Party:
    return parties.enter_party(
        by=OPERATOR,
        at=NOON,
        kind=PartyKind.PERSON,
        name=name,
        area=area,
        scheme=Scheme.IDENTITY_NUMBER,
        number=identity_number(serial),
        phone=phone,
        address=address,
    )


@dataclass(frozen=True)
class Cast:
    """Everybody, entered and (the workers) with their agencies since New Year 2021."""

    anjia: Party
    leju: Party
    fang: Party
    mei: Party
    hua: Party

    province = Actor(Role.PROVINCE, "province", area="330000")
    zhou = Actor(Role.CITY, "zhou", area="330300")
    lin = Actor(Role.COUNTY, "lin", area=LUCHENG)
    shen = Actor(Role.AUDITOR, "shen")
    hu = Actor(Role.GATE, "hu", area=LUCHENG)
    household = Actor.household()

    @property
    def an(self) -> Actor:
        return Actor(Role.AGENCY_CLERK, "an", area=LUCHENG, organisation_id=self.anjia.pk)

    @property
    def le(self) -> Actor:
        return Actor(Role.AGENCY_CLERK, "le", area=OUHAI, organisation_id=self.leju.pk)

    def as_worker(self, party: Party) -> Actor:
        return Actor(Role.WORKER, "worker", party_id=party.pk)


@built_once
def everybody() -> Cast:
    """Enter the cast into the current test's database."""
    anjia = agency("安家乐家政", serial=1, area=LUCHENG)
    leju = agency("乐居家政", serial=2, area=OUHAI)
    fang = worker("王小芳", serial=101, phone="13800000001", address="鹿城区人民路1号")
    mei = worker("李梅", serial=102)
    hua = worker("陈丽华", serial=103, area=OUHAI)
    for person, firm in ((fang, anjia), (mei, anjia), (hua, leju)):
        parties.register_party(by=OPERATOR, at=NOON, party=person, pack=PACK, area=person.area)
        parties.start_affiliation(
            by=OPERATOR, at=NOON, party=person, organisation=firm, role=PACK, started_on=date(2021, 1, 1)
        )
    return Cast(anjia, leju, fang, mei, hua)


@pytest.fixture
def cast(db: None) -> Cast:
    return everybody()
