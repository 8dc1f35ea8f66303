"""Goods through the API: what anybody reads, what firms record, what bureaus follow; EPCIS as the standard has it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from anxin.kernel.access.actions import issue_token
from anxin.kernel.access.models import User
from anxin.kernel.journal.models import Entry
from anxin.kernel.peers import identity
from anxin.modules.tracing import complement
from anxin.modules.tracing.models import Event, Lot, Site
from tests.cast import NOON, OPERATOR
from tests.unit.modules.tracing.in_service import HOUR, KG, YESTERDAY, Trade, trading

pytestmark = pytest.mark.django_db
HERE = "/tracing/cold_chain"


@pytest.fixture
def trade() -> Trade:
    return trading()


def asking(who: str, **headers: str) -> Client:
    if who:
        token = issue_token(by=OPERATOR, at=NOON, user=User.objects.get(username=who), label="api")
        headers["authorization"] = f"Bearer {token}"
    return Client(headers=headers)


def ask(who: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
    client, address = asking(who), f"/api/v1{HERE}{path}"
    sent = (
        client.get(address) if body is None else client.post(address, json.dumps(body), content_type="application/json")
    )
    return sent.status_code, json.loads(sent.content)


def event(kind: str, site: Site, *lots: tuple[str, int], hours: int = 3, **more: Any) -> dict[str, Any]:
    moment = (YESTERDAY + hours * HOUR).isoformat()
    said = [{"lot": code, "grams": grams} for code, grams in lots]
    return {"kind": kind, "site": site.party.public_id, "happened_at": moment, "lots": said, **more}


def test_anybody_reads_what_a_package_is_and_no_more(trade: Trade) -> None:
    before = Entry.objects.count()
    status, told = ask("", "/lots/BARE-1")
    assert (status, told["colour"], told["reason"], told["about"]["country"]) == (
        200,
        "red",
        "test-missing",
        "厄瓜多尔",
    )
    assert set(told) == {"code", "name", "colour", "reason", "why", "about"}
    assert Entry.objects.count() == before
    assert [ask("", path)[0] for path in ("/lots/NOTHING", "/lots", "/lots/BARE-1/record", "/sites")] == [
        404,
        401,
        401,
        401,
    ]
    assert ask("an", "/../home_service/lots/BARE-1")[0] == 404


def test_a_firm_has_its_sites_and_lots_and_a_bureau_all_of_its_area(trade: Trade) -> None:
    assert [one["name"] for one in ask("an", "/sites")[1]] == ["瓯江冷链首站"]
    assert [(one["name"], one["free"]) for one in ask("lin", "/sites")[1]] == [
        ("瓯江冷链首站", None),
        ("水产市场 12 号摊", None),
        ("温州监管仓", 20 * KG),
        ("甬台温检查站", None),
    ]
    assert [one["code"] for one in ask("le", "/lots")[1]] == ["HALF-1"]
    assert [one["code"] for one in ask("lin", "/lots?begins=pal")[1]] == ["PALLET-1"]
    assert ask("le", "/lots/PALLET-1/record")[0] == 404
    told = ask("le", "/lots/HALF-1/record")[1]
    assert [(one["grams"], one["coming"]) for one in told["held"]] == [(40 * KG, True)]
    assert [one["kind"] for one in told["events"]] == ["ship"]
    assert [one["kind"] for one in ask("lin", "/lots/HALF-1/record")[1]["events"]] == ["ship", "split"]


def test_events_are_recorded_in_their_order_all_or_none(trade: Trade) -> None:
    came = event("receive", trade.stall, ("HALF-1", 40 * KG))
    sold = event("sell", trade.stall, ("HALF-1", 41 * KG), hours=4)
    status, told = ask("le", "/events", {"events": [came, sold]})
    assert (status, told["code"]) == (409, "ledger.short")
    assert "2" in told["why"]
    assert not Event.objects.filter(kind="receive").exists()
    sold["lots"][0]["grams"] = 39 * KG
    for recorded in (True, False):
        status, told = ask("le", "/events", {"events": [came, sold]})
        assert (status, [one["recorded"] for one in told]) == (200, [recorded, recorded])
    assert [one["grams"] for one in ask("le", "/lots/HALF-1/record")[1]["held"]] == [KG]


def test_what_is_wrong_or_not_ones_own_is_refused(trade: Trade) -> None:
    assert ask("an", "/events", {"events": [event("receive", trade.stall, ("HALF-1", KG))]})[0] == 403
    status, told = ask(
        "an", "/events", {"events": [event("ship", trade.station, ("BARE-1", KG), to=trade.stall.party.public_id)]}
    )
    assert (status, told["rule"]) == (403, "tracing.papers.test-missing")
    assert ask("an", "/events", {"events": [event("lose", trade.station, ("NOTHING", KG))]})[0] == 404
    assert ask("an", "/events", {"events": [event("lose", trade.station, ("BARE-1", KG), hours=99)]})[0] == 422
    assert ask("shen", "/events", {"events": [event("lose", trade.station, ("BARE-1", KG))]})[0] == 403
    assert ask("an", "/events", {"events": []})[0] == 422


def test_a_lot_is_entered_its_papers_handed_in_and_then_it_goes(trade: Trade) -> None:
    new = {"site": trade.station.party.public_id, "code": "NEW-1", "name": "冻带鱼", "about": {"product": "冻带鱼"}}
    assert ask("le", "/lots", new)[0] == 404
    assert [ask("an", "/lots", new)[0] for _ in range(2)] == [201, 409]
    assert ask("an", "/events", {"events": [event("enter", trade.station, ("NEW-1", 9 * KG))]})[0] == 200
    paper = {"kind": "code", "source": "first_station", "result": "issued", "valid_from": "2021-10-28"}
    status, told = ask("an", "/lots/NEW-1/papers", paper)
    assert (status, told["reason"]) == (201, "quarantine-missing")
    assert (
        ask("an", "/lots/NEW-1/papers", {**paper, "kind": "quarantine", "source": "customs", "result": "passed"})[0]
        == 403
    )
    for kind, source, result in (("quarantine", "customs", "passed"), ("goods", "customs", "ocean_caught")):
        status, told = ask("lin", "/lots/NEW-1/papers", {**paper, "kind": kind, "source": source, "result": result})
    assert (status, told["colour"]) == (201, "green")


def test_a_bureau_enters_a_site_and_names_its_firm(trade: Trade) -> None:
    new = {"kind": "market", "name": "13 号摊", "area": "330302", "keeper": trade.stage.cast.leju.name}
    assert [ask(who, "/sites", new)[0] for who in ("le", "lin")] == [403, 201]
    assert ask("lin", "/sites", {**new, "area": "330206"})[0] == 403
    assert ask("lin", "/sites", {**new, "keeper": "没有的公司"})[0] == 404
    assert [one["name"] for one in ask("le", "/sites")[1]] == ["水产市场 12 号摊", "13 号摊"]


def test_goods_are_booked_into_a_warehouse_while_there_is_room(trade: Trade) -> None:
    to: dict[str, Any] = {"to": trade.warehouse.party.public_id, "expected_on": "2021-10-30"}
    assert ask("an", "/events", {"events": [event("declare", trade.station, ("BARE-1", 15 * KG), **to)]})[0] == 200
    status, told = ask("an", "/events", {"events": [event("declare", trade.station, ("PALLET-1", 6 * KG), **to)]})
    assert (status, "5.000" in told["why"]) == (409, True)
    assert next(one["free"] for one in ask("lin", "/sites")[1] if one["room"]) == 5 * KG


def test_a_bureau_follows_goods_and_it_is_written_down(trade: Trade) -> None:
    before = Entry.objects.filter(act="tracing.trace").count()
    status, told = ask("lin", "/lots/HALF-1/trace")
    assert (status, told["lots"], told["sites"]) == (200, ["HALF-1", "PALLET-1"], ["水产市场 12 号摊", "瓯江冷链首站"])
    assert [one["kind"] for one in told["steps"]] == ["enter", "split", "split", "split", "ship"]
    assert Entry.objects.filter(act="tracing.trace").count() == before + 1
    assert [ask("an", f"/lots/HALF-1/{path}")[0] for path in ("trace", "division/BARE-1")] == [403, 403]


def test_that_a_lot_is_not_concerned_can_be_checked_by_anybody(trade: Trade) -> None:
    told = ask("lin", "/lots/HALF-1/division/BARE-1")[1]
    proof = {"lot": "BARE-1", **{key: told[key] for key in ("part", "place", "path")}}
    keys = identity.own().public
    assert (told["part"], keys.signing.hex()) == ("unaffected", told["key"])
    body, signature = told["statement"].encode(), bytes.fromhex(told["signature"])
    assert complement.verified(body, signature, proof, keys)
    assert not complement.verified(body, signature, {**proof, "part": "affected"}, keys)


def test_figures_are_a_bureaus(trade: Trade) -> None:
    new = {"site": trade.station.party.public_id, "code": "STRAY-1", "name": "冻黄鱼"}
    assert ask("an", "/lots", new)[0] == 201
    came = [event("receive", trade.stall, (code, 40 * KG)) for code in ("HALF-1", "STRAY-1")]
    assert ask("le", "/events", {"events": came})[0] == 200
    assert ask("lin", "/arrivals?on=2021-10-28")[1] == {
        "day": "2021-10-28",
        "lots": 2,
        "unentered": ["STRAY-1"],
        "per_thousand": 500,
    }
    told = ask("lin", "/balances?on=2021-10-28")[1]
    assert (len(told), {one["holds"] for one in told}) == (5, {True})
    assert [ask("an", path)[0] for path in ("/arrivals", "/balances")] == [403, 403]


COMMISSIONED = {
    "type": "ObjectEvent",
    "eventTime": "2021-10-28T12:00:00+08:00",
    "eventTimeZoneOffset": "+08:00",
    "action": "ADD",
    "bizStep": "commissioning",
    "example:note": "冷冻",
}


def document(trade: Trade, *weights: float) -> dict[str, Any]:
    place = {"id": f"urn:anxin:site:{trade.station.party.public_id}"}
    said = [
        {
            **COMMISSIONED,
            "readPoint": place,
            "quantityList": [{"epcClass": "urn:anxin:lot:cold_chain:BARE-1", "quantity": kg, "uom": "KGM"}],
        }
        for kg in weights
    ]
    return {"type": "EPCISDocument", "schemaVersion": "2.0", "epcisBody": {"eventList": said}}


def test_epcis_is_captured_and_answered_as_the_standard_has_it(trade: Trade) -> None:
    client = asking("an")
    sent = client.post(
        f"/api/v1{HERE}/epcis/capture", json.dumps(document(trade, 1.5, 2)), content_type="application/ld+json"
    )
    job = json.loads(sent.content)
    assert (sent.status_code, job["success"], job["captured"]) == (202, True, 2)
    assert sent["GS1-EPCIS-Capture-Limit"] == "500"
    assert json.loads(client.get(sent["Location"]).content) == job
    assert asking("le").get(sent["Location"]).status_code == 404
    found = client.get(f"/api/v1{HERE}/epcis/events?eventType=ObjectEvent&EQ_bizStep=commissioning&perPage=2")
    events = json.loads(found.content)["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    assert [one.get("example:note") for one in events] == [None, "冷冻"]
    link = found["Link"].partition("<")[2].partition(">")[0]
    rest = json.loads(client.get(link).content)["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    assert [one["quantityList"][0]["quantity"] for one in rest] == [2]
    assert Lot.objects.get(code="BARE-1").lines.filter(event__kind="enter").count() == 3


def test_epcis_says_what_it_does_not_take(trade: Trade) -> None:
    client = asking("an")
    where = f"/api/v1{HERE}/epcis"
    for body in ("", "[]", "{}", json.dumps(document(trade, *[1] * 501))):
        assert client.post(f"{where}/capture", body, content_type="application/json").status_code == 422
    bad = document(trade, 1, -1)
    assert client.post(f"{where}/capture", json.dumps(bad), content_type="application/json").status_code == 422
    half = document(trade, 1, 0)
    job = json.loads(client.post(f"{where}/capture", json.dumps(half), content_type="application/json").content)
    assert (job["success"], job["captured"], job["errors"][0]["instance"]) == (False, 0, "eventList[1].grams")
    proceed = asking("an", **{"GS1-Capture-Error-Behaviour": "proceed"})
    job = json.loads(proceed.post(f"{where}/capture", json.dumps(half), content_type="application/json").content)
    assert (job["success"], job["captured"], len(job["errors"])) == (False, 1, 1)
    assert [
        client.get(f"{where}/events?{query}").status_code
        for query in ("EQ_moon=1", "GE_eventTime=gestern", "perPage=0")
    ] == [422] * 3
    assert client.get(f"{where}/events?GE_eventTime=2021-10-28T00:00:00%2B08:00").status_code == 200
