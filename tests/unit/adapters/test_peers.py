"""The line to a peer: TLS or this machine, bounded, and a reason in words for whatever did not come back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from anxin.adapters.peers import post
from anxin.kernel.peers.asking import NoAnswer
from anxin.kernel.peers.envelopes import MOST_SEALED

pytestmark = pytest.mark.static


@contextmanager
def answering(status: int, body: bytes) -> Iterator[str]:
    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            if status == 302:
                self.send_header("Location", "http://127.0.0.1:1/")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/peers/1"
    finally:
        server.shutdown()
        server.server_close()


def test_what_comes_back_is_the_answer() -> None:
    with answering(200, b"x" * 1_000_000) as address:
        assert post(address, b"question") == b"x" * 1_000_000


@pytest.mark.parametrize("status", [302, 403, 500])
def test_any_other_status_is_no_answer(status: int) -> None:
    with answering(status, b"never read") as address, pytest.raises(NoAnswer):
        post(address, b"question")


def test_an_answer_above_the_limit_is_not_taken() -> None:
    with answering(200, bytes(MOST_SEALED + 1)) as address, pytest.raises(NoAnswer, match="too large"):
        post(address, b"question")


def test_nobody_there_is_no_answer() -> None:
    with pytest.raises(NoAnswer, match="no answer"):
        post("http://127.0.0.1:9/peers/1", b"question")


@pytest.mark.parametrize(
    "address", ["http://10.0.0.1/peers/1", "http://example.org/peers/1", "ftp://127.0.0.1/", "https:///peers/1", ""]
)
def test_nothing_leaves_this_machine_without_tls(address: str) -> None:
    with pytest.raises(NoAnswer, match="not https"):
        post(address, b"question")
