"""In = out + stock + loss, for each lot and site at the end of each day: from what was recorded on one hand, from the
books on the other."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Sum

from anxin.kernel.ledger.models import Line as BookLine
from anxin.modules.tracing import queries
from anxin.modules.tracing.booking import book_of
from anxin.modules.tracing.enums import CHANGES, Happening, Side
from anxin.modules.tracing.models import Line
from anxin.modules.tracing.queries import SHANGHAI
from anxin.modules.tracing.terms import STOCK


@dataclass
class Balance:
    """Grams of a lot at a site: what events say came in, went out and was lost, and what the books say is there."""

    lot: str
    site: str
    came: int = 0
    went: int = 0
    lost: int = 0
    stock: int = 0

    @property
    def holds(self) -> bool:
        return self.came == self.went + self.lost + self.stock


def balances(pack: str, day: date) -> list[Balance]:
    """Every lot at every site at the end of a day, by site and lot."""
    found: dict[tuple[str, str], Balance] = {}
    end = datetime.combine(day + timedelta(days=1), time(), tzinfo=SHANGHAI)
    rows = Line.objects.filter(event__pack=pack, event__happened_at__lt=end, event__errors__isnull=True)
    rows = rows.exclude(side=Side.SEEN).exclude(event__kind=Happening.ERROR)
    columns = ("lot__party__public_id", "event__site__party__public_id", "side", "event__kind")
    for lot, site, side, kind, grams in rows.values_list(*columns).annotate(all=Sum("grams")).order_by():
        held = found.setdefault((lot, site), Balance(lot, site))
        if side == Side.OUT:
            held.came += grams
        elif side == Side.INTO:
            held.went += grams
        else:
            held.lost += grams
            held.went -= grams if kind in CHANGES else 0  # the waste of a change is part of what went into it
    for (lot, site), grams in _stocks(pack, day).items():
        found.setdefault((lot, site), Balance(lot, site)).stock = grams
    return [found[key] for key in sorted(found, key=lambda key: key[::-1])]


def _stocks(pack: str, day: date) -> dict[tuple[str, str], int]:
    book = book_of(pack, queries.terms_of(pack).book)
    lines = BookLine.objects.filter(account__book=book, account__kind=STOCK, posting__day__lte=day)
    found: dict[tuple[str, str], int] = defaultdict(int)
    for part, grams in lines.values_list("account__part").annotate(all=Sum("amount")).order_by():
        lot, _, site = part.partition(".")
        found[lot, site] += grams
    return dict(found)


def broken(pack: str, day: date) -> list[Balance]:
    """Those where it does not come out: none, unless somebody wrote beside the platform."""
    return [one for one in balances(pack, day) if not one.holds]
