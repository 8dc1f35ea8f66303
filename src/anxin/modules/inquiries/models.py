"""Rows of inquiries. Who asked is forgotten in time; that somebody asked, and what was answered, stays."""

from __future__ import annotations

from django.db import models

from anxin.kernel.parties.models import Party, new_public_id
from anxin.kernel.peers.models import Taken


class Declared(models.Model):
    """What a service declares of its inquiries (`terms.written`)."""

    pack = models.CharField(max_length=40, unique=True)
    body = models.TextField()
    kept_at = models.DateTimeField()

    class Meta:
        db_table = "inquiry_declared"


class Answer(models.TextChoices):
    NONE = "none"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Inquiry(models.Model):
    """Somebody asked to see a person's record. `party` is null where the code was nobody's: whoever asks is told the
    same. `terms`: what was asked, as declared then. `digest`: of the link the asker holds."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="inquiries")
    pack = models.CharField(max_length=40)
    terms = models.TextField()
    described = models.CharField(max_length=64)  # digest of the dataset as declared when it was asked
    digest = models.CharField(max_length=64, unique=True)
    asked_by = models.CharField(max_length=120, blank=True)  # sealed
    why = models.CharField(max_length=400, blank=True)  # sealed
    asked_at = models.DateTimeField()
    waits_until = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.NONE)
    answered_at = models.DateTimeField(null=True)
    lasts_until = models.DateTimeField(null=True)
    opened = models.IntegerField(default=0)

    class Meta:
        db_table = "inquiry"
        indexes = [models.Index(fields=["party", "asked_at"], name="inquiry_party")]


class PassedOn(models.Model):
    """Somebody asked here to see a record that a peer gave; the peer asks the person. `ref`: the record, or an invented
    one where there is none: whoever asks is told the same. `digest`: of the link the asker holds."""

    taken = models.ForeignKey(Taken, on_delete=models.CASCADE, related_name="+")
    ref = models.CharField(max_length=32)
    token = models.CharField(max_length=32, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    asked_by = models.CharField(max_length=120, blank=True)  # sealed
    why = models.CharField(max_length=400, blank=True)  # sealed
    asked_at = models.DateTimeField()
    opened = models.IntegerField(default=0)

    class Meta:
        db_table = "inquiry_passed_on"
