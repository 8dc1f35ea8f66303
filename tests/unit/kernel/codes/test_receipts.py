"""Receipts: both sides' signatures under the issuer's, judged by anybody with the root and nothing else."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anxin.credentials import Rejected
from anxin.credentials.algorithms import ES256
from anxin.credentials.receipts import base64url, confirmed_text, octets, prove, seen_text
from anxin.kernel.codes import visiting
from anxin.kernel.codes.evidence import kept_facts
from anxin.kernel.codes.key_acts import keep_own_keys
from anxin.kernel.codes.keys import origin, pinned_roots
from anxin.kernel.codes.models import Code, Visit
from anxin.kernel.codes.news import note_seen, register_device
from anxin.kernel.codes.receipts import household_receipt, own_receipt
from anxin.kernel.errors import Invalid, NotFound
from anxin.kernel.journal.actor import Actor, Role
from tests.cast import NOON, OPERATOR, Cast
from tests.unit.kernel.codes.test_confirming import green_code, phone_signs

AT = int(NOON.timestamp())


@dataclass(frozen=True)
class Met:
    """A visit that both sides signed."""

    cast: Cast
    code: Code
    visit: Visit
    fang: Actor


def see(visit: Visit, fang: Actor, *, text: str | None = None, register: bool = True) -> None:
    facts = kept_facts(visit)
    assert facts is not None
    signed = phone_signs(text or seen_text(facts.digest, AT + 2), at=AT + 2)
    if register:
        register_device(by=fang, at=NOON, jwk=dict(signed.jwk))
    note_seen(by=fang, at=NOON + timedelta(seconds=2), visit=visit.pk, signed=signed)


@pytest.fixture
def met(cast: Cast) -> Met:
    code = green_code(cast)
    keep_own_keys(by=OPERATOR, at=NOON)
    handle = visiting.open_code(at=NOON, public=code.public).handle
    signed = phone_signs(confirmed_text(handle, "green", AT), at=AT)
    visit = visiting.confirm_visit(at=NOON, handle=handle, signed=signed)
    return Met(cast, code, visit, Actor(Role.WORKER, "fang", party_id=cast.fang.pk))


def test_a_receipt_proves_what_both_sides_signed(met: Met) -> None:
    see(met.visit, met.fang)

    proof = prove(household_receipt(at=NOON + timedelta(minutes=1), token=met.visit.token), roots=pinned_roots())

    assert (proof.issuer, proof.issued) == (origin(), AT + 60)
    facts = proof.facts
    assert (facts.code, facts.outcome, facts.confirmed, facts.acknowledged, facts.kind) == (
        met.code.public, "green", AT, False, "card",
    )  # fmt: skip
    assert proof.household is not None and proof.worker is not None
    assert (proof.household.at, proof.worker.at) == (AT, AT + 2)


def test_both_sides_get_the_same_receipt(met: Met) -> None:
    see(met.visit, met.fang)

    file = household_receipt(at=NOON, token=met.visit.token)

    assert own_receipt(by=met.fang, at=NOON + timedelta(days=1), visit=met.visit.pk) == file


def test_it_is_signed_anew_once_the_worker_has_signed_too(met: Met) -> None:
    first = prove(household_receipt(at=NOON, token=met.visit.token), roots=pinned_roots())
    see(met.visit, met.fang)
    second = prove(household_receipt(at=NOON, token=met.visit.token), roots=pinned_roots())

    assert (first.worker, second.worker is None) == (None, False)


def test_without_signatures_the_issuer_alone_says_that_it_was(met: Met) -> None:
    handle = visiting.open_code(at=NOON, public=met.code.public).handle
    visit = visiting.confirm_visit(at=NOON, handle=handle)

    proof = prove(household_receipt(at=NOON, token=visit.token), roots=pinned_roots())

    assert (proof.household, proof.worker) == (None, None)


def test_nobody_else_gets_it(met: Met) -> None:
    stranger = Actor(Role.WORKER, "mei", party_id=met.cast.mei.pk)
    with pytest.raises(NotFound):
        own_receipt(by=stranger, at=NOON, visit=met.visit.pk)
    with pytest.raises(NotFound):
        household_receipt(at=NOON, token="x" * 22)


@pytest.mark.parametrize("wrong", ["another text", "another key"])
def test_the_worker_signs_this_visit_with_her_own_key_or_not_at_all(met: Met, wrong: str) -> None:
    with pytest.raises(Invalid):
        see(
            met.visit,
            met.fang,
            text="anxin-seen:" if wrong == "another text" else None,
            register=wrong != "another key",
        )
    assert Visit.objects.get(pk=met.visit.pk).worker_signature is None


def altered(file: dict[str, Any], how: str, met: Met) -> dict[str, Any]:
    """The file after somebody tried to make it say something else."""
    facts = kept_facts(met.visit)
    assert facts is not None
    own = ES256.generate()
    forged = phone_signs(confirmed_text(facts.showing, "green", AT), at=AT, private=own)
    household = {"key": dict(forged.jwk), "signature": base64url(forged.signature), "at": AT}
    token = bytearray(octets(file["receipt"]))
    token[-70] ^= 1
    return {
        "the household is another": {**file, "household": household},
        "the household denies": {name: value for name, value in file.items() if name != "household"},
        "the worker denies": {name: value for name, value in file.items() if name != "worker"},
        "the moment is another": {**file, "worker": {**file["worker"], "at": AT + 3}},
        "the receipt is another": {**file, "receipt": base64url(bytes(token))},
        "the keys are missing": {**file, "keys": ""},
        "the format is another": {**file, "format": "anxin-receipt 2"},
    }[how]


@pytest.mark.parametrize(
    "how",
    [
        "the household is another", "the household denies", "the worker denies", "the moment is another",
        "the receipt is another", "the keys are missing", "the format is another",
    ],
)  # fmt: skip
def test_neither_side_can_deny_or_forge(met: Met, how: str) -> None:
    see(met.visit, met.fang)
    file = json.loads(household_receipt(at=NOON, token=met.visit.token))

    with pytest.raises(Rejected):
        prove(json.dumps(altered(file, how, met)).encode(), roots=pinned_roots())


def test_another_root_proves_nothing(met: Met) -> None:
    with pytest.raises(Rejected):
        prove(household_receipt(at=NOON, token=met.visit.token), roots=())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
@given(data=st.data())
def test_no_altered_octet_is_accepted_and_none_breaks_the_judge(met: Met, data: st.DataObject) -> None:
    if not Visit.objects.get(pk=met.visit.pk).worker_signature:
        see(met.visit, met.fang)
    genuine = household_receipt(at=NOON, token=met.visit.token)
    file = bytearray(genuine)
    place = data.draw(st.integers(0, len(file) - 1))
    file[place] = data.draw(st.integers(0, 255))

    try:
        proof = prove(bytes(file), roots=pinned_roots())
    except Rejected:
        return
    assert proof == prove(genuine, roots=pinned_roots())  # white space, or the octet it was


def test_no_row_holds_the_handle_in_the_clear(met: Met) -> None:
    household_receipt(at=NOON, token=met.visit.token)
    facts = kept_facts(met.visit)
    assert facts is not None

    row = Visit.objects.values_list("facts", "receipt", "household_signature", "showing").get()

    assert [facts.showing in bytes(held or b"") for held in row[:3]] == [False] * 3
    assert row[3] != facts.showing.hex()
