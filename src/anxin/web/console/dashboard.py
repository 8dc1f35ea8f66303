"""The overview: where the people of one's scope stand today."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from anxin.kernel.access.rules import MAY, Act
from anxin.packs.on_site import deciding
from anxin.web.console import figures, navigation
from anxin.web.console.guard import DeskRequest, desk
from anxin.web.console.shares import on_site
from anxin.web.design.colours import colour_named


def _columns() -> tuple[str, ...]:
    return ("name", "total", *on_site(), "share")


@require_safe
@desk()
def dashboard(request: DeskRequest) -> HttpResponse:
    """Colours now and over time, by agency and county, reasons, and what lies ahead. A gate has its scanner instead,
    and a site without a colour the first place that is left."""
    if not deciding() and (left := navigation.places(request.actor, request.path)):
        return redirect(left[0].href)
    if request.actor.role not in MAY[Act.SEE_FIGURES]:
        return redirect("console:scan" if request.actor.role in MAY[Act.CHECK_CODES] else "console:cases")
    counties_sort, agencies_sort = _sort(request, "counties"), _sort(request, "agencies")
    shown = figures.overview(request.actor, on=request.today, counties_by=counties_sort, agencies_by=agencies_sort)
    reads_people = request.actor.role in MAY[Act.SEE_REGISTRY]
    context = {
        "figures": shown,
        "scope": navigation.scope_words(request.actor),
        "colours": on_site(),
        "registry": reverse("console:registry") if reads_people else "",
        "counties_sort": counties_sort,
        "agencies_sort": agencies_sort,
        "county_head": _head("counties", _("County")),
        "agency_head": _head("agencies", _("Agency")),
    }
    return render(request, "console/dashboard.html", context)


def _sort(request: DeskRequest, table: str) -> str:
    asked = request.GET.get(table, "")
    return asked if asked.lstrip("-") in _columns() else "-total"


def _head(table: str, name: str) -> list[dict[str, str]]:
    words = [name, _("People"), *(str(colour_named(colour).short) for colour in on_site()), _("Share of green")]
    return [{"key": f"{table}:{column}", "word": word} for column, word in zip(_columns(), words, strict=True)]
