"""Entering sites and lots."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anxin.kernel.access.rules import Act, require
from anxin.kernel.errors import Conflict, Invalid
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.models import Party, PartyKind
from anxin.kernel.reference.areas import areas
from anxin.modules.tracing import queries
from anxin.modules.tracing.models import Lot, Site
from anxin.modules.tracing.refusing import not_yours
from anxin.modules.tracing.rights import require_keeper, supervises

CODE = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{2,38})[A-Za-z0-9]")
SHOWN = ("product", "country", "batch", "origin", "produced_on", "keeps_until", "importer", "inspection")
"""What whoever buys a package is shown of its lot; nothing else is kept."""
LONGEST = 120
URI = re.compile(r"(urn:|https?://)[^\s\x00-\x1f]{1,190}")


@transaction.atomic
def enter_site(
    *,
    by: Actor,
    at: datetime,
    pack: str,
    kind: str,
    name: str,
    area: str,
    keeper: Party | None = None,
    room: int | None = None,
    uri: str = "",
) -> Site:
    """Enter a site of a kind that the service declares; `room` in grams where lots are booked into it, `uri` as others
    call it in EPCIS. Raises Invalid for another kind, Refused for who does not supervise the area."""
    require(by, Act.KEEP_SITES)
    terms = queries.terms_of(pack)
    if kind not in terms.sites:
        raise Invalid(
            _("The service has no sites of this kind."), field="kind", read=kind, allowed=", ".join(terms.sites)
        )
    _require_known(name, area)
    if not supervises(by, area):
        raise not_yours(name)
    if terms.sites[kind].booked != (room is not None) or (room is not None and room <= 0):
        raise Invalid(
            _("A site that lots are booked into has so much room; another has none."), field="room", read=str(room)
        )
    with _named_once(uri):
        party = Party.objects.create(kind=PartyKind.PLACE, name=name.strip()[:120], area=area, created_at=at)
        made = Site.objects.create(party=party, pack=pack, kind=kind, keeper=keeper, room=room, uri=_uri(uri))
    journal.write(by=by, at=at, act="tracing.site", detail={"site": party.public_id, "kind": kind, "area": area})
    return made


@transaction.atomic
def enter_lot(
    *,
    by: Actor,
    at: datetime,
    site: Site,
    code: str,
    name: str,
    about: Mapping[str, str] | None = None,
    uri: str = "",
) -> Lot:
    """Enter a lot at a site under the code that is printed on it. Raises Conflict where the code is taken."""
    require_keeper(by, site)
    _require_known(name, site.party.area)
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
    if Lot.objects.filter(pack=site.pack, code=code).exists():
        raise code_taken()
    with _named_once(uri):
        party = Party.objects.create(kind=PartyKind.LOT, name=name.strip()[:120], area=site.party.area, created_at=at)
        made = Lot.objects.create(party=party, pack=site.pack, code=code, about=said, uri=_uri(uri))
    journal.write(by=by, at=at, act="tracing.lot", detail={"lot": code, "site": site.party.public_id})
    return made


def _require_known(name: str, area: str) -> None:
    if not name.strip() or "\x00" in name:
        raise Invalid(_("A name is needed."), field="name", read=name[:40])
    if area not in areas():
        raise Invalid(_("This area is not known."), field="area", read=area[:12], allowed="330206")


def _uri(uri: str) -> str | None:
    if uri and not URI.fullmatch(uri):
        raise Invalid(
            _("This is no URI."), field="uri", read=uri[:60], allowed="urn:epc:id:sgln:…, https://id.gs1.org/414/…"
        )
    return uri or None


@contextmanager
def _named_once(uri: str) -> Iterator[None]:
    """The database has the last word on names that are used once: two may enter them at the same moment."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as fault:
        if uri and "uri" in str(fault):
            raise Conflict(
                _("Something else is called this already."), todo=_("Leave it out, or read it again.")
            ) from None
        raise code_taken() from None


def code_taken() -> Conflict:
    return Conflict(_("This code is on another lot already."), todo=_("Take the next code; a code is used once."))
