"""`anxin unions found`, `place` and `dissolve`, typed."""

from __future__ import annotations

from datetime import date

import pytest

from anxin.kernel.reference.actions import set_played_day
from anxin.modules.unions.enums import Standing
from anxin.modules.unions.queries import counts, status_of
from tests.cast import credit_code
from tests.promises.doors import typed
from tests.unit.cli.test_unions_carrying import peopled
from tests.unit.modules.unions.stage import AREA, FIRST, PACK


@pytest.mark.django_db
def test_a_union_is_founded_placed_and_dissolved_as_typed() -> None:
    set_played_day(day=date(2021, 10, 29))
    here = peopled()
    other = typed(
        "unions", "found", credit_code(9, AREA), "又一家联合会", "--area", AREA, "--level", "federation",
        "--under", here.county.party.public_id, "--since", "2021-02-01",
    ).told.strip()  # fmt: skip
    riders = here.riders.party.public_id
    assert typed("unions", "place", riders, other, "--since", "2021-03-01").told == "示例工会3 < 又一家联合会\n"
    by_name = {one.union.party.name: one.members for one in counts(PACK, date(2021, 3, 1))}
    assert (by_name["又一家联合会"], by_name["示例工会2"], by_name["示例工会1"]) == (1, 0, 1)

    assert typed("unions", "dissolve", riders, "2021-04-30", "--why", "单位注销").told == "示例工会3 – 2021-04-30\n"
    who = here.riders.party.members.get(role=PACK, started_on=FIRST).party
    assert status_of(who, PACK, date(2021, 5, 1)).standing is Standing.POOL


@pytest.mark.django_db
def test_a_level_that_is_none_is_refused_with_those_there_are() -> None:
    done = typed("unions", "found", credit_code(9, AREA), "某", "--area", AREA, "--level", "pool")
    assert not done.done
