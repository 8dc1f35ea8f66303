"""Datasets as their services declare them, who may read them, and what was counted and corrected of them."""

from __future__ import annotations

from django.db import models

from anxin.kernel.parties.models import Party, new_public_id


class Dataset(models.Model):
    """One dataset as declared now (`terms.written`). It is never deleted, and stays on offer until `retired_on`."""

    pack = models.CharField(max_length=40)
    slug = models.CharField(max_length=40)
    body = models.TextField()
    kept_at = models.DateTimeField()
    retired_on = models.DateField(null=True)

    class Meta:
        db_table = "dataset"
        constraints = [models.UniqueConstraint(fields=["pack", "slug"], name="dataset_once")]


class GrantState(models.TextChoices):
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Grant(models.Model):
    """授权: leave for a unit to read fields of a dataset, for a purpose, on a legal basis, until a day.

    `unit`: who reads (`granting.unit_of`). It begins with a request; the owner's side grants or refuses it, by somebody
    other than who asked, and may withdraw it at any time: the next read is refused.
    """

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    dataset = models.CharField(max_length=81)
    unit = models.CharField(max_length=60)
    unit_name = models.CharField(max_length=120)
    fields = models.JSONField()
    purpose = models.CharField(max_length=60)
    basis = models.CharField(max_length=300)
    until = models.DateField()
    state = models.CharField(max_length=10, choices=GrantState.choices, default=GrantState.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=80)
    asked_by_id = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=80, blank=True)

    class Meta:
        db_table = "dataset_grant"
        indexes = [models.Index(fields=["unit", "dataset", "state"], name="dataset_grant_unit")]


class AssessmentTable(models.Model):
    """The dated table of a pack that says which combination of data is to be assessed; immutable once applied."""

    pack = models.CharField(max_length=40)
    since = models.DateField()
    dmn = models.TextField()
    sha256 = models.CharField(max_length=64)
    applied_at = models.DateTimeField()

    class Meta:
        db_table = "dataset_assess_table"
        constraints = [models.UniqueConstraint(fields=["pack", "since"], name="dataset_assess_table_once")]


class Assessment(models.Model):
    """安全评估: a named person looked into one combination of data in one unit's hands, and signs for it.

    `combination`: digest over the unit and all datasets and fields together; another field more is another one.
    """

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    unit = models.CharField(max_length=60)
    combination = models.CharField(max_length=64)
    holds = models.JSONField()
    trigger = models.CharField(max_length=60)
    findings = models.CharField(max_length=1000)
    measures = models.CharField(max_length=1000)
    signed_at = models.DateTimeField()
    signed_by = models.CharField(max_length=80)
    signed_by_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "dataset_assessment"
        constraints = [models.UniqueConstraint(fields=["unit", "combination"], name="dataset_assessment_once")]


class Counted(models.Model):
    """The statistics of a dataset on a day, as they may leave: made once, so that no second table of the day tells
    what the first left out. `cells`: list of [value of each field or null for all …, number or null]."""

    dataset = models.CharField(max_length=81)
    day = models.DateField()
    by = models.JSONField()
    least = models.IntegerField()
    cells = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    class Meta:
        db_table = "dataset_counted"
        constraints = [models.UniqueConstraint(fields=["dataset", "day"], name="dataset_counted_once")]


class CorrectionState(models.TextChoices):
    REPORTED = "reported"
    CORRECTED = "corrected"
    REJECTED = "rejected"


class Correction(models.Model):
    """校核纠错: somebody says that a value is wrong; it is put right where it comes from. `evidence_id`: the record the
    value was read from; `source`: the department that states it."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    dataset = models.CharField(max_length=81)
    field = models.CharField(max_length=40)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="corrections")
    evidence_id = models.BigIntegerField(null=True)
    source = models.CharField(max_length=40)
    said = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=CorrectionState.choices, default=CorrectionState.REPORTED)
    reported_at = models.DateTimeField()
    reported_by = models.CharField(max_length=80)
    reported_unit = models.CharField(max_length=60)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=80, blank=True)
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "dataset_correction"
        indexes = [models.Index(fields=["source", "state"], name="dataset_correction_source")]


class Consumer(models.Model):
    """Who had read the wrong value before it was put right, and is told: a unit here, or a peer."""

    correction = models.ForeignKey(Correction, on_delete=models.CASCADE, related_name="consumers")
    unit = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    read_at = models.DateTimeField()
    told_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "dataset_consumer"
        constraints = [models.UniqueConstraint(fields=["correction", "unit"], name="dataset_consumer_once")]
