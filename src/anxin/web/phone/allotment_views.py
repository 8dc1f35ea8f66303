"""What is handed out, on the phone: what is on offer, applying, one's place and why, taking what is held."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anxin.kernel.cases.forms import FormField
from anxin.kernel.errors import AnxinError, Conflict, Invalid, NotFound, Refused
from anxin.kernel.journal.actor import Actor
from anxin.kernel.reference import queries as reference
from anxin.modules.allotments import drawing, places, queries
from anxin.modules.allotments.enums import Kind, Standing
from anxin.modules.allotments.explaining import RULES, explained
from anxin.modules.allotments.known_people import Named
from anxin.modules.allotments.models import Application, Offer
from anxin.modules.allotments.owning import OwnApplication, own_by_link, read_of
from anxin.modules.allotments.terms import OfferTerms
from anxin.web.design.errors import refuse, too_many
from anxin.web.design.middleware import refusal_of
from anxin.web.phone.case_limits import count_filing
from anxin.web.phone.limits import guesses_too_much, note_miss

ACTS: dict[str, Callable[..., Application]] = {
    "accept": places.accept,
    "decline": places.decline,
    "cancel": places.cancel,
}
TYPED = ("part", "name", "number", "guardian_name", "guardian_number", "phone")


@never_cache
@require_GET
def offers(request: HttpRequest) -> HttpResponse:
    """Everything that is on offer."""
    at = reference.now()
    listed = [{"offer": one, "terms": queries.terms_of(one), "open": _open(one, at)} for one in queries.offers()]
    return render(request, "phone/allotments.html", {"offers": listed})


def _open(offer: Offer, at: datetime) -> bool:
    terms = queries.terms_of(offer)
    return terms.opens() <= at < terms.closes()


@never_cache
@require_http_methods(["GET", "POST"])
def offer(request: HttpRequest, service: str, slug: str) -> HttpResponse:
    """One offer: for whom, how much there is and is left, by which rule; and its form. Sent, it is an application."""
    held, at = queries.offer_named(f"{service}/{slug}"), reference.now()
    if request.method != "POST":
        return _offer(request, held, at)
    try:
        count_filing(request)
        done = _applied(request, held, at)
    except (Invalid, Conflict, Refused) as wrong:
        return _offer(request, held, at, wrong)
    return redirect("application", token=done.token)


def _applied(request: HttpRequest, held: Offer, at: datetime) -> places.Applied:
    terms, post = queries.terms_of(held), request.POST
    guardian = Named(post.get("guardian_name", ""), post.get("guardian_number", "")) if terms.guardian else None
    return places.apply_for(
        by=Actor.requester(),
        at=at,
        offer=held,
        part=post.get("part", ""),
        person=Named(post.get("name", ""), post.get("number", "")),
        guardian=guardian,
        phone=post.get("phone", "")[:20],
        said={one.key: post.get(f"q-{one.key}", "")[:200] for one in terms.form},
    )


def _offer(request: HttpRequest, held: Offer, at: datetime, wrong: AnxinError | None = None) -> HttpResponse:
    terms = queries.terms_of(held)
    figures = queries.figures(held, at)
    context = {
        "offer": held,
        "terms": terms,
        "rule": RULES[terms.rule],
        "parts": [{"part": one, "figures": figures.get(one.slug)} for one in terms.parts],
        "parcels": queries.parcel_figures(held) if terms.kind is Kind.PARCELS else None,
        "open": _open(held, at) and terms.kind is not Kind.PARCELS,
        "draw": queries.draw_of(held) if terms.drawn else None,
        "wrong": wrong,
        "typed": {key: request.POST.get(key, "")[:80] for key in TYPED},
        "questions": [_question(request, one) for one in terms.form],
    }
    return render(request, "phone/allotment.html", context, status=200 if wrong is None else _status(wrong))


def _question(request: HttpRequest, one: FormField) -> dict[str, object]:
    typed = request.POST.get(f"q-{one.key}", "")[:200]
    return {"asks": one, "typed": typed, "choices": list(one.choices.items()), "kind": str(one.kind)}


def _status(wrong: AnxinError) -> int:
    return 409 if isinstance(wrong, Conflict) else 403 if isinstance(wrong, Refused) else 400


def _reached(
    request: HttpRequest, token: str, then: Callable[[OwnApplication, datetime], HttpResponse]
) -> HttpResponse:
    if guesses_too_much(request):
        return too_many(request)
    at = reference.now()
    try:
        own = own_by_link(token=token)
    except NotFound as no:
        note_miss(request)
        return refuse(request, refusal_of(no, way_href=reverse("offers")))
    answer = then(own, at)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


@never_cache
@require_GET
def application(request: HttpRequest, token: str) -> HttpResponse:
    """One's own application: where it stands, why, what to do now."""
    return _reached(request, token, lambda own, at: _page(request, own, at, token))


def _page(
    request: HttpRequest, own: OwnApplication, at: datetime, token: str, wrong: AnxinError | None = None
) -> HttpResponse:
    told = explained(read_of(own, at).application, at)
    terms: OfferTerms = queries.terms_of(own.application.offer)
    context = {
        "own": own,
        "told": told,
        "terms": terms,
        "part": terms.part(own.application.part),
        "number": f"{own.application.number:04d}",
        "held": told.standing is Standing.OFFERED,
        "alive": told.standing in {Standing.ENTERED, Standing.WAITING, Standing.TAKEN},
        "draw": queries.draw_of(own.application.offer) if terms.drawn else None,
        "acts": {act: reverse("application_act", args=[token, act]) for act in ACTS},
        "wrong": wrong,
    }
    return render(request, "phone/application.html", context, status=200 if wrong is None else _status(wrong))


@require_POST
def application_act(request: HttpRequest, token: str, act: str) -> HttpResponse:
    """Take what is held, give it up, withdraw."""

    def acted(own: OwnApplication, at: datetime) -> HttpResponse:
        try:
            ACTS[act](own=own, at=at)
        except (Conflict, Refused) as wrong:
            return _page(request, own_by_link(token=token), at, token, wrong)
        return redirect("application", token=token)

    return _reached(request, token, acted)


@require_GET
def draw_file(request: HttpRequest, service: str, slug: str) -> HttpResponse:
    """The published file of a draw, for everybody: nobody's name is in it."""
    found = drawing.published(offer=queries.offer_named(f"{service}/{slug}"))
    answer = JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="draw-{service}-{slug}.json"'
    return answer
