"""EPCIS captured: each event once and recorded as what happened to a lot; asked for, it comes back as it was sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anxin.kernel.errors import Invalid, NotFound, Refused
from anxin.kernel.journal.actor import Actor, Role
from anxin.modules.tracing.balances import broken
from anxin.modules.tracing.entering import enter_site
from anxin.modules.tracing.enums import Happening
from anxin.modules.tracing.epcis import asking
from anxin.modules.tracing.epcis.capturing import capture, capture_named, job_told
from anxin.modules.tracing.epcis.writing import exported, told
from anxin.modules.tracing.models import Capture, Captured, Event, Lot
from anxin.modules.tracing.naming import Draft, Portion
from anxin.modules.tracing.recording import record
from tests.unit.modules.tracing import stage
from tests.unit.modules.tracing.stage import AT, DAY, HOUR, KG, PACK, SYSTEM, Chain

SGLN = "urn:epc:id:sgln:4012345.00001.0"
CLASS = "urn:epc:class:lgtin:4012345.012345.998877"


@pytest.fixture
def chain(db: None) -> Chain:
    held = Chain()
    enter_site(
        by=SYSTEM, at=AT - 20 * DAY, pack=PACK, kind="first_station", name="保税区首站", area=stage.AREA, uri=SGLN
    )
    lot = held.lot("GS1-A")
    Lot.objects.filter(pk=lot.pk).update(uri=CLASS)
    return held


def said(**more: Any) -> dict[str, Any]:
    return {
        "type": "ObjectEvent",
        "eventTime": "2021-02-01T08:00:00+08:00",
        "eventTimeZoneOffset": "+08:00",
        "action": "ADD",
        "bizStep": "https://ref.gs1.org/cbv/BizStep-commissioning",
        "readPoint": {"id": SGLN},
        "quantityList": [{"epcClass": CLASS, "quantity": 12.5, "uom": "KGM"}],
        "example:temperature": {"of": -18.5},
    } | more


def sent(*events: dict[str, Any], proceeds: bool = False) -> Capture:
    octets = json.dumps({"type": "EPCISDocument", "epcisBody": {"eventList": list(events)}}).encode()
    return capture(by=SYSTEM, at=AT + DAY, pack=PACK, octets=octets, proceeds=proceeds)


def counts(job: Capture) -> tuple[int, int, int]:
    return job.captured, job.known, len(job.errors)


def test_a_captured_event_is_an_event_of_the_lot_and_moves_it_in_the_books(chain: Chain) -> None:
    assert counts(sent(said())) == (1, 0, 0)
    made = Event.objects.get()
    assert (made.kind, made.site.uri, [(one.lot.code, one.grams) for one in made.lines.all()]) == (
        Happening.ENTER,
        SGLN,
        [("GS1-A", 12_500)],
    )
    assert broken(PACK, AT.date()) == []
    assert told(made)["example:temperature"] == {"of": -18.5}


def test_sent_three_times_it_is_one_and_its_error_declaration_keeps_both(chain: Chain) -> None:
    again = said(eventTime="2021-02-01T00:00:00Z", eventID="ni:///sha-256;whatever")
    assert [counts(sent(one)) for one in (said(), said(), again)] == [(1, 0, 0), (0, 1, 0), (0, 1, 0)]
    wrong = said(errorDeclaration={"declarationTime": "2021-02-01T12:00:00+08:00", "reason": "incorrect_data"})
    assert counts(sent(wrong)) == (1, 0, 0)
    assert [(one.kind, one.wrong_id is not None) for one in Event.objects.order_by("pk")] == [
        (Happening.ENTER, False),
        (Happening.ERROR, True),
    ]
    assert [one.said.get("errorDeclaration") is not None for one in Captured.objects.order_by("pk")] == [False, True]
    assert broken(PACK, AT.date()) == []


def test_one_that_cannot_be_recorded_undoes_its_document_unless_the_sender_says_proceed(chain: Chain) -> None:
    elsewhere = said(readPoint={"id": "urn:epc:id:sgln:4012345.99999.0"})
    job = sent(said(), elsewhere)
    assert (counts(job), Event.objects.count()) == ((0, 0, 1), 0)
    assert job.errors[0]["place"] == "eventList[1].readPoint.id"
    assert job_told(job)["success"] is False
    assert counts(sent(said(), elsewhere, proceeds=True)) == (1, 0, 1)
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ({"quantityList": [{"epcClass": "urn:x:nobody", "quantity": 1, "uom": "KGM"}]}, "quantityList[0].epcClass"),
        ({"quantityList": [{"epcClass": CLASS, "quantity": 1, "uom": "EA"}]}, "quantityList[0].uom"),
        ({"quantityList": [{"epcClass": CLASS, "quantity": 0.0001, "uom": "KGM"}]}, "quantityList[0].quantity"),
        ({"quantityList": [{"epcClass": CLASS, "quantity": 1e300, "uom": "KGM"}]}, "grams"),
        ({"epcList": ["urn:epc:id:sgtin:0614141.107346.2018"]}, "epcList"),
        ({"readPoint": {}}, "readPoint.id"),
        ({"anxin:expected_on": "tomorrow"}, "anxin:expected_on"),
        ({"eventTime": "1999-02-01T08:00:00+08:00"}, "happened_at"),
    ],
)
def test_what_cannot_be_meant_is_told_with_its_place(chain: Chain, more: dict[str, Any], place: str) -> None:
    job = sent(said(**more))
    assert (counts(job), job.errors[0]["place"]) == ((0, 0, 1), f"eventList[0].{place}")


@pytest.mark.parametrize("text", ["a\x00b", "\ud800"])
def test_a_text_no_database_keeps_is_refused_before_anything(chain: Chain, text: str) -> None:
    with pytest.raises(Invalid):
        sent(said(**{"example:text": text}))
    with pytest.raises(Invalid):
        sent(said(**{f"example:{text}": 1}))
    assert not Capture.objects.exists()


def test_what_moves_nothing_is_kept_and_given_back(chain: Chain) -> None:
    pallet = said(type="AggregationEvent", parentID="urn:epc:id:sscc:4012345.0000000001", bizStep="packing")
    assert counts(sent(pallet)) == (1, 0, 0)
    assert (Event.objects.count(), Captured.objects.get().event) == (0, None)
    assert asking.events(SYSTEM, PACK, asking.Asked()).events == [pallet]
    assert asking.events(SYSTEM, PACK, asking.Asked(types=["ObjectEvent"])).events == []


def test_nobody_captures_for_a_site_of_others_nor_reads_their_captures(chain: Chain) -> None:
    stranger = Actor(Role.AGENCY_CLERK, label="stranger", user_id=7, organisation_id=chain.importer.party_id)
    octets = json.dumps({"type": "EPCISDocument", "epcisBody": {"eventList": [said()]}}).encode()
    job = capture(by=stranger, at=AT + DAY, pack=PACK, octets=octets)
    assert (counts(job), job.errors[0]["code"], Event.objects.count()) == ((0, 0, 1), "refused", 0)
    assert capture_named(stranger, job.public_id, pack=PACK) == job
    other = Actor(Role.AGENCY_CLERK, label="other", user_id=8, organisation_id=chain.importer.party_id)
    with pytest.raises(NotFound):
        capture_named(other, job.public_id, pack=PACK)
    with pytest.raises(Refused):
        capture(by=Actor.household(), at=AT, pack=PACK, octets=octets)
    sent(said())
    assert asking.events(stranger, PACK, asking.Asked()).events == []


def test_the_parameters_of_a_query_choose(chain: Chain) -> None:
    lot, other = chain.lot("B-100"), chain.lot("B-200")
    stage.event(Happening.ENTER, chain.importer, AT, (lot, 5 * KG), (other, 7 * KG))
    stage.event(Happening.SHIP, chain.importer, AT + HOUR, (lot, 2 * KG), to=chain.market)
    stage.event(Happening.SPLIT, chain.importer, AT + 2 * HOUR, (other, 7 * KG), made=((chain.lot("B-201"), 7 * KG),))

    def found(**more: Any) -> list[str]:
        return [str(one["anxin:kind"]) for one in asking.events(SYSTEM, PACK, asking.Asked(**more)).events]

    market = f"urn:anxin:site:{chain.market.party.public_id}"
    assert found() == ["enter", "ship", "split"]
    assert found(types=["TransformationEvent"]) == ["split"]
    assert found(steps=["https://ref.gs1.org/cbv/BizStep-shipping"]) == ["ship"]
    assert found(actions=["ADD"]) == ["enter"]
    assert found(classes=["urn:anxin:lot:cold_chain:B-100"]) == ["enter", "ship"]
    assert found(places=[market]) == []
    assert found(since=AT + HOUR, before=AT + 2 * HOUR) == ["ship"]
    assert found(recorded_since=AT + 2 * HOUR) == ["split"]


def test_pages_follow_one_another_and_none_is_missing(chain: Chain) -> None:
    lot = chain.lot("P-100")
    for hours in range(7):
        stage.event(Happening.ENTER, chain.importer, AT + hours * HOUR, (lot, KG))
    kept = [said(type="AggregationEvent", parentID=f"urn:x:{number}") for number in range(5)]
    sent(*kept)
    seen, after, pages = list[Any](), "", 0
    while pages == 0 or after:
        page = asking.events(SYSTEM, PACK, asking.Asked(), after=after, size=3)
        seen, after, pages = [*seen, *page.events], page.after, pages + 1
    assert len(seen) == 12
    assert [one["eventTime"] for one in seen[:7]] == [(AT + hours * HOUR).isoformat() for hours in range(7)]
    assert (seen[7:], pages) == (kept, 4)


@pytest.fixture
def lots(db: None) -> Iterator[tuple[Chain, list[Lot]]]:
    held = Chain()
    yield held, [held.lot(f"LOT-{number}") for number in range(4)]


KINDS = st.sampled_from(sorted(set(Happening) - {Happening.ERROR}))
WEIGHTS = st.lists(st.integers(1, 9_999_999), min_size=2, max_size=2)


# One chain serves every example: each is undone.
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=KINDS,
    weights=WEIGHTS,
    lost=st.integers(0, 9),
    minutes=st.integers(0, 10**5),
    note=st.text("冻虾 ab", max_size=9),
)
def test_what_leaves_as_epcis_comes_back_as_the_very_same_event(
    lots: tuple[Chain, list[Lot]], kind: Happening, weights: list[int], lost: int, minutes: int, note: str
) -> None:
    chain, [a, b, c, _d] = lots
    with transaction.atomic():
        made = (Portion(c, weights[0]),) if kind in {Happening.SPLIT, Happening.RELABEL} else ()
        lost = lost if made and kind is not Happening.COUNT else 0
        used = (Portion(a, weights[0] + lost),) if made else (Portion(a, weights[0]), Portion(b, weights[1]))
        site = {Happening.CHECK: chain.station, Happening.DECLARE: chain.importer}.get(kind, chain.importer)
        moment = AT + timedelta(minutes=minutes)
        if kind not in {Happening.ENTER, Happening.RECEIVE, Happening.COUNT, Happening.DECLARE, Happening.CHECK}:
            stage.event(Happening.ENTER, site, AT, *((one.lot, one.grams) for one in used))
        draft = Draft(kind, site, moment, used, made, lost, chain.market if kind is Happening.SHIP else None, note=note)
        written = record(by=SYSTEM, at=moment, draft=draft).event
        before = Event.objects.count()
        octets = json.dumps(exported([told(written)], at=moment)).encode()
        job = capture(by=SYSTEM, at=moment + DAY, pack=PACK, octets=octets)
        assert (counts(job), Event.objects.count()) == ((1, 0, 0), before)
        assert Captured.objects.get().event == written
        transaction.set_rollback(True)
