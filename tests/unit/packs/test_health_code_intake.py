"""The health code's own tables brought in: residents, check-ins, codes and tests, and the colours that follow."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from anxin.kernel.codes.models import Code
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.intake import actions as intake
from anxin.kernel.intake.queries import problems_of
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.outcomes.models import Outcome
from anxin.packs import Pack, load_pack
from anxin.packs.actions import apply
from anxin.packs.loading import CHECKOUT
from tests.cast import NOON, OPERATOR, agency, credit_code, identity_number, noon
from tests.unit.kernel.intake.tables import Cells, text_table

AREA = "330108"
CITY, COUNTY = Actor(Role.CITY, "zhou", area="330100"), Actor(Role.COUNTY, "lin", area=AREA)
WHO: Cells = {"id_number": identity_number(301), "name": "林晓"}


@pytest.fixture
def pack(db: None) -> Pack:
    held = load_pack(CHECKOUT / "health_code")
    apply(held, by=OPERATOR, at=NOON)
    agency("江南社区", serial=9, area=AREA)
    return held


def brought(pack: Pack, layout: str, rows: list[Cells], at: datetime, *, by: Actor = CITY) -> None:
    """A file of one of the pack's layouts, staged, confirmed and written; nothing in it is refused."""
    content = io.BytesIO(text_table(pack.layouts[layout], rows))
    terms: dict[str, Any] = {"by": by, "at": at, "layouts": pack.layouts}
    upload = intake.stage(file=content, file_name="表.csv", pack=pack.slug, layout=layout, **terms)
    assert [problem.what for problem in problems_of(upload)] == []
    intake.confirm(upload=upload, **terms)
    intake.apply(upload=upload, **terms)


def registered(pack: Pack, at: datetime) -> None:
    row = {
        **WHO,
        "community": credit_code(9, AREA),
        "community_name": "江南社区",
        "status": "居住",
        "arrived_on": "2019-05-01",
        "area": "330108001",
    }
    brought(pack, "residents", [row], at)


def checked_in(pack: Pack, on: date, result: str = "正常", concern: str = "") -> None:
    brought(pack, "check_in", [{**WHO, "on": on.isoformat(), "result": result, "concern": concern}], noon(on))


def colour() -> str:
    return Outcome.objects.get(pack="health_code", slot__isnull=False).outcome


def test_fourteen_days_of_check_ins_brought_day_by_day_turn_red_green(pack: Pack) -> None:
    first = date(2020, 2, 14)
    registered(pack, noon(first))
    assert colour() == "grey"
    checked_in(pack, first)
    assert colour() == "green"

    contact = first + timedelta(days=1)
    checked_in(pack, contact, concern="接触病例")
    for ahead in range(1, 13):
        checked_in(pack, contact + timedelta(days=ahead))
        assert colour() == "red"
    checked_in(pack, contact + timedelta(days=13))
    assert colour() == "green"


def test_tests_of_three_days_in_one_file_are_counted_and_an_applied_code_serves(pack: Pack) -> None:
    day = date(2022, 1, 29)
    registered(pack, noon(day))
    brought(pack, "code_register", [{**WHO, "status": "已申领", "applied_on": "2020-02-14"}], noon(day))
    assert Code.objects.get().pack == "health_code"

    days = [day + timedelta(days=ahead) for ahead in range(3)]
    rows = [
        {
            **WHO,
            "result": "阴性",
            "sampled_on": on.isoformat(),
            "hour": "09:30",
            "until": (on + timedelta(days=1)).isoformat(),
        }
        for on in days
    ]
    brought(pack, "test", rows, noon(days[-1]))
    marks = Evidence.objects.filter(kind="test_run").order_by("valid_from").values_list("valid_from", "result")
    assert list(marks) == [(days[0], "none"), (days[2], "three")]
    assert Evidence.objects.filter(kind="test").values_list("details", flat=True)[0] == {"hour": "09:30"}


def test_what_the_community_registers_takes_the_place_of_what_was_stated(pack: Pack) -> None:
    day = date(2021, 12, 9)
    registered(pack, noon(day))
    risk = {**WHO, "result": "涉及", "on": "2021-12-07", "until": "2021-12-21"}
    brought(pack, "risk_high", [risk], noon(day))
    assert colour() == "red"

    later = day + timedelta(days=1)
    brought(pack, "community_medium", [{**risk, "on": later.isoformat()}], noon(later), by=COUNTY)
    assert colour() == "red"  # the highest counts until the community has cleared it
    brought(pack, "community_high", [{**WHO, "result": "排除", "on": later.isoformat()}], noon(later), by=COUNTY)
    assert colour() == "yellow"
