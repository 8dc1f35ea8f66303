"""Cards on paper: choose whose, watch them being made, download or print them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anxin.kernel.access.actions import open_list
from anxin.kernel.access.queries import visible_organisations, visible_people
from anxin.kernel.access.rules import Act
from anxin.kernel.codes.models import Code
from anxin.kernel.errors import Invalid
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.parties.models import Party
from anxin.kernel.printing import actions
from anxin.kernel.printing.models import PrintRun
from anxin.kernel.printing.queries import cards_of, printable_codes, run_of, runs_visible
from anxin.kernel.printing.sheets import ON_A_SHEET, Layout
from anxin.packs import current
from anxin.packs.printing import card_words
from anxin.web.console import printing_cards
from anxin.web.console.chosen_service import service
from anxin.web.console.guard import DeskRequest, desk
from anxin.web.console.paging import Leaf, leaf_of, number_asked
from anxin.web.console.purposes import purpose_of

SHOWN = frozenset({"name"})
RUNS_SHOWN = 8
PREVIEWED = 4
SHEETS_A_PAGE = 10  # of the page that a browser prints


@dataclass(frozen=True)
class Row:
    """One person who can have a card. `printed_at` None: has none in force."""

    code: str
    public_id: str
    name: str
    card_number: str
    printed_at: datetime | None


@dataclass(frozen=True)
class Asked:
    """Whose cards: of one agency (public id), only those not printed yet."""

    agency: Party | None
    unprinted: bool

    @classmethod
    def read(cls, request: DeskRequest) -> Asked:
        got = request.POST if request.method == "POST" else request.GET
        return cls(_agency(request.actor, got.get("agency", "")[:16]), got.get("unprinted") == "1")


def _agency(actor: Actor, public_id: str) -> Party | None:
    """An agency's clerk prints for the own agency, a bureau for the one it chose."""
    held = visible_organisations(actor)
    if actor.role == Role.AGENCY_CLERK:
        return held.first()
    return held.filter(public_id=public_id).first() if public_id else None


@require_http_methods(["GET", "HEAD", "POST"])
@desk(Act.PRINT_CARD, Act.READ_PERSON)
def cards(request: DeskRequest) -> HttpResponse:
    """People with a code in use, to choose from, and what was printed before."""
    asked = Asked.read(request)
    if request.method == "POST":
        return _begin(request, asked)
    agency = asked.agency.public_id if asked.agency else ""
    found: QuerySet[Any] = printable_codes(request.actor, service(), agency=agency, unprinted=asked.unprinted)
    context = {
        "asked": asked,
        "leaf": _opened(request, leaf_of(found, number_asked(request))),
        "total": found.count(),
        "most": actions.MOST_CARDS,
        "runs": runs_visible(request.actor).filter(pack=service())[:RUNS_SHOWN],
        "is_clerk": request.actor.role == Role.AGENCY_CLERK,
        "agencies": visible_organisations(request.actor).order_by("name").values_list("public_id", "name"),
    }
    return render(request, "console/cards/list.html", context)


def _opened(request: DeskRequest, leaf: Leaf[Any]) -> Leaf[Row]:
    people = visible_people(request.actor).filter(pk__in=[code.party_id for code in leaf.rows])
    actor = request.actor
    opened = open_list(by=actor, at=request.at, pack=service(), people=people, purpose=purpose_of(actor), fields=SHOWN)
    parties = {one.party.pk: one.party for one in opened}
    return Leaf([_row(code, parties[code.party_id]) for code in leaf.rows], leaf.number, leaf.more)


def _row(code: Code, party: Party) -> Row:
    return Row(code.public, party.public_id, party.name, code.card_number, getattr(code, "printed_at", None))


def _begin(request: DeskRequest, asked: Asked) -> HttpResponse:
    got = request.POST
    everybody = got.get("which") == "all"
    try:
        run = actions.start_run(
            by=request.actor,
            at=request.at,
            pack=service(),
            layout=Layout.SINGLE if got.get("layout") == Layout.SINGLE.value else Layout.SHEET,
            organisation=asked.agency,
            chosen=None if everybody else got.getlist("code"),
            unprinted=asked.unprinted and everybody,
            renew=got.get("renew") == "1",
        )
    except Invalid as fault:
        messages.error(request, str(fault))
        return redirect(request.get_full_path())
    return _go_on(request, run)


def _go_on(request: DeskRequest, run: PrintRun) -> HttpResponse:
    work = printing_cards.print_now if run.total <= printing_cards.AT_ONCE else printing_cards.start
    work(by=request.actor, at=request.at, public_id=run.public_id)
    return redirect("console:card_run", run.public_id)


@require_safe
@desk(Act.PRINT_CARD, Act.READ_PERSON)
def card_run(request: DeskRequest, public_id: str) -> HttpResponse:
    """One printing in whatever state it is; asked by the page itself, only how far it is."""
    running = printing_cards.is_running(public_id)  # before the row is read, or a finished one looks interrupted
    run = run_of(request.actor, public_id)
    context = _how_far(run, running=running)
    if request.headers.get("HX-Request") == "true":
        answer = render(request, "console/cards/_progress.html", context)
        if context["ready"] or run.fault:
            answer["HX-Refresh"] = "true"
        return answer
    if context["ready"]:
        context |= {"faces": _faces(request, run, 0, PREVIEWED), "sheets": -(-run.drawn // ON_A_SHEET)}
    return render(request, "console/cards/run.html", context)


def _how_far(run: PrintRun, *, running: bool) -> dict[str, Any]:
    done = (run.prepared + run.drawn) / (2 * run.total)
    return {
        "run": run,
        "ready": run.drawn_at is not None and not running,
        "running": running,
        "drawing": run.prepared >= run.total,
        "width": f"{done * 100:.1f}%",
        "percent": round(done * 100),
    }


def _faces(request: DeskRequest, run: PrintRun, start: int, end: int) -> list[Any]:
    actor, words = request.actor, card_words(current(run.pack))
    held = cards_of(run, start, end)
    return actions.open_faces(
        by=actor, at=request.at, pack=service(), cards=held, purpose=purpose_of(actor), words=words
    )


@require_POST
@desk(Act.PRINT_CARD, Act.READ_PERSON)
def continue_card_run(request: DeskRequest, public_id: str) -> HttpResponse:
    """Take up a printing that was interrupted, or draw one again whose file is gone."""
    return _go_on(request, run_of(request.actor, public_id))


@require_safe
@desk(Act.PRINT_CARD, Act.READ_PERSON)
def card_run_pdf(request: DeskRequest, public_id: str) -> HttpResponse:
    """The file, drawn anew where its day is over."""
    run = run_of(request.actor, public_id)
    content = actions.kept_pdf(run)
    if content is None:
        messages.info(request, _("The file is kept for one day only. Draw it again; the cards stay the same."))
        return redirect("console:card_run", public_id)
    title = card_words(current(run.pack)).title
    name = f"{title}-{run.organisation.name}" if run.organisation else title
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f"attachment; filename=\"cards.pdf\"; filename*=UTF-8''{quote(name)}.pdf"
    return answer


@require_safe
@desk(Act.PRINT_CARD, Act.READ_PERSON)
def card_sheets(request: DeskRequest, public_id: str) -> HttpResponse:
    """The same cards as a page that the browser prints, ten sheets at a time."""
    run, number = run_of(request.actor, public_id), number_asked(request)
    size = SHEETS_A_PAGE * ON_A_SHEET
    start = (number - 1) * size
    faces = _faces(request, run, start, start + size)
    sheets = [faces[first : first + ON_A_SHEET] for first in range(0, len(faces), ON_A_SHEET)]
    leaf = Leaf(sheets, number, start + size < run.prepared)
    context = {"run": run, "leaf": leaf, "title": card_words(current(run.pack)).title, "first": start // ON_A_SHEET}
    return render(request, "console/cards/sheets.html", context)
