"""Firms for other programs: the reconciliation API 0.2, and `/match` with its public client."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest
import yente_client
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings
from yente_client.entities import Company, Person
from yente_client.exceptions import APIError

from anxin.modules.buyers.models import Asked
from tests.unit.modules.buyers.stage import furnished
from tests.unit.web.api import reconcile_shapes as shapes

pytestmark = pytest.mark.django_db
NORDWALL = "gleif:nordwall"


@pytest.fixture(autouse=True)
def _stage(db: None, tmp_path: Path, settings: Settings) -> None:
    cache.clear()
    settings.FIRM_FOLDER = tmp_path
    furnished(tmp_path)


def shaped(answer: Any, shape: dict[str, Any]) -> Any:
    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Origin"] == "*"
    held = answer.json()
    jsonschema_rs.validate(shape, held)
    return held


def asked(client: Client, queries: dict[str, Any]) -> Any:
    held = shaped(client.post("/reconcile", {"queries": json.dumps(queries)}), shapes.RESULTS)
    assert held == client.get("/reconcile", {"queries": json.dumps(queries)}).json()
    return held


def test_the_manifest_says_where_everything_is(client: Client) -> None:
    held = shaped(client.get("/reconcile"), shapes.MANIFEST)
    assert held["view"] == {"url": "http://testserver/buyers/firm/{{id}}"}
    for one in held["suggest"].values():
        place = one["service_url"].removeprefix("http://testserver") + one["service_path"]
        shaped(client.get(place, {"prefix": "co"}), shapes.SUGGESTED)


def test_one_candidate_matches_and_only_where_it_is_sure(client: Client) -> None:
    held = asked(client, {
        "q0": {"query": "Nordwall Handels GmbH", "type": "Company", "properties": [{"pid": "country", "v": "Germany"}]},
        "q1": {"query": "Nordwall Handels GmbH"},
        "q2": {"query": "Zwilling Import GmbH", "properties": [{"pid": "country", "v": "德国"}], "limit": 2},
        "q3": {"query": "", "properties": [{"pid": "lei", "v": ["5299000000NORDWALL00"]}]},
        "q4": {"query": "N/A"},
        "q5": {"query": "Nordwall", "type": "Person"},
    })  # fmt: skip
    found = {key: [(one["id"], one["match"]) for one in answer["result"]] for key, answer in held.items()}
    assert found["q0"] == [(NORDWALL, True)]
    assert found["q1"] == [(NORDWALL, False)]
    assert sorted(found["q2"]) == [("gleif:twin-1", False), ("gleif:twin-2", False)]
    assert (found["q3"], found["q4"], found["q5"]) == ([(NORDWALL, True)], [], [])


def test_features_say_what_speaks_for_a_candidate(client: Client) -> None:
    query = {"query": "Nordwall Import", "properties": [{"pid": "country", "v": "DE"}, {"pid": "city", "v": "Hamburg"}]}
    first = asked(client, {"q": query})["q"]["result"][0]
    features = {one["id"]: one["value"] for one in first["features"]}
    assert [features[key] for key in ("same_core", "former_name", "country", "city")] == [True] * 4
    assert first["description"] == "DE · Hamburg · HRB 1 · active · Nordwall Import GmbH"


def test_a_table_is_extended(client: Client) -> None:
    ids, wanted = [NORDWALL, "gleif:nosuch"], ["name", "lei", "status", "former_name", "light"]
    body = {"extend": json.dumps({"ids": ids, "properties": [{"id": one} for one in wanted]})}
    held = shaped(client.post("/reconcile", body), shapes.EXTENDED)
    assert held["rows"]["gleif:nosuch"] == {one: [] for one in wanted}
    assert held["rows"][NORDWALL]["lei"] == [{"str": "5299000000NORDWALL00"}]
    assert held["rows"][NORDWALL]["former_name"] == [{"str": "Nordwall Import GmbH"}]
    shaped(client.get("/reconcile/properties", {"type": "Company"}), shapes.PROPOSED)


def test_firms_are_suggested_and_shown_in_a_frame(client: Client) -> None:
    held = shaped(client.get("/reconcile/suggest/entity", {"prefix": "Nordwal"}), shapes.SUGGESTED)
    assert [one["id"] for one in held["result"]] == [NORDWALL]
    page = client.get("/reconcile/preview", {"id": NORDWALL})
    assert "Nordwall Import GmbH" in page.content.decode()
    assert "frame-ancestors *" in page["Content-Security-Policy"]
    assert "X-Frame-Options" not in page
    assert client.get("/reconcile/preview", {"id": "x"}).status_code == 404


@pytest.mark.parametrize(
    "sent",
    [{"queries": "{"}, {"queries": "[]"}, {"queries": '{"q": 1}'},
     {"extend": '{"ids": [], "properties": [{"id": "x"}]}'},
     {"queries": json.dumps({str(one): {"query": "x"} for one in range(51)})}, {"queries": "[" * 100_000}],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(client: Client, sent: dict[str, str]) -> None:
    answer = client.post("/reconcile", sent)
    assert (answer.status_code, answer.json()["status"]) == (422, "error")
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_questions_are_counted_by_address_and_kept_nowhere(client: Client, settings: Settings) -> None:
    settings.FIRM_QUESTIONS_PER_MINUTE = 2
    batch = {"queries": json.dumps({str(one): {"query": "Nordwall"} for one in range(3)})}
    assert client.post("/reconcile", batch).status_code == 429
    settings.FIRM_QUESTIONS_PER_MINUTE = 0
    assert client.post("/reconcile", batch).status_code == 200
    assert Asked.objects.count() == 0


class Door(httpx.BaseTransport):
    """The public client's requests, answered by this site."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        body = request.read()
        answer = self.client.generic(
            request.method, request.url.raw_path.decode(), body, content_type=request.headers.get("content-type", "")
        )
        return httpx.Response(answer.status_code, content=answer.content, headers=dict(answer.items()))


@pytest.fixture
def yente(client: Client) -> yente_client.Client:
    return yente_client.Client(base_url="http://testserver", transport=Door(client))


def test_the_public_client_matches_a_firm(yente: yente_client.Client) -> None:
    held = yente.match(Company(name=["Nordwall Handels GmbH"], jurisdiction=["de"]), datasets=["default"], limit=3)
    assert held.top is not None
    assert (held.top.id, held.top.schema_, held.top.match, held.top.datasets) == (NORDWALL, "Company", True, ["gleif"])
    assert held.top.properties["leiCode"] == ["5299000000NORDWALL00"]
    assert held.top.explanations["name"].detail == "nordwall ~ nordwall 1.00, handels ~ handels 1.00"


def test_the_public_client_screens_against_lists(yente: yente_client.Client) -> None:
    held = yente.match(Company(name=["Romashka-Import OOO"], country=["ru"]), datasets=["sanctions"])
    assert held.top is not None
    assert (held.top.id, held.top.match, held.top.target) == ("ofac:1", True, True)
    assert "name_match" in held.top.contributing_explanations
    assert yente.match(Company(name=["Zwilling"], country=["de"]), datasets=["sanctions"]).results == []


def test_people_are_not_matched_and_nonsense_is_refused(yente: yente_client.Client, client: Client) -> None:
    assert yente.match(Person(name=["Nordwall Handels"]), datasets=["default"]).results == []
    with pytest.raises(APIError):
        yente.match(Company(name=["x"]), datasets=["nosuch"])
    with pytest.raises(APIError):
        yente.match(Company(name=["x"]), datasets=["default"], threshold=7)
    for body in ("", "[]", '{"queries": {}}', '{"queries": {"q": 1}}', '{"queries": {"q": {"properties": []}}}'):
        assert client.post("/match/default", body, content_type="application/json").status_code == 400
    assert client.get("/match/default").status_code == 405
