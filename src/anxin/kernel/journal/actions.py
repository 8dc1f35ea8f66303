"""Writing to the journal: the only way an entry comes to be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from anxin.kernel.journal import appending, chain
from anxin.kernel.journal.actor import Actor
from anxin.kernel.journal.appending import Heading, Line
from anxin.kernel.journal.models import Entry


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
    about = set(subjects)
    heading = Heading(by, at, act, purpose, detail or {}, is_read)
    seq, [made] = appending.append([(heading, about)])
    return heading.entry(seq=seq, subjects_hash=chain.subjects_digest(about), hash=made)


def queue() -> None:
    """Take one's turn at the journal, inside a transaction that will write to it.

    Whoever locks a row that acts of many kinds come to last (a book) takes the turn first: nobody waits in a circle."""
    appending.locked_head()


@transaction.atomic(savepoint=False)
def write_all(*, lines: Sequence[Line]) -> int:
    """Append many entries at once, in their order; the number of the first. All of them are written or none."""
    first, _hashes = appending.append(lines)
    return first
