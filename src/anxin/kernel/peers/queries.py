"""Reading peers: how each stands, how long a change takes to arrive, and received records through the gate."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from anxin.kernel.errors import NotFound, Refused
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes.actions import shanghai_day
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.sealing import blind_index
from anxin.kernel.peers.models import Certificate, Given, Overruled, Peer, Received, Reconciliation, Share, Taken
from anxin.kernel.peers.receiving import fields_of
from anxin.kernel.peers.records import Fields
from anxin.kernel.peers.telling import note_looks
from anxin.kernel.peers.values import opened

WINDOW = timedelta(days=30)
ENDED = ("not-given", "over", "not-shared")  # what a peer answers when nothing may be read any more


def peers() -> QuerySet[Peer]:
    """Every platform that is a peer now, by name."""
    return Peer.objects.filter(ended_at=None).order_by("slug")


def peer_named(slug: str) -> Peer:
    held = peers().filter(slug=slug).first()
    if held is None:
        raise NotFound(_("There is no such peer."), todo=_("See the list of peers."))
    return held


def share_of(peer: Peer, name: str) -> Share:
    held = Share.objects.select_related("peer").filter(peer=peer, dataset=name, ended_at=None).first()
    if held is None:
        raise NotFound(_("That peer is not given this dataset."), todo=_("See the list of peers."))
    return held


def taken_from(peer: Peer, name: str) -> Taken:
    held = Taken.objects.select_related("peer").filter(peer=peer, dataset=name, ended_at=None).first()
    if held is None:
        raise NotFound(_("This dataset is not taken from that peer."), todo=_("See the list of peers."))
    return held


def all_taken() -> list[Taken]:
    """Every dataset that is taken from a peer now."""
    held = Taken.objects.select_related("peer").filter(ended_at=None, peer__ended_at=None)
    return list(held.order_by("peer__slug", "dataset"))


def all_shares() -> list[Share]:
    """Every dataset that is given to a peer now."""
    held = Share.objects.select_related("peer").filter(ended_at=None, peer__ended_at=None)
    return list(held.order_by("peer__slug", "dataset"))


@dataclass(frozen=True)
class Standing:
    """How a dataset stands between this site and a peer. `count`: records that have not left; `behind`: changes the
    peer has not said it holds (given), or None (taken: only the peer knows); `heard_at`: when the other side last asked
    or answered."""

    peer: Peer
    dataset: str
    given: bool
    count: int
    behind: int | None
    heard_at: datetime | None
    fault: str
    certificate: Certificate | None
    reconciliation: Reconciliation | None
    overruled: int


def standings(peer: Peer) -> list[Standing]:
    """Every dataset that is given to a peer or taken from it now."""
    shares = Share.objects.filter(peer=peer, ended_at=None).order_by("dataset")
    takens = Taken.objects.filter(peer=peer, ended_at=None).order_by("dataset")
    return [*(_of_share(one) for one in shares), *(_of_taken(one) for one in takens)]


def _of_share(share: Share) -> Standing:
    records = Given.objects.filter(share=share)
    return Standing(
        peer=share.peer,
        dataset=share.dataset,
        given=True,
        count=records.filter(left=False).count(),
        behind=records.filter(got_at=None).count(),
        heard_at=share.asked_at,
        fault="",
        certificate=last_certificate(share.peer, share.dataset),
        reconciliation=None,
        overruled=Overruled.objects.filter(given__share=share).count(),
    )


def _of_taken(taken: Taken) -> Standing:
    return Standing(
        peer=taken.peer,
        dataset=taken.dataset,
        given=False,
        count=Received.objects.filter(taken=taken, left=False).count(),
        behind=None,
        heard_at=taken.answered_at,
        fault=taken.fault,
        certificate=last_certificate(taken.peer, taken.dataset),
        reconciliation=Reconciliation.objects.filter(taken=taken).order_by("-started_at", "-pk").first(),
        overruled=0,
    )


def last_certificate(peer: Peer, name: str) -> Certificate | None:
    return Certificate.objects.filter(peer=peer, dataset=name).order_by("-at", "-pk").first()


def certificates(peer: Peer | None = None) -> QuerySet[Certificate]:
    """Certificates, newest first."""
    held = Certificate.objects.select_related("peer").order_by("-at", "-pk")
    return held if peer is None else held.filter(peer=peer)


def left_within(share: Share, *, at: datetime, percent: int = 99) -> timedelta | None:
    """Within which time so many of 100 records that left in the last 30 days had left at the peer's, by this site's
    clock at both ends; what is not there yet counts as long as it has waited. None: nobody left."""
    held = Given.objects.filter(share=share, left=True, changed_at__gte=at - WINDOW)
    took = sorted((got or at) - changed for changed, got in held.values_list("changed_at", "got_at"))
    return took[max(0, -(-len(took) * percent // 100) - 1)] if took else None


def arrived_within(taken: Taken, *, at: datetime, percent: int = 99) -> timedelta | None:
    """The same at the side that takes: from the moment the other site signed that a record left until it was gone here,
    by two clocks. None: nobody left."""
    held = Received.objects.filter(taken=taken, left=True, received_at__gte=at - WINDOW)
    signed = [(one.tombstone["at"], one.received_at) for one in held if one.tombstone]
    took = sorted(max(timedelta(), got - datetime.fromisoformat(left)) for left, got in signed)
    return took[max(0, -(-len(took) * percent // 100) - 1)] if took else None


def overruled(share: Share) -> QuerySet[Overruled]:
    """Our values that gave way to their field's source, newest first."""
    return Overruled.objects.filter(given__share=share).select_related("given").order_by("-told_at", "-pk")


def received_number(taken: Taken, number: str) -> Received | None:
    """The record of the person with this identity number, whether or not it left; shown to nobody by this."""
    index = blind_index(Scheme.IDENTITY_NUMBER, number)
    return Received.objects.select_related("taken__peer").filter(taken=taken, number_index=index).first()


@transaction.atomic
def read_received(received: Received, *, by: Actor, at: datetime, purpose: str, fields: Collection[str]) -> Fields:
    """Some fields of a received record, the values of their sources. The peer is told of the look with the next
    question, and its person sees it. `Refused` once the term for which it was given is over."""
    taken = received.taken
    require_in_term(taken, at)
    detail = {"fields": sorted(fields), "peer": taken.peer.slug, "dataset": taken.dataset, "ref": received.ref}
    journal.write(by=by, at=at, act="peer.read-received", purpose=purpose, detail=detail, is_read=True)
    held = dict(fields_of(received))
    for own in received.own.all():
        held[own.field] = opened(own.value)
    note_looks(taken, [received.ref], at=at, who=by.label, purpose=purpose, fields=fields)
    return {name: held.get(name) for name in fields}


def require_in_term(taken: Taken, at: datetime) -> None:
    """The class and the term of a set travel with it: what was given until a day is read no later."""
    until = str(taken.about.get("until") or "")
    ended = taken.ended_at is not None or taken.fault.partition(":")[0] in ENDED
    if ended or (until and until < shanghai_day(at).isoformat()):
        raise Refused(
            _("This dataset may not be read any more."),
            rule="dataset.term",
            why=_("It was given until %(day)s.") % {"day": until or "–"},
            ask=_("Ask the platform that gave it."),
        )
