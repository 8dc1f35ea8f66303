"""Fact 2c 2: every pair of items under every condition: what it pays, and the article that says so."""

from __future__ import annotations

from itertools import combinations_with_replacement, product

import pytest

from anxin.modules.benefits.deciding import Before, decide
from anxin.modules.benefits.enums import Pays
from anxin.modules.benefits.terms import Scheme, read, written
from tests.unit.modules.benefits.stage import CONDITIONS, CYCLE, EXCLUSIONS, ITEMS, MILD, article, scheme

FULL = {"medical": 500_000, "allowance": 100_000, "women": 1_000_000}
TERMS = scheme()


def facts(item: str, condition: str) -> dict[str, object]:
    plain = {"medical": {"self_paid": 1_000_000}, "allowance": {"days": 10}}.get(item, {"condition": condition})
    return {**plain, "on": "2022-02-01"}


def full(item: str, condition: str) -> int:
    return FULL.get(item, 600_000 if condition in MILD else 2_000_000)


def expected(one: str, other: str, first: str, second: str) -> tuple[Pays, int]:
    """What the pair pays by the rules as they are told, and the article; written apart from the matrix."""
    pair = {one, other}
    if pair == {"critical"}:
        return Pays.FIRST, 5
    if pair == {"women"}:
        return Pays.FIRST, 10
    if pair == {"critical", "allowance"}:
        condition = first if one == "critical" else second
        return (Pays.BOTH, 61 + MILD.index(condition)) if condition in MILD else (Pays.LARGER, 6)
    if pair == {"critical", "women"}:
        return (Pays.LARGER if first == second else Pays.BOTH), 7
    free = [{"medical"}, {"medical", "critical"}, {"medical", "allowance"}, {"medical", "women"}]
    numbers = {frozenset(held): number for number, held in enumerate(free, 1)}
    return Pays.BOTH, numbers.get(frozenset(pair), 8 if pair == {"allowance"} else 9)


CASES = [
    (one, other, first, second)
    for pair in combinations_with_replacement(ITEMS, 2)
    for one, other in {pair, pair[::-1]}
    for first, second in product(CONDITIONS, CONDITIONS)
]


@pytest.mark.parametrize(("one", "other"), sorted({case[:2] for case in CASES}))
def test_2c2_every_pair_under_every_condition_pays_as_the_rules_say_with_the_article(one: str, other: str) -> None:
    cycle = TERMS.cycles[CYCLE]
    for first, second in product(CONDITIONS, CONDITIONS):
        pays, number = expected(one, other, first, second)
        earlier = Before("c1", other, facts(other, second), full(other, second))
        done = decide(TERMS, cycle, ITEMS[one], facts(one, first), [earlier])
        due = full(one, first)
        left = {Pays.BOTH: due, Pays.LARGER: max(0, due - earlier.paid), Pays.FIRST: 0}[pays]
        assert (done.amount, done.payable) == (due, left), (first, second)
        assert article(number).zh in done.words[1].zh
        assert article(number).en in done.words[1].en


def test_2c2_nothing_but_the_four_mild_conditions_pays_both_beside_the_allowance() -> None:
    cell = TERMS.cell("critical", "allowance")
    both = [value for one in cell.unless for value in one.values if one.pays is Pays.BOTH]
    assert (cell.pays, tuple(both)) == (Pays.LARGER, MILD)


def test_2c2_which_of_two_claims_came_first_changes_nothing_of_their_sum() -> None:
    cycle = TERMS.cycles[CYCLE]
    for condition in CONDITIONS:
        sums = set()
        for one, other in (("critical", "allowance"), ("allowance", "critical")):
            early = decide(TERMS, cycle, ITEMS[one], facts(one, condition), [])
            before = [Before("c1", one, facts(one, condition), early.payable)]
            sums.add(early.payable + decide(TERMS, cycle, ITEMS[other], facts(other, condition), before).payable)
        assert len(sums) == 1


@pytest.mark.parametrize("cells", [EXCLUSIONS[1:], (*EXCLUSIONS, EXCLUSIONS[0])])
def test_a_scheme_with_a_pair_left_out_or_named_twice_is_refused(cells: tuple[object, ...]) -> None:
    with pytest.raises(ValueError, match="medical, medical"):
        scheme(exclusions=cells)


def test_a_scheme_is_the_same_after_it_was_written_and_read() -> None:
    held: Scheme = read(written(TERMS))
    assert (held, written(held)) == (TERMS, written(TERMS))
