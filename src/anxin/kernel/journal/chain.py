"""The arithmetic of the chain: canonical bytes of an entry and their hash. Pure; an outsider can redo it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

GENESIS = "0" * 64


def moment(at: datetime) -> str:
    """A moment as UTC with microseconds: the same bytes on every database."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def subjects_digest(subjects: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(subjects)).encode()).hexdigest()


def canonical(body: Mapping[str, Any]) -> str:
    """An entry as JSON with sorted keys and no blanks (after RFC 8785)."""
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def linked(previous: str, text: str) -> str:
    """SHA-256 over the previous hash and an entry's canonical text, in UTF-8."""
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def link(previous: str, body: Mapping[str, Any]) -> str:
    """The hash of an entry: over the previous hash and everything else of it."""
    return linked(previous, canonical(body))
