"""The sweep finds every way in which a table can answer, and nothing that it cannot."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from anxin import decisions
from anxin.decisions import Compiled, DecisionError
from anxin.decisions.checking.axes import Slice
from anxin.decisions.checking.days import slices
from anxin.decisions.checking.describing import example_in
from anxin.decisions.checking.diagram import Diagram
from tests.unit.decisions.tables import DAYS, PARAMETERS, documents, facts
from tests.unit.decisions.writing import document, table

Swept = list[tuple[Slice, Diagram]]


def swept(source: str, parameters: dict[str, Any]) -> tuple[Compiled, Swept, bool]:
    """The rule set, its diagrams, and whether they leave nothing out."""
    try:
        rule_set = decisions.load(source).compile("t", parameters)
    except DecisionError:
        assume(False)
        raise
    cuts, every_day = slices([rule_set.program])
    diagrams = [(cut, Diagram(cut, [rule_set.program])) for cut in cuts]
    exact = all(axis.exact for cut in cuts for axis in cut.axes)
    return rule_set, diagrams, exact and every_day and all(diagram.complete for _, diagram in diagrams)


def fired(rule_set: Compiled, rows: int) -> int | None:
    lowest = (rows & -rows).bit_length() - 1
    return rule_set.program.rows[lowest].rule.number if rows else None


@settings(max_examples=30, deadline=None)
@given(
    source=documents(policies=("FIRST", "PRIORITY")),
    parameters=PARAMETERS,
    people=st.lists(facts(), min_size=1, max_size=8),
    as_of=DAYS,
)
def test_whatever_fires_for_somebody_is_a_leaf(
    source: str, parameters: dict[str, Any], people: list[dict[str, Any]], as_of: date
) -> None:
    rule_set, diagrams, complete = swept(source, parameters)
    assume(complete)
    leaves = {fired(rule_set, rows[0]) for _, diagram in diagrams for rows in diagram.leaves()}
    assert {rule_set.outcome(known, as_of) for known in people} <= leaves


@settings(max_examples=30, deadline=None)
@given(source=documents(policies=("FIRST", "PRIORITY")), parameters=PARAMETERS)
def test_every_box_holds_what_it_says(source: str, parameters: dict[str, Any]) -> None:
    rule_set, diagrams, _complete = swept(source, parameters)
    chance = random.Random(source)
    for cut, diagram in diagrams:
        for leaf in set(diagram.leaves()):
            for box in diagram.boxes(lambda rows, leaf=leaf: rows == leaf, 3):  # type: ignore[misc]  # -- this turn's leaf
                _matters, known, day = example_in(diagram.axes, box, cut.day)
                assert rule_set.outcome(known, day) == fired(rule_set, leaf[0])
                for axis, kept in zip(diagram.axes, box, strict=True):
                    atom = axis.atoms[chance.choice(sorted(kept) if kept else range(len(axis.atoms)))]
                    known |= axis.values(chance.choice(atom.points))
                today = known.pop("as_of", cut.day)
                assert isinstance(today, date)
                assert rule_set.outcome(known, today) == fired(rule_set, leaf[0])


def test_a_table_of_a_thousand_rows_is_swept_to_the_end() -> None:
    rules = [
        ((f'"c{city}"', f"[{10 * part}..{10 * part + 10})"), (f'"{part}"',))
        for city in range(100)
        for part in range(10)
    ]
    body = table(["city", "age"], rules, policy="UNIQUE", outputs=("out",))
    found = decisions.lint(decisions.load(document({"city": "string", "age": "number"}, {"t": body})))
    assert [(one.kind, one.message.partition(";")[0]) for one in found] == [
        ("gap", "no row fires: age less than 0 or age at least 100 or not known"),
        ("gap", "no row fires: city is a value the table never names or not known"),
    ]


def test_two_overlapping_rows_among_a_thousand_are_found() -> None:
    rules = [((f"[{10 * part}..{10 * part + 10})",), ('"x"',)) for part in range(1000)]
    rules[600] = (("[5995..6010)",), ('"x"',))
    body = table(["n"], [*rules, (("< 0, >= 10000, null",), ('"y"',))], policy="UNIQUE", outputs=("out",))
    (found,) = decisions.lint(decisions.load(document({"n": "number"}, {"t": body})))
    assert found.message == (
        "rows 600 and 601 fire together under UNIQUE: n from 5995 to less than 6000;"
        " for instance n = 5995, on 2021-10-29"
    )


def test_days_of_decision_on_which_bounds_cross_are_looked_at() -> None:
    rules = [((">= as_of", '< date("2022-01-01")'), ('"a"',)), (('>= date("2022-01-01")', "< as_of"), ('"b"',))]
    body = table(["d", "d"], [*rules, (("-", "-"), ('"c"',))], outputs=("out",))
    found = decisions.lint(decisions.load(document({"d": "date", "as_of": "date"}, {"t": body})))
    assert found == []


def test_what_runs_only_party_by_party_is_named_and_the_rest_is_checked() -> None:
    rules = [(("is odd(?)",), ('"a"',)), (("> 3",), ('"b"',)), (("> 5",), ('"c"',))]
    try:
        model = decisions.load(document({"n": "number"}, {"t": table(["n"], rules, outputs=("out",))}))
    except DecisionError:
        return  # refused at load
    found = decisions.lint(model)
    assert [(one.kind, one.place.rule) for one in found][-1] == ("shadowed", 3)
