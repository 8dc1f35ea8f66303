"""The Token Status List's own vectors: the order of bits at every size, the octets of zlib, the signed examples."""

from __future__ import annotations

import base64
import json
import zlib

import cbor2
import pytest

from anxin.credentials import ES256, Fault, Rejected, Status
from anxin.credentials.algorithms import CoseKey
from anxin.credentials.cbor import decode, encode
from anxin.credentials.cose import read_sign1
from anxin.credentials.status_list import get_status, inflated, octets_for, set_statuses
from tests.unit.credentials.vectors import base64url, is_low, lower, needs_vectors, read, to_be_signed

pytestmark = [pytest.mark.static, needs_vectors]

FILE = "status-list/draft-ietf-oauth-status-list-examples.json"
LONG = {
    1: "status_list_encoding1_long",
    2: "status_list_encoding2_long",
    4: "status_list_encoding4",
    8: "status_list_encoding8",
}
# The examples' key: src/util.py of oauth-wg/draft-ietf-oauth-status-list.
ISSUER: CoseKey = {
    1: 2,
    -1: 1,
    -2: base64url("I3HWm_0Ds1dPMI-IWmf4mBmH-YaeAVbPVu7vB27CxXo"),
    -3: base64url("6N_d5Elj9bs1htgV3okJKIdbHEpkgTmAluYKJemzn1M"),
}


def octets(name: str) -> bytes:
    text: str = read(FILE)[name]
    return bytes.fromhex("".join(text.split("encoded:")[-1].split()))


def values(bits: int) -> dict[int, int]:
    return {int(index): value for index, value in read(FILE)["test_vector_values"]["values"][str(bits)].items()}


def entry(packed: bytes, index: int, bits: int) -> int:
    """The draft's rule for any size, which ours follows for two bits: entries from the lowest bit of each octet on."""
    per_octet = 8 // bits
    return packed[index // per_octet] >> bits * (index % per_octet) & (1 << bits) - 1


@pytest.mark.parametrize("bits", LONG)
def test_a_list_of_a_million_entries_reads_as_the_draft_says(bits: int) -> None:
    held = cbor2.loads(octets(f"{LONG[bits]}_cbor"))
    packed = zlib.decompress(held["lst"])
    size = read(FILE)["test_vector_values"]["size"]
    assert (held["bits"], len(packed)) == (bits, size * bits // 8)
    found = {index: entry(packed, index, bits) for index in range(size)} if bits == 2 else {}
    assert {index: entry(packed, index, bits) for index in values(bits)} == values(bits)
    assert {index: value for index, value in found.items() if value} == (
        {i: v for i, v in values(2).items() if v} if found else {}
    )


@pytest.mark.parametrize("bits", LONG)
def test_the_examples_order_their_keys_in_another_way_than_the_profile(bits: int) -> None:
    """They write bits before lst; by RFC 8949 §4.2.1 lst, the shorter, comes first. Otherwise the octets are ours."""
    raw = octets(f"{LONG[bits]}_cbor")
    with pytest.raises(Rejected, match="out of order"):
        decode(raw)
    held = cbor2.loads(raw)
    assert encode(held) == b"\xa2" + encode("lst") + encode(held["lst"]) + encode("bits") + encode(bits)
    assert raw == b"\xa2" + encode("bits") + encode(bits) + encode("lst") + encode(held["lst"])


@pytest.mark.parametrize("bits", LONG)
def test_the_json_form_holds_the_same_octets(bits: int) -> None:
    text: str = read(FILE)[f"{LONG[bits]}_json"]
    held = json.loads(text.replace("\n", "").replace(" ", ""))
    assert base64url(held["lst"]) == cbor2.loads(octets(f"{LONG[bits]}_cbor"))["lst"]


def test_two_bits_are_written_and_read_as_the_draft_does() -> None:
    packed = bytearray(octets_for(read(FILE)["test_vector_values"]["size"]))
    set_statuses(packed, [(index, Status(value)) for index, value in values(2).items()])
    theirs = cbor2.loads(octets("status_list_encoding2_long_cbor"))["lst"]
    assert bytes(packed) == zlib.decompress(theirs)
    assert {index: int(get_status(packed, index)) for index in values(2)} == values(2)


def test_the_small_examples_read_as_printed() -> None:
    two = cbor2.loads(octets("status_list_encoding2_cbor"))
    assert (two["bits"], inflated(two["lst"])) == (2, bytes((0xC9, 0x44, 0xF9)))
    assert [int(get_status(inflated(two["lst"]), index)) for index in range(12)] == [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]
    one = cbor2.loads(octets("status_list_encoding_cbor"))
    assert [entry(inflated(one["lst"]), index, 1) for index in range(16)] == [
        1,
        0,
        0,
        1,
        1,
        1,
        0,
        1,
        1,
        1,
        0,
        0,
        0,
        1,
        0,
        1,
    ]


def test_a_list_of_more_than_a_shard_is_not_inflated() -> None:
    with pytest.raises(Rejected) as rejected:
        inflated(cbor2.loads(octets("status_list_encoding2_long_cbor"))["lst"])
    assert rejected.value.fault is Fault.UNREADABLE


@pytest.mark.parametrize("name", ["status_list_cwt", "referenced_token_cwt"])
def test_a_signed_example_verifies(name: str) -> None:
    protected, _unprotected, payload, signature = cbor2.loads(octets(name)).value
    verify = ES256.verifier(ISSUER)
    message = to_be_signed(protected, payload)
    assert verify(lower(signature), message)
    assert not is_low(signature) and not verify(signature, message)  # both happen to carry the higher s


@pytest.mark.parametrize("name", ["status_list_cwt", "referenced_token_cwt"])
def test_a_signed_example_is_refused_by_the_profile_for_its_headers(name: str) -> None:
    with pytest.raises(Rejected) as rejected:
        read_sign1(octets(name))
    assert rejected.value.fault is Fault.UNREADABLE


@pytest.mark.parametrize("name", ["status_list_cwt", "referenced_token_cwt"])
def test_the_claims_of_the_examples_are_refused_for_their_encoding(name: str) -> None:
    payload = cbor2.loads(octets(name)).value[2]
    with pytest.raises(Rejected, match="out of order"):
        decode(payload)
    assert decode(encode(cbor2.loads(payload))) == cbor2.loads(payload)


def test_the_referenced_token_names_the_list() -> None:
    listed, referenced = (
        cbor2.loads(cbor2.loads(octets(n)).value[2]) for n in ("status_list_cwt", "referenced_token_cwt")
    )
    assert referenced[65535] == {"status_list": {"idx": 0, "uri": listed[2]}}
    assert entry(inflated(listed[65533]["lst"]), 0, 1) == 1


def test_the_signed_jwt_holds_the_same_list() -> None:
    """We read no JWT; the draft's prints the same entries in both forms."""
    text = "".join(read(FILE)["status_list_jwt_raw"].split())
    claims = json.loads(base64.urlsafe_b64decode(text.split(".")[1] + "=="))
    assert base64url(claims["status_list"]["lst"]) == cbor2.loads(octets("status_list_encoding_cbor"))["lst"]
