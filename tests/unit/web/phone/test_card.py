"""The worker's card on paper: made on wish, read like the code on the phone, lost without losing the code."""

from __future__ import annotations

import io
import re

import pypdfium2
from django.test import Client

from anxin.kernel.codes.cards import card_in_force, card_text
from anxin.kernel.codes.models import Card
from bench.codes.reading import by_zxing
from tests.unit.web.phone.pages import words
from tests.unit.web.phone.stage import Stage


def made(browser: Client) -> Client:
    browser.post("/me/card/make")
    return browser


def test_nobody_is_given_a_card_without_asking(stage: Stage, fang: Client) -> None:
    page = words(fang.get("/me/card"))

    assert "制作纸质证" in page
    assert Card.objects.count() == 0


def test_the_page_shows_the_card_as_it_is_printed_and_no_colour(stage: Stage, fang: Client) -> None:
    page = made(fang).get("/me/card").content.decode()
    [card] = re.findall(r"<svg class=\"ax-idcard\".*?</svg>", page, re.S)

    for said in ("居家上门服务证", "纸质证", "王**", "安家乐家政", "WZ202100386", "与手机上的安心码同等效力", "12345"):
        assert said in card
    for kept in ("王小芳", "绿", "green", "13800000001"):
        assert kept not in card


def test_asking_twice_makes_one_card(stage: Stage, fang: Client) -> None:
    made(made(fang))

    assert Card.objects.count() == 1


def test_a_lost_card_ends_and_the_code_goes_on(stage: Stage, fang: Client) -> None:
    made(fang)
    first = card_in_force(stage.fang)
    fang.post("/me/card/lost")

    assert card_in_force(stage.fang) is None
    made(fang)
    second = card_in_force(stage.fang)
    assert first and second and first.card_id != second.card_id
    stage.fang.refresh_from_db()
    assert stage.fang.ended_at is None


def test_the_pdf_is_one_card_of_its_own_size_with_the_same_square(stage: Stage, fang: Client) -> None:
    answer = made(fang).get("/me/card.pdf")
    [page] = pypdfium2.PdfDocument(io.BytesIO(answer.content))
    card = card_in_force(stage.fang)

    assert answer["Content-Type"] == "application/pdf"
    assert [round(length / 72 * 25.4, 1) for length in page.get_size()] == [85.6, 54.0]
    assert card and card_text(card) in set(by_zxing(page.render(scale=200 / 72, grayscale=True).to_numpy()))


def test_there_is_no_pdf_before_there_is_a_card(stage: Stage, fang: Client) -> None:
    assert fang.get("/me/card.pdf").status_code == 404
