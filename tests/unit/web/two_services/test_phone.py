"""The phone on a site with two services: each code in its own words, her page under the service in its address."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from anxin.kernel.codes.models import Carrying, Code, LookQuestion, Visit
from anxin.kernel.codes.visiting import confirm_visit, open_code
from anxin.kernel.journal.queries import reads_of
from anxin.kernel.messages.models import Message
from anxin.kernel.reference.queries import now
from anxin.packs import loading, on_site
from tests.unit.web.console.desks import at_desk
from tests.unit.web.phone.pages import words
from tests.unit.web.phone.stage import PASSWORD, PHONE, Stage, account_of
from tests.unit.web.phone.test_door import QUERIES_OF_A_SCAN
from tests.unit.web.phone.test_own import QUERIES_OF_VISITS
from tests.unit.web.two_services.site import PESTS, Site

HERE = f"service={PESTS}"


def test_each_code_speaks_in_the_words_of_its_own_service(site: Site, client: Client) -> None:
    home = words(client.get(f"/c/{site.stage.fang.public}", headers={"accept-language": "zh-CN"}))
    pests = words(client.get(f"/c/{site.pests.public}", headers={"accept-language": "zh-CN"}))

    assert [said in home for said in ("绿码", "安家乐家政", "健康体检", "职业资格")] == [True, True, True, False]
    assert [said in pests for said in ("黄码", "乐居家政", "职业资格不在有效期内", "健康体检")] == [
        True,
        True,
        True,
        False,
    ]


def test_the_warning_before_entry_is_the_services_own(site: Site, client: Client) -> None:
    shown = open_code(at=now(), public=site.pests.public)
    page = client.post(f"/c/{site.pests.public}/before", {"showing": shown.handle.hex(), "token": "a" * 22})

    assert "The qualification is not in date. Read the reason before you decide." in words(page) or (
        "资格已经过期或查不到，请看原因后再决定。" in words(page)
    )


def test_a_scan_takes_the_same_few_queries_under_every_service(
    site: Site, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for code in (site.stage.fang, site.pests):
        client.get(f"/c/{code.public}")
        with django_assert_num_queries(QUERIES_OF_A_SCAN):
            client.get(f"/c/{code.public}")


def test_her_page_is_about_her_first_service_until_she_chooses(site: Site, fang: Client) -> None:
    first, second = fang.get("/me"), fang.get(f"/me?{HERE}")

    assert ("绿码" in words(first), "安家乐家政" in words(first)) == (True, True)
    assert ("黄码" in words(second), "乐居家政" in words(second)) == (True, True)
    for page in (first, second):
        text = page.content.decode()
        assert ("家政安心码" in text, "除害安心码" in text) == (True, True)


def test_every_link_of_her_page_stays_with_the_service(site: Site, fang: Client) -> None:
    text = fang.get(f"/me?{HERE}").content.decode()

    for place in ("/me/visits", "/me/looks", "/me/card", "/me/outcomes", "/me/proof.json", "/me/family", "/me/records"):
        assert f'href="{place}?{HERE}"' in text
    assert f'data-showing="/me/showing?{HERE}"' in text
    assert f'data-news="/me/news?{HERE}"' in text


def test_each_service_shows_its_own_code_on_the_screen(site: Site, fang: Client) -> None:
    colours = [fang.post(f"/me/showing{asked}").json()["colour"] for asked in ("", f"?{HERE}", "?service=home_service")]

    assert colours == ["green", "yellow", "green"]


def test_visits_news_and_colours_are_told_apart(site: Site, fang: Client) -> None:
    scanned = open_code(at=now(), public=site.pests.public)
    visit = confirm_visit(at=now(), handle=scanned.handle, acknowledged=True)

    assert ("住户已确认入户" in words(fang.get("/me/visits")), len(fang.get("/me/news").json()["visits"])) == (False, 0)
    assert "住户已确认入户" in words(fang.get(f"/me/visits?{HERE}"))
    assert [one["visit"] for one in fang.get(f"/me/news?{HERE}").json()["visits"]] == [visit.pk]
    assert fang.post(f"/me/visits/{visit.pk}/leave?{HERE}").headers["Location"] == f"/me/visits?{HERE}"
    assert Visit.objects.get().code == site.pests
    assert (
        "职业资格不在有效期内" in words(fang.get(f"/me/outcomes?{HERE}")),
        "黄码" in words(fang.get("/me/outcomes")),
    ) == (
        True,
        False,
    )


def test_card_proof_family_and_questions_are_of_the_service_asked_for(site: Site, fang: Client) -> None:
    assert fang.post(f"/me/card/make?{HERE}").headers["Location"] == f"/me/card?{HERE}"
    card = words(fang.get(f"/me/card?{HERE}"))
    assert ("上门服务证" in card, "CH2021000001" in card, "乐居家政" in card) == (True, True, True)
    assert b'"yellow"' in fang.get(f"/me/proof.json?{HERE}").content
    fang.post(f"/me/family?{HERE}", {"label": "女儿"})
    assert Carrying.objects.get().code == site.pests
    at_desk("zhou").get(f"/console/people/{site.stage.cast.fang.public_id}/")
    entry = reads_of(site.stage.cast.fang.public_id)[0].seq
    assert fang.post(f"/me/looks/{entry}/ask?{HERE}").headers["Location"] == f"/me/looks?{HERE}"
    assert LookQuestion.objects.get().pack == PESTS


def test_the_printed_card_names_the_firm_of_its_own_service(site: Site, fang: Client) -> None:
    for asked in ("", f"?{HERE}"):
        fang.post(f"/me/card/make{asked}")

    assert "安家乐家政" in words(fang.get("/me/card"))
    assert "乐居家政" in words(fang.get(f"/me/card?{HERE}"))


def test_a_service_that_is_not_hers_is_not_found(site: Site) -> None:
    mei = Client(headers={"accept-language": "zh-CN"})
    assert mei.login(username=account_of(site.stage.cast.mei, "mei"), password=PASSWORD)

    answer = mei.get(f"/me?{HERE}")

    assert (answer.status_code, "您在这项服务里没有码。" in words(answer)) == (404, True)
    assert "除害安心码" not in mei.get("/me").content.decode()


def test_the_landing_page_lists_what_the_site_offers(site: Site, client: Client) -> None:
    page = client.get("/", headers={"accept-language": "zh-CN"}).content.decode()

    for said in ("本平台的服务", "家政安心码", "除害安心码", f'href="/me?{HERE}"', 'href="/me?service=home_service"'):
        assert said in page


def test_a_site_with_one_service_looks_as_ever(stage: Stage, fang: Client) -> None:
    landing, own = fang.get("/").content.decode(), fang.get("/me").content.decode()

    assert ("本平台的服务" in landing, "service=" in landing, "service=" in own, "我的服务" in own) == (False,) * 4


def test_a_forgotten_phone_is_looked_up_in_the_service_that_was_chosen(site: Site, client: Client) -> None:
    form = client.get("/lookup", headers={"accept-language": "zh-CN"}).content.decode()
    client.post("/lookup", {"phone": PHONE, "service": PESTS})

    assert ('<option value="home_service" selected>' in form, f'<option value="{PESTS}">' in form) == (True, True)
    assert Message.objects.count() == 1
    Code.objects.filter(pk=site.pests.pk).update(slot=None)
    client.post("/lookup", {"phone": PHONE, "service": PESTS})
    assert Message.objects.count() == 1


def test_visits_take_one_query_more_however_many_services(
    site: Site, fang: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for code in (site.stage.fang, site.pests):
        confirm_visit(at=now(), handle=open_code(at=now(), public=code.public).handle, acknowledged=True)
    on_site.services()
    for asked in ("", f"?{HERE}"):
        with django_assert_num_queries(QUERIES_OF_VISITS + 1):
            fang.get(f"/me/visits{asked}")


@pytest.mark.parametrize("broken", [PESTS, "home_service"])
def test_a_broken_pack_switches_its_own_codes_off_and_no_others(
    site: Site, folder: Path, client: Client, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    (folder / broken / "pack.yaml").write_text("slug: [", encoding="utf-8")
    monkeypatch.setattr(loading, "_held", {})
    codes = {PESTS: site.pests, "home_service": site.stage.fang}

    answers = {slug: client.get(f"/c/{code.public}").status_code for slug, code in codes.items()}

    assert answers == {slug: 409 if slug == broken else 200 for slug in codes}
    assert client.get("/").status_code == 200


def test_the_online_check_answers_for_a_broken_pack_without_its_words(
    site: Site, folder: Path, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle = open_code(at=now(), public=site.pests.public).handle.hex()
    (folder / PESTS / "pack.yaml").write_text("slug: [", encoding="utf-8")
    monkeypatch.setattr(loading, "_held", {})

    answer = client.post("/api/v1/check", {"handle": handle, "items": True}, content_type="application/json")

    assert (answer.status_code, answer.json()["outcome"], answer.json()["items"]) == (200, "yellow", [])
