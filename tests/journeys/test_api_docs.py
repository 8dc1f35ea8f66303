"""The API's own description as a page: at a desk, on a phone, and in English."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, PHONE, Window
from tests.journeys.looking import look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DOCS = "/api/v1/docs"


@pytest.mark.parametrize(("size", "name"), [(DESK, "api-docs"), (PHONE, "api-docs-phone")])
def test_the_description_reads_well_at_every_width(window: Window, size: dict[str, int], name: str) -> None:
    page = window(size=size)
    page.goto(DOCS)
    look(page, name)


def test_the_description_reads_well_in_english(window: Window) -> None:
    page = window(size=DESK, locale="en-GB")
    page.goto(DOCS)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    look(page, "api-docs-en")


def test_every_operation_can_be_linked_to(window: Window) -> None:
    page = window(size=DESK)
    page.goto(DOCS)
    anchors = page.eval_on_selector_all("main [id]", "found => found.map(e => e.id)")
    assert len(anchors) == len(set(anchors))
    for link in page.eval_on_selector_all("main a[href^='#']", "found => found.map(e => e.getAttribute('href'))"):
        assert link[1:] in anchors
