"""Deciding a population again in parts: each part is one transaction with its journal entry.

Where a recolouring was stopped is read from the journal: an entry says after which party its part ended and whether
that was the last. Deciding a party twice changes nothing the second time, so a part is either whole or was never there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import date

from anxin.kernel.journal.models import Entry
from anxin.kernel.outcomes.applied import applied
from anxin.kernel.outcomes.writing import Changes
from anxin.kernel.parties.models import Registration

ACT = "outcomes.recolour"
PART = 5000
Progress = Callable[[int, int], None]


def version_of_rules(pack: str) -> str:
    """What differs when a rule set was applied."""
    named = "|".join(f"{pk}:{sha256}" for pk, sha256, _at in applied(pack).version)
    return hashlib.sha256(named.encode()).hexdigest()[:16]


def stopped_after(pack: str, as_of: date) -> int:
    """The party after which the last recolouring for this day and these rule sets was stopped; 0 when it was not."""
    last = Entry.objects.filter(act=ACT, detail__pack=pack).order_by("-seq").first()
    if last is None or last.detail.get("more") is not True:
        return 0
    same = (last.detail["day"], last.detail["rules"]) == (as_of.isoformat(), version_of_rules(pack))
    return int(last.detail["through"]) if same else 0


def parts(pack: str, after: int) -> Iterator[tuple[list[int], bool]]:
    """The registered parties in order of their ids, a part at a time, and whether more follow. At least one part."""
    registered = Registration.objects.filter(pack=pack).order_by("party_id").values_list("party_id", flat=True)
    while True:
        found = list(registered.filter(party_id__gt=after)[: PART + 1])
        part, more = found[:PART], len(found) > PART
        yield part, more
        if not more:
            return
        after = part[-1]


def entry_detail(pack: str, as_of: date, changes: Changes, *, through: int, more: bool) -> dict[str, object]:
    """What the journal keeps of a part."""
    moves = {f"{old or 'new'}→{new}": how_many for (old, new), how_many in sorted(changes.moves.items())}
    kept: dict[str, object] = {"pack": pack, "day": as_of.isoformat(), "decided": changes.decided, "moves": moves}
    return kept | {"rules": version_of_rules(pack), "through": through, "more": more}
