"""FEEL: how text is read, and three-valued logic."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from anxin import decisions
from anxin.decisions import Months
from tests.unit.decisions.writing import document, table

DAY = date(2024, 1, 31)
INPUTS = {"n": "number", "b": "boolean", "c": "boolean", "s": "string", "d": "date", "health check - until": "date"}


def met(condition: str, **facts: Any) -> str:
    """Whether a condition is true, false or null for some facts."""
    rules = [((value,), (f'"{value}"',)) for value in ("true", "false", "null")]
    body = table([condition], rules, outputs=("is",), policy="UNIQUE")
    found = decisions.load(document({**INPUTS, "until": "date"}, {"t": body})).compile("t").decide(facts, DAY)
    return str(found.outputs["is"])


@pytest.mark.parametrize(
    ("condition", "is_"),
    [
        ("b and c", "null"),
        ("b and false", "false"),
        ("b or true", "true"),
        ("not(b)", "null"),
        ("b = null", "true"),
        ("b = c", "true"),
        ("n = null", "true"),
        ("n < 3", "null"),
        ("n != 3", "true"),
        ("not(n = 3)", "true"),
        ("n in (null, 3)", "true"),
        ("n in [1..3]", "null"),
        ("n between 1 and 3", "null"),
        ("n + 1 > 2", "null"),
        ("n / 0 = null", "true"),
        ("1 / 0 = null", "true"),
        ("if b then true else false", "false"),
        ("d < as_of", "null"),
        ("d = as_of", "false"),
        ("null < 3", "null"),
        ("null = null", "true"),
    ],
)
def test_what_is_missing_makes_null_unless_the_rest_decides(condition: str, is_: str) -> None:
    assert met(condition) == is_


@pytest.mark.parametrize(
    ("condition", "is_"),
    [
        ("n in (1..3]", "true"),
        ("n in ]3..4[", "false"),
        ("n in [3..4[", "true"),
        ("n = 3 or n = 4 and false", "true"),
        ("n * 2 - 1 = 5", "true"),
        ("-n = -3", "true"),
        ("n > 2.5", "true"),
        ("n / 2 = 1.5", "true"),
        ('s + "b" = "ab"', "true"),
        ('s = "\\u0061"', "true"),
        ('s in ("a", "b") and n between 1 and 3', "true"),
        ("n > 2 = true", "true"),
    ],
)
def test_operators(condition: str, is_: str) -> None:
    assert met(condition, n=3, s="a") == is_


def test_a_declared_name_may_hold_spaces_and_signs() -> None:
    assert met("health check -  until < as_of", **{"health check - until": date(2024, 1, 1)}) == "true"
    assert met("until < as_of", until=date(2024, 1, 1)) == "true"


@pytest.mark.parametrize(
    ("condition", "is_"),
    [
        ('as_of + @"P1M" = date("2024-02-29")', "true"),
        ('as_of - duration("P11M") = date("2023-02-28")', "true"),
        ('as_of + @"P1D" = date("2024-02-01")', "true"),
        ('as_of + @"P1Y1M" = date(2025, 2, 28)', "true"),
        ('d - as_of = @"P30D"', "true"),
        ('d + @"P1M" = date("2024-03-31")', "false"),
        ('d + @"P1M" = date("2024-04-01")', "true"),
    ],
)
def test_months_clamp_to_the_end_of_the_month_and_days_are_counted(condition: str, is_: str) -> None:
    assert met(condition, d=date(2024, 3, 1)) == is_


def test_the_next_change_under_clamped_months_is_exact() -> None:
    body = table(["d"], [(("<= as_of + q",), ('"soon"',)), (("-",), ('"later"',))], outputs=("is",))
    model = decisions.load(document({"d": "date", "q": "years and months duration"}, {"t": body}))
    rule_set = model.compile("t", {"q": Months(1)})
    assert rule_set.decide({"d": date(2024, 2, 29)}, date(2024, 1, 1)).next_change == date(2024, 1, 29)
    assert rule_set.decide({"d": date(2023, 3, 31)}, date(2023, 2, 1)).next_change == date(2023, 3, 1)


def test_unique_and_any_raise_when_rows_contradict_each_other() -> None:
    rules = [(("> 1",), ('"a"',)), (("> 2",), ('"b"',))]
    for policy in ("UNIQUE", "ANY"):
        model = decisions.load(document(INPUTS, {"t": table(["n"], rules, outputs=("is",), policy=policy)}))
        assert model.compile("t").decide({"n": 2}, DAY).row == 1
        with pytest.raises(decisions.DecisionError, match="rules 1 and 2 fire together"):
            model.compile("t").decide({"n": 3}, DAY)


def test_priority_follows_the_order_of_output_values_not_of_rows() -> None:
    rules = [(("> 1",), ('"low"',)), (("> 2",), ('"high"',))]
    body = table(["n"], rules, outputs=("is",), policy="PRIORITY", output_values={"is": '"high", "low"'})
    rule_set = decisions.load(document(INPUTS, {"t": body})).compile("t")
    assert [rule_set.decide({"n": n}, DAY).row for n in (1, 2, 3)] == [None, 1, 2]


def test_an_output_may_be_computed_from_facts() -> None:
    body = table(["n"], [(("> 1",), ("n * 100 - 1", "if b then s else null", 'd + @"P1M"'))], outputs=("a", "b", "c"))
    rule_set = decisions.load(document(INPUTS, {"t": body})).compile("t")
    facts: dict[str, Any] = {"n": 2, "b": True, "s": "x", "d": date(2024, 1, 31)}
    assert rule_set.decide(facts, DAY).outputs == {"a": 199, "b": "x", "c": date(2024, 2, 29)}
    assert rule_set.decide({"n": 2}, DAY).outputs == {"a": 199, "b": None, "c": None}


def test_a_boolean_input_expression_is_explained_with_its_own_value() -> None:
    body = table(["d >= as_of"], [(("true",), ('"valid"',)), (("false, null",), ('"gone"',))], outputs=("is",))
    rule_set = decisions.load(document(INPUTS, {"t": body})).compile("t")
    decision = rule_set.decide({"d": date(2024, 2, 1)}, DAY)
    (because,) = decision.because
    assert (because.value, dict(because.facts)) == (True, {"d": date(2024, 2, 1)})
    assert decision.next_change == date(2024, 2, 2)
    assert rule_set.decide({}, DAY).outputs == {"is": "gone"}


def test_a_default_output_stands_where_no_row_fires() -> None:
    body = table(["n"], [(("> 1",), ('"a"',))], outputs=("is",))
    default = '<output name="is"><defaultOutputEntry><text>"none"</text></defaultOutputEntry></output>'
    model = decisions.load(document(INPUTS, {"t": body.replace('<output name="is"></output>', default)}))
    decision = model.compile("t").decide({"n": 1}, DAY)
    assert (decision.row, decision.outputs) == (None, {"is": "none"})


def test_durations_may_be_facts() -> None:
    body = table(["d"], [(("< as_of + grace",), ('"soon"',))], outputs=("is",))
    model = decisions.load(document({"d": "date", "grace": "days and time duration"}, {"t": body}))
    facts: dict[str, Any] = {"d": date(2024, 3, 1), "grace": timedelta(days=10)}
    assert model.compile("t").decide(facts, DAY).next_change == date(2024, 2, 21)
