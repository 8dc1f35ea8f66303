"""Premiums at a desk: what is due, what came in, and matching the one with the other to the fen."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anxin.kernel.errors import AnxinError, Invalid
from anxin.modules.benefits.desks import require_seated
from anxin.modules.benefits.enums import Matched
from anxin.modules.benefits.listing import payments_at, rosters_owing
from anxin.modules.benefits.premiums import difference, match_payment
from anxin.modules.benefits.wording import MATCHES
from anxin.web.console.aid_asking import (
    FAULTS,
    LOOK,
    SchemePlace,
    cycle_asked,
    fen_of,
    place_of,
    shown,
    status_of,
    text,
    typed,
)
from anxin.web.console.book_asking import day_given
from anxin.web.console.guard import DeskRequest, desk
from anxin.web.console.paging import SIZE, leaf_of, number_asked


@require_http_methods(["GET", "HEAD", "POST"])
@desk(LOOK)
def premiums(request: DeskRequest, pack: str, slug: str) -> HttpResponse:
    """Payments with what is too much or too little; rosters that owe; and the form to match, for who keeps the book."""
    place = place_of(request, pack, slug)
    if not place.desk.audits:
        require_seated(request.actor, request.at, place.scheme)
    if request.method != "POST":
        return _list(request, place)
    try:
        said = _match(request, place)
    except FAULTS as wrong:
        return _list(request, place, wrong)
    messages.success(request, said)
    return redirect("console:aid_premiums", *place.args)


def _list(request: DeskRequest, place: SchemePlace, wrong: AnxinError | None = None) -> HttpResponse:
    asked = request.POST.get("cycle", "") or request.GET.get("cycle", "")
    cycle = cycle_asked(place.scheme, asked, request.today.isoformat())
    union = request.POST.get("union", "") or request.GET.get("union", "")
    leaf = leaf_of(payments_at(place.desk, place.name, cycle.key), number_asked(request))
    owing = rosters_owing(place.name, cycle.key, union[:16])
    if not (place.desk.sees_all or place.desk.audits):
        owing = owing.filter(union__in=place.desk.unions)
    rows = list(owing[:SIZE])
    context = shown(
        place,
        "premiums",
        cycle=cycle,
        leaf=leaf,
        rows=[{"one": one, "word": MATCHES[Matched(one.state)], "said": difference(one)} for one in leaf.rows],
        owing=rows,
        due=sum(one.due for one in rows),
        union=rows[0].union if union and rows else None,
        wrong=wrong,
        typed=typed(request) if wrong else {},
        ticked=request.POST.getlist("roster") if wrong else [one.public_id for one in rows],
        today=request.today,
    )
    return render(request, "console/aid/premiums.html", context, status=status_of(wrong))


def _match(request: DeskRequest, place: SchemePlace) -> str:
    cycle = cycle_asked(place.scheme, text(request, "cycle", 20), "")
    chosen = request.POST.getlist("roster")[:SIZE]
    owing = list(rosters_owing(place.name, cycle.key, text(request, "union", 16)).filter(public_id__in=chosen))
    if not owing:
        raise Invalid(_("Tick the rosters that this money is for."), field="roster")
    reference = text(request, "reference", 60)
    if not reference:
        raise Invalid(_("The bank's reference is missing."), field="reference")
    made = match_payment(
        by=request.actor,
        at=request.at,
        scheme=place.name,
        cycle=cycle.key,
        union=owing[0].union,
        reference=reference,
        amount=fen_of(text(request, "amount", 20), "amount"),
        received_on=day_given(request.POST, "day"),
        rosters=chosen,
    )
    if made.state == Matched.EXACT:
        return _("It matches to the fen and is booked.")
    return _("Kept, not booked: %(said)s") % {"said": difference(made)}
