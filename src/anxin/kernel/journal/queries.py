"""Reading the journal: the chain check, and each person's view of who looked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import QuerySet

from anxin.kernel.journal import chain
from anxin.kernel.journal.actor import Actor
from anxin.kernel.journal.models import Entry, EntrySubject, Head


@dataclass(frozen=True)
class Verdict:
    """What a check of the chain found. `broken_at` is the first entry that does not fit, with why."""

    entries: int
    root: str
    broken_at: int | None = None
    why: str = ""

    @property
    def whole(self) -> bool:
        return self.broken_at is None


def verify(*, known: tuple[int, str] | None = None) -> Verdict:
    """Recompute the whole chain. `known` is a (seq, root) an outsider noted earlier: it must still lie on it."""
    previous, expected = chain.GENESIS, 1
    for entries, subjects in _in_pages():
        for entry in entries:
            why = _fault(entry, previous, expected, subjects[entry.pk])
            if not why and known and entry.seq == known[0] and entry.hash != known[1]:
                why = "the root noted earlier for this entry is another"
            if why:
                return Verdict(expected - 1, previous, min(entry.seq, expected), why)
            previous, expected = entry.hash, expected + 1
    return _against_head(expected - 1, previous, known)


def _against_head(entries: int, root: str, known: tuple[int, str] | None) -> Verdict:
    head = Head.objects.filter(pk=1).first()
    if head is not None and (head.seq, head.hash) != (entries, root):
        return Verdict(
            entries, root, entries + 1, f"entries after {entries} are missing: the head stands at {head.seq}"
        )
    if known and known[0] > entries:
        return Verdict(entries, root, entries + 1, f"entry {known[0]}, noted earlier, is missing")
    return Verdict(entries, root)


def _fault(entry: Entry, previous: str, expected: int, subjects: list[str]) -> str:
    if entry.seq != expected:
        return f"entry {expected} is missing"
    if entry.prev_hash != previous:
        return "it does not follow the entry before it"
    if chain.subjects_digest(subjects) != entry.subjects_hash:
        return "the persons it is about were changed"
    if chain.link(previous, entry.body()) != entry.hash:
        return "its content was changed"
    return ""


def _in_pages(size: int = 2000) -> Iterator[tuple[list[Entry], dict[int, list[str]]]]:
    """Entries in order with their subjects, in pages: the chain may be longer than memory."""
    last = 0
    while page := list(Entry.objects.filter(seq__gt=last).order_by("seq")[:size]):
        subjects: dict[int, list[str]] = defaultdict(list)
        for entry_id, party in EntrySubject.objects.filter(entry__in=page).values_list("entry_id", "party"):
            subjects[entry_id].append(party)
        yield page, subjects
        last = page[-1].seq


def entries() -> QuerySet[Entry]:
    """All entries, newest first."""
    return Entry.objects.order_by("-seq")


def reads_of(*public_ids: str) -> QuerySet[Entry]:
    """Who read about this party, newest first: what the worker sees under "who looked". More ids than one: it was
    written down under each of them."""
    if len(public_ids) == 1:
        return Entry.objects.filter(subjects__party=public_ids[0], is_read=True).order_by("-seq")
    about = EntrySubject.objects.filter(party__in=public_ids)
    return Entry.objects.filter(pk__in=about.values("entry_id"), is_read=True).order_by("-seq")


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
    act: str
    purpose: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class LooksPage:
    """Lines, newest first; `older` is where the next page begins (`before=`), None on the last."""

    looks: list[Look]
    older: int | None


def looks_of(
    *public_ids: str, before: int | None = None, entries: int = ENTRIES_A_PAGE, besides: Actor | None = None
) -> LooksPage:
    """Who looked, a page of at most `entries` entries, those before number `before`; `besides` leaves out an actor's
    own. A line is not torn by the end of a page, unless it alone fills one."""
    found = reads_of(*public_ids)
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
    who = (entry.role, entry.actor, entry.user_id, entry.organisation_id)
    return (*who, entry.act, entry.purpose, _fields(entry))


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
        act=entry.act,
        purpose=entry.purpose,
        fields=_fields(entry),
    )
