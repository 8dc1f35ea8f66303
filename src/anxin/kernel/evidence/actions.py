"""Entering, correcting, withdrawing and disputing evidence. Nothing here edits a record.

These acts do not decide: `outcomes.actions` wraps them so that the colour follows in the same transaction.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kernel.access.queries import visible_people
from anxin.kernel.access.rules import Act, require
from anxin.kernel.errors import Conflict, Invalid, NotFound
from anxin.kernel.evidence.models import Dispute, Evidence, Standing
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.actions import lock_party
from anxin.kernel.parties.models import Party


@dataclass(frozen=True)
class Statement:
    """What a source says of a party: a kind, a result word, and the days it is true (inclusive)."""

    kind: str
    source: str
    valid_from: date
    result: str | None = None
    valid_until: date | None = None
    origin: str | None = None
    details: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def record_evidence(
    *,
    by: Actor,
    at: datetime,
    party: Party,
    statement: Statement,
    corrects: Evidence | None = None,
    reason: str = "",
) -> Evidence:
    """Write down one statement; with `corrects`, in the place of an earlier record, giving the reason."""
    lock_party(party)
    if statement.valid_until is not None and statement.valid_until < statement.valid_from:
        raise Invalid(
            _("The last day lies before the first."),
            field="valid_until",
            read=str(statement.valid_until),
            allowed=_("%(day)s or later") % {"day": statement.valid_from},
        )
    _refuse_second_follower(corrects)
    made = unsaved(by=by, at=at, party_id=party.pk, statement=statement)
    made.replaces, made.reason = corrects, reason[:200]
    made.save(force_insert=True)
    act = "evidence.correct" if corrects else "evidence.record"
    journal.write(
        by=by,
        at=at,
        act=act,
        subjects=[party.public_id],
        detail={"kind": statement.kind, "source": statement.source, "record": made.pk},
    )
    return made


def unsaved(*, by: Actor, at: datetime, party_id: int, statement: Statement) -> Evidence:
    """The record of a statement, not yet written: for imports, which insert many at once."""
    return Evidence(
        party_id=party_id,
        kind=statement.kind,
        source=statement.source,
        result=statement.result,
        valid_from=statement.valid_from,
        valid_until=statement.valid_until,
        received_at=at,
        submitted_by=by.label,
        origin=statement.origin,
        details=statement.details,
    )


@transaction.atomic
def withdraw_evidence(*, by: Actor, at: datetime, evidence: Evidence, reason: str) -> Evidence:
    """Take a record back by a later one that names it. The record itself stays readable for ever."""
    lock_party(evidence.party)
    _refuse_second_follower(evidence)
    made = Evidence.objects.create(
        party=evidence.party,
        kind=evidence.kind,
        source=evidence.source,
        result=evidence.result,
        valid_from=evidence.valid_from,
        valid_until=evidence.valid_until,
        standing=Standing.WITHDRAWN,
        replaces=evidence,
        reason=reason[:200],
        received_at=at,
        submitted_by=by.label,
    )
    journal.write(
        by=by,
        at=at,
        act="evidence.withdraw",
        subjects=[evidence.party.public_id],
        detail={"kind": evidence.kind, "record": evidence.pk},
    )
    return made


def _refuse_second_follower(evidence: Evidence | None) -> None:
    if evidence is not None and Evidence.objects.filter(replaces=evidence).exists():
        raise Conflict(
            _("This record has already been corrected or withdrawn."),
            todo=_("Act on the record that followed it."),
        )


@transaction.atomic
def dispute_evidence(*, by: Actor, at: datetime, evidence: Evidence, reason: str) -> Dispute:
    """Mark a record as disputed at once. It stays in force until its source corrects it. A worker disputes what is said
    of herself, an agency what is said of the people it holds: `NotFound` for everybody else's records."""
    require(by, Act.DISPUTE_EVIDENCE)
    if not visible_people(by).filter(pk=evidence.party_id).exists():
        raise NotFound(_("There is no such record in your scope."), todo=_("Take the number from the person's items."))
    return mark_disputed(by=by, at=at, evidence=evidence, reason=reason)


@transaction.atomic
def mark_disputed(*, by: Actor, at: datetime, evidence: Evidence, reason: str) -> Dispute:
    """The mark itself, for whoever has made sure that the person concerned asks for it."""
    made = Dispute.objects.create(evidence=evidence, reason=reason[:500], raised_at=at, raised_by=by.label)
    journal.write(
        by=by,
        at=at,
        act="evidence.dispute",
        subjects=[evidence.party.public_id],
        detail={"kind": evidence.kind, "record": evidence.pk},
    )
    return made


@transaction.atomic
def settle_disputes(*, by: Actor, at: datetime, evidence: Evidence) -> int:
    """Take the mark off a record whose objections were looked into and found without cause, or taken back; how many.
    The objections themselves stay."""
    settled = Dispute.objects.filter(evidence=evidence, settled_at__isnull=True).update(
        settled_at=at, settled_by=by.label[:80]
    )
    if settled:
        detail = {"kind": evidence.kind, "record": evidence.pk}
        journal.write(by=by, at=at, act="evidence.settle", subjects=[evidence.party.public_id], detail=detail)
    return settled
