"""Rosters at a desk: a union's clerk brings one in the window, sees its faults, has it read, and sees what is due."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anxin.kernel.errors import AnxinError, Invalid, NotFound
from anxin.kernel.intake.arrival import take_in
from anxin.modules.benefits import rosters as acts
from anxin.modules.benefits.by_number import enrolled_by_number, organisation_of
from anxin.modules.benefits.desks import require_seated
from anxin.modules.benefits.enums import RosterState, Withdrawal
from anxin.modules.benefits.listing import roster_at, rosters_at
from anxin.modules.benefits.models import Roster
from anxin.modules.benefits.premiums import withdraw
from anxin.modules.benefits.previewing import preview, take_back
from anxin.modules.benefits.recording import cycle_of, scheme_of
from anxin.modules.benefits.wording import ROSTERS
from anxin.web.console import aid_tables, reading_rosters
from anxin.web.console.aid import as_file
from anxin.web.console.aid_asking import (
    FAULTS,
    LOOK,
    WORK,
    SchemePlace,
    cycle_asked,
    number_of,
    place_named,
    place_of,
    shown,
    status_of,
    text,
    typed,
    union_said,
)
from anxin.web.console.guard import DeskRequest, desk
from anxin.web.console.paging import leaf_of, number_asked

FAULTS_SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
@desk(LOOK)
def rosters(request: DeskRequest, pack: str, slug: str) -> HttpResponse:
    """The rosters of a cycle, and the form to bring one; refused, it comes back as it was typed."""
    place = place_of(request, pack, slug)
    if not place.desk.audits:
        require_seated(request.actor, request.at, place.scheme)
    if request.method != "POST":
        return _list(request, place)
    try:
        made = _bring(request, place)
    except FAULTS as wrong:
        return _list(request, place, wrong)
    if made.state != RosterState.RECEIVED:
        messages.info(request, _("You have brought this very file before; here is what came of it."))
    return redirect("console:aid_roster", made.public_id)


def _list(request: DeskRequest, place: SchemePlace, wrong: AnxinError | None = None) -> HttpResponse:
    asked = request.POST.get("cycle", "") or request.GET.get("cycle", "")
    cycle = cycle_asked(place.scheme, asked or _open_cycle(request, place), request.today.isoformat())
    leaf = leaf_of(rosters_at(place.desk, place.name, cycle.key), number_asked(request))
    context = shown(
        place,
        "rosters",
        cycle=cycle,
        leaf=leaf,
        rows=[{"one": one, "word": ROSTERS[RosterState(one.state)]} for one in leaf.rows],
        open=cycle.in_window(request.at),
        early=request.at < cycle.opens,
        wrong=wrong,
        typed=typed(request) if wrong else {},
        columns=["姓名", "身份证号", "手机号", "退休"],
    )
    return render(request, "console/aid/rosters.html", context, status=status_of(wrong))


def _open_cycle(request: DeskRequest, place: SchemePlace) -> str:
    """The cycle whose window is open now, if there is one."""
    return next((one.key for one in place.scheme.cycles.values() if one.in_window(request.at)), "")


def _bring(request: DeskRequest, place: SchemePlace) -> Roster:
    union = union_said(request, place.desk)
    code = text(request, "unit", 18)
    unit = organisation_of(code) if code else union
    staff = number_of(text(request, "staff", 8), "staff")
    file = request.FILES.get("file")
    if file is None:
        raise Invalid(_("Choose the file of the roster."), field="file")
    content = take_in(file).content
    if content is None:
        raise Invalid(_("The file is too large."), field="file", todo=_("Split the roster into several files."))
    return acts.receive_roster(
        by=request.actor,
        at=request.at,
        scheme=place.name,
        cycle=text(request, "cycle", 20),
        union=union,
        unit=unit,
        staff=staff,
        content=content,
    )


@require_safe
@desk(LOOK)
def blank(request: DeskRequest, pack: str, slug: str) -> HttpResponse:
    """An empty roster to fill in."""
    place = place_of(request, pack, slug)
    heads = ["姓名", "身份证号", "手机号", "退休"]  # what stands on the sheet is what the reader knows
    return as_file(heads, list[list[aid_tables.Cell]](), "xlsx", f"roster-{place.scheme.slug}")


@require_safe
@desk(LOOK)
def roster(request: DeskRequest, public_id: str) -> HttpResponse:
    """One roster: the receipt with its moment; before it is read, what would come of it; after, what came of it."""
    running = reading_rosters.is_running(
        public_id
    )  # asked before the state is read, or a finished one looks broken off
    place, held = _opened(request, public_id)
    return _page(request, place, held, running=running)


def _opened(request: DeskRequest, public_id: str) -> tuple[SchemePlace, Roster]:
    held = acts.roster_named(public_id)
    place = place_named(request, held.version.name)
    return place, roster_at(place.desk, held)


def _page(
    request: DeskRequest, place: SchemePlace, held: Roster, wrong: AnxinError | None = None, *, running: bool = False
) -> HttpResponse:
    scheme = scheme_of(held.version)
    cycle = cycle_of(scheme, held.cycle)
    context: dict[str, Any] = shown(
        place,
        "rosters",
        roster=held,
        cycle=cycle,
        word=ROSTERS[RosterState(held.state)],
        running=running,
        wrong=wrong,
        mine=place.desk.everywhere or held.union in place.desk.unions,
        faults=[{"row": row, "what": what} for row, what in held.faults[:FAULTS_SHOWN]],
        more_faults=max(0, len(held.faults) - FAULTS_SHOWN),
        open=cycle.in_window(request.at),
        leaves=scheme.withdrawal is not Withdrawal.NONE and request.today < cycle.cover_from,
        typed=typed(request) if wrong else {},
    )
    if held.state == RosterState.RECEIVED and context["mine"] and not running:
        found = preview(by=request.actor, at=request.at, roster=held)
        context["preview"] = found
        context["faults"] = found.faults[:FAULTS_SHOWN]
        context["more_faults"] = max(0, len(found.faults) - FAULTS_SHOWN)
    if request.headers.get("HX-Request") == "true":
        answer = render(request, "console/aid/_reading.html", context)
        if not running:
            answer["HX-Refresh"] = "true"
        return answer
    return render(request, "console/aid/roster.html", context, status=status_of(wrong))


@require_POST
@desk(WORK)
def roster_act(request: DeskRequest, public_id: str, deed: str) -> HttpResponse:
    """Have it read, take it back, or let somebody leave."""
    place, held = _opened(request, public_id)
    if deed not in DEEDS:
        raise NotFound(_("There is no such act."))
    try:
        said = DEEDS[deed](request, held)
    except FAULTS as wrong:
        return _page(request, place, held, wrong)
    if said:
        messages.success(request, said)
    if deed == "take-back":
        return redirect("console:aid_rosters", *place.args)
    return redirect("console:aid_roster", public_id)


def _enrol(request: DeskRequest, held: Roster) -> str:
    """Read it before the answer, or a long one behind the page."""
    waits = held.state == RosterState.RECEIVED
    if waits and preview(by=request.actor, at=request.at, roster=held).rows > reading_rosters.AT_ONCE:
        reading_rosters.start(by=request.actor, at=request.at, public_id=held.public_id)
    else:
        reading_rosters.read_now(by=request.actor, at=request.at, public_id=held.public_id)
    return ""


def _take_back(request: DeskRequest, held: Roster) -> str:
    take_back(by=request.actor, at=request.at, roster=held)
    return _("Taken back; nobody of it is enrolled.")


def _leave(request: DeskRequest, held: Roster) -> str:
    withdraw(by=request.actor, at=request.at, enrolment=enrolled_by_number(held, text(request, "number", 24)))
    return _("Left the cycle; a premium that had come in goes back to who paid it.")


DEEDS = {"enrol": _enrol, "take-back": _take_back, "leave": _leave}
