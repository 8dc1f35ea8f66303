"""The certificate in which a reconciliation ends: both sites sign that they hold the same set, on a day, under the same
rules, so many records with one root. Each can show the other's signature to anybody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.peers.identity import Identity, PublicKeys
from anxin.kernel.peers.models import Certificate, Peer
from anxin.proofs import certificates


def certificate_body(
    *, dataset: str, day: date, rules: str, ids: Sequence[bytes], keys: tuple[PublicKeys, PublicKeys]
) -> bytes:
    """What both sites sign: the same octets at both exactly when what they hold is equal."""
    return certificates.body(dataset=dataset, day=day, rules=rules, ids=ids, key_ids=[one.key_id for one in keys])


def signature_over(body: bytes, identity: Identity) -> bytes:
    return identity.signed(certificates.signed_content(body))


def agreed(body: bytes, signature: bytes, keys: PublicKeys) -> bool:
    """Whether the other site signed this very certificate."""
    return keys.verified(signature, certificates.signed_content(body))


@transaction.atomic
def keep_certificate(
    peer: Peer, dataset: str, body: bytes, peer_signature: bytes, *, at: datetime, identity: Identity
) -> bytes:
    """Keep what both signed, once for each body; this site's signature over it."""
    own, held = signature_over(body, identity), certificates.read(body)
    text = body.decode()
    if not Certificate.objects.filter(peer=peer, dataset=dataset, body=text).exists():
        Certificate.objects.create(
            peer=peer,
            dataset=dataset,
            body=text,
            day=held.day,
            count=held.count,
            own_signature=own,
            peer_signature=peer_signature,
            at=at,
        )
        detail = {"peer": peer.slug, "dataset": dataset, "day": held.day.isoformat(), "count": held.count}
        detail["root"] = held.root.hex()
        journal.write(by=Actor.system(peer.name), at=at, act="peer.certify", detail=detail)
    return own
