"""The examples of DMN 1.5 in its own words: each line is true; the tables are those of the built-in functions."""

import pytest

from anxin.decisions.feel.values import Value
from tests.unit.decisions.feel.asking import unanswered, value_of

CONVERSIONS = r"""
date("2012-12-25") - date("2012-12-24") = duration("P1D")
date(date and time("2012-12-25T11:00:00Z")) = date("2012-12-25")
date(2012, 12, 25) = date("2012-12-25")
date and time("2012-12-24T23:59:00") = date and time(date("2012-12-24"), time("23:59:00"))
date and time(date and time("2012-12-24T08:00:00Z"), time("23:59:00")) = date and time("2012-12-24T23:59:00")
date and time("2012-12-24") = date and time("2012-12-24T00:00:00")
date and time("2012-12-24T23:59:00") + duration("PT1M") = date and time("2012-12-25T00:00:00")
time("23:59:00z") + duration("PT2M") = time("00:01:00@Etc/UTC")
time(date and time("2012-12-25T11:00:00Z")) = time("11:00:00Z")
time("23:59:00z") = time(23, 59, 0, duration("PT0H"))
number("1 000,0", " ", ",") = number("1,000.0", ",", ".")
number("1.000.000,01", ".", ",") = 1000000.01
string(1.1) = "1.1"
string(null) = null
date and time("2012-12-24T23:59:00") - date and time("2012-12-22T03:45:00") = duration("P2DT20H14M")
duration("P2Y2M") = duration("P26M")
years and months duration(date("2011-12-22"), date("2013-08-24")) = duration("P1Y8M")
is(range("[18..21)"), [18..21))
is(range("[2..)"), (>= 2))
is(range("(..2)"), (< 2))
range("") = null
range("[..]") = null
not(true) = false
not(null) = null
"""

STRINGS = r"""
substring("foobar", 3) = "obar"
substring("foobar", 3, 3) = "oba"
substring("foobar", -2, 1) = "a"
substring("\U01F40Eab", 2) = "ab"
string length("foo") = 3
string length("\U01F40Eab") = 3
upper case("aBc4") = "ABC4"
lower case("aBc4") = "abc4"
substring before("foobar", "bar") = "foo"
substring before("foobar", "xyz") = ""
substring after("foobar", "ob") = "ar"
substring after("", "a") = ""
replace("banana", "a", "o") = "bonono"
replace("abcd", "(ab)|(a)", "[1=$1][2=$2]") = "[1=ab][2=]cd"
contains("foobar", "of") = false
starts with("foobar", "fo") = true
ends with("foobar", "r") = true
matches("foobar", "^fo*b") = true
split("John Doe", "\\s") = ["John", "Doe"]
split("a;b;c;;", ";") = ["a", "b", "c", "", ""]
string join(["a", "b", "c"], "_and_") = "a_and_b_and_c"
string join(["a", "b", "c"], "") = "abc"
string join(["a", "b", "c"], null) = "abc"
string join(["a"], "X") = "a"
string join(["a", null, "c"], "X") = "aXc"
string join([], "X") = ""
string join(["a", "b", "c"]) = "abc"
string join(["a", null, "c"]) = "ac"
string join([]) = ""
"""

LISTS = r"""
list contains([1, 2, 3], 2) = true
count([1, 2, 3]) = 3
count([]) = 0
count([1, [2, 3]]) = 2
min([1, 2, 3]) = 1
max(1, 2, 3) = 3
min(1) = min([1])
max([]) = null
sum([1, 2, 3]) = 6
sum(1, 2, 3) = 6
sum(1) = 1
sum([]) = null
mean([1, 2, 3]) = 2
mean(1, 2, 3) = 2
mean(1) = 1
mean([]) = null
all([false, null, true]) = false
all(true) = all([true])
all([]) = true
all(0) = null
any([false, null, true]) = true
any(false) = false
any([]) = false
any(0) = null
sublist([4, 5, 6], 1, 2) = [4, 5]
append([1], 2, 3) = [1, 2, 3]
concatenate([1, 2], [3]) = [1, 2, 3]
insert before([1, 3], 1, 2) = [2, 1, 3]
remove([1, 2, 3], 2) = [1, 3]
list replace([2, 4, 7, 8], 3, 6) = [2, 4, 6, 8]
list replace([2, 4, 7, 8], function(item, newItem) item < newItem, 5) = [5, 5, 7, 8]
reverse([1, 2, 3]) = [3, 2, 1]
index of([1, 2, 3, 2], 2) = [2, 4]
union([1, 2], [2, 3]) = [1, 2, 3]
distinct values([1, 2, 3, 2, 1]) = [1, 2, 3]
flatten([[1, 2], [[3]], 4]) = [1, 2, 3, 4]
product([2, 3, 4]) = 24
product([]) = null
product(2, 3, 4) = 24
median(8, 2, 5, 3, 4) = 4
median([6, 1, 2, 3]) = 2.5
median([]) = null
decimal(stddev(2, 4, 7, 5), 30) = decimal(2.08166599946613273528229770697993, 30)
stddev([47]) = null
stddev(47) = null
stddev([]) = null
mode(6, 3, 9, 6, 6) = [6]
mode([6, 1, 9, 6, 1]) = [1, 6]
mode([]) = []
sort(list: [3, 1, 4, 5, 2], precedes: function(x, y) x < y) = [1, 2, 3, 4, 5]
[1, 2, 3, 4][item > 2] = [3, 4]
[{x: 1, y: 2}, {x: 2, y: 3}][x = 1] = [{x: 1, y: 2}]
[{x: 1, y: 2}, {x: null, y: 3}][x < 2] = [{x: 1, y: 2}]
[{x: 1, y: 2}, {x: 2, y: 3}].y = [2, 3]
[{x: 1, y: 2}, {x: 2}].y = [2, null]
[{a: {b: [1]}}, {a: {b: [2.1, 2.2]}}, {a: {b: [3]}}, {a: {b: [4, 5]}}].a.b = [[1], [2.1, 2.2], [3], [4, 5]]
3[item > 2] = [3]
contains(["foobar"], "of") = false
"""

NUMBERS = r"""
decimal(1/3, 2) = .33
decimal(1.5, 0) = 2
decimal(2.5, 0) = 2
floor(1.5) = 1
floor(-1.56, 1) = -1.6
floor(1.5, null) = null
ceiling(1.5) = 2
ceiling(-1.56, 1) = -1.5
round up(5.5, 0) = 6
round up(-5.5, 0) = -6
round up(1.121, 2) = 1.13
round up(-1.126, 2) = -1.13
round down(5.5, 0) = 5
round down(-5.5, 0) = -5
round down(1.121, 2) = 1.12
round down(-1.126, 2) = -1.12
round half up(5.5, 0) = 6
round half up(-5.5, 0) = -6
round half up(1.121, 2) = 1.12
round half up(-1.126, 2) = -1.13
round half down(5.5, 0) = 5
round half down(-5.5, 0) = -5
round half down(1.121, 2) = 1.12
round half down(-1.126, 2) = -1.13
abs(10) = 10
abs(-10) = 10
abs(@"PT5H") = @"PT5H"
abs(@"-PT5H") = @"PT5H"
modulo(12, 5) = 2
modulo(-12, 5) = 3
modulo(12, -5) = -3
modulo(-12, -5) = -2
modulo(10.1, 4.5) = 1.1
modulo(-10.1, 4.5) = 3.4
modulo(10.1, -4.5) = -3.4
modulo(-10.1, -4.5) = -1.1
sqrt(16) = 4
decimal(log(10), 11) = 2.30258509299
decimal(exp(5), 12) = 148.413159102577
odd(5) = true
odd(2) = false
even(5) = false
even(2) = true
-4 ** 2 = 16
-(4 ** 2) = -16
"""

DATES = r"""
is(date("2012-12-25"), time("23:00:50")) = false
is(date("2012-12-25"), date("2012-12-25")) = true
is(time("23:00:50z"), time("23:00:50")) = false
is(time("23:00:50z"), time("23:00:50+00:00")) = true
day of year(date(2019, 9, 17)) = 260
day of week(date(2019, 9, 17)) = "Tuesday"
month of year(date(2019, 9, 17)) = "September"
week of year(date(2019, 9, 17)) = 38
week of year(date(2003, 12, 29)) = 1
week of year(date(2004, 1, 4)) = 1
week of year(date(2005, 1, 1)) = 53
week of year(date(2005, 1, 3)) = 1
week of year(date(2005, 1, 9)) = 1
string(duration("P0DT25H")) = "P1DT1H"
string(duration("P0Y13M")) = "P1Y1M"
"""

CONTEXTS = r"""
get value({key1: "value1"}, "key1") = "value1"
get value({key1: "value1"}, "unexistent-key") = null
get entries({key1: "value1", key2: "value2"}) = [{key: "key1", value: "value1"}, {key: "key2", value: "value2"}]
get entries({key1: "value1"})[key = "key1"].value = ["value1"]
context([{key: "a", value: 1}, {key: "b", value: 2}]) = {a: 1, b: 2}
context([{key: "a", value: 1}, {key: "b", value: 2, something: "else"}]) = {a: 1, b: 2}
context([{key: "a", value: 1}, {key: "b"}]) = null
context put({x: 1}, "y", 2) = {x: 1, y: 2}
context put({x: 1, y: 0}, "y", 2) = {x: 1, y: 2}
context put({x: 1, y: 0, z: 0}, "y", 2) = {x: 1, y: 2, z: 0}
context put({x: 1}, ["y"], 2) = context put({x: 1}, "y", 2)
context put({x: 1, y: {a: 0}}, ["y", "a"], 2) = {x: 1, y: {a: 2}}
context put({x: 1, y: {a: 0}}, [], 2) = null
context merge([{x: 1}, {y: 2}]) = {x: 1, y: 2}
context merge([{x: 1, y: 0}, {y: 2}]) = {x: 1, y: 2}
{isPositive: function(x) x > 0, isNotNegative: function(x) isPositive(x + 1), result: isNotNegative(0)}.result
(for i in 0..4 return if i = 0 then 1 else i * partial[-1]) = [1, 1, 2, 6, 24]
"""


def _lines(*tables: str) -> list[str]:
    return [line for table in tables for line in table.strip().splitlines()]


@pytest.mark.parametrize("text", _lines(CONVERSIONS, STRINGS, LISTS, NUMBERS, DATES, CONTEXTS))
def test_an_example_of_the_specification_holds(text: str) -> None:
    """§10.3.2.3 to §10.3.2.14 and §10.3.4, tables 72 to 82."""
    assert value_of(text) is True


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(function(a, b) b)(a: 1)", None),
        ("(function(a, b) if b = null then a else b)(a: 1)", 1),
        ('number(from: "1000", grouping separator: null)', 1000),
        ('string join(list: ["a", "b"])', "ab"),
    ],
)
def test_a_parameter_that_is_not_supplied_by_name_is_null(text: str, expected: Value) -> None:
    """§10.3.2.13.5: if named, unsupplied parameters are bound to null."""
    assert value_of(text) == expected


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("(function(a) a) = (function(a) a)", True),
        ("(function(a) a) = (function(b) b)", False),
        ("(function(a) a) != (function(a) a + 1)", True),
        ("(function(a: number) a) = (function(a: string) a)", False),
        ("{f: function(x) function(y) x + y, same: f(1) = f(1)}.same", False),
        ("{f: function(x) function(y) x + y, g: f(1), same: g = g}.same", True),
        ("abs = abs", True),
    ],
)
def test_functions_are_equal_when_parameters_body_and_scope_are(text: str, same: bool) -> None:
    """Table 53."""
    assert value_of(text) is same


@pytest.mark.parametrize(
    "text",
    [
        "123 instance of list",
        "[123] instance of list",
        "{a: 1} instance of context",
        "[1..2] instance of range",
        "abs instance of function",
        "[[1]] instance of list<list>",
    ],
)
def test_a_type_of_parts_written_without_them_is_no_type(text: str) -> None:
    """Table 61: ``123 instance of list`` is null as a list type requires parameters."""
    assert unanswered(text)


@pytest.mark.parametrize("text", ["[2..1]", "[2..1].start", '["b".."a"]', '[1..2]["a"]', '[1, 2]["a"]', "[1, 2][item]"])
def test_what_is_outside_the_domain_is_null(text: str) -> None:
    """§10.3.2.7: a range's start is not after its end; table 68: a filter is a boolean or a whole number."""
    assert unanswered(text)


@pytest.mark.parametrize("text", ["1 in [2..1]", "1 in (2..1)", "3 in ([2..1], [2..1])"])
def test_nothing_lies_between_ends_in_the_wrong_order(text: str) -> None:
    """Table 55: ``e1 in [e2..e3]`` is ``e1 >= e2 and e1 <= e3``."""
    assert value_of(text) is False
