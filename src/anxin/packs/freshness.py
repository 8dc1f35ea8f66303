"""When a fact is due for refresh. Province 2020-07-05: information is refreshed at least every half-year.

A fact with an end date of its own is not meant, and a state (card, employment …) lasts until its source ends it.
"""

from __future__ import annotations

from datetime import date, timedelta

from anxin.packs.pack import Pack


def fresh_until(pack: Pack, kind: str, valid_from: date, valid_until: date | None) -> date | None:
    """The last day a fact needs no refresh; None for facts that are never due."""
    form = pack.evidence_kinds.get(kind)
    if valid_until is not None or form is None or form.is_state:
        return None
    return months_later(valid_from, pack.freshness(kind))


def refresh_due(pack: Pack, kind: str, valid_from: date, valid_until: date | None, *, on: date) -> bool:
    last = fresh_until(pack, kind, valid_from, valid_until)
    return last is not None and last < on


def kinds_refreshed(pack: Pack) -> list[str]:
    """The kinds of which a fact can be due for refresh."""
    return [slug for slug, form in pack.evidence_kinds.items() if not form.is_state]


def months_later(day: date, months: int) -> date:
    """The same day of a later (or, below zero, earlier) month, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - timedelta(days=1)).day))
