"""What is done from a case's page: one address for each act, each of them one act of the kernel."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anxin.kernel.access.rules import Act
from anxin.kernel.cases import dispatching, handling, joining, reviewing, rewarding, supplying
from anxin.kernel.cases.choices import batches_of
from anxin.kernel.cases.enums import Result
from anxin.kernel.cases.opening import OpenedCase, open_case
from anxin.kernel.errors import AnxinError, Conflict, Invalid, NotFound, Refused
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.queries import party_by_number
from anxin.web.console.case_page import case_page
from anxin.web.console.case_questions import said, sent
from anxin.web.console.guard import DeskRequest, desk

Deed = Callable[[DeskRequest, OpenedCase], object]


@require_POST
@desk(Act.WORK_CASES)
def case_act(request: DeskRequest, public_id: str, deed: str) -> HttpResponse:
    """Do one act; where it is refused the page comes back with what was wrong and what was typed."""
    opened = open_case(by=request.actor, at=request.at, public_id=public_id)
    act = DEEDS.get(deed)
    if act is None:
        raise NotFound(_("There is no such act."), todo=_("Open the case again and choose one from its page."))
    try:
        act(request, opened)
    except (Refused, Conflict, Invalid) as fault:
        return _again(request, public_id, fault, deed)
    messages.success(request, _("Done and written down."))
    return redirect("console:case", public_id)


def _again(request: DeskRequest, public_id: str, fault: AnxinError, deed: str) -> HttpResponse:
    opened = open_case(by=request.actor, at=request.at, public_id=public_id)
    return case_page(request, opened, fault=fault, deed=deed)


def _text(request: DeskRequest, name: str) -> str:
    return request.POST.get(name, "")


def _number(request: DeskRequest, name: str) -> int:
    text = _text(request, name)
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Invalid(_("A whole number is missing."), field=name, read=text[:20], allowed=_("a whole number"))
    return int(text)


def _accept(request: DeskRequest, opened: OpenedCase) -> object:
    return dispatching.accept_case(by=request.actor, at=request.at, public_id=opened.case.public_id)


def _refuse(request: DeskRequest, opened: OpenedCase) -> object:
    reason = _text(request, "reason")
    return dispatching.refuse_case(by=request.actor, at=request.at, public_id=opened.case.public_id, reason=reason)


def _screen(request: DeskRequest, opened: OpenedCase) -> object:
    typed = {one.slug: _text(request, f"screen.{one.slug}") for one in opened.matter.screening}
    findings = {slug: text == "yes" for slug, text in typed.items() if text in {"yes", "no"}}
    return dispatching.screen_case(
        by=request.actor,
        at=request.at,
        public_id=opened.case.public_id,
        findings=findings,
        note=_text(request, "note"),
    )


def _assign(request: DeskRequest, opened: OpenedCase) -> object:
    return dispatching.assign_case(
        by=request.actor,
        at=request.at,
        public_id=opened.case.public_id,
        desk=_text(request, "desk"),
        reason=_text(request, "reason"),
    )


def _object(request: DeskRequest, opened: OpenedCase) -> object:
    reason = _text(request, "reason")
    return dispatching.object_to_dispatch(
        by=request.actor, at=request.at, public_id=opened.case.public_id, reason=reason
    )


def _take(request: DeskRequest, opened: OpenedCase) -> object:
    return handling.claim_case(by=request.actor, at=request.at, public_id=opened.case.public_id)


def _give(request: DeskRequest, opened: OpenedCase) -> object:
    user_id = _number(request, "colleague")
    return handling.give_case(by=request.actor, at=request.at, public_id=opened.case.public_id, user_id=user_id)


def _step(request: DeskRequest, opened: OpenedCase) -> object:
    slug = _text(request, "step")
    step = opened.matter.step(slug)
    form = step.form if step else ()
    return handling.do_step(
        by=request.actor,
        at=request.at,
        public_id=opened.case.public_id,
        step=slug,
        said=said(request, form, before=slug),
        sent=sent(request, form, before=slug),
    )


def _extend(request: DeskRequest, opened: OpenedCase) -> object:
    return handling.extend_clock(
        by=request.actor,
        at=request.at,
        public_id=opened.case.public_id,
        clock=_text(request, "clock"),
        amount=_number(request, "amount"),
        reason=_text(request, "reason"),
    )


def _note(request: DeskRequest, opened: OpenedCase) -> object:
    told = _text(request, "told") == "1"
    text = _text(request, "text")
    return handling.note_case(by=request.actor, at=request.at, public_id=opened.case.public_id, text=text, told=told)


def _answer(request: DeskRequest, opened: OpenedCase) -> object:
    result = _text(request, "result")
    if result not in set(Result):
        raise Invalid(_("Choose what the answer amounts to."), field="result", allowed=", ".join(opened.matter.results))
    form = opened.matter.answer
    return handling.answer_case(
        by=request.actor,
        at=request.at,
        public_id=opened.case.public_id,
        result=Result(result),
        text=_text(request, "text"),
        said=said(request, form, before="answer"),
        sent=sent(request, form, before="answer"),
    )


def _uphold(request: DeskRequest, opened: OpenedCase) -> object:
    reason = _text(request, "reason")
    return reviewing.uphold_answer(by=request.actor, at=request.at, public_id=opened.case.public_id, reason=reason)


def _join(request: DeskRequest, opened: OpenedCase) -> object:
    """This case to another one: the older stands for both."""
    other = _text(request, "other")
    open_case(by=request.actor, at=request.at, public_id=other)
    return joining.join_cases(
        by=request.actor,
        at=request.at,
        main=other,
        repeat=opened.case.public_id,
        reason=_text(request, "reason"),
    )


def _separate(request: DeskRequest, opened: OpenedCase) -> object:
    reason = _text(request, "reason")
    return joining.separate_case(by=request.actor, at=request.at, public_id=opened.case.public_id, reason=reason)


def _reward(request: DeskRequest, opened: OpenedCase) -> object:
    return rewarding.grant_reward(by=request.actor, at=request.at, public_id=opened.case.public_id)


def _supply(request: DeskRequest, opened: OpenedCase) -> object:
    number = _text(request, "credit_code").strip().upper()
    found = party_by_number(Scheme.CREDIT_CODE, number) if number else None
    if found is None:
        raise Invalid(
            _("No organisation on file here has this credit code."),
            field="credit_code",
            read=number[:18],
            todo=_("Check the 18 characters, or have the organisation entered first."),
        )
    by, at, public_id = request.actor, request.at, opened.case.public_id
    return supplying.name_supplier(by=by, at=at, public_id=public_id, organisation=found)


def _batch(request: DeskRequest, opened: OpenedCase) -> object:
    """Into a batch there is, or into the next one."""
    by, at, held = request.actor, request.at, opened.case
    if _text(request, "batch") == "next":
        batch = supplying.open_batch(by=by, at=at, pack=held.pack, matter=held.matter)
    else:
        number = _number(request, "batch")
        found = next((one for one in batches_of(held.pack, held.matter) if one.number == number), None)
        if found is None:
            raise Invalid(_("There is no such batch."), field="batch", read=str(number))
        batch = found
    return supplying.put_in_batch(by=by, at=at, public_id=held.public_id, batch=batch)


DEEDS: dict[str, Deed] = {
    "accept": _accept,
    "refuse": _refuse,
    "screen": _screen,
    "assign": _assign,
    "object": _object,
    "take": _take,
    "give": _give,
    "step": _step,
    "extend": _extend,
    "note": _note,
    "answer": _answer,
    "uphold": _uphold,
    "join": _join,
    "separate": _separate,
    "reward": _reward,
    "supply": _supply,
    "batch": _batch,
}
