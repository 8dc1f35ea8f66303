"""One claim at a desk: its facts, its decision with every reason, what happened; and what may be done with it, or why
not."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from anxin.kernel.errors import AnxinError, NotFound
from anxin.kernel.journal.actor import Actor
from anxin.modules.benefits import approving, claiming, paying, showing
from anxin.modules.benefits.enums import FactKind, Happened, Standing
from anxin.modules.benefits.models import Claim
from anxin.modules.benefits.paying import HANDS
from anxin.modules.benefits.recording import AFTER
from anxin.modules.benefits.replaying import replay
from anxin.modules.benefits.rights import ENTERING, fault_of_hand, hands
from anxin.modules.benefits.showing import ClaimPage, FactShown, StepShown
from anxin.modules.benefits.telling import table_told
from anxin.modules.benefits.terms import FactAsked
from anxin.modules.benefits.wording import STEPS, standing_word
from anxin.web.console.aid_asking import (
    FAULTS,
    WORK,
    SchemePlace,
    book_for,
    fact_said,
    place_named,
    shown,
    status_of,
    text,
    typed,
)
from anxin.web.console.aid_claims import fact_field
from anxin.web.console.book_asking import day_given
from anxin.web.console.guard import DeskRequest, desk


@require_safe
@desk(WORK)
def claim(request: DeskRequest, public_id: str) -> HttpResponse:
    """One claim; the reading is written down."""
    return _page(request, public_id)


@require_safe
@desk(WORK)
def claim_replay(request: DeskRequest, public_id: str) -> HttpResponse:
    """Every decision of the claim made again by the rules of its cycle, beside the decision as it was made."""
    opened = showing.claim_at_desk(by=request.actor, at=request.at, public_id=public_id)
    place = place_named(request, opened.claim.scheme)
    made = replay(opened.claim)
    context = shown(
        place,
        "claims",
        opened=opened,
        found=[{"one": one, "title": STEPS[Happened(one.kind)]} for one in made],
        same=all(one.same for one in made),
        at=request.at,
    )
    return render(request, "console/aid/replay.html", context)


def _page(request: DeskRequest, public_id: str, wrong: AnxinError | None = None, deed: str = "") -> HttpResponse:
    opened = showing.claim_at_desk(by=request.actor, at=request.at, public_id=public_id)
    place = place_named(request, opened.claim.scheme)
    book, may_open = book_for(request, opened.scheme)
    held = typed(request) if wrong else {}
    decided = _last_decided(opened)
    context = shown(
        place,
        "claims",
        opened=opened,
        step=decided,
        facts=[_fact(opened, one, held, deed) for one in opened.facts],
        table=table_told(opened.scheme, opened.item, opened.cycle),
        row=decided.decided.row if decided is not None and decided.decided is not None else 0,
        book=book,
        may_open=may_open,
        may=_may(request.actor, place, opened),
        wrong=wrong,
        deed=deed,
        typed=held,
        today=request.today,
    )
    return render(request, "console/aid/claim.html", context, status=status_of(wrong))


def _last_decided(opened: ClaimPage) -> StepShown | None:
    return next((one for one in reversed(opened.steps) if one.decided is not None), None)


def _fact(opened: ClaimPage, one: FactShown, held: dict[str, str], deed: str) -> dict[str, Any]:
    """A fact as it stands, with the field it is corrected in; what was typed and refused stands in it again."""
    asked = opened.item.facts[one.name]
    mine = deed == "correct" and held.get("fact") == one.name
    value = held.get("value", "") if mine else _written(asked, one.value)
    words = {"yes": _("Yes"), "no": _("No")} if asked.kind is FactKind.YES_NO else {}
    return {
        "one": one,
        "said": words.get(one.value, one.value),
        "money": asked.kind is FactKind.FEN,
        "field": fact_field(one.name, asked, value),
        "open": mine,
        "source": held.get("source", "") if mine else "",
    }


def _written(asked: FactAsked, said: str) -> str:
    """What a fact's own field holds for the words it is shown in."""
    if asked.kind is FactKind.CHOICE:
        return next((key for key, title in asked.choices.items() if str(title) == said), "")
    return said


def _may(by: Actor, place: SchemePlace, opened: ClaimPage) -> dict[str, Any]:
    """What this desk may do with the claim now; of an act that is this desk's but not this hand's, why not."""
    held, sits, at = opened.claim, place.desk, Standing(opened.claim.standing)
    mine = sits.everywhere or held.enrolment.roster.union in sits.unions
    entered = fault_of_hand(by, opened.scheme, "approve", held, hands([held], ENTERING))
    had = fault_of_hand(by, opened.scheme, "pay", held, hands([held], HANDS))
    approves = sits.approves and at in AFTER[Happened.APPROVED]
    refuses = sits.approves and at in AFTER[Happened.REFUSED]
    pays = sits.pays and at is Standing.APPROVED
    return {
        "correct": mine and at in AFTER[Happened.CORRECTED],
        "approve": approves and entered is None,
        "refuse": refuses and entered is None,
        "pay": pays and had is None,
        "reverse": sits.pays and at is Standing.PAID,
        "not_approve": entered if approves or refuses else None,
        "not_pay": had if pays else None,
        "next": _next(at),
    }


def _next(at: Standing) -> str:
    """Who is next, for a desk that is not."""
    return {
        Standing.ENTERED: _("Next: the desk that approves."),
        Standing.CONSENTED: _("Next: the desk that approves."),
        Standing.REVERSED: _("Next: the desk that approves, once more."),
        Standing.APPROVED: _("Next: the cashier, with the next payment run."),
        Standing.OFFERED: _("Next: the person, who consents or declines."),
    }.get(at, "")


@require_POST
@desk(WORK)
def claim_act(request: DeskRequest, public_id: str, deed: str) -> HttpResponse:
    """One deed with a claim; where it is refused the page comes back with why and what was typed."""
    act = DEEDS.get(deed)
    if act is None:
        showing.claim_at_desk(by=request.actor, at=request.at, public_id=public_id)
        raise NotFound(_("There is no such act."))
    try:
        messages.success(request, act(request, public_id))
    except FAULTS as wrong:
        return _page(request, public_id, wrong, deed)
    return redirect("console:aid_claim", public_id)


def _approve(request: DeskRequest, public_id: str) -> str:
    held = approving.approve(by=request.actor, at=request.at, claim=public_id)
    if held.standing == Standing.REFUSED:
        return _("Refused by the rules: nothing is due any more.")
    return _("Approved; the cashier is next.")


def _refuse(request: DeskRequest, public_id: str) -> str:
    approving.refuse(
        by=request.actor, at=request.at, claim=public_id, rule=text(request, "rule", 80), note=text(request, "note")
    )
    return _("Refused; the person reads why and where to object.")


def _correct(request: DeskRequest, public_id: str) -> str:
    opened = showing.claim_at_desk(by=request.actor, at=request.at, public_id=public_id)
    fact, value = text(request, "fact", 40), text(request, "value", 60)
    asked = opened.item.facts.get(fact)
    held = claiming.correct_fact(
        by=request.actor,
        at=request.at,
        claim=public_id,
        fact=fact,
        value=fact_said(asked, fact, value) if asked else value,
        source=text(request, "source", 80),
    )
    return _("Corrected and decided anew: %(standing)s.") % {"standing": standing_word(held.standing)}


def _reverse(request: DeskRequest, public_id: str) -> str:
    day = day_given(request.POST, "day")
    held: Claim = paying.reverse_payment(
        by=request.actor, at=request.at, claim=public_id, day=day, note=text(request, "note")
    )
    return _("Reversed: %(standing)s.") % {"standing": standing_word(held.standing)}


DEEDS = {"approve": _approve, "refuse": _refuse, "correct": _correct, "reverse": _reverse}
