"""Sentences in both languages: English as written here, Chinese from the catalogue beside it. Knows no Django."""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

LOCALE = Path(__file__).with_name("locale")
CHINESE, ENGLISH = "zh", "en"


def gettext_noop(text: str) -> str:
    """Mark a text for the catalogue."""
    return text


@cache
def _chinese() -> gettext.NullTranslations:
    return gettext.translation("django", LOCALE, languages=["zh_Hans"], fallback=True)


@dataclass(frozen=True)
class Sentence:
    """A text with places for values; ``said`` gives it in a language, ``str()`` in English.

    Values that are sentences, or tuples of them, are said in the same language.
    """

    text: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def said(self, language: str) -> str:
        """The text in Chinese for "zh" (and "zh-hans"), else in English."""
        text = _chinese().gettext(self.text) if language.startswith(CHINESE) else self.text
        values = {name: _said(value, language) for name, value in self.values.items()}
        return text % values if values else text

    def __str__(self) -> str:
        return self.said(ENGLISH)


@dataclass(frozen=True)
class Named:
    """A name that is different words in different languages."""

    zh: str
    en: str

    def said(self, language: str) -> str:
        """The name in a language."""
        return self.zh if language.startswith(CHINESE) else self.en

    def __str__(self) -> str:
        return self.en


@dataclass(frozen=True)
class Listed:
    """Several sentences one after the other, with what stands between two of them."""

    parts: tuple[Any, ...]
    between: Sentence | Named = Named("，", ", ")

    def said(self, language: str) -> str:
        """All of them in a language."""
        return self.between.said(language).join(_said(part, language) for part in self.parts)

    def __str__(self) -> str:
        return self.said(ENGLISH)


Words = Sentence | Named | Listed


def _said(value: object, language: str) -> str:
    return value.said(language) if isinstance(value, Sentence | Named | Listed) else str(value)
