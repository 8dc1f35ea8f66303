"""Whoever is signed in is not asked what another source holds, finds their requests, and may still ask namelessly."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from anxin.kernel.access.actions import appoint
from anxin.kernel.cases.applying import apply_matters
from anxin.kernel.cases.forms import FieldKind, FormField, Words
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.recording import answers_of
from anxin.kernel.journal.actor import Role
from tests.cast import NOON, OPERATOR, identity_number
from tests.unit.kernel.cases.hazard import FORM, HAZARD, PURPOSE
from tests.unit.kernel.cases.scene import LUCHENG, picture
from tests.unit.web.phone.pages import words
from tests.unit.web.phone.stage import PASSWORD, Stage

pytestmark = pytest.mark.django_db
NEW = "/r/new/hazards/report"
NUMBER, DAY = FieldKind.IDENTITY_NUMBER, FieldKind.DATE
HELD = (
    FormField("who", FieldKind.PERSON_NAME, Words("姓名", "Name"), PURPOSE, required=True, held="party.name"),
    FormField("number", NUMBER, Words("身份证号码", "Number"), PURPOSE, required=True, held="party.number"),
    FormField("insured", DAY, Words("保险到期", "Insured"), PURPOSE, held="evidence.insurance.valid_until"),
)


@pytest.fixture
def asked(stage: Stage) -> Stage:
    apply_matters(by=OPERATOR, at=NOON, matters=[replace(HAZARD, form=FORM + HELD)])
    return stage


def typed(**more: object) -> dict[str, object]:
    shot = SimpleUploadedFile("a.jpg", picture(), "image/jpeg")
    held = {"q-area": LUCHENG, "q-trade": "fire", "q-what": "通道堵了", "q-where": "五马街10号", "q-photo": shot}
    return {**held, **more}


def test_what_is_known_is_shown_and_not_asked(asked: Stage, fang: Client) -> None:
    page = fang.get(NEW)
    for said in (asked.cast.fang.name, "2022-01-08"):
        assert said in words(page), said
    assert identity_number(101) not in page.content.decode()


def test_what_was_shown_and_not_contradicted_is_the_answer(asked: Stage, fang: Client) -> None:
    assert fang.post(NEW, typed()).status_code == 302
    case = Case.objects.get()
    number = asked.cast.fang.identifiers.get().masked
    held = answers_of(case)
    assert (case.requester, held["who"], held["insured"]) == (asked.cast.fang, asked.cast.fang.name, "2022-01-08")
    assert (held["number"][:2], held["number"][-2:]) == (number[:2], number[-2:])


def test_another_answer_takes_its_place(asked: Stage, fang: Client) -> None:
    fang.post(NEW, typed(**{"q-who": "方 小姐"}))
    assert answers_of(Case.objects.get())["who"] == "方 小姐"


def test_a_stranger_is_asked_everything(asked: Stage, client: Client) -> None:
    page = client.get(NEW)
    assert asked.cast.fang.name not in words(page)
    assert client.post(NEW, typed(phone="13800138000")).status_code == 400


def test_her_requests_are_listed_and_nobody_elses(asked: Stage, fang: Client) -> None:
    fang.post(NEW, typed())
    place = reverse("own_case", args=[Case.objects.get().public_id])
    assert place in fang.get(reverse("my_requests")).content.decode()
    assert [fang.get(place).status_code, Client().get(place).status_code] == [200, 404]


def test_she_may_ask_without_her_name(asked: Stage, fang: Client) -> None:
    fang.post(NEW, typed(without_me="1"))
    case = Case.objects.get()
    assert (case.requester, case.events.get(seq=1).role) == (None, "requester")


def test_an_agency_follows_what_it_asked_for(asked: Stage, client: Client) -> None:
    anjia = asked.cast.anjia
    appoint(
        by=OPERATOR, at=NOON, username="an", password=PASSWORD, role=Role.AGENCY_CLERK, organisation=anjia
    )  # fmt: skip
    assert client.login(username="an", password=PASSWORD)
    client.post(NEW, typed(**{"q-who": "方 小姐", "q-number": identity_number(101)}))
    case = Case.objects.get()
    assert case.requester == anjia
    assert reverse("own_case", args=[case.public_id]) in client.get(reverse("my_requests")).content.decode()
