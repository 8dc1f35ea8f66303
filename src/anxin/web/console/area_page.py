"""Maps and index of a service, county by county, for the offices that may count everybody."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from anxin.kernel.access.rules import Act
from anxin.kernel.errors import Invalid
from anxin.packs.area_figures import figures_of
from anxin.packs.on_site import service_named, services
from anxin.packs.pack import Pack
from anxin.web.console import area_counting as counting
from anxin.web.console import words
from anxin.web.console.area_maps import Atlas, Row, city_of
from anxin.web.console.case_tables import BOM
from anxin.web.console.chosen_service import KEY, turn_to
from anxin.web.console.guard import DeskRequest, desk

Heads = Sequence[tuple[str, str, bool]]


@require_safe
@desk(Act.COUNT_EVERYBODY)
def area_page(request: DeskRequest, pack: str) -> HttpResponse:
    """The maps and the index of a day; while they are being counted, that they are."""
    held = service_named(pack)
    if elsewhere := _another_service(request, held):
        return elsewhere
    figures_of(held)
    if held.decides:
        turn_to(held.slug)
    on = _day(request)
    found = counting.counted(held, by=request.actor, at=request.at, on=on)
    if found is None:
        return _wait(request, held, on)
    if _asked_by_page(request):
        return _reloaded()
    return render(request, "console/areas/page.html", _context(request, held, on, found))


@require_safe
@desk(Act.COUNT_EVERYBODY)
def area_file(request: DeskRequest, pack: str) -> HttpResponse:
    """The same figures as a file; where they are not counted yet, the page that counts them."""
    held, on = service_named(pack), _day(request)
    figures_of(held)
    found = counting.counted(held, by=request.actor, at=request.at, on=on)
    if found is None:
        return redirect(f"{reverse('console:areas', args=[held.slug])}?on={on.isoformat()}")
    answer = HttpResponse(_as_csv(Atlas(held, on, found.rows)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{held.slug}-{on.isoformat()}.csv"'
    return answer


def _another_service(request: DeskRequest, held: Pack) -> HttpResponseRedirect | None:
    """Where the side bar's choice of another service leads: to its maps, or where it has none to its overview."""
    named = next((one for one in services() if one.slug == request.GET.get(KEY) != held.slug), None)
    if named is None:
        return None
    if named.evidence.figures is not None:
        return redirect("console:areas", named.slug)
    return redirect(f"{reverse('console:dashboard')}?{KEY}={named.slug}")


def _day(request: DeskRequest) -> date:
    """The day asked for, without one today. Invalid: no day, or one that has not come."""
    asked = request.GET.get("on", "")
    try:
        found = date.fromisoformat(asked) if asked else request.today
    except ValueError:
        found = None
    if found is None or found > request.today:
        raise Invalid(
            _("There are no figures of this day.") if found else _("This is not a day."),
            field="on",
            read=asked[:40],
            allowed=_("a day up to today, such as 2022-01-28"),
            todo=_("Go back and choose a day."),
        )
    return found


def _asked_by_page(request: DeskRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _reloaded() -> HttpResponse:
    answer = HttpResponse()
    answer["HX-Refresh"] = "true"
    return answer


def _wait(request: DeskRequest, held: Pack, on: date) -> HttpResponse:
    """Begin to count behind the page. A page that only asks how far it is begins nothing: what failed would go on
    failing every second."""
    work, asks = counting.work_named(held, on), _asked_by_page(request)
    if not asks:
        counting.start(by=request.actor, at=request.at, public_id=work)
    context = {"pack": held, "on": on, "today": request.today, "running": not asks or counting.is_running(work)}
    return render(request, "console/areas/_counting.html" if asks else "console/areas/waiting.html", context)


def _context(request: DeskRequest, held: Pack, on: date, found: counting.Counted) -> dict[str, Any]:
    atlas = Atlas(held, on, found.rows)
    effective = held.manifest.effective
    decided, counted = atlas.decided_heads(), atlas.counted_heads()
    return {
        "pack": held,
        "on": on,
        "today": request.today,
        "counted_at": found.at,
        "outside": on < effective.from_ or (effective.until is not None and on > effective.until),
        "effective": effective,
        "areas": len(found.rows),
        "maps": atlas.maps,
        "rulings": atlas.rulings,
        "parts": atlas.parts,
        "stated": [atlas.title(name) for name, one in figures_of(held).counted.items() if one.stated],
        "decided": _sorted(request, "by", decided, atlas.decided()),
        "decided_heads": _heads("by", decided),
        "decided_by": _chosen(request, "by", decided),
        "counted": _sorted(request, "all", counted, atlas.counted()),
        "counted_heads": _heads("all", counted),
        "unfolded": "all" in request.GET,
        "counted_by": _chosen(request, "all", counted),
    }


def _chosen(request: DeskRequest, table: str, heads: Heads) -> str:
    """The column that a table is sorted by, with a dash before it downwards; without one by area."""
    asked = request.GET.get(table, "")
    return asked if asked.removeprefix("-") in {"area", *(name for name, _word, _number in heads)} else "area"


def _sorted(request: DeskRequest, table: str, heads: Heads, rows: list[Row]) -> list[Row]:
    """What is not known is last either way."""
    chosen = _chosen(request, table, heads)
    column, downwards = chosen.removeprefix("-"), chosen.startswith("-")
    if column == "area":
        return sorted(rows, key=lambda row: row.area, reverse=downwards)
    place = [name for name, _word, _number in heads].index(column)
    known = [row for row in rows if row.cells[place].order is not None]
    known.sort(key=lambda row: row.cells[place].order or 0, reverse=downwards)
    return [*known, *(row for row in rows if row.cells[place].order is None)]


def _heads(table: str, heads: Heads) -> list[dict[str, object]]:
    return [{"key": f"{table}:{name}", "word": word, "number": number} for name, word, number in heads]


def _as_csv(atlas: Atlas) -> bytes:
    """Every area in a row: what each table says with its rows, and every figure. UTF-8 with a byte-order mark."""
    held = io.StringIO()
    writer = csv.writer(held)
    writer.writerow([_("Code"), _("City"), _("County"), *atlas.file_heads()])
    for row in atlas.figures:
        writer.writerow([row.area, words.area(city_of(row.area)), words.area(row.area), *atlas.file_cells(row)])
    return (BOM + held.getvalue()).encode()
