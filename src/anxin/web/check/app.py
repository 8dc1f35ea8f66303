"""The ASGI app in front of Django: it answers the online check itself and leaves everything else to Django.

Django answers the same path the same (routes_check.py of the API): both ask `answering.answer_all`. Left to Django are
also checks that come with a session, whose forms it guards, and those under a host name that is not the site's.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from http.cookies import SimpleCookie
from typing import Any

from a2wsgi.asgi_typing import ASGIApp, HTTPScope, Receive, Scope, Send
from csp.utils import build_policy
from django.conf import settings
from django.http.request import split_domain_port, validate_host

from anxin.web.check import limits, refusals
from anxin.web.check.answering import Question
from anxin.web.check.asking import LONGEST_BODY
from anxin.web.check.desk import Desk
from anxin.web.check.refusals import Reply

PATH = "/api/v1/check"
Headers = Iterable[tuple[bytes, bytes]]


class Check:
    """`rest` answers whatever is not a plain online check."""

    def __init__(self, rest: ASGIApp, desk: Desk | None = None) -> None:
        self.rest = rest
        self.desk = desk or Desk()
        self.always = always_sent()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == PATH and scope["method"] == "POST":
            asker = Asker.of(scope)
            if asker is not None:
                await self.answer(asker, receive, send)
                return
        await self.rest(scope, receive, send)
        if scope["type"] == "lifespan":
            self.desk.close()

    async def answer(self, asker: Asker, receive: Receive, send: Send) -> None:
        body = await whole_body(receive)
        reply = limits.refused(asker.address, asker.key, asker.language)
        if reply is None:
            reply = await self.desk.ask(Question(body, asker.language, key=asker.key))
            limits.LIMITS.count(asker.address, asker.key, reply)
        headers = [*self.always, *own(reply, asker)]
        await send({"type": "http.response.start", "status": reply.status, "headers": headers})
        await send({"type": "http.response.body", "body": reply.body})


class Asker:
    """Who asks: address, API key and language. None is made of a request that is Django's to answer."""

    __slots__ = ("address", "key", "language")

    def __init__(self, address: str, key: str, language: str) -> None:
        self.address, self.key, self.language = address, key, language

    @classmethod
    def of(cls, scope: HTTPScope) -> Asker | None:
        key, language, host = "", "", b""
        for name, value in scope["headers"]:
            if name == b"host":
                host = value
            elif name == b"accept-language":
                language = value.decode("latin1")
            elif name == b"authorization":
                key = bearer(value)
                if not key:
                    return None
            elif name == b"cookie" and names_django(value):
                return None
        if not is_ours(host):
            return None
        client = scope.get("client")
        return cls(client[0] if client else "", key, refusals.language_of(language))


async def whole_body(receive: Receive) -> bytes:
    """The request's body; beyond the longest that can be understood, no more of it is kept."""
    body, more = b"", True
    while more:
        message: Any = await receive()
        if len(body) <= LONGEST_BODY:
            body += message.get("body", b"")
        more = bool(message.get("more_body", False))
    return body


def bearer(value: bytes) -> str:
    """The key of a header Authorization; empty for any other kind."""
    kind, _space, key = value.decode("latin1").partition(" ")
    return key.strip() if kind.lower() == "bearer" else ""


def names_django(cookies: bytes) -> bool:
    """Whether the cookies hold a session or a chosen language: those Django reads."""
    held = SimpleCookie(cookies.decode("latin1"))
    return settings.SESSION_COOKIE_NAME in held or settings.LANGUAGE_COOKIE_NAME in held


@lru_cache(maxsize=64)
def is_ours(host: bytes) -> bool:
    """Whether the site answers to this header Host, as Django judges it."""
    domain, _port = split_domain_port(host.decode("latin1"))
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def always_sent() -> list[tuple[bytes, bytes]]:
    """What Django's middleware sends with every answer."""
    held = {
        "content-type": "application/json; charset=utf-8",
        "cache-control": "no-store",
        "content-security-policy": build_policy(),
        "x-frame-options": settings.X_FRAME_OPTIONS,
        "x-content-type-options": "nosniff",
        "referrer-policy": settings.SECURE_REFERRER_POLICY,
        "cross-origin-opener-policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
    }
    return [(name.encode(), str(value).encode()) for name, value in held.items()]


def own(reply: Reply, asker: Asker) -> list[tuple[bytes, bytes]]:
    """What this answer alone is sent with."""
    held = [(b"content-length", b"%d" % len(reply.body)), (b"content-language", asker.language.encode())]
    held.append((b"vary", b"Accept-Language" if asker.key else b"Accept-Language, Cookie"))
    if reply.wait:
        held.append((b"retry-after", b"%d" % reply.wait))
    if reply.status == 401:
        held.append((b"www-authenticate", b"Bearer"))
    return held
