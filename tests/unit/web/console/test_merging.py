"""Merging on the console: pairs to judge, two files beside each other, what will move, the merge, and undoing it."""

from __future__ import annotations

import pytest
from django.test import Client

from anxin.kernel.journal.models import Entry
from anxin.kernel.journal.queries import reads_of
from anxin.kernel.merging.actions import merge_parties, split_parties
from anxin.kernel.merging.foreseeing import counts_of, foresee, list_merges
from anxin.kernel.parties.models import Merge, Party
from tests.cast import NOON, OPERATOR, worker
from tests.unit.kernel.merging.rowdump import dump
from tests.unit.web.console.desks import at_desk
from tests.unit.web.console.reading import words
from tests.unit.web.phone.stage import Stage

pytestmark = pytest.mark.django_db
HERE = "/console/merging/"
WHY = "同一人两次登记"


@pytest.fixture
def again(stage: Stage) -> Party:
    """Wang Xiaofang entered a second time, with the phone of her first file."""
    fang = stage.cast.fang
    made = worker("王晓芳", serial=105)
    Party.objects.filter(pk=made.pk).update(phone_sealed=fang.phone_sealed, phone_index=fang.phone_index)
    return made


def pair(kept: Party, merged: Party) -> str:
    return f"{HERE}{kept.public_id}/{merged.public_id}/"


def files() -> dict[str, str]:
    """Every row but those of signing in."""
    return {key: row for key, row in dump().items() if not key.startswith(("sessions.", "access.user:"))}


def zhou() -> Client:
    return at_desk("zhou")


def merged(kept: Party, other: Party) -> Merge:
    answer = zhou().post(f"{pair(kept, other)}merge/", {"reason": WHY})
    assert (answer.status_code, answer["Location"]) == (302, HERE)
    return Merge.objects.get(slot__isnull=False)


def test_the_list_shows_pairs_with_masked_names_and_writes_down_who_was_on_it(stage: Stage, again: Party) -> None:
    fang = stage.cast.fang
    said = words(zhou().get(HERE))
    for part in ("1 对疑似同一人", "王** 和 王**", "手机号相同", "没有合并过档案"):
        assert part in said
    assert fang.name not in said
    assert "王晓芳" not in said
    assert [reads_of(one.public_id)[0].act for one in (fang, again)] == ["party.duplicates"] * 2


def test_two_files_stand_beside_each_other_as_the_role_may_see_them(stage: Stage, again: Party) -> None:
    fang = stage.cast.fang
    page = zhou().get(pair(fang, again)).content.decode()
    for number in (one.masked for file in (fang, again) for one in file.identifiers.all()):
        assert number in page
        assert "*" in number
    assert page.index(fang.name) < page.index("王晓芳")
    entry = reads_of(again.public_id)[0]
    assert (entry.act, entry.purpose) == ("party.list", "correction")
    assert entry.detail["fields"] == ["agency", "masked_number", "name", "phone"]


def test_what_will_move_is_counted_and_nothing_is_moved_by_counting(stage: Stage, again: Party) -> None:
    fang, zhou = stage.cast.fang, stage.cast.zhou
    before, entries = dump(), Entry.objects.count()
    seen = foresee(by=zhou, at=NOON, kept=again.public_id, merged=fang.public_id)
    assert dump() == before
    assert Entry.objects.count() == entries + 1
    done = merge_parties(by=zhou, at=NOON, kept=again.public_id, merged=fang.public_id, reason=WHY)
    assert seen.counts == counts_of(done)
    moved = {one.label: (one.moved, one.aside) for one in seen.counts}
    assert moved["parties.identifier"] == (1, 0)
    assert moved["evidence.evidence"] == (fang.evidence.count() + again.evidence.count(), 0)
    assert "outcomes.outcome" not in moved


def test_a_merge_is_listed_with_its_reason_and_undone_with_another(stage: Stage, again: Party) -> None:
    fang, before = stage.cast.fang, files()
    held = merged(fang, again)
    said = words(zhou().get(HERE))
    for part in ("王** 并入 王**", WHY, "zhou", "拆分"):
        assert part in said
    assert "没有疑似重复的档案" in said
    answer = zhou().post(f"{HERE}{held.public_id}/split/", {"reason": "核实为两人"})
    assert (answer.status_code, answer["Location"]) == (302, HERE)
    assert files() == before
    said = words(zhou().get(HERE))
    assert "已拆分" in said
    assert "核实为两人" in said


@pytest.mark.parametrize("reason", ["", "  "])
def test_without_a_reason_nothing_is_merged_or_undone(stage: Stage, again: Party, reason: str) -> None:
    fang = stage.cast.fang
    assert zhou().post(f"{pair(fang, again)}merge/", {"reason": reason}).status_code == 400
    assert not Merge.objects.exists()
    held = merged(fang, again)
    assert zhou().post(f"{HERE}{held.public_id}/split/", {"reason": reason}).status_code == 400
    assert Merge.objects.get().split_at is None


def test_what_stands_against_a_merge_is_said_before_anything_is_typed(stage: Stage) -> None:
    fang, hua = stage.cast.fang, stage.cast.hua  # each with an agency now, not with the same
    before = files()
    said = words(zhou().get(pair(fang, hua)))
    assert "这两份档案现在不能合并" in said
    assert "请先终止其中一个，或办理转移，再合并。" in said
    assert "认定为同一人的原因" not in said
    assert files() == before


def test_a_file_of_another_city_oneself_and_a_firm_are_not_found(stage: Stage, again: Party) -> None:
    fang = stage.cast.fang
    for other in (fang, stage.cast.anjia):
        assert zhou().get(pair(fang, other)).status_code == 404
    Party.objects.filter(pk=again.pk).update(area="330203")
    assert zhou().get(pair(fang, again)).status_code == 404
    assert zhou().post(f"{pair(fang, again)}merge/", {"reason": WHY}).status_code == 404


def test_a_merge_of_another_city_is_on_no_list(stage: Stage, again: Party) -> None:
    held = merge_parties(by=OPERATOR, at=NOON, kept=stage.cast.fang.public_id, merged=again.public_id, reason=WHY)
    assert list_merges(by=stage.cast.zhou, at=NOON) == ([held], False)
    Party.objects.filter(pk=again.pk).update(area="330203")
    assert list_merges(by=stage.cast.zhou, at=NOON) == ([], False)
    assert list_merges(by=OPERATOR, at=NOON) == ([held], False)


def test_the_list_of_merges_comes_in_pages_the_latest_first(stage: Stage, again: Party) -> None:
    made: list[Merge] = []
    for _once in range(3):
        one = merge_parties(by=OPERATOR, at=NOON, kept=stage.cast.fang.public_id, merged=again.public_id, reason=WHY)
        made.insert(0, split_parties(by=OPERATOR, at=NOON, merge=one.public_id, reason=WHY))
    assert list_merges(by=OPERATOR, at=NOON, most=2) == (made[:2], True)
    assert list_merges(by=OPERATOR, at=NOON, start=2, most=2) == (made[2:], False)
    assert reads_of(again.public_id)[0].act == "party.merges"


def test_the_side_bar_leads_there_for_a_city_only(stage: Stage) -> None:
    assert f'href="{HERE}"' in zhou().get("/console/registry/").content.decode()
    assert f'href="{HERE}"' not in at_desk("lin").get("/console/registry/").content.decode()


def test_the_page_speaks_english(stage: Stage, again: Party) -> None:
    said = words(at_desk("zhou", language="en").get(HERE))
    assert "1 pair that may be one person" in said
