"""A rule set outside the columnar profile, behind the doors of a compiled one: decided by the interpreter, a party at
a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from anxin.decisions.compiled import Compiled
from anxin.decisions.dmn.model import AS_OF, DecisionNode, Definitions, OutputColumn, Rule, Table
from anxin.decisions.errors import OutsideProfile
from anxin.decisions.feel import syntax
from anxin.decisions.feel.plain import LAST_AS_OF, Value
from anxin.decisions.model import Model
from anxin.decisions.results import Because, Decision, Fired, Row

LOOKED_AHEAD = 30
SINGLE_HIT = ("FIRST", "UNIQUE", "ANY")
Facts = Mapping[str, Any]


class OneByOne(Compiled):
    """The doors of :class:`Compiled` for a table that is evaluated with the whole of FEEL.

    Of rows that fire together the first counts. The next change is looked for day by day, thirty days ahead: an exact
    day within them, else the day on which to look again. ``python_only`` says why no database decides it.
    """

    def __init__(self, model: Model, decision: str, parameters: Mapping[str, Value], reason: OutsideProfile) -> None:
        table = model.tables[decision]
        if table.hit_policy not in SINGLE_HIT:
            raise reason
        self.table = table
        self.parameters = MappingProxyType(dict(parameters))
        self.inputs = tuple(
            found for name, found in model.inputs.items() if name != AS_OF and name not in self.parameters
        )
        self.rows = tuple(_row(table, rule) for rule in table.rules)
        self.reason = reason
        self._model = model
        self._numbered = Model(_numbered(model.definitions, table))
        self.outcome = self._outcome
        self.decide = self._decide

    def on(self, as_of: date) -> Any:
        """``outcome`` for one day."""
        return lambda facts: self._outcome(facts, as_of)

    def outlook(self, facts: Facts, as_of: date) -> tuple[int | None, date | None]:
        """The row number and the next change, or the day on which to look again."""
        row = self._outcome(facts, as_of)
        return row, self._change(facts, as_of, row)

    def sql(self, *_arguments: Any, **_named: Any) -> str:
        """No database decides it: raises the reason."""
        raise self.reason

    def forecast_sql(self, *_arguments: Any, **_named: Any) -> str:
        """No database decides it: raises the reason."""
        raise self.reason

    def python_only(self, dialect: str) -> tuple[str, ...]:
        """Why no database decides it."""
        return (str(self.reason),)

    def _outcome(self, facts: Facts, as_of: date) -> int | None:
        number = self._numbered.evaluate(self.table.name, {**facts, **self.parameters}, as_of=as_of).value
        return int(number) if isinstance(number, int | Decimal) else None

    def _change(self, facts: Facts, as_of: date, row: int | None) -> date | None:
        day = as_of
        for _ahead in range(LOOKED_AHEAD):
            day += timedelta(days=1)
            if day > LAST_AS_OF:
                return None
            if self._outcome(facts, day) != row:
                return day
        return day + timedelta(days=1)

    def _decide(self, facts: Facts, as_of: date) -> Decision:
        number = self._outcome(facts, as_of)
        row = self.rows[number - 1] if number is not None else None
        fired = Fired(
            row=number,
            rows=() if number is None else (number,),
            outputs={} if row is None else row.outputs,
            annotations={} if row is None else row.annotations,
            why=lambda known, day: () if row is None else self._because(row, known),
            until=lambda known, day: self._change(known, day, number),
            say=lambda known, day: self._evaluated(known, day),
        )
        return Decision(as_of, dict(facts), fired)

    def _evaluated(self, facts: Facts, as_of: date) -> Mapping[str, Value]:
        """The outputs by name, worked out from the facts."""
        value: Any = self._model.evaluate(self.table.name, {**facts, **self.parameters}, as_of=as_of).value
        if isinstance(value, dict):
            return value
        return {} if value is None else {self.table.outputs[0].name: value}

    def _because(self, row: Row, facts: Facts) -> tuple[Because, ...]:
        return tuple(
            Because(column.label, text or "-", column.text, facts.get(column.text), {column.text: facts[column.text]}
                    if column.text in facts else {})
            for column, text in zip(self.table.columns, row.cells, strict=True)
        )  # fmt: skip


def _row(table: Table, rule: Rule) -> Row:
    named = zip((column.name for column in table.outputs), rule.outputs, strict=True)
    outputs = {name: tree.value if isinstance(tree, syntax.Literal) else None for name, tree in named}
    return Row(rule.number, MappingProxyType(outputs), rule.annotations, rule.texts)


def _numbered(definitions: Definitions, table: Table) -> Definitions:
    """The same graph, in which the table puts out the number of the first row that fires."""
    column = OutputColumn("row", None, (), None, table.place)
    rules = tuple(
        replace(rule, outputs=(syntax.Literal(Decimal(rule.number)),), output_places=(rule.output_places[0],))
        for rule in table.rules
    )
    numbered = replace(table, hit_policy="FIRST", aggregation=None, outputs=(column,), rules=rules, type=None)
    key = definitions.named[table.name]
    node = definitions.nodes[key]
    assert isinstance(node, DecisionNode)
    return replace(definitions, nodes={**definitions.nodes, key: replace(node, logic=numbered, type=None)})
