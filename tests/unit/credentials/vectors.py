"""Other people's vectors, where they lie beside the project: COSE, RFC 8392, Wycheproof, status list, SM2 and SM3."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from anxin.credentials.algorithms import ES256, P256_HALF, P256_ORDER, CoseKey
from anxin.credentials.cbor import encode

VECTORS = Path(__file__).resolve().parents[4] / "shared" / "vectors"
Vector = dict[str, Any]

needs_vectors = pytest.mark.skipif(
    not VECTORS.is_dir(),
    reason=f"other people's vectors are not at ../shared/vectors, beside {VECTORS.parents[1].name}",
)


def read(path: str) -> Any:
    """A JSON file; an empty map where the vectors are missing, so that the tests can be collected and skipped."""
    file = VECTORS / path
    return json.loads(file.read_text("utf-8")) if file.is_file() else {}


def named(folder: str) -> list[str]:
    return sorted(file.stem for file in (VECTORS / folder).glob("*.json"))


def cases(path: str) -> Iterator[tuple[Vector, Vector]]:
    """Each test of a Wycheproof file with its group."""
    for group in read(path).get("testGroups", []):
        for test in group["tests"]:
            yield group, test


def base64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def cose_key(key: Vector) -> CoseKey:
    """A key of COSE's or RFC 8392's examples."""
    octets = {
        name: bytes.fromhex(key[f"{name}_hex"]) if f"{name}_hex" in key else base64url(key.get(name, ""))
        for name in "xy"
    }
    if key["crv"] == "Ed25519":
        return {1: 1, -1: 6, -2: octets["x"]}
    return {1: 2, -1: 1, -2: octets["x"], -3: octets["y"]}


def to_be_signed(protected: bytes, payload: bytes, external: bytes = b"") -> bytes:
    return encode(["Signature1", protected, external, payload])


def lower(signature: bytes) -> bytes:
    """r with the lower s: what the profile would have had of this signer."""
    s = int.from_bytes(signature[32:], "big")
    return signature[:32] + (P256_ORDER - s if s > P256_HALF else s).to_bytes(32, "big")


def is_low(signature: bytes) -> bool:
    return int.from_bytes(signature[32:], "big") <= P256_HALF


def es256_of_point(point: str) -> Any:
    """A verifier from an uncompressed point in hexadecimal."""
    octets = bytes.fromhex(point)
    return ES256.verifier({1: 2, -1: 1, -2: octets[1:33], -3: octets[33:]})
