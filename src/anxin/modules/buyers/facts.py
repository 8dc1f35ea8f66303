"""What the light is given of a firm: from its records, the lists, what exporters reported, and the order itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from anxin.modules.buyers import queries
from anxin.modules.buyers.enums import Outcome, Terms
from anxin.modules.buyers.models import Report
from anxin.modules.buyers.screening import Hit, state_of
from anxin.modules.buyers.subjects import Subject
from anxin.modules.buyers.terms import BuyerTerms

LATE_YEAR = timedelta(days=365)
GONE = {"inactive": "dissolved", "dissolved": "dissolved", "insolvent": "insolvent", "active": "active"}


@dataclass(frozen=True)
class Order:
    """What an exporter says of the order. `share`: percent of what the buyer buys in a year."""

    terms: Terms | None = None
    share: int | None = None


def facts_of(
    subject: Subject, terms: BuyerTerms, hits: list[Hit], order: Order, *, at: datetime, chosen: bool = True
) -> dict[str, Any]:
    """The facts by the names of the table; what is not known is left out. `chosen`: the asker said that this is it."""
    today = queries.day_of(at)
    status, kind = subject.fact("status"), terms.country_risk(subject.first.country)
    screened = queries.screened_at(terms)
    fresh = screened is not None and screened > at - timedelta(hours=terms.screened_within)
    numbered = any(subject.identifiers.get(key) for key in ("lei", "register"))
    found: dict[str, Any] = {
        "identity": ("numbered" if numbered else "chosen") if chosen else None,
        "lists": "fresh" if fresh else "stale",
        "list_match": state_of(hits) if screened is not None else None,
        "status": GONE.get(status.value) if status else None,
        "country_status": kind[0],
        "country_class": kind[1],
        "founded_on": _day(subject, "founded", today),
        "filing": _filing(subject, today),
        "terms": str(order.terms) if order.terms else None,
        "amount_share": order.share,
        "accounts_on": _day(subject, "accounts_made_up", today),
        "z2": _number(subject, "z2"),
        "sector": _one_of(subject, "sector_index", ("low", "middle", "high")),
        **experience(queries.reports_of(subject.ids, on=today), late_after=terms.late_after, on=today),
    }
    return {key: value for key, value in found.items() if value is not None}


def experience(reports: Iterable[Report], *, late_after: int, on: date) -> dict[str, Any]:
    """Payments of two years: how many are known, how late on average, and how many claims are open or settled."""
    late, unpaid, settled = list[int](), 0, 0
    for one in reports:
        if one.outcome == Outcome.UNPAID:
            overdue = (on - one.due_on).days
            unpaid += overdue > late_after
            late.append(max(0, overdue))
        else:
            late.append(max(0, ((one.paid_on or one.due_on) - one.due_on).days))
            settled += one.outcome == Outcome.SETTLED
    found: dict[str, Any] = {"open_claims": unpaid, "settled_claims": settled, "experiences": len(late)}
    if late:
        found["days_late"] = round(sum(late) / len(late))
    return found


def _filing(subject: Subject, today: date) -> str | None:
    """Whether returns are filed in time, by the worst that any register says."""
    overdue = [
        (today - due).days for key in ("accounts_due", "lei_renewal") if (due := _day(subject, key, None)) is not None
    ]
    if not overdue:
        return None
    worst = max(overdue)
    return "on_time" if worst <= 0 else "late" if worst <= LATE_YEAR.days else "very_late"


def _day(subject: Subject, key: str, latest: date | None) -> date | None:
    held = subject.fact(key)
    if held is None:
        return None
    try:
        found = date.fromisoformat(held.value[:10])
    except ValueError:
        return None
    return found if latest is None or found <= latest else None


def _number(subject: Subject, key: str) -> Decimal | None:
    held = subject.fact(key)
    try:
        found = Decimal(held.value) if held else None
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() else None


def _one_of(subject: Subject, key: str, known: tuple[str, ...]) -> str | None:
    held = subject.fact(key)
    return held.value if held and held.value in known else None
