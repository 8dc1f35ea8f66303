"""A decision table compiled once: decided for one party by closures, for a population by SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from anxin.decisions.columnar.closure import Closures, Facts, Outcome, reader
from anxin.decisions.columnar.horizon import horizon
from anxin.decisions.columnar.ir import needed
from anxin.decisions.columnar.lower import Lowering
from anxin.decisions.columnar.program import Program, build, constant_value, is_constant
from anxin.decisions.columnar.scope import Scope
from anxin.decisions.dmn.model import AS_OF, Definitions, Input, Table
from anxin.decisions.errors import DecisionError
from anxin.decisions.feel.plain import FIRST_AS_OF, LAST_AS_OF, Type, type_of
from anxin.decisions.feel.plain import Value as PlainValue
from anxin.decisions.results import Because, Decision, Row


class Compiled:
    """One decision table with its parameters filled in.

    ``inputs`` are the facts it may be given, ``rows`` its rows in table order. ``outcome(facts, as_of)`` gives the bare
    row number and trusts its facts (a mapping by input name; a name left out is null); ``decide`` checks and explains.
    Rows fire by the table's hit policy; of rows that agree under ANY the first counts.
    """

    def __init__(self, model: Definitions, table: Table, parameters: Mapping[str, PlainValue]) -> None:
        program = build(model, table, parameters)
        self.table = table
        self.parameters = MappingProxyType(dict(parameters))
        self.program: Program = program
        self.inputs: tuple[Input, ...] = tuple(
            found for name, found in model.inputs.items() if name != AS_OF and name not in parameters
        )
        self._kinds = {found.name: Type(found.type) for found in self.inputs}
        self._closures = Closures(program)
        self._horizon = horizon(program)
        by_number = sorted(program.rows, key=lambda row: row.rule.number)
        names = [column.name for column in table.outputs]
        self.rows: tuple[Row, ...] = tuple(
            Row(
                row.rule.number,
                MappingProxyType(dict(zip(names, map(constant_value, row.outputs), strict=True))),
                row.rule.annotations,
                row.rule.texts,
            )
            for row in by_number
        )
        self._asked = [[fact.name for fact in needed(question)] for question in program.questions]
        self._default = self._defaults(model)
        self._ask = reader(program.questions)
        self._say = {
            row.rule.number: reader(row.outputs) for row in by_number if not all(map(is_constant, row.outputs))
        }
        self._apart = (
            reader(tuple(row.condition for row in by_number)) if table.hit_policy in ("UNIQUE", "ANY") else None
        )
        self.outcome = self._closures.outcome

    def on(self, as_of: date) -> Outcome:
        """``outcome`` for one day: a function of the facts alone, the fastest way through many parties."""
        return self._closures.on(as_of)

    def outlook(self, facts: Facts, as_of: date) -> tuple[int | None, date | None]:
        """The bare row number and the exact next change; trusts its facts, as ``outcome`` does."""
        row = self.outcome(facts, as_of)
        return row, self._horizon(facts, row, as_of.toordinal())

    def decide(self, facts: Mapping[str, PlainValue], as_of: date) -> Decision:
        """The decision with its reasons; DecisionError for an unknown fact, a wrong type or a day outside 1900–2999.

        A table whose hit policy is UNIQUE (or ANY) raises when two rows fire (and disagree) for these facts.
        """
        self._check(facts, as_of)
        complete: dict[str, Any] = {name: facts.get(name) for name in self._kinds}
        number, change = self.outlook(complete, as_of)
        if self._apart is not None:
            self._check_apart(self._apart(complete, as_of))
        if number is None:
            return Decision(as_of, None, dict(self._default), {}, (), change)
        row = self.rows[number - 1]
        outputs = dict(row.outputs)
        if number in self._say:
            outputs = dict(zip(outputs, self._say[number](complete, as_of), strict=True))
        return Decision(as_of, number, outputs, dict(row.annotations), self._because(number, complete, as_of), change)

    def sql(
        self,
        dialect: str,
        relation: str,
        key: str = "party_id",
        *,
        as_of: date,
        carry: Sequence[str] = (),
        horizon: bool = True,
    ) -> str:
        """``SELECT key, rule, next_change[, carry...] FROM relation``, to be executed without parameters.

        ``relation`` is a parenthesised SELECT or a table in SQL, holding ``key`` and one column for each input;
        ``dialect`` is "sqlite" or "postgresql". Dates are dates (SQLite: text YYYY-MM-DD), durations whole days,
        booleans booleans. Without ``horizon`` the column ``next_change`` is left out. DecisionError for a rule that
        can only be decided in Python.
        """
        from anxin.decisions.columnar.statement import select

        self._check_day(as_of)
        return select(self.program, dialect, relation, key=key, as_of=as_of, carry=tuple(carry), horizon=horizon)

    def python_only(self, dialect: str) -> tuple[str, ...]:
        """Why rules cannot be pushed to a database, each with its place; nothing when the whole table can."""
        from anxin.decisions.columnar.sql import refusals

        return refusals(self.program, dialect)

    def _because(self, number: int, facts: dict[str, Any], as_of: date) -> tuple[Because, ...]:
        texts = self.rows[number - 1].cells
        return tuple(
            Because(column.label, text or "-", column.text, value, {name: facts[name] for name in names})
            for column, text, value, names in zip(
                self.table.columns, texts, self._ask(facts, as_of), self._asked, strict=True
            )
        )

    def _check_day(self, as_of: date) -> None:
        if type(as_of) is not date or not FIRST_AS_OF <= as_of <= LAST_AS_OF:
            why = f"as_of must be a date from {FIRST_AS_OF} to {LAST_AS_OF}"
            raise DecisionError(why, place=self.table.place, read=str(as_of))

    def _check(self, facts: Mapping[str, PlainValue], as_of: date) -> None:
        self._check_day(as_of)
        for name, value in facts.items():
            kind = self._kinds.get(name)
            if kind is None:
                raise DecisionError("no such fact", place=self.table.place, read=name, allowed=sorted(self._kinds))
            if value is not None and _kind(value) is not kind:
                why = f"the fact {name!r} must be {kind.value} or null"
                raise DecisionError(why, place=self.table.place, read=f"{type(value).__name__} {value!r}")

    def _check_apart(self, met: tuple[PlainValue, ...]) -> None:
        rows = [row for row, fired in zip(self.rows, met, strict=True) if fired is True]
        unequal = self.table.hit_policy == "UNIQUE" or any(row.outputs != rows[0].outputs for row in rows)
        if len(rows) > 1 and unequal:
            numbers = " and ".join(str(row.number) for row in rows)
            why = f"rules {numbers} fire together, which the hit policy {self.table.hit_policy} forbids"
            raise DecisionError(why, place=self.table.place)

    def _defaults(self, model: Definitions) -> dict[str, PlainValue]:
        found: dict[str, PlainValue] = {}
        for column in self.table.outputs:
            if column.default is not None:
                found[column.name] = constant_value(Lowering(Scope({}), column.place).expression(column.default))
        return found


def _kind(value: object) -> Type | None:
    try:
        return type_of(value)  # type: ignore[arg-type]  # -- anything else is what the TypeError is about
    except TypeError:
        return None
