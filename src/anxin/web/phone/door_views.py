"""The household's way: find a code, read it, decide, confirm, and say afterwards how it was."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from anxin.kernel.cases.complaining import complain_after_visit
from anxin.kernel.cases.scope import matters_in_force
from anxin.kernel.codes import visiting as codes
from anxin.kernel.codes.checking import open_letters
from anxin.kernel.codes.faults import Unbelieved
from anxin.kernel.codes.models import new_visit_token
from anxin.kernel.codes.receipts import household_receipt
from anxin.kernel.errors import AnxinError, Conflict, Invalid, NotFound, Refused
from anxin.kernel.reference import queries as reference
from anxin.packs.on_site import service_named
from anxin.web.design.colours import COLOURS, colour_named
from anxin.web.design.errors import RefusalPage, refuse, too_many
from anxin.web.design.middleware import refusal_of
from anxin.web.phone.faces import household_face
from anxin.web.phone.limits import guesses_too_much, note_miss
from anxin.web.phone.services_here import services_here
from anxin.web.phone.visits import as_file, visit_shown
from anxin.web.phone.words import advice_before, door_words, points_before, rating_words

CODE = re.compile(r"[a-z2-7]{13}|[a-z2-7]{16}|[a-z2-7]{26}")
SHOWING = re.compile(r"[0-9a-f]{32}")
LOOKALIKES = str.maketrans("018", "olb")  # the code's alphabet (RFC 4648 base32) has none of these three digits


@require_GET
def landing(request: HttpRequest) -> HttpResponse:
    """What this is, a field for the code number, the services of the site, the four colours, the way to sign in."""
    return render(request, "phone/landing.html", _first_page())


def _first_page() -> dict[str, object]:
    """A site of one service speaks of that one; one of several speaks first of what can be asked for."""
    here = services_here()
    return {"colours": COLOURS.values(), "services": here, "asking_first": bool(here) and bool(matters_in_force())}


@require_GET
def find_code(request: HttpRequest) -> HttpResponse:
    """Take a number typed by hand, or a pasted address, to its page."""
    typed = request.GET.get("code", "").strip()
    wanted = re.sub(r"[\s\-]", "", typed.rsplit("/", 1)[-1]).lower().translate(LOOKALIKES)
    if CODE.fullmatch(wanted):
        return redirect("code", code=wanted)
    context = {**_first_page(), "typed": typed[:40], "wrong": True}
    return render(request, "phone/landing.html", context, status=400)


@never_cache
@require_GET
def code(request: HttpRequest, code: str) -> HttpResponse:
    """The page behind a short address. Every unknown one gets the same answer, whatever is wrong with it."""
    if guesses_too_much(request):
        return too_many(request)
    clock = reference.clock()
    try:
        scanned = open_letters(at=clock.now, letters=code.lower())
    except NotFound:
        note_miss(request)
        return refuse(request, _unknown_code())
    except Unbelieved as no:
        return refuse(request, refusal_of(no))
    context = {"face": household_face(scanned, code), "showing": scanned.showing, "token": new_visit_token()}
    context["inquire"] = scanned.code.pack if service_named(scanned.code.pack).inquiries.record else ""
    shown_by = {"kind": scanned.kind.name.lower(), "demonstration_day": clock.played_day}
    return render(request, "phone/code.html", {**context, **shown_by})


@never_cache
def before_entry(request: HttpRequest, code: str) -> HttpResponse:
    """What a code that is not green means, and the box to tick before going on. Shows nothing personal."""
    if request.method != "POST":
        return redirect("code", code=code)
    return _before(request, code, _showing(request))


@require_POST
def confirm_visit(request: HttpRequest, code: str) -> HttpResponse:
    """确认入户. A code that is not green, or no longer, leads to the page before."""
    handle = _showing(request)
    acknowledged = request.POST.get("acknowledged") == "1"
    token = request.POST.get("token", "")
    try:
        visit = codes.confirm_visit(at=reference.now(), handle=handle, acknowledged=acknowledged, token=token)
    except Refused:  # either the box was not ticked, or the colour changed since: then it is shown anew
        return _before(request, code, handle, missing=True) if "asked" in request.POST else redirect("code", code=code)
    except Conflict as conflict:
        return refuse(request, _again(conflict, reverse("code", args=[code]), _("Scan again")))
    return redirect("visit", token=visit.token)


@never_cache
@require_GET
def visit(request: HttpRequest, token: str) -> HttpResponse:
    """The visit as the household keeps it: who, when, and what it said of it."""
    return _visit_page(request, token)


@require_POST
def leave_visit(request: HttpRequest, token: str) -> HttpResponse:
    """The household says that the visit is over; the time is kept."""
    codes.leave(at=reference.now(), visit_token=token)
    return redirect("visit", token=token)


@never_cache
@require_GET
def visit_receipt(request: HttpRequest, token: str) -> HttpResponse:
    """The receipt's file, signed by the issuer over what both sides signed."""
    return as_file(household_receipt(at=reference.now(), token=token))


@require_POST
def rate_visit(request: HttpRequest, token: str) -> HttpResponse:
    """One rating of 1 to 5 with a few words."""
    chosen = request.POST.get("rating", "")
    score = int(chosen) if chosen in {"1", "2", "3", "4", "5"} else 0
    try:
        codes.rate_visit(at=reference.now(), visit_token=token, score=score, text=request.POST.get("text", "").strip())
    except Invalid as wrong:
        return _visit_page(
            request, token, status=400, rating_error=wrong.what, rating_text=request.POST.get("text", "")
        )
    except Conflict as conflict:
        return refuse(request, _again(conflict, reverse("visit", args=[token]), _("Back to the visit")))
    return redirect(reverse("visit", args=[token]) + "#rate")


@require_POST
def complain(request: HttpRequest, token: str) -> HttpResponse:
    """A complaint in the household's words; another may follow."""
    text, topic = request.POST.get("text", ""), request.POST.get("topic", "")
    try:
        complain_after_visit(at=reference.now(), visit_token=token, text=text, topic=topic)
    except Invalid as wrong:
        return _visit_page(request, token, status=400, complaint_error=wrong.what, complaint_text=text)
    return redirect(reverse("visit", args=[token]) + "#complain")


def _visit_page(request: HttpRequest, token: str, *, status: int = 200, **more: str) -> HttpResponse:
    try:
        shown = visit_shown(token=token, at=reference.now())
    except NotFound:
        return refuse(request, _unknown_visit())
    context = {"visit": shown, "rating_words": rating_words(), "here": reverse("visit", args=[token]), **more}
    return render(request, "phone/visit.html", context, status=status)


def _showing(request: HttpRequest) -> bytes:
    """The handle of what this browser was shown; without it there is nothing to confirm."""
    sent = request.POST.get("showing", "")
    if not SHOWING.fullmatch(sent):
        raise NotFound(
            _("This page has nothing to confirm."),
            why=_("The page was opened in another way, or belongs to another code."),
            todo=_("Scan the code again."),
        )
    return bytes.fromhex(sent)


def _before(request: HttpRequest, public: str, handle: bytes, *, missing: bool = False) -> HttpResponse:
    stands = codes.standing_shown(at=reference.now(), handle=handle)
    pack = service_named(stands.pack)
    colour, words = colour_named(stands.outcome), door_words(pack, stands.outcome, stands.reason)
    context = {
        "code": public,
        "here": reverse("code", args=[public]),
        "colour": colour,
        "headline": words.title,
        "why": words.household,
        "advice": advice_before(pack, colour.key),
        "points": points_before(),
        "showing": handle.hex(),
        "token": request.POST.get("token", ""),
        "missing": missing,
    }
    return render(request, "phone/before.html", context, status=400 if missing else 200)


def _again(error: AnxinError, href: str, label: str) -> RefusalPage:
    return refusal_of(error, way_href=href, way_label=label)


def _unknown_code() -> RefusalPage:
    return RefusalPage(
        404,
        _("This is not a code of this platform"),
        _("No code is kept under this number, so nothing can be said about the person showing it."),
        _("The number was mistyped, or the code was made by somebody else. Copied codes are a known trick."),
        _("Ask the person to show the code again on the phone or card. Until it opens here, do not let anyone in."),
        ask=_("The agency that sent the person, or the local commerce bureau."),
        way_label=_("Enter a code number"),
    )


def _unknown_visit() -> RefusalPage:
    return RefusalPage(
        404,
        _("There is no such visit"),
        _("No confirmed visit is kept at this address."),
        _("The address is not complete, or it was never a visit."),
        _("Open the page again on the phone that confirmed the visit. The address ends in a long row of letters."),
    )
