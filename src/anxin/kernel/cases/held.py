"""What another source already holds of a requester: fetched through the gate, shown for confirmation, not asked again.

A form question names its source: "party.name" of the person signed in, "agency.number" of their organisation,
"evidence.insurance.valid_until" of their records, "visit.day" of a visit whose token the household holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from anxin.kernel.access.actions import Opened, open_party, open_shown
from anxin.kernel.access.rules import Purpose
from anxin.kernel.cases.correcting import in_words
from anxin.kernel.cases.forms import FieldKind, FormField
from anxin.kernel.cases.matter import Matter
from anxin.kernel.codes.models import Visit
from anxin.kernel.codes.queries import visit as visit_of
from anxin.kernel.errors import Refused
from anxin.kernel.evidence.models import Standing
from anxin.kernel.evidence.queries import records_of
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.parties.identifiers import Scheme, mask, mask_name
from anxin.kernel.parties.models import Party
from anxin.kernel.parties.sealing import unseal
from anxin.kernel.reference.areas import areas

MASKED_PHONE = 7  # digits of a mobile number after which the last four stand


@dataclass(frozen=True)
class HeldAnswer:
    """An answer that need not be asked. `value` as it would be typed; a page shows `shown` alone."""

    value: str = field(repr=False)
    shown: str
    source: str
    since: date | None = None
    until: date | None = None

    def in_date(self, day: date) -> bool:
        """Whether the record it comes from is in date on a day; what is no record always is."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class _Known:
    """Whom the questions may be answered about."""

    person: Opened | None
    organisation: Party | None
    visit: Visit | None


def requester_of(by: Actor) -> Party | None:
    """Who asks when this account files: the person it stands for, or else its organisation."""
    number = by.party_id or by.organisation_id
    return Party.objects.filter(pk=number).first() if number else None


def held_answers(*, by: Actor, at: datetime, form: Iterable[FormField], visit: str = "") -> Mapping[str, HeldAnswer]:
    """What is known already, by question; nothing for whoever is not signed in. `visit`: the token of one's visit.

    Reading a person's own record, or who came to a visit, is written down as any reading is.
    """
    wanted = [question for question in form if question.held]
    sources = {question.held.partition(".")[0] for question in wanted}
    known = _Known(_person(by, at, sources), _organisation(by, sources), _visit(at, visit, sources))
    found = {question.key: _answer(known, question) for question in wanted}
    return {key: one for key, one in found.items() if one is not None and one.value}


def _person(by: Actor, at: datetime, sources: set[str]) -> Opened | None:
    person = Party.objects.filter(pk=by.party_id).first() if by.party_id else None
    if person is None or by.role is not Role.WORKER or not sources & {"party", "evidence"}:
        return None
    fields = ("masked_name", "items") if "evidence" in sources else ("masked_name",)
    try:
        return open_party(
            by=by, at=at, pack=None, public_id=person.public_id, purpose=Purpose.OWN_RECORD, fields=fields
        )
    except Refused:  # no service of this site shows her file: then the form asks
        return None


def _organisation(by: Actor, sources: set[str]) -> Party | None:
    if by.organisation_id is None or "agency" not in sources:
        return None
    return Party.objects.filter(pk=by.organisation_id).first()


def _visit(at: datetime, token: str, sources: set[str]) -> Visit | None:
    if not token or "visit" not in sources:
        return None
    found = visit_of(token)
    fields = ("masked_name", "agency")
    code = found.code
    open_shown(by=Actor.household(), at=at, pack=code.pack, party=code.party, purpose=Purpose.DOOR_CHECK, fields=fields)
    return found


def _answer(known: _Known, question: FormField) -> HeldAnswer | None:
    source, _dot, name = question.held.partition(".")
    if source == "party" and known.person is not None:
        return _of_party(known.person.party, name, Scheme.IDENTITY_NUMBER)
    if source == "agency" and known.organisation is not None:
        return _of_party(known.organisation, name, Scheme.CREDIT_CODE)
    if source == "visit" and known.visit is not None:
        return _of_visit(known.visit, name)
    if source == "evidence" and known.person is not None:
        return _of_evidence(known.person, *name.split(".", 1))
    return None


def _of_party(party: Party, name: str, scheme: Scheme) -> HeldAnswer | None:
    source = _("your file")
    if name == "name":
        return HeldAnswer(party.name, party.name, source)
    if name == "area":
        return _area(party.area, source)
    if name == "phone":
        phone = unseal(party.phone_sealed, context="phone") if party.phone_sealed else ""
        return HeldAnswer(phone, f"{phone[:3]}****{phone[MASKED_PHONE:]}", source)
    number = party.identifiers.filter(scheme=scheme).first()
    if number is None:
        return None
    return HeldAnswer(unseal(number.sealed, context=scheme), number.masked, source)


def _area(code: str, source: str) -> HeldAnswer:
    named = areas().get(code)
    return HeldAnswer(code, str(named.zh) if named else code, source)


def _of_visit(visit: Visit, name: str) -> HeldAnswer | None:
    source = _("the visit you confirmed")
    person = visit.code.party
    tells: Mapping[str, Callable[[], HeldAnswer | None]] = {
        "worker": lambda: HeldAnswer(mask_name(person.name), mask_name(person.name), source),
        "day": lambda: HeldAnswer(visit.confirmed_at.date().isoformat(), visit.confirmed_at.date().isoformat(), source),
        "agency": lambda: _agency(visit, source),
        "area": lambda: _area((visit.organisation or person).area, source),
    }
    return tells[name]() if name in tells else None


def _agency(visit: Visit, source: str) -> HeldAnswer | None:
    agency = visit.organisation
    number = agency.identifiers.filter(scheme=Scheme.CREDIT_CODE).first() if agency is not None else None
    if agency is None or number is None:
        return None
    return HeldAnswer(unseal(number.sealed, context=Scheme.CREDIT_CODE), agency.name, source)


def _of_evidence(opened: Opened, kind: str, name: str = "") -> HeldAnswer | None:
    """The latest record of a kind that stands: one of its own fields, or its result and days."""
    held = records_of(opened).filter(kind=kind, followers__isnull=True, standing=Standing.STATED).last()
    if held is None:
        return None
    own = {"result": held.result, "valid_from": held.valid_from, "valid_until": held.valid_until}
    value = own.get(name, held.details.get(name))
    if value in (None, ""):
        return None
    text = str(value)
    shown = mask(text) if name.endswith("number") else text
    return HeldAnswer(text, shown, held.source, held.valid_from, held.valid_until)


@dataclass(frozen=True)
class OwnRecord:
    """A record of one's own that a request can be about, and what it says."""

    number: int
    words: str


def own_records(*, by: Actor, at: datetime, asks: Matter) -> list[OwnRecord]:
    """The records that stand of whoever is signed in, where the form asks which one is meant: of the kinds this service
    knows."""
    if not any(question.kind is FieldKind.RECORD for question in asks.form):
        return []
    opened = _person(by, at, {"evidence"})
    if opened is None:
        return []
    held = records_of(opened).filter(followers__isnull=True, standing=Standing.STATED)
    known = held.filter(kind__in=asks.corrects) if asks.corrects else held
    return [OwnRecord(one.pk, in_words(asks, one)) for one in known]
