"""One message to another platform over HTTP, and its answer: `kernel.peers.asking.Post`.

A peer's address is one that the operator entered, often in a government network of its own: private networks are
allowed, redirects are not. Plain HTTP goes to this machine only. What is sent was sealed and signed before: TLS hides
who talks to whom, and a broken one gives no record away.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from anxin.adapters.http import Unreachable, request
from anxin.kernel.peers.asking import NoAnswer
from anxin.kernel.peers.envelopes import MOST_SEALED

SECONDS = 60.0
MEDIA_TYPE = "application/octet-stream"


def post(address: str, message: bytes) -> bytes:
    """The answer to one message. Raises NoAnswer: it says why, and nothing of what was sent."""
    require_secure(address)
    try:
        reply = request(
            "POST",
            address,
            body=message,
            headers={"Content-Type": MEDIA_TYPE},
            private=True,
            seconds=SECONDS,
            most=MOST_SEALED,
        )
    except Unreachable as fault:
        raise NoAnswer(str(fault)) from None
    if reply.status != 200:
        raise NoAnswer(f"the platform answered {reply.status}")
    return reply.body


def require_secure(address: str) -> None:
    """Raises NoAnswer for an address that is neither https nor on this machine."""
    at = urlsplit(address)
    if at.scheme == "https" and at.hostname:
        return
    if at.scheme != "http" or not _is_here(at.hostname or ""):
        raise NoAnswer("the peer's address is not https, and not on this machine")


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
