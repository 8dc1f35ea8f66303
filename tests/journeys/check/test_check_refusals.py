"""Every refusal through the real page: its own code, and what happened, why, what to do, whom to ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from anxin.credentials import ES256, Card, Use, issue, new_signing_key, to_digits
from anxin.credentials.cbor import decode
from anxin.credentials.claims import read_claims
from anxin.credentials.cose import read_sign1
from anxin.kernel.codes import key_files, keys
from anxin.kernel.codes.cards import issue_card_copy, report_card_lost
from tests.cast import OPERATOR
from tests.journeys.check.conftest import Phone, Served
from tests.journeys.check.stage import Stage, Worker
from tests.journeys.looking import SCREENSHOTS, look
from tests.journeys.verifier.issuing import Issuer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def claims_of(worker: Worker) -> Card:
    held = read_claims(decode(read_sign1(bytes(worker.card.credential)).payload))
    assert isinstance(held, Card)
    return held


def unreadable(stage: Stage, served: Served) -> str:
    return stage.fang.card_digits[:-20]


def wrong_issuer(stage: Stage, served: Served) -> str:
    return to_digits(issue(claims_of(stage.fang), Issuer().key))


def key_unknown(stage: Stage, served: Served) -> str:
    root, _private = key_files.read_root(keys.own_root_path(), keys.passphrase())
    now = keys.seconds(timezone.now())
    unlisted = new_signing_key(
        root=root, algorithm=ES256, private=ES256.generate(), not_before=now, not_after=now + 10**8, uses=tuple(Use)
    )
    return to_digits(issue(claims_of(stage.fang), unlisted))


def altered(stage: Stage, served: Served) -> str:
    token = bytes(stage.hua.card.credential)
    return to_digits(token.replace("陈".encode(), "王".encode()))


def expired(stage: Stage, served: Served) -> str:
    over = replace(claims_of(stage.fang), expires=keys.seconds(timezone.now()) - 90)
    return to_digits(issue(over, keys.signing_key(Use.CARD, timezone.now())))


def stale(stage: Stage, served: Served) -> str:
    return stage.fang.screen_digits(timezone.now() - timedelta(minutes=4))


def clock_wrong(stage: Stage, served: Served) -> str:
    return stage.fang.screen_digits(timezone.now() + timedelta(minutes=4))


def replaced(stage: Stage, served: Served) -> str:
    digits = stage.fang.card_digits
    issue_card_copy(by=OPERATOR, at=timezone.now(), code=stage.fang.code)
    return digits


def revoked(stage: Stage, served: Served) -> str:
    report_card_lost(by=OPERATOR, at=timezone.now(), card=stage.fang.card)
    return stage.fang.card_digits


def cannot_confirm(stage: Stage, served: Served) -> str:
    served.gone.add(f"/s/{stage.fang.card.shard.number}")
    return stage.fang.card_digits


REFUSED: dict[str, tuple[Callable[[Stage, Served], str], str]] = {
    "unreadable": (unreadable, "这个码读不出来"),
    "wrong-issuer": (wrong_issuer, "不是本平台的码"),
    "key-unknown": (key_unknown, "签章不在名单里"),
    "altered": (altered, "码的内容被改动过"),
    "expired": (expired, "这张证已过期"),
    "stale": (stale, "这是失效的旧码"),
    "clock-wrong": (clock_wrong, "本机的时间不对"),
    "replaced": (replaced, "这张证已经换发"),
    "revoked": (revoked, "这张证已停用"),
    "cannot-confirm": (cannot_confirm, "现在无法确认"),
}
QUESTIONS = ["发生了什么", "原因", "怎么办", "向谁询问"]


def refused(page: Page, reason: str) -> None:
    expect(page.locator(f"article[data-reason={reason}]")).to_be_visible()
    for colour in ("绿码", "黄码"):
        expect(page.get_by_role("heading", name=colour, exact=True)).not_to_be_visible()


@pytest.mark.parametrize("reason", REFUSED)
def test_each_refusal_has_a_page_of_its_own(stage: Stage, served: Served, phone: Phone, reason: str) -> None:
    digits, title = REFUSED[reason][0](stage, served), REFUSED[reason][1]
    page = phone()
    page.goto(f"/v#{digits}")
    refused(page, reason)
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    assert page.locator("article dt .zh").all_inner_texts() == QUESTIONS
    expect(page.locator("article code")).to_have_text(reason)
    expect(page.get_by_role("button", name="确认入户")).not_to_be_visible()
    page.get_by_role("button", name="English").click()
    look(page, f"check-refused-{reason}-english")
    page.get_by_role("button", name="中文").click()
    page.screenshot(path=SCREENSHOTS / f"check-refused-{reason}.png", full_page=True)


def test_large_print_holds_on_a_refusal(stage: Stage, served: Served, phone: Phone) -> None:
    page = phone()
    page.goto(f"/v#{stale(stage, served)}")
    refused(page, "stale")
    page.get_by_role("button", name="大字版").click()
    look(page, "check-refused-elder", elder=True)


def test_there_is_a_page_for_every_reason_of_the_profile() -> None:
    from anxin.credentials import Fault
    from anxin.web.check.words import REFUSALS

    assert sorted(REFUSED) == sorted(Fault)
    assert [refusal.reason for refusal in REFUSALS] == [*Fault, "unanswered"]
