"""Quantities of books in words: money in yuan with two places, everything else whole, with its word."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from anxin.kernel.ledger.units import Unit
from anxin.kernel.ledger.wording import in_words


def figure(amount: int, unit: str) -> str:
    """65,200.00 for 6 520 000 fen, 1,500 for as many parcels; a true minus sign below nothing."""
    said = f"{abs(amount) // 100:,}.{abs(amount) % 100:02d}" if unit == Unit.FEN else f"{abs(amount):,}"
    return f"−{said}" if amount < 0 else said


def plain_figure(amount: int, unit: str) -> Decimal:
    """The same as a number that spreadsheets reckon with: yuan, or whole."""
    return Decimal(amount).scaleb(-2) if unit == Unit.FEN else Decimal(amount)


def unit_word(unit: str) -> str:
    words = {
        Unit.FEN: _("yuan"),
        Unit.SEATS: _("places"),
        Unit.PARCELS: _("parcels"),
        Unit.ROOMS: _("rooms"),
        Unit.GRAMS: _("grams"),
    }
    return words[Unit(unit)]


def figure_with_unit(amount: int, unit: str) -> str:
    """The same with its word, as the ledger itself says it."""
    return in_words(Unit(unit), amount)
