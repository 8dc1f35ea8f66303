"""应上尽上: how many of the lots that arrived anywhere had been entered by a first station, or were made of lots that
had. Counted, not assumed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from anxin.modules.tracing.enums import ARRIVES, Happening
from anxin.modules.tracing.following import origins_of, ways
from anxin.modules.tracing.models import Event, Line, Lot
from anxin.modules.tracing.queries import CHUNK, standing


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
    codes = dict(Lot.objects.filter(pk__in=Line.objects.filter(event__in=came).values("lot")).values_list("pk", "code"))
    open_ = sorted(set(codes) - _entered(codes))
    origins = origins_of(open_)
    ends = {lot: {way[-1] for way in ways(lot, origins)} for lot in open_}
    entered = _entered({end for found in ends.values() for end in found})
    without = sorted(codes[lot] for lot, found in ends.items() if not found <= entered)
    return Arrivals(len(codes), tuple(without))


def _entered(lots: Iterable[int]) -> set[int]:
    """Those that a first station entered themselves."""
    held, found = sorted(lots), set[int]()
    for start in range(0, len(held), CHUNK):
        lines = Line.objects.filter(lot__in=held[start : start + CHUNK], event__kind=Happening.ENTER)
        found |= set(lines.filter(event__errors__isnull=True).values_list("lot", flat=True))
    return found
