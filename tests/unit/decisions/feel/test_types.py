"""FEEL's types: instances, conformance, coercion, names."""

from decimal import Decimal

import pytest

from anxin.decisions.feel.evaluate import compile_expression, evaluate
from anxin.decisions.feel.parser import parse_expression
from anxin.decisions.feel.scope import Scope
from anxin.decisions.feel.syntax import TypeName
from anxin.decisions.feel.temporal import UTC_MIDNIGHT, Date, DateTime
from anxin.decisions.feel.types import (
    ANY,
    BOOLEAN,
    DATE_TIME,
    NULL,
    NUMBER,
    STRING,
    ContextType,
    FeelType,
    FunctionType,
    ListType,
    RangeType,
    Restricted,
    coerced,
    conforms,
    type_named,
    type_of,
    written,
)
from anxin.decisions.feel.values import LimitReached, Run, Unanswerable, Value

SMALL = Restricted("tSmall", NUMBER, lambda value: bool(value < 10))
ITEMS: dict[str, FeelType] = {"tSmall": SMALL, "tList": ListType(NUMBER), "tPoint": ContextType((("x", NUMBER),))}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 instance of number", True),
        ("1 instance of string", False),
        ("1 instance of Any", True),
        ('"a" instance of string', True),
        ("true instance of boolean", True),
        ("null instance of Null", True),
        ("null instance of Any", False),
        ("null instance of number", False),
        ("1 instance of Null", False),
        ('@"2021-01-01" instance of date', True),
        ('@"2021-01-01" instance of date and time', False),
        ('@"2021-01-01T00:00:00" instance of date and time', True),
        ('@"10:00:00" instance of time', True),
        ('@"P1D" instance of days and time duration', True),
        ('@"P1D" instance of years and months duration', False),
        ('@"P1M" instance of years and months duration', True),
        ("[1, 2] instance of list<number>", True),
        ('[1, "a"] instance of list<number>', False),
        ('[1, "a"] instance of list<Any>', True),
        ("[] instance of list<number>", True),
        ("[1, null] instance of list<number>", True),
        ("1 instance of list<number>", False),
        ("[[1]] instance of list<list<number>>", True),
        ("{a: 1} instance of context<a: number>", True),
        ("{a: 1, b: 2} instance of context<a: number>", True),
        ("{b: 2} instance of context<a: number>", False),
        ('{a: "x"} instance of context<a: number>', False),
        ("[1..2] instance of range<number>", True),
        ("(< 2) instance of range<number>", True),
        ("[1..2] instance of range<string>", False),
        ("(function(a: number) a) instance of function<number> -> number", True),
        ("(function(a) a) instance of function<number> -> number", True),
        ("(function(a: number) a) instance of function<string> -> number", False),
        ("(function(a) a) instance of function<> -> number", False),
        ("(function(a: number) a + 1) instance of function<number> -> number", True),
        ("(function(a: number) a + 1) instance of function<number> -> string", False),
        ("(function(a: number) a > 1) instance of function<number> -> boolean", True),
        ('(function() if true then "a" else "b") instance of function<> -> string', True),
        ("(function() [1, 2]) instance of function<> -> list<number>", True),
        ("(function() {a: 1}) instance of function<> -> context<a: string>", False),
        ("(function(a) a + 1) instance of function<Any> -> Any", True),
        ("5 instance of tSmall", True),
        ("50 instance of tSmall", False),
        ("[1] instance of tList", True),
        ("{x: 1} instance of tPoint", True),
        ("1 instance of tNothing", None),
    ],
)
def test_instance_of(text: str, expected: bool | None) -> None:
    assert compile_expression(parse_expression(text), ITEMS)(Scope({}), Run()) is expected


@pytest.mark.parametrize(
    ("value", "type_", "expected"),
    [
        ("1", NUMBER, Decimal(1)),
        ("[1]", NUMBER, Decimal(1)),
        ("1", ListType(NUMBER), [Decimal(1)]),
        ("[1]", ListType(NUMBER), [Decimal(1)]),
        ("[1]", ANY, [Decimal(1)]),
        ("null", NUMBER, None),
        ("null", ListType(NUMBER), None),
        ('@"2021-01-01"', DATE_TIME, DateTime(Date(2021, 1, 1), UTC_MIDNIGHT)),
        ("5", SMALL, Decimal(5)),
        ("[5]", SMALL, Decimal(5)),
        ("{x: 1, y: 2}", ITEMS["tPoint"], {"x": 1, "y": 2}),
    ],
)
def test_values_are_coerced_to_the_type_asked_for(value: str, type_: FeelType, expected: Value) -> None:
    assert coerced(evaluate(value, {}), type_) == expected


@pytest.mark.parametrize(
    ("value", "type_", "why"),
    [
        ("1", STRING, "a number stands where string is asked for"),
        ("[1, 2]", NUMBER, "a list stands where number is asked for"),
        ('"a"', ListType(NUMBER), "a string stands where list<number> is asked for"),
        ('["a"]', NUMBER, "a list stands where number is asked for"),
        ("50", SMALL, "a number stands where tSmall is asked for"),
        ("{y: 1}", ITEMS["tPoint"], "a context stands where context<x: number> is asked for"),
        ('@"2021-01-01"', ListType(DATE_TIME), "a date stands where list<date and time> is asked for"),
    ],
)
def test_what_does_not_conform_is_refused_with_both_types(value: str, type_: FeelType, why: str) -> None:
    with pytest.raises(Unanswerable) as refused:
        coerced(evaluate(value, {}), type_)
    assert str(refused.value) == why


POINT, PIXEL = ContextType((("x", NUMBER),)), ContextType((("colour", STRING), ("x", NUMBER)))


@pytest.mark.parametrize(
    ("given", "wanted", "expected"),
    [
        (NUMBER, NUMBER, True),
        (NUMBER, ANY, True),
        (ANY, NUMBER, False),
        (NULL, NUMBER, True),
        (NUMBER, NULL, False),
        (ListType(NUMBER), ListType(ANY), True),
        (ListType(ANY), ListType(NUMBER), False),
        (NUMBER, ListType(NUMBER), False),
        (PIXEL, POINT, True),
        (POINT, PIXEL, False),
        (RangeType(NUMBER), RangeType(ANY), True),
        (SMALL, NUMBER, True),
        (NUMBER, SMALL, False),
        (FunctionType((ANY,), NUMBER), FunctionType((NUMBER,), ANY), True),
        (FunctionType((NUMBER,), NUMBER), FunctionType((ANY,), NUMBER), False),
        (FunctionType((), NUMBER), FunctionType((), BOOLEAN), False),
    ],
)
def test_conformance(given: FeelType, wanted: FeelType, expected: bool) -> None:
    assert conforms(given, wanted) is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("null", "Null"),
        ("[1, 2]", "list<number>"),
        ('[1, "a"]', "list<Any>"),
        ("[1, null]", "list<number>"),
        ("[]", "list<Null>"),
        ("{a: 1, b: [true]}", "context<a: number, b: list<boolean>>"),
        ("[1..2]", "range<number>"),
        ("function(a: string, b) a", "function<string, Any> -> string"),
        ('@"P1M"', "years and months duration"),
    ],
)
def test_every_value_has_a_type(value: str, expected: str) -> None:
    assert written(type_of(evaluate(value, {}))) == expected


def test_types_are_found_by_name() -> None:
    one = (("", TypeName("number")),)
    assert type_named(TypeName("list", one), {}) == ListType(NUMBER)
    assert type_named(TypeName("list"), {}) == ListType(ANY)
    assert type_named(TypeName("context"), {}) == ContextType(())
    assert type_named(TypeName("dateTime"), {}) == DATE_TIME
    assert type_named(TypeName("function", one, TypeName("string")), {}) == FunctionType((NUMBER,), STRING)
    assert type_named(TypeName("tSmall"), ITEMS) is SMALL
    with pytest.raises(KeyError):
        type_named(TypeName("tSmall"), {})


def test_telling_the_type_of_a_value_that_shares_its_parts_ends() -> None:
    value: Value = [Decimal(1)]
    for _ in range(60):
        value = [value, value]
    with pytest.raises(LimitReached, match="too many parts of a value to tell its type"):
        type_of(value)
