"""A small chain of invented sites and lots: an importer, a market, a restaurant, a check station; one day in 2021."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from anxin.kernel.evidence.actions import Statement, record_evidence
from anxin.kernel.journal.actor import Actor
from anxin.modules.tracing.entering import enter_lot, enter_site
from anxin.modules.tracing.enums import Happening
from anxin.modules.tracing.models import Lot, Site
from anxin.modules.tracing.naming import Draft, Portion
from anxin.modules.tracing.recording import Recorded, record
from anxin.packs.actions import apply
from anxin.packs.loading import load_pack

CHECKOUT = Path(__file__).parents[4] / "packs"
SYSTEM = Actor.system("tracing tests")
AT = datetime(2021, 2, 1, 8, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PACK, AREA = "cold_chain", "330206"
KG = 1000


class Chain:
    """The service applied, and its sites."""

    def __init__(self) -> None:
        apply(by=SYSTEM, at=AT - 30 * DAY, pack=load_pack(CHECKOUT / PACK))
        self.importer = self.site("first_station", "北仑首站")
        self.market = self.site("market", "舟山水产市场 12 号摊")
        self.restaurant = self.site("restaurant", "海鲜小馆")
        self.station = self.site("check_station", "甬台温检查站")

    def site(self, kind: str, name: str) -> Site:
        return enter_site(by=SYSTEM, at=AT - 20 * DAY, pack=PACK, kind=kind, name=name, area=AREA)

    def lot(self, code: str, *, papers: bool = True, at: Site | None = None) -> Lot:
        about = {"product": "冻虾仁", "country": "厄瓜多尔", "batch": "EC-0117", "importer": "示例进口公司"}
        made = enter_lot(by=SYSTEM, at=AT - DAY, site=at or self.importer, code=code, name="冻虾仁", about=about)
        if papers:
            for kind, source, result in PAPERS:
                self.paper(made, kind, source, result)
        return made

    def paper(self, lot: Lot, kind: str, source: str, result: str, *, until: date | None = date(2021, 6, 30)) -> None:
        said = Statement(kind=kind, source=source, result=result, valid_from=date(2021, 1, 10))
        if kind in {"quarantine", "test", "disinfection"}:
            said = Statement(kind=kind, source=source, result=result, valid_from=date(2021, 1, 10), valid_until=until)
        record_evidence(by=SYSTEM, at=AT - DAY, party=lot.party, statement=said)


PAPERS = (
    ("code", "first_station", "issued"),
    ("goods", "customs", "imported"),
    ("quarantine", "customs", "passed"),
    ("test", "laboratory", "negative"),
    ("disinfection", "warehouse", "done"),
)


def event(
    kind: Happening, site: Site, happened_at: datetime, *lots: tuple[Lot, int], made: tuple[tuple[Lot, int], ...] = (),
    to: Site | None = None, lost: int = 0, wrong: str = "", heard_at: datetime | None = None,
) -> Recorded:  # fmt: skip
    """Record an event when it happens, or later."""
    draft = Draft(
        kind,
        site,
        happened_at,
        tuple(Portion(*one) for one in lots),
        tuple(Portion(*one) for one in made),
        lost,
        to,
        wrong,
    )
    return record(by=SYSTEM, at=heard_at or happened_at, draft=draft)
