"""Finding parties. What a role may see of a person is `access`'s business, not decided here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.models import Affiliation, Identifier, Party, PartyKind, Registration
from anxin.kernel.parties.sealing import blind_index

CHUNK = 500  # SQLite binds at most 999 variables in old builds


def standing_parties() -> QuerySet[Party]:
    """Every party that is not merged into another."""
    return Party.objects.filter(merged_into=None)


def ids_of(party: Party) -> list[str]:
    """The public ids a party was ever written down under: its own, and those of what is merged into it."""
    found, ask = [party.public_id], [party.pk]
    while ask:
        rows = list(Party.objects.filter(merged_into__in=ask).order_by("pk").values_list("pk", "public_id"))
        ask = [key for key, _public in rows]
        found += [public for _key, public in rows]
    return found


def party_by_number(scheme: Scheme, number: str) -> Party | None:
    """The party with this checked number, found by its blind index."""
    held = Identifier.objects.select_related("party").filter(scheme=scheme, blind_index=blind_index(scheme, number))
    return next((row.party for row in held), None)


def parties_by_number(scheme: Scheme, numbers: Iterable[str]) -> dict[str, Party]:
    """Number → party for those known, in few queries."""
    by_index = {blind_index(scheme, number): number for number in numbers}
    indexes, found = list(by_index), {}
    for start in range(0, len(indexes), CHUNK):
        rows = Identifier.objects.select_related("party").filter(
            scheme=scheme, blind_index__in=indexes[start : start + CHUNK]
        )
        found.update({by_index[row.blind_index]: row.party for row in rows})
    return found


def organisations(area: str = "") -> QuerySet[Party]:
    return standing_parties().filter(kind=PartyKind.ORGANISATION, area__startswith=area).order_by("name")


def organisation_named(named: str) -> Party | None:
    """The organisation of that whole name or public id; None where there is none, or several of the name."""
    held = standing_parties().filter(kind=PartyKind.ORGANISATION).filter(Q(name=named) | Q(public_id=named))[:2]
    return held[0] if len(held) == 1 else None


def affiliations_on(day: date, role: str) -> QuerySet[Affiliation]:
    """Who belonged where on a day."""
    still = Q(ended_on__isnull=True) | Q(ended_on__gte=day)
    return Affiliation.objects.filter(still, role=role, started_on__lte=day)


def affiliation_of(party: Party, *, role: str, on: date) -> Affiliation | None:
    """The one organisation a party belonged to on a day, if any."""
    return affiliations_on(on, role).select_related("organisation").filter(party=party).first()


def organisation_name(party: Party, *, role: str, on: date) -> str:
    """What the organisation is called that the party belonged to on a day; empty without one."""
    ever = Affiliation.objects.filter(party=party, role=role)
    held = ever.values_list("started_on", "ended_on", "organisation__name")
    return next((name for start, end, name in held if start <= on and (end is None or on <= end)), "")


def registration_of(party: Party, *, pack: str) -> Registration | None:
    return Registration.objects.filter(party=party, pack=pack).first()


def area_of(party: Party, *, pack: str) -> str | None:
    """The area a party's file belongs to, None without a file under the pack."""
    return next(iter(Registration.objects.filter(party=party, pack=pack).values_list("area", flat=True)), None)


def services_of(named: str) -> set[str]:
    """The services somebody has a file under, by the number of a file or the public id."""
    held = Registration.objects.filter(Q(number=named) | Q(party__public_id=named.lower()))
    return set(Registration.objects.filter(party__in=held.values("party")).values_list("pack", flat=True))


def registrations(pack: str) -> QuerySet[Registration]:
    return Registration.objects.filter(pack=pack)
