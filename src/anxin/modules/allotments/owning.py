"""Whose hand holds an application: whoever has its link, or a clerk at a desk that receives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from anxin.kernel.access.rules import Purpose
from anxin.kernel.codes.secrets_kept import kept
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.identifiers import mask_name
from anxin.modules.allotments import queries
from anxin.modules.allotments.models import Application
from anxin.modules.allotments.refusing import no_such_application
from anxin.modules.allotments.rights import RECEIVES, require

_GATE = object()
LINK = "allotment"


@dataclass(frozen=True)
class OwnApplication:
    """An application in a hand that may act on it. `own`: its holder's; else a clerk's. Only this module makes one."""

    application: Application
    by: Actor
    own: bool
    gate: object

    def __post_init__(self) -> None:
        if self.gate is not _GATE:
            raise TypeError("an OwnApplication comes from anxin.modules.allotments.owning only")

    @property
    def masked_name(self) -> str:
        """The receiver's surname: enough to know one's own page by, too little for who finds it."""
        return mask_name(self.application.person.name)


def own_by_link(*, token: str, by: Actor | None = None) -> OwnApplication:
    """The application behind a link. `NotFound` for an unknown one."""
    rows = Application.objects.select_related("offer__book__terms", "person", "guardian", "hold")
    found = rows.filter(token_digest=kept(LINK, token)).first()
    if found is None:
        raise no_such_application()
    return OwnApplication(found, by or Actor.requester(), own=True, gate=_GATE)


def own_at_desk(*, by: Actor, at: datetime, public_id: str) -> OwnApplication:
    """An application opened at the desk that receives; the reading is written down."""
    with transaction.atomic():
        found = queries.application_of(public_id)
        if found is None:
            raise no_such_application()
        require(by, at, queries.terms_of(found.offer), RECEIVES)
        return read_of(OwnApplication(found, by, own=False, gate=_GATE), at)


def read_of(own: OwnApplication, at: datetime) -> OwnApplication:
    """Write down that somebody read an application: the person finds it in their own view."""
    one = own.application
    journal.write(
        by=own.by,
        at=at,
        act="allotment.read",
        purpose=Purpose.OWN_REQUEST if own.own else Purpose.CASE_WORK,
        subjects=[party.public_id for party in (one.person, one.guardian) if party is not None],
        detail={"offer": queries.name_of(one.offer), "number": one.number, "fields": ["application", "name"]},
        is_read=True,
    )
    return own
