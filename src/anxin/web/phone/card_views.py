"""The worker's own card on paper: look at it, print it, have it made, report it lost."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anxin.kernel.access.actions import Opened
from anxin.kernel.codes.cards import card_in_force, issue_card_copy, report_card_lost
from anxin.kernel.codes.models import Card, Code
from anxin.kernel.codes.queries import code_in_use
from anxin.kernel.errors import NotFound
from anxin.kernel.journal.actor import Actor
from anxin.kernel.printing.fonts import chinese_fonts
from anxin.kernel.printing.queries import faces_of
from anxin.kernel.printing.sheets import Layout, cards_as_pdf
from anxin.packs.pack import Pack
from anxin.packs.printing import card_title, card_words
from anxin.web.phone.own_service import back_to, own_service
from anxin.web.phone.own_views import for_worker, open_own
from anxin.web.phone.words import said

ON_THE_CARD = ("masked_name", "agency")


@require_GET
@for_worker
def card(request: HttpRequest, actor: Actor, at: datetime) -> HttpResponse:
    """The card to print; it counts as much as the code on the phone (province 2020-07-05)."""
    pack = own_service(request, actor)
    opened = open_own(actor, at, pack, *ON_THE_CARD)
    _code, held = _held(pack, opened)
    faces = faces_of([held], [opened], card_words(pack)) if held else []
    context = {"tab": "card", "card": faces[0] if faces else None, "card_title": said(card_title(pack))}
    return render(request, "phone/me_card.html", context)


@require_POST
@for_worker
def make_card(request: HttpRequest, actor: Actor, at: datetime) -> HttpResponse:
    """Have a card made, where none is in force."""
    code, held = _own_card(request, actor, at)
    if held is None:
        issue_card_copy(by=actor, at=at, code=code)
        messages.success(request, _("Your card is made. Print it at full size."))
    return back_to(request, "me_card")


@require_POST
@for_worker
def lose_card(request: HttpRequest, actor: Actor, at: datetime) -> HttpResponse:
    """挂失: the card in force counts no more; the code goes on."""
    _code, held = _own_card(request, actor, at)
    if held is not None:
        report_card_lost(by=actor, at=at, card=held)
        said = _("Reported. The lost card counts no more. Your code goes on, and a new card can be made.")
        messages.success(request, said)
    return back_to(request, "me_card")


@require_GET
@for_worker
def card_pdf(request: HttpRequest, actor: Actor, at: datetime) -> HttpResponse:
    """The same card as a PDF of its own size, for a print shop."""
    pack = own_service(request, actor)
    opened = open_own(actor, at, pack, *ON_THE_CARD)
    _code, held = _held(pack, opened)
    if held is None:
        raise NotFound(_("There is no card to print yet."), todo=_("Have it made on the page of your card."))
    faces = faces_of([held], [opened], card_words(pack))
    content = cards_as_pdf(faces, layout=Layout.SINGLE, made_at=at, fonts=chinese_fonts(settings.CARD_FONTS))
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="card.pdf"'
    return answer


def _own_card(request: HttpRequest, actor: Actor, at: datetime) -> tuple[Code, Card | None]:
    pack = own_service(request, actor)
    return _held(pack, open_own(actor, at, pack, *ON_THE_CARD))


def _held(pack: Pack, opened: Opened) -> tuple[Code, Card | None]:
    code = code_in_use(opened, pack.slug)
    if code is None:
        raise NotFound(
            _("There is no card to print yet."),
            why=_("No code has been issued to you, and card and code are issued together."),
            todo=_("Ask your agency to apply for your code."),
        )
    held = card_in_force(code)
    return code, held if held is not None and held.expires_at > opened.at else None
