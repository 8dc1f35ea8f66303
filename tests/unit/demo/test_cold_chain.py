"""The invented goods are what the demonstration says: where they are, what may not go on, what came late or wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anxin.demo.accounts import draw_passwords
from anxin.demo.cold_chain import FIRMS, LOTS, PACK, POSITIVE, STRAY, bring_goods, parties_made_up
from anxin.demo.plan import DECISION_DAY
from anxin.demo.timeline import moment
from anxin.kernel.parties.models import Party
from anxin.modules.tracing import following, queries
from anxin.modules.tracing.arrivals import arrivals
from anxin.modules.tracing.balances import balances
from anxin.modules.tracing.models import Event, Lot
from anxin.modules.tracing.papers import judge
from anxin.modules.tracing.rooms import room_of
from anxin.packs import current
from anxin.packs.actions import apply
from tests.cast import OPERATOR

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def brought() -> None:
    at = moment(DECISION_DAY, 8)
    apply(current(PACK), by=OPERATOR, at=at - 30 * DAY)
    passwords = draw_passwords()
    for _again in range(2):
        bring_goods(by=OPERATOR, until=at, passwords=passwords)


def test_two_weeks_of_goods_come_out_to_the_gram(brought: None) -> None:
    assert Party.objects.count() == parties_made_up()
    assert Lot.objects.count() == parties_made_up() - len(FIRMS) - 8
    for days in range(16):
        assert [one for one in balances(PACK, DECISION_DAY - days * DAY) if not one.holds] == []


def test_what_may_not_go_on_is_held_for_its_reason(brought: None) -> None:
    found = {one.code: judge(queries.lot(one.code, pack=PACK), DECISION_DAY) for one in LOTS}
    assert {code: said.reason for code, said in found.items() if said is not None and not said.may_go_on} == {
        "WZ-2110-07": "test-missing",
        "WZ-2110-08": "test-expired",
        POSITIVE: "test-positive",
    }
    packed = judge(queries.lot(f"{POSITIVE}-A1", pack=PACK), DECISION_DAY)
    assert packed is not None and packed.reason == "test-positive"


def test_the_positive_lot_leads_to_a_stall_and_a_restaurant(brought: None) -> None:
    told = following.told(following.trace(queries.lot(f"{POSITIVE}-B1", pack=PACK)))
    assert told["lots"] == [POSITIVE, *(f"{POSITIVE}-{part}" for part in ("A", "A1", "B", "B1"))]
    assert {"水产市场 27 号摊", "示例海鲜酒楼后厨", "温州示例监管仓"} <= set(told["sites"])


def test_one_lot_came_without_a_first_station_one_stall_was_late_one_scan_was_wrong(brought: None) -> None:
    yesterday = moment(DECISION_DAY - DAY, 0)
    came = arrivals(PACK, since=yesterday - 15 * DAY, until=yesterday + DAY)
    assert (came.lots, came.unentered) == (21, (STRAY,))
    late = {one.site.party.name for one in Event.objects.select_related("site__party") if one.late_days}
    assert late == {"水产市场 27 号摊"}
    assert Event.objects.filter(kind="error").count() == 1


def test_the_warehouse_holds_what_waits_for_its_papers(brought: None) -> None:
    warehouse = queries.site_called("温州示例监管仓", pack=PACK)
    room = room_of(warehouse, queries.terms_of(PACK), on=DECISION_DAY)
    assert (room.held, room.booked) == (2_600_000, 0)
