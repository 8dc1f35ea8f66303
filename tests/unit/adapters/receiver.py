"""A real HTTP server on the loopback that answers as it is told and remembers what came."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Request:
    """What came: method, path, headers in small letters, body."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Answer:
    """What goes back. `drop`: the connection is closed without a word. `missing`: so many octets of the body that were
    announced never come. `drip`: seconds between the octets of the answer."""

    status: int = 200
    body: bytes = b""
    media_type: str = "application/json"
    location: str = ""
    drop: bool = False
    missing: int = 0
    drip: float = 0.0


@dataclass
class Receiver:
    """The running server: its address, what came, and what it answers (asked for each request)."""

    url: str
    came: list[Request] = field(default_factory=list)
    answer: Callable[[Request], Answer] = lambda _request: Answer()


@contextmanager
def receiving(port: int = 0) -> Iterator[Receiver]:
    held = Receiver("")

    class Door(BaseHTTPRequestHandler):
        def _handle(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(self.command, self.path, headers, body)
            held.came.append(request)
            told = held.answer(request)
            if told.drop:
                self.close_connection = True
                return
            if told.drip:
                self._drip(told.drip)
                return
            self.send_response(told.status)
            self.send_header("Content-Type", told.media_type)
            self.send_header("Content-Length", str(len(told.body) + told.missing))
            if told.location:
                self.send_header("Location", told.location)
            self.end_headers()
            self.wfile.write(told.body)

        def _drip(self, seconds: float) -> None:
            with contextlib.suppress(OSError):
                for octet in b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 60 + b"\r\nContent-Length: 0\r\n\r\n":
                    self.wfile.write(bytes([octet]))
                    time.sleep(seconds)

        do_GET = do_POST = _handle  # noqa: N815  -- the names http.server looks for

        def log_message(self, format: str, *args: object) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Door)
    held.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield held
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
