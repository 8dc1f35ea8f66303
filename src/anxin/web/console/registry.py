"""Finding people: by name, agency, colour or reason; by full identity number without it ever entering an address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from anxin.kernel.access.actions import Opened, open_list
from anxin.kernel.access.queries import visible_organisations, visible_people
from anxin.kernel.access.rules import Act
from anxin.kernel.errors import Invalid
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.outcomes.figures import changing_people, standing_on
from anxin.kernel.outcomes.models import Outcome
from anxin.kernel.parties.identifiers import Scheme, checked_identity_number
from anxin.kernel.parties.models import Affiliation, Party
from anxin.kernel.parties.queries import affiliations_on, party_by_number
from anxin.kernel.reference.areas import areas, within
from anxin.web.console import words
from anxin.web.console.chosen_service import service
from anxin.web.console.figures import DAYS_AHEAD
from anxin.web.console.freshness import people_due
from anxin.web.console.guard import DeskRequest, desk
from anxin.web.console.paging import Leaf, leaf_of, number_asked
from anxin.web.console.purposes import IN_LISTS, purpose_of
from anxin.web.console.shares import EVERY, on_site

DUE = {"expiring": "green", "worsening": "yellow", "refresh": ""}


@dataclass(frozen=True)
class Asked:
    """What a search asks for; an empty text asks for anything."""

    name: str = ""
    agency: str = ""
    county: str = ""
    colour: str = ""
    reason: str = ""
    due: str = ""

    @classmethod
    def read(cls, request: DeskRequest) -> Asked:
        """The search in an address; words not on the lists are dropped."""
        got = request.GET.get
        return cls(
            name=got("name", "").strip()[:60],
            agency=got("agency", "")[:16],
            county=got("county", "") if got("county", "") in areas() else "",
            colour=got("colour", "") if got("colour", "") in EVERY else "",
            reason=got("reason", "")[:60],
            due=got("due", "") if got("due", "") in DUE else "",
        )

    @property
    def narrowed(self) -> bool:
        return any((self.agency, self.county, self.colour, self.reason, self.due))


@dataclass(frozen=True)
class Row:
    """One person in the list."""

    public_id: str
    name: str
    number: str
    agency: str
    area: str
    colour: str
    reason: str
    next_change: date | None


@require_safe
@desk(Act.SEE_REGISTRY)
def registry(request: DeskRequest) -> HttpResponse:
    """A page of the people in scope who fit the search; each of them finds this reading in their own view."""
    asked = Asked.read(request)
    ids = leaf_of(_found(request.actor, asked, on=request.today), number_asked(request))
    context = {
        "asked": asked,
        "leaf": _opened(request, ids),
        "agencies": visible_organisations(request.actor).order_by("name").values_list("public_id", "name"),
        "counties": _counties(request.actor),
        "colours": on_site(),
        "reasons": [(slug, words.reason(slug)) for slug in words.pack().reasons],
        "days_ahead": DAYS_AHEAD,
        "is_clerk": request.actor.role == Role.AGENCY_CLERK,
    }
    return render(request, "console/registry.html", context)


def _found(actor: Actor, asked: Asked, *, on: date) -> QuerySet[Party]:
    people = _due(actor, asked, on=on)
    current = {"outcomes__pack": service(), "outcomes__slot__isnull": False}
    if asked.colour:
        current["outcomes__outcome"] = asked.colour
    if asked.reason:
        current["outcomes__reason"] = asked.reason
    people = people.filter(**current)
    if asked.name:
        people = people.filter(name__contains=asked.name)
    if asked.county:
        people = people.filter(area=asked.county)
    if asked.agency:
        people = people.filter(
            affiliations__organisation__public_id=asked.agency,
            affiliations__role=service(),
            affiliations__ended_on__isnull=True,
        )
    return people


def _due(actor: Actor, asked: Asked, *, on: date) -> QuerySet[Party]:
    if asked.due == "refresh":
        return people_due(actor, on=on).order_by("name", "pk")
    if asked.due:
        return changing_people(actor, service(), on=on, days=DAYS_AHEAD, outcome=DUE[asked.due])
    return visible_people(actor).order_by("name", "pk")


def _opened(request: DeskRequest, page: Leaf[Party]) -> Leaf[Row]:
    order = {party.pk: place for place, party in enumerate(page.rows)}
    people = visible_people(request.actor).filter(pk__in=order).prefetch_related(*_shown(request))
    actor = request.actor
    opened = open_list(
        by=actor, at=request.at, pack=service(), people=people, purpose=purpose_of(actor), fields=IN_LISTS
    )
    opened.sort(key=lambda one: order[one.party.pk])
    return Leaf([_row(one) for one in opened], page.number, page.more)


def _shown(request: DeskRequest) -> list[Prefetch[str]]:
    """What a row shows, read for the whole page at once."""
    standing = standing_on(request.actor, service(), request.today)
    present = affiliations_on(request.today, service()).select_related("organisation")
    return [
        Prefetch("identifiers"),
        Prefetch("outcomes", standing, to_attr="standing"),
        Prefetch("affiliations", present, to_attr="present"),
    ]


def _row(opened: Opened) -> Row:
    party = opened.party
    standing: list[Outcome] = getattr(party, "standing", [])
    present: list[Affiliation] = getattr(party, "present", [])
    return Row(
        public_id=party.public_id,
        name=party.name,
        number=next((held.masked for held in party.identifiers.all()), ""),
        agency=present[0].organisation.name if present else "",
        area=party.area,
        colour=standing[0].outcome if standing else "grey",
        reason=standing[0].reason if standing else "",
        next_change=standing[0].next_change if standing else None,
    )


def _counties(actor: Actor) -> list[tuple[str, str]]:
    inside = [code for code in areas() if not code.endswith("00") and within(code, actor.area)]
    return [(code, words.area(code)) for code in inside] if actor.role != Role.AGENCY_CLERK else []


@require_POST
@desk(Act.SEE_REGISTRY)
def find(request: DeskRequest) -> HttpResponse:
    """One box for a name or a whole identity number. A number is looked up here and goes no further; a name goes on
    to the list."""
    typed = request.POST.get("typed", "").strip()
    if sum(sign.isdigit() for sign in typed) < 6:
        return redirect(f"{reverse('console:registry')}?{urlencode({'name': typed[:60]})}")
    try:
        party = party_by_number(Scheme.IDENTITY_NUMBER, checked_identity_number(typed))
    except Invalid as fault:
        messages.error(request, " ".join((fault.what, _("Nothing was looked up."))))
        return redirect("console:registry")
    if party is None or not visible_people(request.actor).filter(pk=party.pk).exists():
        messages.warning(request, _("No such person in your scope. A person of another agency is not shown here."))
        return redirect("console:registry")
    return redirect("console:person", party.public_id)
