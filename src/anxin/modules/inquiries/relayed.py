"""Questions that another platform passes on: the person is asked here, and what they agreed to goes back.

What would be shown there are the fields the platform holds, without those that only tell whose they are.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from anxin.kernel.codes.secrets_kept import kept
from anxin.kernel.datasets.catalogue import dataset
from anxin.kernel.errors import Invalid, NotFound
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes.actions import shanghai_day
from anxin.kernel.parties.models import Party
from anxin.kernel.peers.authorising import Authorisation
from anxin.kernel.peers.models import Share
from anxin.kernel.peers.questions import AuthorisationAsked, Unanswerable
from anxin.modules.inquiries.asking import KIND, ask_person, terms_of_service
from anxin.modules.inquiries.models import Answer, Inquiry
from anxin.modules.inquiries.terms import InquiryTerms, read

IDENTIFIES = ("number", "masked_number", "file")


def relayed(share: Share, public_id: str, asked: AuthorisationAsked, at: datetime) -> Authorisation:
    """Ask the person once, and say how it stands. Raises Unanswerable for a service nobody can inquire about."""
    link = f"peer:{share.pk}:{asked.ref}:{asked.token}"
    held = Inquiry.objects.filter(digest=kept(KIND, link)).first()
    if held is None:
        held = _asked(share, public_id, asked, link, at)
    terms = read(held.terms)
    if held.answer == Answer.GRANTED and held.lasts_until is not None and at < held.lasts_until:
        return Authorisation(True, held.lasts_until, terms.fields)
    return Authorisation(False, held.waits_until)


def _asked(share: Share, public_id: str, asked: AuthorisationAsked, link: str, at: datetime) -> Inquiry:
    party = Party.objects.filter(public_id=public_id).first() if public_id else None
    by = Actor.system(share.peer.name[:80])
    try:
        terms = _terms(share, at)
        made = ask_person(
            by=by, at=at, terms=terms, party=party, name=asked.name, why=asked.why, link=link, via=share.peer.name
        )
    except (NotFound, Invalid) as fault:
        raise Unanswerable("form", str(fault)) from None
    return made.inquiry


def _terms(share: Share, at: datetime) -> InquiryTerms:
    declared = dataset(share.dataset, on=shanghai_day(at))
    shown = tuple(one.slug for one in declared.fields if one.slug in share.fields and one.read not in IDENTIFIES)
    return replace(terms_of_service(declared.pack), dataset=share.dataset, fields=shown)
