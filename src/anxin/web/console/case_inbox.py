"""The list of one's desks: what is due first, filters that stay in the address line, files to take along, and acts on
several cases at once."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from anxin.kernel.access.rules import Act
from anxin.kernel.cases import filters
from anxin.kernel.cases.choices import OwnDesk, colleagues, desks_to_send_to, own_desks
from anxin.kernel.cases.dispatching import assign_case
from anxin.kernel.cases.enums import Duty
from anxin.kernel.cases.handling import claim_case, give_case
from anxin.kernel.cases.inbox import leaf_of_cases
from anxin.kernel.cases.opening import open_case
from anxin.kernel.errors import AnxinError, Invalid
from anxin.kernel.journal.actor import Actor
from anxin.web.console import case_tables
from anxin.web.console.case_asking import choices, cleaned, query_of, service_titles, wanted_from
from anxin.web.console.guard import DeskRequest, desk
from anxin.web.console.paging import SIZE, Leaf, number_asked

MOST_AT_ONCE = 200
FAULTS_TOLD = 5
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@desk(Act.WORK_CASES)
def inbox(request: DeskRequest) -> HttpResponse:
    """The cases of one's desks, due first."""
    wanted = wanted_from(request.GET.dict())
    number = number_asked(request)
    listed = leaf_of_cases(by=request.actor, at=request.at, wanted=wanted, start=(number - 1) * SIZE, most=SIZE)
    desks = own_desks(request.actor, request.at)
    query = query_of(wanted)
    saved = filters.filters_of(request.actor)
    context = {
        "leaf": Leaf(listed.lines, number, more=listed.count > number * SIZE),
        "count": listed.count,
        "overdue": listed.overdue,
        "wanted": wanted,
        "query": query,
        "desks": desks,
        "choices": choices(desks, ended=wanted.ended),
        "titles": service_titles(),
        "saved": [{"name": one.name, "query": one.query, "current": one.query == query} for one in saved],
        "counter": any(not one.organisation for one in desks),
        **bulk_choices(request, desks),
    }
    return render(request, "console/cases_at_desk/inbox.html", context)


def bulk_choices(request: DeskRequest, desks: list[OwnDesk]) -> dict[str, object]:
    """What can be done with several cases at once, by the duties of one's desks."""
    sends = {one.pack for one in desks if Duty.DISPATCH in one.duties}
    answers = any(Duty.ANSWER in one.duties for one in desks)
    return {
        "may_take": answers,
        "colleagues": colleagues(request.actor, request.at) if answers else [],
        "targets": desks_to_send_to(sends) if sends else [],
    }


@require_safe
@desk(Act.WORK_CASES)
def export(request: DeskRequest, form: str) -> HttpResponse:
    """The same list as a file; written down as taken along."""
    wanted = wanted_from(request.GET.dict())
    lines = filters.export_cases(by=request.actor, at=request.at, wanted=wanted, form=form)
    if form == "csv":
        answer = HttpResponse(case_tables.as_csv(lines), content_type="text/csv; charset=utf-8")
    else:
        answer = HttpResponse(case_tables.as_workbook(lines), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="cases-{request.today.isoformat()}.{form}"'
    return answer


@require_POST
@desk(Act.WORK_CASES)
def save_filter(request: DeskRequest) -> HttpResponse:
    """Keep this list under a name, or forget one."""
    query = cleaned(request.POST.get("query", ""))
    name = request.POST.get("name", "")
    if request.POST.get("forget"):
        filters.remove_filter(by=request.actor, at=request.at, name=request.POST["forget"])
        messages.success(request, _("The list is no longer kept."))
    else:
        filters.save_filter(by=request.actor, at=request.at, name=name, query=query)
        messages.success(request, _("The list is kept under “%(name)s”.") % {"name": name.strip()})
    return _back(query)


def _back(query: str) -> HttpResponse:
    return redirect(f"{reverse('console:cases')}?{query}" if query else reverse("console:cases"))


@require_POST
@desk(Act.WORK_CASES)
def bulk(request: DeskRequest) -> HttpResponse:
    """One act on several cases; what could not be done says why, the rest is done."""
    chosen = list(dict.fromkeys(request.POST.getlist("case")))[:MOST_AT_ONCE]
    done, faults = 0, []
    if not chosen:
        messages.error(request, _("No case was chosen. Tick the cases first."))
    for public_id in chosen:
        try:
            _act(request, public_id)
            done += 1
        except AnxinError as fault:
            faults.append(f"{public_id}: {fault}")
    if done:
        said = ngettext("%(count)s case was dealt with.", "%(count)s cases were dealt with.", done)
        messages.success(request, said % {"count": done})
    for told in faults[:FAULTS_TOLD]:
        messages.error(request, told)
    if len(faults) > FAULTS_TOLD:
        messages.error(request, _("and %(count)s more") % {"count": len(faults) - FAULTS_TOLD})
    return _back(cleaned(request.POST.get("query", "")))


def _act(request: DeskRequest, public_id: str) -> None:
    by, at = request.actor, request.at
    open_case(by=by, at=at, public_id=public_id)
    match request.POST.get("deed"):
        case "take":
            claim_case(by=by, at=at, public_id=public_id)
        case "give":
            _give(by, at, public_id, request.POST.get("colleague", ""))
        case "send":
            send_to, reason = request.POST.get("desk", ""), request.POST.get("reason", "")
            assign_case(by=by, at=at, public_id=public_id, desk=send_to, reason=reason)
        case _:
            raise Invalid(_("Choose what is to be done with the cases."), field="deed", allowed="take, give, send")


def _give(by: Actor, at: datetime, public_id: str, colleague: str) -> None:
    known = {str(one.user_id): one for one in colleagues(by, at)}
    if colleague not in known:
        raise Invalid(_("Choose a colleague at your desk."), field="colleague")
    give_case(by=by, at=at, public_id=public_id, user_id=known[colleague].user_id)
