"""A worker with her own phone, in a real browser of 360 px."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from anxin.credentials import Screen, check, read_text
from anxin.decisions.deriving.verifying import verify
from anxin.kernel.codes.keys import current_key_list, origin
from anxin.kernel.codes.models import Visit
from anxin.kernel.codes.showing import ShowingKind, letters, opened
from anxin.kernel.codes.visiting import confirm_visit, open_code
from anxin.kernel.journal.proving import shown_by
from anxin.kernel.journal.roots import public_key
from anxin.kernel.journal.signing import sign_day
from anxin.kernel.messages.queries import last_messages
from anxin.kernel.parties.models import Party
from anxin.kernel.parties.sealing import phone_index, seal
from anxin.kernel.reference.queries import now
from tests.journeys.conftest import Window
from tests.journeys.looking import look
from tests.unit.web.phone.stage import PASSWORD, Stage, account_of, on_stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stage(transactional_db: None) -> Stage:
    return on_stage()


def sign_in(page: Page, username: str) -> None:
    page.goto("/me")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    expect(page.get_by_role("navigation", name="我的页面")).to_be_visible()


def code_behind(handle: bytes) -> int:
    shown = opened(handle)
    assert shown is not None
    return shown.code_id


def test_a_line_of_who_looked_is_taken_along_with_its_proof(stage: Stage, window: Window) -> None:
    open_code(at=now(), public=stage.fang.public)
    sign_day(day=now().date(), at=now())
    page = window()
    page.goto("/accounts/login/")
    sign_in(page, account_of(stage.cast.fang, "fang"))
    page.get_by_role("link", name="谁看过我").click()
    look(page, "phone-me-looks-signed")
    with page.expect_download() as taken:
        page.get_by_role("link", name="这一条的证明").click()
    shown = shown_by(json.loads(taken.value.path().read_text("utf-8")), key=public_key())
    assert (shown.party, shown.payload["door"]) == (stage.cast.fang.public_id, "phone")


def test_a_worker_signs_in_and_walks_through_her_pages(stage: Stage, window: Window) -> None:
    visit = confirm_visit(at=now(), handle=open_code(at=now(), public=stage.fang.public).handle)
    page = window()
    page.goto("/accounts/login/")
    look(page, "phone-sign-in")
    sign_in(page, account_of(stage.cast.fang, "fang"))
    look(page, "phone-me-green")
    page.get_by_role("link", name="上门记录").click()
    look(page, "phone-me-visits")
    assert visit.token not in page.content()
    page.get_by_role("link", name="谁看过我").click()
    look(page, "phone-me-looks")
    page.get_by_role("link", name="打印证件").click()
    look(page, "phone-me-card")
    page.get_by_role("link", name="退出登录").click()
    look(page, "phone-sign-out")
    page.get_by_role("main").get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("link", name="登录")).to_be_visible()


def read_square(page: Page) -> str:
    """What a camera reads of the window as it is shown."""
    picture = np.array(Image.open(BytesIO(page.screenshot())).convert("L"))
    # Squares only: among the random modules of one, a reader that also looks for bars now and then finds some.
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    assert len(found) == 1
    return str(found[0].text)


def handle_of(text: str) -> bytes:
    """The showing inside what was read, once the strict check believes it."""
    claims = check(read_text(text, origin()), current_key_list(), now=int(now().timestamp())).claims
    assert isinstance(claims, Screen)
    return claims.handle


def test_a_clock_walks_on_the_own_code(stage: Stage, window: Window) -> None:
    page = window()
    sign_in(page, account_of(stage.cast.fang, "fang"))
    clock = page.locator("[data-clock-face]")
    first = clock.inner_text()
    expect(clock).not_to_have_text(first, timeout=5000)


def test_the_screens_square_is_drawn_anew_and_each_is_believed(stage: Stage, window: Window) -> None:
    page = window()
    page.clock.install()
    sign_in(page, account_of(stage.cast.fang, "fang"))
    expect(page.locator("canvas")).to_be_visible()
    link = page.locator("[data-link]")
    read = []
    for _ in range(2):
        read.append(handle_of(read_square(page)))
        expect(link).to_contain_text(letters(read[-1]))
        page.clock.run_for(31_000)
        expect(link).not_to_contain_text(letters(read[-1]))
    assert len(set(read)) == 2
    assert {code_behind(handle) for handle in read} == {stage.fang.pk}


def test_without_a_connection_the_code_is_hidden_before_it_can_be_shown_stale(stage: Stage, window: Window) -> None:
    page = window()
    page.clock.install()
    sign_in(page, account_of(stage.cast.fang, "fang"))
    expect(page.locator("canvas")).to_be_visible()
    page.context.set_offline(True)
    page.clock.run_for(121_000)
    expect(page.get_by_text("旧码无效，已经隐藏")).to_be_visible()
    expect(page.locator("canvas")).to_be_hidden()
    look(page, "phone-me-no-connection")
    page.context.set_offline(False)
    page.clock.run_for(5_000)
    expect(page.locator("canvas")).to_be_visible()


def test_a_browser_without_scripts_gets_the_square_from_the_server(stage: Stage, window: Window) -> None:
    page = window(java_script_enabled=False)
    sign_in(page, account_of(stage.cast.fang, "fang"))
    assert code_behind(handle_of(read_square(page))) == stage.fang.pk


def test_movement_that_is_not_wanted_is_left_out_and_time_still_passes(stage: Stage, window: Window) -> None:
    page = window(reduced_motion="reduce")
    sign_in(page, account_of(stage.cast.fang, "fang"))
    moving, clock = page.locator("[data-moving]"), page.locator("[data-clock-face]")
    assert moving.evaluate("e => getComputedStyle(e).animationName") == "none"
    turn = "e => getComputedStyle(e).backgroundPosition"
    before, first = moving.evaluate(turn), clock.inner_text()
    expect(clock).not_to_have_text(first, timeout=5000)
    for _ in range(50):  # the second may have turned between the two readings before
        if moving.evaluate(turn) != before:
            break
        page.wait_for_timeout(100)
    assert moving.evaluate(turn) != before


def test_a_confirmation_stands_on_the_workers_screen_at_once_and_is_signed_there(stage: Stage, window: Window) -> None:
    worker, household = window(), window()
    sign_in(worker, account_of(stage.cast.fang, "fang"))
    expect(worker.locator("canvas")).to_be_visible()
    household.goto(f"/k/{letters(handle_of(read_square(worker)))}")
    household.get_by_role("button", name="确认入户").click()
    word = household.locator("dd.ph-confirmed-word").inner_text()
    expect(worker.get_by_text("住户已确认入户")).to_be_visible(timeout=4000)
    expect(worker.locator("[data-confirmed-word]")).to_have_text(word)
    look(worker, "phone-me-confirmed")
    look(household, "phone-visit-word")
    for _ in range(20):
        if (visit := Visit.objects.get()).worker_signature:
            break
        worker.wait_for_timeout(200)
    assert visit.seen_at is not None


def test_a_picture_of_the_screen_opens_no_second_door(stage: Stage, window: Window) -> None:
    worker, household, thief = window(), window(), window()
    sign_in(worker, account_of(stage.cast.fang, "fang"))
    expect(worker.locator("canvas")).to_be_visible()
    link = f"/k/{letters(handle_of(read_square(worker)))}"
    for page in (household, thief):
        page.goto(link)
    household.get_by_role("button", name="确认入户").click()
    expect(household.get_by_role("heading", name="已确认入户")).to_be_visible()
    thief.get_by_role("button", name="确认入户").click()
    expect(thief.get_by_text("已经确认过")).to_be_visible()
    look(thief, "phone-confirmed-already")
    expect(worker.get_by_text("有人想用同一个码再确认一次")).to_be_visible(timeout=6000)
    look(worker, "phone-me-again")


def test_a_wrong_password_is_told_without_losing_the_name(stage: Stage, window: Window) -> None:
    page = window()
    page.goto("/accounts/login/")
    page.get_by_label("用户名").fill("fang")
    page.get_by_label("密码").fill("not-the-password")
    page.get_by_role("main").get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("用户名")).to_have_value("fang")
    look(page, "phone-sign-in-wrong")


@pytest.mark.parametrize("who", ["mei", "hua", "ling"])
def test_a_worker_who_is_not_green_reads_what_to_do(stage: Stage, window: Window, who: str) -> None:
    person = stage.ling if who == "ling" else getattr(stage.cast, who)
    page = window()
    sign_in(page, account_of(person, who))
    expect(page.get_by_role("heading", name="为什么不是绿码，怎么办")).to_be_visible()
    look(page, f"phone-me-{who}")
    page.get_by_role("button", name="大字版").click()
    look(page, f"phone-elder-me-{who}", elder=True)


def test_a_worker_objects_to_a_record(stage: Stage, window: Window) -> None:
    page = window()
    sign_in(page, account_of(stage.cast.hua, "hua"))
    page.get_by_role("link", name="信息有误，提出异议").click()
    look(page, "phone-me-records")
    page.get_by_role("link", name="对这项提出异议：健康体检").click()
    look(page, "phone-me-dispute")
    page.get_by_label("哪里有误，有什么依据？").fill("九月已经重新体检")
    page.get_by_role("button", name="标注异议").click()
    expect(page.get_by_text("有异议，正在核查")).to_be_visible()


def test_she_reads_how_her_colour_came_about_and_takes_the_proof_along(stage: Stage, window: Window) -> None:
    page = window()
    sign_in(page, account_of(stage.cast.mei, "mei"))
    page.get_by_role("link", name="我的颜色是怎么来的").click()
    look(page, "phone-me-outcomes")
    with page.expect_download() as taken:
        page.get_by_role("link", name="带走判定依据").first.click()
    assert verify(Path(taken.value.path()).read_bytes()).faults == ()


def test_a_relative_carries_the_code_until_the_holder_ends_it(stage: Stage, window: Window) -> None:
    worker, relative = window(), window()
    sign_in(worker, account_of(stage.cast.fang, "fang"))
    worker.get_by_role("link", name="家人代持").click()
    worker.get_by_label("由谁代持").fill("女儿")
    worker.get_by_role("button", name="生成链接和验证码").click()
    look(worker, "phone-me-family")
    link, number = worker.locator(".ph-offer-link").inner_text(), worker.locator(".ph-confirmed-word").inner_text()
    relative.goto(link)
    look(relative, "phone-carry")
    relative.get_by_label("验证码").fill(number)
    relative.get_by_role("button", name="开始代持").click()
    expect(relative.locator("canvas")).to_be_visible()
    expect(relative.get_by_text("家人代持")).to_be_visible()
    look(relative, "phone-carried")
    shown = opened(handle_of(read_square(relative)))
    assert shown is not None
    assert (shown.kind, shown.code_id) == (ShowingKind.FAMILY, stage.fang.pk)
    worker.goto("/me/family")
    worker.get_by_role("button", name="立即收回：女儿").click()
    expect(worker.get_by_text("目前没有人代持您的码")).to_be_visible()
    relative.reload()
    expect(relative.get_by_text("这部手机没有代持安心码")).to_be_visible()


def test_who_forgot_phone_and_card_is_found_by_a_number_sent_to_her(stage: Stage, window: Window) -> None:
    held = {"phone_sealed": seal("13600000001", context="phone"), "phone_index": phone_index("13600000001")}
    Party.objects.filter(pk=stage.cast.fang.pk).update(**held)
    page = window()
    page.goto("/")
    page.get_by_role("link", name="手机和证都没带").click()
    look(page, "phone-lookup")
    page.get_by_label("手机号").fill("13600000001")
    page.get_by_role("button", name="发送验证码").click()
    look(page, "phone-lookup-number")
    page.get_by_label("六位验证码").fill("".join(sign for sign in next(last_messages()).text if sign.isdigit())[:6])
    page.get_by_role("button", name="显示安心码").click()
    expect(page.get_by_text("凭手机号查到")).to_be_visible()
    look(page, "phone-looked-up")
