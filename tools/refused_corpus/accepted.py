"""What stands close to a refusal and must be accepted, with what it says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tools.refused_corpus.bases import CARD_EXP, CARD_ID, HANDLE, SCREEN_EXP, URI, card, screen
from tools.refused_corpus.contents import of_size
from tools.refused_corpus.entry import Entry
from tools.refused_corpus.lists import EXPIRES, GOOD_LIST, ISSUED, LOOK, PACKED, claims, keys, status_list
from tools.refused_corpus.stage import (
    CARD,
    DAY,
    ED25519,
    ENDING,
    ISSUER,
    KEY_LISTS,
    LISTED,
    NOW,
    SCREEN,
    WITH_SM2,
    token,
)
from tools.refused_corpus.texts import CODE, DIGITS


def of_card(**changes: Any) -> dict[str, Any]:
    told = {"cti": CARD_ID.hex(), "exp": CARD_EXP, "uri": URI, "idx": 12_345, "name": "王*", "agency": "安心家政"}
    return told | changes


def of_screen(**changes: Any) -> dict[str, Any]:
    told = {"cti": HANDLE.hex(), "exp": SCREEN_EXP, "status": 0, "name": "王*", "agency": "安心家政"}
    return told | changes


def accepted() -> Iterator[Entry]:
    yield from credentials()
    yield from texts_and_lists()


def credentials() -> Iterator[Entry]:
    astral, last = "𠮷" * 24, NOW + 400 * DAY
    held: tuple[tuple[str, str, bytes, int, dict[str, Any], dict[str, Any] | None], ...] = (
        ("card", "a card", token(card()), NOW, {}, of_card()),
        ("screen", "a screen", token(screen(), SCREEN), NOW, {}, of_screen()),
        ("card-ed25519", "a card by Ed25519", token(card(), ED25519), NOW, {}, of_card()),
        ("screen-ed25519", "a screen by Ed25519", token(screen(), ED25519), NOW, {}, of_screen()),
        ("card-sm2", "a card by SM2; a reader without SM2 says key-unknown", token(card(), WITH_SM2), NOW, {"key_list": "with SM2", "needs": "SM2"}, of_card()),
        ("card-last-second", "60 seconds after its expiry", token(card()), CARD_EXP + 60, {}, of_card()),
        ("screen-last-second", "60 seconds after its expiry", token(screen(), SCREEN), SCREEN_EXP + 60, {}, of_screen()),
        ("card-400-days", "400 days ahead", token(card(exp=last)), NOW, {}, of_card(exp=last)),
        ("screen-180-seconds", "180 seconds ahead: 120 and the leeway", token(screen(exp=NOW + 180), SCREEN), NOW, {}, of_screen(exp=NOW + 180)),
        ("clock-60-behind", "the clock is 60 seconds behind a signed moment", token(card()), NOW, {"floor": NOW + 60}, of_card()),
        ("expires-with-key", "it expires in the last second of its key", token(card(exp=NOW + 30 * DAY), ENDING), NOW, {}, of_card(exp=NOW + 30 * DAY)),
        ("octets-400", "400 octets: the longest", of_size(400), NOW, {}, None),
        ("name-24-astral", "24 characters are code points, not UTF-16 units", token(card(shown=[astral, ""])), NOW, {}, of_card(name=astral, agency="")),
        ("name-byte-order-mark", "a name that begins with U+FEFF keeps it", token(card(shown=["\ufeff王", ""])), NOW, {}, of_card(name="\ufeff王", agency="")),
        ("idx-largest", "an index of 2^53 - 1", token(card(idx=2**53 - 1)), NOW, {}, of_card(idx=2**53 - 1)),
        *((f"screen-status-{n}", f"a screen of status {n}", token(screen(shown=[n, "王*", ""]), SCREEN), NOW, {}, of_screen(status=n, agency="")) for n in (1, 2, 3)),
        *((f"card-on-list-{n}", f"entry {n} of the list has status {n}", token(card(idx=n)), NOW, {"status_list": GOOD_LIST.hex()}, of_card(idx=n, status=n)) for n in range(4)),
        ("card-on-list-63", "the last entry of the list", token(card(idx=63)), NOW, {"status_list": GOOD_LIST.hex()}, of_card(idx=63, status=0)),
    )  # fmt: skip
    for name, why, octets, now, also, expect in held:
        yield Entry(name, why, octets, None, now=now, also=also, expect=expect or {"octets": len(octets)})


def texts_and_lists() -> Iterator[Entry]:
    for name, why, text in (
        ("text-digits", "the digits alone", DIGITS),
        ("text-address", "the address with its digits", CODE),
        ("text-appended", "an app appended a parameter to the fragment", f"{CODE}&appinstall=0"),
        ("text-query", "an app put a query before the fragment", CODE.replace("/v#", "/v?from=scan#")),
        ("text-second-hash", "a second # ends the digits", f"{CODE}#123"),
        ("text-spaces", "a scanner put a line end behind", f" {CODE}\r\n"),
    ):
        yield Entry(name, why, text, None, "text", expect={"token": token(card()).hex()})
    told = {"iat": ISSUED, "exp": EXPIRES, "ttl": 30, "packed": PACKED.hex()}
    without = status_list(claims(ttl=None))
    for name, why, octets, also in (
        ("list", "a status list", GOOD_LIST, {}),
        ("list-as-new", "as old as the newest one seen", GOOD_LIST, {"seen": ISSUED}),
        ("list-without-ttl", "the ttl may be left out", without, {}),
        ("list-ed25519", "by Ed25519", status_list(claims(), key=ED25519), {}),
    ):
        expect = told | ({"ttl": 0} if octets is without else {})
        yield Entry(name, why, octets, None, "status-list", also={**LOOK, **also}, expect=expect)
    for name, why, octets, held in (
        ("keys", "the list of keys", KEY_LISTS["main"], LISTED),
        ("keys-with-sm2", "a list with a key of SM2", KEY_LISTS["with SM2"], (CARD, WITH_SM2)),
        ("keys-one", "a list of one key", keys(), (CARD,)),
        ("keys-last-second", "60 seconds past its expiry", keys(exp=NOW - 60), (CARD,)),
    ):
        kids = sorted(one.kid.hex() for one in held)
        yield Entry(name, why, octets, None, "key-list", expect={"issuer": ISSUER, "kids": kids})
