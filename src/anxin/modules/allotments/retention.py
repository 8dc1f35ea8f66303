"""Retention: what an ended application said goes when its service's time is over. Who had a place stays in the book,
and the number, days and standings stay for the figures and for whoever checks a draw.

Personal Information Protection Law, arts. 19 and 47. A pack says how long, in whole years after the end.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from anxin.kernel.access.rules import Act, require
from anxin.kernel.cases.retention import over_on
from anxin.kernel.codes.secrets_kept import kept, new_secret
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes.actions import shanghai_day
from anxin.modules.allotments import queries
from anxin.modules.allotments.enums import Standing
from anxin.modules.allotments.models import Application, Consent, Happening, Offer
from anxin.modules.allotments.owning import LINK
from anxin.modules.allotments.terms import OfferTerms


def empty_old_applications(*, by: Actor, at: datetime) -> int:
    """Empty every ended application whose time is over: answers, phone, notes and the link; how many. Each on its own.
    The numbers by which somebody could fetch a parcel go with the offer's last day and its time."""
    require(by, Act.RETAIN)
    today, done = shanghai_day(at), 0
    for offer in queries.offers():
        terms = queries.terms_of(offer)
        for pk, day in _ended(offer, terms):
            if over_on(day, terms.keeps_years) <= today:
                _empty(at, pk)
                done += 1
        for pk, when in list(Consent.objects.filter(offer=offer).values_list("pk", "at")):
            if over_on(shanghai_day(when), terms.keeps_years) <= today:
                Consent.objects.filter(pk=pk).delete()
    journal.write(by=by, at=at, act="allotment.retain", detail={"applications": done})
    return done


def _ended(offer: Offer, terms: OfferTerms) -> list[tuple[int, date]]:
    """Applications not emptied yet, and the day each ended: a place that was taken, the day it began or the last of the
    window."""
    begins = {part.slug: date.fromisoformat(part.starts or terms.until) for part in terms.parts}
    last = date.fromisoformat(terms.until)
    held = Application.objects.filter(offer=offer, emptied_at__isnull=True).order_by("pk")
    rows = list(held.values_list("pk", "part", "standing", "ended_at"))
    ended = [(pk, shanghai_day(when)) for pk, _part, _standing, when in rows if when is not None]
    taken = [
        (pk, max(last, begins.get(part, last)))
        for pk, part, standing, when in rows
        if when is None and standing == Standing.TAKEN
    ]
    return ended + taken


@transaction.atomic
def _empty(at: datetime, pk: int) -> None:
    one = Application.objects.select_for_update().get(pk=pk)
    Happening.objects.filter(application=one).update(note="")
    one.facts, one.phone_sealed, one.token_digest = {}, "", kept(LINK, new_secret())
    one.guardian, one.emptied_at = None, at
    one.save()
