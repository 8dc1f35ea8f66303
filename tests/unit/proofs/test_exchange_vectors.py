"""The vectors that docs/api/reconciliation.md hands to whoever implements the protocol elsewhere: ours, and right."""

from __future__ import annotations

import hmac
import json
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from anxin.proofs.certificates import BadCertificate, check, read
from anxin.proofs.ranges import BadMessage, Elements, Initiator, respond
from anxin.proofs.tree import root, root_from_path
from anxin.proofs.wire import varint
from tools.make_exchange_vectors import FOLDER, files

pytestmark = pytest.mark.static

RANGES: dict[str, Any] = json.loads((FOLDER / "reconciliation.json").read_text("utf-8"))
CERTIFICATE: dict[str, Any] = json.loads((FOLDER / "certificate.json").read_text("utf-8"))


@pytest.mark.parametrize("name", ["reconciliation.json", "certificate.json"])
def test_the_files_are_what_the_tool_writes(name: str) -> None:
    assert (FOLDER / name).read_text("utf-8") == files()[name]


def test_numbers_and_fingerprints_are_as_the_protocol_writes_them() -> None:
    for vector in RANGES["numbers"]:
        assert varint(int(vector["number"])).hex() == vector["hex"]
    for vector in RANGES["fingerprints"]:
        # As the page says it, without our own classes.
        ids = [bytes.fromhex(one) for one in vector["ids"]]
        total = sum(int.from_bytes(one, "little") for one in ids) % 2**256
        digest = sha256(total.to_bytes(32, "little") + bytes([len(ids)])).digest()[:16]
        assert digest.hex() == vector["fingerprint"]


def test_an_id_is_the_keyed_hash_of_the_canonical_record() -> None:
    for vector in RANGES["records"]:
        key = bytes.fromhex(vector["key for records"])
        assert json.loads(vector["canonical"]) == vector["record"]
        assert hmac.digest(key, b"rec:" + vector["canonical"].encode(), "sha256").hex() == vector["id"]


@pytest.mark.parametrize("vector", RANGES["exchanges"], ids=lambda vector: vector["name"])
def test_each_exchange_goes_as_written(vector: dict[str, Any]) -> None:
    ours, theirs = (
        Elements((key, bytes.fromhex(one)) for key, one in vector[side]) for side in ("asking", "answering")
    )
    initiator = Initiator(ours)
    message: bytes | None = initiator.begin()
    for each in vector["messages"]:
        assert message is not None
        assert message.hex() == each["asked"]["hex"]
        answer = respond(theirs, message)
        assert answer.hex() == each["answered"]["hex"]
        message = initiator.take(answer)
    assert message is None
    assert sorted(one.hex() for one in initiator.have) == vector["only asking"]
    assert sorted(one.hex() for one in initiator.need) == vector["only answering"]


@pytest.mark.parametrize("vector", RANGES["refused"], ids=lambda vector: vector["why"])
def test_what_has_to_be_refused_is(vector: dict[str, str]) -> None:
    with pytest.raises(BadMessage):
        respond(Elements([]), bytes.fromhex(vector["message"]))


def test_the_certificate_and_its_signatures_hold() -> None:
    ids = [bytes.fromhex(one) for one in CERTIFICATE["ids"]]
    body = CERTIFICATE["body"].encode()
    sites = CERTIFICATE["sites"]
    signatures = {
        bytes.fromhex(one["key id"]): (bytes.fromhex(one["public key"]), bytes.fromhex(one["signature"]))
        for one in sites
    }
    held = check(body, signatures)
    assert (held.root, held.count) == (root(ids), len(ids))
    for one in sites:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(one["public key"]))
        key.verify(bytes.fromhex(one["signature"]), bytes.fromhex(CERTIFICATE["signed"]))
    for vector in CERTIFICATE["roots"]:
        assert root(ids[: vector["leaves"]]).hex() == vector["root"]
    for vector in CERTIFICATE["inclusion"]:
        path = [bytes.fromhex(node) for node in vector["path"]]
        assert root_from_path(ids[vector["leaf"]], vector["leaf"], len(ids), path) == held.root


@pytest.mark.parametrize("vector", CERTIFICATE["refused"], ids=lambda vector: vector["why"])
def test_a_certificate_written_otherwise_is_refused(vector: dict[str, str]) -> None:
    with pytest.raises(BadCertificate):
        read(vector["body"].encode())
