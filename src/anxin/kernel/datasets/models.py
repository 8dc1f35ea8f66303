"""Datasets as their services declare them."""

from __future__ import annotations

from django.db import models


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
