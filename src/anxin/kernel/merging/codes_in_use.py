"""Codes and cards of two files: one code in use under a service, and the lists say of every card what holds now."""

from __future__ import annotations

from datetime import datetime

from anxin.kernel.codes.actions import code_slot
from anxin.kernel.codes.models import Card, CardEnd, Code
from anxin.kernel.codes.status import note, status_of, status_when_ended
from anxin.kernel.merging import noting
from anxin.kernel.outcomes.actions import shanghai_day
from anxin.kernel.outcomes.standing import standing
from anxin.kernel.parties.models import Merge

WHY = "merged"


def merge_codes(merge: Merge, at: datetime) -> None:
    """The kept party's code in use stays; the merged one's goes out of use with its card where both have one."""
    in_use = set(Code.objects.filter(party=merge.kept, slot__isnull=False).values_list("pack", flat=True))
    for code in Code.objects.filter(party=merge.merged).order_by("pk"):
        if code.slot is None:
            noting.change(merge, code, party=merge.kept)
        elif code.pack not in in_use:
            noting.change(merge, code, party=merge.kept, slot=code_slot(code.pack, merge.kept_id))
        else:
            noting.change(merge, code, party=merge.kept, slot=None, ended_at=at, end_reason=WHY)
            for card in Card.objects.filter(code=code, slot__isnull=False):
                noting.change(merge, card, slot=None, ended_at=at, end_reason=CardEnd.CODE_ENDED.value)
                note([(card.shard_id, card.index, status_when_ended(CardEnd.CODE_ENDED))], at=at)


def list_cards(merge: Merge, at: datetime) -> None:
    """Note for the next signing what every card in force of the two stands at now."""
    cards = Card.objects.filter(slot__isnull=False, code__party__in=[merge.kept_id, merge.merged_id]).order_by("pk")
    held = list(cards.values_list("shard_id", "index", "code__pack", "code__party_id"))
    found = standing([(pack, party) for _shard, _index, pack, party in held], on=shanghai_day(at)) if held else {}
    stands = {who: one.row.outcome for who, one in found.items()}
    note(((shard, index, status_of(stands.get((pack, party)))) for shard, index, pack, party in held), at=at)
