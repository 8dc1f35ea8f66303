"""What a model may not be: every refusal names the place, what was read, and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from anxin import decisions
from anxin.decisions import DecisionError, Months
from tests.unit.decisions.writing import document, table, text, wenzhou


def refusal(source: str | bytes) -> DecisionError:
    with pytest.raises(DecisionError) as caught:
        decisions.load(source, name="bad.dmn")
    return caught.value


def one(column: str, cell: str, **inputs: str) -> str:
    """A table of one column and one cell."""
    return document(
        {"d": "date", "s": "string", "as_of": "date", **inputs}, {"t": table([column], [((cell,), ('"x"', '"y"'))])}
    )


@pytest.mark.parametrize(
    "namespace",
    [
        "http://www.omg.org/spec/DMN/20180521",
        "https://www.omg.org/spec/DMN/20191111",
        "https://www.omg.org/spec/DMN/20211108",
        "https://www.omg.org/spec/DMN/20230324",
    ],
)
def test_the_four_namespaces_are_read(namespace: str) -> None:
    source = wenzhou().replace("https://www.omg.org/spec/DMN/20230324", namespace)
    assert list(decisions.load(source).tables) == ["colour"]


def test_another_namespace_is_refused() -> None:
    found = refusal(wenzhou().replace("https://www.omg.org/spec/DMN/20230324", "http://www.omg.org/spec/DMN/20151101"))
    assert found.why == "this is not a DMN 1.2, 1.3, 1.4 or 1.5 model"
    assert found.read == "{http://www.omg.org/spec/DMN/20151101/MODEL/}definitions"


@pytest.mark.parametrize(
    "start",
    [
        '<!DOCTYPE definitions [<!ENTITY a "aaaa">]>',
        '<!DOCTYPE definitions SYSTEM "file:///etc/passwd">',
        '<?xml version="1.0"?><!DOCTYPE definitions [<!ENTITY % x SYSTEM "http://localhost/x"> %x;]>',
    ],
)
def test_a_document_type_is_refused(start: str) -> None:
    assert "document type" in refusal(start + wenzhou()).why


def test_a_huge_model_is_refused() -> None:
    assert refusal(wenzhou() + " " * (16 * 1024 * 1024)).why == "a model may be 16 MB large"


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "big.dmn"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(DecisionError, match=r"big\.dmn: a model may be 16 MB large"):
        decisions.load(path)


@pytest.mark.parametrize(
    "source", [b"", b"<a", b"<definitions/>", b"\xff\xfe\x00", b'<?xml version="1.0" encoding="x"?><a/>']
)
def test_what_is_no_model_is_refused(source: bytes) -> None:
    assert refusal(source).place.source == "bad.dmn"


def test_deep_nesting_is_refused() -> None:
    assert "nested 64 deep" in refusal("<a>" * 70 + "</a>" * 70).why


def test_an_unknown_name_is_placed_and_the_nearest_is_offered() -> None:
    found = refusal(wenzhou().replace("&lt; as_of + about_to_expire", "&lt; as_off", 1))
    place = found.place
    assert (place.source, place.decision, place.rule, place.column) == ("bad.dmn", "colour", 11, "health_until")
    assert (found.read, found.nearest) == ("as_off", "as_of")
    assert place.line is not None


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        ("d", '"a"', "cannot compare date with string"),
        ("s", "< 3", "cannot compare string with number"),
        ("d + d", "-", "date + date has no meaning"),
        ("d", '< as_of + "x"', "date + string has no meaning"),
        ("d", '< date("2021-02-30")', "day is out of range"),
        ("d", '< duration("P1M2D")', "not both"),
        ("d", '< @"P999999D"', "400 years"),
        ("s", '"a', "is not FEEL"),
        ("s", '"a" "b"', "does not belong here"),
        ("s", "< ", "ends too early"),
        ("matchs(s, s)", "true", "nothing has this name; read 'matchs'"),
        ("s and true", "true", "a condition must be boolean, this is string"),
        ("?", "-", "? stands only in an input cell"),
        ("s", "(" * 60 + '"a"' + ")" * 60, "-"),
        ("s", " or ".join(["true"] * 5000), "characters long"),
    ],
)
def test_a_cell_that_makes_no_sense_is_refused(column: str, cell: str, said: str) -> None:
    if said == "-":
        assert decisions.load(one(column, cell)).tables["t"].rules[0].texts == (cell,)
        return
    found = refusal(one(column, cell))
    assert said in str(found)
    assert found.place.decision == "t"


def test_deeply_nested_expressions_are_refused() -> None:
    assert "nested 64 deep" in str(refusal(one("s", "not(" * 100 + "true" + ")" * 100)))


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("as_of - d + (as_of - d)", '> @"P3D"'),
        ("as_of + (as_of - d)", '> as_of - @"P1D" + (d - as_of)'),
        ('d + (as_of - d) + @"P1M"', "> d + (d - as_of)"),
        ('as_of + g + @"P1M"', "> d"),
    ],
)
def test_a_date_test_with_no_exact_next_change_does_not_run_set_wise_and_is_named(column: str, cell: str) -> None:
    reason = decisions.load(one(column, cell, g="days and time duration")).outside["t"]
    assert "as_of" in reason.why
    assert reason.place.decision == "t"


def test_a_function_that_does_not_run_set_wise_is_named_with_its_cell_and_still_decides() -> None:
    model = decisions.load(one('matches(s, "a+")', "true"))
    assert str(model.outside["t"].place) == "model, line 7, decision 't', column 'matches(s, \"a+\")'"
    assert model.evaluate("t", {"s": "aaa"}).value == {"colour": "x", "reason": "y"}


@pytest.mark.parametrize("policy", ["COLLECT", "RULE ORDER", "OUTPUT ORDER"])
def test_hit_policies_that_give_lists_do_not_run_set_wise_and_are_named(policy: str) -> None:
    model = decisions.load(wenzhou(policy=policy))
    assert model.outside["colour"].why == f"the hit policy {policy} gives a list, which does not run set-wise"


def test_an_unknown_hit_policy_is_refused_with_the_nearest() -> None:
    found = refusal(wenzhou(policy="COLECT"))
    assert (found.why, found.nearest) == ("no such hit policy", "COLLECT")


def test_a_rule_with_a_cell_too_few_is_refused() -> None:
    found = refusal(wenzhou([(("null", "-", "-", "-", "-"), ('"a"', '"b"'))]))
    assert (found.place.rule, found.why) == (1, "the table has 6 columns for it, this rule 5 <inputEntry>")


def test_an_unknown_element_is_refused_with_the_nearest() -> None:
    found = refusal(wenzhou().replace("annotationEntry", "ruleAnnotationEntry"))
    assert (found.read, found.nearest) == ("ruleAnnotationEntry", "annotationEntry")


def test_a_word_an_input_can_never_be_is_refused_with_the_nearest() -> None:
    values = text("allowedValues", '"issued"')
    allowed = f'<itemDefinition name="tCard"><typeRef>string</typeRef>{values}</itemDefinition>'
    body = table(["card"], [(('"isued"',), ('"a"', '"b"'))])
    found = refusal(document({"card": "tCard"}, {"t": body}, extra=allowed))
    assert (found.read, found.nearest) == ("isued", "issued")


def test_an_unknown_type_is_refused_with_the_nearest() -> None:
    assert refusal(one("d", "-", x="boolaen")).nearest == "boolean"


def test_as_of_can_only_be_a_date() -> None:
    body = table(["as_of"], [(("-",), ('"a"', '"b"'))])
    assert refusal(document({"as_of": "string"}, {"t": body})).why == "as_of is the day of decision"


def test_decisions_that_need_each_other_are_refused() -> None:
    circle = {"a": "<literalExpression><text>b</text></literalExpression>",
              "b": "<literalExpression><text>a</text></literalExpression>",
              "t": table(["a"], [(("-",), ('"x"', '"y"'))])}  # fmt: skip
    assert refusal(document({}, circle)).why == "a decision needs itself"


def test_a_months_input_runs_set_wise_when_it_is_given_as_a_parameter() -> None:
    model = decisions.load(one("d", "< as_of + q", q="years and months duration"))
    (reason,) = model.compile("t").python_only("sqlite")
    assert "must be given as parameters" in reason
    assert model.compile("t", {"q": Months(1)}).python_only("sqlite") == ()


def test_a_rule_for_python_only_is_named_and_never_becomes_sql() -> None:
    from datetime import date

    rule_set = decisions.load(one("n / 3", "> 1", n="number")).compile("t")
    (reason,) = rule_set.python_only("postgresql")
    assert "rule 1, column 'n / 3': a division" in reason
    assert rule_set.outcome({"n": 4}, date(2021, 1, 1)) == 1
    with pytest.raises(DecisionError, match="cannot be decided in the database"):
        rule_set.sql("postgresql", "people", as_of=date(2021, 1, 1))


def test_an_unknown_dialect_is_refused() -> None:
    from datetime import date

    with pytest.raises(DecisionError, match="did you mean 'postgresql'"):
        decisions.load(wenzhou()).compile("colour").sql("postgres", "people", as_of=date(2021, 1, 1))


def test_a_literal_from_the_model_stays_a_literal_in_sql() -> None:
    import sqlite3
    from datetime import date

    nasty = "x'); DROP TABLE people; --"
    rule_set = decisions.load(one("s", f'"{nasty}", "\\\\"')).compile("t")
    store = sqlite3.connect(":memory:")
    store.execute("CREATE TABLE people (party_id integer, s text)")
    store.executemany("INSERT INTO people VALUES (?, ?)", [(1, nasty), (2, "\\"), (3, "x")])
    found = store.execute(rule_set.sql("sqlite", "people", as_of=date(2021, 1, 1))).fetchall()
    assert found == [(1, 1, None), (2, 1, None), (3, None, None)]
