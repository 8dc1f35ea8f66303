"""Reading evidence. About one person: only with an `Opened` that asked for "items"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Max, QuerySet

from anxin.kernel.access.actions import Opened
from anxin.kernel.access.queries import visible_people
from anxin.kernel.errors import NotFound
from anxin.kernel.evidence.facts import Record
from anxin.kernel.evidence.items import HeldRecord
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.journal.actor import Actor
from anxin.kernel.statements import Selection

CHUNK = 500


def records_of(opened: Opened) -> QuerySet[Evidence]:
    """All records about an opened person, oldest first, replaced and withdrawn ones included."""
    opened.require("items")
    return Evidence.objects.filter(party=opened.party).prefetch_related("disputes").order_by("pk")


def records_to_explain(opened: Opened) -> list[HeldRecord]:
    """What deciding and showing read of an opened person's records, oldest first, in one query."""
    return records_to_explain_all([opened])[opened.party.pk]


TO_EXPLAIN = Selection(
    lambda parties: (
        Evidence.objects.filter(party_id__in=parties)
        .order_by("pk")
        .values_list("party_id", *HeldRecord._fields[:-1], "disputes__raised_at", "disputes__settled_at")
    )
)


def records_to_explain_all(opened: Iterable[Opened]) -> dict[int, list[HeldRecord]]:
    """Party id → the same of many opened persons."""
    found: dict[int, dict[int, HeldRecord]] = {}
    for one in opened:
        one.require("outcome")
        found[one.party.pk] = {}
    for party, *record, raised, settled in TO_EXPLAIN.rows([*found]):
        held = HeldRecord._make((*record, raised is not None and settled is None))
        before = found[party].get(held.pk)  # a record comes once for each of its disputes
        found[party][held.pk] = before if before is not None and before.disputed else held
    return {party: list(records.values()) for party, records in found.items()}


def records_to_decide(party_ids: Iterable[int]) -> dict[int, list[Record]]:
    """Party id → what deciding reads of its records, oldest first; shown to nobody."""
    ids, found = list(party_ids), defaultdict(list)
    for start in range(0, len(ids), CHUNK):
        held = Evidence.objects.filter(party_id__in=ids[start : start + CHUNK]).order_by("pk")
        for party_id, *columns in held.values_list("party_id", *Record._fields):
            found[party_id].append(Record(*columns))
    return found


def latest_follower(record: Evidence) -> Evidence:
    """The record that stands in the place of this one now: itself, or the last of those that corrected it."""
    while (follower := Evidence.objects.filter(replaces=record).first()) is not None:
        record = follower
    return record


def latest_id() -> int:
    """The newest record's id: "known through" of a decision taken now."""
    newest: int | None = Evidence.objects.aggregate(newest=Max("pk"))["newest"]
    return newest or 0


def whose_record(by: Actor, record_id: int) -> str:
    """Public id of the person in scope that a record is about; `NotFound` whether hidden or absent."""
    held = Evidence.objects.select_related("party").filter(pk=record_id, party__in=visible_people(by)).first()
    if held is None:
        raise NotFound("There is no such record in your scope.", todo="Take the number from the person's items.")
    return held.party.public_id
