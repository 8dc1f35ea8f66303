"""应上尽上: how many of the lots that arrived anywhere had been entered by a first station. Counted, not assumed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from anxin.modules.tracing.enums import ARRIVES, Happening
from anxin.modules.tracing.models import Event, Line, Lot
from anxin.modules.tracing.queries import standing


@dataclass(frozen=True)
class Arrivals:
    """Lots that arrived between two moments, and the codes of those no first station entered."""

    lots: int
    unentered: tuple[str, ...]

    @property
    def per_thousand(self) -> int | None:
        """The share without a first station's event; None where nothing arrived."""
        return None if not self.lots else round(1000 * len(self.unentered) / self.lots)


def arrivals(pack: str, *, since: datetime, until: datetime) -> Arrivals:
    """Every lot that was received or checked in that time."""
    came = standing(Event.objects.filter(pack=pack, kind__in=ARRIVES, happened_at__gte=since, happened_at__lt=until))
    entered = standing(Event.objects.filter(kind=Happening.ENTER, lines__lot=OuterRef("pk")))
    lots = Lot.objects.filter(pk__in=Line.objects.filter(event__in=came).values("lot"))
    rows = lots.annotate(entered=Exists(entered)).values_list("code", "entered").order_by("code")
    found = list(rows)
    return Arrivals(len(found), tuple(code for code, entered in found if not entered))
