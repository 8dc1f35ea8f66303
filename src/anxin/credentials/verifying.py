"""The check of a credential, in the order of docs/codes/profile.md. The check page does the same in JavaScript."""

from __future__ import annotations

from typing import NamedTuple

from anxin.credentials.cbor import unreadable
from anxin.credentials.claims import (
    CARD_SECONDS,
    MOST_OCTETS,
    SCREEN_SECONDS,
    Card,
    Claims,
    Screen,
    Status,
    claims_of,
)
from anxin.credentials.cose import read_sign1
from anxin.credentials.digits import from_digits
from anxin.credentials.keys import LEEWAY, KeyList, Use, VerificationKey, believe
from anxin.credentials.rejected import Fault, Rejected
from anxin.credentials.status_list import StatusList


class Checked(NamedTuple):
    """A believed credential and its key. A card's colour stands on its status list; a screen's is inside."""

    claims: Claims
    key: VerificationKey

    def status(self, listed: StatusList | None = None) -> Status:
        """The colour; for a card from its list. `Rejected` (cannot-confirm) where the list is missing or another."""
        if isinstance(self.claims, Screen):
            return self.claims.status
        if listed is None or listed.uri != self.claims.uri:
            raise Rejected(Fault.CANNOT_CONFIRM, "the card's status list is missing")
        return listed.status(self.claims.index)


def check(token: bytes, keys: KeyList, *, now: int, floor: int = 0) -> Checked:
    """Believe a credential, or raise `Rejected`. `now` is the reader's clock in seconds, `floor` the last signed moment
    seen: the later of the two is the time, and a clock that is far behind a signed moment is called wrong."""
    if len(token) > MOST_OCTETS:
        raise unreadable(f"a credential has {MOST_OCTETS} octets at most")
    taken = read_sign1(token)
    if taken.typ:
        raise unreadable("a credential names no type")
    claims = claims_of(taken.payload)
    time = max(now, floor)
    if isinstance(claims, Card) and not _is_list_of(claims.uri, keys.issuer):
        raise Rejected(Fault.WRONG_ISSUER, "the card's status stands with another issuer")
    key = keys.key_for(taken, use=Use.CARD if isinstance(claims, Card) else Use.SCREEN, now=time)
    if claims.expires > key.not_after:
        raise Rejected(Fault.KEY_UNKNOWN, "it outlives the key that signed it")
    believe(taken, key)
    _in_time(claims, now=now, time=time)
    return Checked(claims, key)


def _is_list_of(uri: str, issuer: str) -> bool:
    shard = uri.removeprefix(f"{issuer}/s/")
    return shard != uri and shard.isascii() and shard.isdigit() and str(int(shard)) == shard


def _in_time(claims: Claims, *, now: int, time: int) -> None:
    screen = isinstance(claims, Screen)
    if time > claims.expires + LEEWAY:
        why = "its time is over"
        raise Rejected(Fault.STALE if screen else Fault.EXPIRED, why)
    if claims.expires > time + (SCREEN_SECONDS + LEEWAY if screen else CARD_SECONDS):
        raise Rejected(Fault.CLOCK_WRONG, "it runs further ahead than any issuer lets it: the reader's clock is behind")
    if time > now + LEEWAY:
        raise Rejected(Fault.CLOCK_WRONG, "the reader's clock is behind a signed moment")


def read_text(text: str, issuer: str) -> bytes:
    """The token of a scanned text: the digits alone, or the issuer's address with them behind the #."""
    text = text.strip()
    address, mark, digits = text.partition("#")  # what an app appends to a fragment may hold a # of its own
    if not mark or text[0] in "0123456789":
        return from_digits(text)
    if address.partition("?")[0].lower() != f"{issuer}/v":
        raise Rejected(Fault.WRONG_ISSUER, "the address is not this issuer's")
    return from_digits(digits)
