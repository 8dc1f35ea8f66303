"""One entry of the corpus: what a reader is given, and what it must answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from anxin.credentials import Fault
from tools.refused_corpus.stage import NOW

KINDS = ("credential", "text", "status-list", "key-list")


@dataclass(frozen=True)
class Entry:
    """`given` is a token or a text. `also` holds what a reader knows besides: `floor`, `seen`, `uri`, `key_list`,
    `status_list` (a list to read the card's colour from, empty where there is none)."""

    name: str
    why: str
    given: bytes | str
    reason: Fault | None = Fault.UNREADABLE
    kind: str = "credential"
    now: int = NOW
    also: dict[str, Any] | None = None
    expect: dict[str, Any] | None = None

    def as_json(self) -> dict[str, Any]:
        given = {"text": self.given} if isinstance(self.given, str) else {"token": self.given.hex()}
        told = {"name": self.name, "why": self.why, "kind": self.kind, "now": self.now, **(self.also or {})}
        answer = {"expect": self.expect} if self.reason is None else {"reason": str(self.reason)}
        return told | answer | given
