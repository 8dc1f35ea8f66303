"""With an agency and away from it: a worker is with one agency at a time."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anxin.kernel.access.queries import visible_organisations
from anxin.kernel.access.rules import Act
from anxin.kernel.codes.agency import join_agency
from anxin.kernel.errors import Conflict, Invalid, NotFound
from anxin.kernel.parties.identifiers import Scheme, checked_identity_number
from anxin.kernel.parties.models import Party
from anxin.kernel.parties.queries import affiliation_of, party_by_number
from anxin.packs import cards
from anxin.web.console import words
from anxin.web.console.acts import act_page, opened_to_act
from anxin.web.console.chosen_service import service
from anxin.web.console.forms import JoinForm, LeaveForm
from anxin.web.console.guard import DeskRequest, desk


@require_http_methods(["GET", "HEAD", "POST"])
@desk(Act.START_AFFILIATION, Act.READ_PERSON)
def join(request: DeskRequest) -> HttpResponse:
    """Enter a worker who has left the agency before; a worker without a file comes with the roster."""
    form = JoinForm(request.POST or None, today=request.today)
    if request.method == "POST" and form.is_valid():
        try:
            party = _person_named(form)
            _join(request, party, form)
        except Invalid as fault:
            form.add_error("id_number", f"{fault.what} {fault.why}")
        except Conflict as fault:
            form.add_error(None, f"{fault.what} {fault.why} {fault.todo}")
        else:
            messages.success(request, _("Entered with your agency from that day on."))
            return redirect("console:person", party.public_id)
    return render(request, "console/join.html", {"form": form}, status=400 if form.errors else 200)


def _person_named(form: JoinForm) -> Party:
    """Number and name must fit together: neither alone tells anything about anybody."""
    party = party_by_number(Scheme.IDENTITY_NUMBER, checked_identity_number(form.cleaned_data["id_number"]))
    if party is None or party.name != form.cleaned_data["name"].strip():
        raise Conflict(
            _("No file fits this number and this name together."),
            why=_("Both must stand as on the identity card."),
            todo=_("A worker without a file is entered with the roster, under Uploads."),
        )
    return party


def _join(request: DeskRequest, party: Party, form: JoinForm) -> None:
    mine = visible_organisations(request.actor).filter(pk=request.actor.organisation_id or 0).first()
    if mine is None:
        raise NotFound(_("Your account is not tied to an agency."), todo=_("Ask the bureau to tie it."))
    join_agency(
        by=request.actor,
        at=request.at,
        party=party,
        organisation=mine,
        pack=service(),
        started_on=form.cleaned_data["started_on"],
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk(Act.END_AFFILIATION, Act.READ_PERSON)
def leave(request: DeskRequest, public_id: str) -> HttpResponse:
    """Record the exit: affiliation, code and card end together."""
    opened = opened_to_act(request, public_id)
    held = affiliation_of(opened.party, role=service(), on=request.today)
    if held is None:
        raise NotFound(_("This worker is with no agency today."), todo=_("There is nothing to end."))
    form = LeaveForm(request.POST or None, today=request.today)
    if request.method == "POST" and form.is_valid():
        cards.leave_agency(
            by=request.actor,
            at=request.at,
            affiliation=held,
            pack=words.pack(),
            ended_on=form.cleaned_data["ended_on"],
            reason=form.cleaned_data["reason"],
        )
        messages.success(request, _("The exit is recorded; another agency can enter the worker now."))
        return redirect("console:registry")
    lead = _(
        "The code goes out of use and the card becomes invalid on the same day. The next agency has them issued anew."
    )
    context = {"title": _("Record the exit"), "lead": lead, "button": _("Record the exit"), "grave": True}
    return act_page(request, opened, form, context)
