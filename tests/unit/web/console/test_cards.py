"""The desk that prints cards: a clerk's own people, all or some, ready as one file and as a page to print."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pypdfium2
import pytest
from django.test import Client
from pytest_django import Settings

from anxin.kernel.codes.models import Card, IssuerKeyList
from anxin.kernel.printing.models import PrintRun
from anxin.web.console import printing_cards
from tests.unit.web.console.desks import at_desk
from tests.unit.web.phone.stage import Stage


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.CARD_FOLDER = tmp_path / "cards"
    return tmp_path / "cards"


def printed(desk: Client, **asked: object) -> str:
    answer = desk.post("/console/cards/", {"which": "all", "layout": "sheet", **asked})
    assert answer.status_code == 302
    return str(answer["Location"])


def pages(content: bytes) -> int:
    return len(pypdfium2.PdfDocument(io.BytesIO(content)))


def test_a_clerk_sees_the_own_people_with_a_code_and_no_others(stage: Stage) -> None:
    page = at_desk("an").get("/console/cards/").content.decode()

    assert [name in page for name in ("王小芳", "李梅", "陈丽华", "周玲")] == [True, True, False, False]
    assert "全部打印（2 张）" in page


def test_all_are_printed_on_one_sheet(stage: Stage) -> None:
    desk = at_desk("an")
    run = printed(desk)

    assert "2 张证，A4 共 1 页" in desk.get(run).content.decode()
    assert pages(desk.get(f"{run}cards.pdf").content) == 1
    assert Card.objects.count() == 2


def test_only_those_chosen_are_printed_one_a_page(stage: Stage) -> None:
    desk = at_desk("an")
    run = printed(desk, which="chosen", layout="single", code=[stage.mei.public, stage.hua.public])

    assert pages(desk.get(f"{run}cards.pdf").content) == 1
    assert list(Card.objects.values_list("code", flat=True)) == [stage.mei.pk]


def test_the_page_to_print_holds_the_same_cards(stage: Stage) -> None:
    desk = at_desk("an")
    page = desk.get(f"{printed(desk)}sheets/").content.decode()

    assert len(re.findall(r'<svg class="ax-idcard"', page)) == 2
    assert ("王**" in page, "李*" in page, "王小芳" in page) == (True, True, False)


def test_choosing_nobody_prints_nothing_and_says_so(stage: Stage) -> None:
    answer = at_desk("an").post("/console/cards/", {"which": "chosen"}, follow=True)

    assert "请至少选一个人" in answer.content.decode()
    assert PrintRun.objects.count() == 0


def test_the_city_prints_for_an_agency_it_names(stage: Stage) -> None:
    desk = at_desk("zhou")
    run = printed(desk, agency=stage.cast.leju.public_id)

    assert "乐居家政" in desk.get(run).content.decode()
    assert list(Card.objects.values_list("code", flat=True)) == [stage.hua.pk]


def test_another_agency_finds_no_such_printing(stage: Stage) -> None:
    run = printed(at_desk("an"))

    assert [at_desk("le").get(run + rest).status_code for rest in ("", "cards.pdf", "sheets/")] == [404, 404, 404]


def test_a_refusal_in_the_middle_stays_with_the_printing(stage: Stage) -> None:
    IssuerKeyList.objects.all().delete()
    desk = at_desk("an")
    page = desk.get(printed(desk)).content.decode()

    assert ("制证中断" in page, "继续制证" in page, "还没有密钥清单" in page) == (True, True, True)


def test_the_file_can_be_drawn_again_when_its_day_is_over(stage: Stage, folder: Path) -> None:
    desk = at_desk("an")
    run = printed(desk)
    for kept in folder.iterdir():
        kept.unlink()

    assert desk.get(f"{run}cards.pdf").status_code == 302
    desk.post(f"{run}continue/")
    assert pages(desk.get(f"{run}cards.pdf").content) == 1
    assert Card.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_many_are_printed_behind_the_page(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing_cards, "AT_ONCE", 1)
    desk = at_desk("an")
    run = printed(desk)
    printing_cards.wait_for(run.split("/")[-2], seconds=60)

    assert pages(desk.get(f"{run}cards.pdf").content) == 1
