"""Appending to the chain: one line or very many, in the same few statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from anxin.kernel.journal import chain
from anxin.kernel.journal.actor import Actor
from anxin.kernel.journal.models import Entry, EntrySubject, Head
from anxin.kernel.statements import Insertion, Replacement, Selection

ALIKE = ("at", "role", "actor", "user_id", "organisation_id", "act", "purpose", "is_read", "detail")
LINES = Insertion(Entry, ("seq", *ALIKE, "subjects_hash", "prev_hash", "hash"))
ABOUT = Insertion(EntrySubject, ("party", "entry_id"))
HEADS = Selection(lambda keys: Head.objects.select_for_update().filter(pk__in=keys).values_list("seq", "hash"))
HEAD = Replacement(Head, ("seq", "hash"))
_STEM = '"seq":0,"subjects":""'


@dataclass(frozen=True)
class Heading:
    """What entries may have in common: all but their number and whom they are about. `detail` holds JSON values only,
    and never a name, number or phone."""

    by: Actor
    at: datetime
    act: str
    purpose: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    is_read: bool = False

    def entry(self, **more: Any) -> Entry:
        """An entry under this heading, not kept."""
        return Entry(
            at=self.at,
            role=self.by.role,
            actor=self.by.label[:80],
            user_id=self.by.user_id,
            organisation_id=self.by.organisation_id,
            act=self.act,
            purpose=self.purpose,
            is_read=self.is_read,
            detail=dict(self.detail),
            **more,
        )

    @cached_property
    def _around(self) -> tuple[str, str]:
        """An entry's canonical text before and after its number and subjects, which stand side by side."""
        before, _stem, after = chain.canonical(self.entry(seq=0, subjects_hash="").body()).rpartition(_STEM)
        return before, after

    def text(self, seq: int, subjects_hash: str) -> str:
        """What `chain.canonical` makes of the whole entry, put together from what is alike."""
        before, after = self._around
        return f'{before}"seq":{seq},"subjects":"{subjects_hash}"{after}'

    @cached_property
    def columns(self) -> tuple[object, ...]:
        entry = self.entry()
        return tuple(LINES.prepared(name, getattr(entry, name)) for name in ALIKE)


Line = tuple[Heading, Iterable[str]]
"""An entry to be: its heading, and the public ids of those it is about."""


def append(lines: Sequence[Line]) -> tuple[int, list[str]]:
    """Append entries in their order, inside the caller's transaction; the first's number and all their hashes."""
    first, previous = locked_head()
    rows, about, hashes = [], [], []
    for seq, (heading, subjects) in enumerate(lines, first + 1):
        parties = sorted(set(subjects))
        subjects_hash = chain.subjects_digest(parties)
        made = chain.linked(previous, heading.text(seq, subjects_hash))
        rows.append((seq, *heading.columns, subjects_hash, previous, made))
        about += [(party, seq) for party in parties]
        hashes.append(previous := made)
    LINES.insert(rows)
    if about:
        ABOUT.insert(about)
    HEAD.replace(1, first + len(rows), previous)
    return first + 1, hashes


def locked_head() -> tuple[int, str]:
    """Number and hash of the last entry; nobody else appends until the transaction ends."""
    held = HEADS.rows([1])
    if not held:
        Head.objects.get_or_create(pk=1)
        held = HEADS.rows([1])
    [(seq, last)] = held
    return seq, last
