"""Claims at a desk: the list, and entering one with its bill and the facts its item asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anxin.kernel.cases.enums import Duty
from anxin.kernel.errors import AnxinError, Invalid, Refused
from anxin.kernel.parties.models import Party
from anxin.modules.benefits import queries
from anxin.modules.benefits.approving import approve_all
from anxin.modules.benefits.by_number import claims_by_number, person_to_enter
from anxin.modules.benefits.claiming import enter_claim, item_of
from anxin.modules.benefits.desks import require_seated
from anxin.modules.benefits.enums import FactKind, Standing
from anxin.modules.benefits.listing import claims_at
from anxin.modules.benefits.models import Claim
from anxin.modules.benefits.refusing import yuan
from anxin.modules.benefits.rights import require
from anxin.modules.benefits.terms import Cycle, FactAsked, Item
from anxin.modules.benefits.wording import STANDINGS
from anxin.web.console.aid_asking import (
    FAULTS,
    WORK,
    SchemePlace,
    cycle_asked,
    facts_said,
    place_of,
    shown,
    status_of,
    text,
    typed,
)
from anxin.web.console.guard import DeskRequest, desk
from anxin.web.console.paging import SIZE, leaf_of, number_asked

LISTS: Mapping[str, tuple[Standing, ...]] = {
    "approve": (Standing.ENTERED, Standing.CONSENTED, Standing.REVERSED),
    "pay": (Standing.APPROVED,),
    "paid": (Standing.PAID,),
    "refused": (Standing.REFUSED, Standing.DECLINED),
    "offered": (Standing.OFFERED,),
    "all": (),
}
INPUTS = {FactKind.DATE: "date", FactKind.COUNT: "number"}


@dataclass(frozen=True)
class FactField:
    """A fact as it is asked for in a form."""

    name: str
    title: str
    kind: str
    input: str
    value: str
    choices: list[tuple[str, str]]
    wrong: bool


def fact_field(name: str, asked: FactAsked, value: str, wrong: str = "") -> FactField:
    choices = [(key, str(title)) for key, title in asked.choices.items()]
    if asked.kind is FactKind.YES_NO:
        choices = [("yes", _("Yes")), ("no", _("No"))]
    return FactField(
        name=name,
        title=str(asked.title),
        kind=str(asked.kind),
        input=INPUTS.get(asked.kind, "text"),
        value=value,
        choices=choices,
        wrong=wrong == name,
    )


@require_safe
@desk(WORK)
def claims(request: DeskRequest, pack: str, slug: str) -> HttpResponse:
    """The claims that are this desk's business, by where they stand."""
    place = place_of(request, pack, slug)
    sits = require_seated(request.actor, request.at, place.scheme)
    cycle = cycle_asked(place.scheme, request.GET.get("cycle", ""), request.today.isoformat())
    wanted = request.GET.get("list", "")
    chosen = wanted if wanted in LISTS else "approve" if sits.approves else "all"
    leaf = leaf_of(claims_at(sits, place.name, cycle.key, LISTS[chosen]), number_asked(request))
    counts = queries.standings(place.name, cycle.key) if sits.sees_all else {}
    context = shown(
        place,
        "claims",
        cycle=cycle,
        leaf=leaf,
        rows=[_row(place, one) for one in leaf.rows],
        chosen=chosen,
        lists=[(key, _list_word(key), sum(counts.get(one, 0) for one in held)) for key, held in LISTS.items()],
        counted=sits.sees_all,
        together=sits.approves and chosen == "approve",
    )
    return render(request, "console/aid/claims.html", context)


def _list_word(key: str) -> str:
    return {
        "approve": _("To be approved"),
        "pay": _("To be paid"),
        "paid": _("Paid already"),
        "refused": _("Refused"),
        "offered": _("Waiting for consent"),
        "all": _("All"),
    }[key]


def _row(place: SchemePlace, one: Claim) -> dict[str, object]:
    item = place.scheme.items.get(one.item)
    return {
        "one": one,
        "item": item.title if item else one.item,
        "word": STANDINGS[Standing(one.standing)],
        "amount": one.paid if one.standing == Standing.PAID else one.amount,
    }


@require_POST
@desk(WORK)
def find_claims(request: DeskRequest, pack: str, slug: str) -> HttpResponse:
    """The claims of whoever has a number; the number stands in no address line."""
    place = place_of(request, pack, slug)
    context = shown(place, "claims", rows=[])
    try:
        found = claims_by_number(by=request.actor, at=request.at, scheme=place.name, number=text(request, "number", 24))
        context["rows"] = [_row(place, one) for one in found]
    except Invalid as wrong:
        context |= {"wrong": wrong, "typed": typed(request)}
    return render(request, "console/aid/claims_found.html", context, status=status_of(context.get("wrong")))


@require_POST
@desk(WORK)
def approve_some(request: DeskRequest, pack: str, slug: str) -> HttpResponse:
    """Approve the claims that are ticked; each that cannot be is left, with why."""
    place = place_of(request, pack, slug)
    require(request.actor, request.at, place.scheme, Duty.APPROVE)
    ticked = request.POST.getlist("claim")[:SIZE]
    known = claims_at(place.desk, place.name).filter(public_id__in=ticked)
    done = approve_all(by=request.actor, at=request.at, claims=[one.public_id for one in known])
    if done.approved:
        messages.success(request, _("Approved: %(count)s.") % {"count": len(done.approved)})
    if done.refused:
        said = _("Refused by the rules, since nothing is due any more: %(count)s.")
        messages.warning(request, said % {"count": len(done.refused)})
    for claim, why in done.left.items():
        messages.error(request, _("%(claim)s was left: %(why)s") % {"claim": claim, "why": why})
    if not ticked:
        messages.info(request, _("No claim was ticked."))
    return redirect("console:aid_claims", *place.args)


@require_http_methods(["GET", "HEAD", "POST"])
@desk(WORK)
def new_claim(request: DeskRequest, pack: str, slug: str) -> HttpResponse:
    """Choose the item, then its form; refused, it comes back as it was typed."""
    place = place_of(request, pack, slug)
    if not place.desk.enters:
        require(request.actor, request.at, place.scheme, Duty.ENTER)
    if request.method != "POST":
        return _form(request, place)
    try:
        made = _enter(request, place)
    except FAULTS as wrong:
        return _form(request, place, wrong)
    if made.standing == Standing.REFUSED:
        messages.warning(request, _("Entered. By the rules nothing is due; below stands why."))
    else:
        messages.success(request, _("Entered. By the rules %(yuan)s yuan are due.") % {"yuan": yuan(made.amount)})
    return redirect("console:aid_claim", made.public_id)


def _asked(request: DeskRequest, name: str) -> str:
    return (request.POST.get(name, "") or request.GET.get(name, ""))[:40]


def _form(request: DeskRequest, place: SchemePlace, wrong: AnxinError | None = None) -> HttpResponse:
    cycle = cycle_asked(place.scheme, _asked(request, "cycle"), request.today.isoformat())
    item = place.scheme.items.get(_asked(request, "item"))
    held = typed(request) if wrong else {}
    field = getattr(wrong, "field", "")
    context = shown(
        place,
        "claims",
        cycle=cycle,
        item=item,
        fields=_fields(item, held, field) if item else [],
        typed=held,
        wrong=wrong,
        field=field,
    )
    return render(request, "console/aid/claim_new.html", context, status=status_of(wrong))


def _fields(item: Item, held: Mapping[str, str], wrong: str) -> list[FactField]:
    return [fact_field(name, asked, held.get(f"f-{name}", ""), wrong) for name, asked in item.facts.items()]


def _enter(request: DeskRequest, place: SchemePlace) -> Claim:
    cycle = cycle_asked(place.scheme, text(request, "cycle", 20), request.today.isoformat())
    item = item_of(place.scheme, text(request, "item", 40))
    return enter_claim(
        by=request.actor,
        at=request.at,
        scheme=place.name,
        cycle=cycle.key,
        item=item.slug,
        person=_person(request, place, cycle),
        facts=facts_said(request, item),
        hospital=text(request, "hospital", 120),
        bill=text(request, "bill", 60),
    )


def _person(request: DeskRequest, place: SchemePlace, cycle: Cycle) -> Party:
    """Whoever has the number, if the desk is there for them and the name is theirs."""
    held = person_to_enter(
        by=request.actor, at=request.at, scheme=place.name, cycle=cycle.key, number=text(request, "number", 24)
    )
    if not text(request, "name", 60):
        raise Invalid(_("The name is missing."), field="name")
    if held.name != text(request, "name", 60):
        raise Refused(
            _("Name and identity number do not belong together."),
            rule="benefits.name",
            why=_("On the roster another name stands beside this number."),
            todo=_("Compare both with the identity card."),
        )
    return held
