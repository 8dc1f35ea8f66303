"""Unions on the console: the tree with the numbers of a chosen day, one union with what is below it and its members."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from anxin.kernel.access.rules import Act
from anxin.modules.unions import looking, queries
from anxin.modules.unions.enums import Level
from anxin.web.console.guard import DeskRequest, desk
from anxin.web.console.paging import SIZE, Leaf, number_asked

LEVELS = {
    Level.BASE: gettext_lazy("Base union"),
    Level.FEDERATION: gettext_lazy("Federation of unions"),
    Level.COUNTY: gettext_lazy("County federation"),
    Level.CITY: gettext_lazy("City federation"),
    Level.PROVINCE: gettext_lazy("Provincial federation"),
    Level.POOL: gettext_lazy("Holding pool"),
}


def _day(request: DeskRequest) -> date:
    """The day asked about; what is no day, and one to come, is today."""
    try:
        return min(date.fromisoformat(request.GET.get("on", "").strip()[:10]), request.today)
    except ValueError:
        return request.today


@require_safe
@desk(Act.SEE_BOOKS)
def unions(request: DeskRequest) -> HttpResponse:
    """The upper two levels of each service's tree, on a day."""
    on, shown = _day(request), []
    for pack in looking.services():
        rows = looking.numbers_seen(by=request.actor, at=request.at, pack=pack, on=on)
        if rows:
            tops = [{"row": one, "level": LEVELS[Level(one.union.level)]} for one in rows if one.depth < 2]
            totals = {"members": queries.total(rows), "waiting": queries.waiting(rows)}
            shown.append({"pack": pack, "rows": tops, **totals})
    return render(request, "console/unions/list.html", {"services": shown, "on": on, "today": request.today})


@require_safe
@desk(Act.SEE_BOOKS)
def union(request: DeskRequest, pack: str, public_id: str) -> HttpResponse:
    """One union on a day: its number, the unions right below it, and its own members, whose reading is written down."""
    on = _day(request)
    held = looking.union_seen(by=request.actor, at=request.at, pack=pack, public_id=public_id)
    rows = looking.numbers_seen(by=request.actor, at=request.at, pack=pack, on=on)
    here = next((one for one in rows if one.union.pk == held.pk), None)
    number = number_asked(request)
    page, more = looking.open_members(
        by=request.actor, at=request.at, union=held, on=on, first=(number - 1) * SIZE, most=SIZE
    )
    below = [one for one in rows if one.above == held.party_id]
    context = {
        "union": held,
        "level": LEVELS[Level(held.level)],
        "here": here,
        "above": next((one for one in rows if here and one.union.party_id == here.above), None),
        "below": [{"row": one, "level": LEVELS[Level(one.union.level)]} for one in below],
        "leaf": Leaf(page, number, more),
        "names": looking.reach_of(request.actor, request.at, pack).names,
        "on": on,
        "today": request.today,
    }
    return render(request, "console/unions/union.html", context)
