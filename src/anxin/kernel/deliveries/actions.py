"""Putting a message in the outbox, letting one that was given up go on, and keeping the other side's word."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from anxin.kernel.deliveries.models import Delivery, DeliveryState
from anxin.kernel.deliveries.parcels import number_from, printable
from anxin.kernel.errors import Conflict, NotFound
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.sealing import seal

CONTEXT = "delivery"


@transaction.atomic
def post(*, by: Actor, at: datetime, target: str, kind: str, about: str, payload: Mapping[str, Any]) -> Delivery:
    """Put a message in the outbox, with the act it tells of: both are written, or neither."""
    made = Delivery.objects.create(
        target=target,
        kind=kind,
        about=about,
        payload_sealed=seal(json.dumps(dict(payload), ensure_ascii=False), context=CONTEXT),
        made_at=at,
        next_try_at=at,
    )
    detail = {"delivery": made.public_id, "target": target, "kind": kind, "about": about}
    journal.write(by=by, at=at, act="delivery.post", detail=detail)
    return made


@transaction.atomic
def note_status(
    *, by: Actor, at: datetime, target: str, external_id: str, status: str, changed_at: datetime | None = None
) -> Delivery:
    """What the other side says of a message under its own id. `NotFound` for one we never sent there."""
    held = Delivery.objects.select_for_update().filter(target=target, external_id=external_id).order_by("pk").first()
    if held is None:
        raise NotFound(_("No message of ours has that number there."))
    held.external_status, held.external_at = printable(status, 60), changed_at or at
    held.save(update_fields=["external_status", "external_at"])
    detail = {"delivery": held.public_id, "target": target, "about": held.about, "status": held.external_status}
    journal.write(by=by, at=at, act="delivery.status", detail=detail)
    return held


@transaction.atomic
def note_number(*, by: Actor, at: datetime, public_id: str, external_id: str) -> None:
    """The other side's number for a message it had only given a token for."""
    number = number_from(external_id)
    Delivery.objects.filter(public_id=public_id).update(external_id=number)
    journal.write(by=by, at=at, act="delivery.number", detail={"delivery": public_id, "external": number})


@transaction.atomic
def note_asked(*, at: datetime, public_id: str) -> None:
    """That the other side is being asked how a message stands; whoever was asked after longest ago is next."""
    Delivery.objects.filter(public_id=public_id).update(asked_at=at)


@transaction.atomic
def forget(*, about: str) -> None:
    """Empty the payloads of what told of this, when its own time is over; that it was sent, and where to, stays."""
    Delivery.objects.filter(about=about, state=DeliveryState.WAITING).update(state=DeliveryState.GIVEN_UP)
    Delivery.objects.filter(about=about).update(payload_sealed=seal("{}", context=CONTEXT))


@transaction.atomic
def retry(*, by: Actor, at: datetime, public_id: str) -> Delivery:
    """Let a message that was given up be tried again, under the same id."""
    held = Delivery.objects.select_for_update().filter(public_id=public_id).first()
    if held is None:
        raise NotFound(_("There is no such message."))
    if held.state != DeliveryState.GIVEN_UP:
        raise Conflict(_("This message is not given up."), todo=_("It is tried by itself, or has arrived."))
    held.state, held.next_try_at, held.tries_before = DeliveryState.WAITING, at, held.attempts
    held.save()
    detail = {"delivery": held.public_id, "target": held.target, "about": held.about}
    journal.write(by=by, at=at, act="delivery.retry", detail=detail)
    return held


@transaction.atomic
def retry_all(*, by: Actor, at: datetime, target: str) -> int:
    """Let everything that waits for a target or was given up there be tried now; how many messages."""
    open_ones = Delivery.objects.filter(target=target).exclude(state=DeliveryState.REACHED)
    count = open_ones.update(state=DeliveryState.WAITING, next_try_at=at, tries_before=F("attempts"))
    journal.write(by=by, at=at, act="delivery.retry", detail={"target": target, "count": count})
    return count
