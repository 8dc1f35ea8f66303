"""Two tables compared: every change that somebody meets is listed, and each example is real."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from anxin import decisions
from anxin.decisions import Compiled, DecisionError, compare
from tests.unit.decisions.tables import DAYS, PARAMETERS, documents, facts
from tests.unit.decisions.writing import WENZHOU_RULES, document, table, wenzhou


def rule_set(source: str, parameters: dict[str, Any]) -> Compiled:
    try:
        return decisions.load(source).compile("t", parameters)
    except DecisionError:
        assume(False)
        raise


def simple(rules: list[tuple[tuple[str, ...], str]], kind: str = "date") -> Compiled:
    body = table(["until"], [(cells, (f'"{out}"',)) for cells, out in rules], outputs=("out",))
    return decisions.load(document({"until": kind, "as_of": "date"}, {"t": body})).compile("t")


@settings(max_examples=20, deadline=None)
@given(
    before=documents(policies=("FIRST",)),
    after=documents(policies=("FIRST",)),
    parameters=PARAMETERS,
    people=st.lists(facts(), min_size=1, max_size=6),
    as_of=DAYS,
)
def test_every_change_that_somebody_meets_is_listed(
    before: str, after: str, parameters: dict[str, Any], people: list[dict[str, Any]], as_of: date
) -> None:
    one, two = rule_set(before, parameters), rule_set(after, parameters)
    found = compare(one, two)
    for held in found.differences:
        asked = [table.decide({**held.example}, held.as_of) for table in (one, two)]
        assert [decision.outputs or None for decision in asked] == [held.before, held.after]
    if not found.complete:
        return
    listed = [(held.before, held.after) for held in found.differences]
    for known in people:
        outputs = tuple(table.decide(known, as_of).outputs or None for table in (one, two))
        assert outputs[0] == outputs[1] or outputs in listed


def test_a_table_does_not_differ_from_itself() -> None:
    table_of_wenzhou = decisions.load(wenzhou()).compile("colour")
    assert compare(table_of_wenzhou, table_of_wenzhou).differences == ()


def test_a_longer_warning_is_told_as_the_days_it_adds() -> None:
    before = simple([(("< as_of",), "red"), (('< as_of + @"P30D"',), "yellow"), (("-",), "green")])
    after = simple([(("< as_of",), "red"), (('< as_of + @"P60D"',), "yellow"), (("-",), "green")])
    (found,) = compare(before, after).differences
    assert found.said("en") == (
        "green → yellow: until from 30 days after the day of decision on, but before 60 days after the day of decision;"
        " for instance until = 2021-11-28, on 2021-10-29"
    )
    assert found.said("zh") == (
        "green → yellow：until不早于判定日后 30 天且早于判定日后 60 天；例如：until：2021-11-28，判定日 2021-10-29"
    )


def test_a_row_taken_away_leaves_a_hole() -> None:
    before = simple([(("< as_of",), "red"), ((">= as_of",), "green")])
    after = simple([(("< as_of",), "red")])
    (found,) = compare(before, after).differences
    assert (found.before, found.after, found.row_before, found.row_after) == ({"out": "green"}, None, 2, None)


def test_rows_in_another_order_differ_only_where_the_order_counts() -> None:
    rules = [*WENZHOU_RULES]
    rules[3], rules[4] = rules[4], rules[3]
    one, two = (decisions.load(wenzhou(held)).compile("colour") for held in (WENZHOU_RULES, rules))
    assert compare(one, two).differences == ()


def test_one_fact_of_two_types_is_refused() -> None:
    one, two = simple([(("< as_of",), "red")]), simple([(('"a"',), "red")], kind="string")
    with pytest.raises(DecisionError, match="the two tables read 'until' as different types"):
        compare(one, two)


def test_an_output_that_one_table_lacks_is_refused() -> None:
    one = simple([(("< as_of",), "red")])
    with pytest.raises(DecisionError, match="both tables need this output"):
        compare(one, one, ["colour"])
