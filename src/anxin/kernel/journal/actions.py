"""Writing to the journal: the only way an entry comes to be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from anxin.kernel.journal import chain
from anxin.kernel.journal.actor import Actor
from anxin.kernel.journal.models import Entry, EntrySubject, Head


@transaction.atomic(savepoint=False)  # an entry that cannot be written undoes the act as a whole
def write(
    *,
    by: Actor,
    at: datetime,
    act: str,
    purpose: str = "",
    subjects: Iterable[str] = (),
    detail: Mapping[str, Any] | None = None,
    is_read: bool = False,
) -> Entry:
    """Append one entry inside the caller's transaction: if it cannot be written, the act is undone too.

    `subjects` are public ids of parties. `detail` holds JSON values only, and never a name, number or phone.
    """
    head = _locked_head()
    about = sorted(set(subjects))
    entry = Entry(
        seq=head.seq + 1,
        at=at,
        role=by.role,
        actor=by.label[:80],
        user_id=by.user_id,
        organisation_id=by.organisation_id,
        act=act,
        purpose=purpose,
        is_read=is_read,
        detail=dict(detail or {}),
        subjects_hash=chain.subjects_digest(about),
        prev_hash=head.hash,
    )
    entry.hash = chain.link(head.hash, entry.body())
    entry.save(force_insert=True)
    EntrySubject.objects.bulk_create([EntrySubject(entry=entry, party=party) for party in about])
    Head.objects.filter(pk=head.pk).update(seq=entry.seq, hash=entry.hash)
    return entry


def _locked_head() -> Head:
    held = next(iter(Head.objects.select_for_update().filter(pk=1)), None)
    if held is not None:
        return held
    Head.objects.get_or_create(pk=1)
    return Head.objects.select_for_update().get(pk=1)
