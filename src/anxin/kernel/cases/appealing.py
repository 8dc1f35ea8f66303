"""An objection to a record: where the service takes appeals it becomes a case, with its clock and its answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kernel.access.queries import visible_people
from anxin.kernel.access.rules import Act, require
from anxin.kernel.cases.filing import Channel, Filed, From, file_case
from anxin.kernel.cases.forms import FieldKind, FormField
from anxin.kernel.cases.matter import Matter
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.scope import matters_in_force
from anxin.kernel.errors import Conflict, NotFound
from anxin.kernel.evidence.actions import dispute_evidence
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.parties.models import Party
from anxin.kernel.parties.sealing import unseal

WORDS = frozenset({FieldKind.TEXT, FieldKind.LONG_TEXT})


def appeal_matter(pack: str) -> Matter | None:
    """The matter of a service whose form asks for one of the requester's records."""
    return next((one for one in matters_in_force(pack) if _record_question(one) is not None), None)


@transaction.atomic
def raise_dispute(*, by: Actor, at: datetime, pack: str, evidence: Evidence, reason: str) -> Filed | None:
    """Say that a record is wrong: it is marked at once. Where the service takes appeals one is filed for the person and
    returned; elsewhere the mark is all there is. `NotFound` for records outside one's scope, `Conflict` while an appeal
    about the record is open."""
    asks = appeal_matter(pack)
    question = None if asks is None else _record_question(asks)
    if asks is None or question is None:
        dispute_evidence(by=by, at=at, evidence=evidence, reason=reason)
        return None
    require(by, Act.DISPUTE_EVIDENCE)
    if not visible_people(by).filter(pk=evidence.party_id).exists():
        raise NotFound(_("There is no such record in your scope."), todo=_("Take the number from the person's items."))
    if open_appeals([evidence.pk]):
        raise Conflict(
            _("An appeal about this record is under way."), todo=_("Add to it what you know; its page says until when.")
        )
    words = next(one.key for one in asks.form if one.required and one.kind in WORDS)
    return file_case(
        by=by,
        at=at,
        pack=pack,
        matter=asks.slug,
        said={question.key: str(evidence.pk), words: reason},
        sender=From(party=evidence.party, phone=_phone(evidence.party)),
        channel=Channel.PHONE if by.role == Role.WORKER else Channel.COUNTER,
    )


def open_appeals(records: Iterable[int]) -> dict[int, str]:
    """By record: the number of the case in which it is under appeal now."""
    held = Case.objects.filter(record__in=list(records), ended_at__isnull=True).order_by("pk")
    return dict(held.values_list("record_id", "public_id"))


def _record_question(asks: Matter) -> FormField | None:
    return next((one for one in asks.form if one.kind is FieldKind.RECORD), None)


def _phone(party: Party) -> str:
    return unseal(party.phone_sealed, context="phone") if party.phone_sealed else ""
