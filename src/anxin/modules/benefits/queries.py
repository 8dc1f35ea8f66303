"""Reading mutual aid: versions, figures, the fund. Whose name may stand beside a figure is `showing`'s business."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from anxin.kernel.ledger import queries as ledger
from anxin.kernel.ledger.models import Book, Line
from anxin.kernel.parties.models import Party
from anxin.modules.benefits.models import Claim, ClaimEvent, Enrolment, Payment, Roster, SchemeVersion
from anxin.modules.benefits.refusing import no_such_claim, no_such_scheme
from anxin.modules.benefits.terms import PAYMENT, PREMIUM, REFUND, Cycle, Scheme


def schemes_in_force(pack: str = "") -> QuerySet[SchemeVersion]:
    """The schemes that new rosters and claims come in under, by name."""
    held = SchemeVersion.objects.exclude(slot=None).order_by("name")
    return held.filter(name__startswith=f"{pack}/") if pack else held


def version_in_force(name: str) -> SchemeVersion:
    """The scheme "pack/scheme" as it is in force. Raises NotFound."""
    held = SchemeVersion.objects.filter(slot=name).first()
    if held is None:
        raise no_such_scheme()
    return held


@dataclass(frozen=True)
class Fund:
    """A fund at the end of a day, in fen, from the book's lines alone. `claims`: all that was paid out; `reversals`:
    what of it came back; `refunds`: premiums given back."""

    premiums: int
    claims: int
    reversals: int
    refunds: int
    balance: int

    @property
    def whole(self) -> bool:
        """Whether what came in, less what went out, is what is there."""
        return self.balance == self.premiums - self.claims + self.reversals - self.refunds


def fund(scheme: Scheme, book: Book, *, on: date | None = None) -> Fund:
    """The fund of a scheme at the end of a day; without a day, of all that is written."""
    moved = {name: _moved(book, one.slug, on) for name, one in scheme.movements.items()}
    premium, payment = moved[PREMIUM], moved[PAYMENT]
    refund = moved.get(REFUND, (0, 0))
    kind = scheme.movements[PAYMENT].source
    return Fund(
        premiums=premium[0] - premium[1],
        claims=payment[0],
        reversals=payment[1],
        refunds=refund[0] - refund[1],
        balance=ledger.totals(book, on=on).get(kind, 0),
    )


def _moved(book: Book, movement: str, on: date | None) -> tuple[int, int]:
    """How much a movement moved, and how much of it was reversed."""
    lines = Line.objects.filter(posting__book=book, posting__movement=movement, amount__gt=0)
    if on is not None:
        lines = lines.filter(posting__day__lte=on)
    found = lines.aggregate(
        done=Sum("amount", filter=Q(posting__reverses=None)), undone=Sum("amount", filter=~Q(posting__reverses=None))
    )
    return found["done"] or 0, found["undone"] or 0


def beneficiaries(scheme: Scheme, book: Book, *, since: date | None = None, until: date | None = None) -> Any:
    """Who was paid and how much: a row for each person (`owner`, `fen`), from the lines of the book between two days,
    both included. `BenefitSums` and `showing.beneficiaries_of` read this very query."""
    kind = scheme.movements[PAYMENT].target
    lines = Line.objects.filter(account__book=book, account__kind=kind)
    if since is not None:
        lines = lines.filter(posting__day__gte=since)
    if until is not None:
        lines = lines.filter(posting__day__lte=until)
    return lines.order_by().values("account__owner").annotate(fen=Sum("amount")).filter(fen__gt=0)


@dataclass(frozen=True)
class BenefitSums:
    """How many people were paid, and how much in all, in fen."""

    people: int
    fen: int


def benefit_sums(scheme: Scheme, book: Book, *, since: date | None = None, until: date | None = None) -> BenefitSums:
    """The people who were paid and the sum; two figures of one query over `beneficiaries`."""
    found = beneficiaries(scheme, book, since=since, until=until).aggregate(people=Count("fen"), all=Sum("fen"))
    return BenefitSums(found["people"], found["all"] or 0)


def enrolment_of(scheme: str, cycle: str, person: Party) -> Enrolment | None:
    """A person's place in a cycle, None without one."""
    rows = Enrolment.objects.select_related("roster__union", "roster__unit", "roster__payment", "person")
    return rows.filter(scheme=scheme, cycle=cycle, person=person).first()


def enrolments_of(person: Party) -> QuerySet[Enrolment]:
    """Every cycle a person is or was in."""
    return Enrolment.objects.filter(person=person).select_related("roster__union").order_by("scheme", "cycle")


def claim_of(public_id: str) -> Claim:
    """A claim by its number. Raises NotFound."""
    rows = Claim.objects.select_related("version", "person", "enrolment__roster__union")
    held = rows.filter(public_id=public_id).first()
    if held is None:
        raise no_such_claim()
    return held


def claims(scheme: str, cycle: str = "", standing: str = "") -> QuerySet[Claim]:
    """The claims of a scheme as a desk lists them: what, where it stands, how much; of whom, only `showing` says."""
    held = Claim.objects.filter(scheme=scheme).order_by("-pk")
    held = held.filter(cycle=cycle) if cycle else held
    return held.filter(standing=standing) if standing else held


def standings(scheme: str, cycle: str = "") -> dict[str, int]:
    """How many claims stand where."""
    held = claims(scheme, cycle).order_by()
    return dict(held.values_list("standing").annotate(Count("pk")).order_by("standing"))


def events_of(claim: Claim) -> list[ClaimEvent]:
    """What happened to a claim, in order."""
    return list(ClaimEvent.objects.filter(claim=claim).select_related("posting").order_by("seq"))


def rosters(scheme: str, cycle: str = "", union: Party | None = None) -> QuerySet[Roster]:
    """The rosters of a scheme, the newest first."""
    held = Roster.objects.filter(version__name=scheme).select_related("union", "unit", "payment").order_by("-pk")
    held = held.filter(cycle=cycle) if cycle else held
    return held.filter(union=union) if union else held


def payments(scheme: str, cycle: str = "") -> QuerySet[Payment]:
    """The premiums that came in, the newest first."""
    held = Payment.objects.filter(scheme=scheme).select_related("union", "posting").order_by("-pk")
    return held.filter(cycle=cycle) if cycle else held


@dataclass(frozen=True)
class Left:
    """What a person had of a cycle, and what is left below the ceiling, in fen."""

    had: int
    left: int


def left_of(cycle: Cycle, had: int) -> Left:
    return Left(had, max(0, cycle.ceiling - had))
