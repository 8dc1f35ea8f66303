"""The receipt of a visit, signed by the issuer over what both sides signed: either of them can take it away.

Format and judgement: anxin.credentials.receipts. A receipt is signed when it is first asked for, and anew once the
worker's phone has signed too.
"""

from __future__ import annotations

import json
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.credentials import Use
from anxin.credentials.receipts import issue_receipt, written_file
from anxin.kernel.codes import keys
from anxin.kernel.codes.evidence import RECEIPT, household_signed, kept_facts, worker_signed
from anxin.kernel.codes.models import IssuerKeyList, Visit
from anxin.kernel.errors import NotFound
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.sealing import seal_bytes, unseal_bytes


def household_receipt(*, at: datetime, token: str) -> bytes:
    """The receipt's file for whoever holds the visit's token."""
    return _file(at, Actor.household(), token=token)


def own_receipt(*, by: Actor, at: datetime, visit: int) -> bytes:
    """The receipt's file of the worker's own visit."""
    return _file(at, by, pk=visit, code__party_id=by.party_id or 0)


@transaction.atomic
def _file(at: datetime, by: Actor, **which: object) -> bytes:
    visit = Visit.objects.select_for_update().filter(**which).first()
    facts = kept_facts(visit) if visit else None
    if visit is None or facts is None:
        raise NotFound(
            _("There is no receipt of this visit."),
            why=_("No such visit is kept, or what was signed is no longer kept."),
        )
    if visit.receipt is None or visit.receipt_keys_id is None:
        _sign(visit, at, by)
    assert visit.receipt is not None and visit.receipt_keys is not None
    file = written_file(
        unseal_bytes(bytes(visit.receipt), context=RECEIPT),
        key_list=bytes(visit.receipt_keys.token),
        household=household_signed(visit),
        worker=worker_signed(visit),
    )
    return json.dumps(file, indent=1).encode() + b"\n"


def _sign(visit: Visit, at: datetime, by: Actor) -> None:
    facts = kept_facts(visit)
    assert facts is not None
    key = keys.signing_key(Use.RECEIPT, at)
    receipt = issue_receipt(
        facts,
        issuer=keys.origin(),
        issued_at=keys.seconds(at),
        key=key,
        household=household_signed(visit),
        worker=worker_signed(visit),
    )
    visit.receipt = seal_bytes(receipt, context=RECEIPT)  # it holds the handle that was shown
    visit.receipt_keys = IssuerKeyList.objects.order_by("-issued_at").first()
    visit.save(update_fields=["receipt", "receipt_keys"])
    person = visit.code.party.public_id
    journal.write(by=by, at=at, act="visit.receipt", subjects=[person], detail={"visit": visit.pk})
