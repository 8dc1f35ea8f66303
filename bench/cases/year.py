"""A year of invented requests under one service: 40 desks, every stage, some sent on, contested, extended or joined."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from anxin import packs
from anxin.kernel.access.actions import appoint
from anxin.kernel.access.models import User
from anxin.kernel.cases.bringing import CaseHistory, Then, bring_histories
from anxin.kernel.cases.enums import Agreement, Happened, Result
from anxin.kernel.cases.filing import Channel, From
from anxin.kernel.cases.seating import seat
from anxin.kernel.journal.actor import Actor, Role
from anxin.packs.actions import apply

PACK, MATTER = "one_click", "request"
COUNTIES = ("330302", "330303", "330304")
CHAINS = (
    "security", "circuits", "telecom", "computing", "biomedicine", "petrochemicals", "vehicles", "equipment",
    "household", "textiles", "photovoltaics", "other",
)  # fmt: skip
OPERATOR = Actor.system("operator")
TEAM, CITY, FIRM = Actor(Role.CLERK, "team"), Actor(Role.CLERK, "city"), Actor.requester()
YES = {"truth": True, "need": True, "urgency": True}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AT_ONCE = 1000
KEPT_OPEN = 0.03  # of the older ones, left lying


@dataclass(frozen=True)
class Asked:
    """One request of the year: the how-manieth, and when it came."""

    number: int
    at: datetime

    def history(self, random: Random, until: datetime) -> CaseHistory:
        then = tuple(one for one in self._then(random) if one.at <= until)
        return CaseHistory(self.at, FIRM, self._said(), From(phone="13800138000"), Channel.PHONE, then=then)

    def _said(self) -> dict[str, str]:
        return {
            "asker": "91330604MA2BE0008X",
            "asker_name": "示例轴承有限公司",
            "contact_phone": "13800138000",
            "area": COUNTIES[self.number % len(COUNTIES)],
            "chain": CHAINS[self.number // len(COUNTIES) % len(CHAINS)],
            "goods": "轴承钢",
            "quantity": "20",
            "unit": "tonne",
            "needed_by": (self.at + 3 * DAY).date().isoformat(),
            "driver_ready": "yes",
            "control": ("none", "precaution", "controlled", "sealed")[self.number // 36 % 4],
            "why": "库存只够一天。",
        }

    def _then(self, random: Random) -> Iterator[Then]:
        luck, now = random.random(), self.at + random.randint(1, 6) * HOUR
        if luck < 0.04:
            yield Then(Happened.REFUSED, now, TEAM, "查不到订单")
            return
        if luck < 0.06:
            yield Then(Happened.WITHDRAWN, now, FIRM)
            return
        yield Then(Happened.SCREENED, now, TEAM, "查过订单", findings=YES)
        if luck < 0.06 + KEPT_OPEN:
            return
        if random.random() < 0.1:
            now += HOUR
            yield Then(Happened.ASSIGNED, now, TEAM, "请市里协调", desk="city-coordination")
        if random.random() < 0.05:
            now += HOUR
            yield Then(Happened.EXTENDED, now, CITY, "车还没到", clock="reply", amount=2)
        now += random.randint(1, 120) * HOUR
        yield from self._answered(random, now)

    def _answered(self, random: Random, now: datetime) -> Iterator[Then]:
        said = {"delivered": "supplied"}
        yield Then(Happened.ANSWERED, now, TEAM, "今晚发车。", result=Result.SOLVED, said=said)
        if random.random() < 0.06:
            now += 6 * HOUR
            yield Then(Happened.CONTESTED, now, FIRM, "车没有来")
            now += 6 * HOUR
            yield Then(Happened.AGREED, now, CITY, "已签收", how=Agreement.REVIEW)
            return
        how = Agreement.SILENCE if random.random() < 0.3 else Agreement.REQUESTER
        yield Then(Happened.AGREED, now + random.randint(2, 90) * HOUR, FIRM, how=how)


def bring_year(*, cases: int, until: datetime, seed: int = 20211029) -> None:
    """So many requests over the year that ends at `until`. The pack is applied first."""
    apply(packs.current(PACK), by=OPERATOR, at=until - 400 * DAY)
    random, apart = Random(seed), timedelta(days=365) / cases
    asked = [Asked(number, until - timedelta(days=365) + number * apart) for number in range(cases)]
    for start in range(0, cases, AT_ONCE):
        some = [one.history(random, until) for one in asked[start : start + AT_ONCE]]
        bring_histories(by=OPERATOR, pack=PACK, matter=MATTER, histories=some)


def sits(name: str, *seats: tuple[str, str], at: datetime) -> User:
    """Somebody who sits at these desks: (desk, area)."""
    user = appoint(by=OPERATOR, at=at, username=name, password="x", role=Role.CLERK)
    for desk, area in seats:
        seat(by=OPERATOR, at=at, user=user, pack=PACK, desk=desk, area=area)
    return user
