"""A worker objects to a record about herself: marked at once, the colour unchanged, nobody else's within reach."""

from __future__ import annotations

import pytest
from django.test import Client

from anxin.kernel.evidence.models import Dispute, Evidence
from anxin.kernel.journal.models import Entry
from anxin.kernel.parties.models import Party
from tests.unit.web.phone.pages import words
from tests.unit.web.phone.stage import Stage

pytestmark = pytest.mark.django_db


def address(person: Party, kind: str = "police_check") -> str:
    return f"/me/records/{Evidence.objects.get(party=person, kind=kind).pk}/dispute"


def test_every_record_offers_the_way_to_object(stage: Stage, fang: Client) -> None:
    page = fang.get("/me/records").content.decode()
    records = Evidence.objects.filter(party=stage.cast.fang)
    assert [f"/me/records/{row.pk}/dispute" in page for row in records] == [True] * records.count()


def test_an_objection_is_marked_at_once_for_her_and_for_the_household(stage: Stage, fang: Client) -> None:
    answer = fang.post(address(stage.cast.fang), {"reason": "同名同姓，不是我"})
    assert answer.headers["Location"] == "/me"
    assert list(Dispute.objects.values_list("reason", "raised_by")) == [("同名同姓，不是我", "fang")]
    assert "有异议，正在核查" in words(fang.get("/me"))
    page = words(Client(headers={"accept-language": "zh-CN"}).get(f"/c/{stage.fang.public}"))
    assert ("有异议，正在核查" in page, "绿码" in page) == (True, True)
    assert Entry.objects.filter(act="evidence.dispute").count() == 1


def test_the_household_is_offered_no_objection(stage: Stage, client: Client) -> None:
    assert "/me/records/" not in client.get(f"/c/{stage.fang.public}").content.decode()


def test_an_empty_objection_marks_nothing(stage: Stage, fang: Client) -> None:
    answer = fang.post(address(stage.cast.fang), {"reason": "  "})
    assert (answer.status_code, Dispute.objects.count()) == (400, 0)
    assert "还没有作任何标注" in words(answer)


def test_a_record_is_disputed_once(stage: Stage, fang: Client) -> None:
    fang.post(address(stage.cast.fang), {"reason": "不是我"})
    assert fang.post(address(stage.cast.fang), {"reason": "不是我"}).status_code == 404
    assert Dispute.objects.count() == 1


def test_other_peoples_records_are_out_of_reach(stage: Stage, fang: Client) -> None:
    for answer in (fang.get(address(stage.cast.mei)), fang.post(address(stage.cast.mei), {"reason": "x"})):
        assert answer.status_code == 404
    assert Dispute.objects.count() == 0
