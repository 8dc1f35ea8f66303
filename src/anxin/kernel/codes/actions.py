"""Acts on codes: issue and end. What happens at a door is in visiting.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kernel.access.rules import Act, require
from anxin.kernel.codes.cards import end_card_with_code
from anxin.kernel.codes.models import Code
from anxin.kernel.errors import Conflict, Refused
from anxin.kernel.evidence.actions import Statement
from anxin.kernel.evidence.facts import in_force, standing
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes.actions import shanghai_day, submit_evidence
from anxin.kernel.parties.actions import lock_party
from anxin.kernel.parties.models import Party
from anxin.kernel.parties.queries import affiliation_of, registration_of


@dataclass(frozen=True)
class Material:
    """A kind of evidence that must stand before a card is issued; `source` None: from anybody who may state it.
    `in_date`: it must say until when, and not be over. `title` is what a refusal calls it."""

    kind: str
    result: str
    source: str | None = None
    in_date: bool = False
    title: str = ""

    @property
    def name(self) -> str:
        return self.title or (self.kind if self.source is None else f"{self.kind}/{self.source}")


def code_slot(pack: str, party_id: int) -> str:
    return f"{pack}:{party_id}"


@transaction.atomic
def issue_code(*, by: Actor, at: datetime, party: Party, pack: str, card_number: str = "") -> Code:
    """Give a party its scannable code. It has one at a time: asking again returns the one in use."""
    lock_party(party)
    held = Code.objects.filter(slot=code_slot(pack, party.pk)).first()
    if held is not None:
        return held
    made = Code.objects.create(
        party=party, pack=pack, card_number=card_number, issued_at=at, slot=code_slot(pack, party.pk)
    )
    journal.write(by=by, at=at, act="code.issue", subjects=[party.public_id], detail={"pack": pack})
    return made


@transaction.atomic
def issue_card(
    *,
    by: Actor,
    at: datetime,
    party: Party,
    pack: str,
    role: str,
    materials: Sequence[Material],
    card: Statement,
    card_number: str = "",
) -> Code:
    """Issue card and code together, once all materials stand and an agency holds the person; else `Refused` with the
    list of what is missing. Province 2020-07-05: all materials together, through an agency only, card = code."""
    require(by, Act.ISSUE_CARD)
    lock_party(party)
    missing = missing_materials(party, pack=pack, role=role, materials=materials, at=at)
    if missing:
        raise Refused(
            _("The card cannot be issued yet: %(missing)s.") % {"missing": "、".join(missing)},
            rule=f"{pack}.materials",
            why=_("All materials are required together, and the application comes through an agency."),
            todo=_("Bring in what is missing; each item comes from its own source."),
            ask=_("Ask the agency that holds the person."),
        )
    submit_evidence(by=by, at=at, party=party, statement=card)
    return issue_code(by=by, at=at, party=party, pack=pack, card_number=card_number)


def missing_materials(party: Party, *, pack: str, role: str, materials: Sequence[Material], at: datetime) -> list[str]:
    """Names of what is not there, not passed or not in date."""
    on = shanghai_day(at)
    held = in_force(standing(Evidence.objects.filter(party=party).order_by("pk")), on=on)
    missing = [] if registration_of(party, pack=pack) else [_("a file with this service")]
    missing += [] if affiliation_of(party, role=role, on=on) else [_("an agency that holds the person")]
    for want in materials:
        fits = [
            row
            for (kind, source), row in held.items()
            if kind == want.kind
            and want.source in (None, source)
            and row.result == want.result
            and (row.valid_until >= on if row.valid_until is not None else not want.in_date)
        ]
        missing += [] if fits else [want.name]
    return missing


@transaction.atomic
def end_code(*, by: Actor, at: datetime, code: Code, reason: str) -> Code:
    """Take a code out of use; scanning it then says so."""
    lock_party(code.party)
    code.refresh_from_db()
    if code.ended_at is not None:
        raise Conflict(_("This code is already out of use."))
    code.ended_at, code.end_reason, code.slot = at, reason[:200], None
    code.save()
    end_card_with_code(at=at, code=code)
    journal.write(by=by, at=at, act="code.end", subjects=[code.party.public_id], detail={"pack": code.pack})
    return code


AGENCY_LEFT = "agency-left"  # why a code ended: its holder left the agency
