"""What hostile expressions run into: a stated limit, and never Python's own."""

import sys
from decimal import Decimal

import pytest

from anxin.decisions.feel.evaluate import compile_expression, evaluate
from anxin.decisions.feel.scope import Scope
from anxin.decisions.feel.syntax import Expression, Literal, Negation
from anxin.decisions.feel.values import LimitReached, Limits, Run

STEPS, CHARACTERS = "an evaluation may take 20,000 steps", "a string may have 10,000 characters"
SMALL = Limits(steps=20_000, characters=10_000, items=5_000)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("for i in 1..1000000000 return i", "a list may have 5,000 items"),
        ("for i in 1..1e33 return i", "a list may have 5,000 items"),
        ("for i in -1e9..1e9, j in [] return i", STEPS),
        ("every i in 1..1000000000 satisfies i > 0", STEPS),
        ("for i in 1..100, j in 1..100, k in 1..100 return []", "a list may have 5,000 items"),
        ("some i in 1..1000, j in 1..1000 satisfies false", STEPS),
        ("{f: function(n) f(n + 1), r: f(1)}.r", None),
        ("{f: function() g(), g: function() f(), r: f()}.r", None),
        (
            "{f: function(n) if n = 0 then 1 else f(n - 1) + f(n - 1), r: f(60)}.r",
            STEPS,
        ),
        (
            '(for i in 1..40 return if i = 1 then "ab" else partial[-1] + partial[-1])',
            CHARACTERS,
        ),
        ("count(for i in 1..4000 return partial)", None),
    ],
)
def test_endless_work_is_stopped_by_a_stated_limit(text: str, why: str | None) -> None:
    with pytest.raises(LimitReached) as stopped:
        evaluate(text, {}, Run(limits=SMALL))
    if why is not None:
        assert stopped.value.why == why


@pytest.mark.parametrize(
    "text", ["1 ** 999999999", "1.000000001 ** 999999999", "0.5 ** 1e30", "2 ** 1e6000", "7 ** -1e33"]
)
def test_powers_take_no_longer_than_others(text: str) -> None:
    run = Run(limits=Limits(steps=100))
    found = evaluate(text, {}, run)
    assert found is None or isinstance(found, Decimal)


def test_a_list_that_shares_its_parts_cannot_be_compared_without_end() -> None:
    text = "{a: for i in 1..60 return if i = 1 then [1] else [partial[-1], partial[-1]], b: for i in 1..60 return "
    text += "if i = 1 then [1] else [partial[-1], partial[-1]], same: a = b}.same"
    with pytest.raises(LimitReached, match="too many parts of values to compare"):
        evaluate(text, {})


def test_a_list_nested_deeper_than_pythons_stack_cannot_be_compared() -> None:
    text = "{a: for i in 1..1500 return [partial[-1]], b: for i in 1..1500 return [partial[-1]], same: a = b}.same"
    with pytest.raises(LimitReached, match="nested too deep"):
        evaluate(text, {})


def test_recursion_that_ends_has_its_answer() -> None:
    assert evaluate("{f: function(n) if n = 0 then 0 else n + f(n - 1), r: f(80)}.r", {}) == 3240


def test_a_tree_nested_deeper_than_pythons_stack_is_refused() -> None:
    tree: Expression = Literal(1)
    for _ in range(sys.getrecursionlimit() * 2):
        tree = Negation(Negation(tree))
    with pytest.raises(LimitReached, match="nested too deep"):
        compile_expression(tree)(Scope({}), Run())


def test_diagnostics_are_kept_up_to_their_limit() -> None:
    run = Run()
    evaluate("for i in 1..1000 return missing", {}, run)
    assert len(run.diagnostics) == run.limits.diagnostics


def test_a_run_counts_what_it_did() -> None:
    run = Run()
    evaluate("for i in 1..10 return (function(n) n)(i)", {}, run)
    assert (run.steps, run.depth) == (20, 0)
