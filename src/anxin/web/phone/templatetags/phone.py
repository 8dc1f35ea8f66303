"""`{% item_line %}`: one line of "what it rests on"."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from anxin.web.phone.items import ItemLine

register = template.Library()
LINES_KEPT = 2048


@register.simple_tag
def item_line(item: ItemLine, objecting: object = False) -> SafeString:
    """The line as a list item; `objecting`: with the way to object to the record."""
    return _drawn(item, bool(objecting), get_language())


@lru_cache(maxsize=LINES_KEPT)
def _drawn(item: ItemLine, objecting: bool, language: str | None) -> SafeString:
    """Drawn once for each different line: it names no person, and whole cities share a few hundred of them."""
    return render_to_string("phone/_item.html", {"item": item, "objecting": objecting})
