"""Files that may be of one person: found to be looked at by somebody, never merged by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Count, QuerySet

from anxin.kernel.parties.models import Affiliation, Party, PartyKind
from anxin.kernel.parties.queries import standing_parties

PHONE, NAME = "phone", "name"


@dataclass(frozen=True)
class Candidate:
    """Two files and why they may be one: the same phone, or the same name, area and organisation."""

    first: Party
    second: Party
    why: str


def candidates(area: str = "", *, most: int = 100) -> list[Candidate]:
    """Pairs of persons of an area, the oldest first; each pair once."""
    found: dict[tuple[int, int], Candidate] = {}
    for pair in (*_by_phone(area, most), *_by_name(area, most)):
        found.setdefault((pair.first.pk, pair.second.pk), pair)
    return [found[key] for key in sorted(found)][:most]


def _by_phone(area: str, most: int) -> Iterator[Candidate]:
    people = standing_parties().filter(kind=PartyKind.PERSON, area__startswith=area)
    held = people.exclude(phone_index="").values("phone_index").annotate(many=Count("pk")).filter(many__gt=1)
    shared = list(held.order_by("phone_index").values_list("phone_index", flat=True)[:most])
    yield from _pairs(people.filter(phone_index__in=shared), "phone_index", PHONE)


def _by_name(area: str, most: int) -> Iterator[Candidate]:
    open_now = Affiliation.objects.filter(
        ended_on=None, party__merged_into=None, party__kind=PartyKind.PERSON, party__area__startswith=area
    )
    keys = ("organisation", "role", "party__name", "party__area")
    shared = open_now.values(*keys).annotate(many=Count("party", distinct=True)).filter(many__gt=1).order_by(*keys)
    for row in shared[:most]:
        alike = {name: row[name] for name in keys}
        people = Party.objects.filter(pk__in=open_now.filter(**alike).values("party_id")).order_by("pk")
        yield from (Candidate(first, second, NAME) for first, second in combinations(people, 2))


def _pairs(people: QuerySet[Party], column: str, why: str) -> Iterator[Candidate]:
    alike: dict[str, list[Party]] = {}
    for one in people.order_by("pk"):
        alike.setdefault(getattr(one, column), []).append(one)
    for held in alike.values():
        yield from (Candidate(first, second, why) for first, second in combinations(held, 2))
