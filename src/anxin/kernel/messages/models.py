"""A message on its way: whom it goes to and what it says are sealed."""

from __future__ import annotations

from django.db import models


class MessageState(models.TextChoices):
    KEPT = "kept"  # nothing sends messages here: an operator reads them
    SENT = "sent"
    FAILED = "failed"


class Message(models.Model):
    """One short message. `kind` says what for; recipient and text open only with the site's key."""

    kind = models.CharField(max_length=20)
    recipient_sealed = models.CharField(max_length=160)
    text_sealed = models.CharField(max_length=800)
    state = models.CharField(max_length=8, choices=MessageState.choices)
    at = models.DateTimeField()

    class Meta:
        db_table = "short_message"
        indexes = [models.Index(fields=["at"], name="short_message_at")]
