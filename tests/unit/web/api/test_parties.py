"""Persons through the API: scope, reasons, evidence in, who looked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from anxin.kernel.codes.models import Code
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.journal import queries as journal
from anxin.kernel.journal.models import Entry
from anxin.kernel.parties import actions as parties
from anxin.kernel.parties.models import Party
from tests.cast import NOON, OPERATOR, PACK, identity_number, worker
from tests.unit.web.api.conftest import Caller, Calls
from tests.unit.web.phone.stage import ADDRESS, PHONE, POLICY, Stage


def names(answer: Any) -> set[str]:
    return {person["name"] for person in answer.json()["people"]}


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("zhou", {"王小芳", "李梅", "陈丽华", "周玲"}),
        ("lin", {"王小芳", "李梅", "周玲"}),
        ("an", {"王小芳", "李梅"}),
        ("le", {"陈丽华"}),
        ("fang", {"王小芳"}),
    ],
)
def test_each_role_lists_exactly_the_people_of_its_scope(caller: Calls, who: str, seen: set[str]) -> None:
    answer = caller(who).get("/parties")

    assert answer.status_code == 200
    assert names(answer) == seen


def test_a_person_is_shown_with_agency_file_and_outcome(stage: Stage, caller: Calls) -> None:
    answer = caller("an").get(f"/parties/{stage.cast.fang.public_id}")

    assert answer.json() == {
        "public_id": stage.cast.fang.public_id,
        "name": "王小芳",
        "masked_number": "33**************" + identity_number(101)[-2:],
        "area": "330302",
        "file_number": f"330302-{stage.cast.fang.pk:07d}",
        "agency": {"public_id": stage.cast.anjia.public_id, "name": "安家乐家政"},
        "standing": {"colour": "green", "reason": "both-valid", "since": "2021-10-29", "next_change": "2021-12-10"},
    }


def test_another_agencys_person_and_no_person_are_refused_in_the_same_words(stage: Stage, caller: Calls) -> None:
    an = caller("an")

    hidden, absent = an.get(f"/parties/{stage.cast.hua.public_id}"), an.get("/parties/aaaaaaaaaaaaaaaa")

    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert hidden.json() == absent.json()
    assert hidden.json()["code"] == "not-found"


def test_nothing_that_the_api_answers_holds_a_number_phone_or_address(stage: Stage, caller: Calls) -> None:
    zhou, fang = caller("zhou"), stage.cast.fang.public_id
    answers = [
        zhou.get("/parties"),
        zhou.get(f"/parties/{fang}"),
        zhou.get(f"/parties/{fang}/outcome"),
        Caller().post(f"/codes/{stage.fang.public}/scan"),
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 201]
    said = "".join(answer.content.decode() for answer in answers)
    assert [secret for secret in (identity_number(101), PHONE, ADDRESS, POLICY) if secret in said] == []


def test_the_list_takes_the_same_number_of_queries_however_many_people_it_shows(stage: Stage, caller: Calls) -> None:
    le = caller("le")

    def asked(size: int) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert len(le.get("/parties", size=size).json()["people"]) == size
        return len(captured)

    le.get("/parties")  # which services there are is asked every few seconds only
    one = asked(1)
    for serial in (201, 202):
        party = worker("孙一", serial=serial)
        parties.start_affiliation(
            by=OPERATOR, at=NOON, party=party, organisation=stage.cast.leju, role=PACK, started_on=date(2021, 1, 1)
        )
    assert asked(3) == one


def test_pages_follow_one_another_until_the_last(caller: Calls) -> None:
    zhou, found, after = caller("zhou"), [], None
    while True:
        page = zhou.get("/parties", size=3, **({"after": after} if after else {})).json()
        found += [person["public_id"] for person in page["people"]]
        after = page["next"]
        if after is None:
            break

    assert found == sorted(found)
    assert len(found) == len(set(found)) == 4


def test_an_outcome_comes_with_row_conditions_source_and_next_change(stage: Stage, caller: Calls) -> None:
    answer = caller("an").get(f"/parties/{stage.cast.mei.public_id}/outcome", as_of="2021-10-29").json()

    assert (answer["colour"], answer["reason"], answer["rule_set"]) == (
        "yellow",
        "insurance-expiring",
        "wenzhou-2021-01-01",
    )
    assert answer["next_change"] == "2021-11-13"
    facts = {one["input"]: one["fact"] for one in answer["conditions"]}
    assert facts["保险有效期至"] == "2021-11-12"
    assert answer["legal_source"] != ""
    assert {item["kind"] for item in answer["items"]} >= {"card", "insurance", "health_check"}


def test_an_outcome_comes_with_the_smallest_change_that_turns_it_green(stage: Stage, caller: Calls) -> None:
    answer = caller("an").get(f"/parties/{stage.cast.mei.public_id}/outcome", as_of="2021-10-29").json()

    assert answer["changes"] == [{"fact": "insurance_until", "was": "2021-11-12", "to": "2021-11-28", "or_later": True}]
    assert answer["told_zh"].endswith("更新从业责任保险（有效期至 2021-11-28 或以后）后即转绿码。")
    assert answer["told_en"].startswith("Yellow code: liability insurance expires on 2021-11-12. Legal source: ")
    assert answer["waiting"] is None


def test_the_same_worker_is_coloured_by_each_areas_own_rules(stage: Stage, caller: Calls) -> None:
    zhou, path = caller("zhou"), f"/parties/{stage.cast.mei.public_id}/outcome"

    colours = [zhou.get(path, rules=area).json()["colour"] for area in ("330300", "330200", "330000")]

    assert colours == ["yellow", "green", "green"]


def test_evidence_in_changes_the_outcome_and_withdrawing_it_changes_it_back(stage: Stage, caller: Calls) -> None:
    zhou, fang = caller("zhou"), stage.cast.fang.public_id
    said = {"kind": "police_check", "source": "public_security", "result": "failed", "valid_from": "2021-10-28"}

    entered = zhou.post(f"/parties/{fang}/evidence", said)
    withdrawn = zhou.post(f"/evidence/{entered.json()['record']}/withdraw", {"reason": "wrong person"})

    assert (entered.status_code, withdrawn.status_code) == (201, 201)
    assert entered.json()["standing"]["colour"] == "red"
    assert withdrawn.json()["standing"]["colour"] == "green"


def test_a_record_is_corrected_by_a_later_one_that_names_it(stage: Stage, caller: Calls) -> None:
    zhou, mei = caller("zhou"), stage.cast.mei
    wrong = Evidence.objects.get(party=mei, kind="insurance")
    said = {
        "kind": "insurance",
        "source": "insurer",
        "result": "passed",
        "valid_from": "2021-01-09",
        "valid_until": "2022-11-12",
        "corrects": wrong.pk,
        "reason": "year misread",
    }

    answer = zhou.post(f"/parties/{mei.public_id}/evidence", said)

    assert answer.json()["standing"]["colour"] == "green"
    assert Evidence.objects.get(pk=answer.json()["record"]).replaces_id == wrong.pk


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "shoe_size"}, "kind"),
        ({"source": "insurer"}, "source"),
        ({"result": "splendid"}, "result"),
        ({"valid_until": "2020-01-01"}, "valid_until"),
        ({"valid_from": "2021-02-30"}, "body.body.valid_from"),
        ({"colour": "green"}, "body.body.colour"),
    ],
)
def test_evidence_that_does_not_fit_is_refused_with_its_place(
    stage: Stage, caller: Calls, change: dict[str, str], field: str
) -> None:
    said = {"kind": "police_check", "source": "public_security", "result": "failed", "valid_from": "2021-10-28"}
    before = Evidence.objects.count()

    answer = caller("zhou").post(f"/parties/{stage.cast.fang.public_id}/evidence", {**said, **change})

    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (422, "invalid", field)
    assert Evidence.objects.count() == before


def test_only_the_city_enters_evidence_and_the_refusal_says_which_rule(stage: Stage, caller: Calls) -> None:
    said = {"kind": "police_check", "source": "public_security", "result": "passed", "valid_from": "2021-10-28"}

    answer = caller("an").post(f"/parties/{stage.cast.fang.public_id}/evidence", said)

    assert answer.status_code == 403
    assert answer.json()["rule"] == "access.enter-evidence"
    assert set(answer.json()) == {"code", "what", "why", "todo", "rule", "ask", "appeal"}


def test_an_agency_enters_a_worker_with_file_and_affiliation_at_once(caller: Calls) -> None:
    new = {"name": "孙秀英", "id_number": identity_number(301), "started_on": "2021-10-01"}

    answer = caller("an").post("/parties", new)

    assert answer.status_code == 201
    assert answer.json()["agency"]["name"] == "安家乐家政"
    assert answer.json()["standing"]["colour"] == "grey"


def test_a_worker_of_another_agency_cannot_be_entered_and_nothing_is_half_written(caller: Calls) -> None:
    le, entries = caller("le"), Entry.objects.count()

    answer = le.post("/parties", {"name": "王小芳", "id_number": identity_number(101), "started_on": "2021-10-01"})

    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert Entry.objects.count() == entries


def test_a_wrong_number_is_refused_without_being_repeated(caller: Calls) -> None:
    wrong = identity_number(301)[:-1] + ("0" if identity_number(301)[-1] != "0" else "1")

    answer = caller("an").post("/parties", {"name": "孙秀英", "id_number": wrong, "started_on": "2021-10-01"})

    assert (answer.status_code, answer.json()["field"]) == (422, "id_number")
    assert wrong not in answer.content.decode()
    assert not Party.objects.filter(name="孙秀英").exists()


def test_after_the_exit_the_code_is_out_of_use_and_the_next_agency_may_enter_the_worker(
    stage: Stage, caller: Calls
) -> None:
    an, le, fang = caller("an"), caller("le"), stage.cast.fang

    left = an.post(f"/parties/{fang.public_id}/exit", {"ended_on": "2021-10-28", "reason": "moved"})
    joined = le.post("/parties", {"name": "王小芳", "id_number": identity_number(101), "started_on": "2021-10-29"})

    assert (left.status_code, joined.status_code) == (204, 201)
    assert joined.json()["standing"]["colour"] == "red"
    assert Code.objects.get(pk=stage.fang.pk).ended_at is not None


def test_a_card_is_issued_only_once_all_materials_stand(stage: Stage, caller: Calls) -> None:
    zhou = caller("zhou")

    missing = zhou.post(f"/parties/{stage.ling.public_id}/card", {})

    assert (missing.status_code, missing.json()["rule"]) == (403, "home_service.materials")
    assert not Code.objects.filter(party=stage.ling).exists()


def test_the_person_sees_who_looked_when_and_why(stage: Stage, caller: Calls) -> None:
    an, fang = caller("an"), caller("fang")
    an.get(f"/parties/{stage.cast.fang.public_id}")

    looks = fang.get(f"/parties/{stage.cast.fang.public_id}/looks").json()["looks"]

    assert [(look["actor"], look["purpose"]) for look in looks[:2]] == [("fang", "own-record"), ("an", "employment")]
    assert looks[1]["fields"] == ["agency", "masked_number", "name", "outcome"]


def test_readings_of_one_sitting_are_one_line_with_first_last_and_how_often(stage: Stage, caller: Calls) -> None:
    an, fang = caller("an"), caller("fang")
    for _ in range(3):
        an.get(f"/parties/{stage.cast.fang.public_id}")
    sitting = fang.get(f"/parties/{stage.cast.fang.public_id}/looks").json()["looks"][1]
    assert (sitting["actor"], sitting["times"], sitting["at"] <= sitting["until"]) == ("an", 3, True)


def test_another_portal_gets_each_reading_in_the_five_fields_of_the_data_tracker(stage: Stage, caller: Calls) -> None:
    public_id = stage.cast.fang.public_id
    zhou, fang = caller("zhou"), caller("fang")
    caller("an").get(f"/parties/{public_id}")
    zhou.get(f"/parties/{public_id}")

    _own, newest, older = fang.get(f"/parties/{public_id}/usage").json()[:3]

    assert set(newest) == {"personcode", "logtime", "action", "sender", "receiver"}
    assert (newest["personcode"], "zhou" in newest["receiver"], "an" in older["receiver"]) == (public_id, True, True)
    assert "安家乐家政" in older["receiver"]
    second = fang.get(f"/parties/{public_id}/usage?offset=3&limit=1").json()
    assert [one["logtime"] for one in second] == [older["logtime"]]
    assert zhou.get(f"/parties/{public_id}/usage").status_code == 403


def test_nobody_but_the_person_reads_who_looked(stage: Stage, caller: Calls) -> None:
    answer = caller("zhou").get(f"/parties/{stage.cast.fang.public_id}/looks")

    assert (answer.status_code, answer.json()["rule"]) == (403, "access.fields")


def test_every_reading_is_in_the_journal_before_it_is_served(stage: Stage, caller: Calls) -> None:
    zhou = caller("zhou")
    before = journal.reads_of(stage.cast.hua.public_id).count()

    zhou.get("/parties")
    zhou.get(f"/parties/{stage.cast.hua.public_id}/outcome")

    assert journal.reads_of(stage.cast.hua.public_id).count() == before + 2
