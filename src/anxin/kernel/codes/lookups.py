"""Who forgot phone and card: the code is found by the holder's phone number and a number sent to that phone.

An unknown phone is answered like a known one, at every step. Five tries a number, five minutes, three numbers an hour;
what is kept are digests.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from anxin.kernel.codes import showing
from anxin.kernel.codes.models import Code, Lookup
from anxin.kernel.codes.secrets_kept import MOST_TRIES, Numbers, kept, matches, new_number, new_secret
from anxin.kernel.codes.showing import NONCE_OCTETS, Showing, ShowingKind
from anxin.kernel.codes.visiting import Random
from anxin.kernel.errors import Invalid
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.messages.actions import send
from anxin.kernel.parties.sealing import phone_index

LASTS = timedelta(minutes=5)
HOUR, MOST_AN_HOUR = timedelta(hours=1), 3


@dataclass(frozen=True)
class Asked:
    """A look-up under way: the ticket goes with the number that the holder is told."""

    ticket: str
    until: datetime


@transaction.atomic
def ask_for_code(
    *, at: datetime, pack: str, phone: str, by: Actor | None = None, numbers: Numbers = new_number
) -> Asked:
    """Send a number to the holder's phone, if there is one with a code in use. The answer does not tell."""
    who, index, ticket = by or Actor.household(), phone_index(phone), new_secret()
    digits = "".join(sign for sign in phone if sign in "0123456789")
    if not 7 <= len(digits) <= 15:
        raise Invalid(_("This is not a phone number."), field="phone", allowed=_("a mobile number of 11 digits"))
    lately = Lookup.objects.filter(phone=index, at__gt=at - HOUR).count()
    code = Code.objects.select_related("party").filter(
        party__phone_index=index, pack=pack, slot__isnull=False
    ).first()  # fmt: skip
    reached = code if lately < MOST_AN_HOUR else None
    number = numbers()
    Lookup.objects.create(
        ticket=kept("ticket", ticket), phone=index, code=reached, number=kept("number", number), at=at
    )
    if reached is not None:
        text = _("%(number)s shows your code once, within five minutes. Tell it only to whom you want to show it.")
        person = reached.party.public_id
        send(by=who, at=at, kind="lookup", recipient=digits, text=text % {"number": number}, subjects=[person])
    return Asked(ticket, at + LASTS)


def show_looked_up(
    *, at: datetime, ticket: str, number: str, by: Actor | None = None, random: Random = secrets.token_bytes
) -> bytes:
    """The handle of a showing, for the ticket and the number that was sent; once. Every failure is refused alike."""
    with transaction.atomic():
        held = (
            Lookup.objects.select_for_update(of=("self",))
            .select_related("code__party")
            .filter(ticket=kept("ticket", ticket))
            .first()
        )
        usable = held is not None and held.used_at is None and held.tries < MOST_TRIES and at - held.at <= LASTS
        if held is not None and usable and matches("number", number, held.number) and held.code is not None:
            held.used_at = at
            held.save(update_fields=["used_at"])
            person = held.code.party.public_id
            journal.write(by=by or Actor.household(), at=at, act="code.lookup", subjects=[person])
            return showing.seal(Showing(held.code_id or 0, ShowingKind.LOOKUP, at), nonce=random(NONCE_OCTETS))
        if held is not None:
            Lookup.objects.filter(pk=held.pk).update(tries=F("tries") + 1)
    raise Invalid(
        _("This number opens no code."),
        field="number",
        allowed=_("the six digits sent last, within five minutes, five tries"),
    )
