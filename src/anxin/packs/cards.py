"""Cards of a pack: issued when all its materials are there, ended when the person leaves the agency."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import get_language

from anxin.kernel.codes import actions as codes
from anxin.kernel.codes import agency
from anxin.kernel.codes.actions import Material
from anxin.kernel.codes.models import Code
from anxin.kernel.errors import NotFound
from anxin.kernel.evidence.actions import Statement
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes.actions import shanghai_day
from anxin.kernel.parties.models import Affiliation, Party
from anxin.kernel.parties.queries import registration_of
from anxin.packs.evidence import CardNamed
from anxin.packs.forms import Text
from anxin.packs.pack import Pack


def issue_card(*, by: Actor, at: datetime, party: Party, pack: Pack, card_number: str = "") -> Code:
    """Issue card and code together; `Refused` with the titles of what is missing."""
    card = card_named(pack)
    return codes.issue_card(
        by=by,
        at=at,
        party=party,
        pack=pack.slug,
        role=pack.slug,
        materials=materials(pack, party),
        card=Statement(card.kind, card.source, shanghai_day(at), result=card.issued),
        card_number=card_number,
    )


def leave_agency(
    *, by: Actor, at: datetime, affiliation: Affiliation, pack: Pack, ended_on: date, reason: str = ""
) -> Affiliation:
    """Let a person go: affiliation, code and card, if the service has one, end together, and the outcome follows."""
    card = pack.evidence.card
    stated = Statement(card.kind, card.source, shanghai_day(at), result=card.invalid) if card else None
    return agency.leave_agency(
        by=by,
        at=at,
        affiliation=affiliation,
        pack=pack.slug,
        ended_on=ended_on,
        reason=reason,
        card_invalid=stated,
    )


def materials(pack: Pack, party: Party) -> tuple[Material, ...]:
    """What this person's area asks for, with the titles that a refusal shows."""
    registration = registration_of(party, pack=pack.slug)
    area = registration.area if registration else party.area
    return tuple(
        Material(
            one.kind,
            one.result,
            one.source,
            one.in_date,
            title=_title(pack, one.kind, one.source).said(get_language() or ""),
        )
        for one in pack.materials_for(area)
    )


def _title(pack: Pack, kind: str, source: str | None) -> Text:
    held = pack.evidence_kinds[kind].title
    if source is None:
        return held
    said_by = pack.sources[source]
    return Text(zh=f"{held.zh}（{said_by.zh}）", en=f"{held.en} ({said_by.en})")


def card_named(pack: Pack) -> CardNamed:
    if pack.evidence.card is None:
        raise NotFound(f"The service {pack.slug} has no card.", why="Its evidence.yaml declares none.")
    return pack.evidence.card
