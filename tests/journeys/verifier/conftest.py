"""The verifier's modules in a real Chromium, served as the site serves them and under its content policy."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tools.vendor_frontend import CHECK, VENDOR, esbuild

ROOT = Path(__file__).resolve().parents[3]
HARNESS = Path(__file__).with_name("harness.js")
# In a page's beginning: a browser with nothing later than Chrome 67, the oldest that can check by itself.
OLD_PHONE = Path(__file__).with_name("old_phone.js").read_text("utf-8")
VECTORS = ROOT.parent / "shared" / "vectors"
OTHERS = """
export { Claims } from "@ldclabs/cose-ts/cwt";
export { ECDSAKey } from "@ldclabs/cose-ts/ecdsa";
export { Ed25519Key } from "@ldclabs/cose-ts/ed25519";
export { Sign1Message } from "@ldclabs/cose-ts/sign1";
"""
InBrowser = Callable[..., Any]


@cache
def served(path: str) -> tuple[str, bytes]:
    """Content type and body of a path; FileNotFoundError for others."""
    if path == "/":
        return "text/html; charset=utf-8", b"<!doctype html><title>verifier</title>"
    if path == "/cose-ts.js":
        return "text/javascript", esbuild(source=OTHERS).encode()
    folder, _, name = path.removeprefix("/static/").rpartition("/")
    file = HARNESS if path == "/harness.js" else {"check": CHECK, "vendor": VENDOR}.get(folder, ROOT / "none") / name
    return "text/javascript", file.read_bytes()


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        try:
            kind, body = served(self.path)
        except FileNotFoundError:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", "default-src 'self'")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Nothing: a test's output is what it asserts."""


@pytest.fixture(scope="session")
def origin() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def in_browser(browser: Browser, origin: str) -> Iterator[InBrowser]:
    """`in_browser("judge", {...})` calls what harness.js exports and gives back what it returns. With `without=` a line
    of JavaScript runs first in a page of its own, to take away what older browsers lack; `missing=` names the addresses
    that do not answer there."""
    context = browser.new_context()
    pages: dict[tuple[str, str], Any] = {}

    def call(name: str, argument: Any, *, without: str = "", missing: str = "") -> Any:
        if (without, missing) not in pages:
            page = pages[without, missing] = context.new_page()
            page.set_default_timeout(120_000)
            if without:
                page.add_init_script(without)
            if missing:
                page.route(missing, lambda route: route.abort())
            page.goto(origin)
        return pages[without, missing].evaluate(
            "async ([name, argument]) => (await import('/harness.js'))[name](argument)", [name, argument]
        )

    yield call
    context.close()


@pytest.fixture(scope="session")
def vectors() -> Callable[[str], Any]:
    """Reads a file of the published vectors, which lie beside the project where it is developed."""

    def read(name: str) -> Any:
        if not (VECTORS / name).exists():
            pytest.skip(f"no published vectors here: ../shared/vectors/{name} is missing")
        text = (VECTORS / name).read_text("utf-8")
        return json.loads(text) if name.endswith(".json") else text

    return read
