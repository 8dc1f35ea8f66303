"""`anxin unions`: the tree of a day, a union's members masked, how somebody stood, typed."""

from __future__ import annotations

import json

import pytest

from tests.promises.doors import typed
from tests.unit.modules.unions.manned import NINGHAI, Manned, manned


@pytest.mark.django_db
def test_any_day_is_asked_about_by_tree_union_and_person() -> None:
    here: Manned = manned()
    listed = json.loads(typed("unions", "list", "--area", NINGHAI, "--json").told)
    assert (listed["members"], listed["waiting"]) == (3, 1)
    tree = typed("unions", "list", "--on", "2021-08-31", "--area", NINGHAI).told
    assert f"  宁海快递示例工会  base union  1  [{here.couriers.party.public_id}]" in tree
    assert tree.endswith("Members 2, in pools 0\n")

    shown = typed("unions", "show", here.couriers.party.public_id, "--as", "kuaidi").told
    assert "葛**" in shown and "葛三妹" not in shown
    assert not typed("unions", "show", here.couriers.party.public_id, "--as", "haining").done

    told = typed("unions", "status", here.ge.public_id, "--on", "2021-10-29").told
    assert told == "2021-10-29  member  宁海快递示例工会  2021-03-01 –\n"
    never = json.loads(typed("unions", "status", here.ge.public_id, "--on", "2021-02-28", "--json").told)
    assert (never["standing"], never["union"]) == ("none", None)
