"""Random FEEL is null, worth something, or stopped by a limit: nothing else comes out of the evaluator."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from anxin.decisions.feel import syntax
from anxin.decisions.feel.crossing import into_feel
from anxin.decisions.feel.evaluate import evaluate
from anxin.decisions.feel.syntax import Expression
from anxin.decisions.feel.values import LimitReached, Limits, Range, Run
from tests.unit.decisions.feel.unparsing import trees

SMALL = Limits(steps=20_000, items=2_000, characters=2_000)
KNOWN = {
    "x": Decimal(3),
    "年龄": [Decimal(1), "a", None],
    "a b": {"k": Decimal(1), "two words": "s"},
    "a-b": into_feel(date(2020, 2, 29)),
    "Person's age": None,
    "list in order": [{"k": Decimal(1)}, {"k": "x"}],
    "x+y": Range(Decimal(1), Decimal(5), True, False),
    "🐎 ride": into_feel(timedelta(days=5)),
    "date and time": "q",
    "if you must": True,
}
ONE = syntax.Literal(1)
_ONE_LEVEL = (syntax.ListOf, syntax.ContextOf, syntax.Conditional, syntax.Within, syntax.Between)


@given(trees())
def test_a_random_tree_is_worth_something_or_reaches_a_limit(tree: Any) -> None:
    try:
        evaluate(tree, KNOWN, Run(limits=SMALL))
    except LimitReached as reached:
        assert reached.why


@pytest.mark.parametrize(
    "around",
    [
        lambda inner: syntax.ListOf((inner,)),
        lambda inner: syntax.ContextOf((("a", inner),)),
        lambda inner: syntax.Path(syntax.ContextOf((("a", inner),)), "a"),
        lambda inner: syntax.Filter(inner, ONE),
        lambda inner: syntax.Filter(syntax.ListOf((ONE,)), syntax.Comparison("=", inner, ONE)),
        lambda inner: syntax.For((syntax.Iterator("i", ONE),), inner),
        lambda inner: syntax.Quantified("some", (syntax.Iterator("i", ONE),), inner),
        lambda inner: syntax.Conditional(syntax.Literal(True), inner, ONE),
        lambda inner: syntax.Within(ONE, (inner,)),
        lambda inner: syntax.Between(inner, ONE, ONE),
        lambda inner: syntax.Call(syntax.FunctionOf((), inner), ()),
        lambda inner: syntax.Call(syntax.Name("abs"), (inner,)),
    ],
)
def test_the_deepest_tree_that_can_be_read_can_be_evaluated(around: Any) -> None:
    tree: Expression = ONE
    for _ in range(98 if isinstance(around(ONE), _ONE_LEVEL) else 49):
        tree = around(tree)
    evaluate(tree, {}, Run())
