"""The stage of the phone pages, seen through keys of the API."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from anxin.kernel.access.actions import appoint, issue_token
from anxin.kernel.journal.actor import Role
from tests.cast import LUCHENG, NOON, OPERATOR
from tests.unit.web.phone.stage import PASSWORD, Stage, on_stage

API = "/api/v1"


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    """Every test starts without scans counted against its address."""
    cache.clear()


@pytest.fixture
def stage(db: None) -> Stage:
    return on_stage()


@dataclass(frozen=True)
class Caller:
    """A program that speaks to the API with one key, or with none."""

    key: str = ""
    language: str = "en"

    def ask(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        headers = {"accept-language": self.language}
        if self.key:
            headers["authorization"] = f"Bearer {self.key}"
        client = Client(headers=headers, raise_request_exception=False)
        if body is None:
            return client.generic(method, API + path, query_params=query)
        return client.generic(method, API + path, _json(body), content_type="application/json", query_params=query)

    def get(self, path: str, **query: Any) -> Any:
        return self.ask("GET", path, **query)

    def post(self, path: str, body: Any = None, **query: Any) -> Any:
        return self.ask("POST", path, body, **query)


def _json(body: Any) -> str:
    return body if isinstance(body, str) else json.dumps(body)


Calls = Callable[[str], Caller]


@pytest.fixture
def caller(stage: Stage) -> Calls:
    """`caller("an")`: the program of a named member of the cast."""
    cast = stage.cast
    people: dict[str, dict[str, Any]] = {
        "province": {"role": Role.PROVINCE, "area": "330000"},
        "zhou": {"role": Role.CITY, "area": "330300"},
        "lin": {"role": Role.COUNTY, "area": LUCHENG},
        "an": {"role": Role.AGENCY_CLERK, "area": LUCHENG, "organisation": cast.anjia},
        "le": {"role": Role.AGENCY_CLERK, "organisation": cast.leju},
        "fang": {"role": Role.WORKER, "party": cast.fang},
        "shen": {"role": Role.AUDITOR},
    }

    def called(name: str) -> Caller:
        user = appoint(by=OPERATOR, at=NOON, username=name, password=PASSWORD, **people[name])
        return Caller(issue_token(by=OPERATOR, at=NOON, user=user, label="test"))

    return called


@pytest.fixture
def nobody(stage: Stage) -> Caller:
    return Caller()
