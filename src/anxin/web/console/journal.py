"""The journal for auditors: entries, and the check of the whole chain."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from anxin.kernel.access.rules import Act
from anxin.kernel.journal.actor import Role
from anxin.kernel.journal.queries import entries, verify
from anxin.web.console import desk_words
from anxin.web.console.guard import DeskRequest, desk
from anxin.web.console.paging import leaf_of, number_asked

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
    return render(request, "console/journal.html", _listing(request) | {"verdict": verify()})


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
        "roles": [(held.value, desk_words.role(held)) for held in DESK_ORDER],
    }
