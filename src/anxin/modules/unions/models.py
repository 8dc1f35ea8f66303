"""Rows of unions. Who belongs where, from when until when, are affiliations: no status and no number is kept."""

from __future__ import annotations

from django.db import models

from anxin.kernel.parties.models import Party
from anxin.modules.unions.enums import Level


class Union(models.Model):
    """A union or the pool of an area, as the service `pack` knows it. `ended_on` is its last day.

    Its members are affiliations in the role `pack`; the union above it is one in the role `TREE`. `slot` is "pack:area"
    of a pool in use: an area has one.
    """

    party = models.OneToOneField(Party, on_delete=models.PROTECT, related_name="union")
    pack = models.CharField(max_length=40)
    level = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Level])
    founded_on = models.DateField()
    ended_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    end_recorded_at = models.DateTimeField(null=True)
    end_recorded_by = models.CharField(max_length=80, blank=True)
    slot = models.CharField(max_length=50, null=True, unique=True)

    class Meta:
        db_table = "union_kept"
        indexes = [models.Index(fields=["pack", "level"], name="union_pack_level")]


class Declared(models.Model):
    """What a service declares of its unions, whole, as JSON (`terms`)."""

    pack = models.CharField(max_length=40, unique=True)
    body = models.TextField()
    kept_at = models.DateTimeField()

    class Meta:
        db_table = "union_declared"


TREE = "union-tree"
"""Role of the affiliation of a union to the one above it."""
