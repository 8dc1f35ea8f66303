"""Reading the journal: the chain check, and each person's view of who looked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from anxin.kernel.journal import chain
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


def reads_of(public_id: str) -> QuerySet[Entry]:
    """Who read about this party, newest first: what the worker sees under "who looked"."""
    return Entry.objects.filter(subjects__party=public_id, is_read=True).order_by("-seq")
