"""Lint finds holes, dead rows and contradictions, each with an example that is real."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from anxin import decisions
from anxin.decisions import Finding
from tests.unit.decisions.tables import PARAMETERS, documents, facts
from tests.unit.decisions.writing import WENZHOU_RULES, Rule, document, table, wenzhou

DAY = date(2021, 10, 29)
INPUTS = {"card": "tCard", "until": "date", "n": "number", "as_of": "date"}
CARD = (
    '<itemDefinition name="tCard"><typeRef>string</typeRef>'
    '<allowedValues><text>"issued", "invalid"</text></allowedValues></itemDefinition>'
)


def findings(columns: list[str], rules: list[tuple[tuple[str, ...], str]], policy: str = "FIRST") -> list[Finding]:
    body = table(columns, [(cells, (f'"{out}"',)) for cells, out in rules], policy=policy, outputs=("out",))
    return decisions.lint(decisions.load(document(INPUTS, {"t": body}, extra=CARD), name="t.dmn"))


def test_a_table_without_faults_has_no_findings() -> None:
    assert decisions.lint(decisions.load(wenzhou())) == []


def test_the_hole_in_a_published_wording_is_found_with_an_example() -> None:
    soon = "[as_of..as_of + about_to_expire)"
    good = ('"issued"', '"passed"', '"passed"', "-")
    told: list[Rule] = [
        *WENZHOU_RULES[:8],
        (("-", "-", "-", "-", soon, ">= as_of"), ('"yellow"', '"health-expiring"')),
        (("-", "-", "-", "-", ">= as_of", soon), ('"yellow"', '"insurance-expiring"')),
        ((*good, ">= as_of", ">= as_of"), ('"green"', '"both-valid"')),
    ]
    model = decisions.load(wenzhou(told))
    found = [finding for finding in decisions.lint(model) if finding.kind == "gap" and finding.severity == "error"]
    rule_set = model.compile("colour", {"about_to_expire": timedelta(days=30)})
    one_gone: list[tuple[Any, Any]] = [(one.example["health_until"], one.example["insurance_until"]) for one in found]
    assert one_gone
    assert all((health is None or health < DAY) != (insured is None or insured < DAY) for health, insured in one_gone)
    assert all(rule_set.outcome(finding.example, finding.as_of or DAY) is None for finding in found)


def test_a_gap_names_only_the_inputs_that_matter() -> None:
    (found,) = findings(
        ["card", "until"], [(('"issued"', ">= as_of"), "a"), (('"invalid", null', "-"), "b"), (("-", "null"), "c")]
    )
    assert (found.kind, found.severity) == ("gap", "error")
    assert found.example["card"] == "issued"
    assert found.message == (
        "no row fires: card is issued, until before the day of decision; "
        "for instance card = issued, until = 2021-10-28, on 2021-10-29"
    )


def test_a_value_never_named_is_a_warning_where_values_are_open() -> None:
    (found,) = findings(["n"], [(("<= 3",), "a"), (("null",), "b")])
    assert (found.kind, found.severity, found.example) == ("gap", "error", {"n": 4})


def test_a_shadowed_row_names_the_rows_before_it() -> None:
    (found,) = findings(["until"], [(("< as_of",), "a"), (('< as_of - @"P30D"',), "b"), (("-",), "c")])
    assert (found.kind, found.place.rule) == ("shadowed", 2)
    assert found.message == (
        "never fires: row 1 fires before it whenever it is met, for instance until = 2021-09-28, on 2021-10-29"
    )


def test_a_row_that_nothing_meets_is_unreachable() -> None:
    found = findings(["n"], [(("(3..2)",), "a"), (("-",), "b")])
    assert [(one.kind, one.place.rule) for one in found] == [("unreachable", 1)]


def test_unique_rows_that_fire_together_are_an_error() -> None:
    rules: list[tuple[tuple[str, ...], str]] = [(("<= 3",), "a"), ((">= 3",), "b"), (("null",), "b")]
    (found,) = findings(["n"], rules, policy="UNIQUE")
    assert (found.kind, found.place.rule, found.example) == ("overlap", 2, {"n": 3})


def test_any_rows_may_fire_together_when_they_agree() -> None:
    rules: list[tuple[tuple[str, ...], str]] = [(("<= 3",), "a"), ((">= 2",), "a"), ((">= 3",), "b"), (("null",), "b")]
    found = findings(["n"], rules, policy="ANY")
    assert {(one.kind, one.place.rule) for one in found} == {("overlap", 3)}


def test_a_table_of_many_columns_is_swept_to_the_end() -> None:
    names = [f"n{index}" for index in range(12)]
    rules = [((f"> {index}",) * 12, ('"x"',)) for index in range(4)]
    body = table(names, [*rules, (("-",) * 12, ('"y"',))], outputs=("out",))
    found = decisions.lint(decisions.load(document(dict.fromkeys(names, "number"), {"t": body})))
    assert [(one.kind, one.place.rule) for one in found] == [("shadowed", 2), ("shadowed", 3), ("shadowed", 4)]


def test_facts_compared_with_each_other_are_said_to_be_sampled() -> None:
    body = table(["n", "m"], [(("< m", "-"), ('"x"',)), ((">= m", "-"), ('"y"',))], outputs=("out",))
    found = decisions.lint(decisions.load(document({"n": "number", "m": "number"}, {"t": body})))
    assert [one.kind for one in found] == ["partial", "gap"]
    assert found[0].message == "n, m are compared with each other and were only sampled: more may be wrong"


def test_a_finding_is_told_in_chinese() -> None:
    found = findings(["until"], [(("< as_of",), "a"), (("null",), "b")])
    assert [one.said("zh") for one in found] == [
        "没有一行命中：until不早于判定日；例如：until：2021-10-29，判定日 2021-10-29"
    ]


@settings(max_examples=25, deadline=None)
@given(document=documents(policies=("FIRST",)), parameters=PARAMETERS, known=st.lists(facts(), max_size=5))
def test_examples_are_real_and_nothing_fires_that_was_called_dead(
    document: str, parameters: dict[str, Any], known: list[dict[str, Any]]
) -> None:
    model = decisions.load(document)
    given_values = {**parameters, "grace": timedelta(days=30)}
    rule_set = model.compile("t", given_values)
    for finding in decisions.lint(model, given_values):
        if finding.kind == "gap":
            assert rule_set.outcome(finding.example, finding.as_of or DAY) is None
        if finding.kind in ("shadowed", "unreachable") and "d1" not in document and "d2" not in document:
            assert all(rule_set.outcome(one, DAY) != finding.place.rule for one in known)
