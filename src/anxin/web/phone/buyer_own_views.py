"""What an exporter keeps for himself of the light on buyers: what was asked, what is watched, how invoices ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from anxin.kernel.access.queries import actor_of_user
from anxin.kernel.errors import AnxinError, Invalid
from anxin.kernel.journal.actor import Actor, Door
from anxin.kernel.reference import queries as reference
from anxin.modules.buyers import queries
from anxin.modules.buyers.enums import Colour, Outcome
from anxin.modules.buyers.keeping import account_of, forget, watch
from anxin.modules.buyers.reporting import report, withdraw
from anxin.web.phone.buyer_words import light_word, outcome_words

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Actor, datetime, P], HttpResponse]


def for_exporter(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Sign-in required; any account will do, and sees its own only."""

    @never_cache
    @login_required
    @wraps(view)
    def page(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        actor = actor_of_user(request.user.pk or 0, Door.PHONE)
        if actor is None:
            return redirect("buyers")
        return view(request, actor, reference.now(), *args, **kwargs)

    return page


@require_GET
@for_exporter
def my_buyers(request: HttpRequest, actor: Actor, at: datetime) -> HttpResponse:
    """What this account asked, watches and reported: nobody else sees it."""
    account = account_of(actor)
    context = {
        "asked": [(one, light_word(Colour(one.light))) for one in queries.asked_by(account)[:100]],
        "reports": [(one, outcome_words()[Outcome(one.outcome)]) for one in queries.reports_by(account)[:100]],
    }
    return render(request, "phone/my_buyers.html", context)


@require_POST
@for_exporter
def watch_buyer(request: HttpRequest, actor: Actor, at: datetime, firm: str) -> HttpResponse:
    """Have a change of the light told, or no longer."""
    on = request.POST.get("on") == "1"
    watch(by=actor, at=at, firm_id=firm, on=on)
    messages.success(request, _("You will be told when this light changes.") if on else _("No longer watched."))
    return redirect("buyer", firm=firm)


@require_POST
@for_exporter
def report_buyer(request: HttpRequest, actor: Actor, at: datetime, firm: str) -> HttpResponse:
    """How an invoice ended."""
    sent = request.POST
    try:
        report(
            by=actor,
            at=at,
            firm_id=firm,
            outcome=_outcome(sent.get("outcome", "")),
            due_on=_day(sent.get("due_on", ""), "due_on"),
            paid_on=_day(sent["paid_on"], "paid_on") if sent.get("paid_on") else None,
        )
    except AnxinError as fault:
        messages.error(request, f"{fault.what} {fault.todo}")
    else:
        messages.success(request, _("Thank you: this makes the light better for everybody. Nobody sees who reported."))
    return redirect("buyer", firm=firm)


@require_POST
@for_exporter
def withdraw_report(request: HttpRequest, actor: Actor, at: datetime, number: int) -> HttpResponse:
    """Take one's own report back."""
    withdraw(by=actor, at=at, number=number)
    messages.success(request, _("The report no longer counts."))
    return redirect("my_buyers")


@require_POST
@for_exporter
def forget_buyers(request: HttpRequest, actor: Actor, at: datetime) -> HttpResponse:
    """Forget what was asked and watched."""
    forget(by=actor, at=at)
    messages.success(request, _("Everything you asked is forgotten."))
    return redirect("my_buyers")


def _outcome(read: str) -> Outcome:
    if read not in set(Outcome):
        raise Invalid(_("Say how the invoice ended."), field="outcome", todo=_("Choose one of the list."))
    return Outcome(read)


def _day(read: str, field: str) -> date:
    try:
        return date.fromisoformat(read)
    except ValueError:
        raise Invalid(_("This is no day."), field=field, todo=_("Choose the day again.")) from None
