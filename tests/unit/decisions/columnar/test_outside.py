"""What does not run set-wise is named cell by cell, and decided party by party all the same."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from anxin import decisions
from anxin.decisions import Compiled, DecisionError, OutsideProfile
from tests.unit.decisions.writing import document, table

DAY = date(2024, 2, 29)
INPUTS = {"s": "string", "n": "number", "d": "date", "as_of": "date"}


def compiled(columns: list[str], *rules: tuple[tuple[str, ...], str], policy: str = "FIRST") -> Compiled:
    body = table(columns, [(cells, (out,)) for cells, out in rules], policy=policy, outputs=("out",))
    return decisions.load(document(INPUTS, {"t": body}), "outside.dmn").compile("t")


def test_a_table_with_a_function_of_strings_is_decided_party_by_party() -> None:
    rule_set = compiled(["s", "n"], (('starts with(?, "ab")', "> 3"), '"x"'), (("-", "-"), '"y"'))
    assert rule_set.decide({"s": "abc", "n": 4}, DAY).outputs == {"out": "x"}
    assert rule_set.outlook({"s": "abc", "n": 2}, DAY) == (2, None)
    assert [rule_set.on(DAY)(facts) for facts in ({"s": "abx", "n": 9}, {})] == [1, 2]


def test_each_cell_outside_is_named_with_its_reason() -> None:
    rules = [(('starts with(?, "ab")', "> 3"), '"x"'), (("-", "string length(s) = ?"), "string(n)")]
    rule_set = compiled(["s", "n"], *rules)
    assert [reason.split(": ", 1)[1].split(";")[0] for reason in rule_set.python_only("duckdb")] == [
        "the function starts with(...) does not run set-wise",
        "the function string length(...) does not run set-wise",
        "the function string(...) does not run set-wise",
    ]
    assert "decision 't', rule 1, column 's'" in rule_set.python_only("sqlite")[0]
    with pytest.raises(OutsideProfile, match="starts with"):
        rule_set.sql("sqlite", "people", as_of=DAY)


def test_what_looks_at_the_day_is_looked_at_again_tomorrow() -> None:
    rule_set = compiled(["string(d)", "d"], (("-", "< as_of"), '"x"'), (("-", "-"), '"y"'))
    decision = rule_set.decide({"d": DAY}, DAY)
    assert (decision.row, decision.next_change) == (2, DAY + timedelta(days=1))
    assert rule_set.decide({"d": DAY}, DAY + timedelta(days=1)).row == 1


def test_a_list_of_all_rows_is_given_with_its_rows() -> None:
    rule_set = compiled(["n"], (("> 1",), "1"), (("> 2",), "2"), (("> 3",), "3"), policy="RULE ORDER")
    decision: Any = rule_set.decide({"n": 3}, DAY)
    assert (decision.outputs, decision.rows, decision.row) == ({"out": [1, 2]}, (1, 2), 0b11)
    assert rule_set.python_only("sqlite")[-1].endswith("gives a list, which does not run set-wise")


def test_a_decision_says_why_though_it_is_interpreted() -> None:
    rule_set = compiled(["s"], (('starts with(?, "a")',), '"x"'))
    (because,) = rule_set.decide({"s": "ab"}, DAY).because
    assert (because.label, because.cell, because.value) == ("s", 'starts with(?, "a")', "ab")


@pytest.mark.parametrize(
    ("facts", "said"),
    [({"n": "3"}, "the fact 'n' must be number or null"), ({"m": 1}, "no such input")],
)
def test_a_wrong_fact_is_refused(facts: dict[str, Any], said: str) -> None:
    with pytest.raises(DecisionError, match=said):
        compiled(["s", "n"], (('starts with(?, "ab")', "> 3"), '"x"')).decide(facts, DAY)


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        ("nn", "-", "nothing has this name"),
        ("d", '< date("2024-02-30")', "day is out of range"),
        ("n", '"a"', "cannot compare number with string"),
        ("s", "begins(?, 1)", "nothing has this name"),
    ],
)
def test_what_is_wrong_is_refused_and_not_called_outside(column: str, cell: str, said: str) -> None:
    with pytest.raises(DecisionError, match=said) as caught:
        compiled([column], ((cell,), '"x"'))
    assert not isinstance(caught.value, OutsideProfile)


def test_a_table_decided_party_by_party_knows_what_it_says_where_no_row_fires() -> None:
    assert compiled(["s"], (('starts with(?, "a")',), '"x"')).default == {}
