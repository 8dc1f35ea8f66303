"""The chain: entries, whom they are about, and the head that serialises appends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import models


class Entry(models.Model):
    """One act or read. `hash` covers `prev_hash` and, through two salted hashes, everything else (see chain.py).

    Over its time, an entry is emptied: payload, salt and subjects go, `emptied_by` says under which entry, and number,
    moment and hashes stay."""

    # Always given, from the head. An automatic key only because SQLite then keeps the rows by it, without an index.
    seq = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    role = models.CharField(max_length=20)
    actor = models.CharField(max_length=80)
    user_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    area = models.CharField(max_length=6, blank=True)
    door = models.CharField(max_length=10, blank=True)
    act = models.CharField(max_length=60)
    purpose = models.CharField(max_length=60, blank=True)
    is_read = models.BooleanField(default=False)
    detail = models.JSONField(default=dict)
    hidden_until = models.DateField(null=True)
    salt = models.CharField(max_length=64, blank=True)
    emptied_by = models.BigIntegerField(null=True)
    payload_hash = models.CharField(max_length=64)
    subjects_hash = models.CharField(max_length=64)
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "journal_entry"
        indexes = [
            models.Index(fields=["act"], name="journal_act"),
            models.Index(fields=["at"], name="journal_at"),
            models.Index(
                fields=["hidden_until"], name="journal_hidden", condition=models.Q(hidden_until__isnull=False)
            ),
        ]

    def payload(self) -> dict[str, Any]:
        """What the entry says, all of which its `payload_hash` covers."""
        return payload_of(vars(self))

    @property
    def emptied(self) -> bool:
        return self.emptied_by is not None

    @property
    def salt_octets(self) -> bytes:
        return bytes.fromhex(self.salt)


def payload_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """What an entry with these columns says, as its hash covers it."""
    until: date | None = values["hidden_until"]
    return {
        "role": str(values["role"]),
        "actor": values["actor"],
        "user": values["user_id"],
        "organisation": values["organisation_id"],
        "area": values["area"],
        "door": str(values["door"]),
        "act": values["act"],
        "purpose": values["purpose"],
        "read": values["is_read"],
        "detail": values["detail"],
        "hidden_until": until and until.isoformat(),
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


class SignedRoot(models.Model):
    """A day's root as it was signed and published (see roots.py). `seq`: the last entry it covers."""

    day = models.DateField(unique=True)
    seq = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    line = models.CharField(max_length=400)
    signed_at = models.DateTimeField()

    class Meta:
        db_table = "journal_signed_root"
