"""What FEEL text means: the grammar of DMN 1.5 §10.3.1, names with spaces and signs, and where a node begins."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings

from anxin.decisions.feel import syntax
from anxin.decisions.feel.parser import parse_cell, parse_expression, parse_type
from anxin.decisions.feel.syntax import (
    Against,
    Arithmetic,
    AtLiteral,
    Call,
    Cell,
    Comparison,
    ContextOf,
    Filter,
    FunctionOf,
    InstanceOf,
    Interval,
    Junction,
    ListOf,
    Literal,
    Name,
    Path,
    Question,
    TypeName,
    Within,
)
from tests.unit.decisions.feel.unparsing import NAMES, TYPES, trees, written, written_type

A, B, C = Name("a"), Name("b"), Name("c")
ONE, TWO, THREE = Literal(1), Literal(2), Literal(3)


@settings(max_examples=300, deadline=None)
@given(trees())
def test_a_tree_that_is_written_out_and_read_again_is_the_same(tree: Any) -> None:
    assert parse_expression(written(tree), frozenset((*NAMES, *TYPES))) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("1 + 2 * 3", Arithmetic("+", ONE, Arithmetic("*", TWO, THREE))),
        ("1 - 2 - 3", Arithmetic("-", Arithmetic("-", ONE, TWO), THREE)),
        ("1 ** 2 ** 3", Arithmetic("**", Arithmetic("**", ONE, TWO), THREE)),
        ("-2 ** 3", Arithmetic("**", Literal(-2), THREE)),
        ("-a ** 3", Arithmetic("**", syntax.Negation(A), THREE)),
        ("2 ** -a", Arithmetic("**", TWO, syntax.Negation(A))),
        ("a - -1", Arithmetic("-", A, Literal(-1))),
        ("a or b and c", Junction("or", (A, Junction("and", (B, C))))),
        ("a and b and c", Junction("and", (A, B, C))),
        ("a = b and c", Junction("and", (Comparison("=", A, B), C))),
        ("1 < 2 = true", Comparison("=", Comparison("<", ONE, TWO), Literal(True))),
        ("a between 1 and 2 and b", Junction("and", (syntax.Between(A, ONE, TWO), B))),
        ("a in 1 or b", Junction("or", (Within(A, (ONE,)), B))),
        ("-a.b", syntax.Negation(Path(A, "b"))),
        ("a.b[1].c(2)", Call(Path(Filter(Path(A, "b"), ONE), "c"), (TWO,))),
        ("-1 instance of number", InstanceOf(Literal(-1), TypeName("number"))),
        ("a + b instance of date", Arithmetic("+", A, InstanceOf(B, TypeName("date")))),
        ("1 + if a then b else c", Arithmetic("+", ONE, syntax.Conditional(A, B, C))),
        ("if a then 1 else if b then 2 else 3", syntax.Conditional(A, ONE, syntax.Conditional(B, TWO, THREE))),
    ],
)
def test_how_strongly_operators_bind(text: str, tree: syntax.Expression) -> None:
    assert parse_expression(text) == tree


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("-12", -12),
        ("1.50", Decimal("1.50")),
        (".5", Decimal("0.5")),
        ("1.2e3", Decimal("1.2e3")),
        ("1E-2", Decimal("0.01")),
        ("9" * 40, Decimal("1.000000000000000000000000000000000e40")),
        ("true", True),
        ("null", None),
        (r'"a\n\r\t\'\"\\"', "a\n\r\t'\"\\"),
        (r'"\u4f60\U01F40E\uD83D\uDC0E"', "你🐎🐎"),
        (r'"\d+\s"', r"\d+\s"),
        ('"a//b /* c */"', "a//b /* c */"),
        ("1 // one", 1),
        ("/* a\n * b */ 1", 1),
        ("\u00a0\u30001\ufeff", 1),
    ],
)
def test_literals(text: str, value: Any) -> None:
    found = parse_expression(text)
    assert found == Literal(value)
    assert type(found.value) is type(value)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("[1..2]", Interval(ONE, TWO, True, True)),
        ("(1..2)", Interval(ONE, TWO, False, False)),
        ("]1..2[", Interval(ONE, TWO, False, False)),
        ("[1..a[", Interval(ONE, A, True, False)),
        ("[1..a[2]]", Interval(ONE, Filter(A, TWO), True, True)),
        ("[1..a[2][", Interval(ONE, Filter(A, TWO), True, False)),
        ("a in ]1..b[ and c", Junction("and", (Within(A, (Interval(ONE, B, False, False),)), C))),
        ("a in (1..2]", Within(A, (Interval(ONE, TWO, False, True),))),
        ("a in <2", Within(A, (Against("<", TWO),))),
        ("a in (<1, > 2, 3)", Within(A, (Against("<", ONE), Against(">", TWO), THREE))),
        ("a in (1)", Within(A, (ONE,))),
        ("a in (1 + 2) * 3", Within(A, (Arithmetic("*", Arithmetic("+", ONE, TWO), THREE),))),
        ("a in (b)[1]", Within(A, (Filter(B, ONE),))),
        ("a in [1, 2]", Within(A, (ListOf((ONE, TWO)),))),
        ("a in ([1], [2])", Within(A, (ListOf((ONE,)), ListOf((TWO,))))),
        ("(<3)", Against("<", THREE)),
        ("(=3)", Against("=", THREE)),
        ("{a: >= 3}", ContextOf((("a", Against(">=", THREE)),))),
        ("1..2", None),
    ],
)
def test_ranges_and_membership(text: str, tree: syntax.Expression | None) -> None:
    if tree is None:
        with pytest.raises(ValueError, match="does not belong here"):
            parse_expression(text)
    else:
        assert parse_expression(text) == tree


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("-", Cell(())),
        ("  ", Cell(())),
        ("-1", Cell((Literal(-1),))),
        ('"a", "b"', Cell((Literal("a"), Literal("b")))),
        ("<1, [1..2]", Cell((Against("<", ONE), Interval(ONE, TWO, True, True)))),
        ("not(1, >2)", Cell((ONE, Against(">", TWO)), negated=True)),
        ("not(a) and b", Cell((Junction("and", (Call(Name("not"), (A,)), B)),))),
        (
            "? > 1 and ? < b",
            Cell((Junction("and", (Comparison(">", Question(), ONE), Comparison("<", Question(), B))),)),
        ),
        ("a.b, null", Cell((Path(A, "b"), Literal(None)))),
    ],
)
def test_cells(text: str, cell: Cell) -> None:
    assert parse_cell(text) == cell


@pytest.mark.parametrize(
    "name",
    ["a b", "a-b", "Person's age", "x+y", "loan.amount", "🐎 bolting", "安全 码", "list in order", "a and b", "rate*"],
)
def test_a_name_in_scope_may_hold_spaces_signs_and_keywords(name: str) -> None:
    names = frozenset((name, "a", "x"))
    assert parse_expression(f"{name} + a", names) == Arithmetic("+", Name(name), A)
    assert parse_expression(f"a.{name}", names) == Path(A, name)
    assert parse_expression(f"{{{name}: 1}}") == ContextOf(((name, ONE),))


def test_the_longest_name_is_meant_and_spaces_in_it_count_as_one() -> None:
    names = frozenset(("a b", "a b c", "a"))
    assert parse_expression("a  b\n c", names) == Name("a b c")
    assert parse_expression("a b - a", names) == Arithmetic("-", Name("a b"), A)
    assert parse_expression("a - b", frozenset(("a-b",))) == Arithmetic("-", A, B)
    assert parse_expression("a b", frozenset(("a  b",))) == Name("a b")


@pytest.mark.parametrize(
    "text",
    [
        "{two words: 1, x: two words + 1}",
        "{two words: 1}.two words",
        '{"two words": 1}.two words',
        "[{two words: 1}][two words = 1]",
        "for two words in a return two words",
        "for two words in a, b in two words return b",
        "some two words in a satisfies two words = 1",
        "(function(two words: number) two words)(two words: 1)",
        "{two words: function(a) if a = 0 then 0 else two words(a - 1)}",
        "f(two words: 1)",
    ],
)
def test_a_name_bound_in_the_text_is_known_from_there_on(text: str) -> None:
    assert parse_expression(text) == parse_expression(text, frozenset(("two words",)))


@pytest.mark.parametrize(
    "text", ["{a: {two words: 1}, b: two words}", "(for two words in a return 1) + two words", "{two words: two words}"]
)
def test_a_name_is_unknown_outside_its_scope(text: str) -> None:
    with pytest.raises(ValueError, match=r"'words.*' does not belong here"):
        parse_expression(text)


@pytest.mark.parametrize("name", ["date and time", "string length", "years and months duration", "day of week"])
def test_functions_with_spaces_are_always_known(name: str) -> None:
    assert parse_expression(f'{name}("a")') == Call(Name(name), (Literal("a"),))


@pytest.mark.parametrize("key", ["for", "date", "function", "return", "if", "in", "time offset"])
def test_keywords_may_be_entries(key: str) -> None:
    assert parse_expression(f"a.{key}") == Path(A, key)
    assert parse_expression(f"{{{key}: 1}}") == ContextOf(((key, ONE),))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("number", TypeName("number")),
        ("date and time", TypeName("date and time")),
        ("ns.tLoan", TypeName("ns.tLoan")),
        ("t-loan_1", TypeName("t-loan_1")),
        ("list<list<number>>", TypeName("list", (("", TypeName("list", (("", TypeName("number")),))),))),
        ("context<a b: date, c: string>", TypeName("context", (("a b", TypeName("date")), ("c", TypeName("string"))))),
        ("function<date> -> any", TypeName("function", (("", TypeName("date")),), TypeName("any"))),
        ("function<>->any", TypeName("function", (), TypeName("any"))),
    ],
)
def test_types(text: str, kind: TypeName) -> None:
    assert parse_type(text) == kind
    assert parse_type(written_type(kind)) == kind


def test_functions_may_have_types_and_foreign_bodies() -> None:
    found = parse_expression("function(a: list<number>, b) external {java: {class: a}}")
    body = ContextOf((("java", ContextOf((("class", A),))),))
    kind = TypeName("list", (("", TypeName("number")),))
    assert found == FunctionOf((("a", kind), ("b", None)), body, external=True)


def test_every_node_knows_where_it_begins() -> None:
    tree = parse_expression('a + f(b: @"P1D")[-1]')
    assert isinstance(tree, Arithmetic)
    assert isinstance(tree.right, Filter)
    call = tree.right.source
    assert isinstance(call, Call)
    assert call.arguments == (AtLiteral("P1D"),)
    assert [node.at for node in (tree, tree.right, call.arguments[0], tree.right.condition)] == [0, 4, 9, 17]
