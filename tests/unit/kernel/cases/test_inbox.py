"""The list of a desk: whose it is, what comes first, and what it costs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from anxin.kernel.cases.inbox import Wanted, list_cases
from anxin.kernel.cases.joining import join_cases
from anxin.kernel.cases.opening import open_case
from anxin.kernel.cases.showing import answers, happened, limits
from anxin.kernel.errors import NotFound
from tests.cast import NOON
from tests.unit.kernel.cases.scene import FIRM_CODE, Desks, filed, opened, reported

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def desks() -> Desks:
    return opened()


def test_a_desk_sees_its_own_and_reception_its_whole_county(desks: Desks) -> None:
    fire, gas, firm = filed().case, filed(trade="gas").case, filed(trade="construction", company=FIRM_CODE).case
    seen = {
        name: {line.public_id for line in list_cases(by=getattr(desks, name), at=NOON)}
        for name in ("fire", "emergency", "unit", "reception", "review")
    }
    every = {fire.public_id, gas.public_id, firm.public_id}
    assert seen == {
        "fire": {fire.public_id}, "emergency": {gas.public_id}, "unit": {firm.public_id}, "reception": every,
        "review": every,
    }  # fmt: skip


def test_what_is_due_first_stands_first_and_overdue_is_marked(desks: Desks) -> None:
    late, early = filed(NOON + 5 * DAY).case, filed(NOON).case
    lines = list_cases(by=desks.fire, at=NOON + 6 * DAY)
    assert [(line.public_id, line.due_on, line.overdue) for line in lines] == [
        (early.public_id, date(2021, 11, 3), True),
        (late.public_id, date(2021, 11, 8), False),
    ]
    overdue = list_cases(by=desks.fire, at=NOON + 6 * DAY, wanted=Wanted(overdue=True))
    assert [line.public_id for line in overdue] == [early.public_id]


def test_a_main_case_is_due_when_the_first_of_its_reporters_is_and_stands_for_them(desks: Desks) -> None:
    main, repeat = filed(NOON + 6 * DAY).case, filed(NOON).case
    join_cases(by=desks.reception, at=NOON + 6 * DAY, main=main.public_id, repeat=repeat.public_id, reason="同一处")
    [line] = list_cases(by=desks.fire, at=NOON + 6 * DAY)
    assert (line.public_id, line.due_on, line.repeats) == (main.public_id, date(2021, 11, 5), 1)
    every = list_cases(by=desks.fire, at=NOON + 6 * DAY, wanted=Wanted(joined=True))
    assert {one.public_id for one in every} == {main.public_id, repeat.public_id}


@pytest.mark.parametrize("who", ["fire", "unit"])
def test_a_list_costs_as_much_for_three_as_for_one(desks: Desks, who: str) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            list_cases(by=getattr(desks, who), at=NOON)
        return len(found)

    said = {"trade": "construction", "company": FIRM_CODE} if who == "unit" else {}
    reported(said, photo=False)
    list_cases(by=getattr(desks, who), at=NOON)
    one = cost()
    for _ in range(2):
        reported(said, photo=False)
    assert cost() == one


def test_the_firm_sees_neither_who_spoke_nor_when_nor_how_many(desks: Desks) -> None:
    held = filed(trade="construction", company=FIRM_CODE, witness="李四").case
    other = filed(NOON + timedelta(hours=1), trade="construction", company=FIRM_CODE).case
    join_cases(by=desks.reception, at=NOON + DAY, main=held.public_id, repeat=other.public_id, reason="同一处")

    line = next(one for one in list_cases(by=desks.unit, at=NOON + DAY) if one.public_id == held.public_id)
    assert (line.received_on, line.repeats, line.hops) == (None, 0, 0)
    page = open_case(by=desks.unit, at=NOON + DAY, public_id=held.public_id)
    assert [one.key for one in answers(page)] == ["area", "trade", "what", "where", "company"]
    assert [(one.kind, one.moment, one.who) for one in happened(page)] == [("assigned", None, "")]
    assert [one.slug for one in limits(page)] == ["repair"]


def test_what_lies_elsewhere_is_not_there(desks: Desks) -> None:
    held = filed().case
    with pytest.raises(NotFound) as hidden:
        open_case(by=desks.unit, at=NOON, public_id=held.public_id)
    with pytest.raises(NotFound) as absent:
        open_case(by=desks.unit, at=NOON, public_id="aaaaaaaaaaaaaaaa")
    assert str(hidden.value) == str(absent.value)
