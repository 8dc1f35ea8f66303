"""The worker's own pages: code, card, visits, and who looked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from anxin.kernel.access.actions import Opened, open_party
from anxin.kernel.access.queries import actor_of_user, visible_people
from anxin.kernel.access.rules import Purpose
from anxin.kernel.access.units import unit_names
from anxin.kernel.codes.look_questions import ask_about_look, asked_by
from anxin.kernel.codes.queries import code_in_use, visits_of
from anxin.kernel.codes.receipts import own_receipt
from anxin.kernel.codes.visiting import leave
from anxin.kernel.errors import Refused
from anxin.kernel.journal.actor import Actor, Door, Role
from anxin.kernel.journal.looks import Look, looks_of
from anxin.kernel.journal.proving import prove_look
from anxin.kernel.journal.signing import signed_up_to
from anxin.kernel.parties.queries import ids_of
from anxin.kernel.reference import queries as reference
from anxin.modules.benefits.own_listing import has_mutual_aid
from anxin.modules.inquiries.answering import waiting_count
from anxin.packs.pack import Pack
from anxin.web.phone.act_words import act_word
from anxin.web.phone.faces import own_face
from anxin.web.phone.own_service import back_to, own_service
from anxin.web.phone.screens import first_screen
from anxin.web.phone.visits import as_file, own_visit
from anxin.web.phone.words import door_word, field_word, purpose_word, role_word

OWN_FIELDS = ("masked_name", "agency", "items", "outcome")
PAGE = 20

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Actor, datetime, P], HttpResponse]
Guarded = Callable[Concatenate[HttpRequest, P], HttpResponse]


def for_worker(view: View[P]) -> Guarded[P]:
    """Sign-in required, and an account that stands for one worker; others are told which door is theirs."""

    @never_cache
    @login_required
    @wraps(view)
    def page(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        actor = _actor(request)
        if actor.role != Role.WORKER:
            raise Refused(
                _("This page belongs to workers."),
                rule="phone.own",
                why=_("Your account stands for a bureau or an agency, not for one worker."),
                todo=_("Open the console; there you find the people your duty covers."),
            )
        return view(request, actor, reference.now(), *args, **kwargs)

    return page


@never_cache
@require_GET
@login_required
def after_sign_in(request: HttpRequest) -> HttpResponse:
    """Workers go to their code, everybody else to the console."""
    return redirect("me" if _actor(request).role == Role.WORKER else "/console/")


@require_GET
@for_worker
def me(request: HttpRequest, actor: Actor, at: datetime) -> HttpResponse:
    """The code to show at a door: colour, word, shape, square code, and why it is so."""
    pack = own_service(request, actor)
    opened = open_own(actor, at, pack, *OWN_FIELDS)
    face = own_face(pack, opened, code_in_use(opened, pack.slug))
    screen = first_screen(actor, at, pack.slug) if face.code else {}
    more = {"aid": has_mutual_aid(actor), "questions": waiting_count(by=actor, at=at)}
    return render(request, "phone/me.html", {"tab": "me", "face": face, **more, **screen})


@require_GET
@for_worker
def visits(request: HttpRequest, actor: Actor, at: datetime) -> HttpResponse:
    """The visits households confirmed, and what they said."""
    pack = own_service(request, actor)
    page = _page(request, visits_of(open_own(actor, at, pack, "history"), pack.slug).select_related("organisation"))
    context = {"tab": "visits", "page": page, "visits": [own_visit(held) for held in page]}
    return render(request, "phone/me_visits.html", context)


@require_GET
@for_worker
def visit_receipt(request: HttpRequest, actor: Actor, at: datetime, number: int) -> HttpResponse:
    """The receipt's file of one of her own visits."""
    return as_file(own_receipt(by=actor, at=at, visit=number))


@require_POST
@for_worker
def leave_visit(request: HttpRequest, actor: Actor, at: datetime, number: int) -> HttpResponse:
    """She says that the visit is over; the time is kept."""
    own_service(request, actor)
    leave(by=actor, at=at, visit=number)
    return back_to(request, "me_visits")


@require_POST
@for_worker
def ask(request: HttpRequest, actor: Actor, at: datetime, entry: int) -> HttpResponse:
    """为什么查看: the question goes to the bureau."""
    pack = own_service(request, actor)
    ask_about_look(by=actor, at=at, pack=pack.slug, entry=entry, text=request.POST.get("text", ""))
    return back_to(request, "me_looks")


@require_GET
@for_worker
def looks(request: HttpRequest, actor: Actor, at: datetime) -> HttpResponse:
    """Who read the worker's record, when, why and what of it; her own reads are left out."""
    own_service(request, actor)
    opened = open_own(actor, at, None, "looks")
    asked = request.GET.get("before", "")
    before = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 16 else None
    page = looks_of(*ids_of(opened.party), on=at.date(), before=before, entries=PAGE, besides=actor)
    asked_about = asked_by(by=actor, entries=[one.seq for one in page.looks])
    units = unit_names(page.looks)
    lines = [
        {**_line(one), "unit": units[one.organisation_id, one.area], "seq": one.seq, "asked": one.seq in asked_about}
        for one in page.looks
    ]
    signed = signed_up_to()
    context = {"tab": "looks", "before": before, "older": page.older, "looks": lines, "signed": signed}
    return render(request, "phone/me_looks.html", context)


@require_GET
@for_worker
def look_proof(request: HttpRequest, actor: Actor, at: datetime, entry: int) -> HttpResponse:
    """The proof that one line stands in the journal as shown, to be checked without this site."""
    own_service(request, actor)
    opened = open_own(actor, at, None, "looks")
    proof = prove_look(*ids_of(opened.party), seq=entry, on=at.date())
    answer = JsonResponse(proof, json_dumps_params={"ensure_ascii": False})
    answer["Content-Disposition"] = f'attachment; filename="anxin-look-{entry}.json"'
    return answer


def _actor(request: HttpRequest) -> Actor:
    actor = actor_of_user(request.user.pk or 0, Door.PHONE)
    if actor is None:
        raise Refused(
            _("Your account has no duty yet."),
            rule="phone.appointment",
            why=_("An account opens nothing until it is appointed to a role."),
            ask=_("Ask the agency or bureau that gave you the account."),
        )
    return actor


def open_own(actor: Actor, at: datetime, pack: Pack | None, *fields: str) -> Opened:
    """Open the worker's own record, under a service or (None) under none of them; the reading is written down like
    everybody else's."""
    public_id = visible_people(actor).values_list("public_id", flat=True).first() or ""
    service = pack.slug if pack is not None else None
    return open_party(by=actor, at=at, pack=service, public_id=public_id, purpose=Purpose.OWN_RECORD, fields=fields)


def _page(request: HttpRequest, rows: QuerySet[Any]) -> Page[Any]:
    return Paginator(rows, PAGE).get_page(request.GET.get("page"))


def _line(look: Look) -> dict[str, Any]:
    """One line in plain words; a household has no name here. How: what was done, and by which door."""
    who = role_word(look.role)
    named = who if look.role in {Role.HOUSEHOLD, Role.SYSTEM} else f"{who} · {look.actor}"
    fields = [field_word(field) for field in look.fields]
    why = purpose_word(look.purpose)
    how = [word for word in (act_word(look.act), door_word(look.door)) if word]
    told = {"who": named, "why": why, "how": how, "fields": fields, "basis": look.basis}
    return {**told, "at": look.at, "until": look.until, "times": look.times}
