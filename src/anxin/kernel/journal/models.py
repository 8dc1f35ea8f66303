"""The chain: entries, whom they are about, and the head that serialises appends."""

from __future__ import annotations

from typing import Any

from django.db import models

from anxin.kernel.journal import chain


class Entry(models.Model):
    """One act or read. `hash` = SHA-256 over `prev_hash` and every other column (see chain.py)."""

    # Always given, from the head. An automatic key only because SQLite then keeps the rows by it, without an index.
    seq = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    role = models.CharField(max_length=20)
    actor = models.CharField(max_length=80)
    user_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    act = models.CharField(max_length=60)
    purpose = models.CharField(max_length=60, blank=True)
    is_read = models.BooleanField(default=False)
    detail = models.JSONField(default=dict)
    subjects_hash = models.CharField(max_length=64)
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "journal_entry"
        indexes = [
            models.Index(fields=["act"], name="journal_act"),
            models.Index(fields=["at"], name="journal_at"),
        ]

    def body(self) -> dict[str, Any]:
        """Everything of the entry that its hash covers."""
        return {
            "seq": self.seq,
            "at": chain.moment(self.at),
            "role": str(self.role),
            "actor": self.actor,
            "user": self.user_id,
            "organisation": self.organisation_id,
            "act": self.act,
            "purpose": self.purpose,
            "read": self.is_read,
            "detail": self.detail,
            "subjects": self.subjects_hash,
        }


class EntrySubject(models.Model):
    """A party an entry is about, by public id: the row behind "who looked at me"."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="subjects")
    party = models.CharField(max_length=16)

    class Meta:
        db_table = "journal_subject"
        indexes = [models.Index(fields=["party", "entry"], name="journal_subject_party")]


class Head(models.Model):
    """The last link. Locked while appending, so that two writers cannot fork the chain."""

    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        db_table = "journal_head"
