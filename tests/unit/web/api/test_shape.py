"""One error shape for everything the API refuses, figures without persons, and the page that describes it all."""

from __future__ import annotations

import importlib
import pkgutil
from enum import Enum
from typing import Any

import pytest
from django.test import Client
from ninja import Schema

import anxin.web.api
from anxin.kernel.journal import queries as journal
from anxin.kernel.outcomes import queries as outcomes
from tests.cast import identity_number
from tests.unit.web.api.conftest import API, Caller, Calls
from tests.unit.web.phone.stage import PASSWORD, Stage

ALWAYS = {"code", "what", "why", "todo"}
SOMETIMES = {"rule", "ask", "appeal", "field"}


def is_problem(answer: Any) -> bool:
    body = answer.json()
    return (
        answer.headers["Content-Type"] == "application/json; charset=utf-8"
        and set(body) >= ALWAYS
        and set(body) <= ALWAYS | SOMETIMES
        and body["what"] != ""
    )


def test_every_refusal_has_the_same_shape(stage: Stage, caller: Calls, nobody: Caller) -> None:
    zhou = caller("zhou")
    fang = stage.cast.fang.public_id
    taken = {"name": "王小芳", "id_number": identity_number(101), "started_on": "2021-10-01"}
    answers = {
        400: zhou.post(f"/parties/{fang}/evidence", "{not json"),
        401: nobody.get("/parties"),
        403: caller("shen").get("/parties"),
        404: zhou.get("/parties/aaaaaaaaaaaaaaaa"),
        405: zhou.ask("DELETE", "/parties"),
        409: caller("le").post("/parties", taken),
        422: zhou.get("/tally", as_of="2021-02-30"),
    }

    assert {status: answer.status_code for status, answer in answers.items()} == {status: status for status in answers}
    assert [status for status, answer in answers.items() if not is_problem(answer)] == []
    assert set(answers[405].headers["Allow"].split(", ")) == {"GET", "POST"}


def test_an_address_the_api_does_not_have_is_told_in_the_same_shape(nobody: Caller) -> None:
    answer = nobody.get("/colours/of/everybody")

    assert (answer.status_code, answer.json()["code"]) == (404, "no-address")
    assert is_problem(answer)


def test_a_fault_of_ours_is_told_without_any_of_our_insides(nobody: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_pack: str) -> None:
        raise ZeroDivisionError("secret insides")

    monkeypatch.setattr(outcomes, "rule_sets", broken)

    answer = nobody.get("/rule-sets")

    assert (answer.status_code, answer.json()["code"]) == (500, "broken")
    assert is_problem(answer)
    assert "insides" not in answer.content.decode()


def test_errors_are_told_in_the_language_that_was_asked_for(stage: Stage) -> None:
    said = {language: Caller(language=language).get("/parties").json()["what"] for language in ("zh-CN", "en")}

    assert said == {"zh-CN": "无法确认您的身份。", "en": "You are not known here."}


def test_a_revoked_or_invented_key_opens_nothing(stage: Stage) -> None:
    answer = Caller(key="invented").get("/parties")

    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_a_signed_in_browser_reads_but_changes_nothing_without_its_form_token(stage: Stage, caller: Calls) -> None:
    caller("zhou")
    browser = Client(enforce_csrf_checks=True)
    assert browser.login(username="zhou", password=PASSWORD)

    read = browser.get(f"{API}/parties")
    changed = browser.post(
        f"{API}/evidence/1/withdraw",
        {"reason": "x"},
        content_type="application/json",
        headers={"accept-language": "en"},
    )

    assert (read.status_code, changed.status_code) == (200, 403)
    assert changed.json()["what"] == "The form check failed."


def test_the_tally_decides_everybody_for_a_day(caller: Calls) -> None:
    zhou = caller("zhou")

    now, later = zhou.get("/tally", as_of="2021-10-29").json(), zhou.get("/tally", as_of="2022-01-09").json()

    assert (now["total"], now["colours"]) == (4, {"green": 1, "yellow": 1, "red": 1, "grey": 1})
    assert later["colours"] == {"yellow": 2, "red": 1, "grey": 1}
    assert sum(count["share"] for count in now["counts"]) == 1.0


@pytest.mark.parametrize(
    "read", ["0", "1635465600", "2021-1-9", "20211029", "2021-10-29T00:00:00", "2021-02-30", "8611-07-15"]
)
def test_a_day_that_is_not_written_as_one_is_refused(caller: Calls, read: str) -> None:
    answer = caller("zhou").get("/tally", as_of=read)

    assert (answer.status_code, answer.json()["field"]) == (422, "query.as_of")


def test_an_agency_does_not_see_figures_of_others(caller: Calls) -> None:
    assert caller("an").get("/tally").json()["rule"] == "access.count-everybody"


def test_rule_sets_are_open_to_everybody_with_every_rows_source(nobody: Caller) -> None:
    held = nobody.get("/rule-sets").json()

    assert [rules["slug"] for rules in held] == [
        "zhejiang-2020-07-05",
        "ningbo-2020-09-01",
        "wenzhou-2021-01-01",
        "jiaxing-2020-12-20",
    ]
    assert [row["number"] for rules in held for row in rules["rows"] if not row["legal_source"]] == []


def test_the_auditor_and_nobody_else_checks_the_journal(caller: Calls) -> None:
    shen, zhou = caller("shen"), caller("zhou")
    found = journal.verify()
    entries, root = found.entries, found.root

    answer, refused = shen.get("/journal/verdict"), zhou.get("/journal/verdict")

    assert answer.json() == {"whole": True, "entries": entries, "root": root, "broken_at": None, "why": ""}
    assert refused.json()["rule"] == "access.see-journal"


def test_the_description_page_lists_every_operation_and_loads_nothing_from_elsewhere(nobody: Caller) -> None:
    page = nobody.get("/docs")
    schema = nobody.get("/openapi.json").json()

    html = page.content.decode()
    assert page.status_code == 200
    assert [path for path in schema["paths"] if path not in html] == []
    assert [line for line in html.splitlines() if 'src="http' in line or 'href="http' in line] == []
    assert "<script" not in html


def test_every_operation_declares_what_it_answers_and_how_it_fails(nobody: Caller) -> None:
    schema = nobody.get("/openapi.json").json()

    lacking = [
        f"{method} {path}"
        for path, methods in schema["paths"].items()
        for method, declared in methods.items()
        if not {"400", "401", "403", "404", "405", "409", "422", "429", "500"} <= set(declared["responses"])
    ]
    assert schema["openapi"].startswith("3.1")
    assert lacking == []


def test_no_two_things_share_a_name_in_the_description() -> None:
    """The description keeps schemas and enums by their bare names: of two the later would take the other's place."""
    named: dict[str, set[str]] = {}
    for one in pkgutil.iter_modules(anxin.web.api.__path__, "anxin.web.api."):
        for held in vars(importlib.import_module(one.name)).values():
            if isinstance(held, type) and issubclass(held, Schema | Enum):
                named.setdefault(held.__name__, set()).add(held.__module__)

    assert len(named) > 80
    assert {name: where for name, where in named.items() if len(where) > 1} == {}
