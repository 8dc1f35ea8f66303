"""The online check for many askers at once: what codes show now, in a few statements and one transaction.

Whatever was asked is written down before anything is handed out, also that somebody asked for what is not there. Asking
for what is not there takes the same statements and gets the same answer, whatever was tried.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from anxin.credentials import Fault, KeyList, Screen, check, from_digits
from anxin.kernel.access.actions import opened_as_written, shown_reading
from anxin.kernel.access.rules import duty_of
from anxin.kernel.access.shown import limit_of
from anxin.kernel.codes import showing
from anxin.kernel.codes.checking import card_over
from anxin.kernel.codes.models import Card, Code
from anxin.kernel.codes.showing import NONCE_OCTETS, Showing, ShowingKind
from anxin.kernel.codes.visiting import FRESH, OUT_OF_SERVICE, Random
from anxin.kernel.evidence.items import Item, items_in_force
from anxin.kernel.evidence.queries import records_to_explain_all
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.journal.appending import Heading, Line
from anxin.kernel.outcomes.actions import shanghai_day
from anxin.kernel.outcomes.standing import Person, Stands, standing
from anxin.kernel.parties.identifiers import mask_name
from anxin.kernel.parties.models import Affiliation, Party
from anxin.kernel.statements import Selection

SHOWN = ("agency", "masked_name", "outcome")
ITEMS = "items"
SHOWN_WITH_ITEMS = (*SHOWN, ITEMS)
_OF_CODE = ("ended_at", "pack", "party_id", "party__public_id", "party__name")
CODES = Selection(lambda keys: Code.objects.filter(pk__in=keys).values_list("pk", *_OF_CODE))
CARDS = Selection(
    lambda keys: Card.objects.filter(card_id__in=keys).values_list(
        "card_id", "ended_at", "end_reason", "expires_at", "code_id", *(f"code__{name}" for name in _OF_CODE)
    ),
    texts=True,
)
AGENCIES = Selection(
    lambda keys: Affiliation.objects.filter(party_id__in=keys).values_list(
        "party_id", "role", "started_on", "ended_on", "organisation__name"
    )
)
_PARTY = ("id", "public_id", "name")


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks about what: a handle (16 octets), or else a card's id (16 hexadecimal digits). `items`: also the
    conclusions and validity behind the colour."""

    by: Actor
    handle: bytes = b""
    card_id: str = ""
    items: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What a code shows. `handle`: what it can be confirmed with; `stands` None: out of use, or no rule set decides."""

    kind: ShowingKind
    handle: bytes
    pack: str
    masked_name: str
    agency: str
    ended: bool
    stands: Stands | None
    items: tuple[Item, ...] | None

    @property
    def outcome(self) -> str:
        return self.stands.row.outcome if self.stands else OUT_OF_SERVICE

    @property
    def reason(self) -> str:
        return self.stands.row.reason if self.stands else "code-ended" if self.ended else "no-rules"


def named_by(credential: str, keys: KeyList, *, by: Actor, now: int, items: bool = False) -> Asked:
    """What a credential, as decimal digits, asks about; `Rejected` unless it is believed. `now`: seconds since 1970."""
    claims = check(from_digits(credential), keys, now=now).claims
    if isinstance(claims, Screen):
        return Asked(by, handle=claims.handle, items=items)
    return Asked(by, card_id=claims.card_id.hex(), items=items)


class _Row(NamedTuple):
    """A code and its holder, as `_OF_CODE` reads them."""

    ended_at: datetime | None
    pack: str
    party_id: int
    public_id: str
    name: str


class _Held(NamedTuple):
    """A code as asked for: its row, how it was shown, and why it is refused if it is."""

    code: _Row
    kind: ShowingKind
    handle: bytes
    fault: Fault | None


def check_codes(*, at: datetime, asked: Sequence[Asked], random: Random = secrets.token_bytes) -> list[Found | Fault]:
    """Answer all askers, in their order. `Fault`: wrong-issuer for whatever is not ours or of a service that shows the
    asker no outcome, stale, expired, replaced, revoked. `Refused` where a role may read nobody; then nobody is
    answered."""
    on, held = shanghai_day(at), _held(at, asked, random)
    shown = [one.code for one in held if one is not None]
    stands = standing({(one.pack, one.party_id) for one in shown if one.ended_at is None}, on=on)
    agencies = _agencies({one.party_id for one in shown}, on)
    headings = _write_down(at, asked, held)
    items = _items(held, headings, on)
    answers: list[Found | Fault] = []
    for one, heading in zip(held, headings, strict=True):
        if one is None:
            answers.append(Fault.WRONG_ISSUER)
            continue
        person = (one.code.pack, one.code.party_id)
        agency = agencies.get(person, "")
        fields = heading.detail["fields"]
        rests = items.get(one.code.party_id, ()) if ITEMS in fields else None
        fault = one.fault or (None if "outcome" in fields else Fault.WRONG_ISSUER)
        answers.append(fault or _found(one, fields, agency, stands.get(person), rests))
    return answers


def _found(
    one: _Held, fields: Sequence[str], agency: str, stands: Stands | None, items: tuple[Item, ...] | None
) -> Found:
    code = one.code
    name = mask_name(code.name) if "masked_name" in fields else ""
    works_for = agency if "agency" in fields else ""
    return Found(one.kind, one.handle, code.pack, name, works_for, code.ended_at is not None, stands, items)


def _items(held: Sequence[_Held | None], headings: Sequence[Heading], on: date) -> dict[int, tuple[Item, ...]]:
    """Party → what its colour rests on, of those opened for that; nothing where the code is out of use."""
    opened = [
        opened_as_written(heading, Party.from_db("default", _PARTY, (one.code.party_id, *one.code[3:])))
        for one, heading in zip(held, headings, strict=True)
        if one is not None and ITEMS in heading.detail.get("fields", ()) and one.code.ended_at is None
    ]
    records = records_to_explain_all(opened) if opened else {}
    return {party: tuple(items_in_force(rows, on=on)) for party, rows in records.items()}


def _held(at: datetime, asked: Sequence[Asked], random: Random) -> list[_Held | None]:
    """The codes asked for, None for what is not ours. Both tables are asked in any case."""
    showings = showing.opened_all([one.handle for one in asked])
    codes = {row[0]: row[1:] for row in CODES.rows([one.code_id if one else 0 for one in showings])}
    cards = {row[0]: row[1:] for row in CARDS.rows([one.card_id for one in asked])}
    found: list[_Held | None] = []
    for ask, shown in zip(asked, showings, strict=True):
        if shown is not None and shown.code_id in codes:
            late = not -FRESH <= at - shown.at <= FRESH
            fault = Fault.STALE if late else None
            found.append(_Held(_Row._make(codes[shown.code_id]), shown.kind, ask.handle, fault))
        elif ask.card_id in cards:
            ended_at, why, expires_at, code_id, *row = cards[ask.card_id]
            handle = showing.seal(Showing(code_id, ShowingKind.CARD, at), nonce=random(NONCE_OCTETS))
            over = card_over(ended_at, why, expires_at, at)
            found.append(_Held(_Row._make(row), ShowingKind.CARD, handle, over))
        else:
            found.append(None)
    return found


def _agencies(parties: set[int], on: date) -> dict[Person, str]:
    """Role and party → the organisation on the day."""
    return {
        (role, party): name
        for party, role, start, end, name in AGENCIES.rows([*parties] or [0])
        if start <= on and (end is None or on <= end)
    }


def _write_down(at: datetime, asked: Sequence[Asked], held: Sequence[_Held | None]) -> list[Heading]:
    """Write every asking into the journal, whatever was found; under which heading each stands there."""
    made: dict[tuple[object, ...], Heading] = {}
    headings, lines = [], list[Line]()
    for ask, one in zip(asked, held, strict=True):
        key = (id(ask.by), ask.items, one.code.pack if one else None, one.fault if one else None)
        heading = made.get(key) or made.setdefault(key, _heading(ask, at, one))
        headings.append(heading)
        lines.append((heading, (one.code.public_id,) if one else ()))
    journal.write_all(lines=lines)
    return headings


def _heading(ask: Asked, at: datetime, one: _Held | None) -> Heading:
    """What the code's service shows to whoever asks; `Refused` where the role may read nobody."""
    pack = one.code.pack if one else None
    limit = limit_of(ask.by, pack) if one and one.fault is None else frozenset()
    fields = [field for field in (SHOWN_WITH_ITEMS if ask.items else SHOWN) if field in limit]
    reading = shown_reading(by=ask.by, at=at, pack=pack, purpose=duty_of(ask.by), fields=fields)
    if one is None:
        return Heading(ask.by, at, "code.unknown", reading.purpose)
    if one.fault is None:
        return reading
    return Heading(ask.by, at, "code.read", reading.purpose, {"fields": [], "refused": one.fault.value}, is_read=True)
