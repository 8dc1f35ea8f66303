"""One agency at a time: entering, leaving, and entering with the next."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from anxin.kernel.codes.models import Code
from anxin.kernel.parties.models import Affiliation
from tests.cast import identity_number
from tests.unit.web.console.desks import at_desk
from tests.unit.web.console.reading import words
from tests.unit.web.phone.stage import Stage

JOIN = "/console/registry/join/"


def leave(stage: Stage, desk: Client, day: str = "2021-10-29") -> int:
    address = f"/console/people/{stage.cast.fang.public_id}/leave/"
    return desk.post(address, {"ended_on": day, "reason": "合同到期"}).status_code


def asked(*, serial: int = 101, name: str = "王小芳", day: str = "2021-10-30") -> dict[str, str]:
    return {"id_number": identity_number(serial), "name": name, "started_on": day}


def test_leaving_ends_affiliation_and_code_together(stage: Stage) -> None:
    assert leave(stage, at_desk("an")) == 302
    held = Affiliation.objects.get(party=stage.cast.fang)
    assert (held.ended_on, held.end_reason) == (date(2021, 10, 29), "合同到期")
    assert Code.objects.get(party=stage.cast.fang).end_reason == "agency-left"


def test_after_the_exit_the_next_agency_enters_the_worker(stage: Stage) -> None:
    leave(stage, at_desk("an"))
    answer = at_desk("le").post(JOIN, asked())
    assert (answer.status_code, answer["Location"]) == (302, f"/console/people/{stage.cast.fang.public_id}/")
    held = Affiliation.objects.get(party=stage.cast.fang, ended_on__isnull=True)
    assert (held.organisation, held.started_on) == (stage.cast.leju, date(2021, 10, 30))


def test_before_the_exit_nobody_else_can(stage: Stage) -> None:
    answer = at_desk("le").post(JOIN, asked())
    assert answer.status_code == 400
    assert "王小芳" in answer.content.decode()
    assert Affiliation.objects.get(party=stage.cast.fang).organisation == stage.cast.anjia


@pytest.mark.parametrize("wrong", [asked(serial=102), asked(name="王小方"), asked(serial=999)])
def test_number_and_name_must_fit_together(stage: Stage, wrong: dict[str, str]) -> None:
    answer = at_desk("le").post(JOIN, wrong)
    assert answer.status_code == 400
    assert "没有身份证号和姓名都相符的档案" in words(answer)


def test_another_agencys_clerk_cannot_record_the_exit(stage: Stage) -> None:
    assert leave(stage, at_desk("le")) == 404
    assert Affiliation.objects.get(party=stage.cast.fang).ended_on is None


def test_the_exit_cannot_lie_before_the_entry(stage: Stage) -> None:
    assert leave(stage, at_desk("an"), "2020-12-31") == 400
    assert Affiliation.objects.get(party=stage.cast.fang).ended_on is None
