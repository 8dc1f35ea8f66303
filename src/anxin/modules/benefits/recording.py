"""Writing down what happens to claims: one step or a thousand, in the same few statements."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

import cattrs

from anxin.kernel.journal.actor import Actor
from anxin.kernel.ledger.models import Posting
from anxin.kernel.parties.sealing import blind_index, seal, unseal
from anxin.kernel.statements import Insertion, Replacement, Row
from anxin.modules.benefits import terms as declared
from anxin.modules.benefits.deciding import Before, Decided
from anxin.modules.benefits.enums import Happened, Standing
from anxin.modules.benefits.models import Claim, ClaimEvent, SchemeVersion
from anxin.modules.benefits.refusing import no_such_cycle, not_from_there
from anxin.modules.benefits.terms import Cycle, Item, Scheme
from anxin.modules.benefits.wording import standing_word

FACTS, DECISION = "claim-facts", "claim-decision"
EVENT = ("claim_id", "seq", "kind", "at", "by", "user_id", "role", "detail", "decision_sealed", "posting_id")
EVENTS = Insertion(ClaimEvent, EVENT)
CLAIMS = Replacement(Claim, ("seq", "standing", "amount", "paid"))

AFTER: Mapping[Happened, frozenset[Standing]] = {
    Happened.CONSENTED: frozenset({Standing.OFFERED}),
    Happened.DECLINED: frozenset({Standing.OFFERED}),
    Happened.APPROVED: frozenset({Standing.ENTERED, Standing.CONSENTED, Standing.REVERSED}),
    Happened.REFUSED: frozenset(set(Standing) - {Standing.PAID, Standing.DECLINED, Standing.REFUSED}),
    Happened.CORRECTED: frozenset(set(Standing) - {Standing.PAID, Standing.DECLINED}),
    Happened.PAID: frozenset({Standing.APPROVED}),
    Happened.REVERSED: frozenset({Standing.PAID}),
}
"""From where each step may be taken; the first of a claim (entered, offered) from nowhere."""


@dataclass(frozen=True)
class Kept:
    """A decision with all it rests on: the facts and who supplied each, the other claims as they were, how far the
    book was written (`until`, the number of its last document), and what was decided."""

    facts: dict[str, Any]
    sources: dict[str, str]
    before: tuple[Before, ...]
    until: int
    decided: Decided


@dataclass(frozen=True)
class Step:
    """One step to be written. `standing`: where the claim stands after it."""

    claim: Claim
    kind: Happened
    standing: Standing
    detail: dict[str, Any] = field(default_factory=dict)
    kept: Kept | None = None
    posting: Posting | None = None


def record(*, by: Actor, at: datetime, steps: Sequence[Step]) -> None:
    """Write steps of claims that the caller holds, at most one for each. Raises Conflict where a claim does not stand
    where its step can be taken; the journal's line is the caller's."""
    events: list[Row] = []
    moment = EVENTS.prepared("at", at)
    for step in steps:
        claim = step.claim
        allowed = AFTER.get(step.kind)
        if allowed is not None and claim.standing not in allowed:
            raise not_from_there(standing_word(claim.standing))
        claim.seq += 1
        claim.standing = step.standing
        if step.kept is not None:
            claim.amount = step.kept.decided.payable
        events.append(
            (
                claim.pk,
                claim.seq,
                step.kind,
                moment,
                by.label[:80],
                by.user_id,
                by.role,
                EVENTS.prepared("detail", step.detail),
                sealed_decision(step.kept) if step.kept else "",
                step.posting.pk if step.posting is not None else None,
            )
        )
    EVENTS.insert(events)
    CLAIMS.replace_all(
        [(one.pk, one.seq, one.standing, one.amount, one.paid) for one in (step.claim for step in steps)]
    )


def standing_after_decision(claim: Claim, decided: Decided, *, offered: bool, consented: bool) -> Standing:
    """Where a claim stands once it was decided: refused where nothing is due, else where it goes on from."""
    if not decided.payable:
        return Standing.REFUSED
    if offered:
        return Standing.CONSENTED if consented else Standing.OFFERED
    return Standing.ENTERED


def sealed_facts(facts: Mapping[str, Any], sources: Mapping[str, str]) -> str:
    return seal(json.dumps({"facts": dict(facts), "sources": dict(sources)}, ensure_ascii=False), context=FACTS)


def facts_of(claim: Claim) -> tuple[dict[str, Any], dict[str, str]]:
    """A claim's facts as they stand, and who supplied each."""
    held: dict[str, Any] = json.loads(unseal(claim.facts_sealed, context=FACTS))
    return held["facts"], held["sources"]


def sealed_decision(kept: Kept) -> str:
    return seal(json.dumps(cattrs.unstructure(kept), ensure_ascii=False, sort_keys=True), context=DECISION)


def decision_of(event: ClaimEvent) -> Kept | None:
    """What was decided with a step, whole; None where nothing was."""
    if not event.decision_sealed:
        return None
    held = json.loads(unseal(event.decision_sealed, context=DECISION))
    return _kept.structure(held, Kept)


_kept = cattrs.Converter()
_kept.register_structure_hook_func(lambda kind: kind == Mapping[str, Any], lambda held, _type: held)


def bill_key_of(scheme: Scheme, item: Item, hospital: str, bill: str) -> str:
    """How a bill is told from another: however its number is spaced or its letters are written."""
    plain = "\n".join("".join(one.split()).casefold() for one in (hospital, bill))
    return blind_index("bill", f"{scheme.pack}/{scheme.slug}\n{item.slug}\n{plain}")


@lru_cache(maxsize=64)
def _scheme_written(digest: str) -> Scheme:
    """The scheme of that SHA-256: whatever row it is kept in, its text is the same."""
    text = SchemeVersion.objects.filter(sha256=digest).values_list("definition", flat=True)[0]
    return declared.read(text)


def scheme_of(version: SchemeVersion) -> Scheme:
    """The scheme of a version, read once."""
    return _scheme_written(version.sha256)


def cycle_of(scheme: Scheme, key: str) -> Cycle:
    """A cycle of a scheme. Raises NotFound."""
    held = scheme.cycles.get(key)
    if held is None:
        raise no_such_cycle(scheme)
    return held
