"""Each kind of boxed expression means what the specification says of it (DMN 1.5 §7.3, §10.2)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from anxin.decisions import DecisionError
from tests.unit.decisions.dmn.models import decision, feel, function, given, leniently, model, value, whys, xml


def entry(body: str, name: str = "", type_: str = "") -> str:
    reference = f' typeRef="{type_}"' if type_ else ""
    variable = f'<variable name="{name}"{reference}/>' if name else ""
    return f"<contextEntry>{variable}{body}</contextEntry>"


def test_a_context_is_its_entries_each_seeing_those_before() -> None:
    boxed = f"<context>{entry(feel('2'), 'the rate')}{entry(feel('the rate * 3'), 'b')}</context>"
    assert value(model(decision(boxed))) == {"the rate": 2, "b": 6}


def test_a_context_with_a_result_cell_is_that_result() -> None:
    boxed = f"<context>{entry(feel('2'), 'a')}{entry(feel('a + 1'))}</context>"
    assert value(model(decision(boxed))) == 3


def test_an_entry_of_the_wrong_type_is_null_and_says_why() -> None:
    boxed = f"<context>{entry(feel('2'), 'a', 'string')}{entry(feel('a = null'), 'b')}</context>"
    source = model(decision(boxed))
    assert value(source) == {"a": None, "b": True}
    assert whys(source) == ["a number stands where string is asked for"]


def test_a_list_is_its_expressions() -> None:
    assert value(model(decision(f"<list>{feel('1')}{feel('null')}{feel('1 + 1')}</list>"))) == [1, None, 2]


def test_a_relation_is_a_list_of_contexts() -> None:
    cells = (('"a"', "1"), ('"b"', "2"))
    rows = "".join(f"<row>{feel(who)}{feel(many)}</row>" for who, many in cells)
    boxed = f'<relation><column name="who"/><column name="how many"/>{rows}</relation>'
    assert value(model(decision(boxed))) == [{"who": "a", "how many": 1}, {"who": "b", "how many": 2}]


def invoked(*bindings: str, called: str = "f") -> str:
    return f"<invocation>{feel(called)}{''.join(bindings)}</invocation>"


def bound(name: str, text: str) -> str:
    return f'<binding><parameter name="{name}"/>{feel(text)}</binding>'


def test_an_invocation_binds_parameters_by_name() -> None:
    known = function(feel("a - b"), parameters={"a": "number", "b": "number"})
    boxed = invoked(bound("b", "1"), bound("a", "10"))
    assert value(model(known, decision(boxed, knows=["f"]))) == 9


def test_an_invocation_with_an_unknown_parameter_is_null() -> None:
    source = model(function(feel("a"), parameters={"a": ""}), decision(invoked(bound("x", "1")), knows=["f"]))
    assert source.evaluate("d", {}).value is None
    assert len(whys(source)) == 1


def test_invoking_what_is_no_function_is_null() -> None:
    source = model(decision(feel("1"), "f"), decision(invoked(), needs=["f"]))
    assert whys(source) == ["what is invoked here is not a function"]


def test_a_boxed_function_is_called_like_any_other() -> None:
    defined = f'<functionDefinition><formalParameter name="n" typeRef="number"/>{feel("n * k")}</functionDefinition>'
    boxed = f"<context>{entry(feel('3'), 'k')}{entry(defined, 'times')}{entry(feel('times(4)'))}</context>"
    assert value(model(decision(boxed))) == 12


def test_functions_in_a_context_may_call_themselves_and_each_other() -> None:
    formal = '<formalParameter name="n" typeRef="number"/>'
    body = feel("if n <= 1 then 1 else n * the factorial(n - 1)")
    defined = f"<functionDefinition>{formal}{body}</functionDefinition>"
    boxed = f"<context>{entry(defined, 'the factorial')}{entry(feel('the factorial(5)'))}</context>"
    assert value(model(decision(boxed))) == 120
    literal = "{even: function(n) n = 0 or odd(n - 1), odd: function(n) n > 0 and even(n - 1), r: even(10)}.r"
    assert value(model(decision(feel(literal)))) is True


def test_a_function_in_java_is_refused_plainly_and_null_when_read_leniently() -> None:
    defined = f'<functionDefinition kind="Java">{feel("{}")}</functionDefinition>'
    with pytest.raises(DecisionError) as caught:
        model(decision(defined))
    assert caught.value.why == "functions of kind Java call code outside DMN, which is not done here"
    found = leniently(xml(decision(defined)), "d")
    assert (found.value, [one.why for one in found.diagnostics]) == (None, [caught.value.why])


@pytest.mark.parametrize(("test", "expected"), [("true", 1), ("false", 2), ("null", 2), ('"no boolean"', 2)])
def test_a_conditional_chooses(test: str, expected: int) -> None:
    boxed = f"<conditional><if>{feel(test)}</if><then>{feel('1')}</then><else>{feel('2')}</else></conditional>"
    assert value(model(decision(boxed))) == expected


def filtered(source: str, match: str) -> str:
    return f"<filter><in>{feel(source)}</in><match>{feel(match)}</match></filter>"


@pytest.mark.parametrize(
    ("source", "match", "expected"),
    [
        ("[1, 2, 3]", "item >= 2", [2, 3]),
        ("[{a: 1}, {a: 2}]", "a = 2", [{"a": 2}]),
        ("[1, null, 3]", "item > 1", [3]),
        ("[1, 2]", '"no boolean"', None),
        ("[1, 2]", "item", None),
        ("null", "true", []),
    ],
)
def test_a_filter_keeps_the_items_that_match(source: str, match: str, expected: object) -> None:
    assert value(model(decision(filtered(source, match)))) == expected


def iterated(kind: str, source: str, body: str) -> str:
    part = "return" if kind == "for" else "satisfies"
    return f'<{kind} iteratorVariable="the item"><in>{feel(source)}</in><{part}>{feel(body)}</{part}></{kind}>'


@pytest.mark.parametrize(
    ("kind", "source", "body", "expected"),
    [
        ("for", "[1, 2, 3]", "the item * 2", [2, 4, 6]),
        ("for", "[1, 2, 3]", "the item + count(partial)", [1, 3, 5]),
        ("for", "[]", "the item", []),
        ("some", "[1, 2]", "the item > 1", True),
        ("some", "[1, 2]", "the item > 2", False),
        ("some", "[]", "true", False),
        ("every", "[1, 2]", "the item > 0", True),
        ("every", "[1, 2]", "the item > 1", False),
        ("every", "[]", "false", True),
    ],
)
def test_iterators_go_through_a_list(kind: str, source: str, body: str, expected: object) -> None:
    assert value(model(decision(iterated(kind, source, body)))) == expected


def test_boxes_stand_within_boxes() -> None:
    source = f"<in><list>{feel('1')}{feel('2')}</list></in>"
    inner = f'<for iteratorVariable="n">{source}<return>{feel("n + x")}</return></for>'
    boxed = f"<context>{entry(inner, 'all')}{entry(feel('sum(all)'))}</context>"
    assert value(model(given("x", "number"), decision(boxed, inputs=["x"])), x=Decimal("0.5")) == 4


def test_a_diagnostic_says_where_and_what_stands_there() -> None:
    wrong = 'a + "x"'
    boxed = f"<context>{entry(feel('1'), 'a')}{entry(feel(wrong), 'b')}</context>"
    (found,) = model(decision(boxed)).evaluate("d", {}).diagnostics
    assert (found.place, found.text) == ("test.dmn, line 1, decision 'd'", wrong)
