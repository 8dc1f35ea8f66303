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
from anxin.kernel.access.models import User
from anxin.kernel.cases.enclosing import Sent
from anxin.kernel.cases.enums import Result
from anxin.kernel.cases.filing import Filed
from anxin.kernel.cases.handling import answer_case
from anxin.kernel.cases.models import CaseFile
from anxin.kernel.cases.owning import own_by_link
from anxin.kernel.cases.requesting import contest
from anxin.kernel.codes import visiting
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.journal.actor import Role
from anxin.modules.benefits import settling
from anxin.modules.benefits.owning import own_by_link as aid_link
from anxin.modules.benefits.settling import RowBrought
from tests.cast import NOON, OPERATOR
from tests.unit.kernel.cases.scene import FIRM_CODE, LUCHENG, WENZHOU, clerk, filed, opened, picture
from tests.unit.modules.benefits.in_service import (
    CYCLE,
    DESKS,
    account,
    brought_in_service,
    enrolled_in_service,
    in_service,
)
from tests.unit.modules.tracing.in_service import COLD, Trade, trading_on
from tests.unit.web.phone.stage import PASSWORD, Stage, on_stage

schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
schema.config.generation.update(max_examples=10)

# Sent as declared and refused all the same: a check digit, a person of another agency, a rule set of another day.
# Which of them is judged by the rules of the service, which no schema can state.
BEYOND_A_SCHEMA = (schemathesis.checks.positive_data_acceptance,)


SEATS = [("reception", LUCHENG), ("fire", LUCHENG), ("emergency", WENZHOU), ("review", WENZHOU)]
SAID: dict[str, Any] = {"area": LUCHENG, "trade": "fire", "what": "煤气瓶靠近明火", "where": "五马街10号"}


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
        keys = keys_of(stage)
        real = real_things(stage)
        yield Site(stage, keys, real)
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
    for name, seats in {"hotline": [], "desk": SEATS}.items():
        user = User.objects.get(username=clerk(name, *seats).label)
        found[name] = issue_token(by=OPERATOR, at=NOON, user=user, label="contract")
    in_service()
    user = account("aid", *DESKS.values())
    found["aid"] = issue_token(by=OPERATOR, at=NOON, user=user, label="contract")
    return found


def claims_made() -> list[RowBrought]:
    """Offers of mutual aid, one of them taken, for whoever holds their links and for the desks."""
    enrolled_in_service(3)
    made = [brought_in_service(serial) for serial in range(3)]
    settling.consent(own=aid_link(token=made[1].token), at=NOON)
    return made


def requests_made() -> tuple[list[Filed], str]:
    """A request where each act of a desk and of a requester is in turn, and a file of the first."""
    desks = opened()
    made = [filed(where=f"人民路{number}号") for number in range(1, 4)]
    for one in made[1:]:
        sent = [Sent("after", picture(), "after.jpg")]
        answer_case(
            by=desks.fire, at=NOON, public_id=one.case.public_id, result=Result.EXPLAINED, text="已经看过。", sent=sent
        )
    contest(own=own_by_link(token=made[2].token), at=NOON, reason="还在")
    return made, CaseFile.objects.get(event__case=made[0].case).attachment.public_id


def real_things(stage: Stage) -> dict[str, Any]:
    first, second = (visiting.open_code(at=NOON, public=stage.fang.public) for _ in range(2))
    visit = visiting.confirm_visit(at=NOON, handle=first.handle)
    made, file = requests_made()
    return {
        "made": made,
        "brought": claims_made(),
        "file": file,
        "public_id": stage.cast.fang.public_id,
        "code": stage.fang.public,
        "showing": second.showing,
        "visit": visit.token,
        "trade": trading_on(stage),
        "record": Evidence.objects.filter(party=stage.cast.fang, kind="insurance").values_list("pk", flat=True)[0],
    }


def role_for(case: Case[Any]) -> str:
    """The role whose duty the operation is."""
    path, method = case.operation.path, case.method.upper()
    if path.endswith(("/looks", "/usage")):
        return "worker"
    if path.endswith("/verdict"):
        return "auditor"
    if path.startswith(("/schemes", "/claims", "/rosters")):
        return "aid"
    if path.startswith("/cases"):
        return "hotline" if method == "POST" and path in {"/cases", "/cases/multipart"} else "desk"
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
    put_request(case, held, real)
    put_goods(case, held, real["trade"])


def put_goods(case: Case[Any], held: dict[str, Any], trade: Trade) -> None:
    """The same of goods: the service, its lots and its sites."""
    if not case.operation.path.startswith("/tracing"):
        return
    held["service"] = COLD
    if len(str(held.get("code", ""))) % 2:
        held["code"] = trade.half.code
    if len(str(held.get("other", ""))) % 2:
        held["other"] = trade.bare.code
    body = case.body
    if isinstance(body, dict) and re.fullmatch(r"[a-z2-7]{16}", str(body.get("site", ""))):
        body["site"] = trade.station.party.public_id


def put_request(case: Case[Any], held: dict[str, Any], real: dict[str, Any]) -> None:
    """The same of requests: their numbers and tokens, and every other new one asks for what there is."""
    made: list[Filed] = real["made"]
    if re.fullmatch(r"[a-z2-7]{16}", number := str(held.get("case_id", ""))):
        held["case_id"] = made[ord(number[0]) % len(made)].case.public_id
    if re.fullmatch(r"[a-z2-7]{16}", str(held.get("file_id", ""))):
        held["file_id"] = real["file"]
    put_aid(case, held, real)
    token = str(case.headers["Case-Token"]) if case.headers and "Case-Token" in case.headers else ""
    if re.fullmatch(r"[A-Za-z0-9_-]{16,32}", token):
        case.headers["Case-Token"] = made[ord(token[0]) % len(made)].token
    body = case.body
    if isinstance(body, dict) and "matter" in body and len(str(body["matter"])) % 2:
        case.body = {"service": "hazards", "matter": "report", "answers": SAID, "phone": "13800138000"}
    if isinstance(body, dict) and "credit_code" in body:
        case.body = {**body, "credit_code": FIRM_CODE}


def put_aid(case: Case[Any], held: dict[str, Any], real: dict[str, Any]) -> None:
    """The same of mutual aid: the scheme as it is declared, claims and the links of offers."""
    brought: list[RowBrought] = real["brought"]
    if "scheme" in held and len(str(held["scheme"])) % 2:
        held |= {"service": "mutual_aid", "scheme": "hangzhou"}
    if re.fullmatch(r"[a-z2-7]{16}", number := str(held.get("claim_id", ""))):
        claim = brought[ord(number[0]) % len(brought)].claim
        held["claim_id"] = claim.public_id if claim else number
    token = str(case.headers["Claim-Token"]) if case.headers and "Claim-Token" in case.headers else ""
    if re.fullmatch(r"[A-Za-z0-9_-]{16,32}", token):
        case.headers["Claim-Token"] = brought[ord(token[0]) % len(brought)].token
    if isinstance(case.body, dict) and "cycle" in case.body:
        case.body = {**case.body, "cycle": CYCLE}


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
    # A wrong value that is empty is written as nothing at all: what arrives is in order.
    vanished = any(value in ([], {}, None) for value in (case.query or {}).values())
    excluded = [*BEYOND_A_SCHEMA, *([schemathesis.checks.negative_data_rejection] if vanished else [])]
    with override_settings(SCANS_PER_MINUTE=0):
        case.call_and_validate(
            headers={"Authorization": f"Bearer {site.keys[role_for(case)]}"}, excluded_checks=excluded
        )
