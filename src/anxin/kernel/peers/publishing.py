"""Turning what the site holds into the records of a share: what is new or changed gets a number, who left a tombstone.

Publishing compares, so doing it twice changes nothing; whatever calls it may be killed and begin again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from anxin.kernel.datasets.catalogue import dataset
from anxin.kernel.datasets.rows import Row, rows
from anxin.kernel.journal.chain import moment
from anxin.kernel.outcomes.actions import shanghai_day
from anxin.kernel.outcomes.models import RuleSet
from anxin.kernel.parties.models import Party
from anxin.kernel.parties.sealing import seal_bytes, unseal_bytes
from anxin.kernel.peers.identity import Identity, Pair, PublicKeys
from anxin.kernel.peers.models import Given, Share
from anxin.kernel.peers.outbox import pending, sweep_touched
from anxin.kernel.peers.records import Sent, Tombstone, canonical, reference

BODY = "peer-given"
CHUNK = 500
CHANGED = ("key", "seq", "element", "body", "left", "signature", "changed_at", "got_at")


def rules_version(pack: str, on: date) -> str:
    """16 hex digits that are the same exactly while the same rule sets, with the same constants, have begun."""
    held = RuleSet.objects.filter(pack=pack, effective_from__lte=on).order_by("slug")
    listed = [[row.slug, row.sha256, row.parameters] for row in held]
    return hashlib.sha256(json.dumps(listed, sort_keys=True).encode()).hexdigest()[:16]


@transaction.atomic
def publish_pending(share: Share, *, at: datetime, identity: Identity) -> int:
    """Work through the outbox of a share; how many records changed."""
    share = _locked(share)
    found, touched, head = pending(share)
    changed = _publish(share, at=at, identity=identity, parties=found) if found else 0
    share.touched, share.journal_seq = touched, head
    share.save(update_fields=["touched", "journal_seq"])
    if found:
        sweep_touched()
    return changed


@transaction.atomic
def publish_everything(share: Share, *, at: datetime, identity: Identity) -> int:
    """Compare the whole set with what is published: each night, and when a share begins; how many records changed."""
    share = _locked(share)
    _found, touched, head = pending(share)
    changed = _publish(share, at=at, identity=identity, parties=None)
    share.touched, share.journal_seq = touched, head
    share.save(update_fields=["touched", "journal_seq"])
    sweep_touched()
    return changed


def _locked(share: Share) -> Share:
    """One publisher at a time: numbers are given in order."""
    return Share.objects.select_for_update(of=("self",)).select_related("peer").get(pk=share.pk)


def _publish(share: Share, *, at: datetime, identity: Identity, parties: Mapping[int, datetime] | None) -> int:
    pair = identity.pair(PublicKeys.read(share.peer.keys))
    on = shanghai_day(at)
    terms = dataset(share.dataset, on=on)
    before, changed = share.seq, 0
    seen: set[str] = set()
    chunk: list[Row] = []
    when = parties or {}
    for row in rows(terms, on=on, party_ids=parties, fields=share.fields):
        chunk.append(row)
        if len(chunk) == CHUNK:
            changed += _write(share, pair, chunk, at, when)
            seen.update(one.public_id for one in chunk)
            chunk = []
    changed += _write(share, pair, chunk, at, when)
    seen.update(one.public_id for one in chunk)
    changed += _write_left(share, identity, _gone(share, seen, parties), at, when)
    if share.seq != before:
        share.save(update_fields=["seq"])
    return changed


def _write(share: Share, pair: Pair, chunk: list[Row], at: datetime, when: Mapping[int, datetime]) -> int:
    held = {one.public_id: one for one in Given.objects.filter(share=share, public_id__in=[r.public_id for r in chunk])}
    fresh, changed = [], []
    for row in chunk:
        given = held.get(row.public_id)
        ref = given.ref if given else reference(pair, row.public_id)
        sent = Sent(ref, row.key, share.seq + 1, row.values)
        element = sent.element(pair)
        if given is not None and given.body is not None and bytes(given.element) == element:
            continue
        share.seq += 1
        values = {
            "key": row.key,
            "seq": share.seq,
            "element": element,
            "body": seal_bytes(canonical(dict(row.values)), context=BODY),
            "left": False,
            "signature": None,
            "changed_at": when.get(row.party_id, at),
            "got_at": None,
        }
        if given is None:
            fresh.append(Given(share=share, public_id=row.public_id, ref=ref, **values))
        else:
            for name, value in values.items():
                setattr(given, name, value)
            changed.append(given)
    Given.objects.bulk_create(fresh, batch_size=CHUNK)
    Given.objects.bulk_update(changed, CHANGED, batch_size=50)
    return len(fresh) + len(changed)


def _gone(share: Share, seen: set[str], parties: Collection[int] | None) -> Iterable[Given]:
    """The records of those who are in the set no more, among all or among some."""
    held = Given.objects.filter(share=share, left=False)
    if parties is None:
        gone = [name for name in held.values_list("public_id", flat=True) if name not in seen]
    else:
        gone, keys = [], sorted(parties)
        for start in range(0, len(keys), CHUNK):
            names = Party.objects.filter(pk__in=keys[start : start + CHUNK]).values_list("public_id", flat=True)
            gone += [name for name in names if name not in seen]
    for start in range(0, len(gone), CHUNK):
        yield from held.filter(public_id__in=gone[start : start + CHUNK])


def _write_left(
    share: Share, identity: Identity, gone: Iterable[Given], at: datetime, when: Mapping[int, datetime]
) -> int:
    left = list(gone)
    if not left:
        return 0
    moments = {name: when.get(key, at) for key, name in _keys_of(left)}
    for given in left:
        share.seq += 1
        given.seq, given.left, given.body, given.got_at = share.seq, True, None, None
        given.changed_at = moments.get(given.public_id, at)
        given.signature = tombstone_of(share, given, identity).signature
    Given.objects.bulk_update(left, CHANGED, batch_size=50)
    return len(left)


def _keys_of(given: list[Given]) -> list[tuple[int, str]]:
    names, found = [one.public_id for one in given], []
    for start in range(0, len(names), CHUNK):
        held = Party.objects.filter(public_id__in=names[start : start + CHUNK])
        found += list(held.values_list("pk", "public_id"))
    return found


def tombstone_of(share: Share, given: Given, identity: Identity) -> Tombstone:
    """What the peer is told of a record that left: as signed when it did, or signed now."""
    left_at = moment(given.changed_at)
    if given.signature is not None:
        return Tombstone(share.dataset, given.ref, given.seq, left_at, bytes(given.signature))
    return Tombstone.made(by=identity, dataset=share.dataset, ref=given.ref, seq=given.seq, left_at=left_at)


def sent_of(given: Given) -> Sent:
    """A record that has not left, as it is sent."""
    assert given.body is not None, "a record that left has no body"
    fields = json.loads(unseal_bytes(bytes(given.body), context=BODY))
    return Sent(given.ref, given.key, given.seq, fields)
