"""Acts with places and rooms: apply, accept, decline, withdraw, no-show, sweep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kernel.codes.secrets_kept import kept, new_secret
from anxin.kernel.errors import Conflict, Invalid
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.ledger.refusing import Full
from anxin.kernel.parties.models import Party
from anxin.kernel.parties.sealing import seal
from anxin.modules.allotments import queries
from anxin.modules.allotments.admitting import Admitted, admit, facts_of
from anxin.modules.allotments.enums import Kind, Standing
from anxin.modules.allotments.known_people import Named, person_of
from anxin.modules.allotments.listing import HeldList
from anxin.modules.allotments.models import Application, Offer
from anxin.modules.allotments.owning import LINK, OwnApplication
from anxin.modules.allotments.refusing import (
    already_asked,
    begun,
    ended,
    no_such_offer,
    no_such_part,
    not_held,
    refused,
    window_shut,
)
from anxin.modules.allotments.rights import RECEIVES, require
from anxin.modules.allotments.terms import OfferTerms, Part, starts_at

OPEN_DOORS = frozenset({Role.REQUESTER, Role.WORKER, Role.SYSTEM})


@dataclass(frozen=True)
class Applied:
    """An application and its link; the link is told once and kept as a digest. `again`: it was there already."""

    application: Application
    token: str


@transaction.atomic
def apply_for(
    *,
    by: Actor,
    at: datetime,
    offer: Offer,
    part: str,
    person: Named,
    guardian: Named | None = None,
    phone: str = "",
    said: Mapping[str, str] | None = None,
) -> Applied:
    """Ask for one of a part. What is free is held for the applicant at once, else they wait, or go into the lots.

    Raises Refused outside the window, after the beginning, or by the admission table; Conflict for a second one.
    """
    terms = queries.terms_of(offer)
    named = _judged(by, at, terms, part)
    Offer.objects.select_for_update(no_key=True).get(
        pk=offer.pk
    )  # before any party: two who enter one guardian never cross
    receiver, number = person_of(by=by, at=at, named=person, area=terms.area, field="person_number")
    asker = receiver
    if terms.guardian:
        if guardian is None:
            raise Invalid(_("The name is still empty."), field="guardian_name")
        asker, _checked = person_of(by=by, at=at, named=guardian, area=terms.area, field="guardian_number")
    facts = facts_of(terms, named, asker=asker, number=number, said=said or {}, at=at)
    admitted = admit(terms, facts, at)
    held = HeldList(offer, by, at)
    held.settle(part)
    token = new_secret()
    made = _made(held, part, receiver, asker if terms.guardian else None, admitted, phone, token)
    _first_standing(held, made)
    return Applied(made, token)


def _judged(by: Actor, at: datetime, terms: OfferTerms, part: str) -> Part:
    if by.role not in OPEN_DOORS:
        require(by, at, terms, RECEIVES)
    if terms.kind is Kind.PARCELS:
        raise no_such_offer()
    named = terms.part(part)
    if named is None:
        raise no_such_part(terms)
    if not terms.opens() <= at < terms.closes():
        raise window_shut(terms, at)
    start = starts_at(named)
    if start is not None and at >= start:
        raise begun(terms, named.starts)
    return named


def _made(
    held: HeldList, part: str, person: Party, guardian: Party | None, admitted: Admitted, phone: str, token: str
) -> Application:
    slot = f"{held.offer.pk}:{person.pk}"
    if Application.objects.filter(slot=slot).exists():  # the list is held: nobody slips in between
        raise already_asked()
    return Application.objects.create(
        offer=held.offer,
        part=part,
        number=held.next_number(),
        person=person,
        guardian=guardian,
        phone_sealed=seal(phone, context="allotment-phone") if phone else "",
        facts=dict(admitted.facts),
        points=admitted.points,
        row=admitted.row,
        standing=Standing.ENTERED,
        slot=slot,
        token_digest=kept(LINK, token),
        applied_at=held.at,
        applied_by=held.by.label[:80],
    )


def _first_standing(held: HeldList, made: Application) -> None:
    if held.terms.drawn:
        held.move(made, Standing.ENTERED)
    elif held.free(made.part) > 0:  # settled just now: whatever is free, nobody waits for
        try:
            held.hold(made, from_list=False)
        except Full:
            raise refused(
                held.terms,
                "one-each",
                _("This person has one of this period already."),
                why=_("One person has one in all classes and houses together, by the ceiling of their account."),
            ) from None
    else:
        held.move(made, Standing.WAITING)


@transaction.atomic
def accept(*, own: OwnApplication, at: datetime) -> Application:
    """Take what is held. Raises Conflict once it is no longer held; taken already, it stays so."""
    held, one = _held(own, at)
    if one.standing == Standing.TAKEN:
        return one
    if one.standing != Standing.OFFERED:
        raise not_held(one.held_until)
    held.take(one)
    return one


@transaction.atomic
def decline(*, own: OwnApplication, at: datetime) -> Application:
    """Give up what is held; it goes to the next. Who declined gets no other unless they apply anew."""
    held, one = _held(own, at)
    if one.standing == Standing.DECLINED:
        return one
    if one.standing != Standing.OFFERED:
        raise not_held(one.held_until)
    _let_go(held, one, Standing.DECLINED)
    return one


@transaction.atomic
def cancel(*, own: OwnApplication, at: datetime) -> Application:
    """Withdraw an application, whatever it has come to; what it had goes to the next."""
    held, one = _held(own, at)
    if one.standing == Standing.CANCELLED:
        return one
    if one.ended_at is not None:
        raise ended()
    if one.standing == Standing.TAKEN:
        held.give_back(one, Standing.CANCELLED)
    else:
        _let_go(held, one, Standing.CANCELLED)
    held.settle(one.part)
    return one


@transaction.atomic
def no_show(*, by: Actor, at: datetime, own: OwnApplication, note: str) -> Application:
    """Write down that nobody came for a place; it is free again. Only a desk, and only once it has begun."""
    require(by, at, queries.terms_of(own.application.offer), RECEIVES)
    if not note.strip():
        raise Invalid(_("Say how you know that nobody came."), field="note")
    held, one = _held(own, at)
    if one.standing == Standing.NO_SHOW:
        return one
    if one.standing != Standing.TAKEN:
        raise ended() if one.ended_at else Conflict(_("Only what was taken can be missed."))
    if starts_at_of(held.terms, one) and not held.begun(one.part):
        raise Conflict(_("It has not begun yet: nobody can have missed it."))
    held.give_back(one, Standing.NO_SHOW, note.strip())
    held.settle(one.part)
    return one


def starts_at_of(terms: OfferTerms, one: Application) -> datetime | None:
    named = terms.part(one.part)
    return starts_at(named) if named is not None else None


def _held(own: OwnApplication, at: datetime) -> tuple[HeldList, Application]:
    held = HeldList(own.application.offer, own.by, at)
    return held, held.again(own.application)


def _let_go(held: HeldList, one: Application, standing: Standing) -> None:
    held.release(one)
    held.move(one, standing)
    held.settle(one.part)


@transaction.atomic
def sweep(*, by: Actor, at: datetime, offer: Offer) -> Offer:
    """Put down what ran out in every part of an offer, and offer what is free to those who wait."""
    if offer.book_id is None or queries.is_parcels(offer):
        return offer
    held = HeldList(offer, by, at)
    for part in held.terms.parts:
        held.settle(part.slug)
    return held.offer
