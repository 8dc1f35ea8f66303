"""What whoever scans the code of a package sees: the goods, never a person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from anxin.kernel.reference import queries as reference
from anxin.modules.tracing import queries
from anxin.modules.tracing.models import Lot
from anxin.modules.tracing.papers import judge
from anxin.packs.on_site import service_named
from anxin.web.phone.words import colour_in, reason_words


@never_cache
@require_GET
def lot(request: HttpRequest, code: str) -> HttpResponse:
    """A lot by the code on its package: whether it may be sold, what it is and where it came from."""
    held, at = queries.lot_coded(code), reference.now()
    pack, judged = service_named(held.pack), judge(held, queries.day_of(at))
    shown = {"lot": held, "at": at, "rows": _rows(held)}
    if judged is not None:
        shown |= {"colour": colour_in(pack, judged.outcome), "why": reason_words(pack, judged.reason)}
    return render(request, "phone/lot.html", shown)


def _rows(held: Lot) -> list[tuple[str, str]]:
    titles = {
        "product": _("Product"),
        "country": _("Exporting country or region"),
        "batch": _("Production or import lot"),
        "origin": _("Certificate of origin"),
        "produced_on": _("Produced on"),
        "keeps_until": _("Keeps until"),
        "importer": _("Importer or supplier"),
        "inspection": _("Inspection and quarantine"),
    }
    return [(title, held.about[key]) for key, title in titles.items() if held.about.get(key)]
