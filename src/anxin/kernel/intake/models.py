"""An upload, its rows (sealed in blocks: they hold identity numbers), and what is wrong with them."""

from __future__ import annotations

from django.db import models

from anxin.kernel.parties.models import new_public_id


class UploadState(models.TextChoices):
    STAGING = "staging"  # being read; a killed reading starts over
    STAGED = "staged"  # read and checked, waiting for a person's decision
    APPLYING = "applying"  # confirmed, being written; a killed writing goes on
    APPLIED = "applied"
    DISCARDED = "discarded"
    REFUSED = "refused"  # the file as a whole cannot be read


class Upload(models.Model):
    """One file brought by one actor. Its bytes lie sealed under $ANXIN_HOME/uploads/<public_id>."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    pack = models.CharField(max_length=40)
    layout = models.CharField(max_length=40)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, blank=True)  # empty: larger than allowed, so never read to its end
    size = models.BigIntegerField()
    encoding = models.CharField(max_length=20, blank=True)  # of a text file; empty for a workbook
    sheets = models.JSONField(default=list)  # names of the visible sheets
    state = models.CharField(max_length=10, choices=UploadState.choices)
    user_id = models.BigIntegerField(null=True)
    brought_by = models.CharField(max_length=80)
    role = models.CharField(max_length=20)
    area = models.CharField(max_length=6, blank=True)
    organisation_id = models.BigIntegerField(null=True)
    received_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=80, blank=True)
    applied_at = models.DateTimeField(null=True)
    rows_total = models.IntegerField(default=0)
    rows_good = models.IntegerField(default=0)
    rows_bad = models.IntegerField(default=0)
    rows_applied = models.IntegerField(default=0)
    receipt = models.JSONField(default=dict)
    slot = models.CharField(max_length=64, null=True, unique=True)  # one live upload of the same bytes by one actor

    class Meta:
        db_table = "upload"
        indexes = [
            models.Index(fields=["organisation_id", "received_at"], name="upload_org_at"),
            models.Index(fields=["received_at"], name="upload_at"),
        ]


class UploadBlock(models.Model):
    """Up to 500 rows of one kind, good or bad, in file order: sealed, compressed JSON (see blocks.py).

    A block is written in one transaction. `entry` is the number of its journal entry, None until then; `counts` is
    what it made.
    """

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="blocks")
    good = models.BooleanField()
    number = models.IntegerField()
    rows = models.IntegerField()
    sealed = models.BinaryField()
    entry = models.BigIntegerField(null=True)
    counts = models.JSONField(default=dict)

    class Meta:
        db_table = "upload_block"
        constraints = [models.UniqueConstraint(fields=["upload", "good", "number"], name="upload_block_once")]


class Problem(models.Model):
    """What is wrong with a cell, a row or the file: where, what was read (masked), what is allowed, what to do.

    `what`, `allowed` and `todo` are message ids; `values` fills their places when they are shown in a language.
    """

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="problems")
    sheet = models.CharField(max_length=60, blank=True)
    row = models.IntegerField(null=True)
    column = models.CharField(max_length=60, blank=True)
    read = models.CharField(max_length=200, blank=True)
    what = models.CharField(max_length=300)
    allowed = models.CharField(max_length=300, blank=True)
    todo = models.CharField(max_length=300, blank=True)
    values = models.JSONField(default=dict)

    class Meta:
        db_table = "upload_problem"
        indexes = [models.Index(fields=["upload", "row"], name="upload_problem_row")]
