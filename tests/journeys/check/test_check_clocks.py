"""The reader's clock from a day slow to a day fast: nothing that is over by a signed moment is ever green."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from anxin.credentials import Use, issue, to_digits
from anxin.kernel.codes import keys
from tests.journeys.check.conftest import Phone
from tests.journeys.check.stage import Stage
from tests.journeys.check.test_check_refusals import claims_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DAY = 86_400
SKEWS = (-DAY, -90, -40, 40, 90, DAY)
ANSWER = ".ck-panel:visible"
# What becomes of a code that is good, and of one that ended 90 seconds ago, by how many seconds the clock is wrong.
GOOD_CARD = {-DAY: "clock-wrong", -90: "clock-wrong", -40: "green", 40: "green", 90: "green", DAY: "cannot-confirm"}
OVER_CARD = {-DAY: "clock-wrong", -90: "clock-wrong", -40: "expired", 40: "expired", 90: "expired", DAY: "expired"}
GOOD_SCREEN = {-DAY: "clock-wrong", -90: "clock-wrong", -40: "green", 40: "green", 90: "green", DAY: "stale"}


def told(stage: Stage, phone: Phone, digits: str, skew: int) -> str:
    """The colour or the reason code that a new phone shows, its clock wrong by so many seconds."""
    page = phone()
    page.clock.set_fixed_time(timezone.now() + timedelta(seconds=skew))
    page.goto(f"/v#{digits}")
    expect(page.locator(ANSWER)).to_be_visible()
    answer = page.evaluate(
        "() => (document.querySelector('[data-shown] article') || {dataset: {}}).dataset.reason || anxinCheck.colour()"
    )
    page.context.close()
    return str(answer)


def test_a_good_card(stage: Stage, phone: Phone) -> None:
    assert {skew: told(stage, phone, stage.fang.card_digits, skew) for skew in SKEWS} == GOOD_CARD


def test_a_card_that_is_over_by_the_lists_moment(stage: Stage, phone: Phone) -> None:
    now = timezone.now()
    over = replace(claims_of(stage.fang), expires=keys.seconds(now) - 90)
    digits = to_digits(issue(over, keys.signing_key(Use.CARD, now)))
    assert {skew: told(stage, phone, digits, skew) for skew in SKEWS} == OVER_CARD


def test_a_screen(stage: Stage, phone: Phone) -> None:
    assert {skew: told(stage, phone, stage.fang.screen_digits(), skew) for skew in SKEWS} == GOOD_SCREEN
