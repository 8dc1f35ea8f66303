"""The status of a card: what its list says of it, and the notes of what changed, kept until the list is signed next."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime

from django.db.models import F, QuerySet

from anxin.credentials import STATUS_OF, Status
from anxin.kernel.codes.models import Card, CardEnd, StatusChange
from anxin.kernel.outcomes.standing import standing

BATCH = 500
# A lost card is in the wrong hands: red. One that was replaced, or whose holder left, is only out of service.
ENDED = {
    CardEnd.REPLACED: Status.OUT_OF_SERVICE,
    CardEnd.LOST: Status.INVALID,
    CardEnd.CODE_ENDED: Status.OUT_OF_SERVICE,
}


def status_of(outcome: str | None) -> Status:
    """What an outcome is on a list; without one, or for a word that is no colour, out of service."""
    return STATUS_OF.get(outcome or "", Status.OUT_OF_SERVICE)


def status_when_ended(reason: str) -> Status:
    return ENDED.get(CardEnd(reason), Status.OUT_OF_SERVICE) if reason in set(CardEnd) else Status.OUT_OF_SERVICE


def note_outcomes(at: datetime, pack: str, outcomes: Mapping[int, str]) -> None:
    """Outcomes changed: note it for the cards in force of these parties, in the transaction that changed them."""
    ids = sorted(outcomes)
    for start in range(0, len(ids), BATCH):
        cards = Card.objects.filter(slot__isnull=False, code__pack=pack, code__party_id__in=ids[start : start + BATCH])
        note(
            (
                (shard, index, status_of(outcomes[party]))
                for shard, index, party in cards.values_list("shard_id", "index", "code__party_id")
            ),
            at=at,
        )


def note(places: Iterable[tuple[int, int, Status]], *, at: datetime) -> None:
    """Keep for the next signing that places (list's row id, index) have another status."""
    made = [StatusChange(shard_id=shard, index=index, status=status, at=at) for shard, index, status in places]
    if made:
        StatusChange.objects.bulk_create(made, batch_size=BATCH)


def statuses(cards: QuerySet[Card], *, on: date) -> Iterator[tuple[int, Status]]:
    """Index and status of cards, recomputed for a day: from the outcome where that is certain, else from evidence."""
    held = cards.order_by("pk").values_list("index", "slot", "end_reason", "code__pack", "code__party_id")
    part: list[tuple[int, str, int]] = []
    for index, slot, end_reason, pack, party in held.iterator(chunk_size=5000):
        if slot is None:
            yield index, status_when_ended(end_reason)
            continue
        part.append((index, pack, party))
        if len(part) == BATCH:
            yield from _standing(part, on)
            part = []
    yield from _standing(part, on)


def _standing(part: Collection[tuple[int, str, int]], on: date) -> Iterator[tuple[int, Status]]:
    found = standing([(pack, party) for _index, pack, party in part], on=on) if part else {}
    for index, pack, party in part:
        stands = found.get((pack, party))
        yield index, status_of(stands.row.outcome if stands else None)


def due(cards: QuerySet[Card], *, on: date) -> QuerySet[Card]:
    """Of these cards those in force whose kept outcome holds no more on a day, because nobody turned the day yet."""
    return cards.filter(
        slot__isnull=False,
        code__party__outcomes__pack=F("code__pack"),
        code__party__outcomes__slot__isnull=False,
        code__party__outcomes__next_change__lte=on,
    )
