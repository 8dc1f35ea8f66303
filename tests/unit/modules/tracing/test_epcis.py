"""EPCIS 2.0: GS1's own examples come back unchanged in meaning; what is wrong is told with its place."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.kernel.errors import Invalid
from anxin.modules.tracing.enums import Happening
from anxin.modules.tracing.epcis.reading import MOST_OCTETS, document, event
from anxin.modules.tracing.epcis.writing import exported, told, written
from anxin.modules.tracing.models import Event
from tests.unit.modules.tracing import stage

FOLDER = os.environ.get("ANXIN_EPCIS_EXAMPLES", "")
EVENT: dict[str, Any] = {
    "type": "ObjectEvent",
    "eventTime": "2021-02-01T08:00:00+08:00",
    "eventTimeZoneOffset": "+08:00",
    "action": "OBSERVE",
    "epcList": ["urn:epc:id:sgtin:0614141.107346.2018", "urn:epc:id:sgtin:0614141.107346.2017"],
    "example:temperature": {"of": -18.5, "notes": ["a", "b"]},
}


def octets(*events: Any, **more: Any) -> bytes:
    return json.dumps({"type": "EPCISDocument", "epcisBody": {"eventList": list(events)}, **more}).encode()


@pytest.mark.skipif(not FOLDER, reason="ANXIN_EPCIS_EXAMPLES names no folder with GS1's examples")
def test_the_examples_of_gs1_come_back_unchanged_in_meaning() -> None:
    files = sorted(Path(FOLDER).rglob("*.jsonld"))
    events = 0
    assert files
    for file in files:
        held = document(file.read_bytes())
        again = document(written(held))
        assert json.loads(written(held)) == json.loads(file.read_bytes()), file.name
        assert [one.digest for one in again.events] == [one.digest for one in held.events]
        events += len(held.events)
    print(f"{len(files)} files, {events} events")


def test_the_same_event_is_one_however_it_is_written_and_its_error_declaration_another() -> None:
    again = {**EVENT, "eventTime": "2021-02-01T00:00:00.000Z", "epcList": EVENT["epcList"][::-1], "eventID": "urn:x:1"}
    wrong = {**EVENT, "errorDeclaration": {"declarationTime": "2021-02-02T00:00:00Z", "reason": "incorrect_data"}}
    held = document(octets(EVENT, again, EVENT, wrong))
    assert [one.wrong for one in {one.digest: one for one in held.events}.values()] == [False, True]


def test_what_nobody_here_knows_survives() -> None:
    sent = octets(EVENT, **{"example:batch": {"n": 1}})
    assert json.loads(written(document(sent))) == json.loads(sent)


@pytest.mark.parametrize(
    ("sent", "place"),
    [
        (b"{", ""),
        (b" " * (MOST_OCTETS + 1), ""),
        (b"[" * 5000 + b"]" * 5000, "type"),
        (b'{"type":"EPCISDocument","type":"EPCISDocument"}', ""),
        (b'{"type":"EPCISDocument","a":NaN}', ""),
        (b'{"type":"Invoice"}', "type"),
        (b'{"type":"EPCISDocument","epcisBody":[]}', "epcisBody.eventList"),
        (octets({**EVENT, "eventTime": "2021-02-30T08:00:00+08:00"}), "epcisBody.eventList[0].eventTime"),
        (octets(EVENT, {**EVENT, "eventTime": "2021-02-01T08:00:00"}), "epcisBody.eventList[1].eventTime"),
        (octets({**EVENT, "eventTimeZoneOffset": "+25:00"}), "epcisBody.eventList[0].eventTimeZoneOffset"),
        (octets({**EVENT, "type": "QuantityEvent"}), "epcisBody.eventList[0].type"),
        (octets({**EVENT, "epcList": "x"}), "epcisBody.eventList[0].epcList"),
        (octets({**EVENT, "quantityList": [{"epcClass": "x", "quantity": -1}]}), "epcisBody.eventList[0].quantityList"),
        (octets({**EVENT, "errorDeclaration": {}}), "epcisBody.eventList[0].errorDeclaration.declarationTime"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(sent: bytes, place: str) -> None:
    with pytest.raises(Invalid) as told:
        document(sent)
    if told.value.field:
        assert told.value.field == place


def test_nested_too_deep_is_refused() -> None:
    deep: Any = {}
    for _level in range(60):
        deep = {"a": deep}
    with pytest.raises(Invalid):
        document(octets({**EVENT, "deep": deep}))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(sorted(EVENT)), inner),
)


@given(said=st.dictionaries(st.sampled_from([*EVENT, "quantityList", "parentID", "errorDeclaration"]), JSON))
def test_whatever_an_event_says_it_is_read_or_refused(said: dict[str, Any]) -> None:
    try:
        event({**EVENT, **said})
    except Invalid as told:
        assert told.what


@pytest.mark.django_db
def test_what_is_recorded_here_leaves_as_epcis_and_is_read_again() -> None:
    chain = stage.Chain()
    lot, half = chain.lot("OUT-1"), chain.lot("OUT-2")
    stage.event(Happening.ENTER, chain.importer, stage.AT, (lot, 5 * stage.KG))
    sent = stage.event(
        Happening.SPLIT, chain.importer, stage.AT + stage.HOUR, (lot, stage.KG), made=((half, stage.KG),)
    )
    stage.event(Happening.ERROR, chain.importer, stage.AT + stage.DAY, wrong=sent.event.digest)
    whole = exported(map(told, Event.objects.order_by("pk")), at=stage.AT + stage.DAY)
    held = document(json.dumps(whole).encode())
    assert [one.kind for one in held.events] == ["ObjectEvent", "TransformationEvent", "TransformationEvent"]
    assert [one.wrong for one in held.events] == [False, False, True]
    assert held.events[1].epcs == ("urn:anxin:lot:cold_chain:OUT-1", "urn:anxin:lot:cold_chain:OUT-2")
    assert len({one.digest for one in held.events}) == 3
