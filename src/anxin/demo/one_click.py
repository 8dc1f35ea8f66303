"""Invented supply-chain requests of December 2021. Only the totals were published: 8 batches, 28 firms that ask, 98
requests, 71 firms that supply, from 16 December on (Zhejiang Workers' Daily, 23 December 2021)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import cycle
from random import Random

from django.db import transaction

from anxin.demo.plan import SEED
from anxin.demo.shaping import Firm, entered, invent_firms
from anxin.demo.timeline import moment
from anxin.kernel.cases.bringing import CaseHistory, Then, bring_histories
from anxin.kernel.cases.enums import Agreement, Happened, Result
from anxin.kernel.cases.filing import Channel, From
from anxin.kernel.cases.models import Batch, Case
from anxin.kernel.cases.supplying import open_batch
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.parties.models import Party

PACK, MATTER = "one_click", "request"
FIRST_DAY = date(2021, 12, 16)
SIZES = (9, 14, 17, 15, 13, 12, 10, 8)
ASKERS, REQUESTS, SUPPLIERS = 28, sum(SIZES), 71
SUPPLYING = (("330604", "绍兴上虞", 41), ("330211", "宁波镇海", 30))
INSIDE = (
    ("330604", "绍兴上虞"), ("330211", "宁波镇海"), ("330108", "杭州滨江"), ("330110", "杭州余杭"),
    ("330302", "温州鹿城"), ("330482", "嘉兴平湖"), ("330782", "金华义乌"),
)  # fmt: skip
OUTSIDE = (
    ("310115", "上海浦东"), ("320509", "苏州吴江"), ("350205", "厦门海沧"), ("340100", "合肥"), ("370212", "青岛崂山"),
)  # fmt: skip
GOODS = {
    "security": "摄像头外壳", "circuits": "封装基板", "telecom": "光纤预制棒", "computing": "服务器散热片",
    "biomedicine": "药用胶囊", "petrochemicals": "聚丙烯粒子", "vehicles": "轴承钢", "equipment": "减速机壳体",
    "household": "风机电机", "textiles": "涤纶长丝", "photovoltaics": "铝边框", "other": "瓦楞纸箱",
}  # fmt: skip
CONTROLS = ("none", "precaution", "precaution", "controlled", "sealed")
HOW = ("supplied", "pass", "handover", "supplied")
YES = {"truth": True, "need": True, "urgency": True}
HOUR = timedelta(hours=1)
Asker = tuple[Firm, Party]


@dataclass(frozen=True)
class _People:
    """Who acts in the invented histories."""

    team = Actor(Role.CLERK, "保供工作专班（示例）")
    city = Actor(Role.CLERK, "市级协调专班（示例）")
    firm = Actor.requester()


@transaction.atomic
def bring_requests(*, by: Actor, until: datetime, first_day: date = FIRST_DAY) -> list[Case]:
    """Keep the 98 requests as they stood at `until`, unless they are there. The pack must be applied."""
    held = list(Case.objects.filter(pack=PACK).order_by("pk"))
    if held:
        return held
    random = Random(SEED)
    start = moment(first_day, 7)
    askers = [(firm, entered(firm, by=by, at=start)) for firm in invent_firms(_asking(), random)]
    supplying = {
        area: [entered(firm, by=by, at=start) for firm in invent_firms([(area, place)] * count, random)]
        for area, place, count in SUPPLYING
    }
    days = [first_day + timedelta(days=day) for day in range(len(SIZES))]
    team = Actor.system(_People.team.label)
    batches = [open_batch(by=team, at=moment(day, 14), pack=PACK, matter=MATTER) for day in days]
    histories = list(_histories(batches, askers, supplying, until))
    return bring_histories(by=by, pack=PACK, matter=MATTER, histories=histories)


def _asking() -> list[tuple[str, str]]:
    """Where the firms that ask are: 20 in the province, 8 outside."""
    inside, outside = cycle(INSIDE), cycle(OUTSIDE)
    return [next(outside) if number % 7 in (2, 5) else next(inside) for number in range(ASKERS)]


def _histories(
    batches: list[Batch], askers: list[Asker], supplying: dict[str, list[Party]], until: datetime
) -> Iterator[CaseHistory]:
    """Each request in turn; in each county its firms supply in turn, so that every one of the 71 does."""
    chains, controls = cycle(GOODS), cycle(CONTROLS)
    turn = cycle(area for area, _place, count in SUPPLYING for area in [area] * count)
    suppliers = {area: cycle(firms) for area, firms in supplying.items()}
    asking, number = cycle(askers), 0
    for batch, size in zip(batches, SIZES, strict=True):
        for place in range(size):
            number += 1
            area = next(turn)
            asked = _Asked(
                number, batch, place, next(asking), area, next(suppliers[area]), next(chains), next(controls)
            )
            yield asked.history(until)


@dataclass(frozen=True)
class _Asked:
    """One request to be made up."""

    number: int
    batch: Batch
    place: int
    asker: Asker
    area: str
    supplier: Party
    chain: str
    control: str

    @property
    def at(self) -> datetime:
        return self.batch.opened_at - 6 * HOUR + self.place * timedelta(minutes=7)

    def history(self, until: datetime) -> CaseHistory:
        then = tuple(one for one in self._then() if one.at <= until)
        firm = self.asker[1]
        return CaseHistory(self.at, _People.firm, self._said(), From(party=firm), Channel.PHONE, about=firm, then=then)

    def _said(self) -> dict[str, str]:
        return {
            "asker": self.asker[0].code,
            "asker_name": self.asker[0].name,
            "contact_phone": f"1380000{self.number:04d}",
            "area": self.area,
            "chain": self.chain,
            "goods": GOODS[self.chain],
            "quantity": str(5 + self.number * 7 % 60),
            "unit": ("tonne", "piece", "box", "vehicle")[self.number % 4],
            "needed_by": (self.at.date() + timedelta(days=3)).isoformat(),
            "vehicle": f"浙示{self.number:05d}",
            "route": "从厂区到高速入口，在边界换车",
            "driver_ready": "yes",
            "control": self.control,
            "why": "库存只够两天，缺料就要停产。",
        }

    def _then(self) -> Iterator[Then]:
        team, opened = _People.team, self.batch.opened_at
        yield Then(Happened.SCREENED, self.at + 2 * HOUR, team, "订单、库存都查过。", findings=YES)
        yield Then(Happened.NOTED, opened + self.place * timedelta(minutes=1), team, batch=self.batch)
        if self.number % 16 == 0:
            yield Then(Happened.ASSIGNED, opened + HOUR, team, "跨县的车，请市里协调。", desk="city-coordination")
        if self.number % 48 == 0:
            yield Then(
                Happened.ASSIGNED, opened + 2 * HOUR, _People.city, "跨市，请省里协调。", desk="province-coordination"
            )
        yield Then(Happened.NOTED, opened + 3 * HOUR, team, party=self.supplier)
        answered = opened + (4 + self.number * 7 % 30) * HOUR
        said = {"delivered": HOW[self.number % len(HOW)]}
        yield Then(Happened.ANSWERED, answered, team, "供给企业已经联系好，今天发车。", result=Result.SOLVED, said=said)
        yield Then(Happened.AGREED, answered + (3 + self.number % 20) * HOUR, _People.firm, how=Agreement.REQUESTER)
