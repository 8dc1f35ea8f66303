"""A person's claims in a list of their own; one reading, written down once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from anxin.kernel.access.rules import Purpose
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor, Role
from anxin.modules.benefits.following import Next, next_of
from anxin.modules.benefits.models import Claim, ClaimEvent, Enrolment
from anxin.modules.benefits.recording import scheme_of
from anxin.modules.benefits.terms import Cycle, Item, Scheme
from anxin.modules.benefits.wording import standing_word

MOST = 50


@dataclass(frozen=True)
class OwnLine:
    """One claim of a list. `fen`: what was paid, or what was decided last; 0 where nothing is due."""

    claim: Claim
    scheme: Scheme
    cycle: Cycle
    item: Item
    word: str
    fen: int
    next: Next


@transaction.atomic
def own_lines(*, by: Actor, at: datetime) -> list[OwnLine]:
    """The newest claims of a signed-in person; nobody else's."""
    if by.role != Role.WORKER or by.party_id is None:
        return []
    rows = Claim.objects.filter(person_id=by.party_id).select_related("person").prefetch_related("version")
    held = list(rows.order_by("-pk")[:MOST])
    if not held:
        return []
    steps = ClaimEvent.objects.filter(claim__in=held).order_by("seq").values_list("claim_id", "at")
    since = dict(steps)  # the last step of each
    detail = {"claims": [one.public_id for one in held], "fields": ["mutual_aid"]}
    journal.write(
        by=by,
        at=at,
        act="benefit.read",
        purpose=Purpose.OWN_RECORD,
        subjects=[held[0].person.public_id],
        detail=detail,
        is_read=True,
    )
    return [_line(one, since[one.pk]) for one in held]


def _line(claim: Claim, since: datetime) -> OwnLine:
    scheme = scheme_of(claim.version)
    return OwnLine(
        claim=claim,
        scheme=scheme,
        cycle=scheme.cycles[claim.cycle],
        item=scheme.items[claim.item],
        word=standing_word(claim.standing),
        fen=claim.paid or claim.amount,
        next=next_of(scheme, claim.standing, since),
    )


def has_mutual_aid(by: Actor) -> bool:
    """Whether a signed-in person is or was in a cycle."""
    return by.party_id is not None and Enrolment.objects.filter(person_id=by.party_id).exists()
