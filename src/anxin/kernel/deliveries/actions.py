"""Putting a message in the outbox, trying what is due, and writing down what came of it.

`post` writes the row in the transaction of the act it tells of. `try_due` takes rows under a lease, sends them outside
any transaction, and writes down what came back. A process killed in between leaves the lease to run out: the message is
sent again under the same id, and a receiver that looks at ids takes it once.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from anxin.kernel.deliveries.models import Attempt, Delivery, DeliveryState
from anxin.kernel.deliveries.targets import Target, targets
from anxin.kernel.errors import Conflict, NotFound
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.sealing import seal, unseal

CONTEXT = "delivery"
LEASE = timedelta(minutes=2)
FIRST_WAIT, LONGEST_WAIT, MOST_TRIES = timedelta(seconds=30), timedelta(hours=6), 12
Jitter = Callable[[], float]
"""A number from 0 to 1, so that a system that comes back is not asked by everybody at once."""


@dataclass(frozen=True)
class Parcel:
    """What a transport sends: the id the other side keeps, the kind, and the payload."""

    delivery_id: str
    kind: str
    payload: Mapping[str, Any]


@dataclass(frozen=True)
class Came:
    """What came of an attempt. `error` empty: it was taken, under `external_id` where the other side gave one.
    `final`: another try would fare no better."""

    status: int | None = None
    error: str = ""
    external_id: str = ""
    final: bool = False


Transport = Callable[[Target, Parcel], Came]


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


def wait_after(attempts: int, jitter: float) -> timedelta:
    """How long to wait after so many attempts: twice as long each time, up to six hours, half of it by chance."""
    longest = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(attempts - 1, 20))
    return longest * (0.5 + 0.5 * jitter)


def transport_of(target: Target) -> Transport:
    """The transport that settings name for the target's kind."""
    transport: Transport = import_string(settings.TRANSPORTS[target.kind])
    return transport


def try_due(
    *,
    by: Actor,
    at: datetime,
    jitter: Jitter,
    limit: int = 100,
    transports: Callable[[Target], Transport] = transport_of,
) -> int:
    """Try every message that is due, one after the other; how many were taken."""
    known, taken = targets(), 0
    for pk in due(at)[:limit]:
        held = _lease(pk, at)
        if held is None:
            continue
        target = known.get(held.target)
        began = time.monotonic()
        came = Came(error="unknown target", final=True) if target is None else _sent(transports(target), target, held)
        taken += _write_down(by, at, held.pk, came, int((time.monotonic() - began) * 1000), jitter())
    return taken


def due(at: datetime) -> list[int]:
    """What is to be tried now, the oldest first."""
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=at)
    waiting = Delivery.objects.filter(free, state=DeliveryState.WAITING, next_try_at__lte=at)
    return list(waiting.order_by("next_try_at", "pk").values_list("pk", flat=True))


@transaction.atomic
def _lease(pk: int, at: datetime) -> Delivery | None:
    """Take a message in hand; None where somebody else has it."""
    held = Delivery.objects.select_for_update(skip_locked=True).filter(pk=pk, state=DeliveryState.WAITING).first()
    if held is None or (held.leased_until is not None and held.leased_until > at):
        return None
    held.leased_until = at + LEASE
    held.save(update_fields=["leased_until"])
    return held


def _sent(transport: Transport, target: Target, held: Delivery) -> Came:
    payload = json.loads(unseal(held.payload_sealed, context=CONTEXT))
    try:
        return transport(target, Parcel(held.public_id, held.kind, payload))
    except Exception as fault:  # whatever an adapter meets is an attempt that failed, and is seen as one
        return Came(error=type(fault).__name__)


@transaction.atomic
def _write_down(by: Actor, at: datetime, pk: int, came: Came, milliseconds: int, jitter: float) -> bool:
    held = Delivery.objects.select_for_update().get(pk=pk)
    held.attempts += 1
    held.leased_until = None
    held.last_error = came.error[:200]
    Attempt.objects.create(
        delivery=held,
        number=held.attempts,
        at=at,
        status=came.status,
        error=came.error[:200],
        milliseconds=milliseconds,
    )
    if held.state == DeliveryState.REACHED:
        held.save()  # another worker's attempt arrived while this one's lease had run out
        return False
    if not came.error:
        held.state, held.reached_at, held.external_id = DeliveryState.REACHED, at, came.external_id[:120]
    elif came.final or held.attempts - held.tries_before >= MOST_TRIES:
        held.state = DeliveryState.GIVEN_UP
    else:
        held.next_try_at = at + wait_after(held.attempts - held.tries_before, jitter)
    held.save()
    detail = {"delivery": held.public_id, "target": held.target, "about": held.about, "attempt": held.attempts}
    act = f"delivery.{held.state}" if held.state != DeliveryState.WAITING else "delivery.failed"
    journal.write(by=by, at=at, act=act, detail=detail)
    return held.state == DeliveryState.REACHED


@transaction.atomic
def note_status(
    *, by: Actor, at: datetime, target: str, external_id: str, status: str, changed_at: datetime | None = None
) -> Delivery:
    """What the other side says of a message under its own id. `NotFound` for one we never sent there."""
    held = Delivery.objects.select_for_update().filter(target=target, external_id=external_id).order_by("pk").last()
    if held is None:
        raise NotFound(_("No message of ours has that number there."))
    held.external_status, held.external_at = status[:60], changed_at or at
    held.save(update_fields=["external_status", "external_at"])
    detail = {"delivery": held.public_id, "target": target, "about": held.about, "status": status[:60]}
    journal.write(by=by, at=at, act="delivery.status", detail=detail)
    return held


@transaction.atomic
def note_number(*, by: Actor, at: datetime, public_id: str, external_id: str) -> None:
    """The other side's number for a message it had only given a token for."""
    Delivery.objects.filter(public_id=public_id).update(external_id=external_id[:120])
    detail = {"delivery": public_id, "external": external_id[:120]}
    journal.write(by=by, at=at, act="delivery.number", detail=detail)


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
