"""A worker objects to a record about herself (Zhejiang public credit information rules 2017, arts. 30–31)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from anxin.kernel.access.actions import Opened
from anxin.kernel.cases.appealing import open_appeals, raise_dispute
from anxin.kernel.errors import NotFound
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.evidence.queries import records_of
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes.queries import explain
from anxin.packs.pack import Pack
from anxin.web.phone.items import ItemLine, own_lines
from anxin.web.phone.own_service import back_to, own_service
from anxin.web.phone.own_views import OWN_FIELDS, for_worker, open_own


@require_GET
@for_worker
def records(request: HttpRequest, actor: Actor, at: datetime) -> HttpResponse:
    """The records in force about her, each with the way to object."""
    pack = own_service(request, actor)
    lines = _lines(pack, open_own(actor, at, pack, *OWN_FIELDS))
    return render(request, "phone/me_records.html", {"tab": "me", "lines": lines})


@require_http_methods(["GET", "POST"])
@for_worker
def dispute(request: HttpRequest, actor: Actor, at: datetime, record: int) -> HttpResponse:
    """One record in force about her, and a field for what is wrong with it."""
    pack = own_service(request, actor)
    opened = open_own(actor, at, pack, *OWN_FIELDS)
    line = _line(pack, opened, record)
    reason = request.POST.get("reason", "").strip()
    if request.method == "POST" and reason:
        raise_dispute(by=actor, at=at, pack=pack.slug, evidence=_record(opened, record), reason=reason)
        return back_to(request, "me")
    empty = request.method == "POST"
    context = {"tab": "me", "lines": [line], "empty": empty, "typed": reason, "here": request.get_full_path()}
    return render(request, "phone/me_dispute.html", context, status=400 if empty else 200)


def _lines(pack: Pack, opened: Opened) -> list[ItemLine]:
    explained = explain(opened, pack.slug, as_of=opened.at.date())
    lines = own_lines(pack, explained) if explained else []
    appeals = open_appeals(line.record_id for line in lines if line.record_id is not None)
    return [replace(line, appeal=appeals.get(line.record_id or 0, "")) for line in lines]


def _line(pack: Pack, opened: Opened, record: int) -> ItemLine:
    """The line of that record, without the way here; `NotFound` for other people's, replaced or disputed ones."""
    for line in _lines(pack, opened):
        if line.record_id == record and not line.disputed:
            return replace(line, record_id=None)
    raise NotFound(
        _("There is no such record to object to."),
        why=_("It is not in force, it is disputed already, or it is not about you."),
        todo=_("Open your code and choose the record there."),
    )


def _record(opened: Opened, record: int) -> Evidence:
    return records_of(opened).get(pk=record)
