"""The person's side: who asks, saying yes or no, and taking a yes back at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kernel.cases.forms import Words
from anxin.kernel.datasets.catalogue import dataset
from anxin.kernel.errors import AnxinError, Conflict, NotFound, Refused
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.outcomes.actions import shanghai_day
from anxin.kernel.parties.sealing import unseal
from anxin.modules.inquiries.asking import ASKER, WHY
from anxin.modules.inquiries.models import Answer, Inquiry
from anxin.modules.inquiries.terms import read

LISTED = 50


@dataclass(frozen=True)
class OwnInquiry:
    """A question about oneself. `state`: waiting, granted, over, refused, withdrawn or unanswered."""

    public_id: str
    asked_by: str
    why: str
    asked_at: datetime
    until: datetime | None
    state: str
    opened: int
    title: Words
    fields: list[Words]
    minutes: int


def _own(by: Actor, public_id: str) -> Inquiry:
    """`NotFound` in the same words whether it is another's or none."""
    _require_worker(by)
    held = Inquiry.objects.select_for_update().filter(public_id=public_id, party=by.party_id).first()
    if held is None:
        raise NotFound(_("There is no such question about you."), todo=_("See your own page."))
    return held


def _require_worker(by: Actor) -> None:
    if by.role is not Role.WORKER or by.party_id is None:
        raise Refused(
            _("Only the person asked about answers."),
            rule="inquiry.own",
            why=_("Nobody says yes for another."),
            todo=_("Let the person sign in on a phone."),
        )


@transaction.atomic
def answer(*, by: Actor, at: datetime, public_id: str, granted: bool) -> Inquiry:
    """Yes for this one asker and the minutes declared, or no. `Conflict` once answered, or too late."""
    held = _own(by, public_id)
    if held.answer != Answer.NONE or at >= held.waits_until:
        raise Conflict(_("This question is answered or no longer waits."), todo=_("Whoever asks may ask again."))
    held.answer, held.answered_at = (Answer.GRANTED if granted else Answer.REFUSED), at
    held.lasts_until = at + timedelta(minutes=read(held.terms).lasts) if granted else None
    held.save(update_fields=["answer", "answered_at", "lasts_until"])
    _written(held, by, at, "inquiry.grant" if granted else "inquiry.refuse")
    return held


@transaction.atomic
def withdraw(*, by: Actor, at: datetime, public_id: str) -> Inquiry:
    """Take a yes back: the next opening shows nothing."""
    held = _own(by, public_id)
    if held.answer != Answer.GRANTED:
        raise Conflict(_("There is no yes to take back."), todo=_("See your own page."))
    held.answer, held.lasts_until = Answer.WITHDRAWN, at
    held.save(update_fields=["answer", "lasts_until"])
    _written(held, by, at, "inquiry.withdraw")
    return held


def _written(held: Inquiry, by: Actor, at: datetime, act: str) -> None:
    assert held.party is not None, "somebody answered"
    journal.write(by=by, at=at, act=act, subjects=[held.party.public_id], detail={"inquiry": held.public_id})


def own_inquiries(*, by: Actor, at: datetime) -> list[OwnInquiry]:
    """The newest questions about oneself: those that wait first."""
    _require_worker(by)
    held = Inquiry.objects.filter(party=by.party_id).order_by("-asked_at", "-pk")[:LISTED]
    return sorted((_shown(one, at) for one in held), key=lambda one: one.state != "waiting")


def waiting_count(*, by: Actor, at: datetime) -> int:
    """How many questions wait for one's answer."""
    _require_worker(by)
    return Inquiry.objects.filter(party=by.party_id, answer=Answer.NONE, waits_until__gt=at).count()


def _shown(held: Inquiry, at: datetime) -> OwnInquiry:
    terms = read(held.terms)
    titles = {}
    try:
        titles = {one.slug: one.title for one in dataset(terms.dataset, on=shanghai_day(at)).fields}
    except AnxinError:  # the dataset was retired since; what was asked is named by its slugs
        titles = {}
    return OwnInquiry(
        public_id=held.public_id,
        asked_by=unseal(held.asked_by, context=ASKER) if held.asked_by else "",
        why=unseal(held.why, context=WHY) if held.why else "",
        asked_at=held.asked_at,
        until=held.lasts_until if held.answer == Answer.GRANTED else held.waits_until,
        state=_state(held, at),
        opened=held.opened,
        title=terms.title,
        fields=[titles.get(slug, Words(slug, slug)) for slug in terms.fields],
        minutes=terms.lasts,
    )


def _state(held: Inquiry, at: datetime) -> str:
    if held.answer == Answer.NONE:
        return "waiting" if at < held.waits_until else "unanswered"
    if held.answer == Answer.GRANTED:
        return "granted" if held.lasts_until is not None and at < held.lasts_until else "over"
    return str(held.answer)
