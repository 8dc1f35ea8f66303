"""Trying what is due, and writing down what came of it.

A row is taken under a lease, with a token that says whose it is; it is sent outside any transaction; what came back is
written down. The attempt is counted when the lease is taken: a message that kills its worker is not tried for ever. A
process killed in between leaves the lease to run out: the message goes out again under the same id, and a receiver that
looks at ids takes it once.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.module_loading import import_string

from anxin.kernel.deliveries.actions import CONTEXT
from anxin.kernel.deliveries.models import Attempt, Delivery, DeliveryState
from anxin.kernel.deliveries.parcels import (
    MOST_TRIES,
    Came,
    Parcel,
    Transport,
    number_from,
    printable,
    wait_after,
)
from anxin.kernel.deliveries.targets import UNREAD, Target, target_of_desk, targets
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.sealing import unseal

LEASE = timedelta(minutes=2)
CUT_SHORT = "cut short: the worker ended before anything came"
NO_SUCH_TARGET = "no such target in the targets file"
Jitter = Callable[[], float]
"""A number from 0 to 1, so that a system that comes back is not asked by everybody at once."""
Passed = Callable[[], timedelta]
"""How much time has gone by since the round began."""


@dataclass(frozen=True)
class InHand:
    """A message under a lease: whoever holds the token may write down what came."""

    delivery: Delivery
    token: str


def stopwatch() -> Passed:
    """Time gone by from now on, by a clock that nobody sets."""
    began = time.monotonic()
    return lambda: timedelta(seconds=time.monotonic() - began)


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
    passed: Passed | None = None,
) -> int:
    """Try every message that is due, one after the other; how many were taken. Raises TargetsInvalid.

    `at` is when the round begins. What is for a target that the file does not name, or that is not ready, waits.
    """
    known, taken, since = targets(), 0, passed or stopwatch()
    ready = {slug: target for slug, target in known.items() if not target.fault}
    _find_targets(by, at)
    _show_what_waits(at, known, ready)
    for pk in due(at, ready)[:limit]:
        held = _lease(by, pk, at + since())
        if held is None:
            continue
        began = since()
        came = _sent(transports, ready[held.delivery.target], held.delivery)
        milliseconds = (since() - began) // timedelta(milliseconds=1)
        taken += _write_down(by, at + since(), held, came, milliseconds, jitter())
    return taken


def due(at: datetime, known: Mapping[str, Target] | None = None) -> list[int]:
    """What is to be tried now, the oldest first. A message waits for an earlier one about the same thing, so that an
    answer never arrives before its request."""
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=at)
    waiting = Delivery.objects.filter(free, state=DeliveryState.WAITING, next_try_at__lte=at)
    if known is not None:
        waiting = waiting.filter(target__in=list(known))
    before = Delivery.objects.filter(
        state=DeliveryState.WAITING, target=OuterRef("target"), about=OuterRef("about"), pk__lt=OuterRef("pk")
    )
    return list(waiting.exclude(Exists(before)).order_by("next_try_at", "pk").values_list("pk", flat=True))


def _show_what_waits(at: datetime, known: Mapping[str, Target], ready: Mapping[str, Target]) -> None:
    waiting = Delivery.objects.filter(state=DeliveryState.WAITING, next_try_at__lte=at)
    for slug in waiting.exclude(target__in=list(ready)).order_by().values_list("target", flat=True).distinct():
        fault = known[slug].fault if slug in known else NO_SUCH_TARGET
        waiting.filter(target=slug).exclude(last_error=fault[:200]).update(last_error=fault[:200])


@transaction.atomic
def _find_targets(by: Actor, at: datetime) -> None:
    """Give messages that were made while the file was broken to the system behind their desk; where there is none, the
    message is dropped, as it would not have been made."""
    for held in Delivery.objects.select_for_update().filter(target=UNREAD).order_by("pk"):
        pack, desk, area = json.loads(unseal(held.payload_sealed, context=CONTEXT))["desk"].split("/")
        found = target_of_desk(pack, desk, area)
        detail = {"delivery": held.public_id, "about": held.about, "target": found.slug if found else ""}
        journal.write(by=by, at=at, act="delivery.resolve", detail=detail)
        if found is None:
            held.delete()
        else:
            held.target = found.slug
            held.save(update_fields=["target"])


@transaction.atomic(durable=True)
def _lease(by: Actor, pk: int, at: datetime) -> InHand | None:
    """Take a message in hand and count the try; None where somebody else has it, or it was the last one's death."""
    held = Delivery.objects.select_for_update(skip_locked=True).filter(pk=pk, state=DeliveryState.WAITING).first()
    if held is None or held.next_try_at > at or (held.leased_until is not None and held.leased_until > at):
        return None
    if held.attempts - held.tries_before >= MOST_TRIES:
        held.state, held.lease, held.leased_until = DeliveryState.GIVEN_UP, "", None
        held.save()
        _journal(by, at, held, "delivery.given-up")
        return None
    held.attempts += 1
    held.lease, held.leased_until, held.last_error = str(uuid.uuid4()), at + LEASE, CUT_SHORT
    held.save()
    Attempt.objects.create(delivery=held, number=held.attempts, at=at, error=CUT_SHORT, milliseconds=0)
    return InHand(held, held.lease)


def _sent(transports: Callable[[Target], Transport], target: Target, held: Delivery) -> Came:
    try:
        payload = json.loads(unseal(held.payload_sealed, context=CONTEXT))
        return transports(target)(target, Parcel(held.public_id, held.kind, payload, _number_there(held)))
    except Exception as fault:  # whatever an adapter meets is an attempt that failed, and is seen as one
        return Came(error=type(fault).__name__)


def _number_there(held: Delivery) -> str:
    earlier = Delivery.objects.filter(target=held.target, about=held.about, pk__lt=held.pk).exclude(external_id="")
    return earlier.order_by("pk").values_list("external_id", flat=True).first() or ""


@transaction.atomic(durable=True)
def _write_down(by: Actor, at: datetime, mine: InHand, came: Came, milliseconds: int, jitter: float) -> bool:
    """True if the message arrived by this attempt."""
    held, number = Delivery.objects.select_for_update().get(pk=mine.delivery.pk), mine.delivery.attempts
    error = printable(came.error, 200)
    Attempt.objects.filter(delivery=held, number=number).update(
        status=came.status, error=error, milliseconds=milliseconds
    )
    if held.state == DeliveryState.REACHED or (held.lease != mine.token and error):
        return False  # the lease ran out and the message is another worker's, or has arrived by it
    held.lease, held.leased_until, held.last_error = "", None, error
    if came.held:
        held.tries_before += 1
    if not error:
        held.state, held.reached_at, held.external_id = DeliveryState.REACHED, at, number_from(came.external_id)
    elif came.final or held.attempts - held.tries_before >= MOST_TRIES:
        held.state = DeliveryState.GIVEN_UP
    else:
        held.next_try_at = at + wait_after(held.attempts - (0 if came.held else held.tries_before), jitter)
    held.save()
    _journal(by, at, held, "delivery.failed" if held.state == DeliveryState.WAITING else f"delivery.{held.state}")
    return held.state == DeliveryState.REACHED


def _journal(by: Actor, at: datetime, held: Delivery, act: str) -> None:
    detail = {"delivery": held.public_id, "target": held.target, "about": held.about, "attempt": held.attempts}
    journal.write(by=by, at=at, act=act, detail=detail)
