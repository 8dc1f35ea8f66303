"""Payment runs at the cashier's desk: making one, going on with one, its lines, and its file for the bank."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anxin.kernel.cases.enums import Duty
from anxin.kernel.errors import AnxinError
from anxin.modules.benefits.desks import require_seated
from anxin.modules.benefits.figures import waiting_for_payment
from anxin.modules.benefits.listing import run_named, runs
from anxin.modules.benefits.models import PayRun
from anxin.modules.benefits.paying import pay_run
from anxin.modules.benefits.queries import fund
from anxin.modules.benefits.rights import require
from anxin.modules.benefits.run_lines import RunLine, lines_of
from anxin.web.console import paying_claims
from anxin.web.console.aid import as_file
from anxin.web.console.aid_asking import (
    FAULTS,
    WORK,
    SchemePlace,
    book_for,
    cycle_asked,
    place_named,
    place_of,
    shown,
    status_of,
    text,
    typed,
)
from anxin.web.console.aid_tables import Cell, yuan_number
from anxin.web.console.book_asking import day_given
from anxin.web.console.guard import DeskRequest, desk
from anxin.web.console.paging import SIZE, Leaf, leaf_of, number_asked

OF_A_READING = 10_000  # lines of one reading, when all are taken along


@require_http_methods(["GET", "HEAD", "POST"])
@desk(WORK)
def payments(request: DeskRequest, pack: str, slug: str) -> HttpResponse:
    """The runs so far, what is waiting, and the form to pay it."""
    place = place_of(request, pack, slug)
    if not place.desk.names:
        require(request.actor, request.at, place.scheme, Duty.PAY)
    if request.method != "POST":
        return _list(request, place)
    try:
        run = _pay(request, place)
    except FAULTS as wrong:
        return _list(request, place, wrong)
    return redirect("console:aid_run", run.public_id)


def _list(request: DeskRequest, place: SchemePlace, wrong: AnxinError | None = None) -> HttpResponse:
    asked = request.POST.get("cycle", "") or request.GET.get("cycle", "")
    cycle = cycle_asked(place.scheme, asked, request.today.isoformat())
    count, amount = waiting_for_payment(place.name, cycle.key)
    book, may_open = book_for(request, place.scheme)
    context = shown(
        place,
        "payments",
        cycle=cycle,
        waiting=count,
        amount=amount,
        balance=fund(place.scheme, book).balance,
        book=book,
        may_open=may_open,
        leaf=leaf_of(runs(place.name, cycle.key), number_asked(request)),
        wrong=wrong,
        typed=typed(request) if wrong else {},
        today=request.today,
    )
    return render(request, "console/aid/payments.html", context, status=status_of(wrong))


def _pay(request: DeskRequest, place: SchemePlace) -> PayRun:
    """Pay before the answer what a page may wait for; of more, the first part, and the rest behind the page. What
    refuses the first part, such as a fund that runs short, is said at once."""
    cycle, day = text(request, "cycle", 20), day_given(request.POST, "day")
    count, _amount = waiting_for_payment(place.name, cycle)
    most = None if count <= paying_claims.AT_ONCE else 1
    run = pay_run(
        by=request.actor,
        at=request.at,
        scheme=place.name,
        cycle=cycle,
        day=day,
        chunk=paying_claims.AT_ONCE or 1,
        most=most,
    )
    if run.ended_at is None:
        paying_claims.start(by=request.actor, at=request.at, public_id=run.public_id)
    return run


def _opened(request: DeskRequest, public_id: str) -> tuple[SchemePlace, PayRun]:
    held = run_named(public_id)
    place = place_named(request, held.scheme)
    require_seated(request.actor, request.at, place.scheme)
    if not place.desk.names:
        require(request.actor, request.at, place.scheme, Duty.PAY)
    return place, held


@require_safe
@desk(WORK)
def run(request: DeskRequest, public_id: str) -> HttpResponse:
    """One run: how far it is, its lines; asked by the page itself, only how far."""
    running = paying_claims.is_running(public_id)  # asked before the run is read, or a finished one looks interrupted
    place, held = _opened(request, public_id)
    return _page(request, place, held, running=running)


def _page(
    request: DeskRequest, place: SchemePlace, held: PayRun, wrong: AnxinError | None = None, *, running: bool = False
) -> HttpResponse:
    waiting, amount = waiting_for_payment(held.scheme, held.cycle) if held.ended_at is None else (0, 0)
    total = held.claims + waiting
    context: dict[str, Any] = shown(
        place,
        "payments",
        run=held,
        cycle=place.scheme.cycles.get(held.cycle),
        running=running,
        waiting=waiting,
        amount=amount,
        total=total,
        width=f"{held.claims / total * 100 if total else 0:.2f}%",
        mine=held.user_id == request.actor.user_id,
        wrong=wrong,
    )
    if request.headers.get("HX-Request") == "true":
        answer = render(request, "console/aid/_paying.html", context)
        if not running:
            answer["HX-Refresh"] = "true"
        return answer
    if not running:
        book, context["may_open"] = book_for(request, place.scheme)
        number = number_asked(request)
        rows = lines_of(by=request.actor, at=request.at, run=held, start=(number - 1) * SIZE, most=SIZE)
        context |= {"book": book, "leaf": Leaf(rows, number, number * SIZE < held.claims)}
    return render(request, "console/aid/run.html", context, status=status_of(wrong))


@require_POST
@desk(WORK)
def continue_run(request: DeskRequest, public_id: str) -> HttpResponse:
    """Go on with a run that was interrupted; only the hand that began it."""
    place, held = _opened(request, public_id)
    require(request.actor, request.at, place.scheme, Duty.PAY)
    if held.ended_at is None and held.user_id == request.actor.user_id and not paying_claims.is_running(public_id):
        try:
            pay_run(
                by=request.actor,
                at=request.at,
                scheme=held.scheme,
                cycle=held.cycle,
                day=held.day,
                chunk=paying_claims.AT_ONCE or 1,
                most=1,
            )
        except FAULTS as wrong:
            return _page(request, place, held, wrong)
        paying_claims.start(by=request.actor, at=request.at, public_id=public_id)
    elif held.ended_at is None and held.user_id != request.actor.user_id:
        messages.info(request, _("Whoever began a run goes on with it. What is left you pay with a run of your own."))
    return redirect("console:aid_run", public_id)


@require_safe
@desk(WORK)
def run_file(request: DeskRequest, public_id: str, form: str) -> HttpResponse:
    """All lines of a run as a file; each reading of a part of it is written down."""
    _place, held = _opened(request, public_id)
    rows: list[RunLine] = []
    while len(part := lines_of(by=request.actor, at=request.at, run=held, start=len(rows), most=OF_A_READING)):
        rows += part
        if len(part) < OF_A_READING:
            break
    heads = [
        _("Claim no."),
        _("Name"),
        _("Benefit item"),
        _("Paid (yuan)"),
        _("Above the ceiling (yuan)"),
        _("Document no."),
        _("Returned"),
    ]
    return as_file(heads, [_cells(one) for one in rows], form, f"payments-{held.day.isoformat()}-{public_id}")


def _cells(one: RunLine) -> list[Cell]:
    cut: Cell = yuan_number(one.cut) if one.cut else ""
    returned = _("returned") if one.returned else ""
    return [one.claim, one.name, one.item, yuan_number(one.fen), cut, str(one.document or ""), returned]
