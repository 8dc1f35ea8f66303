"""Appending to the chain: one line or very many, in the same few statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple

from anxin.kernel.journal import chain
from anxin.kernel.journal.actor import Actor
from anxin.kernel.journal.models import Entry, EntrySubject, Head, payload_of
from anxin.kernel.statements import Insertion, Replacement, Selection

ALIKE = (
    "at", "role", "actor", "user_id", "organisation_id", "area", "door", "act", "purpose", "is_read", "detail",
    "hidden_until",
)  # fmt: skip
LINES = Insertion(Entry, ("seq", *ALIKE, "salt", "payload_hash", "subjects_hash", "prev_hash", "hash"))
ABOUT = Insertion(EntrySubject, ("party", "entry_id"))
HEADS = Selection(lambda keys: Head.objects.select_for_update().filter(pk__in=keys).values_list("seq", "hash"))
HEAD = Replacement(Head, ("seq", "hash"))


@dataclass(frozen=True)
class Heading:
    """What entries may have in common: all but their number and whom they are about. `detail` holds JSON values only,
    and never a name, number or phone. `hidden_until`: the day before which those it is about are not told of it."""

    by: Actor
    at: datetime
    act: str
    purpose: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    is_read: bool = False
    hidden_until: date | None = None

    @cached_property
    def values(self) -> dict[str, Any]:
        """The columns of its entries that are alike."""
        return {
            "at": self.at,
            "role": self.by.role,
            "actor": self.by.label[:80],
            "user_id": self.by.user_id,
            "organisation_id": self.by.organisation_id,
            "area": self.by.area,
            "door": self.by.door or "",
            "act": self.act,
            "purpose": self.purpose,
            "is_read": self.is_read,
            "detail": dict(self.detail),
            "hidden_until": self.hidden_until,
        }

    def entry(self, **more: Any) -> Entry:
        """An entry under this heading, not kept."""
        return Entry(**self.values, **more)

    @cached_property
    def moment(self) -> str:
        return chain.moment(self.at)

    @cached_property
    def payload(self) -> bytes:
        """The canonical text that the hash of each of its entries covers."""
        return chain.canonical(payload_of(self.values)).encode()

    @cached_property
    def columns(self) -> tuple[object, ...]:
        return tuple(LINES.prepared(name, self.values[name]) for name in ALIKE)


Line = tuple[Heading, Iterable[str]]
"""An entry to be: its heading, and the public ids of those it is about."""


def append(lines: Sequence[Line]) -> list[Link]:
    """Append entries in their order, inside the caller's transaction; what was made of each."""
    last, previous = locked_head()
    rows, about, made = [], [], list[Link]()
    for seq, ((heading, subjects), salt) in enumerate(zip(lines, chain.salts(len(lines)), strict=True), last + 1):
        parties = sorted(set(subjects))
        payload_hash = chain.payload_hash(salt[: chain.HALF], heading.payload)
        subjects_hash = chain.subjects_hash(salt, parties)
        link = chain.link(previous, seq, heading.moment, payload_hash, subjects_hash)
        kept = Link(seq, salt.hex(), payload_hash, subjects_hash, previous, link)
        rows.append((seq, *heading.columns, *kept[1:]))
        about += [(party, seq) for party in parties]
        made.append(kept)
        previous = link
    LINES.insert(rows)
    if about:
        ABOUT.insert(about)
    HEAD.replace(1, last + len(rows), previous)
    return made


class Link(NamedTuple):
    """What is an entry's own, and nothing that its heading says."""

    seq: int
    salt: str
    payload_hash: str
    subjects_hash: str
    prev_hash: str
    hash: str


def locked_head() -> tuple[int, str]:
    """Number and hash of the last entry; nobody else appends until the transaction ends."""
    held = HEADS.rows([1])
    if not held:
        Head.objects.get_or_create(pk=1)
        held = HEADS.rows([1])
    [(seq, last)] = held
    return seq, last
