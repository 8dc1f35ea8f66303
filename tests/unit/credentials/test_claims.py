"""Cards and screens: what is issued is what is read, within its octets; both ways of reading and writing agree."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anxin.credentials import Card, Rejected, Screen, Status, check, from_digits, issue, read_text, to_digits
from anxin.credentials.cbor import decode, encode
from anxin.credentials.claims import CARD_OCTETS, SCREEN_OCTETS, claims_of, read_claims
from tests.unit.credentials.reading import keys
from tools.refused_corpus.stage import CARD, DAY, ISSUER, NOW, SCREEN

pytestmark = pytest.mark.static

NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
AGENCIES = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
CARDS = st.builds(
    Card,
    st.binary(min_size=8, max_size=8),
    st.integers(NOW - 60, NOW + 400 * DAY),
    st.integers(0, 200).map(lambda shard: f"{ISSUER}/s/{shard}"),
    st.integers(0, 131_071),
    NAMES,
    AGENCIES,
)
SCREENS = st.builds(
    Screen,
    st.binary(min_size=16, max_size=16),
    st.integers(NOW - 60, NOW + 180),
    st.sampled_from(Status),
    NAMES,
    AGENCIES,
)


@given(CARDS | SCREENS)
@settings(max_examples=150, deadline=None)
def test_what_is_issued_is_accepted_and_says_the_same(claims: Card | Screen) -> None:
    token = issue(claims, CARD.held if isinstance(claims, Card) else SCREEN.held)
    read = check(token, keys(), now=NOW).claims
    assert type(read) is type(claims)
    assert len(token) <= (CARD_OCTETS if isinstance(claims, Card) else SCREEN_OCTETS)
    assert claims.agency.startswith(read.agency)
    assert encode(read.claims()) == read.payload(read.agency)
    assert {**vars(read), "agency": ""} == {**vars(claims), "agency": ""}


@given(CARDS | SCREENS)
@settings(max_examples=100, deadline=None)
def test_claims_read_straight_through_are_those_read_from_the_decoded_map(claims: Card | Screen) -> None:
    payload = claims.payload(claims.agency[:24])
    assert claims_of(payload) == read_claims(decode(payload))


@given(CARDS)
@settings(max_examples=50, deadline=None)
def test_the_text_of_a_code_leads_back_to_it(claims: Card) -> None:
    token = issue(claims, CARD.held)
    assert read_text(f"{ISSUER}/v#{to_digits(token)}", ISSUER) == token == from_digits(to_digits(token))


def test_an_agency_is_cut_only_as_far_as_it_must_be() -> None:
    card = Card(bytes(8), NOW + DAY, f"{ISSUER}/s/1", 1, "王*", "温州市安心家政服务有限公司鹿城区分公司")
    token = issue(card, CARD.held)
    agency = check(token, keys(), now=NOW).claims.agency
    assert agency and card.agency.startswith(agency) and agency != card.agency
    assert CARD_OCTETS - 5 < len(token) <= CARD_OCTETS


def test_a_name_that_leaves_no_room_is_not_issued() -> None:
    with pytest.raises(ValueError, match="190 is the most"):
        issue(Card(bytes(8), NOW + DAY, f"{ISSUER}/s/{'1' * 60}", 1, "王" * 24, ""), CARD.held)


@pytest.mark.parametrize("octets", [0, 7, 9, 16])
def test_an_id_of_another_length_is_not_issued(octets: int) -> None:
    with pytest.raises(ValueError, match="id has 8 octets"):
        issue(Card(bytes(octets), NOW + DAY, f"{ISSUER}/s/1", 1, "王*", ""), CARD.held)
    with pytest.raises(ValueError, match="id has 16 octets"):
        issue(Screen(bytes(octets % 16), NOW + 90, Status.VALID, "王*", ""), SCREEN.held)


def test_a_missing_claim_is_refused_on_both_ways() -> None:
    for payload in (b"", b"\xa4", b"\xa4\x04", b"\xa3\x04\x00", b"\xa4\x04\x1a\x00"):
        with pytest.raises(Rejected):
            claims_of(payload)
