"""The online check: what was scanned goes in, the person opened for a household's eyes comes out.

A credential is believed by the strict profile first; a handle or a card's pseudonym comes from a page that has
believed it. `Unbelieved` carries the reason codes of docs/codes/profile.md; whatever was never issued is `NotFound`,
always in the same words.
"""

from __future__ import annotations

import re
import secrets
from datetime import datetime

from django.db import transaction

from anxin.credentials import Fault, Rejected, Screen, check, read_text
from anxin.kernel.codes import showing
from anxin.kernel.codes.faults import Unbelieved
from anxin.kernel.codes.keys import current_key_list
from anxin.kernel.codes.models import Card, CardEnd
from anxin.kernel.codes.showing import NONCE_OCTETS, Showing, ShowingKind
from anxin.kernel.codes.visiting import Random, Scanned, open_code, open_made, open_showing, unknown_code
from anxin.kernel.journal.actor import Actor

ADDRESS = re.compile(r"(?:.*/[ck]/)?([a-z2-7]{13}|[a-z2-7]{16}|[a-z2-7]{26})")
CARD_LETTERS, HANDLE_LETTERS = 13, 26


def check_credential(*, at: datetime, token: bytes, by: Actor | None = None) -> Scanned:
    """Believe a credential and open whom it is about; `Unbelieved` where the profile refuses it."""
    try:
        claims = check(token, current_key_list(), now=int(at.timestamp())).claims
    except Rejected as rejected:
        raise Unbelieved(rejected.fault) from None
    if isinstance(claims, Screen):
        return open_showing(at=at, handle=claims.handle, by=by)
    return open_card(at=at, card_id=claims.card_id.hex(), by=by)


def card_over(ended_at: datetime | None, why: str, expires_at: datetime, at: datetime) -> Fault | None:
    """Why a card no longer counts, None for one that does."""
    if ended_at is not None:
        return Fault.REPLACED if why == CardEnd.REPLACED else Fault.REVOKED
    return Fault.EXPIRED if at > expires_at else None


@transaction.atomic
def open_card(*, at: datetime, card_id: str, by: Actor | None = None, random: Random = secrets.token_bytes) -> Scanned:
    """Open a card by its pseudonym; `Unbelieved` (replaced, revoked, expired) for one that no longer counts."""
    card = Card.objects.select_related("code__party").filter(card_id=card_id).first()
    if card is None:
        raise unknown_code()
    over = card_over(card.ended_at, card.end_reason, card.expires_at, at)
    if over is not None:
        raise Unbelieved(over)
    handle = showing.seal(Showing(card.code_id, ShowingKind.CARD, at), nonce=random(NONCE_OCTETS))
    return open_made(card.code, ShowingKind.CARD, handle, at, by)


def open_letters(*, at: datetime, letters: str, by: Actor | None = None) -> Scanned:
    """Open what a short address ends in: 13 letters are a card's and die with it, 26 a screen's and die in minutes, 16
    a code's number."""
    if len(letters) == CARD_LETTERS:
        return open_card(at=at, card_id=showing.from_letters(letters).hex(), by=by)
    if len(letters) == HANDLE_LETTERS:
        return open_showing(at=at, handle=showing.from_letters(letters), by=by)
    return open_code(at=at, public=letters, by=by)


def check_text(*, at: datetime, text: str, by: Actor | None = None) -> Scanned:
    """Whatever a scanner reads or a clerk types: a credential's address, a short address, or a card's number."""
    typed = re.sub(r"\s", "", text)
    if match := ADDRESS.fullmatch(typed.lower()):
        return open_letters(at=at, letters=match[1], by=by)
    try:
        token = read_text(typed, current_key_list().issuer)
    except Rejected as rejected:
        raise Unbelieved(rejected.fault) from None
    return check_credential(at=at, token=token, by=by)
