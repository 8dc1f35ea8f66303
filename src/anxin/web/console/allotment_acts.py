"""What a desk does with an offer or an application: each deed reads its form, calls one act and goes back."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anxin.kernel.access.rules import Act
from anxin.kernel.errors import Conflict, Invalid, NotFound, Refused
from anxin.modules.allotments import drawing, parcels, places, queries, stocking
from anxin.modules.allotments.known_people import Named, firm_of
from anxin.modules.allotments.models import Offer
from anxin.modules.allotments.owning import own_at_desk
from anxin.modules.allotments.parcels import Proxy
from anxin.web.console.allotments import application_page, offer_page
from anxin.web.console.guard import DeskRequest, desk

FAULTS = (Invalid, Conflict, Refused, NotFound)


def _number(request: DeskRequest, key: str = "quantity") -> int:
    said = request.POST.get(key, "").strip()
    if not (said.isascii() and said.isdigit() and len(said) < 8):
        raise Invalid(_("This is not a number."), field=key, read=said[:20])
    return int(said)


def _said(request: DeskRequest, key: str) -> str:
    return request.POST.get(key, "").strip()[:200]


def _named(request: DeskRequest, prefix: str = "") -> Named:
    return Named(_said(request, f"{prefix}name"), _said(request, f"{prefix}number"))


def _stock(request: DeskRequest, offer: Offer) -> str:
    stocking.stock_as_declared(by=request.actor, at=request.at, offer=offer)
    return _("The declared stock is in the books.")


def _bring(request: DeskRequest, offer: Offer) -> str:
    stocking.bring(
        by=request.actor,
        at=request.at,
        offer=offer,
        part=_said(request, "part"),
        quantity=_number(request),
        note=_said(request, "note"),
    )
    return _("Entered.")


def _take_out(request: DeskRequest, offer: Offer) -> str:
    stocking.take_out(
        by=request.actor,
        at=request.at,
        offer=offer,
        part=_said(request, "part"),
        quantity=_number(request),
        note=_said(request, "note"),
    )
    return _("Taken out.")


def _allot(request: DeskRequest, offer: Offer) -> str:
    firm = firm_of(_said(request, "firm"))
    parcels.allot(by=request.actor, at=request.at, offer=offer, firm=firm, quantity=_number(request))
    return _("Allotted to %(firm)s.") % {"firm": firm.name}


def _hand_out(request: DeskRequest, offer: Offer) -> str:
    proxy = _named(request, "proxy_")
    firm, instead = firm_of(_said(request, "firm")), None
    if proxy.name or proxy.number:
        instead = Proxy(proxy, _said(request, "consent"))
    parcels.hand_out(by=request.actor, at=request.at, offer=offer, firm=firm, person=_named(request), proxy=instead)
    return _("Handed out; the next, please.")


def _ask_consent(request: DeskRequest, offer: Offer) -> str:
    firm = firm_of(_said(request, "firm"))
    parcels.ask_consent(
        by=request.actor,
        at=request.at,
        offer=offer,
        firm=firm,
        person=_named(request),
        proxy=_named(request, "proxy_"),
    )
    return _("A number went to the receiver’s phone. Whoever comes says it.")


def _send_back(request: DeskRequest, offer: Offer) -> str:
    firm = firm_of(_said(request, "firm"))
    parcels.send_back(by=request.actor, at=request.at, offer=offer, firm=firm, quantity=_number(request))
    return _("Taken back from %(firm)s.") % {"firm": firm.name}


def _restock(request: DeskRequest, offer: Offer) -> str:
    parcels.restock(by=request.actor, at=request.at, offer=offer, quantity=_number(request))
    return _("Back in the store.")


def _announce(request: DeskRequest, offer: Offer) -> str:
    drawing.announce(by=request.actor, at=request.at, offer=offer)
    return _("The list of lots is published, and its digest is in the journal.")


def _read_out(request: DeskRequest, offer: Offer) -> str:
    made = drawing.read_out(by=request.actor, at=request.at, offer=offer, value=_said(request, "value"))
    if made.drawn_at is not None:
        return _("The draw is made; rooms are offered in its order.")
    return _("Entered; another officer confirms it.") if made.value else _("The two values differ; both begin anew.")


def _sweep(request: DeskRequest, offer: Offer) -> str:
    places.sweep(by=request.actor, at=request.at, offer=offer)
    return _("What ran out has gone to the next.")


DEEDS: dict[str, Callable[[DeskRequest, Offer], str]] = {
    "stock": _stock,
    "bring": _bring,
    "take-out": _take_out,
    "allot": _allot,
    "hand-out": _hand_out,
    "ask-consent": _ask_consent,
    "send-back": _send_back,
    "restock": _restock,
    "announce": _announce,
    "read-out": _read_out,
    "sweep": _sweep,
}


@require_POST
@desk(Act.WORK_CASES)
def allotment_act(request: DeskRequest, pack: str, slug: str, deed: str) -> HttpResponse:
    """One deed with an offer."""
    offer = queries.offer_named(f"{pack}/{slug}")
    if deed not in DEEDS:
        raise NotFound(_("There is no such act."))
    try:
        messages.success(request, DEEDS[deed](request, offer))
    except FAULTS as wrong:
        return offer_page(request, offer, wrong, deed)
    return redirect("console:allotment", pack, slug)


@require_POST
@desk(Act.WORK_CASES)
def application_act(request: DeskRequest, public_id: str, deed: str) -> HttpResponse:
    """One deed with an application, for whoever stands at the counter; or that nobody came."""
    own = own_at_desk(by=request.actor, at=request.at, public_id=public_id)
    acts = {"accept": places.accept, "decline": places.decline, "cancel": places.cancel}
    try:
        if deed in acts:
            acts[deed](own=own, at=request.at)
        elif deed == "missed":
            places.no_show(by=request.actor, at=request.at, own=own, note=_said(request, "note"))
        else:
            raise NotFound(_("There is no such act."))
    except (Invalid, Conflict, Refused) as wrong:
        return application_page(request, public_id, wrong)
    return redirect("console:allotment_application", public_id)


@require_POST
@desk(Act.WORK_CASES)
def allotment_apply(request: DeskRequest, pack: str, slug: str) -> HttpResponse:
    """Apply for whoever stands at the counter."""
    offer = queries.offer_named(f"{pack}/{slug}")
    terms = queries.terms_of(offer)
    try:
        done = places.apply_for(
            by=request.actor,
            at=request.at,
            offer=offer,
            part=_said(request, "part"),
            person=_named(request),
            guardian=_named(request, "guardian_") if terms.guardian else None,
            phone=_said(request, "phone")[:20],
            said={one.key: _said(request, f"q-{one.key}") for one in terms.form},
        )
    except FAULTS as wrong:
        return offer_page(request, offer, wrong, "apply")
    link = f"/a/{done.token}"
    messages.success(
        request,
        _("Received as number %(number)s. Its page, for the person to keep: %(link)s")
        % {"number": f"{done.application.number:04d}", "link": link},
    )
    return redirect("console:allotment", pack, slug)
