"""Writing to the journal: the only way an entry comes to be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from anxin.kernel.journal import appending
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
    hidden_until: date | None = None,
) -> Entry:
    """Append one entry inside the caller's transaction: if it cannot be written, the act is undone too.

    `subjects` are public ids of parties. `detail` holds JSON values only, and never a name, number or phone.
    A reading with `hidden_until` is told to nobody it is about before that day; it is counted for the auditor.
    """
    heading = Heading(by, at, act, purpose, detail or {}, is_read, hidden_until)
    [made] = appending.append([(heading, subjects)])
    return heading.entry(**made._asdict())


def queue() -> None:
    """Take one's turn at the journal, inside a transaction that will write to it.

    Whoever locks a row that acts of many kinds come to last (a book) takes the turn first: nobody waits in a circle."""
    appending.locked_head()


@transaction.atomic(savepoint=False)
def write_all(*, lines: Sequence[Line]) -> int:
    """Append many entries at once, in their order; the number of the first, 0 of none. All are written or none."""
    made = appending.append(lines)
    return made[0].seq if made else 0
