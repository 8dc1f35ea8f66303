"""The published corpus: each entry is refused with its reason, its neighbours are accepted, it is made anew."""

from __future__ import annotations

from typing import Any

import pytest

from anxin.credentials import Fault
from anxin.credentials.sm2 import Unavailable, public_of
from tests.unit.credentials.reading import CORPUS, answer, corpus
from tools.make_refused_corpus import written

Entry = dict[str, Any]
pytestmark = pytest.mark.static


def named(entry: Entry) -> str:
    return f"{entry['kind']}: {entry['name']}"


def without_sm2() -> str:
    try:
        public_of(bytes(31) + b"\x01")
    except Unavailable as missing:
        return str(missing)
    return ""


@pytest.mark.parametrize("entry", corpus()["refused"], ids=named)
def test_a_fault_is_refused_with_its_reason(entry: Entry) -> None:
    if entry.get("key_list") == "with SM2" and (why := without_sm2()):
        pytest.skip(why)
    assert answer(entry) == entry["reason"]


@pytest.mark.parametrize("entry", corpus()["accepted"], ids=named)
def test_what_stands_beside_a_fault_is_accepted(entry: Entry) -> None:
    if entry.get("needs") == "SM2" and (why := without_sm2()):
        pytest.skip(why)
    assert answer(entry) == entry["expect"]


def test_the_file_is_what_its_maker_writes() -> None:
    assert CORPUS.read_text("utf-8") == written()


def test_every_entry_has_a_name_of_its_own_and_says_why() -> None:
    entries = [*corpus()["refused"], *corpus()["accepted"]]
    assert len({named(entry) for entry in corpus()["refused"]}) == len(corpus()["refused"]) >= 90
    assert len({named(entry) for entry in corpus()["accepted"]}) == len(corpus()["accepted"])
    assert [entry["name"] for entry in entries if not entry["why"]] == []


def test_every_reason_that_needs_no_network_is_in_it() -> None:
    online_only = {Fault.REPLACED, Fault.REVOKED}
    assert {entry["reason"] for entry in corpus()["refused"]} == {str(fault) for fault in Fault} - {
        str(fault) for fault in online_only
    }
