"""Signatures with numbers out of range, written twice, or in another form; and moments."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from anxin.credentials import Fault
from anxin.credentials.algorithms import P256_ORDER
from tools.refused_corpus.bases import CARD_EXP, SCREEN_EXP, card, screen
from tools.refused_corpus.entry import Entry
from tools.refused_corpus.loose import write
from tools.refused_corpus.sm2_by_hand import N as SM2_ORDER
from tools.refused_corpus.sm2_by_hand import sm2_sign
from tools.refused_corpus.stage import (
    COMING,
    DAY,
    ED25519,
    ENDING,
    FOREIGN,
    NOW,
    PAST,
    SCREEN,
    UNLISTED,
    WITH_SM2,
    header,
    secret,
    signed_bytes,
    token,
)

ED25519_ORDER = 2**252 + 27742317777372353535851937790883648493
Change = Callable[[int, int], tuple[int, int]]


def both(change: Change) -> Callable[[bytes], bytes]:
    """A change of r and s, big-endian."""

    def changed(signature: bytes) -> bytes:
        r, s = change(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    return changed


def high_ed25519(signature: bytes) -> bytes:
    return signature[:32] + (int.from_bytes(signature[32:], "little") + ED25519_ORDER).to_bytes(32, "little")


def as_der(signature: bytes) -> bytes:
    return encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))


def signatures() -> Iterator[Entry]:
    n = P256_ORDER
    yield Entry("signature-der", "r and s in DER, as X.509 has them", token(card(), signature=as_der))
    for name, why, change in (
        ("s-high", "n - s in place of s: as valid to ECDSA, and a second form of one credential", lambda r, s: (r, n - s)),
        ("r-zero", "r is 0", lambda r, s: (0, s)),
        ("s-zero", "s is 0", lambda r, s: (r, 0)),
        ("both-zero", "r and s are 0: the psychic signature", lambda r, s: (0, 0)),
        ("r-n", "r is n", lambda r, s: (n, s)),
        ("s-n", "s is n", lambda r, s: (r, n)),
        ("both-n", "r and s are n", lambda r, s: (n, n)),
        ("r-beyond-n", "r is above n", lambda r, s: (n + r % 2**200, s)),
        ("s-beyond-n", "s is above n", lambda r, s: (r, n + s % 2**200)),
        ("both-ones", "every bit is set", lambda r, s: (2**256 - 1, 2**256 - 1)),
        ("both-one", "r and s are 1", lambda r, s: (1, 1)),
        ("r-and-s-swapped", "s stands before r", lambda r, s: (s, min(r, n - r))),
        ("s-half-above", "s is (n + 1) / 2, the least that is not low", lambda r, s: (r, (n + 1) // 2)),
        ("r-one-bit", "a bit of r is another", lambda r, s: (r ^ 1, s)),
        ("s-one-bit", "a bit of s is another", lambda r, s: (r, s ^ 1)),
    ):  # fmt: skip
        yield Entry(name, why, token(card(), signature=both(change)), Fault.ALTERED)
    little = token(card(), signature=lambda made: made[:32][::-1] + made[32:][::-1])
    yield Entry("little-endian", "r and s in little-endian order", little, Fault.ALTERED)
    for name, why, made in (
        ("ed25519-s-high", "S and the group's order: a second form of one signature (RFC 8032 §5.1.7)", high_ed25519),
        ("ed25519-zero", "every octet is 0", bytes(64)),
        ("ed25519-identity", "R is the neutral point, S is 0", b"\x01" + bytes(63)),
        ("ed25519-r-bit", "a bit of R is another", lambda made: bytes((made[0] ^ 1,)) + made[1:]),
        ("ed25519-r-sign", "the sign of R is another", lambda made: made[:31] + bytes((made[31] ^ 128,)) + made[32:]),
    ):  # fmt: skip
        yield Entry(name, why, token(screen(), ED25519, signature=made), Fault.ALTERED)


def of_sm2() -> Iterator[Entry]:
    n, content = SM2_ORDER, signed_bytes(write(header(WITH_SM2)), write(card()))
    alice = sm2_sign(secret("SM2"), content, signer=b"ALICE123@YAHOO.COM")
    for name, why, made in (
        ("sm2-s-negated", "n - s in place of s: unlike ECDSA's, not a signature", both(lambda r, s: (r, n - s))),
        ("sm2-r-zero", "r is 0", both(lambda r, s: (0, s))),
        ("sm2-s-zero", "s is 0", both(lambda r, s: (r, 0))),
        ("sm2-sum-n", "r + s is n", both(lambda r, s: (r, n - r))),
        ("sm2-s-n", "s is n", both(lambda r, s: (r, n))),
        ("sm2-other-id", "signed under another id than 1234567812345678", alice),
        ("sm2-empty-id", "signed under an empty id", sm2_sign(secret("SM2"), content, signer=b"")),
    ):
        octets = token(card(), WITH_SM2, signature=made)
        yield Entry(name, why, octets, Fault.ALTERED, also={"key_list": "with SM2"})
    yield Entry(
        "sm2-as-es256",
        "ES256 is declared, the listed key is of SM2",
        token(card(), WITH_SM2, protected={1: -7, 4: WITH_SM2.kid}),
        Fault.ALTERED,
        also={"key_list": "with SM2"},
    )
    yield Entry(
        "sm2-key-not-listed", "SM2 with a key that this list does not have", token(card(), WITH_SM2), Fault.KEY_UNKNOWN
    )


def moments() -> Iterator[Entry]:
    far = card(exp=NOW + 400 * DAY + 1)
    late = {"floor": CARD_EXP + 61}
    for name, why, reason, octets, now, also in (
        ("card-expired", "61 seconds after its expiry", Fault.EXPIRED, token(card()), CARD_EXP + 61, {}),
        ("card-expired-at-1970", "a card that expired in 1970", Fault.EXPIRED, token(card(exp=0)), NOW, {}),
        ("card-expired-by-signed-moment", "the clock says no, a signed moment says it is over", Fault.EXPIRED, token(card()), NOW, late),
        ("card-too-far", "more than 400 days ahead", Fault.CLOCK_WRONG, token(far), NOW, {}),
        ("screen-stale", "61 seconds after its expiry: a screenshot", Fault.STALE, token(screen(), SCREEN), SCREEN_EXP + 61, {}),
        ("screen-stale-next-day", "a screenshot of yesterday", Fault.STALE, token(screen(), SCREEN), NOW + DAY, {}),
        ("screen-stale-by-signed-moment", "a clock put back: a signed moment says it is over", Fault.STALE, token(screen(), SCREEN), NOW, {"floor": SCREEN_EXP + 61}),
        ("screen-too-far", "181 seconds ahead", Fault.CLOCK_WRONG, token(screen(exp=NOW + 181), SCREEN), NOW, {}),
        ("screen-a-day-ahead", "a screen good for a day", Fault.CLOCK_WRONG, token(screen(exp=NOW + DAY), SCREEN), NOW, {}),
        ("screen-largest", "a screen that expires at 2^53 - 1, and so after its key", Fault.KEY_UNKNOWN, token(screen(exp=2**53 - 1), SCREEN), NOW, {}),
        ("clock-behind", "the reader's clock is 61 seconds behind a signed moment", Fault.CLOCK_WRONG, token(card()), NOW, {"floor": NOW + 61}),
        ("clock-behind-screen", "the same for a screen that is in time by the signed moment", Fault.CLOCK_WRONG, token(screen(exp=NOW + 100), SCREEN), NOW, {"floor": NOW + 61}),
        ("outlives-key", "the card expires after the last day of its key", Fault.KEY_UNKNOWN, token(card(), ENDING), NOW, {}),
        ("key-ended-since", "the key's last day is over, the card's is not", Fault.KEY_UNKNOWN, token(card(exp=NOW + 30 * DAY), ENDING), NOW + 30 * DAY + 61, {}),
        ("key-ended-by-signed-moment", "the clock is within the key's days, a signed moment is not", Fault.KEY_UNKNOWN, token(card(exp=NOW + 30 * DAY), ENDING), NOW, {"floor": NOW + 30 * DAY + 61}),
    ):  # fmt: skip
        yield Entry(name, why, octets, reason, now=now, also=also)


def order() -> Iterator[Entry]:
    """Two faults at once: the first in the profile's order is the one that is told."""
    flat = bytes(64)
    for name, why, reason, octets in (
        ("first-unreadable", "another issuer's, and no expiry", Fault.UNREADABLE, token(card(exp="x"), FOREIGN)),
        ("first-unreadable-altered", "altered, and an octet too many", Fault.UNREADABLE, token(card(), signature=flat, closing=b"\x00")),
        ("first-issuer", "another issuer's, and altered", Fault.WRONG_ISSUER, token(card(), FOREIGN, signature=flat)),
        ("first-issuer-list", "an unlisted key, and a list at another origin", Fault.WRONG_ISSUER, token(card(uri="https://other.example/s/7"), UNLISTED)),
        ("first-issuer-altered", "altered, and a list at another origin", Fault.WRONG_ISSUER, token(card(uri="https://other.example/s/7"), signature=flat)),
        ("first-key", "an unlisted key, and altered", Fault.KEY_UNKNOWN, token(card(), UNLISTED, signature=flat)),
        ("first-key-past", "a key that is over, and expired", Fault.KEY_UNKNOWN, token(card(exp=NOW - DAY), PAST)),
        ("first-key-alg", "a key that has not begun, and another algorithm", Fault.KEY_UNKNOWN, token(card(), COMING, protected={1: -8, 4: COMING.kid})),
        ("first-key-outlived", "altered, and it outlives its key", Fault.KEY_UNKNOWN, token(card(), ENDING, signature=flat)),
        ("first-altered", "altered, and expired", Fault.ALTERED, token(card(exp=NOW - DAY), signature=flat)),
        ("first-altered-screen", "altered, and stale", Fault.ALTERED, token(screen(exp=NOW - DAY), SCREEN, signature=flat)),
    ):  # fmt: skip
        yield Entry(name, why, octets, reason)
    behind = token(screen(), SCREEN)
    yield Entry(
        "first-stale",
        "stale by a signed moment, and the clock behind it",
        behind,
        Fault.STALE,
        also={"floor": NOW + DAY},
    )
