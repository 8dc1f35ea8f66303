"""Keys: what their ids follow from, what a reader believes of a list, and what is never told."""

from __future__ import annotations

import hashlib

import cbor2
import pytest

from anxin.credentials import (
    ALGORITHMS,
    Algorithm,
    Fault,
    KeyList,
    Rejected,
    Root,
    Screen,
    SigningKey,
    Status,
    Use,
    check,
    issue,
    issue_key_list,
    new_signing_key,
    read_key_list,
    thumbprint,
)
from anxin.credentials.sm2 import Unavailable

pytestmark = pytest.mark.static

ISSUER, NOW, DAY = "https://code.example", 1_800_000_000, 86_400


@pytest.fixture(params=ALGORITHMS.values(), ids=lambda algorithm: str(algorithm.name))
def algorithm(request: pytest.FixtureRequest) -> Algorithm:
    held: Algorithm = request.param
    try:
        held.public(bytes(31) + b"\x01")
    except Unavailable as missing:
        pytest.skip(str(missing))
    return held


def made(algorithm: Algorithm, *, uses: tuple[Use, ...] = (Use.SCREEN,)) -> tuple[SigningKey, KeyList, Root, bytes]:
    """A key, its list as read, its root, and the list's octets; root and key by the same algorithm."""
    secret = algorithm.generate()
    root = Root.of(algorithm, secret)
    key = new_signing_key(
        root=root,
        algorithm=algorithm,
        private=algorithm.generate(),
        not_before=NOW - DAY,
        not_after=NOW + DAY,
        uses=uses,
    )
    octets = issue_key_list(
        root=root, sign=algorithm.signer(secret), issuer=ISSUER, keys=[key.listed], issued_at=NOW - 5, expires=NOW + DAY
    )
    return key, read_key_list(octets, roots=[root], now=NOW), root, octets


def test_a_root_its_list_and_a_credential_go_together(algorithm: Algorithm) -> None:
    key, keys, root, _octets = made(algorithm)
    screen = Screen(bytes(16), NOW + 90, Status.SUSPENDED, "王*", "安心家政")
    checked = check(issue(screen, key), keys, now=NOW)
    assert (checked.claims, checked.key, checked.status()) == (screen, key.listed, Status.SUSPENDED)
    assert (keys.issuer, keys.issued_at, keys.root) == (ISSUER, NOW - 5, root)


def test_an_id_is_half_the_roots_thumbprint_and_half_the_keys(algorithm: Algorithm) -> None:
    key, _keys, root, _octets = made(algorithm)
    by_rfc_9679 = [
        hashlib.sha256(cbor2.dumps(dict(one.cose_key), canonical=True)).digest() for one in (root, key.listed)
    ]
    assert [thumbprint(root.cose_key), thumbprint(key.listed.cose_key)] == by_rfc_9679
    assert key.listed.kid == by_rfc_9679[0][:2] + by_rfc_9679[1][:2]
    assert root.kid == by_rfc_9679[0][:4]


def test_a_key_signs_only_within_its_days_and_the_leeway() -> None:
    key, keys, _root, _octets = made(ALGORITHMS[-7])
    for moment, fault in (
        (NOW - DAY - 60, None),
        (NOW - DAY - 61, Fault.KEY_UNKNOWN),
        (NOW + DAY - 90, None),
        (NOW + DAY + 61, Fault.KEY_UNKNOWN),
    ):
        screen = Screen(bytes(16), min(moment + 90, NOW + DAY), Status.VALID, "王*", "")
        assert answer(issue(screen, key), keys, moment) == fault, moment


def answer(token: bytes, keys: KeyList, now: int) -> Fault | None:
    try:
        check(token, keys, now=now)
    except Rejected as rejected:
        return rejected.fault
    return None


def test_a_list_is_believed_only_from_a_root_that_the_reader_carries() -> None:
    _key, _keys, root, octets = made(ALGORITHMS[-7])
    _other_key, _other_keys, other, _other_octets = made(ALGORITHMS[-7])
    with pytest.raises(Rejected) as rejected:
        read_key_list(octets, roots=[other], now=NOW)
    assert rejected.value.fault is Fault.WRONG_ISSUER
    assert read_key_list(octets, roots=[other, root], now=NOW).root == root


def test_a_key_taken_off_the_list_ends_all_its_tokens() -> None:
    key, keys, root, _octets = made(ALGORITHMS[-7])
    token = issue(Screen(bytes(16), NOW + 90, Status.VALID, "王*", ""), key)
    without = KeyList(keys.issuer, keys.issued_at, keys.expires, root, {})
    assert (answer(token, keys, NOW), answer(token, without, NOW)) == (None, Fault.KEY_UNKNOWN)


def test_a_private_key_is_in_no_words(algorithm: Algorithm) -> None:
    key, _keys, _root, _octets = made(algorithm)
    for told in (repr(key), str(key), repr(key.listed)):
        assert key.private.hex() not in told and repr(key.private) not in told


def test_a_signature_has_64_octets_and_the_lower_s_with_p256() -> None:
    key, keys, _root, _octets = made(ALGORITHMS[-7])
    half = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551 // 2
    signatures = [key.sign(bytes((number,))) for number in range(40)]
    assert all(len(one) == 64 and 0 < int.from_bytes(one[32:], "big") <= half for one in signatures)
    assert keys.keys[key.listed.kid].verify(signatures[0], b"\x00")
