"""Reading the journal: the check of the chain, and who read about whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, DateField, Q, QuerySet
from django.db.models.functions import TruncMonth

from anxin.kernel.journal import chain, emptying
from anxin.kernel.journal.models import Entry, EntrySubject, Head
from anxin.kernel.journal.roots import Root


@dataclass(frozen=True)
class Verdict:
    """What a check of the chain found. `emptied`: of how many entries the payload was removed, their time being over.
    `broken_at` is the first entry that does not fit, with why."""

    entries: int
    root: str
    emptied: int = 0
    broken_at: int | None = None
    why: str = ""

    @property
    def whole(self) -> bool:
        return self.broken_at is None


def verify(*, known: Iterable[Root] = ()) -> Verdict:
    """Recompute the whole chain. `known` are roots an outsider noted earlier: they must still lie on it."""
    previous, expected = chain.GENESIS, 1
    emptied, noted = emptying.Check(), Known(known)
    for entry, subjects in _each(after=0):
        at, why = (
            min(entry.seq, expected),
            _fault(entry, previous, expected, subjects) or noted.fault(entry.seq, entry.hash),
        )
        if not why and (found := emptied.fault(entry)):
            at, why = found
        if why:
            return Verdict(expected - 1, previous, emptied.count, at, why)
        previous, expected = entry.hash, expected + 1
    if left := emptied.left():
        return Verdict(expected - 1, previous, emptied.count, *left)
    return _against_head(Verdict(expected - 1, previous, emptied.count), noted.last)


def verify_since(root: Root) -> tuple[Verdict, list[str]]:
    """The same for the entries after a root that holds, and their hashes: what a day's root is signed over."""
    previous, expected, hashes = root.hash, root.seq + 1, list[str]()
    for entry, subjects in _each(after=root.seq):
        if why := _fault(entry, previous, expected, subjects):
            return Verdict(expected - 1, previous, 0, min(entry.seq, expected), why), hashes
        previous, expected = entry.hash, expected + 1
        hashes.append(entry.hash)
    return _against_head(Verdict(expected - 1, previous), root.seq), hashes


def _against_head(found: Verdict, last: int) -> Verdict:
    head = Head.objects.filter(pk=1).first()
    if head is not None and (head.seq, head.hash) != (found.entries, found.root):
        why = f"entries after {found.entries} are missing: the head stands at {head.seq}"
        return replace(found, broken_at=found.entries + 1, why=why)
    if head is None and found.entries:
        return replace(found, broken_at=found.entries, why="the head of the chain is missing")
    if last > found.entries:
        return replace(found, broken_at=found.entries + 1, why=f"entry {last}, noted earlier, is missing")
    return found


class Known:
    """Roots noted earlier, held against the entries as they go by."""

    def __init__(self, roots: Iterable[Root]) -> None:
        self._ahead = sorted(set(roots))
        self.last = self._ahead[-1].seq if self._ahead else 0
        self._start = 0
        self._hashes: list[str] = []  # of the entries after `_start` that a root ahead covers
        self._forget()

    def fault(self, seq: int, made: str) -> str:
        """Why the next entry and its hash do not fit the roots over it, or ""."""
        if self._start < seq <= self.last:
            self._hashes.append(made)
        while self._ahead and self._ahead[0].seq == seq:
            root = self._ahead.pop(0)
            if root.hash != made:
                return "the root noted earlier for this entry is another"
            if root.tree and root.tree != chain.tree_of(self._hashes[root.after - self._start :]):
                return f"the entries from {root.after + 1} to this one are not those of the root noted earlier"
            self._forget()
        return ""

    def _forget(self) -> None:
        start = min((root.after for root in self._ahead if root.tree), default=self.last)
        self._hashes = self._hashes[start - self._start :]
        self._start = start


def _fault(entry: Entry, previous: str, expected: int, subjects: list[str]) -> str:
    if entry.seq != expected:
        return f"entry {expected} is missing"
    if entry.prev_hash != previous:
        return "it does not follow the entry before it"
    if why := emptying.remains(entry, subjects) if entry.emptied else _not_said(entry, subjects):
        return why
    moment = chain.moment(entry.at)
    if chain.link(previous, entry.seq, moment, entry.payload_hash, entry.subjects_hash) != entry.hash:
        return "its content was changed"
    return ""


def _not_said(entry: Entry, subjects: list[str]) -> str:
    try:
        salt = entry.salt_octets
    except ValueError:
        return "its salt was changed"
    if chain.payload_hash(salt[: chain.HALF], chain.canonical(entry.payload()).encode()) != entry.payload_hash:
        return "its content was changed"
    if len(subjects) != len(set(subjects)) or chain.subjects_hash(salt, subjects) != entry.subjects_hash:
        return "the persons it is about were changed"
    return ""


def _each(*, after: int, size: int = 2000) -> Iterator[tuple[Entry, list[str]]]:
    """Entries in order, each with its subjects, read in pages: the chain may be longer than memory."""
    while page := list(Entry.objects.filter(seq__gt=after).order_by("seq")[:size]):
        subjects: dict[int, list[str]] = defaultdict(list)
        for entry_id, party in EntrySubject.objects.filter(entry__in=page).values_list("entry_id", "party"):
            subjects[entry_id].append(party)
        for entry in page:
            yield entry, subjects[entry.pk]
        after = page[-1].seq


def entries() -> QuerySet[Entry]:
    """All entries, newest first."""
    return Entry.objects.order_by("-seq")


@dataclass(frozen=True)
class HiddenCount:
    """How many reads by one unit in one month are or were hidden from those they are of."""

    month: date
    role: str
    organisation_id: int | None
    area: str
    reads: int
    hidden_now: int


def hidden_counts(*, on: date) -> list[HiddenCount]:
    """Hidden reads by month and unit, the latest first, those that are shown by now included. Names nobody."""
    unit = ("month", "role", "organisation_id", "area")
    held = Entry.objects.filter(hidden_until__isnull=False).annotate(month=TruncMonth("at", output_field=DateField()))
    now = Count("pk", filter=Q(hidden_until__gt=on))
    rows = held.values_list(*unit).annotate(reads=Count("pk"), now=now).order_by("-month", *unit[1:])
    return [HiddenCount(*row) for row in rows]


def reads_of(*public_ids: str, on: date | None = None) -> QuerySet[Entry]:
    """Who read about this party, newest first: what the worker sees under "who looked". More ids than one: it was
    written down under each of them. With `on`, without what is hidden on that day."""
    if len(public_ids) == 1:
        found = Entry.objects.filter(subjects__party=public_ids[0], is_read=True)
    else:
        about = EntrySubject.objects.filter(party__in=public_ids)
        found = Entry.objects.filter(pk__in=about.values("entry_id"), is_read=True)
    if on is not None:
        found = found.filter(Q(hidden_until__isnull=True) | Q(hidden_until__lte=on))
    return found.order_by("-seq")
