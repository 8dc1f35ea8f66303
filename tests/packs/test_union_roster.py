"""A firm's whole roster: members with cards at once, row by row, and nobody is with two unions."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest

from anxin.kernel.codes.models import Code
from anxin.kernel.intake import actions as intake
from anxin.kernel.intake.models import Upload
from anxin.kernel.intake.queries import problems_of
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.outcomes.models import Outcome
from anxin.kernel.parties.models import Affiliation
from anxin.packs import Pack, load_pack
from anxin.packs.loading import CHECKOUT
from tests.cast import DAY, NOON, identity_number, noon
from tests.packs.joining import NINGHAI, NUMBER, PACK, Unions, in_ninghai, joined, member, stays, union_code
from tests.unit.kernel.intake.tables import Cells, text_table

pytestmark = pytest.mark.django_db
COUNTY = Actor(Role.COUNTY, "lin", area=NINGHAI)
NAMES = ["葛三妹", "童小军", "叶海波"]
SOON = noon(DAY + timedelta(days=1))


@pytest.fixture
def unions(db: None) -> Unions:
    return in_ninghai()


@pytest.fixture
def pack(unions: Unions) -> Pack:
    return load_pack(CHECKOUT / PACK)


def row(serial: int, name: str, union: int = 1, **changed: str) -> Cells:
    names = {1: "宁海快递示例工会", 2: "宁海配送示例工会"}
    day = DAY.isoformat()
    return {
        "id_number": identity_number(serial, area=NINGHAI),
        "name": name,
        "phone": f"1380013{serial:04d}",
        "union": union_code(union),
        "union_name": names[union],
        "status": "会员",
        "status_on": day,
        "joined_on": day,
        "proof_on": day,
        "card_no": f"NH{serial:06d}",
        "card_on": day,
        **changed,
    }


def staged(pack: Pack, rows: list[Cells]) -> tuple[Upload, dict[str, Any]]:
    terms: dict[str, Any] = {"by": COUNTY, "at": SOON, "layouts": pack.layouts}
    content = io.BytesIO(text_table(pack.layouts["roster"], rows))
    return intake.stage(file=content, file_name="花名册.csv", pack=PACK, layout="roster", **terms), terms


def brought(pack: Pack, rows: list[Cells]) -> list[str]:
    """The roster staged, confirmed and written; what is wrong with it."""
    upload, terms = staged(pack, rows)
    intake.confirm(upload=upload, **terms)
    intake.apply(upload=upload, **terms)
    return [problem.what for problem in problems_of(upload)]


def test_a_roster_makes_members_with_cards(pack: Pack, unions: Unions) -> None:
    assert brought(pack, [row(number, name) for number, name in enumerate(NAMES, 1)]) == []
    held = Affiliation.objects.filter(role=PACK, organisation=unions.couriers, ended_on=None)
    assert held.count() == Code.objects.filter(pack=PACK, ended_at=None).count() == len(NAMES)
    shown = Outcome.objects.filter(pack=PACK, slot__isnull=False).values_list("outcome", "reason")
    assert list(shown) == [("green", "member")] * len(NAMES)


def test_bringing_the_same_roster_again_changes_nothing(pack: Pack, unions: Unions) -> None:
    rows = [row(number, name) for number, name in enumerate(NAMES, 1)]
    brought(pack, rows)
    before = list(Affiliation.objects.order_by("pk").values_list())
    brought(pack, rows)
    assert list(Affiliation.objects.order_by("pk").values_list()) == before


def test_who_is_with_another_union_stays_there_and_the_row_says_so(pack: Pack, unions: Unions) -> None:
    joined(unions, unions.riders, at=NOON)
    wrong = brought(pack, [{**row(7, "葛三妹"), "id_number": NUMBER}, row(8, "童小军")])
    assert len(wrong) == 1
    assert stays() == [("宁海配送示例工会", DAY, None)]
    assert Affiliation.objects.filter(organisation=unions.couriers).count() == 1


def test_who_left_is_shown_as_left_from_that_day(pack: Pack, unions: Unions) -> None:
    joined(unions, unions.couriers, at=NOON)
    gone = {**row(7, "葛三妹"), "id_number": NUMBER, "status": "退会", "left_on": SOON.date().isoformat()}
    gone |= {"status_on": SOON.date().isoformat(), "card_on": "", "proof_on": ""}
    assert brought(pack, [gone]) == []
    assert stays() == [("宁海快递示例工会", DAY, date(2021, 10, 30))]
    held = Outcome.objects.get(party=member(), pack=PACK, slot__isnull=False)
    assert (held.outcome, held.reason) == ("red", "left")
    assert Code.objects.filter(party=member(), ended_at=None).count() == 0
