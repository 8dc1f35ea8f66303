"""One Chromium for all journeys, and a phone or a desk as a fresh browser window on the running site."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

pytest.register_assert_rewrite("tests.journeys.looking")

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
Window = Callable[..., Page]
# Pages that were asked for, and windows that were cut off on purpose.
ASKED_FOR = ("the server responded with a status of 4", "net::ERR_INTERNET_DISCONNECTED")


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """The system's Chromium, without a sandbox because tests may run as root."""
    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def window(browser: Browser, live_server: LiveServer) -> Iterator[Window]:
    """Opens windows on the site: `window()` is a Chinese phone of 360 px. What the console complains of fails the
    test at its end, unless it is the status of a page that was asked for."""
    opened, complaints = [], []

    def heard(message: Any) -> None:
        if message.type == "error" and not any(known in message.text for known in ASKED_FOR):
            complaints.append(message.text)

    def open_window(*, size: dict[str, int] = PHONE, **options: Any) -> Page:
        context = browser.new_context(
            viewport={"width": size["width"], "height": size["height"]},
            base_url=live_server.url,
            **{"locale": "zh-CN", "device_scale_factor": 2 if size == PHONE else 1, **options},
        )
        opened.append(context)
        page = context.new_page()
        page.on("console", heard)
        return page

    yield open_window
    for context in opened:
        context.close()
    assert complaints == []
