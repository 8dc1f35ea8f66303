"""Unions through the API: the tree of a day, and how somebody stood."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from anxin.kernel.access.actions import issue_token
from anxin.kernel.access.models import User
from tests.cast import NOON, OPERATOR
from tests.unit.modules.unions.manned import Manned, manned

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Manned:
    return manned()


def get(who: str, path: str) -> tuple[int, Any]:
    token = issue_token(by=OPERATOR, at=NOON, user=User.objects.get(username=who), label="api")
    answer = Client(headers={"authorization": f"Bearer {token}"}).get(f"/api/v1{path}")
    return answer.status_code, json.loads(answer.content)


def test_the_tree_of_a_day_adds_up(here: Manned) -> None:
    status, told = get("ninghai", "/unions/union_membership?on=2021-10-29&area=330226")
    assert (status, told["members"], told["waiting"]) == (200, 3, 1)
    by_id = {one["union"]: one for one in told["unions"]}
    for upper in by_id.values():
        below = [one["members"] for one in by_id.values() if one["above"] == upper["union"]]
        assert upper["members"] == upper["direct"] + sum(below)
    assert get("ninghai", "/unions/union_membership?on=2021-08-31")[1]["members"] == 2
    assert get("ge", "/unions/union_membership")[0] == 403
    assert get("ninghai", "/unions/care")[0] == 404
    assert get("ninghai", "/unions/union_membership?on=20211029")[0] in (400, 422)


def test_a_standing_is_told_to_the_person_and_to_desks_that_reach_the_union(here: Manned) -> None:
    path = f"/unions/union_membership/people/{here.ge.public_id}"
    expected = {
        "on": "2021-10-29", "standing": "member", "union": here.couriers.party.public_id, "name": "宁海快递示例工会",
        "since": "2021-03-01", "until": None,
    }  # fmt: skip
    assert get("ge", f"{path}?on=2021-10-29") == (200, expected)
    assert get("kuaidi", f"{path}?on=2021-10-29") == (200, expected)
    assert get("ge", f"{path}?on=2021-02-28")[1]["standing"] == "none"
    assert [get(who, path)[0] for who in ("haining", "shen")] == [404, 404]
