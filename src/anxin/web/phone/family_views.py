"""Codes without the holder's own phone: carried by the family, or looked up with a number sent to her."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from anxin.kernel.codes import carrying, lookups
from anxin.kernel.codes.showing import letters
from anxin.kernel.errors import Conflict, Invalid
from anxin.kernel.journal.actor import Actor
from anxin.kernel.reference import queries as reference
from anxin.packs.on_site import deciding, none_here
from anxin.web.design.colours import colour_named
from anxin.web.design.errors import too_many
from anxin.web.phone.limits import guesses_too_much, note_miss
from anxin.web.phone.own_service import back_to, own_service
from anxin.web.phone.own_views import for_worker
from anxin.web.phone.screens import REFRESH_SECONDS, as_json, drawn, short
from anxin.web.phone.words import said

COOKIE, COOKIE_SECONDS = "anxin_carry", 180 * 86_400


@require_http_methods(["GET", "POST"])
@for_worker
def family(request: HttpRequest, actor: Actor, at: datetime) -> HttpResponse:
    """Who carries the code, and a way to let one more do so: link and number are shown once."""
    pack, offer, wrong = own_service(request, actor).slug, None, ""
    if request.method == "POST":
        try:
            offer = carrying.offer_carrying(by=actor, at=at, pack=pack, label=request.POST.get("label", ""))
        except (Invalid, Conflict) as fault:
            wrong = fault.what
    held = carrying.carryings_of(by=actor, at=at, pack=pack)
    link = request.build_absolute_uri(reverse("carry", args=[offer.link])) if offer else ""
    context = {"tab": "me", "offer": offer, "link": link, "wrong": wrong, "carryings": held}
    return render(request, "phone/me_family.html", context, status=400 if wrong else 200)


@require_POST
@for_worker
def end(request: HttpRequest, actor: Actor, at: datetime, number: int) -> HttpResponse:
    """Take the code off a phone at once."""
    carrying.end_carrying(by=actor, at=at, pack=own_service(request, actor).slug, carrying=number)
    return back_to(request, "family")


@never_cache
@require_http_methods(["GET", "POST"])
def carry(request: HttpRequest, link: str) -> HttpResponse:
    """On the relative's phone: the number that the holder told, and this phone carries the code from now on."""
    wrong = ""
    if request.method == "POST":
        if guesses_too_much(request):
            return too_many(request)
        try:
            secret = carrying.open_carrying(
                at=reference.now(), link=link, number=request.POST.get("number", "").strip()
            )
        except Invalid as fault:
            note_miss(request)
            wrong = fault.what
        else:
            return _remember(redirect("carried"), secret)
    context = {"wrong": wrong, "here": reverse("carry", args=[link])}
    return render(request, "phone/carry.html", context, status=400 if wrong else 200)


def _remember(answer: HttpResponse, secret: str) -> HttpResponse:
    answer.set_cookie(
        COOKIE, secret, max_age=COOKIE_SECONDS, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return answer


@never_cache
@require_http_methods(["GET"])
def carried(request: HttpRequest) -> HttpResponse:
    """The moving code on the relative's phone, marked as carried."""
    minted, held = carrying.carried_screen(at=reference.now(), phone=request.COOKIES.get(COOKIE, ""))
    context = {
        "minted": minted,
        "qr": drawn(minted),
        "short": short(minted),
        "refresh": REFRESH_SECONDS,
        "family": held.label,
        "colour": colour_named(minted.outcome),
    }
    return render(request, "phone/carried.html", context)


@never_cache
@require_POST
def carried_showing(request: HttpRequest) -> HttpResponse:
    """A fresh code for the relative's screen."""
    minted, _held = carrying.carried_screen(at=reference.now(), phone=request.COOKIES.get(COOKIE, ""))
    return JsonResponse(as_json(minted))


@never_cache
@require_http_methods(["GET", "POST"])
def lookup(request: HttpRequest) -> HttpResponse:
    """Phone and card forgotten: the phone number, then the number that was sent to it. Answered alike for all."""
    chosen, choice = _looked_up_in(request)
    if request.method != "POST":
        return render(request, "phone/lookup.html", {"here": reverse("lookup"), **choice})
    if guesses_too_much(request):
        return too_many(request)
    note_miss(request)  # every question counts: nobody shall try phone numbers out
    typed = request.POST.get("phone", "").strip()
    try:
        asked = lookups.ask_for_code(at=reference.now(), pack=chosen, phone=typed)
    except Invalid as fault:
        context = {"wrong": fault.what, "typed": typed[:20], "here": reverse("lookup"), **choice}
        return render(request, "phone/lookup.html", context, status=400)
    return render(request, "phone/lookup.html", {"ticket": asked.ticket, "here": reverse("lookup")})


def _looked_up_in(request: HttpRequest) -> tuple[str, dict[str, object]]:
    """The service whose code is looked for, the site's first unless another is chosen; where there are several, the
    choice that the form offers."""
    here = deciding()
    if not here:
        raise none_here()
    asked = request.POST.get("service") or request.GET.get("service")
    chosen = next((pack for pack in here if pack.slug == asked), here[0])
    offered = [(pack.slug, said(pack.title), pack is chosen) for pack in here]
    return chosen.slug, {"services": offered if len(here) > 1 else []}


@never_cache
@require_POST
def show(request: HttpRequest) -> HttpResponse:
    """The number that was sent: right, it leads to the code; wrong, it is said in the words of every failure."""
    if guesses_too_much(request):
        return too_many(request)
    ticket = request.POST.get("ticket", "")
    try:
        handle = lookups.show_looked_up(
            at=reference.now(), ticket=ticket, number=request.POST.get("number", "").strip()
        )
    except Invalid as fault:
        note_miss(request)
        context = {"ticket": ticket[:32], "wrong": fault.what, "here": reverse("lookup")}
        return render(request, "phone/lookup.html", context, status=400)
    return redirect("screen", code=letters(handle))
