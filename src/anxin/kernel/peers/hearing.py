"""What a peer says with its question: which of our values gave way, and who looked at our people there."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from anxin.kernel.datasets.catalogue import dataset
from anxin.kernel.errors import NotFound
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes.actions import shanghai_day
from anxin.kernel.peers.models import Given, LookHeard, Overruled, Share
from anxin.kernel.peers.publishing import sent_of
from anxin.kernel.peers.questions import FeedAsked, LookAt, Overruling
from anxin.kernel.peers.values import closed, opened


@transaction.atomic
def hear(share: Share, asked: FeedAsked, *, at: datetime) -> None:
    """Keep it; the same said twice is kept once."""
    refs = {one.ref for one in asked.overruled} | {one.ref for one in asked.looks}
    if not refs:
        return
    known = {one.ref: one for one in Given.objects.filter(share=share, ref__in=refs)}
    declared = _sources(share, at)
    for overruling in asked.overruled:
        if overruling.ref in known and declared.get(overruling.field) == overruling.source:
            _keep(share, known[overruling.ref], overruling, at)
    heard = set(LookHeard.objects.filter(token__in=[one.token for one in asked.looks]).values_list("token", flat=True))
    for look in asked.looks:
        if look.ref in known and look.token not in heard:
            heard.add(look.token)
            _write_down(share, known[look.ref], look, at)


def _sources(share: Share, at: datetime) -> dict[str, str]:
    """Field → its source, of those that have one besides the owner: nobody else's word overrules ours."""
    if share.ended_at is not None:
        return {}
    try:
        held = dataset(share.dataset, on=shanghai_day(at))
    except NotFound:
        return {}
    return {one.slug: one.source for one in held.fields if one.source}


def _keep(share: Share, given: Given, said: Overruling, at: datetime) -> None:
    if given.left or bytes(given.element) != said.element or said.field not in share.fields:
        return  # it speaks of a record as it was; the peer says it again of the new one if it still holds
    ours = sent_of(given).fields.get(said.field)
    held = Overruled.objects.filter(given=given, field=said.field).first()
    if held is not None and (opened(held.ours), opened(held.theirs)) == (ours, said.value):
        return
    values = {"source": said.source, "ours": closed(ours), "theirs": closed(said.value), "told_at": at}
    Overruled.objects.update_or_create(given=given, field=said.field, defaults=values)
    detail = {"peer": share.peer.slug, "dataset": share.dataset, "field": said.field, "source": said.source}
    by = Actor.system(share.peer.name)
    journal.write(by=by, at=at, act="peer.overruled", subjects=[given.public_id], detail=detail)


def _write_down(share: Share, given: Given, look: LookAt, at: datetime) -> None:
    """The read took place at the peer's, at the moment it says: the person sees both."""
    LookHeard.objects.create(share=share, token=look.token)
    detail = {
        "fields": sorted(set(look.fields)),
        "peer": share.peer.slug,
        "dataset": share.dataset,
        "looked_at": look.at.isoformat(),
    }
    by = Actor.system(f"{share.peer.name} · {look.who}"[:80])
    journal.write(
        by=by, at=at, act="peer.look", purpose=look.purpose, subjects=[given.public_id], detail=detail, is_read=True
    )
