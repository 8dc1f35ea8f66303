"""The API keeps its own description: whatever is sent to it, it answers as it declares, and never breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import override_settings
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case

from anxin.config.wsgi import application
from anxin.kernel.access.actions import appoint, issue_token
from anxin.kernel.codes import visiting
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.journal.actor import Role
from tests.cast import NOON, OPERATOR
from tests.unit.web.phone.stage import PASSWORD, Stage, on_stage

schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
schema.config.generation.update(max_examples=10)

# Sent as declared and refused all the same: a check digit, a person of another agency, a rule set of another day.
# Which of them is judged by the rules of the service, which no schema can state.
BEYOND_A_SCHEMA = (schemathesis.checks.positive_data_acceptance,)


@dataclass(frozen=True)
class Site:
    """A stage, one key for each role that the operations ask for, and things that are really there."""

    stage: Stage
    keys: dict[str, str]
    real: dict[str, Any]


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[Site]:
    """The site all operations are tried on, in one transaction that is undone at the end. Requests must not end
    the connection that holds it."""
    signals = (request_started, request_finished)
    with django_db_blocker.unblock(), transaction.atomic():
        for signal in signals:
            signal.disconnect(close_old_connections)
        stage = on_stage()
        yield Site(stage, keys_of(stage), real_things(stage))
        for signal in signals:
            signal.connect(close_old_connections)
        transaction.set_rollback(True)


@pytest.fixture
def site(built: Site, db: None) -> Site:
    """The same; what a test changes is undone after it."""
    cache.clear()
    return built


def keys_of(stage: Stage) -> dict[str, str]:
    appointed: dict[str, dict[str, Any]] = {
        "city": {"role": Role.CITY, "area": "330300"},
        "clerk": {"role": Role.AGENCY_CLERK, "organisation": stage.cast.anjia},
        "worker": {"role": Role.WORKER, "party": stage.cast.fang},
        "auditor": {"role": Role.AUDITOR},
    }
    found = {}
    for name, held in appointed.items():
        user = appoint(by=OPERATOR, at=NOON, username=name, password=PASSWORD, **held)
        found[name] = issue_token(by=OPERATOR, at=NOON, user=user, label="contract")
    return found


def real_things(stage: Stage) -> dict[str, Any]:
    first, second = (visiting.open_code(at=NOON, public=stage.fang.public) for _ in range(2))
    visit = visiting.confirm_visit(at=NOON, handle=first.handle)
    return {
        "public_id": stage.cast.fang.public_id,
        "code": stage.fang.public,
        "showing": second.showing,
        "visit": visit.token,
        "record": Evidence.objects.filter(party=stage.cast.fang, kind="insurance").values_list("pk", flat=True)[0],
    }


def role_for(case: Case[Any]) -> str:
    """The role whose duty the operation is."""
    path, method = case.operation.path, case.method.upper()
    if path.endswith("/looks"):
        return "worker"
    if path.endswith("/verdict"):
        return "auditor"
    return "clerk" if path.endswith("/exit") or (path.endswith("/parties") and method == "POST") else "city"


def put_real(case: Case[Any], real: dict[str, Any]) -> None:
    """Replace a well-formed invented path parameter by one that exists."""
    held = case.path_parameters or {}
    if re.fullmatch(r"[a-z2-7]{16}", str(held.get("public_id", ""))):
        held["public_id"] = real["public_id"]
    if re.fullmatch(r"[a-z2-7]{16}", str(held.get("code", ""))):
        held["code"] = real["code"]
    if re.fullmatch(r"[A-Za-z0-9_-]{16,32}", str(held.get("token", ""))):
        held["token"] = real["visit"]
    if str(held.get("record", "")).isdigit() and int(held["record"]) % 2:
        held["record"] = real["record"]


@pytest.mark.django_db
@schema.parametrize()
@settings(
    max_examples=10,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_the_api_answers_as_it_declares(case: Case[Any], site: Site) -> None:
    put_real(case, site.real)
    with override_settings(SCANS_PER_MINUTE=0):
        case.call_and_validate(
            headers={"Authorization": f"Bearer {site.keys[role_for(case)]}"}, excluded_checks=list(BEYOND_A_SCHEMA)
        )
