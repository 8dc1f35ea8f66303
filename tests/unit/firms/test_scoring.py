"""How much two names are the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.firms.naming import read
from anxin.firms.scoring import Comparing

RARE = {"nordwall": 1.0, "trading": 0.1}


def score(said: str, held: str) -> float:
    one, other = read(said), read(held)
    return Comparing(one, [other], lambda word: RARE.get(word, 0.5)).score(other)


@pytest.mark.parametrize(
    ("said", "held"),
    [
        ("Nordwall Trading Ltd", "NORDWALL TRADING LIMITED"),
        ("Nordwall Trading", "Nord Wall Trading"),
        ("溫州示例", "温州示例有限公司"),
        ("Müller Söhne", "Muller Sohne GmbH"),
    ],
)
def test_what_differs_only_in_writing_is_the_same(said: str, held: str) -> None:
    assert score(said, held) == 1.0


def test_another_form_takes_a_little() -> None:
    assert score("Nordwall GmbH", "Nordwall AG") == pytest.approx(0.996)


def test_order_and_typing_errors_are_forgiven_and_another_name_is_not() -> None:
    assert score("Trading Nordwall", "Nordwall Trading") > 0.99
    assert score("Nordwal Trading", "Nordwall Trading") > 0.85
    assert score("Nordwall Trading", "Südwald Trading") < 0.8


def test_the_rare_word_weighs_more() -> None:
    assert score("Nordwall", "Nordwall Trading") > score("Trading", "Nordwall Trading")


def test_other_numbers_are_another_firm() -> None:
    assert score("Factory 7 Ltd", "Factory 9 Ltd") < score("Factory 7 Ltd", "Factory 7 Limited") * 0.95


def test_names_of_one_script_are_compared_as_they_are_written() -> None:
    assert score("温州示例贸易", "温州示列贸易") > score("温州示例贸易", "问舟适理茂义")


def test_the_words_stand_side_by_side() -> None:
    said, held = read("Nordwal Trading Ltd"), read("Trading Nordwall Imports")
    pairs = Comparing(said, [held], lambda _word: 0.5).pairs(held)
    assert [(one.said, one.held) for one in pairs] == [("nordwal", "nordwall"), ("trading", "trading"), ("", "imports")]
    assert pairs[0].likeness == pytest.approx(0.92)


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_score_is_between_nothing_and_one_and_one_for_the_same(one: str, other: str) -> None:
    if not read(one).key or not read(other).key:
        return
    assert -0.01 <= score(one, other) <= 1.0
    assert score(one, one) == 1.0
