"""Strings and regular expressions, after the tables of DMN 1.5 §10.3.4.3 and XPath F&O §7.6."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.decisions.feel.values import LimitReached, Value
from tests.unit.decisions.feel.asking import unanswered, value_of


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('substring("foobar", 3)', "obar"),
        ('substring("foobar", 3, 3)', "oba"),
        ('substring("foobar", -2, 1)', "a"),
        ('substring("\U0001f40eab", 2)', "ab"),
        ('substring(string: "foobar", start position: 6)', "r"),
        ('string length("foo")', Decimal(3)),
        ('string length("\U0001f40eab")', Decimal(3)),
        ('upper case("aBc4")', "ABC4"),
        ('lower case("aBc4")', "abc4"),
        ('substring before("foobar", "bar")', "foo"),
        ('substring before("foobar", "xyz")', ""),
        ('substring before("foobar", "")', ""),
        ('substring after("foobar", "ob")', "ar"),
        ('substring after("", "a")', ""),
        ('substring after("foobar", "")', "foobar"),
        ('contains("foobar", "of")', False),
        ('starts with("foobar", "fo")', True),
        ('ends with("foobar", "r")', True),
        ('matches("foobar", "^fo*b")', True),
        ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', "[1=ab][2=]cd"),
        ('replace("abracadabra", "a.*?a", "*")', "*c*bra"),
        ('replace("abc", "(b)", "$12$0")', "ab2bc"),
        ('replace("a.b", ".", "$", "q")', "a$b"),
        ('split("John Doe", "\\s")', ["John", "Doe"]),
        ('split("a;b;c;;", ";")', ["a", "b", "c", "", ""]),
        ('string join(["a", null, "c"], "_and_")', "a_and_c"),
        ('string join(["a", "b"])', "ab"),
        ('string join([], "X")', ""),
        ('string join("a", "X")', "a"),
    ],
)
def test_a_string_function_gives_what_the_specification_says(text: str, value: Value) -> None:
    assert value_of(text) == value


@pytest.mark.parametrize(
    "text",
    [
        'substring("foobar", 0)',
        'substring("foobar", 7)',
        'substring("foobar", -7)',
        'substring("foobar", 3, 0)',
        'substring("foobar", 3, 5)',
        "substring(null, 1)",
        "string length(1)",
        'contains("a", null)',
        'string join([1, "a"])',
        "string join(null)",
        'replace("abc", "x*", "-")',
        'replace("abc", "b", "$")',
        'replace("abc", "b", "\\\\x")',
        'split("abc", "")',
        'matches("a", "a", "g")',
    ],
)
def test_a_string_function_without_answer_is_null_with_its_reason(text: str) -> None:
    assert unanswered(text)


@pytest.mark.parametrize(
    ("input_", "pattern", "flags", "found"),
    [
        ("b", "[a-c-[b]]", "", False),
        ("e", "^[a-z-[aeiou]]$", "", False),
        ("d", "^[a-z-[aeiou-[e]]]$", "", True),
        ("安心", r"^\i\c$", "", True),
        ("é", r"^\p{IsLatin-1Supplement}$", "", True),
        ("é", r"\p{IsBasicLatin}", "", False),
        ("a", r"\p{Lu}", "i", False),
        ("A", "a", "i", True),
        ("_", r"\w", "", False),
        ("$", r"\w", "", True),
        ("\u00a0", r"\s", "", False),
        ("a\nb", "a.b", "", False),
        ("a\nb", "a.b", "s", True),
        ("a\nb", "^b$", "", False),
        ("a\nb", "^b$", "m", True),
        ("a\n", "a$", "", False),
        ("hello world", r"hello\ sworld", "x", True),
        ("a b", "a[ ]b", "x", True),
        ("a.b", "A.B", "qi", True),
        ("abcabc", r"(abc)\1", "", True),
        ("ab" * 5 + "jj", "(a)(b)" * 5 + r"(j)\11", "", True),
        ("-", "^[a-]$", "", True),
    ],
)
def test_a_pattern_means_what_xpath_says(input_: str, pattern: str, flags: str, found: bool) -> None:
    assert value_of("matches(s, p, f)", s=input_, p=pattern, f=flags) is found


@pytest.mark.parametrize(
    "pattern",
    ["[a", "a]", "(a", "a)", "a**", "+a", "a{2,1}", "a{", "a}", r"\b", r"\1", r"(a\1)", "(?=a)", "(?i)a", "[]", "[b-a]",
     r"\p{Latin}", r"\p{IsNowhere}", r"\pL", "[a-b-c]", "\\", "[[:alpha:]]", "(?P<n>a)"],
)  # fmt: skip
def test_a_pattern_that_xpath_does_not_know_is_null_with_its_reason(pattern: str) -> None:
    assert unanswered('matches("a", p)', p=pattern)


@pytest.mark.parametrize(
    ("input_", "pattern"),
    [
        ("a" * 100_000 + "!", "(a+)+$"),
        ("a", "((a{1000}){1000}){1000}"),
        ("a", "(" * 40 + "a" + "+)" * 40),
        ("a", "(" * 60 + "a" + ")" * 60),
        ("a", "[a-" * 900 + "[b]" + "]" * 900),
        ("a", "a" * 2_001),
    ],
)
def test_an_exploding_pattern_ends_at_a_limit(input_: str, pattern: str) -> None:
    with pytest.raises(LimitReached):
        value_of("matches(s, p)", s=input_, p=pattern)


def test_a_replacement_that_grows_without_end_ends_at_a_limit() -> None:
    with pytest.raises(LimitReached):
        value_of('replace(s, ".", r)', s="a" * 10_000, r="$0" * 1_000)


def test_looking_through_a_long_text_again_and_again_ends_at_a_limit() -> None:
    with pytest.raises(LimitReached):
        value_of('for i in 1..100000 return contains(s, "yx")', s="x" * 1_000_000)


@given(st.lists(st.text("abc安", max_size=5), min_size=1, max_size=8))
def test_splitting_undoes_joining(parts: list[str]) -> None:
    assert value_of('split(string join(parts, ";"), ";")', parts=parts) == parts


@given(st.text(max_size=20), st.text(max_size=3))
def test_what_is_before_and_after_a_match_makes_the_whole(string: str, match: str) -> None:
    before, after = value_of("[substring before(s, m), substring after(s, m)]", s=string, m=match)
    assert match not in string or before + match + after == string


@given(st.text(max_size=30), st.text("smixq", max_size=3))
def test_any_text_as_a_pattern_is_answered_or_null(pattern: str, flags: str) -> None:
    assert value_of('matches("abc 1", p, f)', p=pattern, f=flags) in (True, False, None)
