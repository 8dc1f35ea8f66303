"""Scope: which people an actor may know of. Counting within scope needs no gate; reading a person does."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from anxin.kernel.access.models import ApiToken, Appointment, User
from anxin.kernel.journal.actor import Actor, Door, Role
from anxin.kernel.parties.models import Affiliation, Party, PartyKind
from anxin.kernel.parties.queries import standing_parties
from anxin.kernel.reference.areas import prefix

AREA_ROLES = (Role.PROVINCE, Role.CITY, Role.COUNTY)


def visible_people(by: Actor) -> QuerySet[Party]:
    """Persons in the actor's scope: an area's registered people, an agency's present people, oneself, or nobody."""
    people = standing_parties().filter(kind=PartyKind.PERSON)
    if by.role == Role.SYSTEM:
        return people
    if by.role in AREA_ROLES and by.area:
        return people.filter(area__startswith=prefix(by.area))
    if by.role == Role.AGENCY_CLERK and by.organisation_id:
        mine = Affiliation.objects.filter(organisation_id=by.organisation_id, ended_on__isnull=True)
        return people.filter(pk__in=mine.values("party_id"))
    if by.role == Role.WORKER and by.party_id:
        return people.filter(pk=by.party_id)
    return people.none()


def visible_organisations(by: Actor) -> QuerySet[Party]:
    """Organisations whose figures the actor may see: to a bureau those that hold people, and no firm that only asked
    for something or was spoken of."""
    held = standing_parties().filter(kind=PartyKind.ORGANISATION)
    if by.role in (Role.SYSTEM, Role.AUDITOR):
        return held
    if by.role in AREA_ROLES and by.area:
        holding = Affiliation.objects.values("organisation_id")
        return held.filter(area__startswith=prefix(by.area), pk__in=holding)
    if by.role == Role.AGENCY_CLERK and by.organisation_id:
        return held.filter(pk=by.organisation_id)
    return held.none()


def account_named(username: str) -> User | None:
    """The account of that name, None if there is none."""
    return User.objects.filter(username=username).first()


def actor_of_user(user_id: int, door: Door | None = None) -> Actor | None:
    """The acting person behind a signed-in account that came in by a door, None without an appointment."""
    held = Appointment.objects.select_related("user").filter(Q(user_id=user_id), user__is_active=True).first()
    return held.actor(door) if held else None


def actor_of_token(token: str) -> Actor | None:
    """The acting person behind an API key, None if unknown or revoked."""
    return actors_of_tokens([token]).get(token)


def actors_of_tokens(tokens: Iterable[str], door: Door = Door.API) -> dict[str, Actor]:
    """API key → the acting person behind it; keys that are unknown or revoked are not there."""
    by_digest = {ApiToken.digest_of(token): token for token in tokens}
    held = ApiToken.objects.select_related("user__appointment__user").filter(
        digest__in=by_digest, revoked_at__isnull=True, user__is_active=True
    )
    appointments = ((row.digest, getattr(row.user, "appointment", None)) for row in held)
    return {by_digest[digest]: appointment.actor(door) for digest, appointment in appointments if appointment}
