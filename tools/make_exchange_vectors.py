"""Write the test vectors of docs/api/reconciliation.md: docs/api/vectors/reconciliation.json and certificate.json.

Everything in them follows from small numbers written here: running this again gives the same files, and a test holds
them to that. `python tools/make_exchange_vectors.py [folder]`.
"""

from __future__ import annotations

import hmac
import json
import sys
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from anxin.proofs import certificates
from anxin.proofs.ranges import Elements, Initiator, respond
from anxin.proofs.tree import Tree, root
from anxin.proofs.wire import KEY_OCTETS, Mode, Range, ranges, varint

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "api" / "vectors"
Pairs = list[tuple[int, bytes]]

NUMBERS = (0, 1, 127, 128, 255, 16383, 16384, 27033, 2**32, 2**64 - 1)
RECORDS: tuple[dict[str, Any], ...] = (
    {"ref": "5f0c" * 8, "key": 20210042, "fields": {"name": "陈桂香", "outcome": "green"}},
    {"ref": "00ff" * 8, "key": 0, "fields": {}},
    {"ref": "a1b2" * 8, "key": 7, "fields": {"until": None, "name": 'a "quote", a \\ and\na line', "某字段": "値"}},
)
REFUSED = {
    "nothing at all": "",
    "another protocol": "13000000",
    "a number that does not end": "6181818181",
    "a number above 64 bits": "6183ffffffffffffffff7f0000",
    "a number with leading zeros": "6180010000",
    "no mode": "610000",
    "an unknown mode": "61000003",
    "half a fingerprint": "61000001" + "00" * 15,
    "more ids said than sent": "6100000202" + "00" * 32,
    "the same id twice": "6100000202" + "00" * 64,
    "a bound with more than an id": "610521" + "00" * 33 + "00",
    "an infinite bound with part of an id": "6100010100",
    "an order key above the highest": "6181ffffffffffffffff7f0000" + "030000",
    "a bound before the one in front of it": "61050109000101" + "0800",
    "a bound after the infinite one": "61000000" + "010000",
}


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name, held in files().items():
        (folder / name).write_text(held, "utf-8")
    return 0


def files() -> dict[str, str]:
    """The text of each file by its name."""
    made = {"reconciliation.json": reconciliation(), "certificate.json": certificate()}
    return {name: json.dumps(held, ensure_ascii=False, indent=1) + "\n" for name, held in made.items()}


def identity(number: int) -> bytes:
    """An id of 32 octets that looks as real ones do."""
    return sha256(f"id {number}".encode()).digest()


def reconciliation() -> dict[str, Any]:
    return {
        "numbers": [{"number": str(number), "hex": varint(number).hex()} for number in NUMBERS],
        "records": [keyed(record) for record in RECORDS],
        "fingerprints": [
            {
                "ids": [one.hex() for one in some],
                "fingerprint": Elements(enumerate(some)).fingerprint(0, len(some)).hex(),
            }
            for some in ([], [identity(1)], [identity(1), identity(2)], [b"\xff" * 32, b"\x01" + bytes(31)])
        ],
        "exchanges": [exchange(name, *sides) for name, sides in exchanges().items()],
        "refused": [{"why": why, "message": message} for why, message in REFUSED.items()],
    }


def keyed(record: dict[str, Any]) -> dict[str, Any]:
    """A record, its canonical text and its id under a pair's key for records."""
    key = sha256(b"a pair's key for records").digest()
    text = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    identity = hmac.digest(key, b"rec:" + text.encode(), "sha256").hex()
    return {"key for records": key.hex(), "record": record, "canonical": text, "id": identity}


def exchanges() -> dict[str, tuple[Pairs, Pairs]]:
    plain: Pairs = [(number // 2, identity(number)) for number in range(40)]
    alike: Pairs = [(9, bytes(30) + number.to_bytes(2, "big")) for number in range(20)]
    return {
        "equal": (plain, plain),
        "both empty": ([], []),
        "the asking side is empty": ([], plain[:3]),
        "the answering side is empty": (plain[:3], []),
        "one is missing": (plain, plain[:17] + plain[18:]),
        "one is too many": (plain[:17] + plain[18:], plain),
        "one was changed": (plain, [*plain[:30], (plain[30][0], identity(1030)), *plain[31:]]),
        "one key, ids that begin alike": (alike[:7] + alike[8:], alike[:-1]),
    }


def exchange(name: str, ours: Pairs, theirs: Pairs) -> dict[str, Any]:
    initiator, answering = Initiator(Elements(ours)), Elements(theirs)
    message: bytes | None = initiator.begin()
    messages = []
    while message is not None:
        answer = respond(answering, message)
        messages.append({"asked": told(message), "answered": told(answer)})
        message = initiator.take(answer)
    return {
        "name": name,
        "asking": listed(ours),
        "answering": listed(theirs),
        "messages": messages,
        "only asking": sorted(one.hex() for one in initiator.have),
        "only answering": sorted(one.hex() for one in initiator.need),
    }


def listed(pairs: Pairs) -> list[list[Any]]:
    return [[key, one.hex()] for key, one in sorted(pairs)]


def told(message: bytes) -> dict[str, Any]:
    return {"hex": message.hex(), "ranges": [read(one) for one in ranges(message)]}


def read(one: Range) -> dict[str, Any]:
    key = int.from_bytes(one.upper[:KEY_OCTETS], "big")
    held: dict[str, Any] = {"until key": "infinity" if key == 2**64 - 1 else str(key)}
    if prefix := one.upper[KEY_OCTETS:]:
        held["until id"] = prefix.hex()
    if one.mode is Mode.FINGERPRINT:
        held["fingerprint"] = one.fingerprint.hex()
    elif one.mode is Mode.IDS:
        held["ids"] = [each.hex() for each in one.ids]
    else:
        held["skip"] = True
    return held


def certificate() -> dict[str, Any]:
    ids = [identity(number) for number in range(5)]
    seeds = [sha256(f"site {number}".encode()).digest() for number in range(2)]
    sites = [Ed25519PrivateKey.from_private_bytes(seed) for seed in seeds]
    key_ids = [sha256(site.public_key().public_bytes_raw()).digest()[:8] for site in sites]
    body = certificates.body(
        dataset="home_service/green", day=date(2026, 11, 23), rules="2026-10", ids=ids, key_ids=key_ids
    )
    signed = certificates.signed_content(body)
    return {
        "ids": [one.hex() for one in ids],
        "roots": [{"leaves": count, "root": root(ids[:count]).hex()} for count in range(len(ids) + 1)],
        "inclusion": [
            {"leaf": place, "path": [node.hex() for node in Tree(ids).inclusion_path(place)]}
            for place in range(len(ids))
        ],
        "body": body.decode(),
        "signed": signed.hex(),
        "sites": [
            {
                "key id": key_id.hex(),
                "private key": seed.hex(),
                "public key": site.public_key().public_bytes_raw().hex(),
                "signature": site.sign(signed).hex(),
            }
            for seed, site, key_id in zip(seeds, sites, key_ids, strict=True)
        ],
        "refused": [
            {"why": "blanks between members", "body": body.decode().replace('","', '", "')},
            {"why": "a count that is no number", "body": body.decode().replace('"count":5', '"count":"5"')},
            {"why": "half a root", "body": body.decode().replace(root(ids).hex(), root(ids).hex()[:32])},
            {"why": "another format", "body": body.decode().replace(certificates.WORD, "anxin-equal-2")},
            {"why": "a member that is not known", "body": body.decode()[:-1] + ',"zone":1}'},
        ],
    }


if __name__ == "__main__":
    sys.exit(main())
