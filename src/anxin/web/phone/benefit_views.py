"""Mutual aid on the phone: an offer to say yes or no to, one's cycles, one's claims and why each amount is as it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from anxin.kernel.errors import AnxinError, Conflict, NotFound
from anxin.kernel.journal.actor import Actor
from anxin.kernel.reference import queries as reference
from anxin.modules.benefits import settling
from anxin.modules.benefits.enums import FactKind, Happened, Standing
from anxin.modules.benefits.following import next_of
from anxin.modules.benefits.models import Claim
from anxin.modules.benefits.own_listing import own_lines
from anxin.modules.benefits.owning import OwnClaim, own_by_account, own_by_link
from anxin.modules.benefits.refusing import yuan
from anxin.modules.benefits.showing import ClaimPage, FactShown, StepShown, own_cycles, own_page
from anxin.web.design.errors import refuse, too_many
from anxin.web.design.middleware import refusal_of
from anxin.web.phone.limits import guesses_too_much, note_miss
from anxin.web.phone.own_views import for_worker

ACTS: dict[str, Callable[..., Claim]] = {"consent": settling.consent, "decline": settling.decline}


@dataclass(frozen=True)
class Stage:
    """One place on the way of a claim: done, now, or to come."""

    word: str
    state: str

    @property
    def now(self) -> bool:
        return self.state == "now"


def _reached(request: HttpRequest, token: str, then: Callable[[OwnClaim, datetime], HttpResponse]) -> HttpResponse:
    if guesses_too_much(request):
        return too_many(request)
    try:
        own = own_by_link(token=token)
    except NotFound as no:
        note_miss(request)
        return refuse(request, refusal_of(no, way_href=reverse("matters")))
    answer = then(own, reference.now())
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


@never_cache
@require_GET
def claim(request: HttpRequest, token: str) -> HttpResponse:
    """The claim behind a link: what would be paid and why; yes or no while it waits for that."""
    return _reached(request, token, lambda own, at: _page(request, own, at, reverse("benefit", args=[token])))


@require_POST
def claim_act(request: HttpRequest, token: str, act: str) -> HttpResponse:
    """Take what is offered, or leave it."""
    page = reverse("benefit", args=[token])
    return _reached(request, token, lambda own, at: _acted(request, own, at, act, page))


@require_GET
@for_worker
def mine(request: HttpRequest, actor: Actor, at: datetime) -> HttpResponse:
    """The cycles one is in, what is left of each, and one's claims."""
    cycles = [
        {"held": one, "left": yuan(one.left.left), "had": yuan(one.left.had)} for one in own_cycles(by=actor, at=at)
    ]
    for one in cycles:
        one["premium"] = yuan(one["held"].enrolment.premium)  # type: ignore[attr-defined]  # -- a CycleOfPerson
    lines = [{"held": one, "yuan": yuan(one.fen)} for one in own_lines(by=actor, at=at)]
    return render(request, "phone/me_benefits.html", {"tab": "benefits", "cycles": cycles, "lines": lines})


@require_GET
@for_worker
def my_claim(request: HttpRequest, actor: Actor, at: datetime, public_id: str) -> HttpResponse:
    """One of one's own claims, signed in."""
    return _page(request, own_by_account(by=actor, public_id=public_id), at, reverse("me_benefit", args=[public_id]))


@require_POST
@for_worker
def my_claim_act(request: HttpRequest, actor: Actor, at: datetime, public_id: str, act: str) -> HttpResponse:
    """The same acts, signed in."""
    page = reverse("me_benefit", args=[public_id])
    return _acted(request, own_by_account(by=actor, public_id=public_id), at, act, page)


def _acted(request: HttpRequest, own: OwnClaim, at: datetime, act: str, page: str) -> HttpResponse:
    try:
        ACTS[act](own=own, at=at)
    except Conflict as wrong:
        return _page(request, own, at, page, wrong)
    return redirect(page)


def _page(
    request: HttpRequest, own: OwnClaim, at: datetime, page: str, wrong: AnxinError | None = None
) -> HttpResponse:
    shown = own_page(own=own, at=at)
    decided = next((one for one in reversed(shown.steps) if one.decided is not None), None)
    last = shown.steps[-1]
    context = {
        "shown": shown,
        "way": _way(shown),
        "amount": yuan(shown.claim.paid or shown.claim.amount),
        "decided": decided,
        "cut": _cut(decided),
        "next": next_of(shown.scheme, shown.claim.standing, last.at),
        "left": yuan(shown.left.left),
        "had": yuan(shown.left.had),
        "ceiling": yuan(shown.cycle.ceiling),
        "rule": str(shown.refusal.detail.get("rule", "")) if shown.refusal else "",
        "note": str(shown.refusal.detail.get("note", "")) if shown.refusal else "",
        "facts": [_with_unit(shown, one) for one in shown.facts],
        "acts": {act: f"{page}/{act}" for act in ACTS},
        "wrong": wrong,
    }
    return render(request, "phone/benefit.html", context, status=200 if wrong is None else 409)


def _with_unit(shown: ClaimPage, fact: FactShown) -> FactShown:
    """A fact of money says that it is yuan."""
    if shown.item.facts[fact.name].kind is not FactKind.FEN:
        return fact
    return replace(fact, value=_("%(amount)s yuan") % {"amount": fact.value})


def _cut(decided: StepShown | None) -> str:
    """What of the table's amount is not paid, in yuan; empty where all of it is."""
    if decided is None or decided.decided is None:
        return ""
    less = decided.decided.amount - decided.decided.payable
    return yuan(less) if less and decided.decided.payable else ""


def _way(shown: ClaimPage) -> list[Stage]:
    """The way of a claim in one line; none for one that left it."""
    standing = Standing(shown.claim.standing)
    offered = any(one.kind == Happened.OFFERED for one in shown.steps)
    first = _("Offered") if offered else _("Entry")
    middle = [_("Your yes")] if offered else []
    words = [first, *middle, _("Approval"), _("Payment")]
    place = {
        Standing.OFFERED: 1,
        Standing.ENTERED: 1,
        Standing.CONSENTED: 2,
        Standing.APPROVED: 3 if offered else 2,
        Standing.PAID: len(words),
    }.get(standing)
    if place is None:
        return []
    return [Stage(word, "done" if at < place else "now" if at == place else "open") for at, word in enumerate(words)]
