"""The site as `anxin serve` runs it, what a test puts in the place of an answer, and everything that reached it."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django import Settings

from tests.journeys.check.stage import Stage, on_stage
from tests.journeys.conftest import PHONE


@dataclass
class Request:
    """One request as it reached the site."""

    method: str
    path: str
    query: bytes
    headers: list[tuple[bytes, bytes]]
    body: bytes = b""


@dataclass
class Served:
    """The running site. `instead` answers a path with other bytes; what is in `gone` answers 503, what is in `held` not
    before the test is over."""

    port: int
    requests: list[Request] = field(default_factory=list)
    instead: dict[str, bytes] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    held: set[str] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def noting(self, site: Any) -> Any:
        """The ASGI application behind a note of each request."""

        async def application(scope: Any, receive: Any, send: Any) -> Any:
            if scope["type"] != "http":
                return await site(scope, receive, send)
            noted = Request(scope["method"], scope["path"], scope["query_string"], list(scope["headers"]))
            self.requests.append(noted)

            async def hearing() -> Any:
                message = await receive()
                noted.body += message.get("body", b"")
                return message

            while noted.path in self.held:
                await asyncio.sleep(0.05)
            if noted.path in self.gone or noted.path in self.instead:
                return await self.answer(noted.path, send)
            return await site(scope, hearing, send)

        return application

    async def answer(self, path: str, send: Any) -> None:
        status = 503 if path in self.gone else 200
        headers = [(b"content-type", b"application/cbor"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": self.instead.get(path, b"")})


@pytest.fixture
def served(transactional_db: None, settings: Settings, tmp_path: Any) -> Iterator[Served]:
    """The site on a port of its own, by uvicorn, with its keys in a folder of this test."""
    from anxin.config.asgi import Site
    from anxin.web.check.app import Check

    door = socket.socket()
    door.bind(("127.0.0.1", 0))
    site = Served(door.getsockname()[1])
    settings.PUBLIC_ADDRESS = settings.CODE_ADDRESS = site.url
    settings.CODE_KEYS_FOLDER = tmp_path / "codes"
    settings.CHECKS_PER_MINUTE = 0
    config = uvicorn.Config(site.noting(Check(Site(2))), lifespan="on", ws="none", access_log=True, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([door],), daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    yield site
    site.held.clear()
    server.should_exit = True
    thread.join(20)


@pytest.fixture
def stage(served: Served) -> Stage:
    return on_stage()


Phone = Callable[..., Page]


@pytest.fixture
def phone(browser: Browser, served: Served) -> Iterator[Phone]:
    """Opens windows on the site: `phone()` is a Chinese one of 360 px. What its console complains of fails the test."""
    opened: list[BrowserContext] = []
    complaints: list[str] = []

    def heard(message: Any) -> None:
        expected = ("Failed to load resource", "ERR_INTERNET_DISCONNECTED", "bad HTTP response code (503)")
        if message.type == "error" and not any(text in message.text for text in expected):
            complaints.append(message.text)

    def open_window(*, size: dict[str, int] = PHONE, **options: Any) -> Page:
        context = browser.new_context(
            viewport={"width": size["width"], "height": size["height"]},
            base_url=served.url,
            **{"locale": "zh-CN", "device_scale_factor": 2 if size == PHONE else 1, **options},
        )
        opened.append(context)
        page = context.new_page()
        page.on("console", heard)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_window
    for context in opened:
        context.close()
    assert complaints == []
