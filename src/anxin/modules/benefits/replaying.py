"""Making a decision again, from what it rested on: the version of its scheme, its facts, and the book as it was."""

from __future__ import annotations

from dataclasses import dataclass, replace

from anxin.modules.benefits.booking import book_of, paid_before
from anxin.modules.benefits.deciding import Before, Decided, decide
from anxin.modules.benefits.enums import Happened
from anxin.modules.benefits.models import Claim, ClaimEvent
from anxin.modules.benefits.queries import events_of
from anxin.modules.benefits.recording import Kept, cycle_of, decision_of, scheme_of


@dataclass(frozen=True)
class Replayed:
    """A decision as it was made and as it comes out now."""

    seq: int
    kind: str
    then: Decided
    again: Decided

    @property
    def same(self) -> bool:
        return self.then == self.again


def replay(claim: Claim) -> list[Replayed]:
    """Every decision of a claim, made again, in order. What a payment rested on is read from the book: all documents
    before its own; nothing that was declared, corrected or paid since counts."""
    found = []
    for event in events_of(claim):
        kept = decision_of(event)
        if kept is not None:
            found.append(Replayed(event.seq, event.kind, kept.decided, _again(claim, event, kept)))
    return found


def _again(claim: Claim, event: ClaimEvent, kept: Kept) -> Decided:
    scheme = scheme_of(claim.version)
    cycle = cycle_of(scheme, claim.cycle)
    before = kept.before
    if event.kind == Happened.PAID and event.posting is not None:
        book = book_of(scheme)
        there = paid_before(book, scheme, cycle, [claim.person_id], until=event.posting.number - 1)
        before = _as_booked(kept.before, there.get(claim.person_id, {}))
    return decide(scheme, cycle, scheme.items[claim.item], kept.facts, before, kept.decided.edition)


def _as_booked(before: tuple[Before, ...], booked: dict[str, int]) -> tuple[Before, ...]:
    """The other claims with what the book says they were paid; one that the book does not know was paid nothing."""
    return tuple(replace(one, paid=booked.get(one.claim, 0)) for one in before)
