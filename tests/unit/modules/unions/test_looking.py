"""Who reads how much of unions: numbers as far as seats reach, names with an entry in the journal, and merges."""

from __future__ import annotations

from datetime import date

import pytest

from anxin.kernel.errors import NotFound, Refused
from anxin.kernel.journal.models import Entry
from anxin.kernel.journal.queries import reads_of
from anxin.kernel.merging.actions import merge_parties, split_parties
from anxin.kernel.parties.actions import enter_party
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.models import PartyKind
from anxin.modules.unions import looking, queries
from tests.cast import NOON, OPERATOR, identity_number
from tests.unit.modules.unions.manned import NINGHAI, PACK, TODAY, Manned, actor, manned

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Manned:
    return manned()


def numbers(who: str, on: date = TODAY, area: str = "") -> list[tuple[str, int, int]]:
    rows = looking.numbers_seen(by=actor(who), at=NOON, pack=PACK, on=on, area=area)
    return [(one.union.party.name, one.depth, one.members or one.direct) for one in rows if one.members or one.direct]


NINGHAI_SEES = [
    ("宁海县周转库", 0, 1), ("宁海县总工会", 0, 3), ("宁海快递示例工会", 1, 2), ("宁海配送示例工会", 1, 1),
]  # fmt: skip


def test_numbers_reach_as_far_as_ones_seats(here: Manned) -> None:
    assert numbers("ninghai") == NINGHAI_SEES
    assert numbers("haining") == [("海宁纺织示例工会", 0, 1)]
    assert numbers("kuaidi") == [("宁海快递示例工会", 0, 2)]
    assert numbers("shen") == [*NINGHAI_SEES, ("海宁纺织示例工会", 0, 1)]
    assert numbers("shen", area=NINGHAI) == NINGHAI_SEES
    assert numbers("ninghai", date(2021, 8, 31)) == [
        ("宁海县总工会", 0, 2), ("宁海快递示例工会", 1, 1), ("宁海配送示例工会", 1, 1),
    ]  # fmt: skip
    with pytest.raises(Refused):
        numbers("ge")


def test_names_are_read_by_desks_that_reach_the_union_and_each_reading_is_told_to_the_member(here: Manned) -> None:
    page, more = looking.open_members(by=actor("kuaidi"), at=NOON, union=here.couriers, on=TODAY, most=1)
    assert ([one.name for one in page], more) == (["葛三妹"], True)
    assert [entry.act for entry in reads_of(here.ge.public_id)] == ["union.list"]
    rest, more = looking.open_members(by=actor("kuaidi"), at=NOON, union=here.couriers, on=TODAY, first=1, most=1)
    assert ([one.name for one in rest], more) == (["王小芳"], False)

    before = Entry.objects.count()
    for who in ("shen", "haining"):
        assert looking.open_members(by=actor(who), at=NOON, union=here.couriers, on=TODAY) == ([], False)
    assert Entry.objects.count() == before


def test_a_union_beyond_ones_reach_is_as_one_that_is_not_there(here: Manned) -> None:
    for who, public_id in (("haining", here.couriers.party.public_id), ("ninghai", "aaaaaaaaaaaaaaaa")):
        with pytest.raises(NotFound) as refusal:
            looking.union_seen(by=actor(who), at=NOON, pack=PACK, public_id=public_id)
        assert refusal.value.what == "这项服务里没有这个工会。"
    seen = looking.union_seen(by=actor("ninghai"), at=NOON, pack=PACK, public_id=here.riders.party.public_id)
    assert seen == here.riders


def standing(who: str, public_id: str, on: date = TODAY) -> str:
    return looking.open_status(by=actor(who), at=NOON, pack=PACK, public_id=public_id, on=on).standing


def test_a_standing_is_read_by_oneself_and_by_desks_that_reach_the_union(here: Manned) -> None:
    assert standing("ge", here.ge.public_id) == "member"
    assert standing("ge", here.ge.public_id, date(2021, 2, 28)) == "none"
    assert standing("ninghai", here.waiting.public_id) == "pool"
    assert [entry.purpose for entry in reads_of(here.ge.public_id)] == ["own-record", "own-record"]
    for who, public_id in (
        ("ge", here.waiting.public_id), ("haining", here.ge.public_id), ("shen", here.ge.public_id),
        ("ninghai", "aaaaaaaaaaaaaaaa"),
    ):  # fmt: skip
        with pytest.raises(NotFound) as refusal:
            standing(who, public_id)
        assert refusal.value.what == "您的权限范围内没有这个人。"


def test_2a_7_two_files_of_one_member_are_merged_and_parted_and_the_numbers_follow(here: Manned) -> None:
    twin = enter_party(
        by=OPERATOR, at=NOON, kind=PartyKind.PERSON, name="葛三妹", area=NINGHAI, scheme=Scheme.IDENTITY_NUMBER,
        number=identity_number(299, area=NINGHAI),
    )  # fmt: skip
    before, stood = numbers("shen"), queries.status_of(here.ge, PACK, TODAY)
    merged = merge_parties(by=OPERATOR, at=NOON, kept=twin.public_id, merged=here.ge.public_id, reason="同一人两次登记")
    assert numbers("shen") == before
    assert queries.status_of(twin, PACK, TODAY) == stood
    split_parties(by=OPERATOR, at=NOON, merge=merged.public_id, reason="核实为两人")
    assert numbers("shen") == before
    assert (queries.status_of(here.ge, PACK, TODAY), queries.status_of(twin, PACK, TODAY).standing) == (stood, "none")


def test_a_service_without_unions_is_told_as_such(here: Manned) -> None:
    assert looking.service_named() == looking.service_named(PACK) == PACK
    with pytest.raises(NotFound) as refusal:
        looking.service_named("care")
    assert refusal.value.why == "有工会的项目：union_membership。"
