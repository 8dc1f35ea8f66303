"""What stands in the side bar, by role."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.kernel.access.queries import visible_organisations
from anxin.kernel.access.rules import MAY, Act
from anxin.kernel.journal.actor import Actor, Role
from anxin.packs.on_site import deciding, services
from anxin.web.console import words
from anxin.web.console.chosen_service import KEY, chosen, service

ROLE_WORDS = {
    Role.PROVINCE: gettext_lazy("Provincial bureau"),
    Role.CITY: gettext_lazy("City bureau"),
    Role.COUNTY: gettext_lazy("County bureau"),
    Role.AGENCY_CLERK: gettext_lazy("Agency clerk"),
    Role.AUDITOR: gettext_lazy("Auditor"),
    Role.WORKER: gettext_lazy("Worker"),
    Role.HOUSEHOLD: gettext_lazy("Household"),
    Role.GATE: gettext_lazy("Gate"),
    Role.CLERK: gettext_lazy("Desk clerk"),
    Role.REQUESTER: gettext_lazy("Requester"),
    Role.SYSTEM: gettext_lazy("This site itself"),
}

# Address name, word, icon, what one must be allowed to do.
PLACES = (
    ("dashboard", gettext_lazy("Overview"), "gauge", Act.SEE_FIGURES),
    ("scan", gettext_lazy("Scan codes"), "scan", Act.CHECK_CODES),
    ("registry", gettext_lazy("Registry"), "people", Act.SEE_REGISTRY),
    ("merging", gettext_lazy("Merging files"), "join", Act.MERGE_PARTIES),
    ("cards", gettext_lazy("Cards"), "card", Act.PRINT_CARD),
    ("uploads", gettext_lazy("Uploads"), "upload", Act.UPLOAD),
    ("feedback", gettext_lazy("Ratings and complaints"), "speech", Act.SEE_FEEDBACK),
    ("areas", gettext_lazy("Maps and index"), "map", Act.COUNT_EVERYBODY),
    ("rules", gettext_lazy("Rules"), "table", Act.SEE_RULES),
    ("cases", gettext_lazy("Cases"), "file", Act.WORK_CASES),
    ("books", gettext_lazy("Books"), "book", Act.SEE_BOOKS),
    ("allotments", gettext_lazy("Allotments"), "house", Act.WORK_CASES),
    ("goods", gettext_lazy("Goods"), "map", Act.SEE_LOTS),
    ("unions", gettext_lazy("Unions"), "people", Act.SEE_BOOKS),
    ("aid", gettext_lazy("Mutual aid"), "shield", Act.SEE_BOOKS),
    ("data", gettext_lazy("Public data"), "table", Act.SEE_GRANTS),
    ("peers", gettext_lazy("Peers"), "refresh", Act.RECONCILE),
    ("journal", gettext_lazy("Journal"), "chain", Act.SEE_JOURNAL),
)


WITHOUT_COLOUR = frozenset(
    {"journal", "cases", "areas", "allotments", "goods", "unions", "aid", "books", "merging", "peers", "data"}
)
"""Places that stand on a site where no service decides; all others are about a service with a colour."""

AT_DESKS = frozenset({"cases", "allotments", "unions", "aid", "books"})


@dataclass(frozen=True)
class Place:
    """One entry of the side bar."""

    href: str
    word: str
    icon: str
    current: bool


def places(actor: Actor, path: str) -> list[Place]:
    """The entries open to a role; the one whose address holds `path` is current."""
    found, here = [], deciding()
    for name, word, icon, act in PLACES:
        if actor.role == Role.CLERK and name not in AT_DESKS:
            continue  # whoever only sits at desks has their cases and nothing beside them
        if name == "books" and not any(pack.ledger.books for pack in services()):
            continue
        if name == "allotments" and not any(pack.allotments.offers for pack in services()):
            continue
        if name == "data" and not any(pack.exchange.datasets for pack in services()):
            continue
        if name == "goods" and not any(pack.tracing.declared for pack in services()):
            continue
        if name == "unions" and not any(pack.unions.declared for pack in services()):
            continue
        if name == "aid" and not any(pack.schemes.schemes for pack in services()):
            continue
        if actor.role in MAY[act] and (here or name in WITHOUT_COLOUR) and (name != "cards" or _prints()):
            href = _maps() if name == "areas" else reverse(f"console:{name}")
            if not href:
                continue
            current = path == href if name == "dashboard" else path.startswith(href)
            found.append(Place(href, str(word), icon, current or (name == "registry" and "/people/" in path)))
    return found


def _prints() -> bool:
    """Whether the service that is worked with has a card."""
    return chosen().evidence.card is not None


def _maps() -> str:
    """Where the maps of the service are that is worked with, or of another that has some; nothing without one."""
    here = [*([chosen()] if deciding() else []), *services()]
    slug = next((pack.slug for pack in here if pack.evidence.figures is not None), None)
    return reverse("console:areas", args=[slug]) if slug else ""


@dataclass(frozen=True)
class Choice:
    """One of several services to work with."""

    href: str
    title: str
    current: bool


def choices(actor: Actor, path: str) -> list[Choice]:
    """The services of the site with a colour, where there are several; each leads to the same place of the bar."""
    here = deciding()
    if len(here) < 2:
        return []
    at = next((place.href for place in places(actor, path) if place.current), reverse("console:dashboard"))
    return [Choice(f"{at}?{KEY}={pack.slug}", words.said(pack.title), pack.slug == service()) for pack in here]


def scope_words(actor: Actor) -> str:
    """What the signed-in role covers: an area's name, an agency's, or everything."""
    if actor.role == Role.AGENCY_CLERK and actor.organisation_id:
        return visible_organisations(actor).values_list("name", flat=True).first() or ""
    if actor.role == Role.CLERK:
        return _("My desks")
    return words.area(actor.area) if actor.area else _("Whole site")
