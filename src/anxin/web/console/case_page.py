"""A case on one page: where it stands, until when, what was said and done, and what the reader may do."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from anxin.kernel.access.rules import Act
from anxin.kernel.cases import showing
from anxin.kernel.cases.choices import desks_to_send_to
from anxin.kernel.cases.correcting import answer_form
from anxin.kernel.cases.delivering import hops_of
from anxin.kernel.cases.enums import Happened, Result
from anxin.kernel.cases.opening import OpenedCase, open_case, open_file
from anxin.kernel.cases.recording import events_of
from anxin.kernel.cases.tables import source_of_row
from anxin.kernel.cases.wording import agreement_word, result_word, stage_word
from anxin.kernel.errors import AnxinError, Conflict, Invalid, Refused
from anxin.kernel.outcomes.actions import shanghai_day
from anxin.web.console.case_asking import service_titles
from anxin.web.console.case_offers import Offers, offers
from anxin.web.console.case_questions import questions
from anxin.web.console.guard import DeskRequest, desk

STATUSES: tuple[tuple[type[AnxinError], HTTPStatus], ...] = (
    (Refused, HTTPStatus.FORBIDDEN),
    (Invalid, HTTPStatus.BAD_REQUEST),
    (Conflict, HTTPStatus.CONFLICT),
)


@require_safe
@desk(Act.WORK_CASES)
def case(request: DeskRequest, public_id: str) -> HttpResponse:
    """The case as far as the reader may see it; the reading is written down."""
    return case_page(request, open_case(by=request.actor, at=request.at, public_id=public_id))


@require_safe
@desk(Act.WORK_CASES)
def case_file(request: DeskRequest, public_id: str, file_id: str) -> HttpResponse:
    """A photo or file of a case, through the gate."""
    served = open_file(opened=open_case(by=request.actor, at=request.at, public_id=public_id), public_id=file_id)
    return HttpResponse(served.content, headers=dict(served.headers))


def case_page(
    request: DeskRequest, opened: OpenedCase, *, fault: AnxinError | None = None, deed: str = ""
) -> HttpResponse:
    """The page; after a fault with what was wrong at its head, and what was typed still there."""
    status = next((code for kind, code in STATUSES if isinstance(fault, kind)), HTTPStatus.OK)
    context = _told(opened) | _offered(request, opened, fault, deed) | {"fault": fault, "deed": deed}
    return render(request, "console/cases_at_desk/case.html", context, status=int(status))


def _told(opened: OpenedCase) -> dict[str, Any]:
    held, sees = opened.case, opened.sees_requester
    pictures = showing.files(opened)
    return {
        "case": held,
        "matter": opened.matter,
        "service": service_titles().get(held.pack, held.pack),
        "sees": sees,
        "stage": stage_word(held.stage),
        "result": result_word(held.result) if held.result else "",
        "agreement": agreement_word(held.agreement) if held.agreement and sees else "",
        "at_desk": showing.desk_of(opened),
        "limits": showing.limits(opened),
        "answers": showing.answers(opened),
        "photos": [one for one in pictures if one.attachment.media_type.startswith("image/")],
        "papers": [one for one in pictures if not one.attachment.media_type.startswith("image/")],
        "lines": showing.happened(opened),
        "claimed_by": held.claimed_by.get_username() if held.claimed_by is not None else "",
        "suppliers": showing.suppliers(opened) if opened.matter.supply else [],
        "grades": showing.grades(opened),
        **(_inside(opened) if sees else {}),
    }


def _inside(opened: OpenedCase) -> dict[str, Any]:
    """What only desks of the house are told: how often it was sent on, why there, what is joined, what was sent out."""
    held = opened.case
    sent = [event for event in events_of(held) if event.kind is Happened.ASSIGNED and event.detail.get("row")]
    row = int(sent[-1].detail["row"]) if sent else 0
    return {
        "row": row,
        "source": source_of_row(opened.matter, row, shanghai_day(sent[-1].at)) if row else "",
        "hops": held.hops,
        "main": held.main,
        "repeats": list(held.repeats.order_by("received_at")),
        "batch": held.batch,
        "deliveries": hops_of(opened),
    }


def _offered(request: HttpRequest, opened: OpenedCase, fault: AnxinError | None, deed: str) -> dict[str, Any]:
    offered = offers(opened)
    typed = request.POST if fault is not None else {}
    wrong = fault.field if isinstance(fault, Invalid) else ""
    asks = opened.matter
    return {
        "offers": offered,
        "may": offered.deeds,
        "typed": typed,
        "wrong": wrong,
        "steps": [
            {"step": one, "questions": questions(one.form, typed, before=one.slug, wrong=wrong)}
            for one in offered.steps
        ],
        "answer_questions": questions(
            answer_form(asks, opened.case), typed, before="answer", wrong=wrong, needed=False
        ),
        "needs_proof": Result.SOLVED in asks.results and any(one.required for one in asks.answer),
        "results": [(str(one), result_word(one)) for one in asks.results],
        "targets": _targets(opened, offered),
        "reward": _reward(opened) if "reward" in offered.deeds else "",
    }


def _targets(opened: OpenedCase, offered: Offers) -> list[tuple[str, str]]:
    if "assign" not in offered.deeds:
        return []
    possible = {one.slug for one in showing.desks_to_choose(opened)}
    return [held for held in desks_to_send_to([opened.case.pack]) if held[0] in possible]


def _reward(opened: OpenedCase) -> str:
    levels = opened.matter.reward
    if levels is None:
        return ""
    fen = levels.amounts.get(str(opened.case.facts.get(levels.level, "")))
    amount = "–" if fen is None else f"{fen / 100:.2f}"
    return _("%(amount)s yuan (%(note)s)") % {"amount": amount, "note": levels.note}
