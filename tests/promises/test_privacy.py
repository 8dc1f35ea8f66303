"""Privacy: what reaches a household, a gate or a stranger holds no number, phone, full name or detail of an
examination, whatever route it comes by; and every page and test that docs/ops/privacy.md names is there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from pytest_django import Settings

from anxin.kernel.evidence.actions import Statement, record_evidence
from tests.cast import NOON, OPERATOR
from tests.promises.doors import Site, built
from tests.promises.test_routes import routes
from tests.promises.walking import PLAUSIBLE, planned
from tests.unit.web.console.desks import at_desk
from tests.unit.web.phone.stage import ADDRESS, PHONE, account_of

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "ops" / "privacy.md"
# Letters, digits, - and _ on either side make it a piece of a key or a signature, which are random.
NUMBER = re.compile(r"(?<![A-Za-z0-9_.-])\d{17}[\dXx](?![A-Za-z0-9_-])")
MOBILE = re.compile(r"(?<![A-Za-z0-9_.-])(?:\+?86-?)?1[3-9]\d{9}(?![A-Za-z0-9_-])")
EXAMINED = "乙肝表面抗原阳性"
RECORDED = "2019年盗窃案"
REPORT = "TJ-2021-0312-77"
# Walked, not judged: what it shows is the description of the form itself.
DESCRIPTIONS = {"api/v1/openapi.json", "api/v1/docs"}


@pytest.fixture
def site(db: None, settings: Settings, tmp_path: Path) -> Site:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    made = built(tmp_path)
    fang = made.stage.cast.fang
    examined = Statement(
        "health_check",
        "health_institution",
        date(2021, 3, 13),
        "passed",
        date(2022, 3, 11),
        details={"findings": EXAMINED, "report": REPORT},
    )
    checked = Statement("police_check", "public_security", date(2021, 6, 3), "passed", details={"record": RECORDED})
    for statement in (examined, checked):
        record_evidence(by=OPERATOR, at=NOON, party=fang, statement=statement)
    account_of(made.stage.cast.hua, "hua")
    return made


def outsiders() -> Iterator[tuple[str, Client]]:
    """Whoever is shown a code and has no file to keep: a household, a gate, another worker."""
    yield "household", Client(headers={"accept-language": "zh-CN"}, raise_request_exception=False)
    for name in ("hu", "hua"):
        client = at_desk(name)
        client.raise_request_exception = False
        yield name, client


def kept_back(site: Site) -> tuple[str, ...]:
    fang = site.stage.cast.fang
    return (EXAMINED, RECORDED, REPORT, ADDRESS, PHONE, fang.public_id, "PICC-7788990011")


def leaks(site: Site, text: str) -> list[str]:
    """Numbers, phones, and what is kept back about Fang; the name that was typed in by the walk itself is not hers."""
    found = [*NUMBER.findall(text), *MOBILE.findall(text)]
    typed = {str(value) for value in PLAUSIBLE.values()}
    words = [word for word in (*kept_back(site), site.stage.cast.fang.name) if word in text]
    return [one for one in (*found, *words) if one not in typed]


def test_no_answer_to_a_household_or_a_gate_holds_more_than_they_may_see(site: Site) -> None:
    every, missing = planned(site)
    assert missing == []
    everybody, answered = list(outsiders()), 0
    for route, requests in every.items():
        for request in requests if route not in DESCRIPTIONS else ():
            address = request.address.replace(site.stage.cast.fang.public_id, "")
            for who, client in everybody:
                with transaction.atomic():
                    answer = request.sent(client)
                    transaction.set_rollback(True)
                body = b"".join(answer) if answer.streaming else answer.content
                said = body.decode("utf-8", "replace").replace(address, "")
                answered += answer.status_code == 200
                if answer.status_code < 400:
                    assert (route, request.method, who, leaks(site, said)) == (route, request.method, who, [])
        cache.clear()
    assert answered > 30


def seen(site: Site) -> dict[str, dict[str, Any]]:
    """The items of an online check, by kind."""
    body = {"handle": site.shown.handle.hex(), "items": True}
    answer = Client().post("/api/v1/check", json.dumps(body), content_type="application/json")
    assert answer.status_code == 200
    return {item["kind"]: item for item in answer.json()["items"]}


def test_of_the_health_check_a_household_learns_whether_it_is_in_date(site: Site) -> None:
    health = seen(site)["health_check"]

    assert (health["result"], health["in_date"], health["valid_until"]) == (None, True, "2022-03-11")


def test_a_health_check_that_was_not_passed_looks_as_one_that_is_over(site: Site) -> None:
    def told(result: str, until: date) -> tuple[dict[str, Any], str]:
        with transaction.atomic():
            said = Statement("health_check", "health_institution", date(2021, 10, 20), result, until)
            record_evidence(by=OPERATOR, at=NOON, party=site.stage.cast.fang, statement=said)
            item = seen(site)["health_check"]
            page = Client(headers={"accept-language": "zh-CN"}).get(f"/c/{site.stage.fang.public}").content.decode()
            transaction.set_rollback(True)
        line = next(one for one in re.findall(r"<li\b.*?</li>", page, re.S) if "健康体检" in one)
        return item, line

    (failed, failed_line), (over, over_line) = told("failed", date(2022, 9, 1)), told("passed", date(2021, 10, 21))
    assert failed == over
    assert failed_line == over_line
    assert (failed["result"], failed["in_date"], failed["valid_until"]) == (None, False, None)


def test_of_the_background_check_a_household_learns_the_conclusion_only(site: Site) -> None:
    police = seen(site)["police_check"]

    assert (police["result"], police["valid_until"]) == ("passed", None)
    assert set(police) == {
        "kind", "label_zh", "label_en", "result", "valid_until", "in_date", "received_at", "disputed",
    }  # fmt: skip


def test_what_a_household_never_sees_of_the_file(site: Site) -> None:
    """Risk notices and authorisations are held for the rules and the agency, not for the door."""
    assert set(seen(site)) & {"authorisation", "risk_notice"} == set()


NAMED_TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
NAMED_PAGE = re.compile(r"`(?:(?:GET|POST) )?(/[^`\s]*)`")
NAMED_FILE = re.compile(r"`((?:docs|packs|src)/[\w./-]+)`")


def test_every_test_that_the_page_names_is_there() -> None:
    named = NAMED_TEST.findall(PAGE.read_text("utf-8"))
    missing = [
        f"{file}::{test}"
        for file, test in named
        if not (ROOT / file).is_file() or (test and f"def {test}(" not in (ROOT / file).read_text("utf-8"))
    ]
    assert len(named) > 25
    assert missing == []


def plain(route: str) -> str:
    return "/" + re.sub(r"<(?:\w+:)?\w+>", "*", route)


def test_every_page_that_the_page_names_is_there() -> None:
    there = {plain(route) for route, _pattern in routes()}
    named = {re.sub(r"<[^>]+>", "*", one.partition("?")[0]) for one in NAMED_PAGE.findall(PAGE.read_text("utf-8"))}
    assert len(named) > 10
    assert sorted(named - there) == []


def test_every_file_that_the_page_names_is_there() -> None:
    missing = [name for name in NAMED_FILE.findall(PAGE.read_text("utf-8")) if not (ROOT / name).exists()]
    assert missing == []


def test_the_page_maps_every_duty() -> None:
    """The articles of the Personal Information Protection Law that bind a handler in our place, each with a row."""
    rows = re.findall(r"^\| ((?:\d+(?:[–-]\d+)?(?:, )?)+) \|", PAGE.read_text("utf-8"), re.M)
    mapped: set[int] = set()
    for row in rows:
        for part in row.split(", "):
            first, _dash, last = part.replace("-", "–").partition("–")
            mapped |= set(range(int(first), int(last or first) + 1))
    general = {5, 6, 7, 8, 9, 13, 14, 15, 16, 17, 19, 21, 23, 24}
    wanted = general | {28, 29, 30, 34, 35, 38} | set(range(44, 51)) | set(range(51, 58))
    assert sorted(wanted - mapped) == []


@pytest.mark.parametrize("said", ["手机13800138000", '"phone": "13800138000"', "+8613800138000", "tel:13800138000<"])
def test_a_phone_number_in_an_answer_is_found(said: str) -> None:
    assert [found[-11:] for found in MOBILE.findall(said)] == ["13800138000"]


def test_an_identity_number_is_found_and_a_piece_of_a_key_is_not() -> None:
    assert NUMBER.findall('身份证330302199001011234，"33030219900101123X"') == [
        "330302199001011234",
        "33030219900101123X",
    ]
    assert NUMBER.findall("ab330302199001011234cd e-330302199001011234_f") == []
