"""The gate. It checks role, scope, purpose and fields, writes the journal, and hands out an `Opened`.

Queries about a person take an `Opened` and nothing else, so a read that skipped the gate does not type-check.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from anxin.kernel.access.hiding import hidden_term
from anxin.kernel.access.models import ApiToken, Appointment, Shown, User
from anxin.kernel.access.queries import visible_people
from anxin.kernel.access.rules import FIELDS, Act, listed, require, require_purpose
from anxin.kernel.access.shown import ShownTo, forget, limit_of
from anxin.kernel.errors import NotFound, Refused
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.journal.appending import Heading
from anxin.kernel.parties.models import Party

LIST_LIMIT = 200
_GATE = object()


@dataclass(frozen=True)
class Opened:
    """A person opened to an actor for a purpose: the key that queries ask for. Only this module makes one."""

    party: Party
    by: Actor
    at: datetime
    purpose: str
    fields: frozenset[str]
    gate: object

    def __post_init__(self) -> None:
        if self.gate is not _GATE:
            raise TypeError("an Opened comes from anxin.kernel.access.actions only")

    def may(self, field: str) -> bool:
        return field in self.fields

    def require(self, field: str) -> None:
        """`Refused` if this opening did not ask for `field`: what is not in the journal is not served."""
        if field not in self.fields:
            raise Refused(_("This reading did not ask for “%(field)s”.") % {"field": field}, rule="access.fields")


@transaction.atomic
def open_party(
    *,
    by: Actor,
    at: datetime,
    pack: str | None,
    public_id: str,
    purpose: str,
    fields: Iterable[str],
    hidden: bool = False,
) -> Opened:
    """Open one person in the actor's scope, within what the service shows (None: under no one service, see `shown`).
    `NotFound` in the same words whether absent or out of scope. `hidden`: the person is told later (see `hiding`)."""
    wanted = frozenset(fields)
    require_purpose(by, purpose, wanted, limit_of(by, pack))
    party = visible_people(by).filter(public_id=public_id).first()
    if party is None:
        raise _unknown()
    until, basis = hidden_term(by, at) if hidden else (None, "")
    _write_down(by, at, [party], purpose, wanted, act="party.read", hidden_until=until, basis=basis)
    return Opened(party, by, at, purpose, wanted, _GATE)


def open_shown(
    *, by: Actor, at: datetime, pack: str | None, party: Party, purpose: str, fields: Iterable[str]
) -> Opened:
    """Open a person who showed their code: scope comes from the code in hand, not from area or agency."""
    reading = shown_reading(by=by, at=at, pack=pack, purpose=purpose, fields=fields)
    journal.write_all(lines=[(reading, (party.public_id,))])
    return opened_as_written(reading, party)


def shown_reading(*, by: Actor, at: datetime, pack: str | None, purpose: str, fields: Iterable[str]) -> Heading:
    """A reading of whoever shows a code, as the journal will have it; `Refused` unless the role may."""
    wanted = frozenset(fields)
    require_purpose(by, purpose, wanted, limit_of(by, pack))
    return Heading(by, at, "code.read", purpose, {"fields": sorted(wanted)}, is_read=True)


def opened_as_written(reading: Heading, party: Party) -> Opened:
    """Whoever showed a code, once the journal holds the reading that `shown_reading` allowed."""
    return Opened(party, reading.by, reading.at, reading.purpose, frozenset(reading.detail["fields"]), _GATE)


@transaction.atomic
def open_list(
    *, by: Actor, at: datetime, pack: str | None, people: QuerySet[Party], purpose: str, fields: Iterable[str]
) -> list[Opened]:
    """Open the persons of one page of a list, at most 200; each of them finds the read in their own view."""
    wanted = frozenset(fields)
    require_purpose(by, purpose, wanted, limit_of(by, pack))
    scope = visible_people(by).values("pk")
    page = list(people.filter(pk__in=scope)[:LIST_LIMIT])
    if page:
        _write_down(by, at, page, purpose, wanted, act="party.list")
    return [Opened(party, by, at, purpose, wanted, _GATE) for party in page]


def _write_down(
    by: Actor,
    at: datetime,
    parties: list[Party],
    purpose: str,
    fields: frozenset[str],
    *,
    act: str,
    hidden_until: date | None = None,
    basis: str = "",
) -> None:
    journal.write(
        by=by,
        at=at,
        act=act,
        purpose=purpose,
        subjects=[party.public_id for party in parties],
        detail={"fields": sorted(fields)} | ({"basis": basis} if basis else {}),
        is_read=True,
        hidden_until=hidden_until,
    )


def _unknown() -> NotFound:
    return NotFound(
        _("No such person in your scope."),
        why=_("Either there is none, or the person belongs to another agency or area."),
        todo=_("Check the number; a person of another agency is asked for through that agency."),
    )


@transaction.atomic
def appoint(
    *,
    by: Actor,
    at: datetime,
    username: str,
    password: str,
    role: Role,
    area: str = "",
    organisation: Party | None = None,
    party: Party | None = None,
) -> User:
    """Make an account and appoint it to one role."""
    user = User.objects.create_user(username=username, password=password)
    Appointment.objects.create(user=user, role=role, area=area, organisation=organisation, party=party)
    journal.write(by=by, at=at, act="account.appoint", detail={"user": username, "role": role, "area": area})
    return user


@transaction.atomic
def issue_token(*, by: Actor, at: datetime, user: User, label: str) -> str:
    """Make an API key for a user; the key itself is returned once and never kept."""
    token = secrets.token_urlsafe(32)
    ApiToken.objects.create(user=user, label=label, digest=ApiToken.digest_of(token), created_at=at)
    journal.write(by=by, at=at, act="token.issue", detail={"user": user.get_username(), "label": label})
    return token


@transaction.atomic
def apply_shown(*, by: Actor, at: datetime, pack: str, shown: Sequence[ShownTo]) -> None:
    """Take over what a pack shows to each role, in the place of what it said before. `Refused` beyond the limits."""
    require(by, Act.APPLY_PACK)
    for one in shown:
        beyond = set(one.fields) - FIELDS[one.role]
        if beyond:
            raise Refused(
                _("No service may show this to that role: %(fields)s.") % {"fields": listed(beyond)},
                rule="access.fields",
                why=_("Each role sees only what its task needs (Personal Information Protection Law, art. 6)."),
            )
    Shown.objects.filter(pack=pack).delete()
    Shown.objects.bulk_create(
        Shown(
            pack=pack,
            role=one.role,
            fields=sorted(one.fields),
            basis_zh=one.basis_zh,
            basis_en=one.basis_en,
            applied_at=at,
            applied_by=by.label,
        )
        for one in shown
    )
    detail = {"pack": pack, "shown": {str(one.role): sorted(one.fields) for one in shown}}
    journal.write(by=by, at=at, act="shown.apply", detail=detail)
    forget()
    transaction.on_commit(forget)
