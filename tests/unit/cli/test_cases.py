"""`anxin cases …` as it is typed; and the same acts by every door come to the same history."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings
from typer.testing import CliRunner

from anxin.cli.main import app
from anxin.kernel.access.actions import issue_token
from anxin.kernel.access.queries import account_named
from anxin.kernel.cases.enums import Stage
from anxin.kernel.cases.models import Case, Reward
from anxin.kernel.journal.actor import Actor
from anxin.kernel.reference.actions import set_played_day
from tests.cast import DAY, NOON, OPERATOR
from tests.unit.cli.conftest import Typed
from tests.unit.kernel.cases.scene import LUCHENG, Desks, clerk, opened, picture

pytestmark = pytest.mark.django_db
SAID = {"area": LUCHENG, "trade": "fire", "what": "煤气瓶靠近明火", "where": "五马街10号"}
PHOTO = base64.b64encode(picture()).decode()


@pytest.fixture
def desks(settings: Settings) -> Desks:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    set_played_day(day=DAY + timedelta(days=1))
    return opened()


@pytest.fixture
def photo(tmp_path: Path) -> str:
    made = tmp_path / "a.jpg"
    made.write_bytes(picture())
    return str(made)


def filed(typed: Typed, photo: str) -> tuple[str, str]:
    """Number and token of a request filed by the command."""
    said = [part for key, value in SAID.items() for part in ("-s", f"{key}={value}")]
    result = typed("cases", "file", "hazards", "report", *said, "-f", f"photo={photo}", "--phone", "13800138000")
    number, link = result.stdout.split()
    return number, link.rpartition("/")[2]


def spoken(token: str, *words: str) -> str:
    """The requester's word, with the token on standard input."""
    result = CliRunner().invoke(app, ["cases", "own", *words], input=token + "\n")
    assert result.exit_code == 0, result.output
    return str(result.stdout)


def test_a_case_is_filed_listed_answered_and_accepted(desks: Desks, typed: Typed, photo: str) -> None:
    number, token = filed(typed, photo)
    listed = json.loads(typed("cases", "list", "--as", "huo", "--json").stdout)["cases"]
    assert [(one["case"], one["stage"], one["desk"]) for one in listed] == [
        (number, "assigned", "鹿城区 · Fire and rescue")
    ]
    assert "煤气瓶靠近明火" in typed("cases", "show", number, "--as", "huo").stdout
    typed("cases", "answer", number, "solved", "-t", "已移走", "-f", f"after={photo}", "--as", "huo")
    assert spoken(token, "agree").split()[1] == "closed"
    assert Case.objects.get().agreement == "requester"


def test_no_seat_no_act(desks: Desks, typed: Typed, photo: str) -> None:
    number, _token = filed(typed, photo)
    result = typed("cases", "claim", number, "--as", "ji")
    assert (result.exit_code, Case.objects.get().claimed_by) == (1, None)


def test_silence_counts_at_the_turn_of_the_day(desks: Desks, typed: Typed, photo: str) -> None:
    number, _token = filed(typed, photo)
    typed("cases", "answer", number, "solved", "-t", "已移走", "-f", f"after={photo}", "--as", "huo")
    assert typed("cases", "lapse").stdout == "Accepted by silence: 0.\n"
    set_played_day(day=DAY + timedelta(days=30))
    assert "Accepted by silence: 1." in typed("tick").stdout
    assert (Case.objects.get().agreement, Case.objects.get().stage) == ("silence", Stage.CLOSED)


def test_one_reward_is_granted(desks: Desks, typed: Typed, photo: str) -> None:
    number, _token = filed(typed, photo)
    typed("cases", "answer", number, "solved", "-t", "已移走", "-f", f"after={photo}", "--as", "huo")
    told = [typed("cases", "reward", number, "--as", "fu") for _ in range(2)]
    assert [one.exit_code for one in told] == [0, 1]
    assert list(Reward.objects.values_list("case__public_id", "fen")) == [(number, 5_000)]


def test_who_deals_with_a_case_is_not_given_its_link(desks: Desks, typed: Typed, photo: str) -> None:
    said = [part for key, value in SAID.items() for part in ("-s", f"{key}={value}")]
    kept = ["-f", f"photo={photo}", "--phone", "13800138000", "--as"]
    told = [typed("cases", "file", "hazards", "report", *said, *kept, name).stdout.split() for name in ("huo", "rui")]
    assert [len(words) for words in told] == [1, 1]


# One life of a request, act by act, by each door that has the act. The console's acts join by a function of the same
# shape: (desks, typed, photo) to the case.
def by_command(desks: Desks, typed: Typed, photo: str) -> Case:
    number, token = filed(typed, photo)
    typed("cases", "object", number, "-r", "属燃气", "--as", "huo")
    typed("cases", "assign", number, "fire", "-r", "仍归消防", "--as", "rui")
    typed("cases", "claim", number, "--as", "huo")
    typed("cases", "extend", number, "reply", "5", "-r", "等专家", "--as", "fu")
    typed("cases", "note", number, "-t", "明早到", "--told", "--as", "huo")
    spoken(token, "add", "-t", "又漏了")
    typed("cases", "answer", number, "solved", "-t", "已移走", "-f", f"after={photo}", "--as", "huo")
    spoken(token, "contest", "-t", "还在")
    typed("cases", "uphold", number, "-r", "复查无误", "--as", "fu")
    return Case.objects.get(public_id=number)


def by_api(desks: Desks, typed: Typed, photo: str) -> Case:
    def post(who: Actor | None, address: str, body: dict[str, Any], **headers: str) -> dict[str, Any]:
        if who is not None:
            user = account_named(who.label)
            assert user is not None
            headers["authorization"] = f"Bearer {issue_token(by=OPERATOR, at=NOON, user=user, label='door')}"
        answer = Client().post(f"/api/v1{address}", json.dumps(body), "application/json", headers=headers)
        assert answer.status_code in {200, 201}, answer.content.decode()
        told: dict[str, Any] = answer.json()
        return told

    files = [{"question": "photo", "content": PHOTO}]
    new = {"service": "hazards", "matter": "report", "answers": SAID, "phone": "13800138000", "files": files}
    made = post(clerk("hotline"), "/cases", new)
    place, token = f"/cases/{made['case']}", {"case-token": made["token"]}
    post(desks.fire, f"{place}/object", {"reason": "属燃气"})
    post(desks.reception, f"{place}/assign", {"desk": "fire", "reason": "仍归消防"})
    post(desks.fire, f"{place}/claim", {})
    post(desks.review, f"{place}/extend", {"clock": "reply", "amount": 5, "reason": "等专家"})
    post(desks.fire, f"{place}/notes", {"text": "明早到", "told": True})
    post(None, "/own-request/add", {"text": "又漏了"}, **token)
    after = [{"question": "after", "content": PHOTO}]
    post(desks.fire, f"{place}/answer", {"result": "solved", "text": "已移走", "files": after})
    post(None, "/own-request/contest", {"reason": "还在"}, **token)
    post(desks.review, f"{place}/uphold", {"reason": "复查无误"})
    return Case.objects.get(public_id=made["case"])


def by_phone(desks: Desks, typed: Typed, photo: str) -> Case:
    """The requester's acts by phone, the desks' by command."""
    browser = Client()
    form = {f"q-{key}": value for key, value in SAID.items()}
    shot = SimpleUploadedFile("a.jpg", picture(), "image/jpeg")
    page = browser.post("/r/new/hazards/report", {**form, "q-photo": shot, "phone": "13800138000"})["Location"]
    page = page.removesuffix("/receipt")
    number = Case.objects.latest("pk").public_id
    typed("cases", "object", number, "-r", "属燃气", "--as", "huo")
    typed("cases", "assign", number, "fire", "-r", "仍归消防", "--as", "rui")
    typed("cases", "claim", number, "--as", "huo")
    typed("cases", "extend", number, "reply", "5", "-r", "等专家", "--as", "fu")
    typed("cases", "note", number, "-t", "明早到", "--told", "--as", "huo")
    browser.post(page + "/add", {"text": "又漏了"})
    typed("cases", "answer", number, "solved", "-t", "已移走", "-f", f"after={photo}", "--as", "huo")
    browser.post(page + "/contest", {"text": "还在"})
    typed("cases", "uphold", number, "-r", "复查无误", "--as", "fu")
    return Case.objects.get(public_id=number)


def history(case: Case) -> list[tuple[Any, ...]]:
    """What happened, but for the moments, and for the door by which the request came."""
    rows = case.events.order_by("seq").values_list("seq", "kind", "detail", "told", "user_id")
    return [
        (seq, kind, {key: value for key, value in detail.items() if key != "channel"}, told, seq > 1 and user)
        for seq, kind, detail, told, user in rows
    ]


def test_the_same_acts_by_every_door_are_the_same_history(desks: Desks, typed: Typed, photo: str) -> None:
    doors: list[Callable[[Desks, Typed, str], Case]] = [by_command, by_api, by_phone]
    lives = [door(desks, typed, photo) for door in doors]
    assert [history(life) for life in lives] == [history(lives[0])] * len(doors)
    assert {(life.stage, life.agreement, life.desk) for life in lives} == {("closed", "review", "fire")}
    assert [life.channel for life in lives] == ["command", "api", "phone"]
