"""Signatures at their edges: Wycheproof against the browser's cryptography and against the library that stands in for
it; SM2 and SM3 as GM/T and Tongsuo print them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from anxin.credentials.algorithms import P256_HALF
from tests.journeys.verifier.conftest import InBrowser

pytestmark = [pytest.mark.browser, pytest.mark.static]

Vectors = Callable[[str], Any]
P256 = "wycheproof/ecdsa_secp256r1_sha256_p1363_test.json"
ED25519 = "wycheproof/ed25519_test.json"


def cases_of(groups: list[dict[str, Any]]) -> list[dict[str, Any]]:
    cases = []
    for group in groups:
        public = group["publicKey"]
        point = public.get("uncompressed", "")
        key = {"alg": -7, "x": point[2:66], "y": point[66:]} if point else {"alg": -8, "x": public["pk"]}
        for test in group["tests"]:
            valid = test["result"] == "valid"
            cases.append({**key, "signature": test["sig"], "message": test["msg"], "id": test["tcId"], "valid": valid})
    return cases


def is_low(case: dict[str, Any]) -> bool:
    signature = bytes.fromhex(case["signature"])
    return case["alg"] == -8 or (len(signature) == 64 and int.from_bytes(signature[32:], "big") <= P256_HALF)


def believed(in_browser: InBrowser, cases: list[dict[str, Any]], means: str, **options: Any) -> list[int]:
    answers = in_browser("signatures", {"cases": cases, "means": means}, **options)
    return [case["id"] for case, answer in zip(cases, answers, strict=True) if answer]


@pytest.mark.parametrize(("name", "count"), [(P256, 262), (ED25519, 151)], ids=["P-256", "Ed25519"])
@pytest.mark.parametrize("means", ["natively", "byLibrary"])
def test_wycheproof(in_browser: InBrowser, vectors: Vectors, name: str, count: int, means: str) -> None:
    cases = cases_of(vectors(name)["testGroups"])
    assert len(cases) == count
    assert believed(in_browser, cases, means) == [case["id"] for case in cases if case["valid"]]


@pytest.mark.parametrize("name", [P256, ED25519], ids=["P-256", "Ed25519"])
@pytest.mark.parametrize(
    "without", ["", "Object.defineProperty(crypto, 'subtle', {value: undefined})"], ids=["browser", "library"]
)
def test_of_the_valid_signatures_the_profile_takes_those_with_the_lower_s(
    in_browser: InBrowser, vectors: Vectors, name: str, without: str
) -> None:
    cases = cases_of(vectors(name)["testGroups"])
    taken = [case["id"] for case in cases if case["valid"] and is_low(case)]
    assert 0 < len(taken) < len(cases)
    assert believed(in_browser, cases, "strictly", without=without) == taken


def test_sm2_as_gmt_0003_prints_it(in_browser: InBrowser, vectors: Vectors) -> None:
    printed = vectors("sm/sm2_gmt0003_5.json")
    # The public key that GM/T 0003.5 Annex A prints beside this private key.
    key = {
        "alg": -65537,
        "x": "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020",
        "y": "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13",
    }
    signature, message = (printed["r"] + printed["s"]).lower(), printed["msg"].encode().hex()
    order = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
    s = int(printed["s"], 16)
    wrong = [
        (signature[:-1] + "0", message),
        (signature, message + "00"),
        (signature[:64] + f"{order - s:064x}", message),
        ("0" * 64 + signature[64:], message),
        (signature[:64] + "0" * 64, message),
        (f"{order:064x}" + signature[64:], message),
    ]
    cases = [{**key, "signature": one, "message": text} for one, text in [(signature, message), *wrong]]
    assert in_browser("signatures", {"cases": cases, "means": "strictly"}) == [True] + [False] * len(wrong)


def test_sm3_as_tongsuo_tests_it(in_browser: InBrowser, vectors: Vectors) -> None:
    pairs = re.findall(r"Digest = SM3\nInput = ([0-9A-Fa-f]+)\nOutput = ([0-9A-Fa-f]{64})", vectors("sm/evpmd_sm3.txt"))
    assert len(pairs) >= 6
    assert in_browser("sm3", [message for message, _digest in pairs]) == [digest.lower() for _message, digest in pairs]
