"""The people in the light are chosen by their papers, and the rule says of them what the accounts promise."""

from __future__ import annotations

import pytest

from anxin.demo.plan import DECISION_DAY, Size
from anxin.demo.population import build_city
from anxin.demo.showcase import showcase
from anxin.demo.visits import planned_happenings
from tests.unit.demo.wenzhou import colour_and_reason


@pytest.mark.parametrize(("size", "seed"), [("full", 20211029), ("small", 20211029), ("small", 1), ("small", 2)])
def test_the_first_worker_is_green_and_the_second_about_to_be_due_for_a_health_check(size: Size, seed: int) -> None:
    shown = showcase(build_city(size=size, seed=seed))
    assert colour_and_reason(shown.in_order.materials, DECISION_DAY) == ("green", "in-order")
    assert colour_and_reason(shown.expiring.materials, DECISION_DAY) == ("yellow", "health-expiring")
    assert shown.agencies[0] is not shown.agencies[1]


def test_happenings_are_in_order_of_time_and_hold_one_complaint() -> None:
    planned = planned_happenings(showcase(build_city(size="small")))
    moments = [happening.at for happening in planned]
    assert moments == sorted(moments)
    assert len(moments) == len(set(moments))
    assert sum(bool(happening.complaint) for happening in planned) == 1
    assert sum(not happening.confirmed for happening in planned) == 2
    assert {happening.dossier.materials.card is not None for happening in planned} == {True}
