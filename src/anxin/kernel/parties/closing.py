"""Whether an organisation takes anybody in on a day. A module that lets organisations end adds its function to `CLOSED`
in `AppConfig.ready()`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext as _

from anxin.kernel.errors import Conflict
from anxin.kernel.parties.models import Party

Closed = Callable[[Party, date], bool]
CLOSED: list[Closed] = []


def refuse_closed(organisation: Party, on: date) -> None:
    """`Conflict` where nobody can belong to the organisation from that day on: it was merged into another or has ended.

    Asked after the affiliation is written: a row that names the organisation waits for whoever ends it.
    """
    if Party.objects.filter(pk=organisation.pk).exclude(merged_into=None).exists():
        raise Conflict(
            _("This organisation was merged into another one."),
            todo=_("Look it up again by its number: that leads to the one that is kept."),
        )
    if any(closed(organisation, on) for closed in CLOSED):
        raise Conflict(
            _("“%(name)s” does not take anybody in on that day.") % {"name": organisation.name},
            why=_("It did not exist yet, or its end is on record."),
            todo=_("Check the day, or choose the organisation that stands in its place."),
        )
