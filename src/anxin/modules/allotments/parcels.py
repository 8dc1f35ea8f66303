"""Acts with parcels: allot to a firm, hand out, send back, put back into the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from anxin.kernel.codes.secrets_kept import MOST_TRIES, Numbers, kept, matches, new_number
from anxin.kernel.errors import Invalid
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.ledger import actions as ledger
from anxin.kernel.ledger.models import Posting
from anxin.kernel.ledger.naming import AccountName, Document, Transfer
from anxin.kernel.ledger.refusing import Full
from anxin.kernel.ledger.units import Quantity, Unit
from anxin.kernel.messages.actions import send
from anxin.kernel.parties.models import Party
from anxin.kernel.parties.sealing import unseal
from anxin.modules.allotments import queries
from anxin.modules.allotments.admitting import admit, facts_of
from anxin.modules.allotments.enums import Kind, PickedUp
from anxin.modules.allotments.known_people import Named, person_of
from anxin.modules.allotments.models import Consent, HandOut, Offer
from anxin.modules.allotments.refusing import no_such_offer, not_open_yet, refused, window_shut
from anxin.modules.allotments.rights import APPROVES, KEEPS, RECEIVES, require, stands_for
from anxin.modules.allotments.terms import SHANGHAI, OfferTerms

CONSENT_LASTS = timedelta(days=1)
STOCK, RETURNED = AccountName("stock"), AccountName("returned")


@dataclass(frozen=True)
class Proxy:
    """Somebody who comes for another's parcel, with the number that was sent to the receiver's phone; without one it
    rests on the word of the firm's own clerk."""

    person: Named
    consent: str = ""


@transaction.atomic
def allot(*, by: Actor, at: datetime, offer: Offer, firm: Party, quantity: int, note: str = "", once: str = "") -> None:
    """Give parcels of the store to a firm, for its people. Raises Short beyond the store."""
    terms = _parcels(offer)
    require(by, at, terms, APPROVES)
    _move(by, at, offer, "allot", (STOCK, AccountName("firm", firm)), quantity, note, once)


@transaction.atomic
def send_back(*, by: Actor, at: datetime, offer: Offer, firm: Party, quantity: int, note: str = "") -> None:
    """Take back what a firm did not hand out. Raises Short beyond what it still has."""
    terms = _parcels(offer)
    if not stands_for(by, firm):
        require(by, at, terms, KEEPS)
    _move(by, at, offer, "return", (AccountName("firm", firm), RETURNED), quantity, note)


@transaction.atomic
def restock(*, by: Actor, at: datetime, offer: Offer, quantity: int, note: str = "") -> None:
    """Put what came back into the store again, to be allotted anew."""
    terms = _parcels(offer)
    require(by, at, terms, KEEPS)
    _move(by, at, offer, "restock", (RETURNED, STOCK), quantity, note)


def _parcels(offer: Offer) -> OfferTerms:
    terms = queries.terms_of(offer)
    if terms.kind is not Kind.PARCELS:
        raise no_such_offer()
    return terms


def _move(
    by: Actor,
    at: datetime,
    offer: Offer,
    movement: str,
    ends: tuple[AccountName, AccountName],
    quantity: int,
    note: str = "",
    once: str = "",
) -> Posting:
    if offer.book is None:
        raise not_open_yet()
    if quantity <= 0:
        raise Invalid(_("More than nothing is entered."), field="quantity", read=str(quantity))
    transfer = Transfer(*ends, Quantity(Unit(offer.book.unit), quantity))
    about = f"offer:{queries.name_of(offer)}"[:60]
    document = Document(movement, (transfer,), at.astimezone(SHANGHAI).date(), about, note[:200], once)
    done = ledger.post(by=by, at=at, book=offer.book, document=document)
    assert done.posting is not None, "a transfer that is not up_to moves all of it or raises"
    return done.posting


class WrongConsent(Invalid):
    """The number said is not the one sent; `held` is the consent whose tries it uses up."""

    held: int | None = None


def hand_out(
    *,
    by: Actor,
    at: datetime,
    offer: Offer,
    firm: Party,
    person: Named,
    proxy: Proxy | None = None,
    said: Mapping[str, str] | None = None,
) -> HandOut:
    """Hand one parcel of a firm to a person, or to somebody who comes for them. The ceiling of one is the person's:
    a second is refused, whichever firm it would come from. Raises Refused, Short, Invalid."""
    try:
        with transaction.atomic():
            return _handed_out(by, at, offer, firm, person, proxy, said or {})
    except WrongConsent as wrong:  # what was begun is undone, and the try counts all the same
        if wrong.held is not None:
            Consent.objects.filter(pk=wrong.held).update(tries=F("tries") + 1)
        raise


def _handed_out(
    by: Actor, at: datetime, offer: Offer, firm: Party, person: Named, proxy: Proxy | None, said: Mapping[str, str]
) -> HandOut:
    terms = _parcels(offer)
    if not stands_for(by, firm):
        require(by, at, terms, RECEIVES)
    if not terms.opens() <= at < terms.closes():
        raise window_shut(terms, at)
    Offer.objects.select_for_update(no_key=True).get(pk=offer.pk)  # before any party, as whoever applies does
    receiver, number = person_of(by=by, at=at, named=person, area=terms.area)
    part = terms.parts[0]
    admit(terms, facts_of(terms, part, asker=receiver, number=number, said=said, at=at), at)
    how, who = PickedUp.SELF, None
    if proxy is not None:
        how, who = _proxy(by, at, offer, terms, firm, receiver, proxy)
    try:
        posting = _move(by, at, offer, "give", (AccountName("firm", firm), AccountName("given", receiver)), 1)
    except Full:
        raise refused(
            terms,
            "one-each",
            _("This person has had a parcel already."),
            why=_("One parcel for one person, also after a change of firm: the ceiling is the person's."),
            todo=_("If it was not this person who came, note it and let whoever keeps the books look at it."),
        ) from None
    made = HandOut.objects.create(
        posting=posting,
        offer=offer,
        person=receiver,
        firm=firm,
        proxy=who,
        how=how,
        at=at,
        by=by.label[:80],
        user_id=by.user_id,
    )
    subjects = [one.public_id for one in (receiver, who) if one is not None]
    detail = {"offer": queries.name_of(offer), "firm": firm.public_id, "how": str(how), "document": posting.number}
    journal.write(by=by, at=at, act="allotment.hand-out", subjects=subjects, detail=detail)
    return made


def _proxy(
    by: Actor, at: datetime, offer: Offer, terms: OfferTerms, firm: Party, receiver: Party, proxy: Proxy
) -> tuple[PickedUp, Party]:
    if not terms.proxy:
        raise refused(terms, "in-person", _("This is handed out in person only."))
    who, _number = person_of(by=by, at=at, named=proxy.person, area=terms.area, field="proxy_number")
    if who.pk == receiver.pk:
        raise Invalid(_("Whoever comes for another is somebody else."), field="proxy_number")
    if proxy.consent:
        _use_consent(at, offer, receiver, who, proxy.consent)
        return PickedUp.CONSENT, who
    if not stands_for(by, firm):
        raise refused(
            terms,
            "proxy",
            _("A parcel for somebody else needs that person's consent."),
            why=_("It rests on the number sent to their phone, or on the word of the firm's own clerk."),
            todo=_("Have the number sent, or let the firm's clerk hand it out."),
        )
    return PickedUp.FIRM_CLERK, who


@transaction.atomic
def ask_consent(
    *, by: Actor, at: datetime, offer: Offer, firm: Party, person: Named, proxy: Named, numbers: Numbers = new_number
) -> None:
    """Send the receiver a number that names who will come; whoever comes says it. Raises Invalid without a phone."""
    terms = _parcels(offer)
    if not stands_for(by, firm):
        require(by, at, terms, RECEIVES)
    Offer.objects.select_for_update(no_key=True).get(pk=offer.pk)
    receiver, _no = person_of(by=by, at=at, named=person, area=terms.area)
    who, _no = person_of(by=by, at=at, named=proxy, area=terms.area, field="proxy_number")
    if not receiver.phone_sealed:
        raise Invalid(
            _("No phone is on file for this person."),
            field="number",
            todo=_("Let the person come, or let the firm's own clerk vouch for who comes."),
        )
    number = numbers()
    Consent.objects.create(offer=offer, person=receiver, proxy=who, number=kept("consent", number), at=at)
    text = _("%(name)s wants to pick up “%(offer)s” for you. If you agree, tell them this number: %(number)s") % {
        "name": who.name,
        "offer": terms.title,
        "number": number,
    }
    phone = unseal(receiver.phone_sealed, context="phone")
    send(by=by, at=at, kind="allotment-consent", recipient=phone, text=text, subjects=[receiver.public_id])


def _use_consent(at: datetime, offer: Offer, person: Party, proxy: Party, said: str) -> None:
    since = at - CONSENT_LASTS
    rows = Consent.objects.select_for_update().filter(offer=offer, person=person, proxy=proxy, at__gt=since)
    held = rows.order_by("-at", "-pk").first()
    usable = held is not None and held.used_at is None and held.tries < MOST_TRIES
    if held is None or not usable or not matches("consent", said.strip(), held.number):
        wrong = WrongConsent(
            _("This is not the number that was sent for this person and whoever comes."),
            field="consent",
            allowed=_("the six digits sent last, within a day, five tries, once"),
        )
        wrong.held = held.pk if held is not None else None
        raise wrong
    held.used_at = at
    held.save(update_fields=["used_at"])
