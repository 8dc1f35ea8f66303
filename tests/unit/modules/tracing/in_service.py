"""Goods on the stage of 29 October 2021: An's firm keeps a first station in Lucheng, Le's a market stall; a supervised
warehouse and a check station are kept by nobody. Yesterday two pallets came in and half of one went to the stall."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from anxin.kernel.evidence.actions import Statement
from anxin.kernel.parties.models import Party
from anxin.modules.tracing.entering import enter_lot, enter_site
from anxin.modules.tracing.enums import Happening
from anxin.modules.tracing.handing_in import hand_in
from anxin.modules.tracing.models import Event, Lot, Site
from anxin.modules.tracing.naming import Draft, Portion
from anxin.modules.tracing.recording import record
from anxin.packs.actions import apply
from anxin.packs.loading import load_pack
from tests.built_once import built_once
from tests.cast import OPERATOR
from tests.unit.modules.tracing.stage import CHECKOUT, PAPERS
from tests.unit.web.console.desks import on_desks
from tests.unit.web.phone.stage import MORNING, Stage

COLD, AREA, KG = "cold_chain", "330302", 1000
YESTERDAY = MORNING - timedelta(hours=14)  # ten in the morning
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Trade:
    """The stage with its sites and lots: `pallet` has all papers and was divided, `bare` lacks the test report."""

    stage: Stage
    station: Site
    stall: Site
    warehouse: Site
    road: Site
    pallet: Lot
    half: Lot
    bare: Lot


@built_once
def trading() -> Trade:
    """With every desk manned."""
    return trading_on(on_desks())


def trading_on(stage: Stage) -> Trade:
    """Everything by the real acts."""
    apply(by=OPERATOR, at=YESTERDAY - 24 * HOUR, pack=load_pack(CHECKOUT / COLD))
    station = _site("first_station", "瓯江冷链首站", keeper=stage.cast.anjia)
    stall = _site("market", "水产市场 12 号摊", keeper=stage.cast.leju)
    warehouse, road = _site("warehouse", "温州监管仓", room=20 * KG), _site("check_station", "甬台温检查站")
    pallet, half, bare = (_lot(station, code) for code in ("PALLET-1", "HALF-1", "BARE-1"))
    for lot in (pallet, half, bare):
        for kind, source, result in PAPERS:
            if (lot, kind) != (bare, "test"):
                _paper(lot, kind, source, result)
    happened(Happening.ENTER, station, 0, (pallet, 100 * KG), (bare, 50 * KG))
    happened(Happening.SPLIT, station, 1, (pallet, 60 * KG), made=((half, 59 * KG),), lost=KG)
    happened(Happening.SHIP, station, 2, (half, 40 * KG), to=stall)
    return Trade(stage, station, stall, warehouse, road, pallet, half, bare)


def _site(kind: str, name: str, *, keeper: Party | None = None, room: int | None = None) -> Site:
    return enter_site(by=OPERATOR, at=YESTERDAY, pack=COLD, kind=kind, name=name, area=AREA, keeper=keeper, room=room)


def _lot(site: Site, code: str) -> Lot:
    about = {"product": "冻虾仁", "country": "厄瓜多尔", "batch": "EC-0117", "importer": "瓯江示例进口公司"}
    return enter_lot(by=OPERATOR, at=YESTERDAY, site=site, code=code, name="冻虾仁", about=about)


def _paper(lot: Lot, kind: str, source: str, result: str) -> None:
    until = date(2021, 12, 31) if kind in {"quarantine", "test", "disinfection"} else None
    hand_in(by=OPERATOR, at=YESTERDAY, lot=lot, paper=Statement(kind, source, date(2021, 10, 1), result, until))


def happened(
    kind: Happening,
    site: Site,
    hours: int,
    *lots: tuple[Lot, int],
    made: tuple[tuple[Lot, int], ...] = (),
    to: Site | None = None,
    lost: int = 0,
    at: datetime | None = None,
) -> Event:
    """Recorded when it happened, so many hours after ten yesterday."""
    moment = YESTERDAY + hours * HOUR
    portions, became = (tuple(Portion(*one) for one in each) for each in (lots, made))
    draft = Draft(kind, site, moment, portions, became, lost, to)
    return record(by=OPERATOR, at=at or moment, draft=draft).event
