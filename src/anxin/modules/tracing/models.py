"""Rows of tracing. Events are never edited or deleted; a wrong one is declared wrong by another. How much there is
stands in the ledger."""

from __future__ import annotations

from django.db import models

from anxin.kernel.parties.models import Party
from anxin.modules.tracing.enums import Happening, Side


class Declared(models.Model):
    """What a service declares of its tracing now (`terms.written`)."""

    pack = models.CharField(max_length=40, unique=True)
    body = models.TextField()
    kept_at = models.DateTimeField()

    class Meta:
        db_table = "trace_declared"


class Site(models.Model):
    """站点: a place of a service where lots come and go. `keeper`: the organisation whose people scan there."""

    party = models.OneToOneField(Party, on_delete=models.PROTECT, related_name="+")
    pack = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    keeper = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "trace_site"
        indexes = [models.Index(fields=["pack", "kind"], name="trace_site_kind")]


class Lot(models.Model):
    """批次: goods that share an origin. `code`: what is printed on it. `about`: what a buyer is shown (docs/packs)."""

    party = models.OneToOneField(Party, on_delete=models.PROTECT, related_name="+")
    pack = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    about = models.JSONField(default=dict)

    class Meta:
        db_table = "trace_lot"
        constraints = [models.UniqueConstraint(fields=["code", "pack"], name="trace_lot_code")]


class Event(models.Model):
    """事件: what happened, named by the SHA-256 of its content. `happened_at` is what the site says, `recorded_at` is
    when the platform heard of it. `wrong`: the event that this one declares wrong."""

    digest = models.CharField(max_length=64, unique=True)
    pack = models.CharField(max_length=40)
    kind = models.CharField(max_length=12, choices=[(one, one) for one in Happening])
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="events", db_index=False)
    to = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    body = models.JSONField()
    result = models.CharField(max_length=12, blank=True)
    wrong = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="errors")

    class Meta:
        db_table = "trace_event"
        indexes = [
            models.Index(fields=["pack", "kind", "happened_at"], name="trace_event_kind"),
            models.Index(fields=["site", "happened_at"], name="trace_event_site"),
        ]

    @property
    def late_days(self) -> int:
        """How many whole days after it happened the platform heard of it."""
        return (self.recorded_at - self.happened_at).days


class Line(models.Model):
    """A lot in an event, and how many grams of it."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="lines")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="lines")
    side = models.CharField(max_length=4, choices=[(one, one) for one in Side])
    grams = models.BigIntegerField()

    class Meta:
        db_table = "trace_line"
