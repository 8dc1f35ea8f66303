"""Taking on another platform, giving it a dataset, taking one from it, and ending each of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kernel.datasets.assessing import require_assessed
from anxin.kernel.datasets.catalogue import dataset
from anxin.kernel.datasets.sharing import require_sharable
from anxin.kernel.errors import Conflict, Invalid
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes.actions import shanghai_day
from anxin.kernel.peers.identity import Card, Identity
from anxin.kernel.peers.models import Given, LookTold, Peer, Received, Share, Taken
from anxin.kernel.peers.publishing import publish_everything
from anxin.kernel.peers.rights import require_operator

SCHEMES = ("https", "http")
LONGEST_NAME, LONGEST_ADDRESS = 81, 300


@transaction.atomic
def add_peer(*, by: Actor, at: datetime, slug: str, card: Card, identity: Identity) -> Peer:
    """Take on the platform whose card this is. The operators compare fingerprints by another way than the card came."""
    require_operator(by)
    if card.keys.key_id == identity.public.key_id:
        raise Invalid(_("This is the card of this very site."), field="card")
    if len(card.address) > LONGEST_ADDRESS or (
        card.address and (urlsplit(card.address).scheme not in SCHEMES or not urlsplit(card.address).hostname)
    ):
        raise Invalid(_("The card names no web address."), field="card", read=card.address[:60], allowed="https://…")
    identity.pair(card.keys)  # keys that agree on nothing are refused here, not at the first message
    known = Peer.objects.filter(slug=slug).first() or Peer.objects.filter(key_id=card.keys.key_id.hex()).first()
    if known is not None and known.ended_at is None:
        raise Conflict(
            _("There is a peer of that name or with these keys already."), todo=_("End it first, or take another name.")
        )
    if known is not None and known.key_id != card.keys.key_id.hex():
        raise Conflict(_("That name belonged to another platform."), todo=_("Take another name."))
    values = {
        "name": card.name,
        "address": card.address.rstrip("/"),
        "keys": card.keys.written,
        "added_at": at,
        "added_by": by.label[:80],
        "ended_at": None,
    }
    made, _new = Peer.objects.update_or_create(key_id=card.keys.key_id.hex(), defaults={"slug": slug, **values})
    journal.write(by=by, at=at, act="peer.add", detail={"peer": slug, "fingerprint": card.keys.fingerprint})
    return made


@transaction.atomic
def end_peer(*, by: Actor, at: datetime, peer: Peer) -> None:
    """Give it nothing and take nothing from it any more, from this moment; what was given and taken is removed."""
    require_operator(by)
    for share in peer.shares.filter(ended_at=None):
        end_share(by=by, at=at, share=share)
    for taken in peer.takens.filter(ended_at=None):
        end_taking(by=by, at=at, taken=taken)
    peer.ended_at = at
    peer.save(update_fields=["ended_at"])
    journal.write(by=by, at=at, act="peer.end", detail={"peer": peer.slug})


@transaction.atomic
def give(
    *,
    by: Actor,
    at: datetime,
    peer: Peer,
    name: str,
    fields: Collection[str] = (),
    purpose: str,
    basis: str = "",
    until: date | None = None,
    identity: Identity,
) -> Share:
    """Give a peer a dataset: all its fields or some. `Refused` for what is not shared. Again: other terms."""
    require_operator(by)
    on = shanghai_day(at)
    terms = dataset(name, on=on)
    wanted = sorted(fields or (one.slug for one in terms.fields))
    require_sharable(terms, wanted, purpose=purpose, basis=basis, until=until, on=on)
    held = {one.dataset: one.fields for one in peer.shares.filter(ended_at=None).exclude(dataset=name)}
    require_assessed(unit_of_peer(peer), {**held, name: wanted}, on=on)
    values = {
        "fields": wanted,
        "purpose": purpose.strip()[:200],
        "basis": basis.strip()[:300],
        "until": until,
        "given_at": at,
        "given_by": by.label[:80],
        "ended_at": None,
    }
    share, _new = Share.objects.update_or_create(peer=peer, dataset=name, defaults=values)
    detail = {"peer": peer.slug, "dataset": name, "fields": wanted, "purpose": values["purpose"], "until": str(until)}
    journal.write(by=by, at=at, act="peer.give", detail=detail)
    publish_everything(share, at=at, identity=identity)
    return share


def unit_of_peer(peer: Peer) -> str:
    """The unit a security assessment names when data go to a peer."""
    return f"peer:{peer.slug}"


@transaction.atomic
def end_share(*, by: Actor, at: datetime, share: Share) -> None:
    """Give it no more, from this moment."""
    require_operator(by)
    share.ended_at = at
    share.save(update_fields=["ended_at"])
    Given.objects.filter(share=share).update(body=None)  # whom a reference names stays: looks may still be told
    journal.write(by=by, at=at, act="peer.give-end", detail={"peer": share.peer.slug, "dataset": share.dataset})


@transaction.atomic
def take(*, by: Actor, at: datetime, peer: Peer, name: str, speaks_for: Sequence[str] = ()) -> Taken:
    """Take a dataset from a peer. `speaks_for`: the sources for which this site is the one that knows."""
    require_operator(by)
    if not peer.address:
        raise Invalid(_("That peer has no address to ask."), field="peer", read=peer.slug)
    if name.count(".") != 1 or len(name) > LONGEST_NAME:
        raise Invalid(_("There is no such dataset."), field="dataset", read=name[:60], allowed="pack.dataset")
    values = {"speaks_for": sorted(speaks_for), "since": at, "taken_by": by.label[:80], "ended_at": None}
    taken, _new = Taken.objects.update_or_create(peer=peer, dataset=name, defaults=values)
    journal.write(by=by, at=at, act="peer.take", detail={"peer": peer.slug, "dataset": name})
    return taken


@transaction.atomic
def end_taking(*, by: Actor, at: datetime, taken: Taken) -> None:
    """Take it no more; what was received is removed."""
    require_operator(by)
    if LookTold.objects.filter(taken=taken, told_at=None).exists():
        raise Conflict(
            _("Somebody's look has not been told to the peer yet."),
            why=_("Whoever was looked at here sees it there."),
            todo=_("Run anxin peers sync, then end it."),
        )
    taken.ended_at, taken.after, taken.after_left = at, 0, 0
    taken.save(update_fields=["ended_at", "after", "after_left"])
    Received.objects.filter(taken=taken).delete()
    journal.write(by=by, at=at, act="peer.take-end", detail={"peer": taken.peer.slug, "dataset": taken.dataset})
