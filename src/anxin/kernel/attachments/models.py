"""Rows of attachments; their bytes lie sealed under $ANXIN_HOME/attachments/<first two letters>/<public_id>."""

from __future__ import annotations

from django.db import models

from anxin.kernel.parties.models import new_public_id


class Attachment(models.Model):
    """One photo or file. `sha256_received` is of the bytes as they came, `sha256` and `size` of those kept.

    `taken_at` and the position are what the camera wrote, and so what anybody may have written there. `likeness` is a
    picture's difference hash (64 bits, hexadecimal). Once erased, hashes, type and size stay; all else is gone.
    """

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    media_type = models.CharField(max_length=40)
    size = models.IntegerField()
    sha256_received = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    width = models.IntegerField(null=True)
    height = models.IntegerField(null=True)
    likeness = models.CharField(max_length=16, blank=True)
    taken_at = models.DateTimeField(null=True)
    position_sealed = models.CharField(max_length=120, blank=True)
    name_sealed = models.CharField(max_length=800, blank=True)
    kept_at = models.DateTimeField()
    kept_by = models.CharField(max_length=80)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "attachment"
        indexes = [models.Index(fields=["sha256_received"], name="attachment_received")]
