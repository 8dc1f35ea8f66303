"""家人代持: a holder without a phone of her own has somebody of the family carry the code.

She, or a desk for her, makes a link and a number of six digits, good for ten minutes; opened on the relative's phone,
that phone shows the moving code, marked as carried. She sees every phone that carries it and ends any of them at once.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from anxin.kernel.access.actions import Opened
from anxin.kernel.access.rules import Act, require
from anxin.kernel.codes.actions import code_slot
from anxin.kernel.codes.minting import Minted, mint
from anxin.kernel.codes.models import Carrying, Code
from anxin.kernel.codes.secrets_kept import MOST_TRIES, Numbers, kept, matches, new_number, new_secret
from anxin.kernel.codes.showing import ShowingKind
from anxin.kernel.codes.visiting import Random
from anxin.kernel.errors import Conflict, Invalid, NotFound, Refused
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor, Role

OFFER_LASTS = timedelta(minutes=10)
MOST_PHONES = 3


@dataclass(frozen=True)
class Offer:
    """What the holder passes on: the link goes to the relative's phone, the number is told by mouth. Shown once."""

    link: str
    number: str
    until: datetime


@transaction.atomic
def offer_carrying(
    *, by: Actor, at: datetime, pack: str, label: str, opened: Opened | None = None, numbers: Numbers = new_number
) -> Offer:
    """Let somebody carry the code: the actor's own, or at a desk that of the person it opened. `label` says who, in a
    word of the holder's ("daughter"). Three phones at most."""
    code = _code(by, pack, opened)
    label = label.strip()[:20]
    if not label:
        raise Invalid(_("Say who will carry the code."), field="label", allowed=_("1 to 20 characters"))
    if in_use(code, at).count() >= MOST_PHONES:
        raise Conflict(
            _("Three phones carry this code already."),
            why=_("The fewer show a code, the fewer can show it for somebody else."),
            todo=_("End one of them first."),
        )
    offer = Offer(new_secret(), numbers(), at + OFFER_LASTS)
    Carrying.objects.create(
        code=code,
        label=label,
        link=kept("link", offer.link),
        number=kept("number", offer.number),
        offered_at=at,
        offered_until=offer.until,
    )
    journal.write(by=by, at=at, act="carrying.offer", subjects=[code.party.public_id])
    return offer


def _code(by: Actor, pack: str, opened: Opened | None) -> Code:
    """The worker's own code, or the one of whom a desk opened."""
    if by.role != Role.WORKER:
        require(by, Act.ISSUE_CARD)
    party = by.party_id if opened is None else opened.party.pk
    if by.role == Role.WORKER and party != by.party_id:
        raise Refused(_("This is not your code."), rule="codes.own", why=_("Everybody lends the own code only."))
    held = Code.objects.select_related("party").filter(slot=code_slot(pack, party or 0)).first()
    if held is None:
        raise NotFound(_("There is no code to show."), todo=_("Have a code issued first."))
    return held


def in_use(code: Code, at: datetime) -> QuerySet[Carrying]:
    """Phones that carry the code, and offers still open."""
    alive = Carrying.objects.filter(code=code, ended_at__isnull=True)
    return alive.exclude(opened_at__isnull=True, offered_until__lt=at).order_by("pk")


def open_carrying(*, at: datetime, link: str, number: str) -> str:
    """The relative's phone brings link and number; the secret it shows the code with from now on. Every failure is
    refused in the same words; after five the offer is void."""
    with transaction.atomic():
        held = (
            Carrying.objects.select_for_update().select_related("code__party").filter(link=kept("link", link)).first()
        )
        usable = (
            held is not None
            and held.ended_at is None
            and held.opened_at is None
            and at <= held.offered_until
            and held.tries < MOST_TRIES
        )
        if held is not None and usable and matches("number", number, held.number):
            phone = new_secret()
            held.opened_at, held.phone = at, kept("phone", phone)
            held.save(update_fields=["opened_at", "phone"])
            person = held.code.party.public_id
            journal.write(by=Actor.household("家人"), at=at, act="carrying.open", subjects=[person])
            return phone
        if held is not None:
            Carrying.objects.filter(pk=held.pk).update(tries=F("tries") + 1)
    raise Invalid(
        _("Link and number do not open a code."),
        field="number",
        allowed=_("six digits, for ten minutes, five tries"),
    )


def carried_screen(*, at: datetime, phone: str, random: Random = secrets.token_bytes) -> tuple[Minted, Carrying]:
    """What the carrying phone shows now; `NotFound` once it has been ended."""
    held = (
        Carrying.objects.select_related("code__party")
        .filter(phone=kept("phone", phone), ended_at__isnull=True, code__ended_at__isnull=True)
        .first()
    )
    if held is None:
        raise NotFound(
            _("This phone carries no code."),
            why=_("It was ended by the holder or a desk, or the code is out of use."),
            todo=_("Ask the holder for a new link."),
        )
    return mint(held.code, ShowingKind.FAMILY, at=at, random=random), held


def carryings_of(*, by: Actor, at: datetime, pack: str) -> list[Carrying]:
    """The phones that carry the actor's own code, and open offers."""
    code = Code.objects.filter(slot=code_slot(pack, by.party_id or 0)).first()
    return list(in_use(code, at)) if code else []


@transaction.atomic
def end_carrying(*, by: Actor, at: datetime, pack: str, carrying: int, opened: Opened | None = None) -> None:
    """Take the code off a phone at once. A second time changes nothing."""
    code = _code(by, pack, opened)
    ended = Carrying.objects.filter(pk=carrying, code=code, ended_at__isnull=True).update(ended_at=at)
    if not ended and not Carrying.objects.filter(pk=carrying, code=code).exists():
        raise NotFound(_("No such phone carries your code."))
    if ended:
        journal.write(by=by, at=at, act="carrying.end", subjects=[code.party.public_id])
