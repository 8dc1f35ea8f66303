"""Export cover: penetration counts whom the platform signed, over a denominator that a list states."""

from __future__ import annotations

from datetime import date

import pytest
from pytest_django import Settings

from anxin.kernel.cases.enums import Result
from anxin.kernel.cases.handling import answer_case
from anxin.packs.area_figures import area_figures
from tests.cast import OPERATOR
from tests.unit.kernel.cases.scene import FIRM_CODE
from tests.unit.packs.carried import LUCHENG, Carried, carried, moment

pytestmark = pytest.mark.django_db
SAID = {"asker": FIRM_CODE, "area": LUCHENG, "place": "zhejiang", "exports_usd": "3000000"}


@pytest.fixture
def cover(settings: Settings) -> Carried:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return carried("export_cover")


def signed(cover: Carried, filed: str, answered: str, result: Result = Result.SOLVED) -> None:
    case = cover.file("cover", filed, SAID).case
    answer_case(by=cover.at("insurer"), at=moment(answered), public_id=case.public_id, result=result, text="保单已签。")


def found(cover: Carried, exporters: int | None, on: date = date(2022, 4, 30)) -> list[tuple[object, ...]]:
    stated = None if exporters is None else {LUCHENG: {"exporters": exporters}}
    return [
        (row.area, row.figures["insured"], row.figures["exporters"], row.figures["insured_share"], row.said[0].outputs)
        for row in area_figures(cover.pack, by=OPERATOR, on=on, stated=stated)
    ]


def test_2g5_penetration_counts_each_signed_firm_once_over_the_stated_list(cover: Carried) -> None:
    signed(cover, "2022-04-11 09:30", "2022-04-12 09:30")
    signed(cover, "2022-04-13 09:30", "2022-04-14 09:30")

    assert found(cover, 4) == [(LUCHENG, 1, 4, 250, {"penetration": "reached"})]
    assert found(cover, 5) == [(LUCHENG, 1, 5, 200, {"penetration": "below"})]


def test_without_its_denominator_there_is_no_penetration(cover: Carried) -> None:
    signed(cover, "2022-04-11 09:30", "2022-04-12 09:30")

    assert found(cover, None) == [(LUCHENG, 1, None, None, {"penetration": None})]


def test_who_was_told_no_or_signed_after_the_day_is_not_in_the_numerator(cover: Carried) -> None:
    signed(cover, "2022-04-11 09:30", "2022-04-12 09:30", Result.EXPLAINED)
    signed(cover, "2022-04-29 09:30", "2022-05-02 09:30")

    assert found(cover, 4) == [(LUCHENG, 0, 4, 0, {"penetration": "below"})]
