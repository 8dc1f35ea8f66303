"""COSE's, RFC 8392's and Wycheproof's vectors: right where our algorithms go, refused where the profile is narrower."""

from __future__ import annotations

from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from anxin.credentials import ALGORITHMS, EDDSA, Fault, Rejected
from anxin.credentials.algorithms import P256_ORDER
from anxin.credentials.cose import read_sign1
from tests.unit.credentials.vectors import (
    cases,
    cose_key,
    es256_of_point,
    is_low,
    lower,
    named,
    needs_vectors,
    read,
    to_be_signed,
)

pytestmark = [pytest.mark.static, needs_vectors]

KID = "the key id stands in the unprotected header and has two octets"
# COSE_Sign1 and COSE_Sign: what our algorithms make of the signature (None: not one of ours) and why the profile, which
# asks for a key id of four octets in the protected header, refuses all of them.
COSE = {
    "ecdsa-01": (None, "COSE_Sign: several signers"),
    "ecdsa-02": (None, "COSE_Sign, P-384"),
    "ecdsa-03": (None, "COSE_Sign, P-521"),
    "ecdsa-04": (None, "COSE_Sign, SHA-512"),
    "ecdsa-sig-01": (True, "a content type; " + KID),
    "ecdsa-sig-02": (None, "P-384"),
    "ecdsa-sig-03": (None, "P-521"),
    "ecdsa-sig-04": (None, "SHA-512 with P-256"),
    "eddsa-01": (None, "COSE_Sign: several signers"),
    "eddsa-02": (None, "COSE_Sign, Ed448"),
    "eddsa-sig-01": (True, "a content type; " + KID),
    "eddsa-sig-02": (None, "Ed448"),
    "sign-fail-01": (False, "tag 998"),
    "sign-fail-02": (False, KID),
    "sign-fail-03": (None, "algorithm -999"),
    "sign-fail-04": (None, "algorithm by an unknown name"),
    "sign-fail-06": (False, "a member was added to the protected header"),
    "sign-fail-07": (False, "a member was taken out of the protected header"),
    "sign-pass-01": (None, "the algorithm stands in the unprotected header only"),
    "sign-pass-02": (True, "external data; " + KID),
    "sign-pass-03": (True, "no tag 18; " + KID),
}


def test_every_vector_of_cose_is_judged_here() -> None:
    assert named("cose") == sorted(COSE)


@pytest.mark.parametrize("name", COSE)
def test_a_signature_of_the_cose_working_group_verifies_or_fails_as_they_say(name: str) -> None:
    verdict, _why = COSE[name]
    vector = read(f"cose/{name}.json")
    assert signature_verdict(vector) is verdict
    if verdict is not None:
        assert verdict is not vector.get("fail", False)


def signature_verdict(vector: dict[str, Any]) -> bool | None:
    """What our algorithms say of a COSE_Sign1; None where it is none, or under an algorithm that is not ours."""
    taken = cbor2.loads(bytes.fromhex(vector["output"]["cbor"]))
    tag, members = (taken.tag, taken.value) if isinstance(taken, cbor2.CBORTag) else (18, taken)
    if tag != 18:
        return False if vector.get("fail") else None
    protected, _unprotected, payload, signature = members
    algorithm = ALGORITHMS.get(cbor2.loads(protected).get(1)) if protected != b"\xa0" else None
    signer = vector["input"]["sign0"]
    if algorithm is None or signer["key"]["crv"] not in ("P-256", "Ed25519"):
        return None
    message = to_be_signed(
        protected, payload, bytes.fromhex(signer.get("external", vector["input"].get("external", "")))
    )
    if not vector.get("fail"):
        assert message.hex().upper() == vector["intermediates"]["ToBeSign_hex"].upper()
    made = signature if algorithm is EDDSA else lower(signature)
    return algorithm.verifier(cose_key(signer["key"]))(made, message)


@pytest.mark.parametrize("name", COSE)
def test_the_profile_refuses_what_the_cose_working_group_writes(name: str) -> None:
    token = bytes.fromhex(read(f"cose/{name}.json")["output"]["cbor"])
    assert refusal(token) is Fault.UNREADABLE, COSE[name][1]


def refusal(token: bytes) -> Fault | None:
    try:
        read_sign1(token)
    except Rejected as rejected:
        return rejected.fault
    return None


def test_the_signed_token_of_rfc_8392_verifies_and_is_refused_for_want_of_a_key_id() -> None:
    vector = read("cwt/A_3.json")
    assert signature_verdict(vector) is True
    assert refusal(bytes.fromhex(vector["output"]["cbor"])) is Fault.UNREADABLE


@pytest.mark.parametrize("name", ["A_4", "A_5", "A_6", "A_7"])
def test_the_other_tokens_of_rfc_8392_are_macs_or_sealed_and_refused(name: str) -> None:
    assert refusal(bytes.fromhex(read(f"cwt/{name}.json")["output"]["cbor"])) is Fault.UNREADABLE


def test_wycheproof_p1363_p256() -> None:
    wrong, high = [], 0
    for group, test in cases("wycheproof/ecdsa_secp256r1_sha256_p1363_test.json"):
        verify = es256_of_point(group["publicKey"]["uncompressed"])
        signature, message = bytes.fromhex(test["sig"]), bytes.fromhex(test["msg"])
        valid = test["result"] == "valid"
        if valid and not is_low(signature):  # by design: there is one form of a signature, the lower
            high += 1
            right = not verify(signature, message) and verify(lower(signature), message)
        else:
            right = verify(signature, message) is valid
        wrong += [] if right else [test["tcId"]]
    assert wrong == []
    assert high == 70


def test_wycheproof_der_p256() -> None:
    """Signatures in DER are none of ours: they are taken apart as an adapter to other signers would, strictly."""
    wrong, high = [], 0
    for group, test in cases("wycheproof/ecdsa_secp256r1_sha256_test.json"):
        verify = es256_of_point(group["publicKey"]["uncompressed"])
        signature, message = from_der(bytes.fromhex(test["sig"])), bytes.fromhex(test["msg"])
        valid = test["result"] == "valid"
        if valid and not is_low(signature):
            high += 1
            right = not verify(signature, message) and verify(lower(signature), message)
        else:
            right = verify(signature, message) is valid
        wrong += [] if right else [test["tcId"]]
        assert not verify(bytes.fromhex(test["sig"]), message), "DER as it stands"
    assert wrong == []
    assert high == 71


def from_der(signature: bytes) -> bytes:
    """r ‖ s; nothing for what is not DER or has a number out of range."""
    try:
        r, s = decode_dss_signature(signature)
    except ValueError:
        return b""
    return r.to_bytes(32, "big") + s.to_bytes(32, "big") if 0 < r < P256_ORDER and 0 < s < P256_ORDER else b""


def test_wycheproof_ed25519() -> None:
    found = [
        test["tcId"]
        for group, test in cases("wycheproof/ed25519_test.json")
        if EDDSA.verifier({1: 1, -1: 6, -2: bytes.fromhex(group["publicKey"]["pk"])})(
            bytes.fromhex(test["sig"]), bytes.fromhex(test["msg"])
        )
        is not (test["result"] == "valid")
    ]
    assert found == []


def test_wycheproof_hmac_sm3() -> None:
    """SM3 as `cryptography` brings it: what `sm2.sm3` and every SM2 signature rest on."""
    wrong = []
    for group, test in cases("wycheproof/hmac_sm3_test.json"):
        mac = hmac.HMAC(bytes.fromhex(test["key"]), hashes.SM3())
        mac.update(bytes.fromhex(test["msg"]))
        tag, size = bytes.fromhex(test["tag"]), group["tagSize"] // 8
        right = (mac.finalize()[:size] == tag and len(tag) == size) is (test["result"] == "valid")
        wrong += [] if right else [test["tcId"]]
    assert wrong == []


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("wycheproof/ecdsa_secp256r1_sha256_p1363_test.json", 262),
        ("wycheproof/ecdsa_secp256r1_sha256_test.json", 484),
        ("wycheproof/ed25519_test.json", 151),
        ("wycheproof/hmac_sm3_test.json", 174),
    ],
)
def test_no_vector_is_left_out(path: str, count: int) -> None:
    assert len(list(cases(path))) == count == read(path)["numberOfTests"]


def test_octets_that_are_no_signature_are_answered_with_false() -> None:
    verify = EDDSA.verifier(
        {1: 1, -1: 6, -2: bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")}
    )
    assert [verify(octets, b"") for octets in (b"", bytes(63), bytes(64), bytes(65), b"\xff" * 64)] == [False] * 5
