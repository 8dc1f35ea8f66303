"""Approving and refusing claims, one or very many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kernel.cases.enums import Duty
from anxin.kernel.errors import AnxinError, Invalid
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.modules.benefits.claiming import decide_now, held_claim, refuse_by_rules
from anxin.modules.benefits.enums import Happened, Standing
from anxin.modules.benefits.models import Claim
from anxin.modules.benefits.recording import AFTER, Kept, Step, record, scheme_of
from anxin.modules.benefits.refusing import no_such_claim, not_from_there
from anxin.modules.benefits.rights import ENTERING, fault_of_hand, hands, require, require_account
from anxin.modules.benefits.wording import standing_word

CHUNK = 500


@dataclass
class Passed:
    """What became of many claims, by public id: approved, refused by the rules, or left as they were and why."""

    approved: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    left: dict[str, AnxinError] = field(default_factory=dict)


@transaction.atomic
def approve(*, by: Actor, at: datetime, claim: str) -> Claim:
    """Approve one claim. Raises Refused for whoever entered it or is paid by it, Conflict where it does not wait for
    approval. It is decided once more: one for which nothing is left is refused by the rules."""
    passed = Passed()
    _approve_some(by, at, [claim], passed)
    for fault in passed.left.values():
        raise fault
    return held_claim(claim)


def approve_all(*, by: Actor, at: datetime, claims: Sequence[str]) -> Passed:
    """Approve many claims (public ids), five hundred in one transaction; those that cannot be are left and named."""
    passed = Passed()
    for start in range(0, len(claims), CHUNK):
        with transaction.atomic():
            _approve_some(by, at, claims[start : start + CHUNK], passed)
    return passed


def _approve_some(by: Actor, at: datetime, public_ids: Sequence[str], passed: Passed) -> None:
    held = list(
        Claim.objects.select_for_update(of=("self",))
        .select_related("person")
        .prefetch_related("version")  # the whole text of a scheme: read once, not beside each claim
        .filter(public_id__in=public_ids)
        .order_by("pk")
    )
    for missing in set(public_ids) - {one.public_id for one in held}:
        passed.left[missing] = no_such_claim()
    for version in {one.version_id: one.version for one in held}.values():
        require(by, at, scheme_of(version), Duty.APPROVE)
        require_account(by, scheme_of(version), "approve")
    before = hands(held, ENTERING)
    groups: dict[tuple[int, str], list[Claim]] = {}
    for claim in held:
        fault = _fault(by, claim, before)
        if fault is not None:
            passed.left[claim.public_id] = fault
        else:
            groups.setdefault((claim.version_id, claim.cycle), []).append(claim)
    for group in groups.values():
        _approve_group(by, at, group, passed)


def _fault(by: Actor, claim: Claim, before: dict[int, set[int]]) -> AnxinError | None:
    if claim.standing not in AFTER[Happened.APPROVED]:
        return not_from_there(standing_word(claim.standing))
    return fault_of_hand(by, scheme_of(claim.version), "approve", claim, before)


def _approve_group(by: Actor, at: datetime, claims: list[Claim], passed: Passed) -> None:
    steps: list[Step] = []
    nothing: list[tuple[Claim, Kept]] = []
    for claim, kept in zip(claims, decide_now(scheme_of(claims[0].version), claims), strict=True):
        if kept.decided.payable:
            steps.append(Step(claim, Happened.APPROVED, Standing.APPROVED, kept=kept))
        else:
            nothing.append((claim, kept))
    if steps:
        record(by=by, at=at, steps=steps)
        passed.approved += [one.claim.public_id for one in steps]
        subjects = [one.claim.person.public_id for one in steps]
        detail = {"scheme": claims[0].scheme, "claims": [one.claim.public_id for one in steps]}
        journal.write(by=by, at=at, act="benefit.approve", subjects=subjects, detail=detail)
    if nothing:
        refuse_by_rules(at=at, claims=nothing)
        passed.refused += [claim.public_id for claim, _kept in nothing]


@transaction.atomic
def refuse(*, by: Actor, at: datetime, claim: str, rule: str, note: str) -> Claim:
    """Refuse a claim by somebody's word: the rule it rests on, and why in words for the person. The facts used and who
    supplied each stay with it; so does where to object."""
    if not note.strip() or not rule.strip():
        raise Invalid(_("Say by which rule the claim is refused, and why."), field="note" if rule.strip() else "rule")
    held = held_claim(claim)
    scheme = scheme_of(held.version)
    require(by, at, scheme, Duty.APPROVE)
    require_account(by, scheme, "refuse")
    fault = fault_of_hand(by, scheme, "refuse", held, hands([held], ENTERING))
    if fault is not None:
        raise fault
    [kept] = decide_now(scheme, [held])
    detail = {"rule": rule.strip()[:80], "note": note.strip()[:300]}
    record(by=by, at=at, steps=[Step(held, Happened.REFUSED, Standing.REFUSED, detail, kept)])
    journal.write(
        by=by,
        at=at,
        act="benefit.refuse",
        subjects=[held.person.public_id],
        detail={"scheme": held.scheme, "claim": held.public_id, "rule": rule.strip()[:80]},
    )
    return held
