"""Claims: entered at a desk, decided at once, corrected and decided anew. Both decisions stay."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anxin.kernel.cases.enums import Duty
from anxin.kernel.errors import Invalid
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.ledger.models import Book
from anxin.kernel.parties.models import Party
from anxin.modules.benefits.booking import befores, book_of, paid_before
from anxin.modules.benefits.deciding import Before, decide
from anxin.modules.benefits.enums import FactKind, Happened, Standing
from anxin.modules.benefits.models import Claim, ClaimEvent, Enrolment, SchemeVersion
from anxin.modules.benefits.queries import claim_of, enrolment_of, version_in_force
from anxin.modules.benefits.recording import (
    Kept,
    Step,
    bill_key_of,
    cycle_of,
    facts_of,
    record,
    scheme_of,
    sealed_facts,
    standing_after_decision,
)
from anxin.modules.benefits.refusing import no_such_item, not_enrolled, not_whole, refused, same_bill
from anxin.modules.benefits.rights import require, require_account
from anxin.modules.benefits.terms import Cycle, FactAsked, Item, Scheme

LARGEST = 10**13  # fen; a fact beyond it is a slip of the hand


def understood(scheme: Scheme, item: Item, said: Mapping[str, str]) -> dict[str, Any]:
    """The facts of a claim, checked. Raises Invalid at the first that is missing, unknown or unreadable."""
    unknown = sorted(set(said) - set(item.facts))
    if unknown:
        raise Invalid(_("This item asks for no such fact."), field=unknown[0][:40], allowed=", ".join(item.facts))
    found = {}
    for name, asked in item.facts.items():
        text = str(said.get(name, "")).strip()
        if not text:
            raise not_whole(scheme, item, name)
        found[name] = value_of(name, asked, text)
    return found


def value_of(name: str, asked: FactAsked, text: str) -> Any:
    """One fact as it is kept: fen and counts as whole numbers, a day as ISO text, yes and no as a boolean."""
    wrong = Invalid(
        _("“%(title)s” cannot be read.") % {"title": asked.title}, field=name, read=text[:60], allowed=_allowed(asked)
    )
    match asked.kind:
        case FactKind.FEN | FactKind.COUNT:
            if not (text.isascii() and text.isdigit() and len(text) <= 14 and int(text) <= LARGEST):
                raise wrong
            return int(text)
        case FactKind.CHOICE:
            if text not in asked.choices:
                raise wrong
            return text
        case FactKind.YES_NO:
            if text not in {"yes", "no"}:
                raise wrong
            return text == "yes"
        case FactKind.DATE:
            try:
                return date.fromisoformat(text).isoformat()
            except ValueError:
                raise wrong from None


def _allowed(asked: FactAsked) -> str:
    match asked.kind:
        case FactKind.FEN:
            return _("whole fen, such as 123456 for 1,234.56 yuan")
        case FactKind.COUNT:
            return _("a whole number")
        case FactKind.CHOICE:
            return ", ".join(f"{key} ({title})" for key, title in asked.choices.items())
        case FactKind.YES_NO:
            return "yes, no"
        case FactKind.DATE:
            return _("a day such as 2021-12-16")


def item_of(scheme: Scheme, slug: str) -> Item:
    """An item of a scheme. Raises NotFound."""
    held = scheme.items.get(slug)
    if held is None:
        raise no_such_item(scheme)
    return held


def covered(scheme: Scheme, cycle: Cycle, name: str, person: Party) -> Enrolment:
    """A person's place in a cycle whose premium came in. Raises Refused."""
    held = enrolment_of(name, cycle.key, person)
    if held is None:
        raise not_enrolled(scheme, cycle)
    if held.roster.payment_id is None:
        why = _("Cover begins with the premium, and that of this roster has not come in.")
        raise refused(scheme, "premium", _("The premium is not paid yet."), why=why, todo=_("Ask your union."))
    return held


@transaction.atomic
def enter_claim(
    *,
    by: Actor,
    at: datetime,
    scheme: str,
    cycle: str,
    item: str,
    person: Party,
    facts: Mapping[str, str],
    hospital: str = "",
    bill: str = "",
    sources: Mapping[str, str] | None = None,
) -> Claim:
    """Enter a claim at a desk and decide it. One for which nothing is due is refused at once, by the rules.

    `sources`: who supplied a fact, where that is not whoever enters it. Raises Refused for who is not enrolled and for
    a bill that was claimed before, Invalid for facts that cannot be read.
    """
    version = version_in_force(scheme)
    terms = scheme_of(version)
    chosen, wanted = cycle_of(terms, cycle), item_of(terms, item)
    enrolment = covered(terms, chosen, scheme, person)
    require(by, at, terms, Duty.ENTER, enrolment.roster.union)
    require_account(by, terms, "enter")
    held = understood(terms, wanted, facts)
    told = {name: (sources or {}).get(name, by.label)[:80] for name in held}
    claim = begun(version, enrolment, wanted, held, told, at=at, hospital=hospital, bill=bill)
    [kept] = decide_now(terms, [claim])
    standing = standing_after_decision(claim, kept.decided, offered=False, consented=False)
    record(by=by, at=at, steps=[Step(claim, Happened.ENTERED, Standing.ENTERED, kept=kept)])
    _note(by, at, claim, "benefit.enter")
    if standing == Standing.REFUSED:
        refuse_by_rules(at=at, claims=[(claim, kept)])
    return claim


def begun(
    version: SchemeVersion,
    enrolment: Enrolment,
    item: Item,
    facts: Mapping[str, Any],
    sources: Mapping[str, str],
    *,
    at: datetime,
    hospital: str,
    bill: str,
    token_digest: str | None = None,
) -> Claim:
    """A claim's row, before its first step. Raises Refused for a bill that was claimed before, Invalid without one."""
    scheme = scheme_of(version)
    if item.bill and not (hospital.strip() and bill.strip()):
        raise Invalid(_("The hospital and the number of its bill are missing."), field="bill")
    claim = Claim(
        version=version,
        scheme=enrolment.scheme,
        cycle=enrolment.cycle,
        item=item.slug,
        person=enrolment.person,
        enrolment=enrolment,
        facts_sealed=sealed_facts(facts, sources),
        bill_key=bill_key_of(scheme, item, hospital, bill) if item.bill else None,
        token_digest=token_digest,
        entered_at=at,
        standing=Standing.ENTERED,
    )
    try:
        with transaction.atomic():
            claim.save()
    except IntegrityError:
        raise same_bill(scheme) from None
    return claim


def decide_now(scheme: Scheme, claims: list[Claim], book: Book | None = None) -> list[Kept]:
    """Decide claims of one scheme and cycle as the book stands. Claims of one person are decided as if those before
    were paid what they are due: so is a run of payments."""
    held = book or book_of(scheme)
    cycle = cycle_of(scheme, claims[0].cycle)
    held.refresh_from_db(fields=["postings"])
    until = held.postings
    known = befores(paid_before(held, scheme, cycle, {one.person_id for one in claims}))
    found = []
    for claim in claims:
        facts, sources = facts_of(claim)
        before = tuple(known.get(claim.person_id, ()))
        decided = decide(scheme, cycle, scheme.items[claim.item], facts, before)
        found.append(Kept(facts, sources, before, until, decided))
        if decided.payable:
            ahead = Before(claim.public_id, claim.item, facts, decided.payable)
            known[claim.person_id] = [*before, ahead]
    return found


def refuse_by_rules(*, at: datetime, claims: list[tuple[Claim, Kept]]) -> None:
    """Write down that nothing is due for claims, as their decision says."""
    system = Actor.system("rules")
    steps = [
        Step(claim, Happened.REFUSED, Standing.REFUSED, {"rule": rule_of(claim, kept)}, kept) for claim, kept in claims
    ]
    record(by=system, at=at, steps=steps)
    subjects = [claim.person.public_id for claim, _kept in claims]
    journal.write(by=system, at=at, act="benefit.refuse", subjects=subjects, detail={"claims": len(claims)})


def rule_of(claim: Claim, kept: Kept) -> str:
    """The rule a decision rests on, as a refusal names it: its item and the table's reason, or that nothing is left."""
    name = f"{claim.scheme.replace('/', '.')}.{claim.item}"
    if kept.decided.amount:
        return f"{name}.nothing-left"
    return f"{name}.{kept.decided.reason or 'none'}"


@transaction.atomic
def correct_fact(*, by: Actor, at: datetime, claim: str, fact: str, value: str, source: str) -> Claim:
    """Put a fact of a claim right. It is decided anew by itself; the decision before stays beside the new one, and what
    was approved is to be approved again. Raises Conflict for a claim that is paid: its payment is reversed first."""
    held = held_claim(claim)
    scheme = scheme_of(held.version)
    require(by, at, scheme, Duty.ENTER, held.enrolment.roster.union)
    require_account(by, scheme, "correct")
    item = scheme.items[held.item]
    facts, sources = facts_of(held)
    if fact not in item.facts:
        raise Invalid(_("This item asks for no such fact."), field=fact[:40], allowed=", ".join(item.facts))
    facts[fact] = value_of(fact, item.facts[fact], value.strip())
    sources[fact] = source.strip()[:80] or by.label[:80]
    held.facts_sealed = sealed_facts(facts, sources)
    held.save(update_fields=["facts_sealed"])
    [kept] = decide_now(scheme, [held])
    kinds = set(ClaimEvent.objects.filter(claim=held).values_list("kind", flat=True))
    offered, consented = Happened.OFFERED in kinds, Happened.CONSENTED in kinds
    standing = standing_after_decision(held, kept.decided, offered=offered, consented=consented)
    open_again = Standing.OFFERED if offered and not consented else Standing.ENTERED
    landed = open_again if standing == Standing.REFUSED else standing
    record(by=by, at=at, steps=[Step(held, Happened.CORRECTED, landed, {"fact": fact}, kept)])
    _note(by, at, held, "benefit.correct", fact=fact)
    if standing == Standing.REFUSED:
        refuse_by_rules(at=at, claims=[(held, kept)])
    return held


def held_claim(public_id: str) -> Claim:
    """A claim, held by this transaction. Raises NotFound."""
    Claim.objects.select_for_update().only("pk").filter(public_id=public_id).first()
    return claim_of(public_id)


def _note(by: Actor, at: datetime, claim: Claim, act: str, **more: Any) -> None:
    detail = {"scheme": claim.scheme, "claim": claim.public_id, "amount": claim.amount, **more}
    journal.write(by=by, at=at, act=act, subjects=[claim.person.public_id], detail=detail)
