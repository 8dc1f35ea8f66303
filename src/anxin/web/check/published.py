"""What the issuer publishes for readers: status lists, their index, keys and what else there is. Files, in effect.

The same bytes for everybody, from any origin, cacheable by any CDN: no cookies, no Vary, no parameters, no list of
yesterday. What a list says of a card is signed; who asks for it says nothing of which card it was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import URLPattern, path
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from anxin.kernel.codes import publishing, status_lists
from anxin.kernel.codes.key_files import KeyFault
from anxin.kernel.codes.keys import NoKey
from anxin.kernel.datasets.dcat import MEDIA_TYPE, catalogue
from anxin.kernel.errors import AnxinError, NotFound
from anxin.kernel.journal import signing
from anxin.kernel.reference import queries as reference
from anxin.web.check.unvaried import same_for_everybody

Clock = Callable[[], datetime]
PLAIN = "text/plain; charset=utf-8"
FRESH_KEYS = 300  # seconds: a withdrawn key is gone from readers within minutes of the root's signature


def answered(
    request: HttpRequest, body: bytes, kind: str, *, fresh: int, mark: str = "", at: datetime | None = None
) -> HttpResponse:
    """A file's answer: 200, or 304 where the asker has these bytes. `mark` is its ETag, `at` when it was made."""
    etag = f'"{mark or hashlib.sha256(body).hexdigest()[:32]}"'
    whole = HttpResponse(body, content_type=kind)
    headers = {"ETag": etag, "Cache-Control": f"public, max-age={max(fresh, 0)}"}
    if at is not None:
        headers["Last-Modified"] = http_date(at.timestamp())
    seen = get_conditional_response(request, etag=etag, response=whole)
    answer = seen if isinstance(seen, HttpResponse) else whole
    if isinstance(answer, HttpResponseNotModified):
        del answer["Content-Type"]
    for name, value in (headers | OPEN).items():
        answer[name] = value
    return same_for_everybody(answer, vary="")


OPEN = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}


def refused(fault: AnxinError) -> HttpResponse:
    """No such list, or none that can be signed: in JSON, and not to be kept for long."""
    status = 404 if isinstance(fault, NotFound) else 503
    said = {"code": fault.code, "what": fault.what, "why": fault.why, "todo": fault.todo}
    answer = HttpResponse(json.dumps(said, ensure_ascii=False), content_type=publishing.JSON, status=status)
    for name, value in (OPEN | {"Cache-Control": "public, max-age=5"}).items():
        answer[name] = value
    return same_for_everybody(answer, vary="")


def told(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """GET and HEAD only; whatever is missing is told in one shape."""

    def asked(request: HttpRequest, **named: Any) -> HttpResponse:
        try:
            return view(request, **named)
        except (NotFound, NoKey, KeyFault) as fault:
            return refused(fault)

    return require_safe(asked)


def status_list(request: HttpRequest, number: int, clock: Clock) -> HttpResponse:
    """`/s/<n>`: the list as a token."""
    at = clock()
    signed = status_lists.signed_list(number, at)
    left = int((signed.expires_at - at).total_seconds())
    return answered(
        request,
        signed.token,
        publishing.STATUS_LIST,
        fresh=min(status_lists.FRESH_SECONDS, left),
        mark=f"{number}-{int(signed.issued_at.timestamp())}",
        at=signed.issued_at,
    )


def index(request: HttpRequest) -> HttpResponse:
    """`/s`: every list there is (status list aggregation), so that a gate fetches all of them before it needs one."""
    return answered(request, publishing.index_file(), publishing.JSON, fresh=status_lists.FRESH_SECONDS)


def key_list(request: HttpRequest) -> HttpResponse:
    """`/.well-known/anxin-keys`: the list of keys as the root signed it."""
    return answered(request, publishing.key_list_file(), publishing.KEY_LIST, fresh=FRESH_KEYS)


def jwks(request: HttpRequest) -> HttpResponse:
    """`/.well-known/jwks.json`: the same keys for readers of other making. It is not signed; SM2 has no name there."""
    return answered(request, publishing.jwks_file(), publishing.JWKS, fresh=FRESH_KEYS)


def issuer(request: HttpRequest) -> HttpResponse:
    """`/.well-known/anxin-issuer`: where everything is, and the roots to compare with those one carries."""
    return answered(request, publishing.issuer_file(), publishing.JSON, fresh=FRESH_KEYS)


def journal_roots(request: HttpRequest, after: int | None = None) -> HttpResponse:
    """`/.well-known/anxin-journal-roots`: the journal's signed roots, a line each, newest last, 1,000 at most; with a
    number behind it those over entries after that one."""
    return answered(request, signing.published_file(after=after), PLAIN, fresh=FRESH_KEYS)


def catalogue_file(request: HttpRequest, clock: Clock) -> HttpResponse:
    """`/catalogue.jsonld`: the datasets of the site for other portals, DCAT-AP."""
    held = catalogue(on=clock().date(), address=settings.PUBLIC_ADDRESS.rstrip("/"), name=settings.PUBLISHER)
    return answered(request, json.dumps(held, ensure_ascii=False).encode(), MEDIA_TYPE, fresh=FRESH_KEYS)


def routes(clock: Clock = reference.now) -> list[URLPattern]:
    """The addresses, by the clock of whoever serves them."""
    return [
        path("s", told(index), name="status_lists"),
        path("s/<int:number>", told(status_list), {"clock": clock}, name="status_list"),
        path("catalogue.jsonld", told(catalogue_file), {"clock": clock}, name="catalogue_file"),
        path(".well-known/anxin-keys", told(key_list), name="issuer_keys"),
        path(".well-known/jwks.json", told(jwks), name="issuer_jwks"),
        path(".well-known/anxin-issuer", told(issuer), name="issuer"),
        path(".well-known/anxin-journal-roots", told(journal_roots), name="journal_roots"),
        path(".well-known/anxin-journal-roots/<int:after>", told(journal_roots), name="journal_roots_after"),
    ]


urlpatterns = routes()
