"""The journal for auditors: entries, and the check of the whole chain."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from anxin.kernel.access.hiding import hidden_readers
from anxin.kernel.access.rules import Act
from anxin.kernel.access.units import unit_names
from anxin.kernel.journal.actor import Role
from anxin.kernel.journal.checking import check_chain, last_check
from anxin.kernel.journal.queries import entries, hidden_counts
from anxin.kernel.journal.signing import newest_roots
from anxin.web.console import desk_words
from anxin.web.console.guard import DeskRequest, desk
from anxin.web.console.paging import leaf_of, number_asked

ROOTS_SHOWN = 10
DESK_ORDER = (
    Role.PROVINCE, Role.CITY, Role.COUNTY, Role.AGENCY_CLERK, Role.WORKER, Role.HOUSEHOLD, Role.GATE, Role.AUDITOR,
    Role.SYSTEM,
)  # fmt: skip


@require_safe
@desk(Act.SEE_JOURNAL)
def journal(request: DeskRequest) -> HttpResponse:
    """Entries, newest first, by act, role, or reads only."""
    return render(request, "console/journal.html", _listing(request))


@require_POST
@desk(Act.SEE_JOURNAL)
def check(request: DeskRequest) -> HttpResponse:
    """Recompute the whole chain and show the verdict with its root, to be noted down."""
    verdict = check_chain(by=request.actor, at=request.at)
    return render(request, "console/journal.html", _listing(request) | {"verdict": verdict})


def _listing(request: DeskRequest) -> dict[str, object]:
    act, role, kind = (request.GET.get(name, "") for name in ("act", "role", "kind"))
    found = entries()
    if act:
        found = found.filter(act=act)
    if role in set(Role):
        found = found.filter(role=role)
    if kind in ("reads", "acts"):
        found = found.filter(is_read=kind == "reads")
    return {
        "leaf": leaf_of(found.prefetch_related("subjects"), number_asked(request)),
        "act": act,
        "role": role,
        "kind": kind,
        "acts": desk_words.acts(),
        "count": entries().count(),
        "checked": last_check(),
        "roots": newest_roots(most=ROOTS_SHOWN),
        "hidden": _hidden(request),
        "readers": hidden_readers(by=request.actor, on=request.today),
        "roles": [(held.value, desk_words.role(held)) for held in DESK_ORDER],
    }


def _hidden(request: DeskRequest) -> list[dict[str, object]]:
    """Hidden reads by month and unit."""
    counts = hidden_counts(on=request.today)
    names = unit_names(counts)
    return [{"count": one, "unit": names[one.organisation_id, one.area]} for one in counts]
