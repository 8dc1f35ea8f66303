"""Faults of the payload: its encoding, its claims, the members of card and screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from anxin.credentials import Fault
from tools.refused_corpus.bases import (
    ABSENT,
    CARD_EXP,
    CARD_ID,
    EXP,
    HANDLE,
    STATUS,
    URI,
    card,
    in_order,
    screen,
    spliced,
)
from tools.refused_corpus.entry import Entry
from tools.refused_corpus.loose import (
    ARRAY,
    BREAK,
    BYTES,
    FALSE,
    MAP,
    TEXT,
    TRUE,
    UNSIGNED,
    Pairs,
    Raw,
    head,
    pairs,
    write,
)
from tools.refused_corpus.stage import ISSUER, SCREEN, token

GOOD = card()
MEMBERS = tuple(GOOD.items())
EXP_OCTETS = write(CARD_EXP)


def with_first(key: bytes, value: bytes = EXP_OCTETS) -> bytes:
    """The good claims with the first key, 4, written in another way."""
    return head(MAP, 4) + key + value + pairs(MEMBERS[1:])


def shown(octets: bytes) -> Pairs:
    """The good card with what it shows in octets."""
    return spliced(GOOD, shown=octets)


def name_of(octets: bytes) -> Pairs:
    return shown(b"\x82" + head(TEXT, len(octets)) + octets + write("安心家政"))


def deep(levels: int) -> bytes:
    return levels * b"\x81" + b"\x00"


def encodings() -> Iterator[Entry]:
    for name, why, payload in (
        ("payload-empty", "a payload of no octets", b""),
        ("payload-number", "the payload is a number", 1),
        ("payload-array", "the claims as an array", list(GOOD.values())),
        ("payload-empty-map", "no claims at all", {}),
        ("payload-bytes-twice", "the claims inside one more byte string", write(write(GOOD))),
        ("payload-tagged", "the claims carry tag 61", b"\xd8\x3d" + write(GOOD)),
        ("payload-trailing", "an octet follows the claims", write(GOOD) + b"\x00"),
        ("payload-trailing-map", "a second map of claims follows the first", write(GOOD) + write({4: 2**40})),
        ("payload-cut", "the claims end inside the agency's name", write(GOOD)[:-3]),
        ("payload-json", "the claims as JSON", b'{"exp":1815552000}'),
        ("map-indefinite", "the claims' map without its length", b"\xbf" + pairs(MEMBERS) + BREAK),
        ("map-length-long", "the map's length in two octets", head(MAP, 4, octets=1) + pairs(MEMBERS)),
        ("map-too-many", "the map claims one member more than it has", head(MAP, 5) + pairs(MEMBERS)),
        ("map-too-few", "the map claims one member less than it has", head(MAP, 3) + pairs(MEMBERS)),
        ("map-million", "the map claims 2^32 members", head(MAP, 2**32) + pairs(MEMBERS)),
        ("array-million", "an array claims 2^32 members", spliced(GOOD, shown=head(ARRAY, 2**32) + write("王*"))),
        ("map-odd", "the last key has no value", head(MAP, 5) + pairs(MEMBERS) + b"\x3a\x00\x01\x00\x01"),
        ("reserved-28", "a length of the reserved kind 28", spliced(GOOD, exp=b"\x1c")),
        ("reserved-30", "a length of the reserved kind 30", spliced(GOOD, cti=b"\x5e" + CARD_ID)),
        ("break-alone", "a break outside an indefinite item", spliced(GOOD, exp=BREAK)),
        ("order-wrong", "cti stands before exp", Pairs((MEMBERS[1], MEMBERS[0], *MEMBERS[2:]))),
        ("order-length-first", "keys by the value of the number: -65537 first", Pairs((MEMBERS[3], *MEMBERS[:3]))),
        ("key-twice", "exp twice; many readers take the last", Pairs((MEMBERS[0], (EXP, 2**40), *MEMBERS[1:]))),
        ("key-twice-equal", "exp twice with the same value", Pairs((MEMBERS[0], *MEMBERS))),
        ("key-twice-apart", "exp again at the end", Pairs((*MEMBERS, MEMBERS[0]))),
        ("key-long", "the key 4 in two octets", with_first(b"\x18\x04")),
        ("key-longer-twice", "4 and 4 in two octets: twice the same key, in order", head(MAP, 5) + pairs(MEMBERS[:2]) + b"\x18\x04" + EXP_OCTETS + pairs(MEMBERS[2:])),
        ("key-true", "true beside 1: the same key to some readers", Pairs(((1, ISSUER), *MEMBERS, (True, "x")))),
        ("key-false", "the key false", head(MAP, 5) + pairs(MEMBERS) + FALSE + b"\x00"),
        ("key-null", "the key null", head(MAP, 5) + pairs(MEMBERS) + b"\xf6\x00"),
        ("key-float", "the key 4.0", with_first(b"\xf9\x44\x00")),
        ("key-bytes", "a byte string as key", with_first(b"\x41\x04")),
        ("key-array", "an array as key", with_first(b"\x81\x04")),
        ("key-map", "a map as key", with_first(b"\xa0")),
        ("key-tagged", "a tagged key", with_first(b"\xc1\x04")),
        ("key-text-4", "the key 4 as a text: the same key to readers that turn keys into texts", with_first(b"\x614")),
        ("key-text-exp", "the key exp by name, as in JWT", in_order({"exp": CARD_EXP} | dict(MEMBERS[1:]))),
        ("number-long-8", "exp in nine octets", spliced(GOOD, exp=head(UNSIGNED, CARD_EXP, octets=8))),
        ("number-long-1", "the index 12 in two octets", spliced(GOOD, status=write({"status_list": Pairs.of(("idx", Raw(b"\x18\x0c")), ("uri", URI))}))),
        ("bytes-length-long", "cti's length in two octets", spliced(GOOD, cti=head(BYTES, 8, octets=1) + CARD_ID)),
        ("bytes-indefinite", "cti in chunks", spliced(GOOD, cti=b"\x5f\x44" + CARD_ID[:4] + b"\x44" + CARD_ID[4:] + BREAK)),
        ("bytes-beyond-end", "cti claims more octets than there are", spliced(GOOD, cti=b"\x58\xf0" + CARD_ID)),
        ("text-length-long", "the name's length in two octets", shown(b"\x82" + head(TEXT, 4, octets=1) + "王*".encode() + write("安心家政"))),
        ("text-indefinite", "the name in chunks", shown(b"\x82\x7f\x63" + "王".encode() + b"\x61*" + BREAK + write("安心家政"))),
        ("array-indefinite-inside", "what is shown without its length", shown(b"\x9f" + write("王*") + write("安心家政") + BREAK)),
        ("array-length-long-inside", "the length of what is shown in two octets", shown(b"\x98\x02" + write("王*") + write("安心家政"))),
        ("utf8-overlong", "a slash in two octets of UTF-8", name_of(b"\xc0\xaf")),
        ("utf8-surrogate", "a lone surrogate in UTF-8", name_of(b"\xed\xa0\x80")),
        ("utf8-surrogate-pair", "a pair of surrogates, as CESU-8 writes it", name_of(b"\xed\xa0\xbd\xed\xb8\x80")),
        ("utf8-beyond", "a code point beyond U+10FFFF", name_of(b"\xf4\x90\x80\x80")),
        ("utf8-cut", "a character that ends too early", name_of("王".encode()[:2])),
        ("utf8-continuation", "a continuation octet alone", name_of(b"\x80")),
        ("gb18030", "the name in GB18030", name_of("王*".encode("gb18030"))),
        ("float-half", "exp as a half float", spliced(GOOD, exp=b"\xf9\x7b\xff")),
        ("float-single", "exp as a single float", spliced(GOOD, exp=b"\xfa\x4e\xd6\x93\xa4")),
        ("float-double", "exp as a double float", spliced(GOOD, exp=write(float(CARD_EXP)))),
        ("float-nan", "exp is not a number", spliced(GOOD, exp=b"\xf9\x7e\x00")),
        ("float-infinity", "exp is infinite", spliced(GOOD, exp=b"\xf9\x7c\x00")),
        ("simple-undefined", "undefined in place of the agency", shown(b"\x82" + write("王*") + b"\xf7")),
        ("simple-unassigned", "simple value 32 in place of the agency", shown(b"\x82" + write("王*") + b"\xf8\x20")),
        ("simple-two-octets", "false written as simple value 20 in two octets", shown(b"\x82" + write("王*") + b"\xf8\x14")),
        ("tag-epoch", "exp carries tag 1", spliced(GOOD, exp=b"\xc1" + EXP_OCTETS)),
        ("tag-date-text", "exp as a date in words under tag 0", spliced(GOOD, exp=b"\xc0" + write("2027-07-14T08:00:00Z"))),
        ("tag-bignum", "exp as a bignum", spliced(GOOD, exp=b"\xc2\x44" + CARD_EXP.to_bytes(4, "big"))),
        ("tag-embedded", "status as embedded CBOR under tag 24", spliced(GOOD, status=b"\xd8\x18" + write(write(GOOD[STATUS])))),
        ("tag-shared", "a shared reference (tags 28 and 29)", shown(b"\xd8\x1c\x82" + write("王*") + b"\xd8\x1d\x00")),
        ("tag-nine-octets", "a tag in nine octets", spliced(GOOD, exp=head(6, 1, octets=8) + EXP_OCTETS)),
        ("number-2-53", "exp is 2^53: no longer exact in JavaScript", spliced(GOOD, exp=write(2**53))),
        ("number-2-64", "exp is 2^64 - 1", spliced(GOOD, exp=write(2**64 - 1))),
        ("negative-2-53", "a name of -2^53", shown(b"\x82" + write(-(2**53)) + write("x"))),
        ("negative-2-64", "exp is -2^64", spliced(GOOD, exp=write(-(2**64)))),
        ("deep-9", "nine levels deep", shown(deep(9))),
        ("deep-200", "two hundred levels deep", shown(deep(200))),
        ("deep-maps", "a hundred maps inside one another", shown(100 * b"\xa1\x00" + b"\x00")),
    ):  # fmt: skip
        yield Entry(name, why, token(payload))


def members() -> Iterator[Entry]:
    return (Entry(name, why, token(held)) for name, why, held in (*common(), *of_cards()))


def common() -> Iterator[tuple[str, str, Any]]:
    yield from (
        ("exp-missing", "no expiry", card(exp=ABSENT)),
        ("exp-text", "the expiry as a text", card(exp=str(CARD_EXP))),
        ("exp-negative", "an expiry before 1970", card(exp=-1)),
        ("exp-null", "the expiry is null", card(exp=None)),
        ("exp-true", "the expiry is true", card(exp=True)),
        ("exp-bytes", "the expiry as octets", card(exp=CARD_EXP.to_bytes(4, "big"))),
        ("exp-array", "two expiries in an array", card(exp=[CARD_EXP, CARD_EXP])),
        ("cti-missing", "no id", card(cti=ABSENT)),
        ("cti-text", "the id as a text", card(cti="c0ffee00")),
        ("cti-number", "the id as a number", card(cti=1)),
        *((f"cti-{size}", f"an id of {size} octets", card(cti=HANDLE[:size])) for size in (0, 7, 9, 15)),
        ("cti-17", "an id of 17 octets", card(cti=HANDLE + b"\x00")),
        ("cti-16-on-card", "a card's claims with a screen's id", card(cti=HANDLE)),
        ("extra-iss", "an issuer: the key's id says it", card(more={1: ISSUER})),
        ("extra-sub", "a subject: a lasting name for the holder", card(more={2: "330302199001011234"})),
        ("extra-aud", "an audience", card(more={3: "door"})),
        ("extra-nbf", "not before", card(more={5: 0})),
        ("extra-iat", "issued at", card(more={6: CARD_EXP - 1})),
        ("extra-cnf", "a holder's key", card(more={8: {1: 2}})),
        ("extra-text", "a claim by name", card(more={"phone": "13800000000"})),
        ("extra-private", "a private claim", card(more={-65538: 1})),
        ("shown-missing", "it shows nothing", card(shown=ABSENT)),
        ("shown-text", "what is shown is one text", card(shown="王*")),
        ("shown-map", "what is shown is a map", card(shown={1: "王*", 2: "安心家政"})),
        ("shown-empty", "what is shown is empty", card(shown=[])),
    )


def of_cards() -> Iterator[tuple[str, str, Any]]:
    place = {"idx": 1, "uri": URI}
    yield from (
        ("card-shows-one", "a card without an agency", card(shown=["王*"])),
        ("card-shows-three", "a card that shows a status of its own", card(shown=[0, "王*", "安心家政"])),
        ("card-shows-phone", "a card with one text more", card(shown=["王*", "安心家政", "13800000000"])),
        ("name-empty", "an empty name", card(shown=["", "安心家政"])),
        ("name-25", "a name of 25 characters", card(shown=["王" * 25, ""])),
        ("name-number", "a number for a name", card(shown=[1, "安心家政"])),
        ("name-bytes", "octets for a name", card(shown=["王*".encode(), "安心家政"])),
        ("name-null", "null for a name", card(shown=[None, "安心家政"])),
        ("agency-25", "an agency of 25 characters", card(shown=["王*", "安" * 25])),
        ("agency-null", "null for an agency: the empty text says there is none", card(shown=["王*", None])),
        ("agency-array", "an array for an agency", card(shown=["王*", ["安心家政"]])),
        ("status-missing", "a card without a place on a status list", card(status=ABSENT)),
        ("status-null", "a card whose status is null", card(status=None)),
        ("status-number", "a card that says its status itself", card(status=0)),
        ("status-empty", "an empty status", card(status={})),
        ("status-other", "a status of another kind", card(status={"identifier_list": place})),
        ("status-two", "two kinds of status", card(status={"status_list": place, "identifier_list": place})),
        ("status-array", "the place as an array", card(status={"status_list": [1, URI]})),
        ("idx-missing", "no index", card(status={"status_list": {"uri": URI}})),
        ("idx-negative", "a negative index", card(idx=-1)),
        ("idx-text", "the index as a text", card(idx="1")),
        ("idx-float", "the index as a float", card(idx=1.0)),
        ("idx-true", "the index is true", card(idx=True)),
        ("uri-missing", "no address of the list", card(status={"status_list": {"idx": 1}})),
        ("uri-bytes", "the list's address as octets", card(uri=URI.encode())),
        ("uri-tagged", "the list's address under tag 32", card(uri=Raw(b"\xd8\x20" + write(URI)))),
        ("place-extra", "a third member in the place", card(status={"status_list": in_order(place | {"x": 0})})),
    )  # fmt: skip


def screens() -> Iterator[Entry]:
    for name, why, held in (
        ("screen-status-4", "a status of 4", screen(shown=[4, "王*", "安心家政"])),
        ("screen-status-negative", "a status of -1", screen(shown=[-1, "王*", "安心家政"])),
        ("screen-status-text", "the status as a text", screen(shown=["0", "王*", "安心家政"])),
        ("screen-status-float", "the status as a float", screen(shown=[0.0, "王*", "安心家政"])),
        ("screen-status-false", "the status is false: 0 to some readers", screen(shown=Raw(b"\x83" + FALSE + write("王*") + write("安心家政")))),
        ("screen-status-true", "the status is true: 1 to some readers", screen(shown=Raw(b"\x83" + TRUE + write("王*") + write("安心家政")))),
        ("screen-status-word", "the status by its colour", screen(shown=["green", "王*", "安心家政"])),
        ("screen-without-status", "a screen shows name and agency only", screen(shown=["王*", "安心家政"])),
        ("screen-shows-four", "a screen shows one member more", screen(shown=[0, "王*", "安心家政", "x"])),
        ("screen-with-place", "a screen with a place on a status list: a lasting index", screen(status={"status_list": {"idx": 1, "uri": URI}})),
        ("screen-id-8", "a screen's claims with a card's id", screen(cti=CARD_ID)),
        ("screen-name-empty", "a screen without a name", screen(shown=[0, "", "安心家政"])),
        ("screen-agency-25", "a screen whose agency has 25 characters", screen(shown=[0, "王*", "a" * 25])),
        ("screen-exp-missing", "a screen without an expiry", screen(exp=ABSENT)),
        ("screen-extra-iat", "a screen that says when it was issued", screen(more={6: CARD_EXP})),
    ):  # fmt: skip
        yield Entry(name, why, token(held, SCREEN))


def addresses() -> Iterator[Entry]:
    for name, why, uri in (
        ("uri-other-origin", "the status stands with another origin", "https://other.example/s/7"),
        ("uri-http", "the status stands at http", "http://code.example/s/7"),
        ("uri-longer-host", "the origin goes on: code.example.evil.example", f"{ISSUER}.evil.example/s/7"),
        ("uri-user", "the origin is a user's name before @", f"{ISSUER}@evil.example/s/7"),
        ("uri-port", "another port", f"{ISSUER}:8443/s/7"),
        ("uri-upper", "the origin in capitals", "https://CODE.EXAMPLE/s/7"),
        ("uri-relative", "an address without an origin", "/s/7"),
        ("uri-traversal", "the path goes up", f"{ISSUER}/s/../x/7"),
        ("uri-traversal-end", "the path goes up from a list", f"{ISSUER}/s/7/../../evil"),
        ("uri-encoded", "the path goes up in percent signs", f"{ISSUER}/s/%2e%2e/7"),
        ("uri-query", "a query follows: it could name the reader", f"{ISSUER}/s/7?who=me"),
        ("uri-fragment", "a fragment follows", f"{ISSUER}/s/7#x"),
        ("uri-slash", "a slash follows", f"{ISSUER}/s/7/"),
        ("uri-zeros", "a number with a leading zero", f"{ISSUER}/s/07"),
        ("uri-negative", "a negative number", f"{ISSUER}/s/-7"),
        ("uri-no-number", "no number", f"{ISSUER}/s/"),
        ("uri-word", "a word for a number", f"{ISSUER}/s/seven"),
        ("uri-fullwidth", "a digit that is not one of ASCII", f"{ISSUER}/s/７"),
        ("uri-space", "a space follows", f"{ISSUER}/s/7 "),
        ("uri-newline", "a line end follows", f"{ISSUER}/s/7\n"),
        ("uri-other-path", "another path of the issuer", f"{ISSUER}/status/7"),
        ("uri-empty", "an empty address", ""),
    ):  # fmt: skip
        yield Entry(name, why, token(card(uri=uri)), Fault.WRONG_ISSUER)


def sizes() -> Iterator[Entry]:
    for octets in (401, 500, 1000, 5000):
        why = "one octet too many, right in everything else" if octets == 401 else "right in everything but its length"
        yield Entry(f"octets-{octets}", why, of_size(octets))


def of_size(octets: int) -> bytes:
    """A card of so many octets: the longest texts, and a list with as long a number as it takes."""
    names = ["𠮷" * 24, "𠮷" * 24]
    for digits in range(1, octets):
        made = token(card(shown=names, uri=f"{ISSUER}/s/{'7' * digits}"))
        if len(made) >= octets:
            assert len(made) == octets
            return made
    raise AssertionError(octets)
