"""Nothing private leaks: no whole identity number, phone, address, password or key stands in an address, a log, an
error, a page, or a column of the database that is not sealed. What a household is shown holds less still."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from anxin.config.quiet import LeaveOutKeys
from anxin.kernel.access.actions import issue_token
from anxin.kernel.access.models import User
from anxin.kernel.codes import visiting
from anxin.kernel.codes.models import Visit
from anxin.kernel.intake.models import Upload
from anxin.kernel.reference.queries import now
from tests.cast import NOON, OPERATOR, identity_number
from tests.promises.doors import typed
from tests.promises.test_routes import routes
from tests.unit.web.console.desks import DESKS, at_desk, on_desks
from tests.unit.web.phone.stage import ADDRESS, PASSWORD, PHONE, POLICY, Stage, account_of

pytestmark = pytest.mark.django_db

NUMBERS = tuple(identity_number(serial) for serial in (101, 102, 103, 104, 201, 202))
OTHER_PHONE, TYPED_PASSWORD = "13900000077", "not the right horse"
PRIVATE = (*NUMBERS, PHONE, OTHER_PHONE, ADDRESS, PASSWORD, TYPED_PASSWORD)
SPACED = " ".join((NUMBERS[1][:6], NUMBERS[1][6:14], NUMBERS[1][14:]))

# A file in which everything that can stand in the wrong place does.
BROKEN = "\r\n".join(
    [
        "身份证号,姓名,核查结论,核查日期",
        f"{NUMBERS[0]},王小芳,通过,2021-10-20",
        f"{NUMBERS[5]},王五,通过,2021-02-30",
        f"{NUMBERS[1]},{NUMBERS[1]},通过,2021-10-20",
        f"{NUMBERS[2]},陈丽华,{NUMBERS[2]},2021-10-20",
        f"{NUMBERS[3]},周玲,通过,{NUMBERS[3]}",
        f"{NUMBERS[4]},不在册,通过,2021-10-20",
        f"{SPACED},李梅,{SPACED},{OTHER_PHONE}",
        f"{NUMBERS[5]}9,多一位,通过,2021-10-20",
    ]
)


@dataclass(frozen=True)
class Placed:
    """The stage with a visit, a key and a broken file on it."""

    stage: Stage
    visit: Visit
    key: str
    upload: Upload

    @property
    def secrets(self) -> tuple[str, ...]:
        """What may stand nowhere at all."""
        return (*PRIVATE, self.key)


@pytest.fixture
def placed(db: None, settings: Settings) -> Placed:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    stage = on_desks()
    account_of(stage.cast.fang, "fang")
    shown = visiting.open_code(at=now(), public=stage.fang.public)
    visit = visiting.confirm_visit(at=now(), handle=shown.handle)
    key = issue_token(by=OPERATOR, at=NOON, user=User.objects.get(username="an"), label="front desk")
    return Placed(stage, visit, key, brought(f"核查{NUMBERS[0]}.csv"))


def brought(name: str) -> Upload:
    """The broken file, brought by the city."""
    file = SimpleUploadedFile(name, BROKEN.encode("utf-8-sig"))
    answer = at_desk("zhou").post("/console/uploads/", {"layout": "police_check", "file": file})
    assert answer.status_code == 302
    return Upload.objects.get()


def leaks(text: str, secrets: tuple[str, ...]) -> list[str]:
    """Which secrets stand in a text, also written with blanks between."""
    tight = re.sub(r"\s", "", text)
    return [secret for secret in secrets if secret in text or re.sub(r"\s", "", secret) in tight]


def addresses(placed: Placed) -> Iterator[str]:
    """Every route, with what is really there in the place of its arguments."""
    fang = placed.stage.cast.fang
    for route, _pattern in routes():
        held = {
            "public_id": placed.upload.public_id if "uploads" in route else fang.public_id,
            "record": fang.evidence.get(kind="police_check").pk,
            "number": fang.outcomes.get(slot__isnull=False).pk,
            "slug": "roster" if "blank" in route else "wenzhou-2021-01-01",
            "code": placed.stage.fang.public,
            "token": placed.visit.token,
            "rest": "x",
            "service": "home_service",
            "service_code": "home_service.complaint",
            "pack": "home_service",
            "matter": "complaint",
            "act": "agree",
            "deed": "note",
            "case_id": fang.public_id,
            "file_id": fang.public_id,
            "attachment": fang.public_id,
            "format": "json",
        }
        for name, value in held.items():
            route = re.sub(rf"<(?:\w+:)?{name}>", str(value), route)
        yield f"/{route}"


def browsers() -> Iterator[tuple[str, Client]]:
    """A stranger, a worker, and every desk."""
    yield "stranger", Client(headers={"accept-language": "zh-CN"})
    worker = Client(headers={"accept-language": "zh-CN"})
    worker.force_login(User.objects.get(username="fang"))
    yield "fang", worker
    for name in DESKS:
        yield name, at_desk(name)


def written(records: list[logging.LogRecord]) -> str:
    """What the log would hold: every record of every level, through the filter of the site's own handler."""
    lines = []
    for record in records:
        copy = logging.makeLogRecord(record.__dict__)
        LeaveOutKeys().filter(copy)
        lines.append(logging.Formatter("%(name)s %(message)s").format(copy))
    return "\n".join(lines)


GIVEN_BACK = "problems.xlsx"  # the whole file, to whoever brought it: it holds the numbers it came with


def test_no_page_shows_a_secret_and_no_link_carries_one(placed: Placed, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for who, browser in browsers():
        for address in addresses(placed):
            if address.endswith(GIVEN_BACK):
                continue
            answer = browser.get(address)
            text = answer.content.decode("utf-8", "replace") + str(answer.headers)
            assert (who, address, leaks(text, placed.secrets)) == (who, address, [])
            if placed.visit.token not in address:
                assert (who, address, placed.visit.token in text) == (who, address, False)
    keys = (placed.visit.token, placed.stage.fang.public, placed.stage.cast.fang.public_id)
    assert leaks(written(caplog.records), (*placed.secrets, *keys)) == []


@pytest.mark.parametrize("who", ["fang", "hua"])
def test_what_a_household_sees_holds_less_still(placed: Placed, who: str) -> None:
    code, person = getattr(placed.stage, who), getattr(placed.stage.cast, who)
    client = Client(headers={"accept-language": "zh-CN"})
    shown = client.get(f"/c/{code.public}").content.decode()
    told = client.post(f"/api/v1/codes/{code.public}/scan").content.decode()
    visit = client.get(f"/v/{placed.visit.token}").content.decode()
    kept_back = (*placed.secrets, POLICY, person.name, person.public_id)
    assert [leaks(page, kept_back) for page in (shown, told, visit)] == [[], [], []]


def test_no_refusal_repeats_what_was_sent(placed: Placed, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    caller = Client(headers={"authorization": f"Bearer {placed.key}"}, raise_request_exception=False)
    entered = {"name": "新人", "id_number": NUMBERS[5], "started_on": "2021-10-29", "phone": OTHER_PHONE}
    sent: list[dict[str, Any]] = [
        {**entered, "id_number": NUMBERS[5][:-1] + "A"},
        {**entered, "id_number": NUMBERS[0]},  # another's
        {**entered, "id_number": NUMBERS[2]},
        {**entered, "id_number": [NUMBERS[0]]},
        {**entered, "started_on": NUMBERS[0]},
        {**entered, "phone": f"phone {OTHER_PHONE}"},
        {**entered, NUMBERS[0]: 1},
    ]
    answers = [caller.post("/api/v1/parties", body, content_type="application/json") for body in sent]
    answers.append(caller.generic("POST", "/api/v1/parties", f"{{{NUMBERS[0]}", content_type="application/json"))
    stranger = Client(headers={"authorization": f"Bearer {placed.key}x"})
    answers.append(stranger.get(f"/api/v1/parties/{NUMBERS[0]}"))
    answers.append(at_desk("zhou").get("/console/people/nobody/"))
    for desk in ("zhou", "le"):
        answers += [
            at_desk(desk).post("/console/registry/find/", {"typed": typed}) for typed in (*NUMBERS, "330302198")
        ]
    assert [answer.status_code for answer in answers if answer.status_code >= 500] == []
    said = [answer.content.decode() + str(answer.headers) for answer in answers]
    assert [text for text in said if leaks(text, placed.secrets)] == []
    assert leaks(written(caplog.records), placed.secrets) == []


def test_a_failed_sign_in_leaves_no_password_behind(placed: Placed, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("zhou", "nobody"):
        answer = Client().post("/accounts/login/", {"login": name, "password": TYPED_PASSWORD})
        assert (answer.status_code, leaks(answer.content.decode(), placed.secrets)) == (200, [])
    assert leaks(written(caplog.records), placed.secrets) == []


def test_the_command_repeats_no_secret(
    placed: Placed, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    file = tmp_path / "police.csv"
    file.write_text(BROKEN, "utf-8-sig")
    said = [
        typed("import", str(file), "--yes"),
        typed("explain", placed.stage.cast.fang.public_id),
        typed("explain", NUMBERS[0]),
        typed("journal", "verify"),
    ]
    assert [one.done for one in said] == [True, True, False, True]
    printed = "".join(one.told + one.errors for one in said) + "".join(capsys.readouterr())
    assert leaks(printed, placed.secrets) == []
    assert leaks(written(caplog.records), placed.secrets) == []


def rows() -> Iterator[tuple[str, str]]:
    """(table.column, what stands there as text) of everything in the database."""
    for model in apps.get_models():
        for row in model._default_manager.all():
            for one in row._meta.local_fields:
                held = getattr(row, one.attname)
                text = bytes(held).decode("latin-1") if isinstance(held, bytes | memoryview) else str(held)
                yield f"{row._meta.db_table}.{one.column}", text
    for session in Session.objects.all():
        yield "django_session", json.dumps(session.get_decoded())


def test_no_column_of_the_database_holds_a_secret_in_plain(placed: Placed) -> None:
    at_desk("zhou").post("/console/registry/find/", {"typed": NUMBERS[0][:-1]})
    at_desk("zhou").post(f"/console/uploads/{placed.upload.public_id}/confirm/", {})
    held = list(rows())
    assert [(place, text[:80]) for place, text in held if leaks(text, placed.secrets)] == []
    # A visit's token is looked up as it is and stands in its own column alone.
    assert {place for place, text in held if placed.visit.token in text} == {"visit.token"}


def test_a_file_brought_lies_sealed(placed: Placed, settings: Settings) -> None:
    files = [path for path in Path(settings.UPLOAD_FOLDER).rglob("*") if path.is_file()]
    assert files
    assert [path for path in files if leaks(path.read_bytes().decode("latin-1"), placed.secrets)] == []
