"""What a cycle comes to: people enrolled, premiums due and in, people paid, fen paid. Counts, never a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum

from anxin.kernel.ledger.models import Book
from anxin.modules.benefits import queries
from anxin.modules.benefits.enums import RosterState
from anxin.modules.benefits.models import Roster
from anxin.modules.benefits.terms import Cycle, Scheme


@dataclass(frozen=True)
class CycleFigures:
    """`due` and `came`: premiums owed by rosters that were read, and of them those that came in; fen. `paid_people`
    and `paid` are read from the lines of the book."""

    cycle: Cycle
    rosters: int
    people: int
    due: int
    came: int
    paid_people: int
    paid: int


def figures_of(scheme: Scheme, book: Book) -> list[CycleFigures]:
    """Every cycle of a scheme, the newest first."""
    name = f"{scheme.pack}/{scheme.slug}"
    rows = Roster.objects.filter(version__name=name, state=RosterState.ENROLLED).order_by().values("cycle")
    sums = rows.annotate(
        count=Count("pk"), all=Sum("people"), owed=Sum("due"), came=Sum("due", filter=~Q(payment=None))
    )
    enrolled: dict[str, dict[str, Any]] = {one["cycle"]: {**one} for one in sums}
    found = []
    for cycle in sorted(scheme.cycles.values(), key=lambda one: one.cover_from, reverse=True):
        held = enrolled.get(cycle.key, {})
        people, paid = _paid(scheme, book, cycle)
        found.append(
            CycleFigures(
                cycle=cycle,
                rosters=held.get("count", 0),
                people=held.get("all") or 0,
                due=held.get("owed") or 0,
                came=held.get("came") or 0,
                paid_people=people,
                paid=paid,
            )
        )
    return found


def _paid(scheme: Scheme, book: Book, cycle: Cycle) -> tuple[int, int]:
    """How many were paid in a cycle, and how much."""
    rows = queries.beneficiaries(scheme, book).filter(account__part=cycle.key)
    found = rows.aggregate(people=Count("fen"), all=Sum("fen"))
    return found["people"], found["all"] or 0


def carried(fund: queries.Fund) -> int:
    """What of a fund's balance came neither as a premium nor went as a benefit: left from earlier years; fen."""
    return fund.balance - (fund.premiums - fund.claims + fund.reversals - fund.refunds)


def waiting_for_payment(scheme: str, cycle: str) -> tuple[int, int]:
    """How many claims are approved and not paid, and how much they come to as they were decided last; fen."""
    found = queries.claims(scheme, cycle, "approved").order_by().aggregate(count=Count("pk"), all=Sum("amount"))
    return found["count"], found["all"] or 0
