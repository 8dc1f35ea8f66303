"""Records of evidence. Valid time is `valid_from`/`valid_until` (days, inclusive); record time is `received_at` and
the order of ids. A later record corrects or withdraws an earlier one by naming it in `replaces`."""

from __future__ import annotations

from django.db import models

from anxin.kernel.evidence import facts
from anxin.kernel.parties.models import Party


class Standing(models.TextChoices):
    STATED = facts.STATED
    WITHDRAWN = facts.WITHDRAWN


class Evidence(models.Model):
    """One record, immutable. `result` is a word of the kind (passed, failed, issued …) or empty."""

    # No index of its own: the one over (party, kind, source) serves.
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="evidence", db_index=False)
    kind = models.CharField(max_length=40)
    source = models.CharField(max_length=40)
    result = models.CharField(max_length=40, null=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.STATED)
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="followers")
    reason = models.CharField(max_length=200, blank=True)
    received_at = models.DateTimeField()
    submitted_by = models.CharField(max_length=80)
    origin = models.CharField(
        max_length=60, null=True, unique=True
    )  # "upload:row:kind": the same row never counts twice
    details = models.JSONField(default=dict)

    class Meta:
        db_table = "evidence"
        indexes = [
            models.Index(fields=["party", "kind", "source"], name="evidence_party_kind"),
            models.Index(fields=["kind", "valid_until"], name="evidence_kind_until"),
        ]

    @property
    def is_disputed(self) -> bool:
        """Whether somebody objects to it and that is not settled."""
        return any(one.settled_at is None for one in self.disputes.all())


class Dispute(models.Model):
    """A person says a record about them is wrong: marked at once, shown wherever the record is, until a later record
    of its source takes its place or the objection is settled: looked into and found without cause, or taken back.

    Zhejiang public credit information rules 2017, arts. 30 and 31.
    """

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="disputes")
    reason = models.CharField(max_length=500)
    raised_at = models.DateTimeField()
    raised_by = models.CharField(max_length=80)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=80, blank=True)

    class Meta:
        db_table = "dispute"


class Series(models.Model):
    """A kind of evidence that nobody states: the platform counts, over records of the kind `counts`, how many days on
    end they had one of `results`. `lengths`: word → least number of days. Immutable, as outcomes rest on it."""

    kind = models.CharField(max_length=40, unique=True)
    source = models.CharField(max_length=40)
    pack = models.CharField(max_length=40)
    counts = models.CharField(max_length=40)
    results = models.JSONField()
    lengths = models.JSONField()
    otherwise = models.CharField(max_length=40)
    lasts = models.IntegerField(null=True)

    class Meta:
        db_table = "series"
