"""A certificate of equality: the same octets at both exactly when they hold the same, and worth both signatures."""

from __future__ import annotations

import json
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from anxin.proofs.certificates import (
    BadCertificate,
    Certificate,
    body,
    check,
    differing,
    read,
    signed_content,
)
from anxin.proofs.tree import root

pytestmark = pytest.mark.static

DAY = date(2026, 11, 23)
IDS = [bytes([number]) * 32 for number in range(5)]
CITY, MINISTRY = b"city----", b"ministry"
KEYS = {site: Ed25519PrivateKey.from_private_bytes(site * 4) for site in (CITY, MINISTRY)}

certificates = st.builds(
    Certificate,
    st.text(max_size=20),
    st.dates(),
    st.text(max_size=20),
    st.integers(0, 2**40),
    st.binary(min_size=32, max_size=32),
    st.tuples(st.binary(min_size=8, max_size=8), st.binary(min_size=8, max_size=8)),
)


def made(ids: list[bytes] = IDS, **changed: object) -> bytes:
    held = {"dataset": "home_service/green", "day": DAY, "rules": "2026-1", "key_ids": [CITY, MINISTRY], **changed}
    return body(ids=ids, **held)  # type: ignore[arg-type]  # -- one member changed at a time


def signatures(octets: bytes, *sites: bytes) -> dict[bytes, tuple[bytes, bytes]]:
    return {
        site: (KEYS[site].public_key().public_bytes_raw(), KEYS[site].sign(signed_content(octets))) for site in sites
    }


def test_both_sites_write_the_same_octets_whoever_is_named_first() -> None:
    assert made() == made(key_ids=[MINISTRY, CITY])
    assert json.loads(made())["root"] == root(IDS).hex()


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"dataset": "home_service/all"}, ["dataset"]),
        ({"day": date(2026, 11, 24)}, ["day"]),
        ({"rules": "2026-2"}, ["rules"]),
        ({"ids": IDS[:-1]}, ["count", "root"]),
        ({"ids": [*IDS[:-1], bytes(32)]}, ["root"]),
        ({"ids": IDS[::-1]}, ["root"]),
        ({"key_ids": [CITY, b"somebody"]}, ["sites"]),
        ({}, []),
    ],
)
def test_what_two_certificates_differ_in_is_named(changed: dict[str, object], named: list[str]) -> None:
    assert differing(read(made()), read(made(**changed))) == named  # type: ignore[arg-type]  # -- as above


def test_a_certificate_that_both_signed_is_believed() -> None:
    held = check(made(), signatures(made(), CITY, MINISTRY))
    assert (held.count, held.day, held.root) == (5, DAY, root(IDS))


def test_one_signature_is_not_enough() -> None:
    with pytest.raises(BadCertificate, match=f"{MINISTRY.hex()} has not signed"):
        check(made(), signatures(made(), CITY))


def test_a_signature_under_another_certificate_is_refused() -> None:
    other = made(day=date(2026, 11, 22))
    with pytest.raises(BadCertificate, match=f"{CITY.hex()} does not hold"):
        check(made(), signatures(made(), MINISTRY) | signatures(other, CITY))


def test_a_key_that_is_none_is_refused() -> None:
    with pytest.raises(BadCertificate, match="does not hold"):
        check(made(), signatures(made(), CITY) | {MINISTRY: (b"short", bytes(64))})


@given(certificates)
def test_what_is_written_is_read_again(held: Certificate) -> None:
    assert read(held.body) == held


@given(st.one_of(st.binary(max_size=300), st.builds(lambda held: held.body[:-1] + b" }", certificates)))
def test_octets_written_in_any_other_way_are_no_certificate(octets: bytes) -> None:
    with pytest.raises(BadCertificate):
        read(octets)


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"null",
        b"{}",
        b"[" * 100_000,
        made().replace(b'"count":5', b'"count":-5'),
        made().replace(b'"count":5', b'"count":"5"'),
        made().replace(b'"count":5', b'"count":' + b"9" * 5000),
        made().replace(b"anxin-equal-1", b"anxin-equal-2"),
        made().replace(root(IDS).hex().encode(), root(IDS).hex()[:-2].encode()),
        made() + b"\n",
    ],
)
def test_a_certificate_that_cannot_be_is_refused(octets: bytes) -> None:
    with pytest.raises(BadCertificate):
        read(octets)
