"""Mutual aid on the console: the schemes, one scheme with its cycles, rules and figures, and who was paid."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from anxin.kernel.cases.enums import Duty
from anxin.kernel.errors import NotFound
from anxin.modules.benefits import queries, showing
from anxin.modules.benefits.desks import seated
from anxin.modules.benefits.figures import carried, figures_of
from anxin.modules.benefits.recording import scheme_of
from anxin.modules.benefits.rights import require
from anxin.modules.benefits.telling import matrix_told, table_told
from anxin.web.console import aid_tables
from anxin.web.console.aid_asking import LOOK, book_for, cycle_asked, place_of, shown
from anxin.web.console.book_asking import days_asked
from anxin.web.console.guard import DeskRequest, desk
from anxin.web.console.paging import SIZE, Leaf, number_asked

AT_ONCE = 10_000  # people of one reading of the list, when all of it is taken along
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@desk(LOOK)
def schemes(request: DeskRequest) -> HttpResponse:
    """Every scheme of the site, with what the reader is there for."""
    listed = []
    for version in queries.schemes_in_force():
        scheme = scheme_of(version)
        listed.append({"scheme": scheme, "desk": seated(request.actor, request.at, scheme)})
    return render(request, "console/aid/list.html", {"schemes": listed})


@require_safe
@desk(LOOK)
def scheme(request: DeskRequest, pack: str, slug: str) -> HttpResponse:
    """One scheme: cycles with window, cover and figures, the fund, the tables of the chosen cycle, the matrix."""
    place = place_of(request, pack, slug)
    terms = place.scheme
    book, may_open = book_for(request, terms)
    chosen = cycle_asked(terms, request.GET.get("cycle", ""), request.today.isoformat())
    fund = queries.fund(terms, book)
    context = shown(
        place,
        "scheme",
        figures=figures_of(terms, book),
        fund=fund,
        carried=carried(fund),
        book=book,
        may_open=may_open,
        cycle=chosen,
        tables=[(item, table_told(terms, item, chosen)) for item in terms.items.values()],
        matrix=matrix_told(terms),
        at=request.at,
    )
    return render(request, "console/aid/scheme.html", context)


@require_safe
@desk(LOOK)
def paid(request: DeskRequest, pack: str, slug: str) -> HttpResponse:
    """Who was paid: counted for everybody, person by person for those entitled, masked for an auditor; and the fund at
    the end of the last of the chosen days."""
    place, days, number = place_of(request, pack, slug), days_asked(request.GET), number_asked(request)
    book, may_open = book_for(request, place.scheme)
    fund = queries.fund(place.scheme, book, on=days.until)
    context = shown(
        place,
        "paid",
        sums=queries.benefit_sums(place.scheme, book, since=days.since, until=days.until),
        fund=fund,
        carried=carried(fund),
        book=book,
        may_open=may_open,
        days=days,
        listed=place.desk.names or place.desk.audits,
    )
    if context["listed"]:
        rows = showing.beneficiaries_of(
            by=request.actor,
            at=request.at,
            scheme=place.name,
            since=days.since,
            until=days.until,
            start=(number - 1) * SIZE,
            most=SIZE,
        )
        context["leaf"] = Leaf(rows, number, number * SIZE < context["sums"].people)
    return render(request, "console/aid/paid.html", context)


@require_safe
@desk(LOOK)
def paid_file(request: DeskRequest, pack: str, slug: str, form: str) -> HttpResponse:
    """The same list whole, as a file; each reading of a part of it is written down."""
    place, days = place_of(request, pack, slug), days_asked(request.GET)
    if not (place.desk.names or place.desk.audits):
        require(request.actor, request.at, place.scheme, Duty.KEEP)
    rows: list[showing.Paid] = []
    while True:
        part = showing.beneficiaries_of(
            by=request.actor,
            at=request.at,
            scheme=place.name,
            since=days.since,
            until=days.until,
            start=len(rows),
            most=AT_ONCE,
        )
        rows += part
        if len(part) < AT_ONCE:
            break
    heads = [_("File no."), _("Name"), _("Paid (yuan)")]
    cells: aid_tables.Rows = [(one.public_id, one.name, aid_tables.yuan_number(one.fen)) for one in rows]
    return as_file(heads, cells, form, f"beneficiaries-{slug}-{request.today.isoformat()}")


def as_file(heads: list[str], rows: aid_tables.Rows, form: str, name: str) -> HttpResponse:
    """A table to take along. Raises NotFound for a form there is not."""
    if form == "csv":
        answer = HttpResponse(aid_tables.as_csv(heads, rows), content_type="text/csv; charset=utf-8")
    elif form == "xlsx":
        answer = HttpResponse(aid_tables.as_workbook(heads, rows), content_type=XLSX)
    else:
        raise NotFound(_("There is no such file."))
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer
