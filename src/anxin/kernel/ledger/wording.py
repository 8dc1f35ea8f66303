"""Titles and quantities as a reader is told them."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anxin.kernel.ledger.units import Unit


def told(title: Mapping[str, str], fallback: str) -> str:
    """A title of the terms in the reader's language; a missing English is told in Chinese."""
    chosen = "en" if (get_language() or "zh").startswith("en") else "zh"
    return title.get(chosen) or title.get("zh") or fallback


def in_words(unit: Unit, amount: int) -> str:
    """So many of a unit with its word; money in yuan, such as "1,214.00 yuan"."""
    sign, many = ("-" if amount < 0 else ""), abs(amount)
    match unit:
        case Unit.FEN:
            return _("%(number)s yuan") % {"number": f"{sign}{many // 100:,}.{many % 100:02}"}
        case Unit.SEATS:
            words = _("%(number)s places")
        case Unit.PARCELS:
            words = _("%(number)s parcels")
        case Unit.ROOMS:
            words = _("%(number)s rooms")
        case Unit.GRAMS:
            words = _("%(number)s grams")
    return words % {"number": f"{sign}{many:,}"}
