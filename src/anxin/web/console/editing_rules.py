"""Editing the table of a draft: rows and cells as fields, FEEL checked as it is typed, the checks of the table beside.

Whatever is typed comes back: only what can be written into XML is saved, and never over a save that was not seen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from anxin.decisions import DecisionError
from anxin.decisions.checking.cells import CellChecker
from anxin.decisions.dmn.editing import TableText, read_table, tables_in, write_table
from anxin.decisions.dmn.tables import AGGREGATIONS, HIT_POLICIES
from anxin.kernel.access.rules import Act
from anxin.kernel.errors import Conflict, Invalid, NotFound
from anxin.kernel.outcomes.drafting import Draft, require_area, save_draft, start_draft
from anxin.kernel.outcomes.drafts import LIVING, draft_of, saves_of
from anxin.kernel.outcomes.models import RuleDraft, RuleDraftSave, RuleSet
from anxin.kernel.outcomes.queries import rule_sets
from anxin.packs.drafted import content_of
from anxin.web.console import feel_words, words
from anxin.web.console.checking_cells import CELL, OUTPUT, Problem, problems
from anxin.web.console.chosen_service import service
from anxin.web.console.editing_page import hit_policy, page_of
from anxin.web.console.forms import day_field
from anxin.web.console.guard import DeskRequest, desk
from anxin.web.console.rule_forms import area_choices, draft_title
from anxin.web.console.table_form import Held, number, opened, posted, rearranged, told_changes


@dataclass(frozen=True)
class Stand:
    """A draft as somebody has it before them: the save that the form was made from."""

    draft: RuleDraft
    save: RuleDraftSave

    @property
    def table(self) -> TableText:
        """Raises DecisionError for a text that cannot be read, or has no table."""
        return read_table(self.save.dmn, _deciding(self.save.dmn), "draft")


def _deciding(dmn: str) -> str:
    """The name of the table to edit: the one that decides, or the last."""
    named = words.pack().deciding.table
    return named if named in tables_in(dmn, "draft") else ""


def _stand(request: DeskRequest, public_id: str) -> Stand:
    """The draft with the save that the form names, or its newest; `Conflict` once it is closed."""
    held = draft_of(request.actor, service(), public_id)
    require_area(request.actor, held.area)
    if held.state not in LIVING:
        raise Conflict(
            _("This draft is closed: it was published or withdrawn."),
            why=_("A published rule set is never edited; past outcomes must stay explainable by it."),
            todo=_("Begin a new draft from it, with a later effective date."),
        )
    saves, wanted = saves_of(request.actor, held), request.POST.get("base", "")
    named = (
        saves.filter(number=int(wanted)).first() if wanted.isascii() and wanted.isdigit() and len(wanted) < 9 else None
    )
    newest = named or saves.first()
    assert newest is not None, "a draft begins with a save"
    return Stand(held, newest)


@require_http_methods(["GET", "HEAD", "POST"])
@desk(Act.DRAFT_RULES)
def edit_draft(request: DeskRequest, public_id: str) -> HttpResponse:
    """The table of a draft. A button of a row answers with the form as it is then; nothing is saved but by Save."""
    stand = _stand(request, public_id)
    try:
        table = stand.table
    except DecisionError as fault:
        return _without_table(request, stand, fault)
    if request.method != "POST":
        return _editor(request, stand, opened(table, number(request.GET.get("row", ""), 1) - 1))
    held, act = posted(table, request.POST), request.POST.get("act", "check")
    if act == "save" or act.startswith("over:"):
        return _save(request, stand, held, act.removeprefix("over:"))
    held, at = rearranged(held, act)
    return _editor(request, stand, held, at=at, only_checks=act == "lint")


def _save(request: DeskRequest, stand: Stand, held: Held, over: str) -> HttpResponse:
    """Keep what was typed as the next save; whatever stands against it, the form comes back with all of it."""
    seen = number(over, stand.save.number)
    try:
        text = write_table(stand.save.dmn, held.wanted, "draft")
        content = replace(content_of(stand.draft), dmn=text)
        note = request.POST.get("note", "").strip()[:200]
        save_draft(by=request.actor, at=request.at, draft=stand.draft, content=content, seen=seen, note=note)
    except DecisionError as fault:
        return _editor(request, stand, held, fault=_refused(fault), status=400)
    except Invalid as fault:
        return _editor(request, stand, held, fault=str(fault), status=400)
    except Conflict:
        newest = saves_of(request.actor, stand.draft).first()
        if newest is None or newest.number == seen:
            raise  # the draft was closed meanwhile
        return _editor(request, stand, held, theirs=newest, status=409)
    messages.success(request, _("Saved. Nobody is decided by a draft."))
    return redirect(f"{reverse('console:edit_draft', args=[stand.draft.public_id])}?row={held.first + 1}")


def _refused(fault: DecisionError) -> str:
    where = _("Row %(row)s: ") % {"row": fault.place.rule} if fault.place.rule is not None else ""
    return where + feel_words.said(fault.why) + (f" ({fault.read})" if fault.read else "")


def _editor(
    request: DeskRequest,
    stand: Stand,
    held: Held,
    *,
    at: str = "",
    only_checks: bool = False,
    fault: str = "",
    theirs: RuleDraftSave | None = None,
    status: int = 200,
) -> HttpResponse:
    text, unwritable = stand.save.dmn, fault
    try:
        text = write_table(text, held.wanted, "draft")
    except DecisionError as error:
        unwritable = fault or _refused(error)
    page = page_of(stand.draft, held, text, CellChecker.of(stand.save.dmn, held.base), readable=not unwritable)
    context: dict[str, Any] = {
        "draft": stand.draft,
        "title": draft_title(stand.draft),
        "base": stand.save,
        "held": held,
        "page": page,
        "at": at,
        "act": request.POST.get("act", "").partition(":")[0],
        "fault": unwritable,
        "note": request.POST.get("note", ""),
        "policies": [(one, hit_policy(one)) for one in HIT_POLICIES],
        "aggregations": AGGREGATIONS,
        "theirs": theirs,
        **(_both(stand, held, theirs) if theirs else {}),
    }
    part = "_checks" if only_checks else "_editor" if request.headers.get("HX-Request") == "true" else "edit"
    return render(request, f"console/rules/{part}.html", context, status=status)


def _both(stand: Stand, held: Held, theirs: RuleDraftSave) -> dict[str, Any]:
    """What the other save changed, and what this form changes, over the same text."""
    try:
        other = read_table(theirs.dmn, held.base.decision, "draft")
    except DecisionError:
        told = [_("It brought another file.")]
    else:
        told = told_changes(held.base, other) or [_("It left the table as it was.")]
    return {"their_changes": told, "my_changes": told_changes(held.base, held.wanted)}


def _without_table(request: DeskRequest, stand: Stand, fault: DecisionError) -> HttpResponse:
    context = {
        "draft": stand.draft,
        "title": draft_title(stand.draft),
        "why": _refused(fault),
        "line": fault.place.line,
    }
    return render(request, "console/rules/edit_none.html", context, status=409)


@require_POST
@desk(Act.DRAFT_RULES)
def check_cell(request: DeskRequest, public_id: str) -> HttpResponse:
    """What is wrong with the one field that was sent, as the lines beneath it."""
    stand = _stand(request, public_id)
    found: list[Problem] = []
    for name, value in request.POST.items():
        kind, _dash, place = name.partition("-")
        column = place.rpartition("-")[2]
        if kind in (CELL, OUTPUT) and number(column) >= 0:
            found = _checked(stand, kind, number(column), str(value))
            break
    return render(request, "console/rules/_problems.html", {"problems": found})


def _checked(stand: Stand, kind: str, column: int, text: str) -> list[Problem]:
    try:
        table = stand.table
        if column >= len(table.columns if kind == CELL else table.outputs):
            return []
        return problems(CellChecker.of(stand.save.dmn, table), kind, column, text)
    except DecisionError as fault:
        return [] if fault.place.rule is None else [Problem(_refused(fault))]


class BeginForm(forms.Form):
    """What a new draft needs beside the table that it begins from."""

    def __init__(self, request: DeskRequest, base: RuleSet, *args: Any) -> None:
        super().__init__(*args)
        areas = area_choices(request.actor.area)
        initial = base.area if base.area in dict(areas) else None
        self.fields["area"] = forms.ChoiceField(label=_("Area"), choices=areas, initial=initial)
        self.fields["title_zh"] = forms.CharField(label=_("Title in Chinese"), max_length=120, initial=base.title_zh)
        title = forms.CharField(label=_("Title in English"), max_length=120, required=False, initial=base.title_en)
        self.fields["title_en"] = title
        self.fields["effective_from"] = day_field(label=_("In force from"))
        self.fields["effective_from"].initial = request.today + timedelta(days=1)


@require_http_methods(["GET", "HEAD", "POST"])
@desk(Act.DRAFT_RULES)
def edit_rules(request: DeskRequest, slug: str) -> HttpResponse:
    """A rule set in force, opened as a new draft."""
    base = rule_sets(service()).filter(slug=slug).first()
    if base is None:
        raise NotFound(_("There is no such rule set."), todo=_("Choose one from the list of rules."))
    form = BeginForm(request, base, request.POST or None)
    if request.method == "POST" and form.is_valid():
        read = form.cleaned_data
        day, titles = read["effective_from"], (read["title_zh"], read["title_en"])
        content = Draft(base.dmn, day, *titles, dict(base.parameters))
        try:
            made = start_draft(by=request.actor, at=request.at, pack=service(), area=read["area"], content=content)
        except Invalid as fault:
            form.add_error(None, str(fault))
        else:
            return redirect("console:edit_draft", made.public_id)
    context = {"base": base, "title": words.rule_title(base), "form": form}
    return render(request, "console/rules/edit_begin.html", context, status=400 if form.errors else 200)
