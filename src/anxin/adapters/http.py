"""One HTTP request to a system the operator named: bounded in time and size, no redirects, no surprise addresses.

The name is resolved once, every address it has is judged, and the connection goes to the one that was judged: a name
that answers otherwise a moment later leads nowhere else.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

SECONDS = 10.0
MOST_OCTETS = 256 * 1024


class Unreachable(Exception):
    """No answer that can be used; the message says why and holds nothing of what was sent."""


@dataclass(frozen=True)
class Reply:
    status: int
    body: bytes
    media_type: str


class _Plain(http.client.HTTPConnection):
    """A connection to an address that was judged, under the host's name."""

    def __init__(self, host: str, port: int, address: str) -> None:
        super().__init__(host, port, timeout=SECONDS)
        self.address = address

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), SECONDS)


class _Secure(_Plain):
    def connect(self) -> None:
        super().connect()
        self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def judged_address(host: str, port: int, *, private: bool) -> str:
    """An address of the host to connect to. Raises Unreachable: unknown, or in a network that is not the world's."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        raise Unreachable("the host's name is unknown") from None
    addresses = [str(entry[4][0]) for entry in found]
    if not private and not all(ipaddress.ip_address(one).is_global for one in addresses):
        raise Unreachable("the host lies in a private network; the operator has to allow that for this target")
    return addresses[0]


def request(
    method: str,
    url: str,
    *,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    private: bool = False,
) -> Reply:
    """Send one request. Raises Unreachable for no answer, one that is too late, too large, or leads elsewhere."""
    at = urlsplit(url)
    host, secure = at.hostname or "", at.scheme == "https"
    port = at.port or (443 if secure else 80)
    address = judged_address(host, port, private=private)
    connection = (_Secure if secure else _Plain)(host, port, address)
    path = (at.path or "/") + (f"?{at.query}" if at.query else "")
    until = time.monotonic() + 2 * SECONDS
    try:
        connection.request(method, path, body=body, headers={"Connection": "close", **(headers or {})})
        answer = connection.getresponse()
        held = _bounded(answer, until)
        if 300 <= answer.status < 400:
            raise Unreachable("the system answers with a redirect, which is not followed")
        return Reply(answer.status, held, answer.headers.get_content_type())
    except ssl.SSLError:
        raise Unreachable("the system's certificate is not believed") from None
    except TimeoutError:
        raise Unreachable("no answer in time") from None
    except (OSError, http.client.HTTPException) as fault:
        raise Unreachable(f"no answer: {type(fault).__name__}") from None
    finally:
        connection.close()


def _bounded(answer: http.client.HTTPResponse, until: float) -> bytes:
    held = bytearray()
    while part := answer.read1(16_384):
        held += part
        if len(held) > MOST_OCTETS:
            raise Unreachable("the answer is too large")
        if time.monotonic() > until:
            raise Unreachable("no answer in time")
    return bytes(held)
