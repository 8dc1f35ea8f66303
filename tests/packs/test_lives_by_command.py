"""Every service by commands: filed, found in the list of its desk, dealt with, and accepted by its requester."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pytest_django import Settings
from typer.testing import CliRunner

from anxin.cli.main import app
from anxin.kernel.cases.models import Case, Supplier
from anxin.kernel.parties.actions import enter_party
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.models import PartyKind
from tests.cast import LUCHENG, NOON, OPERATOR
from tests.packs.lives import LIVES, PHONE, Life, as_it_ends, opened, told
from tests.unit.kernel.cases.scene import FIRM_CODE, picture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture
def photo(tmp_path: Path) -> str:
    made = tmp_path / "a.jpg"
    made.write_bytes(picture())
    return str(made)


def typed(*words: str, standard_input: str = "") -> str:
    result = CliRunner().invoke(app, ["cases", *words], input=standard_input)
    assert result.exit_code == 0, result.output
    return str(result.stdout)


def many(option: str, held: list[str]) -> list[str]:
    return [part for one in held for part in (option, one)]


def said(answers: dict[str, str]) -> list[str]:
    return many("-s", [f"{key}={value}" for key, value in answers.items()])


def test_a_desk_names_who_supplies_by_command(photo: str) -> None:
    [life] = [one for one in LIVES if one.pack == "one_click"]
    opened(life)
    supplier = enter_party(
        by=OPERATOR, at=NOON, kind=PartyKind.ORGANISATION, name="温州示例轴承有限公司", area=LUCHENG,
        scheme=Scheme.CREDIT_CODE, number=FIRM_CODE,
    )  # fmt: skip
    number = typed("file", life.pack, life.matter, *said(dict(life.said)), "--phone", PHONE).split()[0]
    typed("screen", number, *many("--yes", list(life.screened)), "--as", "shouli")
    typed("supply", number, FIRM_CODE, "--as", "banli")
    assert list(Supplier.objects.values_list("case__public_id", "organisation")) == [(number, supplier.pk)]


@pytest.mark.parametrize("life", LIVES, ids=lambda one: one.pack)
def test_a_request_is_led_to_its_end_by_commands(life: Life, photo: str) -> None:
    people = opened(life)
    before = many("-f", [f"{one}={photo}" for one in life.photos])
    filed = typed("file", life.pack, life.matter, *said(dict(life.said)), *before, "--phone", PHONE)
    number, link = filed.split()
    if life.accepts:
        typed("accept", number, "--as", "shouli")
    if life.screened:
        typed("screen", number, *many("--yes", list(life.screened)), "--as", "shouli")
    listed = json.loads(typed("list", "--as", "banli", "--json"))["cases"]
    assert [(one["case"], one["stage"]) for one in listed] == [(number, "assigned")]
    typed("claim", number, "--as", "banli")
    for step, held in life.steps.items():
        typed("step", number, step, *said(dict(held)), "--as", "shouli" if step in life.at_reception else "banli")
    after = many("-f", [f"{one}={photo}" for one in life.after])
    typed("answer", number, "solved", "-t", "已办好。", *said(dict(life.answer)), *after, "--as", "banli")
    assert typed("own", "agree", standard_input=link + "\n").split()[:2] == [number, "closed"]
    assert told(Case.objects.get(), people) == as_it_ends(life)
