"""The gate: what a desk, an auditor or the person is shown of claims and of who was paid. Each reading is written
down with those it was about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from anxin.kernel.access.rules import Purpose
from anxin.kernel.cases.enums import Duty
from anxin.kernel.cases.forms import Words
from anxin.kernel.cases.rights import may_from_seat
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.parties.identifiers import mask_name
from anxin.kernel.parties.models import Party
from anxin.modules.benefits import queries
from anxin.modules.benefits.booking import book_of, paid_before
from anxin.modules.benefits.deciding import Decided
from anxin.modules.benefits.enums import FactKind, Happened
from anxin.modules.benefits.models import Claim, ClaimEvent, Enrolment
from anxin.modules.benefits.owning import OwnClaim
from anxin.modules.benefits.recording import cycle_of, decision_of, facts_of, scheme_of
from anxin.modules.benefits.refusing import yuan
from anxin.modules.benefits.rights import require
from anxin.modules.benefits.terms import Cycle, FactAsked, Item, Scheme
from anxin.modules.benefits.wording import STEPS, standing_word

DUTIES = (Duty.APPROVE, Duty.PAY, Duty.KEEP)


@dataclass(frozen=True)
class FactShown:
    """A fact as people read it, and who supplied it."""

    name: str
    title: Words
    value: str
    source: str


@dataclass(frozen=True)
class StepShown:
    """A step of a claim. `words`: what was decided then, a sentence each; `detail`: rule, note, amounts."""

    seq: int
    kind: str
    title: str
    at: datetime
    by: str
    detail: dict[str, Any]
    decided: Decided | None
    posting: int | None

    @property
    def words(self) -> tuple[Words, ...]:
        return self.decided.words if self.decided else ()


@dataclass(frozen=True)
class ClaimPage:
    """A claim whole. `left`: what the person had and has left in the cycle; `appeal`: where to object."""

    claim: Claim
    scheme: Scheme
    cycle: Cycle
    item: Item
    name: str
    standing: str
    facts: tuple[FactShown, ...]
    steps: tuple[StepShown, ...]
    left: queries.Left
    appeal: Words

    @property
    def refusal(self) -> StepShown | None:
        """The step that refused the claim, where it stands refused."""
        last = self.steps[-1] if self.steps else None
        return last if last is not None and last.kind == Happened.REFUSED else None


@transaction.atomic
def claim_at_desk(*, by: Actor, at: datetime, public_id: str) -> ClaimPage:
    """A claim opened at a desk that approves, pays or keeps the books, or at that of its union. The reading is written
    down. Raises Refused, NotFound."""
    held = queries.claim_of(public_id)
    scheme = scheme_of(held.version)
    if not any(may_from_seat(by, at, scheme.pack, duty, scheme.area) for duty in DUTIES):
        require(by, at, scheme, Duty.ENTER, held.enrolment.roster.union)
    _read(by, at, "benefit.read", Purpose.CASE_WORK, [held.person], ["mutual_aid", "name"], claim=held.public_id)
    return _page(held, held.person.name)


@transaction.atomic
def own_page(*, own: OwnClaim, at: datetime) -> ClaimPage:
    """One's own claim, with the surname: enough to know it by, too little for who finds the link."""
    held = queries.claim_of(own.public_id)
    _read(
        own.by,
        at,
        "benefit.read",
        Purpose.OWN_REQUEST,
        [held.person],
        ["masked_name", "mutual_aid"],
        claim=held.public_id,
    )
    return _page(held, mask_name(held.person.name))


def _page(claim: Claim, name: str) -> ClaimPage:
    scheme = scheme_of(claim.version)
    cycle, item = cycle_of(scheme, claim.cycle), scheme.items[claim.item]
    return ClaimPage(
        claim=claim,
        scheme=scheme,
        cycle=cycle,
        item=item,
        name=name,
        standing=standing_word(claim.standing),
        facts=_facts(item, claim),
        steps=tuple(_step(one) for one in queries.events_of(claim)),
        left=left_in(scheme, cycle, claim.person_id),
        appeal=scheme.appeal,
    )


def _facts(item: Item, claim: Claim) -> tuple[FactShown, ...]:
    facts, sources = facts_of(claim)
    return tuple(
        FactShown(name, asked.title, _value(asked, facts[name]), sources.get(name, ""))
        for name, asked in item.facts.items()
        if name in facts
    )


def _value(asked: FactAsked, value: Any) -> str:
    if asked.kind is FactKind.FEN:
        return yuan(value)
    if asked.kind is FactKind.YES_NO:
        return "yes" if value else "no"
    return str(asked.choices.get(str(value), value))


def _step(event: ClaimEvent) -> StepShown:
    kept = decision_of(event)
    return StepShown(
        seq=event.seq,
        kind=event.kind,
        title=str(STEPS[Happened(event.kind)]),
        at=event.at,
        by=event.by,
        detail=event.detail,
        decided=kept.decided if kept else None,
        posting=event.posting.number if event.posting else None,
    )


def left_in(scheme: Scheme, cycle: Cycle, person_id: int) -> queries.Left:
    """What a person had of a cycle and has left, from the book."""
    there = paid_before(book_of(scheme), scheme, cycle, [person_id]).get(person_id, {})
    return queries.left_of(cycle, sum(there.values()))


@dataclass(frozen=True)
class CycleOfPerson:
    """A cycle a person is in."""

    enrolment: Enrolment
    scheme: Scheme
    cycle: Cycle
    left: queries.Left


@transaction.atomic
def own_cycles(*, by: Actor, at: datetime) -> list[CycleOfPerson]:
    """The cycles a signed-in person is in, with what they had and have left in each."""
    person = Party.objects.filter(pk=by.party_id or 0).first()
    if person is None:
        return []
    found = []
    for one in queries.enrolments_of(person).select_related("roster__version"):
        scheme = scheme_of(one.roster.version)
        cycle = cycle_of(scheme, one.cycle)
        found.append(CycleOfPerson(one, scheme, cycle, left_in(scheme, cycle, person.pk)))
    _read(by, at, "benefit.read", Purpose.OWN_RECORD, [person], ["mutual_aid"])
    return found


@dataclass(frozen=True)
class Paid:
    """A person who was paid, and how much in all, in fen."""

    public_id: str
    name: str
    fen: int


@transaction.atomic
def beneficiaries_of(
    *,
    by: Actor,
    at: datetime,
    scheme: str,
    since: date | None = None,
    until: date | None = None,
    start: int = 0,
    most: int = 100,
) -> list[Paid]:
    """Who was paid how much, by public id, a page at a time, for those who approve, pay or keep the books. The rows are
    those that `queries.benefit_sums` counts and sums. An auditor reads the names masked. Raises Refused."""
    terms = scheme_of(queries.version_in_force(scheme))
    audits = by.role == Role.AUDITOR
    if not audits and not any(may_from_seat(by, at, terms.pack, duty, terms.area) for duty in DUTIES):
        require(by, at, terms, Duty.KEEP)
    rows = queries.beneficiaries(terms, book_of(terms), since=since, until=until)
    page = list(rows.order_by("account__owner__public_id")[start : start + most].values_list("account__owner", "fen"))
    wanted = Party.objects.filter(pk__in=[owner for owner, _fen in page])
    people = {pk: (public_id, name) for pk, public_id, name in wanted.values_list("pk", "public_id", "name")}
    shown = mask_name if audits else str
    found = [Paid(people[owner][0], shown(people[owner][1]), fen) for owner, fen in page]
    journal.write(
        by=by,
        at=at,
        act="benefit.list",
        purpose=Purpose.AUDIT if audits else Purpose.CASE_WORK,
        subjects=[one.public_id for one in found],
        detail={"scheme": scheme, "start": start, "fields": ["amount", "masked_name" if audits else "name"]},
        is_read=True,
    )
    return found


def _read(
    by: Actor, at: datetime, act: str, purpose: Purpose, people: Sequence[Party], fields: list[str], **more: Any
) -> None:
    subjects = [one.public_id for one in people]
    detail = {**more, "fields": fields}
    journal.write(by=by, at=at, act=act, purpose=purpose, subjects=subjects, detail=detail, is_read=True)
