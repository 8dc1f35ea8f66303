"""Both sides' signatures on a visit, as they are believed and kept. Their format: anxin.credentials.receipts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anxin.credentials import Rejected
from anxin.credentials.cbor import decode, encode
from anxin.credentials.receipts import Signed, VisitFacts, confirmed_text, facts_written, low_s, octets, seen_text
from anxin.kernel.codes.models import Code, Visit
from anxin.kernel.codes.showing import ShowingKind
from anxin.kernel.errors import Conflict, Invalid
from anxin.kernel.parties.sealing import seal_bytes, unseal_bytes

FACTS, RECEIPT = "visit-facts", "visit-receipt"
APART = 15 * 60  # seconds by which a phone's clock may differ from the site's
MATCH_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is taken for another


def signed_by(key: Mapping[str, str], signature: str, at: int) -> Signed:
    """A browser's signature as it was sent: JWK, base64url, seconds since 1970. `Invalid` where it has another form."""
    try:
        return Signed({part: key[part] for part in ("kty", "crv", "x", "y")}, low_s(octets(signature)), at)
    except (KeyError, Rejected):
        raise _unbelieved() from None


def believe_confirmed(signed: Signed, handle: bytes, outcome: str, at: datetime) -> None:
    """`Invalid` unless the household signed this showing with this colour about now."""
    _believe(signed, confirmed_text(handle, outcome, signed.at), at)


def believe_seen(signed: Signed, facts: VisitFacts, at: datetime) -> None:
    """`Invalid` unless the worker's phone signed this visit about now."""
    _believe(signed, seen_text(facts.digest, signed.at), at)


def _believe(signed: Signed, text: str, at: datetime) -> None:
    try:
        holds = signed.holds(text)
    except Rejected:
        raise _unbelieved() from None
    if abs(signed.at - int(at.timestamp())) > APART:
        raise Conflict(
            _("The clock of this device is wrong."),
            why=_("What it signed names a moment that is not now."),
            todo=_("Set date and time to automatic, then scan again."),
        )
    if not holds:
        raise _unbelieved()


def _unbelieved() -> Invalid:
    return Invalid(
        _("The signature does not belong to what is confirmed."),
        field="signature",
        allowed=_("a signature by a P-256 key over what was shown"),
    )


def facts_of(code: Code, handle: bytes, outcome: str, at: datetime, *, acknowledged: bool, kind: ShowingKind) -> bytes:
    """What a visit's receipt is about, as it is kept with the visit: sealed, because it holds the handle."""
    facts = VisitFacts(handle, code.public, outcome, int(at.timestamp()), acknowledged, kind.name.lower())
    return seal_bytes(encode(facts.written()), context=FACTS)


def kept_facts(visit: Visit) -> VisitFacts | None:
    """What both sides signed; None once it has been destroyed."""
    return facts_written(decode(unseal_bytes(bytes(visit.facts), context=FACTS))) if visit.facts else None


def as_columns(side: str, signed: Signed | None) -> dict[str, Any]:
    """One side's signature as columns of its visit; `side` is household or worker."""
    if signed is None:
        return {}
    return {
        f"{side}_key": dict(signed.jwk),
        f"{side}_signature": signed.signature,
        f"{side}_signed_at": signed.at,
    }


def household_signed(visit: Visit) -> Signed | None:
    return _kept(visit.household_key, visit.household_signature, visit.household_signed_at)


def worker_signed(visit: Visit) -> Signed | None:
    return _kept(visit.worker_key, visit.worker_signature, visit.worker_signed_at)


def _kept(key: Any, signature: bytes | memoryview | None, at: int | None) -> Signed | None:
    return Signed(key, bytes(signature), at) if key and signature and at is not None else None


def match_word(visit: Visit) -> str:
    """Four signs that both sides' pages show of one visit: a page of somebody else's cannot know them."""
    drawn = hashlib.sha256(f"anxin-match:{visit.token}".encode()).digest()
    return "".join(MATCH_SIGNS[octet % len(MATCH_SIGNS)] for octet in drawn[:4])
