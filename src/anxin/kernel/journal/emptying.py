"""What remains of an entry whose time is over: number, moment and hashes. One entry names what was emptied, and when.

Whoever empties an entry without such an entry, or other ones than it says, is found: it holds a digest of their numbers
and the moment before which all of them were written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from anxin.kernel.journal import chain
from anxin.kernel.journal.models import Entry

ACT = "journal.retain"
SAYING = (
    "role", "actor", "user_id", "organisation_id", "area", "door", "act", "purpose", "is_read", "detail",
    "hidden_until",
)  # fmt: skip
NOTHING = Entry().payload()


def empty_columns() -> dict[str, Any]:
    """What the columns of an emptied entry hold."""
    nothing = Entry()
    return {name: getattr(nothing, name) for name in (*SAYING, "salt")}


def digest_of(numbers: Iterable[int]) -> str:
    """SHA-256 over the numbers of entries, in their order, each on a line of its own."""
    return hashlib.sha256("".join(f"{seq}\n" for seq in numbers).encode()).hexdigest()


def remains(entry: Entry, subjects: list[str]) -> str:
    """Why an emptied entry is not empty, or "": nobody may say what no hash covers any more."""
    return "it was emptied, and says something" if subjects or entry.salt or entry.payload() != NOTHING else ""


@dataclass
class Check:
    """Emptied entries as they go by, each lot held against the entry that emptied it."""

    count: int = 0
    _lots: dict[int, list[tuple[int, str]]] = field(default_factory=dict)

    def fault(self, entry: Entry) -> tuple[int, str] | None:
        """The first entry that is emptied otherwise than the journal says, and why."""
        if entry.emptied_by is not None:
            self.count += 1
            self._lots.setdefault(entry.emptied_by, []).append((entry.seq, chain.moment(entry.at)))
            return None if entry.emptied_by > entry.seq else (entry.seq, "it was emptied by no later entry")
        lot = self._lots.pop(entry.seq, [])
        said: dict[str, Any] = entry.detail if entry.act == ACT else {}
        if lot and (
            said.get("numbers") != digest_of(seq for seq, _at in lot) or max(at for _seq, at in lot) >= said["before"]
        ):
            return lot[0][0], f"it or another was emptied, and entry {entry.seq} says otherwise"
        if not lot and said.get("emptied"):
            return entry.seq, "the entries it says it emptied are not empty"
        return None

    def left(self) -> tuple[int, str] | None:
        lots = sorted(lot[0][0] for lot in self._lots.values())
        return (lots[0], "it was emptied, and no entry says so") if lots else None
