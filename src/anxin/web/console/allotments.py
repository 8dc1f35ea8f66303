"""What is handed out: offers, figures that add up, firms, the list; and the page of one application at the desk."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from anxin.kernel.access.rules import Act
from anxin.kernel.errors import AnxinError
from anxin.kernel.journal.actor import Role
from anxin.modules.allotments import queries
from anxin.modules.allotments.enums import Kind, Standing
from anxin.modules.allotments.explaining import RULES, STANDINGS, explained
from anxin.modules.allotments.models import Offer
from anxin.modules.allotments.owning import own_at_desk
from anxin.web.console.guard import DeskRequest, desk
from anxin.web.console.paging import leaf_of, number_asked


@require_safe
@desk(Act.WORK_CASES)
def allotments(request: DeskRequest) -> HttpResponse:
    """Every offer of the site with its figures."""
    listed = [{"offer": one, "terms": queries.terms_of(one)} for one in queries.offers()]
    return render(request, "console/allotments/list.html", {"offers": listed})


@require_safe
@desk(Act.WORK_CASES)
def allotment(request: DeskRequest, pack: str, slug: str) -> HttpResponse:
    """One offer: stock as numbers that add up, what can be done, firms or the list of applications."""
    return offer_page(request, queries.offer_named(f"{pack}/{slug}"))


FORMS = {
    "hand-out": "h", "ask-consent": "h", "allot": "m", "send-back": "m", "restock": "b", "bring": "bs",
    "take-out": "s", "read-out": "d", "apply": "a",
}  # fmt: skip
"""By deed, the forms of the page in which it is typed: the first part of the fields' ids."""


def _typed_in(request: DeskRequest, deed: str) -> dict[str, str]:
    """What was typed into the form that was refused, by the ids of its fields; never into another form."""
    said = {key: str(value)[:200] for key, value in request.POST.items()}
    return {f"{form}-{key}": value for form in FORMS.get(deed, "") for key, value in said.items()}


def offer_page(request: DeskRequest, held: Offer, wrong: AnxinError | None = None, deed: str = "") -> HttpResponse:
    """The page of an offer, with what was refused beside the form it was typed in."""
    terms = queries.terms_of(held)
    context = {
        "offer": held,
        "terms": terms,
        "rule": RULES[terms.rule],
        "book": queries.name_of_book(held),
        "wrong": wrong,
        "deed": deed,
        "kept": _typed_in(request, deed) if wrong else {},
        "own_firm": request.actor.role == Role.AGENCY_CLERK,
    }
    if terms.kind is Kind.PARCELS:
        mine = request.actor.organisation_id if request.actor.role == Role.AGENCY_CLERK else None
        context["parcels"] = queries.parcel_figures(held)
        context["firms"] = queries.firm_figures(held, mine)
    else:
        figures = queries.figures(held, request.at)
        context["parts"] = [{"part": one, "figures": figures.get(one.slug)} for one in terms.parts]
        leaf = leaf_of(queries.applications(held), number_asked(request))
        titles = {one.slug: one.title for one in terms.parts}
        context["leaf"] = leaf
        context["rows"] = [
            {"one": one, "title": titles.get(one.part, one.part), "word": STANDINGS[Standing(one.standing)]}
            for one in leaf.rows
        ]
        context["draw"] = queries.draw_of(held)
    status = 200 if wrong is None else 400
    return render(request, "console/allotments/offer.html", context, status=status)


@require_safe
@desk(Act.WORK_CASES)
def application(request: DeskRequest, public_id: str) -> HttpResponse:
    """One application, opened at the desk that receives; the reading is written down."""
    return application_page(request, public_id)


def application_page(request: DeskRequest, public_id: str, wrong: AnxinError | None = None) -> HttpResponse:
    """The page of one application at the desk."""
    own = own_at_desk(by=request.actor, at=request.at, public_id=public_id)
    terms = queries.terms_of(own.application.offer)
    told = explained(own.application, request.at)
    context = {
        "one": own.application,
        "terms": terms,
        "part": terms.part(own.application.part),
        "told": told,
        "happenings": [
            {"row": row, "word": STANDINGS[Standing(row.standing)]} for row in queries.happenings_of(own.application)
        ],
        "held": told.standing is Standing.OFFERED,
        "alive": told.standing in {Standing.ENTERED, Standing.WAITING, Standing.TAKEN},
        "taken": told.standing is Standing.TAKEN,
        "wrong": wrong,
    }
    return render(request, "console/allotments/application.html", context, status=200 if wrong is None else 400)
