"""Filing a request on the phone: the matters, the form, the receipt."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from anxin.kernel.access.queries import actor_of_user
from anxin.kernel.cases.clocks import Promise
from anxin.kernel.cases.complaining import tells_visit
from anxin.kernel.cases.filing import Channel, Filed, From, file_case, version_in_force
from anxin.kernel.cases.held import held_answers, requester_of
from anxin.kernel.cases.matter import Matter, read
from anxin.kernel.cases.opening import open_own
from anxin.kernel.cases.owning import own_by_link
from anxin.kernel.cases.scope import matters_in_force
from anxin.kernel.cases.showing import promise
from anxin.kernel.codes.queries import visit as visit_of
from anxin.kernel.errors import Invalid, NotFound
from anxin.kernel.journal.actor import Actor, Door
from anxin.kernel.printing.squares import address_square
from anxin.kernel.reference import queries as reference
from anxin.packs.on_site import services
from anxin.web.design.errors import refuse, too_many
from anxin.web.design.middleware import refusal_of
from anxin.web.phone.case_form import Typed, laid_out, new_once, own_phone, shown, told, typed_in, with_held
from anxin.web.phone.case_limits import count_filing
from anxin.web.phone.case_words import promised_until
from anxin.web.phone.limits import guesses_too_much, note_miss
from anxin.web.phone.screens import inline
from anxin.web.phone.words import said


def filer(request: HttpRequest) -> Actor:
    """Who files: the account, where it stands for a person or an organisation, else somebody nobody knows."""
    found = actor_of_user(request.user.pk, Door.PHONE) if request.user.pk is not None else None
    return found if found is not None and (found.party_id or found.organisation_id) else Actor.requester()


def on_phone(asks: Matter) -> bool:
    """Whether a request of this kind may come in here."""
    return not asks.channels or Channel.PHONE in asks.channels


@require_GET
def matters(request: HttpRequest) -> HttpResponse:
    """Everything that can be asked for here, by service."""
    held: dict[str, list[Matter]] = {}
    for one in matters_in_force():
        if on_phone(one):
            held.setdefault(one.pack, []).append(one)
    titles = {pack.slug: said(pack.title) for pack in services()}
    groups = [
        {"slug": slug, "title": titles.get(slug, slug), "matters": matters, "board": any(one.board for one in matters)}
        for slug, matters in held.items()
    ]
    on_offer = any(one.allotments.offers for one in services())
    return render(request, "phone/case_matters.html", {"groups": groups, "on_offer": on_offer})


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, service: str, matter: str) -> HttpResponse:
    """The form of a matter; sent, it becomes a case and shows its receipt."""
    asks = read(version_in_force(service, matter).definition)
    by, at = filer(request), reference.now()
    if request.method != "POST":
        return _form(request, asks, by, at)
    typed = None
    try:
        typed = typed_in(request, asks.form)
        filed = _filed(request, asks, by, at, typed)
    except Invalid as wrong:
        return _form(request, asks, by, at, typed or _without_files(request, asks), wrong)
    return redirect("case_receipt", token=filed.token)


def _without_files(request: HttpRequest, asks: Matter) -> Typed:
    request.FILES.clear()
    return typed_in(request, asks.form)


def _filed(request: HttpRequest, asks: Matter, by: Actor, at: datetime, typed: Typed) -> Filed:
    count_filing(request)
    token = request.POST.get("visit", "")
    known = held_answers(by=by, at=at, form=asks.form, visit=token)
    nameless = typed.without_me and asks.anonymous
    return file_case(
        by=Actor.requester() if nameless else by,
        at=at,
        pack=asks.pack,
        matter=asks.slug,
        said=with_held(asks, typed, known),
        sender=_sender(by, typed, nameless=nameless),
        channel=Channel.PHONE,
        sent=typed.sent,
        origin=f"phone:{asks.pack}:{asks.slug}:{typed.once}" if typed.once else "",
        visited=visit_of(token) if token and tells_visit(asks) else None,
    )


def _sender(by: Actor, typed: Typed, *, nameless: bool) -> From:
    language = get_language() or ""
    if nameless:
        return From(phone=typed.phone, language=language)
    return From(requester_of(by), typed.name, typed.phone, language)


def _form(
    request: HttpRequest,
    asks: Matter,
    by: Actor,
    at: datetime,
    typed: Typed | None = None,
    wrong: Invalid | None = None,
) -> HttpResponse:
    visit = request.POST.get("visit", "") or request.GET.get("visit", "")
    questions = shown(request, asks, by, at, typed, wrong, visit)
    known = {one.key for one in questions}
    context = {
        "asks": asks,
        "form": laid_out(questions),
        "typed": typed,
        "wrong": wrong,
        "beside": told(wrong) if wrong is not None and wrong.field not in known | {"phone"} else "",
        "phone_wrong": told(wrong) if wrong is not None and wrong.field == "phone" and "phone" not in known else "",
        "once": new_once(),
        "known": requester_of(by) is not None,
        "asks_phone": bool(own_phone(asks.form)) and not asks.anonymous,
        "visit": visit,
        "limit": settings.ATTACHMENT_LIMIT_BYTES,
        "here": reverse("file_case", args=[asks.pack, asks.slug]),
        "shut": not on_phone(asks),
    }
    return render(request, "phone/case_new.html", context, status=400 if wrong else 200)


@never_cache
@require_GET
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """What was received: the link to keep, as words and as a square, the promise, and what happens next."""
    if guesses_too_much(request):
        return too_many(request)
    at = reference.now()
    try:
        opened = open_own(own=own_by_link(token=token), at=at)
    except NotFound as no:
        note_miss(request)
        return refuse(request, refusal_of(no))
    link = address_of(token)
    held: Promise | None = promise(opened)
    context = {
        "case": opened.case,
        "asks": opened.matter,
        "link": link,
        "qr": inline(address_square(link)),
        "until": promised_until(held, at),
        "provisional": held is not None and held.run.provisional,
        "page": reverse("case", args=[token]),
        "at": at,
    }
    return render(request, "phone/case_receipt.html", context)


def address_of(token: str) -> str:
    """The whole address of a request's page, as it is sent and drawn."""
    return settings.PUBLIC_ADDRESS + reverse("case", args=[token])
