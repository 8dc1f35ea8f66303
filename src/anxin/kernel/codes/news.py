"""What a worker's phone is told at once: who confirmed, and whether somebody tried to do so twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from anxin.credentials import Rejected
from anxin.credentials.keys import thumbprint
from anxin.credentials.receipts import Signed, cose_key
from anxin.kernel.codes.evidence import as_columns, believe_seen, kept_facts, match_word
from anxin.kernel.codes.models import DeviceKey, Visit
from anxin.kernel.errors import Invalid, NotFound
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.models import Party

LATELY = timedelta(minutes=15)
MOST = 5


@dataclass(frozen=True)
class News:
    """One confirmation. `digest` is what the worker's phone signs, empty once it has, or where nothing is kept to sign;
    `word` stands on the household's page too."""

    visit: int
    at: datetime
    outcome: str
    word: str
    digest: str
    again: bool
    anomaly: str


def own_news(*, by: Actor, at: datetime, pack: str) -> list[News]:
    """The actor's own confirmations of the last quarter of an hour, newest first. Told every few seconds; it opens no
    record, and what it tells is about the actor's own door."""
    since = at - LATELY
    lately = Q(confirmed_at__gte=since) | Q(again_at__gte=since)
    held = Visit.objects.filter(lately, code__party_id=by.party_id or 0, code__pack=pack).order_by("-confirmed_at")
    return [_news(visit, since) for visit in held[:MOST]]


def _news(visit: Visit, since: datetime) -> News:
    facts = kept_facts(visit) if visit.worker_signature is None else None
    again = visit.again_at is not None and visit.again_at >= since
    digest = facts.digest if facts else ""
    return News(visit.pk, visit.confirmed_at, visit.outcome, match_word(visit), digest, again, visit.anomaly)


@transaction.atomic
def register_device(*, by: Actor, at: datetime, jwk: dict[str, str]) -> DeviceKey:
    """Keep the public half of a key that the worker's phone made; the same key again changes nothing."""
    try:
        named = thumbprint(cose_key(jwk)).hex()
    except Rejected:
        raise Invalid(_("This is no key of a browser."), field="key", allowed="EC P-256") from None
    party = Party.objects.get(pk=by.party_id or 0)
    held, made = DeviceKey.objects.get_or_create(
        party=party, thumbprint=named, defaults={"jwk": jwk, "registered_at": at}
    )
    if made:
        journal.write(by=by, at=at, act="device.register", subjects=[party.public_id])
    return held


@transaction.atomic
def note_seen(*, by: Actor, at: datetime, visit: int, signed: Signed) -> Visit:
    """The worker's phone has seen a confirmation and signs that it did, with a key registered for her. Once a visit."""
    held = Visit.objects.select_for_update().filter(pk=visit, code__party_id=by.party_id or 0).first()
    facts = kept_facts(held) if held else None
    if held is None or facts is None:
        raise NotFound(_("No such visit."))
    if held.worker_signature is not None:
        return held
    try:
        named = thumbprint(cose_key(signed.jwk)).hex()
    except Rejected:
        named = ""
    if not DeviceKey.objects.filter(party_id=by.party_id or 0, thumbprint=named).exists():
        raise Invalid(_("This key is not registered for you."), field="key", allowed=_("the key that your phone made"))
    believe_seen(signed, facts, at)
    for column, value in {**as_columns("worker", signed), "seen_at": at, "receipt": None}.items():
        setattr(held, column, value)
    held.save()
    person = held.code.party.public_id
    journal.write(by=by, at=at, act="visit.seen", subjects=[person], detail={"visit": held.pk})
    return held
