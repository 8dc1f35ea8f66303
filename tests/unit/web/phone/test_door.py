"""At the door: what a household reads, how it decides, and what it says afterwards."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from anxin.credentials.receipts import prove
from anxin.kernel.codes.actions import end_code
from anxin.kernel.codes.cards import issue_card_copy, report_card_lost
from anxin.kernel.codes.evidence import match_word
from anxin.kernel.codes.keys import pinned_roots
from anxin.kernel.codes.models import Code, Feedback, Visit, new_visit_token
from anxin.kernel.codes.showing import letters
from anxin.kernel.codes.visiting import open_code
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.journal.queries import reads_of, verify
from anxin.kernel.outcomes.actions import retract_evidence
from anxin.kernel.parties.models import Identifier
from anxin.kernel.parties.sealing import unseal
from anxin.kernel.reference.queries import now
from anxin.web.phone.limits import MISSES_A_MINUTE
from tests.cast import OPERATOR, identity_number
from tests.unit.web.phone.pages import shown_on, words
from tests.unit.web.phone.stage import ADDRESS, PHONE, POLICY, Stage

ENGLISH = re.compile(r"[A-Za-z]{4,}")  # abbreviations such as QR may stay

pytestmark = pytest.mark.django_db
QUERIES_OF_A_SCAN = 12  # begin and end of the transaction among them


def confirm(client: Client, code: Code, **more: str) -> str:
    """Scan and confirm; the address of the visit."""
    shown = shown_on(client.get(f"/c/{code.public}"))
    answer = client.post(f"/c/{code.public}/confirm", {**shown, **more})
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def test_a_green_code_shows_word_reason_and_who_it_is(stage: Stage, client: Client) -> None:
    page = words(client.get(f"/c/{stage.fang.public}"))
    for said in ("绿码", "证件有效，体检和保险都在有效期内", "王**", "安家乐家政", "0386", "确认入户"):
        assert said in page


def test_the_page_says_when_it_was_checked_to_the_second(stage: Stage, client: Client) -> None:
    page = words(client.get(f"/c/{stage.fang.public}"))
    at = timezone.localtime(reads_of(stage.cast.fang.public_id)[0].at)
    assert at.strftime("2021-10-29 %H:") in page
    assert at.strftime("%Y-%m-%d %H:%M:%S") in page


def test_each_item_shows_conclusion_and_validity(stage: Stage, client: Client) -> None:
    page = words(client.get(f"/c/{stage.mei.public}"))
    assert "从业责任保险 有效期至 2021-11-12 即将到期" in page
    assert "健康体检 有效期至 2022-03-11 有效期内" in page
    assert "治安背景核查 通过" in page


def test_an_item_older_than_half_a_year_is_due_for_refresh(stage: Stage, client: Client) -> None:
    page = words(client.get(f"/c/{stage.fang.public}"))
    assert "身份信息审核 · 市家政服务平台（家服云） 已超过半年，应当更新 通过" in page
    assert "身份信息审核 · 商务部业务系统统一平台 通过" in page


@pytest.mark.parametrize("who", ["fang", "mei", "hua"])
def test_a_household_never_sees_what_is_not_its_business(stage: Stage, client: Client, who: str) -> None:
    code: Code = getattr(stage, who)
    held = Identifier.objects.get(party=code.party)
    number = unseal(held.sealed, context=held.scheme)
    assert number in {identity_number(serial) for serial in (101, 102, 103)}
    shown = shown_on(first := client.get(f"/c/{code.public}"))
    step = client.post(f"/c/{code.public}/before", shown)
    visit = client.get(confirm(client, code, acknowledged="1"))
    for page in (first, step, visit):
        text = page.content.decode()
        for secret in (number, held.masked, code.party.name, PHONE, ADDRESS, POLICY, code.card_number):
            assert secret not in text


def test_scanning_is_written_where_the_worker_sees_it(stage: Stage, client: Client) -> None:
    client.get(f"/c/{stage.fang.public}")
    entry = reads_of(stage.cast.fang.public_id)[0]
    assert (entry.role, entry.purpose, entry.detail) == (
        "household",
        "door-check",
        {"fields": ["agency", "items", "masked_name", "outcome"]},
    )
    assert verify().whole


def test_a_scan_takes_the_same_few_queries_whatever_the_colour(
    stage: Stage, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(f"/c/{stage.fang.public}")  # the rule sets are read by the first
    for code in (stage.fang, stage.mei, stage.hua):
        client.get(f"/c/{code.public}")
        with django_assert_num_queries(QUERIES_OF_A_SCAN):
            client.get(f"/c/{code.public}")


def test_confirming_a_green_code_makes_the_visit_for_both(stage: Stage, client: Client) -> None:
    address = confirm(client, stage.fang)
    visit = Visit.objects.get()
    assert (address, visit.outcome, visit.organisation) == (f"/v/{visit.token}", "green", stage.cast.anjia)
    page = words(client.get(address))
    for said in ("已确认入户", "王**", "安家乐家政", "绿码"):
        assert said in page


def test_a_double_tap_is_one_visit(stage: Stage, client: Client) -> None:
    shown = shown_on(client.get(f"/c/{stage.fang.public}"))
    first, second = (client.post(f"/c/{stage.fang.public}/confirm", shown) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Visit.objects.count() == 1


def test_what_was_confirmed_once_is_refused_to_the_next(stage: Stage, client: Client) -> None:
    shown = shown_on(client.get(f"/c/{stage.fang.public}"))
    client.post(f"/c/{stage.fang.public}/confirm", shown)
    answer = client.post(f"/c/{stage.fang.public}/confirm", {**shown, "token": new_visit_token()})
    assert (answer.status_code, Visit.objects.count()) == (409, 1)
    assert f'href="/c/{stage.fang.public}"' in answer.content.decode()


def test_a_code_that_is_not_green_offers_no_confirmation_at_once(stage: Stage, client: Client) -> None:
    answer = client.get(f"/c/{stage.mei.public}")
    assert f"/c/{stage.mei.public}/confirm" not in answer.content.decode()
    assert "先看说明" in words(answer)


def test_the_step_between_says_plainly_what_the_colour_means(stage: Stage, client: Client) -> None:
    shown = shown_on(client.get(f"/c/{stage.hua.public}"))
    page = words(client.post(f"/c/{stage.hua.public}/before", shown))
    for said in ("红码", "健康体检和从业责任保险都不在有效期内", "不建议让对方上门服务", "暂不入户", "我已看清"):
        assert said in page


def test_going_on_needs_the_tick(stage: Stage, client: Client) -> None:
    shown = shown_on(client.get(f"/c/{stage.mei.public}"))
    unticked = client.post(f"/c/{stage.mei.public}/confirm", {**shown, "asked": "1"})
    assert (unticked.status_code, Visit.objects.count()) == (400, 0)
    assert "请先勾选" in words(unticked)
    ticked = client.post(f"/c/{stage.mei.public}/confirm", {**shown, "asked": "1", "acknowledged": "1"})
    assert ticked.status_code == 302
    assert list(Visit.objects.values_list("outcome", "acknowledged")) == [("yellow", True)]


def test_skipping_the_step_leads_back_to_the_code(stage: Stage, client: Client) -> None:
    shown = shown_on(client.get(f"/c/{stage.mei.public}"))
    answer = client.post(f"/c/{stage.mei.public}/confirm", shown)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/c/{stage.mei.public}")
    assert Visit.objects.count() == 0


def test_what_is_confirmed_is_the_code_that_was_shown_whatever_the_address_says(stage: Stage, client: Client) -> None:
    shown = shown_on(client.get(f"/c/{stage.fang.public}"))
    client.post(f"/c/{stage.hua.public}/confirm", shown)
    assert [visit.code for visit in Visit.objects.all()] == [stage.fang]


def test_a_lost_card_s_short_address_dies_with_it(stage: Stage, client: Client) -> None:
    card = issue_card_copy(by=OPERATOR, at=now(), code=stage.fang)
    address = f"/c/{letters(bytes.fromhex(card.card_id))}"
    assert client.get(address).status_code == 200

    report_card_lost(by=OPERATOR, at=now(), card=card, reason="lost")
    refused = client.get(address)

    assert refused.status_code == 422
    assert ("这张证已停用" in words(refused), "王**" in words(refused)) == (True, False)


def test_an_old_scan_must_be_made_again(stage: Stage, client: Client) -> None:
    scanned = open_code(at=now() - timedelta(minutes=31), public=stage.fang.public)
    answer = client.post(f"/c/{stage.fang.public}/confirm", {"showing": scanned.showing})
    assert answer.status_code == 409
    assert f'href="/c/{stage.fang.public}"' in answer.content.decode()


def test_a_code_out_of_use_is_grey_and_says_so(stage: Stage, client: Client) -> None:
    end_code(by=OPERATOR, at=now(), code=stage.fang, reason="left")
    page = words(client.get(f"/c/{stage.fang.public}"))
    assert "灰码" in page
    assert "这张码已停用" in page
    assert "确认入户" not in page


@pytest.mark.parametrize("number", ["aaaaaaaaaaaaaaaa", "AAAA", "x" * 200, "安心码", "%27%20or%201=1"])
def test_every_unknown_code_gets_one_and_the_same_page(stage: Stage, client: Client, number: str) -> None:
    answer = client.get(f"/c/{number}")
    assert answer.status_code == 404
    assert words(answer) == words(client.get("/c/bbbbbbbbbbbbbbbb"))
    assert "非本平台的码" in words(answer)


def test_guessing_codes_is_stopped_and_a_pause_is_asked_for(stage: Stage, client: Client) -> None:
    statuses = [client.get(f"/c/{'a' * 15}{letter}").status_code for letter in "abcdefghijklmnopqrstuvw"]
    assert statuses == [404] * MISSES_A_MINUTE + [429] * (len(statuses) - MISSES_A_MINUTE)
    assert client.get(f"/c/{stage.fang.public}").headers["Retry-After"] == "60"


@pytest.mark.parametrize("shape", ["{0}", " {0} ", "{1}", "{1} ", "https://anxin.example.cn/c/{0}", "{2}"])
def test_a_number_typed_by_hand_finds_its_code(stage: Stage, client: Client, shape: str) -> None:
    public = stage.fang.public
    groups = " ".join(public[start : start + 4] for start in range(0, 16, 4))
    answer = client.get("/c/", {"code": shape.format(public, groups, groups.upper().replace(" ", "-"))})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/c/{public}")


def test_a_number_that_cannot_be_one_is_refused_on_the_spot(client: Client) -> None:
    answer = client.get("/c/", {"code": "330302198001011234"})
    assert answer.status_code == 400
    assert "这不是证的编号" in words(answer)


def test_a_visit_is_rated_once(stage: Stage, client: Client) -> None:
    address = confirm(client, stage.fang)
    assert client.post(f"{address}/rate", {"rating": "5", "text": "很准时"}).status_code == 302
    again = client.post(f"{address}/rate", {"rating": "1"})
    assert again.status_code == 409
    assert list(Feedback.objects.values_list("kind", "score", "text")) == [("rating", 5, "很准时")]
    assert "很满意 5 / 5 很准时" in words(client.get(address))


@pytest.mark.parametrize("rating", ["", "0", "6", "五", "5.0"])
def test_a_rating_outside_one_to_five_keeps_what_was_written(stage: Stage, client: Client, rating: str) -> None:
    address = confirm(client, stage.fang)
    answer = client.post(f"{address}/rate", {"rating": rating, "text": "很准时"})
    assert (answer.status_code, Feedback.objects.count()) == (400, 0)
    assert "很准时" in answer.content.decode()


def test_complaints_are_appended_and_shown(stage: Stage, client: Client) -> None:
    address = confirm(client, stage.fang)
    for text in ("打碎了碗", "没有赔偿"):
        assert client.post(f"{address}/complain", {"text": text}).status_code == 302
    page = words(client.get(address))
    assert page.index("打碎了碗") < page.index("没有赔偿")


def test_an_empty_complaint_is_not_kept(stage: Stage, client: Client) -> None:
    address = confirm(client, stage.fang)
    assert client.post(f"{address}/complain", {"text": "  "}).status_code == 400
    assert Feedback.objects.count() == 0


def test_what_a_household_writes_cannot_become_markup(stage: Stage, client: Client) -> None:
    address = confirm(client, stage.fang)
    client.post(f"{address}/complain", {"text": "<script>alert(1)</script>"})
    assert "<script>alert" not in client.get(address).content.decode()


def test_an_unknown_visit_is_not_found(stage: Stage, client: Client) -> None:
    assert client.get("/v/not-a-visit").status_code == 404


def test_confirming_and_saying_need_a_form_of_this_site(stage: Stage) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"accept-language": "zh-CN"})
    shown = shown_on(strict.get(f"/c/{stage.fang.public}"))
    answer = strict.post(f"/c/{stage.fang.public}/confirm", shown)
    assert answer.status_code == 403
    assert "请重新提交一次" in words(answer)


def test_the_colour_follows_evidence_at_the_next_scan(stage: Stage, client: Client) -> None:
    before = words(client.get(f"/c/{stage.fang.public}"))
    card = Evidence.objects.get(party=stage.cast.fang, kind="card")
    retract_evidence(by=OPERATOR, at=now(), evidence=card, reason="returned")
    after = words(client.get(f"/c/{stage.fang.public}"))
    assert ("绿码" in before, "灰码" in after) == (True, True)


@pytest.mark.parametrize("who", ["fang", "mei", "hua"])
def test_a_chinese_page_holds_no_english(stage: Stage, client: Client, who: str) -> None:
    code: Code = getattr(stage, who)
    first = client.get(f"/c/{code.public}")
    step = client.post(f"/c/{code.public}/before", shown_on(first))
    visit = client.get(confirm(client, code, acknowledged="1"))
    old = open_code(at=now() - timedelta(minutes=31), public=code.public).showing
    stale = client.post(f"/c/{code.public}/confirm", {"showing": old, "acknowledged": "1"})
    foreign = client.post(f"/c/{code.public}/confirm", {"showing": "none"})
    gone = client.get("/v/none")
    word = match_word(Visit.objects.get())
    found = {
        answer.request["PATH_INFO"]: ENGLISH.findall(words(answer).replace(word, "")) for answer in (first, step, visit)
    }
    found |= {str(answer.status_code): ENGLISH.findall(words(answer)) for answer in (stale, foreign, gone)}
    assert {page: english for page, english in found.items() if english} == {}


def test_switching_the_view_on_the_step_returns_to_the_code(stage: Stage, client: Client) -> None:
    shown = shown_on(client.get(f"/c/{stage.hua.public}"))
    page = client.post(f"/c/{stage.hua.public}/before", shown).content.decode()
    assert set(re.findall(r'name="next" value="([^"]+)"', page)) == {f"/c/{stage.hua.public}"}


def test_the_household_ends_the_visit_and_keeps_its_receipt(stage: Stage, client: Client) -> None:
    address = confirm(client, stage.fang)
    assert client.post(f"{address}/leave").status_code == 302
    visit = Visit.objects.get()
    first = visit.left_at
    assert (visit.left_by, first is not None) == ("household", True)
    client.post(f"{address}/leave")
    assert Visit.objects.get().left_at == first
    assert "结束时间" in words(client.get(address))
    proof = prove(client.get(f"{address}/receipt.json").content, roots=pinned_roots())
    assert (proof.facts.outcome, proof.household, proof.worker) == ("green", None, None)
