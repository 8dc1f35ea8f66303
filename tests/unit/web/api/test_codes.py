"""The household through the API: scan, confirm, rate, complain; and how often one address may scan."""

from __future__ import annotations

import pytest
from django.test import RequestFactory, override_settings

from anxin.credentials.receipts import Signed, base64url, confirmed_text
from anxin.kernel.codes.evidence import household_signed
from anxin.kernel.codes.models import Feedback, Visit, new_visit_token
from anxin.kernel.journal.models import Entry
from anxin.kernel.reference.queries import now
from anxin.web.api.limits import count_scan
from anxin.web.api.problem import TooMany
from tests.unit.kernel.codes.test_confirming import phone_signs
from tests.unit.web.api.conftest import Caller
from tests.unit.web.phone.stage import Stage


def test_a_scan_shows_what_a_household_may_see_and_no_more(stage: Stage, nobody: Caller) -> None:
    seen = nobody.post(f"/codes/{stage.fang.public}/scan").json()

    assert (seen["colour"], seen["reason"], seen["masked_name"]) == ("green", "both-valid", "王**")
    assert seen["agency"]["name"] == "安家乐家政"
    insurance = next(item for item in seen["items"] if item["kind"] == "insurance")
    assert (insurance["valid_until"], insurance["in_date"]) == ("2022-01-08", True)
    assert set(insurance) == {
        "kind",
        "label_zh",
        "label_en",
        "result",
        "valid_until",
        "in_date",
        "received_at",
        "disputed",
    }


def test_an_unknown_code_is_not_found_and_leaves_no_entry(stage: Stage, nobody: Caller) -> None:
    before = Entry.objects.count()
    answer = nobody.post("/codes/aaaaaaaaaaaaaaaa/scan")

    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
    assert Entry.objects.count() == before


def test_a_green_code_is_confirmed_rated_once_and_complained_about(stage: Stage, nobody: Caller) -> None:
    showing = nobody.post(f"/codes/{stage.fang.public}/scan").json()["showing"]
    said = {"showing": showing, "token": new_visit_token()}

    visit = nobody.post("/showings/confirm", said).json()
    again = nobody.post("/showings/confirm", said).json()
    another = nobody.post("/showings/confirm", {"showing": showing})
    rated = nobody.post(f"/visits/{visit['token']}/rating", {"score": 5, "text": "准时"})
    twice = nobody.post(f"/visits/{visit['token']}/rating", {"score": 1})
    complained = nobody.post(f"/visits/{visit['token']}/complaint", {"text": "打碎了杯子"})

    assert again == visit
    assert (another.status_code, another.json()["code"]) == (409, "conflict")
    assert (rated.status_code, twice.status_code, complained.status_code) == (201, 409, 201)
    assert sorted(Feedback.objects.values_list("kind", "score", "text")) == [
        ("complaint", None, "打碎了杯子"),
        ("rating", 5, "准时"),
    ]


def test_a_code_that_is_not_green_needs_the_household_to_say_it_read_that(stage: Stage, nobody: Caller) -> None:
    showing = nobody.post(f"/codes/{stage.hua.public}/scan").json()["showing"]

    refused = nobody.post("/showings/confirm", {"showing": showing})
    visit = nobody.post("/showings/confirm", {"showing": showing, "acknowledged": True})

    assert (refused.status_code, refused.json()["rule"]) == (403, "codes.acknowledge")
    assert (visit.json()["colour"], visit.json()["acknowledged"]) == ("red", True)
    assert Visit.objects.count() == 1


def test_the_sixty_first_scan_of_a_minute_is_told_to_wait(stage: Stage, nobody: Caller) -> None:
    path = f"/codes/{stage.fang.public}/scan"
    with override_settings(SCANS_PER_MINUTE=2):
        answers = [nobody.post(path) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [201, 201, 429]
    told = answers[2]
    assert told.json()["code"] == "too-many"
    assert 1 <= int(told.headers["Retry-After"]) <= 61


def test_another_address_and_the_next_minute_are_counted_on_their_own() -> None:
    here, there = RequestFactory().post("/", REMOTE_ADDR="10.0.0.1"), RequestFactory().post("/", REMOTE_ADDR="10.0.0.2")
    with override_settings(SCANS_PER_MINUTE=1):
        count_scan(here, now=600.0)
        count_scan(there, now=600.0)
        with pytest.raises(TooMany) as no:
            count_scan(here, now=630.0)
        count_scan(here, now=660.0)

    assert no.value.wait == 31


def test_no_limit_counts_nothing() -> None:
    with override_settings(SCANS_PER_MINUTE=0):
        for _ in range(100):
            count_scan(RequestFactory().post("/"), now=600.0)


def test_what_the_households_browser_signed_is_kept_and_a_false_signature_refused(stage: Stage, nobody: Caller) -> None:
    showing = nobody.post(f"/codes/{stage.fang.public}/scan").json()["showing"]
    at = int(now().timestamp())
    right, wrong = (
        phone_signs(confirmed_text(bytes.fromhex(showing), colour, at), at=at) for colour in ("green", "yellow")
    )

    def sent(signed: Signed) -> dict[str, object]:
        return {
            "showing": showing,
            "key": dict(signed.jwk),
            "signature": base64url(signed.signature),
            "at": signed.at,
        }

    refused = nobody.post("/showings/confirm", sent(wrong))
    made = nobody.post("/showings/confirm", sent(right))

    assert (refused.status_code, made.status_code) == (422, 201)
    assert household_signed(Visit.objects.get()) == right
