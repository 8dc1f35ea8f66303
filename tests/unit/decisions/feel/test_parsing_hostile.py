"""Text that is no FEEL, or means harm: refused with its place, and never anything but refused."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anxin.decisions.feel.parser import Unreadable, parse_cell, parse_expression, parse_type
from tests.unit.decisions.feel.unparsing import NAMES

PIECES = (
    "a", "a b", "1", "1.5", '"s"', "@", "?", "+", "-", "*", "/", "**", "=", "<", ">=", "(", ")", "[", "]", "{", "}",
    ",", ":", ".", "..", "->", "if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "and", "or",
    "not", "between", "instance", "of", "function", "external", "null", "true", "list<", "context<", "//", "/*", "*/",
    '"', "\\", "'", "#", "；", "\n", "date and time", "two words",
)  # fmt: skip


def read(text: str) -> None:
    for parse in (parse_expression, parse_cell):
        try:
            parse(text, frozenset(NAMES))
        except Unreadable as error:
            assert 1 <= error.position <= len(text) + 1
    try:
        parse_type(text)
    except Unreadable as error:
        assert 1 <= error.position <= len(text) + 1


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    read(text)


@settings(max_examples=700, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=20).map(" ".join))
def test_any_pieces_in_any_order_are_read_or_refused(text: str) -> None:
    read(text)


@pytest.mark.parametrize(
    ("text", "why", "position"),
    [
        ("", "the text ends too early", 1),
        ("1 +", "the text ends too early", 4),
        ("a b", "'b' does not belong here", 3),
        ("(1", "the text ends too early", 3),
        ("1)", "')' does not belong here", 2),
        ("[1, 2)", "')' does not belong here", 6),
        ("a # b", "'#' is not FEEL", 3),
        ('1 + "a', "'\"a' is not FEEL: the string has no end", 5),
        ("1 /* a", "'/* a' is not FEEL: the comment has no end", 3),
        (r'"\uD83D"', "a string may not hold NUL or half a character", 1),
        (r'"a\U110000"', r"\U110000 is no character", 3),
        ("1e9999", "a number may have 6,144 digits before its point", 1),
        ("if a then b", "the text ends too early", 12),
        ("{a b c}", "'}' does not belong here", 7),
        ("for a b return c", "the text ends too early", 17),
        ("a instance of 1", "'1' does not belong here", 15),
        ("a instance of list<number, date>", "'>' does not belong here", 32),
        ("(1, 2)", "', 2)' does not belong here", 3),
        ("f(a: 1, 2)", "'2)' does not belong here", 9),
    ],
)
def test_what_is_refused_says_why_and_where(text: str, why: str, position: int) -> None:
    with pytest.raises(Unreadable) as caught:
        parse_expression(text)
    assert (caught.value.why, caught.value.position) == (why, position)


NESTS = {
    "brackets": ("(", "1", ")"),
    "lists": ("[", "1", "]"),
    "contexts": ("{a:", "1", "}"),
    "ranges": ("[1..", "1", "]"),
    "calls": ("not(", "1", ")"),
    "named": ("f(a:", "1", ")"),
    "filters": ("a[", "1", "]"),
    "minus": ("-", "a", ""),
    "spaced minus": ("- ", "a", ""),
    "ifs": ("if a then ", "1", " else 1"),
    "tests": ("if ", "a", " then 1 else 1"),
    "else": ("if a then 1 else ", "1", ""),
    "for": ("for i in a return ", "1", ""),
    "some": ("some i in ", "a", " satisfies a"),
    "functions": ("function(a) ", "1", ""),
    "in": ("a in (", "1", ")"),
    "between": ("a between (", "1", ") and 2"),
    "against": ("(<", "1", ")"),
    "sums": ("", "1", "+1"),
    "powers": ("", "1", "**1"),
    "mixed": ("a or b and c = 1 + 2 * 3 ** (", "1", ")"),
    "relations": ("", "1", "=1"),
    "paths": ("", "a", ".a"),
    "applied": ("", "a", "(1)"),
    "chosen": ("", "a", "[1]"),
    "instances": ("", "a", " instance of any"),
    "types": ("a instance of list<", "any", ">"),
    "function types": ("a instance of function<any>->", "any", ""),
    "opening": ("", "", "("),
    "in words": ("a in ", "1", ""),
}


@pytest.mark.parametrize("kind", NESTS)
@pytest.mark.parametrize("count", [200, 1_500, 100_000])
def test_deep_nesting_of_any_kind_is_refused(kind: str, count: int) -> None:
    before, middle, after = NESTS[kind]
    with pytest.raises(Unreadable):
        parse_expression(before * count + middle + after * count)


@pytest.mark.parametrize("kind", NESTS)
def test_the_deepest_text_leaves_most_of_the_stack_free(kind: str) -> None:
    before, middle, after = NESTS[kind]
    frame, used = sys._getframe(), 0
    while frame is not None:
        frame, used = frame.f_back, used + 1  # type: ignore[assignment]  # -- None ends the loop
    limit = sys.getrecursionlimit()
    try:
        sys.setrecursionlimit(used + 700)
        for count in (20, 40, 60, 63, 64, 80, 99, 101):
            try:
                parse_expression(before * count + middle + after * count + " ")
            except Unreadable as error:
                assert "nested" in error.why or kind in ("opening", "types", "function types", "in words")
    finally:
        sys.setrecursionlimit(limit)


def test_wide_texts_are_read() -> None:
    assert len(parse_cell(", ".join(str(number) for number in range(4_000))).tests) == 4_000
    assert parse_expression(" and ".join(["a"] * 4_000)) == parse_expression(" and ".join(["a"] * 4_000) + " ")
    assert parse_expression(" + ".join(["a"] * 100)).at == 0


def test_a_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(Unreadable, match="32000 characters long"):
        parse_expression("1" * 32_001)
