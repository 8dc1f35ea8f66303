"""Airplane mode after one visit: what was signed counts until it ends, colours only get worse, nothing turns green."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from anxin.credentials import Status, Use, issue_status_list
from anxin.kernel.codes import key_files, keys
from anxin.kernel.codes.cards import report_card_lost
from anxin.kernel.codes.key_acts import make_key, sign_list_here, withdraw_key
from anxin.kernel.codes.status_lists import list_address, list_numbers, signed_list
from tests.cast import OPERATOR
from tests.journeys.check.conftest import Phone, Served
from tests.journeys.check.stage import Stage
from tests.journeys.check.test_check_refusals import refused
from tests.journeys.check.test_check_scanning import complete, shown
from tests.journeys.looking import look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

READY = """async () => {
  await navigator.serviceWorker.ready;
  const cache = await caches.open('anxin-check-1');
  return (await cache.keys()).length >= 8;
}"""
KEPT = """async names => {
  const database = await new Promise((resolve, reject) => {
    const asking = indexedDB.open('anxin', 1);
    asking.onsuccess = () => resolve(asking.result);
    asking.onerror = reject;
  });
  const held = database.transaction('kept').objectStore('kept').getAllKeys();
  await new Promise(resolve => { held.onsuccess = resolve; });
  database.close();
  return names.every(name => held.result.includes(name));
}"""


def visited(stage: Stage, phone: Phone) -> Page:
    """A phone that has checked 王小芳's card once and has fetched everything ahead."""
    page = phone()
    page.goto(f"/v#{stage.fang.card_digits}")
    complete(page)
    page.wait_for_function(READY)
    page.wait_for_function(KEPT, arg=[list_address(number) for number in list_numbers()])
    return page


def scan_off_line(page: Page, digits: str, *, at: datetime | None = None) -> Page:
    """A new window of the same phone without a network, its clock at a moment."""
    page.context.set_offline(True)
    after = page.context.new_page()
    if at is not None:
        after.clock.set_fixed_time(at)
    after.goto(f"/v#{digits}")
    return after


def test_a_card_shows_the_kept_colour_and_as_of_when(stage: Stage, phone: Phone) -> None:
    page = scan_off_line(visited(stage, phone), stage.fang.card_digits)
    shown(page, "绿码")
    expect(page.get_by_text("离线结果，名单截至")).to_be_visible()
    expect(page.get_by_text("没有网络，不能确认入户。")).to_be_visible()
    expect(page.get_by_role("button", name="确认入户")).not_to_be_visible()
    look(page, "check-off-line-green")


def test_a_card_never_scanned_before_is_known_by_the_lists_fetched_ahead(stage: Stage, phone: Phone) -> None:
    page = scan_off_line(visited(stage, phone), stage.hua.card_digits)
    shown(page, "红码")
    expect(page.get_by_text("离线结果，名单截至")).to_be_visible()


def test_once_the_list_is_over_nothing_is_confirmed(stage: Stage, phone: Phone) -> None:
    page = visited(stage, phone)
    over = signed_list(stage.fang.card.shard.number, timezone.now()).expires_at
    refused(scan_off_line(page, stage.fang.card_digits, at=over + timedelta(seconds=1)), "cannot-confirm")


def test_after_25_hours_off_line_nothing_is_confirmed(stage: Stage, phone: Phone) -> None:
    page = scan_off_line(visited(stage, phone), stage.fang.card_digits, at=timezone.now() + timedelta(hours=25))
    refused(page, "cannot-confirm")
    look(page, "check-off-line-over")


def test_a_screen_is_checked_off_line_within_its_two_minutes(stage: Stage, phone: Phone) -> None:
    page, now = visited(stage, phone), timezone.now()
    digits = stage.mei.screen_digits(now)
    shown(scan_off_line(page, digits), "黄码")
    shown(scan_off_line(page, digits, at=now + timedelta(seconds=179)), "黄码")
    refused(scan_off_line(page, digits, at=now + timedelta(seconds=182)), "stale")


def test_turning_the_clock_back_brings_no_expired_code_to_life(stage: Stage, phone: Phone) -> None:
    """The lists seen are signed today: by that moment the code is over, whatever the phone's clock says."""
    page, now = visited(stage, phone), timezone.now()
    old = stage.fang.screen_digits(now - timedelta(minutes=30))
    refused(scan_off_line(page, old, at=now - timedelta(minutes=30)), "stale")


def test_an_older_list_than_was_seen_is_not_taken(stage: Stage, served: Served, phone: Phone) -> None:
    """Somebody in between serves the list of before the loss was reported: the newer one, seen before, counts."""
    shard, now = stage.fang.card.shard, timezone.now()
    before = signed_list(shard.number, now).token
    report_card_lost(by=OPERATOR, at=now, card=stage.fang.card)
    after = signed_list(shard.number, now + timedelta(seconds=20)).token
    served.gone |= {"/api/v1/check"}
    served.instead[f"/s/{shard.number}"] = after
    page = phone()
    page.goto(f"/v#{stage.fang.card_digits}")
    shown(page, "红码")
    served.instead[f"/s/{shard.number}"] = before
    page.reload()
    page.goto(f"/v#{stage.fang.card_digits}")
    shown(page, "红码")
    expect(page.get_by_text("离线结果，名单截至")).to_be_visible()


def test_an_older_list_of_keys_than_was_seen_is_not_taken(stage: Stage, served: Served, phone: Phone) -> None:
    """A key was withdrawn; a copy of the list from before brings it back for nobody who has seen the newer one."""
    before, now = bytes(keys.newest_list().token), timezone.now()  # type: ignore[union-attr]  # -- the stage made one
    make_key(by=OPERATOR, at=now)
    withdraw_key(by=OPERATOR, at=now, kid=keys.held_keys()[0].kid, why="lost")
    root, private = key_files.read_root(keys.own_root_path(), keys.passphrase())
    sign_list_here(by=OPERATOR, at=now, root=root, private=private)
    page = phone()
    page.goto(f"/v#{stage.fang.card_digits}")
    refused(page, "key-unknown")
    served.instead["/.well-known/anxin-keys"] = before
    page.clock.set_fixed_time(now + timedelta(seconds=1))
    page.evaluate("fetch('/.well-known/anxin-keys', { cache: 'reload' }).then(answer => answer.arrayBuffer())")
    page.reload()
    page.goto(f"/v#{stage.fang.card_digits}")
    refused(page, "key-unknown")
    assert [one.path for one in served.requests].count("/.well-known/anxin-keys") == 3


def test_the_platforms_newest_answer_makes_a_colour_worse(stage: Stage, served: Served, phone: Phone) -> None:
    """The list still says green, as a list of half a minute ago would; the platform says red."""
    shard, now = stage.hua.card.shard, timezone.now()
    green = issue_status_list(
        keys.signing_key(Use.STATUS, now),
        uri=list_address(shard.number),
        packed=bytes([Status.VALID]) * 16_384,
        issued_at=keys.seconds(now),
        expires=keys.seconds(now) + 3600,
        ttl=30,
    )
    served.instead[f"/s/{shard.number}"] = green
    page = phone()
    page.goto(f"/v#{stage.hua.card_digits}")
    shown(page, "红码")
    expect(page.get_by_text("平台的最新结果比码上的差")).to_be_visible()
    expect(page.get_by_role("button", name="先看说明")).to_be_visible()
    look(page, "check-worse")


def test_the_platforms_answer_makes_no_colour_better(stage: Stage, served: Served, phone: Phone) -> None:
    shard, now = stage.fang.card.shard, timezone.now()
    served.instead[f"/s/{shard.number}"] = issue_status_list(
        keys.signing_key(Use.STATUS, now),
        uri=list_address(shard.number),
        packed=b"\x55" * 16_384,
        issued_at=keys.seconds(now),
        expires=keys.seconds(now) + 3600,
        ttl=30,
    )
    page = phone()
    page.goto(f"/v#{stage.fang.card_digits}")
    expect(page.get_by_text("平台刚有新的结果")).to_be_visible()
    shown(page, "红码")
    expect(page.get_by_role("button", name="先看说明")).not_to_be_visible()
    look(page, "check-better")


def test_without_the_platforms_answer_the_colour_stands_and_nothing_is_confirmed(
    stage: Stage, served: Served, phone: Phone
) -> None:
    served.gone.add("/api/v1/check")
    page = phone()
    page.goto(f"/v#{stage.fang.screen_digits()}")
    shown(page, "绿码")
    expect(page.get_by_text("平台暂时没有回应")).to_be_visible()
    expect(page.get_by_role("button", name="确认入户")).not_to_be_visible()
    look(page, "check-unanswered")
