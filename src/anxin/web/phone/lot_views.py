"""What whoever scans the code of a package sees: the goods, never a person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from anxin.kernel.access.queries import actor_of_user
from anxin.kernel.access.rules import MAY, Act
from anxin.kernel.journal.actor import Door
from anxin.kernel.reference import queries as reference
from anxin.modules.tracing import queries
from anxin.modules.tracing.enums import Happening
from anxin.modules.tracing.models import Lot, Site
from anxin.modules.tracing.papers import judge
from anxin.modules.tracing.rights import sites_of
from anxin.modules.tracing.wording import happened_word
from anxin.packs.on_site import service_named
from anxin.web.phone.words import about_lot, colour_in, reason_words

MOST_SITES = 3


@never_cache
@require_GET
def lot(request: HttpRequest, code: str) -> HttpResponse:
    """A lot by the code on its package: whether it may be sold, what it is and where it came from."""
    held, at = queries.lot_coded(code), reference.now()
    pack, judged = service_named(held.pack), judge(held, queries.day_of(at))
    shown = {"lot": held, "at": at, "rows": _rows(held)}
    if judged is not None:
        shown |= {"colour": colour_in(pack, judged.outcome), "why": reason_words(pack, judged.reason)}
    if request.user.is_authenticated:
        shown["sites"] = _own_sites(request.user.pk, held)
    return render(request, "phone/lot.html", shown)


def _rows(held: Lot) -> list[tuple[str, str]]:
    return [(title, held.about[key]) for key, title in about_lot().items() if held.about.get(key)]


def _own_sites(user_id: int, held: Lot) -> list[tuple[Site, list[tuple[str, str]]]]:
    """For who keeps a site and scans a package there: what may be recorded of it."""
    actor = actor_of_user(user_id, Door.PHONE)
    if actor is None or actor.role not in MAY[Act.RECORD_LOTS]:
        return []
    kinds = queries.terms_of(held.pack).sites
    return [
        (one, [(str(act), happened_word(act)) for act in kinds[one.kind].records if act is not Happening.ENTER])
        for one in sites_of(actor, held.pack).order_by("party__name")[:MOST_SITES]
    ]
