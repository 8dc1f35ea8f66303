"""Components as tags: `{% shape %}`, `{% colour_badge %}`, `{% colour_panel %}`, `{% display_switches %}`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from anxin.web.design.colours import colour_named

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=256)  # the same few drawings, many times on every page
def shape(colour: str, css: str = "") -> SafeString:
    """The colour's shape as inline SVG; decorative, because the word always stands beside it."""
    source = template.loader.get_template(f"design/shapes/{colour_named(colour).shape}.html")
    return SafeString(source.render({"css": css}))


@register.inclusion_tag("design/components/colour_badge.html")
def colour_badge(colour: str, large: bool = False, word: str = "") -> dict[str, Any]:
    """A small label: shape, word and colour of a code; `word`: what the service calls it."""
    shown = colour_named(colour)
    return {"colour": replace(shown, word=word) if word else shown, "large": large}


@register.inclusion_tag("design/components/colour_panel.html")
def colour_panel(
    colour: str, as_of: datetime, headline: str = "", alive: bool = False, elder: bool = False, word: str = ""
) -> dict[str, Any]:
    """The big answer at the head of a page, with the second it was read; `alive` moves, a screenshot does not. `word`:
    what the service calls it, where that is not the colour's own name."""
    shown = colour_named(colour)
    return {
        "colour": replace(shown, word=word) if word else shown,
        "as_of": as_of,
        "headline": headline,
        "alive": alive,
        "elder": elder,
    }


@register.inclusion_tag("design/components/display_switches.html", takes_context=True)
def display_switches(context: template.Context) -> dict[str, Any]:
    """The two small forms every page carries: elder view and language. A page drawn in answer to a form names the
    address to return to as `here`, since its own cannot be opened by a link."""
    request = context.get("request")
    here = request.get_full_path() if request is not None and request.method == "GET" else context.get("here", "/")
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "elder": context.get("elder", False),
        "LANGUAGE_CODE": context.get("LANGUAGE_CODE", "zh-hans"),
        "here": here,
    }


@register.filter
def plain_date(value: date | None) -> str:
    """A date as it stands on Chinese forms, 2021-10-29; nothing for no date."""
    return value.isoformat() if value else ""


@register.filter
def kilograms(grams: int) -> str:
    """A weight as people say it: 12.5 公斤 for 12,500 grams."""
    return _("%(weight)s kg") % {"weight": f"{grams / 1000:,.3f}".rstrip("0").rstrip(".")}


@register.filter
def kilograms_plain(grams: int) -> str:
    """The same as a number a field takes: 12.5."""
    return f"{grams / 1000:.3f}".rstrip("0").rstrip(".")


@register.filter
def plain_moment(value: datetime | None) -> str:
    """A moment in the site's time zone to the second, 2021-10-29 14:03:22."""
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S") if value else ""
