"""Invented unions of Ninghai and Jiaxing, shaped so that the published totals come out on the demonstration's day.

Published are Ninghai's 23 federations of new forms of work with 5,035 members (Zhejiang Workers' Daily, 23 December
2021) and Jiaxing's 16 parks, 813 firms and 10,444 members (25 January 2022). Names, people and days are invented; so
are those who wait in a pool, moved or left, and the firm whose union was dissolved. The small demonstration has all 23
federations and 16 parks, one firm in each park, and a hundredth of the members: 50 and 104.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from random import Random

from django.db import transaction
from django.db.models import QuerySet
from stdnum.cn import ric, uscc

from anxin import packs
from anxin.demo.bringing import refuse_faults
from anxin.demo.files import Progress, no_progress
from anxin.demo.people import Person, invent_name, invent_phone
from anxin.demo.plan import Size
from anxin.demo.timeline import moment
from anxin.kernel.evidence.actions import Statement
from anxin.kernel.intake import actions as intake
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes.actions import submit_evidence
from anxin.kernel.parties.actions import enter_party, register_party, start_affiliation
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.models import Affiliation, PartyKind
from anxin.kernel.parties.queries import party_by_number
from anxin.kernel.reference.areas import within
from anxin.modules.unions import queries
from anxin.modules.unions.enums import Level
from anxin.modules.unions.founding import found_union
from anxin.modules.unions.models import Union
from anxin.modules.unions.moving import dissolve_union, move_members

PACK = "union_membership"
SEATS = (
    ("union", PACK, "pool", "330000"),
    ("union", PACK, "organising", "330000"),
    ("reviewer", PACK, "reception", "330000"),
    ("inspector", PACK, "county", "330000"),
    ("reviewer", PACK, "review", "330000"),
    ("province", PACK, "province", "330000"),
)
NINGHAI, JIAXING = "330226", "330400"
COUNTIES = (
    ("330402", "南湖区"), ("330411", "秀洲区"), ("330421", "嘉善县"), ("330424", "海盐县"),
    ("330481", "海宁市"), ("330482", "平湖市"), ("330483", "桐乡市"),
)  # fmt: skip
TRADES = ("快递", "外卖配送", "网约车", "货运", "家政")
FEDERATIONS, PARKS = 23, 16
SEED = 15_479
POOLED = (NINGHAI, *(code for code, _name in COUNTIES))
BY_NOW = date(2021, 10, 7)  # whoever is on a roster had joined by then
IN_POOL, BROUGHT, DISSOLVED, MOVED = date(2021, 10, 8), date(2021, 10, 9), date(2021, 10, 15), date(2021, 10, 20)
HEADER = (
    "身份证号", "姓名", "手机号", "工会统一社会信用代码", "工会名称", "会籍", "会籍起始日", "入会日期", "离会日期",
    "从业证明核对日期", "会员证编号", "发证日期",
)  # fmt: skip


@dataclass(frozen=True)
class Shape:
    """Members on the demonstration's day in each place, and how many firms there are in Jiaxing. Besides them, in each
    place: who waits in the pool, who came out of it, who changed union, who left; and the members of the union that was
    dissolved."""

    ninghai: int
    jiaxing: int
    firms: int
    waiting: int
    from_pool: int
    moved: int
    left: int
    dissolved: int


SHAPES = {"full": Shape(5_035, 10_444, 813, 21, 12, 30, 85, 9), "small": Shape(50, 104, 16, 2, 2, 3, 2, 2)}


@dataclass(frozen=True)
class Place:
    """A union to be: its number, name and area, and from when it is there."""

    number: str
    name: str
    area: str
    founded_on: date


def unions_made_up(size: Size) -> int:
    """How many organisations come with it: the county, the federations; the city, its counties, the parks, the firms
    and the one dissolved; a pool in each county."""
    return 1 + FEDERATIONS + 1 + len(COUNTIES) + PARKS + SHAPES[size].firms + 1 + len(POOLED)


def people_made_up(size: Size) -> int:
    """How many people come with it."""
    shape = SHAPES[size]
    return shape.ninghai + shape.jiaxing + 2 * (shape.waiting + shape.left) + shape.dissolved


def bring_unions(*, by: Actor, size: Size, progress: Progress = no_progress) -> None:
    """Found the unions, bring the rosters in, let a firm end and people move, unless it is all there. `progress` counts
    people."""
    if Affiliation.objects.filter(role=PACK, started_on=MOVED, organisation__union__pack=PACK).exists():
        return
    shape, rng = SHAPES[size], Random(SEED)
    people, total, done = _inventing(rng), people_made_up(size), 0
    ninghai, jiaxing = _ninghai(), _jiaxing(shape.firms)
    gone = _place(COUNTIES[0][0], 9_000, "嘉兴示例企业（已注销）工会", date(2020, 5, 6))
    _found_all(by, ninghai, jiaxing, gone)
    for area, places, many in ((NINGHAI, ninghai, shape.ninghai), (JIAXING, jiaxing, shape.jiaxing)):
        spread = [places[serial % len(places)] for serial in range(many - shape.from_pool)]
        spread += [gone] * shape.dissolved if area == JIAXING else []
        left = [places[serial % len(places)] for serial in range(shape.left)]
        pooled = list(islice(people, shape.waiting + shape.from_pool))
        _wait(by, area, pooled)
        rows = [_row(rng, person, place) for person, place in zip(people, spread, strict=False)]
        rows += [_left_row(rng, person, place) for person, place in zip(people, left, strict=False)]
        _bring(by, area, rows)
        done += len(rows) + len(pooled)
        progress("unions", done, total)
    _dissolve(by, gone)
    with transaction.atomic():
        for area, places in ((NINGHAI, ninghai), (JIAXING, jiaxing)):
            _move(by, area, places, shape)


def _inventing(rng: Random) -> Iterator[Person]:
    """Person after person, born in one of the counties here, where nobody else of the demonstration is born."""
    taken, codes = set[str](), [NINGHAI, *(code for code, _name in COUNTIES)]
    while True:
        born = date(1985, 1, 1) + timedelta(days=rng.randrange(6_500))
        woman = rng.random() < 0.3
        stem = f"{rng.choice(codes)}{born:%Y%m%d}{900 + 2 * rng.randrange(50) + (not woman)}"
        number = stem + ric.calc_check_digit(stem + "0")
        if number not in taken:
            taken.add(number)
            yield Person(number, invent_name(rng, woman=woman, birth_year=born.year), invent_phone(rng))


def _place(area: str, serial: int, name: str, founded_on: date) -> Place:
    stem = f"81{area}MD{serial:07d}"
    return Place(stem + uscc.calc_check_digit(stem), name, area, founded_on)


def _ninghai() -> list[Place]:
    first = date(2020, 6, 1)
    return [
        _place(NINGHAI, serial + 1, f"宁海县{TRADES[serial % 5]}行业工会联合会（示例{serial + 1:02d}）",
               first + timedelta(days=17 * serial))
        for serial in range(FEDERATIONS)
    ]  # fmt: skip


def _parks() -> list[Place]:
    found = []
    for serial in range(PARKS):
        area, name = COUNTIES[serial % len(COUNTIES)]
        found.append(_place(area, 101 + serial, f"{name}示例园区{serial + 1:02d}工会联合会", date(2019, 9, 2)))
    return found


def _jiaxing(firms: int) -> list[Place]:
    """The base unions of the firms; the one of number n stands in park n modulo 16."""
    areas = [COUNTIES[serial % PARKS % len(COUNTIES)][0] for serial in range(firms)]
    return [
        _place(
            area, 1_001 + serial, f"嘉兴示例企业{serial + 1:03d}工会", date(2020, 3, 2) + timedelta(days=serial % 400)
        )
        for serial, area in enumerate(areas)
    ]


@transaction.atomic
def _found_all(by: Actor, ninghai: Sequence[Place], jiaxing: Sequence[Place], gone: Place) -> None:
    county = _found(by, _place(NINGHAI, 900, "宁海县总工会", date(2019, 1, 2)), Level.COUNTY)
    for place in ninghai:
        _found(by, place, Level.FEDERATION, county)
    city = _found(by, _place(JIAXING, 901, "嘉兴市总工会", date(2019, 1, 2)), Level.CITY)
    above = {
        area: _found(by, _place(area, 902, f"{name}总工会", date(2019, 1, 2)), Level.COUNTY, city)
        for area, name in COUNTIES
    }
    parks = [_found(by, place, Level.FEDERATION, above[place.area]) for place in _parks()]
    for serial, place in enumerate([*jiaxing, gone]):
        _found(by, place, Level.BASE, parks[0 if place is gone else serial % PARKS])


def _found(by: Actor, place: Place, level: Level, under: Union | None = None) -> Union:
    held = Union.objects.filter(pack=PACK, party=party_by_number(Scheme.CREDIT_CODE, place.number)).first()
    return held or found_union(
        by=by,
        at=moment(IN_POOL, 8),
        pack=PACK,
        number=place.number,
        name=place.name,
        area=place.area,
        level=level,
        founded_on=place.founded_on,
        under=under,
    )


@transaction.atomic
def _wait(by: Actor, place: str, people: Iterable[Person]) -> None:
    """People without a union join through the pools, as desk and county federation would let them one by one."""
    areas, at = _pooled(place), moment(IN_POOL, 10)
    if _waiting(place).exists():
        return
    for serial, person in enumerate(people):
        area = areas[serial % len(areas)]
        pool = queries.pool_of(PACK, area)
        if pool is None:
            raise LookupError(f"no pool of {area} was opened")
        party = enter_party(
            by=by,
            at=at,
            kind=PartyKind.PERSON,
            name=person.name,
            area=area,
            scheme=Scheme.IDENTITY_NUMBER,
            number=person.id_number,
            phone=person.phone,
        )
        register_party(by=by, at=at, party=party, pack=PACK, area=area)
        start_affiliation(by=by, at=at, party=party, organisation=pool, role=PACK, started_on=IN_POOL)
        for kind, result in (("membership", "pool"), ("work_proof", "seen"), ("membership_card", "issued")):
            submit_evidence(by=by, at=at, party=party, statement=Statement(kind, "union", IN_POOL, result))


def _pooled(place: str) -> list[str]:
    """The counties of a place: itself, or those of a city."""
    return [area for area in POOLED if within(area, place)]


def _waiting(place: str) -> QuerySet[Affiliation]:
    """Whoever joined through a pool of the place, the first entered first."""
    here = Affiliation.objects.filter(role=PACK, started_on=IN_POOL, organisation__union__level=Level.POOL)
    return here.filter(organisation__area__in=_pooled(place)).order_by("pk")


def _row(rng: Random, person: Person, place: Place) -> list[str]:
    """A member's row of the roster."""
    joined = place.founded_on + timedelta(days=rng.randrange((BY_NOW - place.founded_on).days - 40))
    seen, card = joined + timedelta(days=3), joined + timedelta(days=5)
    number = f"JH{person.id_number[-8:]}"
    return [*_who(person, place), "会员", f"{joined}", f"{joined}", "", f"{seen}", number, f"{card}"]


def _left_row(rng: Random, person: Person, place: Place) -> list[str]:
    """The row of somebody who left before the roster was made."""
    joined = place.founded_on + timedelta(days=rng.randrange((BY_NOW - place.founded_on).days - 40))
    left = joined + timedelta(days=1 + rng.randrange((BY_NOW - joined).days - 1))
    return [*_who(person, place), "退会", f"{left + timedelta(days=1)}", f"{joined}", f"{left}", "", "", ""]


def _who(person: Person, place: Place) -> list[str]:
    return [person.id_number, person.name, person.phone, place.number, place.name]


def _bring(by: Actor, area: str, rows: Sequence[Sequence[str]]) -> None:
    """Bring a roster in through the same door as any upload."""
    held, layouts = io.StringIO(newline=""), packs.current(PACK).layouts
    out = csv.writer(held)
    out.writerow(HEADER)
    out.writerows(rows)
    at, content = moment(BROUGHT, 9), io.BytesIO(held.getvalue().encode())
    name = f"工会会员花名册-{area}.csv"
    upload = intake.stage(by=by, at=at, file=content, file_name=name, pack=PACK, layout="roster", layouts=layouts)
    refuse_faults(upload)
    intake.confirm(by=by, at=at, upload=upload, layouts=layouts)
    intake.apply(by=by, at=at, upload=upload, layouts=layouts)
    refuse_faults(upload)


def _dissolve(by: Actor, gone: Place) -> None:
    union = _union(gone)
    if union.ended_on is None:
        at = moment(DISSOLVED + timedelta(days=1), 9)
        dissolve_union(by=by, at=at, union=union, last_day=DISSOLVED, reason="企业注销")


def _move(by: Actor, area: str, places: Sequence[Place], shape: Shape) -> None:
    """Some come out of the pool, and some go from one union to the next one of the list: nobody is lost."""
    goers = list(_waiting(area)[: shape.from_pool])
    for serial, one in enumerate(goers):
        _move_one(by, one, places[serial % len(places)], "单位成立工会")
    for serial in range(shape.moved):
        here, there = places[serial % len(places)], places[(serial + 1) % len(places)]
        goer = Affiliation.objects.filter(organisation=_union(here).party, role=PACK, ended_on=None).order_by("pk")[0]
        _move_one(by, goer, there, "换了单位")


def _move_one(by: Actor, one: Affiliation, to: Place, reason: str) -> None:
    move_members(by=by, at=moment(MOVED, 9), members=[one], to=_union(to), first_day=MOVED, reason=reason)


def _union(place: Place) -> Union:
    party = party_by_number(Scheme.CREDIT_CODE, place.number)
    if party is None:
        raise LookupError(f"{place.name} was not founded")
    return queries.union_of_party(PACK, party)
