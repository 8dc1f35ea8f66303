"""Public data through the API: the catalogue for everybody, rows under a grant, the same acts as at the desk."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from anxin import packs
from anxin.kernel.access.actions import issue_token
from anxin.kernel.access.models import User
from anxin.kernel.datasets.keeping import keep_datasets
from anxin.kernel.datasets.statistics import count
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.journal.models import Entry
from anxin.packs.exchange import datasets_of
from tests.cast import NOON, OPERATOR, PACK
from tests.unit.web.console.desks import on_desks
from tests.unit.web.phone.stage import MORNING, Stage

pytestmark = pytest.mark.django_db
SET = "/datasets/home_service.registered_workers"
ROWS = f"{SET}/rows?fields=name&fields=colour&purpose=发放补贴"
REQUEST = {"fields": ["name", "colour"], "purpose": "发放补贴", "basis": "浙江省公共数据条例", "until": "2021-12-31"}


@pytest.fixture
def stage() -> Stage:
    stage = on_desks()
    keep_datasets(by=OPERATOR, at=NOON, pack=PACK, declared=datasets_of(packs.current(PACK)))
    return stage


def ask(who: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
    headers = {}
    if who:
        token = issue_token(by=OPERATOR, at=NOON, user=User.objects.get(username=who), label="api")
        headers = {"authorization": f"Bearer {token}"}
    client = Client(headers=headers)
    sent = (
        client.get(f"/api/v1{path}")
        if body is None
        else client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json")
    )
    return sent.status_code, json.loads(sent.content)


def test_anybody_reads_the_catalogue(stage: Stage) -> None:
    status, listed = ask("", "/datasets")
    assert (status, [one["dataset"] for one in listed]) == (
        200,
        [
            f"home_service.{name}"
            for name in ("credit_record", "green_workers", "registered_workers", "training_certificates")
        ],
    )
    assert listed[3]["reason"].startswith("证书编号只供主管部门")
    assert {one["field"]: one["source"] for one in ask("", SET)[1]["fields"]}["health_until"] == "体检机构"
    assert ask("", "/datasets/home_service.nothing")[0] == 404
    assert ask("", ROWS)[0] == 401
    portal = Client().get("/catalogue.jsonld")
    assert (portal.status_code, portal["Content-Type"]) == (200, "application/ld+json")
    assert len(json.loads(portal.content)["dcat:dataset"]) == 4


def test_from_a_request_to_rows_and_to_none_after_the_withdrawal(stage: Stage) -> None:
    assert ask("province", ROWS)[0] == 403
    status, made = ask("province", f"{SET}/grants", REQUEST)
    assert (status, made["state"]) == (201, "asked")
    decision = f"/grants/{made['grant']}/decision"
    assert ask("province", decision, {"granted": True})[0] == 403
    assert ask("an", decision, {"granted": True})[0] == 403
    assert ask("zhou", decision, {"granted": True})[1]["state"] == "granted"
    assert [row["values"]["name"] for row in ask("province", ROWS)[1]["rows"]] == ["王小芳", "李梅", "陈丽华", "周玲"]
    assert ask("province", f"{SET}/rows?fields=agency&purpose=发放补贴")[0] == 403
    assert ask("province", f"{SET}/rows?purpose=发放补贴")[0] == 422
    assert ask("zhou", f"/grants/{made['grant']}/withdrawal", {"reason": "项目结束"})[1]["state"] == "withdrawn"
    assert ask("province", ROWS)[0] == 403
    assert Entry.objects.filter(act="dataset.refused").count() == 3


def test_a_county_gets_its_own_people_page_by_page(stage: Stage) -> None:
    status, first = ask("lin", f"{ROWS}&size=2")
    names = [row["values"]["name"] for row in first["rows"]]
    rest = ask("lin", f"{ROWS}&size=2&after={first['next']}")[1]

    assert (status, names) == (200, ["王小芳", "李梅"])
    assert ([row["values"]["name"] for row in rest["rows"]], rest["next"]) == (["周玲"], None)


def test_a_wrong_value_is_settled_and_who_read_it_is_listed(stage: Stage) -> None:
    Evidence.objects.update(received_at=MORNING)  # the site's own clock may stand before noon
    ask("lin", f"{SET}/rows?fields=health_until&purpose=数据回流")
    said = {"person": stage.cast.fang.public_id, "field": "health_until", "said": "录错一年"}
    made = ask("lin", f"{SET}/corrections", said)[1]
    assert ask("lin", f"/corrections/{made['correction']}/settlement", {"answer": "核对"})[0] == 403
    body = {"valid_from": "2021-03-12", "valid_until": "2023-03-11", "answer": "与报告核对"}
    settled = ask("zhou", f"/corrections/{made['correction']}/settlement", body)[1]

    assert (settled["state"], [one["name"] for one in settled["consumers"]]) == ("corrected", ["鹿城区"])
    assert [one["state"] for one in ask("shen", "/corrections")[1]] == ["corrected"]
    assert ask("lin", f"{SET}/corrections", {**said, "person": stage.cast.hua.public_id})[0] == 404


def test_statistics_hold_no_small_number(stage: Stage) -> None:
    assert ask("zhou", f"{SET}/statistics")[0] == 404
    count(by=OPERATOR, at=NOON, name="home_service.registered_workers")
    told = ask("zhou", f"{SET}/statistics")[1]
    assert (told["by"], told["least"]) == (["area", "colour"], 5)
    assert {cell["count"] for cell in told["cells"]} == {None}
    assert ask("an", f"{SET}/statistics")[0] == 403


def test_nothing_has_to_be_assessed_before_the_rule_is_in_force(stage: Stage) -> None:
    made = ask("province", f"{SET}/grants", REQUEST)[1]
    long = {"findings": "两个数据集能按人对上", "measures": "专人保管，用完即删除"}
    assert ask("zhou", f"/grants/{made['grant']}/assessment", long)[0] == 404
