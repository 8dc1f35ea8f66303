"""The outbox: what happened to people of a set since a peer was last told, written in the transaction in which it did.

Outcomes change by the thousand and are noted by themselves. Whatever else is done about a person stands in the journal
under their public id, in the same transaction as the act: the journal is the rest of the outbox.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Max, Min

from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.models import Entry, EntrySubject, Head
from anxin.kernel.parties.models import Party
from anxin.kernel.peers.models import Share, Touched

BATCH = 1000


def touch(at: datetime, pack: str, outcomes: Mapping[int, str]) -> None:
    """Note, in the caller's transaction, that these parties stand at another outcome; nothing where nobody is told."""
    if Share.objects.filter(dataset__startswith=f"{pack}.", ended_at=None).exists():
        journal.queue()  # one after the other: a number is never given before one that is committed later
        Touched.objects.bulk_create((Touched(pack=pack, party_id=party, at=at) for party in outcomes), batch_size=BATCH)


def pending(share: Share) -> tuple[dict[int, datetime], int, int]:
    """Party → when it was last acted upon since the share was worked through, and up to where that looked."""
    pack = share.dataset.partition(".")[0]
    found: dict[int, datetime] = {}
    touched = share.touched
    for row in Touched.objects.filter(pack=pack, pk__gt=share.touched).order_by("pk"):
        found[row.party_id], touched = row.at, row.pk
    head = Head.objects.filter(pk=1).values_list("seq", flat=True).first() or 0
    acted = EntrySubject.objects.filter(
        entry_id__gt=share.journal_seq, entry_id__lte=head, entry__is_read=False
    ).values_list("party", "entry__at")
    moments = dict(acted.order_by("entry_id"))
    names = list(moments)
    for start in range(0, len(names), 500):
        held = Party.objects.filter(public_id__in=names[start : start + 500])
        for key, public_id, kept in held.values_list("pk", "public_id", "merged_into"):
            for party in (key, kept) if kept else (key,):
                found[party] = max(found.get(party, moments[public_id]), moments[public_id])
    return found, touched, head


def sweep_touched() -> None:
    """Remove what every share has worked through."""
    for pack in Touched.objects.order_by().values_list("pack", flat=True).distinct():
        shares = Share.objects.filter(dataset__startswith=f"{pack}.", ended_at=None)
        through = shares.aggregate(least=Min("touched"))["least"]
        done = Touched.objects.filter(pack=pack)
        if through is None:
            through = done.aggregate(most=Max("pk"))["most"]
        done.filter(pk__lte=through or 0).delete()


def entries_after(seq: int) -> int:
    """How many journal entries lie beyond a number: what is not worked through yet."""
    return Entry.objects.filter(pk__gt=seq).count()
