"""Dealing totals out so that every share adds up, and entering invented firms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from random import Random

from anxin.demo.agencies import invent_credit_code
from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.actions import enter_party
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.models import Party, PartyKind
from anxin.kernel.parties.queries import party_by_number

BRANDS = (
    "恒越", "瑞丰", "华舜", "锦江", "中驰", "天和", "永昌", "海悦",
    "博远", "新程", "同泰", "盛达", "宏远", "金桥", "启明", "顺安",
)  # fmt: skip
TRADES = (
    "轴承",
    "电子",
    "纺织",
    "化工",
    "机械",
    "包装",
    "五金",
    "材料",
    "电器",
    "制冷",
    "汽配",
    "塑料",
    "印染",
    "仪表",
)


@dataclass(frozen=True, slots=True)
class Firm:
    """An invented firm: its credit code, its name, where it is."""

    code: str
    name: str
    area: str


def dealt(total: int, places: int) -> list[int]:
    """A total over so many places as evenly as it goes, the first ones one more: 2,027 over 322 is 95 × 7, 227 × 6."""
    share, more = divmod(total, places)
    return [share + (place < more) for place in range(places)]


def invent_firms(places: list[tuple[str, str]], random: Random) -> list[Firm]:
    """A firm for each place (area code and name); no code twice. The name says that it is an example."""
    firms, taken = list[Firm](), set[str]()
    for serial, (area, place) in enumerate(places, 1):
        code = invent_credit_code(area, random)
        while code in taken:
            code = invent_credit_code(area, random)
        taken.add(code)
        brand, trade = BRANDS[serial % len(BRANDS)], TRADES[serial // len(BRANDS) % len(TRADES)]
        firms.append(Firm(code, f"{place}{brand}{trade}有限公司（示例{serial:03d}）", area))
    return firms


def entered(firm: Firm, *, by: Actor, at: datetime) -> Party:
    """The firm on file, entered if it is not."""
    return party_by_number(Scheme.CREDIT_CODE, firm.code) or enter_party(
        by=by,
        at=at,
        kind=PartyKind.ORGANISATION,
        name=firm.name,
        area=firm.area,
        scheme=Scheme.CREDIT_CODE,
        number=firm.code,
    )
