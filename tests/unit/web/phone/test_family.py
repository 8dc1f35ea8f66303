"""Codes without the holder's own phone, on the pages: a relative's phone carries it, or a number finds it."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from anxin.kernel.codes.models import Carrying, Visit
from anxin.kernel.messages.queries import last_messages
from anxin.kernel.parties.models import Party
from anxin.kernel.parties.sealing import phone_index, seal
from anxin.web.phone.limits import MISSES_A_MINUTE
from tests.unit.web.phone.pages import shown_on, words
from tests.unit.web.phone.stage import Stage

pytestmark = pytest.mark.django_db
HER_PHONE = "13600000001"


def relative() -> Client:
    return Client(headers={"accept-language": "zh-CN"})


def offered(fang: Client) -> tuple[str, str]:
    """Link and number as the page shows them once."""
    page = unescape(fang.post("/me/family", {"label": "女儿"}).content.decode())
    link, number = re.search(r"http://testserver(/carry/[\w-]+)", page), re.search(r">(\d{6})<", page)
    assert link is not None and number is not None
    return link[1], number[1]


def test_a_relatives_phone_shows_the_moving_code_marked_as_carried(stage: Stage, fang: Client) -> None:
    link, number = offered(fang)
    phone = relative()
    assert phone.get(link).status_code == 200
    assert phone.post(link, {"number": number}).headers["Location"] == "/carried"
    page = words(phone.get("/carried"))
    assert ("家人代持" in page, "绿码" in page, "王小芳" in page) == (True, True, False)
    fresh = phone.post("/carried/showing").json()
    door = phone.get("/" + fresh["link"].split("/", 1)[1])
    assert "家人代持" in words(door)
    relative().post(f"/c/{stage.fang.public}/confirm", shown_on(door))
    assert Visit.objects.values_list("kind", flat=True).get() == "family"


def test_she_sees_who_carries_it_and_ends_it_at_once(stage: Stage, fang: Client) -> None:
    link, number = offered(fang)
    phone = relative()
    phone.post(link, {"number": number})
    assert "女儿 代持起始时间" in words(fang.get("/me/family"))
    fang.post(f"/me/family/{Carrying.objects.get().pk}/end")
    assert phone.post("/carried/showing").status_code == 404
    assert "目前没有人代持您的码" in words(fang.get("/me/family"))


def test_a_wrong_number_carries_nothing(stage: Stage, fang: Client) -> None:
    link, number = offered(fang)
    phone = relative()
    answer = phone.post(link, {"number": str(int(number) ^ 1).zfill(6)})
    assert (answer.status_code, "链接和验证码不能打开安心码" in words(answer)) == (400, True)
    assert phone.get("/carried").status_code == 404


def test_link_and_number_are_shown_once(stage: Stage, fang: Client) -> None:
    link, number = offered(fang)
    page = fang.get("/me/family").content.decode()
    assert (link in page, number in page) == (False, False)


def reach(stage: Stage) -> None:
    held = {"phone_sealed": seal(HER_PHONE, context="phone"), "phone_index": phone_index(HER_PHONE)}
    Party.objects.filter(pk=stage.cast.fang.pk).update(**held)


def ticket_on(page: str) -> str:
    found = re.search(r'name="ticket" value="([\w-]+)"', page)
    assert found is not None
    return found[1]


def test_a_number_sent_to_her_phone_leads_to_her_code(stage: Stage, client: Client) -> None:
    reach(stage)
    ticket = ticket_on(client.post("/lookup", {"phone": HER_PHONE}).content.decode())
    [told] = last_messages()
    number = re.search(r"\d{6}", told.text)
    assert number is not None
    answer = client.post("/lookup/show", {"ticket": ticket, "number": number[0]}, follow=True)
    page = words(answer)
    assert ("凭手机号查到" in page, "王**" in page, "绿码" in page) == (True, True, True)


def test_an_unknown_phone_gets_the_same_page(stage: Stage, client: Client) -> None:
    reach(stage)
    pages = [client.post("/lookup", {"phone": phone}).content.decode() for phone in (HER_PHONE, "13699999999")]
    same = [re.sub(r'name="(csrfmiddlewaretoken|ticket)" value="[\w-]+"', "", page) for page in pages]
    assert same[0] == same[1]
    refused = [client.post("/lookup/show", {"ticket": ticket_on(page), "number": "x"}) for page in pages]
    assert [answer.status_code for answer in refused] == [400, 400]


def test_phone_numbers_cannot_be_tried_out(stage: Stage, client: Client) -> None:
    asked = [client.post("/lookup", {"phone": f"1360000{i:04}"}).status_code for i in range(MISSES_A_MINUTE + 1)]
    assert asked == [200] * MISSES_A_MINUTE + [429]


def test_what_is_no_phone_number_is_said_so(stage: Stage, client: Client) -> None:
    answer = client.post("/lookup", {"phone": "abc"})
    assert (answer.status_code, "这不是手机号" in words(answer)) == (400, True)
