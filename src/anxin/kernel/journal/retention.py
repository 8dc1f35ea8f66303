"""Retention: what an old entry said is deleted, and the chain still verifies.

Reads are kept as long as the law on public credit information asks for the log of queries (浙江省公共信用信息管理条例,
art. 20: ten years). Acts are kept unless the site sets a term; those that another part computes from stay in any case.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from anxin.kernel.journal import actions, appending, chain, emptying
from anxin.kernel.journal.actor import Actor
from anxin.kernel.journal.models import Entry, EntrySubject

AT_ONCE = 5000
_KEPT = {emptying.ACT}


@dataclass(frozen=True)
class Emptied:
    """Of how many entries the payload was deleted."""

    reads: int
    acts: int


def keep_for_good(*acts: str) -> None:
    """Name acts of which some part reads what the journal says, so that no term ends them."""
    _KEPT.update(acts)


def empty_old_entries(*, by: Actor, at: datetime) -> Emptied:
    """Delete payload, salt and subjects of entries over their time: 5,000 in a transaction, each with an entry that
    says which. Who may is for the caller to check (`access.retaining`)."""
    return Emptied(
        reads=_emptied(by, at, settings.JOURNAL_READS_YEARS, reads=True),
        acts=_emptied(by, at, settings.JOURNAL_ACTS_YEARS, reads=False),
    )


def _emptied(by: Actor, at: datetime, years: int, *, reads: bool) -> int:
    if years <= 0:
        return 0
    before, count = years_before(at, years), 0
    while some := _empty_some(by, at, before, reads=reads):
        count += some
    return count


@transaction.atomic
def _empty_some(by: Actor, at: datetime, before: datetime, *, reads: bool) -> int:
    last, _hash = appending.locked_head()
    numbers = list(_over(at, before, reads=reads).values_list("seq", flat=True)[:AT_ONCE])
    if not numbers:
        return 0
    detail = {
        "before": chain.moment(before),
        "reads": reads,
        "emptied": len(numbers),
        "numbers": emptying.digest_of(numbers),
    }
    within = {"seq__gte": numbers[0], "seq__lte": numbers[-1]}
    lot = _over(at, before, reads=reads).filter(**within).order_by()
    EntrySubject.objects.filter(entry__in=lot).delete()
    if lot.update(**emptying.empty_columns(), emptied_by=last + 1) != len(numbers):
        raise RuntimeError("entries were emptied that were not counted")
    actions.write(by=by, at=at, act=emptying.ACT, detail=detail)
    return len(numbers)


def _over(at: datetime, before: datetime, *, reads: bool) -> QuerySet[Entry]:
    """Entries over their time, in order. A hidden read stays until it was shown."""
    shown = Q(hidden_until__isnull=True) | Q(hidden_until__lte=before.date())
    old = Entry.objects.filter(shown, at__lt=before, emptied_by__isnull=True, is_read=reads)
    return old.exclude(act__in=_KEPT).order_by("seq")


def years_before(at: datetime, years: int) -> datetime:
    """The same moment so many years ago; of 29 February in other years the day before."""
    try:
        return at.replace(year=at.year - years)
    except ValueError:
        return at.replace(year=at.year - years, day=28)
