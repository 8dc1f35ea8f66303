"""The worker's own pages: code, card, visits, and who looked."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from anxin.credentials import Screen, check, from_digits
from anxin.credentials.receipts import base64url, prove, seen_text
from anxin.kernel.access.actions import open_party
from anxin.kernel.access.rules import Purpose
from anxin.kernel.codes.evidence import match_word, worker_signed
from anxin.kernel.codes.keys import current_key_list, pinned_roots
from anxin.kernel.codes.models import Visit
from anxin.kernel.codes.showing import Showing, ShowingKind, letters, seal
from anxin.kernel.codes.visiting import complain, confirm_visit, open_code, rate_visit
from anxin.kernel.errors import Conflict
from anxin.kernel.journal.models import Entry
from anxin.kernel.journal.proving import shown_by
from anxin.kernel.journal.queries import reads_of
from anxin.kernel.journal.roots import public_key
from anxin.kernel.journal.signing import sign_day
from anxin.kernel.reference.queries import now
from anxin.packs.on_site import services
from tests.cast import DAY, NOON, PACK
from tests.unit.kernel.codes.test_confirming import phone_signs
from tests.unit.web.phone.conftest import Signed
from tests.unit.web.phone.pages import words
from tests.unit.web.phone.stage import PASSWORD, Stage, account_of, city_account

pytestmark = pytest.mark.django_db
OWN_PAGES = ("/me", "/me/card", "/me/visits", "/me/looks", "/me/records")
QUERIES_OF_VISITS = 16


@pytest.mark.parametrize("address", OWN_PAGES)
def test_own_pages_ask_to_sign_in_first(stage: Stage, client: Client, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/accounts/login/?next={address}")


@pytest.mark.parametrize("address", OWN_PAGES)
def test_own_pages_only_read(stage: Stage, fang: Client, address: str) -> None:
    assert fang.post(address).status_code == 405


@pytest.mark.parametrize("address", OWN_PAGES)
def test_own_pages_are_not_for_bureaus(stage: Stage, signed_in: Signed, address: str) -> None:
    answer = signed_in(city_account()).get(address)
    assert answer.status_code == 403
    assert "这个页面供服务人员本人使用" in words(answer)


def test_sign_in_leads_a_worker_to_her_code_and_a_bureau_to_the_console(stage: Stage) -> None:
    for username, page in ((account_of(stage.cast.fang, "fang"), "/me"), (city_account(), "/console/")):
        client = Client()
        answer = client.post("/accounts/login/", {"login": username, "password": PASSWORD})
        assert answer.headers["Location"] == "/after-sign-in"
        assert client.get("/after-sign-in").headers["Location"] == page


def test_a_wrong_password_says_so_and_keeps_the_name(stage: Stage, client: Client) -> None:
    account_of(stage.cast.fang, "fang")
    answer = client.post("/accounts/login/", {"login": "fang", "password": "wrong"})
    assert answer.status_code == 200
    assert 'value="fang"' in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()


def test_the_own_code_shows_colour_name_and_agency_and_no_lasting_number(stage: Stage, fang: Client) -> None:
    answer = fang.get("/me")
    page = words(answer)
    for said in ("绿码", "王**", "安家乐家政", "打印我的上门服务证"):
        assert said in page
    assert stage.fang.public not in answer.content.decode().replace(" ", "")


def test_the_first_square_is_drawn_here_for_browsers_without_scripts(stage: Stage, fang: Client) -> None:
    page = fang.get("/me").content.decode()
    assert page.count('class="ph-qr-svg"') == 1
    assert '<noscript><meta http-equiv="refresh" content="30"></noscript>' in page


def test_the_screen_is_renewed_and_leaves_no_row(stage: Stage, fang: Client) -> None:
    before = Entry.objects.count()
    first, second = (fang.post("/me/showing").json() for _ in range(2))
    assert Entry.objects.count() == before
    assert first["digits"] != second["digits"]
    assert (first["prefix"], first["colour"], first["word"]) == ("http://127.0.0.1:8000/v#", "green", "绿码")
    lasts = datetime.fromisoformat(first["expires"]) - datetime.fromisoformat(first["now"])
    assert lasts <= timedelta(seconds=120)
    read = check(from_digits(first["digits"]), current_key_list(), now=int(now().timestamp()))
    assert isinstance(read.claims, Screen)
    assert first["link"].endswith(letters(read.claims.handle))


def test_a_screen_comes_only_over_a_form_of_this_site(stage: Stage) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.login(username=account_of(stage.cast.fang, "fang"), password=PASSWORD)
    assert strict.post("/me/showing").status_code == 403


def test_the_short_address_of_a_screen_leads_to_the_code_and_dies_with_it(stage: Stage, client: Client) -> None:
    def opened(age: timedelta) -> Any:
        code = stage.fang.pk
        handle = seal(Showing(code, ShowingKind.SCREEN, now() - age), nonce=bytes(4))
        return client.get(f"/k/{letters(handle)}")

    assert "绿码" in words(opened(timedelta(0)))
    stale = opened(timedelta(minutes=4))
    assert (stale.status_code, "绿码" in words(stale)) == (422, False)
    assert client.get("/k/aaaaaaaaaaaaaaaaaaaaaaaaaa").status_code == 404


def test_a_confirmation_is_news_with_the_word_that_the_household_sees(stage: Stage, fang: Client) -> None:
    assert fang.get("/me/news").json()["visits"] == []
    visit = confirm_visit(at=now(), handle=open_code(at=now(), public=stage.fang.public).handle)
    [told] = fang.get("/me/news").json()["visits"]
    assert (told["colour"], told["word"], told["again"]) == ("green", match_word(visit), False)
    assert told["word"] in words(Client().get(f"/v/{visit.token}"))


def test_a_second_confirmation_is_news_too(stage: Stage, fang: Client) -> None:
    handle = open_code(at=now(), public=stage.fang.public).handle
    confirm_visit(at=now(), handle=handle)
    with pytest.raises(Conflict):
        confirm_visit(at=now(), handle=handle)
    assert [told["again"] for told in fang.get("/me/news").json()["visits"]] == [True]


def test_nobody_else_hears_of_it(stage: Stage, signed_in: Signed) -> None:
    confirm_visit(at=now(), handle=open_code(at=now(), public=stage.fang.public).handle)
    assert signed_in(account_of(stage.cast.mei, "mei")).get("/me/news").json()["visits"] == []


def test_her_phone_signs_what_it_has_seen_with_a_key_of_its_own(stage: Stage, fang: Client) -> None:
    visit = confirm_visit(at=now(), handle=open_code(at=now(), public=stage.fang.public).handle)
    digest, at = fang.get("/me/news").json()["visits"][0]["digest"], int(now().timestamp())
    signed = phone_signs(seen_text(digest, at), at=at)
    sent = {"visit": visit.pk, "key": dict(signed.jwk), "signature": base64url(signed.signature), "at": at}

    unknown = fang.post("/me/seen", sent, content_type="application/json")
    fang.post("/me/device-key", dict(signed.jwk), content_type="application/json")
    known = fang.post("/me/seen", sent, content_type="application/json")

    assert (unknown.status_code, known.status_code) == (400, 200)
    assert worker_signed(Visit.objects.get()) == signed
    assert fang.get("/me/news").json()["visits"][0]["digest"] == ""


def test_the_next_change_is_told_with_its_day(stage: Stage, fang: Client) -> None:
    assert "这张码会在 2021-12-10 自动变化" in words(fang.get("/me"))


def test_a_worker_who_is_not_green_reads_why_what_to_do_and_where(stage: Stage, signed_in: Signed) -> None:
    page = words(signed_in(account_of(stage.cast.mei, "mei")).get("/me"))
    for said in ("黄码", "从业责任保险即将到期", "请企业在到期前续保", "去哪里办 所属家政企业或保险公司"):
        assert said in page
    assert "黄码：从业责任保险将于 2021-11-12 到期。更新从业责任保险（有效期至 2021-11-28 或以后）后即转绿码。" in page


def test_a_worker_without_a_card_learns_how_to_get_one(stage: Stage, signed_in: Signed) -> None:
    browser = signed_in(account_of(stage.ling, "ling"))
    page = words(browser.get("/me"))
    for said in ("灰码", "还没有发码", "请所在家政企业把材料一次报齐", "还没有可以扫的码"):
        assert said in page
    assert browser.get("/me/card").status_code == 404


def test_the_worker_sees_who_looked_when_and_why(stage: Stage, fang: Client) -> None:
    open_code(at=now(), public=stage.fang.public)
    open_party(
        by=stage.cast.zhou,
        at=now(),
        pack=PACK,
        public_id=stage.cast.fang.public_id,
        purpose=Purpose.SUPERVISION,
        fields=["name", "items"],
    )
    page = words(fang.get("/me/looks"))
    assert "市级主管部门 · zhou 温州市 监督管理 打开了您的档案 看了： 各项结论和有效期、姓名 2021-10-29" in page
    assert "住户 上门核验 查验了您的码、在手机页面上 看了： 所属企业、" in page
    assert "各项结论和有效期、隐去名字的姓名、颜色和依据 2021-10-29" in page


def test_a_line_comes_with_its_proof_once_the_day_is_signed(stage: Stage, fang: Client) -> None:
    open_code(at=now(), public=stage.fang.public)
    entry = reads_of(stage.cast.fang.public_id)[0].seq
    address = f"/me/looks/{entry}/proof.json"
    assert (fang.get(address).status_code, address in fang.get("/me/looks").content.decode()) == (409, False)

    sign_day(day=DAY, at=now())

    assert address in fang.get("/me/looks").content.decode()
    told = shown_by(json.loads(fang.get(address).content), key=public_key())
    assert (told.party, told.payload["act"]) == (stage.cast.fang.public_id, "code.read")


def test_the_proof_of_anothers_line_is_not_hers(stage: Stage, fang: Client) -> None:
    open_code(at=now(), public=stage.mei.public)
    sign_day(day=DAY, at=now())
    entry = reads_of(stage.cast.mei.public_id)[0].seq
    assert fang.get(f"/me/looks/{entry}/proof.json").status_code == 404
    assert Client().get(f"/me/looks/{entry}/proof.json").status_code == 302


def test_own_reads_are_written_down_but_not_listed(stage: Stage, fang: Client) -> None:
    fang.get("/me")
    assert [entry.role for entry in reads_of(stage.cast.fang.public_id)] == ["worker"]
    assert "还没有人看过" in words(fang.get("/me/looks"))


def test_looks_of_one_sitting_are_one_line(stage: Stage, fang: Client) -> None:
    for minute in range(3):
        open_code(at=NOON + timedelta(minutes=minute), public=stage.fang.public)
    page = words(fang.get("/me/looks"))
    assert ("共 3 次" in page, page.count("上门核验")) == (True, 1)


def test_older_looks_are_a_page_further(stage: Stage, fang: Client) -> None:
    for hour in range(25):
        open_code(at=NOON + timedelta(hours=hour), public=stage.fang.public)
    newest = fang.get("/me/looks").content.decode()
    further = re.search(r'href="(\?before=\d+)"', newest)
    assert further is not None
    older = fang.get(f"/me/looks{further[1]}").content.decode()
    assert [page.count("上门核验") for page in (newest, older)] == [20, 5]
    assert 'href="?before=' not in older


def test_visits_show_what_was_said_but_not_the_households_key(stage: Stage, fang: Client) -> None:
    scanned = open_code(at=now(), public=stage.fang.public)
    visit = confirm_visit(at=now(), handle=scanned.handle)
    rate_visit(at=now(), visit_token=visit.token, score=4, text="很细心")
    complain(at=now(), visit_token=visit.token, text="迟到")
    answer = fang.get("/me/visits")
    page = words(answer)
    for said in ("住户已确认入户", "评价 4 / 5 满意", "很细心", "住户提出了投诉", "绿码"):
        assert said in page
    assert visit.token not in answer.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_visits_take_the_same_number_of_queries_however_many(
    stage: Stage, fang: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _ in range(count):
        scanned = open_code(at=now(), public=stage.fang.public)
        confirm_visit(at=now(), handle=scanned.handle)
    services()  # which services there are is asked every few seconds only
    with django_assert_num_queries(QUERIES_OF_VISITS):
        fang.get("/me/visits")


def test_she_takes_the_receipt_away_and_says_when_she_left(stage: Stage, fang: Client) -> None:
    visit = confirm_visit(at=now(), handle=open_code(at=now(), public=stage.fang.public).handle)
    answer = fang.get(f"/me/visits/{visit.pk}/receipt.json")
    assert prove(answer.content, roots=pinned_roots()).facts.code == stage.fang.public
    assert fang.post(f"/me/visits/{visit.pk}/leave").headers["Location"] == "/me/visits"
    assert Visit.objects.values_list("left_by", flat=True).get() == "worker"
    assert "结束时间" in words(fang.get("/me/visits"))


def test_another_workers_visit_is_neither_ended_nor_proved(stage: Stage, signed_in: Signed) -> None:
    visit = confirm_visit(at=now(), handle=open_code(at=now(), public=stage.fang.public).handle)
    mei = signed_in(account_of(stage.cast.mei, "mei"))
    answers = (mei.get(f"/me/visits/{visit.pk}/receipt.json"), mei.post(f"/me/visits/{visit.pk}/leave"))
    assert [answer.status_code for answer in answers] == [404, 404]
    assert Visit.objects.get().left_at is None


def test_she_asks_why_somebody_looked_once(stage: Stage, fang: Client) -> None:
    open_code(at=now(), public=stage.fang.public)
    entry = reads_of(stage.cast.fang.public_id)[0].seq
    assert fang.post(f"/me/looks/{entry}/ask").headers["Location"] == "/me/looks"
    assert "已向主管部门询问" in words(fang.get("/me/looks"))
    assert fang.post(f"/me/looks/{entry}/ask").status_code == 409


def test_a_look_at_somebody_else_is_not_hers_to_ask_about(stage: Stage, fang: Client) -> None:
    open_code(at=now(), public=stage.mei.public)
    entry = reads_of(stage.cast.mei.public_id)[0].seq
    assert fang.post(f"/me/looks/{entry}/ask").status_code == 404
