"""A case at another system's desk: what goes there, what it hears later, and what its word counts here."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from pytest_django import Settings

from anxin.adapters.following import ask_states
from anxin.kernel.cases.delivering import hops_of, note_elsewhere
from anxin.kernel.cases.dispatching import assign_case
from anxin.kernel.cases.enums import Happened, Result, Stage
from anxin.kernel.cases.filing import From
from anxin.kernel.cases.handling import answer_case
from anxin.kernel.cases.opening import open_case
from anxin.kernel.cases.owning import own_by_link
from anxin.kernel.cases.recording import read_text
from anxin.kernel.cases.requesting import agree, contest, withdraw
from anxin.kernel.deliveries.actions import CONTEXT
from anxin.kernel.deliveries.models import Delivery
from anxin.kernel.deliveries.trying import try_due
from anxin.kernel.parties.sealing import unseal
from tests.cast import NOON, OPERATOR
from tests.unit.adapters.receiver import Answer, receiving
from tests.unit.kernel.cases.hazard import HAZARD
from tests.unit.kernel.cases.scene import FIRM_CODE, LUCHENG, again, filed, opened

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)
TARGETS = """
targets:
  city:
    kind: open311
    url: {url}
    services: {{hazards/report: "042"}}
    desks: [hazards/fire/330302]
  duty:
    kind: webhook
    url: {url}/duty
    unsigned: true
    desks: [hazards/emergency, hazards/unit]
"""


@pytest.fixture(autouse=True)
def named(settings: Settings, tmp_path: Path) -> Path:
    settings.TARGETS_FILE = str(tmp_path / "targets.yaml")
    (tmp_path / "targets.yaml").write_text(TARGETS.format(url="http://127.0.0.1:9"))
    return tmp_path / "targets.yaml"


def sent() -> list[tuple[str, str]]:
    return list(Delivery.objects.order_by("pk").values_list("target", "kind"))


def told(number: int = 0) -> dict[str, Any]:
    held: dict[str, Any] = json.loads(unseal(Delivery.objects.order_by("pk")[number].payload_sealed, context=CONTEXT))
    return held


def test_a_case_for_another_systems_desk_goes_there_with_all_that_it_needs() -> None:
    opened(replace(HAZARD, hides_requester=False))
    case = filed(where="五马街10号 @ 27.99,120.70").case
    [held] = Delivery.objects.all()
    assert (held.target, held.kind, held.about) == ("city", "case.assigned", case.public_id)
    found = told()
    [photo] = found.pop("attachments")
    assert (photo["name"], sorted(photo)) == ("IMG_1.jpg", ["media_type", "name", "sha256", "size"])
    assert found == {
        "case": case.public_id,
        "service": "hazards/report",
        "title": HAZARD.title.zh,
        "area": LUCHENG,
        "description": f"区县：{LUCHENG}\n行业：fire\n隐患：煤气瓶靠近明火\n位置：五马街10号 @ 27.99,120.70",
        "attributes": {"case": case.public_id, "area": LUCHENG, "trade": "fire", "grade": "general"},
        "address_string": "五马街10号",
        "lat": "27.99",
        "long": "120.70",
        "first_name": "王芳",
        "phone": "13800138000",
    }


def test_nothing_names_a_requester_whom_the_matter_hides() -> None:
    opened(replace(HAZARD, hides_requester=True))
    filed(what="我叫王芳，电话13800138000，煤气瓶靠近明火", witness="李明")
    text = json.dumps(told(), ensure_ascii=False)
    assert [word for word in ("王芳", "13800138000", "李明", "IMG_1", "phone", "first_name") if word in text] == []
    assert "我叫＊，电话＊，煤气瓶靠近明火" in text


def test_an_organisations_own_desk_is_never_another_system() -> None:
    opened()
    assert again(filed(trade="construction", company=FIRM_CODE).case).desk == "unit"
    assert sent() == []


def test_a_filing_that_is_undone_sends_nothing() -> None:
    opened()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        filed()
        raise ZeroDivisionError
    assert sent() == []


def test_no_filing_fails_on_account_of_the_file(named: Path) -> None:
    opened()
    named.write_text("targets: [")
    filed()
    assert sent() == [("?", "case.assigned")]
    assert told()["desk"] == f"hazards/fire/{LUCHENG}"


def test_what_happens_later_is_told_to_a_system_that_takes_updates() -> None:
    opened()
    held = filed(trade="gas")
    withdraw(own=own_by_link(token=held.token), at=LATER, reason="不要了")
    assert sent() == [("duty", "case.assigned"), ("duty", "case.withdrawn")]
    assert (told(1)["over"], told(1)["event"], told(1)["case"]) == (True, "withdrawn", held.case.public_id)


def test_a_platform_without_updates_is_sent_none() -> None:
    desks = opened()
    held = filed()
    answer_case(by=desks.fire, at=LATER, public_id=held.case.public_id, result=Result.EXPLAINED, text="已到现场查看")
    assert sent() == [("city", "case.assigned")]


def test_an_answer_its_contest_and_its_end_are_told(named: Path) -> None:
    named.write_text(TARGETS.format(url="http://127.0.0.1:9").replace("services:", "updates: true\n    services:"))
    desks = opened()
    held = filed()
    public_id = held.case.public_id
    answer_case(by=desks.fire, at=LATER, public_id=public_id, result=Result.EXPLAINED, text="已到现场查看")
    contest(own=own_by_link(token=held.token), at=LATER, reason="还在堵")
    assign_case(by=desks.review, at=LATER, public_id=public_id, desk="fire", reason="再去一次")
    answer_case(by=desks.fire, at=LATER, public_id=public_id, result=Result.EXPLAINED, text="已清理完毕")
    agree(own=own_by_link(token=held.token), at=LATER)
    assert sent() == [
        ("city", "case.assigned"), ("city", "case.answered"), ("city", "case.contested"), ("city", "case.returned"),
        ("city", "case.answered"), ("city", "case.closed"),
    ]  # fmt: skip
    assert told(1)["result"] == "explained"


def test_a_case_that_goes_on_to_another_desk_is_told_where_it_was() -> None:
    desks = opened()
    case = filed(trade="gas").case
    assign_case(by=desks.reception, at=LATER, public_id=case.public_id, desk="fire", reason="归消防管")
    assert sent() == [("duty", "case.assigned"), ("duty", "case.moved"), ("city", "case.assigned")]


def test_their_closing_is_a_note_for_the_desk_and_no_answer(named: Path) -> None:
    desks = opened()
    case = filed().case
    closed = (
        b'[{"service_request_id": "88", "status": "closed", "status_notes": "\xe5\xb7\xb2\xe6\xb8\x85\xe7\x90\x86"}]'
    )
    with receiving() as there:
        named.write_text(TARGETS.format(url=there.url))
        there.answer = lambda _request: Answer(200, closed)
        assert try_due(by=OPERATOR, at=LATER, jitter=lambda: 0.0) == 1
        assert ask_states(by=OPERATOR, at=LATER) == 1
        assert ask_states(by=OPERATOR, at=LATER + timedelta(days=1)) == 0
    note = again(case).events.get(kind=Happened.NOTED)
    assert (again(case).stage, again(case).result, again(case).agreement) == (Stage.ASSIGNED, "", "")
    assert (read_text(note.text_sealed), note.told) == ("已清理", False)
    assert note.detail == {
        "delivery": Delivery.objects.get().public_id, "target": "city", "status": "closed",
    }  # fmt: skip
    [hop] = hops_of(open_case(by=desks.fire, at=LATER, public_id=case.public_id))
    assert (hop.target, hop.state, hop.external_id, hop.external_status) == ("city", "reached", "88", "closed")


def test_the_word_of_another_system_on_something_else_is_kept_only() -> None:
    opened()
    case = filed(sender=From(phone="13800138000")).case
    Delivery.objects.update(external_id="88", state="reached")
    note_elsewhere(by=OPERATOR, at=LATER, target="city", external_id="88", status="open", notes="看到了")
    assert (Delivery.objects.get().external_status, again(case).events.filter(kind="noted").count()) == ("open", 0)
