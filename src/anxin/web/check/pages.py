"""The check page and what it needs beside it: the same bytes for everybody, packed once, without a cookie."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.template.loader import render_to_string
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from anxin.credentials import Root
from anxin.credentials.algorithms import X, Y
from anxin.kernel.codes.keys import pinned_roots
from anxin.kernel.reference.queries import played_day
from anxin.web.check.unvaried import same_for_everybody
from anxin.web.check.words import ITEM_WORDS, POINTS, REFUSALS, WORDS
from anxin.web.design.colours import EVERY

FRESH_SECONDS = 300


@dataclass(frozen=True)
class Packed:
    """A text as it is sent, plain and by gzip, with the tag that tells whether a browser has it already."""

    plain: bytes
    gzipped: bytes
    etag: str

    @classmethod
    def of(cls, text: str) -> Packed:
        plain = text.encode()
        return cls(plain, gzip.compress(plain, 9, mtime=0), f'"{hashlib.sha256(plain).hexdigest()[:24]}"')


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The check page. What is checked stands in the address behind #, which no browser sends."""
    return _answer(request, _page(_facts(played_day()), played_day()), "text/html; charset=utf-8")


@require_safe
def answer(request: HttpRequest) -> HttpResponse:
    """The parts of the page that come after the first colour: what it rests on, and the way to confirming."""
    return _answer(request, _part("check/answer.html"), "text/html; charset=utf-8")


@require_safe
def explanations(request: HttpRequest) -> HttpResponse:
    """What each refusal means: loaded by the page when it has to say so."""
    return _answer(request, _part("check/explanations.html"), "text/html; charset=utf-8")


@require_safe
def offline_worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the page for when there is no network. At the root, because its folder is its reach."""
    return _answer(request, _offline_worker(), "text/javascript; charset=utf-8", fresh=0)


def _facts(day: date | None) -> str:
    """What the page carries, as JSON without a `<`: the roots it believes and, in a demonstration, the day it plays."""
    facts = {"roots": [_as_hex(root) for root in pinned_roots()], "day": day.isoformat() if day else None}
    return json.dumps(facts, separators=(",", ":")).replace("<", "\\u003c")


def _as_hex(root: Root) -> dict[str, int | str]:
    """A root as the page's script reads it."""
    points = {name: root.cose_key.get(label) for name, label in (("x", X), ("y", Y))}
    return {"alg": root.algorithm.number} | {
        name: held.hex() for name, held in points.items() if isinstance(held, bytes)
    }


@lru_cache(maxsize=4)
def _page(facts: str, day: date | None) -> Packed:
    context = {"facts": facts, "played_day": day, "host": urlsplit(settings.CODE_ADDRESS).netloc, "icon": _icon()}
    return Packed.of(render_to_string("check/page.html", {**context, **_words()}))


def _icon() -> str:
    """The mark inside the page: no request of its own before the first colour."""
    return "data:image/svg+xml," + quote(_file("design/mark.svg"), safe=" =:/'")


@lru_cache(maxsize=2)
def _part(template: str) -> Packed:
    return Packed.of(render_to_string(template, _words()))


@lru_cache(maxsize=1)
def _offline_worker() -> Packed:
    return Packed.of(_file("check/offline.js"))


def _file(name: str) -> str:
    path = finders.find(name)
    assert isinstance(path, str)  # it is part of this package
    return Path(path).read_text("utf-8")


def _words() -> dict[str, object]:
    return {
        "refusals": REFUSALS,
        "words": WORDS,
        "points": POINTS,
        "item_words": ITEM_WORDS,
        "colours": EVERY.values(),
    }


def _answer(request: HttpRequest, packed: Packed, kind: str, *, fresh: int = FRESH_SECONDS) -> HttpResponse:
    gzipped = "gzip" in request.headers.get("Accept-Encoding", "")
    if packed.etag in parse_etags(request.headers.get("If-None-Match", "")):
        answer: HttpResponse = HttpResponseNotModified()
    else:
        answer = HttpResponse(packed.gzipped if gzipped else packed.plain, content_type=kind)
        if gzipped:
            answer["Content-Encoding"] = "gzip"
    answer["ETag"] = packed.etag
    answer["Cache-Control"] = f"public, max-age={fresh}"
    answer["Referrer-Policy"] = "no-referrer"
    answer["Content-Language"] = "zh-Hans, en"
    answer["Vary"] = "Accept-Encoding"
    return same_for_everybody(answer)
