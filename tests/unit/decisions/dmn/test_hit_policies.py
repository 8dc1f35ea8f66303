"""What each hit policy makes of the rules that fire (DMN 1.5 §8.2.11)."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

import pytest

from anxin.decisions import DecisionError, Model
from tests.unit.decisions.dmn.models import decision, given, model, value, whys


def text(tag: str, content: str) -> str:
    return f"<{tag}><text>{escape(content)}</text></{tag}>"


def table(
    policy: str,
    rules: Sequence[tuple[str, ...]],
    *,
    outputs: Sequence[str] = ("out",),
    values: str = "",
    default: str = "",
    input_values: str = "",
) -> Model:
    """A decision ``d`` on the number ``n``; a rule is its cell and its output entries."""
    listed = (text("outputValues", values) if values else "") + (text("defaultOutputEntry", default) if default else "")
    columns = (
        f"<input>{text('inputExpression', 'n')}{text('inputValues', input_values) if input_values else ''}</input>"
    )
    columns += "".join(f'<output name="{name}">{listed}</output>' for name in outputs)
    rows = "".join(
        f"<rule>{text('inputEntry', cell)}{''.join(text('outputEntry', one) for one in entries)}</rule>"
        for cell, *entries in rules
    )
    hit_policy, _, aggregation = policy.partition(" + ")
    collected = f' aggregation="{aggregation}"' if aggregation else ""
    logic = f'<decisionTable hitPolicy="{hit_policy}"{collected}>{columns}{rows}</decisionTable>'
    return model(given("n", "number"), decision(logic, inputs=["n"]))


NUMBERS = [("> 0", "10"), ("> 1", "30"), ("> 2", "20"), ("> 2", "20")]


@pytest.mark.parametrize(
    ("policy", "one", "three", "none"),
    [
        ("FIRST", 10, 10, None),
        ("UNIQUE", 10, None, None),
        ("ANY", 10, None, None),
        ("PRIORITY", 10, 30, None),
        ("RULE ORDER", [10], [10, 30, 20, 20], None),
        ("OUTPUT ORDER", [10], [30, 20, 20, 10], None),
        ("COLLECT", [10], [10, 30, 20, 20], None),
        ("COLLECT + SUM", 10, 80, None),
        ("COLLECT + MIN", 10, 10, None),
        ("COLLECT + MAX", 10, 30, None),
        ("COLLECT + COUNT", 1, 4, 0),
    ],
)
def test_one_rule_several_rules_and_none(policy: str, one: object, three: object, none: object) -> None:
    source = table(policy, NUMBERS, values="30, 20, 10")
    assert [value(source, n=n) for n in (1, 3, 0)] == [one, three, none]


def test_unique_and_any_say_which_rules_are_at_odds() -> None:
    assert whys(table("UNIQUE", NUMBERS), n=2) == ["rules 1 and 2 fire together, which the hit policy UNIQUE forbids"]
    assert whys(table("ANY", NUMBERS), n=2) == ["rules 1 and 2 disagree, which the hit policy ANY forbids"]


def test_any_takes_rules_that_agree() -> None:
    assert value(table("ANY", [("> 0", "1 + 1"), ("> 1", "2")]), n=5) == 2


def test_no_rule_is_null_and_says_so() -> None:
    assert whys(table("UNIQUE", [("> 5", "1")]), n=0) == ["no rule fires"]


@pytest.mark.parametrize("policy", ["UNIQUE", "FIRST", "COLLECT", "COLLECT + SUM", "RULE ORDER"])
def test_the_default_output_stands_where_no_rule_fires(policy: str) -> None:
    assert value(table(policy, [("> 5", "1")], default="7"), n=0) == 7


def test_several_outputs_are_a_context() -> None:
    source = table("FIRST", [("> 0", '"a"', "1")], outputs=("word", "how many"))
    assert value(source, n=1) == {"word": "a", "how many": 1}


def test_rules_with_several_outputs_are_ordered_by_the_first_column_then_the_next() -> None:
    rules = [("> 0", "2", "1"), ("> 0", "1", "2"), ("> 0", "1", "1")]
    source = table("OUTPUT ORDER", rules, outputs=("a", "b"), values="1, 2")
    assert value(source, n=1) == [{"a": 1, "b": 1}, {"a": 1, "b": 2}, {"a": 2, "b": 1}]


def test_several_outputs_cannot_be_added_up() -> None:
    with pytest.raises(DecisionError, match="only as a list"):
        table("COLLECT + SUM", [("> 0", "1", "2")], outputs=("a", "b"))


def test_a_value_that_an_input_column_does_not_allow_makes_the_table_null() -> None:
    source = table("FIRST", [("-", "1")], input_values="[0..10]")
    assert value(source, n=10) == 1
    assert value(source, n=11) is None
    assert whys(source, n=11) == ["the value is not one of this column's input values"]


def test_an_output_that_its_column_does_not_list_is_null() -> None:
    assert whys(table("FIRST", [("-", "n")], values="1, 2"), n=3) == [
        "the output is not one of this column's output values"
    ]


def test_a_table_without_inputs_answers_with_its_rules() -> None:
    rules = f"<rule>{text('outputEntry', '1')}</rule><rule>{text('outputEntry', '2')}</rule>"
    logic = f'<decisionTable hitPolicy="COLLECT"><output name="o"/>{rules}</decisionTable>'
    assert value(model(decision(logic))) == [1, 2]


def test_ten_thousand_rows_are_read_and_decided() -> None:
    source = table("FIRST", [(str(n), str(n + 1)) for n in range(10_000)])
    assert value(source, n=9_999) == 10_000


def test_more_rows_than_the_limit_are_refused() -> None:
    with pytest.raises(DecisionError, match="a table may have 20000 rows"):
        table("FIRST", [("-", "1")] * 20_001)
