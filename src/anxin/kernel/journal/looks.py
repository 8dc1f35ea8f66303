"""Who looked, as the person reads it: readings of one sitting are one line, and pages tear no line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from anxin.kernel.journal.actor import Actor
from anxin.kernel.journal.models import Entry
from anxin.kernel.journal.queries import reads_of

TOGETHER = timedelta(minutes=10)
ENTRIES_A_PAGE = 50


@dataclass(frozen=True)
class Look:
    """Readings of one person told as one line: the first at `at`, the last at `until`, `times` entries in all.

    `seq` is the oldest entry's number: older lines lie before it.
    """

    seq: int
    at: datetime
    until: datetime
    times: int
    role: str
    actor: str
    organisation_id: int | None
    area: str
    door: str
    act: str
    purpose: str
    fields: tuple[str, ...]
    basis: str = ""
    """On which legal basis it was hidden until now, where it was."""


@dataclass(frozen=True)
class LooksPage:
    """Lines, newest first; `older` is where the next page begins (`before=`), None on the last."""

    looks: list[Look]
    older: int | None


def looks_of(
    *public_ids: str,
    on: date,
    before: int | None = None,
    entries: int = ENTRIES_A_PAGE,
    besides: Actor | None = None,
) -> LooksPage:
    """Who looked, a page of at most `entries` entries, those before number `before` and not hidden on that day;
    `besides` leaves out an actor's own. A line is not torn by the end of a page, unless it alone fills one."""
    found = reads_of(*public_ids, on=on)
    if besides is not None:
        found = found.exclude(role=besides.role, user_id=besides.user_id)
    if before is not None:
        found = found.filter(seq__lt=before)
    read = list(found[: entries + 1])
    looks = together(read[:entries])
    if len(read) <= entries:
        return LooksPage(looks, None)
    if len(looks) > 1 and len(together(read)) == len(looks):  # the next entry belongs to the last line
        looks.pop()
    return LooksPage(looks, looks[-1].seq)


def together(entries: Iterable[Entry]) -> list[Look]:
    """Entries, newest first, as lines: neighbours by the same actor, with the same act, purpose and fields, within ten
    minutes of the line's newest. Every entry is counted in exactly one line."""
    looks: list[Look] = []
    newest: Entry | None = None
    for entry in entries:
        if newest is not None and _same_look(newest, entry):
            looks[-1] = replace(looks[-1], seq=entry.seq, at=entry.at, times=looks[-1].times + 1)
        else:
            newest = entry
            looks.append(_look(entry))
    return looks


def _same_look(newest: Entry, entry: Entry) -> bool:
    return _of_whom(newest) == _of_whom(entry) and abs(newest.at - entry.at) <= TOGETHER


def _of_whom(entry: Entry) -> tuple[object, ...]:
    who = (entry.role, entry.actor, entry.user_id, entry.organisation_id, entry.area, entry.door)
    return (*who, entry.act, entry.purpose, _fields(entry), entry.hidden_until)


def _fields(entry: Entry) -> tuple[str, ...]:
    return tuple(entry.detail.get("fields", ()))


def _look(entry: Entry) -> Look:
    return Look(
        seq=entry.seq,
        at=entry.at,
        until=entry.at,
        times=1,
        role=entry.role,
        actor=entry.actor,
        organisation_id=entry.organisation_id,
        area=entry.area,
        door=entry.door,
        act=entry.act,
        purpose=entry.purpose,
        fields=_fields(entry),
        basis=str(entry.detail.get("basis", "")),
    )
