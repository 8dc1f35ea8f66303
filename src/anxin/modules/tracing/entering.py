"""Entering sites and lots."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anxin.kernel.errors import Conflict, Invalid
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.actions import register_party
from anxin.kernel.parties.models import Party, PartyKind
from anxin.modules.tracing import queries
from anxin.modules.tracing.models import Lot, Site
from anxin.modules.tracing.refusing import not_yours
from anxin.modules.tracing.rights import require_keeper, supervises

CODE = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{2,38})[A-Za-z0-9]")
SHOWN = ("product", "country", "batch", "origin", "produced_on", "keeps_until", "importer", "inspection")
"""What whoever buys a package is shown of its lot; nothing else is kept."""
LONGEST = 120


@transaction.atomic
def enter_site(
    *, by: Actor, at: datetime, pack: str, kind: str, name: str, area: str, keeper: Party | None = None
) -> Site:
    """Enter a site of a kind that the service declares. Raises Invalid for another kind, Refused for who does not
    supervise the area."""
    terms = queries.terms_of(pack)
    if kind not in terms.sites:
        raise Invalid(
            _("The service has no sites of this kind."), field="kind", read=kind, allowed=", ".join(terms.sites)
        )
    if not supervises(by, area):
        raise not_yours(name)
    party = Party.objects.create(kind=PartyKind.PLACE, name=name.strip()[:120], area=area, created_at=at)
    made = Site.objects.create(party=party, pack=pack, kind=kind, keeper=keeper)
    journal.write(by=by, at=at, act="tracing.site", detail={"site": party.public_id, "kind": kind, "area": area})
    return made


@transaction.atomic
def enter_lot(
    *, by: Actor, at: datetime, site: Site, code: str, name: str, about: Mapping[str, str] | None = None
) -> Lot:
    """Enter a lot at a site under the code that is printed on it. Raises Conflict where the code is taken."""
    require_keeper(by, site)
    if not CODE.fullmatch(code):
        raise Invalid(
            _("A code has 4 to 40 letters, digits, dots and hyphens."),
            field="code",
            read=code[:60],
            allowed="A-Z a-z 0-9 . -",
        )
    said = {key: str(value)[:LONGEST] for key, value in (about or {}).items()}
    if strange := sorted(set(said) - set(SHOWN)):
        raise Invalid(
            _("This is not kept of a lot."), field="about", read=", ".join(strange)[:60], allowed=", ".join(SHOWN)
        )
    party = Party.objects.create(kind=PartyKind.LOT, name=name.strip()[:120], area=site.party.area, created_at=at)
    try:
        with transaction.atomic():
            made = Lot.objects.create(party=party, pack=site.pack, code=code, about=said)
    except IntegrityError:
        raise Conflict(
            _("This code is on another lot already."), todo=_("Take the next code; a code is used once.")
        ) from None
    register_party(by=by, at=at, party=party, pack=site.pack, area=site.party.area)
    journal.write(by=by, at=at, act="tracing.lot", detail={"lot": code, "site": site.party.public_id})
    return made
