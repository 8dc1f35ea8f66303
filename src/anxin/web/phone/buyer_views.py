"""买家红绿灯: type the name on the order, see which firm it is, and a light with reasons. What is asked is a secret:
names travel in the body of a request, and nothing is kept of who is not signed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anxin.firms.finding import Found
from anxin.kernel.access.queries import actor_of_user
from anxin.kernel.cases.scope import matters_in_force
from anxin.kernel.errors import AnxinError, Invalid
from anxin.kernel.journal.actor import Actor, Door
from anxin.kernel.reference import queries as reference
from anxin.modules.buyers import queries
from anxin.modules.buyers.asking import Shown, ask
from anxin.modules.buyers.contacts import contact
from anxin.modules.buyers.enums import Certainty, Terms
from anxin.modules.buyers.facts import Order
from anxin.modules.buyers.figures import TO_CALIBRATE, record
from anxin.modules.buyers.keeping import keep_asked
from anxin.modules.buyers.searching import Answer, countries, search
from anxin.packs.on_site import service_named
from anxin.web.phone.buyer_titles import FACTS, KINDS, NUMBERS
from anxin.web.phone.buyer_words import (
    contact_words,
    fact_words,
    light_word,
    outcome_words,
    said_of,
    terms_words,
)
from anxin.web.phone.limits import asks_too_much, note_question
from anxin.web.phone.words import said

REASONS = 3
LONGEST_QUERY = 2_000


@dataclass(frozen=True)
class Row:
    """A firm of a list of answers."""

    ref: str
    name: str
    country: str
    place: str
    number: str
    by: str
    percent: int
    twin: bool


@never_cache
@require_http_methods(["GET", "POST"])
def buyers(request: HttpRequest) -> HttpResponse:
    """One box; the answer beneath it."""
    sent = request.POST if request.method == "POST" else {}
    typed, country = str(sent.get("name", ""))[:LONGEST_QUERY], str(sent.get("country", ""))[:2].upper()
    context: dict[str, Any] = {
        "service": said(service_named(queries.service()).title),
        "countries": sorted(countries().items(), key=lambda one: one[1]),
        "typed": typed,
        "country": country,
        "here": request.path,
    }
    if not typed.strip():
        return render(request, "phone/buyers.html", context)
    status = 200
    try:
        context |= _answered(request, typed, country)
    except AnxinError as fault:
        context["fault"], status = fault, 400
    return render(request, "phone/buyers.html", context, status=status)


@never_cache
@require_POST
def like(request: HttpRequest) -> HttpResponse:
    """The same while somebody types: only the answers, and no fault for what is not a name yet."""
    typed, country = request.POST.get("name", "")[:LONGEST_QUERY], request.POST.get("country", "")[:2].upper()
    try:
        context = _answered(request, typed, country)
    except AnxinError:
        return HttpResponse(status=204)
    return render(request, "phone/_buyers_found.html", context)


def _answered(request: HttpRequest, typed: str, country: str) -> dict[str, Any]:
    if asks_too_much(request):
        raise Invalid(
            _("Too many questions in one minute from here."), todo=_("Wait a minute, or check a whole table.")
        )
    note_question(request)
    answer = search(typed, country)
    return {"answer": answer, "rows": _rows(answer), "sure": answer.certainty is Certainty.SURE} | _certain(answer)


def _certain(answer: Answer) -> dict[str, Any]:
    return {
        "ask": answer.certainty is Certainty.ASK,
        "none": answer.certainty is Certainty.NONE,
        "several": answer.alike > 1,
        "mixed": answer.mixed,
    }


def _rows(answer: Answer) -> list[Row]:
    named = countries()
    best = answer.first.score if answer.first else 0.0
    return [_row(one, named, twin=answer.alike > 1 and best - one.score < 0.0005) for one in answer.found]


def _row(one: Found, named: dict[str, str], *, twin: bool) -> Row:
    firm = one.firm
    number = firm.identifiers.get("register") or firm.identifiers.get("lei") or ""
    by = "" if one.by.value == firm.name else f"{KINDS[one.by.kind]}: {one.by.value}"
    return Row(
        firm.id, firm.name, named.get(firm.country, firm.country), firm.city, number, by, int(one.score * 100), twin
    )


@never_cache
@require_http_methods(["GET", "POST"])
def buyer(request: HttpRequest, firm: str) -> HttpResponse:
    """The light on a firm. What is said of the order is posted, counts for this answer, and is not kept."""
    at, sent = reference.now(), request.POST if request.method == "POST" else {}
    fault, order = None, Order()
    try:
        order = order_of(sent)
    except Invalid as wrong:
        fault = wrong
    shown = ask(firm, at=at, order=order)
    actor = _signed_in(request)
    if actor is not None:
        keep_asked(by=actor, at=at, shown=shown)
    context = page_of(shown) | {
        "fault": fault,
        "terms": [(str(one), terms_words()[one], order.terms is one) for one in Terms],
        "share": "" if order.share is None else order.share,
        "outcomes": [(str(one), title) for one, title in outcome_words().items()],
        "appeals": _appeal(shown.terms.pack),
        "contact": str(sent.get("contact", ""))[:254],
        "contact_says": contact_words(contact(str(sent.get("contact", "")), shown.subject)),
        "actor": actor,
        "mine": queries.asked_by(actor.user_id).filter(firm=shown.subject.first.id).first()
        if actor and actor.user_id
        else None,
        "here": request.path,
    }
    return render(request, "phone/buyer.html", context, status=400 if fault else 200)


def order_of(sent: Any) -> Order:
    """What was said of the order. Raises Invalid."""
    named, share = str(sent.get("terms", "")), str(sent.get("share", "")).strip().rstrip("%")
    if named and named not in set(Terms):
        raise Invalid(_("There are no such terms of payment."), field="terms", todo=_("Choose one of the list."))
    if share and not (share.isascii() and share.isdigit() and int(share[:4]) <= 100):
        raise Invalid(
            _("The share is a whole number from 0 to 100."), field="share", todo=_("Leave it empty if unknown.")
        )
    return Order(Terms(named) if named else None, int(share) if share else None)


def page_of(shown: Shown) -> dict[str, Any]:
    """What a page says of a light: the answer, three reasons, what is not known, the facts with source and day."""
    subject, light, language = shown.subject, shown.light, get_language() or "zh"
    first, named = subject.first, countries()
    editions = sorted({one.edition for one in subject.records})
    return {
        "firm": first,
        "country": named.get(first.country, first.country),
        "light": light,
        "at": shown.at,
        "word": light_word(light.colour),
        "because": said_of(light.because.says),
        "reasons": [(said_of(one.says), said_of(one.basis), one.points) for one in light.reasons[:REASONS]],
        "more": [(said_of(one.says), said_of(one.basis), one.points) for one in light.reasons[REASONS:]],
        "unknown": [said_of(one.says) for one in light.unknown],
        "names": [(one.value, KINDS[one.kind], one.until) for one in subject.names if one.value != first.name],
        "numbers": [(NUMBERS.get(key, key.upper()), value) for key, value in subject.identifiers.items()],
        "facts": [
            (FACTS[key], fact_words(key, one.value), editions.index(one.edition) + 1)
            for key, one in subject.facts().items()
            if key in FACTS
        ],
        "sources": [_source(shown, number, language) for number in editions],
        "hits": [(one.entry.name, one.like, one.state) for one in shown.hits],
        "alike": search_alike(shown),
    }


def search_alike(shown: Shown) -> list[Row]:
    """Other firms of the country whose name is like it, to be looked at side by side."""
    first = shown.subject.first
    try:
        answer = search(first.name, first.country)
    except Invalid:
        return []
    others = [one for one in answer.found if one.firm.id not in shown.subject.ids and one.score >= 0.8]
    named = countries()
    return [_row(one, named, twin=False) for one in others[:REASONS]]


def _source(shown: Shown, edition: int, language: str) -> tuple[str, Any]:
    load = shown.sources.get(edition)
    if load is None:
        return "", None
    source = shown.terms.sources.get(load.source)
    title = source.title if source else {"zh": load.source}
    return (title.get("zh", "") if language.startswith("zh") else title.get("en") or title["zh"]), load.published_on


def _appeal(pack: str) -> str:
    """Where a wronged firm says so."""
    there = any(one.slug == "appeal" for one in matters_in_force(pack))
    return reverse("file_case", kwargs={"service": pack, "matter": "appeal"}) if there else ""


def _signed_in(request: HttpRequest) -> Actor | None:
    return actor_of_user(request.user.pk or 0, Door.PHONE) if request.user.is_authenticated else None


@never_cache
@require_GET
def buyers_record(request: HttpRequest) -> HttpResponse:
    """How often the light was right, for everybody to read."""
    at = reference.now()
    terms = queries.terms_of(queries.service())
    rows = record(through=queries.day_of(at), late_after=terms.late_after)
    known = sum(one.known for one in rows)
    context = {
        "rows": [
            (light_word(one.colour), str(one.colour), one, *(int(part * 1000) / 10 for part in one.between))
            for one in rows
        ],
        "known": known,
        "enough": TO_CALIBRATE,
        "late_after": terms.late_after,
        "at": at,
    }
    return render(request, "phone/buyers_record.html", context)
