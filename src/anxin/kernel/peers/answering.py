"""Answering another site. Whoever asks is known by their keys; what they get is what they were given, no more.

Every record that goes out is written down as read, for the person it is about, in the transaction that reads it.
"""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any

from django.db import transaction

from anxin.kernel.datasets.catalogue import dataset
from anxin.kernel.datasets.sharing import require_sharable
from anxin.kernel.datasets.terms import DatasetTerms
from anxin.kernel.errors import AnxinError
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes.actions import shanghai_day
from anxin.kernel.peers.authorising import authorised
from anxin.kernel.peers.certifying import agreed, certificate_body, keep_certificate
from anxin.kernel.peers.envelopes import Unopened, closed, header, opened, question_digest
from anxin.kernel.peers.hearing import hear
from anxin.kernel.peers.identity import Identity, PublicKeys
from anxin.kernel.peers.models import Given, Heard, Peer, Share
from anxin.kernel.peers.publishing import publish_pending, rules_version, sent_of, tombstone_of
from anxin.kernel.peers.questions import (
    CLOCKS_APART,
    AuthorisationAsked,
    FeedAsked,
    Question,
    RangesAsked,
    RecordsAsked,
    Unanswerable,
    read_question,
)
from anxin.kernel.peers.records import canonical
from anxin.proofs.ranges import BadMessage, Elements, respond

PAGE = 500
FRAME = 256 * 1024
LEAP = 10**9
Answer = dict[str, Any]


def answer(message: bytes, *, at: datetime, identity: Identity) -> bytes:
    """The answer to one message, sealed and bound to it. Raises Unopened for a message of nobody we know."""
    peer = _sender(message)
    keys = PublicKeys.read(peer.keys)
    content = opened(message, by=identity, sender=keys)
    try:
        question = read_question(content, at=at)
        _remember(peer, question_digest(message), at)
        held = _answered(peer, question, at, identity)
    except Unanswerable as fault:
        held = {"error": fault.code, "why": fault.why[:300]}
    return closed(canonical(held), by=identity, to=keys, bound=question_digest(message))


@transaction.atomic
def _remember(peer: Peer, digest: bytes, at: datetime) -> None:
    """A question is fresh for some minutes; within them it is answered once."""
    Heard.objects.filter(peer=peer, at__lt=at - 3 * CLOCKS_APART).delete()
    _made, new = Heard.objects.get_or_create(digest=digest, defaults={"peer": peer, "at": at})
    if not new:
        raise Unanswerable("again", "this question was answered before; ask anew")


def _sender(message: bytes) -> Peer:
    held = Peer.objects.filter(key_id=header(message).sender.hex(), ended_at=None).first()
    if held is None:
        raise Unopened("nobody we know")
    return held


def _answered(peer: Peer, question: Question, at: datetime, identity: Identity) -> Answer:
    share = Share.objects.select_related("peer").filter(peer=peer, dataset=question.dataset).first()
    if share is not None and isinstance(question, FeedAsked):
        hear(share, question, at=at)  # whoever was looked at is told also of the last days of what ended
    if share is None or share.ended_at is not None:
        raise Unanswerable("not-given", "this dataset is not given to you")
    terms = _still_given(share, at)
    match question:
        case FeedAsked():
            return _feed(share, terms, question, at, identity)
        case RangesAsked():
            return _ranges(share, terms, question, at, identity)
        case RecordsAsked():
            return _records(share, question, at, identity)
        case AuthorisationAsked():
            return authorised(share, question, at=at)


def _still_given(share: Share, at: datetime) -> DatasetTerms:
    """The dataset as it is declared today: a term that is over or a class that became stricter ends the share."""
    on = shanghai_day(at)
    if share.until is not None and share.until < on:
        raise Unanswerable("over", f"it was given until {share.until}")
    try:
        terms = dataset(share.dataset, on=on)
        require_sharable(terms, share.fields, purpose=share.purpose, basis=share.basis, until=share.until, on=on)
    except AnxinError as fault:
        raise Unanswerable("not-shared", str(fault)) from None
    return terms


@transaction.atomic
def _feed(share: Share, terms: DatasetTerms, asked: FeedAsked, at: datetime, identity: Identity) -> Answer:
    _lift(share, max(asked.after, asked.after_left))
    publish_pending(share, at=at, identity=identity)
    share.refresh_from_db()
    _note_got(share, asked, at)
    records = Given.objects.filter(share=share)
    left = list(records.filter(left=True, seq__gt=asked.after_left, seq__lte=share.seq).order_by("seq")[:PAGE])
    here = list(records.filter(left=False, seq__gt=asked.after, seq__lte=share.seq).order_by("seq")[:PAGE])
    _write_down(share, here, at)
    on = shanghai_day(at)
    return {
        "left": [_left(share, one, identity) for one in left],
        "rows": [_row(one) for one in here],
        # Where a list is whole, nothing up to the newest number is missing from it.
        "after_left": left[-1].seq if len(left) == PAGE else share.seq,
        "after": here[-1].seq if len(here) == PAGE else share.seq,
        "more": PAGE in (len(left), len(here)),
        "rules": rules_version(terms.pack, on),
        "about": _about(share, terms),
    }


def _lift(share: Share, reached: int) -> None:
    """A site that was restored from its backup numbers on above what the peer has seen, or its news would be old."""
    if reached > share.seq + LEAP:
        raise Unanswerable("form", "after: beyond every number there is")
    if reached > share.seq:
        Share.objects.filter(pk=share.pk, seq__lt=reached).update(seq=reached)


def _about(share: Share, terms: DatasetTerms) -> Answer:
    """What the set is: its titles, its class and its terms travel with it."""
    return {
        "title": [terms.title.zh, terms.title.en],
        "class": str(terms.sharing),
        "version": terms.version,
        "purpose": share.purpose,
        "until": share.until.isoformat() if share.until else None,
        "fields": {
            one.slug: {
                "title": [one.title.zh, one.title.en],
                "source": one.source,
                "source_title": [one.source_title.zh, one.source_title.en],
                "read": one.read,
                "class": str(one.sharing),
            }
            for one in terms.fields
            if one.slug in share.fields
        },
    }


def _note_got(share: Share, asked: FeedAsked, at: datetime) -> None:
    """What the peer asks beyond, it holds: the moment is the other end of the time a change took."""
    got, got_left = max(share.got, min(asked.after, share.seq)), max(share.got_left, min(asked.after_left, share.seq))
    waiting = Given.objects.filter(share=share, got_at=None)
    if got_left > share.got_left:
        waiting.filter(left=True, seq__lte=got_left).update(got_at=at)
    if got > share.got:
        waiting.filter(left=False, seq__lte=got).update(got_at=at)
    share.got, share.got_left, share.asked_at = got, got_left, at
    share.save(update_fields=["got", "got_left", "asked_at"])


def _write_down(share: Share, records: list[Given], at: datetime) -> None:
    if records:
        journal.write(
            by=Actor.system(share.peer.name),
            at=at,
            act="peer.read",
            purpose=share.purpose[:60],
            subjects=[one.public_id for one in records],
            detail={"peer": share.peer.slug, "dataset": share.dataset, "fields": share.fields},
            is_read=True,
        )


def _row(given: Given) -> Answer:
    sent = sent_of(given)
    return {"ref": sent.ref, "key": sent.key, "seq": sent.seq, "fields": dict(sent.fields)}


def _left(share: Share, given: Given, identity: Identity) -> Answer:
    stone = tombstone_of(share, given, identity)
    signature = base64.b64encode(stone.signature).decode()
    return {"ref": stone.ref, "seq": stone.seq, "at": stone.left_at, "signature": signature}


def elements_of(share: Share) -> Elements:
    held = Given.objects.filter(share=share, left=False).values_list("key", "element")
    return Elements((key, bytes(element)) for key, element in held.iterator(chunk_size=5000))


def _ranges(share: Share, terms: DatasetTerms, asked: RangesAsked, at: datetime, identity: Identity) -> Answer:
    publish_pending(share, at=at, identity=identity)
    elements = elements_of(share)
    if asked.signature:
        body = certificate_body(
            dataset=share.dataset,
            day=asked.day,
            rules=rules_version(terms.pack, asked.day),
            ids=elements.ids(),
            keys=(identity.public, PublicKeys.read(share.peer.keys)),
        )
        if agreed(body, asked.signature, PublicKeys.read(share.peer.keys)):
            own = keep_certificate(share.peer, share.dataset, body, asked.signature, at=at, identity=identity)
            return {"certificate": base64.b64encode(own).decode()}
    try:
        found = respond(elements, asked.message, frame_limit=FRAME)
    except BadMessage as fault:
        raise Unanswerable("form", str(fault)) from None
    return {"message": base64.b64encode(found).decode(), "rules": rules_version(terms.pack, asked.day)}


@transaction.atomic
def _records(share: Share, asked: RecordsAsked, at: datetime, identity: Identity) -> Answer:
    held = Given.objects.filter(share=share)
    here = {one.pk: one for one in held.filter(left=False, element__in=asked.elements)}
    named = {one.ref: one for one in held.filter(ref__in=asked.refs)}
    here |= {one.pk: one for one in named.values() if not one.left}
    _write_down(share, list(here.values()), at)
    left = [_left(share, one, identity) for one in named.values() if one.left]
    return {
        "rows": [_row(one) for one in here.values()],
        "left": left + [_never(share, ref, at, identity) for ref in asked.refs if ref not in named],
    }


def _never(share: Share, ref: str, at: datetime, identity: Identity) -> Answer:
    """A record that was never given: it leaves as of now."""
    unknown = Given(share=share, ref=ref, seq=share.seq, changed_at=at, signature=None)
    return _left(share, unknown, identity)
