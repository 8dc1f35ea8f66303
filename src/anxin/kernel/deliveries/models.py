"""A delivery and each attempt at it. The payload is sealed; an error never holds what was sent."""

from __future__ import annotations

import uuid

from django.db import models


def new_delivery_id() -> str:
    """The number the other side sees with every attempt: it can tell a second one from a second message."""
    return str(uuid.uuid4())


class DeliveryState(models.TextChoices):
    WAITING = "waiting"  # to be tried at `next_try_at`
    REACHED = "reached"  # the other side has taken it
    GIVEN_UP = "given-up"  # tried for the last time; somebody has to look


class Delivery(models.Model):
    """One message for another system. `about` is what it tells of, such as a case's public id. `leased_until`: a
    worker has it in hand, under the token in `lease`; a killed one's lease runs out and the next worker takes it up.
    `asked_at`: when the other side was last asked how it stands."""

    public_id = models.CharField(max_length=36, unique=True, default=new_delivery_id)
    target = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    about = models.CharField(max_length=40)
    payload_sealed = models.TextField()
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    attempts = models.IntegerField(default=0)
    tries_before = models.IntegerField(default=0)  # attempts made before somebody let it be tried again
    last_error = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    lease = models.CharField(max_length=36, blank=True)
    reached_at = models.DateTimeField(null=True)
    external_id = models.CharField(max_length=120, blank=True)
    external_status = models.CharField(max_length=60, blank=True)
    external_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "delivery"
        indexes = [
            models.Index(fields=["state", "next_try_at"], name="delivery_due"),
            models.Index(fields=["about"], name="delivery_about"),
            models.Index(fields=["target", "external_id"], name="delivery_external"),
        ]


class Attempt(models.Model):
    """One attempt, written when it begins. `status`: the other side's HTTP status, None where it did not answer."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="tries")
    number = models.IntegerField()
    at = models.DateTimeField()
    status = models.IntegerField(null=True)
    error = models.CharField(max_length=200, blank=True)
    milliseconds = models.IntegerField()

    class Meta:
        db_table = "delivery_attempt"
        constraints = [models.UniqueConstraint(fields=["delivery", "number"], name="delivery_attempt_number")]
