"""Acts on cards: make one for a code, report it lost, end it with its code; and the text its square carries.

A card is a printed view of a code. Each has a pseudonym and a place on a status list of its own, and neither is ever
given again: a household that saw the last card cannot follow its holder by the next.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.credentials import Card as Claims
from anxin.credentials import SigningKey, Use, issue, to_digits
from anxin.credentials.cbor import decode
from anxin.credentials.claims import AGENCY_SIGNS, CARD_OCTETS, read_claims
from anxin.credentials.cose import read_sign1
from anxin.kernel.access.rules import Act, require
from anxin.kernel.codes import keys
from anxin.kernel.codes.agency_names import short_name
from anxin.kernel.codes.models import Card, CardEnd, Code, new_card_id
from anxin.kernel.codes.places import draw_place
from anxin.kernel.codes.status import note, status_of, status_when_ended
from anxin.kernel.codes.status_lists import list_address
from anxin.kernel.errors import Conflict, Refused
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.outcomes.actions import shanghai_day
from anxin.kernel.outcomes.standing import standing
from anxin.kernel.parties.actions import lock_party
from anxin.kernel.parties.identifiers import mask_name
from anxin.kernel.parties.queries import affiliation_of

CARD_LIFE = timedelta(days=365)
LEAST_LIFE = timedelta(days=30)
NAME_SIGNS = 8
LEAST_AGENCY = 4  # signs worth having on the card: with a very long address the square grows instead
CHECK_PAGE = "/v#"
SQUARE_BITS = 1728  # data of QR version 10 at correction M (ISO/IEC 18004, table 7)
NewId = Callable[[], str]


def card_in_force(code: Code) -> Card | None:
    """The card a code has now, if it was ever printed."""
    return Card.objects.select_related("shard", "code__party").filter(slot=_slot(code)).first()


def _slot(code: Code) -> str:
    return str(code.pk)


@transaction.atomic
def issue_card_copy(*, by: Actor, at: datetime, code: Code, new_id: NewId = new_card_id) -> Card:
    """Make a card for a code in use: a new pseudonym, a new place, on another list than the card before, which it
    replaces. It is good for a year at most, and for no longer than the key that signed it."""
    require(by, Act.PRINT_CARD)
    lock_party(code.party)
    code.refresh_from_db()
    if code.ended_at is not None:
        raise Conflict(_("This code is already out of use."), todo=_("Issue a code first, then print its card."))
    _require_own(by, code, at)
    before = card_in_force(code)
    key = keys.signing_key(Use.CARD, at, life=CARD_LIFE)
    expires = min(keys.seconds(at + CARD_LIFE), key.listed.not_after)
    if expires < keys.seconds(at + LEAST_LIFE):
        raise keys.NoKey(
            _("The key for cards ends too soon."),
            why=_("A card ends with its key, and this one would be good for less than a month."),
            todo=_("Make a new key with `anxin keys new` and have the list signed."),
        )
    shard, index = draw_place(not_on=before.shard_id if before else None)
    if before is not None:
        _end(before, CardEnd.REPLACED, at)
    made = Card(code=code, card_id=new_id(), shard=shard, index=index, issued_at=at, slot=_slot(code))
    made.expires_at = keys.moment(expires)
    made.credential = _credential(made, key, agency=_agency(code, at))
    made.save()
    stands = standing([(code.pack, code.party_id)], on=shanghai_day(at)).get((code.pack, code.party_id))
    note([(shard.pk, index, status_of(stands.row.outcome if stands else None))], at=at)
    journal.write(by=by, at=at, act="card.print", subjects=[code.party.public_id], detail={"pack": code.pack})
    return made


def _credential(card: Card, key: SigningKey, *, agency: str) -> bytes:
    """What the square carries: as much of the agency's name as a version 10 square has room for beside the address."""
    claims = Claims(
        card_id=bytes.fromhex(card.card_id),
        expires=keys.seconds(card.expires_at),
        uri=list_address(card.shard.number),
        index=card.index,
        name=mask_name(card.code.party.name)[:NAME_SIGNS],
        agency=agency[:AGENCY_SIGNS],
    )
    room = min(CARD_OCTETS, octets_in_square(keys.origin()))
    token = issue(claims, key)
    while len(token) > room and len(claims.agency) > LEAST_AGENCY:
        claims = Claims(**{**vars(claims), "agency": claims.agency[:-1]})
        token = issue(claims, key)
    return token


def octets_in_square(origin: str) -> int:
    """Octets of a credential that go, as digits behind an origin's address, into a version 10 square at M."""
    address = 4 + 16 + 8 * len((origin + CHECK_PAGE).encode())  # mode, count, octets
    digits = (SQUARE_BITS - address - 4 - 12) * 3 // 10
    octets = digits // 17 * 7 + next(n for n in range(6, -1, -1) if (0, 3, 5, 8, 10, 13, 15)[n] <= digits % 17)
    return max(octets, 0)


def _agency(code: Code, at: datetime) -> str:
    held = affiliation_of(code.party, role=code.pack, on=shanghai_day(at))
    return short_name(held.organisation.name) if held else ""


def _require_own(by: Actor, code: Code, at: datetime) -> None:
    """An agency acts for its own people, a worker for himself."""
    if by.role == Role.WORKER and by.party_id == code.party_id:
        return
    held = affiliation_of(code.party, role=code.pack, on=shanghai_day(at))
    own = held is not None and held.organisation_id == by.organisation_id
    if by.role == Role.WORKER or (by.role == Role.AGENCY_CLERK and not own):
        raise Refused(
            _("This card is of somebody else's."),
            rule="codes.own-card",
            why=_("A worker acts for the own card only, an agency for those of its people."),
            todo=_("Let the holder, or the agency that holds the person, do it."),
            ask=_("Ask the agency named on the card."),
        )


@transaction.atomic
def report_card_lost(*, by: Actor, at: datetime, card: Card, reason: str = "") -> Card:
    """挂失: a lost card turns red within a minute, for whoever has it. The code stays; a new card can be printed."""
    require(by, Act.REPORT_CARD_LOST)
    lock_party(card.code.party)
    _require_own(by, card.code, at)
    card.refresh_from_db()
    if card.ended_at is not None:
        raise Conflict(_("This card counts no more already."), todo=_("Print a new one."))
    _end(card, CardEnd.LOST, at)
    detail = {"pack": card.code.pack, "reason": reason[:200]}
    journal.write(by=by, at=at, act="card.lost", subjects=[card.code.party.public_id], detail=detail)
    return card


def end_card_with_code(*, at: datetime, code: Code) -> None:
    """A code goes out of use, and its card with it; inside the transaction of the act that ends the code."""
    card = card_in_force(code)
    if card is not None:
        _end(card, CardEnd.CODE_ENDED, at)


def _end(card: Card, why: CardEnd, at: datetime) -> None:
    card.ended_at, card.end_reason, card.slot = at, why.value, None
    card.save(update_fields=["ended_at", "end_reason", "slot"])
    note([(card.shard_id, card.index, status_when_ended(why))], at=at)


def card_text(card: Card) -> str:
    """The address that the card's square carries: the credential as digits behind the #, never sent to a server."""
    return f"{_claims(card).uri.rpartition('/s/')[0]}{CHECK_PAGE}{to_digits(bytes(card.credential))}"


def _claims(card: Card) -> Claims:
    claims = read_claims(decode(read_sign1(bytes(card.credential)).payload))
    assert isinstance(claims, Claims)
    return claims


@transaction.atomic
def move_cards(*, by: Actor, at: datetime) -> int:
    """Where a demonstration is served under another address than before: sign its cards anew, everything else on them
    being the same. Real cards are printed, so a real site keeps its address; how many were moved."""
    if not keys.has_own_root():
        return 0
    key, moved = keys.signing_key(Use.CARD, at, life=CARD_LIFE), []
    for card in Card.objects.select_related("shard", "code__party").filter(slot__isnull=False, expires_at__gt=at):
        held = _claims(card)
        if held.uri != list_address(card.shard.number):
            card.expires_at = min(card.expires_at, keys.moment(key.listed.not_after))
            card.credential = _credential(card, key, agency=held.agency)
            moved.append(card)
    Card.objects.bulk_update(moved, ["credential", "expires_at"], batch_size=200)
    if moved:
        journal.write(by=by, at=at, act="cards.move", detail={"cards": len(moved)})
    return len(moved)
