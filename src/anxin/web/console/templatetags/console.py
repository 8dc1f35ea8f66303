"""Parts of the console as tags: icons, navigation, the words of the pack, bars."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from anxin.kernel.evidence.models import Evidence
from anxin.web.console import book_words, desk_words, navigation, words
from anxin.web.console.shares import Split
from anxin.web.design.colours import colour_named

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """A line icon as inline SVG; decorative, because a word always stands beside it."""
    drawn = template.loader.get_template(f"console/icons/{name}.html").render()
    return mark_safe(drawn)  # our own SVG files, rendered without any value


@register.inclusion_tag("console/parts/navigation.html", takes_context=True)
def console_navigation(context: template.Context) -> dict[str, Any]:
    """The side bar's entries open to the signed-in role, and the services to choose from where there are several."""
    request = context["request"]
    actor = getattr(request, "actor", None)
    if actor is None:
        return {"csrf_token": context.get("csrf_token")}
    return {
        "places": navigation.places(actor, request.path),
        "services": navigation.choices(actor, request.path),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("console/parts/here.html", takes_context=True)
def console_here(context: template.Context) -> dict[str, Any]:
    """Who is signed in, in which role, over what."""
    actor = getattr(context["request"], "actor", None)
    if actor is None:
        return {}
    return {"actor": actor, "role": navigation.ROLE_WORDS[actor.role], "scope": navigation.scope_words(actor)}


@register.filter
def kind_word(kind: str) -> str:
    return words.kind(kind)


@register.filter
def source_word(source: str) -> str:
    return words.source(source)


@register.filter
def reason_word(reason: str) -> str:
    return words.reason(reason)


@register.filter
def area_word(code: str) -> str:
    return words.area(code)


@register.filter
def layout_word(layout: str) -> str:
    return words.layout(layout)


@register.filter
def share(part: float) -> str:
    """A share between 0 and 1 as a percentage with one decimal: 61.9 %."""
    return f"{part * 100:.1f} %"


@register.filter
def grouped(number: int) -> str:
    """A count with thin groups of three: 43,654."""
    return f"{number:,}"


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: object) -> str:
    """The present address's query string with some keys set anew; an empty value drops its key."""
    held = context["request"].GET.copy()
    for key, value in changes.items():
        held.pop(key, None)
        if value not in (None, ""):
            held[key] = str(value)
    return f"?{held.urlencode()}" if held else "?"


@register.filter
def colour_word(colour: str) -> str:
    """The colour's short word: Green, Yellow, Red, Grey."""
    return str(colour_named(colour).short)


@register.inclusion_tag("console/parts/shares.html")
def shares(split: Split, slim: bool = False) -> dict[str, Any]:
    """The bar of four colours; read out as words and shares."""
    return {"split": split, "slim": slim}


@register.inclusion_tag("console/parts/sort_head.html", takes_context=True)
def sort_head(context: template.Context, key: str, word: str, chosen: str, anchor: str) -> dict[str, Any]:
    """A table head that sorts by a link: first downwards, then upwards; `key` is the table's parameter and column."""
    parameter, column = key.split(":")
    downwards = chosen == f"-{column}"
    href = query(context, **{parameter: column if downwards else f"-{column}"})
    current = chosen.lstrip("-") == column
    return {"href": f"{href}#{anchor}", "word": word, "current": current, "downwards": downwards}


@register.filter
def colour_full(colour: str) -> str:
    """The colour's whole word: Green code, Yellow code …"""
    return str(colour_named(colour).word)


@register.inclusion_tag("console/parts/colour_mark.html")
def colour_mark(colour: str) -> dict[str, Any]:
    """The colour's shape with its word for readers of the screen, where a whole label would shout."""
    return {"colour": colour_named(colour)}


register.filter("figure", book_words.figure)
register.filter("figure_with_unit", book_words.figure_with_unit)
register.filter("unit_word", book_words.unit_word)
register.filter("role_word", desk_words.role)
register.filter("purpose_word", desk_words.purpose)
register.filter("cause_word", desk_words.cause)
register.filter("act_word", desk_words.act)
register.filter("upload_state_word", desk_words.upload_state)


@register.filter
def signed(number: int) -> str:
    """A difference with its sign: +1,204, −38, 0."""
    return f"{number:+,}".replace("-", "−") if number else "0"


@register.filter
def record_result(record: Evidence) -> str:
    """The word for what a record says."""
    return words.result(record.kind, record.result) or "–"


UPLOAD_TONES = {"staged": "co-tag-warn", "applied": "co-tag-good", "refused": "co-tag-bad"}


@register.simple_tag
def upload_tag(state: str) -> SafeString:
    """The state of an upload as a small label."""
    tone = UPLOAD_TONES.get(state, "")
    return format_html('<span class="co-tag {}">{}</span>', tone, desk_words.upload_state(state))


DRAFT_TONES = {"proposed": "co-tag-warn", "published": "co-tag-good"}


@register.simple_tag
def draft_tag(state: str) -> SafeString:
    """The state of a draft of rules as a small label."""
    return format_html('<span class="co-tag {}">{}</span>', DRAFT_TONES.get(state, ""), desk_words.draft_state(state))


@register.filter
def in_language(text: Mapping[str, str]) -> str:
    """The reader's half of a text in two languages."""
    return words.said(text)


@register.filter
def cell(cells: Mapping[str, str], key: str) -> str:
    """One cell of a row by its column's key."""
    return cells.get(key, "")
