"""Functions of FEEL: arguments, coercion, closures, what cannot be called."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from anxin.decisions.feel.calling import invoke
from anxin.decisions.feel.evaluate import evaluate
from anxin.decisions.feel.types import DATE_TIME, NUMBER, STRING, ListType
from anxin.decisions.feel.values import Function, Parameter, Run, Unanswerable, Value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(function(a, b) a - b)(3, 1)", 2),
        ("(function(a, b) a - b)(b: 3, a: 1)", -2),
        ("(function() 1)()", 1),
        ("(function(a: number) a + 1)([1])", 2),
        ("(function(a: list<number>) a[1])(1)", 1),
        ("(function(a: string) a)(null)", None),
        ("{f: function(x) function(y) x + y, r: f(1)(2)}.r", 3),
        ("{x: 1, f: function() x, r: {x: 2, v: f()}.v}.r", 1),
    ],
)
def test_functions_take_arguments_by_place_or_name(text: str, expected: Value) -> None:
    assert evaluate(text, {}) == expected


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("(function(a) a)()", "the function takes 1 argument, not 0"),
        ("(function(a) a)(1, 2)", "the function takes 1 argument, not 2"),
        ("(function(a) a)(b: 1)", "the function has no parameter 'b'; it has a"),
        ("(function(a, b) a)(a: 1, a: 2)", "the function is given one parameter twice"),
        ('(function(a: number) a)("x")', "a string stands where number is asked for"),
        ("(function(a: number) a)([1, 2])", "a list stands where number is asked for"),
        ("(function(a: nosuch) a)(1)", "no type is named 'nosuch'"),
        ("(function(a, a) a)(1, 1)", "a function has two parameters of one name"),
        ('"abs"(-1)', "a string is called, which is no function"),
        ("null()", "a null is called, which is no function"),
        (
            '(function(a) external {java: {class: "java.lang.Math", method signature: "abs(int)"}})(1)',
            "the function calls foreign code: not applicable",
        ),
    ],
)
def test_a_call_that_does_not_fit_is_null_and_says_why(text: str, why: str) -> None:
    run = Run()
    assert evaluate(text, {}, run) is None
    assert why in [diagnostic.why for diagnostic in run.diagnostics]


def shown(run: Run, arguments: Sequence[Value]) -> Value:
    return list(arguments)


SHOW = Function("show", (Parameter("a"), Parameter("b"), Parameter("c")), shown, optional=2)
MANY = Function("many", (Parameter("a", STRING), Parameter("rest", NUMBER)), shown, variadic=True, optional=1)


@pytest.mark.parametrize(
    ("function", "arguments", "names", "expected"),
    [
        (SHOW, [1], (), [1]),
        (SHOW, [1, 2, 3], (), [1, 2, 3]),
        (SHOW, [1, 3], ("a", "c"), [1, None, 3]),
        (SHOW, [2, 1], ("b", "a"), [1, 2]),
        (SHOW, [], (), None),
        (SHOW, [1, 2, 3, 4], (), None),
        (MANY, ["x"], (), ["x"]),
        (MANY, ["x", Decimal(1), [Decimal(2)]], (), ["x", 1, 2]),
        (MANY, ["x", Decimal(1), "y"], (), None),
    ],
)
def test_arguments_are_put_in_the_order_of_the_parameters(
    function: Function, arguments: list[Value], names: tuple[str, ...], expected: Value
) -> None:
    assert invoke(function, arguments, names, Run()) == expected


def test_the_first_way_of_calling_that_fits_is_taken() -> None:
    one = Function("f", (Parameter("text", STRING),), lambda run, arguments: "text")
    two = Function("f", (Parameter("from", DATE_TIME),), lambda run, arguments: "moment")
    three = Function("f", (Parameter("a"), Parameter("b")), lambda run, arguments: "pair")
    either = Function("f", one.parameters, one.call, alternatives=(two, three))
    assert invoke(either, ["x"], (), Run()) == "text"
    assert invoke(either, [evaluate('@"2021-01-01"', {})], (), Run()) == "moment"
    assert invoke(either, [1, 2], (), Run()) == "pair"
    assert invoke(either, [1, 2], ("b", "a"), Run()) == "pair"
    assert invoke(either, [Decimal(1)], (), Run()) is None


def test_an_answer_is_coerced_to_the_type_it_was_promised_in() -> None:
    def promised(answer: Value, type_: object) -> Value:
        return invoke(Function("f", (), lambda run, arguments: answer, result=type_), [], (), Run())

    assert promised(Decimal(1), ListType(NUMBER)) == [1]
    assert promised([Decimal(1)], NUMBER) == 1
    assert promised("x", NUMBER) is None


def test_a_function_without_an_answer_is_null_with_its_reason_and_place() -> None:
    def refused(run: Run, arguments: Sequence[Value]) -> Value:
        raise Unanswerable("no such day")

    run = Run()
    assert evaluate("1 + f()", {"f": Function("f", (), refused)}, run) is None
    assert (run.diagnostics[0].why, run.diagnostics[0].at) == ("no such day", 4)
