"""What a household is told of a reason: the pack's words, or of a discreet service only what the colour means."""

from __future__ import annotations

from dataclasses import dataclass

from anxin.packs.forms import Text
from anxin.packs.pack import Pack

ENTRY = {
    "allowed": Text(zh="可以通行", en="May pass"),
    "caution": Text(zh="有限制，请看说明", en="With limits: read on"),
    "advised_against": Text(zh="不能进入", en="May not enter"),
}


@dataclass(frozen=True)
class AtDoor:
    """`reason` is empty and `tells_why` false where the door is not told why: then no law and no day is told either."""

    reason: str
    headline: Text
    meaning: Text
    tells_why: bool = True


def at_door(pack: Pack, outcome: str, reason: str) -> AtDoor | None:
    """The words for a household; None for a reason the pack does not know."""
    held, named = pack.reasons.get(reason), pack.outcomes.get(outcome)
    if held is None:
        return None
    if pack.texts.discreet and named is not None:
        return AtDoor("", ENTRY[named.entry], held.household, tells_why=False)
    return AtDoor(reason, held.title, held.household)
