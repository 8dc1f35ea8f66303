"""One HTTP request to a system the operator named: bounded in time and size, no redirects, no surprise addresses.

The name is resolved once, every address it has is judged, and the connection goes to one that was judged: a name that
answers otherwise a moment later leads nowhere else. One time limit holds for all of it: the name, connecting, the
handshake, the headers, the body.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from queue import Empty, Queue
from urllib.parse import urlsplit

SECONDS = 20.0
MOST_OCTETS = 256 * 1024
NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Unreachable(Exception):
    """No answer that can be used; the message says why and holds nothing of what was sent. `status`: what the system
    had answered when the rest failed to come, None where it had said nothing."""

    def __init__(self, what: str, status: int | None = None) -> None:
        self.status = status
        super().__init__(what)

    @property
    def was_taken(self) -> bool:
        """The system took the message; only its words about it are lost."""
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True)
class Reply:
    status: int
    body: bytes
    media_type: str


class _Plain(http.client.HTTPConnection):
    """A connection to addresses that were judged, under the host's name."""

    def __init__(self, host: str, port: int, addresses: Sequence[str], until: float) -> None:
        super().__init__(host, port)
        self.addresses, self.until = addresses, until
        self.line: socket.socket | None = None  # stays when the library lets go of its own

    def connect(self) -> None:
        for place, address in enumerate(self.addresses):
            rest = len(self.addresses) - place
            try:
                self.sock = socket.create_connection((address, self.port), _left(self.until) / rest)
            except OSError:
                if rest == 1:
                    raise
            else:
                self.sock.settimeout(_left(self.until))
                self.line = self.sock
                return


class _Secure(_Plain):
    default_port = 443

    def connect(self) -> None:
        super().connect()
        secured = ssl.create_default_context().wrap_socket(
            self.sock, server_hostname=self.host, do_handshake_on_connect=False
        )
        self.sock = self.line = secured
        secured.do_handshake()


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def is_the_worlds(address: str) -> bool:
    """An address of the open internet, and none behind which a private one hides."""
    held = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(held, ipaddress.IPv6Address):
        within = held.ipv4_mapped or held.sixtofour
        if held in NAT64:
            within = ipaddress.IPv4Address(int(held) & 0xFFFFFFFF)
        if within is not None:
            return is_the_worlds(str(within))
    return held.is_global and not held.is_multicast


def _resolved(host: str, port: int, until: float) -> list[str]:
    """Every address of a name. A thread of its own asks, as the system's resolver knows no time limit."""
    came: Queue[list[str]] = Queue()

    def ask() -> None:
        found: list[str] = []
        with contextlib.suppress(OSError, UnicodeError):
            found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        came.put(found)

    threading.Thread(target=ask, daemon=True).start()
    try:
        return came.get(timeout=_left(until))
    except Empty:
        raise TimeoutError from None


def judged_addresses(host: str, port: int, *, private: bool, until: float) -> list[str]:
    """The host's addresses to connect to. Raises Unreachable: unknown, or in a network that is not the world's."""
    addresses = _resolved(host, port, until)
    if not addresses:
        raise Unreachable("the host's name is unknown")
    if not private and not all(is_the_worlds(one) for one in addresses):
        raise Unreachable("the host lies in a private network; the operator has to allow that for this target")
    return addresses


def request(
    method: str,
    url: str,
    *,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    private: bool = False,
    seconds: float = SECONDS,
    most: int = MOST_OCTETS,
) -> Reply:
    """Send one request. Raises Unreachable for no answer, one that is too late, larger than `most` octets, cut short,
    or leads elsewhere."""
    at, until = urlsplit(url), time.monotonic() + seconds
    host, secure = at.hostname or "", at.scheme == "https"
    port = at.port or (443 if secure else 80)
    path = (at.path or "/") + (f"?{at.query}" if at.query else "")
    try:
        addresses = judged_addresses(host, port, private=private, until=until)
        connection = (_Secure if secure else _Plain)(host, port, addresses, until)
        with contextlib.closing(connection), _ended_at(until, connection):
            connection.request(method, path, body=body, headers={"Connection": "close", **(headers or {})})
            return _read(connection.getresponse(), until, most)
    except ssl.SSLCertVerificationError:
        raise Unreachable("the system's certificate is not believed") from None
    except TimeoutError:
        raise Unreachable("no answer in time") from None
    except (OSError, http.client.HTTPException, ValueError) as fault:
        if time.monotonic() >= until:
            raise Unreachable("no answer in time") from None
        raise Unreachable(f"no answer: {type(fault).__name__}") from None


@contextlib.contextmanager
def _ended_at(until: float, connection: _Plain) -> Iterator[None]:
    """Shuts the line at the time limit: a system that sends an octet now and then keeps no worker waiting."""

    def end() -> None:
        if connection.line is not None:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(connection.line, socket.SHUT_RDWR)

    timer = threading.Timer(_left(until), end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _read(answer: http.client.HTTPResponse, until: float, most: int) -> Reply:
    status = answer.status
    if 300 <= status < 400:
        raise Unreachable("the system answers with a redirect, which is not followed", status)
    held = bytearray()
    try:
        while part := answer.read1(16_384):
            held += part
            if len(held) > most:
                raise Unreachable("the answer is too large", status)
            _left(until)
        _left(until)
    except TimeoutError:
        raise Unreachable("no answer in time", status) from None
    except (OSError, http.client.HTTPException, ValueError):
        raise Unreachable("the answer was cut short", status) from None
    if answer.length:
        raise Unreachable("the answer was cut short", status)
    return Reply(status, bytes(held), answer.headers.get_content_type())
