"""Public data in the demonstration: the rules of sharing, the day's statistics, one grant that stands and one request
that waits for the city."""

from __future__ import annotations

from datetime import date, datetime

from anxin import packs
from anxin.kernel.access.queries import account_named
from anxin.kernel.datasets import granting, statistics
from anxin.kernel.datasets.models import Grant
from anxin.kernel.journal.actor import Actor
from anxin.packs.actions import apply as apply_pack

PACK = "public_data"
REGISTER, GREEN = "home_service.registered_workers", "home_service.green_workers"
UNTIL = date(2021, 12, 31)
BASIS = "浙江省公共数据条例（演示）"


def bring_public_data(*, by: Actor, at: datetime) -> None:
    """Once: what stands already stays as it is."""
    apply_pack(packs.current(PACK), by=by, at=at)
    statistics.count(by=by, at=at, name=REGISTER)
    if Grant.objects.exists():
        return
    province, city = _account("province"), _account("city")
    counting = granting.ask(
        by=province,
        at=at,
        name=REGISTER,
        fields=["area", "colour"],
        purpose="全省码色分布分析",
        basis=BASIS,
        until=UNTIL,
    )
    granting.grant(by=city, at=at, asked=counting)
    granting.ask(
        by=province,
        at=at,
        name=GREEN,
        fields=["file", "name", "agency", "insured_until"],
        purpose="省级平台核对持证人员",
        basis=BASIS,
        until=UNTIL,
    )


def _account(username: str) -> Actor:
    held = account_named(username)
    assert held is not None, "the demonstration made the accounts before"
    return held.appointment.actor()
