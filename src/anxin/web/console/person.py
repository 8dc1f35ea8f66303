"""What the dossier shows of an opened person: basics, items, history, visits, lookers. Each read asks the `Opened`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from anxin.kernel.access.actions import Opened
from anxin.kernel.codes.models import Code, Visit
from anxin.kernel.codes.queries import code_in_use
from anxin.kernel.evidence.facts import in_force, standing
from anxin.kernel.evidence.models import Evidence, Standing
from anxin.kernel.outcomes.models import Outcome
from anxin.kernel.parties.models import Affiliation
from anxin.kernel.parties.queries import registration_of
from anxin.kernel.parties.sealing import unseal
from anxin.web.console import words
from anxin.web.console.chosen_service import service
from anxin.web.console.freshness import fresh_until

BAD_RESULTS = frozenset({"failed", "abnormal", "invalid", "high"})


@dataclass(frozen=True)
class Person:
    """The basics of a dossier, numbers masked."""

    public_id: str
    name: str
    number: str
    phone: str
    area: str
    file_number: str
    agency: str
    affiliation: Affiliation | None
    code: Code | None


@dataclass(frozen=True)
class ItemRow:
    """One record in the items table. `state`: "in-force", "over", "later", "corrected", "withdrawn" or "past"."""

    record_id: int
    kind: str
    source: str
    result: str
    bad: bool
    valid_from: date
    valid_until: date | None
    received_at: datetime
    submitted_by: str
    state: str
    due: bool
    disputed: bool
    reason: str
    corrects: bool


@dataclass(frozen=True)
class Spell:
    """One stored outcome, with what caused it; its proof is exported by its `number`."""

    number: int
    colour: str
    reason: str
    since: date
    ended: date | None
    decided_at: datetime
    cause: str
    row: int
    rules: str


def person_of(opened: Opened, *, on: date) -> Person:
    """The basics, as far as this opening asked for them."""
    party = opened.party
    registration = registration_of(party, pack=service())
    held = party.affiliations.filter(role=service(), ended_on__isnull=True).select_related("organisation").first()
    opened.require("masked_number")
    return Person(
        public_id=party.public_id,
        name=party.name,
        number=next((row.masked for row in party.identifiers.all()), ""),
        phone=masked_phone(party.phone_sealed) if opened.may("phone") else "",
        area=party.area,
        file_number=registration.number if registration else "",
        agency=held.organisation.name if held else "",
        affiliation=held,
        code=code_in_use(opened, service()),
    )


def masked_phone(sealed: str) -> str:
    """138****0001: enough to ask whether it is still right, not enough to call."""
    if not sealed:
        return ""
    number = unseal(sealed, context="phone")
    return f"{number[:3]}****{number[-4:]}" if len(number) >= 11 else "****"


def item_rows(records: Iterable[Evidence], *, on: date) -> list[ItemRow]:
    """Every record, those in force first, in the pack's order of kinds; nothing that was ever said is left out."""
    held = list(records)
    now = {row.pk for row in in_force(standing(held), on=on).values()}
    followers = {row.replaces_id: row for row in held if row.replaces_id is not None}
    kinds = list(words.pack().evidence_kinds)
    rows = [_item_row(row, now, followers, on) for row in held if row.standing == Standing.STATED]
    order = {kind: place for place, kind in enumerate(kinds)}
    return sorted(rows, key=lambda row: (order.get(row.kind, 99), row.source, row.state != "in-force", -row.record_id))


def _item_row(row: Evidence, now: set[int], followers: dict[int, Evidence], on: date) -> ItemRow:
    last_fresh = fresh_until(row.kind, row.valid_from, row.valid_until)
    state = _state(row, now, followers, on)
    follower = followers.get(row.pk)
    return ItemRow(
        record_id=row.pk,
        kind=row.kind,
        source=row.source,
        result=words.result(row.kind, row.result),
        bad=row.result in BAD_RESULTS,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        received_at=row.received_at,
        submitted_by=row.submitted_by,
        state=state,
        due=state == "in-force" and last_fresh is not None and last_fresh < on,
        disputed=row.is_disputed,
        reason=follower.reason if follower else "",
        corrects=row.replaces_id is not None,
    )


def _state(row: Evidence, now: set[int], followers: dict[int, Evidence], on: date) -> str:
    follower = followers.get(row.pk)
    if follower is not None:
        return "withdrawn" if follower.standing == Standing.WITHDRAWN else "corrected"
    if row.valid_from > on:
        return "later"
    if row.pk not in now:
        return "past"
    return "over" if row.valid_until is not None and row.valid_until < on else "in-force"


def spells(history: QuerySet[Outcome]) -> list[Spell]:
    """The stored outcomes, newest first."""
    return [
        Spell(
            row.pk,
            row.outcome,
            row.reason,
            row.since,
            row.ended,
            row.decided_at,
            row.cause,
            row.row,
            words.rule_title(row.rule_set),
        )
        for row in history
    ]


def said_of(visits: Iterable[Visit]) -> list[Visit]:
    """The newest visits with what households said of them."""
    return list(visits)[:20]
