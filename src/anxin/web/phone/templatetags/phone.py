"""Parts of the phone pages as tags: a line of "what it rests on", and the service a page of the worker's is about."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from anxin.web.phone.items import ItemLine
from anxin.web.phone.own_service import OwnServices
from anxin.web.phone.own_service import own_services as noted
from anxin.web.phone.words import said

register = template.Library()
LINES_KEPT = 2048


@register.simple_tag
def item_line(item: ItemLine, objecting: object = False, asked: str = "") -> SafeString:
    """The line as a list item; `objecting`: with the way to object to the record, under the service `asked` for."""
    return _drawn(item, bool(objecting), asked, get_language())


@lru_cache(maxsize=LINES_KEPT)
def _drawn(item: ItemLine, objecting: bool, asked: str, language: str | None) -> SafeString:
    """Drawn once for each different line: it names no person, and whole cities share a few hundred of them."""
    return render_to_string("phone/_item.html", {"item": item, "objecting": objecting, "asked": asked})


@register.simple_tag(takes_context=True)
def service_query(context: template.Context, sign: str = "?") -> str:
    """What her addresses end in where she has several services; nothing where she has one."""
    held = _noted(context)
    return held.asked.replace("?", sign, 1) if held else ""


@register.simple_tag(takes_context=True)
def has_card(context: template.Context) -> bool:
    """Whether the service of this page prints cards; a page about no service does not say so."""
    held = _noted(context)
    return held is None or held.chosen.evidence.card is not None


@register.inclusion_tag("phone/_services.html", takes_context=True)
def own_services(context: template.Context) -> dict[str, Any]:
    """Her services to choose from, where she has several."""
    held = _noted(context)
    if held is None or len(held.held) < 2:
        return {}
    found = ((pack, OwnServices(held.held, pack)) for pack in held.held)
    return {
        "services": [
            {"title": said(pack.title), "href": reverse("me") + one.asked, "chosen": pack is held.chosen}
            for pack, one in found
        ]
    }


def _noted(context: template.Context) -> OwnServices | None:
    request = context.get("request")
    return noted(request) if request is not None else None
