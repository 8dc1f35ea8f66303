"""One's own line can be proved to anybody, and the proof tells nothing of anybody else."""

from __future__ import annotations

import copy
import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.kernel.errors import Conflict, Invalid, NotFound
from anxin.kernel.journal import actions, chain, roots, signing
from anxin.kernel.journal.models import Entry
from anxin.kernel.journal.proving import prove_look, shown_by
from tests.cast import DAY, NOON, OPERATOR

FANG, MEI = "aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb"


def read(*subjects: str) -> int:
    detail = {"fields": ["name", "姓"]}
    return actions.write(
        by=OPERATOR, at=NOON, act="party.list", purpose="audit", subjects=subjects, detail=detail, is_read=True
    ).seq


def signed() -> None:
    signing.sign_day(day=DAY, at=NOON)


@pytest.mark.django_db
@pytest.mark.parametrize("others", [0, 1, 2, 7])
@pytest.mark.parametrize("around", [(0, 0), (3, 0), (2, 5)])
def test_a_line_is_proved_from_the_file_alone(others: int, around: tuple[int, int]) -> None:
    read(MEI)
    signing.sign_day(day=DAY - timedelta(days=1), at=NOON)
    for _ in range(around[0]):
        read(MEI)
    seq = read(FANG, *(f"other{n}" for n in range(others)))
    for _ in range(around[1]):
        read(MEI)
    signed()

    told = shown_by(json.loads(json.dumps(prove_look(FANG, seq=seq, on=DAY))), key=roots.public_key())

    assert (told.party, told.at, told.payload["purpose"]) == (FANG, chain.moment(NOON), "audit")
    assert told.payload["detail"] == {"fields": ["name", "姓"]}
    assert told.root.after == 1


@pytest.mark.django_db
def test_a_proof_names_nobody_else_and_no_salt_by_which_another_could_be_tried() -> None:
    seq = read(FANG, MEI)
    signed()

    proof = prove_look(FANG, seq=seq, on=DAY)

    held = Entry.objects.get(seq=seq)
    text = json.dumps(proof)
    assert MEI not in text
    assert held.salt[32:] not in text
    assert chain.subject_salt(held.salt_octets, MEI).hex() not in text


@pytest.mark.django_db
def test_a_line_about_somebody_else_is_not_proved() -> None:
    seq = read(MEI)
    signed()

    with pytest.raises(NotFound):
        prove_look(FANG, seq=seq, on=DAY)


@pytest.mark.django_db
def test_a_line_is_proved_once_the_days_root_is_signed() -> None:
    seq = read(FANG)

    with pytest.raises(Conflict):
        prove_look(FANG, seq=seq, on=DAY)


def leaves(held: Any, *path: str | int) -> list[tuple[str | int, ...]]:
    if isinstance(held, dict):
        return [one for name in held for one in leaves(held[name], *path, name)]
    if isinstance(held, list):
        return [one for n in range(len(held)) for one in leaves(held[n], *path, n)]
    return [path]


@pytest.fixture
def proof(db: None) -> dict[str, Any]:
    read(MEI)
    seq = read(FANG, MEI, "cccccccccccccccc")
    read(MEI)
    signed()
    return prove_look(FANG, seq=seq, on=DAY)


def test_a_proof_changed_in_any_place_is_refused(proof: dict[str, Any]) -> None:
    places = leaves(proof)
    assert len(places) > 20
    for place in places:
        for other in ("x", 7, None, "00" * 32):
            changed = copy.deepcopy(proof)
            *way, last = place
            held: Any = changed
            for step in way:
                held = held[step]
            if held[last] == other:
                continue
            held[last] = other
            with pytest.raises(Invalid):
                shown_by(changed, key=roots.public_key())


def test_a_proof_under_another_key_is_refused(proof: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        shown_by(proof, key="A" * 43)


PIECES = st.none() | st.integers() | st.text(max_size=9)
NAMES = st.sampled_from(["root", "subject", "path", "x"])


@given(st.recursive(PIECES, lambda held: st.dictionaries(NAMES, held)))
def test_anything_else_is_no_proof(held: Any) -> None:
    with pytest.raises(Invalid):
        shown_by(held if isinstance(held, dict) else {"root": held}, key="A" * 43)
