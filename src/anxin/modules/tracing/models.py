"""Rows of tracing. Events are never edited or deleted; a wrong one is declared wrong by another. How much there is
stands in the ledger."""

from __future__ import annotations

from django.db import models

from anxin.kernel.parties.models import Party, new_public_id
from anxin.modules.tracing.enums import Happening, Side


class Declared(models.Model):
    """What a service declares of its tracing now (`terms.written`)."""

    pack = models.CharField(max_length=40, unique=True)
    body = models.TextField()
    kept_at = models.DateTimeField()

    class Meta:
        db_table = "trace_declared"


class Site(models.Model):
    """站点: a place of a service where lots come and go. `keeper`: the organisation whose people scan there. `room`:
    how many grams it holds at most, where lots are booked into it. `uri`: what others call it in EPCIS (as a GLN)."""

    party = models.OneToOneField(Party, on_delete=models.PROTECT, related_name="+")
    pack = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    keeper = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")
    room = models.BigIntegerField(null=True)
    uri = models.CharField(max_length=200, null=True)

    class Meta:
        db_table = "trace_site"
        indexes = [models.Index(fields=["pack", "kind"], name="trace_site_kind")]
        constraints = [models.UniqueConstraint(fields=["uri", "pack"], name="trace_site_uri")]


class Lot(models.Model):
    """批次: goods that share an origin. `code`: what is printed on it. `about`: what a buyer is shown (docs/packs).
    `uri`: what others call it in EPCIS."""

    party = models.OneToOneField(Party, on_delete=models.PROTECT, related_name="+")
    pack = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    about = models.JSONField(default=dict)
    uri = models.CharField(max_length=200, null=True)

    class Meta:
        db_table = "trace_lot"
        constraints = [
            models.UniqueConstraint(fields=["code", "pack"], name="trace_lot_code"),
            models.UniqueConstraint(fields=["uri", "pack"], name="trace_lot_uri"),
        ]


class Event(models.Model):
    """事件: what happened, named by the SHA-256 of its content. `happened_at` is what the site says, `recorded_at` is
    when the platform heard of it. `wrong`: the event that this one declares wrong. `expected_on`: of goods that are
    declared, the day they are to arrive."""

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
    expected_on = models.DateField(null=True)
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


class Capture(models.Model):
    """One document of EPCIS that was sent, and what became of it: `errors` by the place of the event."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    pack = models.CharField(max_length=40)
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=80)
    sender = models.BigIntegerField(null=True)
    proceeds = models.BooleanField()
    captured = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    errors = models.JSONField(default=list)

    class Meta:
        db_table = "trace_capture"


class Captured(models.Model):
    """An event as another system sent it, every field of it. `event`: what was recorded of it here; none where it moves
    nothing that tracing counts (a pallet packed, an order named) and is only kept."""

    digest = models.CharField(max_length=64, unique=True)
    capture = models.ForeignKey(Capture, on_delete=models.PROTECT, related_name="events")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, related_name="captured")
    happened_at = models.DateTimeField()
    said = models.JSONField()

    class Meta:
        db_table = "trace_captured"
