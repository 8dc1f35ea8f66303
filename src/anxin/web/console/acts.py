"""Acts on one person's facts: enter, correct, withdraw, dispute; and issuing the card."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anxin.kernel.access.actions import Opened, open_party
from anxin.kernel.access.rules import Act, Purpose
from anxin.kernel.cases.appealing import raise_dispute
from anxin.kernel.errors import Invalid, NotFound
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.evidence.queries import records_of
from anxin.kernel.journal.actor import Role
from anxin.kernel.outcomes import actions as deciding
from anxin.packs import cards
from anxin.packs.evidence import EvidenceKind
from anxin.web.console import words
from anxin.web.console.chosen_service import service
from anxin.web.console.forms import CardForm, ReasonForm, StatementForm
from anxin.web.console.guard import DeskRequest, desk
from anxin.web.console.purposes import TO_ACT

AFFILIATION_KIND = "employment"  # follows from entering and leaving an agency, never entered alone


@require_http_methods(["GET", "HEAD", "POST"])
@desk(Act.ENTER_EVIDENCE, Act.READ_PERSON)
def enter_evidence(request: DeskRequest, public_id: str) -> HttpResponse:
    """Choose a kind, then say what its source states."""
    opened = opened_to_act(request, public_id)
    slug = request.GET.get("kind", "")
    if not slug:
        kinds = [(kind, words.kind(kind)) for kind in words.pack().evidence_kinds if kind != AFFILIATION_KIND]
        return render(request, "console/people/choose_kind.html", {"person": opened.party, "kinds": kinds})
    form = StatementForm(slug, _kind(slug), request.POST or None, initial={"valid_from": request.today})
    if request.method == "POST" and form.is_valid():
        return _submit(request, opened, form, None)
    context = {"title": words.kind(slug), "lead": _("Enter what the source states. The colour follows at once.")}
    return act_page(request, opened, form, context | {"button": _("Enter")})


@require_http_methods(["GET", "HEAD", "POST"])
@desk(Act.ENTER_EVIDENCE, Act.READ_PERSON)
def correct_evidence(request: DeskRequest, public_id: str, record: int) -> HttpResponse:
    """A later record in the place of an earlier one, with the reason."""
    opened = opened_to_act(request, public_id)
    held = record_of(opened, record)
    initial = {
        "source": held.source,
        "result": held.result,
        "valid_from": held.valid_from,
        "valid_until": held.valid_until,
        **held.details,
    }
    form = StatementForm(held.kind, _kind(held.kind), request.POST or None, initial=initial, with_reason=True)
    if request.method == "POST" and form.is_valid():
        return _submit(request, opened, form, held)
    lead = _("The earlier record stays readable; this one takes its place. The colour follows at once.")
    context = {"title": _("Correct: %(item)s") % {"item": words.kind(held.kind)}, "lead": lead, "record": held}
    return act_page(request, opened, form, context | {"button": _("Correct")})


def _submit(request: DeskRequest, opened: Opened, form: StatementForm, held: Evidence | None) -> HttpResponse:
    try:
        deciding.submit_evidence(
            by=request.actor,
            at=request.at,
            party=opened.party,
            statement=form.statement(),
            corrects=held,
            reason=form.cleaned_data.get("reason", ""),
        )
    except Invalid as fault:
        form.add_error(fault.field if fault.field in form.fields else None, f"{fault.what} {fault.why}")
        return act_page(request, opened, form, {"title": words.kind(form.kind), "button": _("Enter")})
    messages.success(request, _("Written down, and the colour decided anew."))
    return redirect("console:person", opened.party.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@desk(Act.WITHDRAW_EVIDENCE, Act.READ_PERSON)
def withdraw_evidence(request: DeskRequest, public_id: str, record: int) -> HttpResponse:
    """Take a record back, with the reason."""
    opened = opened_to_act(request, public_id)
    held = record_of(opened, record)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        deciding.retract_evidence(by=request.actor, at=request.at, evidence=held, reason=reason)
        messages.success(request, _("Withdrawn, and the colour decided anew."))
        return redirect("console:person", public_id)
    lead = _("The record no longer counts but stays readable, with your reason. The colour follows at once.")
    context = {"title": _("Withdraw: %(item)s") % {"item": words.kind(held.kind)}, "lead": lead, "record": held}
    return act_page(request, opened, form, context | {"button": _("Withdraw"), "grave": True})


@require_http_methods(["GET", "HEAD", "POST"])
@desk(Act.DISPUTE_EVIDENCE, Act.READ_PERSON)
def dispute_evidence(request: DeskRequest, public_id: str, record: int) -> HttpResponse:
    """Mark a record as disputed, at once and wherever it is shown."""
    opened = opened_to_act(request, public_id)
    held = record_of(opened, record)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        raise_dispute(by=request.actor, at=request.at, pack=words.pack().slug, evidence=held, reason=reason)
        messages.success(request, _("Marked as disputed. The mark stays until the source corrects the record."))
        return redirect("console:person", public_id)
    lead = _("The record is marked as disputed at once. It counts until its source corrects it.")
    context = {"title": _("Dispute: %(item)s") % {"item": words.kind(held.kind)}, "lead": lead, "record": held}
    return act_page(request, opened, form, context | {"button": _("Mark as disputed")})


@require_http_methods(["GET", "HEAD", "POST"])
@desk(Act.ISSUE_CARD, Act.READ_PERSON)
def issue_card(request: DeskRequest, public_id: str) -> HttpResponse:
    """Issue card and code together; what is missing is named on the refusal page."""
    opened = opened_to_act(request, public_id)
    form = CardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["card_number"]
        cards.issue_card(by=request.actor, at=request.at, party=opened.party, pack=words.pack(), card_number=number)
        messages.success(request, _("Card and code are issued; the worker can show the code from now on."))
        return redirect("console:person", public_id)
    lead = _("All materials must be there together, and an agency must hold the person. Card and code are one act.")
    return act_page(request, opened, form, {"title": _("Issue the card"), "lead": lead, "button": _("Issue")})


def opened_to_act(request: DeskRequest, public_id: str) -> Opened:
    """The person opened for an act: a bureau corrects, an agency employs."""
    actor = request.actor
    purpose = Purpose.EMPLOYMENT if actor.role == Role.AGENCY_CLERK else Purpose.CORRECTION
    return open_party(by=actor, at=request.at, pack=service(), public_id=public_id, purpose=purpose, fields=TO_ACT)


def record_of(opened: Opened, number: int) -> Evidence:
    """One record of the opened person."""
    held = records_of(opened).filter(pk=number).first()
    if held is None:
        raise NotFound(_("There is no such record about this person."), todo=_("Choose one from the person's items."))
    return held


def _kind(slug: str) -> EvidenceKind:
    held = words.pack().evidence_kinds.get(slug)
    if held is None or slug == AFFILIATION_KIND:
        raise NotFound(
            _("No such kind of evidence can be entered here."),
            why=_("Entering and leaving an agency is recorded by the agency itself."),
            todo=_("Choose a kind from the list."),
        )
    return held


def act_page(request: DeskRequest, opened: Opened, form: django_forms.Form, context: dict[str, Any]) -> HttpResponse:
    """One act on one page: what will happen, the form, the way back."""
    status = 400 if form.errors else 200
    return render(request, "console/people/act.html", {"person": opened.party, "form": form, **context}, status=status)
