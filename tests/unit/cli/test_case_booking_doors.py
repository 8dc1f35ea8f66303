"""What an answer writes in the books is the same by every door a desk answers at: console, API, command."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from anxin.kernel.access.actions import issue_token
from anxin.kernel.access.models import User
from anxin.kernel.cases.models import Case
from anxin.kernel.journal.models import Entry
from anxin.kernel.ledger.models import Posting
from anxin.kernel.reference.actions import set_played_day
from anxin.packs.on_site import forget
from tests.cast import DAY, NOON, OPERATOR
from tests.unit.cli.conftest import Typed
from tests.unit.packs.test_case_booking import PAID, POSTS, TAKES, Desks, opened
from tests.unit.packs.test_cases import VOICES

pytestmark = pytest.mark.django_db
Answers = Callable[[str, Typed], None]


@pytest.fixture
def desks(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Desks:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setenv("ANXIN_PACKS", str(tmp_path / "packs"))
    set_played_day(day=DAY + timedelta(days=1))
    forget()
    folder = Path(shutil.copytree(VOICES, tmp_path / "packs" / "voices"))
    kept = {"on": "received", "do": "hold", "values": {**PAID, "amount": "100.00 yuan", "until": "3 working days"}}
    return opened(folder, kept, TAKES, POSTS)


def lao() -> User:
    return User.objects.get(username="lao")


def by_console(number: str, typed: Typed) -> None:
    client = Client()
    client.force_login(lao())
    sent = {"result": "solved", "text": "办好了"}
    assert client.post(reverse("console:case_act", args=[number, "answer"]), sent).status_code == 302


def by_api(number: str, typed: Typed) -> None:
    token = issue_token(by=OPERATOR, at=NOON, user=lao(), label="door")
    body = json.dumps({"result": "solved", "text": "办好了"})
    headers = {"authorization": f"Bearer {token}"}
    assert Client().post(f"/api/v1/cases/{number}/answer", body, "application/json", headers=headers).status_code == 200


def by_command(number: str, typed: Typed) -> None:
    typed("cases", "answer", number, "solved", "-t", "办好了", "--as", "lao")


def left(case: Case) -> tuple[list[Any], list[str]]:
    """The documents of a case and the journal's acts in the books since it was answered."""
    rows = Posting.objects.filter(about=f"case/{case.public_id}").order_by("number")
    documents = [
        (one.movement, one.day, one.user_id, [(line.account.kind, line.amount) for line in one.lines.order_by("pk")])
        for one in rows
    ]
    answered = Entry.objects.filter(act="case.answered", detail__case=case.public_id).latest("seq").seq
    acts = Entry.objects.filter(seq__gt=answered, act__startswith="ledger.").order_by("seq")
    return documents, list(acts.values_list("act", flat=True)[:2])


def test_an_answer_writes_the_same_in_the_books_by_every_door(desks: Desks, typed: Typed) -> None:
    doors: list[Answers] = [by_console, by_api, by_command]
    found = []
    for door in doors:
        case, _token = desks.file(people=2)
        door(case.public_id, typed)
        found.append(left(case))

    assert found == [found[0]] * 3
    documents, acts = found[0]
    assert [(one[0], one[2], one[3]) for one in documents] == [
        ("pay", desks.labour.user_id, [("budget", -10_000), ("paid", 10_000)]),
        ("pay", desks.labour.user_id, [("budget", -200), ("paid", 200)]),
    ]
    assert acts == ["ledger.take", "ledger.post"]
