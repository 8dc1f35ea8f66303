"""The plan of the walk: what stands in the place of every route's arguments, what is sent to it, and how every command
is typed. A new route is walked by itself as long as its arguments and required fields are named here; a new command
needs its line in `walking_commands.py`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.test import Client

from anxin.kernel.codes.showing import letters
from anxin.kernel.journal.queries import reads_of
from anxin.web.api.urls import api
from tests.cast import DAY, identity_number
from tests.promises.doors import Site
from tests.promises.test_routes import routes

# What nobody may set, under every name it goes by; sent along with everything.
HOSTILE: dict[str, Any] = {
    "outcome": "red",
    "colour": "red",
    "color": "red",
    "status": 1,
    "row": 3,
    "standing": {"colour": "red"},
    "next_change": "2030-01-01",
    "rule_set": "wenzhou-2021-01-01",
    "set_colour": "red",
    "shown": ["red"],
}
# A value for each field that some act takes: the acts are really done where the role may do them.
PLAUSIBLE: dict[str, Any] = {
    "kind": "police_check",
    "source": "public_security",
    "result": "failed",
    "valid_from": "2021-10-01",
    "valid_until": "2021-10-02",
    "corrects": None,
    "reason": "核对后更正",
    "ended_on": str(DAY),
    "started_on": str(DAY),
    "day": str(DAY),
    "id_number": identity_number(104),
    "name": "周玲",
    "phone": "",
    "card_number": "WZ202199999",
    "score": 1,
    "rating": "1",
    "text": "没有按时来",
    "layout": "police_check",
    "typed": "王小芳",
    "acknowledged": True,
    "effective_from": "2021-12-01",
    "as_of": "2021-12-01",
    "parameters": {"about_to_expire": "P30D"},
    "area": "330300",
    "title_zh": "温州新规",
    "note": "试一试",
    "on": "1",
    "items": True,
    "service": "home_service",
    "matter": "complaint",
    "answers": {"topic": "other", "what": "没有按时来", "area": "330302"},
    "files": [],
    "findings": {"truth": True},
    "desk": "review",
    "told": True,
    "step": "plan",
    "clock": "told",
    "amount": 1,
    "main": "aaaaaaaaaaaaaaaa",
    "credit_code": "91330302MA285KQP0L",
    "details": "{}",
    "part": "yuelong",
    "person": {"name": "周玲", "id_number": identity_number(104)},
    "guardian": None,
    "quantity": 1,
    "firm": "91330302MA285KQP0L",
    "proxy": None,
    "consent": "",
    "value": "05 12 19",
    "cycle": "2022-1",
    "union": "91330302MA285KQP0L",
    "unit": "91330302MA285KQP0L",
    "staff": 1,
    "people": [{"name": "周玲", "id_number": identity_number(104)}],
    "reference": "B1",
    "received_on": str(DAY),
    "rosters": ["aaaaaaaaaaaaaaaa"],
    "records": [{"record": "R1", "id_number": identity_number(104), "hospital": "市一", "bill": "1", "values": {}}],
    "item": "women",
    "facts": {"condition": "breast", "first": "yes", "diagnosed": str(DAY)},
    "hospital": "市一",
    "bill": "1",
    "sources": {},
    "fact": "condition",
    "rule": "办法第三条",
    "claims": ["aaaaaaaaaaaaaaaa"],
    "fields": ["name"],
    "purpose": "walk",
    "basis": "walk",
    "until": "2021-12-01",
    "granted": True,
    "why": "想请她做保洁",
    "measures": "专人保管，用完即删，不得转给他人",
    "field": "police_check",
    "said": "核对后不对",
    "answer": "核对无误",
    "site": "aaaaaaaaaaaaaaaa",
    "code": "WALK-1",
    "about": {},
    "uri": "urn:x:walk",
    "keeper": None,
    "room": None,
    "events": [
        {"kind": "lose", "site": "aaaaaaaaaaaaaaaa", "happened_at": f"{DAY}T08:00:00+08:00", "lots": []},
    ],
    "language": "zh-hans",
    "login": "nobody",
    "password": "not the right horse",
}
QUERY = "?kind=police_check&colour=red&outcome=red&status=1&as_of=2021-11-29&rules=330200"


class Unplanned(Exception):
    """A route of which the plan does not know what to send."""


@dataclass(frozen=True)
class Request:
    """One request of the walk: how a client sends it."""

    method: str
    address: str
    body: str | dict[str, Any] | None
    content_type: str

    def sent(self, client: Client) -> Any:
        if isinstance(self.body, dict):
            return client.post(self.address, self.body)
        return client.generic(self.method, self.address, self.body or "", content_type=self.content_type)


def requests(site: Site, route: str) -> Iterator[Request]:
    """GET, and POST with everything that an act takes and everything that nobody may set."""
    address = "/" + filled(route, arguments(site, route))
    yield Request("GET", address + QUERY, None, "application/json")
    if not route.startswith("api/"):
        yield Request("POST", address + QUERY, forms(site), "")
        return
    named = fields_of(route)
    values = json_values(site)
    missing = [name for name in named if name not in values]
    if missing:
        raise Unplanned(f"{route}: name in PLAUSIBLE what to send as {', '.join(missing)}")
    plausible = {name: values[name] for name in named if values[name] is not None}
    yield Request("POST", address, json.dumps(plausible), "application/json")
    yield Request("POST", address + QUERY, json.dumps({**plausible, **HOSTILE}), "application/json")


def arguments(site: Site, route: str) -> Mapping[str, Any]:
    """What stands in the place of a route's arguments: Fang's, wherever it can be hers."""
    fang = site.stage.cast.fang
    return {
        "public_id": site.draft.public_id if "draft" in route else fang.public_id,
        "record": fang.evidence.filter(kind="police_check").latest("pk").pk,
        "number": fang.outcomes.get(slot__isnull=False).pk,
        "slug": "roster" if "blank" in route else "wenzhou-2021-01-01",
        "code": site.stage.fang.public,
        "handle": site.shown.handle.hex(),
        "letters": letters(site.shown.handle),
        "after": 0,
        "entry": reads_of(fang.public_id)[0].seq,
        "link": letters(site.shown.handle),
        "public": site.stage.fang.public,
        "token": site.visit.token,
        "rest": "x",
        "pack": "home_service",
        "kind": "fund",
        "key": "wenzhou",
        "account_kind": "pool",
        "deed": "note",
        "service": "home_service",
        "service_code": "home_service.complaint",
        "matter": "complaint",
        "attachment": fang.public_id,
        "act": "consent" if "benefit_act" in route else "agree",
        "case_id": fang.public_id,
        "file_id": fang.public_id,
        "format": "json",
        "offer": "parcels",
        "application_id": fang.public_id,
        "scheme": "hangzhou",
        "claim_id": fang.public_id,
        "roster_id": fang.public_id,
        "peer": "nobody",
        "dataset": "x.y",
        "name": "home_service.green_workers",
        "grant_id": fang.public_id,
        "inquiry_id": fang.public_id,
        "correction_id": fang.public_id,
        "kept": fang.public_id,
        "merged": site.stage.cast.mei.public_id,
        "capture_id": fang.public_id,
        "other": "NOSUCH-1",
        "firm": "gleif:nosuch",
        "among": "default",
        "digest": "0" * 64,
    }


def filled(route: str, held: Mapping[str, Any]) -> str:
    for name in re.findall(r"<(?:\w+:)?(\w+)>", route):
        if name not in held:
            raise Unplanned(f"{route}: name in `arguments` what stands for {name}")
        route = re.sub(rf"<(?:\w+:)?{name}>", str(held[name]), route)
    return route


def json_values(site: Site) -> dict[str, Any]:
    """By field of the API."""
    handle = site.shown.handle.hex()  # of credential, handle and card a check takes one
    left_out = dict.fromkeys(("credential", "card", "token", "key", "signature", "at"))
    return {**PLAUSIBLE, **draft_values(site), **left_out, "handle": handle, "showing": handle}


def draft_values(site: Site) -> dict[str, str]:
    return {"sha256": site.draft.sha256, "dmn": site.draft.dmn}


def forms(site: Site) -> dict[str, Any]:
    """One form that holds every field that some page takes."""
    said = {**PLAUSIBLE, **HOSTILE, **draft_values(site), "showing": letters(site.shown.handle)}
    return {name: str(value) for name, value in said.items() if value is not None}


@cache
def operations() -> dict[str, dict[str, Any]]:
    described: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix="")))
    return described


def fields_of(route: str) -> list[str]:
    """The fields that the JSON of a POST may have, as the API describes it; none for a route that takes no POST."""
    described = operations()["paths"]
    path = "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route.removeprefix("api/v1/"))
    asked = described.get(path, {}).get("post", {}).get("requestBody", {})
    return properties(asked.get("content", {}).get("application/json", {}).get("schema", {}))


def properties(schema: dict[str, Any]) -> list[str]:
    """The fields of a described form, whether it is named, written out, or one of several."""
    name = schema.get("$ref", "").rpartition("/")[2]
    held = operations()["components"]["schemas"].get(name, schema)
    several = [*held.get("anyOf", ()), *held.get("oneOf", ())]
    return [*held.get("properties", {}), *(field for one in several for field in properties(one))]


# Who reads with GET: every role once. Acts are tried by everybody, another worker and another agency too.
READERS = frozenset({"stranger", "fang", "province", "zhou", "lin", "an", "shen", "hu"})
# Slow ones, walked by those who may most, one who may not, and a stranger: these say the same to everybody, or try a
# whole table's scenarios each time.
SLOW = {
    "api/v1/openapi.json": ("stranger",),
    "console/rules/drafts/<str:public_id>.yaml": ("zhou", "an"),
    "console/rules/drafts/<str:public_id>/": ("zhou", "an"),
    "console/rules/drafts/<str:public_id>/publish/": ("stranger", "zhou", "an"),
    "console/rules/drafts/<str:public_id>/save/": ("stranger", "zhou", "an"),
}


def planned(site: Site) -> tuple[dict[str, list[Request]], list[str]]:
    """Every route with its requests, and what is missing to plan the others."""
    found, missing = {}, []
    for route, _pattern in routes():
        try:
            found[route] = list(requests(site, route))
        except Unplanned as one:
            missing.append(str(one))
    return found, missing
