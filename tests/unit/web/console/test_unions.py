"""Unions on the console: the tree of a day, what is below a union, its members as far as a desk reaches."""

from __future__ import annotations

import pytest

from anxin.kernel.journal.queries import reads_of
from tests.unit.modules.unions.manned import PACK, Manned, manned
from tests.unit.web.console.desks import at_desk
from tests.unit.web.console.reading import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Manned:
    return manned()


def test_the_tree_of_a_day_has_the_numbers_of_that_day(here: Manned) -> None:
    today = words(at_desk("ninghai").get("/console/unions/"))
    assert "会员 3 人，周转库 1 人" in today
    assert "海宁纺织示例工会" not in today
    assert "会员 2 人，周转库 0 人" in words(at_desk("ninghai").get("/console/unions/?on=2021-08-31"))
    assert "那一天您的岗位管的范围内没有工会。" in words(at_desk("ninghai").get("/console/unions/?on=2020-12-31"))
    assert "会员 3 人，周转库 1 人" in words(at_desk("ninghai").get("/console/unions/?on=no-day"))


def test_a_union_shows_what_is_below_it_and_its_members_and_the_members_are_told(here: Manned) -> None:
    at = f"/console/unions/{PACK}/"
    county = words(at_desk("ninghai").get(f"{at}{here.county.party.public_id}/"))
    assert "会员 3 人，其中直属 0 人" in county and "宁海配送示例工会" in county
    couriers = words(at_desk("kuaidi").get(f"{at}{here.couriers.party.public_id}/?on=2021-08-31"))
    assert "会员 1 人，其中直属 1 人" in couriers
    assert "葛三妹" in couriers and "王小芳" not in couriers
    assert reads_of(here.ge.public_id).count() == 1


def test_an_auditor_reads_numbers_and_no_names_and_others_nothing(here: Manned) -> None:
    address = f"/console/unions/{PACK}/{here.couriers.party.public_id}/"
    audited = words(at_desk("shen").get(address))
    assert "会员 2 人" in audited and "您的账号只看数字，不看姓名。" in audited
    assert "葛三妹" not in audited
    assert at_desk("haining").get(address).status_code == 404
