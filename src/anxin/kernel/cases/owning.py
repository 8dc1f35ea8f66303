"""Whose hand holds a case: its requester's, by the link, their account or their phone; or a clerk's for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from anxin.kernel.cases.models import Case, PhoneNumber
from anxin.kernel.cases.recording import digest_of
from anxin.kernel.codes.secrets_kept import MOST_TRIES, Numbers, kept, matches, new_number, new_secret
from anxin.kernel.errors import Invalid, NotFound
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.messages.actions import send
from anxin.kernel.parties.sealing import phone_index

PASS = "anxin.case.pass"  # what a pass is signed for, and nothing else
LASTS = timedelta(minutes=5)
AT_COUNTER = timedelta(minutes=15)
HOUR, MOST_AN_HOUR = timedelta(hours=1), 3
_OWN = object()


@dataclass(frozen=True)
class Own:
    """A case in its requester's hand: by its link, their account, or their phone. Only this module makes one."""

    public_id: str
    by: Actor
    on_behalf: bool
    key: object

    def __post_init__(self) -> None:
        if self.key is not _OWN:
            raise TypeError("an Own comes from anxin.kernel.cases.owning only")


def own_by_link(*, token: str, by: Actor | None = None) -> Own:
    """The case behind a link. `NotFound` for an unknown one."""
    found = Case.objects.filter(token_digest=digest_of(token)).values_list("public_id", flat=True).first()
    if found is None:
        raise NotFound(
            _("This link leads to no request."),
            why=_("It may be incomplete."),
            todo=_("Open it from the message again, or find your request by your phone number."),
        )
    return Own(found, by or Actor.requester(), on_behalf=False, key=_OWN)


def own_by_account(*, by: Actor, public_id: str) -> Own:
    """A case filed by whoever is signed in: the person the account stands for, or else its organisation."""
    asker = by.party_id or by.organisation_id
    if asker is None or not Case.objects.filter(public_id=public_id, requester_id=asker).exists():
        raise NotFound(_("You have no such request."), todo=_("Look it up in the list of your requests."))
    return Own(public_id, by, on_behalf=False, key=_OWN)


def owns_of_account(*, by: Actor) -> list[Own]:
    """Every case filed by whoever is signed in, the newest first."""
    asker = by.party_id or by.organisation_id
    if asker is None:
        return []
    found = Case.objects.filter(requester_id=asker).order_by("-received_at").values_list("public_id", flat=True)
    return [Own(one, by, on_behalf=False, key=_OWN) for one in found[:50]]


def pass_for(*, own: Own, at: datetime) -> str:
    """A case opened by phone, as a browser keeps it for a while: signed, for an hour, and for this user alone."""
    held = {"case": own.public_id, "user": own.by.user_id, "behalf": own.on_behalf, "until": (at + HOUR).timestamp()}
    return signing.dumps(held, salt=PASS)


def own_by_pass(*, at: datetime, held: str, by: Actor | None = None) -> Own:
    """The case of such a pass. `NotFound` once its hour is over, or in other hands."""
    actor = by or Actor.requester()
    try:
        told = signing.loads(held, salt=PASS)
    except signing.BadSignature:
        told = {"until": 0.0}
    if told["until"] <= at.timestamp() or told["user"] != actor.user_id:
        raise NotFound(
            _("This page was open too long."), todo=_("Ask for a number to your phone again; it opens your requests.")
        )
    return Own(told["case"], actor, on_behalf=told["behalf"], key=_OWN)


@dataclass(frozen=True)
class Asked:
    """A look-up under way: the ticket goes with the number that was sent to the phone."""

    ticket: str
    until: datetime


@transaction.atomic
def ask_by_phone(*, at: datetime, phone: str, by: Actor | None = None, numbers: Numbers = new_number) -> Asked:
    """Send a number to a phone under which requests were filed. An unknown phone is answered like a known one."""
    index, ticket, number = phone_index(phone), new_secret(), numbers()
    digits = "".join(sign for sign in phone if sign in "0123456789")
    if not 7 <= len(digits) <= 15:
        raise Invalid(_("This is not a phone number."), field="phone", allowed=_("a mobile number of 11 digits"))
    lately = PhoneNumber.objects.filter(phone=index, at__gt=at - HOUR).count()
    known = lately < MOST_AN_HOUR and Case.objects.filter(phone_index=index).exists()
    PhoneNumber.objects.create(
        ticket=kept("ticket", ticket), phone=index, number=kept("number", number), known=known, at=at
    )
    if known:
        text = _("%(number)s opens the page of your requests once, within five minutes.") % {"number": number}
        send(by=by or Actor.requester(), at=at, kind="case-number", recipient=digits, text=text, subjects=[])
    return Asked(ticket, at + LASTS)


def own_by_phone(*, at: datetime, ticket: str, number: str, by: Actor | None = None) -> list[Own]:
    """The cases filed under a phone, the newest first, for the number that was sent to it; once.

    A clerk at a counter passes `by`: the acts that follow are then written down as done on the requester's behalf.
    """
    with transaction.atomic():
        held = PhoneNumber.objects.select_for_update().filter(ticket=kept("ticket", ticket)).first()
        usable = held is not None and held.used_at is None and held.tries < MOST_TRIES and at - held.at <= LASTS
        if held is not None and usable and held.known and matches("number", number, held.number):
            held.used_at = at
            held.save(update_fields=["used_at"])
            found = (
                Case.objects.filter(phone_index=held.phone).order_by("-received_at").values_list("public_id", flat=True)
            )
            clerk = by is not None and by.role is not Role.REQUESTER
            return [Own(one, by or Actor.requester(), on_behalf=clerk, key=_OWN) for one in found[:50]]
        if held is not None:
            PhoneNumber.objects.filter(pk=held.pk).update(tries=F("tries") + 1)
    raise Invalid(
        _("This number opens no request."),
        field="number",
        allowed=_("the six digits sent last, within five minutes, five tries"),
    )


def own_at_counter(*, at: datetime, ticket: str, public_id: str, by: Actor) -> Own:
    """A case of the person at the counter, as long as the number from their phone opened it a moment ago: the ticket
    stays with the clerk's session and the acts are written down as done on the requester's behalf."""
    held = PhoneNumber.objects.filter(ticket=kept("ticket", ticket), used_at__gt=at - AT_COUNTER).first()
    theirs = held is not None and Case.objects.filter(public_id=public_id, phone_index=held.phone).exists()
    if not theirs or by.role is Role.REQUESTER:
        raise Invalid(
            _("This request is no longer open at your counter."),
            field="number",
            todo=_("Send a number to the person's phone again; what it opens stays open for a quarter of an hour."),
        )
    return Own(public_id, by, on_behalf=True, key=_OWN)
