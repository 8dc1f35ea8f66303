"""A code is a view of an outcome: it holds no colour. Screen and card carry the same address."""

from __future__ import annotations

import secrets

from django.db import models

from anxin.kernel.parties.models import Party, new_public_id


def new_visit_token() -> str:
    """128 random bits: whoever holds it is the household of that visit."""
    return secrets.token_urlsafe(16)


class Code(models.Model):
    """The scannable address of a person under a pack. `slot` is "pack:party" while in use: one code at a time."""

    public = models.CharField(max_length=16, unique=True, default=new_public_id)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="codes")
    pack = models.CharField(max_length=40)
    card_number = models.CharField(max_length=40, blank=True)
    issued_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=200, blank=True)
    slot = models.CharField(max_length=60, null=True, unique=True)

    class Meta:
        db_table = "code"
        indexes = [models.Index(fields=["party", "pack"], name="code_party")]


class Scan(models.Model):
    """Somebody opened a code at a moment and saw this outcome. `token` lets that browser, and no other, confirm it."""

    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="scans")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=20)
    reason = models.CharField(max_length=60)
    token = models.CharField(max_length=32, unique=True, default=new_visit_token)

    class Meta:
        db_table = "scan"
        indexes = [models.Index(fields=["code", "at"], name="scan_code_at")]


class Visit(models.Model):
    """确认入户: the household let the worker begin. One scan is confirmed at most once."""

    scan = models.OneToOneField(Scan, on_delete=models.PROTECT, related_name="visit")
    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="visits")
    organisation = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="visits")
    token = models.CharField(max_length=32, unique=True, default=new_visit_token)
    confirmed_at = models.DateTimeField()
    outcome = models.CharField(max_length=20)
    acknowledged = models.BooleanField(default=False)

    class Meta:
        db_table = "visit"
        indexes = [models.Index(fields=["code", "confirmed_at"], name="visit_code_at")]


class FeedbackKind(models.TextChoices):
    RATING = "rating"
    COMPLAINT = "complaint"


class Feedback(models.Model):
    """What the household says of a visit: a rating of 1 to 5, or a complaint. Kept; shown to agency and bureau."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="feedback")
    kind = models.CharField(max_length=10, choices=FeedbackKind.choices)
    score = models.IntegerField(null=True)
    text = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField()
    slot = models.CharField(max_length=40, null=True, unique=True)  # one rating a visit; complaints may follow on

    class Meta:
        db_table = "feedback"
        indexes = [models.Index(fields=["kind", "at"], name="feedback_kind_at")]
