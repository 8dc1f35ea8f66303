"""SM2 through the system's libcrypto: the standard's example, what is refused, threads, memory, and no key in words."""

from __future__ import annotations

import gc
import json
import resource
import secrets
import threading
from base64 import b64decode
from collections.abc import Iterator
from ctypes import c_ulong
from ctypes.util import find_library

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from hypothesis import given, settings
from hypothesis import strategies as st

from anxin.credentials import sm2, sm2_library
from anxin.credentials.sm2 import ORDER
from tests.unit.credentials.vectors import VECTORS, needs_vectors
from tools.refused_corpus.sm2_by_hand import G, added, sm2_public, sm2_sign, times

pytestmark = pytest.mark.static


@pytest.fixture(autouse=True)
def _needs_sm2() -> None:
    try:
        sm2_library.libcrypto()
    except sm2.Unavailable as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="module")
def private() -> bytes:
    return bytes.fromhex("128b2fa8bd433c6c068c8d803dff79792a519a55171b1b650c23661d15897263")


def numbers(signature: bytes) -> tuple[int, int]:
    return int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")


def octets(*numbers: int) -> bytes:
    return b"".join(number.to_bytes(32, "big") for number in numbers)


@needs_vectors
def test_the_example_of_gmt_0003_verifies_and_comes_out_of_its_nonce() -> None:
    held = json.loads((VECTORS / "sm" / "sm2_gmt0003_5.json").read_text("utf-8"))
    private, message = bytes.fromhex(held["priv"]), held["msg"].encode()
    signature = bytes.fromhex(held["r"] + held["s"])
    assert sm2.verify(*sm2.public_of(private), message, signature)
    assert sm2_sign(private, message, nonce=int(held["k"], 16)) == signature


def blocks(name: str) -> Iterator[dict[str, str]]:
    """The paragraphs of an OpenSSL test file, as names and values."""
    for block in (VECTORS / "sm" / name).read_text("utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if " = " in line and not line.startswith("#")]
        yield dict(line.split(" = ", 1) for line in lines)


@needs_vectors
def test_the_digests_of_the_sm3_vectors() -> None:
    held = [block for block in blocks("evpmd_sm3.txt") if block.get("Digest") == "SM3" and "Input" in block]
    assert [sm2.sm3(bytes.fromhex(block["Input"])).hex() for block in held] == [b["Output"].lower() for b in held]
    assert len(held) == 8


@needs_vectors
def test_the_signatures_over_digests_of_the_sm2_vectors() -> None:
    """They sign a digest as it stands, without the signer's id; libcrypto does that in another call than ours, so the
    numbers are taken through the curve here."""
    public = point_of_key1()
    held = [b for b in blocks("evppkey_sm2.txt") if b.get("Verify") and b.get("Ctrl") == "digest:SM3"]
    assert [verifies(public, bytes.fromhex(b["Input"]), bytes.fromhex(b["Output"])) for b in held] == [True, True]


def point_of_key1() -> tuple[int, int]:
    """The public half of SM2_key1: the last 64 octets of its PKCS#8."""
    text = (VECTORS / "sm" / "evppkey_sm2.txt").read_text("utf-8")
    der = b64decode(text.split("-----BEGIN PRIVATE KEY-----")[1].split("-----END")[0])
    return int.from_bytes(der[-64:-32], "big"), int.from_bytes(der[-32:], "big")


def verifies(public: tuple[int, int], digest: bytes, der: bytes) -> bool:
    r, s = decode_dss_signature(der)
    point = added(times(s, G), times((r + s) % ORDER, public))
    return point is not None and (int.from_bytes(digest, "big") + point[0]) % ORDER == r


@given(message=st.binary(max_size=600))
@settings(max_examples=25, deadline=None)
def test_what_is_signed_verifies_here_and_by_hand_and_nothing_else_does(message: bytes) -> None:
    private = sm2.generate()
    x, y = sm2.public_of(private)
    signature = sm2.sign(private, message)
    assert (x, y) == sm2_public(private)
    assert sm2.verify(x, y, message, signature)
    assert sm2.verify(x, y, message, sm2_sign(private, message))
    assert not sm2.verify(x, y, message + b"\x00", signature)
    assert not sm2.verify(*sm2.public_of(sm2.generate()), message, signature)


def test_the_negated_s_is_no_signature_and_the_other_s_gives_the_key_away(private: bytes) -> None:
    x, y = sm2.public_of(private)
    r, s = numbers(sm2.sign(private, b"door"))
    assert not sm2.verify(x, y, b"door", octets(r, ORDER - s))
    d = int.from_bytes(private, "big")
    other = (-s - 2 * r * d * pow(1 + d, -1, ORDER)) % ORDER
    assert sm2.verify(x, y, b"door", octets(r, other))
    share = -(s + other) * pow(2 * r, -1, ORDER) % ORDER  # d / (1 + d): what whoever has both can work out
    assert share * pow(1 - share, -1, ORDER) % ORDER == d


def test_numbers_out_of_range_and_other_lengths_are_answered_with_false(private: bytes) -> None:
    verify = sm2.verifier(*sm2.public_of(private))
    r, s = numbers(sm2.sign(private, b"door"))
    assert verify(octets(r, s), b"door")
    tried = [octets(0, s), octets(r, 0), octets(ORDER, s), octets(r, ORDER), octets(r, ORDER - r), octets(r, s)[:63]]
    tried += [b"", octets(r, s) + b"\x00", bytes(64), b"\xff" * 64]
    assert [verify(one, b"door") for one in tried] == [False] * len(tried)


@pytest.mark.parametrize("number", [0, ORDER - 1, ORDER, 2**256 - 1])
def test_a_private_number_out_of_range_is_refused_without_being_told(number: int) -> None:
    held = number.to_bytes(32, "big")
    with pytest.raises(sm2.Refused) as refused:
        sm2.public_of(held)
    assert held.hex() not in str(refused.value) and str(number) not in str(refused.value)
    assert refused.value.__cause__ is None


def test_the_least_and_the_largest_private_number_serve() -> None:
    for number in (1, ORDER - 2):
        held = number.to_bytes(32, "big")
        assert sm2.verify(*sm2.public_of(held), b"door", sm2.sign(held, b"door"))


@pytest.mark.parametrize("octets", [b"", bytes(31), bytes(33)])
def test_a_key_of_another_length_is_refused(octets: bytes) -> None:
    with pytest.raises(sm2.Refused):
        sm2.signer(octets)
    with pytest.raises(sm2.Refused):
        sm2.verifier(octets, bytes(32))


def test_a_point_off_the_curve_is_refused(private: bytes) -> None:
    x, y = sm2.public_of(private)
    for held in ((x, x), (bytes(32), bytes(32)), (b"\xff" * 32, y)):
        with pytest.raises(sm2.Refused):
            sm2.verifier(*held)


def test_no_error_is_left_behind_for_others_of_the_thread(private: bytes) -> None:
    x, y = sm2.public_of(private)
    calls = sm2_library.libcrypto().calls
    calls.ERR_peek_error.restype = c_ulong
    with pytest.raises(sm2.Refused):
        sm2.verifier(x, x)
    assert not sm2.verify(x, y, b"door", octets(1, 1))
    assert calls.ERR_peek_error() == 0


def test_one_key_serves_many_threads(private: bytes) -> None:
    sign, verify = sm2.signer(private), sm2.verifier(*sm2.public_of(private))
    answers: list[bool] = []

    def work(number: int) -> None:
        for turn in range(40):
            message = secrets.token_bytes(number + turn)
            signature = sign(message)
            answers.append(verify(signature, message) and not verify(signature, message + b"."))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [True] * 320


def test_handles_are_given_back_also_after_refusals(private: bytes) -> None:
    x, y = sm2.public_of(private)

    def use() -> None:
        for _turn in range(250):
            sm2.verify(x, y, b"door", sm2.sign(private, b"door"))
            with pytest.raises(sm2.Refused):
                sm2.verifier(x, x)

    use()
    gc.collect()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    use()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 1024  # KiB; a key and its contexts take 3


def test_a_missing_library_says_what_to_install() -> None:
    with pytest.raises(sm2.Unavailable, match="libssl3"):
        sm2_library.loaded(["no-such-libcrypto.so"])


def test_another_library_is_not_taken_for_libcrypto() -> None:
    with pytest.raises(sm2.Unavailable, match="lacks calls of OpenSSL 3"):
        sm2_library.declared(sm2_library.loaded([find_library("c") or "libc.so.6"]))
