"""Zones as they were declared and lifted. What they mean for a person stands in evidence."""

from __future__ import annotations

from django.db import models

from anxin.kernel.parties.models import new_public_id


class Zone(models.Model):
    """One zone on an area of 6, 9 or 12 digits. `sort` is the result word of the evidence it writes (`kind`, `source`)
    for whoever has a record of the kind `stays` there; `rank` 0 is strictest. `lifted_on`: the first day without."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    pack = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    source = models.CharField(max_length=40)
    stays = models.CharField(max_length=40)
    sort = models.CharField(max_length=40)
    rank = models.IntegerField()
    area = models.CharField(max_length=12)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    reason = models.CharField(max_length=200)
    declared_at = models.DateTimeField()
    declared_by = models.CharField(max_length=80)
    lifted_on = models.DateField(null=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.CharField(max_length=80, blank=True)

    class Meta:
        db_table = "zone"
        indexes = [models.Index(fields=["pack", "starts_on"], name="zone_pack_starts")]
