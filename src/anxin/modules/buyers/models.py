"""Rows of the light on buyers. Firms themselves stand in the index (`anxin.firms`), not in the database."""

from __future__ import annotations

from django.db import models

from anxin.modules.buyers.enums import LoadState, Outcome


class Declared(models.Model):
    """What a service declares of its light now (`terms.written`)."""

    pack = models.CharField(max_length=40, unique=True)
    body = models.TextField()
    kept_at = models.DateTimeField()

    class Meta:
        db_table = "buyer_declared"


class Load(models.Model):
    """A file of firms taken in; its number is the edition every record carries. `published_on`: the day of the file.
    `rows`: read so far, `taken` and `refused` of them. `seen_at`: when the same file was last handed in again."""

    pack = models.CharField(max_length=40)
    source = models.CharField(max_length=40)
    published_on = models.DateField()
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=[(one.value, one.value) for one in LoadState])
    rows = models.BigIntegerField(default=0)
    taken = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    begun_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "buyer_load"
        indexes = [models.Index(fields=["pack", "source", "state"], name="buyer_load_source")]


class Verdict(models.Model):
    """Somebody looked and said whether two records are one firm: two of the register, or one and an entry of a list.
    It can be undone; then `undone_at` stands, and another may follow."""

    firm = models.CharField(max_length=120)
    other = models.CharField(max_length=120)
    same = models.BooleanField()
    why = models.CharField(max_length=400)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()
    undone_by = models.CharField(max_length=120, blank=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "buyer_verdict"
        indexes = [models.Index(fields=["firm"], name="buyer_verdict_firm")]
        constraints = [
            models.UniqueConstraint(
                fields=["firm", "other"], condition=models.Q(undone_at=None), name="buyer_verdict_standing"
            )
        ]


class Report(models.Model):
    """What an exporter says of one invoice to a buyer. `light`: what shone when it was asked about before the order, if
    the exporter had asked. Who reported is shown to nobody; `account` is there so that each may correct their own."""

    account = models.BigIntegerField()
    firm = models.CharField(max_length=120)
    country = models.CharField(max_length=2)
    outcome = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Outcome])
    due_on = models.DateField()
    paid_on = models.DateField(null=True)
    light = models.CharField(max_length=10, blank=True)
    reported_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "buyer_report"
        indexes = [models.Index(fields=["firm", "due_on"], name="buyer_report_firm")]


class Asked(models.Model):
    """What an exporter asked, kept for that exporter only. `watched`: tell when the light becomes another."""

    account = models.BigIntegerField()
    firm = models.CharField(max_length=120)
    name = models.CharField(max_length=300)
    country = models.CharField(max_length=2)
    light = models.CharField(max_length=10)
    asked_at = models.DateTimeField()
    watched = models.BooleanField(default=False)
    told_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "buyer_asked"
        constraints = [models.UniqueConstraint(fields=["account", "firm"], name="buyer_asked_once")]
        indexes = [models.Index(fields=["watched", "id"], name="buyer_asked_watched")]
