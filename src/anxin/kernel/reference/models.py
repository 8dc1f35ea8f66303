"""The site's day, settable for demonstrations and drills only."""

from __future__ import annotations

from django.db import models


class SiteClock(models.Model):
    """One row at most: the day this installation plays. Without it, the day is today's."""

    day = models.DateField()

    class Meta:
        db_table = "site_clock"
