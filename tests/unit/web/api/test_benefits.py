"""Mutual aid through the API: rosters, premiums and records in, claims by three accounts, figures, one's own claim."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from anxin.kernel.journal.models import EntrySubject
from anxin.kernel.messages.queries import last_messages
from anxin.kernel.reference.actions import set_played_day
from anxin.modules.benefits.models import Claim, Roster, Settlement
from tests.unit.modules.allotments.stage import credit_code
from tests.unit.modules.benefits.in_service import CYCLE, EARLIER, IN_WINDOW, LATER, in_service, keys_of
from tests.unit.modules.benefits.stage import number_of, person

pytestmark = pytest.mark.django_db
BASE = "/schemes/mutual_aid/hangzhou"
FACTS = {"kind": "hospital", "self_paid": "1000000", "admitted": "2022-02-01"}
Keys = dict[str, str]


def call(method: str, path: str, body: Any = None, *, key: str = "", token: str = "") -> tuple[int, Any]:
    headers = {"accept-language": "zh-hans"}
    if key:
        headers["authorization"] = f"Bearer {key}"
    if token:
        headers["claim-token"] = token
    sent = "" if body is None else json.dumps(body)
    answer = Client(headers=headers).generic(method, f"/api/v1{path}", sent, content_type="application/json")
    return answer.status_code, json.loads(answer.content)


def roster(*serials: int, union: int = 1) -> dict[str, Any]:
    people = [{"name": f"职工{one}", "id_number": number_of(one), "phone": f"13800{one:06d}"} for one in serials]
    code = credit_code(union)
    return {"cycle": CYCLE, "union": code, "unit": code, "staff": len(people), "people": people}


@pytest.fixture
def keys(db: None) -> Keys:
    """A key for each desk, and three people enrolled through the first union, whose premium came in."""
    found = keys_of(in_service())
    set_played_day(day=IN_WINDOW)
    status, made = call("POST", f"{BASE}/rosters", roster(0, 1, 2), key=found["union"])
    assert (status, made["state"], made["people"], made["due"]) == (201, "enrolled", 3, 24_000)
    body = {
        "cycle": CYCLE,
        "union": credit_code(1),
        "reference": "B1",
        "amount": 24_000,
        "received_on": "2021-12-01",
        "rosters": [made["roster"]],
    }
    assert call("POST", f"{BASE}/premiums", body, key=found["union"])[0] == 403
    assert call("POST", f"{BASE}/premiums", body, key=found["keeps"])[1]["booked"] is True
    assert call("POST", f"{BASE}/premiums", body, key=found["keeps"])[0] == 409
    set_played_day(day=LATER)
    return found


def claim(serial: int = 0, **more: Any) -> dict[str, Any]:
    given = {"cycle": CYCLE, "item": "hospital", "id_number": number_of(serial), "facts": FACTS}
    return {**given, "hospital": "市一", "bill": "A1", **more}


def record(serial: int, number: str = "R1", bill: str = "88", **values: str) -> dict[str, Any]:
    said = {"类别": "hospital", "自负金额": "1000000", "入院日期": "2022-02-01", **values}
    return {"record": number, "id_number": number_of(serial), "hospital": "市一", "bill": bill, "values": said}


def test_a_roster_is_judged_by_its_receipt_and_the_same_one_again_is_the_same_roster(keys: Keys) -> None:
    set_played_day(day=IN_WINDOW)
    faulty = roster(3, 4)
    faulty["people"][1]["id_number"] = "123"
    status, made = call("POST", f"{BASE}/rosters", faulty, key=keys["union"])
    assert (status, made["people"], [one["row"] for one in made["faults"]]) == (201, 1, [2])
    assert made["received_at"].startswith("2021-12-01T")
    again = call("POST", f"{BASE}/rosters", faulty, key=keys["union"])[1]
    assert (again["roster"], Roster.objects.count()) == (made["roster"], 2)
    assert call("GET", f"/rosters/{made['roster']}", key=keys["union"])[1] == made
    assert call("GET", f"/rosters/{made['roster']}", key=keys["other"])[0] == 404
    assert call("POST", f"{BASE}/rosters", roster(5), key=keys["other"])[0] == 403  # of another union
    set_played_day(day=LATER)
    status, late = call("POST", f"{BASE}/rosters", roster(5), key=keys["union"])
    assert (status, late["rule"]) == (403, "mutual_aid.hangzhou.window")


def test_three_accounts_enter_approve_and_pay_and_the_claim_replays_to_the_letter(keys: Keys) -> None:
    status, made = call("POST", f"{BASE}/claims", claim(), key=keys["union"])
    assert (status, made["standing"], made["amount"], made["paid"]) == (201, "entered", 475_000, 0)
    at = f"/claims/{made['claim']}"
    assert call("POST", f"{at}/approve", key=keys["union"])[0] == 403
    assert call("POST", f"{at}/approve", key=keys["approves"])[1]["standing"] == "approved"
    run = {"cycle": CYCLE, "day": "2022-05-09"}
    assert call("POST", f"{BASE}/runs", run, key=keys["approves"])[0] == 403
    paid = call("POST", f"{BASE}/runs", run, key=keys["pays"])[1]
    assert (paid["claims"], paid["fen"], paid["cut"], paid["left"], paid["ended"]) == (1, 475_000, 0, 0, True)
    status, page = call("GET", at, key=keys["pays"])
    assert (status, page["name"], page["paid"], page["left"]) == (200, "职工0", 475_000, 6_520_000 - 475_000)
    assert [one["by"] for one in page["steps"]] == ["union", "approves", "pays"]
    again = call("GET", f"{at}/replay", key=keys["keeps"])[1]
    assert [(one["kind"], one["same"], one["amount_again"]) for one in again] == [
        (kind, True, 475_000) for kind in ("entered", "approved", "paid")
    ]
    assert again[0]["why"] == again[0]["why_again"] == page["steps"][0]["why"]
    undone = call("POST", f"{at}/reverse", {"day": "2022-05-09", "note": "付错了"}, key=keys["pays"])[1]
    assert (undone["standing"], undone["paid"]) == ("reversed", 0)


def test_a_bill_is_claimed_once_through_whichever_union_and_refusals_name_their_rule(keys: Keys) -> None:
    first = call("POST", f"{BASE}/claims", claim(), key=keys["union"])[1]
    status, twice = call("POST", f"{BASE}/claims", claim(1), key=keys["union"])
    assert (status, twice["rule"]) == (403, "mutual_aid.hangzhou.bill")
    assert call("POST", f"{BASE}/claims", claim(7), key=keys["union"])[1]["rule"] == "mutual_aid.hangzhou.enrolled"
    fixed = {"fact": "self_paid", "value": "40000", "source": "发票"}
    assert call("POST", f"/claims/{first['claim']}/correct", fixed, key=keys["union"])[1]["standing"] == "refused"
    page = call("GET", f"/claims/{first['claim']}", key=keys["union"])[1]
    assert (page["refused_by"], "互助复核" in page["appeal"]) == ("mutual_aid.hangzhou.hospital.below", True)
    assert {one["source"] for one in page["facts"]} == {"union", "发票"}
    second = call("POST", f"{BASE}/claims", claim(1, bill="A2"), key=keys["union"])[1]
    said = {"rule": "办法第三条", "note": "单据看不清"}
    done = call("POST", f"/claims/{second['claim']}/refuse", said, key=keys["approves"])[1]
    assert done["standing"] == "refused"
    both = {"claims": [first["claim"], second["claim"]]}
    left = call("POST", f"{BASE}/approvals", both, key=keys["approves"])[1]
    assert (left["approved"], [one["claim"] for one in left["left"]]) == ([], sorted(both["claims"]))


def test_a_record_becomes_an_offer_told_once_that_is_paid_after_a_yes(keys: Keys) -> None:
    body = {"source": "市一医院", "records": [record(0), record(1, "R2", "89", 自负金额="five"), record(9, "R3", "90")]}
    assert call("POST", f"{BASE}/settlements", body, key=keys["approves"])[0] == 403
    taken = call("POST", f"{BASE}/settlements", body, key=keys["records"])[1]["taken"]
    assert [(one["row"], one["became"], one["told"], bool(one["fault"])) for one in taken] == [
        (1, "offered", True, False),
        (2, "", False, True),
        (3, "not-enrolled", False, False),
    ]
    again = call("POST", f"{BASE}/settlements", body, key=keys["records"])[1]["taken"]
    assert [(one["claim"], one["told"]) for one in again] == [(taken[0]["claim"], False), (None, False), (None, False)]
    assert Settlement.objects.count() == 2
    [told] = [one for one in last_messages(9) if one.kind == "benefit-offered"]
    token = told.text.rpartition("/b/")[2]
    assert (told.recipient, token in json.dumps([taken, again])) == ("13800000000", False)

    status, own = call("GET", "/own-claim", token=token)
    assert (status, own["standing"], own["amount"], own["office"]) == (200, "offered", 475_000, "")
    assert "职工0" not in json.dumps(own, ensure_ascii=False)
    said = call("POST", "/own-claim/consent", token=token)[1]
    assert (said["standing"], said["office"], said["due"]) == ("consented", "互助审批岗", "2022-05-23")
    assert call("POST", "/own-claim/consent", token=token)[0] == 200
    assert call("POST", "/own-claim/decline", token=token)[0] == 409
    assert call("GET", "/own-claim", token="A" * 22)[0] == 404
    at = f"/claims/{own['claim']}"
    assert call("POST", f"{at}/approve", key=keys["records"])[0] == 403
    assert call("POST", f"{at}/approve", key=keys["approves"])[0] == 200
    call("POST", f"{BASE}/runs", {"cycle": CYCLE, "day": "2022-05-09"}, key=keys["pays"])
    own = call("GET", "/own-claim", token=token)[1]
    assert (own["standing"], own["paid"]) == ("paid", 475_000)


@pytest.mark.parametrize("who", ["other", "approves", "auditor"])
def test_whoever_is_not_there_for_somebody_learns_nothing_by_entering_a_claim(keys: Keys, who: str) -> None:
    enrolled, known_to_nobody = (call("POST", f"{BASE}/claims", claim(one), key=keys[who]) for one in (0, 8))
    assert enrolled == known_to_nobody
    assert (enrolled[0], Claim.objects.count()) == (403, 0)


def test_who_is_enrolled_is_told_to_the_desks_that_are_there_for_them_and_written_down(keys: Keys) -> None:
    asked = {"id_number": number_of(0)}
    status, found = call("POST", f"{BASE}/enrolment", asked, key=keys["union"])
    assert (status, found["name"]) == (200, "职工0")
    [cycle] = found["cycles"]
    assert (cycle["cycle"], cycle["premium_came_in"], cycle["left"]) == (CYCLE, True, 6_520_000)
    assert call("POST", f"{BASE}/enrolment", asked, key=keys["keeps"])[0] == 200
    assert call("POST", f"{BASE}/enrolment", asked, key=keys["auditor"])[0] == 403
    elsewhere = call("POST", f"{BASE}/enrolment", asked, key=keys["other"])
    assert elsewhere == call("POST", f"{BASE}/enrolment", {"id_number": number_of(8)}, key=keys["other"])
    assert elsewhere[0] == 404
    reads = EntrySubject.objects.filter(party=person(0).public_id, entry__act="benefit.read")
    assert reads.count() == 2


def test_figures_and_the_people_they_count_come_from_the_same_rows(keys: Keys) -> None:
    for serial in (0, 1):
        made = call("POST", f"{BASE}/claims", claim(serial, bill=f"A{serial}"), key=keys["union"])[1]
        call("POST", f"/claims/{made['claim']}/approve", key=keys["approves"])
    call("POST", f"{BASE}/runs", {"cycle": CYCLE, "day": "2022-05-09"}, key=keys["pays"])
    status, held = call("GET", f"{BASE}/figures", key=keys["auditor"])
    fund = held["fund"]
    assert (status, held["people"], held["paid"]) == (200, 2, 950_000)
    assert fund["carried"] == EARLIER and fund["balance"] == EARLIER + 24_000 - 950_000
    assert call("GET", f"{BASE}/figures?until=2022-05-08", key=keys["auditor"])[1]["paid"] == 0
    named = call("GET", f"{BASE}/beneficiaries", key=keys["keeps"])[1]
    assert sorted(one["name"] for one in named["people"]) == ["职工0", "职工1"]
    assert (sum(one["fen"] for one in named["people"]), named["next"]) == (950_000, None)
    masked = call("GET", f"{BASE}/beneficiaries", key=keys["auditor"])[1]
    assert {one["name"] for one in masked["people"]} == {"职**"}
    assert call("GET", f"{BASE}/beneficiaries", key=keys["union"])[0] == 403
    assert call("GET", f"{BASE}/figures", key=keys["other"])[0] == 200  # its own scheme; counts only
    assert Claim.objects.filter(standing="paid").count() == 2


def test_what_the_schemes_offer_is_open_to_everybody(keys: Keys) -> None:
    status, found = call("GET", "/schemes")
    hangzhou = next(one for one in found if one["scheme"] == "hangzhou")
    cycle = next(one for one in hangzhou["cycles"] if one["cycle"] == CYCLE)
    assert (status, cycle["ceiling"], cycle["published"]["premium"]) == (200, 6_520_000, False)
    items = {one["item"]: one["columns"] for one in hangzhou["items"]}
    assert items["hospital"] == ["类别", "自负金额", "入院日期"] and items["critical"] == []
