"""Who belonged where on a day, and how many: views over dated facts, for any day.

`on` is the day asked about. `known` is until when what was recorded counts (None: everything recorded up to now): with
the end of a past day it gives what was shown on that day, also where a record of a later moment changed it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from anxin.kernel.parties.models import Affiliation, Party
from anxin.modules.unions.enums import Level, Standing
from anxin.modules.unions.models import TREE, Declared, Union
from anxin.modules.unions.refusing import no_such_union
from anxin.modules.unions.terms import UnionTerms, read


@dataclass(frozen=True)
class Status:
    """How somebody stood on a day: with which union or pool, from when, until when (None: no end was recorded). For
    somebody who left, the union left last."""

    standing: Standing
    union: Party | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Counted:
    """A union in the tree on a day. `direct` are its own members, `members` its own and those of everything below it,
    `unions` how many unions that are which stand over none: base unions, and federations that
    take people in themselves. A pool's people are no members: they count under no union."""

    union: Union
    above: int | None
    depth: int
    direct: int
    members: int
    unions: int


def terms_of(pack: str) -> UnionTerms | None:
    """What the service declares of its unions."""
    held = Declared.objects.filter(pack=pack).values_list("body", flat=True).first()
    return None if held is None else read(held)


def pool_of(pack: str, area: str) -> Party | None:
    """The pool in use of an area, or of the city or province around it; None where there is none."""
    for slot in (area, f"{area[:4]}00", f"{area[:2]}0000"):
        held = Union.objects.filter(slot=f"{pack}:{slot}").select_related("party").first()
        if held is not None:
            return held.party
    return None


def is_closed(organisation: Party, on: date) -> bool:
    """Whether an organisation is a union that takes nobody in from that day on: it is not founded by then, or its last
    day is known, on which whoever came in would have to leave."""
    return Union.objects.filter(party=organisation).exclude(founded_on__lte=on, ended_on=None).exists()


def union_named(pack: str, public_id: str) -> Union:
    """A union or pool by the public id of its file. Raises NotFound."""
    held = Union.objects.select_related("party").filter(pack=pack, party__public_id=public_id).first()
    if held is None:
        raise no_such_union()
    return held


def union_of_party(pack: str, party: Party) -> Union:
    """The union a file is of. Raises NotFound."""
    held = Union.objects.select_related("party").filter(pack=pack, party=party).first()
    if held is None:
        raise no_such_union()
    return held


def in_force(rows: QuerySet[Affiliation], on: date, known: datetime | None = None) -> QuerySet[Affiliation]:
    """Those of the affiliations that hold on a day, as far as was known at a moment."""
    begun = rows.filter(started_on__lte=on)
    holds = Q(ended_on=None) | Q(ended_on__gte=on)
    if known is None:
        return begun.filter(holds)
    return begun.filter(recorded_at__lte=known).filter(holds | Q(end_recorded_at__gt=known))


def status_of(person: Party, pack: str, on: date, known: datetime | None = None) -> Status:
    """How a person stood on a day."""
    rows = Affiliation.objects.filter(party=person, role=pack).select_related("organisation__union")
    held = in_force(rows, on, known).order_by("-started_on").first()
    if held is None:
        return _left(rows, on, known)
    standing = Standing.POOL if _is_pool(held.organisation) else Standing.MEMBER
    return Status(standing, held.organisation, held.started_on, _end(held, known))


def _left(rows: QuerySet[Affiliation], on: date, known: datetime | None) -> Status:
    over = rows.filter(ended_on__lt=on)
    if known is not None:
        over = over.filter(recorded_at__lte=known, end_recorded_at__lte=known)
    last = over.order_by("-ended_on").first()
    return Status(Standing.NONE) if last is None else Status(Standing.LEFT, last.organisation, until=last.ended_on)


def _end(held: Affiliation, known: datetime | None) -> date | None:
    late = known is not None and held.end_recorded_at is not None and held.end_recorded_at > known
    return None if late else held.ended_on


def _is_pool(organisation: Party) -> bool:
    union: Union | None = getattr(organisation, "union", None)
    return union is not None and union.level == Level.POOL


def members_of(union: Union, on: date, known: datetime | None = None) -> QuerySet[Affiliation]:
    """The affiliations that make somebody a member of this very union on a day, in order of their start."""
    rows = Affiliation.objects.filter(organisation=union.party_id, role=union.pack).select_related("party")
    return in_force(rows, on, known).order_by("started_on", "pk")


def counts(pack: str, on: date, known: datetime | None = None) -> list[Counted]:
    """Every union and pool that there was on a day, each under the one above it; four questions however many there are.

    A number of a higher union is the sum of those below it and its own members; nothing is added that is not there.
    """
    unions = {one.party_id: one for one in _standing_on(pack, on, known)}
    direct = _direct(pack, on, known)
    above = {low: high for low, high in _edges(on, known) if low in unions and high in unions}
    below: dict[int | None, list[int]] = defaultdict(list)
    for key in unions:
        below[above.get(key)].append(key)
    sums: dict[int, tuple[int, int]] = {}
    order = list(_walk(below))
    for key, _depth in reversed(order):
        lower = [sums[one] for one in below.get(key, ())]
        own = 1 if not lower and unions[key].level in (Level.BASE, Level.FEDERATION) else 0
        sums[key] = (direct[key] + sum(one for one, _ in lower), own + sum(one for _, one in lower))
    return [Counted(unions[key], above.get(key), depth, direct[key], *sums[key]) for key, depth in order]


def _walk(below: Mapping[int | None, list[int]]) -> Iterator[tuple[int, int]]:
    """Every union after the one above it, with its depth."""
    ask = [(key, 0) for key in reversed(below.get(None, []))]
    while ask:
        key, depth = ask.pop()
        yield key, depth
        ask += [(one, depth + 1) for one in reversed(below.get(key, []))]


def _standing_on(pack: str, on: date, known: datetime | None) -> Iterable[Union]:
    """Unions and pools there were on a day, by name."""
    rows = Union.objects.filter(pack=pack, founded_on__lte=on).select_related("party")
    holds = Q(ended_on=None) | Q(ended_on__gte=on)
    if known is not None:
        rows = rows.filter(recorded_at__lte=known)
        holds |= Q(end_recorded_at__gt=known)
    return rows.filter(holds).order_by("party__area", "party__name", "pk")


def _direct(pack: str, on: date, known: datetime | None) -> Counter[int]:
    rows = in_force(Affiliation.objects.filter(role=pack, party__merged_into=None), on, known)
    counted = rows.order_by().values_list("organisation_id").annotate(n=Count("party_id", distinct=True))
    return Counter(dict(counted))


def _edges(on: date, known: datetime | None) -> Iterable[tuple[int, int]]:
    return in_force(Affiliation.objects.filter(role=TREE), on, known).values_list("party_id", "organisation_id")


def ancestors(party_id: int, on: date) -> list[int]:
    """The unions above one on a day or later, nearest first: those it stands under, and may not stand over."""
    found, ask = list[int](), [party_id]
    while ask:
        rows = Affiliation.objects.filter(role=TREE, party_id__in=ask).filter(Q(ended_on=None) | Q(ended_on__gte=on))
        ask = [high for high in rows.order_by("pk").values_list("organisation_id", flat=True) if high not in found]
        found += ask
    return found


def total(counted: Iterable[Counted]) -> int:
    """All members: the sum over the unions that stand under none."""
    return sum(one.members for one in counted if one.depth == 0 and one.union.level != Level.POOL)


def waiting(counted: Iterable[Counted]) -> int:
    """Everybody in a pool."""
    return sum(one.direct for one in counted if one.union.level == Level.POOL)
