"""Invented goods of the demonstration: two weeks of frozen food from two first stations to stalls, a restaurant and
buyers. One lot has no test report, one an expired one, one tested positive after it was sold on; one came without a
first station, one stall was three days without a line, and one scan was declared wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import transaction
from stdnum.cn import uscc

from anxin.demo.accounts import ensure_account
from anxin.kernel.evidence.actions import Statement
from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.actions import enter_party
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.models import Party, PartyKind
from anxin.kernel.parties.queries import party_by_number
from anxin.modules.tracing.entering import enter_lot, enter_site
from anxin.modules.tracing.enums import Happening
from anxin.modules.tracing.handing_in import hand_in
from anxin.modules.tracing.models import Lot, Site
from anxin.modules.tracing.naming import Draft, Portion
from anxin.modules.tracing.packing import divide_into
from anxin.modules.tracing.recording import Recorded, record

PACK, AREA = "cold_chain", "330302"
KG, HOUR, DAY = 1000, timedelta(hours=1), timedelta(days=1)
FIRMS = ("瓯海示例冷链进口有限公司", "温州示例水产市场经营部", "示例海鲜酒楼")
ACCOUNTS: Mapping[str, int] = {"station": 0, "stall": 1}
"""Who signs in for which firm."""


@dataclass(frozen=True)
class SitePlan:
    """A site: its kind, name, the firm that keeps it (none: the bureau), and its room in kilograms."""

    key: str
    kind: str
    name: str
    firm: int | None = None
    room: int | None = None


SITES = (
    SitePlan("station", "first_station", "瓯海示例冷链首站", 0),
    SitePlan("port", "first_station", "状元岙示例口岸首站"),
    SitePlan("stall", "market", "水产市场 12 号摊", 1),
    SitePlan("stall2", "market", "水产市场 27 号摊", 1),
    SitePlan("restaurant", "restaurant", "示例海鲜酒楼后厨", 2),
    SitePlan("store", "cold_store", "龙湾示例冷库"),
    SitePlan("warehouse", "warehouse", "温州示例监管仓", room=60_000),
    SitePlan("road", "check_station", "甬台温高速示例检查站"),
)


@dataclass(frozen=True)
class Papers:
    """Which papers a lot has, and for how many days after it came its test holds."""

    goods: str = "imported"
    test: bool = True
    test_days: int = 30
    all: bool = True


@dataclass(frozen=True)
class LotPlan:
    """A lot: its code, what it is and from where, how many days ago it came in at which station, how much of it, and
    where its halves went."""

    code: str
    name: str
    country: str
    days: int
    station: str
    kg: int
    to: tuple[str, ...] = ()
    papers: Papers = Papers()


LOTS = (
    LotPlan("WZ-2110-01", "冻南美白虾", "厄瓜多尔", 14, "station", 1_800, ("stall", "restaurant")),
    LotPlan("WZ-2110-02", "冻带鱼", "印度", 13, "port", 3_200, ("stall2", "store")),
    LotPlan("WZ-2110-03", "冻牛腱", "巴西", 11, "station", 2_400, ("store", "restaurant")),
    LotPlan(
        "WZ-2110-04", "冻鳕鱼段", "挪威", 9, "port", 1_500, ("stall", "stall2"), Papers("imported_seafood", test=False)
    ),
    LotPlan(
        "WZ-2110-05", "冻鱿鱼", "远洋自捕", 8, "station", 5_000, ("store", "stall"), Papers("ocean_caught", test=False)
    ),
    LotPlan("WZ-2110-06", "冻猪肋排", "西班牙", 6, "station", 2_000, ("stall2", "restaurant")),
    LotPlan("WZ-2110-07", "冻鸡爪", "阿根廷", 4, "station", 2_600, (), Papers(test=False)),
    LotPlan("WZ-2110-08", "冻羊排", "新西兰", 12, "station", 900, (), Papers(test_days=7)),
    LotPlan("WZ-2110-09", "冻龙利鱼", "越南", 2, "port", 1_200, ("stall",)),
    LotPlan("WZ-2110-10", "冻牛百叶", "澳大利亚", 1, "station", 700),
)
STRAY = "NB-0927-77"
POSITIVE = "WZ-2110-06"


def firms_made_up() -> int:
    """How many firms come with the goods."""
    return len(FIRMS)


def parties_made_up() -> int:
    """How many parties in all: firms, sites, lots and what these were divided into."""
    return len(FIRMS) + len(SITES) + len(LOTS) + 1 + sum(2 * len(one.to) for one in LOTS)


@transaction.atomic
def bring_goods(*, by: Actor, until: datetime, passwords: Mapping[str, str]) -> None:
    """Bring everything in, unless it is there."""
    if Lot.objects.filter(pack=PACK).exists():
        return
    start = until - 20 * DAY
    firms = [_firm(by, name, serial, start) for serial, name in enumerate(FIRMS, start=1)]
    for username, serial in ACCOUNTS.items():
        ensure_account(by=by, at=start, username=username, password=passwords[username], organisation=firms[serial])
    sites = {one.key: _site(by, one, firms, start) for one in SITES}
    for plan in LOTS:
        _through(by, plan, sites, until)
    _by_itself(by, sites, until)


def _firm(by: Actor, name: str, serial: int, at: datetime) -> Party:
    stem = f"91330304MA2G{serial:05d}"
    code = stem + uscc.calc_check_digit(stem)
    return party_by_number(Scheme.CREDIT_CODE, code) or enter_party(
        by=by, at=at, kind=PartyKind.ORGANISATION, name=name, area=AREA, scheme=Scheme.CREDIT_CODE, number=code
    )


def _site(by: Actor, plan: SitePlan, firms: list[Party], at: datetime) -> Site:
    return enter_site(
        by=by,
        at=at,
        pack=PACK,
        kind=plan.kind,
        name=plan.name,
        area=AREA,
        keeper=None if plan.firm is None else firms[plan.firm],
        room=None if plan.room is None else plan.room * KG,
    )


def _statements(plan: LotPlan, came: date) -> Iterator[Statement]:
    yield Statement("code", "first_station", came, "issued")
    yield Statement("goods", "customs", came, plan.papers.goods)
    yield Statement("quarantine", "customs", came - 20 * DAY, "passed", came + 180 * DAY)
    yield Statement("disinfection", "warehouse", came, "done", came + 90 * DAY)
    if plan.papers.test:
        yield Statement("test", "laboratory", came, "negative", came + plan.papers.test_days * DAY)


def _lot(by: Actor, site: Site, plan: LotPlan, at: datetime) -> Lot:
    about = {"product": plan.name, "country": plan.country, "batch": plan.code, "importer": FIRMS[0]}
    return enter_lot(by=by, at=at, site=site, code=plan.code, name=plan.name, about=about)


def _through(by: Actor, plan: LotPlan, sites: Mapping[str, Site], until: datetime) -> None:
    """Entered at the port, or after the road in the warehouse; divided in equal parts at its station and shipped; the
    parts are received, packed and partly sold."""
    came = until - plan.days * DAY
    by_sea = plan.station == "port"
    first = sites["port" if by_sea else "warehouse"]
    lot = _lot(by, first, plan, came - 3 * DAY)
    for paper in _statements(plan, came.date()):
        hand_in(by=by, at=came, lot=lot, paper=paper)
    whole = (Portion(lot, plan.kg * KG),)
    if not by_sea:
        _by_road(by, sites, whole, came)
    record(by=by, at=came + HOUR, draft=_draft(Happening.ENTER, first, came + HOUR, whole))
    if plan.papers.goods == "imported" and not plan.papers.test:
        return  # it waits for its test report
    station = sites[plan.station]
    if not by_sea:
        out = replace(_draft(Happening.SHIP, first, came + 4 * HOUR, whole), to=station)
        record(by=by, at=came + 4 * HOUR, draft=out)
        record(by=by, at=came + 6 * HOUR, draft=_draft(Happening.RECEIVE, station, came + 6 * HOUR, whole))
    for place, to in enumerate(plan.to):
        _part(by, plan, lot, station, sites[to], place, came + (7 + place) * HOUR)


def _by_road(by: Actor, sites: Mapping[str, Site], whole: tuple[Portion, ...], came: datetime) -> None:
    """Declared three days ahead with room booked in the warehouse, and checked on the road."""
    declared = came - 3 * DAY
    booked = replace(_draft(Happening.DECLARE, sites["station"], declared, whole), expected_on=came.date())
    record(by=by, at=declared, draft=replace(booked, to=sites["warehouse"]))
    record(by=by, at=came, draft=_draft(Happening.CHECK, sites["road"], came, whole))


def _draft(kind: Happening, site: Site, moment: datetime, portions: tuple[Portion, ...] = ()) -> Draft:
    return Draft(kind, site, moment, portions)


def _part(by: Actor, plan: LotPlan, lot: Lot, station: Site, to: Site, place: int, moment: datetime) -> None:
    grams = plan.kg * KG // (len(plan.to) + 1)
    part, packed = f"{plan.code}-{'AB'[place]}", f"{plan.code}-{'AB'[place]}1"
    split = _draft(Happening.SPLIT, station, moment, (Portion(lot, grams),))
    divide_into(by=by, at=moment, draft=split, made=[(part, grams)])
    half = _entered(part)
    shipped = _draft(Happening.SHIP, station, moment + HOUR, (Portion(half, grams),))
    record(by=by, at=moment + HOUR, draft=replace(shipped, to=to))
    _arrived(by, plan, half, packed, to, grams, moment + 3 * HOUR)


def _arrived(by: Actor, plan: LotPlan, half: Lot, packed: str, to: Site, grams: int, moment: datetime) -> None:
    """The second stall told of all this three days later, where that is not after the demonstration's day."""
    late = 3 * DAY if to.party.name == SITES[3].name and plan.days > 4 else timedelta()
    record(by=by, at=moment + late, draft=_draft(Happening.RECEIVE, to, moment, (Portion(half, grams),)))
    made = grams // 4
    split = _draft(Happening.SPLIT, to, moment + HOUR, (Portion(half, made + KG),))
    divide_into(by=by, at=moment + HOUR + late, draft=replace(split, lost=KG), made=[(packed, made)])
    if to.kind == "market":
        sold = _draft(Happening.SELL, to, moment + 2 * HOUR, (Portion(_entered(packed), made // 2),))
        record(by=by, at=moment + 2 * HOUR + late, draft=sold)


def _entered(code: str) -> Lot:
    return Lot.objects.select_related("party").get(pack=PACK, code=code)


def _by_itself(by: Actor, sites: Mapping[str, Site], until: datetime) -> None:
    """What went wrong: goods that no first station had entered, a weight that was mistyped, a test that came out
    positive."""
    stall, yesterday = sites["stall"], until - DAY + 3 * HOUR
    stray = LotPlan(STRAY, "冻黄鱼", "不明", 1, "stall", 60)
    lot = _lot(by, stall, stray, yesterday)
    record(by=by, at=yesterday, draft=_draft(Happening.RECEIVE, stall, yesterday, (Portion(lot, 60 * KG),)))
    count = _draft(Happening.LOSE, stall, yesterday + HOUR, (Portion(_entered("WZ-2110-01-A"), 300 * KG),))
    wrong: Recorded = record(by=by, at=yesterday + HOUR, draft=count)
    taken = Draft(
        Happening.ERROR, stall, yesterday + 2 * HOUR, wrong=wrong.event.digest, note="损耗 30 公斤，多打一个零"
    )
    record(by=by, at=yesterday + 2 * HOUR, draft=taken)
    right = _draft(Happening.LOSE, stall, yesterday + HOUR, (Portion(_entered("WZ-2110-01-A"), 30 * KG),))
    record(by=by, at=yesterday + 2 * HOUR, draft=right)
    found = Statement("test", "laboratory", (until - DAY).date(), "positive")
    hand_in(by=by, at=until - HOUR, lot=_entered(POSITIVE), paper=found)
