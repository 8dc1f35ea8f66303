"""Turning decisions into rows over time: end what no longer holds, begin what does, leave the rest alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from anxin.kernel.journal.actor import Actor
from anxin.kernel.messages.actions import send_alike
from anxin.kernel.outcomes import changes as told
from anxin.kernel.outcomes.models import Cause, Outcome, RuleRow, RuleSet

BATCH = 500


@dataclass(frozen=True)
class Wanted:
    """What a party should stand at, by row of a rule set."""

    party_id: int
    rule_set: RuleSet
    row: int
    next_change: date | None


@dataclass
class Changes:
    """What a writing changed: how many parties were looked at, and the moves between outcomes ("" = new)."""

    decided: int = 0
    moves: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def changed(self) -> int:
        return sum(self.moves.values())

    def __iadd__(self, other: Changes) -> Changes:
        self.decided += other.decided
        self.moves.update(other.moves)
        return self


def write_outcomes(
    wanted: Iterable[Wanted],
    held: dict[int, Outcome],
    *,
    pack: str,
    at: datetime,
    as_of: date,
    known_through: int,
    cause: Cause,
) -> Changes:
    """Compare with the current outcomes `held` (by party id) and write the differences, in the caller's transaction."""
    changes, made, ended, moved = Changes(), [], [], []
    now_standing: dict[int, str] = {}
    moved_on: dict[str, list[int]] = defaultdict(list)
    meaning: dict[int, dict[int, RuleRow]] = {}
    for want in wanted:
        changes.decided += 1
        current = held.get(want.party_id)
        if current is not None and (current.rule_set_id, current.row) == (want.rule_set.pk, want.row):
            if current.next_change != want.next_change:
                if current.next_change is not None and current.next_change <= as_of:
                    now_standing[want.party_id] = current.outcome  # it was due: whoever looked saw another outcome
                current.next_change = want.next_change
                moved.append(current)
            continue
        if want.rule_set.pk not in meaning:
            meaning[want.rule_set.pk] = _rows(want.rule_set)
        since = as_of
        if current is not None:
            since = max(as_of, current.since)  # a day never runs backwards in a party's history
            current.ended, current.slot = since, None
            ended.append(current)
        row = meaning[want.rule_set.pk][want.row]
        changes.moves[current.outcome if current else "", row.outcome] += 1
        now_standing[want.party_id] = row.outcome
        if current is not None and current.outcome != row.outcome and want.rule_set.tells_change:
            moved_on[want.rule_set.tells_change].append(want.party_id)
        made.append(
            Outcome(
                party_id=want.party_id,
                pack=pack,
                rule_set=want.rule_set,
                row=want.row,
                outcome=row.outcome,
                reason=row.reason,
                since=since,
                next_change=want.next_change,
                decided_at=at,
                known_through=known_through,
                cause=cause,
                slot=f"{pack}:{want.party_id}",
            )
        )
    _set_alike(ended, "ended", slot=None)
    _set_alike(moved, "next_change")
    Outcome.objects.bulk_create(made, batch_size=BATCH)
    told.tell(at, pack, now_standing)
    for text, people in moved_on.items():
        send_alike(by=Actor.system("outcomes"), at=at, kind="outcome", party_ids=people, text=text)
    return changes


def _set_alike(rows: Iterable[Outcome], column: str, **more: None) -> None:
    """Write one column of many rows, a statement for each value: most rows of a day share one."""
    alike: dict[date | None, list[int]] = defaultdict(list)
    for row in rows:
        alike[getattr(row, column)].append(row.pk)
    for value, keys in alike.items():
        for start in range(0, len(keys), BATCH):
            Outcome.objects.filter(pk__in=keys[start : start + BATCH]).update(**{column: value}, **more)


def _rows(rule_set: RuleSet) -> dict[int, RuleRow]:
    return {row.number: row for row in RuleRow.objects.filter(rule_set=rule_set)}


def current_outcomes(pack: str, party_ids: Iterable[int] | None = None) -> dict[int, Outcome]:
    """Party id → its current outcome under a pack; all of them, or those asked for."""
    standing = Outcome.objects.filter(pack=pack, slot__isnull=False)
    if party_ids is None:
        return {row.party_id: row for row in standing.iterator(chunk_size=5000)}
    ids, found = list(party_ids), {}
    for start in range(0, len(ids), BATCH):
        found.update({row.party_id: row for row in standing.filter(party_id__in=ids[start : start + BATCH])})
    return found
