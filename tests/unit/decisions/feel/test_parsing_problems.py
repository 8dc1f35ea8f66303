"""FEEL checked as it is typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.decisions.feel.checking_text import Problem, problems

NAMES = frozenset(("health check", "insurance", "as_of", "loan", "amount"))


@pytest.mark.parametrize(
    "text",
    [
        "health check < as_of",
        "sum(loan.amount) + max(1, 2)",
        "for i in loan return i + 1",
        "loan[anything = 1]",
        "{a: 1, b: a}.b",
        "function(x) x",
        "some x in loan satisfies x = insurance",
        "for i in 1..3 return count(partial)",
    ],
)
def test_what_makes_sense_has_no_problem(text: str) -> None:
    assert problems(text, NAMES) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("insurence = 1", Problem(1, "nothing has the name 'insurence'", "insurance")),
        ("1 + as_off", Problem(5, "nothing has the name 'as_off'", "as_of")),
        ("helth check < as_of", Problem(7, "'check < as_of' does not belong here", "health check")),
        ("substrin(insurance, 1)", Problem(1, "nothing has the name 'substrin'", "substring")),
        ("zzz", Problem(1, "nothing has the name 'zzz'", None)),
        ("1 +", Problem(4, "the text ends too early", None)),
        ("{a: b, b: 1}", Problem(5, "nothing has the name 'b'", None)),
        ("(for i in loan return 1) = i", Problem(28, "nothing has the name 'i'", "is")),
    ],
)
def test_what_makes_none_says_where_and_offers_the_nearest_name(text: str, found: Problem) -> None:
    assert problems(text, NAMES) == [found]


def test_every_unknown_name_is_listed_in_order_of_the_text() -> None:
    assert [found.position for found in problems("zz = insurance or yy", NAMES)] == [1, 19]


def test_a_cell_is_checked_as_a_cell() -> None:
    assert problems("< as_of, null", NAMES, "cell") == []
    assert problems("-", NAMES, "cell") == []
    assert len(problems("< as_of, null", NAMES)) == 1


@given(st.text(max_size=30))
def test_any_text_is_checked(text: str) -> None:
    for found in problems(text, NAMES, "cell"):
        assert 1 <= found.position <= len(text) + 1
