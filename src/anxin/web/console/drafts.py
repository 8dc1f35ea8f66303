"""Drafts of rule sets: begin, save, propose, and publish by a second person."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anxin.kernel.access.rules import MAY, Act
from anxin.kernel.errors import Conflict, Invalid, NotFound
from anxin.kernel.outcomes.drafting import propose_draft as propose
from anxin.kernel.outcomes.drafting import save_draft as save
from anxin.kernel.outcomes.drafting import start_draft, withdraw_draft
from anxin.kernel.outcomes.drafts import LIVING, draft_of, saves_of
from anxin.kernel.outcomes.drafts import drafts as drafts_seen
from anxin.kernel.outcomes.models import DraftState, RuleDraft
from anxin.kernel.outcomes.queries import rule_sets
from anxin.kernel.reference.areas import within
from anxin.packs.publishing import publish, readiness, scenario_file
from anxin.web.console import words
from anxin.web.console.chosen_service import service
from anxin.web.console.guard import DeskRequest, desk
from anxin.web.console.paging import leaf_of, number_asked
from anxin.web.console.rule_forms import SaveDraftForm, StartDraftForm, draft_title

DMN = "application/xml; charset=utf-8"
YAML = "application/yaml; charset=utf-8"


@require_http_methods(["GET", "HEAD", "POST"])
@desk(Act.SEE_DRAFTS)
def drafts(request: DeskRequest) -> HttpResponse:
    """The drafts in sight, and the form to begin one."""
    form = StartDraftForm(request.actor, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            area = form.cleaned_data["area"]
            made = start_draft(by=request.actor, at=request.at, pack=service(), area=area, content=form.content())
        except (ValidationError, Invalid) as fault:
            form.add_error(None, fault if isinstance(fault, ValidationError) else str(fault))
        else:
            return redirect("console:draft", made.public_id)
    leaf = leaf_of(drafts_seen(request.actor, service()), number_asked(request))
    rows = [(one, draft_title(one)) for one in leaf.rows]
    may_draft = request.actor.role in MAY[Act.DRAFT_RULES]
    context = {"leaf": leaf, "rows": rows, "form": form, "may_draft": may_draft}
    return render(request, "console/rules/drafts.html", context, status=400 if form.errors else 200)


@require_safe
@desk(Act.SEE_DRAFTS)
def draft(request: DeskRequest, public_id: str) -> HttpResponse:
    """One draft: what it is, what is still missing, who saved it when."""
    held = draft_of(request.actor, service(), public_id)
    return _page(request, held)


def _page(request: DeskRequest, held: RuleDraft, form: SaveDraftForm | None = None) -> HttpResponse:
    saves = list(saves_of(request.actor, held).defer("dmn", "scenarios")[:50])
    mine = within(held.area, request.actor.area) if request.actor.area else False
    living = held.state in LIVING
    context: dict[str, Any] = {
        "draft": held,
        "title": draft_title(held),
        "saves": saves,
        "living": living,
        "may_draft": living and mine and request.actor.role in MAY[Act.DRAFT_RULES],
        "may_publish": living and mine and request.actor.role in MAY[Act.PUBLISH_RULES],
        "proposed": held.state == DraftState.PROPOSED,
        "ready": readiness(words.pack(), held, by=request.actor, today=request.today) if living else None,
        "form": form or SaveDraftForm(held, seen=saves[0].number if saves else 0),
        "here": request.path,
    }
    context["parameters"] = words.parameters(held.parameters)
    return render(request, "console/rules/draft.html", context, status=400 if form and form.errors else 200)


@require_POST
@desk(Act.DRAFT_RULES)
def save_draft(request: DeskRequest, public_id: str) -> HttpResponse:
    """Keep the next save."""
    held = draft_of(request.actor, service(), public_id)
    form = SaveDraftForm(held, request.POST, request.FILES)
    if form.is_valid():
        try:
            content, seen, note = form.content(), form.cleaned_data["seen"], form.cleaned_data["note"]
            save(by=request.actor, at=request.at, draft=held, content=content, seen=seen, note=note)
        except (ValidationError, Invalid, Conflict) as fault:
            form.add_error(None, fault if isinstance(fault, ValidationError) else str(fault))
        else:
            messages.success(request, _("Saved. Nobody is decided by a draft."))
            return redirect("console:draft", public_id)
    return _page(request, held, form)


@require_POST
@desk(Act.DRAFT_RULES)
def propose_draft(request: DeskRequest, public_id: str) -> HttpResponse:
    """Put it before a second person."""
    propose(by=request.actor, at=request.at, draft=draft_of(request.actor, service(), public_id))
    messages.success(request, _("Proposed. Somebody else can publish it now; saving it again takes the proposal back."))
    return redirect("console:draft", public_id)


@require_POST
@desk(Act.DRAFT_RULES)
def give_up_draft(request: DeskRequest, public_id: str) -> HttpResponse:
    """Withdraw it; it stays readable."""
    withdraw_draft(by=request.actor, at=request.at, draft=draft_of(request.actor, service(), public_id))
    messages.success(request, _("Withdrawn; it stays readable."))
    return redirect("console:drafts")


@require_POST
@desk(Act.PUBLISH_RULES)
def publish_draft(request: DeskRequest, public_id: str) -> HttpResponse:
    """Make it law: the second person's act."""
    held = draft_of(request.actor, service(), public_id)
    made = publish(words.pack(), held, by=request.actor, at=request.at, seen_sha256=request.POST.get("sha256", ""))
    day = made.effective_from
    messages.success(
        request, _("Published. It decides from %(day)s on; the journal keeps its simulation.") % {"day": day}
    )
    return redirect("console:rule_set", made.slug)


@require_safe
@desk(Act.SEE_DRAFTS)
def draft_file(request: DeskRequest, public_id: str) -> HttpResponse:
    """The draft's .dmn, byte for byte as saved."""
    held = draft_of(request.actor, service(), public_id)
    return _file(held.dmn, f"{held.area}-{held.effective_from}.dmn", DMN)


@require_safe
@desk(Act.SEE_DRAFTS)
def draft_scenarios(request: DeskRequest, public_id: str) -> HttpResponse:
    """The draft's scenarios as a file for the pack's folder: one for each row of its table."""
    held = draft_of(request.actor, service(), public_id)
    return _file(scenario_file(words.pack(), held), f"{held.area}-{held.effective_from}.yaml", YAML)


@require_safe
@desk(Act.SEE_RULES)
def rule_set_file(request: DeskRequest, slug: str) -> HttpResponse:
    """The .dmn of an applied rule set, for the pack's folder or any DMN editor."""
    held = rule_sets(service()).filter(slug=slug).first()
    if held is None:
        raise NotFound(_("There is no such rule set."), todo=_("Choose one from the list of rules."))
    return _file(held.dmn, f"{held.slug}.dmn", DMN)


def _file(text: str, name: str, kind: str) -> HttpResponse:
    answer = HttpResponse(text.encode(), content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
