"""Columns that hold a party's id inside a text whose uniqueness stands for "one at a time". Each model that has one is
listed here, by the kernel or by the module whose it is (from its AppConfig.ready()); a promise holds that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Fresh = Callable[[str, int], str]
"""From the slot as it is and the kept party's id: the slot under that party."""


@dataclass(frozen=True)
class Slot:
    """How a model's slot reads. `field`: the column that names the slot's party."""

    field: str
    fresh: Fresh


_slots: dict[str, Slot] = {}
OWN_WAY = frozenset({"parties.affiliation", "ledger.account", "outcomes.outcome", "codes.code"})
"""Models with slots that have steps of their own."""


def declare(label: str, field: str, fresh: Fresh) -> None:
    """From now on a merge writes the slots of this model (app.model) anew. Two that are alive stand against a merge."""
    _slots[label] = Slot(field, fresh)


def slot_of(label: str) -> Slot | None:
    return _slots.get(label)


def party_last(slot: str, kept: int) -> str:
    """For slots like "service:party"."""
    return f"{slot.rpartition(':')[0]}:{kept}"
