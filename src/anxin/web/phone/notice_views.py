"""The notice board, read by anybody: what became of what others brought up, where they allow it to be shown."""

from __future__ import annotations

from datetime import date
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateformat import format as formatted
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from anxin.kernel.cases.notices import Notice, notices
from anxin.kernel.cases.scope import matters_in_force
from anxin.packs.on_site import services
from anxin.web.phone.words import in_language, said


@require_GET
def board(request: HttpRequest, service: str) -> HttpResponse:
    """The answers of one service, by month; a service without a board has none."""
    titles = {pack.slug: said(pack.title) for pack in services()}
    held = notices(matters_in_force(service))
    months = [(_month(month), [_line(one) for one in group]) for month, group in groupby(held, lambda one: one.month)]
    return render(request, "phone/notices.html", {"months": months, "service": titles.get(service, "")})


def _month(month: date) -> str:
    english = (get_language() or "zh").startswith("en")
    return formatted(month, "F Y" if english else "Y年n月")


def _line(one: Notice) -> dict[str, str]:
    city = in_language(one.city.zh, one.city.en) if one.city is not None else ""
    return {"words": one.words, "result": one.result, "from": " · ".join(filter(None, (city, one.matter)))}
