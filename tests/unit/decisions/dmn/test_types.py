"""Types of inputs, variables and results: what conforms stays, what can be converted is, the rest is null."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from anxin.decisions import DecisionError
from tests.unit.decisions.dmn.models import (
    decision,
    feel,
    function,
    given,
    item,
    leniently,
    model,
    of,
    value,
    whys,
    xml,
)

PERSON = item(
    "tPerson",
    '<itemComponent name="first name"><typeRef>string</typeRef></itemComponent>'
    '<itemComponent name="age"><typeRef>number</typeRef></itemComponent>',
)
PEOPLE = item("tPeople", of("tPerson"), collection=True)
GRADE = item("tGrade", of("string", '"A", "B"'))
GRADES = item("tGrades", of("tGrade"), collection=True)


@pytest.mark.parametrize(
    ("type_", "text", "expected"),
    [
        ("number", "1", 1),
        ("number", '"1"', None),
        ("number", "[1]", 1),
        ("number", "[1, 2]", None),
        ("date and time", 'date("2021-10-29")', datetime(2021, 10, 29, tzinfo=UTC)),
        ("dateTime", 'date("2021-10-29")', datetime(2021, 10, 29, tzinfo=UTC)),
        ("date", 'date("2021-10-29")', date(2021, 10, 29)),
        ("Any", "[1]", [1]),
        ("tGrade", '"A"', "A"),
        ("tGrade", '"C"', None),
        ("tGrades", '["A", "B"]', ["A", "B"]),
        ("tGrades", '["A", "C"]', None),
        ("tPerson", '{first name: "a", age: 1, more: 2}', {"first name": "a", "age": 1, "more": 2}),
        ("tPerson", '{first name: "a"}', None),
        ("tPerson", '{first name: "a", age: "1"}', None),
        ("tPeople", '[{first name: "a", age: 1}]', [{"first name": "a", "age": 1}]),
    ],
)
def test_a_result_is_what_its_variable_wants_or_null(type_: str, text: str, expected: object) -> None:
    source = model(PERSON, PEOPLE, GRADE, GRADES, decision(feel(text), type_=type_))
    assert value(source) == expected
    assert len(whys(source)) == (1 if expected is None else 0)


def test_an_input_of_the_wrong_type_is_null_with_a_diagnostic() -> None:
    source = model(given("n", "number"), decision(feel("n = null"), inputs=["n"]))
    assert value(source, n="1") is True
    (found,) = source.evaluate("d", {"n": "1"}).diagnostics
    assert (found.why, found.text) == ("a string stands where number is asked for", "n")


def test_paths_lead_to_components_with_spaces_in_their_names() -> None:
    logic = decision(feel("some one.first name"), inputs=["some one"])
    source = model(PERSON, given("some one", "tPerson"), logic)
    assert source.evaluate("d", {"some one": {"first name": "a", "age": 1}}).value == "a"


def test_a_type_constraint_holds_for_the_whole_list() -> None:
    short = item("tShort", of("number", constraint="count(?) <= 2"), collection=True)
    assert value(model(short, decision(feel("[1, 2]"), type_="tShort"))) == [1, 2]
    assert value(model(short, decision(feel("[1, 2, 3]"), type_="tShort"))) is None


def test_allowed_values_hold_for_each_item_of_a_list() -> None:
    small = item("tSmall", of("number", "[1..3]"), collection=True)
    assert value(model(small, decision(feel("[1, 3]"), type_="tSmall"))) == [1, 3]
    assert value(model(small, decision(feel("[1, 4]"), type_="tSmall"))) is None


def test_a_component_may_be_a_list_and_have_components_of_its_own() -> None:
    inner = '<itemComponent name="rate"><typeRef>number</typeRef></itemComponent>'
    outer = item("tLoan", f'<itemComponent name="parts" isCollection="true">{inner}</itemComponent>')
    source = model(outer, given("loan", "tLoan"), decision(feel("sum(loan.parts.rate)"), inputs=["loan"]))
    assert value(source, loan={"parts": [{"rate": 1}, {"rate": 2}]}) == 3
    assert whys(source, loan={"parts": [{"rate": "1"}]})[0].startswith("a context stands where")


def test_instance_of_knows_the_models_own_types() -> None:
    assert value(model(GRADE, decision(feel('["A" instance of tGrade, "C" instance of tGrade]')))) == [True, False]


def test_a_function_returns_what_its_type_says() -> None:
    source = model(function(feel("n + 1", "string"), parameters={"n": "number"}), decision(feel("f(1)"), knows=["f"]))
    assert whys(source) == ["a number stands where string is asked for"]


def test_an_item_definition_that_holds_itself_is_refused_with_its_path() -> None:
    circle = item("a", of("b")), item("b", of("a"))
    with pytest.raises(DecisionError) as caught:
        model(*circle)
    assert (caught.value.why, caught.value.read) == ("an item definition holds itself", "a → b → a")
    assert leniently(xml(*circle, decision(feel("1"), type_="a")), "d").value == 1


def test_unknown_types_are_refused_wherever_they_are_written() -> None:
    with pytest.raises(DecisionError, match=r"this type is not here; read 'tGrad'.*did you mean 'tGrade'"):
        model(GRADE, decision(feel("1"), type_="tGrad"))
    with pytest.raises(DecisionError, match=r"this type is not here; read 'tGrad'.*did you mean 'tGrade'"):
        model(GRADE, decision(feel('"A" instance of tGrad')))


def test_two_item_definitions_of_one_name_are_refused() -> None:
    with pytest.raises(DecisionError, match="two item definitions have this name"):
        model(GRADE, GRADE)


def test_a_long_chain_of_item_definitions_is_refused_by_a_limit() -> None:
    chain = [item(f"t{n}", of(f"t{n + 1}")) for n in range(1_000)]
    with pytest.raises(DecisionError, match="item definitions may refer to each other 60 deep"):
        model(*chain, item("t1000", of("number")))


@pytest.mark.parametrize(("low", "high", "kept"), [(1, 2, True), (2, 1, False), (2, 2, False)])
def test_allowed_values_of_a_component_may_speak_of_its_siblings(low: int, high: int, kept: bool) -> None:
    """DMN 1.5 §7.3.3: the values of sibling components are available in the tests of allowedValues."""
    parts = "<itemComponent name='low'><typeRef>number</typeRef></itemComponent>"
    parts += f"<itemComponent name='high'>{of('number', '> low')}</itemComponent>"
    logic = feel(f"{{low: {low}, high: {high}}}")
    source = model(item("tSpan", parts), decision(logic, type_="tSpan"))
    assert (value(source) is not None) is kept
