"""In a demonstration the page plays the same day as the site: codes minted on it are good on it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from anxin.kernel.codes.cards import issue_card_copy
from anxin.kernel.codes.key_acts import keep_own_keys
from anxin.kernel.codes.minting import mint
from anxin.kernel.codes.showing import ShowingKind
from anxin.kernel.reference.actions import set_played_day
from anxin.kernel.reference.queries import now
from tests.cast import DAY, OPERATOR
from tests.journeys.check.conftest import Phone, Served
from tests.journeys.check.stage import Worker
from tests.journeys.check.test_check_scanning import complete, shown
from tests.journeys.looking import look
from tests.unit.web.phone.stage import on_stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_card_and_screen_of_the_played_day(served: Served, phone: Phone) -> None:
    set_played_day(day=DAY)
    keep_own_keys(by=OPERATOR, at=now() - timedelta(days=2))
    code = on_stage().mei
    worker = Worker(code, issue_card_copy(by=OPERATOR, at=now(), code=code))
    for digits in (worker.card_digits, mint(code, ShowingKind.SCREEN, at=now()).digits):
        page = phone()
        page.goto(f"/v#{digits}")
        shown(page, "黄码")
        complete(page)
        expect(page.locator(".ck-demo")).to_contain_text("2021-10-29")
        expect(page.locator("[data-slot=at]:visible")).to_contain_text("2021-10-29")
    look(page, "check-demonstration")
