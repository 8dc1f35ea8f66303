"""What would change an outcome: it does, and no smaller change would have."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from hypothesis import assume, given, settings

from anxin import decisions
from anxin.decisions import Compiled, DecisionError, OutsideProfile, remedy, wait
from anxin.decisions.checking.axes import Groups, slice_on
from tests.unit.decisions.tables import DAYS, PARAMETERS, documents, facts
from tests.unit.decisions.writing import document, table, wenzhou

DAY = date(2021, 10, 29)
GOOD: dict[str, Any] = {
    "card": "issued",
    "identity_city": "passed",
    "identity_ministry": "passed",
    "police": "passed",
    "health_until": date(2022, 6, 30),
    "insurance_until": date(2022, 6, 30),
}
GREEN = {"colour": "green"}


def safety_code() -> Compiled:
    return decisions.load(wenzhou()).compile("colour", {"about_to_expire": timedelta(days=30)})


def samples(kind: str, as_of: date) -> list[Any]:
    if kind == "date":
        return [as_of + timedelta(days=days) for days in (-400, -40, -8, -1, 0, 1, 8, 31, 60, 400)]
    if kind == "number":
        return list(range(-3, 8))
    if kind == "boolean":
        return [True, False]
    if kind == "string":
        return ["a", "b", "c", "ax", "it's"]
    return [timedelta(days=days) for days in (-10, -5, 0, 5, 15)]


def smaller(rule_set: Compiled, known: dict[str, Any], as_of: date, most: int) -> Iterator[dict[str, Any]]:
    """Every set of facts with at most ``most`` of them changed to a sample value."""
    kinds = {fact.name: fact.type.value for fact in rule_set.program.facts}
    for count in range(most + 1):
        for names in itertools.combinations(kinds, count):
            for values in itertools.product(*(samples(kinds[name], as_of) for name in names)):
                yield {**known, **dict(zip(names, values, strict=True))}


@settings(max_examples=40, deadline=None)
@given(source=documents(policies=("FIRST", "PRIORITY")), parameters=PARAMETERS, known=facts(), as_of=DAYS)
def test_the_change_works_and_none_smaller_does(
    source: str, parameters: dict[str, Any], known: dict[str, Any], as_of: date
) -> None:
    try:
        rule_set = decisions.load(source).compile("t", parameters)
    except DecisionError:
        assume(False)
        raise
    try:
        found = remedy(rule_set, known, as_of, {"out": "x"})
    except OutsideProfile:  # facts are compared with each other, and no sample of them does it
        return
    if found is not None:
        changed = {**known, **{one.fact: one.to for one in found}}
        assert rule_set.decide(changed, as_of).outputs["out"] == "x"
        assert all(known.get(one.fact) == one.was != one.to and one.to is not None for one in found)
    cut = slice_on([rule_set.program], Groups([rule_set.program]), as_of)
    if all(axis.exact for axis in cut.axes):
        most = 1 if found is None else min(1, len(found) - 1)
        rows = {row.number for row in rule_set.rows if row.outputs["out"] == "x"}
        assert all(rule_set.outcome(one, as_of) not in rows for one in smaller(rule_set, known, as_of, most))


def test_nothing_has_to_change_where_it_is_as_wanted() -> None:
    assert remedy(safety_code(), GOOD, DAY, GREEN) == ()


def test_the_nearest_day_that_does_it_is_named() -> None:
    (found,) = remedy(safety_code(), {**GOOD, "health_until": date(2021, 10, 1)}, DAY, GREEN) or ()
    assert (found.fact, found.was, found.to, found.at_least) == (
        "health_until",
        date(2021, 10, 1),
        date(2021, 11, 28),
        True,
    )
    assert str(found.words) == "health_until on or after 30 days after the day of decision"


def test_what_cannot_change_is_left_as_it_is() -> None:
    known = {**GOOD, "police": "failed", "health_until": None}
    assert remedy(safety_code(), known, DAY, GREEN, changeable=["health_until", "insurance_until"]) is None
    (waived,) = remedy(safety_code(), {**GOOD, "police": "failed"}, DAY, GREEN) or ()
    assert str(waived.words) == "police is a value the table never names"
    both = remedy(safety_code(), known, DAY, GREEN) or ()
    assert [one.fact for one in both] == ["police", "health_until"]


def test_waiting_is_enough_where_the_table_forgives() -> None:
    rules = [(('> as_of - @"P1Y"',), ('"red"',)), (("-",), ('"green"',))]
    body = table(["stated"], rules, outputs=("colour",))
    rule_set = decisions.load(document({"stated": "date", "as_of": "date"}, {"t": body})).compile("t")
    assert wait(rule_set, {"stated": date(2021, 3, 1)}, DAY, GREEN) == date(2022, 3, 1)
    assert wait(rule_set, {"stated": None}, DAY, {"colour": "red"}) is None
