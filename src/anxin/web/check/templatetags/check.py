"""`{% both %}`: a text in both languages, of which the stylesheet shows one."""

from __future__ import annotations

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import override

register = template.Library()


@register.simple_tag
def both(text: Promise | str) -> SafeString:
    """The text in Chinese and in English, each in a span of its own; no `lang`, because only one of them is drawn."""
    with override("zh-hans"):
        chinese = str(text)
    with override("en"):
        return format_html('<span class="zh">{}</span><span class="en">{}</span>', chinese, str(text))
