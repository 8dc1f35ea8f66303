"""The name of an event: SHA-256 over its content in one way of writing, so that the same event is the same wherever it
was written down. What the platform adds (who sent it, when it was heard) is not part of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from anxin.modules.tracing.enums import Happening
from anxin.modules.tracing.models import Lot, Site


@dataclass(frozen=True)
class Portion:
    """So many grams of a lot."""

    lot: Lot
    grams: int


@dataclass(frozen=True)
class Draft:
    """An event to be recorded. `portions`: what went in, left or came. `made`: what came to be of it. `lost` grams of
    what went in are in nothing that was made. `wrong`: the event it declares wrong. `expected_on`: the day on which
    declared goods are to arrive. `mark`: a number of the sender's own, where the same happens twice in one moment."""

    kind: Happening
    site: Site
    happened_at: datetime
    portions: tuple[Portion, ...] = ()
    made: tuple[Portion, ...] = ()
    lost: int = 0
    to: Site | None = None
    wrong: str = ""
    note: str = ""
    expected_on: date | None = None
    mark: str = ""


def body(draft: Draft) -> dict[str, Any]:
    """The content that has the name: what was not said is left out."""
    said: dict[str, Any] = {
        "event": "anxin-event-1",
        "kind": str(draft.kind),
        "pack": draft.site.pack,
        "site": draft.site.party.public_id,
        "happened_at": draft.happened_at.astimezone(UTC).isoformat(),
        "lots": _portions(draft.portions),
        "made": _portions(draft.made),
        "lost": draft.lost,
        "to": draft.to.party.public_id if draft.to else "",
        "wrong": draft.wrong,
        "note": draft.note,
        "expected_on": draft.expected_on.isoformat() if draft.expected_on else "",
        "mark": draft.mark,
    }
    return {key: value for key, value in said.items() if value}


def _portions(portions: tuple[Portion, ...]) -> list[list[Any]]:
    return sorted([one.lot.code, one.grams] for one in portions)


def digest(body: Mapping[str, Any]) -> str:
    """64 hexadecimal digits."""
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
