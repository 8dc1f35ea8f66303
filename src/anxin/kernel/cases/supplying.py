"""The second party of a request: who supplies. And requests taken up together, in numbered batches."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from anxin.kernel.cases.enums import Duty, Happened
from anxin.kernel.cases.filing import version_in_force
from anxin.kernel.cases.models import Batch, Supplier
from anxin.kernel.cases.recording import Happening, append, locked, matter_of
from anxin.kernel.cases.rights import require_duty, seats_of
from anxin.kernel.errors import Conflict, Refused
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.parties.models import Party


@transaction.atomic
def name_supplier(*, by: Actor, at: datetime, public_id: str, organisation: Party) -> Supplier:
    """Name an organisation that supplies what the case asks for; the requester reads who it is."""
    case = locked(public_id)
    asks = matter_of(case)
    require_duty(by, at, case, asks, Duty.ANSWER)
    if not asks.supply:
        raise Conflict(_("This matter has no suppliers."), todo=_("Answer it in words."))
    if Supplier.objects.filter(case=case, organisation=organisation).exists():
        raise Conflict(_("This organisation is named already."), todo=_("Name another, or go on."))
    detail = {"supplier": organisation.public_id}
    append(by=by, at=at, case=case, happening=Happening(Happened.NOTED, detail))
    return Supplier.objects.create(case=case, organisation=organisation, named_at=at, named_by=by.label[:80])


@transaction.atomic
def open_batch(*, by: Actor, at: datetime, pack: str, matter: str) -> Batch:
    """Begin the next batch of a matter; its number follows the last."""
    version_in_force(pack, matter)
    if by.role is not Role.SYSTEM and not any(seat.pack == pack for seat in seats_of(by, at)):
        raise Refused(_("You sit at no desk of this service."), rule="cases.batch")
    last = Batch.objects.filter(pack=pack, matter=matter).aggregate(last=Max("number"))["last"]
    made = Batch.objects.create(pack=pack, matter=matter, number=(last or 0) + 1, opened_at=at, opened_by=by.label[:80])
    detail = {"service": pack, "matter": matter, "batch": made.number}
    journal.write(by=by, at=at, act="case.batch", detail=detail)
    return made


@transaction.atomic
def put_in_batch(*, by: Actor, at: datetime, public_id: str, batch: Batch) -> None:
    """Take a case up with a batch."""
    case = locked(public_id)
    require_duty(by, at, case, matter_of(case), Duty.DISPATCH)
    if (batch.pack, batch.matter) != (case.pack, case.matter):
        raise Conflict(_("This batch is of another matter."))
    append(by=by, at=at, case=case, happening=Happening(Happened.NOTED, {"batch": batch.number}, told=False))
    case.batch = batch
    case.save(update_fields=["batch"])
