"""At the counter: a request taken in for somebody, and their word on an answer entered in their presence.

Their word is taken only with the number that was sent to their phone, and never by who deals with the case. The link
of a request is sent to the phone and shown to no clerk.
"""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anxin.kernel.access.rules import Act
from anxin.kernel.cases import owning, requesting, showing
from anxin.kernel.cases.choices import own_desks, require_counter
from anxin.kernel.cases.filing import Channel, From, file_case, version_in_force
from anxin.kernel.cases.forms import CHECKS, FieldKind, FormField, Words
from anxin.kernel.cases.matter import Matter, read
from anxin.kernel.cases.opening import OpenedCase, open_own
from anxin.kernel.cases.scope import matters_in_force
from anxin.kernel.cases.wording import stage_word
from anxin.kernel.errors import AnxinError, Conflict, Invalid, NotFound, Refused
from anxin.web.console.case_asking import service_titles
from anxin.web.console.case_page import STATUSES
from anxin.web.console.case_questions import questions, said, sent
from anxin.web.console.guard import DeskRequest, desk

TICKET, THEIRS = "counter-ticket", "counter-cases"
PHONE = FormField("phone", FieldKind.PHONE, Words("手机号", "Phone"), Words(""))


@require_safe
@desk(Act.WORK_CASES, Act.FILE_CASE)
def counter(request: DeskRequest) -> HttpResponse:
    """What can be taken in here, and the way to a person's own requests."""
    require_counter(request.actor, request.at)
    return _counter(request)


def _counter(request: DeskRequest, fault: AnxinError | None = None) -> HttpResponse:
    mine = {one.pack for one in own_desks(request.actor, request.at) if not one.organisation}
    titles = service_titles()
    asked = [
        {"pack": one.pack, "service": titles.get(one.pack, one.pack), "matter": one}
        for one in matters_in_force()
        if one.pack in mine and (not one.channels or Channel.COUNTER in one.channels)
    ]
    context = {
        "matters": asked,
        "fault": fault,
        "ticket": TICKET in request.session,
        "theirs": _theirs(request) if fault is None else [],
    }
    return render(request, "console/cases_at_desk/counter.html", context, status=_status(fault))


def _status(fault: AnxinError | None) -> int:
    return int(next((code for kind, code in STATUSES if isinstance(fault, kind)), HTTPStatus.OK))


@require_POST
@desk(Act.WORK_CASES, Act.FILE_CASE)
def send_number(request: DeskRequest) -> HttpResponse:
    """Send a number to the person's phone; an unknown phone is answered like a known one."""
    require_counter(request.actor, request.at)
    request.session.pop(THEIRS, None)
    try:
        phone = CHECKS[FieldKind.PHONE](PHONE, request.POST.get("phone", "").strip())
        asked = owning.ask_by_phone(at=request.at, phone=str(phone), by=request.actor)
    except Invalid as fault:
        return _counter(request, fault)
    request.session[TICKET] = asked.ticket
    messages.info(request, _("If requests were filed under this phone, a number has been sent to it."))
    return redirect("console:case_counter")


@require_POST
@desk(Act.WORK_CASES, Act.FILE_CASE)
def open_theirs(request: DeskRequest) -> HttpResponse:
    """The person reads the number out; it opens their requests here for a quarter of an hour."""
    require_counter(request.actor, request.at)
    ticket = request.session.get(TICKET, "")
    number = request.POST.get("number", "").strip()[:12]
    try:
        found = owning.own_by_phone(at=request.at, ticket=ticket, number=number, by=request.actor)
    except Invalid as fault:
        return _counter(request, fault)
    request.session[THEIRS] = [one.public_id for one in found]
    return redirect("console:case_counter")


def _theirs(request: DeskRequest) -> list[dict[str, object]]:
    """The requests that the number opened, as their requester sees them."""
    ticket = request.session.get(TICKET, "")
    shown = []
    for public_id in request.session.get(THEIRS, []):
        try:
            own = owning.own_at_counter(at=request.at, ticket=ticket, public_id=public_id, by=request.actor)
        except Invalid:
            request.session.pop(THEIRS, None)
            return []
        shown.append(_own_words(open_own(own=own, at=request.at)))
    return shown


def _own_words(opened: OpenedCase) -> dict[str, object]:
    return {
        "number": opened.case.public_id,
        "title": opened.matter.title,
        "stage": stage_word(opened.case.stage),
        "promise": showing.promise(opened),
        "lines": showing.happened(opened),
        "answered": opened.case.stage == "answered",
        "contestable": showing.may_contest(opened.case),
        "appeal": opened.matter.appeal,
    }


@require_POST
@desk(Act.WORK_CASES, Act.FILE_CASE)
def verdict(request: DeskRequest) -> HttpResponse:
    """The person's word on an answer: good, or not good enough and why; taken down as entered on their behalf."""
    require_counter(request.actor, request.at)
    ticket, public_id = request.session.get(TICKET, ""), request.POST.get("case", "")[:32]
    try:
        own = owning.own_at_counter(at=request.at, ticket=ticket, public_id=public_id, by=request.actor)
        match request.POST.get("word"):
            case "agree":
                requesting.agree(own=own, at=request.at)
            case "contest":
                requesting.contest(own=own, at=request.at, reason=request.POST.get("reason", ""))
            case _:
                raise Invalid(_("Choose what the person says of the answer."), field="word", allowed="agree, contest")
    except (Invalid, Refused, Conflict) as fault:
        return _counter(request, fault)
    messages.success(request, _("Entered on the person's behalf; the journal says so."))
    return redirect("console:case_counter")


@require_http_methods(["GET", "HEAD", "POST"])
@desk(Act.WORK_CASES, Act.FILE_CASE)
def file_request(request: DeskRequest, pack: str, matter: str) -> HttpResponse:
    """Take a request in for somebody who stands at the counter."""
    require_counter(request.actor, request.at, pack)
    asks = read(version_in_force(pack, matter).definition)
    if asks.channels and Channel.COUNTER not in asks.channels:
        raise NotFound(
            _("Requests of this kind are not taken in at a counter."), todo=_("Choose another from the list.")
        )
    if request.method == "POST":
        return _file(request, asks)
    return _form(request, asks)


def _file(request: DeskRequest, asks: Matter) -> HttpResponse:
    try:
        phone = request.POST.get("sender.phone", "").strip()
        sender = From(
            name=request.POST.get("sender.name", "").strip(),
            phone=str(CHECKS[FieldKind.PHONE](PHONE, phone)) if phone else "",
        )
        filed = file_case(
            by=request.actor,
            at=request.at,
            pack=asks.pack,
            matter=asks.slug,
            said=said(request, asks.form, before="said"),
            sender=sender,
            channel=Channel.COUNTER,
            sent=sent(request, asks.form, before="said"),
        )
    except (Invalid, Conflict, Refused) as fault:
        return _form(request, asks, fault)
    told = _("The request is in; its number is %(number)s.") % {"number": filed.case.public_id}
    more = (
        _("The link to its page was sent to the phone.") if sender.phone else _("Without a phone nobody can follow it.")
    )
    messages.success(request, f"{told} {more}")
    return redirect("console:case_counter")


def _form(request: DeskRequest, asks: Matter, fault: AnxinError | None = None) -> HttpResponse:
    typed = request.POST if fault is not None else {}
    wrong = fault.field if isinstance(fault, Invalid) else ""
    context = {
        "matter": asks,
        "service": service_titles().get(asks.pack, asks.pack),
        "questions": questions(asks.form, typed, before="said", wrong=wrong),
        "typed_name": typed.get("sender.name", ""),
        "typed_phone": typed.get("sender.phone", ""),
        "fault": fault,
        "wrong": wrong,
    }
    return render(request, "console/cases_at_desk/new.html", context, status=_status(fault))
