"""The code on the worker's own screen: a fresh one every half minute, and what happened to it in the meantime."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.timezone import localtime
from django.views.decorators.http import require_GET, require_POST

from anxin.kernel.codes.evidence import signed_by
from anxin.kernel.codes.minting import own_screen
from anxin.kernel.codes.news import News, note_seen, own_news, register_device
from anxin.kernel.errors import Invalid
from anxin.kernel.journal.actor import Actor
from anxin.web.phone.own_service import own_service
from anxin.web.phone.own_views import for_worker
from anxin.web.phone.screens import as_json

LARGEST_BODY = 2_000


@require_POST
@for_worker
def showing(request: HttpRequest, actor: Actor, at: datetime) -> HttpResponse:
    """A fresh code for the screen. It leaves no row: only what a household confirms is kept."""
    return JsonResponse(as_json(own_screen(by=actor, at=at, pack=own_service(request, actor).slug)))


@require_GET
@for_worker
def news(request: HttpRequest, actor: Actor, at: datetime) -> HttpResponse:
    """Confirmations of the last quarter of an hour; asked for every few seconds."""
    told = [_as_json(one) for one in own_news(by=actor, at=at, pack=own_service(request, actor).slug)]
    return JsonResponse({"now": at.isoformat(), "visits": told})


@require_POST
@for_worker
def device_key(request: HttpRequest, actor: Actor, at: datetime) -> HttpResponse:
    """The public half of the key that this phone made for itself."""
    sent = _body(request)
    register_device(by=actor, at=at, jwk={part: str(sent.get(part, "")) for part in ("kty", "crv", "x", "y")})
    return JsonResponse({})


@require_POST
@for_worker
def seen(request: HttpRequest, actor: Actor, at: datetime) -> HttpResponse:
    """This phone has shown a confirmation and signs that it did."""
    sent = _body(request)
    key, visit, moment = sent.get("key"), sent.get("visit"), sent.get("at")
    if not isinstance(key, dict) or type(visit) is not int or type(moment) is not int:
        raise Invalid("key, signature, at, visit", field="key", allowed="JWK")
    signed = signed_by({part: str(value) for part, value in key.items()}, str(sent.get("signature", "")), moment)
    note_seen(by=actor, at=at, visit=visit, signed=signed)
    return JsonResponse({})


def _as_json(one: News) -> dict[str, Any]:
    told = replace(one, at=localtime(one.at))
    return {
        "visit": told.visit,
        "at": told.at.strftime("%H:%M"),
        "colour": told.outcome,
        "word": told.word,
        "digest": told.digest,
        "again": told.again,
        "odd": bool(told.anomaly),
    }


def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        sent = json.loads(request.body[: LARGEST_BODY + 1]) if len(request.body) <= LARGEST_BODY else None
    except ValueError:
        sent = None
    if not isinstance(sent, dict):
        raise Invalid("JSON", field="body", allowed="JSON")
    return sent
